/**
 * What a game needs of a browser, in the words a player may read.
 * @typedef {{name: string, found: boolean, fix: string}} Need
 */

const draws = () => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
};

const accelerate = () => {
  const agent = navigator.userAgent;
  if (agent.includes("Firefox")) return "In Firefox: open the settings, search for “hardware acceleration”, turn it on, then restart.";
  if (agent.includes("Chrome")) return "In Chrome and Edge: open the settings, search for “graphics acceleration”, turn it on, then restart.";
  if (agent.includes("Safari")) return "In Safari: update to the newest version your device can have.";
  return "Update this browser, or try another one.";
};

/** @param {{isolated: boolean}} build @returns {Need[]} */
export function needs({ isolated }) {
  const every = [
    { name: "WebGL 2", found: draws(), fix: accelerate() },
    { name: "WebAssembly", found: typeof WebAssembly === "object", fix: "Update this browser, or try another one." },
    { name: "Peer connections", found: typeof RTCPeerConnection === "function", fix: "A setting or an extension blocks them. Allow them for this site." },
    { name: "A secure address", found: isSecureContext, fix: "Open this site at an address that begins with https." },
  ];
  if (isolated) every.push({ name: "Threads", found: crossOriginIsolated, fix: "Update this browser, or try another one." });
  return every;
}
