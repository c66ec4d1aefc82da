import assert from "node:assert/strict";
import test from "node:test";
import { openDb } from "../../static/js/db.js";
import { backoffMs, openOutbox, retryAfterMs, wordsOf } from "../../static/js/session/outbox.js";
import { fakeIndexedDb } from "./fake_idb.mjs";

const CSRF = "/api/v1/csrf/";
const WALL = Date.UTC(2026, 0, 5, 8);
const DAY = 86_400_000;

/** A clock that only moves when told to, firing timers on its way; the wall clock may jump. */
function fakeClock() {
  let now = 1000;
  let timers = [];
  const clock = {
    wallNow: WALL,
    now: () => now,
    wall: () => clock.wallNow,
    later(ms, action) {
      const timer = { at: now + ms, action };
      timers.push(timer);
      return () => { timers = timers.filter((other) => other !== timer); };
    },
    waits: () => timers.map(({ at }) => at - now),
    async pass(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        now = next.at;
        timers = timers.filter((timer) => timer !== next);
        next.action();
        await settled();
      }
      now = end;
    },
  };
  return clock;
}

/** Lets everything that can settle do so, the database too. */
async function settled() {
  for (let n = 0; n < 60; n++) await new Promise((resolve) => setImmediate(resolve));
}

const json = (status, body = {}, headers = {}) =>
  ({ status, ok: status >= 200 && status < 300, redirected: false, headers: new Headers(headers), json: async () => body });

/** A server that stores attempts like ours: highest rev wins, replays get what is stored. */
function fakeServer({ person = "alice" } = {}) {
  const server = {
    person, attempts: new Map(), puts: [], tokens: 0, together: 0, most: 0,
    /** Next answers to PUT: a response, an error to throw, a function, or null to behave. */
    script: [],
    csrf: null,
    async fetch(url, options = {}) {
      if (url === CSRF) {
        server.tokens++;
        const answer = server.csrf?.() ?? json(200, { token: `token-${server.tokens}`, user: server.person });
        if (answer instanceof Error) throw answer;
        return answer;
      }
      const id = url.split("/").at(-2);
      const body = JSON.parse(options.body);
      server.puts.push({ url, id, body, options, token: options.headers["X-CSRFToken"] });
      server.most = Math.max(server.most, ++server.together);
      await new Promise((resolve) => setImmediate(resolve));
      server.together--;
      const answer = server.script.shift();
      if (answer instanceof Error) throw answer;
      if (answer) return typeof answer === "function" ? answer(id, body) : answer;
      return server.store(id, body);
    },
    store(id, body) {
      const known = server.attempts.get(id);
      if (!known || body.rev > known.rev) server.attempts.set(id, body);
      return json(known ? 200 : 201, { id, rev: server.attempts.get(id).rev, session: body.session, care: null });
    },
  };
  return server;
}

/** Web Locks of one browser: one holder at a time, others wait in line or give up when told to. */
function fakeLocks() {
  let line = Promise.resolve();
  const locks = {
    stuck: false, stolen: 0,
    request(name, { signal, steal }, action) {
      assert.equal(name, "psoasfit.outbox");
      if (steal) {
        locks.stolen++;
        return Promise.resolve().then(action);
      }
      const turn = line.then(() => (locks.stuck ? new Promise(() => {}) : action()));
      line = turn.catch(() => {});
      const givenUp = new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return Promise.race([turn, givenUp]);
    },
  };
  return locks;
}

/** BroadcastChannel of one browser: what one tab says the others hear. */
function fakeAir() {
  const tabs = [];
  const air = {
    said: [],
    join() {
      const tab = { ears: [], addEventListener: (_, ear) => tab.ears.push(ear), postMessage(data) {
        air.said.push(data);
        for (const other of tabs) if (other !== tab) for (const ear of other.ears) ear({ data });
      } };
      tabs.push(tab);
      return tab;
    },
  };
  return air;
}

