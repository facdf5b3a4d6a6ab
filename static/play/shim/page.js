// @ts-check
/**
 * The shim: the site's script in a game's page. It runs before the engine and knows the two apart:
 * the page above (`data-site`, told how loading goes) and the engine below (given its room).
 * It must never throw into the game, and the game must run as well where nobody frames it.
 *
 * The files of this folder are served as one classic script, since a module would run after the
 * engine's own: this one first, within one function of their own.
 *
 * @typedef {{ room: string, signal: string, pass: string, mended: boolean }} Invitation
 * @typedef {{ url: URL, loaded: number, total: number, patience?: number }} Download
 */
const ESCAPES_WITHIN = 600; // milliseconds between two presses
const PROGRESS_EVERY = 100; // milliseconds
const RETRY_WITHIN = 5000; // milliseconds; the engine tries a failed file again after one second
const EXIT_WITHIN = 3000; // milliseconds
const START_WITHIN = 3000; // milliseconds
const NAMES = /** @type {const} */ (["room", "signal", "pass"]);
const ENGINE_FILE = /\.(wasm|pck)$/i;

const { site = "", addresses: built = "", plain } = document.currentScript?.dataset ?? {};
const addresses = built.split(" ").filter(Boolean); // of the signaling that the game was built with
const wraps = plain === undefined; // unless its owner switched that off
const framed = window.parent !== window && (location.ancestorOrigins?.[0] ?? site) === site;
/** @type {Invitation} */
const invitation = { room: "", signal: "", pass: "", mended: false };
/** @type {Map<string, Download>} */
const downloads = new Map();
let toldAt = -Infinity;
let ended = false;
let started = false;

/** Do something of ours; if it goes wrong, the game must not notice. @param {() => void} work */
function quietly(work) {
  try {
    work();
  } catch (error) {
    console.warn("Playlobby:", error);
  }
}

/** @param {string} word @param {object} [more] */
function tell(word, more) {
  if (framed) window.parent.postMessage({ playlobby: word, ...more }, site);
}

/** The page above has words for "network" and "memory". @param {unknown} reason */
function fail(reason) {
  const words = reason instanceof Error ? reason.message : String(reason);
  const short = /out of memory|allocat/i.test(words) ? "memory" : words.slice(0, 300);
  if (!started) tell("failed", { reason: short });
}

/**
 * Take the invitation from the address. It moves into the history entry's state: there a reload
 * finds it again, a new visit does not, and neither the address nor the game's own use of the
 * fragment shows it.
 */
function accept() {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const fresh = NAMES.some((name) => fragment.has(name));
  const given = fresh ? Object.fromEntries(fragment) : (history.state?.playlobby ?? {});
  for (const name of NAMES) {
    invitation[name] = typeof given[name] === "string" ? given[name] : "";
    fragment.delete(name);
  }
  if (!leadsToSite(invitation.signal)) invitation.signal = "";
  if (fresh) keep(String(fragment));
}

/** @param {string} fragment of the game's own */
function keep(fragment) {
  const address = location.pathname + location.search + (fragment && `#${fragment}`);
  history.replaceState({ ...history.state, playlobby: { ...invitation } }, "", address);
}

/** Anyone can write a link: it must not send players to somebody else's signaling. */
function leadsToSite(/** @type {string} */ signal) {
  try {
    return new URL(signal).origin === site.replace(/^http/, "ws");
  } catch {
    return false;
  }
}

function listen() {
  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.origin !== site) return;
    if (event.data?.playlobby !== "pass" || typeof event.data.pass !== "string") return;
    invitation.pass = event.data.pass;
    quietly(() => keep(location.hash.slice(1)));
  });
  let pressedAt = -Infinity;
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Escape" || event.repeat) return;
    const twice = event.timeStamp - pressedAt <= ESCAPES_WITHIN;
    pressedAt = twice ? -Infinity : event.timeStamp;
    if (twice) tell("escape");
  };
  window.addEventListener("keydown", onKey, true);
}

/** Be there when a script of the page sets a global. @param {string} name */
function onGlobal(name, /** @type {(value: any) => any} */ change) {
  /** @type {any} */
  let value;
  Object.defineProperty(window, name, {
    configurable: true, // or a page's own `const` of this name would be an error
    enumerable: true,
    get: () => value,
    set: (made) => {
      value = made;
      quietly(() => (value = change(made)));
    },
  });
}

/** `Godot(config)` resolves to the engine's module in 3.5 to 4.6; `Engine` calls its `callMain`. */
function watchModule(/** @type {any} */ make) {
  if (typeof make !== "function") return make;
  return new Proxy(make, {
    apply(target, self, args) {
      const module = Reflect.apply(target, self, args);
      // A branch of our own: old engines' promises must not be chained.
      quietly(() => module.then((/** @type {any} */ ready) => quietly(() => join(ready)), fail));
      return module;
    },
  });
}

