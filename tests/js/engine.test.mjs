import assert from "node:assert/strict";
import test from "node:test";
import { activeMs, initial, isEnded, reduce, shownCount, shownSeconds, swapFor } from "../../static/js/session/engine.js";
import { compile, isEffort, plannedPace } from "../../static/js/session/plan.js";
import { drive, makePlan, makeStep, OWN_PACE, PLAN, randomFrom, SEGMENTS, ticks } from "./plans.mjs";

const START = { type: "START", now: 0 };
const started = (until) => drive([START, ...ticks(0, until)]).state;
const kindAt = (state) => SEGMENTS[state.seg]?.kind;
const outcomes = (state) => state.log.map((row) => row.outcome);

test("both sides get the full hold and nothing drifts, whatever the jitter of the ticks", () => {
  const random = randomFrom(7);
  const total = SEGMENTS.slice(0, 9).reduce((sum, { durMs }) => sum + durMs, 0);
  const events = [{ type: "START", now: 1000 }];
  for (let now = 1000; now < 1000 + total;) {
    now = Math.min(1000 + total, now + 20 + random() * 2400);
    events.push({ type: "TICK", now });
  }
  const { state } = drive(events);
  assert.equal(kindAt(state), "manual");
  assert.ok(Math.abs(state.elapsed) < 1e-6);
  assert.deepEqual(state.log.map((row) => [row.side, row.set, row.ms]), [
    ["left", 1, 45_000], ["right", 1, 45_000], ["left", 2, 45_000], ["right", 2, 45_000],
  ]);
  assert.equal(activeMs(state, SEGMENTS), 180_000);
});

test("halfway, ten to go, three beeps, the end: each once and in order", () => {
  const { state, effects } = drive([START, ...ticks(0, 55_200)]);
  const inHold = effects.filter(({ type, seg }) => seg === 1 && (type === "cue" || type === "end"));
  assert.deepEqual(inHold.map(({ id, type, at }) => [id ?? type, at - 10_000]), [
    ["start", 0], ["tip", 5_000], ["half", 22_600], ["ten", 35_000], ["beep3", 42_000], ["beep2", 43_000], ["beep1", 44_000], ["end", 45_000],
  ]);
  assert.equal(shownSeconds(state, SEGMENTS), 8);
  assert.equal(kindAt(state), "switch");
});

test("the clock shows 30 to 1 and never a lingering 0", () => {
  const segments = [{ kind: "work", step: 0, set: 1, side: null, durMs: 30_000, paceMs: 30_000 }];
  const at = (elapsed) => shownSeconds({ ...initial(), status: "running", elapsed }, segments);
  assert.deepEqual([at(0), at(1), at(29_000), at(29_999)], [30, 30, 1, 1]);
});

test("a late cue is dropped, a late start is not", () => {
  const { effects } = drive([START, { type: "TICK", now: 4_900 }, { type: "TICK", now: 9_800 }]);
  assert.deepEqual(effects.filter(({ type }) => type === "cue").map(({ id }) => id), ["start"]);
});

test("sound is placed from where a segment was really entered", () => {
  const { effects } = drive([START, ...ticks(0, 9_900, 900), { type: "TICK", now: 10_650 }]);
  assert.deepEqual(effects.filter(({ type }) => type === "schedule"), [
    { type: "schedule", from: 0, seg: 0, at: 0 },
    { type: "schedule", from: 650, seg: 1, at: 10_650 },
  ]);
});

test("a sleep of 90 s pauses as interrupted and credits nothing by itself", () => {
  const { state } = drive([START, ...ticks(0, 20_000), { type: "TICK", now: 110_000 }]);
  assert.deepEqual([state.status, state.reason, state.elapsed, state.gap], ["paused", "interrupted", 10_000, 90_000]);
  const credited = drive([{ type: "CREDIT", now: 111_000 }], state).state;
  assert.equal(kindAt(credited), "switch");
  assert.equal(credited.status, "paused");
  assert.deepEqual(credited.log.map(({ outcome, ms }) => [outcome, ms]), [["credited", 45_000]]);
});

