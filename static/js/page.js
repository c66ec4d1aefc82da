// Small comforts for every page; nothing depends on them.
import "./partial.js";
import "./sw-register.js";

const summary = document.querySelector("[data-focus]");
if (summary instanceof HTMLElement) summary.focus();

for (const menu of document.querySelectorAll("details[data-menu]")) {
  const close = () => menu.removeAttribute("open");
  document.addEventListener("click", (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  });
  menu.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.key === "Escape") {
      close();
      menu.querySelector("summary")?.focus();
    }
  });
}
