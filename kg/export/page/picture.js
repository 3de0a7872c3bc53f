// The picture: vis-network draws nodes and edges and moves the camera; nothing moves by itself.

const still = matchMedia("(prefers-reduced-motion: reduce)");
const look = { chosen: null, cursor: null, hovered: null };
const holder = find("graph");

const bounds = (items) => ({
  left: Math.min(...items.map(({ x }) => x)),
  right: Math.max(...items.map(({ x }) => x)),
  top: Math.min(...items.map(({ y }) => y)),
  bottom: Math.max(...items.map(({ y }) => y)),
});

const clamp = (low, value, high) => Math.min(Math.max(value, low), high);
const margin = (width) => ({ x: clamp(30, width * 0.08, 66), y: 38 });

// The strip at the lower edge where the zoom buttons are.
const FOOT = 34;

/** The part of the canvas that the zoom buttons, and on a phone the sheet, leave free. */
function room() {
  const [box, sheet] = [holder.getBoundingClientRect(), find("panel").getBoundingClientRect()];
  const covered = sheet.top > box.top && sheet.left < box.right - 1 && sheet.right > box.left + 1;
  const height = covered ? clamp(80, sheet.top - box.top, box.height) : box.height;
  return { width: box.width, height: height - FOOT, full: box.height };
}

function scaleToFit(box, { width, height }) {
  const [wide, high] = [Math.max(box.right - box.left, 1e-6), Math.max(box.bottom - box.top, 1e-6)];
  const { x, y } = margin(width);
  return Math.min(Math.max(width - 2 * x, 80) / wide, Math.max(height - 2 * y, 80) / high);
}

// Node sizes and line widths are meant in pixels at first view. So the plane is stretched until the whole graph, fitted into
// the window, is seen at about scale 1: a little more where there is room for each node, less where there is not.
const stretch = (() => {
  const space = room();
  const all = given.nodes.length ? bounds(given.nodes) : { left: 0, right: 0, top: 0, bottom: 0 };
  const each = Math.sqrt((space.width * space.height) / Math.max(given.nodes.length, 1));
  const factor = scaleToFit(all, space) / clamp(0.6, each / 62, 1.5);
  return Number.isFinite(factor) && factor > 0 ? Math.min(factor, 1e6) : 1;
})();

const visNodes = new vis.DataSet(
  given.nodes.map(({ id, x, y, size }) => ({
    id,
    x: x * stretch,
    y: y * stretch,
    size,
    ctxRenderer: ({ ctx, x: left, y: top }) => ({
      drawNode: () => drawNode(ctx, nodes.get(id), left, top),
      nodeDimensions: { width: size * 2, height: size * 2 },
    }),
  })),
);

/** Edges between the same two nodes fan out, so that each can be seen and clicked. */
function bends() {
  const pairs = new Map();
  for (const edge of edges) {
    const key = [edge.subject.id, edge.object.id].sort().join(" ");
    if (!pairs.has(key)) pairs.set(key, []);
    pairs.get(key).push(edge);
  }
  const found = new Map();
  for (const together of pairs.values()) {
    together.forEach((edge, index) => {
      const place = index - (together.length - 1) / 2;
      const forwards = edge.subject.id <= edge.object.id ? 1 : -1;
      const loop = edge.subject === edge.object;
      found.set(edge, loop ? { loop: index } : { bend: place * forwards * 0.17 });
    });
  }
  return found;
}

const bendOf = bends();

function fixedLook(edge) {
  const { bend = 0, loop = 0 } = bendOf.get(edge);
  const type = edge.put === "denied" ? "bar" : "arrow";
  return {
    id: edge.id,
    from: edge.subject.id,
    to: edge.object.id,
    dashes: edge.dashes,
    arrows: { to: { enabled: type === "bar" || !edge.predicate.symmetric, type, scaleFactor: type === "bar" ? 0.6 : 0.45 } },
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false,
    selfReference: { size: 16 + 9 * loop, angle: 0.8 },
  };
}

const visEdges = new vis.DataSet(edges.map((edge) => ({ ...fixedLook(edge), width: edge.width })));

const network = new vis.Network(holder, { nodes: visNodes, edges: visEdges }, JSON.parse(given.options));

// vis-network cuts the places it is given down to whole numbers.
for (const { id, x, y } of given.nodes) Object.assign(network.body.nodes[id], { x: x * stretch, y: y * stretch });

/** The nodes that stay bright: the chosen one with its neighbours, or both ends of the chosen edge; null without a choice. */
function bright() {
  const { chosen } = look;
  if (!chosen) return null;
  if (chosen.claims) return new Set([chosen.subject, chosen.object]);
  return new Set([chosen, ...chosen.edges.filter((edge) => shown.edges.has(edge)).map((edge) => otherEnd(edge, chosen))]);
}

