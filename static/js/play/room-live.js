/**
 * `<room-live>`: the panel lives by a socket, whose frames are parts of the page. Where no socket
 * ever opens it asks by HTTP instead; and once when the socket says that it is over, for the words.
 */
import { LiveSocket } from "../socket.js";

const POLL = 3_000; // milliseconds
const GONE = 404;

class RoomLive extends HTMLElement {
  connectedCallback() {
    this.place = /** @type {HTMLElement} */ (document.getElementById("panel-live"));
    this.addEventListener("htmx:afterRequest", (event) => this.#answered(/** @type {CustomEvent} */ (event).detail));
    this.socket = new LiveSocket({
      address: () => `${this.getAttribute("address")}?after=${this.#last}`,
      heard: (html) => htmx.swap(document.body, html, { swapStyle: "none" }),
      live: (live) => this.#show(live),
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
    else if (successful && document.querySelector("[data-ending]")) this.#end("");
    else if (!this.socket?.opened) this.#show(successful);
    else if (successful && this.over) this.#end("");
  }

  /** @param {string} words */
  #end(words) {
    clearInterval(this.timer);
    this.socket?.stop();
    this.place.hidden = !words;
    if (words) this.#say(words);
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
