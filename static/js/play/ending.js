/**
 * Once the panel says that it is over for us (`data-ending`), the game ends and is covered. Who waits
 * for another match already (`data-again`) is led there.
 */
import "./game-frame.js";

const STILL = 3_000; // milliseconds, to read why

const people = /** @type {HTMLElement} */ (document.getElementById("panel-people"));
new MutationObserver(() => {
  const ending = people.querySelector("[data-ending]");
  const frame = /** @type {(HTMLElement & {end(why: Element): void}) | null} */ (document.querySelector("game-frame"));
  if (ending) frame?.end(ending);
  const again = /** @type {HTMLAnchorElement | null | undefined} */ (ending?.querySelector("[data-again]"));
  if (again) setTimeout(() => location.assign(again.href), STILL);
}).observe(people, { childList: true });
