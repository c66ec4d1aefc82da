import assert from "node:assert/strict";
import test from "node:test";
import { backoffMs, openOutbox, retryAfterMs } from "../../static/js/session/outbox.js";
import { openStore } from "../../static/js/session/store.js";

const CSRF = "/api/v1/csrf/";
const WALL = Date.UTC(2026, 0, 5, 8);

/** A clock that only moves when told to, firing timers on its way. */
function fakeClock() {
  let now = 1000;
  let timers = [];
  return {
    now: () => now,
    wall: () => WALL,
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
}

/** Lets every promise that can settle do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** localStorage by the book: values are strings, keys are own properties. */
function fakeDisk() {
  return Object.create({
    getItem(key) { return Object.hasOwn(this, key) ? this[key] : null; },
    setItem(key, value) { this[key] = String(value); },
    removeItem(key) { delete this[key]; },
  });
}

const json = (status, body = {}, headers = {}) =>
  ({ status, ok: status >= 200 && status < 300, redirected: false, headers: new Headers(headers), json: async () => body });

/** A server that stores sets like ours: highest rev wins, replays get the same echo. */
function fakeServer() {
  const server = {
    sets: new Map(), puts: [], tokens: 0,
    /** Next answers to PUT: a response, or an error to throw; empty means: behave. */
    script: [],
    csrf: null,
    async fetch(url, options = {}) {
      if (url === CSRF) {
        server.tokens++;
        const answer = server.csrf?.() ?? json(200, { token: `token-${server.tokens}` });
        if (answer instanceof Error) throw answer;
        return answer;
      }
      const id = url.split("/").at(-2);
      const body = JSON.parse(options.body);
      server.puts.push({ url, id, body, token: options.headers["X-CSRFToken"] });
      const answer = server.script.shift();
      if (answer instanceof Error) throw answer;
      if (answer) return typeof answer === "function" ? answer(id, body) : answer;
      const known = server.sets.get(id);
      if (!known || body.rev > known.rev) server.sets.set(id, body);
      return json(known ? 200 : 201, { id, rev: server.sets.get(id).rev });
    },
  };
  return server;
}

function outboxFor({ server, disk = fakeDisk(), clock = fakeClock(), userKey = "alice" }) {
  const phases = [];
  const outbox = openOutbox({
    store: openStore(() => disk), fetch: server.fetch, clock, random: () => 1, userKey, csrfUrl: CSRF,
    onChange: ({ phase }) => phases.at(-1) === phase || phases.push(phase),
  });
  return { outbox, disk, clock, phases };
}

const letter = (id, body = {}, rest = {}) => ({
  id, kind: "set", session: "s1", userKey: "alice", url: `/sets/${id}/`,
  body: { rev: 1, outcome: "done", ...body }, ...rest,
});

test("a letter is sent once, with a token, and forgotten only after its echo", async () => {
  const server = fakeServer();
  const { outbox, disk, phases } = outboxFor({ server });
  outbox.put(letter("a"));
  assert.equal(Object.keys(disk).length, 1);
  await settled();
  assert.deepEqual(server.puts.map(({ id, token }) => [id, token]), [["a", "token-1"]]);
  assert.equal(Object.keys(disk).length, 0);
  assert.deepEqual(phases, ["device", "saving", "saved"]);
});

test("the token is fetched once for many letters", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  outbox.put(letter("a"));
  outbox.put(letter("b"));
  await settled();
  assert.deepEqual([server.tokens, server.sets.size], [1, 2]);
});

test("sets go before the end of their session", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("s1", { status: "finished" }, { kind: "session" }));
  await settled();
  outbox.put(letter("a"));
  outbox.put(letter("b"));
  server.puts.length = 0;
  server.script = [];
  await clock.pass(10_000);
  assert.deepEqual(server.puts.map(({ id }) => id), ["a", "b", "s1"]);
});

