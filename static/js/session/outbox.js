// @ts-check
/** Attempts on their way to the server: kept on the device until it has echoed them, sent again until it has. */

/**
 * @typedef {object} Row One attempt; a later row with the same id and a higher rev replaces it.
 * @property {string} id
 * @property {string} session
 * @property {string} userKey only this person may send it; "guest" waits until somebody claims it
 * @property {string} title
 * @property {Record<string, any>} doc the attempt document
 * @property {number} rev
 * @property {string|null} pack
 * @property {Dead|null} dead set when the server refused it for good
 * @property {number} queuedAt ms since 1970 since when it waits
 * @property {boolean} [claim] a guest asked to keep it in an account
 */
/** @typedef {{status:number, detail:string}} Dead `detail`: the server's own words */
/** @typedef {"saved"|"device"|"saving"|"auth"|"dead"} Phase */
/**
 * @typedef {object} Standing
 * @property {Phase} phase "saving" also until the device has said what it keeps
 * @property {number} waiting
 * @property {number} dead
 * @property {number} oldestMs how long the oldest row has waited
 * @property {"consent"|null} reason what the server waits for
 */
/** @typedef {Record<string, any> & {id:string, rev:number}} Echo */
/**
 * @typedef {{kind:"saved", echo:Echo} | {kind:"auth"} | {kind:"dead", dead:Dead} | Retry} Verdict
 * @typedef {{kind:"retry", everyone:boolean, waitMs:number, reason?:"consent"}} Retry
 *   `everyone`: the network or the whole service is away, so the other rows need not try.
 */
/** @typedef {Pick<import("./clock.js").Clock, "now"|"wall"|"later">} Clock */
/** @typedef {{type:"queued"|"saved"|"dead", id:string, session:string, userKey:string}} News */

export const GUEST = "guest";
const LOCK = "psoasfit.outbox";
const LOCK_MS = 75_000; // longer than one delivery can take: whoever still holds it is frozen
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;
const LONGEST_WAIT_MS = 24 * 60 * 60_000; // timers overflow at 24.8 days
const TIMEOUT_MS = 15_000;
const KEEPALIVE_MAX = 60_000; // browsers refuse more than 64 KiB
const PASSING = new Set([408, 425]);

/** Ends a delivery early with its verdict. */
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
  return Math.min(LONGEST_WAIT_MS, Math.max(0, ms || 0));
}

/** @param {any} answer JSON of a refusal @returns {string} its words, with the fields they are about */
export function wordsOf(answer) {
  if (typeof answer === "string") return answer;
  if (Array.isArray(answer)) return answer.map(wordsOf).filter(Boolean).join(" ");
  if (answer === null || typeof answer !== "object") return "";
  const parts = Object.entries(answer).map(([field, what]) => [field, wordsOf(what)]);
  return parts.map(([field, words]) => (words && field !== "detail" ? `${field}: ${words}` : words)).filter(Boolean).join(" ");
}

/** @param {Row} row @returns {Record<string, any>} what is sent */
const bodyOf = ({ doc, rev, session, pack }) => ({ ...doc, rev, session, pack });

/**
 * @param {object} ports
 * @param {import("../db.js").Db} ports.db
 * @param {typeof globalThis.fetch} ports.fetch
 * @param {Clock} ports.clock
 * @param {() => number} ports.random
 * @param {string} ports.userKey
 * @param {string} ports.csrfUrl
 * @param {string} [ports.attemptsUrl]
 * @param {LockManager} [ports.locks] so that two tabs never send one row at once
 * @param {Pick<BroadcastChannel, "postMessage"|"addEventListener">|null} [ports.channel] tells other tabs
 * @param {(standing:Standing) => void} [ports.onChange]
 */
