import assert from "node:assert/strict";
import test from "node:test";
import { clean, DEFAULTS, paceOf, withFirstSide } from "../../static/js/session/settings.js";
import { compile } from "../../static/js/session/plan.js";
import { PLAN } from "./plans.mjs";

test("nothing stored, or nonsense, is the usual", () => {
  for (const raw of [null, undefined, 7, "x", [], { volume: "loud", voice: "robot", wait: "yes", first: 3, hold: NaN }]) assert.deepEqual(clean(raw), DEFAULTS);
});

test("numbers stay within their bounds, and unknown settings are dropped", () => {
  const settings = clean({ prepare: 1, switch: 99, transition: 5.4, hold: 500, rest: -3, volume: 33, other: 1 });
  assert.deepEqual([settings.prepare, settings.switch, settings.transition, settings.hold, settings.rest, settings.volume], [5, 30, 5, 200, 50, 33]);
  assert.equal("other" in settings, false);
});

test("the pace follows the settings", () => {
  assert.deepEqual(paceOf({ ...DEFAULTS, prepare: 20, hold: 150, wait: true }), {
    timings: { prepareMs: 20_000, switchMs: 8_000, transitionMs: 12_000 }, hold: 1.5, rest: 1, tempo: 1, wait: true, counted: true,
  });
});

test("the first side is the plan's unless the person chose one", () => {
  assert.equal(withFirstSide(PLAN, DEFAULTS).sideFirst, "left");
  const right = withFirstSide(PLAN, { ...DEFAULTS, first: "right" });
  assert.equal(compile(right)[0].side, "right");
});
