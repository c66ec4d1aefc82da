// @ts-check
/** The session as this device remembers it, and the one document of it that goes to the outbox. */
import { activeMs, isEnded } from "./engine.js";

/** @typedef {import("./engine.js").State} State */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {{highest_pain:number, pain_now:number, effort:number, feelings:string[], note:string, at:string}} CheckIn */
/**
 * @typedef {object} Attempt This device's run through the session, beside the engine's state.
 * @property {string} id
 * @property {number} rev of the document that was last handed over
 * @property {string} startedAt
 * @property {string|null} endedAt
 * @property {string[]} stamps when each log row was written, in the same order
 * @property {boolean[]} forGood whether each swap is meant for good
 * @property {CheckIn|null} checkIn
 * @property {number|null} painBefore 0 to 10, if it was said
 * @property {boolean} claim the guest asked to keep it in an account
 */
/** @typedef {{hash:string, userKey:string, savedAt:number, state:State, attempt:Attempt}} Saved */
/** @typedef {import("./outbox.js").Row} Row */

const PREFIX = "psoasfit.session.";

/** @param {Pick<Crypto, "getRandomValues"> & Partial<Pick<Crypto, "randomUUID">>} source @returns {string} UUID, version 4 */
export function newId(source) {
  if (source.randomUUID) return source.randomUUID(); // absent on plain http
  const bytes = source.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {Plan} plan @param {State} state @param {Attempt} attempt @param {number} ms of practice that count
 * @returns {Row["doc"]} everything the server keeps of this run
 */
export function documentOf(plan, state, attempt, ms) {
  const { status } = state;
  return {
    started_at: attempt.startedAt, ended_at: attempt.endedAt,
    status: status === "finished" || status === "stopped" ? status : "open",
    active_ms: ms, pain_before: attempt.painBefore,
    sets: state.log.map((row, position) => ({
      position, step: plan.steps[row.step]?.index ?? row.step, set: row.set, side: row.side,
      exercise: row.exercise, outcome: row.outcome, ms: row.ms, at: attempt.stamps[position],
      score: row.score ?? null, signals: row.signals ?? [], felt: row.felt ?? null, reason: row.reason ?? null,
    })),
    swaps: state.swaps.map(({ step, set, variant }, nth) => ({
      step: plan.steps[step]?.index ?? step, from_set: set,
      to: (variant === null ? plan.steps[step] : plan.steps[step]?.variants?.[variant]?.step)?.id,
      for_good: attempt.forGood[nth] ?? false,
    })),
    check_in: attempt.checkIn,
  };
}

/**
 * @param {object} ports
 * @param {import("./store.js").Store} ports.store
 * @param {Plan} ports.plan
 * @param {() => import("./plan.js").Segment[]} ports.segments
 * @param {import("./clock.js").Clock} ports.clock
 * @param {() => string} ports.newId
 * @param {(row:Row) => void} ports.post hands the document to the outbox, which keeps it
 */
export function openJournal({ store, plan, segments, clock, newId, post }) {
  const key = PREFIX + plan.session;
  /** @type {Attempt} */
  let attempt = fresh();

  /** @returns {Attempt} */
  function fresh() {
    const startedAt = clock.stamp();
    return { id: newId(), rev: 0, startedAt, endedAt: null, stamps: [], forGood: [], checkIn: null, painBefore: null, claim: false };
  }

  /** @param {State} state */
  function write(state) {
    while (attempt.stamps.length < state.log.length) attempt.stamps.push(clock.stamp());
    if (isEnded(state)) attempt.endedAt ??= clock.stamp();
    store.set(key, { hash: plan.hash, userKey: plan.userKey, savedAt: clock.wall(), state, attempt });
  }

  /** @param {State} state */
  function hand(state) {
    if (state.log.length === 0) return;
    const { id, claim } = attempt;
    const doc = documentOf(plan, state, attempt, activeMs(state, segments()));
    post({
      id, session: plan.session, userKey: plan.userKey, title: plan.title, rev: attempt.rev, doc,
      pack: plan.pack ?? null, dead: null, queuedAt: clock.wall(), ...(claim ? { claim } : {}),
    });
  }

  return {
    /** @returns {{state:State, ageMs:number}|null} the saved session of this person and exactly this plan */
    load() {
      /** @type {Saved|null} */
      const saved = store.get(key);
      if (!saved?.attempt || saved.hash !== plan.hash || saved.userKey !== plan.userKey) return null;
      attempt = saved.attempt;
      return { state: saved.state, ageMs: clock.wall() - saved.savedAt };
    },
    /** A new run begins now. @param {State} state @param {number|null} painBefore */
    begin(state, painBefore) {
      attempt = { ...fresh(), painBefore };
      write(state);
    },
    /** On this device only, every second. @param {State} state */
    save: write,
    /** On this device, then to the outbox as the next revision. The number is on disk first. @param {State} state */
    queue(state) {
      attempt.rev += 1;
      write(state);
      hand(state);
    },
    /** After a crash: the same revision once more, which changes nothing where it arrived. @param {State} state */
    repeat(state) {
      if (attempt.rev > 0) hand(state);
    },
    /** @param {State} state @param {CheckIn} checkIn */
    checkIn(state, checkIn) {
      attempt.checkIn = checkIn;
      this.queue(state);
    },
    /** The latest swap is meant for good. @param {State} state */
    keepSwap(state) {
      attempt.forGood[state.swaps.length - 1] = true;
    },
    /** A guest wants this run in their account. @param {State} state */
    claim(state) {
      attempt.claim = true;
      this.queue(state);
    },
    id: () => attempt.id,
    said: () => attempt.checkIn,
    painBefore: () => attempt.painBefore,
    clear() {
      store.remove(key);
    },
  };
}
