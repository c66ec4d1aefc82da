// @ts-check
/** How this device plays sessions: what can be set, within which bounds, and what follows for the pace. Pure. */

/** @typedef {import("./plan.js").Pace} Pace */
/** @typedef {import("./plan.js").Plan} Plan */
/**
 * @typedef {object} Settings
 * @property {boolean} tones
 * @property {number} volume 0 to 100
 * @property {"app"|"reader"|"off"} voice who speaks: this player, the person's screen reader, or nobody
 * @property {boolean} vibrate
 * @property {boolean} aloud plays even when the phone is set to silent
 * @property {boolean} letters
 * @property {boolean} ask whether to ask where a stretch was felt
 * @property {boolean} wait every lead-in waits for a tap
 * @property {boolean} counted repetitions go on by themselves
 * @property {number} prepare seconds
 * @property {number} switch seconds
 * @property {number} transition seconds
 * @property {number} hold per cent of the planned hold
 * @property {number} rest per cent of the planned rest
 * @property {number} tempo per cent of the planned time for a repetition
 * @property {"plan"|"left"|"right"} first
 */

/** @type {Settings} */
export const DEFAULTS = {
  tones: true, volume: 80, voice: "app", vibrate: true, aloud: false, letters: true, ask: true,
  wait: false, counted: true, prepare: 10, switch: 8, transition: 12, hold: 100, rest: 100, tempo: 100, first: "plan",
};
/** @type {Record<string, [number, number]>} lowest and highest of each number (WCAG 2.2.1: all timings adjustable) */
export const BOUNDS = {
  volume: [0, 100], prepare: [5, 60], switch: [5, 30], transition: [5, 60], hold: [50, 200], rest: [50, 300], tempo: [50, 200],
};
/** @type {Record<string, string[]>} */
const WORDS = { voice: ["app", "reader", "off"], first: ["plan", "left", "right"] };

/** @param {unknown} raw whatever was stored @returns {Settings} complete and within bounds */
export function clean(raw) {
  const given = /** @type {Record<string, unknown>} */ (raw && typeof raw === "object" ? raw : {});
  const kept = Object.entries(DEFAULTS).map(([name, usual]) => {
    const value = given[name];
    const bounds = BOUNDS[name];
    if (bounds) return [name, Number.isFinite(value) ? Math.min(bounds[1], Math.max(bounds[0], Math.round(Number(value)))) : usual];
    if (WORDS[name]) return [name, WORDS[name].includes(String(value)) ? value : usual];
    return [name, typeof value === "boolean" ? value : usual];
  });
  return Object.fromEntries(kept);
}

/** @param {Settings} settings @returns {Pace} */
export function paceOf({ prepare, switch: change, transition, hold, rest, tempo, wait, counted }) {
  return {
    timings: { prepareMs: prepare * 1000, switchMs: change * 1000, transitionMs: transition * 1000 },
    hold: hold / 100, rest: rest / 100, tempo: tempo / 100, wait, counted,
  };
}

/** The plan with the side this person wants first. @param {Plan} plan @param {Settings} settings @returns {Plan} */
export const withFirstSide = (plan, { first }) => (first === "plan" ? plan : { ...plan, sideFirst: first });
