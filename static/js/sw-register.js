// @ts-check
/** Registers the service worker, offers its new versions, and wakes what sends waiting results. All after the page is there. */
import { hideToast, showToast } from "./toast.js";
import { lastHere, leaving, remember, signedIn } from "./who.js";

const TOAST = "version";
const LATER = "psoasfit.version-later";
let asked = false;

const isSession = () => document.body.classList.contains("session");

async function register() {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (isSession()) return; // nothing interrupts a session
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offer(coming);
    });
  });
}

/** @param {ServiceWorker} version */
function offer(version) {
  if (attempt(() => sessionStorage.getItem(LATER))) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => asked && location.reload());
  show("A new version of PsoasFit is ready.", version);
}

/** @param {string} text @param {ServiceWorker} version */
function show(text, version) {
  showToast(TOAST, text, [{ text: "Update now", press: () => update(version) }, { text: "Later", press: later }]);
}

function later() {
  attempt(() => sessionStorage.setItem(LATER, "1"));
  hideToast(TOAST);
}

/** The worker takes over unless a session runs somewhere. @param {ServiceWorker} version */
function update(version) {
  asked = true;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (!data.done) show("A session is open in another tab. Update when it has ended.", version);
  };
  version.postMessage({ type: "update" }, [port2]);
}

/** @template T @param {() => T} action storage may be refused @returns {T|null} */
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

/** The player sends by itself, and a page without a network has its own script. */
function wakeSender() {
  if (isSession() || "offline" in document.body.dataset) return;
  if (signedIn() || lastHere() || leaving()) void import("./sender.js");
}

addEventListener("load", () => {
  const user = signedIn();
  if (user) remember(user);
  if (navigator.serviceWorker) register().catch(() => {}); // refused, or no network: the next page tries again
  wakeSender();
});
