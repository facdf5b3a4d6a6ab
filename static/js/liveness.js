/** Whether what a page shows is as it is now, said in one place. */

/** @param {HTMLElement} place marked `data-silent`, it speaks of failures only @param {boolean} well */
export function live(place, well) {
  place.hidden = well && place.hasAttribute("data-silent");
  place.querySelector(".dot")?.classList.toggle("dot-off", !well);
  say(place.querySelector("[data-says]"), well ? "Live" : "Not live. Trying again");
}

/** Words that did not change are not announced anew. @param {Element | null | undefined} place @param {string} words */
export function say(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}
