/** The bar's button: the stage fills the screen. Where the browser has no such thing, no button. */
const button = /** @type {HTMLElement} */ (document.querySelector("[data-full-screen]"));
const stage = /** @type {HTMLElement} */ (document.getElementById("main"));

button.hidden = !document.fullscreenEnabled;
button.addEventListener("click", async () => {
  await stage.requestFullscreen();
  stage.querySelector("iframe")?.focus();
});
