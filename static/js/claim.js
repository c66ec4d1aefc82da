// @ts-check
/** A session done as a guest joins the account: by itself if that was asked for, else after a question. Never twice. */
import { openDb } from "./db.js";
import { clock } from "./session/clock.js";
import { GUEST, openOutbox } from "./session/outbox.js";
import { openStore } from "./session/store.js";

/** @typedef {import("./db.js").Db} Db */
/** @typedef {import("./session/outbox.js").Row & {claim?:boolean, dismissed?:string[]}} Row `dismissed`: by whom */

const DONE = new Set(["done", "credited"]);
const DAY_MS = 86_400_000;

/** @param {Row[]} rows @param {string} userKey @returns {Row[]} ended, with something done, and not turned down by this person; oldest first */
export function claimable(rows, userKey) {
  return rows
    .filter(({ userKey: of, pack, doc, dismissed }) => of === GUEST && pack && doc.ended_at && doc.status !== "open"
      && doc.sets.some((/** @type {{outcome:string}} */ { outcome }) => DONE.has(outcome)) && !dismissed?.includes(userKey))
    .sort((a, b) => Date.parse(a.doc.ended_at) - Date.parse(b.doc.ended_at));
}

/** @param {Row} row @param {string} joined when the account was made @returns {boolean} whoever did it then signed up to keep it */
export const isAskedFor = ({ claim, doc }, joined) => claim === true && Date.parse(doc.ended_at) <= Date.parse(joined);

/**
 * The row changes hands in one step; what else the device kept of a guest goes.
 * @param {{db:Db, store:import("./session/store.js").Store}} kept @param {Row} row @param {string} userKey
 * @returns {Promise<boolean>} false if somebody was faster
 */
export async function take({ db, store }, { id, session }, userKey) {
  const kept = await db.update("attempts", id, (old) =>
    old?.userKey === GUEST ? { ...old, userKey, claim: false, dead: null } : undefined);
  if (kept?.userKey !== userKey) return false;
  await db.remove("plans", session);
  store.remove(`psoasfit.session.${session}`);
  return true;
}

/** It stays on the device for whoever did it. @param {Db} db @param {Row} row @param {string} userKey */
export const dismiss = (db, { id }, userKey) =>
  db.update("attempts", id, (old) => (old ? { ...old, dismissed: [...(old.dismissed ?? []), userKey] } : undefined));

/** @param {Row} row @param {{kind:string, minutes:number}|undefined} plan @param {number} now ms @returns {string} */
export function whatAndWhen({ doc }, plan, now) {
  const day = new Date(doc.ended_at);
  const what = plan ? `a ${plan.kind} session of ${plan.minutes} minutes` : "a session";
  if (day.toDateString() === new Date(now).toDateString()) return `${what} today`;
  const recent = now - day.getTime() < 6 * DAY_MS;
  return `${what} on ${day.toLocaleDateString("en-GB", recent ? { weekday: "long" } : { day: "numeric", month: "long" })}`;
}

/** @param {Row|undefined} left what is left of the row on the device after sending @returns {string} */
export function outcome(left) {
  if (!left) return "It is in your history now.";
  if (left.dead) return `It could not be added. ${left.dead.detail}`;
  return "It goes into your history as soon as the network is back.";
}

/** @param {HTMLElement} card */
async function open(card) {
  const { userKey = "", joined = "", csrf = "" } = card.dataset;
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (card.querySelector(`[data-claim-${name}]`));
  const db = openDb();
  const store = openStore(() => localStorage);
  const outbox = openOutbox({ db, fetch: fetch.bind(globalThis), clock, random: Math.random, userKey, csrfUrl: csrf, locks: navigator.locks });

  /** @param {Row} row @param {string} did */
  async function add(row, did) {
    if (!(await take({ db, store }, row, userKey))) return;
    await outbox.flush();
    const left = outbox.rows().find(({ id }) => id === row.id);
    part("told").textContent = `You did ${did}. ${outcome(left)}`;
    if (!left) part("fresh").hidden = false;
    part("told").hidden = card.hidden = false;
  }

  /** @param {string} did @returns {Promise<boolean>} */
  function ask(did) {
    part("text").textContent = `You did ${did} before you signed in. Add it to your history?`;
    part("question").hidden = card.hidden = false;
    return new Promise((resolve) => {
      part("yes").onclick = () => resolve(true);
      part("no").onclick = () => resolve(false);
    });
  }

  for (const row of claimable(await db.all("attempts"), userKey)) {
    const did = whatAndWhen(row, (await db.get("plans", row.session))?.plan, clock.wall());
    const asked = isAskedFor(row, joined);
    if (asked || (await ask(did))) await add(row, did);
    else await dismiss(db, row, userKey);
    if (asked) continue;
    part("question").hidden = true;
    if (part("told").hidden) card.hidden = true;
    else part("told").focus();
  }
}

const card = globalThis.document?.querySelector("[data-claim]");
if (card) void open(/** @type {HTMLElement} */ (card));
