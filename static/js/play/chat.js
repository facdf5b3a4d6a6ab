/** The room's chat: keeps its place while lines come, and counts those that nobody has seen. */
import { sheet } from "./act-sheets.js";
import { Muted } from "./muted.js";

const NEAR = 80; // pixels from the end: who reads there goes along
const log = /** @type {HTMLElement | null} */ (document.querySelector("[data-log]"));
if (log) begin(log);

/** @param {HTMLElement} log */
function begin(log) {
  const lines = /** @type {HTMLElement} */ (document.getElementById("chat-lines"));
  const menu = sheet("line-sheet");
  const muted = new Muted(log, document.querySelector("room-live")?.getAttribute("address") ?? "");
  let unread = 0;
  let atEnd = true;
  let inWindow = true;

  const show = () => {
    for (const place of document.querySelectorAll("[data-unread]")) badge(/** @type {HTMLElement} */ (place), unread);
  };
  const seen = () => {
    if (!log.getClientRects().length || getComputedStyle(log).visibility === "hidden") return;
    if (atEnd) log.scrollTop = log.scrollHeight;
    // Who reads further up, or has the log outside the window, has not seen the end.
    if (!atEnd || !inWindow) return;
    unread = 0;
    show();
  };
  const added = (/** @type {HTMLElement[]} */ fresh) => {
    for (const time of lines.querySelectorAll("time:not([data-local])")) localise(/** @type {HTMLTimeElement} */ (time));
    muted.hide();
    const loud = fresh.filter((line) => !line.hidden && !line.matches("[data-mine], .line-news"));
    unread += loud.length;
    show();
    seen();
  };

  log.addEventListener("scroll", () => (atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR));
  new ResizeObserver(seen).observe(log);
  // The socket and an answer by HTTP may both tell a line.
  lines.addEventListener("htmx:oobBeforeSwap", (event) => {
    const { fragment } = /** @type {CustomEvent} */ (event).detail;
    for (const line of fragment.querySelectorAll("[id]")) if (document.getElementById(line.id)) line.remove();
  });
  new MutationObserver((changes) => added(elements(changes))).observe(lines, { childList: true });
  lines.addEventListener("click", ({ target }) => {
    const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (target).closest("[data-line]"));
    if (button) open(menu, button);
  });
  menu.querySelector("[data-mute]")?.addEventListener("click", () => {
    muted.add(menu.dataset.who ?? "", menu.dataset.name ?? "");
    menu.close();
    document.getElementById("chat-text")?.focus();
  });
  const down = document.querySelector("[data-down]");
  down?.addEventListener("click", () => ((atEnd = true), seen(), document.getElementById("chat-text")?.focus()));
  log.addEventListener("scroll", () => atEnd && unread && seen());
  new IntersectionObserver(([{ isIntersecting }]) => ((inWindow = isIntersecting), seen())).observe(log);
  added([]);
  log.scrollTop = log.scrollHeight;
}

/** @param {MutationRecord[]} changes @returns {HTMLElement[]} */
function elements(changes) {
  const nodes = changes.flatMap((change) => [...change.addedNodes]);
  return nodes.filter((node) => node instanceof HTMLElement);
}

/** @param {HTMLElement} place @param {number} unread */
function badge(place, unread) {
  const words = place.matches("[data-down]") ? " new" : '<span class="vh"> new in the chat</span>';
  place.hidden = !unread;
  place.innerHTML = unread ? `${Math.min(unread, 99)}${words}` : "";
}

/** The reader's own clock, not the server's. @param {HTMLTimeElement} time */
function localise(time) {
  time.dataset.local = "";
  time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** @param {HTMLDialogElement} menu @param {HTMLElement} button */
function open(menu, { dataset, parentElement: line }) {
  menu.dataset.who = line?.dataset.who;
  menu.dataset.name = dataset.name;
  for (const place of menu.querySelectorAll("[data-name]")) place.textContent = dataset.name ?? "";
  /** @type {Element} */ (menu.querySelector("[data-quote]")).textContent = line?.querySelector("p")?.textContent ?? "";
  /** @type {HTMLInputElement} */ (menu.querySelector("input[name=line]")).value = dataset.line ?? "";
  /** @type {HTMLElement} */ (menu.querySelector("[data-says]")).hidden = true;
  menu.showModal();
  menu.querySelector("h2")?.focus();
}
