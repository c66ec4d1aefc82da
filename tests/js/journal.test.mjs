import assert from "node:assert/strict";
import test from "node:test";
import { isoWithOffset } from "../../static/js/session/clock.js";
import { newId, openJournal } from "../../static/js/session/journal.js";
import { openStore } from "../../static/js/session/store.js";
import { drive, makePlan, makeStep, PLAN, SEGMENTS, SESSION, ticks } from "./plans.mjs";

const START = { type: "START", now: 0 };
const DAY_MS = 86_400_000;

function journalOn(store, { plan = PLAN, onPost = () => {}, wall = 1_000 } = {}) {
  let ids = 0;
  let stamps = 0;
  const posted = [];
  const journal = openJournal({
    store, plan, segments: () => SEGMENTS,
    clock: { wall: () => wall, stamp: () => `stamp-${++stamps}` },
    newId: () => `id-${++ids}`,
    post(row) { onPost(row); posted.push(structuredClone(row)); },
  });
  return { journal, posted };
}

const memory = () => openStore(() => { throw new DOMException("denied", "SecurityError"); });

/** A journal with a begun session, and its state after these events. */
function begun(events, options) {
  const set = journalOn(memory(), options);
  set.journal.begin(drive([]).state, 2);
  const { state } = drive([START, ...events]);
  return { ...set, state };
}

test("the whole run is one document, and its revisions count up", () => {
  const { journal, posted, state } = begun(ticks(0, 56_000));
  journal.queue(state);
  journal.queue(drive([{ type: "HURT", now: 65_000 }, { type: "REPORT", now: 65_500, score: 4, signals: ["sharp"], stops: false }], drive(ticks(56_000, 64_900), state).state).state);
  assert.deepEqual(posted.map(({ id, session, userKey, pack, dead, rev }) => [id, session, userKey, pack, dead, rev]), [
    ["id-2", SESSION, "alice", null, null, 1], ["id-2", SESSION, "alice", null, null, 2],
  ]);
  assert.deepEqual(posted[0].doc, {
    started_at: "stamp-2", ended_at: null, status: "open", active_ms: 45_000, pain_before: 2,
    sets: [{
      position: 0, step: 0, set: 1, side: "left", exercise: "step-0", outcome: "done", ms: 45_000, at: "stamp-3",
      score: null, signals: [], felt: null, reason: null,
    }],
    swaps: [], check_in: null,
  });
  const [, second] = posted[1].doc.sets;
  assert.deepEqual([second.outcome, second.score, second.signals], ["hurt", 4, ["sharp"]]);
});

test("saving every second hands nothing over", () => {
  const { journal, posted, state } = begun(ticks(0, 56_000));
  journal.save(state);
  journal.save(state);
  assert.deepEqual(posted, []);
});

test("an untouched session is nobody's business", () => {
  const { journal, posted, state } = begun([{ type: "STOP", now: 2_000 }]);
  journal.queue(state);
  assert.deepEqual(posted, []);
});

test("the revision is on the device before anything is sent", () => {
  const store = memory();
  const seen = [];
  const { journal } = journalOn(store, { onPost: ({ rev }) => seen.push([rev, store.get(`psoasfit.session.${SESSION}`).attempt.rev]) });
  journal.begin(drive([]).state, null);
  journal.queue(drive([START, ...ticks(0, 56_000)]).state);
  assert.deepEqual(seen, [[1, 1]]);
});

test("after a crash before sending, the next page hands over the same document", () => {
  const store = memory();
  const { state } = drive([START, ...ticks(0, 56_000)]);
  const crashing = journalOn(store, { onPost: () => { throw new Error("killed"); } });
  crashing.journal.begin(drive([]).state, null);
  assert.throws(() => crashing.journal.queue(state));
  const { journal, posted } = journalOn(store);
  journal.repeat(journal.load().state);
  assert.deepEqual(posted.map(({ id, rev, doc }) => [id, rev, doc.sets.length]), [["id-2", 1, 1]]);
});

