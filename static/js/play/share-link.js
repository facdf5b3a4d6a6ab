/** `<share-link>`: hands the invite on, by clipboard, by what the device shares with, by camera. */
import { onBackdrop } from "../backdrop.js";

const SAID = 2_000; // milliseconds

class ShareLink extends HTMLElement {
  connectedCallback() {
    const link = this.getAttribute("link") ?? "";
    const share = /** @type {HTMLElement} */ (this.querySelector("[data-share]"));
    share.hidden = typeof navigator.share !== "function";
    share.addEventListener("click", () => navigator.share({ title: this.getAttribute("game") ?? "", url: link }).catch(() => {}));
    const code = /** @type {HTMLDialogElement} */ (document.getElementById("qr"));
    this.querySelector("[data-qr]")?.addEventListener("click", () => code.showModal());
    const outside = onBackdrop(code);
    code.addEventListener("click", (event) => {
      const target = /** @type {Element} */ (event.target);
      if (outside(event) || target.closest("[data-close]")) code.close();
    });
    this.querySelector("[data-copy]")?.addEventListener("click", () => this.#copy(link));
  }

  /** @param {string} link */
  async #copy(link) {
    const says = /** @type {HTMLElement} */ (this.querySelector("[data-says]"));
    try {
      await navigator.clipboard.writeText(link);
      says.textContent = "Link copied";
      setTimeout(() => (says.textContent = "Copy link"), SAID);
    } catch {
      const field = /** @type {HTMLInputElement} */ (this.querySelector("[data-link]"));
      field.hidden = false;
      field.select();
    }
  }
}

customElements.define("share-link", ShareLink);
