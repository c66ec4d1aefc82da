// @ts-check
/** The timer of a micro-break: one part after the other, each with a moment to get ready. */

/** @typedef {{index:number, phase:"ready"|"work"|"done", left:number}} Moment `left` in whole seconds */

/**
 * Where a break is.
 * @param {number[]} parts seconds of work of each
 * @param {number} ready seconds before each
 * @param {number} elapsed seconds since the start
 * @returns {Moment}
 */
export function momentAt(parts, ready, elapsed) {
  let begins = 0;
  for (const [index, seconds] of parts.entries()) {
    const within = elapsed - begins;
    if (within < ready) return { index, phase: "ready", left: Math.ceil(ready - within) };
    if (within < ready + seconds) return { index, phase: "work", left: Math.ceil(ready + seconds - within) };
    begins += ready + seconds;
  }
  return { index: parts.length, phase: "done", left: 0 };
}

/** @param {HTMLElement} section */
function setUp(section) {
  const items = [...section.querySelectorAll("li")];
  const parts = items.map((item) => Number(item.dataset["seconds"]));
  const ready = Number(section.dataset["ready"]);
  /** @param {string} name @returns {HTMLElement|null} */
  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const [timer, now, clock, toggle] = [section.querySelector(".tool"), part("now"), part("clock"), part("toggle")];
  const field = section.querySelector("input[name=seconds]");
  if (!(timer instanceof HTMLElement) || !now || !clock || !toggle || !(field instanceof HTMLInputElement)) return;
  const most = Number(field.value);
  let [began, running] = [0, 0];
  /** @type {AudioContext|undefined} */
  let sound;

  const beep = () => {
    if (!sound) return;
    const tone = sound.createOscillator();
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.2);
  };
  /** @param {HTMLElement} element @param {string} words says them once */
  const say = (element, words) => {
    if (element.textContent === words) return false;
    element.textContent = words;
    return true;
  };
  const stop = () => {
    clearInterval(running);
    running = 0;
    field.value = String(Math.min(most, Math.max(1, Math.round((performance.now() - began) / 1000))));
    toggle.textContent = "Start again";
  };
  const tick = () => {
    const { index, phase, left } = momentAt(parts, ready, (performance.now() - began) / 1000);
    for (const [place, item] of items.entries()) {
      if (place === index) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    }
    const name = items[index]?.dataset["name"] ?? "";
    const words = { ready: `Get ready: ${name}`, work: name, done: "That was it. Press Done to keep it." }[phase];
    if (say(now, words)) beep();
    say(clock, phase === "done" ? "" : `${left} s`);
    if (phase !== "done") return;
    stop();
    section.querySelector("form")?.querySelector("button")?.focus();
  };
  toggle.addEventListener("click", () => {
    if (running) return stop();
    sound ??= new AudioContext();
    began = performance.now();
    toggle.textContent = "Stop";
    running = setInterval(tick, 200);
    tick();
  });
  timer.hidden = false;
}

if (globalThis.document) {
  const section = document.querySelector("[data-break]");
  if (section instanceof HTMLElement) setUp(section);
}