function outboxFor({ server, disk = fakeIndexedDb(), clock = fakeClock(), userKey = "alice", ...rest }) {
  const phases = [];
  const db = openDb(() => disk);
  const outbox = openOutbox({
    db, fetch: server.fetch, clock, random: () => 1, userKey, csrfUrl: CSRF,
    onChange: ({ phase }) => phases.at(-1) === phase || phases.push(phase), ...rest,
  });
  const kept = () => [...(disk.disk.get("attempts")?.rows.values() ?? [])];
  return { outbox, db, disk, clock, phases, kept };
}

const attempt = (id, rev = 1, rest = {}) => ({
  id, session: "s1", userKey: "alice", title: "Hips", rev, pack: null, dead: null, queuedAt: WALL,
  doc: { status: "open", sets: [], started_at: "2026-01-05T08:00:00+00:00" }, ...rest,
});

// --- One row, once ---------------------------------------------------------------------------------------

test("an attempt is sent once, with a token, and forgotten only after its echo", async () => {
  const server = fakeServer();
  const { outbox, phases, kept } = outboxFor({ server });
  await outbox.put(attempt("a", 1, { pack: "sealed" }));
  assert.equal(kept().length, 1);
  await settled();
  const [{ url, body, token, options }] = server.puts;
  assert.deepEqual([url, token, options.method, options.keepalive], ["/api/v1/attempts/a/", "token-1", "PUT", true]);
  assert.deepEqual(body, { ...attempt("a").doc, rev: 1, session: "s1", pack: "sealed" });
  assert.deepEqual([server.puts.length, kept().length], [1, 0]);
  assert.deepEqual(phases, ["saving", "device", "saving", "saved"]);
  assert.deepEqual(outbox.echoOf("a"), { id: "a", rev: 1, session: "s1", care: null });
  assert.equal(outbox.echoOf("b"), null);
});

test("put resolves once the row is on disk, without a network", async () => {
  const server = fakeServer();
  server.csrf = () => new TypeError("offline");
  const { outbox, kept } = outboxFor({ server });
  await outbox.put(attempt("a"));
  assert.deepEqual(kept(), [attempt("a")]);
  assert.equal(outbox.durable(), true);
});

test("nothing is called saved before the device has said what it keeps", async () => {
  const server = fakeServer();
  server.csrf = () => new TypeError("offline");
  const first = outboxFor({ server });
  await first.outbox.put(attempt("a"));
  const { outbox } = outboxFor({ server, disk: first.disk });
  assert.equal(outbox.standing().phase, "saving");
  await outbox.ready;
  assert.deepEqual([outbox.standing().phase, outbox.standing().waiting], ["device", 1]);
});

test("the token is fetched once for many rows", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  await Promise.all([outbox.put(attempt("a")), outbox.put(attempt("b"))]);
  await settled();
  assert.deepEqual([server.tokens, server.attempts.size], [1, 2]);
});

test("many calls to flush at once send a row once", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await Promise.all([outbox.flush(), outbox.flush(), outbox.kick(), outbox.flush()]);
  await settled();
  assert.equal(server.puts.length, 1);
});

test("a newer rev replaces a waiting one and waits since then; an older one changes nothing", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, clock, kept } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await outbox.put(attempt("a", 3, { queuedAt: WALL + 9 }));
  await outbox.put(attempt("a", 2));
  await settled();
  assert.deepEqual(kept().map(({ rev, queuedAt }) => [rev, queuedAt]), [[3, WALL]]);
  await clock.pass(10_000);
  assert.deepEqual([server.attempts.get("a").rev, server.puts.length], [3, 2]);
});

test("a rev made while the older one is on its way is not dropped with it", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  server.script = [async (id, body) => {
    await outbox.put(attempt("a", 2));
    return server.store(id, body);
  }];
  await outbox.put(attempt("a"));
  await settled();
  await settled();
  assert.deepEqual([server.attempts.get("a").rev, outbox.standing().phase], [2, "saved"]);
});

