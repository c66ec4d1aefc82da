// @ts-check
/** The session as a state machine: a pure reducer fed with events and a monotonic time in ms. */
import { cueTimes, isEffort, repsLeft } from "./plan.js";

/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {import("./plan.js").Side} Side */
/** @typedef {import("./plan.js").Swap} Swap */
/** @typedef {"ready"|"running"|"resuming"|"paused"|"finished"|"stopped"} Status */
/** @typedef {"user"|"interrupted"|"hurt"|"check"|"settle"|"restored"|"other_tab"} PauseReason hurt, check and settle wait for an answer */
/** @typedef {"done"|"skipped"|"stopped"|"hurt"|"credited"|"redone"} Outcome */
/**
 * @typedef {object} LogRow What happened to one set on one side; rows are appended and corrected, never removed.
 * @property {number} seg
 * @property {number} step
 * @property {number} set
 * @property {Side|null} side
 * @property {string} exercise slug of what was done, which a swap may have changed
 * @property {Outcome} outcome
 * @property {number} ms time spent in the set when the row was written
 * @property {number|null} [score] pain 0 to 10, if given
 * @property {string[]} [signals]
 * @property {string|null} [felt]
 * @property {string|null} [reason] why it was skipped, if said
 */
/**
 * @typedef {object} State
 * @property {Status} status
 * @property {number} seg position in the segments; equals their number once finished
 * @property {number} elapsed ms into the segment
 * @property {number} resumeLeft ms of the count-in before a hold goes on
 * @property {number|null} last time of the latest tick, null while nothing runs
 * @property {PauseReason|null} reason
 * @property {number} gap ms that nobody was coached through
 * @property {LogRow[]} log
 * @property {string[]} fired cues already given in this segment
 * @property {Swap[]} swaps
 * @property {string[]} stopped exercises that pain has ended; nothing leads back to them
 * @property {number|null} checkLeft ms of practice until "has it calmed down?"
 * @property {number|null} settleUntil wall time until which pain may settle
 */
/**
 * @typedef {{type:"START"|"TICK"|"RESUME"|"CREDIT"|"DONE"|"BACK"|"STOP"|"RESTORED"|"COOL_DOWN"|"RETIME", now:number}
 *   | {type:"PAUSE", now:number, why:"user"|"other_tab"|"check"}
 *   | {type:"SKIP", now:number, scope:"segment"|"step"}
 *   | {type:"HURT", now:number}
 *   | {type:"REPORT", now:number, score:number|null, signals:string[], stops:boolean}
 *   | {type:"SETTLE", now:number, until:number}
 *   | {type:"EASE", now:number, checkMs:number}
 *   | {type:"SWAP", now:number, variant:number|null, segments:Segment[]}
 *   | {type:"FELT", now:number, felt:string}
 *   | {type:"REASON", now:number, reason:string}} Event
 *   SWAP carries the time line as it is with `swapFor` this variant.
 */
/**
 * @typedef {{type:"schedule", from:number} | {type:"cancel"} | {type:"cue", id:import("./plan.js").CueId}
 *   | {type:"end"} | {type:"check"} | {type:"paused"} | {type:"resumed"} | {type:"save"} | {type:"finish"}} Effect
 *   Cue and end effects carry the segment they belong to.
 */
/** @typedef {Effect & {seg:number}} PlacedEffect */
/** @typedef {{s:State, effects:PlacedEffect[], segments:Segment[], now:number}} Turn */

/** Count-in before a paused hold goes on. */
export const RESUME_MS = 3000;
/** A longer silence between two ticks means the device slept. */
export const GAP_MS = 5000;
/** Going back later than this into a set restarts it; earlier goes to the one before. */
export const BACK_RESTART_MS = 3000;
/** At least this much of a segment is left when its length is changed while it runs. */
const RETIME_LEFT_MS = 3000;
/** A cue this late is dropped: a stale beep is worse than none. */
const LATE_MS = 750;

