// @ts-check
/** What the person sees: puts the state on the page, and decides nothing. */
import { isEffort, repsLeft, stepOf } from "./plan.js";
import { shownCount } from "./engine.js";
import { cueWords, keepsMoving, nextWords, offersWater, phaseWords, sideWords, SIP_WORDS } from "./words.js";

/** @typedef {import("./engine.js").State} State */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {import("./outbox.js").Standing} Standing */
/** @typedef {{id:string, label:string}} Answer */

/** @type {Record<import("./engine.js").PauseReason, string>} */
const PAUSE_WORDS = {
  user: "",
  interrupted: "The screen was asleep, so the clock waited for you.",
  hurt: "Go on when it feels right, with a smaller range.",
  check: "Go on when it feels right, with a smaller range.",
  settle: "Go on when it has settled.",
  restored: "Welcome back. Everything is as you left it. Press play to go on.",
  other_tab: "This session goes on in another tab. Press play to take over here.",
};

/** From this many characters a name gets a row of its own. */
const LONG_NAME = 22;

/** @param {Standing} standing @param {boolean} durable @param {boolean} guest @returns {string} */
export function savedWords({ phase, waiting, dead }, durable, guest) {
  if (guest) return durable ? "Saved on this device" : "";
  if (phase === "dead") return `${dead} result${dead === 1 ? "" : "s"} not accepted, kept here`;
  if (phase === "auth") return "Sign in to save";
  if (phase === "saving") return "Saving";
  if (phase === "saved") return "Saved";
  return durable ? "Saved on this device" : `Not saved yet: ${waiting}`;
}

/** @param {State} state @param {Segment[]} segments @returns {string} "3 of 9 sets done" */
export function setsWords(state, segments) {
  const done = state.log.filter(({ outcome }) => outcome === "done" || outcome === "credited").length;
  const all = segments.filter(isEffort).length;
  return `${done} of ${all} set${all === 1 ? "" : "s"} done`;
}

/** @param {Document} page @returns {(name:string) => HTMLElement} */
export const partsOf = (page) => (name) => {
  const found = page.querySelector(`[data-part="${name}"]`);
  if (!(found instanceof HTMLElement || found instanceof SVGElement)) throw new Error(`no part ${name}`);
  return /** @type {HTMLElement} */ (found);
};

/**
 * @param {object} ports
 * @param {Document} ports.page
 * @param {Plan} ports.plan
 * @param {() => Segment[]} ports.segments
 * @param {ReturnType<typeof import("./figure.js").createFigures>} ports.figures
 * @param {MediaQueryList} ports.calm reduced motion
 */