test("an answer that says less than was sent removes nothing, one that says more does", async () => {
  const server = fakeServer();
  server.script = [json(200, { id: "a", rev: 1 }), json(200, { id: "a", rev: 7 })];
  const { outbox, clock, kept } = outboxFor({ server });
  await outbox.put(attempt("a", 2));
  await settled();
  assert.deepEqual([kept().length, clock.waits()], [1, [5_000]]);
  await clock.pass(5_000);
  assert.deepEqual([kept().length, outbox.echoOf("a")?.rev], [0, 7]);
});

test("an answer that is not the echo keeps the row", async () => {
  const strange = [
    json(200, { id: "other", rev: 1 }), json(200, { id: "a", rev: 0 }), json(200, null),
    { ...json(200), json: async () => { throw new SyntaxError("<!doctype html>"); } },
  ];
  for (const answer of strange) {
    const server = fakeServer();
    server.script = [answer];
    const { outbox, clock } = outboxFor({ server });
    await outbox.put(attempt("a"));
    await settled();
    assert.deepEqual([outbox.standing().waiting, clock.waits()], [1, [5_000]]);
    await clock.pass(5_000);
    assert.equal(outbox.standing().waiting, 0);
  }
});

test("a lost answer is repeated and the server still has one attempt", async () => {
  const server = fakeServer();
  server.script = [(id, body) => { server.store(id, body); throw new TypeError("connection reset"); }];
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await clock.pass(5_000);
  assert.deepEqual([server.puts.length, server.attempts.size, outbox.standing().phase], [2, 1, "saved"]);
});

test("what is too long for a request that outlives its page goes as an ordinary one", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a", 1, { pack: "x".repeat(60_000) }));
  await settled();
  assert.equal(server.puts[0].options.keepalive, false);
});

// --- Trying again ----------------------------------------------------------------------------------------

test("a lost network is retried after 5, 10, 20 seconds and so on, and nothing is lost", async () => {
  const server = fakeServer();
  server.script = Array.from({ length: 3 }, () => new TypeError("offline"));
  const { outbox, clock, kept } = outboxFor({ server });
  const waits = [];
  await outbox.put(attempt("a"));
  for (let n = 0; n < 3; n++) {
    await settled();
    waits.push(clock.waits()[0]);
    assert.equal(outbox.standing().phase, "device");
    await clock.pass(waits.at(-1));
  }
  assert.deepEqual(waits, [5_000, 10_000, 20_000]);
  assert.deepEqual([server.attempts.size, kept().length, clock.waits().length], [1, 0, 0]);
});

test("without a network only one row tries, the others wait with it", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await outbox.put(attempt("b"));
  await settled();
  assert.equal(server.puts.length, 1);
  await clock.pass(5_000);
  assert.equal(server.attempts.size, 2);
});

test("after a success the waiting times start anew", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline"), null, new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await clock.pass(5_000);
  await outbox.put(attempt("b"));
  await settled();
  assert.deepEqual(clock.waits(), [5_000]);
});

test("backoff doubles to a quarter of an hour and keeps at least half of it", () => {
  assert.deepEqual([1, 2, 3, 20].map((tries) => backoffMs(tries, 1)), [5_000, 10_000, 20_000, 900_000]);
  assert.deepEqual([1, 20].map((tries) => backoffMs(tries, 0)), [2_500, 450_000]);
});

test("Retry-After is read as seconds or as a date, and never overflows a timer", () => {
  assert.equal(retryAfterMs("120", WALL), 120_000);
  assert.equal(retryAfterMs(new Date(WALL + 60_000).toUTCString(), WALL), 60_000);
  assert.deepEqual([null, "", "soon", "-5"].map((header) => retryAfterMs(header, WALL)), [0, 0, 0, 0]);
  assert.equal(retryAfterMs("99999999999", WALL), DAY);
});