test("a short sleep is credited within the hold, once", () => {
  const { state } = drive([START, ...ticks(0, 20_000), { type: "TICK", now: 28_000 }, { type: "CREDIT", now: 28_100 }, { type: "CREDIT", now: 28_200 }]);
  assert.deepEqual([state.status, kindAt(state), state.elapsed, state.log.length], ["paused", "work", 18_000, 0]);
});

test("crediting an untimed set adds at most its usual length and leaves it open", () => {
  const events = [START, ...ticks(0, 2_000)];
  const untimed = drive([...events, { type: "SKIP", scope: "step", now: 2_000 }, { type: "SKIP", scope: "segment", now: 2_100 }]).state;
  assert.equal(kindAt(untimed), "manual");
  const asleep = drive([{ type: "TICK", now: 4_100 }, { type: "TICK", now: 400_000 }, { type: "CREDIT", now: 400_100 }], untimed).state;
  assert.deepEqual([kindAt(asleep), asleep.elapsed], ["manual", 60_000]);
});

test("throttled ticks of one per second lose nothing", () => {
  const { state } = drive([START, ...ticks(0, 30_000, 1000)]);
  assert.deepEqual([state.status, state.elapsed], ["running", 20_000]);
});

test("resuming in a hold counts three seconds in and loses no remainder", () => {
  const { state } = drive([
    ...[START, ...ticks(0, 20_000)], { type: "PAUSE", why: "user", now: 20_050 }, { type: "RESUME", now: 60_000 }, ...ticks(60_000, 63_300, 330),
  ]);
  assert.deepEqual([state.status, state.elapsed], ["running", 10_050 + 300]);
});

test("the count-in shows its own seconds and freezes the hold", () => {
  const paused = drive([{ type: "PAUSE", why: "user", now: 20_000 }], started(20_000)).state;
  const resuming = drive([{ type: "RESUME", now: 30_000 }, { type: "TICK", now: 31_500 }], paused).state;
  assert.deepEqual([resuming.status, shownSeconds(resuming, SEGMENTS), resuming.elapsed], ["resuming", 2, 10_000]);
});

test("resuming in a lead-in goes on at once", () => {
  const paused = drive([{ type: "PAUSE", why: "user", now: 4_000 }], started(4_000)).state;
  const { state } = drive([{ type: "RESUME", now: 9_000 }, { type: "TICK", now: 9_500 }], paused);
  assert.deepEqual([state.status, state.elapsed], ["running", 4_500]);
});

test("back within 3 s goes to the set before, later it restarts this one", () => {
  const early = drive([{ type: "BACK", now: 64_000 }], started(64_000)).state;
  assert.deepEqual([early.seg, early.elapsed, early.log[0].outcome], [1, 0, "redone"]);
  const late = drive([{ type: "BACK", now: 20_000 }], started(20_000)).state;
  assert.deepEqual([late.seg, late.elapsed, late.log.length], [1, 0, 0]);
});

test("back from the very beginning starts the beginning again", () => {
  const { state } = drive([{ type: "BACK", now: 4_000 }], started(4_000));
  assert.deepEqual([state.seg, state.elapsed, state.status], [0, 0, "running"]);
});

test("a set done again counts once", () => {
  const again = drive([{ type: "BACK", now: 64_000 }, ...ticks(64_000, 117_400), { type: "BACK", now: 117_500 }], started(64_000)).state;
  assert.deepEqual(outcomes(again), ["redone", "redone"]);
  assert.equal(activeMs(again, SEGMENTS), 0);
});

test("hurt pauses and is kept; skipping the exercise works while paused", () => {
  const { state } = drive([{ type: "HURT", now: 20_100 }, { type: "SKIP", scope: "step", now: 22_000 }], started(20_000));
  assert.equal(state.status, "paused");
  assert.equal(kindAt(state), "transition");
  assert.deepEqual(outcomes(state), ["hurt", "skipped"]);
  assert.deepEqual([state.log[0].set, state.log[0].side, state.log[0].ms], [1, "left", 10_100]);
});

test("pain stays on record when the set is done again", () => {
  const { state } = drive([{ type: "HURT", now: 20_100 }, { type: "BACK", now: 22_000 }], started(20_000));
  assert.deepEqual(outcomes(state), ["hurt"]);
});

