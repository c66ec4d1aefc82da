// A plan as the server embeds it, and a driver for the engine.
import { compile } from "../../static/js/session/plan.js";
import { initial, reduce } from "../../static/js/session/engine.js";

const defaults = {
  role: "main", kind: "hold", sides: "both", alternating: false, seconds: 30, reps: null,
  secondsPerRep: 6, sets: 1, restSeconds: 15, cue: "", dose: "",
};

export const SESSION = "7d1f0c5e-0000-4000-8000-000000000001";

export function makePlan(steps, rest = {}) {
  return {
    version: 1, session: SESSION, title: "Stretch", kind: "stretch", minutes: 15, hash: "abc", userKey: "alice",
    timings: { prepareMs: 10_000, switchMs: 8_000, transitionMs: 12_000 }, sideFirst: "left",
    steps: steps.map((step, index) => ({ ...defaults, index, id: `step-${index}`, name: `Step ${index}`, ...step })),
    urls: {
      csrf: "/api/v1/csrf/", set: `/api/v1/sessions/${SESSION}/sets/`, session: `/api/v1/sessions/${SESSION}/`,
      done: `/sessions/${SESSION}/check-in/`, today: "/today/",
    },
    ...rest,
  };
}

export const PLAN = makePlan([
  { name: "Low lunge", sides: "each", seconds: 45, sets: 2 },
  { name: "Bridge", kind: "reps", seconds: null, reps: 10 },
  { name: "Reclined", sides: "left", seconds: 60 },
]);
export const SEGMENTS = compile(PLAN);

/** Runs events through the engine: the last state and all effects, each with the time of its event. */
export function drive(events, state = initial(), segments = SEGMENTS) {
  const effects = [];
  for (const event of events) {
    const turn = reduce(state, event, segments);
    state = turn.state;
    effects.push(...turn.effects.map((effect) => ({ ...effect, at: event.now })));
  }
  return { state, effects };
}

/** Ticks after `from`, up to `to`, every `step` ms. */
export function ticks(from, to, step = 200) {
  const events = [];
  for (let now = from + step; now <= to; now += step) events.push({ type: "TICK", now });
  return events;
}

/** A repeatable stand-in for Math.random. */
export function randomFrom(seed) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647;
}
