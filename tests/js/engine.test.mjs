import assert from "node:assert/strict";
import test from "node:test";
import { activeMs, initial, isEnded, reduce, shownSeconds } from "../../static/js/session/engine.js";
import { compile, isEffort } from "../../static/js/session/plan.js";
import { drive, makePlan, randomFrom, SEGMENTS, ticks } from "./plans.mjs";

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
    ["start", 0], ["half", 22_600], ["ten", 35_000], ["beep3", 42_000], ["beep2", 43_000], ["beep1", 44_000], ["end", 45_000],
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
  assert.deepEqual([early.seg, early.elapsed, early.log[0].outcome, early.log[0].rev], [1, 0, "redone", 2]);
  const late = drive([{ type: "BACK", now: 20_000 }], started(20_000)).state;
  assert.deepEqual([late.seg, late.elapsed, late.log.length], [1, 0, 0]);
});

test("back from the very beginning starts the beginning again", () => {
  const { state } = drive([{ type: "BACK", now: 4_000 }], started(4_000));
  assert.deepEqual([state.seg, state.elapsed, state.status], [0, 0, "running"]);
});

test("a set done again counts once, and is corrected only once", () => {
  const again = drive([{ type: "BACK", now: 64_000 }, ...ticks(64_000, 117_400), { type: "BACK", now: 117_500 }], started(64_000)).state;
  assert.deepEqual(again.log.map(({ outcome, rev }) => [outcome, rev]), [["redone", 2], ["redone", 2]]);
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

// --- Properties over random sessions ---------------------------------------------------------------------

const TYPES = ["TICK", "TICK", "TICK", "TICK", "TICK", "TICK", "PAUSE", "RESUME", "RESUME", "SKIP", "BACK", "HURT", "DONE", "CREDIT", "RESTORED", "STOP"];
const SOME_STEPS = [
  { sides: "each", seconds: 20, sets: 2, restSeconds: 5 },
  { kind: "reps", alternating: true, seconds: null, reps: 4, secondsPerRep: 3 },
  { kind: "reps", sides: "each", seconds: null, reps: 4, secondsPerRep: 3 },
  { seconds: 30, sets: 2 },
  { sides: "right", seconds: 8 },
];

function* randomTurns(seed) {
  const random = randomFrom(seed);
  const steps = Array.from({ length: 1 + Math.floor(random() * 4) }, () => SOME_STEPS[Math.floor(random() * SOME_STEPS.length)]);
  const segments = compile(makePlan(steps));
  let state = reduce(initial(), START, segments).state;
  for (let now = 0, n = 0; n < 200; n++) {
    const chance = random();
    now += chance < 0.04 ? 5_001 + random() * 60_000 : chance < 0.06 ? -random() * 3_000 : random() * 1_500;
    const type = n < 190 && random() < 0.5 ? "TICK" : TYPES[Math.floor(random() * (TYPES.length - (n < 150 ? 1 : 0)))];
    const event = { type, now, scope: random() < 0.3 ? "step" : "segment", why: "user" };
    const turn = reduce(state, event, segments);
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

test("property: the log only grows, and a row only ever turns into redone", () => {
  eachTurn(({ before, state }) => {
    assert.ok(state.log.length >= before.log.length);
    before.log.forEach((row, at) => {
      const now = state.log[at];
      const same = JSON.stringify(now) === JSON.stringify(row);
      assert.ok(same || (now.outcome === "redone" && now.rev === row.rev + 1 && row.outcome !== "hurt" && row.rev === 1));
    });
  });
});

test("property: a set that counts is logged once, with its full length when done", () => {
  eachTurn(({ state, segments }) => {
    const counting = state.log.filter(({ outcome }) => outcome !== "hurt" && outcome !== "redone");
    assert.equal(new Set(counting.map(({ seg }) => seg)).size, counting.length);
    for (const { seg, outcome, ms } of counting) {
      const { durMs } = segments[seg];
      assert.ok(isEffort(segments[seg]));
      if (durMs !== null && (outcome === "done" || outcome === "credited")) assert.equal(ms, durMs);
    }
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