test("an untimed set ends by Done only", () => {
  const until = SEGMENTS.slice(0, 9).reduce((sum, { durMs }) => sum + durMs, 0);
  const manual = started(until + 30_000);
  assert.equal(kindAt(manual), "manual");
  const { state } = drive([{ type: "DONE", now: until + 30_400 }], manual);
  assert.deepEqual([kindAt(state), state.log.at(-1).outcome, state.log.at(-1).ms], ["transition", "done", 30_400]);
  assert.equal(drive([{ type: "DONE", now: 20_100 }], started(20_000)).state.seg, 1);
});

test("a press that the end of the segment overtook skips nothing more", () => {
  const { state } = drive([{ type: "SKIP", scope: "segment", now: 55_100 }], started(54_900));
  assert.deepEqual([state.seg, outcomes(state)], [2, ["done"]]);
});

test("a press during the very last tick of the session is harmless", () => {
  const segments = compile(makePlan([{ seconds: 5 }]));
  const last = drive([START, ...ticks(0, 14_900)], initial(), segments).state;
  for (const event of [{ type: "SKIP", scope: "segment" }, { type: "BACK" }, { type: "HURT" }, { type: "STOP" }, { type: "PAUSE", why: "user" }]) {
    const { state } = drive([{ ...event, now: 15_100 }], last, segments);
    assert.deepEqual([state.status, outcomes(state)], ["finished", ["done"]], event.type);
  }
});

test("skipping asleep time away leaves nothing to credit", () => {
  const asleep = drive([{ type: "TICK", now: 110_000 }], started(20_000)).state;
  const { state } = drive([{ type: "SKIP", scope: "segment", now: 111_000 }, { type: "CREDIT", now: 112_000 }], asleep);
  assert.deepEqual([kindAt(state), state.elapsed], ["switch", 0]);
});

test("restored from JSON: paused at the same millisecond, and no cue comes twice", () => {
  const before = drive(ticks(33_000, 33_100, 37), started(33_000)).state;
  const saved = JSON.parse(JSON.stringify(before));
  const restored = drive([{ type: "RESTORED", now: 9e9 }], saved).state;
  assert.deepEqual([restored.status, restored.reason, restored.elapsed], ["paused", "restored", before.elapsed]);
  const { effects } = drive([{ type: "RESUME", now: 5 }, ...ticks(5, 25_000)], restored);
  assert.deepEqual(effects.filter((effect) => effect.seg === 1 && effect.type === "cue").map(({ id }) => id), ["ten", "beep3", "beep2", "beep1"]);
});

test("a pause for pain is still one after a reload", () => {
  const hurting = drive([{ type: "HURT", now: 20_100 }], started(20_000)).state;
  assert.equal(drive([{ type: "RESTORED", now: 1 }], hurting).state.reason, "hurt");
});

test("a clock that goes backwards moves nothing, neither the hold nor the count-in", () => {
  const { state } = drive([{ type: "START", now: 5000 }, { type: "TICK", now: 5200 }, { type: "TICK", now: 100 }, { type: "TICK", now: 300 }]);
  assert.equal(state.elapsed, 400);
  const paused = drive([{ type: "PAUSE", why: "user", now: 20_000 }], started(20_000)).state;
  const resuming = drive([{ type: "RESUME", now: 30_000 }, { type: "TICK", now: 29_000 }], paused).state;
  assert.equal(resuming.resumeLeft, 3000);
});

test("once ended, nothing changes any more", () => {
  const stopped = drive([{ type: "STOP", now: 20_400 }], started(20_000)).state;
  assert.deepEqual([stopped.status, outcomes(stopped), stopped.log[0].ms], ["stopped", ["stopped"], 10_400]);
  for (const type of ["START", "TICK", "PAUSE", "RESUME", "CREDIT", "DONE", "SKIP", "BACK", "HURT", "STOP", "RESTORED"]) {
    const { state, effects } = drive([{ type, now: 30_000, scope: "segment", why: "user" }], stopped);
    assert.deepEqual(state, { ...stopped, last: null }, type);
    assert.deepEqual(effects, [], type);
  }
});

test("stopping before the start logs nothing", () => {
  assert.deepEqual(drive([{ type: "STOP", now: 1 }]).state.log, []);
});

