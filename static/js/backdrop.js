/**
 * Knows a press on a dialog's backdrop, which closes it, from a text selection that only ends there.
 * @param {HTMLDialogElement} dialog @returns {(click: Event) => boolean}
 */
export function onBackdrop(dialog) {
  let pressed = false;
  dialog.addEventListener("pointerdown", ({ target }) => (pressed = target === dialog));
  return ({ target }) => pressed && target === dialog;
}
