/**
 * Files dropped anywhere on the page go to one place, which shows while they hover; without this a
 * browser would leave the page for a file that missed.
 * @param {HTMLElement} place @param {(file: File) => void} take
 */
export function dropped(place, take) {
  const brings = (/** @type {DragEvent} */ { dataTransfer }) => dataTransfer?.types.includes("Files") ?? false;
  document.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    place.toggleAttribute("data-over", true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) place.removeAttribute("data-over");
  });
  document.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    place.removeAttribute("data-over");
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
  });
}
