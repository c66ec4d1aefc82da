import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import vm from "node:vm";

const ORIGIN = "https://hips.example.org";
const SESSION = "/sessions/0f8fad5b-d9cb-469f-a165-70867728950e/";
const CODE = readFileSync(new URL("../../static/js/sw.js", import.meta.url), "utf8");
const SITE = {
  version: "v2", statics: ["/static/js/page.0123456789ab.js", "/static/icon.svg"], root: "/static/",
  offline: "/offline/", shell: "/offline/session/", csrf: "/api/v1/csrf/", attempts: "/api/v1/attempts/",
};

/** Cache Storage by the book, as far as the worker goes. */
function fakeCaches(fetch) {
  const all = new Map();
  const href = (what) => new URL(typeof what === "string" ? what : what.url, ORIGIN).href;
  const cacheOf = (rows) => ({
    rows,
    async add(what) {
      const response = await fetch(what);
      if (!response.ok) throw new TypeError("not ok");
      rows.set(href(what), response);
    },
    async addAll(list) { for (const what of list) await this.add(what); },
    match: async (what) => rows.get(href(what)),
    keys: async () => [...rows.keys()].map((url) => ({ url })),
    delete: async (what) => rows.delete(href(what)),
  });
  return {
    all,
    async open(name) {
      if (!all.has(name)) all.set(name, cacheOf(new Map()));
      return all.get(name);
    },
    keys: async () => [...all.keys()],
    delete: async (name) => all.delete(name),
    async match(what) {
      for (const cache of all.values()) {
        const found = await cache.match(what);
        if (found) return found;
      }
    },
  };
}

/** Just enough of IndexedDB to read and delete one row. */
function fakeDatabase(stores) {
  const asked = (result) => {
    const request = { result };
    setImmediate(() => request.onsuccess?.());
    return request;
  };
  const disk = {
    close() {},
    transaction(name) {
      const rows = stores[name];
      const tx = { objectStore: () => ({
        get: (id) => asked(rows.find((row) => [row.id, row.session].includes(id))),
        getAll: () => asked([...rows]),
        delete: (id) => rows.splice(rows.findIndex((row) => row.id === id), 1),
      }) };
      setTimeout(() => tx.oncomplete?.(), 5);
      return tx;
    },
  };
  return { open: () => asked(disk) };
}

