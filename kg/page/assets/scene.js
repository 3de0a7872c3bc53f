// Handing the arrangement to vis-network, with the looks of nodes and lines, and a note on what the picture omits.

import { drawNode, drawOver, redraw } from "./canvas.js";
import { button, byId, contextOf, html } from "./elements.js";
import { clearFilters, shown } from "./filters.js";
import { pictureBox } from "./geometry.js";
import { bendOf, brightNodes, drawnEdges, foldedNote, lightUp, network, palette, pointed, replaceScene, scene, sizeOf, toneOf, updateBrightNodes, visEdges, visNodes, whenStarted } from "./picture.js";
import { isEdge, nodes, phrase, valueAt } from "./records.js";
import { showMap, state } from "./state.js";

/** @param {GraphNode} node */
function visNode(node) {
  return {
    id: node.id,
    ...scene.places.get(node),
    size: sizeOf(node),
    /** @param {{ ctx: CanvasRenderingContext2D, x: number, y: number }} place */
    ctxRenderer: ({ ctx, x, y }) => ({
      drawNode: () => drawNode(ctx, node, x, y),
      nodeDimensions: { width: sizeOf(node) * 2, height: sizeOf(node) * 2 },
    }),
  };
}

/** @param {Edge} edge */
function visEdge(edge) {
  const { bend, loop } = valueAt(bendOf, edge);
  const isDenied = edge.certainty === "denied";
  return {
    id: edge.id,
    from: edge.subject.id,
    to: edge.object.id,
    dashes: edge.dashes,
    arrows: { to: { enabled: isDenied || !edge.predicate.symmetric, type: isDenied ? "bar" : "arrow", scaleFactor: isDenied ? 0.6 : 0.45 } },
    smooth: bend ? { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.abs(bend) } : false,
    selfReference: { size: 16 + 9 * loop, angle: 0.8 },
    ...lineLook(edge),
  };
}

/** @param {Edge} edge */
function lineLook(edge) {
  const tone = toneOf(edge);
  const colour = palette[tone === "out" || tone === "in" ? tone : "line"];
  const widening = edge === state.chosen ? 2.4 : tone === "out" || tone === "in" ? 1.4 : 1;
  const opacity = { plain: scene.isMap && scene.edges.length > 60 ? 0.4 : 0.85, dim: brightNodes ? 0.1 : 0.3, out: 1, in: 1 }[tone];
  return { width: edge.width * widening, color: { color: colour, hover: colour, highlight: colour, opacity } };
}

// Dashes tell how certain a line is: on the screen they are as long as in the legend, however large the picture.
whenStarted(() => {
  const context = contextOf(/** @type {HTMLCanvasElement} */ (pictureBox.querySelector("canvas")));
  const setLineDash = context.setLineDash.bind(context);
  context.setLineDash = (dashes) => setLineDash([...dashes].map((length) => length / network.getScale()));
});

// vis-network draws while nodes and edges are still being exchanged.
let exchanging = false;
whenStarted(() => network.on("afterDrawing", (context) => {
  if (!exchanging) drawOver(context);
}));

/** Put an arrangement on the canvas: old items leave, new ones enter. @param {Scene} next */
export function setScene(next) {
  exchanging = true;
  replaceScene(next);
  const [nodeIds, edgeIds] = [new Set([...scene.places.keys()].map((node) => node.id)), new Set(drawnEdges().map((edge) => edge.id))];
  visEdges.remove(visEdges.getIds().filter((id) => !edgeIds.has(id)));
  visNodes.remove(visNodes.getIds().filter((id) => !nodeIds.has(id)));
  visNodes.update([...scene.places.keys()].map(visNode));
  visEdges.update(drawnEdges().map(visEdge));
  // vis-network cuts the places it is given down to whole numbers.
  for (const [node, place] of scene.places) Object.assign(network.body.nodes[node.id], place);
  exchanging = false;
  showNote();
}

export function showNote() {
  const { chosen } = state;
  const isHidden = chosen !== null && !(isEdge(chosen) ? shown.edges.has(chosen) : shown.nodes.has(chosen));
  const parts = [];
  if (!nodes.size) parts.push(html("span", {}, "This graph is empty."));
  else if (!shown.nodes.size) parts.push(html("span", {}, "Nothing matches the filters."));
  else if (isHidden) parts.push(html("span", {}, `The filters hide ${isEdge(chosen) ? `${chosen.subject.name} ${phrase(chosen)} ${chosen.object.name}` : chosen.name}.`));
  else if (scene.note) parts.push(html("span", {}, scene.note));
  if (nodes.size && (isHidden || !shown.nodes.size)) parts.push(button({ onclick: clearFilters }, "Clear filters"));
  else if (scene.canLeave) parts.push(button({ onclick: showMap }, "Back to the full graph"));
  const note = byId("note");
  note.replaceChildren(...parts);
  note.hidden = !parts.length;
}

/** Bring what is drawn in line with choice and theme. */
export function restyle() {
  updateBrightNodes();
  showLines(scene.edges);
  redraw();
}

/** Bring lines in line with what is chosen and lit: folded ones leave and come back. @param {Edge[]} among */
function showLines(among) {
  const drawn = new Set(drawnEdges());
  const present = new Set(visEdges.getIds());
  visEdges.remove(among.filter((edge) => present.has(edge.id) && !drawn.has(edge)).map(({ id }) => id));
  visEdges.update(among.filter((edge) => drawn.has(edge)).map((edge) => (present.has(edge.id) ? { id: edge.id, ...lineLook(edge) } : visEdge(edge))));
}

/** Light a node, its lines and its neighbours; nothing else changes. @param {GraphNode | null} node */
export function lightNode(node) {
  const before = pointed.lit;
  if (node === before) return;
  pictureBox.title = node ? foldedNote(node) : "";
  lightUp(node);
  showLines(scene.edges.filter(({ subject, object }) => [subject, object].some((end) => end === node || end === before)));
  network.redraw();
}
