/**
 * A signaling call that outlives its connections, as docs/protocol.md tells under "Resuming".
 * It carries texts, once and in order, and knows nothing of what they say.
 *
 * @typedef {object} Hears
 * @property {(greeting: any) => void} greeted the first time; then `anew`, by a server that knows
 *   nothing of it, with the `texts` that were not acknowledged, and whether there is a `seat`
 * @property {(text: string) => void} heard
 * @property {(code: number, reason: string) => void} ended `LOST` if nobody said so
 */
const V1 = "playlobby.v1";
const LOST = 1006;
const NOT_MEANT = [LOST, 1001, 1005, 1011, 1012]; // closes that no rule asked for
const TICK = 1000; // milliseconds, as all of these
const BEAT_EVERY = 5000;
const ANSWER_WITHIN = 5000; // to a beat: so ten seconds of silence are the end of a connection
const GREET_WITHIN = 5000;
const HURRIED = 2000; // to answer, when the network or the player is back
const WAIT = [50, 2000]; // before the first dial and the last ones
const END_WITHIN = 1500;
const GIVE_UP = 20_000; // since there was a connection, or since the game asked for one
const NativeSocket = window.WebSocket;

class Call {
  /** @type {WebSocket | undefined} */
  #socket;
  /** @type {[number, string][]} sent, and not acknowledged */
  #kept = [];
  #token = token();
  /** @type {string | undefined} */
  #since;
  #received = 0;
  #sent = 0;
  #tries = 0;
  #lostAt = now();
  #heardAt = 0;
  #beatAt = 0;
  #greeted = false;
  #ending = false;
  #timers = [0, 0];

  /** @param {() => [string, string[]]} dials address and subprotocols @param {Hears} hears */
  constructor(dials, hears) {
    this.dials = dials;
    this.hears = hears;
    this.hurry = () => document.hidden || this.#beat(HURRIED);
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
    this.#timers[0] = window.setInterval(() => this.#tick(), TICK);
    this.#dial();
  }

  /** What the browser has not sent yet; what waits for a connection does not count. */
  get bufferedAmount() {
    return this.#greeted ? (this.#socket?.bufferedAmount ?? 0) : 0;
  }

  /** @param {string} text */
  say(text) {
    this.#kept.push([++this.#sent, text]);
    if (this.#greeted) this.#socket?.send(`${this.#sent} ${text}`);
  }

  /** The game hangs up: the server is told, if it can be. @param {number} [code] @param {string} [reason] */
  end(code, reason) {
    const socket = this.#greeted ? this.#socket : undefined;
    this.#ending = true;
    if (code === undefined) socket?.close();
    else socket?.close(code, reason);
    setTimeout(() => this.#end(LOST, ""), socket ? END_WITHIN : 0);
  }

  /** It is over, whoever said so. */
  stop() {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#timers.forEach((timer) => clearTimeout(timer));
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
  }

  #dial() {
    const [address, protocols] = this.dials();
    const socket = new NativeSocket(address, protocols);
    this.#socket = socket;
    this.#greeted = false;
    this.#heardAt = this.#beatAt = now();
    const here = (/** @type {(event: any) => void} */ work) => (/** @type {any} */ event) =>
      socket === this.#socket && work(event);
    socket.onopen = here(() => socket.send(JSON.stringify(this.#hello())));
    socket.onmessage = here(({ data }) => this.#hear(data));
    socket.onclose = here(({ code, reason }) => this.#closed(code, reason));
  }

  #hello() {
    return { resume: this.#token, since: this.#since, received: this.#received, ice: true };
  }

  /** @param {string} text */
  #hear(text) {
    this.#heardAt = now();
    if (!this.#greeted) return this.#greet(JSON.parse(text));
    if (text.startsWith("{")) return this.#letGo(JSON.parse(text).received);
    const at = text.indexOf(" ");
    if (Number(text.slice(0, at)) !== this.#received + 1) return;
    this.#received += 1;
    this.hears.heard(text.slice(at + 1));
  }

  /** @param {any} greeting */
  #greet(greeting) {
    const anew = greeting.since !== this.#since;
    const known = this.#since !== undefined;
    this.#since = greeting.since;
    this.#greeted = true;
    this.#tries = 0;
    if (anew) {
      this.#received = this.#sent = 0;
      const texts = this.#kept.splice(0).map(([, text]) => text);
      this.hears.greeted({ ...greeting, anew: known, texts });
    } else {
      this.#letGo(greeting.received);
      for (const [number, text] of this.#kept) this.#socket?.send(`${number} ${text}`);
    }
  }

  /** @param {number} received */
  #letGo(received) {
    while (this.#kept.length && this.#kept[0][0] <= received) this.#kept.shift();
  }

  #tick() {
    const silent = this.#beatAt > this.#heardAt && now() - this.#beatAt;
    if (!this.#greeted && this.#socket && now() - this.#beatAt > GREET_WITHIN) this.#redial();
    else if (silent && silent > ANSWER_WITHIN) this.#redial();
    else if (!silent && now() - this.#heardAt > BEAT_EVERY) this.#beat(0);
  }

  /** @param {number} within milliseconds; 0 for as long as ever */
  #beat(within) {
    if (!this.#greeted) return;
    const socket = this.#socket;
    this.#beatAt = now();
    socket?.send(`{"received":${this.#received}}`);
    const check = () => this.#heardAt < this.#beatAt && socket === this.#socket && this.#redial();
    if (within) setTimeout(check, within);
  }

  /** @param {number} code @param {string} reason */
  #closed(code, reason) {
    if (NOT_MEANT.includes(code) && !this.#ending) this.#redial();
    else this.#end(code, reason);
  }

  /** What is left of a connection may take minutes to end: it is not waited for. */
  #redial() {
    const socket = this.#socket;
    this.#socket = undefined;
    if (this.#greeted) this.#lostAt = this.#heardAt;
    this.#greeted = false;
    socket?.close();
    if (now() - this.#lostAt > GIVE_UP) return this.#end(LOST, "");
    const wait = Math.min(WAIT[1], WAIT[0] * 2 ** this.#tries++) * (0.5 + Math.random());
    this.#timers[1] = window.setTimeout(() => this.#dial(), wait);
  }

  /** @param {number} code @param {string} reason */
  #end(code, reason) {
    this.stop();
    this.hears.ended(code, reason);
  }
}

const now = () => performance.now();

/** 128 bits: whoever knows it has the seat. */
function token() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
