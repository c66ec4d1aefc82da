// @ts-check
/** Keys of the player. A focused button keeps Space for itself; letters can be switched off. */

/** @typedef {"toggle"|"back"|"skip"|"done"|"hurt"|"swap"|"far"|"mute"|"help"|"leave"} Command */

/** @type {Record<string, Command>} */
const KEYS = { " ": "toggle", ArrowLeft: "back", ArrowRight: "skip", Escape: "leave" };
/** @type {Record<string, Command>} */
const LETTERS = { d: "done", h: "hurt", s: "swap", f: "far", m: "mute", "?": "help" };

/**
 * @param {Pick<KeyboardEvent, "key"|"repeat"|"ctrlKey"|"altKey"|"metaKey"|"target">} event
 * @param {boolean} lettersOn
 * @returns {Command|null}
 */
export function commandOf(event, lettersOn) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return null;
  const on = /** @type {Element|null} */ (event.target)?.closest?.("a, button, input, select, textarea");
  if (on && (event.key === " " || !on.matches("a, button"))) return null;
  return KEYS[event.key] ?? (lettersOn ? LETTERS[event.key.toLowerCase()] : undefined) ?? null;
}
