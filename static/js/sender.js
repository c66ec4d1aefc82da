// @ts-check
/** On every page of a signed-in person: sends what this device still keeps for them, and tidies up after who left. */
import { openDb } from "./db.js";
import { guardLogOut } from "./log-out.js";
import { clock } from "./session/clock.js";
import { openOutbox } from "./session/outbox.js";
import { openStore } from "./session/store.js";
import { hideToast, showToast } from "./toast.js";
import { forget, leaving, signedIn } from "./who.js";

/** @typedef {import("./session/outbox.js").Standing} Standing */

const DAY_MS = 24 * 60 * 60_000;
const DELETED = "/settings/privacy/deleted/";
const TOAST = "unsent";
const CLOSE = { text: "Close", press: () => hideToast(TOAST) };

const JOURNAL = "psoasfit.session."; // the player's own notes of a session, see session/journal.js

const db = openDb();
const store = openStore(() => localStorage);
const user = signedIn();

/** @param {number} n */
const results = (n) => (n === 1 ? "1 session" : `${n} sessions`);

/** Plans stay only while their person is signed in here, and notes only while results wait. @param {(owner:string) => boolean} whose */
async function removeTraces(whose) {
  for (const { session, userKey } of await db.all("plans")) {
    if (whose(userKey)) await db.remove("plans", session);
  }
  const unsent = new Set((await db.all("attempts")).map(({ session }) => session));
  for (const key of store.keys(JOURNAL)) {
    if (whose(store.get(key)?.userKey) && !unsent.has(key.slice(JOURNAL.length))) store.remove(key);
  }
}

/** @param {string} gone signed out here: saved rows are gone already, unsent ones wait for them */
async function tidyAfter(gone) {
  await removeTraces((owner) => owner === gone);
  if (location.pathname === DELETED) {
    for (const { id, userKey } of await db.all("attempts")) if (userKey === gone) await db.remove("attempts", id);
  }
  forget();
}

/** @param {Standing} standing @param {number} before how many waited when the page opened */
function tell({ waiting, dead, oldestMs }, before) {
  if (dead > 0) {
    showToast(TOAST, `${results(dead)} could not be saved.`, [{ text: "See why", href: "/offline/" }, CLOSE]);
  } else if (waiting > 0 && oldestMs > DAY_MS) {
    const days = Math.floor(oldestMs / DAY_MS);
    const long = days === 1 ? "for a day" : `for ${days} days`;
    showToast(TOAST, `${results(waiting)} on this device ${waiting === 1 ? "has" : "have"} waited ${long} to be saved.`, [{ text: "See what waits", href: "/offline/" }, CLOSE]);
  } else if (waiting === 0 && before > 0) {
    showToast(TOAST, `${results(before)} from this device saved.`, [{ text: "Show", press: () => location.reload() }, CLOSE]);
  }
}

/** @param {string} userKey */
async function send(userKey) {
  let before = 0;
  const outbox = openOutbox({
    db, fetch: fetch.bind(globalThis), clock, random: Math.random, userKey, csrfUrl: "/api/v1/csrf/",
    locks: navigator.locks, channel: globalThis.BroadcastChannel ? new BroadcastChannel("psoasfit") : null,
  });
  guardLogOut({ outbox, userKey });
  addEventListener("online", () => void outbox.kick());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void outbox.kick();
  });
  await outbox.ready;
  before = outbox.standing().waiting;
  if (before > 0) await holdOnTo();
  await outbox.flush();
  tell(outbox.standing(), before);
}

/** Asks the browser not to clear the results away, and to wake us when there is a network. */
async function holdOnTo() {
  await navigator.storage?.persist?.().catch(() => false);
  const registration = /** @type {any} */ (await navigator.serviceWorker?.getRegistration());
  await registration?.sync?.register("psoasfit-outbox").catch(() => {});
}

async function main() {
  if (!user) {
    const gone = leaving();
    if (gone) await tidyAfter(gone);
    return;
  }
  await removeTraces((owner) => owner !== user && owner !== "guest");
  await send(user);
}

void main();
