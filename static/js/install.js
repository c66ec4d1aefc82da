// Offers to install the app: by the browser's own question where it has one, in words on iOS, and never again once declined.

/** @typedef {Event & {prompt:() => Promise<unknown>}} InstallEvent */

const KEY = "psoasfit.install";
const offer = document.querySelector("[data-install]");
const ask = document.querySelector("[data-install-ask]");
const words = document.querySelector("[data-install-words]");
const onAppleTouch = "standalone" in navigator && navigator.maxTouchPoints > 0;
const installed = matchMedia("(display-mode: standalone)").matches || Reflect.get(navigator, "standalone") === true;

if (offer instanceof HTMLElement && ask instanceof HTMLElement && words instanceof HTMLElement && !installed && !declined()) {
  const hide = () => (offer.hidden = true);
  const show = (/** @type {HTMLElement} */ part) => (offer.hidden = part.hidden = false);
  if (onAppleTouch) show(words);

  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    show(ask);
    ask.onclick = () => /** @type {InstallEvent} */ (event).prompt().finally(hide);
  });
  addEventListener("appinstalled", hide);
  document.querySelector("[data-install-never]")?.addEventListener("click", () => {
    hide();
    try {
      localStorage.setItem(KEY, "no");
    } catch {
      // this device remembers nothing
    }
  });
}

function declined() {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}
