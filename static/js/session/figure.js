// @ts-check
/** The moving figure: it demonstrates, glides into a hold and stays there, or stands still when motion is unwanted. */

/** @typedef {"loop"|"hold"|"still"} Motion */
/** @typedef {{box:HTMLElement, svg:SVGSVGElement|null, lengthS:number, holdS:number, begun:boolean}} Figure */

/** How far past the hold pose a tick may come; the pose itself lasts longer. Browsers round the time they are given. */
const ARRIVED_WITHIN_S = 0.5;
const ROUNDING_S = 0.05;

/** @param {HTMLElement} box @returns {Figure} */
function figureIn(box) {
  const svg = box.querySelector("svg");
  const lengthS = Number(svg?.dataset.duration ?? 0);
  return { box, svg, lengthS, holdS: Number(svg?.dataset.hold ?? 0) * lengthS, begun: false };
}

/** @param {SVGSVGElement} svg */
function begin(svg) {
  svg.setCurrentTime(0);
  for (const part of svg.querySelectorAll("animate, animateTransform")) {
    /** @type {SVGAnimationElement} */ (part).beginElement();
  }
}

/** Plays on until the pose of the hold is reached, then stops there. @param {SVGSVGElement} svg @param {Figure} figure */
function glide(svg, { lengthS, holdS }) {
  const place = lengthS ? svg.getCurrentTime() % lengthS : 0;
  const arrived = place >= holdS - ROUNDING_S && place < holdS + ARRIVED_WITHIN_S;
  if (!arrived) {
    svg.unpauseAnimations();
  } else if (!svg.animationsPaused()) {
    svg.pauseAnimations();
    svg.setCurrentTime(svg.getCurrentTime() - place + holdS);
  }
}

/**
 * @param {object} ports
 * @param {Record<string, string>} ports.drawings addresses by slug
 * @param {(url:string) => Promise<string>} ports.read
 * @param {() => boolean} ports.motionAllowed
 */
export function createFigures({ drawings, read, motionAllowed }) {
  /** @type {Map<string, Figure>} */
  const figures = new Map();
  /** @type {HTMLElement|null} */
  let stage = null;
  let shown = "";

  /** Takes over a figure that is on the page already. @param {HTMLElement} box `[data-slug]` */
  function adopt(box) {
    if (box.querySelector("svg")) figures.set(box.dataset.slug ?? "", figureIn(box));
  }

  /** Draws what a box asks for, once; without the drawing the box stays empty. @param {HTMLElement} box */
  async function draw(box) {
    const url = drawings[box.dataset.slug ?? ""];
    if (!url || box.dataset.asked) return;
    box.dataset.asked = "1";
    const text = await read(url).catch(() => "");
    const svg = text ? new DOMParser().parseFromString(text, "image/svg+xml").documentElement : null;
    if (svg?.localName === "svg") {
      box.replaceChildren(document.importNode(svg, true));
      adopt(box);
    } else {
      delete box.dataset.asked;
    }
  }

  /** @param {string} slug @returns {HTMLElement} the box of this exercise on the stage */
  function boxOf(slug) {
    const known = figures.get(slug)?.box ?? stage?.querySelector(`[data-slug="${CSS.escape(slug)}"]`);
    if (known instanceof HTMLElement) return known;
    const box = document.createElement("div");
    box.className = "figure";
    box.dataset.slug = slug;
    box.hidden = true;
    return box;
  }

  /** @param {string} slug */
  function prepare(slug) {
    const box = boxOf(slug);
    if (stage && box.parentNode !== stage) stage.append(box);
    if (!figures.has(slug)) void draw(box);
  }

  return {
    adopt,
    draw,
    /** From now on figures are shown here. @param {HTMLElement} place */
    mount(place) {
      stage = place;
      for (const { box } of figures.values()) stage.append(box);
    },
    /** @param {string} slug @param {"left"|"right"|null} side the drawing shows the right side @param {Motion} motion @param {string|null} next */
    show(slug, side, motion, next) {
      if (slug !== shown) {
        prepare(slug);
        for (const [other, { box, svg }] of figures) {
          box.hidden = true;
          if (other !== slug) svg?.pauseAnimations();
        }
        shown = slug;
      }
      if (next) prepare(next);
      const box = boxOf(slug);
      box.hidden = false;
      box.toggleAttribute("data-flipped", side === "left");
      const figure = figures.get(slug);
      if (!figure?.svg || !motionAllowed()) return;
      if (!figure.begun && motion !== "still") {
        begin(figure.svg);
        figure.begun = true;
      }
      if (motion === "still") figure.svg.pauseAnimations();
      else if (motion === "loop") figure.svg.unpauseAnimations();
      else glide(figure.svg, figure);
    },
  };
}
