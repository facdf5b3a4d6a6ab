/**
 * `<room-live>`: the panel lives by a socket, whose frames are parts of the page. Where no socket
 * ever opens, or the server wants none any more, it asks by HTTP instead, until the last answer.
 */
import { LiveSocket } from "../socket.js";

const POLL = 3_000; // milliseconds
const GONE = 404;
const LAST = 286; // htmx's own: nothing changes any more, and the page says why

class RoomLive extends HTMLElement {
  connectedCallback() {
    this.place = /** @type {HTMLElement} */ (document.getElementById("panel-live"));
    this.addEventListener("htmx:afterRequest", (event) => this.#answered(/** @type {CustomEvent} */ (event).detail));
    this.socket = new LiveSocket({
      address: () => `${this.getAttribute("address")}?after=${this.#last}`,
      heard: (html) => htmx.swap(document.body, html, { swapStyle: "none" }),
      live: (live) => this.#live(live),
      over: () => ((this.over = true), this.#ask()),
    });
    document.addEventListener("playlobby:gone", () => this.#ask());
    const alone = () => this.over || (!this.socket?.opened && this.socket?.failures);
    this.timer = window.setInterval(() => alone() && this.#ask(), POLL);
  }

  get #last() {
    return /** @type {HTMLInputElement | null} */ (document.getElementById("chat-last"))?.value || 0;
  }

  #ask() {
    htmx.trigger(this, "refresh");
  }

  /** @param {{xhr: XMLHttpRequest, successful: boolean}} answer */
  #answered({ xhr, successful }) {
    if (xhr.status === GONE) this.#end("This game is not on the site any more.");
    else if (xhr.status === LAST) this.#end("");
    else if (this.over || !this.socket?.opened) this.#show(Boolean(successful));
  }

  /** @param {string} words */
  #end(words) {
    clearInterval(this.timer);
    this.socket?.stop();
    this.place.hidden = !words;
    if (words) this.#say(words);
  }

  /** @param {boolean} live */
  #live(live) {
    // An answer that is under way is older than what the socket says.
    if (live && !this.socket?.opened) htmx.trigger(this, "htmx:abort");
    this.#show(live);
  }

  /** @param {boolean} live */
  #show(live) {
    this.place.hidden = live;
    this.place.querySelector(".dot")?.classList.toggle("dot-off", !live);
    this.#say(live ? "Live" : "Not live. Trying again");
  }

  /** @param {string} words */
  #say(words) {
    const says = /** @type {HTMLElement} */ (this.place.querySelector("[data-says]"));
    if (says.textContent !== words) says.textContent = words;
  }
}

customElements.define("room-live", RoomLive);
