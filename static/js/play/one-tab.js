/**
 * One tab plays in a room: it has a lock of the browser's, which goes with the tab. A second one
 * would take another seat for the same player.
 */
const PATIENCE = 2_000; // milliseconds; after a reload the lock of the page before may still go

/**
 * What gives the lock back; nothing if another tab has it.
 * @param {string} room @returns {Promise<(() => void) | undefined>}
 */
export function takeRoom(room) {
  return new Promise((answer) => {
    const hold = () => new Promise((release) => answer(() => release(undefined)));
    const signal = AbortSignal.timeout(PATIENCE);
    navigator.locks.request(lock(room), { signal }, hold).catch(() => answer(undefined));
  });
}

/** Once no other tab plays there any more. @param {string} room @param {() => void} then */
export function onceFree(room, then) {
  navigator.locks.request(lock(room), () => then());
}

/** @param {string} room */
const lock = (room) => `playlobby.room.${room}`;