function side(edge) {
  const { chosen } = look;
  if (!chosen) return "plain";
  if (edge === chosen || edge.subject === chosen) return "out";
  return edge.object === chosen ? "in" : "dim";
}

let lit = null;
let palette = {};

function readPalette() {
  palette = Object.fromEntries(["canvas", "text", "muted", "line", "out", "in", "contest", "accent"].map((n) => [n, theme(n)]));
  palette.halo = palette.canvas;
}

function drawNode(context, node, x, y) {
  const colours = coloursOf(node.category);
  const dim = lit !== null && !lit.has(node);
  if (node === look.chosen || node === look.cursor) {
    context.beginPath();
    context.arc(x, y, node.size * 1.3 + 6, 0, 2 * Math.PI);
    context.globalAlpha = node === look.chosen ? 0.16 : 0;
    context.fillStyle = palette.accent;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2.2;
    context.strokeStyle = palette.accent;
    context.setLineDash(node === look.chosen ? [] : [4, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  tracePath(context, node.shape, x, y, node.size);
  // The ground below a faded node, so that lines do not shine through it.
  context.fillStyle = palette.canvas;
  context.fill();
  context.globalAlpha = dim ? 0.22 : 1;
  context.fillStyle = colours.fill;
  context.fill();
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  context.strokeStyle = colours.stroke;
  context.stroke();
}

/** Bring picture in line with filters, choice and theme. */
function restyle() {
  lit = bright();
  visNodes.update([...nodes.values()].map((node) => ({ id: node.id, hidden: !shown.nodes.has(node) })));
  visEdges.update(
    edges.map((edge) => {
      const way = side(edge);
      const plain = disputed(edge) ? palette.contest : palette.line;
      const colour = { plain, dim: palette.line, out: palette.out, in: palette.in }[way];
      return {
        id: edge.id,
        hidden: !shown.edges.has(edge),
        width: edge.width * (way === "out" || way === "in" ? 1.5 : 1),
        color: { color: colour, hover: colour, highlight: colour, opacity: { plain: disputed(edge) ? 0.8 : 0.5, dim: 0.1 }[way] ?? 1 },
      };
    }),
  );
  moved();
}

// ---------------------------------------------------------------------------------------------------------------- names

let placing = null;
let revision = 0;

/** Names have to be placed anew. */
function moved() {
  revision += 1;
  network.redraw();
}

const position = (node) => network.body.nodes[node.id];

function importance(node) {
  if (node === look.chosen || node === look.cursor) return -2;
  return lit !== null && lit.has(node) ? -1 : 0;
}

/** What is in view when everything is: names stay within, so that the window's edge cuts none. */
function frame(scale) {
  const box = bounds([...nodes.values()].map(position));
  const { x, y } = margin(holder.clientWidth);
  return {
    left: box.left * scale - x,
    right: box.right * scale + x,
    top: box.top * scale - y,
    bottom: box.bottom * scale + y,
  };
}

/** Placed names, in pixels from the plane's origin: panning the picture does not change them, so they never flicker. */
function names() {
  const scale = network.getScale();
  const key = `${revision} ${scale}`;
  if (placing?.key === key) return placing;
  // Faded nodes have no name and may be written over.
  const bearing = [...shown.nodes].filter((node) => lit === null || lit.has(node) || node === look.cursor);
  const circles = bearing.map((node) => ({
    node,
    x: position(node).x * scale,
    y: position(node).y * scale,
    radius: node.size * scale,
  }));
  const wanted = circles
    .map((circle) => ({ ...circle, strong: hubs.has(circle.node) || circle.node === look.chosen }))
    .map((circle) => ({ ...circle, must: circle.strong || circle.node === look.cursor }))
    .sort(
      (a, b) =>
        importance(a.node) - importance(b.node) || b.strong - a.strong || b.node.edges.length - a.node.edges.length,
    );
  placing = { key, ...placeNames(wanted, circles, frame(scale)) };
  return placing;
}

function middleOf(edge) {
  return network.body.edges[edge.id].edgeType.getPoint(0.5);
}

function drawEdgeNames(context, taken, scale) {
  const { chosen } = look;
  if (!chosen) return;
  const speaking = (chosen.claims ? [chosen] : chosen.edges).filter((edge) => shown.edges.has(edge));
  context.font = `600 11px ${FONT}`;
  const occupied = new Boxes();
  for (const edge of speaking) {
    const middle = middleOf(edge);
    const [x, y] = [middle.x * scale, middle.y * scale];
    const text = phrase(edge);
    const width = context.measureText(text).width;
    const [from, to] = [position(edge.subject), position(edge.object)];
    // A name longer than its line would hide the line's dashes and bar.
    if (Math.hypot(from.x - to.x, from.y - to.y) * scale < width) continue;
    const box = { left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - 8, bottom: y + 8 };
    if (taken.overlap(box) > 0 || occupied.overlap(box) > 0) continue;
    occupied.add(box);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 5;
    context.strokeStyle = palette.canvas;
    context.strokeText(text, x, y);
    context.fillStyle = edge.put === "denied" ? palette.contest : side(edge) === "in" ? palette.in : palette.out;
    context.fillText(text, x, y);
  }
}

network.on("afterDrawing", (context) => {
  const scale = network.getScale();
  context.save();
  context.scale(1 / scale, 1 / scale);
  const { placed, taken } = names();
  drawEdgeNames(context, taken, scale);
  for (const one of placed) drawName(context, one, palette);
  const pointed = look.hovered;
  if (pointed && shown.nodes.has(pointed) && !placed.some(({ node }) => node === pointed)) {
    const circle = { node: pointed, x: position(pointed).x * scale, y: position(pointed).y * scale };
    const text = wrap(pointed.name, STRONG);
    const box = boxAt({ ...circle, radius: pointed.size * scale }, text, SPOTS[0]);
    context.fillStyle = palette.canvas;
    context.globalAlpha = 0.9;
    context.fillRect(box.left - 4, box.top - 2, text.width + 8, text.height + 4);
    context.globalAlpha = 1;
    drawName(context, { box, text, strong: true }, palette);
  }
  context.restore();
});

// --------------------------------------------------------------------------------------------------------------- camera

let untouched = true;

function aim(items, { ceiling, animated = true }) {
  const space = room();
  const box = bounds(items.map(position));
  const scale = clamp(0.02, scaleToFit(box, space), ceiling);
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (space.full - space.height) / 2 / scale };
  const calm = still.matches || !animated;
  network.moveTo({ position: centre, scale, animation: calm ? false : { duration: 260, easingFunction: "easeInOutQuad" } });
}

function fit(animated = true) {
  untouched = true;
  const items = shown.nodes.size ? [...shown.nodes] : [...nodes.values()];
  if (items.length) aim(items, { ceiling: 1.6, animated });
}

/** Show a chosen node or edge among its neighbours, unless it is in full view already. */
function reveal(animated = true) {
  const { chosen } = look;
  if (!chosen) return;
  const centre = chosen.claims ? [chosen.subject, chosen.object] : [chosen];
  const space = room();
  const inside = centre.every((node) => {
    const { x, y } = network.canvasToDOM(position(node));
    return x > 40 && x < space.width - 40 && y > 30 && y < space.height - 40;
  });
  const items = [...bright()].filter((node) => shown.nodes.has(node) || node === chosen);
  if (inside && (chosen.claims || items.length > 12)) return;
  untouched = false;
  aim(items, { ceiling: 1.3, animated });
}

function zoom(factor) {
  untouched = false;
  network.moveTo({
    scale: clamp(0.05, network.getScale() * factor, 6),
    animation: still.matches ? false : { duration: 140, easingFunction: "easeOutQuad" },
  });
}

network.on("zoom", () => {
  untouched = false;
  const scale = network.getScale();
  if (scale > 6 || scale < 0.05) network.moveTo({ scale: clamp(0.05, scale, 6) });
});
network.on("dragEnd", () => {
  untouched = false;
});
network.on("dragging", ({ nodes: dragged }) => {
  if (dragged.length) revision += 1;
});
network.on("resize", () => {
  if (untouched) fit(false);
});

// -------------------------------------------------------------------------------------------------------------- pointer

/** What lies under a point of the canvas: the nearest node that a finger could mean, else an edge. */
function under({ x, y }) {
  let best = null;
  for (const node of shown.nodes) {
    const at = network.canvasToDOM(position(node));
    const gap = Math.hypot(at.x - x, at.y - y) - node.size * network.getScale();
    if (gap < 7 && (best === null || gap < best.gap)) best = { node, gap };
  }
  return best ? best.node : edgeById.get(network.getEdgeAt({ x, y }));
}

network.on("hoverNode", ({ node }) => {
  look.hovered = nodes.get(node);
  holder.style.cursor = "pointer";
  network.redraw();
});
network.on("blurNode", () => {
  look.hovered = null;
  holder.style.cursor = "";
  network.redraw();
});
network.on("hoverEdge", () => {
  holder.style.cursor = "pointer";
});
network.on("blurEdge", () => {
  holder.style.cursor = "";
});

/** The nearest shown node from `start` in a direction; aside counts double, so that a step goes where the key points. */
function neighbourTowards(start, dx, dy) {
  const from = position(start);
  let best = null;
  for (const node of shown.nodes) {
    if (node === start) continue;
    const [x, y] = [position(node).x - from.x, position(node).y - from.y];
    const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    if (ahead <= 0 || aside > ahead * 1.8) continue;
    const cost = ahead + 2 * aside;
    if (best === null || cost < best.cost) best = { node, cost };
  }
  return best?.node ?? null;
}
