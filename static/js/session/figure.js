// @ts-check
/** The moving figure: it demonstrates, glides into a hold and stays there, or stands still when motion is unwanted. */

/** @typedef {"loop"|"hold"|"still"} Motion */

/** How far past the hold pose a tick may come; the pose itself lasts longer. Browsers round the time they are given. */
const ARRIVED_WITHIN_S = 0.5;
const ROUNDING_S = 0.05;

/** @param {Element} root contains one `[data-step]` figure per exercise @param {() => boolean} motionAllowed */
export function createFigures(root, motionAllowed) {
  /** @type {Map<string, {box:HTMLElement, svg:SVGSVGElement|null, lengthS:number, holdS:number, begun:boolean}>} */
  const figures = new Map();
  for (const box of root.querySelectorAll("[data-step]")) {
    if (!(box instanceof HTMLElement)) continue;
    const svg = box.querySelector("svg");
    const lengthS = Number(svg?.dataset.duration ?? 0);
    const holdS = Number(svg?.dataset.hold ?? 0) * lengthS;
    figures.set(box.dataset.step ?? "", { box, svg, lengthS, holdS, begun: false });
  }
  let shown = "";

  /** @param {SVGSVGElement} svg */
  function begin(svg) {
    svg.setCurrentTime(0);
    for (const part of svg.querySelectorAll("animate, animateTransform")) {
      /** @type {SVGAnimationElement} */ (part).beginElement();
    }
  }

  /** Plays on until the pose of the hold is reached, then stops there. @param {SVGSVGElement} svg @param {number} lengthS @param {number} holdS */
  function glide(svg, lengthS, holdS) {
    const place = lengthS ? svg.getCurrentTime() % lengthS : 0;
    const arrived = place >= holdS - ROUNDING_S && place < holdS + ARRIVED_WITHIN_S;
    if (!arrived) {
      svg.unpauseAnimations();
    } else if (!svg.animationsPaused()) {
      svg.pauseAnimations();
      svg.setCurrentTime(svg.getCurrentTime() - place + holdS);
    }
  }

  /** @param {string} key */
  function swap(key) {
    for (const [other, { box, svg }] of figures) {
      box.hidden = other !== key;
      if (other !== key) svg?.pauseAnimations();
    }
    shown = key;
  }

  return {
    /** @param {number} step @param {"left"|"right"|null} side the drawing shows the right side @param {Motion} motion */
    show(step, side, motion) {
      const key = String(step);
      if (key !== shown) swap(key);
      const figure = figures.get(key);
      if (!figure) return;
      figure.box.toggleAttribute("data-flipped", side === "left");
      const { svg, lengthS, holdS } = figure;
      if (!svg || !motionAllowed()) return;
      if (!figure.begun && motion !== "still") {
        begin(svg);
        figure.begun = true;
      }
      if (motion === "still") svg.pauseAnimations();
      else if (motion === "loop") svg.unpauseAnimations();
      else glide(svg, lengthS, holdS);
    },
  };
}
