// @ts-check
/** Prepares the next session on this device, so that it can be started without a network. */
import { openDb } from "./db.js";
import "./install.js";
import { signedIn } from "./who.js";

/** @typedef {import("./session/plan.js").Plan} Plan */

const NEXT_URL = "/api/v1/sessions/next/";
const PULSE_URL = "/healthz"; // answered without a database
const PATIENCE_MS = 2_500;
const START = "/today/start/";

const db = openDb();
const user = signedIn();

/** @returns {Promise<any>} the row of the session prepared for this person, or null */
async function prepared() {
  const rows = await db.all("plans");
  return rows.find((row) => row.userKey === user && row.state === "next") ?? null;
}

/** @param {string|null} [but] */
async function removePrepared(but = null) {
  for (const { session, userKey, state } of await db.all("plans")) {
    if (userKey === user && state === "next" && session !== but) await db.remove("plans", session);
  }
}

async function prepare() {
  if (document.querySelector("[data-paused]")) return removePrepared(); // nothing starts before they are back
  const response = await fetch(NEXT_URL, { headers: { Accept: "application/json" } });
  if (response.status === 409) return removePrepared(); // sessions are not open to them now, here neither
  if (!response.ok || response.redirected) return;
  /** @type {Plan} */
  const plan = await response.json();
  const { session, userKey } = plan;
  const row = { session, userKey, plan, state: "next", savedAt: Date.now() };
  await db.update("plans", session, (kept) => (kept && kept.state !== "next" ? undefined : row)); // a started one stays as it was
  await removePrepared(session);
  void warm(Object.values(plan.drawings ?? {}));
}

/** Asks the service worker to keep the drawings, when there is nothing better to do. @param {string[]} urls */
async function warm(urls) {
  if (/** @type {any} */ (navigator).connection?.saveData || urls.length === 0) return;
  const registration = await navigator.serviceWorker?.ready;
  const send = () => registration?.active?.postMessage({ type: "warm", urls });
  if ("requestIdleCallback" in window) requestIdleCallback(send, { timeout: 10_000 });
  else send();
}

/** @returns {Promise<boolean>} whether the server can be reached */
async function reachable() {
  if (!navigator.onLine) return false;
  try {
    return (await fetch(PULSE_URL, { cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE_MS) })).ok;
  } catch {
    return false;
  }
}

/** @param {HTMLFormElement} form */
async function start(form) {
  const here = await prepared();
  if (!here || (await reachable())) form.submit();
  else location.assign(`/sessions/${here.session}/`);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== START) return;
  event.preventDefault();
  void start(form);
});

if (user) prepare().catch(() => {}); // no network: what was prepared before is still there
