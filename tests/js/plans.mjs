// A plan as the server embeds it, and a driver for the engine.
import { compile, plannedPace } from "../../static/js/session/plan.js";
import { initial, reduce } from "../../static/js/session/engine.js";

const defaults = {
  role: "main", kind: "hold", sides: "both", alternating: false, seconds: 30, reps: null,
  secondsPerRep: 6, sets: 1, restSeconds: 15, cue: "", dose: "", limits: [], secondsMax: null, asksFelt: false,
  profile: "calm", stopsBefore: 0, variants: [],
};

/** Tables A and B as the server sends them. */
export const LIMITS = {
  rest_from: 8, gentle_from: 6, stop_from: 6, stop_rise: 3, ease_from: 4, ease_rise: 2, calm_most: 3, calm_rise: 1,
  settle_in_set_seconds: 60, settle_minutes: 5, stops_most: 2,
};
export const SIGNALS = [
  { id: "sharp", label: "Sharp", then: "swap", action: "" },
  { id: "numb", label: "Numb", then: "end", action: "See a doctor." },
  { id: "chest", label: "Chest pain", then: "emergency", action: "Call for help." },
];

export const SESSION = "7d1f0c5e-0000-4000-8000-000000000001";

export const makeStep = (step) => ({ ...defaults, ...step });

export function makePlan(steps, rest = {}) {
  return {
    version: 2, session: SESSION, title: "Stretch", kind: "stretch", minutes: 15, hash: "abc", userKey: "alice",
    timings: { prepareMs: 10_000, switchMs: 8_000, transitionMs: 12_000 }, sideFirst: "left",
    steps: steps.map((step, index) => makeStep({ id: `step-${index}`, name: `Step ${index}`, ...step, index })),
    signals: SIGNALS, limits: LIMITS, words: {}, painBefore: null, drawings: {}, pack: null,
    felt: [{ id: "front", label: "Front of the hip", cue: "That is the spot." }, { id: "back", label: "Lower back", cue: "Tuck again." }],
    skipReasons: [{ id: "pain", label: "Pain" }, { id: "no-kit", label: "No kit" }],
    urls: {
      csrf: "/api/v1/csrf/", attempts: "/api/v1/attempts/", page: `/sessions/${SESSION}/`, card: `/sessions/${SESSION}/card/`,
      done: `/sessions/${SESSION}/check-in/`, today: "/today/", signIn: "/accounts/login/", signUp: "/accounts/signup/",
    },
    ...rest,
  };
}

export const PLAN = makePlan([
  { name: "Low lunge", sides: "each", seconds: 45, sets: 2 },
  { name: "Bridge", kind: "reps", seconds: null, reps: 10 },
  { name: "Reclined", sides: "left", seconds: 60 },
]);
/** Repetitions wait for Done, so that a test decides when they end. */
export const OWN_PACE = { ...plannedPace(PLAN), counted: false };
export const SEGMENTS = compile(PLAN, OWN_PACE);

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
