// @ts-check
/** The player: connects the run to the page, the sounds, the device and the server. */
import { createCues } from "./cues.js";
import { createDialogs, chosenScore } from "./dialogs.js";
import { createEnd } from "./end.js";
import { activeMs, isEnded, isLive, shownSeconds } from "./engine.js";
import { createFigures } from "./figure.js";
import { archesAgain, dayFor } from "./hurt.js";
import { createHurtFlow } from "./hurt_flow.js";
import { newId, openJournal } from "./journal.js";
import { commandOf } from "./keyboard.js";
import { stepOf } from "./plan.js";
import { createRun } from "./run.js";
import { clean, withFirstSide } from "./settings.js";
import { createSettingsForm } from "./settings_form.js";
import { createSpeech } from "./speech.js";
import { createSwapFlow } from "./swap_flow.js";
import { createView, partsOf, savedWords, setsWords } from "./view.js";
import { createWakeLock } from "./wake_lock.js";
import { cueWords, feltWords, offersWater, SIP_WORDS, startWords } from "./words.js";

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {ReturnType<typeof import("./outbox.js").openOutbox>} Outbox */

const TICK_MS = 200;
const HINT_MS = 8_000;
const RESUMABLE_MS = 24 * 60 * 60_000;
const SETTINGS_KEY = "psoasfit.player";

/**
 * @param {object} ports
 * @param {Plan} ports.plan
 * @param {import("./store.js").Store} ports.store
 * @param {Outbox} ports.outbox
 * @param {() => boolean} ports.durable whether this device keeps what the outbox holds
 * @param {import("./clock.js").Clock} ports.clock
 * @param {(url:string) => Promise<string>} ports.read the text of one of our files
 * @param {() => Promise<void>} ports.forget takes the plan off this device
 */
