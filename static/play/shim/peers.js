/**
 * The `RTCPeerConnection` of a game's page: the browser's own, with this site's ICE servers, the
 * game's policy, and an eye on how it comes to pass.
 *
 * @typedef {{ ice_servers: RTCIceServer[], policy: "all" | "relay", expires_at: string }} Ice
 * @typedef {{ began: number, answered: boolean, gathered: Set<string>, errors: Set<number>, told: boolean }} Course
 */
const NativePeer = window.RTCPeerConnection;
const RENEW_BEFORE = 60_000; // milliseconds before credentials expire
const RETRY_AFTER = 10_000;
const SETTLE = 1000; // milliseconds until the path that was chosen is known
const FAILS_AFTER = 20_000; // milliseconds: a connection that is not there by then is told as none
const KINDS = { host: "direct", srflx: "reflexive", prflx: "reflexive", relay: "relayed" };

/** What new connections get; the servers come with a call's greeting, and are renewed in time. */
const iceServers = {
  /** @type {Ice | undefined} */
  known: undefined,
  timer: 0,

  /** @param {Ice} ice */
  take(ice) {
    this.known = ice;
    clearTimeout(this.timer);
    const left = Date.parse(ice.expires_at) - Date.now() - RENEW_BEFORE;
    if (ice.expires_at) this.timer = window.setTimeout(() => this.renew(), Math.max(RETRY_AFTER, Math.min(left, 2 ** 31 - 1)));
  },

  async renew() {
    try {
      const answer = await api("ice");
      if (answer.ok) return this.take(await answer.json());
    } catch {
      // The server is out of reach: the next try may find it again.
    }
    this.timer = window.setTimeout(() => this.renew(), RETRY_AFTER);
  },

  /** @param {RTCConfiguration} given by the game */
  added(given) {
    const { ice_servers: ours = [], policy = "all" } = this.known ?? {};
    const all = { ...given, iceServers: [...ours, ...(given?.iceServers ?? [])] };
    return policy === "relay" ? { ...all, iceTransportPolicy: "relay" } : all;
  },
};

/** @param {string} path @param {RequestInit} [options] */
function api(path, options) {
  const headers = { Authorization: `Bearer ${invitation.pass}`, "Content-Type": "application/json" };
  return fetch(`${site}/api/v1/${path}`, { ...options, headers, credentials: "omit" });
}

function replacePeers() {
  window.RTCPeerConnection = new Proxy(NativePeer, {
    construct(target, [given, ...more], made) {
      /** @type {RTCPeerConnection} */
      const peer = Reflect.construct(target, [configured(given), ...more], made);
      quietly(() => watch(peer));
      return peer;
    },
  });
  NativePeer.prototype.constructor = window.RTCPeerConnection;
  const { setConfiguration } = NativePeer.prototype;
  NativePeer.prototype.setConfiguration = function (...given) {
    return Reflect.apply(setConfiguration, this, [configured(given[0])]);
  };
}

/** What is no configuration the browser itself refuses. @param {any} given */
function configured(given) {
  try {
    return iceServers.known ? iceServers.added(given) : given;
  } catch {
    return given;
  }
}

/** @param {RTCPeerConnection} peer */
function watch(peer) {
  /** @type {Course} */
  const course = { began: 0, answered: false, gathered: new Set(), errors: new Set(), told: false };
  let patience = 0;
  peer.addEventListener("signalingstatechange", () => {
    if (!course.began) patience = window.setTimeout(() => report(peer, course, true), FAILS_AFTER);
    course.began ||= performance.now();
    course.answered ||= peer.signalingState === "stable";
    if (peer.signalingState === "closed") clearTimeout(patience);
  });
  peer.addEventListener("datachannel", ({ channel }) => peerOf.set(channel, peer));
  peer.addEventListener("icecandidate", ({ candidate }) => candidate?.type && course.gathered.add(candidate.type));
  peer.addEventListener("icecandidateerror", (event) => course.errors.add(/** @type {any} */ (event).errorCode));
  peer.addEventListener("connectionstatechange", () => {
    const { connectionState } = peer;
    if (connectionState === "failed") report(peer, course, true);
    if (connectionState !== "connected") return;
    clearTimeout(patience);
    const took = performance.now() - course.began;
    setTimeout(() => report(peer, course, false, took), SETTLE);
  });
}

/** @param {RTCPeerConnection} peer @param {Course} course @param {boolean} failed @param {number} [took] */
async function report(peer, course, failed, took) {
  if (course.told || !invitation.pass) return;
  course.told = true;
  try {
    const found = failed ? { outcome: "failed", stage: stage(peer, course) } : await path(peer);
    const body = JSON.stringify({ ...found, ...(took === undefined ? {} : { took: Math.round(took) }) });
    await api("connections", { method: "POST", body, keepalive: true });
  } catch {
    // It is for the statistics alone.
  }
}

/** How far it came. @param {RTCPeerConnection} peer @param {Course} course */
function stage(peer, { answered, gathered, errors }) {
  if (!answered) return "signaling";
  // Where addresses are hidden, the server hands on no others.
  const ways = iceServers.known?.policy === "relay" ? gathered.has("relay") : gathered.size;
  if (!ways) return errors.has(401) ? "credentials" : "gathering";
  return ["connected", "completed"].includes(peer.iceConnectionState) ? "encryption" : "checks";
}

/** The way it goes. @param {RTCPeerConnection} peer */
async function path(peer) {
  const stats = await peer.getStats();
  /** @type {any} */
  let pair;
  stats.forEach((one) => {
    if (one.type === "transport" && one.selectedCandidatePairId) pair = stats.get(one.selectedCandidatePairId);
    if (one.type === "candidate-pair" && one.selected) pair = one; // Firefox
  });
  const ends = [pair.localCandidateId, pair.remoteCandidateId].map((id) => stats.get(id));
  const kinds = ends.map((end) => KINDS[/** @type {keyof typeof KINDS} */ (end.candidateType)]);
  const outcome = ["relayed", "reflexive"].find((kind) => kinds.includes(kind)) ?? "direct";
  const protocol = ends[0].relayProtocol ?? ends[0].protocol;
  return { outcome, protocol, round_trip: Math.round(1000 * (pair.currentRoundTripTime ?? 0)) };
}