for (const status of [429, 503]) {
  test(`${status} with Retry-After is honoured, even when the network comes back`, async () => {
    const server = fakeServer();
    server.script = [json(status, {}, { "Retry-After": "90" })];
    const { outbox, clock } = outboxFor({ server });
    await outbox.put(attempt("a"));
    await settled();
    await outbox.kick();
    await clock.pass(89_000);
    assert.equal(server.puts.length, 1);
    await clock.pass(1_000);
    assert.equal(server.attempts.size, 1);
  });
}

test("a wall clock that jumps neither hurries nor delays a retry, nor makes an age negative", async () => {
  const server = fakeServer();
  server.script = [json(503, {}, { "Retry-After": new Date(WALL + 60_000).toUTCString() })];
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  clock.wallNow = WALL + 30 * DAY;
  await clock.pass(59_000);
  assert.deepEqual([server.puts.length, outbox.standing().oldestMs], [1, 30 * DAY]);
  clock.wallNow = WALL - 30 * DAY;
  assert.equal(outbox.standing().oldestMs, 0);
  await clock.pass(1_000);
  assert.deepEqual([server.attempts.size, outbox.standing().oldestMs], [1, 0]);
});

test("when the network comes back, waiting rows go at once", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await outbox.kick();
  assert.equal(server.attempts.size, 1);
});

test("an error about one row does not hold up the others", async () => {
  const server = fakeServer();
  server.script = [json(500)];
  const { outbox, clock } = outboxFor({ server });
  await Promise.all([outbox.put(attempt("a")), outbox.put(attempt("b", 1, { queuedAt: WALL + 1 }))]);
  await settled();
  assert.deepEqual([...server.attempts.keys()], ["b"]);
  await clock.pass(5_000);
  assert.deepEqual([...server.attempts.keys()], ["b", "a"]);
});

test("the token being out of reach only postpones", async () => {
  const server = fakeServer();
  server.csrf = () => new TypeError("offline");
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([outbox.standing().phase, server.puts.length], ["device", 0]);
  server.csrf = null;
  await clock.pass(5_000);
  assert.equal(server.attempts.size, 1);
});

test("without standing consent it waits a quarter of an hour, says why, and goes once consent is given", async () => {
  const server = fakeServer();
  server.script = [json(409, { detail: "Agree first.", reason: "consent" })];
  const { outbox, clock, kept } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await outbox.put(attempt("a", 2));
  await outbox.put(attempt("b"));
  await clock.pass(14 * 60_000);
  assert.deepEqual([server.puts.length, kept().length], [1, 2]);
  assert.deepEqual([outbox.standing().phase, outbox.standing().reason], ["device", "consent"]);
  await outbox.kick();
  assert.deepEqual([server.attempts.size, outbox.standing().reason], [2, null]);
});

// --- Whose it is -----------------------------------------------------------------------------------------

test("401 keeps everything, asks to sign in and stops asking the server", async () => {
  const server = fakeServer();
  server.script = [json(401)];
  const { outbox, clock, kept } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await outbox.put(attempt("b"));
  await clock.pass(3_600_000);
  assert.deepEqual([outbox.standing().phase, server.puts.length, kept().length], ["auth", 1, 2]);
  await outbox.kick();
  assert.deepEqual([outbox.standing().phase, server.attempts.size], ["saved", 2]);
});

test("a redirect to the sign-in page counts as signed out, not as saved", async () => {
  const server = fakeServer();
  server.script = [{ ...json(200), redirected: true }];
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([outbox.standing().phase, outbox.standing().waiting], ["auth", 1]);
});

test("403 fetches a new token once and tries again", async () => {
  const server = fakeServer();
  server.script = [json(403)];
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual(server.puts.map(({ token }) => token), ["token-1", "token-2"]);
  assert.equal(server.attempts.size, 1);
});

