// @ts-check
/** Players for each protocol: they connect, take a seat, send a signal, hear one, hang up. */
import { once } from "node:events";
import { WebSocket } from "ws";

const CANDIDATE = 6;
const HEARTBEAT_EVERY = 5000; // milliseconds, as PeerJS' own client does
const ADDRESSES = 8; // of this machine, so that there are ports enough

let dialled = 0;
let heartbeat = /** @type {NodeJS.Timeout | undefined} */ (undefined);
const beating = /** @type {Set<PeerJsPlayer>} */ (new Set());

class Player {
  id = 0;
  code = "";
  known = 0; // players it was told of, and not of their going
  leaving = false;
  waiting = () => {};
  /** Set by whoever wants to hear signals. @type {(sender: number, data: string) => void} */
  heard = () => {};

  /** @param {string} url */
  constructor(url) {
    const localAddress = `127.0.0.${1 + (dialled++ % ADDRESSES)}`;
    const ours = new URL(url).hostname === "127.0.0.1" ? { localAddress } : {};
    this.socket = new WebSocket(url, { perMessageDeflate: false, ...ours });
    this.socket.on("message", (frame) => this.hear(JSON.parse(frame.toString())));
    this.socket.on("close", (code, reason) => {
      if (!this.leaving) throw new Error(`The server closed a socket: ${code} ${reason}`);
    });
  }

  /** @param {any} message */
  hear(message) {
    throw new Error(`Nobody hears ${message}`);
  }

  /** @param {() => boolean} what @returns {Promise<void>} once it is so */
  async until(what) {
    if (what()) return;
    await new Promise((resolve) => (this.waiting = () => what() && resolve(undefined)));
    this.waiting = () => {};
  }

  async leave() {
    this.leaving = true;
    const closed = once(this.socket, "close");
    this.socket.close(1000);
    await closed;
  }
}

/** Speaks as the client of Godot's webrtc_signaling demo does. */
export class DemoPlayer extends Player {
  /** @param {string} code of a room to join; "" opens one */
  async join(code) {
    await once(this.socket, "open");
    this.socket.send(JSON.stringify({ type: 0, id: 0, data: code }));
    await this.until(() => this.code !== "");
  }

  /** @param {number} others that it has to have been told of */
  async introduced(others) {
    await this.until(() => this.known === others);
  }

  /** @param {{ type: number, id: number, data: string }} message */
  hear({ type, id, data }) {
    if (type === CANDIDATE) return this.heard(id, data);
    if (type === 0) this.code = data;
    if (type === 1) this.id = id;
    if (type === 2) this.known++;
    if (type === 3) this.known--;
    this.waiting();
  }

  /** @param {number} id @param {string} data @returns {Buffer} a signal, ready to be sent */
  signal(id, data) {
    return Buffer.from(JSON.stringify({ type: CANDIDATE, id, data }));
  }
}

/** Speaks as PeerJS' client does. It has no rooms: to connect is to join. */
export class PeerJsPlayer extends Player {
  static last = 1_000_000_000; // ids as long as those of the demo

  /** @param {string} url */
  constructor(url) {
    const id = ++PeerJsPlayer.last;
    super(`${url}?key=peerjs&id=${id}&token=${id}`);
    this.id = id;
    heartbeat ??= setInterval(() => {
      for (const player of beating) player.socket.send('{"type":"HEARTBEAT"}');
    }, HEARTBEAT_EVERY).unref();
  }

  async join() {
    await this.until(() => this.code !== "");
    beating.add(this);
  }

  async introduced() {}

  /** @param {{ type: string, src: string, payload: string }} message */
  hear({ type, src, payload }) {
    if (type === "CANDIDATE") return this.heard(Number(src), payload);
    if (type !== "OPEN") throw new Error(`PeerJS says ${type}`);
    this.code = "open";
    this.waiting();
  }

  /** @param {number} id @param {string} data @returns {Buffer} a signal, ready to be sent */
  signal(id, data) {
    return Buffer.from(JSON.stringify({ type: "CANDIDATE", dst: String(id), payload: data }));
  }

  async leave() {
    beating.delete(this);
    await super.leave();
  }
}
