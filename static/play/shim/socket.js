/**
 * The `WebSocket` of a game's page. Where it leads to this site's signaling, it is a call that
 * outlives its connections; everywhere else it is the browser's own. The addresses that a game was
 * built with lead here too.
 */
const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const MOST_REASON = 123; // bytes, as the browser has it
/** @type {[number, string]} */
const NOT_TEXT = [4000, "Invalid transfer mode, must be text"];

/** An EventTarget of the browser's that is a WebSocket by its prototypes. */
class GameSocket extends EventTarget {
  /** @type {Record<string, ((event: Event) => void) | null>} */
  #handlers = {};
  #binaryType = "blob";
  #state = CONNECTING;
  #pacer = new Pacer();
  #room = new Room(
    (text) => this.#call.say(text),
    (text) => this.#pacer.take(text, () => this.#message(text)),
  );
  /** @type {Call} */
  #call;
  #url;
  #protocol;

  /** @param {string} url @param {string[]} protocols as the game has them @param {string} address */
  constructor(url, protocols, address) {
    super();
    this.#url = url;
    this.#protocol = protocols[0] ?? "";
    this.#call = new Call(() => dialled(address), {
      greeted: (greeting) => this.#greeted(greeting),
      heard: (text) => this.#room.hear(text),
      ended: (code, reason) => this.#ended(code, reason),
    });
  }

  get url() {
    return this.#url;
  }
  get protocol() {
    return this.#protocol;
  }
  get extensions() {
    return "";
  }
  get readyState() {
    return this.#state;
  }
  get bufferedAmount() {
    return this.#call.bufferedAmount;
  }
  get binaryType() {
    return this.#binaryType;
  }
  set binaryType(value) {
    if (value === "blob" || value === "arraybuffer") this.#binaryType = value;
  }

  send(/** @type {any} */ data) {
    if (this.#state === CONNECTING) {
      throw new DOMException("Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.", "InvalidStateError");
    }
    if (this.#state !== OPEN) return;
    const binary = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    if (binary) this.#ended(...NOT_TEXT);
    else this.#room.speak(String(data));
  }

  close(/** @type {number} */ code, reason = "") {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
      throw new DOMException(`The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`, "InvalidAccessError");
    }
    if (new TextEncoder().encode(reason).length > MOST_REASON) {
      throw new DOMException(`The close reason must not be greater than ${MOST_REASON} UTF-8 bytes.`, "SyntaxError");
    }
    if (this.#state >= CLOSING) return;
    this.#state = CLOSING;
    this.#call.end(code, reason);
  }

  /** @param {any} greeting */
  #greeted({ anew, seat, texts, ice }) {
    quietly(() => ice && iceServers.take(ice));
    if (anew && !this.#room.begin(seat, texts)) return this.#ended(LOST, "");
    if (this.#state !== CONNECTING) return;
    this.#state = OPEN;
    this.#fire(new Event("open"));
  }

  /** @param {string} data */
  #message(data) {
    if (this.#state === OPEN) this.#fire(new MessageEvent("message", { data, origin: new URL(this.#url).origin }));
  }

  /** @param {number} code @param {string} reason */
  #ended(code, reason) {
    if (this.#state === CLOSED) return;
    this.#pacer.flush();
    this.#state = CLOSED;
    this.#call.stop();
    if (code === LOST) this.#fire(new Event("error"));
    this.#fire(new CloseEvent("close", { code, reason, wasClean: code !== LOST }));
  }

  /** @param {Event} event */
  #fire(event) {
    this.dispatchEvent(event);
  }

  /** As an attribute's handler is: called in the place where it was first set. @param {string} name */
  static handler(name) {
    Object.defineProperty(GameSocket.prototype, `on${name}`, {
      configurable: true,
      enumerable: true,
      get() {
        return this.#handlers[name] ?? null;
      },
      set(handler) {
        const known = name in this.#handlers;
        this.#handlers[name] = typeof handler === "function" ? handler : null;
        if (!known) this.addEventListener(name, (/** @type {Event} */ event) => this.#handlers[name]?.call(this, event));
      },
    });
  }
}

/** @param {string} address @returns {[string, string[]]} The pass is always the last one given. */
function dialled(address) {
  return [address, [V1, ...(invitation.pass ? [`playlobby.pass.${invitation.pass}`] : [])]];
}

/** Where a socket leads that is ours; "" for all others. @param {URL} url */
function signaling(url) {
  const own = new URL(invitation.signal);
  const path = url.pathname.replace(/\/$/, "");
  if (url.host === own.host) return /^\/signal\//.test(path) ? url.href : "";
  const built = addresses.some((one) => {
    const known = new URL(one);
    return known.host === url.host && known.protocol === url.protocol && [path, ""].includes(known.pathname.replace(/\/$/, ""));
  });
  return built ? own.href : "";
}

function replaceSockets() {
  Object.setPrototypeOf(GameSocket.prototype, NativeSocket.prototype);
  ["open", "message", "error", "close"].forEach(GameSocket.handler);
  Reflect.deleteProperty(GameSocket.prototype, "constructor");
  window.WebSocket = new Proxy(NativeSocket, {
    construct(target, args, made) {
      const own = made === window.WebSocket && invitation.signal ? ours(args) : undefined;
      return own ?? Reflect.construct(target, args, made);
    },
  });
  NativeSocket.prototype.constructor = window.WebSocket;
}

/** A socket of ours, if that is what these arguments mean. @param {any[]} args */
function ours([address, protocols = []]) {
  try {
    const offered = [protocols].flat().map(String);
    const url = new URL(address, document.baseURI);
    url.protocol = url.protocol.replace(/^http/, "ws");
    const leads = signaling(url);
    if (!leads) return undefined;
    if (!offered.includes(V1)) return new GameSocket(url.href, offered, leads);
    iceServers.renew(); // It speaks for itself, and needs no more.
    return undefined;
  } catch {
    return undefined; // What is wrong with them the browser says best.
  }
}
