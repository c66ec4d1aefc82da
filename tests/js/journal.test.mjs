import assert from "node:assert/strict";
import test from "node:test";
import { isoWithOffset } from "../../static/js/session/clock.js";
import { newId, openJournal } from "../../static/js/session/journal.js";
import { openStore } from "../../static/js/session/store.js";
import { drive, PLAN, SEGMENTS, SESSION, ticks } from "./plans.mjs";

const START = { type: "START", now: 0 };
const DAY_MS = 86_400_000;

function journalOn(store, { plan = PLAN, onPost = () => {}, wall = 1_000 } = {}) {
  let ids = 0;
  const posted = [];
  const journal = openJournal({
    store, plan, segments: SEGMENTS,
    clock: { wall: () => wall, stamp: () => "2026-01-05T09:00:00.000+01:00" },
    newId: () => `id-${++ids}`,
    post(letter) { onPost(letter); posted.push(letter); },
  });
  return { journal, posted };
}

const memory = () => openStore(() => { throw new DOMException("denied", "SecurityError"); });

test("a finished set becomes one letter, however often it is saved", () => {
  const { journal, posted } = journalOn(memory());
  const { state } = drive([START, ...ticks(0, 56_000)]);
  journal.save(state);
  journal.save(state);
  assert.deepEqual(posted, [{
    id: "id-1", kind: "set", session: SESSION, userKey: "alice", url: `/api/v1/sessions/${SESSION}/sets/id-1/`,
    body: { rev: 1, step: 0, set: 1, side: "left", outcome: "done", ms: 45_000, finished_at: "2026-01-05T09:00:00.000+01:00" },
  }]);
});

test("a set done again corrects its own letter and the new try gets its own id", () => {
  const { journal, posted } = journalOn(memory());
  let { state } = drive([START, ...ticks(0, 64_000)]);
  journal.save(state);
  ({ state } = drive([{ type: "BACK", now: 64_000 }, ...ticks(64_000, 109_200)], state));
  journal.save(state);
  assert.deepEqual(posted.map(({ id, body }) => [id, body.rev, body.outcome]), [
    ["id-1", 1, "done"], ["id-1", 2, "redone"], ["id-2", 1, "done"],
  ]);
});

test("ids are on the device before anything is sent", () => {
  const store = memory();
  const seen = [];
  const { journal } = journalOn(store, {
    onPost: ({ id }) => seen.push([id, store.get(`psoasfit.session.${SESSION}`).entries[0].id]),
  });
  journal.save(drive([START, ...ticks(0, 56_000)]).state);
  assert.deepEqual(seen, [["id-1", "id-1"]]);
});

test("after a crash before sending, the next page sends the same id", () => {
  const store = memory();
  const { state } = drive([START, ...ticks(0, 56_000)]);
  const crashing = journalOn(store, { onPost: () => { throw new Error("killed"); } });
  assert.throws(() => crashing.journal.save(state));
  const { journal, posted } = journalOn(store);
  journal.save(journal.load().state);
  assert.deepEqual(posted.map(({ id }) => id), ["id-1"]);
});

test("the end is one letter with the time that counts; an untouched session has none", () => {
  const { journal, posted } = journalOn(memory());
  const { state } = drive([START, ...ticks(0, 56_000), { type: "STOP", now: 56_100 }]);
  journal.save(state);
  journal.save(state);
  assert.deepEqual(posted.filter(({ kind }) => kind === "session").map(({ id, url, body }) => [id, url, body]), [[
    SESSION, `/api/v1/sessions/${SESSION}/`,
    { rev: 1, status: "stopped", active_ms: 45_000, finished_at: "2026-01-05T09:00:00.000+01:00" },
  ]]);
  const untouched = journalOn(memory());
  untouched.journal.save(drive([START, { type: "STOP", now: 2_000 }]).state);
  assert.deepEqual(untouched.posted, []);
});

test("a saved session comes back for the same person and plan only", () => {
  const store = memory();
  const { state } = drive([START, ...ticks(0, 20_000)]);
  journalOn(store).journal.save(state);
  const later = { wall: 1_000 + 2 * DAY_MS };
  assert.deepEqual(journalOn(store, later).journal.load(), { state, ageMs: 2 * DAY_MS });
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
