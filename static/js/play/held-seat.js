/**
 * The page's sign of life: its seat stays held until its game connects, and every answer brings a
 * fresh pass for the game.
 */
const LOADING = 15_000; // milliseconds between two, until the game has started
const PLAYING = 60_000; // milliseconds; a game that started may still wait in a menu of its own

export class HeldSeat {
  #every = LOADING;
  #timer = 0;
  #stopped = false;

  /** @param {{address: string, room: string, token: string, renewed: (pass: string) => void}} told */
  constructor(told) {
    this.told = told;
  }

  keep() {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    this.#timer = window.setTimeout(() => this.#stay(), this.#every);
  }

  started() {
    this.#every = PLAYING;
    this.keep();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#stopped = true;
  }

  async #stay() {
    const { address, room, token, renewed } = this.told;
    try {
      const body = new URLSearchParams({ room, csrfmiddlewaretoken: token });
      const answer = await fetch(address, { method: "POST", body });
      if (answer.status === 404) document.dispatchEvent(new Event("playlobby:gone"));
      if (answer.ok && !this.#stopped) renewed((await answer.json()).pass);
    } catch {
      // The server is out of reach: the next sign may find it again.
    }
    this.keep();
  }
}
