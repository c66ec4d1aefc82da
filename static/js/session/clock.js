// @ts-check
/** The only place that reads time or starts timers. */

/**
 * @typedef {object} Clock
 * @property {() => number} now monotonic ms: for durations, never affected by clock changes
 * @property {() => number} wall ms since 1970: only to date things
 * @property {() => string} stamp local date and time with its offset, as ISO 8601
 * @property {(ms:number, action:() => void) => () => void} later returns a function that cancels
 * @property {(ms:number, action:() => void) => () => void} every returns a function that ends it
 */

/** @param {Date} date @returns {string} like 2026-03-29T02:30:00.000+02:00 */
export function isoWithOffset(date) {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
  const two = (/** @type {number} */ n) => String(Math.floor(n)).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}:${two(Math.abs(offset) % 60)}`;
}

/** @type {Clock} */
export const clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  stamp: () => isoWithOffset(new Date()),
  later(ms, action) {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
  every(ms, action) {
    const timer = setInterval(action, ms);
    return () => clearInterval(timer);
  },
};