test("a lost network is retried after 5, 10, 20 seconds and so on, and nothing is lost", async () => {
  const server = fakeServer();
  server.script = Array.from({ length: 3 }, () => new TypeError("offline"));
  const { outbox, clock, disk } = outboxFor({ server });
  const waits = [];
  outbox.put(letter("a"));
  for (let n = 0; n < 3; n++) {
    await settled();
    waits.push(clock.waits()[0]);
    assert.equal(outbox.standing().phase, "device");
    await clock.pass(waits.at(-1));
  }
  assert.deepEqual(waits, [5_000, 10_000, 20_000]);
  assert.deepEqual([server.sets.size, Object.keys(disk).length, clock.waits().length], [1, 0, 0]);
});

test("without a network only one letter tries, the others wait with it", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  outbox.put(letter("b"));
  await settled();
  assert.equal(server.puts.length, 1);
  await clock.pass(5_000);
  assert.equal(server.sets.size, 2);
});

test("after a success the waiting times start anew", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline"), null, new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  await clock.pass(5_000);
  outbox.put(letter("b"));
  await settled();
  assert.deepEqual(clock.waits(), [5_000]);
});

test("a lost answer is repeated and the server still has one row", async () => {
  const server = fakeServer();
  const lost = (id, body) => { server.sets.set(id, body); throw new TypeError("connection reset"); };
  server.script = [lost];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  await clock.pass(5_000);
  assert.deepEqual([server.puts.length, server.sets.size, outbox.standing().phase], [2, 1, "saved"]);
});

test("backoff doubles to a quarter of an hour and keeps at least half of it", () => {
  assert.deepEqual([1, 2, 3, 20].map((tries) => backoffMs(tries, 1)), [5_000, 10_000, 20_000, 900_000]);
  assert.deepEqual([1, 20].map((tries) => backoffMs(tries, 0)), [2_500, 450_000]);
});

test("Retry-After is read as seconds or as a date", () => {
  assert.equal(retryAfterMs("120", WALL), 120_000);
  assert.equal(retryAfterMs(new Date(WALL + 60_000).toUTCString(), WALL), 60_000);
  assert.deepEqual([null, "", "soon", "-5"].map((header) => retryAfterMs(header, WALL)), [0, 0, 0, 0]);
});

for (const status of [429, 503]) {
  test(`${status} with Retry-After is honoured, even when the network comes back`, async () => {
    const server = fakeServer();
    server.script = [json(status, {}, { "Retry-After": "90" })];
    const { outbox, clock } = outboxFor({ server });
    outbox.put(letter("a"));
    await settled();
    await outbox.kick();
    await clock.pass(89_000);
    assert.equal(server.puts.length, 1);
    await clock.pass(1_000);
    assert.equal(server.sets.size, 1);
  });
}

test("when the network comes back, waiting letters go at once", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  await outbox.kick();
  assert.equal(server.sets.size, 1);
});

test("an error about one letter does not hold up the others", async () => {
  const server = fakeServer();
  server.script = [json(500)];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  outbox.put(letter("b"));
  await settled();
  assert.deepEqual([...server.sets.keys()], ["b"]);
  await clock.pass(5_000);
  assert.deepEqual([...server.sets.keys()], ["b", "a"]);
});

test("401 keeps everything, asks to sign in and stops asking the server", async () => {
  const server = fakeServer();
  server.script = [json(401)];
  const { outbox, clock, disk } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  outbox.put(letter("b"));
  await clock.pass(3_600_000);
  assert.deepEqual([outbox.standing().phase, server.puts.length, Object.keys(disk).length], ["auth", 1, 2]);
  await outbox.kick();
  assert.deepEqual([outbox.standing().phase, server.sets.size], ["saved", 2]);
});

test("a redirect to the sign-in page counts as signed out, not as saved", async () => {
  const server = fakeServer();
  server.script = [{ ...json(200), redirected: true }];
  const { outbox } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  assert.deepEqual([outbox.standing().phase, outbox.standing().waiting], ["auth", 1]);
});

test("403 fetches a new token once and tries again", async () => {
  const server = fakeServer();
  server.script = [json(403)];
  const { outbox } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  assert.deepEqual(server.puts.map(({ token }) => token), ["token-1", "token-2"]);
  assert.equal(server.sets.size, 1);
});

