/**
 * Forms marked `data-act` are sent without leaving the page. A refusal is said beside the control
 * (`data-says`), and nothing typed is lost; an answer in HTML is the form again, with its faults.
 * One with `data-asks` waits until its sheet has said `data-sure`.
 */
const UNREACHED = "The server can’t be reached. Try again in a moment.";
const GONE = "This game is not on the site any more.";
const token = /** @type {HTMLInputElement} */ (document.querySelector("[name=csrfmiddlewaretoken]"));

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-act]")) return;
  event.preventDefault();
  if (form.ariaBusy === "true" || ("asks" in form.dataset && !("sure" in form.dataset))) return;
  form.ariaBusy = "true";
  try {
    await send(form);
  } finally {
    form.ariaBusy = null;
  }
});

/** @param {HTMLFormElement} form */
async function send(form) {
  const typed = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=text]"));
  const before = typed?.value;
  let answer, words;
  try {
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    const headers = { "HX-Request": "true", "X-CSRFToken": token.value };
    answer = await fetch(form.action, { method: "POST", body, headers });
    words = await answer.text();
  } catch {
    return say(form, UNREACHED);
  }
  const isForm = !answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html");
  if (isForm) return again(form, answer.status, words);
  say(form, words);
  if (!answer.ok) return;
  if (typed && form.matches("[data-clears]") && typed.value === before) typed.value = "";
  if (!form.matches("[data-stays]")) form.closest("dialog")?.close();
}

/** @param {HTMLFormElement} form @param {number} status @param {string} html */
function again(form, status, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const fresh = template.content.querySelector("form[data-act]");
  if (status !== 409 || !fresh) return say(form, status === 404 ? GONE : UNREACHED);
  form.replaceWith(fresh);
  /** @type {HTMLElement | null} */ (fresh.querySelector("[aria-invalid], .problem:not([hidden]), h2"))?.focus();
}

/** @param {HTMLFormElement} form @param {string} words */
function say(form, words) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-says]"));
  if (!place) return;
  place.hidden = !words;
  place.textContent = words;
}