/** The worker with a world around it. */
function start({ network = () => new Response("from the network"), plans = [], attempts = [], clients = [], timers = setTimeout } = {}) {
  const requests = [];
  const listeners = {};
  const events = [];
  const fetch = async (what, options = {}) => {
    const url = new URL(typeof what === "string" ? what : what.url, ORIGIN);
    requests.push({ path: url.pathname, what, options });
    const answer = await network(url.pathname, options, what);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const caches = fakeCaches(fetch);
  const world = {
    PSOASFIT: SITE, location: new URL("/sw.js", ORIGIN), caches, fetch, URL, MessageChannel, Response,
    Request: class { constructor(url, options) { Object.assign(this, { url: new URL(url, ORIGIN).href }, options); } },
    setTimeout: timers, JSON, Promise, indexedDB: fakeDatabase({ plans, attempts }),
    navigator: { locks: { request: (name, action) => (events.push(`lock ${name}`), action()) } },
    BroadcastChannel: class { postMessage(data) { events.push(data); } close() {} },
    clients: { matchAll: async () => clients, claim: async () => events.push("claim") },
    skipWaiting: async () => events.push("skipWaiting"),
    addEventListener: (type, listener) => { listeners[type] = listener; },
  };
  world.globalThis = world;
  vm.runInNewContext(CODE, world);

  async function happen(type, event = {}) {
    const waits = [];
    listeners[type]({ ...event, waitUntil: (wait) => waits.push(wait) });
    await Promise.all(waits);
  }
  /** @returns the worker's answer, or "ours not" when it lets the browser do it */
  async function ask(path, { method = "GET", mode = "navigate", destination = "document" } = {}) {
    let answer = "ours not";
    listeners.fetch({ request: { method, mode, destination, url: new URL(path, ORIGIN).href }, respondWith: (given) => (answer = given) });
    const response = await answer;
    return typeof response === "string" ? response : response.clone().text();
  }
  return { requests, caches, events, happen, ask };
}

const offline = (path) => (path in PAGES ? new Response(PAGES[path]) : new TypeError("offline"));
const PAGES = { "/offline/": "offline page", "/offline/session/": "the shell", "/static/icon.svg": "icon", "/static/js/page.0123456789ab.js": "script" };

/** An installed worker whose network fails afterwards. */
async function installed(options = {}) {
  let network = offline;
  const worker = start({ ...options, network: (...asked) => network(...asked) });
  await worker.happen("install");
  worker.requests.length = 0;
  return Object.assign(worker, { online: (next) => (network = next) });
}

const LEFT_ALONE = [
  ["/api/v1/csrf/"], ["/api/v1/sessions/next/", { mode: "cors", destination: "" }], ["/admin/"], ["/accounts/login/"],
  ["/today/start/", { method: "POST" }], ["/settings/privacy/download/"], ["/calendar/abc.ics"], ["/sitemap.xml"],
  ["/healthz"], ["/today/", { mode: "cors", destination: "" }], ["/inbox/3/html/", { destination: "iframe" }],
  ["https://elsewhere.example/static/x.js", { mode: "no-cors", destination: "script" }],
];
for (const [path, request] of LEFT_ALONE) {
  test(`${request?.method ?? "GET"} ${path} (${request?.mode ?? "navigate"}) is left alone`, async () => {
    assert.equal(await (await installed()).ask(path, request), "ours not");
  });
}

test("it keeps static files and both pages, and fetches the pages without cookies", async () => {
  const worker = start({ network: offline });
  await worker.happen("install");
  assert.deepEqual([...worker.caches.all.get("psoasfit-v2").rows.keys()].map((url) => new URL(url).pathname).sort(), Object.keys(PAGES).sort());
  for (const { path, what } of worker.requests) {
    if (!path.startsWith("/static/")) assert.deepEqual([what.credentials, what.cache], ["omit", "reload"]);
  }
});

test("a missing file means no installation", async () => {
  const worker = start({ network: (path) => (path === "/offline/" ? new Response("", { status: 503 }) : offline(path)) });
  await assert.rejects(worker.happen("install"));
});

test("files with a hash come from the cache, others from the network first", async () => {
  const worker = await installed();
  worker.online((path) => new Response(`fresh ${path}`));
  const file = { mode: "no-cors", destination: "script" };
  assert.equal(await worker.ask("/static/js/page.0123456789ab.js", file), "script");
  assert.equal(await worker.ask("/static/icon.svg", file), "fresh /static/icon.svg");
  worker.online(offline);
  assert.equal(await worker.ask("/static/icon.svg", file), "icon");
  await assert.rejects(worker.ask("/static/js/other.0123456789ab.js", file));
});

test("no answer to a page is ever kept", async () => {
  const worker = await installed({ plans: [{ session: SESSION.slice(10, -1) }] });
  worker.online(() => new Response("alice's week"));
  for (const path of ["/today/", SESSION, "/"]) assert.equal(await worker.ask(path), "alice's week");
  const kept = [...worker.caches.all.values()].flatMap(({ rows }) => [...rows.keys()]);
  assert.deepEqual(kept.map((url) => new URL(url).pathname).sort(), Object.keys(PAGES).sort());
});

test("without a network a page is the offline page", async () => {
  const worker = await installed();
  assert.equal(await worker.ask("/today/"), "offline page");
  assert.equal(await worker.ask(SESSION), "offline page");
  assert.equal(await worker.ask(`${SESSION}card/`), "offline page");
});

test("a server error is shown as the server says it", async () => {
  const worker = await installed();
  worker.online(() => new Response("we are on it", { status: 503 }));
  assert.equal(await worker.ask("/today/"), "we are on it");
});

const PLANS = [{ session: SESSION.slice(10, -1) }];
test("a session of this device opens in the shell without a network, or without a server", async () => {
  const worker = await installed({ plans: PLANS });
  assert.equal(await worker.ask(SESSION), "the shell");
  worker.online(() => new Response("bad gateway", { status: 502 }));
  assert.equal(await worker.ask(SESSION), "the shell");
  worker.online(() => new Response("something broke", { status: 500 }));
  assert.equal(await worker.ask(SESSION), "something broke");
});

test("a session of this device waits three seconds for the network, others as long as it takes", async () => {
  const waits = [];
  const timers = (action, ms, value) => {
    waits.push(ms);
    setImmediate(() => action(value));
  };
  const slow = () => new Promise((resolve) => setTimeout(() => resolve(new Response("late page")), 40));
  const worker = await installed({ plans: PLANS, timers });
  worker.online(slow);
  assert.equal(await worker.ask(SESSION), "the shell");
  assert.deepEqual(waits, [3_000]);
  assert.equal(await worker.ask(SESSION.replace("0f8f", "1f8f")), "late page");
});

test("a new version tidies up after old ones, keeps the drawings and takes over open pages", async () => {
  const worker = await installed();
  for (const name of ["psoasfit-v1", "psoasfit-drawings", "of-somebody-else"]) await worker.caches.open(name);
  await worker.happen("activate");
  assert.deepEqual([...worker.caches.all.keys()].sort(), ["of-somebody-else", "psoasfit-drawings", "psoasfit-v2"]);
  assert.deepEqual(worker.events, ["claim"]);
});

test("drawings are kept once, and nothing that is not a static file", async () => {
  const worker = await installed();
  worker.online((path) => (path.includes("gone") ? new Response("", { status: 404 }) : new Response("svg")));
  const urls = ["/static/figures/a.svg", "/static/figures/gone.svg", "/today/", "https://elsewhere.example/static/b.svg"];
  for (let n = 0; n < 2; n++) await worker.happen("message", { data: { type: "warm", urls }, ports: [] });
  assert.deepEqual([...worker.caches.all.get("psoasfit-drawings").rows.keys()], [`${ORIGIN}/static/figures/a.svg`]);
  assert.equal(worker.requests.filter(({ path }) => path.endsWith("/a.svg")).length, 1);
});

test("only the newest drawings stay", async () => {
  const worker = await installed();
  worker.online(() => new Response("svg"));
  const urls = Array.from({ length: 155 }, (_, n) => `/static/figures/${n}.svg`);
  await worker.happen("message", { data: { type: "warm", urls }, ports: [] });
  const rows = [...worker.caches.all.get("psoasfit-drawings").rows.keys()];
  assert.deepEqual([rows.length, rows[0]], [150, `${ORIGIN}/static/figures/5.svg`]);
});

const page = (path, busy) => ({
  url: ORIGIN + path,
  postMessage({ type }, [port]) {
    assert.equal(type, "busy?");
    if (busy !== undefined) port.postMessage({ busy });
    port.close();
  },
});
const UPDATES = [
  ["no page is open", [], true],
  ["other pages are open", [page("/today/"), page(`${SESSION}check-in/`)], true],
  ["a session is not running", [page("/today/"), page(SESSION, false)], true],
  ["a session runs", [page("/today/"), page(SESSION, true)], false],
  ["a guest's session runs", [page("/try/session/?kind=stretch", true)], false],
  ["a session does not say", [page("/offline/session/")], false],
];
for (const [when, clients, updated] of UPDATES) {
  test(`when ${when}, a new version ${updated ? "takes over" : "waits"}`, async () => {
    const timers = (action, ms, value) => setTimeout(action, ms / 20, value);
    const worker = await installed({ clients, timers });
    const said = [];
    await worker.happen("message", { data: { type: "update" }, ports: [{ postMessage: (data) => said.push(data.done) }] });
    assert.deepEqual([said, worker.events.includes("skipWaiting")], [[updated], updated]);
  });
}

test("installing never takes over by itself", async () => {
  assert.deepEqual((await installed()).events, []);
});

const row = (id, rest = {}) => ({ id, session: "s", userKey: "alice", rev: 2, pack: null, dead: null, doc: { status: "open" }, ...rest });

test("once the network is back it sends the rows of whoever is signed in, under the lock of the pages", async () => {
  const attempts = [row("a"), row("b", { userKey: "bob" }), row("c", { dead: { status: 400 } }), row("d", { userKey: "guest" })];
  const worker = await installed({ attempts });
  worker.online((path, { body }) => Response.json(path === SITE.csrf ? { token: "t", user: "alice" } : { id: path.split("/").at(-2), rev: JSON.parse(body).rev }));
  await worker.happen("sync", { tag: "psoasfit-outbox" });
  const puts = worker.requests.filter(({ options }) => options.method === "PUT");
  assert.deepEqual(puts.map(({ path, options }) => [path, options.headers["X-CSRFToken"]]), [["/api/v1/attempts/a/", "t"]]);
  assert.deepEqual(JSON.parse(puts[0].options.body), { status: "open", rev: 2, session: "s", pack: null });
  assert.deepEqual(attempts.map(({ id }) => id), ["b", "c", "d"]);
  assert.deepEqual(worker.events.map((event) => event.type ?? event), ["lock psoasfit.outbox", "saved"]);
});

for (const [what, answer] of [
  ["less than was sent", () => Response.json({ id: "a", rev: 1 })], ["another attempt", () => Response.json({ id: "x", rev: 9 })],
  ["an error", () => Response.json({ detail: "no" }, { status: 500 })],
]) {
  test(`an echo of ${what} removes nothing`, async () => {
    const attempts = [row("a")];
    const worker = await installed({ attempts });
    worker.online((path) => (path === SITE.csrf ? Response.json({ token: "t", user: "alice" }) : answer()));
    await worker.happen("sync", { tag: "psoasfit-outbox" });
    assert.equal(attempts.length, 1);
  });
}

test("signed out, it sends nothing; without a network, the browser tries again", async () => {
  const worker = await installed({ attempts: [row("a")] });
  await assert.rejects(worker.happen("sync", { tag: "psoasfit-outbox" }));
  worker.online(() => Response.json({}, { status: 401 }));
  await worker.happen("sync", { tag: "psoasfit-outbox" });
  assert.equal(worker.requests.filter(({ options }) => options.method === "PUT").length, 0);
});
