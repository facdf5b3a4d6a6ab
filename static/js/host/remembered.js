/** Where an upload of this tab lives, so that it goes on after the page was loaded again. */

/** @typedef {{endpoint: string, file: File}} What */

// Whether it shall go live was said as it began: a reload, which ticks the box anew, changes nothing.
const key = (/** @type {What} */ { endpoint, file }) =>
  `playlobby.upload ${endpoint} ${file.size} ${file.lastModified} ${file.name}`;

/** @param {What} what @returns {string} */
export function recall(what) {
  try {
    return sessionStorage.getItem(key(what)) ?? "";
  } catch {
    return "";
  }
}

/** @param {What} what @param {string} address "" forgets it */
export function remember(what, address) {
  try {
    if (address) sessionStorage.setItem(key(what), address);
    else sessionStorage.removeItem(key(what));
  } catch {
    // Full or forbidden: then it begins anew.
  }
}
