/** The card that says why the game does not run here, and what a person can do. */

/** @typedef {import("../needs.js").Need} Need */

/** What a frame may report, and what a player reads of it; anything else is the last one. */
const FAILURES = new Map([
  ["network", "A part of the game didn’t arrive. Check the connection, then try again."],
  ["memory", "This device ran out of memory. Close other tabs, then try again."],
  ["", "Something went wrong while it started. Trying again often helps."],
]);

/** @param {HTMLElement} card @param {string} game @param {Need[]} needs */
export function showMissing(card, game, needs) {
  const missing = needs.filter((need) => !need.found);
  const draws = missing[0].name === "WebGL 2";
  part(card, "[data-title]").textContent = draws ? "This browser can’t draw the game" : "This browser can’t run the game";
  const names = missing.map((need) => need.name).join(" and ");
  part(card, "[data-why]").textContent = `${game} needs ${names}, and this browser doesn’t offer it here. Nothing was downloaded.`;
  part(card, "[data-list]").replaceChildren(...needs.map((need) => line(card, need)));
  part(card, "[data-fix]").textContent = missing[0].fix;
  reveal(card);
}

/** @param {HTMLElement} card @param {string} reason */
export function showFailure(card, reason) {
  if (!card.hidden) return;
  say(card, "The game couldn’t start", FAILURES.get(reason) ?? FAILURES.get("") ?? "", "Try again");
}

/** Another tab of this browser plays in the room. @param {HTMLElement} card */
export function showElsewhere(card) {
  const words = part(card, "[data-elsewhere]").innerHTML;
  part(card, "[data-again]").remove();
  say(card, "You’re playing in another tab", words, "");
}

/** @param {HTMLElement} card @param {string} title @param {string} why @param {string} again */
function say(card, title, why, again) {
  part(card, "[data-title]").textContent = title;
  part(card, "[data-why]").textContent = why;
  part(card, "[data-list]").remove();
  part(card, "[data-held]").remove();
  const button = card.querySelector("[data-again] span");
  if (button) button.textContent = again;
  reveal(card);
}

/** @param {HTMLElement} card @param {Need} need */
function line(card, need) {
  const template = /** @type {HTMLTemplateElement} */ (card.querySelector("template"));
  const copy = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  copy.classList.toggle("lacking", !need.found);
  part(copy, "b").textContent = need.name;
  part(copy, ":scope > span:last-child").textContent = need.found ? "Found" : "Missing";
  return copy;
}

/** @param {HTMLElement} card */
function reveal(card) {
  card.hidden = false;
  card.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
  part(card, "[data-title]").focus();
}

/** @param {HTMLElement} card @param {string} selector @returns {HTMLElement} */
function part(card, selector) {
  return /** @type {HTMLElement} */ (card.querySelector(selector));
}
