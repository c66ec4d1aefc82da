// Tools of the self-tests; each fills in a field.

const HANG_MS = 10_000; // the leg hangs
const STILL_MS = 2_000; // then it is still
const clock = () => performance.now();

/** The mean of the last two seconds if steady. Readings are [ms, degrees]. */
export function settled(readings, now) {
  const late = readings.filter(([at]) => at >= now - STILL_MS).map((reading) => reading[1]);
  const spread = Math.max(...late) - Math.min(...late);
  if (late.length < 5 || late.length === readings.length || spread > 2) return null;
  return Math.round(late.reduce((sum, angle) => sum + angle) / late.length);
}

function setUp(tool) {
  const { tool: kind, fills } = tool.dataset;
  const most = Number(tool.dataset.most);
  const field = document.getElementById(fills);
  const shown = tool.querySelector("output");
  const button = tool.querySelector("button");
  const start = button.textContent;
  let sound, timer, began, readings;

  // Screen up, top edge to the knee: it dips as the thigh hangs.
  const read = ({ beta }) => beta !== null && readings.push([clock(), -beta]);
  const end = (words, value = field.value) => {
    clearInterval(timer);
    timer = 0;
    removeEventListener("deviceorientation", read);
    shown.textContent = words;
    button.textContent = start;
    field.value = value;
  };
  const beep = () => {
    const tone = sound.createOscillator();
    tone.connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.3);
  };
  const seconds = () => Math.min(most, Math.floor((clock() - began) / 1000));
  const stop = () => (kind === "stopwatch" ? end(`${seconds()} s`, seconds()) : end(""));

  const tick = {
    stopwatch() {
      shown.textContent = `${seconds()} s`;
      if (seconds() === most) stop(), beep();
    },
    countdown(ms) {
      const left = Math.ceil(most - ms / 1000);
      shown.textContent = ms < 0 ? `Get ready: ${left - most}` : `${left} s`;
      if (left > 0) return;
      beep();
      end("Time is up.");
      field.focus();
    },
    tilt(ms) {
      if (!readings.length) return ms > 4_000 && end("No tilt sensor here.");
      const wait = Math.ceil((HANG_MS - ms) / 1000);
      shown.textContent = wait > 0 ? `Let it hang: ${wait}` : "Hold still";
      const angle = settled(readings, clock());
      if (wait > 0 || angle === null) return;
      beep();
      end(`${angle}°`, angle);
    },
  }[kind];

  button.addEventListener("click", async () => {
    if (timer) return stop();
    sound ??= new AudioContext();
    if (kind === "tilt") {
      const asked = await globalThis.DeviceOrientationEvent?.requestPermission?.().catch(String);
      if (asked && asked !== "granted") return end("The phone did not allow it.");
      readings = [];
      addEventListener("deviceorientation", read);
    }
    began = clock() + (kind === "countdown" ? 5_000 : 0);
    button.textContent = "Stop";
    timer = setInterval(() => tick(clock() - began), 100);
  });
  tool.hidden = false;
}

if (globalThis.document) document.querySelectorAll("[data-tool]").forEach(setUp);