export function openOutbox(ports) {
  const { db, fetch, clock, random, userKey, csrfUrl, locks, channel } = ports;
  const { attemptsUrl = "/api/v1/attempts/", onChange = () => {} } = ports;
  /** @type {Map<string, Row>} this person's rows as last read from the device */
  let mirror = new Map();
  /** @type {Map<string, Row>} rows not yet on disk */
  const writing = new Map();
  /** @type {Map<string, Echo>} */
  const echoes = new Map();
  /** @type {Map<string, {tries:number, nextAt:number}>} */
  const tries = new Map();
  /** @type {{until:number, asked:boolean, reason:"consent"|null}} for all rows; `asked` by the server */
  let hold = { until: 0, asked: false, reason: null };
  /** @type {string|null} */
  let token = null;
  /** @type {Promise<void>|null} */
  let flushing = null;
  let sending = false;
  let signedOut = false;
  let loaded = false;
  let failures = 0;
  let changes = 0;
  let cancelTimer = () => {};

  // --- What is kept ----------------------------------------------------------------------------------------

  const rows = () => [...new Map([...mirror, ...writing]).values()];
  const isDue = (/** @type {Row} */ row) => dueAt(row) <= clock.now();
  const dueAt = (/** @type {Row} */ row) => Math.max(hold.until, tries.get(row.id)?.nextAt ?? 0);
  const waiting = () => [...mirror.values()].filter((row) => !row.dead).sort((a, b) => a.queuedAt - b.queuedAt);

  /** Reads the device again; what is written meanwhile makes it read once more. */
  async function refresh() {
    /** @type {Row[]} */
    let found;
    let before;
    do {
      before = changes;
      found = await db.all("attempts");
    } while (before !== changes);
    mirror = new Map(found.filter((row) => row.userKey === userKey).map((row) => [row.id, row]));
    loaded = true;
  }

  /** @param {string} id @param {Row|null} kept */
  function note(id, kept) {
    changes++;
    if (kept?.userKey === userKey) mirror.set(id, kept);
    else mirror.delete(id);
  }

  /** @param {string} [session] only rows of this session @returns {Standing} */
  function standing(session) {
    const mine = rows().filter((row) => !session || row.session === session);
    const left = mine.filter((row) => !row.dead);
    const oldest = Math.min(...left.map(({ queuedAt }) => queuedAt));
    return {
      phase: phaseOf(left.length, mine.length - left.length),
      waiting: left.length,
      dead: mine.length - left.length,
      oldestMs: left.length ? Math.max(0, clock.wall() - oldest) : 0,
      reason: left.length && hold.until > clock.now() ? hold.reason : null,
    };
  }

  /** @param {number} left @param {number} dead @returns {Phase} */
  function phaseOf(left, dead) {
    if (left === 0) return dead ? "dead" : loaded ? "saved" : "saving";
    if (signedOut) return "auth";
    return sending || writing.size ? "saving" : "device";
  }
  const changed = () => onChange(standing());

  /** @param {News["type"]} type @param {Row} row */
  function tell(type, { id, session }) {
    channel?.postMessage({ type, id, session, userKey });
    changed();
  }

  /** @param {Row} row kept, unless the same or a newer rev is; a newer one brings a refused row back */
  async function put(row) {
    const fresh = { ...row, dead: null, queuedAt: row.queuedAt ?? clock.wall() };
    if (row.userKey === userKey) writing.set(row.id, fresh);
    changes++;
    changed();
    const newest = (/** @type {Row|null} */ old) =>
      old && old.rev >= row.rev ? undefined : { ...fresh, queuedAt: old?.queuedAt ?? fresh.queuedAt };
    note(row.id, await db.update("attempts", row.id, newest));
    if (writing.get(row.id) === fresh) writing.delete(row.id);
    tries.delete(row.id);
    tell("queued", row);
    void flush();
  }

  // --- Sending ---------------------------------------------------------------------------------------------

  /** Sends all that is due. @returns {Promise<void>} when this round is over */
  function flush() {
    flushing ??= drain().finally(() => {
      flushing = null;
      planNext();
      changed();
    });
    return flushing;
  }

  async function drain() {
    cancelTimer();
    await refresh();
    if (userKey === GUEST) return;
    const seen = new Set();
    const next = () => waiting().find((row) => isDue(row) && !seen.has(`${row.id} ${row.rev}`));
    for (let row = next(); row && !signedOut; row = next()) {
      seen.add(`${row.id} ${row.rev}`);
      const { id } = row;
      await underLock(() => deliver(id));
    }
  }

  function planNext() {
    cancelTimer();
    const soonest = Math.min(...waiting().map(dueAt));
    if (signedOut || userKey === GUEST || !Number.isFinite(soonest)) return;
    cancelTimer = clock.later(Math.max(0, soonest - clock.now()), () => void flush());
  }

  /** @param {() => Promise<void>} action */
  async function underLock(action) {
    if (!locks) return action();
    const patience = new AbortController();
    const cancel = clock.later(LOCK_MS, () => patience.abort());
    /** @type {Promise<void>|null} */
    let begun = null;
    const begin = () => {
      cancel();
      return (begun = action());
    };
    try {
      await locks.request(LOCK, { signal: patience.signal }, begin);
    } catch (error) {
      if (begun) return begun; // another tab took the lock from us; sending twice is harmless, giving up is not
      await locks.request(LOCK, { steal: true }, begin);
    } finally {
      cancel();
    }
  }

  /** @param {string} id of a row another tab may have sent or changed meanwhile */
  async function deliver(id) {
    /** @type {Row|null} */
    const row = await db.get("attempts", id);
    note(id, row);
    if (!row || row.dead || row.userKey !== userKey) return;
    sending = true;
    changed();
    const verdict = await send(row);
    sending = false;
    await settle(row, verdict);
  }

  /** @param {Row} row @param {Verdict} verdict */
  async function settle(row, verdict) {
    const { id, rev } = row;
    switch (verdict.kind) {
      case "saved":
        failures = 0;
        tries.delete(id);
        echoes.set(id, verdict.echo);
        note(id, await db.update("attempts", id, (old) => (old && old.rev <= verdict.echo.rev ? null : undefined)));
        return tell("saved", row);
      case "dead":
        note(id, await db.update("attempts", id, (old) => (old?.rev === rev ? { ...old, dead: verdict.dead } : undefined)));
        return tell("dead", row);
      case "auth":
        signedOut = true;
        break;
      case "retry":
        postpone(id, verdict);
    }
    changed();
  }

  /** @param {string} id @param {Retry} retry */
  function postpone(id, { everyone, waitMs, reason = undefined }) {
    const count = everyone ? ++failures : (tries.get(id)?.tries ?? 0) + 1;
    const until = clock.now() + Math.max(waitMs, backoffMs(count, random()));
    if (everyone) hold = { until, asked: waitMs > 0 && !reason, reason: reason ?? null };
    else tries.set(id, { tries: count, nextAt: until });
  }

  /** @param {Row} row @returns {Promise<Verdict>} */
  async function send(row) {
    try {
      let response = await attempt(row, token ?? (await freshToken()));
      if (response.status === 403) response = await attempt(row, await freshToken());
      return await judge(row, response);
    } catch (error) {
      return error instanceof Unsent ? error.verdict : { kind: "retry", everyone: true, waitMs: 0 };
    }
  }

  /** @param {Row} row @param {string} csrf */
  function attempt(row, csrf) {
    const body = JSON.stringify(bodyOf(row));
    return fetch(`${attemptsUrl}${row.id}/`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf },
      body,
      credentials: "same-origin",
      keepalive: body.length < KEEPALIVE_MAX,
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
  }

  /** A token belongs to one sign-in, so an old one never carries a row into another person's account. */
  async function freshToken() {
    token = null;
    const response = await fetch(csrfUrl, {
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout?.(TIMEOUT_MS),
    });
    const refusal = await refused(response);
    if (refusal) throw new Unsent(refusal);
    const answer = await response.json();
    if (answer.user && answer.user !== userKey) throw new Unsent({ kind: "auth" });
    token = String(answer.token);
    return token;
  }

  /** @param {Response} response @returns {Promise<Verdict|null>} null when the server answered as hoped */
  async function refused(response) {
    const { status } = response;
    if (status === 401 || response.redirected) return { kind: "auth" }; // a redirect leads to the sign-in page
    if (response.ok) return null;
    const everyone = status === 429 || status === 503;
    if (everyone || PASSING.has(status) || status >= 500) {
      return { kind: "retry", everyone, waitMs: retryAfterMs(response.headers.get("Retry-After"), clock.wall()) };
    }
    const answer = await response.json().catch(() => null);
    if (status === 409 && answer?.reason === "consent") {
      return { kind: "retry", everyone: true, waitMs: LONGEST_RETRY_MS, reason: "consent" };
    }
    return { kind: "dead", dead: { status, detail: wordsOf(answer).slice(0, 500) } };
  }

  /** @param {Row} row @param {Response} response @returns {Promise<Verdict>} */
  async function judge(row, response) {
    const refusal = await refused(response);
    if (refusal) return refusal;
    const echo = await response.json().catch(() => null);
    if (echo?.id === row.id && echo.rev >= row.rev) return { kind: "saved", echo };
    return { kind: "retry", everyone: false, waitMs: 0 };
  }

  /** Something changed for the better (online, visible, a tap): try now, unless the server asked to wait. */
  async function kick() {
    await flushing;
    signedOut = false;
    token = null;
    if (!hold.asked) hold.until = 0;
    tries.clear();
    return flush();
  }

  const ready = refresh().then(changed);
  channel?.addEventListener("message", (/** @type {MessageEvent<News>} */ { data }) => {
    if (data.userKey === userKey) void refresh().then(changed);
  });

  return {
    /** When the device has said what it keeps. */
    ready,
    put,
    flush,
    kick,
    standing,
    durable: () => db.durable(),
    rows,
    deadRows: () => rows().filter((row) => row.dead),
    /** Gives refused rows another chance. */
    async retryDead() {
      for (const { id } of rows().filter((row) => row.dead)) {
        note(id, await db.update("attempts", id, (old) => (old?.dead ? { ...old, dead: null } : undefined)));
      }
      return kick();
    },
    /** @param {Row} row @returns {{name:string, text:string}} a copy to keep, as a JSON file */
    download(row) {
      const day = String(row.doc.started_at ?? "").slice(0, 10) || row.id;
      const copy = { title: row.title, refused: row.dead, attempt: bodyOf(row) };
      return { name: `psoasfit-${day}.json`, text: JSON.stringify(copy, null, 2) };
    },
    /** @param {string} id @returns {Echo|null} the server's last answer about this attempt */
    echoOf: (id) => echoes.get(id) ?? null,
  };
}
