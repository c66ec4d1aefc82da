// @ts-check
/** What the person sees: puts the state on the page, and decides nothing. */
import { isEffort, keepsMoving, nextWords, phaseWords, sideWords, startsNewPart, stepOf } from "./plan.js";
import { shownSeconds } from "./engine.js";
import { createFigures } from "./figure.js";

/** @typedef {import("./engine.js").State} State */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {import("./outbox.js").Standing} Standing */
/** @typedef {"finished"|"stopped"|"sharp"|"stale"} Ending */
/** @typedef {"leave"|"hurt"|"help"} DialogName */

/** @type {Record<import("./engine.js").PauseReason, string>} */
const PAUSE_WORDS = {
  user: "",
  interrupted: "The screen was asleep, so the clock waited for you.",
  hurt: "Go on when it feels right, with a smaller range.",
  restored: "Welcome back. Everything is as you left it. Press play to go on.",
  other_tab: "This session goes on in another tab. Press play to take over here.",
};
const SIP_WORDS = "A sip of water now, if you like.";

/** @type {Record<Ending, string>} */
const END_WORDS = {
  finished: "Have a sip of water and rest for a moment.",
  stopped: "Stopping is fine. Listening to your body is part of it.",
  sharp: "You stopped at the right moment.",
  stale: "You left this session more than a day ago, so it ended there.",
};

/** @type {Record<import("./outbox.js").Phase, string>} what an ended session says under where its results are */
const HINTS = {
  saved: "",
  saving: "",
  device: "Your results go to your account as soon as the network is back. This page keeps trying.",
  auth: "Nothing is lost: your results wait on this device until you are signed in.",
  parked: "Your results stay on this device.",
};

/** From this many characters a name gets a row of its own. */
const LONG_NAME = 22;

/** @param {Standing} standing @param {boolean} durable @returns {string} */
export function savedWords({ phase, waiting, parked }, durable) {
  if (phase === "parked") return `${parked} ${parked === 1 ? "entry" : "entries"} not accepted, kept here`;
  if (phase === "auth") return "Sign in to save";
  if (phase === "saving") return "Saving";
  if (phase === "saved") return "Saved";
  return durable ? "Saved on this device" : `Not saved yet: ${waiting}`;
}

/** @param {Ending} ending @param {number} activeMs @returns {string} */
export function endTitle(ending, activeMs) {
  const minutes = Math.round(activeMs / 60_000);
  if (ending !== "finished") return "Stopped here";
  return minutes === 0 ? "Done for today" : `Done: ${minutes} active minute${minutes === 1 ? "" : "s"}`;
}

/** @param {State} state @param {Segment[]} segments @returns {string} "3 of 9 sets done" */
export function setsWords(state, segments) {
  const done = state.log.filter(({ outcome }) => outcome === "done" || outcome === "credited").length;
  const all = segments.filter(isEffort).length;
  return `${done} of ${all} set${all === 1 ? "" : "s"} done`;
}

