/** The code field: what looks like a code is written in capitals; a pasted link stays as it is. */
document.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (!field.matches("input[data-code]") || /[/:?]/.test(field.value)) return;
  const { selectionStart, selectionEnd } = field;
  field.value = field.value.toUpperCase();
  field.setSelectionRange(selectionStart, selectionEnd);
});