test("the given state is left alone", () => {
  const before = started(54_900);
  const copy = structuredClone(before);
  reduce(before, { type: "TICK", now: 55_300 }, SEGMENTS);
  assert.deepEqual(before, copy);
});

// --- Repetitions, waiting, and changed timings -----------------------------------------------------------

test("counted repetitions go down by the tempo and go on by themselves", () => {
  const plan = makePlan([{ kind: "reps", seconds: null, reps: 5, secondsPerRep: 4 }, {}]);
  const segments = compile(plan);
  const at = (until) => drive([START, ...ticks(0, until)], initial(), segments).state;
  assert.deepEqual([10_000, 13_800, 14_200, 29_800].map((until) => shownCount(at(until), segments)), [5, 5, 4, 1]);
  const after = at(30_200);
  assert.deepEqual([after.seg, outcomes(after), after.log[0].ms], [2, ["done"], 20_000]);
});

test("a counted set can be done earlier, and is then logged with the time it took", () => {
  const segments = compile(makePlan([{ kind: "reps", seconds: null, reps: 5, secondsPerRep: 4 }, {}]));
  const { state } = drive([START, ...ticks(0, 18_000), { type: "DONE", now: 18_100 }], initial(), segments);
  assert.deepEqual([state.seg, outcomes(state), state.log[0].ms], [2, ["done"], 8_100]);
});

test("with wait for me no lead-in ends by itself; Done ends it", () => {
  const segments = compile(PLAN, { ...OWN_PACE, wait: true });
  const waiting = drive([START, ...ticks(0, 60_000)], initial(), segments).state;
  assert.deepEqual([waiting.seg, shownSeconds(waiting, segments), waiting.log.length], [0, null, 0]);
  const { state } = drive([{ type: "DONE", now: 60_100 }, ...ticks(60_100, 61_100)], waiting, segments);
  assert.deepEqual([state.seg, state.elapsed], [1, 1_000]);
});

test("shorter timings never cut what runs to nothing, longer ones go on from where it is", () => {
  const running = started(9_000);
  const shorter = compile(PLAN, { ...OWN_PACE, timings: { prepareMs: 5_000, switchMs: 5_000, transitionMs: 5_000 } });
  const { state } = drive([{ type: "RETIME", now: 9_000 }], running, shorter);
  assert.deepEqual([state.elapsed, shownSeconds(state, shorter)], [2_000, 3]);
  const longer = compile(PLAN, { ...OWN_PACE, timings: { prepareMs: 30_000, switchMs: 8_000, transitionMs: 12_000 } });
  assert.equal(drive([{ type: "RETIME", now: 9_000 }], running, longer).state.elapsed, 9_000);
});

// --- Swaps -----------------------------------------------------------------------------------------------

const STANDING = makeStep({ id: "standing", name: "Standing", sides: "each", seconds: 20, sets: 2 });
const ROCK = makeStep({ id: "rock", name: "Rock", sides: "both", seconds: 30, sets: 2 });
const SWAPPY = makePlan([
  { id: "lunge", sides: "each", seconds: 45, sets: 2, variants: [{ relation: "instead", why: "", step: STANDING }, { relation: "easier", why: "", step: ROCK }] },
  { id: "bridge", seconds: 20 },
]);
const SWAPPY_SEGMENTS = compile(SWAPPY, OWN_PACE);
const outline = (segments) => segments.map(({ kind, side, exercise }) => [kind, side?.[0] ?? "", exercise].join(" ").replace("  ", " "));

function swapped(state, variant, now) {
  const before = compile(SWAPPY, OWN_PACE, state.swaps);
  const segments = compile(SWAPPY, OWN_PACE, [...state.swaps, swapFor(state, before, variant)]);
  return { segments, ...drive([{ type: "SWAP", now, variant, segments }], state, before) };
}

test("a swap replaces what is left from this bout on, with time to set up", () => {
  const rightOfFirst = drive([START, ...ticks(0, 70_000)], initial(), SWAPPY_SEGMENTS).state;
  assert.equal(rightOfFirst.seg, 3);
  const { segments, state } = swapped(rightOfFirst, 0, 70_000);
  assert.deepEqual(outline(segments), [
    "prepare l lunge", "work l lunge", "transition r standing", "work r standing",
    "rest l standing", "work l standing", "switch r standing", "work r standing", "transition bridge", "work bridge",
  ]);
  assert.deepEqual([state.seg, state.status, state.elapsed], [2, "running", 0]);
  assert.deepEqual(state.log.map(({ exercise, outcome, ms }) => [exercise, outcome, ms]), [["lunge", "done", 45_000], ["lunge", "skipped", 7_000]]);
});

