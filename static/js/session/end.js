// @ts-check
/** After the last set: what was done, where it is kept, how it felt, and where to go from here. */
import { chosenScore } from "./dialogs.js";

/** @typedef {import("./outbox.js").Standing} Standing */
/** @typedef {"finished"|"stopped"|"stale"} Ending */

/** @type {Record<Ending, string>} */
const END_WORDS = {
  finished: "Have a sip of water and rest for a moment.",
  stopped: "Stopping is fine. Listening to your body is part of it.",
  stale: "You left this session more than a day ago, so it ended there.",
};

/** @type {Record<Standing["phase"], string>} what stands under where the results are */
const HINTS = {
  saved: "",
  saving: "",
  device: "Your results go to your account as soon as the network is back, on this page or any other.",
  auth: "Nothing is lost: your results wait on this device until you are signed in.",
  dead: "Your results stay on this device. You can download a copy.",
};
const GUEST_HINT = "On this device only, until you sign up to keep it.";
const GUEST_KEPT = "It comes with you: after signing up it is in your history.";
const MISSING = "Choose a number for each of the three scales.";

/** @param {Ending} ending @param {number} activeMs @returns {string} */
export function endTitle(ending, activeMs) {
  const minutes = Math.round(activeMs / 60_000);
  if (ending !== "finished") return "Stopped here";
  return minutes === 0 ? "Done for today" : `Done: ${minutes} active minute${minutes === 1 ? "" : "s"}`;
}

/**
 * @param {object} ports
 * @param {Document} ports.page
 * @param {(name:string) => HTMLElement} ports.part
 * @param {import("./plan.js").Plan} ports.plan
 * @param {import("./clock.js").Clock} ports.clock
 * @param {(said:import("./journal.js").CheckIn) => void} ports.onCheckIn
 */
export function createEnd({ page, part, plan, clock, onCheckIn }) {
  const form = /** @type {HTMLFormElement} */ (part("check-in"));
  const guest = plan.userKey === "guest";

  /** @param {string[]} signals */
  function showSafety(signals) {
    part("safety-actions").replaceChildren(...plan.signals.filter(({ id, action }) => action && signals.includes(id)).map(({ label, action }) => {
      const line = page.createElement("p");
      const name = page.createElement("strong");
      name.textContent = `${label}: `;
      line.append(name, action);
      return line;
    }));
    if (plan.call) part("call").textContent = plan.call; // the page without a network knows no country
    part("safety").hidden = false;
    part("safety-questions").hidden = guest;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [highest_pain, pain_now, effort] = ["highest_pain", "pain_now", "effort"].map((name) => chosenScore(form, name));
    const error = highest_pain == null || pain_now == null || effort == null;
    part("check-in-error").hidden = !error;
    part("check-in-error").textContent = error ? MISSING : "";
    if (error) return;
    const said = new FormData(form);
    form.hidden = true;
    onCheckIn({
      highest_pain, pain_now, effort, feelings: said.getAll("feelings").map(String), note: String(said.get("note") ?? ""), at: clock.stamp(),
    });
    part("end-title").focus({ preventScroll: true });
    scrollTo(0, 0);
  });

  return {
    /** @param {Ending} ending @param {{sets:string, activeMs:number, signals:string[], worst:number|null, said:boolean}} facts */
    show(ending, { sets, activeMs, signals, worst, said }) {
      part("list").hidden = part("player").hidden = true;
      part("end").hidden = false;
      part("end").dataset.ending = signals.length ? "sharp" : ending;
      part("end-title").textContent = endTitle(ending, activeMs);
      part("end-text").textContent = signals.length ? `${sets}. You stopped at the right moment.` : `${sets}. ${END_WORDS[ending]}`;
      if (signals.length) showSafety(signals);
      form.hidden = said || guest;
      const score = worst === null ? null : form.querySelector(`input[name="highest_pain"][value="${worst}"]`);
      if (score instanceof HTMLInputElement) score.checked = true;
      part("end-title").focus({ preventScroll: true });
      scrollTo(0, 0);
    },
    /** @param {string} words @param {Standing} standing @param {boolean} claimed */
    showSaving(words, standing, claimed) {
      part("end-saved").textContent = words;
      part("end-saved").dataset.saving = standing.phase;
      part("end-hint").textContent = guest ? (claimed ? GUEST_KEPT : GUEST_HINT) : HINTS[standing.phase];
      part("sign-up").hidden = !guest;
      part("sign-in").hidden = guest || standing.phase !== "auth";
      part("retry").hidden = standing.phase !== "device" && standing.phase !== "dead";
      part("download").hidden = standing.phase !== "dead";
      part("go-on").textContent = guest ? "Back to the start" : "This week";
    },
    /** @param {{today:string, signIn:string, signUp:string}} urls */
    link({ today, signIn, signUp }) {
      for (const [name, url] of /** @type {const} */ ([["go-on", today], ["sign-in", signIn], ["sign-up", signUp]])) {
        /** @type {HTMLAnchorElement} */ (part(name)).href = url;
      }
    },
  };
}
