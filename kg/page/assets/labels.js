// Names on the canvas: placed in screen pixels, best connected first, each where it covers nothing and belongs to its symbol.

import { contextOf, html, isNarrow } from "./elements.js";
import { clamp } from "./geometry.js";

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Styles at their least size: each larger one has wider lines. @type {Record<string, Omit<TextStyle, "font"> & { weight: string }>} */
const STYLES = {
  plain: { weight: "", size: 12, width: 122, lines: 2 },
  narrow: { weight: "", size: 12, width: 84, lines: 3 },
  slim: { weight: "", size: 12, width: 64, lines: 4 },
  strong: { weight: "bold ", size: isNarrow.matches ? 12 : 13, width: isNarrow.matches ? 104 : 138, lines: 3 },
  strongWide: { weight: "bold ", size: 13, width: 220, lines: 3 },
  strongSlim: { weight: "bold ", size: 13, width: 84, lines: 4 },
};

/** @param {string} name @param {number} enlarged @returns {TextStyle} */
function styled(name, enlarged) {
  const { weight, size, width, lines } = STYLES[name];
  const pixels = Math.round(size * enlarged);
  return { font: `${weight}${pixels}px ${FONT}`, size: pixels, width: width * enlarged, lines };
}

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
function wrap(name, style) {
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
  const box = { lines, width: Math.max(0, ...lines.map(width)), height: lines.length * (style.size + 2), font: style.font, size: style.size };
  wrapped.set(key, box);
  return box;
}

/** Boxes in a grid, so that asking what a box touches does not go through all of them. */
export class Boxes {
  /** @type {Map<number, Box[]>} */
  cells = new Map();

  /** The numbers of the cells that a box touches. @param {Box} box */
  keys({ left, right, top, bottom }) {
    const keys = [];
    const last = Math.floor(bottom / CELL);
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
      for (let y = Math.floor(top / CELL); y <= last; y += 1) keys.push(x * 65536 + y);
    }
    return keys;
  }

  /** @param {Box} box */
  add(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** @param {Box} box */
  remove(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key) ?? [];
      cell.splice(cell.indexOf(box), 1);
    }
  }

  /** Whether something holds for one of the boxes that a box overlaps. @param {Box} box @param {(other: Box) => unknown} holds */
  some(box, holds = () => true) {
    for (const key of this.keys(box)) {
      for (const other of this.cells.get(key) ?? NONE) {
        if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom && holds(other)) return true;
      }
    }
    return false;
  }

  /** @param {Box} box */
  isFree(box) {
    return !this.some(box);
  }
}
const CELL = 40;
/** @type {Box[]} */
const NONE = [];

/** Where a name may be: the direction from the node to the nearest point of its box, which share of the box is before that point, and how far it is beyond the rim. @typedef {{ dx: number, dy: number, left: number, above: number, far: number }} Direction */
/** @param {number} degrees @param {number} left @param {number} above */
const towards = (degrees, left, above) => ({ dx: Math.cos((degrees * Math.PI) / 180), dy: Math.sin((degrees * Math.PI) / 180), left, above });
// Below, above, aside, at a corner; then with a side shifted along; then at a corner that is less far aside or above.
const DIRECTIONS = [
  towards(90, 0.5, 0), towards(270, 0.5, 1), towards(0, 0, 0.5), towards(180, 1, 0.5),
  towards(45, 0, 0), towards(135, 1, 0), towards(315, 0, 1), towards(225, 1, 1),
  ...[0.25, 0.75].flatMap((share) => [towards(90, share, 0), towards(270, share, 1), towards(0, 0, share), towards(180, 1, share)]),
  ...[20, 70].flatMap((turn) => [towards(turn, 0, 0), towards(180 - turn, 1, 0), towards(-turn, 0, 1), towards(180 + turn, 1, 1)]),
];
/** @param {number[]} distances */
const spotsAt = (...distances) => distances.flatMap((far) => DIRECTIONS.map((direction) => ({ ...direction, far })));
const SPOTS = spotsAt(0, 4, 8, 13, 19, 26, 34, 44);
const FAR_SPOTS = spotsAt(56, 70, 86, 104);
/** By how many pixels a name is nearer to its own symbol than to any other; where it is not, a line leads from one to the other. */
const CLEAR = 2;

