// @ts-check
/** The player: connects the engine to the page, the sounds, the device and the server. */
import { clock } from "./clock.js";
import { createCues } from "./cues.js";
import { activeMs, initial, isEnded, isLive, reduce, shownSeconds } from "./engine.js";
import { newId, openJournal } from "./journal.js";
import { commandOf } from "./keyboard.js";
import { openOutbox } from "./outbox.js";
import { compile, startWords } from "./plan.js";
import { openStore } from "./store.js";
import { createView } from "./view.js";
import { createWakeLock } from "./wake_lock.js";

/** @typedef {import("./engine.js").Event} Event */
/** @typedef {Event extends infer E ? E extends Event ? Omit<E, "now"> : never : never} Press */
/** @typedef {import("./plan.js").Segment} Segment */

const TICK_MS = 200;
const HINT_MS = 8_000;
const RESUMABLE_MS = 24 * 60 * 60_000;
const SETTINGS = { muted: "psoasfit.muted", letters: "psoasfit.letters" };

/** @type {import("./plan.js").Plan} */
const plan = JSON.parse(document.getElementById("plan")?.textContent ?? "");
const segments = compile(plan);
const store = openStore(() => localStorage);
const view = createView(document, plan, segments);
const isVisible = () => document.visibilityState === "visible";
const cues = createCues({
  openAudio() {
    const session = /** @type {any} */ (navigator).audioSession;
    if (session) session.type = "ambient"; // mixes with the person's own music
    return new AudioContext();
  },
  clock,
  vibrate(pattern) {
    if (!matchMedia("(prefers-reduced-motion: reduce)").matches) navigator.vibrate?.(pattern);
  },
});
const wakeLock = createWakeLock({
  wakeLock: navigator.wakeLock, isVisible, clock,
  onRefused: () => hint("Your screen may switch off during a hold. A longer auto-lock helps."),
});
const outbox = openOutbox({
  store, fetch: fetch.bind(globalThis), clock, random: Math.random, userKey: plan.userKey, csrfUrl: plan.urls.csrf,
  onChange: showSaving,
});
const journal = openJournal({
  store, plan, segments, clock, newId: () => newId(crypto), post: (letter) => outbox.put(letter),
});

let state = initial();
/** @type {import("./view.js").Ending|null} */
let ending = null;
let muted = store.get(SETTINGS.muted) === true;
let lettersOn = store.get(SETTINGS.letters) !== false;
let savedSecond = -1;
let holdsTab = false;
let leaving = false;
let goOnAfterDialog = false;

// --- The engine and its effects --------------------------------------------------------------------------

/** @param {Press} press */
function dispatch(press) {
  const turn = reduce(state, /** @type {Event} */ ({ ...press, now: clock.now() }), segments);
  state = turn.state;
  for (const effect of turn.effects) perform(effect);
  view.render(state);
  const saves = turn.effects.some(({ type }) => type === "save");
  if (saves && state.reason !== "other_tab") journal.save(state);
  if (turn.effects.some(({ type }) => type === "finish")) end(state.status === "finished" ? "finished" : "stopped");
}

/** @param {import("./engine.js").PlacedEffect} effect */
function perform(effect) {
  const segment = /** @type {Segment} */ (segments[effect.seg]);
  switch (effect.type) {
    case "schedule": cues.schedule(segment, effect.from); break;
    case "cancel": cues.cancel(); break;
    case "cue": giveCue(effect.id, segment); break;
    case "end": view.pulse(); break;
    case "paused": wakeLock.pause(); view.say("Paused."); break;
    case "resumed": view.say("Going on."); break;
  }
}

/** @param {import("./plan.js").CueId} id @param {Segment} segment */
function giveCue(id, segment) {
  if (id === "start") {
    cues.buzz(segment);
    view.say(startWords(plan, segment));
  } else if (id === "half") {
    view.say("Halfway.");
  } else if (id === "ten") {
    view.say("10 seconds left.");
  } else {
    view.pulse();
  }
}

function tick() {
  if (!isLive(state)) return;
  dispatch({ type: "TICK" });
  const second = shownSeconds(state, segments) ?? Math.floor(state.elapsed / 1000);
  if (isLive(state) && second !== savedSecond) journal.save(state);
  savedSecond = second;
}

// --- What the person does --------------------------------------------------------------------------------

function start() {
  cues.unlock();
  takeTab();
  void wakeLock.hold();
  view.showPlayer();
  dispatch({ type: "START" });
  if (!store.durable()) hint("This device cannot remember the session: keep this page open.");
}

/** @param {string} text */
function hint(text) {
  if (isEnded(state)) return;
  view.hint(text);
  clock.later(HINT_MS, () => view.hint(""));
}

function resume() {
  if (state.reason === "restored" || state.reason === "other_tab") catchUp();
  cues.unlock();
  takeTab();
  void wakeLock.hold();
  dispatch({ type: "RESUME" });
}

/** Another tab may have gone on since: continue from what it saved. */
function catchUp() {
  const saved = journal.load();
  if (!saved || isEnded(saved.state)) return location.reload();
  state = saved.state;
  dispatch({ type: "RESTORED" });
}

