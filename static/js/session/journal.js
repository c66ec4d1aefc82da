// @ts-check
/** The session as this device remembers it, and what of it still has to be handed to the outbox. */
import { isEnded, activeMs } from "./engine.js";

/** @typedef {import("./engine.js").State} State */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./outbox.js").Letter} Letter */
/** @typedef {{id:string, finishedAt:string, queuedRev:number}} Entry one per log row, in the same order */
/** @typedef {{hash:string, userKey:string, savedAt:number, state:State, entries:Entry[], end:Entry|null}} Saved */

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
 * @param {object} ports
 * @param {import("./store.js").Store} ports.store
 * @param {Plan} ports.plan
 * @param {import("./plan.js").Segment[]} ports.segments
 * @param {import("./clock.js").Clock} ports.clock
 * @param {() => string} ports.newId
 * @param {(letter:Letter) => void} ports.post hands a letter to the outbox, which keeps it
 */
export function openJournal({ store, plan, segments, clock, newId, post }) {
  const key = `psoasfit.session.${plan.session}`;
  /** @type {Entry[]} */
  let entries = [];
  /** @type {Entry|null} */
  let end = null;

  const entry = () => ({ id: newId(), finishedAt: clock.stamp(), queuedRev: 0 });

  /** @param {State} state */
  function write(state) {
    store.set(key, { hash: plan.hash, userKey: plan.userKey, savedAt: clock.wall(), state, entries, end });
  }

  /** @param {State} state */
  function postChanged(state) {
    state.log.forEach((row, position) => {
      const kept = /** @type {Entry} */ (entries[position]);
      if (row.rev <= kept.queuedRev) return;
      post(setLetter(plan, row, kept));
      kept.queuedRev = row.rev;
    });
    if (end && !end.queuedRev) {
      post(endLetter(plan, state, end.finishedAt, activeMs(state, segments)));
      end.queuedRev = 1;
    }
  }

  return {
    /** @returns {{state:State, ageMs:number}|null} the saved session of this person and exactly this plan */
    load() {
      /** @type {Saved|null} */
      const saved = store.get(key);
      if (!saved || saved.hash !== plan.hash || saved.userKey !== plan.userKey) return null;
      ({ entries, end } = saved);
      return { state: saved.state, ageMs: clock.wall() - saved.savedAt };
    },
    /**
     * Ids are on disk before anything is sent, so a crash in between repeats a letter and never doubles a set.
     * @param {State} state
     */
    save(state) {
      while (entries.length < state.log.length) entries.push(entry());
      if (isEnded(state) && state.log.length > 0) end ??= entry();
      write(state);
      postChanged(state);
    },
    clear() {
      store.remove(key);
    },
  };
}

/** @param {Plan} plan @param {import("./engine.js").LogRow} row @param {Entry} kept @returns {Letter} */
function setLetter(plan, row, kept) {
  const step = plan.steps[row.step]?.index ?? row.step;
  const { rev, set, side, outcome, ms } = row;
  return {
    id: kept.id, kind: "set", session: plan.session, userKey: plan.userKey, url: `${plan.urls.set}${kept.id}/`,
    body: { rev, step, set, side, outcome, ms, finished_at: kept.finishedAt },
  };
}

/** @param {Plan} plan @param {State} state @param {string} finishedAt @param {number} ms @returns {Letter} */
function endLetter(plan, state, finishedAt, ms) {
  return {
    id: plan.session, kind: "session", session: plan.session, userKey: plan.userKey, url: plan.urls.session,
    body: { rev: 1, status: state.status, active_ms: ms, finished_at: finishedAt },
  };
}
