// Tools of the self-tests: stopwatch, countdown, tilt meter. Each fills in a field one can also type into.

const HANG_MS = 10_000; // the leg hangs this long before anything counts
const STILL_MS = 2_000; // then it has to be still for this long
const STILL_DEGREES = 2;
const NO_SENSOR_MS = 4_000;
const READY_MS = 5_000;

const clock = () => performance.now();

/**
 * The mean of the last two seconds in whole degrees if they were still, else null.
 * @param {[number, number][]} readings ms and degrees, in order
 * @param {number} now ms
 * @returns {number | null}
 */
export function settled(readings, now) {
  const late = readings.filter(([at]) => at >= now - STILL_MS).map(([, angle]) => angle);
  const spread = Math.max(...late) - Math.min(...late);
  if (late.length < 5 || late.length === readings.length || spread > STILL_DEGREES) return null;
  return Math.round(late.reduce((sum, angle) => sum + angle) / late.length);
}

/**
 * Ask for the sensor where asking is needed (iOS).
 * @returns {Promise<boolean>}
 */
async function mayRead() {
  const events = /** @type {{ requestPermission?: () => Promise<string> } | undefined} */ (
    globalThis.DeviceOrientationEvent
  );
  return !events?.requestPermission || (await events.requestPermission().catch(String)) === "granted";
}

/** @param {HTMLElement} tool */
function setUp(tool) {
  const [kind, most] = [tool.dataset["tool"], Number(tool.dataset["most"])];
  const field = document.getElementById(tool.dataset["fills"] ?? "");
  const [shown, button] = [tool.querySelector("output"), tool.querySelector("button")];
  if (!(field instanceof HTMLInputElement) || !shown || !button) return;
  const start = button.textContent;
  /** @type {AudioContext | undefined} */
  let sound;
  /** @type {[number, number][]} */
  let readings = [];
  let timer = 0;
  let began = 0;

  /** @param {DeviceOrientationEvent} event */
  const read = ({ beta }) => {
    // Screen up, top edge to the knee: it dips as the thigh hangs.
    if (beta !== null) readings.push([clock(), -beta]);
  };
  /** @param {string} words @param {number} [value] */
  const end = (words, value) => {
    clearInterval(timer);
    timer = 0;
    removeEventListener("deviceorientation", read);
    shown.textContent = words;
    button.textContent = start;
    if (value !== undefined) field.value = String(value);
  };
  const beep = () => {
    if (!sound) return;
    const tone = sound.createOscillator();
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.3);
  };
  const seconds = () => Math.min(most, Math.floor((clock() - began) / 1000));
  const stop = () => (kind === "stopwatch" ? end(`${seconds()} s`, seconds()) : end(""));

  /** @param {number} ms since the start */
  const tick = (ms) => {
    if (kind === "tilt") return feel(ms);
    if (kind === "stopwatch") shown.textContent = `${seconds()} s`;
    else shown.textContent = ms < 0 ? `Get ready: ${Math.ceil(-ms / 1000)}` : `${Math.ceil(most - ms / 1000)} s`;
    if (ms < most * 1000) return;
    beep();
    if (kind === "stopwatch") return stop();
    end("Time is up.");
    field.focus();
  };
  /** @param {number} ms since the start */
  const feel = (ms) => {
    if (!readings.length) return ms > NO_SENSOR_MS ? end("No tilt sensor here.") : undefined;
    const wait = Math.ceil((HANG_MS - ms) / 1000);
    shown.textContent = wait > 0 ? `Let it hang: ${wait}` : "Hold still";
    const angle = settled(readings, clock());
    if (wait > 0 || angle === null) return;
    beep();
    end(`${angle}°`, angle);
  };

  button.addEventListener("click", async () => {
    if (timer) return stop();
    sound ??= new AudioContext();
    readings = [];
    if (kind === "tilt" && !(await mayRead())) return end("The phone did not allow it.");
    if (kind === "tilt") addEventListener("deviceorientation", read);
    began = clock() + (kind === "countdown" ? READY_MS : 0);
    button.textContent = "Stop";
    timer = setInterval(() => tick(clock() - began), 100);
  });
  tool.hidden = false;
}

if (globalThis.document) {
  for (const tool of document.querySelectorAll("[data-tool]")) if (tool instanceof HTMLElement) setUp(tool);
}
