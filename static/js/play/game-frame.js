/**
 * `<game-frame>`: checks the browser, loads the game into its frame, and talks with it. It trusts
 * only messages of its own frame, from the game's own origin.
 */
import { needs } from "../needs.js";
import { showElsewhere, showFailure, showMissing } from "./check-card.js";
import { HeldSeat } from "./held-seat.js";
import { Loader } from "./loader.js";
import { onceFree, takeRoom } from "./one-tab.js";

const SILENCE = 15_000; // milliseconds; then a frame that spoke is shown as it is, whatever it does
const GREETING = 2_000; // milliseconds after it has loaded: the shim spoke before, if it is there

class GameFrame extends HTMLElement {
  connectedCallback() {
    this.frame = /** @type {HTMLIFrameElement} */ (this.querySelector("iframe"));
    this.card = /** @type {HTMLElement} */ (this.querySelector("[data-loader]"));
    this.check = /** @type {HTMLElement} */ (this.querySelector("[data-check]"));
    this.origin = this.getAttribute("origin") ?? "";
    this.loader = new Loader(this.card);
    this.patience = 0;
    this.spoke = false;
    this.refused = false;
    const found = needs({ isolated: this.hasAttribute("isolated") });
    if (found.every((need) => need.found)) this.#begin();
    else this.#refuse(() => showMissing(this.check, this.frame.title, found));
  }

  async #begin() {
    const room = this.getAttribute("room") ?? "";
    this.release = await takeRoom(room);
    if (this.refused) this.release?.();
    else if (this.release) this.#load();
    else {
      this.#refuse(() => showElsewhere(this.check));
      onceFree(room, () => this.check.hidden || location.reload()); // For a pass that is fresh.
    }
  }

  #load() {
    this.dataset.playing = "";
    this.seat = new HeldSeat({
      address: this.getAttribute("seat") ?? "",
      room: this.getAttribute("room") ?? "",
      token: /** @type {HTMLInputElement} */ (this.querySelector("[name=csrfmiddlewaretoken]")).value,
      renewed: (pass) => this.frame.contentWindow?.postMessage({ playlobby: "pass", pass }, this.origin),
    });
    this.seat.keep();
    this.loader.step("fetch");
    window.addEventListener("message", (event) => this.#heard(event));
    this.frame.addEventListener("load", () => this.#wait(this.spoke ? SILENCE : GREETING));
    this.frame.hidden = false;
    this.frame.src = this.getAttribute("source") ?? "";
    this.#wait(SILENCE);
  }

  /** @param {MessageEvent} event */
  #heard({ origin, source, data }) {
    if (this.refused || origin !== this.origin || source !== this.frame.contentWindow) return;
    this.spoke = true;
    this.#wait(SILENCE);
    if (data?.playlobby === "progress") this.loader.progress(Number(data.loaded) || 0, Number(data.total) || 0);
    else if (data?.playlobby === "started") this.#started();
    else if (data?.playlobby === "failed") this.#refuse(() => showFailure(this.check, String(data.reason ?? "")));
    else if (data?.playlobby === "escape") this.#escape();
  }

  /**
   * A page that never says that it has started must not stay behind the card for ever; one that
   * never said a word is not there.
   * @param {number} silence milliseconds
   */
  #wait(silence) {
    clearTimeout(this.patience);
    if (this.refused) return;
    const giveUp = () => this.#refuse(() => showFailure(this.check, "network"));
    this.patience = window.setTimeout(() => (this.spoke ? this.#show() : giveUp()), silence);
  }

  #started() {
    this.#show();
    this.seat?.started();
  }

  #show() {
    if (this.frame.dataset.started !== undefined || !this.check.hidden) return;
    this.frame.dataset.started = "";
    this.card.hidden = true;
    this.frame.focus();
  }

  /**
   * The frame goes, if there is a game in it, and with it the game's connections to everybody.
   * @param {() => void} show what takes its place
   */
  #refuse(show) {
    this.refused = true;
    clearTimeout(this.patience);
    this.seat?.stop();
    this.release?.();
    delete this.dataset.playing;
    this.card.hidden = true;
    if (!this.frame.hidden) this.frame.remove();
    if (document.fullscreenElement) document.exitFullscreen();
    show();
  }

  /**
   * It is over for us.
   * @param {Element} why the words that cover the game
   */
  end(why) {
    const card = /** @type {HTMLElement} */ (this.querySelector("[data-end]"));
    if (!card.hidden) return;
    this.#refuse(() => (this.check.hidden = true));
    card.replaceChildren(...why.cloneNode(true).childNodes);
    for (const one of card.querySelectorAll("[id]")) one.removeAttribute("id");
    card.querySelector(".btn")?.classList.add("btn-lamp");
    card.hidden = false;
    card.querySelector("h2")?.focus();
  }

  #escape() {
    if (document.fullscreenElement) document.exitFullscreen();
    else /** @type {HTMLElement | undefined} */ (visible(".play-leave, .pill"))?.focus();
  }
}

/** @param {string} selector */
function visible(selector) {
  return [...document.querySelectorAll(selector)].find((element) => element.getClientRects().length);
}

customElements.define("game-frame", GameFrame);