test("a version for both sides at once takes over whole sets", () => {
  const rightOfFirst = drive([START, ...ticks(0, 70_000)], initial(), SWAPPY_SEGMENTS).state;
  const { segments } = swapped(rightOfFirst, 1, 70_000);
  assert.deepEqual(outline(segments).slice(0, 6), [
    "prepare l lunge", "work l lunge", "transition rock", "work rock", "rest rock", "work rock",
  ]);
});

test("a version with fewer sets ends the exercise earlier, and is done at least once", () => {
  const plan = makePlan([{ id: "hold", sets: 5, variants: [{ relation: "instead", why: "", step: makeStep({ id: "bug", name: "Bug", sets: 3 }) }] }]);
  const sets = (from) => compile(plan, OWN_PACE, [{ step: 0, set: from, nth: 0, variant: 0 }]).filter(isEffort).map(({ exercise, set }) => `${exercise} ${set}`);
  assert.deepEqual(sets(2), ["hold 1", "bug 2", "bug 3"]);
  assert.deepEqual(sets(5), ["hold 1", "hold 2", "hold 3", "hold 4", "bug 5"]);
});

test("a swap while paused stays paused; swapping back leads to the plan again", () => {
  const paused = drive([START, ...ticks(0, 20_000), { type: "PAUSE", why: "user", now: 20_000 }], initial(), SWAPPY_SEGMENTS).state;
  const there = swapped(paused, 0, 30_000);
  assert.deepEqual([there.state.status, there.state.seg], ["paused", 0]);
  const back = swapped(there.state, null, 31_000);
  assert.deepEqual(outline(back.segments), outline(SWAPPY_SEGMENTS));
});

// --- When it hurts ---------------------------------------------------------------------------------------

const hurting = () => drive([{ type: "HURT", now: 20_100 }], started(20_000)).state;

test("what is said about pain goes to the row of the press", () => {
  const { state } = drive([{ type: "REPORT", now: 21_000, score: 6, signals: ["sharp"], stops: true }], hurting());
  assert.deepEqual([state.log[0].score, state.log[0].signals, state.stopped], [6, ["sharp"], ["step-0"]]);
});

test("after easing off, a minute of practice brings one question", () => {
  const events = [{ type: "EASE", now: 21_000, checkMs: 20_000 }, { type: "RESUME", now: 21_000 }, ...ticks(21_000, 90_000)];
  const { effects, state } = drive(events, hurting());
  const checks = effects.filter(({ type }) => type === "check");
  assert.deepEqual(checks.map(({ at }) => at), [44_000]);
  assert.equal(state.checkLeft, null);
});

test("the question is dropped with the exercise", () => {
  const { state, effects } = drive([
    { type: "EASE", now: 21_000, checkMs: 20_000 }, { type: "SKIP", scope: "step", now: 21_000 }, { type: "RESUME", now: 22_000 }, ...ticks(22_000, 60_000),
  ], hurting());
  assert.equal(state.checkLeft, null);
  assert.deepEqual(effects.filter(({ type }) => type === "check"), []);
});

test("nothing leads back to an exercise that pain has ended", () => {
  const { state } = drive([
    { type: "REPORT", now: 21_000, score: 7, signals: [], stops: true }, { type: "SKIP", scope: "step", now: 21_000 }, { type: "BACK", now: 22_000 },
  ], hurting());
  assert.deepEqual([kindAt(state), state.status], ["transition", "paused"]);
});

test("settling is kept through a reload and ends with going on", () => {
  const { state } = drive([{ type: "SETTLE", now: 21_000, until: 321_000 }, { type: "RESTORED", now: 5 }], hurting());
  assert.deepEqual([state.status, state.reason, state.settleUntil], ["paused", "settle", 321_000]);
  assert.equal(drive([{ type: "RESUME", now: 30 }], state).state.settleUntil, null);
});

