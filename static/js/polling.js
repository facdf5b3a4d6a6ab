/**
 * Parts that ask for themselves anew (`data-polls`) rest while nobody looks at the page, and one
 * marked `data-hold` never changes under the pointer or around the keyboard's focus.
 */
const busy = (/** @type {Element} */ part) => part.matches("[data-hold]:is(:hover, :focus-within)");

document.addEventListener("htmx:beforeRequest", (event) => {
  const part = /** @type {Element} */ (event.target);
  if (part.matches("[data-polls]") && (document.hidden || busy(part))) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const part = /** @type {Element} */ (event.target);
  if (busy(part)) /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
});
