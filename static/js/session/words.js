// @ts-check
/** The words of a session: what the screen shows and the voice says. Pure. */
import { stepOf } from "./plan.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {import("./plan.js").Step} Step */
/** @typedef {import("./plan.js").Side} Side */

const ROLE_WORDS = { "warm-up": "Warm-up", main: "Main part", "cool-down": "Cool-down" };
export const SIP_WORDS = "A sip of water now, if you like.";

/** @param {Side|null} side */
const sideWord = (side) => (side ? `${side} side` : "");

/** Timed, but moving all along, like marching on the spot. @param {Step} step */
export const keepsMoving = (step) => step.kind === "hold" && step.alternating;

/** @param {number} seconds @returns {string} "45 seconds", "2 minutes" */
const timeWords = (seconds) =>
  seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${Math.round(seconds)} seconds`;

/** @param {Step} step @returns {string} "8 each side", "10 times" */
const repsWords = (step) => (step.alternating ? `${step.reps} each side` : `${step.reps} times`);

/** @param {Step} step @param {number} paceMs @returns {string} one effort: "hold 30 seconds", "8 each side" */
export function effortWords(step, paceMs) {
  if (step.kind === "reps") return repsWords(step);
  return `${keepsMoving(step) ? "keep moving" : "hold"} ${timeWords(paceMs / 1000)}`;
}

/** @param {Plan} plan @param {Segment} segment @returns {string} "Left side", "Both sides", "Alternate sides" */
export function sideWords(plan, segment) {
  if (segment.side) return segment.side === "left" ? "Left side" : "Right side";
  return stepOf(plan, segment).alternating ? "Alternate sides" : "Both sides";
}

/** @param {Plan} plan @param {Segment} segment @returns {string} "Hold", "Switch sides", "Set 2 of 3" … */
export function phaseWords(plan, segment) {
  const step = stepOf(plan, segment);
  const all = plan.steps[segment.step]?.sets ?? step.sets;
  const sets = all > 1 ? ` · set ${segment.set} of ${all}` : "";
  switch (segment.kind) {
    case "prepare": return "Get ready";
    case "transition": return startsNewPart(plan, segment) ? ROLE_WORDS[step.role] : "Next exercise";
    case "switch": return "Switch sides";
    case "rest": return `Rest${sets}`;
    case "work": return `${keepsMoving(step) ? "Keep moving" : "Hold"}${sets}`;
    default: return `${segment.durMs === null ? "Your own pace" : "With the count"}${sets}`;
  }
}

/** @param {Plan} plan @param {Segment} segment whether the step opens another part than the one before */
export function startsNewPart(plan, segment) {
  if (segment.step === 0 || !segment.intro || segment.variant !== null) return false;
  return plan.steps[segment.step]?.role !== plan.steps[segment.step - 1]?.role;
}

/** @param {Plan} plan @param {Segment} segment whether water is offered before it */
export const offersWater = (plan, segment) => segment.kind === "transition" && startsNewPart(plan, segment);

/** @param {Plan} plan @param {Segment|undefined} next @returns {string} what comes after the current segment */
export function nextWords(plan, next) {
  if (!next) return "finish";
  const step = stepOf(plan, next);
  switch (next.kind) {
    case "prepare":
    case "transition": return step.name;
    case "switch": return `switch to ${sideWord(next.side)}`;
    case "rest": return `rest ${timeWords(next.paceMs / 1000)}`;
    default: return effortWords(step, next.paceMs);
  }
}

/** @param {Plan} plan @param {Segment} segment @returns {string} what is said and captioned as it starts */
export function startWords(plan, segment) {
  const step = stepOf(plan, segment);
  const where = segment.side ? `, ${sideWord(segment.side)}` : "";
  const waits = segment.durMs === null ? " Press the large button when you are ready." : "";
  switch (segment.kind) {
    case "prepare": return `Get ready: ${step.name}${where}.${waits}`;
    case "transition": return `Next: ${step.name}${where}.${waits}`;
    case "switch": return `Switch to ${sideWord(segment.side)}.${waits}`;
    case "rest": return `Rest ${timeWords(segment.paceMs / 1000)}. Then set ${segment.set}${where}.${waits}`;
    case "work": return `${keepsMoving(step) ? "Keep moving" : "Hold"} ${timeWords(segment.paceMs / 1000)}${where}.`;
    default:
      return `${repsWords(step)}${where}.${segment.durMs === null ? " Press Done when finished." : ""}`;
  }
}

/**
 * The cue under the clock: what the person felt last time in this exercise decides, else the exercise's own.
 * @param {Plan} plan @param {Segment} segment @param {import("./engine.js").LogRow[]} log @returns {string}
 */
export function cueWords(plan, segment, log) {
  const step = stepOf(plan, segment);
  const said = log.findLast((row) => row.exercise === step.id && row.felt)?.felt;
  return (said && feltWords(plan, step, said)) || step.cue;
}

/** @param {Plan} plan @param {Step} step @param {string} felt @returns {string} the cue that follows an answer */
export const feltWords = (plan, step, felt) => step.feltCues?.[felt] ?? plan.felt?.find(({ id }) => id === felt)?.cue ?? "";
