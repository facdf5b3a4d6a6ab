/**
 * The admin's figures: draws them, asks for new ones while somebody looks, and shows what is chosen
 * without a new page. Colours are the page's; the table says the same as the plots.
 */
const EVERY = 5000; // milliseconds
const COLUMNS = ["players", "rooms", "joins", "relays", "connected", "relayed", "failed", "matched", "sent", "errors", "signals_lost"];
const COLOURS = { 1: "--green", 2: "--brass", 3: "--key" };

/** @typedef {{game: string, over: string, step: number, starts: number[], series: Record<string, number[]>, tiles: {key: string, figure: string, line: string}[], empty: boolean, words: string}} Overview */

const root = document.getElementById("figures");
/** @type {Map<Element, any>} */
const drawn = new Map();
const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
let asked = 0;

/** @param {Overview} now @param {string} name */
function values(now, name) {
  const of = now.series;
  if (name === "sent") return of.sent.map((bytes) => bytes / 1e6);
  if (name === "relays") return of.relays.map((count) => count / now.step);
  if (name === "wait") return of.waited.map((seconds, at) => (of.matched[at] ? seconds / of.matched[at] : null));
  return of[name];
}

/** The last step is not over: drawn, it would look like a fall. @param {(number | null)[]} steps */
function whole(steps) {
  const before = steps.slice(0, -1);
  return before.some(Boolean) ? [...before, null] : steps;
}

/** @param {Overview} now @param {number} start */
function moment(now, start) {
  const day = { month: "short", day: "numeric" }, time = { hour: "2-digit", minute: "2-digit", hour12: false };
  const zone = now.over === "month" ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat("en", { ...(now.over === "month" ? day : time), ...zone }).format(start * 1000);
}

/** @param {Element} figure @param {Overview} now */
function draw(figure, now) {
  const place = /** @type {HTMLElement} */ (figure.querySelector(".figures-canvas"));
  const lines = figure.dataset.lines.split(" ").map((line) => line.split(":"));
  const data = [now.starts, ...lines.map(([name]) => whole(values(now, name)))];
  const said = lines.map(([, word], at) => {
    const known = data[at + 1].filter((value) => value !== null);
    return `${word.replaceAll("_", " ")} ${number.format(known.at(-1) ?? 0)} now, ${number.format(Math.max(0, ...known))} at most`;
  });
  place.setAttribute("aria-label", `${figure.querySelector("h3").textContent}, ${now.words.toLowerCase()}: ${said.join("; ")}.`);
  drawn.get(figure)?.destroy();
  drawn.set(figure, new globalThis.uPlot(options(place, lines, now), data, place));
}

/** @param {HTMLElement} place @param {string[][]} lines @param {Overview} now */
function options(place, lines, now) {
  const style = getComputedStyle(place);
  const colour = (/** @type {string} */ name) => resolved(place, name);
  const axis = { stroke: colour("--ink-2"), font: `12px ${style.fontFamily}`, ticks: { show: false } };
  return {
    width: place.clientWidth, height: place.clientHeight, padding: [10, 12, 0, 0], legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { time: true }, y: { range: (_, least, most) => [0, Math.max(most * 1.1 || 0, 1)] } },
    axes: [
      { ...axis, size: 30, grid: { show: false }, space: 64, values: (_, starts) => starts.map((start) => moment(now, start)) },
      { ...axis, size: 44, space: 50, grid: { stroke: colour("--line"), width: 1 }, values: (_, marks) => marks.map((mark) => number.format(mark)) },
    ],
    series: [{}, ...lines.map(([, , series]) => ({
      stroke: colour(COLOURS[series]), width: 2, dash: series === "2" ? [6, 4] : undefined, points: { show: false }, spanGaps: true,
      fill: series === "1" && lines.length < 3 ? colour("--green-tint") : undefined,
    }))],
  };
}

/** A custom property in this scheme, as a colour that a canvas reads. @param {HTMLElement} place @param {string} name */
function resolved(place, name) {
  const before = place.style.color;
  place.style.color = `var(${name})`;
  const colour = getComputedStyle(place).color;
  place.style.color = before;
  return colour;
}

/** @param {Overview} now */
function show(now) {
  for (const { key, figure, line } of now.tiles) {
    const tile = root.querySelector(`[data-tile="${key}"]`);
    tile.querySelector("b").textContent = figure;
    tile.querySelector("span").textContent = line;
  }
  document.getElementById("figures-empty").hidden = !now.empty;
  document.getElementById("figures-plots").hidden = now.empty;
  if (!now.empty) for (const figure of root.querySelectorAll("[data-plot]")) draw(figure, now);
  tell(now);
}

/** @param {Overview} now */
function tell(now) {
  const rows = now.starts.map((start, at) => {
    const row = document.createElement("tr"), head = document.createElement("th");
    head.scope = "row";
    head.textContent = moment(now, start);
    row.append(head, ...COLUMNS.map((name) => {
      const cell = document.createElement("td");
      cell.textContent = number.format(now.series[name][at] / (name === "sent" ? 1e6 : 1));
      return cell;
    }));
    return row;
  });
  root.querySelector("tbody").replaceChildren(...rows.reverse());
}

function choice() {
  return new URLSearchParams(/** @type {any} */ (new FormData(root.querySelector("form"))));
}

/** @type {Overview} */
let latest;
async function ask() {
  const mine = ++asked, live = document.getElementById("figures-live");
  try {
    const answer = await fetch(`${root.dataset.live}?${choice()}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const now = await answer.json();
    if (mine !== asked) return; // Something else was chosen meanwhile.
    show((latest = now));
    if (live.dataset.of !== "live") live.textContent = "Live, every 5 seconds";
    live.dataset.of = "live";
  } catch {
    if (mine === asked && live.dataset.of !== "still") live.textContent = "The server doesn’t answer. These are the last figures it told.";
    if (mine === asked) live.dataset.of = "still";
  }
}

function redraw() {
  if (latest && !latest.empty) for (const figure of root.querySelectorAll("[data-plot]")) draw(figure, latest);
}

if (root) {
  root.querySelector("form button").hidden = true;
  latest = JSON.parse(document.getElementById("figures-data").textContent);
  show(latest);
  root.querySelector("form").addEventListener("change", () => {
    history.replaceState(null, "", `?${choice()}`);
    ask();
  });
  setInterval(() => document.hidden || ask(), EVERY);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  new ResizeObserver(redraw).observe(root);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  document.fonts.ready.then(redraw);
  ask();
}
