// @ts-check
/** The plan of one session: its types, and its segments on the time line. Pure. */

/** @typedef {"left"|"right"} Side */
/**
 * @typedef {object} Step One exercise as prescribed.
 * @property {number} index
 * @property {string} id slug of the exercise
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
 * @property {string} [why] why its dose is what it is, where a rule changed it
 * @property {string[]} [limits] how someone with cautions does it
 * @property {number|null} [secondsMax] longest hold this person may do
 * @property {boolean} [asksFelt] whether to ask where it was felt
 * @property {Record<string, string>} [feltCues] the cue after each answer, where the exercise has one of its own
 * @property {"calm"|"crisp"} [profile] sound of its cues
 * @property {number} [stopsBefore] how often it was sharp for this person before
 * @property {Variant[]} [variants]
 */
/** @typedef {{relation:"easier"|"harder"|"instead", why:string, step:Step}} Variant */
/** @typedef {{prepareMs:number, switchMs:number, transitionMs:number}} Timings */
/**
 * @typedef {object} Urls
 * @property {string} csrf
 * @property {string} attempts
 * @property {string} page
 * @property {string} card
 * @property {string} done
 * @property {string} today
 * @property {string} signIn
 * @property {string} signUp
 */
/** @typedef {{id:string, label:string, then:"swap"|"end"|"emergency", action:string}} Signal */
/** @typedef {{id:string, label:string, cue:string}} Felt */
/**
 * @typedef {object} Limits Tables A and B of the clinical rules; pain is 0 to 10.
 * @property {number} rest_from
 * @property {number} gentle_from
 * @property {number} stop_from
 * @property {number} stop_rise
 * @property {number} ease_from
 * @property {number} ease_rise
 * @property {number} calm_most
 * @property {number} calm_rise
 * @property {number} settle_in_set_seconds
 * @property {number} settle_minutes
 * @property {number} stops_most
 */
/**
 * @typedef {object} Plan
 * @property {number} version
 * @property {string} session
 * @property {string} title
 * @property {"stretch"|"strength"} kind
 * @property {number} minutes
 * @property {string} hash changes whenever the steps change
 * @property {string} userKey "guest" without an account
 * @property {Timings} timings
 * @property {Side} sideFirst
 * @property {Step[]} steps
 * @property {string[]} [care]
 * @property {string} [advice]
 * @property {Signal[]} signals
 * @property {string} [call] the emergency number of where they are, as it reads in a sentence
 * @property {Limits} limits
 * @property {Record<string, string>} words what to say after each verdict on pain
 * @property {Felt[]} felt
 * @property {{id:string, label:string}[]} skipReasons
 * @property {number|null} painBefore
 * @property {Record<string, string>} drawings addresses of the moving drawings, by slug
 * @property {string|null} pack
 * @property {Urls} urls
 */
/**
 * @typedef {object} Pace How this person wants the session timed.
 * @property {Timings} timings
 * @property {number} hold factor for the length of holds
 * @property {number} rest factor for rests between sets
 * @property {number} tempo factor for the length of a repetition
 * @property {boolean} wait every lead-in waits for a tap
 * @property {boolean} counted repetitions are counted aloud and go on by themselves
 */
/** @typedef {{step:number, set:number, nth:number, variant:number|null}} Swap from this bout of a step on, another version */
/** @typedef {"prepare"|"switch"|"transition"|"rest"|"work"|"manual"} Kind */
/**
 * @typedef {object} Segment One stretch of the time line; an untimed one ends by a tap, the others by time.
 * @property {Kind} kind
 * @property {number} step position in plan.steps
 * @property {number} set from 1
 * @property {Side|null} side
 * @property {number|null} variant position in the step's variants, null as planned
 * @property {number} nth which side of its set, from 0
 * @property {boolean} intro the first bout of an exercise
 * @property {number|null} durMs null when untimed
 * @property {number} paceMs how long an untimed segment usually takes; equals durMs otherwise
 * @property {number|null} repMs length of one counted repetition
 * @property {"calm"|"crisp"} profile
 * @property {Step["role"]} part of the session
 * @property {string} exercise slug of what is done in it
 */

const DEFAULT_REST_SECONDS = 15;

/** @param {Pick<Plan, "timings">} plan @returns {Pace} as planned */
export const plannedPace = ({ timings }) => ({ timings, hold: 1, rest: 1, tempo: 1, wait: false, counted: true });

/** @param {Step} step @param {Side} first @returns {(Side|null)[]} the sides of one set, in order */
function sidesOf(step, first) {
  if (step.sides === "each") return [first, first === "left" ? "right" : "left"];
  return [step.sides === "both" ? null : step.sides];
}

/** @param {Step} step @param {Pace} pace @param {{first:boolean, newExercise:boolean, newSide:boolean}} at @returns {{kind:Kind, ms:number}} */
function leadIn(step, { timings, rest }, at) {
  if (at.first) return { kind: "prepare", ms: timings.prepareMs };
  if (at.newExercise) return { kind: "transition", ms: timings.transitionMs };
  if (at.newSide) return { kind: "switch", ms: timings.switchMs };
  return { kind: "rest", ms: Math.max(timings.switchMs, (step.restSeconds ?? DEFAULT_REST_SECONDS) * 1000 * rest) };
}