/** Only one tab runs a session: the last one to press play. */
function takeTab() {
  if (holdsTab || !navigator.locks) return;
  holdsTab = true;
  navigator.locks.request(`psoasfit.session.${plan.session}`, { steal: true }, () => new Promise(() => {})).catch(() => {
    holdsTab = false;
    dispatch({ type: "PAUSE", why: "other_tab" });
  });
}

function toggle() {
  if (state.status === "paused") resume();
  else dispatch({ type: "PAUSE", why: "user" });
}

function main() {
  const untimed = state.status === "running" && segments[state.seg]?.kind === "manual";
  if (untimed) dispatch({ type: "DONE" });
  else toggle();
}

function hurt() {
  dispatch({ type: "HURT" });
  if (state.status === "paused") view.open("hurt");
}

function leave() {
  const wasLive = isLive(state);
  dispatch({ type: "PAUSE", why: "user" });
  if (!isEnded(state)) view.openLeave(state);
  goOnAfterDialog = wasLive;
}

function keepGoing() {
  view.close("leave");
  if (goOnAfterDialog) resume();
}

function help() {
  const wasLive = isLive(state);
  dispatch({ type: "PAUSE", why: "user" });
  view.open("help");
  goOnAfterDialog = wasLive;
}

function stop() {
  dispatch({ type: "STOP" });
}

function mute() {
  muted = !muted;
  store.set(SETTINGS.muted, muted);
  cues.mute(muted);
  view.showSound(muted);
  view.say(muted ? "Sound off." : "Sound on.");
}

/** @type {Record<string, () => void>} */
const ACTIONS = {
  start, main, leave, mute, help, hurt, toggle,
  back: () => dispatch({ type: "BACK" }),
  skip: () => dispatch({ type: "SKIP", scope: "segment" }),
  pause: () => dispatch({ type: "PAUSE", why: "user" }),
  done: () => dispatch({ type: "DONE" }),
  credit: () => dispatch({ type: "CREDIT" }),
  "keep-going": keepGoing,
  "save-and-leave": stop,
  "ease-off": () => { view.close("hurt"); resume(); },
  "skip-exercise": () => { view.close("hurt"); dispatch({ type: "SKIP", scope: "step" }); },
  "stop-hurt": stop,
  "stop-sharp": () => { ending = "sharp"; stop(); },
  "close-help": () => view.close("help"),
  retry: () => void outbox.unpark(),
};

// --- The end, and what is saved --------------------------------------------------------------------------

/** @param {import("./view.js").Ending} how */
function end(how) {
  ending ??= how;
  wakeLock.release();
  if (state.log.length === 0) {
    journal.clear();
    location.assign(plan.urls.today);
    return;
  }
  view.showEnd(ending, state, activeMs(state, segments));
  view.say(ending === "finished" ? "Session finished." : "Session stopped.");
  showSaving();
}

/** Shows where the results are; once all of an ended session are with the server, goes on to the check-in. */
function showSaving() {
  view.showSaving(outbox.standing(), store.durable(), state.log.length > 0);
  if (!ending || leaving || outbox.standing(plan.session).phase !== "saved") return;
  leaving = true;
  journal.clear();
  if (ending === "finished" || ending === "stopped") location.replace(plan.urls.done);
}

function restore() {
  const saved = journal.load();
  if (!saved) return view.offerStart();
  state = saved.state;
  view.showPlayer();
  if (isEnded(state)) {
    journal.save(state);
    end(state.status === "finished" ? "finished" : "stopped");
  } else if (saved.ageMs > RESUMABLE_MS) {
    ending = "stale";
    stop();
  } else {
    dispatch({ type: "RESTORED" });
    if (state.reason === "hurt") view.open("hurt");
  }
}

// --- The page --------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
  if (button instanceof HTMLElement) ACTIONS[button.dataset.do ?? ""]?.();
});
document.addEventListener("keydown", (event) => {
  if (view.hasDialog() || state.status === "ready" || isEnded(state)) return;
  const command = commandOf(event, lettersOn);
  if (!command) return;
  event.preventDefault();
  ACTIONS[command]?.();
});
document.addEventListener("visibilitychange", () => {
  if (!isVisible()) return keep();
  tick();
  void wakeLock.revisit();
  void outbox.kick();
});
addEventListener("pagehide", keep);
addEventListener("online", () => void outbox.kick());
addEventListener("beforeunload", (event) => {
  const wouldLose = !store.durable() && outbox.standing().waiting > 0;
  if (isLive(state) || wouldLose) event.preventDefault();
});
view.onClose("help", () => { if (goOnAfterDialog) resume(); });
view.letters(lettersOn, (on) => {
  lettersOn = on;
  store.set(SETTINGS.letters, on);
});

function keep() {
  tick();
  if (isLive(state)) journal.save(state);
}

cues.mute(muted);
view.showSound(muted);
restore();
void outbox.flush();
clock.every(TICK_MS, tick);
