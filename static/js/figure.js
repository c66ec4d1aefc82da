// Sets the drawing of an exercise in motion, with a button to pause it. Still where motion is not wanted.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} card */
function animate(card) {
  const svg = card.querySelector("svg.fig");
  const controls = card.querySelector(".figure-card__controls");
  const play = card.querySelector("[data-play]");
  const text = card.querySelector("[data-play-text]");
  if (!(svg instanceof SVGSVGElement) || !(controls instanceof HTMLElement) || !play || !text) return;

  /** @param {boolean} moving */
  const move = (moving) => {
    if (moving) svg.unpauseAnimations();
    else svg.pauseAnimations();
    card.toggleAttribute("data-moving", moving);
    text.textContent = moving ? "Pause" : "Play";
  };

  for (const part of svg.querySelectorAll("animate, animateTransform")) {
    if (part instanceof SVGAnimationElement) part.beginElement();
  }
  controls.hidden = false;
  move(true);
  play.addEventListener("click", () => move(!card.hasAttribute("data-moving")));

  const flip = card.querySelector("[data-flip]");
  flip?.addEventListener("click", () => {
    const left = card.toggleAttribute("data-left");
    flip.setAttribute("aria-pressed", String(left));
  });
}

if (!calm.matches) {
  for (const card of document.querySelectorAll("[data-figure]")) {
    if (card instanceof HTMLElement) animate(card);
  }
}
