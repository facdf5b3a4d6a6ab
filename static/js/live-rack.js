/** `<live-rack>`: hooks that change, but never under the pointer or around the keyboard's focus. */
import { count, follow } from "./following.js";

const pointer = matchMedia("(hover: hover)"); // where a tap does not stay for one

class LiveRack extends HTMLElement {
  /** @type {DocumentFragment | null} */
  #next = null;

  connectedCallback() {
    follow(this, { view: "rack" }, (root) => {
      if ("counts" in root.dataset) count(root);
      if ("rack" in root.dataset) this.#show(root.content);
    });
    for (const gone of ["pointerleave", "focusout"])
      this.addEventListener(gone, () => requestAnimationFrame(() => this.#next && this.#show(this.#next)));
  }

  /** @param {DocumentFragment} rack */
  #show(rack) {
    const held = this.matches(pointer.matches ? ":is(:hover, :focus-within)" : ":focus-within");
    this.#next = held ? rack : null;
    if (held) return;
    const scrolled = this.querySelector(".rack-hooks")?.scrollLeft ?? 0;
    this.replaceChildren(rack);
    const hooks = this.querySelector(".rack-hooks");
    if (hooks) hooks.scrollLeft = scrolled;
  }
}

customElements.define("live-rack", LiveRack);