const WITH_COOL_DOWN = makePlan([{ role: "warm-up" }, { sides: "each" }, { id: "last" }, { id: "breathe", role: "cool-down" }, { role: "cool-down" }]);

test("cooling down leaves out what comes before it, and keeps the pause", () => {
  const segments = compile(WITH_COOL_DOWN);
  const { state } = drive([START, ...ticks(0, 60_000), { type: "HURT", now: 60_000 }, { type: "COOL_DOWN", now: 61_000 }], initial(), segments);
  assert.deepEqual([segments[state.seg].exercise, segments[state.seg].kind, state.status], ["breathe", "transition", "paused"]);
  assert.deepEqual(outcomes(state), ["done", "hurt", "skipped"]);
});

test("without a cool-down left, cooling down ends the session", () => {
  const { state, effects } = drive([{ type: "COOL_DOWN", now: 21_000 }], hurting());
  assert.equal(state.status, "stopped");
  assert.ok(effects.some(({ type }) => type === "finish"));
});

test("where it was felt goes to the last set done, why to the last one skipped", () => {
  const { state } = drive([
    { type: "FELT", now: 60_000, felt: "back" }, { type: "SKIP", scope: "segment", now: 63_000 }, { type: "SKIP", scope: "segment", now: 63_500 },
    { type: "REASON", now: 64_000, reason: "no-kit" },
  ], started(60_000));
  assert.deepEqual(state.log.map(({ outcome, felt, reason }) => [outcome, felt, reason]), [["done", "back", undefined], ["skipped", undefined, "no-kit"]]);
});

// --- Properties over random sessions ---------------------------------------------------------------------

const TYPES = ["TICK", "TICK", "TICK", "TICK", "TICK", "TICK", "PAUSE", "RESUME", "RESUME", "SKIP", "BACK", "HURT", "DONE", "CREDIT", "RESTORED", "SWAP", "REPORT", "EASE", "SETTLE", "FELT", "REASON", "COOL_DOWN", "RETIME", "STOP"];
const VARIANTS = [{ relation: "easier", why: "Gentler", step: makeStep({ id: "easy", name: "Easy", sides: "both", seconds: 10 }) }];
const SOME_STEPS = [
  { sides: "each", seconds: 20, sets: 2, restSeconds: 5, variants: VARIANTS },
  { kind: "reps", alternating: true, seconds: null, reps: 4, secondsPerRep: 3 },
  { kind: "reps", sides: "each", seconds: null, reps: 4, secondsPerRep: 3 },
  { seconds: 30, sets: 2, variants: VARIANTS },
  { sides: "right", seconds: 8, role: "cool-down" },
];

function detailsOf(type, state, segments, plan, pace, random) {
  const stops = random() < 0.5;
  const details = { scope: random() < 0.3 ? "step" : "segment", why: "user", score: 5, signals: ["sharp"], stops, until: 1e6, checkMs: 5_000, felt: "back", reason: "no-kit" };
  if (type !== "SWAP" || !segments[state.seg]) return details;
  const variant = random() < 0.3 || !plan.steps[segments[state.seg].step].variants.length ? null : 0;
  return { ...details, variant, segments: compile(plan, pace, [...state.swaps, swapFor(state, segments, variant)]) };
}

function* randomTurns(seed) {
  const random = randomFrom(seed);
  const steps = Array.from({ length: 1 + Math.floor(random() * 4) }, () => SOME_STEPS[Math.floor(random() * SOME_STEPS.length)]);
  const plan = makePlan(steps);
  const pace = { ...plannedPace(plan), counted: random() < 0.5, wait: random() < 0.2 };
  let segments = compile(plan, pace);
  let state = reduce(initial(), START, segments).state;
  for (let now = 0, n = 0; n < 200; n++) {
    const chance = random();
    now += chance < 0.04 ? 5_001 + random() * 60_000 : chance < 0.06 ? -random() * 3_000 : random() * 1_500;
    const type = n < 190 && random() < 0.5 ? "TICK" : TYPES[Math.floor(random() * (TYPES.length - (n < 150 ? 1 : 0)))];
    const event = { type, now, ...detailsOf(type, state, segments, plan, pace, random) };
    const turn = reduce(state, event, segments);
    segments = compile(plan, pace, turn.state.swaps);
    yield { before: state, event, ...turn, segments };
    state = turn.state;
  }
}

