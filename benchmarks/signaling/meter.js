// @ts-check
/** CPU and memory of processes and of all their descendants, as Linux tells them in /proc. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const TICKS_PER_SECOND = 100; // what /proc counts in, on every Linux of our time
const GLANCE = 20; // milliseconds between two looks
const QUIET_FOR = 150; // milliseconds without a tick of CPU

/**
 * @template T
 * @param {number[]} pids @param {(pid: number) => T} look
 * @returns {T[]} what is seen of each and its descendants; of one that is just gone, nothing
 */
function ofFamily(pids, look) {
  return pids.flatMap((pid) => {
    try {
      return [look(pid), ...ofFamily(children(pid), look)];
    } catch (error) {
      if (["ENOENT", "ESRCH"].includes(/** @type {any} */ (error).code)) return [];
      throw error;
    }
  });
}

/** Any thread may have started them. @param {number} pid @returns {number[]} */
function children(pid) {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1")
      .split(" ")
      .filter(Boolean)
      .map(Number),
  );
}

/**
 * User and system time of all threads, and of children that are gone.
 * @param {number[]} pids @returns {number} seconds, to a hundredth for each process
 */
export function cpuSeconds(pids) {
  const ticks = ofFamily(pids, (pid) => {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return sum(fields.slice(11, 15).map(Number));
  });
  return sum(ticks) / TICKS_PER_SECOND;
}

/** @param {number[]} pids @returns {number} KiB that are in memory */
export function residentKiB(pids) {
  const status = (/** @type {number} */ pid) => readFileSync(`/proc/${pid}/status`, "latin1");
  return sum(ofFamily(pids, (pid) => Number(/VmRSS:\s+(\d+)/.exec(status(pid))?.[1] ?? 0)));
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/**
 * Wait until the server has used that much CPU: other programs on its core then only cost time.
 * Where there are no processes to look at: wait that long.
 * @param {number[]} pids @param {number} seconds
 */
export async function worked(pids, seconds) {
  const before = cpuSeconds(pids);
  if (!pids.length) await sleep(seconds * 1000);
  while (pids.length && cpuSeconds(pids) < before + seconds) await sleep(GLANCE);
}

/** Wait until the server has nothing left to do. @param {number[]} pids */
export async function quiet(pids) {
  for (let before = -1, now = cpuSeconds(pids); now > before + 0.015; ) {
    await sleep(QUIET_FOR);
    [before, now] = [now, cpuSeconds(pids)];
  }
}

/** Adds up the time between each start and stop: of the clock, the server and this process. */
export class Meter {
  seconds = 0;
  server = 0;
  own = 0;

  /** @param {number[]} pids the server's processes; none if it is not ours to look at */
  constructor(pids) {
    this.pids = pids;
  }

  start() {
    this.began = { at: performance.now(), own: process.cpuUsage(), server: cpuSeconds(this.pids) };
  }

  stop() {
    if (!this.began) throw new Error("The meter does not run");
    const own = process.cpuUsage(this.began.own);
    this.server += cpuSeconds(this.pids) - this.began.server;
    this.seconds += (performance.now() - this.began.at) / 1000;
    this.own += (own.user + own.system) / 1e6;
  }

  /** @param {number} count of what was done meanwhile */
  report(count) {
    return { count, seconds: this.seconds, server: this.server, own: this.own };
  }
}
