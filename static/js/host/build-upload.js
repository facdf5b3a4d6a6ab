/**
 * `<build-upload>`: takes a zip, by choice or dropped anywhere on the page, and shows how it goes up.
 * What comes after the last byte is told by the part that polls.
 */
import { sizeInWords } from "../sizes.js";
import { Stopped } from "./ask.js";
import { dropped } from "./dropped.js";
import { Pace } from "./pace.js";
import { LoggedOut, Permits } from "./permit.js";
import { recall, remember } from "./remembered.js";
import { Refused, TusUpload } from "./tus.js";

const LOGGED_OUT = "You are logged out. Load this page again and log in, then choose the same file: it goes on where it stopped.";

const keyOf = (/** @type {string} */ address) => address.split("/").pop() ?? "";

class BuildUpload extends HTMLElement {
  /** @type {TusUpload | null} */
  #upload = null;
  #pace = new Pace();
  #quarter = 0;
  /** The key of the last upload that came whole, until the list tells what became of it. */
  #sent = "";

  connectedCallback() {
    const choose = /** @type {HTMLInputElement} */ (this.#part("[data-choose]"));
    const take = () => {
      const [file] = choose.files ?? [];
      choose.value = ""; // So that the same file can be chosen again.
      if (file) this.#take(file);
    };
    choose.addEventListener("change", take);
    take(); // Whoever was quicker than this script has chosen already.
    dropped(this, (file) => this.#upload || this.#take(file));
    this.#part("[data-pause]").addEventListener("click", () => this.#pause());
    this.#part("[data-resume]").addEventListener("click", () => this.#run());
    this.#part("[data-cancel]").addEventListener("click", () => this.#cancel());
    document.addEventListener("htmx:afterSwap", () => this.#settle());
    addEventListener("beforeunload", (event) => this.#upload && event.preventDefault());
  }

  /** @param {File} file */
  #take(file) {
    const most = Number(this.getAttribute("most"));
    if (!/\.zip$/i.test(file.name)) return this.#end("[data-failed]", `“${file.name}” is no zip. Zip the folder that Godot exported.`);
    if (!file.size) return this.#end("[data-failed]", `“${file.name}” is empty.`);
    if (file.size > most) return this.#end("[data-failed]", `“${file.name}” has ${sizeInWords(file.size)}; the most is ${sizeInWords(most)}.`);
    const { checked: live } = /** @type {HTMLInputElement} */ (this.#part("[data-live]"));
    const csrf = /** @type {HTMLInputElement} */ (this.#part("[name=csrfmiddlewaretoken]")).value;
    const permits = new Permits(this.getAttribute("permit") ?? "", csrf);
    const what = { endpoint: this.getAttribute("endpoint") ?? "", file, live, permits };
    const told = {
      created: (/** @type {string} */ address) => this.#created(what, address),
      moved: (/** @type {number} */ sent) => this.#moved(sent),
      lost: (/** @type {number} */ seconds) => this.#lost(seconds),
    };
    this.#upload = new TusUpload(what, told, recall(what));
    this.#created(what, this.#upload.address);
    this.#part("[data-name]").textContent = file.name;
    this.#quarter = 0;
    this.#moved(0);
    this.#show("busy");
    this.#part("[data-name]").focus();
    this.#run();
  }

  async #run() {
    const upload = /** @type {TusUpload} */ (this.#upload);
    this.#paused(false);
    this.#say("[data-left]", "Beginning");
    this.#say("[data-status]", `Uploading ${upload.file.name}`);
    try {
      await upload.run();
      remember(upload, "");
      this.#sent = keyOf(upload.address);
      this.#end("[data-done]", `${upload.file.name} is here. It is being unpacked now.`);
      document.body.dispatchEvent(new Event("uploads-changed"));
    } catch (error) {
      if (error instanceof Stopped) return;
      if (error instanceof Refused) remember(upload, "");
      else if (!(error instanceof LoggedOut)) console.error(error);
      const words = error instanceof LoggedOut ? LOGGED_OUT : /** @type {Error} */ (error).message;
      this.#end("[data-failed]", words);
    }
  }

  #pause() {
    this.#upload?.stop();
    this.#paused(true);
    this.#say("[data-left]", "Paused. What was sent is kept.");
    this.#say("[data-status]", "Paused");
  }

  #cancel() {
    const upload = /** @type {TusUpload} */ (this.#upload);
    remember(upload, "");
    upload.cancel();
    this.#end("", "Cancelled");
  }

  /** The list of what is on its way leaves out what is shown here. @param {import("./remembered.js").What} what @param {string} address */
  #created(what, address) {
    remember(what, address);
    /** @type {HTMLInputElement} */ (this.#part("[name=mine]")).value = keyOf(address);
  }

  /** What was said of the last one is told by the list from here on. */
  #settle() {
    if (!this.#sent || document.querySelector(`[data-under-way="${this.#sent}"]`)) return;
    this.#sent = "";
    this.#part("[data-done]").hidden = true;
  }

  /** @param {number} sent */
  #moved(sent) {
    const { size } = /** @type {TusUpload} */ (this.#upload).file;
    const bytes = Math.min(sent, size);
    const percent = Math.floor((bytes / size) * 100);
    const bar = this.#part("[data-bar]");
    /** @type {HTMLElement} */ (bar.firstElementChild).style.transform = `scaleX(${bytes / size})`;
    bar.setAttribute("aria-valuenow", String(percent));
    this.#say("[data-bytes]", `${bytes ? sizeInWords(bytes) : "0"} of ${sizeInWords(size)}`);
    this.#say("[data-percent]", `${percent} %`);
    const left = bytes < size ? this.#pace.left(bytes, size) : "Nearly there";
    this.#say("[data-left]", `${left || "Uploading"}. Keep this page open.`);
    if (Math.floor(percent / 25) <= this.#quarter) return;
    this.#quarter = Math.floor(percent / 25);
    this.#say("[data-status]", `${percent} percent uploaded`);
  }

  /** @param {number} seconds */
  #lost(seconds) {
    this.#pace.reset();
    const again = `The connection was lost. Trying again in ${seconds} second${seconds === 1 ? "" : "s"}.`;
    this.#say("[data-left]", again);
    this.#say("[data-status]", again);
  }

  /** @param {boolean} paused */
  #paused(paused) {
    this.#pace.reset();
    const focused = this.contains(document.activeElement) && document.activeElement?.matches("button");
    this.#part("[data-pause]").hidden = paused;
    this.#part("[data-resume]").hidden = !paused;
    if (focused) this.#part(paused ? "[data-resume]" : "[data-pause]").focus();
  }

  /** Back to the choice, with a word on what came of the last one. @param {string} notice @param {string} words */
  #end(notice, words) {
    const focused = this.contains(document.activeElement) && this.#upload !== null;
    this.#upload = null;
    /** @type {HTMLInputElement} */ (this.#part("[name=mine]")).value = "";
    for (const name of ["[data-done]", "[data-failed]"]) this.#part(name).hidden = name !== notice;
    if (notice) this.#say(`${notice} [data-says]`, words);
    this.#say(notice === "[data-failed]" ? "[data-alert]" : "[data-status]", words);
    this.#show("idle");
    if (focused) this.#part("[data-choose]").focus();
  }

  /** @param {"idle" | "busy"} state */
  #show(state) {
    for (const one of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-state]"))) one.hidden = one.dataset.state !== state;
  }

  /** @param {string} selector @param {string} words */
  #say(selector, words) {
    const place = this.#part(selector);
    if (place.textContent !== words) place.textContent = words;
  }

  /** @param {string} selector @returns {HTMLElement} */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }
}

customElements.define("build-upload", BuildUpload);
