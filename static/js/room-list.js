/**
 * `<room-list>`: a list that lives and never moves under the pointer. What changes in a room
 * changes in its place; a room that closed fades where it is; new ones gather behind a button.
 */
const REST = 10_000; // milliseconds a new room stays marked

class RoomList extends HTMLElement {
  /** @type {HTMLTemplateElement | null} */
  #next = null;

  connectedCallback() {
    this.addEventListener("htmx:afterRequest", (event) => this.#heard(/** @type {CustomEvent} */ (event).detail));
    document.getElementById("rooms-news")?.addEventListener("click", () => this.#renew());
  }

  /** @param {{successful: boolean, xhr: XMLHttpRequest}} answer */
  #heard({ successful, xhr }) {
    if (!successful) return;
    this.#next = document.createElement("template");
    this.#next.innerHTML = xhr.responseText;
    const now = rows(this);
    const then = rows(this.#next.content);
    count(this.#next.content.querySelector("[data-people]"));
    const cut = this.#next.content.querySelector("[data-cut]");
    for (const [code, row] of now) if (then.has(code) || !cut) update(row, then.get(code));
    const fresh = [...then.keys()].filter((code) => !now.has(code)).length;
    const alive = [...now.keys()].some((code) => then.has(code));
    if (alive) this.#announce(fresh);
    else if (fresh || now.size) this.#renew();
  }

  #renew() {
    if (!this.#next) return;
    const before = rows(this);
    const open = this.querySelector("details")?.open ?? false;
    this.replaceChildren(this.#next.content.cloneNode(true));
    for (const [code, row] of rows(this)) if (!before.has(code)) mark(row);
    const fold = this.querySelector("details");
    if (fold) fold.open = open;
    this.#announce(0);
  }

  /** @param {number} fresh */
  #announce(fresh) {
    const words = fresh ? `${fresh} new room${fresh === 1 ? "" : "s"}` : "";
    const news = /** @type {HTMLElement} */ (document.getElementById("rooms-news"));
    const focused = news === document.activeElement;
    news.hidden = !fresh;
    if (focused && !fresh) this.querySelector("button")?.focus();
    say(news.querySelector("[data-says]"), words);
    say(document.getElementById("rooms-says"), words);
  }
}

/** @param {ParentNode} part @returns {Map<string, HTMLElement>} */
function rows(part) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (part.querySelectorAll("[data-room]"));
  return new Map([...found].map((row) => [row.dataset.room ?? "", row]));
}

/** @param {HTMLElement} row @param {HTMLElement | undefined} fresh */
function update(row, fresh) {
  if (!fresh) return close(row);
  if (row.innerHTML === fresh.innerHTML) return;
  const focused = row.contains(document.activeElement);
  row.className = fresh.className;
  row.innerHTML = fresh.innerHTML;
  if (focused) /** @type {HTMLElement | null} */ (row.querySelector("button"))?.focus();
}

/** @param {HTMLElement} row */
function close(row) {
  if (row.classList.contains("row-gone")) return;
  row.classList.add("row-gone");
  const act = /** @type {HTMLElement} */ (row.querySelector(".row-act"));
  const focused = act.contains(document.activeElement);
  act.innerHTML = '<button class="btn btn-off" type="button" aria-disabled="true">Closed</button>';
  if (focused) act.querySelector("button")?.focus();
  const state = row.querySelector("[data-state]");
  state?.classList.remove("chip-ok");
  say(state, "Closed");
}

/** How many people play is told at the top of the page. @param {HTMLTemplateElement | null} told */
function count(told) {
  const place = document.getElementById("people-playing");
  if (!told || !place) return;
  place.hidden = told.dataset.people === "0";
  say(place.querySelector("[data-says]"), told.innerHTML);
}

/** @param {HTMLElement} row */
function mark(row) {
  row.classList.add("row-new");
  setTimeout(() => row.classList.remove("row-new"), REST);
}

/** @param {Element | null} place @param {string} words */
function say(place, words) {
  if (place && place.textContent !== words) place.textContent = words;
}

// Without scripts the magnifying glass does it.
for (const select of document.querySelectorAll("[data-submits]"))
  select.addEventListener("change", (event) => {
    /** @type {HTMLSelectElement} */ (event.target).form?.requestSubmit(/** @type {HTMLElement} */ (document.querySelector(".search button")));
  });

customElements.define("room-list", RoomList);