test("the end, a check-in and a claim are later revisions of the same document", () => {
  const { journal, posted, state } = begun([...ticks(0, 56_000), { type: "STOP", now: 56_100 }], { plan: { ...PLAN, userKey: "guest", pack: "sealed" } });
  journal.queue(state);
  const said = { highest_pain: 3, pain_now: 1, effort: 5, feelings: ["pull"], note: "", at: "stamp" };
  journal.checkIn(state, said);
  journal.claim(state);
  assert.deepEqual(posted.map(({ rev, doc, claim, pack }) => [rev, doc.status, doc.check_in, claim, pack]), [
    [1, "stopped", null, undefined, "sealed"], [2, "stopped", said, undefined, "sealed"], [3, "stopped", said, true, "sealed"],
  ]);
  assert.equal(posted[0].doc.ended_at, posted[2].doc.ended_at);
});

test("a swap is told with what takes over, and whether it is meant for good", () => {
  const plan = makePlan([{ sets: 2, variants: [{ relation: "instead", why: "", step: makeStep({ id: "other", name: "Other" }) }] }]);
  const { journal, posted } = journalOn(memory(), { plan });
  const state = { ...drive([START, ...ticks(0, 56_000)]).state, swaps: [{ step: 0, set: 2, nth: 0, variant: 0 }, { step: 0, set: 2, nth: 0, variant: null }] };
  journal.begin(state, null);
  journal.keepSwap({ ...state, swaps: state.swaps.slice(0, 1) });
  journal.queue(state);
  assert.deepEqual(posted[0].doc.swaps, [{ step: 0, from_set: 2, to: "other", for_good: true }, { step: 0, from_set: 2, to: "step-0", for_good: false }]);
});

test("a saved session comes back for the same person and plan only", () => {
  const store = memory();
  const { state } = drive([START, ...ticks(0, 20_000)]);
  const first = journalOn(store).journal;
  first.begin(state, 4);
  const later = { wall: 1_000 + 2 * DAY_MS };
  const { journal } = journalOn(store, later);
  assert.deepEqual(journal.load(), { state, ageMs: 2 * DAY_MS });
  assert.deepEqual([journal.id(), journal.painBefore()], ["id-2", 4]);
  assert.equal(journalOn(store, { plan: { ...PLAN, hash: "other" } }).journal.load(), null);
  assert.equal(journalOn(store, { plan: { ...PLAN, userKey: "bob" } }).journal.load(), null);
  journalOn(store).journal.clear();
  assert.equal(journalOn(store).journal.load(), null);
});

test("ids are version 4 UUIDs, with and without randomUUID", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const insecure = { getRandomValues: (bytes) => crypto.getRandomValues(bytes) };
  for (const source of [crypto, insecure]) {
    assert.match(newId(source), shape);
    assert.notEqual(newId(source), newId(source));
  }
});

test("stamps carry the offset of the person's own zone", () => {
  const date = new Date("2026-03-29T00:30:00Z");
  const zoned = (minutes) => isoWithOffset(Object.assign(new Date(date), { getTimezoneOffset: () => minutes }));
  assert.equal(zoned(-60), "2026-03-29T01:30:00.000+01:00");
  assert.equal(zoned(210), "2026-03-28T21:00:00.000-03:30");
  assert.equal(Date.parse(zoned(210)), date.getTime());
});

test("a store that is full holds the rest in memory and says so", () => {
  const disk = Object.create({
    getItem(key) { return this[key] ?? null; },
    setItem() { throw new DOMException("full", "QuotaExceededError"); },
    removeItem(key) { delete this[key]; },
  });
  const store = openStore(() => disk);
  assert.equal(store.durable(), true);
  store.set("psoasfit.a", { n: 1 });
  assert.deepEqual([store.get("psoasfit.a"), store.keys("psoasfit."), store.durable()], [{ n: 1 }, ["psoasfit.a"], false]);
  store.remove("psoasfit.a");
  assert.equal(store.get("psoasfit.a"), null);
});

test("a store that is not there at all works in memory; broken JSON reads as nothing", () => {
  const store = memory();
  store.set("k", [1]);
  assert.deepEqual([store.get("k"), store.durable()], [[1], false]);
  const odd = openStore(() => Object.create({ getItem: () => "{oops" }));
  assert.equal(odd.get("k"), null);
});