/** @param {Step} step @param {Pace} pace @returns {{kind:Kind, durMs:number|null, paceMs:number, repMs:number|null}} */
function effort(step, pace) {
  if (step.kind === "hold") {
    const seconds = step.seconds ?? 30;
    const most = Math.max(seconds, step.secondsMax ?? seconds);
    const durMs = Math.round(Math.min(seconds * pace.hold, most)) * 1000;
    return { kind: "work", durMs, paceMs: durMs, repMs: null };
  }
  const repMs = Math.max(1, step.secondsPerRep * 1000 * pace.tempo);
  const paceMs = (step.reps ?? 1) * (step.alternating ? 2 : 1) * repMs;
  return { kind: "manual", durMs: pace.counted ? paceMs : null, paceMs, repMs: pace.counted ? repMs : null };
}

/** @typedef {{set:number, side:Side|null, nth:number, variant:number|null, step:Step}} Bout */

/**
 * Every bout of one step, with each swap taking the place of what was still to come.
 * @param {Step} planned @param {Side} first @param {Swap[]} swaps of this step, in the order they were made
 * @returns {Bout[]}
 */
function boutsOf(planned, first, swaps) {
  const all = (/** @type {Step} */ step, /** @type {number|null} */ variant, /** @type {number} */ from) => {
    /** @type {Bout[]} */
    const bouts = [];
    for (let set = from; set <= Math.max(from, Math.min(planned.sets, step.sets)); set++) {
      sidesOf(step, first).forEach((side, nth) => bouts.push({ set, side, nth, variant, step }));
    }
    return bouts;
  };
  let bouts = all(planned, null, 1);
  for (const { set, nth, variant } of swaps) {
    const step = (variant === null ? planned : planned.variants?.[variant]?.step) ?? planned;
    const kept = bouts.filter((bout) => bout.set < set || (bout.set === set && bout.nth < nth));
    const sideBySide = step.sides === "each" && kept.at(-1)?.step.sides !== "both";
    const fresh = all(step, variant, set).filter((bout) => bout.set > set || bout.nth >= (sideBySide ? nth : 0));
    bouts = [...kept, ...fresh];
  }
  return bouts;
}

/**
 * The time line: before every effort comes exactly one lead-in (prepare, transition, switch or rest).
 * @param {Pick<Plan, "steps"|"timings"|"sideFirst">} plan
 * @param {Pace} [pace] @param {Swap[]} [swaps]
 * @returns {Segment[]}
 */
export function compile(plan, pace = plannedPace(plan), swaps = []) {
  /** @type {Segment[]} */
  const segments = [];
  plan.steps.forEach((planned, position) => {
    /** @type {Bout|null} */
    let before = null;
    for (const bout of boutsOf(planned, plan.sideFirst, swaps.filter(({ step }) => step === position))) {
      const newExercise = before === null || before.variant !== bout.variant;
      const at = { first: segments.length === 0, newExercise, newSide: bout.nth > 0 };
      const { kind, ms } = leadIn(bout.step, pace, at);
      const place = {
        step: position, part: planned.role, exercise: bout.step.id, set: bout.set, side: bout.side, nth: bout.nth, variant: bout.variant, intro: newExercise,
        profile: /** @type {"calm"|"crisp"} */ (bout.step.profile ?? (bout.step.kind === "hold" ? "calm" : "crisp")),
      };
      segments.push({ ...place, kind, durMs: pace.wait ? null : ms, paceMs: ms, repMs: null });
      segments.push({ ...place, ...effort(bout.step, pace) });
      before = bout;
    }
  });
  return segments;
}

/** @param {Segment|undefined} segment */
export const isEffort = (segment) => segment?.kind === "work" || segment?.kind === "manual";

/** @param {Pick<Plan, "steps">} plan @param {Pick<Segment, "step"|"variant">} segment @returns {Step} the exercise done in it */
export function stepOf(plan, { step, variant }) {
  const planned = /** @type {Step} */ (plan.steps[step]);
  return (variant === null ? null : planned.variants?.[variant]?.step) ?? planned;
}

/** @typedef {"start"|"tip"|"half"|"ten"|"beep3"|"beep2"|"beep1"} CueId */

/** When the one short tip of an exercise is given, once its first bout runs. */
const TIP_MS = 5_000;

/**
 * When the cues of a segment fall, in ms from its start.
 * @param {Pick<Segment, "kind"|"durMs"> & Partial<Pick<Segment, "intro">>} segment
 * @returns {[CueId, number][]}
 */
export function cueTimes({ kind, durMs, intro = false }) {
  /** @type {[CueId, number][]} */
  const times = [["start", 0]];
  const effort = kind === "work" || kind === "manual";
  if (effort && intro && (durMs === null || durMs >= 3 * TIP_MS)) times.push(["tip", TIP_MS]);
  if (durMs === null) return times;
  if (effort && durMs >= 20_000) times.push(["half", durMs / 2]);
  if (kind === "work" && durMs >= 30_000) times.push(["ten", durMs - 10_000]);
  for (const n of [3, 2, 1]) {
    if (durMs >= (n + 1) * 1000) times.push([/** @type {CueId} */ (`beep${n}`), durMs - n * 1000]);
  }
  return times.sort(([, a], [, b]) => a - b);
}

/** @param {Segment} segment @param {number} elapsed ms @returns {number|null} repetitions still to count, null when not counted */
export function repsLeft({ durMs, repMs }, elapsed) {
  return durMs === null || repMs === null ? null : Math.max(0, Math.ceil((durMs - elapsed) / repMs - 1e-9));
}
