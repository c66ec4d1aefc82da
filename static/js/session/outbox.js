// @ts-check
/** Letters to the server: kept on the device until the server has echoed them, sent again until it has. */

/**
 * @typedef {object} Letter One idempotent PUT; a later letter with the same id and a higher rev replaces it.
 * @property {string} id
 * @property {"set"|"session"} kind
 * @property {string} session
 * @property {string} userKey only this person may send it
 * @property {string} url
 * @property {{rev:number} & Record<string, unknown>} body
 * @property {number} [parked] HTTP status with which the server refused it for good
 */
/** @typedef {"saved"|"device"|"saving"|"auth"|"parked"} Phase */
/** @typedef {{phase:Phase, waiting:number, parked:number}} Standing */
/**
 * @typedef {{kind:"saved", rev:number} | {kind:"auth"} | {kind:"parked", status:number}
 *   | {kind:"retry", everyone:boolean, waitMs:number}} Verdict
 *   `everyone`: the network or the whole service is away, so the other letters need not try.
 */
/** @typedef {Pick<import("./clock.js").Clock, "now"|"wall"|"later">} Clock */

const PREFIX = "psoasfit.outbox.";
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;
const TIMEOUT_MS = 15_000;
const PASSING = new Set([408, 425]);

/** Ends an attempt early with its verdict. */
class Unsent extends Error {
  /** @param {Verdict} verdict */
  constructor(verdict) {
    super(verdict.kind);
    this.verdict = verdict;
  }
}

/** @param {number} tries @param {number} chance 0 to 1 @returns {number} 5 s, 10 s, 20 s … 15 min, each minus up to half */
export function backoffMs(tries, chance) {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1)) * (0.5 + chance / 2);
}

/** @param {string|null} header seconds or an HTTP date @param {number} wall @returns {number} ms, 0 if absent or odd */
export function retryAfterMs(header, wall) {
  if (!header) return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - wall;
  return Math.max(0, ms || 0);
}

/**
 * @param {object} ports
 * @param {import("./store.js").Store} ports.store
 * @param {typeof globalThis.fetch} ports.fetch
 * @param {Clock} ports.clock
 * @param {() => number} ports.random
 * @param {string} ports.userKey
 * @param {string} ports.csrfUrl
 * @param {(standing:Standing) => void} ports.onChange
 */
