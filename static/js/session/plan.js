// @ts-check
/** The plan of one session: its types, its segments on the time line, and their words. Pure. */

/** @typedef {"left"|"right"} Side */
/**
 * @typedef {object} Step One exercise as prescribed.
 * @property {number} index
 * @property {string} id
 * @property {string} name
 * @property {"warm-up"|"main"|"cool-down"} role
 * @property {"hold"|"reps"} kind
 * @property {"each"|"both"|Side} sides
 * @property {boolean} alternating reps change side every time, so one segment covers both
 * @property {number|null} seconds length of one hold
 * @property {number|null} reps
 * @property {number} secondsPerRep
 * @property {number} sets
 * @property {number} restSeconds
 * @property {string} cue
 * @property {string} dose
 */
/** @typedef {{prepareMs:number, switchMs:number, transitionMs:number}} Timings */
/** @typedef {{csrf:string, set:string, session:string, done:string, today:string}} Urls */
/**
 * @typedef {object} Plan
 * @property {1} version
 * @property {string} session
 * @property {string} title
 * @property {"stretch"|"strength"} kind
 * @property {number} minutes
 * @property {string} hash changes whenever the steps change
 * @property {string} userKey
 * @property {Timings} timings
 * @property {Side} sideFirst
 * @property {Step[]} steps
 * @property {Urls} urls
 */
/** @typedef {"prepare"|"switch"|"transition"|"rest"|"work"|"manual"} Kind */
/**
 * @typedef {object} Segment One stretch of the time line; `manual` ends by a tap, the others by time.
 * @property {Kind} kind
 * @property {number} step position in plan.steps
 * @property {number} set from 1
 * @property {Side|null} side
 * @property {number|null} durMs null when untimed
 * @property {number} paceMs how long an untimed segment usually takes; equals durMs otherwise
 */

const DEFAULT_REST_SECONDS = 15;

/** @param {Step} step @param {Side} first @returns {(Side|null)[]} the sides of one set, in order */
function sidesOf(step, first) {
  if (step.sides === "each") return [first, first === "left" ? "right" : "left"];
  return [step.sides === "both" ? null : step.sides];
}

/** @param {Step} step @param {Timings} timings @param {{first:boolean, newStep:boolean, newSide:boolean}} at */
function leadIn(step, timings, at) {
  if (at.first) return { kind: /** @type {Kind} */ ("prepare"), durMs: timings.prepareMs };
  if (at.newStep) return { kind: /** @type {Kind} */ ("transition"), durMs: timings.transitionMs };
  if (at.newSide) return { kind: /** @type {Kind} */ ("switch"), durMs: timings.switchMs };
  const restMs = (step.restSeconds ?? DEFAULT_REST_SECONDS) * 1000;
  return { kind: /** @type {Kind} */ ("rest"), durMs: Math.max(timings.switchMs, restMs) };
}

/** @param {Step} step @returns {{kind:Kind, durMs:number|null, paceMs:number}} */
function effort(step) {
  if (step.kind === "hold") {
    const durMs = (step.seconds ?? 30) * 1000;
    return { kind: "work", durMs, paceMs: durMs };
  }
  const reps = (step.reps ?? 1) * (step.alternating ? 2 : 1);
  return { kind: "manual", durMs: null, paceMs: Math.max(1, reps * step.secondsPerRep * 1000) };
}

/**
 * The time line: before every effort comes exactly one lead-in (prepare, transition, switch or rest).
 * @param {Pick<Plan, "steps"|"timings"|"sideFirst">} plan
 * @returns {Segment[]}
 */
export function compile({ steps, timings, sideFirst }) {
  /** @type {Segment[]} */
  const segments = [];
  steps.forEach((step, position) => {
    for (let set = 1; set <= step.sets; set++) {
      sidesOf(step, sideFirst).forEach((side, nth) => {
        const newStep = set === 1 && nth === 0;
        const lead = leadIn(step, timings, { first: newStep && position === 0, newStep, newSide: nth > 0 });
        const place = { step: position, set, side };
        segments.push({ ...place, ...lead, paceMs: lead.durMs }, { ...place, ...effort(step) });
      });
    }
  });
  return segments;
}

/** @param {Segment|undefined} segment */
export const isEffort = (segment) => segment?.kind === "work" || segment?.kind === "manual";

/** @typedef {"start"|"half"|"ten"|"beep3"|"beep2"|"beep1"} CueId */

