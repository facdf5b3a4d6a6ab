/** How long the rest will take, as fast as the last seconds went. */
const WINDOW = 10_000; // milliseconds
const FIRST = 1_500; // after which it ventures a guess

export class Pace {
  /** @type {[number, number][]} */
  #marks = [];

  /** Forget what was: after a pause the clock starts again. */
  reset() {
    this.#marks = [];
  }

  /** @param {number} sent bytes so far @param {number} total @returns {string} such as `About 14 seconds left` */
  left(sent, total) {
    const now = performance.now();
    this.#marks.push([now, sent]);
    while (this.#marks.length > 2 && now - this.#marks[0][0] > WINDOW) this.#marks.shift();
    const [then, before] = this.#marks[0];
    if (now - then < FIRST || sent <= before) return "";
    const seconds = Math.ceil(((total - sent) * (now - then)) / (sent - before) / 1000);
    if (seconds < 60) return `About ${seconds} second${seconds === 1 ? "" : "s"} left`;
    const minutes = Math.round(seconds / 60);
    return `About ${minutes} minute${minutes === 1 ? "" : "s"} left`;
  }
}
