import assert from "node:assert/strict";
import test from "node:test";
import { bestVoice, createSpeech, linesOf } from "../../static/js/session/speech.js";

/** A synthesiser that remembers what it was asked, and a clock that is moved by hand. */
function setUp({ voices = [] } = {}) {
  const spoken = [];
  let cancels = 0;
  const timers = [];
  const synth = { speak: (line) => spoken.push(line), cancel: () => { cancels += 1; }, getVoices: () => voices };
  const clock = {
    later(ms, action) {
      const timer = { ms, action };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer) >>> 0, 1);
    },
  };
  const fire = () => { const timer = timers.shift(); timer?.action(); return timer?.ms; };
  const speech = createSpeech({ synth, utter: (text) => ({ text }), clock, lang: "en-GB" });
  return { speech, spoken, timers, fire, cancels: () => cancels };
}

test("lines are short, cut after sentences, and nothing is lost", () => {
  const long = "Get ready: half-kneeling hip-flexor stretch, left side. Press the large button when you are ready, and not a moment before you are.";
  const lines = linesOf(long);
  assert.ok(lines.length > 1 && lines.every((line) => line.length <= 100));
  assert.equal(lines.join(" "), long);
  assert.deepEqual(linesOf("Halfway."), ["Halfway."]);
  assert.ok(linesOf("word ".repeat(60)).every((line) => line.length <= 100));
  assert.deepEqual(linesOf(""), []);
});

test("a new line takes the place of the old one, after the engine had time to stop", () => {
  const { speech, spoken, fire, cancels } = setUp();
  speech.say("Hold 30 seconds.");
  assert.deepEqual(spoken, []);
  assert.equal(fire(), 60);
  speech.say("10 seconds left.");
  fire();
  assert.deepEqual(spoken.map(({ text }) => text), ["Hold 30 seconds.", "10 seconds left."]);
  assert.equal(cancels(), 2);
});

test("a tip waits for nobody: it is said only into silence", () => {
  const { speech, spoken, fire } = setUp();
  speech.say("Hold.");
  speech.sayIfQuiet("Tuck the tail.");
  fire();
  speech.sayIfQuiet("Tuck the tail.");
  assert.deepEqual(spoken.map(({ text }) => text), ["Hold."]);
  spoken[0].onend();
  speech.sayIfQuiet("Tuck the tail.");
  fire();
  assert.equal(spoken[1].text, "Tuck the tail.");
});

test("a lost end event does not silence the rest", () => {
  const { speech, spoken, fire } = setUp();
  speech.say(`${"One sentence that is rather long, as some of them are. ".repeat(2)}And a last one.`);
  fire();
  assert.equal(fire(), 6_000);
  assert.equal(spoken.length, 2);
});

test("switched off it says nothing, and an old line of before does not come back", () => {
  const { speech, spoken, fire } = setUp();
  speech.say("Hold.");
  speech.set(false, 1);
  fire();
  speech.say("Again.");
  fire();
  assert.deepEqual(spoken, []);
});

test("the first tap primes the voice in silence; without a synthesiser nothing breaks", () => {
  const { speech, spoken } = setUp();
  speech.prime();
  assert.deepEqual(spoken.map(({ volume }) => volume), [0]);
  const mute = createSpeech({ synth: undefined, utter: () => assert.fail(), clock: { later: () => () => {} }, lang: "en" });
  mute.prime();
  mute.say("x");
  mute.cancel();
  assert.equal(mute.available(), false);
});

test("the voice speaks the page's language, from this device if it can", () => {
  const voices = [
    { lang: "de-DE", localService: true, default: true }, { lang: "en_US", localService: true, default: false },
    { lang: "en-GB", localService: false, default: false }, { lang: "en-GB", localService: true, default: false },
  ];
  assert.equal(bestVoice(voices, "en-GB"), 3);
  assert.equal(bestVoice(voices.slice(0, 2), "en-GB"), 1);
  assert.equal(bestVoice([voices[0]], "en-GB"), -1);
});
