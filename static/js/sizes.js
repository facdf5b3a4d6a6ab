const KILO = 1000;

/** Bytes in words, as `megabytes` in the templates writes them. @param {number} size @returns {string} */
export function sizeInWords(size) {
  if (size >= KILO ** 3) return `${(size / KILO ** 3).toFixed(1).replace(/\.0$/, "")}\u00a0GB`;
  if (size < KILO ** 2) return `${Math.max(1, Math.round(size / KILO))}\u00a0kB`;
  const mega = size / KILO ** 2;
  return `${mega.toFixed(mega < 10 ? 1 : 0)}\u00a0MB`;
}
