// @ts-check
/** The list before the session, made from a plan that came from this device and not from the server. */

/** @typedef {import("./plan.js").Plan} Plan */
/** @typedef {import("./plan.js").Step} Step */

/** @param {string} tag @param {string} text @param {string} [look] */
function words(tag, text, look) {
  const element = document.createElement(tag);
  element.textContent = text;
  if (look) element.className = look;
  return element;
}

/** @param {string} tag @param {string} look @param {...Node} children */
function box(tag, look, ...children) {
  const element = document.createElement(tag);
  if (look) element.className = look;
  element.append(...children);
  return element;
}

/** @param {Step} step */
function item(step) {
  const figure = box("div", "figure");
  figure.dataset.slug = step.id;
  const why = step.why ? [words("p", step.why, "session-list__why small")] : [];
  const limits = (step.limits ?? []).map((limit) => words("p", limit, "limit"));
  return box("li", "",
    box("div", "session-list__figure", figure),
    box("div", "", words("h3", step.name), words("p", step.dose, "session-list__dose"), ...why, ...limits, words("p", step.cue, "muted small")),
  );
}

/** @param {Plan} plan @returns {Node[]} one section for each part of the session */
function sections({ steps }) {
  const parts = grouped(steps);
  return Object.entries(parts).map(([role, own]) => box("section", "",
    words("h2", role[0]?.toUpperCase() + role.slice(1)),
    box("ol", "session-list__steps", ...own.map(item)),
  ));
}

/** @param {Step[]} steps @returns {Record<string, Step[]>} */
function grouped(steps) {
  /** @type {Record<string, Step[]>} */
  const parts = {};
  for (const step of steps) (parts[step.role] ??= []).push(step);
  return parts;
}

/** @param {(name:string) => HTMLElement} part @param {Plan} plan */
export function renderList(part, plan) {
  const count = plan.steps.length;
  document.title = `${plan.title} · PsoasFit`;
  part("list-title").textContent = plan.title;
  part("list-lede").textContent =
    `${plan.minutes} minutes, ${count} exercise${count === 1 ? "" : "s"}. Put your screen where you can see it from the mat.`;
  part("figures").replaceChildren(...sections(plan));
  const care = plan.care ?? [];
  part("plan-notes").replaceChildren(
    ...(plan.advice ? [box("div", "notice notice--amber", words("p", plan.advice))] : []),
    ...(care.length ? [box("div", "notice", box("div", "", words("h2", "Keep in mind"), ...care.map((line) => words("p", line))))] : []),
  );
  part("missing").hidden = true;
}
