// @ts-check
/** What follows when it hurts: tables A and B of the clinical rules, with the numbers the plan brings. Pure. */

/** @typedef {import("./plan.js").Limits} Limits */
/** @typedef {import("./plan.js").Signal} Signal */
/** @typedef {{score:number|null, signals:string[]}} Report pain 0 to 10 and the signals that were named */
/** @typedef {"emergency"|"end"|"cool-down"|"swap"|"settle"|"ease"|"on"} Then */
/** @typedef {{rule:"B1"|"B2"|"B3"|"B4"|"B6", then:Then}} Verdict */
/** @typedef {"ease"|"gentler"|"instead"|"skip"|"stop"} Choice */

/**
 * What pain before a session leaves of the day: this session, a gentle one in its place, or none.
 * @param {number|null} pain now, if it was said @param {Limits} limits
 * @returns {"go"|"gentle"|"rest"}
 */
export function dayFor(pain, limits) {
  if (pain === null || pain < limits.gentle_from) return "go";
  return pain < limits.rest_from ? "gentle" : "rest";
}

/**
 * The first rule that matches; a stop rule wins over everything.
 * @param {Report} report
 * @param {{signals:Signal[], limits:Limits}} plan
 * @param {number|null} before pain before the session, if it was asked
 * @param {number} stopped how many exercises pain has ended in this session so far
 * @returns {Verdict}
 */
export function judge({ score, signals }, plan, before, stopped) {
  const thens = plan.signals.filter(({ id }) => signals.includes(id)).map(({ then }) => then);
  if (thens.includes("emergency")) return { rule: "B1", then: "emergency" };
  if (thens.includes("end")) return { rule: "B1", then: "end" };
  const { limits } = plan;
  const rise = score === null || before === null ? null : score - before;
  const reaches = (/** @type {number} */ level, /** @type {number} */ by) =>
    (score !== null && score >= level) || (rise !== null && rise >= by);
  const stops = thens.includes("swap") || reaches(limits.stop_from, limits.stop_rise);
  if (stops && stopped + 1 >= limits.stops_most) return { rule: "B4", then: "cool-down" };
  if (thens.includes("swap")) return { rule: "B1", then: "swap" };
  if (stops) return { rule: "B2", then: "settle" };
  if (reaches(limits.ease_from, limits.ease_rise)) return { rule: "B3", then: "ease" };
  return { rule: "B6", then: "on" };
}

/**
 * Whether the lower back took part in an exercise for the second time (B5), so that the rest of it gets gentler.
 * @param {{exercise:string, felt?:string|null}[]} log @param {string} exercise
 */
export function archesAgain(log, exercise) {
  const times = log.filter((row) => row.exercise === exercise && row.felt === "back").length;
  return times > 0 && times % 2 === 0;
}

/** What the person may choose after each verdict; stopping is always among it. @type {Record<Then, Choice[]>} */
const CHOICES = {
  on: ["ease", "gentler", "skip", "stop"],
  ease: ["gentler", "ease", "skip", "stop"],
  swap: ["instead", "skip", "stop"],
  settle: ["skip", "stop"],
  "cool-down": ["skip", "stop"],
  end: ["stop"],
  emergency: ["stop"],
};

/**
 * @param {Verdict} verdict
 * @param {{gentler:boolean, instead:boolean}} has whether the plan has such versions left
 * @returns {Choice[]} in the order they are offered
 */
export function choicesAfter({ then }, has) {
  return CHOICES[then].filter((choice) => (choice !== "gentler" || has.gentler) && (choice !== "instead" || has.instead));
}

/**
 * Whether pain is low enough to go on after easing off or a pause.
 * @param {number} score now @param {Limits} limits @param {number|null} before
 */
export function hasCalmed(score, limits, before) {
  return score <= limits.calm_most || (before !== null && score <= before + limits.calm_rise);
}
