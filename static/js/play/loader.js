/** What the loader card shows: bytes, the time left, the step. Knows nothing of frames. */
import { sizeInWords } from "../sizes.js";

const STEPS = ["check", "fetch", "start"];

export class Loader {
  #begun = performance.now();
  #quarter = 0;

  /** @param {HTMLElement} card */
  constructor(card) {
    this.card = card;
    /** What travels, as every page says it; what is fetched is nearly all of it. */
    const size = /** @type {HTMLElement} */ (this.#part("[data-bytes]"));
    this.size = size.textContent ?? "";
    this.bytes = Number(size.dataset.bytes);
  }

  /** @param {string} current */
  step(current) {
    const at = STEPS.indexOf(current);
    STEPS.forEach((name, index) => {
      const line = /** @type {HTMLElement} */ (this.#part(`[data-step="${name}"]`));
      if (index === at) line.dataset.state = "now";
      else if (index < at) line.dataset.state = "done";
      else delete line.dataset.state;
    });
    if (at > 0) this.#part('[data-step="check"] > :last-child').textContent = "Browser checked";
  }

  /** @param {number} loaded @param {number} total bytes; 0 if nobody knows */
  progress(loaded, total) {
    const bar = this.#part("[data-bar]");
    bar.classList.toggle("bar-striped", !total);
    const share = total ? Math.min(1, loaded / total) : 0;
    /** @type {HTMLElement} */ (bar.firstElementChild).style.transform = total ? `scaleX(${share})` : "";
    // A game counts what it has unpacked; the same share of it has travelled, more or less.
    const fetched = share === 1 ? this.size : sizeInWords(total ? share * this.bytes : loaded);
    this.#part("[data-bytes]").textContent = total ? `${fetched} of ${this.size}` : fetched;
    this.#part("[data-left]").textContent = this.#left(share);
    this.#announce(bar, Math.floor(share * 4));
    this.step(share === 1 ? "start" : "fetch");
  }

  /** @param {number} share @returns {string} */
  #left(share) {
    const spent = (performance.now() - this.#begun) / 1000;
    if (share === 0 || share === 1 || spent < 1) return "";
    const seconds = Math.ceil((spent * (1 - share)) / share);
    if (seconds < 60) return `About ${seconds} second${seconds === 1 ? "" : "s"}`;
    const minutes = Math.round(seconds / 60);
    return `About ${minutes} minute${minutes === 1 ? "" : "s"}`;
  }

  /** @param {Element} bar @param {number} quarter */
  #announce(bar, quarter) {
    if (quarter <= this.#quarter) return;
    this.#quarter = quarter;
    bar.setAttribute("aria-valuenow", String(quarter * 25));
    this.#part("[data-says]").textContent = quarter < 4 ? `${quarter * 25} percent fetched` : "Fetched. Starting the game";
  }

  /** @param {string} selector @returns {Element} */
  #part(selector) {
    return /** @type {Element} */ (this.card.querySelector(selector));
  }
}
