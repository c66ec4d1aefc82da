import assert from "node:assert/strict";
import test from "node:test";
import { archesAgain, choicesAfter, dayFor, hasCalmed, judge } from "../../static/js/session/hurt.js";
import { LIMITS, randomFrom, SIGNALS } from "./plans.mjs";

const plan = { limits: LIMITS, signals: SIGNALS };
const on = (score, signals = [], before = null, stopped = 0) => {
  const { rule, then } = judge({ score, signals }, plan, before, stopped);
  return `${rule} ${then}`;
};

test("before a session: rows A2 and A3, and no answer changes nothing", () => {
  const days = (limits) => [null, 0, 5, 6, 7, 8, 10].map((pain) => dayFor(pain, limits));
  assert.deepEqual(days(LIMITS), ["go", "go", "go", "gentle", "gentle", "rest", "rest"]);
  const usuallyOne = { ...LIMITS, rest_from: 5, gentle_from: 3 };
  assert.deepEqual([2, 3, 4, 5].map((pain) => dayFor(pain, usuallyOne)), ["go", "gentle", "gentle", "rest"]);
});

test("table B row by row", () => {
  const rows = [
    ["B1 emergency", on(2, ["chest"])],
    ["B1 end", on(2, ["numb"])],
    ["B1 swap", on(2, ["sharp"])],
    ["B2 settle", on(6)],
    ["B2 settle", on(4, [], 1)],
    ["B3 ease", on(5)],
    ["B3 ease", on(4)],
    ["B3 ease", on(3, [], 1)],
    ["B4 cool-down", on(6, [], null, 1)],
    ["B4 cool-down", on(2, ["sharp"], null, 1)],
    ["B6 on", on(3)],
    ["B6 on", on(null)],
    ["B6 on", on(3, [], 2)],
  ];
  for (const [expected, found] of rows) assert.equal(found, expected);
});

test("row B5: every second time that the lower back took part in the same exercise", () => {
  const log = [];
  const felt = (where, exercise = "lunge") => {
    log.push({ exercise, felt: where });
    return archesAgain(log, "lunge");
  };
  assert.equal(felt(null), false);
  assert.deepEqual([felt("back"), felt("front"), felt("back", "couch"), felt("back")], [false, false, false, true]);
  assert.deepEqual([felt("back"), felt("back")], [false, true]);
});

test("the worked example: before 3, peak 5 eases", () => assert.equal(on(5, [], 3), "B3 ease"));

test("constant pain: rises count and not the level, and calm means back to what it was", () => {
  const limits = { ...LIMITS, stop_from: 7, stop_rise: 2, ease_from: 7, ease_rise: 1, calm_rise: 0 };
  const said = (score, before) => judge({ score, signals: [] }, { limits, signals: SIGNALS }, before, 0).rule;
  assert.deepEqual([said(5, 5), said(6, 5), said(7, 5), said(5, 3), said(6, null)], ["B6", "B3", "B2", "B2", "B6"]);
  assert.deepEqual([hasCalmed(6, limits, 5), hasCalmed(5, limits, 5), hasCalmed(4, limits, null)], [false, true, false]);
});

test("an emergency wins over everything, an end over a swap", () => {
  assert.equal(on(9, ["sharp", "numb", "chest"], 0, 5), "B1 emergency");
  assert.equal(on(9, ["sharp", "numb"], 0, 5), "B1 end");
});

test("no verdict offers more than its rule allows, and stopping is always there", () => {
  const all = { gentler: true, instead: true };
  assert.deepEqual(choicesAfter({ rule: "B6", then: "on" }, all), ["ease", "gentler", "skip", "stop"]);
  assert.deepEqual(choicesAfter({ rule: "B6", then: "on" }, { gentler: false, instead: false }), ["ease", "skip", "stop"]);
  assert.deepEqual(choicesAfter({ rule: "B1", then: "swap" }, all), ["instead", "skip", "stop"]);
  assert.deepEqual(choicesAfter({ rule: "B2", then: "settle" }, all), ["skip", "stop"]);
  for (const then of ["end", "emergency"]) assert.deepEqual(choicesAfter({ rule: "B1", then }, all), ["stop"]);
});

test("property: more pain or one signal more never allows more", () => {
  const strictness = ["on", "ease", "swap", "settle", "cool-down", "end", "emergency"];
  const random = randomFrom(3);
  for (let n = 0; n < 2_000; n++) {
    const score = Math.floor(random() * 10);
    const before = random() < 0.3 ? null : Math.floor(random() * 11);
    const stopped = Math.floor(random() * 3);
    const signals = SIGNALS.map(({ id }) => id).filter(() => random() < 0.2);
    const rank = (report) => strictness.indexOf(judge(report, plan, before, stopped).then);
    const now = rank({ score, signals });
    const choices = (report) => choicesAfter(judge(report, plan, before, stopped), { gentler: true, instead: true });
    for (const worse of [{ score: score + 1, signals }, { score, signals: [...new Set([...signals, "numb"])] }]) {
      assert.ok(rank(worse) >= now || choices(worse).every((choice) => choices({ score, signals }).includes(choice)));
    }
  }
});

test("calm is at most three, or at most one above before", () => {
  assert.deepEqual([hasCalmed(3, LIMITS, null), hasCalmed(4, LIMITS, null), hasCalmed(5, LIMITS, 4), hasCalmed(6, LIMITS, 4)], [true, false, true, false]);
});
