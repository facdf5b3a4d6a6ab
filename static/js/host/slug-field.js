/**
 * `<slug-field>`: suggests an address from the title, until somebody writes one; says it in full.
 * What was wrong with the last one is not said of the next.
 */
const LONGEST = 40;

/** @param {string} title @returns {string} as `SLUG_PATTERN` wants it, or "" */
function suggested(title) {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ß/g, "ss").toLowerCase();
  return plain.replace(/[’']/g, "").replace(/[^a-z0-9]+/g, "-").slice(0, LONGEST).replace(/^-+|-+$/g, "");
}

class SlugField extends HTMLElement {
  connectedCallback() {
    const title = /** @type {HTMLInputElement} */ (this.querySelector("[data-title]"));
    const slug = /** @type {HTMLInputElement} */ (this.querySelector("[data-slug]"));
    const echo = /** @type {HTMLElement} */ (this.querySelector("[data-echo]"));
    let own = slug.value !== suggested(title.value);
    const refused = slug.value;
    const say = () => {
      echo.textContent = slug.value || "…";
      if (slug.value === refused) return;
      slug.removeAttribute("aria-invalid");
      for (const problem of this.querySelectorAll("[data-problems] .problem")) problem.remove();
    };
    title.addEventListener("input", () => {
      if (!own) slug.value = suggested(title.value);
      say();
    });
    slug.addEventListener("input", () => {
      own = slug.value !== "";
      say();
    });
  }
}

customElements.define("slug-field", SlugField);
