/** The phone's pill can be dragged to any corner, so that it never covers what a game needs. */
const REACH = 12; // pixels before a press becomes a drag
const pill = /** @type {HTMLElement} */ (document.querySelector(".pill"));
/** @type {{x: number, y: number, dragging: boolean} | null} */
let press = null;
let dragged = false;

pill.addEventListener("pointerdown", ({ clientX: x, clientY: y, pointerId }) => {
  press = { x, y, dragging: false };
  pill.setPointerCapture(pointerId);
});

pill.addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!press) return;
  const [x, y] = [clientX - press.x, clientY - press.y];
  press.dragging ||= Math.hypot(x, y) > REACH;
  if (press.dragging) pill.style.transform = `translate(${x}px, ${y}px)`;
});

pill.addEventListener("pointerup", ({ clientX, clientY }) => {
  dragged = press?.dragging ?? false;
  if (dragged) {
    const high = clientY < innerHeight / 2 ? "top" : "bottom";
    pill.dataset.corner = `${high}-${clientX < innerWidth / 2 ? "left" : "right"}`;
  }
  release();
});

pill.addEventListener("dragstart", (event) => event.preventDefault());
pill.addEventListener("pointercancel", release);

function release() {
  press = null;
  pill.style.transform = "";
}

/** A drag must not end in a click, which would open the panel; a key's click (no `detail`) is none. */
function onClick(/** @type {MouseEvent} */ event) {
  if (dragged && event.detail) event.stopImmediatePropagation();
  dragged = false;
}

pill.addEventListener("click", onClick, { capture: true });
