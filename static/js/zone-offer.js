// Offers the device's time zone where the saved one differs. It only fills the form: the person saves it.

const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
const select = document.querySelector("select[name=time_zone]");

for (const offer of document.querySelectorAll("[data-zone-offer]")) {
  if (!(offer instanceof HTMLElement) || !differs(offer.dataset.zoneOffer ?? "", here)) continue;
  const name = offer.querySelector("[data-zone-here]");
  if (name) name.textContent = here;
  offer.hidden = false;
  offer.querySelector("[data-zone-take]")?.addEventListener("click", () => take(offer));
}

/**
 * Two names of one place are no difference: what counts is whether clocks disagree within the coming year.
 * @param {string} saved
 * @param {string} device
 */
function differs(saved, device) {
  if (!device || saved === device) return false;
  const days = Array.from({ length: 53 }, (_, week) => new Date(Date.now() + week * 7 * 86_400_000));
  return days.some((day) => wallClock(day, saved) !== wallClock(day, device));
}

/**
 * @param {Date} day
 * @param {string} timeZone
 */
function wallClock(day, timeZone) {
  try {
    return day.toLocaleString("en-GB", { timeZone });
  } catch {
    return timeZone;
  }
}

/** @param {HTMLElement} offer */
function take(offer) {
  if (!(select instanceof HTMLSelectElement)) return;
  select.value = here;
  const taken = offer.querySelector("[data-zone-taken]");
  if (taken) taken.textContent = "Chosen below. Save to keep it.";
}
