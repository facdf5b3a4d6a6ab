/**
 * `<hidden-tab>`: tells the room that this tab is hidden, and when it is shown again. Browsers let
 * games stand still in hidden tabs; of a host, the others want to know. `told`: the room thinks so.
 */
const PATIENCE = 2_000; // milliseconds: who only looks something up is not told of, nor who leaves

class HiddenTab extends HTMLElement {
  connectedCallback() {
    this.timer = 0;
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  #look() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#tell(), document.hidden ? PATIENCE : 0);
  }

  async #tell() {
    const { hidden } = document;
    if (hidden === this.hasAttribute("told")) return;
    this.toggleAttribute("told", hidden);
    const token = /** @type {HTMLInputElement} */ (document.querySelector("[name=csrfmiddlewaretoken]")).value;
    const body = new URLSearchParams({ hidden: hidden ? "yes" : "no", csrfmiddlewaretoken: token });
    const headers = { "HX-Request": "true" };
    try {
      const address = /** @type {string} */ (this.getAttribute("address"));
      await fetch(address, { method: "POST", body, headers, keepalive: true });
    } catch {
      this.toggleAttribute("told", !hidden); // The next look tells it.
    }
  }
}

customElements.define("hidden-tab", HiddenTab);
