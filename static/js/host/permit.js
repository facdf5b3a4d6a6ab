/** Upload permits: the upload address reads no cookie, so the page asks for one and shows it. */
import { Lost } from "./ask.js";

const GOOD_FOR = 8 * 60_000; // milliseconds; the server says ten minutes

/** The page's session is over. */
export class LoggedOut extends Error {}

export class Permits {
  #text = "";
  #asked = -Infinity;

  /** @param {string} address @param {string} csrf */
  constructor(address, csrf) {
    this.address = address;
    this.csrf = csrf;
  }

  /** @returns {Promise<string>} one that is good for a while yet */
  async get() {
    if (performance.now() - this.#asked > GOOD_FOR) await this.#renew();
    return this.#text;
  }

  /** The server did not take the last one. */
  spent() {
    this.#asked = -Infinity;
  }

  async #renew() {
    const headers = { "X-CSRFToken": this.csrf, "HX-Request": "true" };
    const answer = await fetch(this.address, { method: "POST", headers }).catch(() => {
      throw new Lost();
    });
    if (answer.status >= 500) throw new Lost();
    if (!answer.ok) throw new LoggedOut();
    this.#text = (await answer.json()).permit;
    this.#asked = performance.now();
  }
}
