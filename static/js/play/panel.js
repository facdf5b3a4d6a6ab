/**
 * The room's panel: folds to a rail on a wide screen, where it is remembered; on a phone it is a
 * sheet over the game, shut at first.
 */
const REMEMBERED = "playlobby.panel";
const phone = matchMedia("(max-width: 639px), (max-height: 479px) and (pointer: coarse)");
const roomy = matchMedia("(min-width: 1000px)");
const panel = /** @type {HTMLElement} */ (document.getElementById("panel"));
const buttons = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-fold]"));

/** @param {boolean} folded */
function fold(folded) {
  panel.toggleAttribute("data-folded", folded);
  for (const button of buttons) button.setAttribute("aria-expanded", String(!folded));
}

/** As the window's width wants it; but what opened a dialog must be there when that closes. */
function settle() {
  if (document.querySelector("dialog[open]")) return;
  const folded = localStorage.getItem(REMEMBERED);
  fold(phone.matches || (folded === null ? !roomy.matches : folded === "folded"));
}

/** @param {HTMLElement} from */
function toggle(from) {
  const folded = !panel.hasAttribute("data-folded");
  fold(folded);
  if (!phone.matches) localStorage.setItem(REMEMBERED, folded ? "folded" : "open");
  // The pressed button may be gone with the fold: the focus goes to one that can undo it.
  if (!from.getClientRects().length || folded)
    [...buttons].find((button) => !panel.contains(button) && button.getClientRects().length)?.focus();
  if (phone.matches && !folded) /** @type {HTMLElement} */ (panel.querySelector(".panel-down")).focus();
}

for (const button of buttons) button.addEventListener("click", () => toggle(button));
panel.querySelector("[data-grow]")?.addEventListener("click", () => {
  // From half the screen to all of it, to a glimpse, and back.
  const [tall, peek] = ["data-tall", "data-peek"].map((size) => panel.hasAttribute(size));
  panel.toggleAttribute("data-tall", !tall && !peek);
  panel.toggleAttribute("data-peek", tall);
});
document.addEventListener("keydown", (event) => {
  const shut = panel.hasAttribute("data-folded");
  const covered = document.querySelector("dialog[open]") !== null;
  if (event.key === "Escape" && phone.matches && !shut && !covered) toggle(panel);
});
document.getElementById("main")?.addEventListener("pointerdown", () => phone.matches && fold(true));
for (const width of [phone, roomy]) width.addEventListener("change", settle);
settle();
