// @ts-check
/** The voice: one line at a time, never over itself; nothing waits for it. */

/** Engines drop a line that follows a cancel at once. */
const AFTER_CANCEL_MS = 60;
/** Chrome goes silent after about 14 s of one line, so lines are short; a lost end event must not block us. */
const LONGEST_LINE_MS = 6_000;
const LONGEST_LINE = 100;

/** @param {string} text @returns {string[]} lines of at most 100 characters, cut after sentences, else words */
export function linesOf(text) {
  /** @type {string[]} */
  const lines = [];
  for (const part of text.match(/[^.!?]+[.!?]*\s*/g) ?? []) {
    for (const word of part.trim().length > LONGEST_LINE ? part.split(/(?<=\s)/) : [part]) {
      const last = lines.at(-1);
      if (last !== undefined && (last + word).trim().length <= LONGEST_LINE) lines[lines.length - 1] = last + word;
      else lines.push(word);
    }
  }
  return lines.map((line) => line.trim()).filter(Boolean);
}

/** @param {Pick<SpeechSynthesisVoice, "lang"|"localService"|"default">[]} voices @param {string} lang @returns {number} the best, -1 for none */
export function bestVoice(voices, lang) {
  const score = (/** @type {Pick<SpeechSynthesisVoice, "lang"|"localService"|"default">} */ voice) => {
    const spoken = voice.lang.replace("_", "-").toLowerCase();
    if (spoken.split("-")[0] !== lang.split("-")[0]) return -1;
    return (spoken === lang.toLowerCase() ? 4 : 0) + (voice.localService ? 2 : 0) + (voice.default ? 1 : 0);
  };
  const scores = voices.map(score);
  const best = Math.max(-1, ...scores);
  return best < 0 ? -1 : scores.indexOf(best);
}

/**
 * @param {object} ports
 * @param {SpeechSynthesis|undefined} ports.synth
 * @param {(text:string) => SpeechSynthesisUtterance} ports.utter
 * @param {import("./clock.js").Clock} ports.clock
 * @param {string} ports.lang
 */
export function createSpeech({ synth, utter, clock, lang }) {
  let on = true;
  let volume = 1;
  /** @type {SpeechSynthesisUtterance|null} kept, since browsers let go of a line nobody holds */
  let current = null;
  /** @type {string[]} */
  let queue = [];
  let cancelTimer = () => {};

  function next() {
    cancelTimer();
    current = null;
    const text = queue.shift();
    if (text === undefined || !synth || !on) return;
    const line = utter(text);
    const voices = synth.getVoices();
    const voice = voices[bestVoice(voices, lang)];
    if (voice) line.voice = voice;
    line.lang = lang;
    line.volume = volume;
    line.onend = line.onerror = () => { if (current === line) next(); };
    current = line;
    synth.speak(line);
    cancelTimer = clock.later(LONGEST_LINE_MS, next);
  }

  function cancel() {
    cancelTimer();
    queue = [];
    current = null;
    synth?.cancel();
  }

  return {
    /** Call inside a tap: some phones only speak after a first line there. */
    prime() {
      if (!synth || !on) return;
      const silence = utter(" ");
      silence.volume = 0;
      synth.speak(silence);
    },
    /** Says it now, instead of what was being said. @param {string} text */
    say(text) {
      if (!synth || !on) return;
      cancel();
      queue = linesOf(text);
      cancelTimer = clock.later(AFTER_CANCEL_MS, next);
    },
    /** Says it only if nothing is being said. @param {string} text */
    sayIfQuiet(text) {
      if (current === null && queue.length === 0) this.say(text);
    },
    cancel,
    /** @param {boolean} speaks @param {number} loud 0 to 1 */
    set(speaks, loud) {
      if (on && !speaks) cancel();
      on = speaks;
      volume = loud;
    },
    available: () => Boolean(synth),
  };
}