/** @returns {State} */
export const initial = () => ({
  status: "ready", seg: 0, elapsed: 0, resumeLeft: 0, last: null, reason: null, gap: 0, log: [], fired: [],
  swaps: [], stopped: [], checkLeft: null, settleUntil: null,
});

/** @param {State} state */
export const isLive = ({ status }) => status === "running" || status === "resuming";
/** @param {State} state */
export const isEnded = ({ status }) => status === "finished" || status === "stopped";

/**
 * Whole seconds to show: 30 000 ms left is 30, 1 ms left is 1, never a lingering 0.
 * @param {State} state @param {Segment[]} segments @returns {number|null} null for an untimed segment
 */
export function shownSeconds(state, segments) {
  if (state.status === "resuming") return Math.ceil(state.resumeLeft / 1000);
  const durMs = segments[state.seg]?.durMs ?? null;
  return durMs === null ? null : Math.max(0, Math.ceil((durMs - state.elapsed) / 1000));
}

/**
 * The large number: seconds, or repetitions where they are counted.
 * @param {State} state @param {Segment[]} segments @returns {number|null} null for an untimed segment
 */
export function shownCount(state, segments) {
  const segment = segments[state.seg];
  if (state.status === "resuming" || !segment) return shownSeconds(state, segments);
  return repsLeft(segment, state.elapsed) ?? shownSeconds(state, segments);
}

/**
 * Time in sets that count: a set done again counts once.
 * @param {State} state @param {Segment[]} segments @returns {number} ms
 */
export function activeMs(state, segments) {
  const counted = state.log.filter((row) => row.outcome !== "hurt" && row.outcome !== "redone");
  const current = !isEnded(state) && isEffort(segments[state.seg]) ? state.elapsed : 0;
  return Math.round(counted.reduce((sum, row) => sum + row.ms, current));
}

/**
 * The swap that puts another version in place of what is left of the current exercise.
 * @param {State} state @param {Segment[]} segments @param {number|null} variant @returns {Swap}
 */
export function swapFor(state, segments, variant) {
  const { step, set, nth } = /** @type {Segment} */ (segments[state.seg]);
  return { step, set, nth, variant };
}

/**
 * @param {State} state @param {Event} event @param {Segment[]} segments
 * @returns {{state:State, effects:PlacedEffect[]}} a new state; the given one is left alone
 */
export function reduce(state, event, segments) {
  const { log, fired, swaps, stopped } = state;
  const s = { ...state, log: [...log], fired: [...fired], swaps: [...swaps], stopped: [...stopped] };
  /** @type {Turn} */
  const turn = { s, effects: [], segments, now: event.now };
  switch (event.type) {
    case "START": start(turn); break;
    case "TICK": if (isLive(s)) advance(turn); break;
    case "PAUSE": if (isLive(s)) { advance(turn); if (isLive(s)) pause(turn, event.why); } break;
    case "RESUME": if (s.status === "paused") resume(turn); break;
    case "CREDIT": if (s.status === "paused" && s.reason === "interrupted") credit(turn); break;
    case "DONE": if (s.status === "running") done(turn); break;
    case "SKIP": if (isOpen(s)) skip(turn, event.scope); break;
    case "BACK": if (isOpen(s)) back(turn); break;
    case "HURT": if (isOpen(s)) hurt(turn); break;
    case "REPORT": if (isOpen(s)) report(turn, event); break;
    case "EASE": if (s.status === "paused") s.checkLeft = event.checkMs; break;
    case "SETTLE": if (s.status === "paused") settle(turn, event.until); break;
    case "COOL_DOWN": if (s.status === "paused") coolDown(turn); break;
    case "SWAP": if (isOpen(s)) swap(turn, event.variant, event.segments); break;
    case "FELT": annotate(turn, ["done", "credited"], { felt: event.felt }); break;
    case "REASON": annotate(turn, ["skipped"], { reason: event.reason }); break;
    case "RETIME": if (isOpen(s)) retime(turn); break;
    case "STOP": if (!isEnded(s)) stop(turn); break;
    case "RESTORED": restored(turn); break;
  }
  return { state: s, effects: turn.effects };
}

