// With htmx the filters answer at once, so the button that sends them by hand is not needed.

const button = document.querySelector("[data-by-hand]");
if ("htmx" in window && button instanceof HTMLElement) button.hidden = true;
