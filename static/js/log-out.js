// @ts-check
/** Nobody signs out without knowing that results are still only on this device. */
import { startLeaving } from "./who.js";

/** @typedef {import("./session/outbox.js").Row} Row */
/** @typedef {Pick<ReturnType<typeof import("./session/outbox.js").openOutbox>, "kick"|"rows"|"retryDead">} Outbox */

const PATIENCE_MS = 4_000;
const STAYS = "If you sign out now, what is not saved stays on this device for you. It is saved when you next sign in here.";

/** @param {{outbox:Outbox, userKey:string}} ports */
export function guardLogOut({ outbox, userKey }) {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== "/accounts/logout/") return;
    event.preventDefault();
    void signOut(form);
  });

  /** @param {HTMLFormElement} form */
  async function signOut(form) {
    await saved();
    if (outbox.rows().length === 0) leave(form);
    else ask(form);
  }

  /** Tries once more to save, but not for ever. */
  const saved = () => Promise.race([outbox.retryDead(), new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);

  /** @param {HTMLFormElement} form what this device keeps is tidied up once the server has signed them out */
  function leave(form) {
    startLeaving(userKey);
    form.submit();
  }

  /** @param {HTMLFormElement} form */
  function ask(form) {
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const title = element("h2", "");
    title.id = "log-out-title";
    dialog.setAttribute("aria-labelledby", title.id);
    const state = element("p", "");
    state.setAttribute("role", "status");
    const list = document.createElement("ul");
    const row = document.createElement("div");
    row.className = "form-actions";
    row.append(
      button("Save first", "btn", () => void again()),
      button("Sign out anyway", "btn btn--ghost", () => leave(form)),
      button("Stay", "btn btn--quiet", () => dialog.close()),
    );
    dialog.append(title, list, element("p", STAYS), state, row);
    dialog.addEventListener("close", () => dialog.remove());
    show();
    document.body.append(dialog);
    dialog.showModal();

    function show() {
      const rows = outbox.rows();
      title.textContent = rows.length === 1 ? "1 result is not saved yet" : `${rows.length} results are not saved yet`;
      list.replaceChildren(...rows.map((kept) => element("li", wordsFor(kept))));
    }

    async function again() {
      state.textContent = "Saving …";
      await saved();
      if (outbox.rows().length === 0) return leave(form);
      show();
      state.textContent = navigator.onLine ? "That did not work yet. You can try again in a moment." : "There is no connection right now.";
    }
  }
}

/** @param {Row} row @returns {string} "Hips, 5 January" */
function wordsFor({ title, doc }) {
  const begun = new Date(doc.started_at);
  return Number.isNaN(begun.getTime()) ? title : `${title}, ${begun.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}`;
}

/** @param {string} name @param {string} text */
function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}

/** @param {string} text @param {string} className @param {() => void} press */
function button(text, className, press) {
  const made = Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
  made.addEventListener("click", press);
  return made;
}
