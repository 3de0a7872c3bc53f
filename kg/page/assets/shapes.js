// Shapes and colours: the same outlines on the canvas and in the legend.

function ring(corners, radius, turn = 0, inner = radius) {
  const count = inner === radius ? corners : corners * 2;
  return Array.from({ length: count }, (_, index) => {
    const angle = turn + (index * 2 * Math.PI) / count - Math.PI / 2;
    const reach = index % 2 && inner !== radius ? inner : radius;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
}

const lower = (points, by) => points.map(([x, y]) => [x, y + by]);
const ARM = 0.38;

// Corners on a circle of radius 1, each shape enlarged until all look equally big. A dot has none.
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

const outline = (shape) => (Object.hasOwn(OUTLINES, shape) ? OUTLINES[shape] : null);

function tracePath(context, shape, x, y, radius) {
  const points = outline(shape);
  context.beginPath();
  if (!points) context.arc(x, y, radius, 0, 2 * Math.PI);
  else for (const [dx, dy] of points) context.lineTo(x + dx * radius, y + dy * radius);
  context.closePath();
}

function shapePicture(shape, attributes) {
  const points = outline(shape);
  const form = points
    ? draw("polygon", { points: points.map((point) => point.map((n) => n.toFixed(3)).join(",")).join(" ") })
    : draw("circle", { r: 1 });
  const picture = draw(
    "svg",
    { viewBox: "-1.5 -1.5 3 3", width: 18, height: 18, "aria-hidden": "true", ...attributes },
    fill(form, { "stroke-width": 0.16, "stroke-linejoin": "round" }, []),
  );
  paint(picture);
  return picture;
}

/** A category's shape for legend, panel and table; `repaint` gives it the colours of the theme. */
const mark = (category) => shapePicture(category.shape, { "data-category": category.name });

/** A community has a colour and no shape of its own. */
const communityMark = (rank) => shapePicture("dot", { "data-community": rank });

function paint(picture) {
  const { category, community } = picture.dataset;
  const colours = paintOf(category === undefined ? communityColour(Number(community)) : categories.get(category).colour);
  picture.setAttribute("fill", colours.fill);
  picture.setAttribute("stroke", colours.stroke);
}

function repaint() {
  themeColours.clear();
  document.querySelectorAll("svg[data-category], svg[data-community]").forEach(paint);
}

/** The mark of what is in tension, as it stands on lines and nodes. */
function tensionMark() {
  return draw("svg", { viewBox: "0 0 26 12", width: 26, height: 12, class: "tension-mark", "aria-hidden": "true" },
    draw("line", { x1: 1, y1: 6, x2: 25, y2: 6, stroke: "currentColor", "stroke-width": 1.4 }),
    draw("circle", { cx: 13, cy: 6, r: 4 }),
  );
}

/** A short line in the style of edges that are put that way: asserted, hedged, reported or denied. */
function lineSample(put, colour = "currentColor") {
  const dashes = records.lines[put] ?? [];
  const line = draw("line", { x1: 1, y1: 6, x2: put === "denied" ? 22 : 25, y2: 6 });
  const bar = put === "denied" ? draw("line", { x1: 24, y1: 1.5, x2: 24, y2: 10.5 }) : null;
  if (dashes.length) line.setAttribute("stroke-dasharray", dashes.map((length) => length * 0.75).join(" "));
  return draw(
    "svg",
    { viewBox: "0 0 26 12", width: 26, height: 12, stroke: colour, "stroke-width": 1.8, "aria-hidden": "true" },
    line,
    bar,
  );
}

const channels = (colour) => [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));

function blend(colour, other, share) {
  const [from, to] = [channels(colour), channels(other)];
  return `#${from.map((v, i) => Math.round(v + (to[i] - v) * share).toString(16).padStart(2, "0")).join("")}`;
}

function luminance(colour) {
  const [r, g, b] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const theme = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const isDark = () => document.documentElement.dataset.theme === "dark";
const themeColours = new Map();

/** Fill and outline from one colour: the outline goes towards black, or white in the dark, until it stands out 3:1. */
function paintOf(colour) {
  if (!themeColours.has(colour)) {
    const [ground, towards] = [theme("canvas"), isDark() ? "#ffffff" : "#000000"];
    let share = 0.35;
    while (share < 1 && contrast(blend(colour, towards, share), ground) < 3.2) share += 0.05;
    const filling = isDark() ? blend(colour, towards, 0.12) : colour;
    themeColours.set(colour, { fill: filling, stroke: blend(colour, towards, share) });
  }
  return themeColours.get(colour);
}

// Okabe and Ito's colours, then five that stand apart from them; beyond these, communities share a grey.
const COMMUNITY_COLOURS = [
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7b5ea7", "#8c564b", "#66c2a5", "#a6a639", "#882255",
];
const communityColour = (rank) => COMMUNITY_COLOURS[rank] ?? "#9a9a9a";

/** The colours of a node in the picture: of its kind, or of its community. */
const coloursOf = (node) => paintOf(state.colour === "community" ? communityColour(node.community) : node.category.colour);

/** The radius of a node in the picture. The area, not the radius, follows the number: that is how the eye compares. */
function sizeOf(node) {
  const size = state.size === "between" ? 5.5 + 7 * Math.sqrt(node.between / 1000) : node.size;
  // Columns stand closer than the nodes of the map.
  return state.layout === "columns" ? size * 0.75 : size;
}
