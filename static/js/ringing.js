/**
 * `<ring-desk>`: rings until a second person is in, then leads into the game. It lives by the
 * room's socket, which keeps the seat; what else there is to join it asks for now and then.
 */
import { LiveSocket } from "./socket.js";

const ASK = 10_000; // milliseconds; and without a socket:
const ASK_ALONE = 3_000;
const STILL = 3_000; // between "Seat found" and the game
const ANNOUNCED = 30; // seconds
const NOTES = [659.3, 880]; // hertz

class RingDesk extends HTMLElement {
  connectedCallback() {
    const time = /** @type {HTMLElement} */ (this.querySelector("[data-since]"));
    this.began = performance.now() - Number(time.dataset.since) * 1000;
    this.clock = window.setInterval(() => this.#tick(time), 1000);
    this.#tick(time);
    this.#offerChime();
    this.socket = new LiveSocket({
      address: () => this.getAttribute("address") ?? "",
      heard: (html) => htmx.swap(document.body, html, { swapStyle: "none" }),
      live: (live) => (/** @type {HTMLElement} */ (this.querySelector("[data-live]")).hidden = live),
      over: () => this.#ask(),
    });
    new MutationObserver(() => this.#look()).observe(/** @type {Element} */ (this.querySelector("#ring")), { childList: true });
    this.#look();
    this.#askAgain();
    // Who goes is not called back by the news of it.
    this.addEventListener("submit", () => (this.socket?.stop(), clearTimeout(this.asking)));
  }

  #ask() {
    htmx.trigger(this, "refresh");
  }

  #askAgain() {
    const wait = this.socket?.live ? ASK : ASK_ALONE;
    this.asking = window.setTimeout(() => (this.#ask(), this.#askAgain()), wait);
  }

  #look() {
    const go = /** @type {HTMLAnchorElement | null} */ (this.querySelector("[data-found] ~ .acts [data-go]"));
    if (!go) return clearTimeout(this.going), (this.going = 0);
    if (this.going) return;
    document.title = document.title.replace(/^[^·]*/, "Seat found ");
    this.chime?.();
    this.going = window.setTimeout(() => {
      clearInterval(this.clock);
      clearTimeout(this.asking);
      location.assign(go.href);
    }, STILL);
  }

  /** @param {HTMLElement} place */
  #tick(place) {
    const seconds = Math.floor((performance.now() - this.began) / 1000);
    place.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (!seconds || seconds % ANNOUNCED) return;
    /** @type {Element} */ (this.querySelector("[data-time-says]")).textContent = `${seconds} seconds waited`;
  }

  /** No sound before a tap: the tap is what allows it. */
  #offerChime() {
    const button = /** @type {HTMLElement} */ (this.querySelector("[data-chime]"));
    button.hidden = !("AudioContext" in window);
    button.addEventListener("click", () => {
      const context = (this.context ??= new AudioContext());
      const wanted = button.ariaPressed !== "true";
      button.ariaPressed = String(wanted);
      this.chime = wanted ? () => play(context) : undefined;
      if (wanted) play(context);
    });
  }
}

/** Two notes. @param {AudioContext} context */
function play(context) {
  for (const [at, pitch] of NOTES.entries()) {
    const [note, loudness] = [context.createOscillator(), context.createGain()];
    const start = context.currentTime + at * 0.18;
    note.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.2, start);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + 0.7);
    note.connect(loudness).connect(context.destination);
    note.start(start);
    note.stop(start + 0.7);
  }
}

customElements.define("ring-desk", RingDesk);
