import assert from "node:assert/strict";
import { test } from "node:test";
import { momentAt } from "../../static/js/break.js";

test("each part begins with a moment to get ready", () => {
  assert.deepEqual(momentAt([20, 30], 5, 0), { index: 0, phase: "ready", left: 5 });
  assert.deepEqual(momentAt([20, 30], 5, 4.2), { index: 0, phase: "ready", left: 1 });
  assert.deepEqual(momentAt([20, 30], 5, 5), { index: 0, phase: "work", left: 20 });
  assert.deepEqual(momentAt([20, 30], 5, 24.9), { index: 0, phase: "work", left: 1 });
  assert.deepEqual(momentAt([20, 30], 5, 25), { index: 1, phase: "ready", left: 5 });
});

test("after the last part it is over, and stays so", () => {
  assert.equal(momentAt([20, 30], 5, 59.9).phase, "work");
  assert.deepEqual(momentAt([20, 30], 5, 60), { index: 2, phase: "done", left: 0 });
  assert.deepEqual(momentAt([20, 30], 5, 900), { index: 2, phase: "done", left: 0 });
  assert.equal(momentAt([], 5, 0).phase, "done");
});
