import assert from "node:assert/strict";
import test from "node:test";
import { claimable, dismiss, isAskedFor, outcome, take, whatAndWhen } from "../../static/js/claim.js";
import { openDb } from "../../static/js/db.js";
import { openOutbox } from "../../static/js/session/outbox.js";
import { openStore } from "../../static/js/session/store.js";

const ENDED = "2026-11-23T10:20:00.000+01:00";
const DURING = "2026-11-23T10:19:59+01:00";
const AFTER = "2026-11-23T09:30:00+00:00";
const NOW = Date.parse("2026-11-25T08:00:00Z");

const done = { outcome: "done" };
const guestRow = (id = "a1", doc = {}, rest = {}) => ({
  id, session: `s-${id}`, userKey: "guest", title: "Stretch", rev: 7, pack: "sealed", dead: null, queuedAt: 1,
  doc: { rev: 7, status: "finished", ended_at: ENDED, sets: [{ outcome: "skipped" }, done], ...doc }, ...rest,
});

/** A device without IndexedDB: memory keeps the same contract. */
function device(...rows) {
  const kept = new Map([["psoasfit.session.s-a1", "{}"]]);
  const db = openDb(() => { throw new Error("refused"); });
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key) };
  return { db, store: openStore(() => storage), kept, filled: Promise.all(rows.map((row) => db.put("attempts", row))) };
}

test("what a guest ended with something done can be claimed, oldest first", () => {
  const later = guestRow("a2", { status: "stopped", ended_at: "2026-11-24T08:00:00Z", sets: [{ outcome: "credited" }] });
  assert.deepEqual(claimable([later, guestRow()], "alice").map(({ id }) => id), ["a1", "a2"]);
});

test("nothing else can be claimed", () => {
  const others = [
    guestRow("own", {}, { userKey: "alice" }),
    guestRow("other", {}, { userKey: "bob" }),
    guestRow("open", { status: "open", ended_at: null }),
    guestRow("nothing", { sets: [{ outcome: "skipped" }, { outcome: "hurt" }] }),
    guestRow("unsealed", {}, { pack: null }),
    guestRow("turned-down", {}, { dismissed: ["bob", "alice"] }),
  ];
  assert.deepEqual(claimable(others, "alice"), []);
});

test("it is claimed unasked only if that was asked for and the account is younger than the session", () => {
  assert.equal(isAskedFor(guestRow("a1", {}, { claim: true }), AFTER), true);
  assert.equal(isAskedFor(guestRow("a1", {}, { claim: true }), DURING), false);
  assert.equal(isAskedFor(guestRow("a1", {}, { claim: true }), ""), false);
  assert.equal(isAskedFor(guestRow(), AFTER), false);
});

test("claiming changes whose it is and leaves nothing of the guest", async () => {
  const { db, store, kept, filled } = device(guestRow("a1", {}, { claim: true, dead: { status: 404, detail: "" } }));
  await filled;
  await db.put("plans", { session: "s-a1", userKey: "guest", plan: {} });
  assert.equal(await take({ db, store }, guestRow(), "alice"), true);
  assert.deepEqual(await db.get("attempts", "a1"), guestRow("a1", {}, { userKey: "alice", claim: false }));
  assert.equal(await db.get("plans", "s-a1"), null);
  assert.equal(kept.size, 0);
});

test("of two people at once only the first gets it", async () => {
  const { db, store, filled } = device(guestRow());
  await filled;
  const [alice, bob] = await Promise.all(["alice", "bob"].map((who) => take({ db, store }, guestRow(), who)));
  assert.deepEqual([alice, bob], [true, false]);
  assert.equal((await db.get("attempts", "a1")).userKey, "alice");
  assert.deepEqual(claimable(await db.all("attempts"), "bob"), []);
});

test("a row that is gone is not brought back", async () => {
  const { db, store } = device();
  assert.equal(await take({ db, store }, guestRow(), "alice"), false);
  await dismiss(db, guestRow(), "alice");
  assert.deepEqual(await db.all("attempts"), []);
});

test("turning it down hides it from this person only and keeps it for whoever did it", async () => {
  const { db, filled } = device(guestRow());
  await filled;
  await dismiss(db, guestRow(), "alice");
  const rows = await db.all("attempts");
  assert.deepEqual(claimable(rows, "alice"), []);
  assert.deepEqual(claimable(rows, "bob").map(({ id }) => id), ["a1"]);
  assert.equal(rows[0].userKey, "guest");
});

test("what was claimed goes out once, with its pack, and is gone from the device", async () => {
  const { db, store, filled } = device(guestRow());
  await filled;
  const sent = [];
  const answer = (body) => ({ ok: true, status: 200, redirected: false, headers: new Headers(), json: async () => body });
  async function fetch(url, options) {
    if (!options?.method) return answer({ token: "t" });
    sent.push([url, JSON.parse(options.body)]);
    return answer({ id: "a1", rev: 7 });
  }
  const clock = { now: () => 0, wall: () => NOW, later: () => () => {} };
  const outbox = openOutbox({ db, fetch, clock, random: () => 1, userKey: "alice", csrfUrl: "/csrf/" });
  await outbox.flush();
  assert.deepEqual(sent, []);
  await take({ db, store }, guestRow(), "alice");
  await outbox.flush();
  await outbox.flush();
  assert.deepEqual(sent.map(([url, { rev, session, pack }]) => [url, rev, session, pack]), [["/api/v1/attempts/a1/", 7, "s-a1", "sealed"]]);
  assert.deepEqual(await db.all("attempts"), []);
  assert.equal(outcome(outbox.rows()[0]), "It is in your history now.");
});

test("words say what it was and when", () => {
  const plan = { kind: "stretch", minutes: 10 };
  assert.equal(whatAndWhen(guestRow("a1", { ended_at: "2026-11-23T12:00:00Z" }), plan, NOW), "a stretch session of 10 minutes on Monday");
  assert.equal(whatAndWhen(guestRow("a1", { ended_at: "2026-11-12T12:00:00Z" }), plan, NOW), "a stretch session of 10 minutes on 12 November");
  assert.equal(whatAndWhen(guestRow("a1", { ended_at: new Date(NOW - 60_000).toISOString() }), undefined, NOW), "a session today");
});

test("words say what became of it", () => {
  assert.match(outcome(guestRow()), /as soon as the network is back/);
  assert.equal(outcome(guestRow("a1", {}, { dead: { status: 400, detail: "This session is too old to be added." } })),
    "It could not be added. This session is too old to be added.");
});
