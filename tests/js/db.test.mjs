import assert from "node:assert/strict";
import test from "node:test";
import { openDb } from "../../static/js/db.js";
import { fakeIndexedDb } from "./fake_idb.mjs";

const row = (id, rev = 1) => ({ id, rev });
const onDisk = (factory, store) => [...factory.disk.get(store).rows.values()];

test("what one page stored the next page finds", async () => {
  const factory = fakeIndexedDb();
  await openDb(() => factory).put("attempts", row("a"));
  await openDb(() => factory).put("plans", { session: "s", state: "next" });
  const db = openDb(() => factory);
  assert.deepEqual(await db.get("attempts", "a"), row("a"));
  assert.deepEqual(await db.all("plans"), [{ session: "s", state: "next" }]);
  assert.deepEqual([await db.get("attempts", "b"), db.durable()], [null, true]);
});

test("a write is only answered once it is safe on disk", async () => {
  const factory = fakeIndexedDb();
  await openDb(() => factory).put("attempts", row("a"));
  assert.deepEqual([onDisk(factory, "attempts"), factory.durabilities], [[row("a")], ["strict"]]);
});

test("an update sees what is there and leaves, changes or removes it", async () => {
  const db = openDb(fakeIndexedDb);
  assert.deepEqual(await db.update("attempts", "a", (old) => (old === null ? row("a") : undefined)), row("a"));
  assert.deepEqual(await db.update("attempts", "a", () => undefined), row("a"));
  assert.deepEqual(await db.update("attempts", "a", (old) => row("a", old.rev + 1)), row("a", 2));
  assert.equal(await db.update("attempts", "a", () => null), null);
  assert.deepEqual(await db.all("attempts"), []);
});

test("updates of two pages do not overtake one another", async () => {
  const factory = fakeIndexedDb();
  const [one, two] = [openDb(() => factory), openDb(() => factory)];
  await Promise.all(Array.from({ length: 10 }, () => one.update("attempts", "a", (old) => row("a", (old?.rev ?? 0) + 1))));
  await two.update("attempts", "a", (old) => row("a", old.rev + 1));
  assert.equal((await one.get("attempts", "a")).rev, 11);
});

test("a change that throws changes nothing and says so", async () => {
  const db = openDb(fakeIndexedDb);
  await db.put("attempts", row("a"));
  await assert.rejects(db.update("attempts", "a", () => { throw new RangeError("no"); }), RangeError);
  assert.deepEqual([await db.get("attempts", "a"), db.durable()], [row("a"), true]);
});

const refusals = {
  "is missing": () => undefined,
  "may not be read": () => { throw new DOMException("no", "SecurityError"); },
  "refuses to open": () => Object.assign(fakeIndexedDb(), { open_error: "InvalidStateError" }),
};
for (const [how, factory] of Object.entries(refusals)) {
  test(`where IndexedDB ${how}, memory takes over and says that it is not durable`, async () => {
    const db = openDb(factory);
    await db.put("attempts", row("a"));
    await db.update("attempts", "a", (old) => row("a", old.rev + 1));
    assert.deepEqual([await db.get("attempts", "a"), await db.all("attempts")], [row("a", 2), [row("a", 2)]]);
    assert.equal(db.durable(), false);
    await db.remove("attempts", "a");
    assert.deepEqual([await db.get("attempts", "a"), await db.all("attempts")], [null, []]);
  });
}

test("a database that never answers is given up", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const db = openDb(() => Object.assign(fakeIndexedDb(), { silent: true }));
  const put = db.put("attempts", row("a"));
  t.mock.timers.tick(4_000);
  await put;
  assert.deepEqual([await db.get("attempts", "a"), db.durable()], [row("a"), false]);
});

test("a full disk keeps the old and memory the new, until there is room again", async () => {
  const factory = fakeIndexedDb();
  const db = openDb(() => factory);
  await db.put("attempts", row("a"));
  factory.full = true;
  await db.put("attempts", row("a", 2));
  await db.put("attempts", row("b"));
  assert.deepEqual([await db.all("attempts"), db.durable()], [[row("a", 2), row("b")], false]);
  assert.deepEqual(onDisk(factory, "attempts"), [row("a")]);
  factory.full = false;
  await db.update("attempts", "a", (old) => ({ ...old, sent: true }));
  await db.remove("attempts", "b");
  assert.deepEqual([onDisk(factory, "attempts"), db.durable()], [[{ ...row("a", 2), sent: true }], true]);
});

test("a lost connection is opened again", async () => {
  const factory = fakeIndexedDb();
  const db = openDb(() => factory);
  await db.put("attempts", row("a"));
  factory.lose = 1;
  await db.put("attempts", row("b"));
  assert.deepEqual([onDisk(factory, "attempts").length, factory.opened, db.durable()], [2, 2, true]);
});

test("a page steps aside for a newer version and comes back", async () => {
  const factory = fakeIndexedDb();
  const db = openDb(() => factory);
  await db.put("attempts", row("a"));
  factory.connections[0].onversionchange();
  assert.deepEqual([await db.get("attempts", "a"), factory.opened], [row("a"), 2]);
});

test("an empty database that others left is made anew", async () => {
  const factory = Object.assign(fakeIndexedDb(), { empty: true });
  const db = openDb(() => factory);
  await db.put("attempts", row("a"));
  assert.deepEqual([onDisk(factory, "attempts"), db.durable()], [[row("a")], true]);
});
