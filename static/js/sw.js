// @ts-check
/**
 * The service worker. It keeps static files and two pages that know nobody, and nothing else: no answer that
 * was made for a person is ever stored. /sw.js says which files, as `PSOASFIT`, and then loads this script.
 */

/**
 * @typedef {object} Site
 * @property {string} version changes with anything that is kept
 * @property {string[]} statics
 * @property {string} root where static files live
 * @property {string} offline the page for when there is no network
 * @property {string} shell the player without a plan
 * @property {string} csrf
 * @property {string} attempts
 */
/** @typedef {"hashed"|"static"|"session"|"page"|null} Kind null: none of our business */

const worker = /** @type {ServiceWorkerGlobalScope & {PSOASFIT:Site}} */ (/** @type {unknown} */ (globalThis));
const SITE = worker.PSOASFIT;
const CACHE = `psoasfit-${SITE.version}`;
const DRAWINGS = "psoasfit-drawings"; // outlives versions: the names of its files say what is in them
const DRAWINGS_MOST = 150;
const DATABASE = "psoasfit";
const LOCK = "psoasfit.outbox"; // the one of session/outbox.js
const SYNC = "psoasfit-outbox";
const PATIENCE_MS = 3_000;
const ANSWER_MS = 1_000;
const AWAY = new Set([502, 503, 504]); // a proxy without its server

const HASHED = /\.[0-9a-f]{12}\.\w+$/;
const SESSION = /^\/sessions\/([0-9a-f-]{36})\/$/;
const PLAYS = /^\/(sessions\/[0-9a-f-]{36}|try\/session|offline\/session)\/$/;
const NEVER = /^\/(api|admin|accounts)\/|\/download\/$|^\/(healthz|readyz)$|\.\w+$/;

// --- What is ours ------------------------------------------------------------------------------------------

/** @param {{method:string, mode:string, destination:string, url:string}} request @returns {Kind} */
function kindOf({ method, mode, destination, url }) {
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== worker.location.origin) return null;
  if (pathname.startsWith(SITE.root)) return HASHED.test(pathname) ? "hashed" : "static";
  if (mode !== "navigate" || destination !== "document" || NEVER.test(pathname)) return null;
  return SESSION.test(pathname) ? "session" : "page";
}

/** @param {string|Request} what @returns {Promise<Response|undefined>} */
const kept = (what) => caches.match(what, { ignoreVary: true });

/** @param {Request} request a name with a hash never changes its content */
const fromCache = async (request) => (await kept(request)) ?? fetch(request);

/** @param {Request} request @param {string} path instead of no answer @returns {Promise<Response>} */
async function fromNetwork(request, path) {
  try {
    return await fetch(request);
  } catch (error) {
    const instead = await kept(path);
    if (instead) return instead;
    throw error;
  }
}

/** @param {Request} request @returns {Promise<Response>} the session's page, or the shell if this device can play it */
async function openSession(request) {
  const id = new URL(request.url).pathname.match(SESSION)?.[1] ?? "";
  const mine = await read("plans", (store) => store.get(id));
  const shell = mine && (await kept(SITE.shell));
  if (!shell) return fromNetwork(request, SITE.offline);
  try {
    const response = await Promise.race([fetch(request), late(PATIENCE_MS)]);
    return response === "late" || AWAY.has(response.status) ? shell : response;
  } catch {
    return shell;
  }
}

/** @param {number} ms @returns {Promise<"late">} */
const late = (ms) => new Promise((resolve) => setTimeout(resolve, ms, "late"));

/** @param {Request} request @param {Exclude<Kind, null>} kind @returns {Promise<Response>} */
function answer(request, kind) {
  switch (kind) {
    case "hashed": return fromCache(request);
    case "static": return fromNetwork(request, request.url);
    case "session": return openSession(request);
    case "page": return fromNetwork(request, SITE.offline);
  }
}

// --- What is kept ------------------------------------------------------------------------------------------

/** Both pages are fetched without cookies, so that they cannot name anybody. */
async function precache() {
  const pages = [SITE.offline, SITE.shell].map((url) => new Request(url, { credentials: "omit", cache: "reload" }));
  const files = SITE.statics.map((url) => new Request(url, { cache: HASHED.test(url) ? "default" : "no-cache" }));
  await (await caches.open(CACHE)).addAll([...files, ...pages]);
}

async function tidy() {
  const ours = (await caches.keys()).filter((name) => name.startsWith("psoasfit-"));
  await Promise.all(ours.filter((name) => ![CACHE, DRAWINGS].includes(name)).map((name) => caches.delete(name)));
}

