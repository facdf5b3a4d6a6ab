/**
 * Links marked `data-sheet` open their page's part in the dialog instead. Without scripts, or with
 * a key held down for a new tab, they are plain links.
 */
import { onBackdrop } from "./backdrop.js";

const sheet = /** @type {HTMLDialogElement} */ (document.getElementById("sheet"));
const outside = sheet && onBackdrop(sheet);

document.addEventListener("click", async (event) => {
  const target = /** @type {Element} */ (event.target);
  const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[data-sheet]"));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    sheet.innerHTML = await answer.text();
    show();
  } catch {
    location.assign(link.href);
  }
});

function show() {
  if (!sheet.open) sheet.showModal();
  // A keyboard that rises over the sheet is in the way where the defaults are good.
  const typing = matchMedia("(pointer: fine)").matches;
  const first = sheet.querySelector(typing ? "[data-focus], input[data-code]" : "h2");
  /** @type {HTMLElement | null} */ (first)?.focus();
  if (typing) /** @type {HTMLInputElement | null} */ (first)?.select?.();
}

sheet?.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (!outside(event) && !target.closest("[data-close]")) return;
  event.preventDefault();
  sheet.close();
});
