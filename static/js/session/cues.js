// @ts-check
/** Sound and vibration. Tones of a segment are placed on the audio clock ahead, so throttled timers cannot delay them. */
import { cueTimes } from "./plan.js";

/** @typedef {import("./plan.js").Segment} Segment */
/** @typedef {{at:number, hz:number, ms:number}} Tone at: ms from the start of the segment */

const BEEP = { hz: 880, ms: 90 };
const HALF = { hz: 660, ms: 120 };
const END = { hz: 1320, ms: 350 };
/** Two rising notes after the end tone: change sides. */
const SWITCH = [{ at: 450, hz: 660, ms: 130 }, { at: 620, hz: 990, ms: 220 }];
const FROZEN_CHECK_MS = 300;

/** @param {Segment} segment @returns {Tone[]} */
export function tonesOf(segment) {
  const tones = segment.kind === "switch" ? [...SWITCH] : [];
  for (const [id, at] of cueTimes(segment)) {
    if (id === "half") tones.push({ at, ...HALF });
    else if (id.startsWith("beep")) tones.push({ at, ...BEEP });
  }
  if (segment.durMs !== null) tones.push({ at: segment.durMs, ...END });
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
  let muted = false;

  function open() {
    try {
      audio = openAudio();
      master = audio.createGain();
      master.gain.value = muted ? 0 : 1;
      master.connect(audio.destination);
    } catch {
      audio = master = null; // no audio on this device: the screen and vibration still cue
    }
  }

  /** @param {Tone} tone @param {number} from */
  function place(tone, from) {
    if (!audio || !master) return;
    const at = audio.currentTime + (tone.at - from) / 1000;
    const end = at + tone.ms / 1000;
    const node = audio.createOscillator();
    const envelope = audio.createGain();
    node.frequency.value = tone.hz;
    envelope.gain.setValueAtTime(0, at);
    envelope.gain.linearRampToValueAtTime(0.5, at + 0.012);
    envelope.gain.setValueAtTime(0.5, end - 0.03);
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
    for (const tone of tonesOf(segment)) if (tone.at >= from) place(tone, from);
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
    /** @param {boolean} quiet */
    mute(quiet) {
      muted = quiet;
      if (master) master.gain.value = quiet ? 0 : 1;
    },
  };
}