/** @param {string[]} urls drawings of a prepared session; anything that is not a static file is left out */
async function warm(urls) {
  const cache = await caches.open(DRAWINGS);
  for (const url of urls) {
    const { href, origin, pathname } = new URL(url, worker.location.origin);
    if (origin !== worker.location.origin || !pathname.startsWith(SITE.root) || (await cache.match(href))) continue;
    await cache.add(href).catch(() => {}); // the next visit tries again
  }
  const all = await cache.keys();
  await Promise.all(all.slice(0, -DRAWINGS_MOST).map((old) => cache.delete(old)));
}

// --- New versions ------------------------------------------------------------------------------------------

/** Takes over, unless somebody is in the middle of a session. @returns {Promise<boolean>} */
async function update() {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const playing = pages.filter(({ url }) => PLAYS.test(new URL(url).pathname));
  if ((await Promise.all(playing.map(isBusy))).some(Boolean)) return false;
  await worker.skipWaiting();
  return true;
}

/** @param {Client} page @returns {Promise<boolean>} true also when it does not say */
function isBusy(page) {
  const { port1, port2 } = new MessageChannel();
  /** @type {Promise<boolean>} */
  const said = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data.busy !== false)));
  page.postMessage({ type: "busy?" }, [port2]);
  return Promise.race([said, late(ANSWER_MS).then(() => true)]).finally(() => port1.close());
}

// --- What waits to be sent ---------------------------------------------------------------------------------

/** @returns {Promise<IDBDatabase|null>} the pages' database; never makes one, that is theirs to do */
function database() {
  return new Promise((resolve) => {
    const request = indexedDB.open(DATABASE);
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve(null);
    request.onsuccess = () => {
      const disk = request.result;
      disk.onversionchange = () => disk.close();
      resolve(disk);
    };
  });
}

/**
 * @param {"plans"|"attempts"} name @param {(store:IDBObjectStore) => IDBRequest} ask
 * @returns {Promise<any>} the answer, or undefined where nothing can be read
 */
async function read(name, ask) {
  const disk = await database().catch(() => null);
  try {
    const request = disk && ask(disk.transaction(name).objectStore(name));
    return request && (await new Promise((resolve) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    }));
  } catch {
    return undefined;
  } finally {
    disk?.close();
  }
}

/** @param {string} id @param {number} rev the server has this one @returns {Promise<void>} */
async function forget(id, rev) {
  const disk = await database();
  if (!disk) return;
  await new Promise((resolve) => {
    const tx = disk.transaction("attempts", "readwrite");
    const store = tx.objectStore("attempts");
    const asked = store.get(id);
    asked.onsuccess = () => asked.result?.rev <= rev && store.delete(id);
    tx.oncomplete = tx.onabort = resolve;
  });
  disk.close();
}

/** Once the network is back and no page is open: one try for each row of whoever is signed in; pages do the rest. */
async function sendWaiting() {
  const waiting = ((await read("attempts", (store) => store.getAll())) ?? []).filter((/** @type {any} */ row) => !row.dead);
  if (waiting.length === 0) return;
  const response = await fetch(SITE.csrf, { cache: "no-store", headers: { Accept: "application/json" } });
  if (!response.ok || response.redirected) return;
  const { token, user } = await response.json();
  for (const { id, userKey } of waiting) {
    if (userKey === user) await navigator.locks.request(LOCK, () => deliver(id, user, token));
  }
}

/** @param {string} id @param {string} user @param {string} token */
async function deliver(id, user, token) {
  const row = await read("attempts", (store) => store.get(id));
  if (!row || row.dead || row.userKey !== user) return;
  const { doc, rev, session, pack } = row;
  const response = await fetch(`${SITE.attempts}${id}/`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ ...doc, rev, session, pack }),
  });
  const echo = response.ok && !response.redirected ? await response.json() : null;
  if (echo?.id !== id || !(echo.rev >= rev)) return;
  await forget(id, echo.rev);
  const channel = new BroadcastChannel("psoasfit");
  channel.postMessage({ type: "saved", id, session, userKey: user });
  channel.close();
}

// --- Events ------------------------------------------------------------------------------------------------

worker.addEventListener("install", (event) => event.waitUntil(precache()));
worker.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => worker.clients.claim())));
worker.addEventListener("fetch", (event) => {
  const kind = kindOf(event.request);
  if (kind) event.respondWith(answer(event.request, kind));
});
worker.addEventListener("message", (event) => {
  const { data, ports } = event;
  if (data?.type === "warm") event.waitUntil(warm(data.urls));
  if (data?.type === "update") event.waitUntil(update().then((done) => ports[0]?.postMessage({ done })));
});
worker.addEventListener("sync", (event) => {
  const sync = /** @type {any} */ (event); // Background Sync: Chromium only
  if (sync.tag === SYNC) sync.waitUntil(sendWaiting());
});