/** @param {State} s */
const isOpen = (s) => isLive(s) || s.status === "paused";
/** @param {Turn} turn */
const current = ({ s, segments }) => /** @type {Segment} */ (segments[s.seg]);
/** @param {Turn} turn @param {Effect} effect */
const emit = (turn, effect) => turn.effects.push({ ...effect, seg: turn.s.seg });

/** @param {Turn} turn @param {Outcome} outcome */
function record(turn, outcome) {
  const { step, set, side, exercise } = current(turn);
  turn.s.log.push({ seg: turn.s.seg, step, set, side, exercise, outcome, ms: Math.round(turn.s.elapsed) });
}

/** @param {Turn} turn @param {Outcome} outcome */
function recordEffort(turn, outcome) {
  if (isEffort(current(turn))) record(turn, outcome);
}

/** Gives every cue that is due and was not given yet. @param {Turn} turn */
function fire(turn) {
  const { s } = turn;
  for (const [id, at] of cueTimes(current(turn))) {
    if (s.elapsed < at || s.fired.includes(id)) continue;
    s.fired.push(id);
    if (id === "start" || s.elapsed - at <= LATE_MS) emit(turn, { type: "cue", id });
  }
}

/** @param {Turn} turn @param {number} seg */
function enter(turn, seg) {
  const { s } = turn;
  emit(turn, { type: "cancel" });
  if (turn.segments[seg]?.step !== turn.segments[s.seg]?.step) s.checkLeft = null;
  Object.assign(s, { seg: Math.min(seg, turn.segments.length), elapsed: 0, resumeLeft: 0, fired: [] });
  if (seg >= turn.segments.length) {
    Object.assign(s, { status: "finished", last: null, reason: null });
    emit(turn, { type: "finish" });
  } else if (s.status === "running") {
    fire(turn);
  }
  emit(turn, { type: "save" });
}

/** Enters a segment by the person's own choice: a count-in is cut short, a pause is kept. @param {Turn} turn @param {number} seg */
function jump(turn, seg) {
  const { s } = turn;
  if (s.status === "resuming") s.status = "running";
  if (s.status === "paused") s.reason = "user";
  enter(turn, seg);
  if (s.status === "running") {
    s.last = turn.now;
    emit(turn, { type: "schedule", from: 0 });
  }
}

/** Moves on by `ms` across as many segments as it covers, carrying the remainder. @param {Turn} turn @param {number} ms */
function run(turn, ms) {
  const { s } = turn;
  const from = s.seg;
  while (ms > 0 && s.status === "running") {
    const { durMs } = current(turn);
    const used = durMs === null ? ms : Math.max(0, Math.min(ms, durMs - s.elapsed));
    s.elapsed += used;
    ms -= used;
    fire(turn);
    countDownToCheck(turn, used);
    if (durMs !== null && s.elapsed >= durMs) complete(turn, "done");
  }
  if (s.seg !== from && s.status === "running") emit(turn, { type: "schedule", from: s.elapsed });
}

/** After easing off, time in the exercise runs towards one question. @param {Turn} turn @param {number} used ms */
function countDownToCheck(turn, used) {
  const { s } = turn;
  if (s.checkLeft === null || !isEffort(current(turn))) return;
  s.checkLeft -= used;
  if (s.checkLeft > 0) return;
  s.checkLeft = null;
  emit(turn, { type: "check" });
}

/** @param {Turn} turn @param {Outcome} outcome */
function complete(turn, outcome) {
  emit(turn, { type: "end" });
  recordEffort(turn, outcome);
  enter(turn, turn.s.seg + 1);
}