export function openOutbox({ store, fetch, clock, random, userKey, csrfUrl, onChange }) {
  /** @type {string|null} */
  let token = null;
  /** @type {Promise<void>|null} */
  let sending = null;
  let signedOut = false;
  let failures = 0;
  let hold = { until: 0, asked: false };
  /** @type {Map<string, {tries:number, nextAt:number}>} */
  const tries = new Map();
  let cancelTimer = () => {};

  /** @returns {Letter[]} this person's letters, sets before the end of their session */
  function own() {
    /** @type {Letter[]} */
    const letters = store.keys(PREFIX).map((key) => store.get(key));
    return letters
      .filter((letter) => letter?.userKey === userKey)
      .sort((a, b) => Number(a.kind === "session") - Number(b.kind === "session"));
  }
  const waiting = () => own().filter((letter) => letter.parked === undefined);
  const dueAt = (/** @type {Letter} */ letter) => Math.max(hold.until, tries.get(letter.id)?.nextAt ?? 0);

  /** @param {string} [session] only letters of this session @returns {Standing} */
  function standing(session) {
    const letters = own().filter((letter) => !session || letter.session === session);
    const parked = letters.filter((letter) => letter.parked !== undefined).length;
    const left = letters.length - parked;
    const rest = parked > 0 ? "parked" : "saved";
    return { phase: left === 0 ? rest : signedOut ? "auth" : sending ? "saving" : "device", waiting: left, parked };
  }
  const changed = () => onChange(standing());

  /** @param {Letter} letter keeps it, unless the same or a newer one is already kept */
  function put(letter) {
    /** @type {Letter|null} */
    const kept = store.get(PREFIX + letter.id);
    if (kept && kept.body.rev >= letter.body.rev) return;
    store.set(PREFIX + letter.id, letter);
    tries.delete(letter.id);
    changed();
    void flush();
  }

  /** Sends all that is due. @returns {Promise<void>} when this round is over */
  function flush() {
    if (sending) return sending;
    if (signedOut || !waiting().some((letter) => dueAt(letter) <= clock.now())) {
      planNext();
      return Promise.resolve();
    }
    cancelTimer();
    sending = drain().finally(() => {
      sending = null;
      planNext();
      changed();
    });
    changed();
    return sending;
  }

  async function drain() {
    const seen = new Set();
    const next = () =>
      waiting().find((letter) => dueAt(letter) <= clock.now() && !seen.has(letter.id + letter.body.rev));
    for (let letter = next(); letter && !signedOut; letter = next()) {
      seen.add(letter.id + letter.body.rev);
      settle(letter, await send(letter));
      changed();
    }
  }

  function planNext() {
    cancelTimer();
    const soonest = Math.min(...waiting().map(dueAt));
    if (!signedOut && Number.isFinite(soonest)) {
      cancelTimer = clock.later(Math.max(0, soonest - clock.now()), () => void flush());
    }
  }

  /** @param {Letter} letter @param {Verdict} verdict */
  function settle(letter, verdict) {
    /** @type {Letter|null} */
    const kept = store.get(PREFIX + letter.id);
    switch (verdict.kind) {
      case "saved":
        failures = 0;
        tries.delete(letter.id);
        if (kept && kept.body.rev <= verdict.rev) store.remove(PREFIX + letter.id);
        break;
      case "auth":
        signedOut = true;
        break;
      case "parked":
        if (kept && kept.body.rev === letter.body.rev) store.set(PREFIX + letter.id, { ...kept, parked: verdict.status });
        break;
      case "retry":
        postpone(letter, verdict);
    }
  }

  /** @param {Letter} letter @param {Extract<Verdict, {kind:"retry"}>} verdict */
  function postpone(letter, { everyone, waitMs }) {
    const count = everyone ? ++failures : (tries.get(letter.id)?.tries ?? 0) + 1;
    const until = clock.now() + Math.max(waitMs, backoffMs(count, random()));
    if (everyone) hold = { until, asked: waitMs > 0 };
    else tries.set(letter.id, { tries: count, nextAt: until });
  }

  /** @param {Letter} letter @returns {Promise<Verdict>} */
  async function send(letter) {
    try {
      let response = await attempt(letter, token ?? (await freshToken()));
      if (response.status === 403) response = await attempt(letter, await freshToken());
      return await judge(letter, response);
    } catch (error) {
      return error instanceof Unsent ? error.verdict : { kind: "retry", everyone: true, waitMs: 0 };
    }
  }

  /** @param {Letter} letter @param {string} csrf */
  const attempt = (letter, csrf) =>
    fetch(letter.url, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
      body: JSON.stringify(letter.body),
      credentials: "same-origin",
      keepalive: true,
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });

  async function freshToken() {
    const response = await fetch(csrfUrl, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    const refusal = refused(response);
    if (refusal) throw new Unsent(refusal);
    const fresh = String((await response.json()).token);
    token = fresh;
    return fresh;
  }

  /** @param {Response} response @returns {Verdict|null} null when the server answered as hoped */
  function refused(response) {
    const { status } = response;
    if (status === 401 || response.redirected) return { kind: "auth" }; // a redirect leads to the sign-in page
    if (response.ok) return null;
    const everyone = status === 429 || status === 503;
    if (everyone || PASSING.has(status) || status >= 500) {
      return { kind: "retry", everyone, waitMs: retryAfterMs(response.headers.get("Retry-After"), clock.wall()) };
    }
    return { kind: "parked", status };
  }

  /** @param {Letter} letter @param {Response} response @returns {Promise<Verdict>} */
  async function judge(letter, response) {
    const refusal = refused(response);
    if (refusal) return refusal;
    const echo = await response.json().catch(() => null);
    const same = letter.kind === "session" || echo?.id === letter.id;
    if (same && echo?.rev >= letter.body.rev) return { kind: "saved", rev: echo.rev };
    return { kind: "retry", everyone: false, waitMs: 0 };
  }

  return {
    put,
    flush,
    standing,
    /** Something changed for the better (online, visible, a tap): try now, unless the server asked to wait. */
    kick() {
      signedOut = false;
      token = null;
      if (!hold.asked) hold.until = 0;
      tries.clear();
      return flush();
    },
    /** Gives refused letters another chance. */
    unpark() {
      for (const letter of own()) {
        if (letter.parked !== undefined) store.set(PREFIX + letter.id, { ...letter, parked: undefined });
      }
      return this.kick();
    },
  };
}
