// @ts-check
/** What is asked of a server, and measured. Each load fills its own rooms and empties them. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Meter, quiet, residentKiB, worked } from "./meter.js";
import { dial, leaveAll, openAll } from "./rooms.js";

const ROOMS_A_PASS = 200; // of 4, opened before any is left
const TICK = 1; // milliseconds between two handfuls of signals at a fixed rate

/**
 * @typedef {import("./rooms.js").AnyPlayer} AnyPlayer
 * @typedef {import("./rooms.js").Where & { load: string, pids: number[], players: number,
 *   size: number, bytes: number, window: number, warm: number, seconds: number, rate: number }} Plan
 * @typedef {{ arrived: number, onTheWay: number, landed?: () => void }} Traffic once `landed` is
 *   set nobody sends any more; it is called when the last signal has come
 */

/** @param {AnyPlayer} player @param {Buffer} frame */
const send = (player, frame) => player.socket.send(frame, { binary: false });

/**
 * Signals as fast as they go, to each of the others in turn; each sender has `window` on their way.
 * Counts those that arrived, unchanged and with the right sender.
 * @param {Plan} plan
 */
export async function relay(plan) {
  const payload = "x".repeat(plan.bytes);
  const rooms = await openAll(plan, plan.players / plan.size, plan.size);
  const state = /** @type {Traffic} */ ({ arrived: 0, onTheWay: 0 });
  for (const go of rooms.flatMap((room) => converse(room, payload, state))) {
    for (let n = 0; n < plan.window; n++) go();
  }
  await worked(plan.pids, plan.warm);
  const meter = new Meter(plan.pids);
  const before = state.arrived;
  meter.start();
  await worked(plan.pids, plan.seconds);
  meter.stop();
  const report = meter.report(state.arrived - before);
  await new Promise((resolve) => (state.landed = () => resolve(undefined)));
  await leaveAll(rooms);
  return report;
}

/**
 * @param {AnyPlayer[]} room @param {string} payload
 * @param {Traffic} state
 * @returns {(() => void)[]} for each player: send one
 */
function converse(room, payload, state) {
  const next = new Map(room.map((player) => [player.id, sender(player, room, payload, state)]));
  for (const player of room) {
    player.heard = (from, data) => {
      const again = next.get(from);
      if (!again || data !== payload) throw new Error("A signal arrived changed");
      state.arrived++;
      state.onTheWay--;
      if (!state.landed) again();
      else if (!state.onTheWay) state.landed();
    };
  }
  return [...next.values()];
}

/**
 * @param {AnyPlayer} player @param {AnyPlayer[]} room @param {string} payload
 * @param {Traffic} state
 */
function sender(player, room, payload, state) {
  const others = room.filter((other) => other !== player);
  const frames = others.map((other) => player.signal(other.id, payload));
  let turn = 0;
  return () => {
    state.onTheWay++;
    send(player, frames[turn++ % frames.length]);
  };
}

/**
 * Rooms of 4 opened and filled until everyone was told of everyone; then, apart, left again.
 * @param {Plan} plan
 */
export async function joins(plan) {
  const joining = new Meter(plan.pids);
  const leaving = new Meter(plan.pids);
  let count = 0;
  await leaveAll(await openAll(plan, ROOMS_A_PASS / 4, plan.size)); // Warms up.
  await quiet(plan.pids);
  while ((plan.pids.length ? joining.server : joining.seconds) < plan.seconds) {
    joining.start();
    const rooms = await openAll(plan, ROOMS_A_PASS, plan.size);
    joining.stop();
    leaving.start();
    await leaveAll(rooms);
    await quiet(plan.pids);
    leaving.stop();
    count += ROOMS_A_PASS * plan.size;
  }
  return { ...joining.report(count), leaving: leaving.report(count) };
}

/**
 * Joined players who do nothing but answer pings. `kib` is what each adds to the server's memory.
 * @param {Plan} plan
 */
export async function idle(plan) {
  await leaveAll(await openAll(plan, 8, plan.size)); // What the first connections load, stays.
  await quiet(plan.pids);
  const before = residentKiB(plan.pids);
  const rooms = await openAll(plan, plan.players / plan.size, plan.size);
  const meter = new Meter(plan.pids);
  meter.start();
  await sleep(plan.seconds * 1000);
  meter.stop();
  const kib = (residentKiB(plan.pids) - before) / plan.players;
  await leaveAll(rooms);
  return { ...meter.report(plan.players), kib };
}

/**
 * A fixed rate, spread over pairs, whether or not the server keeps up.
 * Times are from `send` to the other's `message`, in milliseconds.
 * @param {Plan} plan
 */
export async function latency(plan) {
  const rooms = await openAll(plan, plan.players / plan.size, plan.size);
  const players = rooms.flatMap(([one, other]) => [
    { player: one, to: other.id },
    { player: other, to: one.id },
  ]);
  const times = /** @type {number[]} */ ([]);
  let awaited = Infinity;
  let landed = () => {};
  for (const { player } of players) {
    player.heard = (_, data) => {
      times.push(performance.now() - Number.parseFloat(data));
      if (times.length === awaited) landed();
    };
  }
  const before = await atRate(plan, plan.warm, players);
  const meter = new Meter(plan.pids);
  meter.start();
  const sent = await atRate(plan, plan.seconds, players);
  meter.stop();
  awaited = before + sent;
  if (times.length < awaited) await new Promise((resolve) => (landed = () => resolve(undefined)));
  await leaveAll(rooms);
  return { ...meter.report(sent), ...percentiles(times.slice(before)) };
}

/**
 * @param {Plan} plan @param {number} seconds @param {{ player: AnyPlayer, to: number }[]} players
 * @returns {Promise<number>} how many it sent
 */
async function atRate({ rate, bytes }, seconds, players) {
  const began = performance.now();
  let sent = 0;
  for (let passed = 0; passed < seconds * 1000; passed = performance.now() - began) {
    for (; sent < (passed / 1000) * rate; sent++) {
      const { player, to } = players[sent % players.length];
      send(player, player.signal(to, `${performance.now()} `.padEnd(bytes, "x")));
    }
    await sleep(TICK);
  }
  return sent;
}

/** @param {number[]} times */
function percentiles(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) => sorted[Math.floor(share * (sorted.length - 1))];
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * One join after another, each into a new room: from dialling to "you are in", in milliseconds.
 * `plan.warm` more come first, and do not count.
 * @param {Plan} plan
 */
export async function joinTimes(plan) {
  await quiet(plan.pids);
  const times = /** @type {number[]} */ ([]);
  for (let n = -plan.warm; n < plan.players; n++) {
    const host = dial(plan, n + plan.warm, 0);
    await host.join("");
    const began = performance.now();
    const guest = dial(plan, n + plan.warm, 1);
    await guest.join(host.code);
    if (n >= 0) times.push(performance.now() - began);
    await host.introduced(1);
    await leaveAll([[host, guest]]);
  }
  return percentiles(times);
}

/** Joined players who stay until the standard input ends. @param {Plan} plan */
export async function crowd(plan) {
  await openAll(plan, plan.players / plan.size, plan.size);
  console.log("joined");
  await once(process.stdin.resume(), "end");
  process.exit();
}
