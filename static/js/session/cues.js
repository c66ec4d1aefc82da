// @ts-check
/** Sound and vibration. Tones of a segment are placed on the audio clock ahead, so throttled timers cannot delay them. */
import { cueTimes } from "./plan.js";

/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {{at:number, hz:number, ms:number, gain?:number}} Tone at: ms from the start of the segment */
/** @typedef {{beep:Omit<Tone, "at">, half:Omit<Tone, "at">, end:Omit<Tone, "at">, attackMs:number, wave:OscillatorType}} Profile */

/** Stretching sounds calm, strength crisp. @type {Record<Segment["profile"], Profile>} */
const PROFILES = {
  calm: {
    beep: { hz: 587, ms: 160, gain: 0.35 }, half: { hz: 440, ms: 260, gain: 0.3 }, end: { hz: 784, ms: 700, gain: 0.4 },
    attackMs: 40, wave: "sine",
  },
  crisp: {
    beep: { hz: 880, ms: 90 }, half: { hz: 660, ms: 120 }, end: { hz: 1320, ms: 350 },
    attackMs: 8, wave: "triangle",
  },
};
/** Two rising notes after the end tone: change sides. */
const SWITCH = [{ at: 450, hz: 660, ms: 130 }, { at: 620, hz: 990, ms: 220 }];
/** The metronome: up on the first half of a repetition, back on the second. */
const OUT = { hz: 520, ms: 45, gain: 0.25 };
const BACK = { hz: 390, ms: 45, gain: 0.18 };
const GAIN = 0.5;
const RELEASE_S = 0.03;
const FROZEN_CHECK_MS = 300;

/** @param {Segment} segment @returns {Tone[]} the tempo of counted repetitions, both ways of each */
function metronome({ durMs, repMs }) {
  if (durMs === null || repMs === null) return [];
  const reps = Math.round(durMs / repMs);
  return Array.from({ length: reps }, (_, n) => [{ at: n * repMs, ...OUT }, { at: (n + 0.5) * repMs, ...BACK }]).flat();
}

/** @param {Segment} segment @returns {Tone[]} */
export function tonesOf(segment) {
  const { beep, half, end } = PROFILES[segment.profile];
  const counted = segment.repMs !== null;
  const tones = [...(segment.kind === "switch" ? SWITCH : []), ...metronome(segment)];
  for (const [id, at] of cueTimes(segment)) {
    if (id === "half" && !counted) tones.push({ at, ...half });
    else if (id.startsWith("beep") && !counted) tones.push({ at, ...beep });
  }
  if (segment.durMs !== null) tones.push({ at: segment.durMs, ...end });
  return tones;
}

/**
 * @param {object} ports
 * @param {() => AudioContext} ports.openAudio may throw where there is no audio
 * @param {import("./clock.js").Clock} ports.clock
 * @param {(pattern:number[]) => void} ports.vibrate
 */
export function createCues({ openAudio, clock, vibrate }) {
  /** @type {AudioContext|null} */
  let audio = null;
  /** @type {GainNode|null} */
  let master = null;
  /** @type {{node:OscillatorNode, at:number}[]} */
  let placed = [];
  /** @type {{segment:Segment, from:number, since:number}|null} */
  let latest = null;
  let volume = 1;

  function open() {
    try {
      audio = openAudio();
      master = audio.createGain();
      master.gain.value = volume;
      master.connect(audio.destination);
    } catch {
      audio = master = null; // no audio on this device: the screen and vibration still cue
    }
  }

  /** @param {Tone} tone @param {number} from @param {Profile} profile */
  function place(tone, from, { attackMs, wave }) {
    if (!audio || !master) return;
    const at = audio.currentTime + (tone.at - from) / 1000;
    const end = at + tone.ms / 1000;
    const loud = tone.gain ?? GAIN;
    const node = audio.createOscillator();
    const envelope = audio.createGain();
    node.type = wave;
    node.frequency.value = tone.hz;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(loud, at + Math.min(attackMs, tone.ms / 4) / 1000);
    envelope.gain.setValueAtTime(loud, end - Math.min(RELEASE_S, tone.ms / 3000));
    envelope.gain.linearRampToValueAtTime(0, end);
    node.connect(envelope).connect(master);
    node.start(at);
    node.stop(end);
    placed.push({ node, at });
  }

  /** @param {Segment} segment @param {number} from ms already passed */
  function schedule(segment, from) {
    cancel();
    latest = { segment, from, since: clock.now() };
    for (const tone of tonesOf(segment)) if (tone.at >= from) place(tone, from, PROFILES[segment.profile]);
  }

  /** Takes back what has not sounded yet; a tone already sounding ends by itself. */
  function cancel() {
    latest = null;
    const now = audio?.currentTime ?? 0;
    for (const { node, at } of placed) if (at > now) node.disconnect();
    placed = [];
  }

  /** Some phones report "running" with a clock that stands still: start afresh. */
  function replaceIfFrozen() {
    const watched = audio;
    const before = watched?.currentTime;
    clock.later(FROZEN_CHECK_MS, () => {
      if (!watched || watched !== audio || watched.state !== "running" || watched.currentTime !== before) return;
      void watched.close();
      placed = [];
      open();
      if (latest) schedule(latest.segment, latest.from + clock.now() - latest.since);
    });
  }

  return {
    /** Call inside a tap or key press: browsers only let sound start there. */
    unlock() {
      if (!audio || audio.state === "closed") open();
      if (!audio || audio.state === "running") return;
      const silence = audio.createBufferSource();
      silence.buffer = audio.createBuffer(1, 1, audio.sampleRate);
      silence.connect(audio.destination);
      silence.start();
      audio.resume().then(replaceIfFrozen, () => {});
    },
    schedule,
    cancel,
    /** @param {Segment} segment as it starts */
    buzz(segment) {
      vibrate(segment.kind === "switch" ? [120, 80, 120] : [160]);
    },
    /** Beep, beep, end: what a hold sounds like. Call inside a tap. @param {Segment["profile"]} profile */
    test(profile) {
      this.unlock();
      const { beep, end } = PROFILES[profile];
      for (const tone of [{ at: 0, ...beep }, { at: 700, ...beep }, { at: 1400, ...end }]) place(tone, -100, PROFILES[profile]);
    },
    /** @param {number} loud 0 to 1 */
    setVolume(loud) {
      volume = loud;
      if (master) master.gain.value = loud;
    },
  };
}
