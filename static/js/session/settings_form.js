// @ts-check
/** The form of the settings: shows them, reads them back, says each number beside its slider. */
import { clean, DEFAULTS } from "./settings.js";

/** @typedef {import("./settings.js").Settings} Settings */

/** @param {HTMLFormElement} form @param {Settings} settings @param {(changed:Settings) => void} onChange */
export function createSettingsForm(form, settings, onChange) {
  const inputs = () => /** @type {(HTMLInputElement|HTMLSelectElement)[]} */ ([...form.querySelectorAll("input, select")]);

  function sayNumbers() {
    for (const output of form.querySelectorAll("output")) {
      const input = form.elements.namedItem(output.dataset.for ?? "");
      if (input instanceof HTMLInputElement) output.textContent = `${input.value}${output.dataset.unit ?? ""}`;
    }
  }

  /** @param {Settings} shown */
  function show(shown) {
    for (const input of inputs()) {
      const value = /** @type {Record<string, unknown>} */ (shown)[input.name];
      if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = value === true;
      else input.value = String(value);
    }
    sayNumbers();
  }

  /** @returns {Settings} */
  function read() {
    return clean(Object.fromEntries(inputs().map((input) => {
      if (input instanceof HTMLInputElement && input.type === "checkbox") return [input.name, input.checked];
      return [input.name, input instanceof HTMLInputElement ? Number(input.value) : input.value];
    })));
  }

  form.addEventListener("input", sayNumbers);
  form.addEventListener("change", () => onChange(read()));
  form.addEventListener("submit", (event) => event.preventDefault());
  show(settings);

  return {
    show,
    reset() {
      show(DEFAULTS);
      onChange(read());
    },
  };
}
