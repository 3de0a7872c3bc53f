// Names on the canvas: placed in screen pixels, best connected first, each only where it covers no other name.

import { contextOf, html, isNarrow } from "./elements.js";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
export const PLAIN = { font: `12px ${FONT}`, size: 12, width: 122, lines: 2 };
const NARROW = { ...PLAIN, width: 84, lines: 3 };
export const STRONG = isNarrow.matches
  ? { ...PLAIN, font: `bold 12px ${FONT}`, width: 104, lines: 3 }
  : { font: `bold 13px ${FONT}`, size: 13, width: 138, lines: 3 };
const HALO = 2;

const ruler = contextOf(html("canvas"));

/** In pixels. @param {string} text @param {string} font */
export function textWidth(text, font) {
  ruler.font = font;
  return ruler.measureText(text).width;
}

/** @type {Map<string, TextBlock>} */
const wrapped = new Map();

const LONGEST = 240;

/**
 * The words of a name, those too wide for a line (or of a script without spaces) cut where a line is full.
 * @param {string} name @param {number} limit @param {(text: string) => number} width
 */
function wordsOf(name, limit, width) {
  // No name needs more to be told apart on the picture, and measuring 20,000 characters takes a second.
  const words = name.slice(0, LONGEST).split(/\s+/).filter(Boolean);
  return words.flatMap((word) => {
    if (width(word) <= limit) return [word];
    const pieces = [""];
    for (const character of word) {
      if (width(pieces.at(-1) + character) > limit) pieces.push("");
      pieces[pieces.length - 1] += character;
    }
    return pieces;
  });
}

/** The name's lines in a style, with the size of the box around them; computed once. @param {string} name @param {TextStyle} style */
export function wrap(name, style) {
  const key = `${style.font} ${style.width} ${name}`;
  const known = wrapped.get(key);
  if (known) return known;
  /** @param {string} text */
  const width = (text) => textWidth(text, style.font);
  const lines = [];
  let rest = wordsOf(name, style.width * 1.25, width);
  while (rest.length && lines.length < style.lines) {
    let count = 1;
    while (count < rest.length && width(rest.slice(0, count + 1).join(" ")) <= style.width) count += 1;
    lines.push(rest.slice(0, count).join(" "));
    rest = rest.slice(count);
  }
  if (rest.length) lines[lines.length - 1] += " …";
  const box = { lines, width: Math.max(0, ...lines.map(width)), height: lines.length * (style.size + 2) };
  wrapped.set(key, box);
  return box;
}

/** Boxes in a grid, so that asking what a box touches does not go through all of them. */
export class Boxes {
  constructor(cell = 48) {
    this.cell = cell;
    /** @type {Map<string, Box[]>} */
    this.cells = new Map();
  }

  /** @param {Box} box */
  * keys(box) {
    for (let x = Math.floor(box.left / this.cell); x <= Math.floor(box.right / this.cell); x += 1) {
      for (let y = Math.floor(box.top / this.cell); y <= Math.floor(box.bottom / this.cell); y += 1) yield `${x},${y}`;
    }
  }

  /** @param {Box} box */
  add(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** How many square pixels of `box` are taken, without what belongs to `owner`. @param {Box} box @param {GraphNode} [owner] */
  overlap(box, owner) {
    let area = 0;
    for (const other of new Set([...this.keys(box)].flatMap((key) => this.cells.get(key) ?? []))) {
      if (owner && other.owner === owner) continue;
      const width = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const height = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (width > 0 && height > 0) area += width * height;
    }
    return area;
  }
}

// Where a name may be, from best to worst: direction from the node, and how far beyond its rim.
export const SPOTS = [
  [0, 1, 0], [0, -1, 0], [1, 0, 0], [-1, 0, 0],
  [1, 1, 0], [-1, 1, 0], [1, -1, 0], [-1, -1, 0],
  [0, 1, 6], [0, -1, 6], [1, 0, 6], [-1, 0, 6], [1, 1, 6], [-1, 1, 6], [1, -1, 6], [-1, -1, 6],
];
// At most a corner of a node under a name, or a name a little away from its node.
const BEARABLE = 140;
const OUTSIDE = 5000;
const FAR_SPOTS = [14, 24, 36].flatMap((far) => SPOTS.slice(0, 8).map(([dx, dy]) => [dx, dy, far]));

/** @param {Circle} circle @param {TextBlock} text @param {number[]} spot @returns {Box} */
export function boxAt({ x, y, radius }, text, [dx, dy, far]) {
  const sideways = dx !== 0 && dy !== 0;
  const reach = radius * (sideways ? 0.75 : 1.15) + 3 + far;
  const left = x + dx * reach - (dx === 0 ? text.width / 2 : dx < 0 ? text.width : 0);
  const top = y + dy * reach - (dy === 0 ? text.height / 2 : dy < 0 ? text.height : 0);
  return { left, top, right: left + text.width, bottom: top + text.height };
}

/**
 * The ways to set a name. One that must be there rather covers a little of a node than is far from its own.
 * @param {NameRequest} request @returns {Generator<{ text: TextBlock, spot: number[] }>}
 */
function* attempts({ node, strong, must }) {
  for (const style of strong ? [STRONG] : [PLAIN, NARROW]) {
    const text = wrap(node.name, style);
    for (const spot of must ? [...SPOTS, ...FAR_SPOTS] : SPOTS) yield { text, spot };
  }
}

/**
 * Places for the names that are requested (in order of importance), given the circles of all named nodes. Returns the placed
 * ones, and the boxes of names and of nodes. No two names overlap.
 * @param {NameRequest[]} requests @param {Circle[]} circles @param {Box} frame
 */
export function placeNames(requests, circles, frame) {
  const [names, dots] = [new Boxes(), new Boxes()];
  for (const { x, y, radius, node } of circles) {
    // Somewhat less than the square around it: few shapes fill their corners.
    const reach = radius * 0.9;
    dots.add({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach, owner: node });
  }
  /** @type {PlacedName[]} */
  const placed = [];
  for (const request of requests) {
    const best = bestSpot(request, names, dots, frame);
    if (!best || (best.cost > BEARABLE && !request.must) || (best.cost >= OUTSIDE && !request.always)) continue;
    names.add(best.box);
    placed.push({ ...request, text: best.text, box: best.box });
  }
  return { placed, names, dots };
}

/** @param {NameRequest} request @param {Boxes} names @param {Boxes} dots @param {Box} frame */
function bestSpot(request, names, dots, frame) {
  let best = null;
  for (const { text, spot } of attempts(request)) {
    const box = boxAt(request, text, spot);
    const roomy = { left: box.left - 2, right: box.right + 2, top: box.top - 1, bottom: box.bottom + 1 };
    if (names.overlap(roomy) > 0) continue;
    const outside = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
    const cost = 3 * dots.overlap(box, request.node) + (outside ? OUTSIDE : 0) + 20 * spot[2];
    if (best === null || cost < best.cost) best = { box, text, cost };
    if (cost === 0) break;
  }
  return best;
}

/** @param {CanvasRenderingContext2D} context @param {Pick<PlacedName, "box" | "text" | "strong">} name @param {Record<string, string>} colours */
export function drawName(context, { box, text, strong }, colours) {
  const style = strong ? STRONG : PLAIN;
  context.font = style.font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 2 * HALO;
  context.strokeStyle = colours.canvas;
  context.fillStyle = colours.text;
  text.lines.forEach((line, index) => {
    const [x, y] = [(box.left + box.right) / 2, box.top + (index + 0.5) * (style.size + 2)];
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  });
}