/** Add the invitation to the engine's arguments, and see how its start goes. */
function join(/** @type {any} */ module) {
  const { callMain, initConfig } = module;
  if (typeof callMain !== "function") return;
  module.callMain = function (/** @type {string[]} */ args = [], /** @type {any[]} */ ...more) {
    try {
      const code = Reflect.apply(callMain, this, [[...args, ...engineArguments()], ...more]);
      quietly(() => onMain(code));
      return code;
    } catch (error) {
      fail(error);
      throw error;
    }
  };
  if (typeof initConfig !== "function") return;
  module.initConfig = function (/** @type {any} */ config, /** @type {any[]} */ ...more) {
    quietly(() => onExit(config));
    return Reflect.apply(initConfig, this, [config, ...more]);
  };
}

function engineArguments() {
  const given = NAMES.filter((name) => invitation[name]);
  return given.map((name) => `--playlobby-${name}=${invitation[name]}`);
}

/** A code that is not 0 announces the engine's end; but some versions give one to no purpose. */
function onMain(/** @type {unknown} */ code) {
  if (code) setTimeout(onFrame, EXIT_WITHIN);
  else requestAnimationFrame(() => requestAnimationFrame(onFrame));
}

function onFrame() {
  if (ended || started) return;
  started = true;
  tell("started");
}

function onExit(/** @type {any} */ config) {
  const leave = config.onExit;
  config.onExit = function (/** @type {any[]} */ ...args) {
    ended = true;
    fail(`The engine ended with code ${args[0]}.`);
    return leave?.apply(this, args);
  };
}

/** What the browser lacks, as the engine itself finds. A page may care little, and go on. */
function watchFeatures(/** @type {any} */ engine) {
  const { getMissingFeatures } = engine;
  if (typeof getMissingFeatures !== "function") return engine;
  engine.getMissingFeatures = function (/** @type {any[]} */ ...args) {
    const missing = Reflect.apply(getMissingFeatures, this, args);
    const giveUp = () => downloads.size || fail(missing.join("; "));
    if (missing?.length) setTimeout(giveUp, START_WITHIN);
    return missing;
  };
  return engine;
}

/** Count the engine's bytes where it reads them itself; answers stay the browser's own. */
function watchDownloads() {
  const native = window.fetch;
  window.fetch = function (...args) {
    const answer = Reflect.apply(native, this, args);
    if (!started) quietly(() => watchDownload(args[0], answer));
    return answer;
  };
  window.addEventListener("unhandledrejection", ({ reason }) => {
    const { CompileError, LinkError, RuntimeError } = WebAssembly;
    if ([CompileError, LinkError, RuntimeError].some((kind) => reason instanceof kind)) {
      fail(reason);
    }
  });
}

/** @param {RequestInfo | URL} input @param {Promise<Response>} answer */
function watchDownload(input, answer) {
  const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
  if (url.origin !== location.origin || !ENGINE_FILE.test(url.pathname)) return;
  clearTimeout(downloads.get(url.href)?.patience);
  const download = { url, loaded: 0, total: 0 };
  downloads.set(url.href, download);
  answer.then(
    (response) => (response.ok ? quietly(() => count(response, download)) : onLoss(download)),
    () => onLoss(download),
  );
}

/** @param {Response} response @param {Download} download */
function count(response, download) {
  const { body, headers } = response;
  download.total = sizeOf(download.url) || plainLength(headers);
  if (!body) return;
  const getReader = body.getReader;
  body.getReader = function (/** @type {any[]} */ ...args) {
    const reader = Reflect.apply(getReader, this, args);
    quietly(() => countReads(reader, download));
    return reader;
  };
}

/** @param {any} reader @param {Download} download */
function countReads(reader, download) {
  const read = reader.read;
  reader.read = function (/** @type {any[]} */ ...args) {
    const next = Reflect.apply(read, this, args);
    next.then(
      (/** @type {any} */ { value, done }) => {
        download.loaded += value?.byteLength ?? 0;
        tellProgress(done);
      },
      () => onLoss(download),
    );
    return next;
  };
}

/** Godot writes the sizes into its page: they hold whatever the files' encoding. @param {URL} url */
function sizeOf(url) {
  try {
    // @ts-ignore The page's own constant, if it has one.
    const sizes = Object.entries(GODOT_CONFIG.fileSizes);
    const found = sizes.find(([path]) => new URL(path, document.baseURI).href === url.href);
    return Number(found?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function plainLength(/** @type {Headers} */ headers) {
  return headers.has("content-encoding") ? 0 : Number(headers.get("content-length") ?? 0);
}

function tellProgress(/** @type {boolean} */ now) {
  if (started || (!now && performance.now() - toldAt < PROGRESS_EVERY)) return;
  toldAt = performance.now();
  const all = [...downloads.values()];
  const known = all.every((one) => one.total >= one.loaded && one.total > 0);
  const sum = (/** @type {"loaded" | "total"} */ of) => all.reduce((n, one) => n + one[of], 0);
  tell("progress", { loaded: sum("loaded"), total: known ? sum("total") : null });
}

/** A file did not arrive. If the engine does not ask for it again, it has given up. */
function onLoss(/** @type {Download} */ download) {
  download.patience = setTimeout(fail, RETRY_WITHIN, "network");
}

/**
 * The engine hears keys on its canvas alone, and focuses it when it starts: in vain, while the
 * site still hides the frame. So the focus that the frame gets goes on to the canvas.
 */
function handOnFocus() {
  addEventListener("focus", () => {
    if (document.activeElement === document.body) document.querySelector("canvas")?.focus();
  });
}