/** Lets the time since the last tick pass. @param {Turn} turn */
function advance(turn) {
  const { s, now } = turn;
  const passed = now - (s.last ?? now);
  s.last = now;
  if (passed <= 0) return;
  if (passed > GAP_MS) {
    s.gap = passed;
    pause(turn, "interrupted");
  } else if (s.status === "resuming") {
    countIn(turn, passed);
  } else {
    run(turn, passed);
  }
}

/** @param {Turn} turn @param {number} passed */
function countIn(turn, passed) {
  const { s } = turn;
  s.resumeLeft -= passed;
  if (s.resumeLeft > 0) return;
  const over = -s.resumeLeft;
  Object.assign(s, { status: "running", reason: null, resumeLeft: 0 });
  emit(turn, { type: "schedule", from: s.elapsed });
  run(turn, over);
}

/** @param {Turn} turn */
function start(turn) {
  if (turn.s.status !== "ready") return;
  turn.s.status = "running";
  jump(turn, 0);
}

/** @param {Turn} turn @param {PauseReason} reason */
function pause(turn, reason) {
  Object.assign(turn.s, { status: "paused", reason, last: null, resumeLeft: 0 });
  emit(turn, { type: "cancel" });
  emit(turn, { type: "paused" });
  emit(turn, { type: "save" });
}

/** @param {Turn} turn */
function resume(turn) {
  const { s } = turn;
  Object.assign(s, { last: turn.now, gap: 0, settleUntil: null });
  if (isEffort(current(turn)) && current(turn).durMs !== null && s.elapsed > 0) {
    Object.assign(s, { status: "resuming", resumeLeft: RESUME_MS });
  } else {
    Object.assign(s, { status: "running", reason: null });
    emit(turn, { type: "schedule", from: s.elapsed });
  }
  if (s.fired.includes("start")) emit(turn, { type: "resumed" });
  else fire(turn);
  emit(turn, { type: "save" });
}

/** "I kept going": at most the rest of this segment; a full one is closed and the next one waits. @param {Turn} turn */
function credit(turn) {
  const { s } = turn;
  const { durMs, paceMs } = current(turn);
  s.elapsed += Math.min(s.gap, Math.max(0, paceMs - s.elapsed));
  Object.assign(s, { gap: 0, reason: "user" });
  if (durMs !== null && s.elapsed >= durMs) {
    recordEffort(turn, "credited");
    enter(turn, s.seg + 1);
  } else {
    emit(turn, { type: "save" });
  }
}

/** @param {Turn} turn */
function done(turn) {
  const { durMs, kind } = current(turn);
  if (durMs !== null && kind !== "manual") return;
  const seen = turn.s.seg;
  advance(turn);
  if (turn.s.status !== "running" || turn.s.seg !== seen) return;
  complete(turn, "done");
  if (turn.s.status === "running") emit(turn, { type: "schedule", from: 0 });
}

/** @param {Turn} turn @param {"segment"|"step"} scope */
function skip(turn, scope) {
  const { s, segments } = turn;
  const seen = s.seg;
  if (isLive(s)) advance(turn);
  if (s.seg !== seen) return; // the segment ended by itself just before the press
  const { step } = current(turn);
  recordEffort(turn, "skipped");
  let next = s.seg + 1;
  if (scope === "step") while (segments[next]?.step === step) next++;
  jump(turn, next);
}

/** @param {Turn} turn @returns {number} where "back" leads: this set again, or the one before that is still open to them */
function backTarget({ s, segments }) {
  if (isEffort(segments[s.seg]) && s.elapsed > BACK_RESTART_MS) return s.seg;
  const open = (/** @type {Segment|undefined} */ segment) => isEffort(segment) && !s.stopped.includes(segment?.exercise ?? "");
  for (let target = s.seg - 1; target > 0; target--) if (open(segments[target])) return target;
  return s.stopped.length === 0 ? 0 : s.seg;
}

