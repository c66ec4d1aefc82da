// @ts-check
/** Keeps the screen on while a session runs; browsers drop the lock whenever the page is hidden. */

const KEEP_WHILE_PAUSED_MS = 120_000;

/**
 * @param {object} ports
 * @param {WakeLock|undefined} ports.wakeLock
 * @param {() => boolean} ports.isVisible
 * @param {import("./clock.js").Clock} ports.clock
 * @param {() => void} ports.onRefused the screen may switch off
 */
export function createWakeLock({ wakeLock, isVisible, clock, onRefused }) {
  /** @type {WakeLockSentinel|null} */
  let lock = null;
  let wanted = false;
  let asking = false;
  let cancelRelease = () => {};

  async function request() {
    if (!wanted || lock || asking || !isVisible()) return;
    if (!wakeLock) return onRefused();
    asking = true;
    try {
      const held = await wakeLock.request("screen");
      held.addEventListener("release", () => { if (lock === held) lock = null; });
      lock = held;
      if (!wanted) release();
    } catch {
      if (isVisible()) onRefused();
    } finally {
      asking = false;
    }
  }

  function release() {
    cancelRelease();
    wanted = false;
    void lock?.release().catch(() => {});
    lock = null;
  }

  return {
    hold() {
      cancelRelease();
      wanted = true;
      return request();
    },
    /** A short pause keeps the screen on, a long one does not. */
    pause() {
      cancelRelease();
      cancelRelease = clock.later(KEEP_WHILE_PAUSED_MS, release);
    },
    release,
    /** The page is visible again. */
    revisit: request,
  };
}
