// The picture: vis-network draws what the arrangement holds. Nothing in it moves by itself.

const look = { cursor: null, hovered: null, dragged: null };
const holder = find("graph");

const margin = (width) => ({ x: clamp(30, width * 0.08, 66), y: 38 });

// The strips at the upper edge, where notes stand, and at the lower one, where the buttons are.
const [HEAD, FOOT] = [40, 56];

/** The part of the canvas that notes, buttons and, on a phone, the sheet leave free: `height` pixels below `head`. */
function room() {
  const [box, sheet] = [holder.getBoundingClientRect(), find("panel").getBoundingClientRect()];
  const covered = sheet.top > box.top && sheet.left < box.right - 1 && sheet.right > box.left + 1;
  const height = covered ? clamp(80, sheet.top - box.top, box.height) : box.height;
  // A sheet that is drawn up covers the buttons too.
  const foot = covered && height < box.height - FOOT ? 10 : FOOT;
  const head = find("note").hidden ? 0 : HEAD;
  // While another view is open the picture has no size; then a common one will do.
  return { width: box.width || 800, height: Math.max((height || 600) - foot - head, 80), head, full: box.height || 600 };
}

function scaleToFit(box, { width, height }) {
  const [wide, high] = [Math.max(box.right - box.left, 1e-6), Math.max(box.bottom - box.top, 1e-6)];
  const { x, y } = margin(width);
  return Math.min(Math.max(width - 2 * x, 80) / wide, Math.max(height - 2 * y, 80) / high);
}

const stretch = stretchMap(room());

const visNodes = new vis.DataSet();
const visEdges = new vis.DataSet();
const network = new vis.Network(holder, { nodes: visNodes, edges: visEdges }, JSON.parse(given.options));
let scene = { places: new Map(), edges: [], headings: [], note: null };

const position = (node) => network.body.nodes[node.id] ?? scene.places.get(node) ?? placeOnMap.get(node);

/** Keep where the reader has put a node; on the map also when the filters change. */
function keepPlace(node) {
  const { x, y } = position(node);
  scene.places.set(node, { x, y });
  if (state.layout === "map" && !(LARGE && state.chosen)) dragged.set(node, { x, y });
}

/** Edges between the same two nodes fan out, so that each can be seen and clicked; many stand closer than few. */
const bendOf = (() => {
  const pairs = Map.groupBy(edges, (edge) => [edge.subject.id, edge.object.id].sort().join(" "));
  const found = new Map();
  for (const together of pairs.values()) {
    const step = Math.min(0.17, 1.5 / together.length);
    together.forEach((edge, index) => {
      const place = index - (together.length - 1) / 2;
      const forwards = edge.subject.id <= edge.object.id ? 1 : -1;
      found.set(edge, edge.subject === edge.object ? { loop: index } : { bend: place * forwards * step });
    });
  }
  return found;
})();

function visNode(node) {
  return {
    id: node.id,
    ...scene.places.get(node),
    size: sizeOf(node),
    ctxRenderer: ({ ctx, x, y }) => ({
      drawNode: () => drawNode(ctx, node, x, y),
      nodeDimensions: { width: sizeOf(node) * 2, height: sizeOf(node) * 2 },
    }),
  };
}

function visEdge(edge) {
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
    ...lineLook(edge),
  };
}

// vis-network draws while nodes and edges are still being exchanged.
let exchanging = false;

/** Put the arrangement on the canvas: what has left it goes, what is new comes. */
function setScene(next) {
  scene = next;
  exchanging = true;
  lit = bright();
  const [ids, lines] = [new Set([...scene.places.keys()].map((node) => node.id)), new Set(scene.edges.map((edge) => edge.id))];
  visEdges.remove(visEdges.getIds().filter((id) => !lines.has(id)));
  visNodes.remove(visNodes.getIds().filter((id) => !ids.has(id)));
  visNodes.update([...scene.places.keys()].map(visNode));
  visEdges.update(scene.edges.map(visEdge));
  // vis-network cuts the places it is given down to whole numbers.
  for (const [node, place] of scene.places) Object.assign(network.body.nodes[node.id], place);
  exchanging = false;
  look.cursor = null;
  look.hovered = null;
  showNote();
}

function showNote() {
  const note = find("note");
  const hidden = state.chosen && !isEdge(state.chosen) && !shown.nodes.has(state.chosen);
  const parts = [];
  if (!nodes.size) parts.push(make("span", {}, "This graph is empty."));
  else if (!shown.nodes.size) parts.push(make("span", {}, "The filters leave nothing to show."));
  else if (hidden) parts.push(make("span", {}, `The filters hide ${state.chosen.name}.`));
  else if (scene.note) parts.push(make("span", {}, scene.note));
  if (nodes.size && (hidden || !shown.nodes.size)) parts.push(button({ onclick: showAll }, "Show everything again"));
  else if (scene.leave) parts.push(button({ onclick: leaveScene }, "Back to the whole"));
  note.replaceChildren(...parts);
  note.hidden = !parts.length;
}

const leaveScene = () => change({ layout: "map", centre: null, ends: null });

/** The nodes that stay bright: the chosen one with its neighbours, or both ends of the chosen edge; null without a choice. */
function bright() {
  const { chosen } = state;
  if (!chosen) return null;
  if (isEdge(chosen)) return new Set([chosen.subject, chosen.object]);
  // Around a node everything is about it.
  if (chosen === state.centre) return null;
  return new Set([chosen, ...chosen.edges.filter((edge) => shown.edges.has(edge)).map((edge) => otherEnd(edge, chosen))]);
}

function side(edge) {
  const { chosen } = state;
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

function lineLook(edge) {
  const way = side(edge);
  const colour = { plain: palette.line, dim: palette.line, out: palette.out, in: palette.in }[way];
  return {
    width: edge.width * (edge === state.chosen ? 2.4 : way === "out" || way === "in" ? 1.4 : 1),
    color: { color: colour, hover: colour, highlight: colour, opacity: { plain: scene.headings.length ? 0.45 : 0.85, dim: lit === null ? 0.3 : 0.1 }[way] ?? 1 },
  };
}

/** Bring what is drawn in line with choice and theme. */
function restyle() {
  lit = bright();
  visEdges.update(scene.edges.map((edge) => ({ id: edge.id, ...lineLook(edge) })));
  moved();
}
