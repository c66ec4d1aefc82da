import assert from "node:assert/strict";
import test from "node:test";
import { commandOf } from "../../static/js/session/keyboard.js";
import { endTitle } from "../../static/js/session/end.js";
import { savedWords, setsWords } from "../../static/js/session/view.js";
import { drive, SEGMENTS, ticks } from "./plans.mjs";

/** A stand-in for the focused element. */
const focused = (tag) => ({ closest: (selector) => (selector.includes(tag) ? { matches: (other) => other.includes(tag) } : null) });
const press = (key, rest = {}) => ({ key, target: focused("body"), ...rest });

test("every key of the list has its command", () => {
  const commands = [" ", "ArrowLeft", "ArrowRight", "d", "D", "h", "s", "f", "m", "?", "Escape"].map((key) => commandOf(press(key), true));
  assert.deepEqual(commands, ["toggle", "back", "skip", "done", "done", "hurt", "swap", "far", "mute", "help", "leave"]);
  assert.equal(commandOf(press("x"), true), null);
});

test("letters can be switched off, the other keys stay", () => {
  assert.deepEqual(["d", "h", "m", "?"].map((key) => commandOf(press(key), false)), [null, null, null, null]);
  assert.equal(commandOf(press(" "), false), "toggle");
});

test("a focused button keeps Space, a field keeps everything", () => {
  assert.equal(commandOf(press(" ", { target: focused("button") }), true), null);
  assert.equal(commandOf(press("ArrowRight", { target: focused("button") }), true), "skip");
  assert.equal(commandOf(press("d", { target: focused("input") }), true), null);
});

test("browser shortcuts and a key held down do nothing", () => {
  for (const rest of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }]) {
    assert.equal(commandOf(press("ArrowLeft", rest), true), null);
  }
});

test("the chip says where the results are", () => {
  const words = (phase, durable = true) => savedWords({ phase, waiting: 2, dead: 1, oldestMs: 0 }, durable, false);
  assert.deepEqual(
    [words("device"), words("device", false), words("saving"), words("saved"), words("auth"), words("dead")],
    ["Saved on this device", "Not saved yet: 2", "Saving", "Saved", "Sign in to save", "1 result not accepted, kept here"],
  );
  assert.equal(savedWords({ phase: "device", waiting: 1, dead: 0, oldestMs: 0 }, true, true), "Saved on this device");
});

test("the end counts sets and minutes", () => {
  const { state } = drive([{ type: "START", now: 0 }, ...ticks(0, 120_000)]);
  assert.equal(setsWords(state, SEGMENTS), "2 of 6 sets done");
  assert.deepEqual([endTitle("finished", 20_000), endTitle("finished", 60_000), endTitle("finished", 600_000), endTitle("stopped", 600_000)],
    ["Done for today", "Done: 1 active minute", "Done: 10 active minutes", "Stopped here"]);
});
