// @ts-check
/** Whose device this is, as far as it knows without asking the server. */

const USER = "psoasfit.user";
const LEAVING = "psoasfit.leaving"; // pressed Sign out; the server has not confirmed it yet
const THEME = "psoasfit.theme";

/** @param {string} key @returns {string|null} */
function get(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // refused: then nothing is remembered
  }
}

/** @param {string} key @param {string|null} value null forgets it */
function set(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // refused or full: the page works, only without a memory
  }
}

/** @returns {string|null} who is signed in according to this page, which the server made for them */
export const signedIn = () => document.body.dataset.userKey ?? null;

/** @returns {string|null} who is signed in, or was when this device last had a network */
export function lastHere() {
  const user = signedIn() ?? get(USER);
  return user !== null && user === get(LEAVING) ? null : user;
}

/** @returns {string|null} who pressed Sign out here and has not been seen since */
export const leaving = () => get(LEAVING);

/** @param {string} user the server has just shown them a page */
export function remember(user) {
  set(USER, user);
  set(LEAVING, null);
  set(THEME, document.documentElement.dataset.theme ?? null);
}

/** @param {string} user */
export const startLeaving = (user) => set(LEAVING, user);

export function forget() {
  for (const key of [USER, LEAVING, THEME]) set(key, null);
}

/** Pages that were made for nobody follow the choice this person made. */
export function applyTheme() {
  const theme = get(THEME);
  if (theme) document.documentElement.dataset.theme = theme;
}