test("when somebody else has signed in meanwhile, the row stays here", async () => {
  const server = fakeServer({ person: "bob" });
  server.script = [json(403)];
  const { outbox, kept } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([server.puts.length, outbox.standing().phase, kept().length], [0, "auth", 1]);
});

test("rows of another person are kept and never sent", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const alices = outboxFor({ server });
  await alices.outbox.put(attempt("a"));
  await settled();
  server.puts.length = 0;
  server.person = "bob";
  const bobs = outboxFor({ server, disk: alices.disk, userKey: "bob" });
  await bobs.outbox.kick();
  await bobs.outbox.put(attempt("c"));
  await bobs.clock.pass(3_600_000);
  assert.deepEqual([server.puts.length, bobs.outbox.standing().phase, bobs.kept().length], [0, "saved", 2]);
  server.person = "alice";
  const again = outboxFor({ server, disk: alices.disk });
  await again.outbox.flush();
  assert.deepEqual([server.attempts.size, again.kept().length], [2, 0]);
});

test("a guest's rows wait for an account, and no request is made for them", async () => {
  const server = fakeServer();
  const { outbox, clock, kept } = outboxFor({ server, userKey: "guest" });
  await outbox.put(attempt("a", 1, { userKey: "guest" }));
  await outbox.kick();
  await clock.pass(3_600_000);
  const { phase, waiting } = outbox.standing();
  assert.deepEqual([server.tokens, server.puts.length, kept().length, phase, waiting], [0, 0, 1, "device", 1]);
});

// --- Refused ---------------------------------------------------------------------------------------------

test("403 twice is given up visibly", async () => {
  const server = fakeServer();
  server.script = [json(403, { detail: "CSRF Failed" }), json(403, { detail: "CSRF Failed" })];
  const { outbox, clock } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  await clock.pass(3_600_000);
  assert.deepEqual([server.puts.length, outbox.standing().phase, outbox.standing().dead], [2, "dead", 1]);
  assert.deepEqual(outbox.deadRows()[0]?.dead, { status: 403, detail: "CSRF Failed" });
});

for (const status of [400, 404, 409, 413, 422]) {
  test(`${status} sets the row aside with the server's words, sends the others and keeps it for another try`, async () => {
    const server = fakeServer();
    server.script = [json(status, { detail: "Not like this." })];
    const { outbox, kept } = outboxFor({ server });
    await outbox.put(attempt("a"));
    await outbox.put(attempt("b"));
    await settled();
    const { phase, waiting, dead } = outbox.standing();
    assert.deepEqual([phase, waiting, dead], ["dead", 0, 1]);
    assert.deepEqual(kept().map((row) => row.dead), [{ status, detail: "Not like this." }]);
    await outbox.retryDead();
    assert.deepEqual([outbox.standing().phase, server.attempts.size, kept().length], ["saved", 2, 0]);
  });
}

test("a refused row stays refused over a reload, until a newer rev of it comes", async () => {
  const server = fakeServer();
  server.script = [json(400, { rev: ["Too small."] })];
  const first = outboxFor({ server });
  await first.outbox.put(attempt("a"));
  await settled();
  const { outbox } = outboxFor({ server, disk: first.disk });
  await outbox.flush();
  assert.deepEqual([server.puts.length, outbox.deadRows()[0]?.dead?.detail], [1, "rev: Too small."]);
  await outbox.put(attempt("a", 2));
  await settled();
  assert.deepEqual([server.attempts.get("a")?.rev, outbox.standing().phase], [2, "saved"]);
});

test("a rev made while the older one is refused is tried by itself", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  server.script = [async () => {
    await outbox.put(attempt("a", 2));
    return json(400);
  }];
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([server.attempts.get("a")?.rev, outbox.standing().dead], [2, 0]);
});

test("the words of a refusal name the fields they are about", () => {
  assert.equal(wordsOf({ detail: "No." }), "No.");
  assert.equal(wordsOf({ sets: [{}, { ms: ["Too long."] }], rev: ["Too small.", "Odd."] }), "sets: ms: Too long. rev: Too small. Odd.");
  assert.deepEqual([null, 7, [], {}].map(wordsOf), ["", "", "", ""]);
});

