/** Where an upload of this tab lives, so that it goes on after the page was loaded again. */

/** @typedef {{endpoint: string, file: File, live: boolean}} What */

const key = (/** @type {What} */ { endpoint, file, live }) =>
  `playlobby.upload ${endpoint} ${live} ${file.size} ${file.lastModified} ${file.name}`;

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
