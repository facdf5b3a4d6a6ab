/**
 * `<room-list>`: a list that lives and never moves under the pointer. What changes in a room
 * changes in its place; a room that closed fades where it is; new ones gather behind a button.
 */
import { count, follow } from "./following.js";
import { say } from "./liveness.js";
import { freed, gone, rows, update } from "./room-rows.js";

const REST = 10_000; // milliseconds a new room stays marked

class RoomList extends HTMLElement {
  /** The rows of rooms that are not shown yet, by their codes. @type {Map<string, HTMLElement>} */
  #fresh = new Map();
  /** What came while the list was asked for: the answer may be older. @type {HTMLTemplateElement[] | null} */
  #meanwhile = null;

  connectedCallback() {
    this.addEventListener("htmx:afterRequest", (event) => {
      const { successful, xhr } = /** @type {CustomEvent} */ (event).detail;
      if (successful) this.#whole(part(xhr.responseText));
    });
    document.getElementById("rooms-news")?.addEventListener("click", () => this.#renew());
    follow(this, { game: this.dataset.game ?? "" }, (root) => {
      this.#meanwhile?.push(root);
      this.#hear(root);
    });
  }

  /** @param {HTMLTemplateElement} root */
  #hear(root) {
    if ("counts" in root.dataset) count(root);
    if ("list" in root.dataset) this.#whole(root.content);
    if ("rows" in root.dataset) this.#some(root);
  }

  /** The list as it is now. @param {DocumentFragment} list */
  #whole(list) {
    const now = rows(this);
    const then = rows(list);
    const told = /** @type {HTMLTemplateElement | null} */ (list.querySelector("[data-people]"));
    if (told) count(told);
    const cut = list.querySelector("[data-cut]");
    for (const [code, row] of now) if (then.has(code) || !cut) update(row, then.get(code));
    this.#fresh.clear();
    for (const [code, fresh] of then) this.#weigh(now.get(code), code, !fresh.closest(".fold"), fresh);
    this.#settle(now.size || then.size ? list : null);
  }

  /** Those rooms that changed. @param {HTMLTemplateElement} root */
  #some(root) {
    const now = rows(this);
    const fits = new Set(root.dataset.fits?.split(" "));
    for (const [code, fresh] of rows(root.content)) {
      this.#weigh(now.get(code), code, fits.has(code) && !gone(fresh), fresh);
      const row = now.get(code);
      if (row) update(row, fresh);
    }
    this.#settle(this.#fresh.size ? listOf(this.#fresh.values()) : null);
  }

  /** @param {HTMLElement | undefined} row @param {string} code @param {boolean} fits @param {HTMLElement} fresh */
  #weigh(row, code, fits, fresh) {
    const news = fits && (!row || gone(row) || freed(row, fresh));
    if (news) this.#fresh.set(code, fresh);
    else this.#fresh.delete(code);
  }

  /** Where no room is left, nothing can move: what is new is shown at once. @param {DocumentFragment | null} list */
  #settle(list) {
    const alive = [...rows(this).values()].some((row) => !gone(row));
    if (alive || !list) this.#announce();
    else this.#show(list);
  }

  async #renew() {
    if (this.#meanwhile) return;
    /** @type {HTMLTemplateElement[]} */
    const meanwhile = (this.#meanwhile = []);
    try {
      const headers = { "HX-Request": "true" };
      const answer = await fetch(this.dataset.address ?? "", { headers, signal: AbortSignal.timeout(REST) });
      if (!answer.ok) return;
      this.#show(part(await answer.text()));
      meanwhile.forEach((root) => this.#hear(root));
    } catch {
      // The button stays; the place beside it tells whether the site is out of reach.
    } finally {
      this.#meanwhile = null;
    }
  }

  /** @param {DocumentFragment} list */
  #show(list) {
    const before = rows(this);
    const open = this.querySelector("details")?.open ?? false;
    const focused = this.contains(document.activeElement);
    const row = document.activeElement?.closest("[data-room]")?.id;
    this.replaceChildren(list.cloneNode(true));
    for (const [code, row] of rows(this)) if (!before.has(code) || this.#fresh.has(code)) mark(row);
    const fold = this.querySelector("details");
    if (fold) fold.open = open;
    if (focused) this.#focus(row);
    this.#fresh.clear();
    this.#announce();
  }

  /** What had the focus may be gone: then the next thing to press has it. @param {string | undefined} row */
  #focus(row) {
    const same = row && this.querySelector(`#${row} .row-act :is(a, button)`);
    /** @type {HTMLElement | null} */ (same || this.querySelector(":is(.row-act, .bare) .btn"))?.focus();
  }

  #announce() {
    const { size } = this.#fresh;
    const words = size ? `${size} new room${size === 1 ? "" : "s"}` : "";
    const news = /** @type {HTMLElement} */ (document.getElementById("rooms-news"));
    const focused = news === document.activeElement;
    news.hidden = !size;
    if (focused && !size) /** @type {HTMLElement | null} */ (this.querySelector(".row-act .btn"))?.focus();
    say(news.querySelector("[data-says]"), words);
    say(document.getElementById("rooms-says"), words);
  }
}

/** @param {string} html */
function part(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content;
}

/** @param {Iterable<HTMLElement>} found @returns {DocumentFragment} */
function listOf(found) {
  const list = part('<ul class="rows"></ul>');
  list.firstElementChild?.append(...[...found].map((row) => row.cloneNode(true)));
  return list;
}

/** @param {HTMLElement} row */
function mark(row) {
  row.classList.add("row-new");
  setTimeout(() => row.classList.remove("row-new"), REST);
}

// Without scripts the magnifying glass does it.
for (const select of document.querySelectorAll("[data-submits]"))
  select.addEventListener("change", (event) => {
    /** @type {HTMLSelectElement} */ (event.target).form?.requestSubmit(/** @type {HTMLElement} */ (document.querySelector(".search button")));
  });

customElements.define("room-list", RoomList);
