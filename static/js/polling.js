/**
 * Parts that ask for themselves anew (`data-polls`) rest while nobody looks at the page, and one
 * marked `data-hold` never changes under the pointer or around the keyboard's focus. One marked
 * `data-awake` never rests. What `data-polls` names says whether the answers come.
 */
import { live } from "./liveness.js";

const busy = (/** @type {Element} */ part) => part.matches("[data-hold]:is(:hover, :focus-within)");

document.addEventListener("htmx:beforeRequest", (event) => {
  const part = /** @type {Element} */ (event.target);
  if (part.matches("[data-polls]:not([data-awake])") && (document.hidden || busy(part))) event.preventDefault();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const part = /** @type {Element} */ (event.target);
  if (busy(part)) /** @type {CustomEvent} */ (event).detail.shouldSwap = false;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const part = /** @type {HTMLElement} */ (event.target);
  const place = document.getElementById(part.dataset.polls ?? "");
  if (place) live(place, Boolean(/** @type {CustomEvent} */ (event).detail.successful));
});
