/**
 * A file on its way by tus 1.0 (https://tus.io/protocols/resumable-upload): in parts, and after a
 * lost connection from where the server says. It knows no page.
 */
import { ask, Lost, Stopped } from "./ask.js";
import { LoggedOut } from "./permit.js";

const PART = 16 * 1024 * 1024; // bytes: a lost connection loses no more
const PAUSES = [1, 2, 4, 8, 16, 30]; // seconds
const FOR_NOW = [408, 409, 423, 425, 429]; // statuses that say nothing against the upload itself
const GONE = [404, 410];

/** The server said no, for good; the message is for the host. */
export class Refused extends Error {}

/**
 * @typedef {{created: (address: string) => void, moved: (sent: number) => void, lost: (seconds: number) => void}} Told
 */
export class TusUpload {
  #stop = new AbortController();
  #pauses = 0;

  /**
   * @param {{endpoint: string, file: File, live: boolean, permits: import("./permit.js").Permits}} what
   * @param {Told} told @param {string} address of an upload that began before, or ""
   */
  constructor({ endpoint, file, live, permits }, told, address = "") {
    this.endpoint = endpoint;
    this.file = file;
    this.live = live;
    this.permits = permits;
    this.told = told;
    this.address = address;
  }

  /** Send what the server lacks; again after `stop`. Rejects with Stopped, Refused or LoggedOut. */
  async run() {
    this.#stop = new AbortController();
    const { signal } = this.#stop; // Of this run alone: another may begin while this one still ends.
    for (;;) {
      try {
        return await this.#send(signal);
      } catch (error) {
        if (!(error instanceof Lost)) throw error;
        await this.#rest(PAUSES[Math.min(this.#pauses++, PAUSES.length - 1)], signal);
      }
    }
  }

  stop() {
    this.#stop.abort();
  }

  /** Tell the server to forget it; if that is not heard, it forgets by itself in time. */
  async cancel() {
    this.stop();
    if (!this.address) return;
    const { signal } = new AbortController();
    await this.#ask("DELETE", this.address, { signal }).catch(() => {});
  }

  /** @param {AbortSignal} signal */
  async #send(signal) {
    let offset = this.address ? await this.#offset(signal) : 0;
    if (!this.address) await this.#create(signal);
    this.told.moved(offset);
    while (offset < this.file.size) offset = await this.#patch(offset, signal);
  }

  /** @param {AbortSignal} signal */
  async #create(signal) {
    const metadata = `filename ${base64(this.file.name)},live ${base64(String(this.live))}`;
    const headers = { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata };
    const answer = await this.#ask("POST", this.endpoint, { headers, signal });
    const base = new URL(this.endpoint, document.baseURI);
    this.address = new URL(answer.getResponseHeader("Location") ?? "", base).href;
    this.told.created(this.address);
  }

  /** How much the server has; it may have none of it any more. @param {AbortSignal} signal @returns {Promise<number>} */
  async #offset(signal) {
    const answer = await this.#ask("HEAD", this.address, { signal, gone: true });
    if (!GONE.includes(answer.status)) return Number(answer.getResponseHeader("Upload-Offset"));
    this.address = "";
    return 0;
  }

  /** @param {number} offset @param {AbortSignal} signal @returns {Promise<number>} the next */
  async #patch(offset, signal) {
    const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(offset) };
    const moved = (/** @type {number} */ sent) => this.told.moved(offset + sent);
    const body = this.file.slice(offset, offset + PART);
    const answer = await this.#ask("PATCH", this.address, { headers, body, signal, moved, gone: true });
    if (GONE.includes(answer.status)) throw new Lost(); // It is asked for, and begun again.
    this.#pauses = 0;
    return Number(answer.getResponseHeader("Upload-Offset"));
  }

  /**
   * @param {string} method @param {string} address
   * @param {{signal: AbortSignal, headers?: Record<string, string>, body?: Blob, moved?: (sent: number) => void, gone?: boolean}} more
   * @returns {Promise<XMLHttpRequest>} one that went well, or one that is gone, if `gone` says so
   */
  async #ask(method, address, { headers = {}, gone = false, ...more }) {
    for (let tries = 0; ; tries++) {
      const permit = await this.permits.get();
      const all = { Authorization: `Bearer ${permit}`, "Tus-Resumable": "1.0.0", ...headers };
      const answer = await ask(method, address, { headers: all, ...more });
      const { status } = answer;
      if (status < 300 || (gone && GONE.includes(status))) return answer;
      if (status >= 500 || FOR_NOW.includes(status)) throw new Lost();
      if (status !== 401) throw new Refused(detail(answer));
      if (tries) throw new LoggedOut();
      this.permits.spent();
    }
  }

  /** @param {number} seconds until the next try; fewer if the network comes back @param {AbortSignal} signal */
  #rest(seconds, signal) {
    this.told.lost(seconds);
    return new Promise((rested, failed) => {
      const timer = setTimeout(rested, seconds * 1000);
      addEventListener("online", rested, { once: true, signal });
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        failed(new Stopped());
      });
    });
  }
}

/** What a problem document says to its reader (RFC 9457). @param {XMLHttpRequest} answer */
function detail(answer) {
  try {
    return JSON.parse(answer.responseText).detail || `The server answered ${answer.status}.`;
  } catch {
    return `The server answered ${answer.status}.`;
  }
}

/** Of a text in UTF-8. @param {string} text */
function base64(text) {
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)));
}
