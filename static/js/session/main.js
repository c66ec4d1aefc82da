// @ts-check
/** Opens the player: with the plan the page brings, or with the one this device kept. */
import { openDb } from "../db.js";
import { lastHere } from "../who.js";
import { clock } from "./clock.js";
import { renderList } from "./list.js";
import { GUEST, openOutbox } from "./outbox.js";
import { createPlayer } from "./player.js";
import { openStore } from "./store.js";
import { partsOf } from "./view.js";

/** @typedef {import("./plan.js").Plan} Plan */

const part = partsOf(document);
const db = openDb();
const store = openStore(() => localStorage);
const embedded = document.getElementById("plan")?.textContent;

/** @returns {string} the session this address names, or none */
const sessionHere = () => location.pathname.match(/\/sessions\/([0-9a-f-]{36})\//)?.[1] ?? "";

/** @returns {Promise<Plan|null>} */
async function findPlan() {
  if (embedded) return JSON.parse(embedded);
  const kept = await db.get("plans", sessionHere());
  if (!kept || ![GUEST, lastHere()].includes(kept.userKey)) return null; // somebody else's is nobody's business
  renderList(part, kept.plan);
  return kept.plan;
}

/** From now on this device can open the session by itself, at its own address. @param {Plan} plan */
async function keepPlan(plan) {
  const { session, userKey } = plan;
  await db.put("plans", { session, userKey, plan, state: userKey === "guest" ? "guest" : "started", savedAt: clock.wall() });
  if (location.pathname !== plan.urls.page) history.replaceState(null, "", plan.urls.page);
}

/** @param {string} url */
async function read(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
}

async function open() {
  const plan = await findPlan();
  if (!plan) {
    part("missing-text").textContent = "This session is not on this device. Open it once with a network, or start a new one from your week.";
    return;
  }
  /** @type {ReturnType<typeof createPlayer>|null} */
  let player = null;
  const outbox = openOutbox({
    db, fetch: fetch.bind(globalThis), clock, random: Math.random, userKey: plan.userKey, csrfUrl: plan.urls.csrf, attemptsUrl: plan.urls.attempts,
    locks: navigator.locks, channel: globalThis.BroadcastChannel && new BroadcastChannel("psoasfit"),
    onChange: () => player?.showSaving(),
  });
  await Promise.allSettled([keepPlan(plan), outbox.ready]);
  player = createPlayer({ plan, store, outbox, durable: db.durable, clock, read, forget: () => db.remove("plans", plan.session) });
  player.open();
  navigator.serviceWorker?.addEventListener("message", ({ data, ports }) => {
    if (data?.type === "busy?") ports[0]?.postMessage({ busy: player?.busy() ?? false });
  });
  void outbox.flush();
}

void open();
