import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "../../static/js/self-test.js";

const every = (ms, until, angle) =>
  Array.from({ length: until / ms + 1 }, (_, n) => [n * ms, typeof angle === "function" ? angle(n) : angle]);

test("two still seconds give their mean", () => {
  assert.equal(settled(every(50, 4000, (n) => 10 + 2 * (n % 2)), 4000), 11);
  assert.equal(settled(every(100, 4000, 7), 4000), 7);
});

test("a leg that moves by more than two degrees is not read", () => {
  assert.equal(settled(every(100, 4000, (n) => (n === 35 ? 9.1 : 7)), 4000), null);
  assert.equal(settled(every(100, 4000, (n) => (n === 5 ? 40 : 7)), 4000), 7, "what was before does not count");
});

test("too few readings, or too short a time, give nothing", () => {
  assert.equal(settled(every(100, 1500, 7), 1500), null);
  assert.equal(settled(every(1000, 4000, 7), 4000), null);
  assert.equal(settled([], 4000), null);
});

test("above the bed line stays negative", () => {
  assert.equal(settled(every(100, 4000, -4), 4000), -4);
});