/** @param {Document} page @param {Plan} plan @param {Segment[]} segments */
export function createView(page, plan, segments) {
  const part = (/** @type {string} */ name) => {
    const found = page.querySelector(`[data-part="${name}"]`);
    if (!(found instanceof HTMLElement || found instanceof SVGElement)) throw new Error(`no part ${name}`);
    return /** @type {HTMLElement} */ (found);
  };
  const dialog = (/** @type {DialogName} */ name) =>
    /** @type {HTMLDialogElement} */ (page.querySelector(`[data-dialog="${name}"]`));
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const figures = createFigures(part("figures"), () => !calm.matches);
  /** @type {HTMLElement[]} */
  const bars = plan.steps.map(() => page.createElement("span"));

  part("steps").append(...bars);

  /** @param {string} name @param {string} text */
  function write(name, text) {
    const element = part(name);
    if (element.textContent !== text) element.textContent = text;
  }

  /** @param {State} state @param {Segment} segment */
  function writeWords(state, segment) {
    const step = stepOf(plan, segment);
    const resting = state.status === "paused";
    write("phase", resting ? "Paused" : state.status === "resuming" ? "Going on in" : phaseWords(plan, segment));
    write("side", sideWords(plan, segment));
    write("name", step.name);
    write("next", nextWords(plan, segments[state.seg + 1]));
    const sip = segment.kind === "transition" && startsNewPart(plan, segment);
    write("cue", sip ? SIP_WORDS : step.cue);
    const notice = resting && state.reason ? PAUSE_WORDS[state.reason] : "";
    write("notice-text", notice);
    part("notice").hidden = !notice;
    part("cue").hidden = Boolean(notice);
    part("credit").hidden = state.reason !== "interrupted";
  }

  /** @param {State} state @param {Segment} segment */
  function writeClock(state, segment) {
    const step = stepOf(plan, segment);
    const seconds = shownSeconds(state, segments);
    const count = String(seconds ?? step.reps ?? "");
    write("count", count);
    part("count").dataset.digits = String(count.length);
    write("unit", seconds !== null ? "" : step.alternating ? "each side" : "reps");
    const elapsed = calm.matches ? Math.floor(state.elapsed / 1000) * 1000 : state.elapsed;
    const left = Math.max(0, 1 - elapsed / segment.paceMs);
    part("arc").setAttribute("stroke-dasharray", `${(left * 100).toFixed(2)} 100`);
  }

  /** @param {State} state @param {Segment} segment */
  function writeBars(state, segment) {
    const own = segments.filter(({ step }) => step === segment.step);
    const nth = own.indexOf(segment) + Math.min(1, state.elapsed / segment.paceMs);
    bars.forEach((bar, position) => {
      const filled = position < segment.step ? 1 : position > segment.step ? 0 : nth / own.length;
      bar.style.setProperty("--filled", `${(filled * 100).toFixed(1)}%`);
    });
    part("steps").setAttribute("aria-label", `Exercise ${segment.step + 1} of ${bars.length}`);
  }

  /** @param {State} state @param {Segment} segment */
  function writeButtons(state, segment) {
    const manual = segment.kind === "manual" && state.status === "running";
    const action = state.status === "paused" ? "play" : manual ? "done" : "pause";
    part("main").dataset.action = action;
    part("main").setAttribute("aria-label", { play: "Go on", done: "Done", pause: "Pause" }[action]);
    part("pause").hidden = !manual;
  }

  /** @param {State} state @param {Segment} segment @returns {import("./figure.js").Motion} */
  function motionFor(state, segment) {
    if (state.status !== "running") return "still";
    return segment.kind === "work" && !keepsMoving(stepOf(plan, segment)) ? "hold" : "loop";
  }

  return {
    /** @param {State} state */
    render(state) {
      const segment = segments[state.seg];
      if (!segment) return;
      const player = part("player");
      Object.assign(player.dataset, { status: state.status, phase: segment.kind, side: segment.side ?? "both" });
      player.toggleAttribute("data-long", stepOf(plan, segment).name.length >= LONG_NAME);
      writeWords(state, segment);
      writeClock(state, segment);
      writeBars(state, segment);
      writeButtons(state, segment);
      figures.show(segment.step, segment.side, motionFor(state, segment));
    },
    offerStart() {
      part("starter").hidden = false;
      part("by-hand").hidden = true;
    },
    showPlayer() {
      part("stage").append(...part("figures").querySelectorAll("[data-step]"));
      part("list").hidden = true;
      part("player").hidden = false;
      part("name").focus({ preventScroll: true });
      scrollTo(0, 0);
    },
    /** @param {Ending} ending @param {State} state @param {number} activeMs */
    showEnd(ending, state, activeMs) {
      for (const name of /** @type {DialogName[]} */ (["leave", "hurt", "help"])) dialog(name).close();
      part("list").hidden = part("player").hidden = true;
      part("end").hidden = false;
      part("end").dataset.ending = ending;
      write("end-title", endTitle(ending, activeMs));
      write("end-text", `${setsWords(state, segments)}. ${END_WORDS[ending]}`);
      part("safety").hidden = ending !== "sharp";
      part("end-title").focus({ preventScroll: true });
      scrollTo(0, 0);
    },
    /** @param {Standing} standing @param {boolean} durable @param {boolean} begun */
    showSaving(standing, durable, begun) {
      const words = savedWords(standing, durable);
      write("saved", begun ? words : "");
      write("end-saved", words);
      write("end-hint", HINTS[standing.phase]);
      part("saved").dataset.saving = part("end-saved").dataset.saving = standing.phase;
      part("go-on").hidden = standing.phase !== "saved" && standing.phase !== "parked";
      part("sign-in").hidden = standing.phase !== "auth";
      part("retry").hidden = standing.phase !== "device" && standing.phase !== "parked";
    },
    /** @param {boolean} muted */
    showSound(muted) {
      part("mute").setAttribute("aria-pressed", String(muted));
    },
    /** Says it in the one status region. @param {string} text */
    say(text) {
      part("status").textContent = text;
    },
    /** A passing remark about the device, seen and said. @param {string} text empty to take it away */
    hint(text) {
      write("hint", text);
      part("hint").hidden = !text;
      if (text) this.say(text);
    },
    /** The visible beep: one slow breath of the ring. */
    pulse() {
      if (!calm.matches) part("ring").animate({ opacity: [1, 0.45, 1] }, { duration: 600, easing: "ease-in-out" });
    },
    /** @param {State} state */
    openLeave(state) {
      write("leave-text", `${setsWords(state, segments)}. What you did is kept.`);
      dialog("leave").showModal();
    },
    /** @param {DialogName} name */
    open(name) {
      if (!dialog(name).open) dialog(name).showModal();
    },
    /** @param {DialogName} name */
    close(name) {
      dialog(name).close();
    },
    /** @param {DialogName} name @param {() => void} action */
    onClose(name, action) {
      dialog(name).addEventListener("close", action);
    },
    hasDialog: () => page.querySelector("dialog[open]") !== null,
    /** @param {boolean} on @param {(on:boolean) => void} action */
    letters(on, action) {
      const box = /** @type {HTMLInputElement} */ (part("letters"));
      box.checked = on;
      box.addEventListener("change", () => action(box.checked));
    },
  };
}
