// @ts-check
/** Fetches htmx once somebody reaches for what it makes better. Until then, and without it, links and forms do the same. */

const source = document.querySelector('meta[name="htmx"]')?.getAttribute("content");
const byHand = document.querySelector("[data-by-hand]"); // sends what htmx would send by itself

/** @param {boolean} hidden */
function hideByHand(hidden) {
  if (byHand instanceof HTMLElement) byHand.hidden = hidden;
}

/** @param {string} src @param {Element} part where what is changed meanwhile must not get lost */
function load(src, part) {
  let changed = false;
  const note = () => (changed = true);
  for (const name of ["change", "input"]) part.addEventListener(name, note, { passive: true });
  const script = Object.assign(document.createElement("script"), { src });
  script.addEventListener("error", () => hideByHand(false));
  script.addEventListener("load", () => {
    for (const name of ["change", "input"]) part.removeEventListener(name, note);
    if (changed) part.dispatchEvent(new Event("change"));
  });
  const begin = () => document.head.append(script);
  if (document.readyState === "complete") begin(); // htmx looks around at once only on a page that is complete
  else addEventListener("load", begin);
}

/** @param {string} src */
function watch(src) {
  hideByHand(true);
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, reach);
  addEventListener("popstate", ({ state }) => {
    if (state?.htmx && !("htmx" in window)) location.reload(); // it left this address for an earlier visit of the page
  });

  /** @param {Event} event */
  function reach({ target }) {
    const part = target instanceof Element && target.closest("[hx-get]");
    if (!part) return;
    for (const name of ["pointerover", "focusin"]) document.removeEventListener(name, reach);
    load(src, part);
  }
}

if (source) watch(source);
