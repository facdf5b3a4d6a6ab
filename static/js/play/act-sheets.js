/** What opens a dialog beside the game: a player's row, the room's settings. */
import { onBackdrop } from "../backdrop.js";

const player = sheet("player-sheet");
const settings = sheet("settings-sheet");

/** @param {string} id */
export function sheet(id) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById(id));
  const outside = onBackdrop(dialog);
  dialog.addEventListener("click", (event) => {
    if (outside(event) || /** @type {Element} */ (event.target).closest("[data-close]")) dialog.close();
  });
  return dialog;
}

document.addEventListener("click", ({ target }) => {
  const pressed = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-player], [data-settings], [data-put-out]"));
  if (pressed?.matches("[data-player]")) openPlayer(pressed);
  else if (pressed?.matches("[data-settings]")) openSettings();
  else if (pressed) step(true);
});

// The button that opened it may be another by now: the roster is drawn anew with each change.
player.addEventListener("close", () => {
  if (document.activeElement === document.body) document.getElementById(player.dataset.from ?? "")?.focus();
});

/** @param {HTMLElement} row */
function openPlayer({ id, dataset }) {
  player.dataset.from = id;
  for (const place of player.querySelectorAll("[data-name]")) place.textContent = dataset.name ?? "";
  for (const input of player.querySelectorAll("input[name=number]")) /** @type {HTMLInputElement} */ (input).value = dataset.player ?? "";
  for (const says of player.querySelectorAll("[data-says]")) /** @type {HTMLElement} */ (says).hidden = true;
  const why = /** @type {HTMLElement} */ (player.querySelector("[data-fixed]"));
  why.textContent = dataset.fixed ? `${dataset.name} can’t be made host. ${dataset.fixed}` : "";
  why.hidden = !dataset.fixed;
  /** @type {HTMLElement} */ (player.querySelector("[data-hand-over]")).hidden = !why.hidden;
  step(false);
  player.showModal();
  player.querySelector("h2")?.focus();
}

/** @param {boolean} sure whether it asks once more */
function step(sure) {
  /** @type {HTMLElement} */ (player.querySelector("[data-choose]")).hidden = sure;
  /** @type {HTMLElement} */ (player.querySelector("[data-sure]")).hidden = !sure;
  if (sure) document.getElementById("put-out-sure")?.focus();
}

function openSettings() {
  const form = /** @type {HTMLTemplateElement | null} */ (document.querySelector("[data-settings-form]"));
  if (!form) return;
  settings.replaceChildren(form.content.cloneNode(true));
  settings.showModal();
  settings.querySelector("h2")?.focus();
}
