// The picture, as vis-network holds it: what is in it at the moment, where, and in which tone. Nothing in it moves by itself.
// It is started when it is first shown: the other views need no canvas.

import { dragged, placeOnMap, stretchMap } from "./arrange.js";
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

/** The nodes that the arrow keys and a drag are on, and the one that the pointer or the arrow keys light. @type {Record<"cursor" | "lit" | "dragged", GraphNode | null>} */
export const pointed = { cursor: null, lit: null, dragged: null };

/** @type {Scene} */
export let scene = { places: new Map(), edges: [], note: null };

/** The choice, where the picture has it. @type {State["chosen"]} */
let choice = null;
/** The nodes that stay bright; null where no choice dims any. @type {Set<GraphNode> | null} */
export let brightNodes = null;
/** The node that is lit, with its neighbours. @type {Set<GraphNode>} */
export let litNodes = new Set();

/** The lines of a node with more neighbours than this, and this share of all lines, would cover the rest: they are drawn once it is chosen or lit. */
const FOLDED = { neighbours: 24, share: 0.15 };
/** The lines of such nodes. @type {Map<GraphNode, Edge[]>} */
let foldedAt = new Map();

/** @type {Record<string, string>} */
export let palette = {};

/** @param {Scene} next */
export function replaceScene(next) {
  scene = next;
  const lines = Map.groupBy(next.edges.flatMap((edge) => [edge.subject, edge.object].map((node) => ({ node, edge }))), ({ node }) => node);
  foldedAt = new Map([...lines].map(([node, ends]) => /** @type {const} */ ([node, ends.map(({ edge }) => edge)])).filter(([node, ends]) => (
    next.isMap && ends.length > FOLDED.share * next.edges.length && new Set(ends.map((edge) => otherEnd(edge, node))).size > FOLDED.neighbours
  )));
  pointed.cursor = null;
  lightUp(null);
}

/** Light a node and its neighbours. @param {GraphNode | null} node */
export function lightUp(node) {
  pointed.lit = node;
  litNodes = new Set(node ? [node, ...scene.edges.filter(({ subject, object }) => subject === node || object === node).map((edge) => otherEnd(edge, node))] : []);
}

/** Whether a line is not drawn, being one of too many at a node. @param {Edge} edge */
function isFolded(edge) {
  const ends = [edge.subject, edge.object];
  return ends.some((node) => foldedAt.has(node)) && edge !== choice && !ends.some((node) => node === choice || node === pointed.lit);
}

export const drawnEdges = () => scene.edges.filter((edge) => !isFolded(edge));

/** How many lines of a node are not drawn. @param {GraphNode} node */
export const foldedLines = (node) => (foldedAt.get(node) ?? []).filter(isFolded).length;

/** What the count on a symbol means. @param {GraphNode} node */
export function foldedNote(node) {
  const count = foldedAt.get(node)?.length;
  return count ? `+${count}: lines of ${node.name}, drawn while it is pointed at or chosen` : "";
}

export function readPalette() {
  palette = Object.fromEntries(["canvas", "text", "muted", "line", "out", "in", "contest", "accent"].map((name) => [name, theme(name)]));
}

/** The chosen node with its neighbours, or both ends of the chosen edge. What the filters hide dims nothing. */
export function updateBrightNodes() {
  const { chosen } = state;
  choice = chosen && (isEdge(chosen) ? scene.edges.includes(chosen) : scene.places.has(chosen)) ? chosen : null;
  // Around a node everything is about it.
  if (!choice || choice === state.centre) brightNodes = null;
  else if (isEdge(choice)) brightNodes = new Set([choice.subject, choice.object]);
  else {
    const node = choice;
    brightNodes = new Set([node, ...node.edges.filter((edge) => shown.edges.has(edge)).map((edge) => otherEnd(edge, node))]);
  }
}

/** @param {GraphNode} node @returns {Point} */
export const position = (node) => network.body.nodes[node.id] ?? scene.places.get(node) ?? valueAt(placeOnMap, node);
export const positions = () => [...scene.places.keys()].map(position);

/** @param {Edge} edge @returns {Point} */
export function middleOf(edge) {
  const [from, to] = [position(edge.subject), position(edge.object)];
  return network.body.edges[edge.id]?.edgeType.getPoint(0.5) ?? { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

/** Keep where the reader has put a node; on the map also when the filters change. @param {GraphNode} node */
export function keepPlace(node) {
  const { x, y } = position(node);
  scene.places.set(node, { x, y });
  if (scene.keepsPlaces) dragged.set(node, { x, y });
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

/** How an edge is to what is chosen or lit: out of it, into it, dim because it is neither; or plain without a choice. @param {Edge} edge */
export function toneOf(edge) {
  if (edge === choice) return "out";
  for (const node of [choice, pointed.lit]) {
    if (node && edge.subject === node) return "out";
    if (node && edge.object === node) return "in";
  }
  return choice ? "dim" : "plain";
}

/** Whether an edge is the choice, or one of its edges. @param {Edge} edge */
export const isOfChoice = (edge) => choice !== null && [edge, edge.subject, edge.object].includes(choice);

/** @param {GraphNode} node */
export const isSpecial = (node) => node === state.chosen || node === state.centre || state.ends.includes(node);

/** @param {GraphNode} node */
export const isDim = (node) => brightNodes !== null && !brightNodes.has(node) && !litNodes.has(node) && !(state.layout === "path" && state.ends.includes(node));

/** The colours of a node in the picture: of its kind, or of its community. @param {GraphNode} node */
export const coloursOf = (node) => paintOf(state.colour === "community" ? communityColour(node.community) : node.category.colour);

/** The radius of a node in the picture. The area, not the radius, follows the number: that is how the eye compares. @param {GraphNode} node */
export function sizeOf(node) {
  return state.size === "between" ? 5.5 + 7 * Math.sqrt(node.between / 1000) : node.size;
}
