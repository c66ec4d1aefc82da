import assert from "node:assert/strict";
import test from "node:test";
import { compile, cueTimes, plannedPace, repsLeft, stepOf } from "../../static/js/session/plan.js";
import { cueWords, nextWords, phaseWords, sideWords, startWords } from "../../static/js/session/words.js";
import { tonesOf } from "../../static/js/session/cues.js";
import { makePlan, makeStep, OWN_PACE, PLAN, SEGMENTS } from "./plans.mjs";

const outline = (segments) => segments.map(({ kind, side }) => (side ? `${kind} ${side}` : kind));

test("every effort has exactly one lead-in, and both sides come in every set", () => {
  assert.deepEqual(outline(SEGMENTS), [
    "prepare left", "work left", "switch right", "work right",
    "rest left", "work left", "switch right", "work right",
    "transition", "manual",
    "transition left", "work left",
  ]);
  assert.deepEqual(SEGMENTS.map(({ set }) => set), [1, 1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1]);
});

test("the first side follows the plan", () => {
  const plan = makePlan([{ sides: "each" }], { sideFirst: "right" });
  assert.deepEqual(outline(compile(plan)), ["prepare right", "work right", "switch left", "work left"]);
});

test("durations come from the plan; a rest is never shorter than a switch", () => {
  const plan = makePlan(
    [{ sides: "each", seconds: 20, sets: 2, restSeconds: 3 }, { seconds: 40, sets: 2, restSeconds: 25 }],
    { timings: { prepareMs: 5_000, switchMs: 6_000, transitionMs: 7_000 } },
  );
  assert.deepEqual(
    compile(plan).map(({ durMs }) => durMs / 1000),
    [5, 20, 6, 20, 6, 20, 6, 20, 7, 40, 25, 40],
  );
});

test("alternating repetitions are one segment for both sides, untimed at one's own pace", () => {
  const plan = makePlan([{ kind: "reps", alternating: true, seconds: null, reps: 8, secondsPerRep: 4, sets: 2 }]);
  const segments = compile(plan, OWN_PACE);
  assert.deepEqual(outline(segments), ["prepare", "manual", "rest", "manual"]);
  assert.equal(segments[1].durMs, null);
  assert.equal(segments[1].paceMs, 2 * 8 * 4 * 1000);
  assert.equal(nextWords(plan, segments[1]), "8 each side");
  assert.equal(sideWords(plan, segments[1]), "Alternate sides");
  assert.equal(startWords(plan, segments[1]), "8 each side. Press Done when finished.");
});

test("a timed exercise that changes sides all along keeps moving", () => {
  const plan = makePlan([{ alternating: true, seconds: 120 }]);
  const [, work] = compile(plan);
  assert.deepEqual([work.kind, phaseWords(plan, work), nextWords(plan, work)], ["work", "Keep moving", "keep moving 2 minutes"]);
  assert.equal(startWords(plan, work), "Keep moving 2 minutes.");
});

test("counted repetitions last as long as their tempo asks for", () => {
  const plan = makePlan([{ kind: "reps", alternating: true, seconds: null, reps: 8, secondsPerRep: 4 }]);
  const [, counted] = compile(plan);
  assert.deepEqual([counted.durMs, counted.repMs], [64_000, 4_000]);
  assert.deepEqual([0, 1, 3_999, 4_000, 63_999].map((ms) => repsLeft(counted, ms)), [16, 16, 16, 15, 1]);
  const [, slow] = compile(plan, { ...plannedPace(plan), tempo: 1.5 });
  assert.equal(slow.durMs, 96_000);
});

test("holds scale with the setting, never past what is sensible for the person", () => {
  const plan = makePlan([{ seconds: 30, secondsMax: 45 }, { seconds: 30 }, { seconds: 10, secondsMax: 10 }]);
  const holds = (hold) => compile(plan, { ...plannedPace(plan), hold }).filter(({ kind }) => kind === "work").map(({ durMs }) => durMs / 1000);
  assert.deepEqual(holds(2), [45, 30, 10]);
  assert.deepEqual(holds(0.5), [15, 15, 5]);
});

test("rests scale, and waiting makes every lead-in untimed", () => {
  const plan = makePlan([{ seconds: 40, sets: 2, restSeconds: 20 }]);
  assert.equal(compile(plan, { ...plannedPace(plan), rest: 2 })[2].durMs, 40_000);
  const waiting = compile(plan, { ...plannedPace(plan), wait: true });
  assert.deepEqual(waiting.map(({ durMs }) => durMs), [null, 40_000, null, 40_000]);
  assert.match(startWords(plan, waiting[0]), /Press the large button when you are ready/);
});

test("the timings change lengths and never the order, so a running session keeps its place", () => {
  const shape = (segments) => segments.map(({ kind, step, set, side }) => [kind, step, set, side]);
  const odd = { timings: { prepareMs: 60_000, switchMs: 30_000, transitionMs: 5_000 }, hold: 2, rest: 3, tempo: 0.5, wait: true, counted: true };
  assert.deepEqual(shape(compile(PLAN, odd)), shape(SEGMENTS));
});

