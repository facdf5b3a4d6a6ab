/**
 * Asks before a leaving that cannot be undone. The panel says what is at stake (`data-stakes`);
 * a tab that does not play has nothing to lose.
 */
import { onBackdrop } from "../backdrop.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("leave"));
const outside = onBackdrop(dialog);
let meant = false;

const stakes = () => document.querySelector("game-frame[data-playing]") && document.querySelector("[data-stakes]");

window.addEventListener("beforeunload", (event) => {
  if (!meant && stakes()) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  const [lost, sameTab] = [stakes(), !(event.ctrlKey || event.metaKey || event.shiftKey)];
  if (!target.closest("a[data-leave]") || !lost || !sameTab) return;
  event.preventDefault();
  /** @type {Element} */ (dialog.querySelector("[data-words]")).innerHTML = lost.innerHTML;
  dialog.showModal();
});

dialog.addEventListener("click", (event) => {
  const target = /** @type {Element} */ (event.target);
  meant = target.closest("[data-go]") !== null;
  if (outside(event) || target.closest("[data-stay]")) dialog.close();
});
