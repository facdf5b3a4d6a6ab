/**
 * What a game was told of its room, and what it said there: so that both can be put right after its
 * server has died. Godot 4 says JSON, Godot 3 lines of text.
 *
 * @typedef {{ type: number, id: number, data: string, again?: number[] }} Said
 */
const [JOIN, PEER_CONNECT, PEER_DISCONNECT, OFFER, CANDIDATE] = [0, 2, 3, 4, 6];
const LETTERS = "JINDOACS"; // of Godot 3, in the order of the types
const MOST_SAID = 256; // signals kept for one peer
const isSignal = (/** @type {Said} */ said) => said.type >= OFFER && said.type <= CANDIDATE;

/** @param {string} text @returns {Said} */
function read(text) {
  if (text.startsWith("{")) return JSON.parse(text);
  const [line, data] = split(text, "\n");
  const argument = line.slice(3).trim();
  return { type: LETTERS.indexOf(line[0]), id: Number(argument) || 0, data: data || argument };
}

/** @param {boolean} lines @param {number} type @param {number} id */
function write(lines, type, id) {
  return lines ? `${LETTERS[type]}: ${id}\n` : JSON.stringify({ type, id, data: "" });
}

/** @param {string} text @param {string} at */
function split(text, at) {
  const place = text.indexOf(at);
  return place < 0 ? [text, ""] : [text.slice(0, place), text.slice(place + 1)];
}

class Room {
  /** @type {Map<number, string[]>} what was said to whom */
  #said = new Map();
  /** @type {Map<number, Set<string>>} what was heard of whom */
  #heard = new Map();
  /** @type {Set<number>} */
  #peers = new Set();
  #asked = false; // to join
  #lines = false;
  /** @type {Set<number> | undefined} who is there, while we are told so anew */
  #anew;
  /** @type {Set<number>} which of ID, JOIN and SEAL the game had */
  #told = new Set();

  /** @param {(text: string) => void} say to the server @param {(text: string) => void} tell the game */
  constructor(say, tell) {
    this.say = say;
    this.tell = tell;
  }

  /** The game speaks. @param {string} text */
  speak(text) {
    quietly(() => this.#keep(text));
    this.say(text);
  }

  /** @param {string} text */
  #keep(text) {
    const said = read(text);
    if (said.type === JOIN) {
      this.#asked = true;
      this.#lines = !text.startsWith("{");
    }
    if (!isSignal(said)) return;
    const kept = entry(this.#said, said.id, () => []);
    if (kept.push(text) > MOST_SAID) kept.shift();
  }

  /**
   * A server that knows nothing of the former call is told what the other may not have had. Whether
   * the game can go on.
   * @param {boolean} seat @param {string[]} texts not acknowledged
   */
  begin(seat, texts) {
    const joins = (/** @type {string} */ text) => read(text).type === JOIN;
    if (!seat && this.#asked && !texts.some(joins)) return false;
    if (seat) this.#anew = new Set();
    for (const text of texts) if (!(seat && joins(text))) this.say(text);
    return true;
  }

  /** The server speaks. @param {string} text */
  hear(text) {
    const said = read(text);
    if (said.again) said.again.forEach((number) => this.#repeat(number));
    else if (this.#isNews(said, text)) this.tell(text);
  }

  /** @param {number} number */
  #repeat(number) {
    for (const text of this.#said.get(number) ?? []) this.say(text);
  }

  /** @param {Said} said @param {string} text */
  #isNews(said, text) {
    if (isSignal(said)) return adds(entry(this.#heard, said.id, () => new Set()), text);
    switch (said.type) {
      case PEER_CONNECT:
        return adds(this.#anew ?? this.#peers, said.id) && !this.#anew;
      case PEER_DISCONNECT:
        return this.#left(said.id);
      case JOIN:
        this.#putRight();
    }
    return adds(this.#told, said.type);
  }

  /** Tell the game what has changed while nobody told us. */
  #putRight() {
    if (!this.#anew) return;
    const present = this.#anew;
    this.#anew = undefined;
    for (const number of [...this.#peers]) {
      if (!present.has(number) && this.#left(number)) this.tell(write(this.#lines, PEER_DISCONNECT, number));
    }
    for (const number of present) {
      if (adds(this.#peers, number)) this.tell(write(this.#lines, PEER_CONNECT, number));
    }
  }

  /** @param {number} number */
  #left(number) {
    this.#said.delete(number);
    this.#heard.delete(number);
    return this.#peers.delete(number);
  }
}

/** @template T @param {Set<T>} set @param {T} value @returns {boolean} whether it was not there */
function adds(set, value) {
  return set.size < set.add(value).size;
}

/** @template K, V @param {Map<K, V>} map @param {K} key @param {() => V} make @returns {V} */
function entry(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return /** @type {V} */ (map.get(key));
}
