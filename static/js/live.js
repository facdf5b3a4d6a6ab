/**
 * A socket to this site that never gives up. It rests while its page is away, dials at once when
 * there is hope again, and else after a random while, so that a server that comes back is not
 * dialled by everyone at the same moment.
 */
const FIRST = [500, 3_000]; // milliseconds until the first retry
const LONGEST = 30_000; // milliseconds between two tries
const STEADY = 1_000; // milliseconds: a socket that lives for so long was not turned away
const BLOCKED = 5_000; // milliseconds without a socket: something between us may let none through

/** @typedef {"live" | "lost" | "blocked"} State "blocked" once, if it never came to be live */

export class Live {
  /** @type {WebSocket | null} */
  #socket = null;
  #state = "";
  #tries = 0;
  #retry = 0;
  #steady = 0;

  /** @param {string} address @param {(frame: string) => void} onFrame @param {(state: State) => void} onState */
  constructor(address, onFrame, onState) {
    this.address = address;
    this.onFrame = onFrame;
    this.onState = onState;
    addEventListener("pagehide", () => this.#rest());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#dial());
    // A socket from before may hang on a network that is gone.
    addEventListener("online", () => (this.#rest(), this.#dial()));
    document.addEventListener("visibilitychange", () => document.hidden || this.#dial());
    setTimeout(() => this.#state || this.#tell("blocked"), BLOCKED);
    this.#dial();
  }

  #dial() {
    if (this.#socket) return;
    clearTimeout(this.#retry);
    const socket = (this.#socket = new WebSocket(this.address));
    socket.onopen = () => (this.#steady = window.setTimeout(() => this.#lives(), STEADY));
    socket.onmessage = ({ data }) => {
      this.#lives();
      this.onFrame(data);
    };
    socket.onclose = () => this.#lost();
  }

  #lives() {
    clearTimeout(this.#steady);
    this.#tries = 0;
    this.#tell("live");
  }

  #lost() {
    this.#rest();
    if (this.#state === "live") this.#tell("lost");
    const [least, most] = FIRST;
    const longest = Math.min(LONGEST, most * 2 ** this.#tries++);
    this.#retry = window.setTimeout(() => this.#dial(), least + Math.random() * (longest - least));
  }

  /** No word of it: the page goes, or dials anew. */
  #rest() {
    clearTimeout(this.#steady);
    clearTimeout(this.#retry);
    if (this.#socket) this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket?.close();
    this.#socket = null;
  }

  /** @param {State} state */
  #tell(state) {
    if (this.#state === state) return;
    this.#state = state;
    this.onState(state);
  }
}