/**
 * When the cues of a segment fall, in ms from its start.
 * @param {Segment} segment
 * @returns {[CueId, number][]}
 */
export function cueTimes({ kind, durMs }) {
  /** @type {[CueId, number][]} */
  const times = [["start", 0]];
  if (durMs === null) return times;
  if (kind === "work" && durMs >= 20_000) times.push(["half", durMs / 2]);
  if (kind === "work" && durMs >= 30_000) times.push(["ten", durMs - 10_000]);
  for (const n of [3, 2, 1]) {
    if (durMs >= (n + 1) * 1000) times.push([/** @type {CueId} */ (`beep${n}`), durMs - n * 1000]);
  }
  return times;
}

/** @param {Side|null} side */
const sideWord = (side) => (side ? `${side} side` : "");

/** Timed, but moving all along, like marching on the spot. @param {Step} step */
export const keepsMoving = (step) => step.kind === "hold" && step.alternating;

/** @param {number} seconds @returns {string} "45 seconds", "2 minutes" */
const timeWords = (seconds) => (seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} seconds`);

/** @param {Step} step @returns {string} one effort: "hold 30 seconds", "8 each side" */
export function effortWords(step) {
  if (step.kind === "hold") return `${keepsMoving(step) ? "keep moving" : "hold"} ${timeWords(step.seconds ?? 30)}`;
  return step.alternating ? `${step.reps} each side` : `${step.reps} times`;
}

/** @param {Plan} plan @param {Segment} segment @returns {string} "Left side", "Both sides", "Alternate sides" */
export function sideWords(plan, segment) {
  if (segment.side) return segment.side === "left" ? "Left side" : "Right side";
  return stepOf(plan, segment).alternating ? "Alternate sides" : "Both sides";
}

/** @param {Plan} plan @param {Segment} segment @returns {Step} */
export const stepOf = (plan, segment) => /** @type {Step} */ (plan.steps[segment.step]);

/** @param {Plan} plan @param {Segment} segment @returns {string} "Hold", "Switch sides", "Set 2 of 3" … */
export function phaseWords(plan, segment) {
  const step = stepOf(plan, segment);
  const sets = step.sets > 1 ? ` · set ${segment.set} of ${step.sets}` : "";
  switch (segment.kind) {
    case "prepare": return "Get ready";
    case "transition": return startsNewPart(plan, segment) ? ROLE_WORDS[step.role] : "Next exercise";
    case "switch": return "Switch sides";
    case "rest": return `Rest${sets}`;
    case "work": return `${keepsMoving(step) ? "Keep moving" : "Hold"}${sets}`;
    default: return `Your own pace${sets}`;
  }
}

const ROLE_WORDS = { "warm-up": "Warm-up", main: "Main part", "cool-down": "Cool-down" };

/** @param {Plan} plan @param {Segment} segment whether the step opens another part than the one before */
export function startsNewPart(plan, segment) {
  return segment.step > 0 && stepOf(plan, segment).role !== plan.steps[segment.step - 1]?.role;
}

/** @param {Plan} plan @param {Segment|undefined} next @returns {string} what comes after the current segment */
export function nextWords(plan, next) {
  if (!next) return "finish";
  const step = stepOf(plan, next);
  switch (next.kind) {
    case "prepare":
    case "transition": return step.name;
    case "switch": return `switch to ${sideWord(next.side)}`;
    case "rest": return `rest ${timeWords(next.paceMs / 1000)}`;
    default: return effortWords(step);
  }
}

/** @param {Plan} plan @param {Segment} segment @returns {string} what the status region says as it starts */
export function startWords(plan, segment) {
  const step = stepOf(plan, segment);
  const where = segment.side ? `, ${sideWord(segment.side)}` : "";
  const time = timeWords(segment.paceMs / 1000);
  switch (segment.kind) {
    case "prepare": return `Get ready: ${step.name}${where}.`;
    case "transition": return `Next: ${step.name}${where}.`;
    case "switch": return `Switch to ${sideWord(segment.side)}.`;
    case "rest": return `Rest ${time}. Then set ${segment.set} of ${step.sets}${where}.`;
    case "work": return `${keepsMoving(step) ? "Keep moving" : "Hold"} ${time}${where}.`;
    default: return `${step.name}: ${effortWords(step)}${where}. Press Done when finished.`;
  }
}
