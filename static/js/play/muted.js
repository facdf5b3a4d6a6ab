/** Whose lines are hidden: for this reader alone, in this room, while this tab is open. */
export class Muted {
  /** @param {HTMLElement} log @param {string} room */
  constructor(log, room) {
    this.log = log;
    this.key = `playlobby.muted.${room}`;
    /** @type {Record<string, string>} names, by what their lines bear */
    this.names = JSON.parse(sessionStorage.getItem(this.key) ?? "{}");
    this.place = /** @type {HTMLElement} */ (document.querySelector("[data-muted]"));
    this.place.querySelector("[data-unmute]")?.addEventListener("click", () => this.#keep({}));
  }

  /** @param {string} who @param {string} name */
  add(who, name) {
    this.#keep({ ...this.names, [who]: name });
  }

  hide() {
    for (const line of /** @type {NodeListOf<HTMLElement>} */ (this.log.querySelectorAll(".line[data-who]"))) {
      line.hidden = (line.dataset.who ?? "") in this.names;
    }
    const names = Object.values(this.names);
    this.place.hidden = !names.length;
    /** @type {Element} */ (this.place.querySelector("[data-says]")).textContent = `You muted ${names.join(", ")}.`;
  }

  /** @param {Record<string, string>} names */
  #keep(names) {
    this.names = names;
    sessionStorage.setItem(this.key, JSON.stringify(names));
    this.hide();
  }
}
