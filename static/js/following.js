/**
 * Parts of a page that follow `/live/rooms`. Where no socket comes through, or the server wants none
 * any more, they ask for themselves anew now and then instead, as their `hx-get` says.
 */
import { live, say } from "./liveness.js";
import { LiveSocket } from "./socket.js";

const POLL = 10_000; // milliseconds
const BLOCKED = 5_000; // milliseconds without a socket: something between us may let none through

/**
 * @param {HTMLElement} part whose `data-polls` names where it is said whether it lives
 * @param {Record<string, string>} more what its address says beside the page's own
 * @param {(frame: HTMLTemplateElement) => void} show one root of a frame
 */
export function follow(part, more, show) {
  let timer = 0;
  const poll = () => part.dispatchEvent(new CustomEvent("poll"));
  const ask = () => {
    clearInterval(timer);
    timer = window.setInterval(poll, POLL);
    poll();
  };
  const tell = (/** @type {boolean} */ well) => {
    clearInterval(timer);
    htmx.trigger(part, "htmx:abort"); // An answer that is under way is older than what we hear.
    const place = document.getElementById(part.dataset.polls ?? "");
    if (place) live(place, well);
  };
  const socket = new LiveSocket({
    address: () => address(part, more),
    heard: (frame) => roots(frame).forEach(show),
    live: (well) => (well || socket.opened) && tell(well),
    over: () => (tell(false), ask()),
  });
  setTimeout(() => socket.opened || ask(), BLOCKED);
}

/** @param {HTMLElement} part @param {Record<string, string>} more */
function address(part, more) {
  const query = new URL(part.dataset.address ?? "", location.href).searchParams;
  for (const [key, value] of Object.entries(more)) if (value) query.set(key, value);
  return `/live/rooms?${query}`;
}

/** @param {string} frame @returns {HTMLTemplateElement[]} */
function roots(frame) {
  const whole = document.createElement("template");
  whole.innerHTML = frame;
  return [...whole.content.children].filter((one) => one instanceof HTMLTemplateElement);
}

/** How many rooms are open and people play, where the page says so. @param {HTMLTemplateElement} told */
export function count({ dataset: { rooms = "0", people = "0" } }) {
  const playing = `${people} ${people === "1" ? "person" : "people"} playing`;
  const chip = document.getElementById("people-playing");
  if (chip) chip.hidden = people === "0";
  say(chip?.querySelector("[data-says]"), playing);
  const line = document.getElementById("rooms-open");
  line?.querySelector(".dot")?.classList.toggle("dot-off", rooms === "0");
  const open = `${rooms} room${rooms === "1" ? "" : "s"} open, ${playing}`;
  say(line?.querySelector("[data-says]"), rooms === "0" ? "No rooms open right now" : open);
}
