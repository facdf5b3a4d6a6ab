/** `<copy-text>`: a button that copies the words beside it; where that is forbidden, it marks them. */
const SAID = 2_000; // milliseconds

class CopyText extends HTMLElement {
  connectedCallback() {
    const button = /** @type {HTMLElement} */ (this.querySelector("[data-copy]"));
    const says = /** @type {HTMLElement} */ (button.querySelector("[data-says]"));
    const text = /** @type {HTMLElement} */ (this.querySelector("[data-text]"));
    const wish = says.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent ?? "");
        says.textContent = "Copied";
        setTimeout(() => (says.textContent = wish), SAID);
      } catch {
        getSelection()?.selectAllChildren(text);
      }
    });
  }
}

customElements.define("copy-text", CopyText);