/** @param {Turn} turn */
function back(turn) {
  const { s } = turn;
  if (isLive(s)) advance(turn);
  if (isEnded(s)) return;
  const target = backTarget(turn);
  s.log = s.log.map((row) => (row.seg >= target ? again(row) : row));
  jump(turn, target);
}

/** @param {LogRow} row @returns {LogRow} the row once its set is done again; pain stays on record */
function again(row) {
  if (row.outcome === "hurt" || row.outcome === "redone") return row;
  return { ...row, outcome: "redone" };
}

/** @param {Turn} turn */
function hurt(turn) {
  if (isLive(turn.s)) advance(turn);
  if (isEnded(turn.s)) return;
  record(turn, "hurt");
  pause(turn, "hurt");
}

/**
 * What the person says about the pain that made them press "This hurts", and whether it ends the exercise.
 * @param {Turn} turn @param {Extract<Event, {type:"REPORT"}>} event
 */
function report(turn, { score, signals, stops }) {
  const { s } = turn;
  const { exercise } = current(turn);
  if (stops && !s.stopped.includes(exercise)) s.stopped.push(exercise);
  annotate(turn, ["hurt"], { score, signals });
}

/** @param {Turn} turn @param {number} until */
function settle(turn, until) {
  Object.assign(turn.s, { reason: "settle", settleUntil: until });
  emit(turn, { type: "save" });
}

/** Adds to the latest of these rows of the session. @param {Turn} turn @param {Outcome[]} outcomes @param {Partial<LogRow>} said */
function annotate(turn, outcomes, said) {
  const { log } = turn.s;
  const at = log.findLastIndex(({ outcome }) => outcomes.includes(outcome));
  const row = log[at];
  if (!row) return;
  log[at] = { ...row, ...said };
  emit(turn, { type: "save" });
}

/** Leaves out what comes before the cool-down; without one the session ends. @param {Turn} turn */
function coolDown(turn) {
  const { s, segments } = turn;
  const target = segments.findIndex((segment, at) => at >= s.seg && segment.part === "cool-down");
  if (target === s.seg) return;
  if (target < 0) return stop(turn);
  recordEffort(turn, "skipped");
  jump(turn, target);
}

/** Another version takes over from this bout on. @param {Turn} turn @param {number|null} variant @param {Segment[]} segments */
function swap(turn, variant, segments) {
  const { s } = turn;
  const seen = s.seg;
  if (isLive(s)) advance(turn);
  if (s.seg !== seen) return; // the bout ended by itself just before the press
  const leadIn = isEffort(current(turn)) ? s.seg - 1 : s.seg;
  if (s.elapsed > 0) recordEffort(turn, "skipped");
  s.swaps.push(swapFor(s, turn.segments, variant));
  s.checkLeft = null;
  turn.segments = segments;
  jump(turn, leadIn);
}

/** The timings changed: what is left of the segment is never cut to nothing at once. @param {Turn} turn */
function retime(turn) {
  const { s } = turn;
  const { durMs } = current(turn);
  if (durMs !== null) s.elapsed = Math.min(s.elapsed, Math.max(0, durMs - RETIME_LEFT_MS));
  if (s.status === "running") emit(turn, { type: "schedule", from: s.elapsed });
  emit(turn, { type: "save" });
}

/** @param {Turn} turn */
function stop(turn) {
  const { s } = turn;
  if (isLive(s)) advance(turn);
  if (isEnded(s)) return;
  if (s.status !== "ready") recordEffort(turn, "stopped");
  Object.assign(s, { status: "stopped", last: null, reason: null });
  emit(turn, { type: "cancel" });
  emit(turn, { type: "finish" });
  emit(turn, { type: "save" });
}

/** After a reload: paused at the same millisecond, because sound needs a new gesture. @param {Turn} turn */
function restored(turn) {
  const { s } = turn;
  if (isLive(s)) Object.assign(s, { status: "paused", reason: "restored", resumeLeft: 0 });
  s.last = null;
}
