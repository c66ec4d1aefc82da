// @ts-check
/** The dialogs of the player: native ones, so that focus stays inside and returns. */

/** @typedef {"leave"|"hurt"|"swap"|"check"|"settle"|"help"|"settings"} DialogName */

/** @param {Document} page */
export function createDialogs(page) {
  /** @param {DialogName} name @returns {HTMLDialogElement} */
  const get = (name) => {
    const dialog = page.querySelector(`[data-dialog="${name}"]`);
    if (!(dialog instanceof HTMLDialogElement)) throw new Error(`no dialog ${name}`);
    return dialog;
  };

  return {
    get,
    /** @param {DialogName} name */
    open(name) {
      if (!get(name).open) get(name).showModal();
      get(name).scrollTop = 0;
    },
    /** @param {DialogName} name */
    close(name) {
      get(name).close();
    },
    closeAll() {
      for (const dialog of page.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (dialog).close();
    },
    /** @param {DialogName} name @param {() => void} action */
    onClose(name, action) {
      get(name).addEventListener("close", action);
    },
    any: () => page.querySelector("dialog[open]") !== null,
  };
}

/** @param {ParentNode} form @param {string} name @returns {number|null} the number chosen on a scale */
export function chosenScore(form, name) {
  const input = form.querySelector(`input[name="${name}"]:checked`);
  return input instanceof HTMLInputElement && input.value !== "" ? Number(input.value) : null;
}
