// The picture, as vis-network holds it: what is in it at the moment, where, and in which tone. Nothing in it moves by itself.
// It is started when it is first shown: the other views need no canvas.

import { dragged, LARGE, placeOnMap, stretchMap } from "./arrange.js";
import { communityColour, paintOf, theme } from "./colours.js";
import { shown } from "./filters.js";
import { byId, html } from "./elements.js";
import { pictureBox } from "./geometry.js";
import { edges, isEdge, networkData, otherEnd, valueAt } from "./records.js";
import { state } from "./state.js";

/** @type {vis.DataSet<{ id: string }>} */
export let visNodes;
/** @type {vis.DataSet<{ id: string, color?: object }>} */
export let visEdges;
/** @type {vis.Network} */
export let network;
/** What listens to the picture, once there is one. @type {(() => void)[]} */
const listening = [];
/** @param {() => void} listen */
export const whenStarted = (listen) => listening.push(listen);
export const isStarted = () => Boolean(network);

/** Run the drawing library, and make the picture with it. */
export function startPicture() {
  const library = html("script", {}, byId("library").textContent);
  document.head.append(library);
  library.remove();
  [visNodes, visEdges] = [new vis.DataSet(), new vis.DataSet()];
  network = new vis.Network(pictureBox, { nodes: visNodes, edges: visEdges }, JSON.parse(networkData.options));
  stretchMap();
  readPalette();
  for (const listen of listening) listen();
}

/** The nodes that the arrow keys, the pointer and a drag are on. @type {Record<"cursor" | "hovered" | "dragged", GraphNode | null>} */
export const pointed = { cursor: null, hovered: null, dragged: null };

/** @type {Scene} */
export let scene = { places: new Map(), edges: [], note: null };

/** The nodes that stay bright; null where no choice dims any. @type {Set<GraphNode> | null} */
export let brightNodes = null;

/** @type {Record<string, string>} */
export let palette = {};

/** @param {Scene} next */
export function replaceScene(next) {
  scene = next;
  updateBrightNodes();
}

export function readPalette() {
  palette = Object.fromEntries(["canvas", "text", "muted", "line", "out", "in", "contest", "accent"].map((name) => [name, theme(name)]));
}

/** The chosen node with its neighbours, or both ends of the chosen edge. */
export function updateBrightNodes() {
  const { chosen } = state;
  // Around a node everything is about it.
  if (!chosen || chosen === state.centre) brightNodes = null;
  else if (isEdge(chosen)) brightNodes = new Set([chosen.subject, chosen.object]);
  else brightNodes = new Set([chosen, ...chosen.edges.filter((edge) => shown.edges.has(edge)).map((edge) => otherEnd(edge, chosen))]);
}

/** @param {GraphNode} node @returns {Point} */
export const position = (node) => network.body.nodes[node.id] ?? scene.places.get(node) ?? valueAt(placeOnMap, node);
export const positions = () => [...scene.places.keys()].map(position);

/** @param {Edge} edge */
export const middleOf = (edge) => network.body.edges[edge.id].edgeType.getPoint(0.5);

/** Keep where the reader has put a node; on the map also when the filters change. @param {GraphNode} node */
export function keepPlace(node) {
  const { x, y } = position(node);
  scene.places.set(node, { x, y });
  if (state.layout === "map" && !(LARGE && state.chosen)) dragged.set(node, { x, y });
}

/** Edges between the same two nodes fan out, so that each can be seen and clicked; many are closer together than few. */
export const bendOf = (() => {
  const pairs = Map.groupBy(edges, (edge) => [edge.subject.id, edge.object.id].sort().join(" "));
  /** @type {Map<Edge, { bend: number, loop: number }>} */
  const bends = new Map();
  for (const together of pairs.values()) {
    const step = Math.min(0.17, 1.5 / together.length);
    together.forEach((edge, index) => {
      const place = index - (together.length - 1) / 2;
      const forwards = edge.subject.id <= edge.object.id ? 1 : -1;
      bends.set(edge, edge.subject === edge.object ? { bend: 0, loop: index } : { bend: place * forwards * step, loop: 0 });
    });
  }
  return bends;
})();

/** How an edge is to the choice: out of it, into it, dim because it is neither; or plain without one. @param {Edge} edge */
export function toneOf(edge) {
  const { chosen } = state;
  if (!chosen) return "plain";
  if (edge === chosen || edge.subject === chosen) return "out";
  return edge.object === chosen ? "in" : "dim";
}

/** @param {GraphNode} node */
export const isSpecial = (node) => node === state.chosen || node === state.centre || state.ends.includes(node);

/** @param {GraphNode} node */
export const isDim = (node) => brightNodes !== null && !brightNodes.has(node) && !(state.layout === "path" && state.ends.includes(node));

/** The colours of a node in the picture: of its kind, or of its community. @param {GraphNode} node */
export const coloursOf = (node) => paintOf(state.colour === "community" ? communityColour(node.community) : node.category.colour);

/** The radius of a node in the picture. The area, not the radius, follows the number: that is how the eye compares. @param {GraphNode} node */
export function sizeOf(node) {
  return state.size === "between" ? 5.5 + 7 * Math.sqrt(node.between / 1000) : node.size;
}
