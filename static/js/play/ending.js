/** Once the panel says that it is over for us (`data-ending`), the game ends and is covered. */
import "./game-frame.js";

const people = /** @type {HTMLElement} */ (document.getElementById("panel-people"));
new MutationObserver(() => {
  const ending = people.querySelector("[data-ending]");
  const frame = /** @type {(HTMLElement & {end(why: Element): void}) | null} */ (document.querySelector("game-frame"));
  if (ending) frame?.end(ending);
}).observe(people, { childList: true });
