// @ts-check
/** Rooms full of players: opened, joined, told of each other, left. */
import { DemoPlayer, PeerJsPlayer } from "./players.js";

const AT_A_TIME = 16; // rooms that are being filled or emptied

/**
 * @typedef {DemoPlayer | PeerJsPlayer} AnyPlayer
 * @typedef {{ protocol: string, urls: string[], apart: boolean }} Where `apart` spreads the peers
 *   of each room over the addresses; else each room is at one of them
 */

/** @param {Where} where @param {number} room @param {number} seat */
export function dial({ protocol, urls, apart }, room, seat) {
  const url = urls[(apart ? room + seat : room) % urls.length];
  return protocol === "peerjs" ? new PeerJsPlayer(url) : new DemoPlayer(url);
}

/**
 * Open a room and fill it; done when everyone was told of everyone.
 * @param {Where} where @param {number} room @param {number} size @returns {Promise<AnyPlayer[]>}
 */
async function open(where, room, size) {
  const host = dial(where, room, 0);
  await host.join("");
  const guests = Array.from({ length: size - 1 }, (_, guest) => dial(where, room, guest + 1));
  await Promise.all(guests.map((guest) => guest.join(host.code)));
  const players = [host, ...guests];
  await Promise.all(players.map((player) => player.introduced(size - 1)));
  return players;
}

/** @param {Where} where @param {number} count @param {number} size of each */
export async function openAll(where, count, size) {
  const rooms = /** @type {AnyPlayer[][]} */ ([]);
  await inLanes(count, async (room) => void rooms.push(await open(where, room, size)));
  return rooms;
}

/** The host goes last: before the seal its going ends a room. @param {AnyPlayer[][]} rooms */
export async function leaveAll(rooms) {
  await inLanes(rooms.length, async (room) => {
    const [host, ...guests] = rooms[room];
    await Promise.all(guests.map((guest) => guest.leave()));
    await host.introduced(0);
    await host.leave();
  });
}

/** @param {number} count @param {(n: number) => Promise<void>} work done for each number below */
async function inLanes(count, work) {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}