test("a copy to keep holds the whole attempt and why it was refused", async () => {
  const server = fakeServer();
  server.script = [json(400, { detail: "No." })];
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  const { name, text } = outbox.download(outbox.deadRows()[0]);
  assert.equal(name, "psoasfit-2026-01-05.json");
  assert.deepEqual(JSON.parse(text), {
    title: "Hips", refused: { status: 400, detail: "No." }, attempt: { ...attempt("a").doc, rev: 1, session: "s1", pack: null },
  });
});

// --- Pages and tabs --------------------------------------------------------------------------------------

test("what a closed page left behind is sent by the next one", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, disk } = outboxFor({ server });
  await outbox.put(attempt("a"));
  await settled();
  const { outbox: next, phases } = outboxFor({ server, disk });
  await next.flush();
  assert.deepEqual([server.attempts.size, phases.at(-1)], [1, "saved"]);
});

test("two tabs never send at once, and what one has sent the other leaves", async () => {
  const server = fakeServer();
  server.csrf = () => new TypeError("offline");
  const [disk, locks, air] = [fakeIndexedDb(), fakeLocks(), fakeAir()];
  const one = outboxFor({ server, disk, locks, channel: air.join() });
  await one.outbox.put(attempt("a"));
  await one.outbox.put(attempt("b"));
  await settled();
  const two = outboxFor({ server, disk, locks, channel: air.join() });
  server.csrf = null;
  await Promise.all([one.outbox.kick(), two.outbox.kick()]);
  await settled();
  assert.deepEqual([server.most, server.puts.map(({ id }) => id).sort()], [1, ["a", "b"]]);
  assert.deepEqual([one.outbox.standing().phase, two.outbox.standing().phase], ["saved", "saved"]);
});

test("other tabs learn what was saved", async () => {
  const server = fakeServer();
  const [disk, air] = [fakeIndexedDb(), fakeAir()];
  const one = outboxFor({ server, disk, channel: air.join() });
  const two = outboxFor({ server, disk, channel: air.join() });
  await two.outbox.ready;
  server.script = [new TypeError("offline")];
  await one.outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([two.outbox.standing().waiting, two.outbox.standing().phase], [1, "device"]);
  await one.outbox.kick();
  await settled();
  assert.deepEqual([two.outbox.standing().waiting, two.outbox.standing().phase], [0, "saved"]);
  assert.deepEqual(air.said.at(-1), { type: "saved", id: "a", session: "s1", userKey: "alice" });
});

test("a lock that a frozen tab never gives back is taken after a while", async () => {
  const server = fakeServer();
  const locks = Object.assign(fakeLocks(), { stuck: true });
  const { outbox, clock } = outboxFor({ server, locks });
  await outbox.put(attempt("a"));
  await settled();
  assert.equal(server.puts.length, 0);
  await clock.pass(75_000);
  assert.deepEqual([locks.stolen, server.attempts.size], [1, 1]);
});

test("on a full disk rows are still sent, and it says that it cannot keep them", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, disk, clock } = outboxFor({ server });
  await outbox.ready;
  disk.full = true;
  await outbox.put(attempt("a"));
  await settled();
  assert.deepEqual([outbox.durable(), outbox.standing().waiting], [false, 1]);
  await clock.pass(5_000);
  assert.deepEqual([server.attempts.size, outbox.standing().phase], [1, "saved"]);
});

test("the standing can be asked for one session", async () => {
  const server = fakeServer();
  server.script = [json(404)];
  const { outbox } = outboxFor({ server });
  await outbox.put(attempt("old", 1, { session: "s0" }));
  await settled();
  assert.deepEqual([outbox.standing("s0").phase, outbox.standing("s1").phase], ["dead", "saved"]);
});