export function createPlayer({ plan: given, store, outbox, durable, clock, read, forget }) {
  const page = document;
  const part = partsOf(page);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const isVisible = () => page.visibilityState === "visible";
  let settings = clean(store.get(SETTINGS_KEY));
  const plan = withFirstSide(given, settings);
  const guest = plan.userKey === "guest";

  // --- The parts -----------------------------------------------------------------------------------------

  const run = createRun({ plan, settings, now: clock.now, onTurn });
  const figures = createFigures({ drawings: plan.drawings ?? {}, read, motionAllowed: () => !calm.matches });
  const view = createView({ page, plan, segments: run.segments, figures, calm });
  const dialogs = createDialogs(page);
  const cues = createCues({
    openAudio() {
      const session = /** @type {any} */ (navigator).audioSession;
      if (session) session.type = settings.aloud ? "playback" : "ambient"; // ambient mixes with the person's own music
      return new AudioContext();
    },
    clock,
    vibrate(pattern) {
      if (settings.vibrate && !calm.matches) navigator.vibrate?.(pattern);
    },
  });
  const speech = createSpeech({
    synth: globalThis.speechSynthesis, utter: (text) => new SpeechSynthesisUtterance(text), clock, lang: page.documentElement.lang || "en",
  });
  const wakeLock = createWakeLock({
    wakeLock: navigator.wakeLock, isVisible, clock,
    onRefused: () => hint("Your screen may switch off during a hold. A longer auto-lock helps."),
  });
  const journal = openJournal({
    store, plan, segments: run.segments, clock, newId: () => newId(crypto), post: (row) => void outbox.put(row),
  });
  const swaps = createSwapFlow({ plan, run, dialogs, part, pause, resume, keep: () => { journal.keepSwap(run.state()); journal.queue(run.state()); } });
  const hurt = createHurtFlow({ plan, run, dialogs, part, clock, before: journal.painBefore, swaps, resume, stop });
  const finish = createEnd({ page, part, plan, clock, onCheckIn });
  const settingsForm = createSettingsForm(/** @type {HTMLFormElement} */ (part("settings")), settings, changeSettings);

  let savedSecond = -1;
  let holdsTab = false;
  let goOnAfterDialog = false;
  let saidCheckIn = false;
  /** @type {string[]} */
  let endSignals = [];
  /** @type {import("./end.js").Ending|null} */
  let ending = null;

  // --- What the engine says ------------------------------------------------------------------------------

  /** @param {import("./engine.js").PlacedEffect[]} effects @param {Segment[]} segments */
  function onTurn(effects, segments) {
    for (const effect of effects) perform(effect, /** @type {Segment} */ (segments[effect.seg]));
    const state = run.state();
    view.render(state);
    const saves = effects.some(({ type }) => type === "save");
    if (saves && state.reason !== "other_tab") journal.queue(state);
    if (effects.some(({ type }) => type === "finish")) end(state.status === "finished" ? "finished" : "stopped");
  }

  /** @param {import("./engine.js").PlacedEffect} effect @param {Segment} segment */
  function perform(effect, segment) {
    switch (effect.type) {
      case "schedule": cues.schedule(segment, effect.from); break;
      case "cancel": cues.cancel(); break;
      case "cue": giveCue(effect.id, segment); break;
      case "end": view.pulse(); askAfter(segment); break;
      case "check": queueMicrotask(hurt.check); break;
      case "paused": wakeLock.pause(); tell("Paused."); break;
      case "resumed": tell("Going on."); break;
    }
  }

  /** @param {import("./plan.js").CueId} id @param {Segment} segment */
  function giveCue(id, segment) {
    if (id === "start") {
      if (segment.kind === "work" || segment.kind === "manual") view.stopAsking();
      cues.buzz(segment);
      tell(startWords(plan, segment) + (offersWater(plan, segment) ? ` ${SIP_WORDS}` : ""));
    } else if (id === "tip") {
      tell(cueWords(plan, segment, run.state().log), { onlyIfQuiet: true });
    } else if (id === "half") {
      tell("Halfway.", { onlyIfQuiet: true });
    } else if (id === "ten") {
      tell("10 seconds left.");
    } else {
      view.pulse();
    }
  }

  /** Captioned always; said by our voice, or by the person's screen reader. @param {string} text @param {{onlyIfQuiet?:boolean}} [how] */
  function tell(text, { onlyIfQuiet = false } = {}) {
    view.caption(text);
    if (settings.voice !== "app" || !speech.available()) view.say(text);
    else if (onlyIfQuiet) speech.sayIfQuiet(text);
    else speech.say(text);
  }

  function tick() {
    if (!isLive(run.state())) return;
    run.dispatch({ type: "TICK" });
    const state = run.state();
    const second = shownSeconds(state, run.segments()) ?? Math.floor(state.elapsed / 1000);
    if (isLive(state) && second !== savedSecond) journal.save(state);
    savedSecond = second;
  }

  // --- Questions with one-tap answers --------------------------------------------------------------------

  /** @param {Segment} segment that has just ended by itself */
  function askAfter(segment) {
    if (!settings.ask || segment.kind !== "work" || !plan.felt?.length || !stepOf(plan, segment).asksFelt) return;
    view.ask("Where did you feel it?", plan.felt, (felt) => {
      run.dispatch({ type: "FELT", felt });
      view.stopAsking();
      const step = stepOf(plan, segment);
      const isGentler = felt === "back" && run.segment()?.step === segment.step && archesAgain(run.state().log, step.id) && swaps.takeGentler();
      const cue = isGentler ? plan.words.arched : feltWords(plan, step, felt);
      if (cue) tell(cue);
    });
  }

  function skip() {
    const before = run.state().log.length;
    run.dispatch({ type: "SKIP", scope: "segment" });
    if (run.state().log[before]?.outcome !== "skipped" || isEnded(run.state()) || !plan.skipReasons?.length) return;
    view.ask("Skipped. Why?", plan.skipReasons, (reason) => {
      run.dispatch({ type: "REASON", reason });
      view.stopAsking();
      if (reason === "pain") hurt.open();
    });
  }

  // --- What the person does ------------------------------------------------------------------------------

  function start() {
    const painBefore = plan.painBefore ?? chosenScore(part("starter"), "pain_before");
    journal.begin(run.state(), painBefore);
    cues.unlock();
    speech.prime();
    takeTab();
    void wakeLock.hold();
    view.showPlayer();
    run.dispatch({ type: "START" });
    if (!store.durable()) hint("This device cannot remember the session: keep this page open.");
  }

  /** @param {string} text */
  function hint(text) {
    if (isEnded(run.state())) return;
    view.hint(text);
    view.say(text);
    clock.later(HINT_MS, () => view.hint(""));
  }

  function pause() {
    run.dispatch({ type: "PAUSE", why: "user" });
  }

  function resume() {
    const { reason } = run.state();
    if (reason === "restored" || reason === "other_tab") catchUp();
    cues.unlock();
    speech.prime();
    takeTab();
    void wakeLock.hold();
    run.dispatch({ type: "RESUME" });
  }

  /** Another tab may have gone on since: continue from what it saved. */
  function catchUp() {
    const saved = journal.load();
    if (!saved || isEnded(saved.state)) return location.reload();
    run.load(saved.state);
    run.dispatch({ type: "RESTORED" });
  }

  /** Only one tab runs a session: the last one to press play. */
  function takeTab() {
    if (holdsTab || !navigator.locks) return;
    holdsTab = true;
    navigator.locks.request(`psoasfit.session.${plan.session}`, { steal: true }, () => new Promise(() => {})).catch(() => {
      holdsTab = false;
      dialogs.closeAll();
      run.dispatch({ type: "PAUSE", why: "other_tab" });
    });
  }

  function toggle() {
    if (run.state().status === "paused") resume();
    else pause();
  }

  function main() {
    const untimed = run.state().status === "running" && run.segment()?.durMs === null;
    if (untimed) run.dispatch({ type: "DONE" });
    else toggle();
  }

  /** @param {import("./dialogs.js").DialogName} name */
  function openPaused(name) {
    goOnAfterDialog = isLive(run.state());
    if (goOnAfterDialog) pause();
    dialogs.open(name);
  }

  function leave() {
    const wasLive = isLive(run.state());
    pause();
    if (isEnded(run.state())) return;
    view.writeLeave(run.state());
    dialogs.open("leave");
    goOnAfterDialog = wasLive;
  }

  /** @param {string[]} [signals] */
  function stop(signals = []) {
    endSignals = signals;
    run.dispatch({ type: "STOP" });
  }

  /** @param {import("./settings.js").Settings} changed */
  function changeSettings(changed) {
    settings = changed;
    store.set(SETTINGS_KEY, settings);
    applySound();
    run.retime(settings);
  }

  function applySound() {
    cues.setVolume(settings.tones ? settings.volume / 100 : 0);
    speech.set(settings.voice === "app" && settings.volume > 0, settings.volume / 100);
    view.showSound(!settings.tones && settings.voice !== "app");
  }

  function mute() {
    const quiet = settings.tones || settings.voice === "app";
    changeSettings({ ...settings, tones: !quiet, voice: quiet ? "off" : "app" });
    settingsForm.show(settings);
  }

  function testSound() {
    cues.test(plan.kind === "strength" ? "crisp" : "calm");
    cues.buzz(/** @type {Segment} */ ({ kind: "work" }));
    if (settings.voice === "app") speech.say("This is how a cue sounds.");
    else view.say("This is how a cue sounds.");
  }

  // --- The end -------------------------------------------------------------------------------------------

  /** @param {import("./end.js").Ending} how */
  function end(how) {
    ending ??= how;
    wakeLock.release();
    dialogs.closeAll();
    const state = run.state();
    if (state.log.length === 0) {
      journal.clear();
      location.assign(plan.urls.today);
      return;
    }
    const scores = state.log.map(({ score }) => score ?? -1).filter((score) => score >= 0);
    const signals = state.log.flatMap((row) => row.signals ?? []).filter((id) => plan.signals.some((s) => s.id === id && s.then !== "swap"));
    finish.show(ending, {
      sets: setsWords(state, run.segments()), activeMs: activeMs(state, run.segments()), signals: [...new Set([...endSignals, ...signals])],
      worst: scores.length ? Math.max(...scores) : null, said: journal.said() !== null,
    });
    saidCheckIn = journal.said() !== null;
    tell(ending === "finished" ? "Session finished. Well done." : "Session stopped.");
    showSaving();
  }

  /** @param {import("./journal.js").CheckIn} said */
  function onCheckIn(said) {
    journal.checkIn(run.state(), said);
    saidCheckIn = true;
    view.say("Thank you, noted.");
    showSaving();
  }

  /** Shows where the results are; once all is saved and said, goes on to what the server advises, or the week. */
  function showSaving() {
    const standing = outbox.standing(plan.session);
    const words = savedWords(standing, store.durable() && durable(), guest);
    view.showSaving(words, run.state().log.length > 0, standing);
    finish.showSaving(words, standing, claimed());
    if (!ending || guest || standing.phase !== "saved") return;
    if (run.state().log.length === 0) return;
    void forget();
    if (!saidCheckIn) return;
    journal.clear();
    location.replace(outbox.echoOf(journal.id())?.care ?? plan.urls.today);
  }

  const claimed = () => outbox.rows().some(({ id, claim }) => id === journal.id() && claim === true);

  function keep() {
    tick();
    if (isLive(run.state())) journal.save(run.state());
  }

  function download() {
    const row = outbox.deadRows()[0];
    if (!row) return;
    const { name, text } = outbox.download(row);
    const link = page.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** @type {Record<string, () => void>} */
  const ACTIONS = {
    start, main, toggle, leave, skip, mute, download,
    hurt: hurt.open,
    swap: () => swaps.open(),
    help: () => openPaused("help"),
    settings: () => openPaused("settings"),
    far: () => view.toggleFar(),
    back: () => run.dispatch({ type: "BACK" }),
    pause,
    done: () => run.dispatch({ type: "DONE" }),
    credit: () => run.dispatch({ type: "CREDIT" }),
    dismiss: view.stopAsking,
    "keep-going": () => dialogs.close("leave"),
    "save-and-leave": () => { goOnAfterDialog = false; stop(); },
    "close-help": () => dialogs.close("help"),
    "close-settings": () => dialogs.close("settings"),
    "reset-settings": settingsForm.reset,
    "test-sound": testSound,
    keep: () => journal.claim(run.state()),
    retry: () => void outbox.retryDead(),
    ...hurt.actions,
    ...swaps.actions,
  };

  // --- The page ------------------------------------------------------------------------------------------

  function listen() {
    page.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (button instanceof HTMLElement) ACTIONS[button.dataset.do ?? ""]?.();
    });
    page.addEventListener("keydown", (event) => {
      if (dialogs.any() || run.state().status === "ready" || isEnded(run.state())) return;
      const command = commandOf(event, settings.letters);
      if (!command) return;
      event.preventDefault();
      ACTIONS[command]?.();
    });
    page.addEventListener("visibilitychange", () => {
      if (!isVisible()) return keep();
      tick();
      void wakeLock.revisit();
      void outbox.kick();
    });
    addEventListener("pagehide", () => { keep(); speech.cancel(); });
    addEventListener("online", () => void outbox.kick());
    addEventListener("beforeunload", (event) => {
      const wouldLose = !durable() && outbox.standing().waiting > 0;
      if (isLive(run.state()) || wouldLose) event.preventDefault();
    });
    for (const name of /** @type {const} */ (["leave", "help", "settings"])) {
      dialogs.onClose(name, () => {
        if (goOnAfterDialog && run.state().status === "paused") resume();
        goOnAfterDialog = false;
      });
    }
    part("before").hidden = plan.painBefore != null;
    part("starter").addEventListener("change", () => {
      const day = dayFor(chosenScore(part("starter"), "pain_before"), plan.limits);
      part("rest-first").hidden = day !== "rest";
      part("gentle-first").hidden = day !== "gentle";
      part("start").hidden = day !== "go";
    });
    clock.every(TICK_MS, tick);
  }

  function restore() {
    const saved = journal.load();
    if (!saved) return view.offerStart();
    run.load(saved.state);
    if (saved.state.status === "ready") return view.offerStart();
    view.showPlayer();
    if (isEnded(saved.state)) {
      journal.repeat(saved.state);
      end(saved.state.status === "finished" ? "finished" : "stopped");
    } else if (saved.ageMs > RESUMABLE_MS) {
      ending = "stale";
      stop();
    } else {
      run.dispatch({ type: "RESTORED" });
      view.render(run.state());
      journal.repeat(run.state());
      hurt.reopen();
    }
  }

  return {
    open() {
      for (const box of page.querySelectorAll(".session-list [data-slug]")) {
        figures.adopt(/** @type {HTMLElement} */ (box));
        if (!box.querySelector("svg")) void figures.draw(/** @type {HTMLElement} */ (box));
      }
      finish.link(plan.urls);
      applySound();
      listen();
      restore();
    },
    showSaving,
    /** True while reloading the page would interrupt someone. */
    busy: () => run.state().status !== "ready" && !isEnded(run.state()),
  };
}
