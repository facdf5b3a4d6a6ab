/** On a phone the panel's parts are tabs; on a wide screen they stand below each other. */
const phone = matchMedia("(max-width: 639px), (max-height: 479px) and (pointer: coarse)");
const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
const tabs = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[role=tab]")]);
const part = (/** @type {HTMLElement} */ tab) => document.getElementById(tab.getAttribute("aria-controls") ?? "");

/** @param {HTMLElement} chosen */
function choose(chosen) {
  for (const tab of tabs) {
    tab.ariaSelected = String(tab === chosen);
    tab.tabIndex = tab === chosen ? 0 : -1;
  }
  panel.dataset.tab = chosen.id.replace("tab-", "");
}

function settle() {
  for (const tab of tabs) {
    const own = part(tab);
    if (phone.matches) own?.setAttribute("role", "tabpanel");
    else own?.removeAttribute("role");
  }
}

for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const next = tabs[(at + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
}
phone.addEventListener("change", settle);
settle();
