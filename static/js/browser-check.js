/**
 * `<browser-check>`: says whether this browser can play, before anything is fetched. With `short`,
 * one line. Whether the page of the game will be isolated is not known yet, so it is not asked.
 */
import { needs } from "./needs.js";

class BrowserCheck extends HTMLElement {
  connectedCallback() {
    const lacking = needs({ isolated: false }).find((need) => !need.found);
    const words = lacking ? "This browser can’t play it" : "Your browser can play this";
    this.parentElement?.classList.toggle("lacking", Boolean(lacking));
    if (this.hasAttribute("short")) {
      this.innerHTML = '<svg class="icon" aria-hidden="true"><use></use></svg><span></span>';
      const mark = lacking ? "x-circle" : "check-circle";
      this.querySelector("use")?.setAttribute("href", `${this.getAttribute("icons")}#${mark}`);
      /** @type {Element} */ (this.lastElementChild).textContent = words;
    } else {
      /** @type {Element} */ (this.querySelector("b")).textContent = lacking ? words : "Your browser is ready";
      if (lacking) /** @type {Element} */ (this.querySelector("span")).textContent = `${lacking.name} is missing. ${lacking.fix}`;
    }
  }
}

customElements.define("browser-check", BrowserCheck);