test("what was felt decides the next cue of that exercise only", () => {
  const plan = makePlan([{ cue: "Tuck the tail." }, { cue: "Press down." }]);
  const segments = compile(plan);
  const log = [{ exercise: "step-0", felt: "back" }];
  assert.equal(cueWords(plan, segments[1], log), "Tuck again.");
  assert.equal(cueWords(plan, segments[3], log), "Press down.");
  assert.equal(cueWords(plan, segments[1], []), "Tuck the tail.");
});

test("words for a swapped exercise are its own", () => {
  const plan = makePlan([{ sets: 2, variants: [{ relation: "easier", why: "", step: makeStep({ id: "easy", name: "Easy", seconds: 10 }) }] }]);
  const segments = compile(plan, OWN_PACE, [{ step: 0, set: 2, nth: 0, variant: 0 }]);
  assert.deepEqual(segments.map((segment) => stepOf(plan, segment).name), ["Step 0", "Step 0", "Easy", "Easy"]);
  assert.deepEqual([startWords(plan, segments[2]), startWords(plan, segments[3])], ["Next: Easy.", "Hold 10 seconds."]);
  assert.equal(phaseWords(plan, segments[3]), "Hold · set 2 of 2");
});

test("every spoken line is short enough for every voice", () => {
  const plan = makePlan([{ name: "Half-kneeling hip-flexor stretch with a chair", sides: "each", sets: 3 }]);
  for (const segment of compile(plan, { ...plannedPace(plan), wait: true })) assert.ok(startWords(plan, segment).length < 140);
});

test("repetitions on each side are two segments with a switch", () => {
  const plan = makePlan([{ kind: "reps", sides: "each", seconds: null, reps: 8, secondsPerRep: 4 }]);
  assert.deepEqual(outline(compile(plan)), ["prepare left", "manual left", "switch right", "manual right"]);
  assert.equal(compile(plan)[1].paceMs, 32_000);
});

test("words name the side, the set and what comes next", () => {
  assert.equal(sideWords(PLAN, SEGMENTS[1]), "Left side");
  assert.equal(phaseWords(PLAN, SEGMENTS[5]), "Hold · set 2 of 2");
  assert.deepEqual(
    SEGMENTS.map((_, at) => nextWords(PLAN, SEGMENTS[at + 1])),
    ["hold 45 seconds", "switch to right side", "hold 45 seconds", "rest 15 seconds",
      "hold 45 seconds", "switch to right side", "hold 45 seconds", "Bridge",
      "10 times", "Reclined", "hold 60 seconds", "finish"],
  );
  assert.equal(startWords(PLAN, SEGMENTS[2]), "Switch to right side.");
});

test("a transition into another part of the session says which", () => {
  const plan = makePlan([{ role: "warm-up" }, { role: "main" }, { role: "main" }, { role: "cool-down" }]);
  const transitions = compile(plan).filter(({ kind }) => kind === "transition");
  assert.deepEqual(transitions.map((segment) => phaseWords(plan, segment)), ["Main part", "Next exercise", "Cool-down"]);
});

test("cues: halfway from 20 s, ten to go from 30 s, beeps at three, two and one", () => {
  const ids = (kind, seconds) => cueTimes({ kind, durMs: seconds * 1000 }).map(([id, at]) => [id, at / 1000]);
  assert.deepEqual(ids("work", 19), [["start", 0], ["beep3", 16], ["beep2", 17], ["beep1", 18]]);
  assert.deepEqual(ids("work", 30), [["start", 0], ["half", 15], ["ten", 20], ["beep3", 27], ["beep2", 28], ["beep1", 29]]);
  assert.deepEqual(ids("switch", 3), [["start", 0], ["beep2", 1], ["beep1", 2]]);
  assert.deepEqual(cueTimes({ kind: "work", durMs: 20_000, intro: true }).slice(0, 3), [["start", 0], ["tip", 5_000], ["half", 10_000]]);
  assert.deepEqual(cueTimes({ kind: "manual", durMs: null }), [["start", 0]]);
});

test("tones: beeps and an end tone, and two notes of its own for a change of side", () => {
  const at = (segment) => tonesOf(segment).map((tone) => tone.at).sort((a, b) => a - b);
  assert.deepEqual(at(SEGMENTS[1]), [22_500, 42_000, 43_000, 44_000, 45_000]);
  assert.deepEqual(at(SEGMENTS[2]), [450, 620, 5_000, 6_000, 7_000, 8_000]);
  assert.deepEqual(at(SEGMENTS[9]), []);
});

test("stretching sounds calm, strength crisp, and counted repetitions tick both ways", () => {
  const [, calm, , crisp] = compile(makePlan([{ profile: "calm" }, { kind: "reps", profile: "crisp", seconds: null, reps: 2, secondsPerRep: 4 }]));
  const [calmBeep] = tonesOf(calm).filter(({ at }) => at === 27_000);
  assert.ok(calmBeep.gain < 0.5 && calmBeep.ms > 100);
  assert.deepEqual(tonesOf(crisp).map(({ at }) => at), [0, 2_000, 4_000, 6_000, 8_000]);
});
