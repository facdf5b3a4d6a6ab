/**
 * Hands things over no faster than Godot can take them: it has 64 KiB a socket or channel, emptied
 * once a frame, and drops what does not fit, of reliable channels too.
 */
const A_FRAME = 65_000; // bytes
const OVERHEAD = 5; // bytes the engine adds to each
const MOST_WAITING = 32 * 1024 * 1024; // bytes; beyond, it is handed over as it comes

class Pacer {
  /** @type {[number, () => void][]} */
  #waiting = [];
  #bytes = 0;
  #spent = 0;
  #asked = false;

  /** @param {() => boolean} listens whether the engine takes anything out yet */
  constructor(listens = () => true) {
    this.listens = listens;
  }

  /** @param {unknown} data @param {() => void} hand */
  take(data, hand) {
    const size = sizeOfData(data) + OVERHEAD;
    if (this.#waiting.length || !this.#fits(size)) {
      this.#waiting.push([size, hand]);
      this.#bytes += size;
      this.#askForFrame();
      if (this.#bytes > MOST_WAITING) this.flush();
    } else {
      this.#spend(size);
      hand();
    }
  }

  flush() {
    this.#bytes = 0;
    for (const [, hand] of this.#waiting.splice(0)) hand();
  }

  /** One alone always fits: what is larger than all cannot be helped. @param {number} size */
  #fits(size) {
    return this.listens() && (!this.#spent || this.#spent + size <= A_FRAME);
  }

  /** @param {number} size */
  #spend(size) {
    this.#spent += size;
    this.#askForFrame();
  }

  /** The first of a frame asks for the next: after the engine has, so it comes after the engine. */
  #askForFrame() {
    if (!this.#asked) requestAnimationFrame(() => this.#nextFrame());
    this.#asked = true;
  }

  #nextFrame() {
    this.#spent = 0;
    this.#asked = false;
    while (this.#waiting.length && this.#fits(this.#waiting[0][0])) {
      const [size, hand] = /** @type {[number, () => void]} */ (this.#waiting.shift());
      this.#bytes -= size;
      this.#spend(size);
      hand();
    }
    if (this.#waiting.length) this.#askForFrame();
  }
}

function sizeOfData(/** @type {any} */ data) {
  return data?.byteLength ?? data?.size ?? 3 * (data?.length ?? 0);
}

/** @type {WeakMap<RTCDataChannel, Pacer>} */
const pacers = new WeakMap();
/** @type {WeakMap<RTCDataChannel, RTCPeerConnection>} */
const peerOf = new WeakMap();

/**
 * The engine takes nothing out before it heard that the connection is there, which a browser may
 * tell later than the first messages.
 *
 * @param {RTCDataChannel} channel
 */
function isHeard(channel) {
  return !["new", "connecting"].includes(peerOf.get(channel)?.connectionState ?? "");
}

/** Remember whose the channels are that either side makes. */
function ownChannels() {
  const { createDataChannel } = NativePeer.prototype;
  NativePeer.prototype.createDataChannel = function (...given) {
    const channel = Reflect.apply(createDataChannel, this, given);
    quietly(() => peerOf.set(channel, this));
    return channel;
  };
}

/** Pace what channels give to their `onmessage`, which is all that the engine uses. */
function paceChannels() {
  /** @type {any} */
  const native = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, "onmessage");
  /** @type {WeakMap<RTCDataChannel, ((event: Event) => void) | null>} */
  const handlers = new WeakMap();

  ownChannels();
  /** @this {RTCDataChannel} @param {MessageEvent} event */
  function paced(event) {
    const hand = () => handlers.get(this)?.call(this, event);
    entry(pacers, this, () => new Pacer(() => isHeard(this))).take(event.data, hand);
  }
  Object.defineProperty(RTCDataChannel.prototype, "onmessage", {
    ...native,
    get() {
      return Reflect.apply(native.get, this, []) && handlers.get(this);
    },
    set(handler) {
      const works = typeof handler === "function";
      Reflect.apply(native.set, this, [works ? paced : null]);
      handlers.set(this, works ? handler : null);
    },
  });
}
