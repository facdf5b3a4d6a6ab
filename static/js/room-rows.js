/** A room's row: it changes where it stands, part by part, so that a press under way still counts. */

/** @param {ParentNode} part @returns {Map<string, HTMLElement>} */
export function rows(part) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-room]"));
  return new Map([...found].map((row) => [row.dataset.room ?? "", row]));
}

/** @param {HTMLElement} row */
export const gone = (row) => row.classList.contains("row-gone");

/** A room that can be joined, though its row is folded away. @param {HTMLElement} row @param {HTMLElement} fresh */
export const freed = (row, fresh) => row.closest(".fold") !== null && !fresh.matches(".row-shut, .row-gone");

/** @param {HTMLElement} row @param {HTMLElement | undefined} fresh none once it is on no list */
export function update(row, fresh) {
  if (!fresh || gone(fresh)) return gone(row) ? undefined : close(row);
  const marked = row.classList.contains("row-new");
  row.className = fresh.className;
  row.classList.toggle("row-new", marked);
  const parts = [...row.children];
  for (const [place, part] of [...fresh.children].entries())
    if (!parts[place].isEqualNode(part)) swap(parts[place], part.cloneNode(true));
}

/** @param {Element} part @param {Node} fresh */
function swap(part, fresh) {
  const focused = part.contains(document.activeElement);
  part.replaceWith(fresh);
  const heir = /** @type {HTMLElement} */ (fresh).querySelector("a, button") ?? fresh;
  if (!focused) return;
  if (heir === fresh) /** @type {HTMLElement} */ (heir).tabIndex = -1;
  /** @type {HTMLElement} */ (heir).focus();
}

/** @param {HTMLElement} row */
function close(row) {
  row.classList.add("row-gone");
  const act = document.createElement("div");
  act.className = "row-act";
  act.innerHTML = '<button class="btn btn-off" type="button" aria-disabled="true">Closed</button>';
  swap(/** @type {Element} */ (row.querySelector(".row-act")), act);
  const state = row.querySelector("[data-state]");
  state?.classList.remove("chip-ok", "chip-warn");
  if (state) state.textContent = "Closed";
}
