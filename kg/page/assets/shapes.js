// Shapes and marks: the same outlines on the canvas and in the legend.

import { communityColour, paintOf } from "./colours.js";
import { assemble, svg } from "./elements.js";
import { categories, records, valueAt } from "./records.js";

/** @param {number} corners @param {number} radius */
function ring(corners, radius, turn = 0, inner = radius) {
  const count = inner === radius ? corners : corners * 2;
  return Array.from({ length: count }, (_, index) => {
    const angle = turn + (index * 2 * Math.PI) / count - Math.PI / 2;
    const reach = index % 2 && inner !== radius ? inner : radius;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
}

/** @param {number[][]} points @param {number} by */
const lower = (points, by) => points.map(([x, y]) => [x, y + by]);
const ARM = 0.38;

/** Corners on a circle of radius 1, each shape enlarged until all look equally big. A dot has none. @type {Record<string, number[][] | null>} */
const OUTLINES = {
  dot: null,
  square: ring(4, 1.26, Math.PI / 4),
  diamond: ring(4, 1.24),
  hexagon: ring(6, 1.1, Math.PI / 6),
  pentagon: lower(ring(5, 1.14), 0.06),
  star: lower(ring(5, 1.34, 0, 0.58), 0.07),
  triangle: lower(ring(3, 1.3), 0.22),
  triangleDown: lower(ring(3, 1.3, Math.PI), -0.22),
  cross: [
    [-ARM, -1.08], [ARM, -1.08], [ARM, -ARM], [1.08, -ARM], [1.08, ARM], [ARM, ARM],
    [ARM, 1.08], [-ARM, 1.08], [-ARM, ARM], [-1.08, ARM], [-1.08, -ARM], [-ARM, -ARM],
  ],
};

/** @param {string} shape */
const outline = (shape) => (Object.hasOwn(OUTLINES, shape) ? OUTLINES[shape] : null);

/** @param {CanvasRenderingContext2D} context @param {string} shape @param {number} x @param {number} y @param {number} radius */
export function tracePath(context, shape, x, y, radius) {
  const points = outline(shape);
  context.beginPath();
  if (!points) context.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [dx, dy] of points) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

/** The shape as an element of SVG. @param {string} shape @param {number} x @param {number} y @param {number} radius @param {Attributes} style */
export function shapeElement(shape, x, y, radius, style) {
  const points = outline(shape);
  /** @param {number} value */
  const short = (value) => Number(value.toFixed(3));
  return points
    ? svg("polygon", { points: points.map(([dx, dy]) => `${short(x + dx * radius)},${short(y + dy * radius)}`).join(" "), ...style })
    : svg("circle", { cx: short(x), cy: short(y), r: short(radius), ...style });
}

/** @param {string} shape @param {Attributes} attributes */
function shapeMark(shape, attributes) {
  const form = shapeElement(shape, 0, 0, 1, { "stroke-width": 0.16, "stroke-linejoin": "round" });
  const mark = svg("svg", { viewBox: "-1.5 -1.5 3 3", width: 18, height: 18, "aria-hidden": "true", ...attributes }, form);
  colourMark(mark);
  return mark;
}

/** A category's shape for legend, panel and table; `recolourMarks` gives it the colours of the theme. @param {Category} category */
export const categoryMark = (category) => shapeMark(category.shape, { "data-category": category.name });

/** A community has a colour and no shape of its own. @param {number} rank */
export const communityMark = (rank) => shapeMark("dot", { "data-community": rank });

/** @param {SVGElement} mark */
function colourMark(mark) {
  const { category, community } = mark.dataset;
  assemble(mark, paintOf(category === undefined ? communityColour(Number(community)) : valueAt(categories, category).colour), []);
}

export function recolourMarks() {
  /** @type {NodeListOf<SVGElement>} */ (document.querySelectorAll("svg[data-category], svg[data-community]")).forEach(colourMark);
}

/** The mark of what is in tension, as it is on lines and nodes. */
export function tensionMark() {
  return svg("svg", { viewBox: "0 0 26 12", width: 26, height: 12, class: "tension-mark", "aria-hidden": "true" },
    svg("line", { x1: 1, y1: 6, x2: 25, y2: 6, stroke: "currentColor", "stroke-width": 1.4 }),
    svg("circle", { cx: 13, cy: 6, r: 4 }),
  );
}

/** A short line in the style of edges of a certainty: asserted, hedged, reported or denied. @param {string} certainty */
export function lineSample(certainty, colour = "currentColor") {
  const dashes = (records.lines[certainty] ?? []).map((length) => length * 0.75).join(" ");
  const isDenied = certainty === "denied";
  return svg(
    "svg",
    { viewBox: "0 0 26 12", width: 26, height: 12, stroke: colour, "stroke-width": 1.8, "aria-hidden": "true" },
    svg("line", { x1: 1, y1: 6, x2: isDenied ? 22 : 25, y2: 6, "stroke-dasharray": dashes || null }),
    isDenied && svg("line", { x1: 24, y1: 1.5, x2: 24, y2: 10.5 }),
  );
}