/** @param {Circle} circle @param {TextBlock} text @param {Direction} spot @returns {Box} */
function boxAt({ x, y, radius }, text, { dx, dy, left: before, above, far }) {
  const reach = radius * 1.15 + 3 + far;
  const [left, top] = [x + dx * reach - before * text.width, y + dy * reach - above * text.height];
  return { left, top, right: left + text.width, bottom: top + text.height };
}

/** How far a symbol is from a box. @param {Box} box @param {Point & { radius: number }} symbol */
function gapBetween({ left, right, top, bottom }, { x, y, radius }) {
  return Math.max(0, Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom)) - radius);
}

/** The line from the rim of a symbol to its name. @param {Circle} circle @param {Box} box @returns {Leader} */
function leaderTo({ x, y, radius }, { left, right, top, bottom }) {
  const end = { x: clamp(left, x, right), y: clamp(top, y, bottom) };
  const share = radius / (Math.hypot(end.x - x, end.y - y) || 1);
  return { start: { x: x + (end.x - x) * share, y: y + (end.y - y) * share }, end };
}

/** The small boxes that a line runs through. @param {Leader} leader @returns {Box[]} */
function boxesAlong({ start, end }) {
  const count = Math.ceil(Math.hypot(end.x - start.x, end.y - start.y) / 4);
  return Array.from({ length: count }, (_, place) => {
    const share = (place + 0.5) / count;
    const [x, y] = [start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share];
    return { left: x - 1.5, right: x + 1.5, top: y - 1.5, bottom: y + 1.5 };
  });
}

/** A way to set a name; `boxes` are what it takes, its line included. @typedef {{ text: TextBlock, box: Box, leader: Leader | null, covers: boolean, boxes: Box[] }} Spot */

/** Each way to break a name into lines, once; a narrow one only where it cuts no word. @param {string} name @param {TextStyle[]} styles */
function textsOf(name, styles) {
  const words = name.slice(0, LONGEST).split(/\s+/);
  const fitting = styles.filter(({ font, width }, place) => place === 0 || words.every((word) => textWidth(word, font) <= width * 1.25));
  const texts = fitting.map((style) => wrap(name, style));
  return texts.filter((text, place) => texts.findIndex((other) => other.width === text.width && other.height === text.height) === place);
}

/**
 * The ways to set a name, from best to worst: beside its symbol and nearer to it than to any other; then apart from it, with a
 * line between them. Neither covers another symbol. What must be named is then named by its abbreviation, and covers one in the end.
 * @param {NameRequest} request @param {Boxes} dots @param {Box} frame @returns {Generator<Spot>}
 */
function* spotsOf(request, dots, frame) {
  const { node, strong, must, enlarged = 1 } = request;
  const styles = (strong ? ["strong", "strongWide", "strongSlim"] : ["plain", "narrow", "slim"]).map((name) => styled(name, enlarged));
  /** @type {Spot[]} */
  const covering = [];
  for (const name of must ? [node.name, ...(node.abbreviations ?? []).slice(0, 1)] : [node.name]) {
    /** @type {Spot[]} */
    const led = [];
    const texts = textsOf(name, styles);
    for (const spot of must ? [...SPOTS, ...FAR_SPOTS] : SPOTS) {
      for (const text of texts) {
        const made = spotAt(request, text, spot, dots, frame);
        if (!made) continue;
        if (made.covers) covering.push(made);
        else if (made.leader) led.push(made);
        else yield made;
      }
    }
    yield* led;
  }
  if (must) yield* covering;
}

/** @param {NameRequest} request @param {TextBlock} text @param {Direction} spot @param {Boxes} dots @param {Box} frame @returns {Spot | null} */
function spotAt(request, text, spot, dots, frame) {
  const { node, always } = request;
  const box = boxAt(request, text, spot);
  const isOutside = box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
  if (isOutside && !always) return null;
  const own = gapBetween(box, request);
  const other = nearestOther(node, box, own + CLEAR, dots);
  const leader = other < own + CLEAR ? leaderTo(request, box) : null;
  // A shorter line would not be seen.
  if (leader && other > 0 && own < 5) return null;
  const along = leader ? boxesAlong(leader) : [];
  const covers = isOutside || other === 0 || along.some((part) => nearestOther(node, part, 0, dots) === 0);
  return { text, box, leader, covers, boxes: [{ left: box.left - 1, right: box.right + 1, top: box.top - 0.5, bottom: box.bottom + 0.5 }, ...along] };
}

