/**
 * A live socket that comes back: after a wait that grows and is never the same for two, at once
 * when the network or the reader is back. It rests while its page is away. What the server says is
 * final ends it. An empty frame is the server's sign of life; long silence is a lost connection.
 *
 * @typedef {object} Told
 * @property {() => string} address path and query to dial, asked for at each try
 * @property {(text: string) => void} heard
 * @property {(live: boolean) => void} live
 * @property {(code: number) => void} over closed for good, with a code of `FINAL`
 */
const FINAL = [4000, 4001]; // no seat any more; the room is over
const FIRST = [500, 3_000]; // milliseconds
const MOST = 30_000;
const SILENCE = 45_000; // the server says something every 15 s

export class LiveSocket {
  /** @type {WebSocket | undefined} */
  #socket;
  #failures = 0;
  #timer = 0;
  #silence = 0;
  #ended = false;
  /** Whether it was ever open. */
  opened = false;

  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    // A socket from before may hang on a network that is gone.
    addEventListener("online", () => (this.#rest(), this.#now()));
    document.addEventListener("visibilitychange", () => document.hidden || this.#now());
    addEventListener("pagehide", () => this.#rest());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#now());
    this.#dial();
  }

  get live() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  get failures() {
    return this.#failures;
  }

  stop() {
    this.#ended = true;
    this.#rest();
  }

  /** No word of it: the page goes, or dials anew. */
  #rest() {
    clearTimeout(this.#timer);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  #wait() {
    clearTimeout(this.#silence);
    this.#silence = window.setTimeout(() => (this.#rest(), this.#closed(0)), SILENCE);
  }

  #dial() {
    clearTimeout(this.#timer);
    if (this.#ended) return;
    const socket = new WebSocket(new URL(this.told.address(), location.href.replace(/^http/, "ws")));
    this.#socket = socket;
    this.#wait();
    // Accepted is not yet let in: it is live once it says something.
    socket.addEventListener("message", ({ data }) => {
      if (socket !== this.#socket) return;
      this.#wait();
      if (this.#failures || !this.opened) this.told.live(true);
      this.#failures = 0;
      this.opened = true;
      if (data) this.told.heard(data);
    });
    socket.addEventListener("close", ({ code }) => socket === this.#socket && this.#closed(code));
  }

  /** @param {number} code */
  #closed(code) {
    clearTimeout(this.#silence);
    if (FINAL.includes(code)) {
      this.#ended = true;
      return this.told.over(code);
    }
    this.#failures += 1;
    this.told.live(false);
    this.#timer = window.setTimeout(() => this.#dial(), wait(this.#failures));
  }

  /** Only where it waits: what is open or dials already is left alone. */
  #now() {
    if (!this.#ended && (this.#socket?.readyState ?? WebSocket.CLOSED) === WebSocket.CLOSED) this.#dial();
  }
}

/** @param {number} failures @returns {number} milliseconds */
function wait(failures) {
  const most = Math.min(MOST, FIRST[1] * 2 ** (failures - 1));
  return FIRST[0] + Math.random() * (most - FIRST[0]);
}
