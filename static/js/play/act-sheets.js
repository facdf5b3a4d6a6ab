/** What opens a dialog beside the game: a player's row, the room's settings, what is done for good. */
import { onBackdrop } from "../backdrop.js";

const player = sheet("player-sheet");
const settings = sheet("settings-sheet");
const sure = sheet("sure-sheet");

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

document.addEventListener("submit", ({ target }) => {
  const form = /** @type {HTMLFormElement} */ (target);
  if ("asks" in form.dataset && !("sure" in form.dataset)) ask(form);
});

sure.querySelector("[data-sure-of]")?.addEventListener("click", () => {
  sure.close();
  // Drawn anew since it asked, it is another form, which takes the refusal.
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById(sure.dataset.form ?? ""));
  if (!form) return;
  form.dataset.sure = "";
  form.requestSubmit();
  delete form.dataset.sure;
});

/** @param {HTMLFormElement} form */
function ask({ id, dataset }) {
  const [title, words, yes] = ["[data-title]", "[data-words]", "[data-sure-of]"].map((place) => sure.querySelector(place));
  sure.dataset.form = id;
  if (title) title.textContent = dataset.asks ?? "";
  if (words) words.textContent = dataset.costs ?? "";
  if (yes) yes.textContent = document.querySelector(`#${id} [type=submit]`)?.textContent ?? "";
  sure.showModal();
  sure.querySelector("h2")?.focus();
}

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