/** How far the nearest symbol of another node is from a box; infinitely where it is beyond `reach`. @param {GraphNode} node @param {Box} box @param {number} reach @param {Boxes} dots */
function nearestOther(node, box, reach, dots) {
  let nearest = Infinity;
  dots.some({ left: box.left - reach, right: box.right + reach, top: box.top - reach, bottom: box.bottom + reach }, ({ owner }) => {
    if (owner && owner.node !== node) nearest = Math.min(nearest, gapBetween(box, owner));
    return nearest === 0;
  });
  return nearest;
}

/**
 * Places for the names that are requested (in order of importance), given the circles of all named nodes. Returns the placed
 * ones, and the boxes of names and of nodes. No two names overlap, and each is nearer to its own symbol than to any other or
 * joined to it by a line.
 * @param {NameRequest[]} requests @param {Circle[]} circles @param {Box} frame
 */
export function placeNames(requests, circles, frame, names = new Boxes()) {
  const dots = new Boxes();
  for (const { x, y, radius, node } of circles) {
    dots.add({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius, owner: { node, x, y, radius } });
  }
  const spots = new Map(requests.map((request) => [request, remembered(spotsOf(request, dots, frame))]));
  /** @type {Map<NameRequest, Spot>} */
  const chosen = new Map();
  /** @param {NameRequest} request @param {Spot} spot */
  const put = (request, spot) => {
    chosen.set(request, spot);
    for (const box of spot.boxes) names.add(Object.assign(box, { owner: request }));
  };
  /** @param {NameRequest} request */
  const takeAway = (request) => chosen.get(request)?.boxes.forEach((box) => names.remove(box));
  /** @param {NameRequest} request @param {(spot: Spot) => boolean} fits */
  const place = (request, fits = () => true) => {
    for (const spot of spots.get(request) ?? []) {
      if (!fits(spot) || !spot.boxes.every((box) => names.isFree(box))) continue;
      put(request, spot);
      return true;
    }
    return false;
  };
  /** Set a name where only one other is in the way, and that one can be moved. @param {NameRequest} request */
  const makeRoom = (request) => {
    for (const spot of spots.get(request) ?? []) {
      /** @type {Set<NameRequest>} */
      const owners = new Set();
      if (spot.boxes.some((box) => names.some(box, ({ owner }) => owners.add(/** @type {NameRequest} */ (owner)).size > 1))) continue;
      const [other] = owners;
      const before = chosen.get(other);
      if (!before) continue;
      takeAway(other);
      put(request, spot);
      if (place(other, ({ covers }) => !covers || before.covers)) return;
      takeAway(request);
      chosen.delete(request);
      put(other, before);
    }
  };
  // Names beside their symbols first; names set apart take the room that is left.
  const apart = requests.filter((request) => !place(request, ({ leader }) => request.must || !leader));
  const left = apart.filter((request) => !place(request));
  left.forEach(makeRoom);
  const placed = requests.flatMap((request) => {
    const spot = chosen.get(request);
    return spot ? { ...request, text: spot.text, box: spot.box, leader: spot.leader } : [];
  });
  return { placed, names, dots };
}

/** A list that is made as far as it is read. @template Item @param {Generator<Item>} items @returns {Iterable<Item>} */
function remembered(items) {
  /** @type {Item[]} */
  const seen = [];
  return {
    * [Symbol.iterator]() {
      for (let place = 0; ; place += 1) {
        if (place === seen.length) {
          const { done, value } = items.next();
          if (done) return;
          seen.push(value);
        }
        yield seen[place];
      }
    },
  };
}

/** @param {CanvasRenderingContext2D} context @param {Pick<PlacedName, "box" | "text" | "leader">} name @param {Record<string, string>} colours */
export function drawName(context, { box, text, leader }, colours) {
  if (leader) {
    context.beginPath();
    context.moveTo(leader.start.x, leader.start.y);
    context.lineTo(leader.end.x, leader.end.y);
    context.lineWidth = 1;
    context.strokeStyle = colours.muted;
    context.stroke();
  }
  context.font = text.font;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 2 * HALO;
  context.strokeStyle = colours.canvas;
  context.fillStyle = colours.text;
  text.lines.forEach((line, index) => {
    const [x, y] = [(box.left + box.right) / 2, box.top + (index + 0.5) * (text.size + 2)];
    context.strokeText(line, x, y);
    context.fillText(line, x, y);
  });
}