test("403 twice is given up visibly", async () => {
  const server = fakeServer();
  server.script = [json(403), json(403)];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  await clock.pass(3_600_000);
  assert.deepEqual([server.puts.length, outbox.standing()], [2, { phase: "parked", waiting: 0, parked: 1 }]);
});

for (const status of [400, 404, 409, 422]) {
  test(`${status} parks the letter, sends the others and keeps it for another try`, async () => {
    const server = fakeServer();
    server.script = [json(status)];
    const { outbox, disk } = outboxFor({ server });
    outbox.put(letter("a"));
    outbox.put(letter("b"));
    await settled();
    assert.deepEqual(outbox.standing(), { phase: "parked", waiting: 0, parked: 1 });
    assert.equal(JSON.parse(disk["psoasfit.outbox.a"]).parked, status);
    await outbox.unpark();
    assert.deepEqual([outbox.standing().phase, server.sets.size, Object.keys(disk).length], ["saved", 2, 0]);
  });
}

test("the token being out of reach only postpones", async () => {
  const server = fakeServer();
  server.csrf = () => new TypeError("offline");
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  assert.deepEqual([outbox.standing().phase, server.puts.length], ["device", 0]);
  server.csrf = null;
  await clock.pass(5_000);
  assert.equal(server.sets.size, 1);
});

test("an answer that is not the echo keeps the letter", async () => {
  const strange = [
    json(200, { id: "other", rev: 1 }),
    json(200, { id: "a", rev: 0 }),
    { ...json(200), json: async () => { throw new SyntaxError("<!doctype html>"); } },
  ];
  for (const answer of strange) {
    const server = fakeServer();
    server.script = [answer];
    const { outbox, clock } = outboxFor({ server });
    outbox.put(letter("a"));
    await settled();
    assert.deepEqual([outbox.standing().waiting, clock.waits()], [1, [5_000]]);
    await clock.pass(5_000);
    assert.equal(outbox.standing().waiting, 0);
  }
});

test("a newer rev replaces a waiting one, an older one does not", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, clock } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  outbox.put(letter("a", { rev: 2, outcome: "redone" }));
  outbox.put(letter("a", { rev: 1, outcome: "done" }));
  await clock.pass(10_000);
  assert.deepEqual(server.sets.get("a"), { rev: 2, outcome: "redone" });
  assert.equal(server.puts.length, 2);
});

test("a rev made while the older one is on its way is not dropped with it", async () => {
  const server = fakeServer();
  const { outbox } = outboxFor({ server });
  server.script = [(id, body) => {
    outbox.put(letter("a", { rev: 2, outcome: "redone" }));
    server.sets.set(id, body);
    return json(201, { id, rev: 1 });
  }];
  outbox.put(letter("a"));
  await settled();
  await settled();
  assert.deepEqual([server.sets.get("a").outcome, outbox.standing().phase], ["redone", "saved"]);
});

test("letters of another person are kept and never sent", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, disk } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  server.puts.length = 0;
  const bobs = outboxFor({ server, disk, userKey: "bob" });
  await bobs.outbox.kick();
  await bobs.clock.pass(3_600_000);
  assert.deepEqual([server.puts.length, bobs.outbox.standing().phase, Object.keys(disk).length], [0, "saved", 1]);
  const alices = outboxFor({ server, disk });
  await alices.outbox.flush();
  assert.deepEqual([server.sets.size, Object.keys(disk).length], [1, 0]);
});

test("what a closed page left behind is sent by the next one", async () => {
  const server = fakeServer();
  server.script = [new TypeError("offline")];
  const { outbox, disk } = outboxFor({ server });
  outbox.put(letter("a"));
  await settled();
  const { outbox: next, phases } = outboxFor({ server, disk });
  await next.flush();
  assert.deepEqual([server.sets.size, phases.at(-1)], [1, "saved"]);
});

test("the standing can be asked for one session", async () => {
  const server = fakeServer();
  server.script = [json(404)];
  const { outbox } = outboxFor({ server });
  outbox.put(letter("old", {}, { session: "s0" }));
  await settled();
  assert.deepEqual([outbox.standing("s0").phase, outbox.standing("s1").phase], ["parked", "saved"]);
});
