// @ts-check
/** Another version in place of the current exercise: gentler, harder, something else, or back to the plan. */

/** @typedef {import("./plan.js").Variant} Variant */
/** @typedef {{at:number|null, name:string, why:string, slug:string, relation:string}} Offer */

const HEADS = { easier: "Gentler", instead: "Instead", harder: "Harder" };

/**
 * @param {object} ports
 * @param {import("./plan.js").Plan} ports.plan
 * @param {ReturnType<typeof import("./run.js").createRun>} ports.run
 * @param {ReturnType<typeof import("./dialogs.js").createDialogs>} ports.dialogs
 * @param {(name:string) => HTMLElement} ports.part
 * @param {() => void} ports.pause
 * @param {() => void} ports.resume
 * @param {() => void} ports.keep the latest swap is meant for good
 */
export function createSwapFlow({ plan, run, dialogs, part, pause, resume, keep }) {
  let goOn = false;
  let afterPain = false;
  let taken = false;
  const box = /** @type {HTMLInputElement} */ (part("for-good-box"));
  const planned = () => plan.steps[run.segment()?.step ?? -1];

  /** @returns {Offer[]} everything but what is being done now */
  function offers() {
    const now = run.segment();
    const step = planned();
    if (!now || !step) return [];
    /** @type {Offer[]} */
    const all = (step.variants ?? []).map(({ relation, why, step: other }, at) => (
      { at, name: other.name, why: `${why} · ${other.dose}`, slug: other.id, relation }
    ));
    if (now.variant !== null) all.push({ at: null, name: step.name, why: `As planned · ${step.dose}`, slug: step.id, relation: "instead" });
    const elsewhere = new Set(run.segments().filter((segment) => segment.step !== now.step).map(({ exercise }) => exercise));
    return all.filter(({ at, slug }) => at !== now.variant && !run.state().stopped.includes(slug) && !elsewhere.has(slug));
  }

  /** @returns {Offer[]} other exercises, none of them harder: what pain leaves */
  const instead = () => offers().filter(({ slug, relation, at }) => slug !== run.segment()?.exercise && relation !== "harder" && at !== null);
  /** @returns {Offer|null} */
  const gentler = () => offers().find(({ relation }) => relation === "easier") ?? null;

  /** @param {Offer} offer */
  function button({ at, name, why, relation }) {
    const choice = document.createElement("button");
    Object.assign(choice, { type: "button", className: "sheet__choice" });
    const title = document.createElement("b");
    const note = document.createElement("span");
    title.textContent = name;
    note.textContent = at === null ? why : `${HEADS[/** @type {keyof typeof HEADS} */ (relation)]}: ${why}`;
    choice.append(title, note);
    choice.addEventListener("click", () => take(at));
    return choice;
  }

  /** @param {number|null} at */
  function take(at) {
    const forGood = box.checked && at !== null;
    run.swap(at);
    if (forGood) keep();
    taken = true;
    goOn ||= afterPain;
    dialogs.close("swap");
  }

  dialogs.onClose("swap", () => {
    if (afterPain && !taken) run.dispatch({ type: "SKIP", scope: "step" });
    else if (goOn) resume();
    goOn = afterPain = false;
  });

  return {
    gentler,
    instead,
    gentlerWords: () => { const found = gentler(); return found ? `${found.name}, ${found.why}` : ""; },
    /** Whether there was one. */
    takeGentler() {
      const found = gentler();
      if (found) run.swap(found.at);
      return found !== null;
    },
    /** @param {{afterPain:boolean}} how */
    open(how = { afterPain: false }) {
      const list = how.afterPain ? instead() : offers();
      if (list.length === 0) return;
      ({ afterPain } = how);
      taken = false;
      const { status } = run.state();
      goOn = status === "running" || status === "resuming";
      pause();
      part("swap-name").textContent = run.step()?.name ?? "";
      box.checked = false;
      part("for-good").hidden = plan.userKey === "guest";
      part("swap-choices").replaceChildren(...list.map(button));
      dialogs.open("swap");
    },
    actions: { "close-swap": () => dialogs.close("swap") },
  };
}
