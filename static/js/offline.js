// @ts-check
/** The page without a network: what this device can start, and what still waits on it. */
import { openDb } from "./db.js";
import { clock } from "./session/clock.js";
import { GUEST, openOutbox } from "./session/outbox.js";
import { openStore } from "./session/store.js";
import { applyTheme, lastHere } from "./who.js";

/** @typedef {import("./session/outbox.js").Row} Row */
/** @typedef {import("./session/outbox.js").Standing} Standing */
/** @typedef {{session:string, userKey:string, plan:import("./session/plan.js").Plan, state:"next"|"started"|"guest", savedAt:number}} Kept */

const db = openDb();
const store = openStore(() => localStorage);
const user = lastHere();
const TODAY = "/today/";
const ASKED_FOR = location.pathname === "/offline/"; // otherwise it stands in for a page that did not come

/** @param {string} name @returns {HTMLElement} */
function part(name) {
  const found = document.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement)) throw new Error(`The page has no part "${name}"`);
  return found;
}

/** A copy of a <template> of the page. @param {string} name @param {Record<string, string>} words by slot */
function copy(name, words) {
  const template = /** @type {HTMLTemplateElement} */ (part(name));
  const made = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  for (const [slot, text] of Object.entries(words)) {
    for (const place of made.querySelectorAll(`[data-slot="${slot}"]`)) place.textContent = text;
  }
  return made;
}

/** @param {number} wall ms since 1970 @returns {string} "Monday 5 January" */
const day = (wall) => new Date(wall).toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long" });

const outbox = openOutbox({
  db, fetch: fetch.bind(globalThis), clock, random: Math.random, userKey: user ?? GUEST, csrfUrl: "/api/v1/csrf/",
  locks: navigator.locks, channel: globalThis.BroadcastChannel ? new BroadcastChannel("psoasfit") : null,
  onChange: () => showWaiting(),
});

// --- What can be started ---------------------------------------------------------------------------------

/** @param {Kept} kept */
const isBegun = ({ session }) => store.get(`psoasfit.session.${session}`) !== null;

/** @param {Kept} kept */
function card(kept) {
  const begun = isBegun(kept);
  const { title, minutes, steps } = kept.plan;
  const made = copy("session", {
    title,
    eyebrow: begun ? "Started, not finished" : "Prepared for you",
    what: `${minutes} minutes, ${steps.length} exercise${steps.length === 1 ? "" : "s"}. On this device since ${day(kept.savedAt)}.`,
    go: begun ? "Go on here" : "Start it here",
  });
  const link = made.querySelector("a");
  if (link) link.href = `/sessions/${kept.session}/`;
  return made;
}

/** @param {Kept[]} plans @param {Set<string>} ended sessions whose results wait */
function offered(plans, ended) {
  const mine = plans.filter((kept) => (kept.userKey === user || kept.userKey === GUEST) && !ended.has(kept.session));
  return mine.sort((a, b) => Number(isBegun(b)) - Number(isBegun(a)) || b.savedAt - a.savedAt);
}

// --- What waits ------------------------------------------------------------------------------------------

/** @param {Standing} standing @returns {string} */
function stateWords({ phase, reason }) {
  if (user === null) return "Kept on this device. Sign up or sign in to save it for good.";
  if (reason === "consent") return "Waits until you agree again that results may be stored.";
  switch (phase) {
    case "saving": return "Being saved …";
    case "auth": return "Waits until you sign in again.";
    default: return navigator.onLine ? "Not saved yet. It is tried again by itself." : "Waits for a connection.";
  }
}

/** @param {Row} row */
const wordsOf = (row) => ({ title: row.title, when: day(Date.parse(row.doc.started_at) || row.queuedAt) });

function showWaiting() {
  const standing = outbox.standing();
  const rows = outbox.rows();
  const waiting = rows.filter(({ dead }) => !dead);
  fill("waiting", waiting.map((row) => copy("row", { ...wordsOf(row), state: stateWords(standing) })));
  fill("refused", outbox.deadRows().map(refusedRow));
  part("save").hidden = user === null;
  part("sign-in").hidden = standing.phase !== "auth" && user !== null;
  part("agree").hidden = standing.reason !== "consent";
  showEmpty();
}

/** @param {Row} row */
function refusedRow(row) {
  const { status = 0, detail = "" } = row.dead ?? {};
  const made = copy("refused-row", { ...wordsOf(row), state: `Not accepted (${status}). ${detail}` });
  made.querySelector("button")?.addEventListener("click", () => download(row));
  return made;
}

/** @param {Row} row */
function download(row) {
  const { name, text } = outbox.download(row);
  const href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  Object.assign(document.createElement("a"), { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

/** @param {string} name of a section, hidden while it has nothing to show @param {HTMLElement[]} items */
function fill(name, items) {
  part(`${name}-list`).replaceChildren(...items);
  part(name).hidden = items.length === 0;
}

function showEmpty() {
  part("empty").hidden = ["sessions", "waiting", "refused", "others"].some((name) => !part(name).hidden);
}

// --- The page --------------------------------------------------------------------------------------------

function showNetwork() {
  part("again-text").textContent = ASKED_FOR ? "Go to this week" : "Try the page again";
  part("network").textContent = navigator.onLine
    ? "Here is what this device keeps for you. Everything else needs a connection to PsoasFit."
    : "There is no connection right now. A session kept on this device works all the same, and its results are saved later.";
}

async function show() {
  await outbox.ready;
  const rows = await db.all("attempts");
  const ended = new Set(rows.filter(({ doc }) => doc.status !== "open").map(({ session }) => session));
  fill("sessions", offered(await db.all("plans"), ended).map(card));
  const others = rows.filter(({ userKey }) => userKey !== user && userKey !== GUEST).length;
  part("others").hidden = others === 0;
  const results = others === 1 ? "1 result" : `${others} results`;
  part("others-text").textContent = `${results} of somebody who is not signed in here. Saved as soon as they sign in.`;
  showWaiting();
}

part("save").addEventListener("click", () => void outbox.kick());
part("retry").addEventListener("click", () => void outbox.retryDead());
part("again").addEventListener("click", () => {
  if (ASKED_FOR) location.assign(TODAY);
  else location.reload();
});
for (const change of ["online", "offline"]) {
  addEventListener(change, () => {
    showNetwork();
    void outbox.kick();
  });
}

applyTheme();
showNetwork();
await show();
void outbox.flush();
