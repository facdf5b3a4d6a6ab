/** The button says the name that is being typed (`data-echo` names where it is said). */
for (const field of document.querySelectorAll("input[data-echo]")) {
  const input = /** @type {HTMLInputElement} */ (field);
  const said = document.getElementById(input.dataset.echo ?? "");
  const before = said?.textContent ?? "";
  input.addEventListener("input", () => {
    if (said) said.textContent = input.value.trim() || before;
  });
}
