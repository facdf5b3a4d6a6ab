/** One request with a body that may be long: what it says, how far it is, and that it was lost. */
const SILENCE = 60_000; // milliseconds without a byte moving, after which a connection counts as lost

/** The connection broke, or the server cannot answer now: what was sent may have arrived. */
export class Lost extends Error {}
/** Somebody stopped it. */
export class Stopped extends Error {}

/**
 * @param {string} method @param {string} address
 * @param {{headers: Record<string, string>, body?: Blob, signal: AbortSignal, moved?: (sent: number) => void}} more
 * @returns {Promise<XMLHttpRequest>} answered, with whatever status
 */
export function ask(method, address, { headers, body, signal, moved }) {
  return new Promise((answered, failed) => {
    if (signal.aborted) return failed(new Stopped());
    const request = new XMLHttpRequest();
    let silence = 0;
    const listen = () => {
      clearTimeout(silence);
      silence = setTimeout(() => request.abort(), SILENCE);
    };
    const stop = () => request.abort();
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded }) => {
      listen();
      moved?.(loaded);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(silence);
      signal.removeEventListener("abort", stop);
      if (signal.aborted) failed(new Stopped());
      else if (request.status) answered(request);
      else failed(new Lost());
    });
    signal.addEventListener("abort", stop);
    listen();
    request.send(body ?? null);
  });
}
