// @ts-check
/** "This hurts", step by step: what is asked, what may be chosen, and what each choice does. */
import { chosenScore } from "./dialogs.js";
import { choicesAfter, hasCalmed, judge } from "./hurt.js";

/** @typedef {import("./hurt.js").Choice} Choice */
/** @typedef {import("./hurt.js").Report} Report */
/** @typedef {import("./hurt.js").Verdict} Verdict */

const STOPS = new Set(["swap", "settle", "cool-down", "end", "emergency"]);

/**
 * @param {object} ports
 * @param {import("./plan.js").Plan} ports.plan
 * @param {ReturnType<typeof import("./run.js").createRun>} ports.run
 * @param {ReturnType<typeof import("./dialogs.js").createDialogs>} ports.dialogs
 * @param {(name:string) => HTMLElement} ports.part
 * @param {import("./clock.js").Clock} ports.clock
 * @param {() => number|null} ports.before pain before the session
 * @param {ReturnType<typeof import("./swap_flow.js").createSwapFlow>} ports.swaps
 * @param {() => void} ports.resume
 * @param {(signals:string[]) => void} ports.stop ends the session; signals that end it come along
 */
export function createHurtFlow({ plan, run, dialogs, part, clock, before, swaps, resume, stop }) {
  const form = /** @type {HTMLFormElement} */ (part("hurt-form"));
  const elsewhere = () => run.state().stopped.filter((slug) => slug !== run.segment()?.exercise).length;
  let endClock = () => {};

  /** @returns {Report} */
  const report = () => ({
    score: chosenScore(form, "score"),
    signals: [...form.querySelectorAll('input[name="signal"]:checked')].map((box) => /** @type {HTMLInputElement} */ (box).value),
  });
  /** @returns {Verdict} */
  const verdict = () => judge(report(), plan, before(), elsewhere());

  function show() {
    const found = verdict();
    const has = { gentler: swaps.gentler() !== null, instead: swaps.instead().length > 0 };
    const choices = choicesAfter(found, has);
    const sharpAgain = found.then === "swap" && (run.step()?.stopsBefore ?? 0) > 0;
    part("hurt-text").textContent = [plan.words[found.then], sharpAgain ? plan.words.again : "", actionsOf(report().signals)].filter(Boolean).join(" ");
    for (const button of part("hurt-choices").querySelectorAll("[data-choice]")) {
      const choice = /** @type {Choice} */ (/** @type {HTMLElement} */ (button).dataset.choice);
      /** @type {HTMLElement} */ (button).hidden = !choices.includes(choice);
      /** @type {HTMLElement} */ (button).style.setProperty("order", String(choices.indexOf(choice)));
    }
    part("gentler-name").textContent = swaps.gentlerWords();
    const cools = found.then === "cool-down";
    part("skip-title").textContent = cools ? "Cool down and end" : "Skip this exercise";
    part("skip-text").textContent = cools ? "The calm part, then you are done" : "Wait at the next one";
  }

  /** @param {string[]} signals @returns {string} what to do about them */
  const actionsOf = (signals) => plan.signals.filter(({ id, action }) => action && signals.includes(id)).map(({ action }) => action).join(" ");

  /** @param {Choice} choice */
  function choose(choice) {
    const found = verdict();
    const said = report();
    run.dispatch({ type: "REPORT", ...said, stops: STOPS.has(found.then) });
    dialogs.close("hurt");
    if (choice === "stop") return stop(found.rule === "B1" ? said.signals : []);
    if (choice === "instead") return swaps.open({ afterPain: true });
    if (choice === "skip") return leaveExercise(found);
    if (choice === "gentler") swaps.takeGentler();
    if (found.then === "ease") run.dispatch({ type: "EASE", checkMs: plan.limits.settle_in_set_seconds * 1000 });
    resume();
  }

  /** @param {Verdict} found */
  function leaveExercise({ then }) {
    if (then === "cool-down") return coolDown();
    run.dispatch({ type: "SKIP", scope: "step" });
    if (then !== "settle" || run.state().status !== "paused") return;
    run.dispatch({ type: "SETTLE", until: clock.wall() + plan.limits.settle_minutes * 60_000 });
    openSettle();
  }

  function coolDown() {
    run.dispatch({ type: "COOL_DOWN" });
    if (run.state().status === "paused") resume();
  }

  function openSettle() {
    dialogs.open("settle");
    endClock();
    endClock = clock.every(500, showSettle);
    showSettle();
  }

  function showSettle() {
    const left = Math.max(0, (run.state().settleUntil ?? 0) - clock.wall());
    const seconds = Math.ceil(left / 1000);
    part("settle-clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    const words = left > 0 ? plan.words.settling : plan.words["not-settled"];
    if (part("settle-text").textContent !== words) part("settle-text").textContent = words ?? "";
    part("settled").hidden = left === 0;
  }

  /** @param {() => void} next */
  function closeSettle(next) {
    endClock();
    dialogs.close("settle");
    next();
  }

  /** @param {boolean} said whether the person says it has calmed down */
  function answerCheck(said) {
    const score = chosenScore(dialogs.get("check"), "calm");
    dialogs.close("check");
    if (said && (score === null || hasCalmed(score, plan.limits, before()))) return resume();
    run.dispatch({ type: "REPORT", score, signals: [], stops: true });
    if (elsewhere() + 1 >= plan.limits.stops_most) coolDown();
    else run.dispatch({ type: "SKIP", scope: "step" });
  }

  function openHurt() {
    form.reset();
    show();
    dialogs.open("hurt");
  }

  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  part("hurt-choices").addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-choice]") : null;
    if (button instanceof HTMLElement) choose(/** @type {Choice} */ (button.dataset.choice));
  });
  dialogs.get("hurt").addEventListener("cancel", (event) => {
    if (STOPS.has(verdict().then)) event.preventDefault();
  });
  for (const name of /** @type {const} */ (["settle", "check"])) {
    dialogs.get(name).addEventListener("cancel", (event) => event.preventDefault());
  }

  return {
    open() {
      run.dispatch({ type: "HURT" });
      if (run.state().status === "paused") openHurt();
    },
    check() {
      run.dispatch({ type: "PAUSE", why: "check" });
      if (run.state().reason !== "check") return;
      part("check-text").textContent = plan.words.check ?? "";
      /** @type {HTMLFormElement} */ (dialogs.get("check").querySelector("form")).reset();
      dialogs.open("check");
    },
    /** After a reload: what was still to be answered is asked again. */
    reopen() {
      const { reason } = run.state();
      if (reason === "hurt") openHurt();
      else if (reason === "settle") openSettle();
      else if (reason === "check") dialogs.open("check");
    },
    actions: {
      "calm-yes": () => answerCheck(true),
      "calm-no": () => answerCheck(false),
      settled: () => closeSettle(resume),
      "not-settled": () => closeSettle(coolDown),
    },
  };
}