function eachTurn(check) {
  for (let seed = 1; seed <= 400; seed++) for (const turn of randomTurns(seed)) check(turn);
}

test("property: the state always makes sense", () => {
  eachTurn(({ state, segments }) => {
    const segment = segments[state.seg];
    assert.equal(segment === undefined, state.status === "finished");
    assert.ok(state.elapsed >= 0 && (segment?.durMs == null || state.elapsed < segment.durMs), `elapsed ${state.elapsed}`);
    assert.ok(state.resumeLeft >= 0 && state.resumeLeft <= 3000);
    assert.equal(state.resumeLeft > 0, state.status === "resuming");
    assert.equal(state.last !== null, state.status === "running" || state.status === "resuming");
    assert.ok(isEnded(state) || state.status !== "paused" || state.reason !== null);
  });
});

test("property: the log only grows; a row keeps what was done and only ever turns into redone", () => {
  eachTurn(({ before, state }) => {
    assert.ok(state.log.length >= before.log.length);
    before.log.forEach((row, at) => {
      const now = state.log[at];
      for (const name of ["seg", "step", "set", "side", "exercise", "ms"]) assert.equal(now[name], row[name]);
      assert.ok(now.outcome === row.outcome || (now.outcome === "redone" && row.outcome !== "hurt"));
    });
  });
});

test("property: a set that is done is logged once, with its full length", () => {
  eachTurn(({ state, segments }) => {
    const done = state.log.filter(({ outcome }) => outcome === "done" || outcome === "credited");
    assert.equal(new Set(done.map(({ seg }) => seg)).size, done.length);
    for (const { seg, exercise, ms } of done) {
      assert.ok(isEffort(segments[seg]));
      const { durMs, kind } = segments[seg];
      if (durMs !== null && kind === "work" && segments[seg].exercise === exercise) assert.equal(ms, durMs);
    }
  });
});

test("property: nothing leads back to an exercise that pain has ended", () => {
  eachTurn(({ before, event, state, segments }) => {
    const segment = segments[state.seg];
    if (event.type !== "BACK" || state.seg >= before.seg || !isEffort(segment)) return;
    assert.ok(!before.stopped.includes(segment.exercise));
  });
});

test("property: logged time adds up to active time, which grows by no more than the time that passed", () => {
  eachTurn(({ before, event, state, segments }) => {
    const logged = state.log.filter(({ outcome }) => outcome !== "hurt" && outcome !== "redone").reduce((sum, { ms }) => sum + ms, 0);
    const open = !isEnded(state) && isEffort(segments[state.seg]) ? state.elapsed : 0;
    assert.ok(Math.abs(activeMs(state, segments) - logged - open) <= 1);
    const passed = Math.max(0, event.now - (before.last ?? event.now));
    const credit = event.type === "CREDIT" ? before.gap : 0;
    assert.ok(activeMs(state, segments) - activeMs(before, segments) <= passed + credit + 2);
  });
});

test("property: no cue comes twice in one visit of a segment", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const given = new Set();
    for (const { effects } of randomTurns(seed)) {
      for (const { id, seg } of effects.filter(({ type }) => type === "cue")) {
        if (id === "start") given.clear();
        assert.ok(!given.has(`${seg}:${id}`), `${seg}:${id} twice with seed ${seed}`);
        given.add(`${seg}:${id}`);
      }
    }
  }
});

test("half an hour of uneven ticks drifts by less than 50 ms", () => {
  const random = randomFrom(11);
  const segments = compile(makePlan([{ seconds: 2_400 }]), { ...OWN_PACE, timings: { prepareMs: 5_000, switchMs: 5_000, transitionMs: 5_000 } });
  const events = [{ type: "START", now: 123.4 }];
  let now = 123.4;
  while (now < 123.4 + 5_000 + 1_800_000) events.push({ type: "TICK", now: (now += 150 + random() * 120) });
  const { state } = drive(events, initial(), segments);
  assert.ok(Math.abs(state.elapsed - (now - 123.4 - 5_000)) < 50, `drift ${state.elapsed - (now - 5_123.4)}`);
});
