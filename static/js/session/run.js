// @ts-check
/** One run through a plan: the engine's state with the time line that belongs to it. Touches nothing outside. */
import { initial, reduce, swapFor } from "./engine.js";
import { compile, stepOf } from "./plan.js";
import { paceOf } from "./settings.js";

/** @typedef {import("./engine.js").Event} Event */
/** @typedef {import("./engine.js").State} State */
/** @typedef {import("./engine.js").PlacedEffect} PlacedEffect */
/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {import("./settings.js").Settings} Settings */
/** @typedef {Event extends infer E ? E extends Event ? Omit<E, "now"> : never : never} Press */

/**
 * @param {object} ports
 * @param {Plan} ports.plan
 * @param {Settings} ports.settings
 * @param {() => number} ports.now monotonic ms
 * @param {(effects:PlacedEffect[], segments:Segment[]) => void} ports.onTurn after every event
 */
export function createRun({ plan, settings, now, onTurn }) {
  let pace = paceOf(settings);
  let state = initial();
  let segments = compile(plan, pace);

  /** @param {Press} press */
  function dispatch(press) {
    const before = segments;
    const turn = reduce(state, /** @type {Event} */ ({ ...press, now: now() }), segments);
    state = turn.state;
    segments = compile(plan, pace, state.swaps);
    onTurn(turn.effects, press.type === "SWAP" ? segments : before);
  }

  return {
    dispatch,
    state: () => state,
    segments: () => segments,
    /** @returns {Segment|undefined} undefined once finished */
    segment: () => segments[state.seg],
    /** @returns {import("./plan.js").Step|null} the exercise being done, null once finished */
    step() {
      const segment = segments[state.seg];
      return segment ? stepOf(plan, segment) : null;
    },
    /** @param {number|null} variant null goes back to what was planned */
    swap(variant) {
      const swaps = [...state.swaps, swapFor(state, segments, variant)];
      dispatch({ type: "SWAP", variant, segments: compile(plan, pace, swaps) });
    },
    /** @param {Settings} changed */
    retime(changed) {
      pace = paceOf(changed);
      segments = compile(plan, pace, state.swaps);
      dispatch({ type: "RETIME" });
    },
    /** Goes on from what was saved. @param {State} saved */
    load(saved) {
      state = { ...initial(), ...saved };
      segments = compile(plan, pace, state.swaps);
    },
  };
}