export function createView({ page, plan, segments, figures, calm }) {
  const part = partsOf(page);
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
    const resting = state.status === "paused";
    write("phase", resting ? "Paused" : state.status === "resuming" ? "Going on in" : phaseWords(plan, segment));
    write("side", sideWords(plan, segment));
    write("name", stepOf(plan, segment).name);
    write("next", nextWords(plan, segments()[state.seg + 1]));
    write("cue", offersWater(plan, segment) ? SIP_WORDS : cueWords(plan, segment, state.log));
    const notice = resting && state.reason ? PAUSE_WORDS[state.reason] : "";
    write("notice-text", notice);
    part("notice").hidden = !notice;
    part("cue").hidden = Boolean(notice) || !part("ask").hidden;
    part("credit").hidden = state.reason !== "interrupted";
  }

  /** @param {State} state @param {Segment} segment @returns {[string, string]} the large number and its unit */
  function countOf(state, segment) {
    const step = stepOf(plan, segment);
    const count = shownCount(state, segments());
    if (count === null) return isEffort(segment) ? [String(step.reps ?? ""), step.alternating ? "each side" : "reps"] : ["", "when you are ready"];
    if (state.status === "resuming" || repsLeft(segment, state.elapsed) === null) return [String(count), ""];
    return step.alternating ? [String(Math.ceil(count / 2)), "each side"] : [String(count), "to go"];
  }

  /** @param {State} state @param {Segment} segment */
  function writeClock(state, segment) {
    const [count, unit] = countOf(state, segment);
    write("count", count);
    part("count").dataset.digits = String(count.length);
    write("unit", unit);
    const elapsed = calm.matches ? Math.floor(state.elapsed / 1000) * 1000 : state.elapsed;
    const left = Math.max(0, 1 - elapsed / segment.paceMs);
    part("arc").setAttribute("stroke-dasharray", `${(left * 100).toFixed(2)} 100`);
  }

  /** @param {State} state @param {Segment} segment */
  function writeBars(state, segment) {
    const own = segments().filter(({ step }) => step === segment.step);
    const nth = own.indexOf(segment) + Math.min(1, state.elapsed / segment.paceMs);
    bars.forEach((bar, position) => {
      const filled = position < segment.step ? 1 : position > segment.step ? 0 : nth / own.length;
      bar.style.setProperty("--filled", `${(filled * 100).toFixed(1)}%`);
    });
    part("steps").setAttribute("aria-label", `Exercise ${segment.step + 1} of ${bars.length}`);
  }

  /** @param {State} state @param {Segment} segment */
  function writeButtons(state, segment) {
    const untimed = segment.durMs === null && state.status === "running";
    const action = state.status === "paused" ? "play" : untimed ? "done" : "pause";
    part("main").dataset.action = action;
    part("main").setAttribute("aria-label", { play: "Go on", done: isEffort(segment) ? "Done" : "Ready", pause: "Pause" }[action]);
    part("pause").hidden = !untimed;
    part("swap").hidden = !(plan.steps[segment.step]?.variants?.length);
  }

  /** @param {State} state @param {Segment} segment @returns {import("./figure.js").Motion} */
  function motionFor(state, segment) {
    if (state.status !== "running") return "still";
    return segment.kind === "work" && !keepsMoving(stepOf(plan, segment)) ? "hold" : "loop";
  }

  return {
    /** @param {State} state */
    render(state) {
      const segment = segments()[state.seg];
      if (!segment) return;
      const player = part("player");
      Object.assign(player.dataset, { status: state.status, phase: segment.kind, side: segment.side ?? "both" });
      player.toggleAttribute("data-long", stepOf(plan, segment).name.length >= LONG_NAME);
      writeWords(state, segment);
      writeClock(state, segment);
      writeBars(state, segment);
      writeButtons(state, segment);
      const next = segments()[state.seg + 1];
      figures.show(segment.exercise, segment.side, motionFor(state, segment), next?.exercise ?? null);
    },
    offerStart() {
      part("starter").hidden = false;
      const byHand = page.querySelector('[data-part="by-hand"]');
      if (byHand instanceof HTMLElement) byHand.hidden = true;
    },
    showPlayer() {
      figures.mount(part("stage"));
      part("list").hidden = true;
      part("player").hidden = false;
      part("name").focus({ preventScroll: true });
      scrollTo(0, 0);
    },
    /** @param {string} words @param {boolean} durable whether anything is kept yet @param {Standing} standing */
    showSaving(words, durable, standing) {
      write("saved", durable ? words : "");
      part("saved").dataset.saving = standing.phase;
    },
    /** @param {boolean} muted */
    showSound(muted) {
      part("mute").setAttribute("aria-pressed", String(muted));
    },
    /** @param {boolean} [far] without a value the other way round */
    toggleFar(far = !part("player").hasAttribute("data-far")) {
      part("player").toggleAttribute("data-far", far);
      part("far").setAttribute("aria-pressed", String(far));
    },
    /** Says it in the one status region. @param {string} text */
    say(text) {
      part("status").textContent = text;
    },
    /** What is said stands on the screen at the same time, once. @param {string} text */
    caption(text) {
      write("caption", text === part("cue").textContent && !part("cue").hidden ? "" : text);
    },
    /** A passing remark about the device. @param {string} text empty to take it away */
    hint(text) {
      write("hint", text);
      part("hint").hidden = !text;
    },
    /** One question with one-tap answers; they can be left alone. @param {string} question @param {Answer[]} answers @param {(id:string) => void} onAnswer */
    ask(question, answers, onAnswer) {
      write("ask-text", question);
      part("answers").replaceChildren(...answers.map(({ id, label }) => {
        const button = page.createElement("button");
        Object.assign(button, { type: "button", className: "btn btn--ghost btn--small", textContent: label });
        button.addEventListener("click", () => onAnswer(id));
        return button;
      }));
      part("ask").hidden = false;
    },
    stopAsking() {
      part("ask").hidden = true;
    },
    /** The visible beep: one slow breath of the ring. */
    pulse() {
      if (!calm.matches) part("ring").animate({ opacity: [1, 0.45, 1] }, { duration: 600, easing: "ease-in-out" });
    },
    /** @param {State} state */
    writeLeave(state) {
      write("leave-text", `${setsWords(state, segments())}. What you did is kept.`);
    },
  };
}
