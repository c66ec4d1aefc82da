// @ts-check
/** A short note at the lower edge of the page. It is announced once, never takes the focus and can be sent away. */

/** @typedef {{text:string, href?:string, press?:() => void}} Action a link, or a button */

/** @param {string} id one note of a kind at a time @param {string} text @param {Action[]} [actions] */
export function showToast(id, text, actions = []) {
  hideToast(id);
  const box = document.createElement("div");
  box.className = "toast";
  box.dataset.toast = id;
  const words = document.createElement("p");
  const row = document.createElement("div");
  row.className = "toast__actions";
  row.append(...actions.map(control));
  box.append(words, row);
  shelf().append(box);
  words.textContent = text; // after it is there, so that it is announced
}

/** @param {string} id */
export const hideToast = (id) => document.querySelector(`[data-toast="${id}"]`)?.remove();

/** @returns {HTMLElement} where the notes lie */
function shelf() {
  const found = document.querySelector(".toasts");
  if (found instanceof HTMLElement) return found;
  const made = document.createElement("div");
  made.className = "toasts";
  made.setAttribute("role", "status");
  (document.querySelector("main") ?? document.body).append(made);
  return made;
}

/** @param {Action} action */
function control({ text, href, press }) {
  const made = href ? Object.assign(document.createElement("a"), { href }) : document.createElement("button");
  if (made instanceof HTMLButtonElement) made.type = "button";
  if (press) made.addEventListener("click", press);
  made.className = "btn btn--ghost btn--small";
  made.textContent = text;
  return made;
}
