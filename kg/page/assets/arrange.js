// Where nodes are: on the map, around one of them, or in layers from one to another. Plain arithmetic.

import { countedOf, isFiltering, shown } from "./filters.js";
import { bounds, clamp, room, scaleToFit } from "./geometry.js";
import { counted, edges, isEdge, nodes, number, otherEnd, records, valueAt } from "./records.js";
import { edgesOfStep, MOST_PATHS, shortestPaths } from "./paths.js";
import { state } from "./state.js";

// Drawing everything is smooth up to here; beyond, the picture holds the most connected, and a choice its own neighbours.
export const LARGE = nodes.size > 400 || edges.length > 1200;
const MOST = { nodes: 240, neighbours: 120, edges: 1200 };

export const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
/** @param {Category} category */
const rankOf = (category) => records.categories.indexOf(category);
/** @param {GraphNode} a @param {GraphNode} b */
export const byKind = (a, b) => rankOf(a.category) - rankOf(b.category) || byName(a.name, b.name);
/** @param {GraphNode} a @param {GraphNode} b */
export const byConnection = (a, b) => b.edges.length - a.edges.length || byName(a.name, b.name);

/** Where the reader has put nodes of the map. @type {Map<GraphNode, Point>} */
export const dragged = new Map();
/** @type {Map<GraphNode, Point>} */
export const placeOnMap = new Map();
/** From the given positions to the places on the map. */
export const mapStretch = { x: 1, y: 1 };

// Node sizes and line widths are meant in pixels at first view. So the plane is stretched until the whole graph, fitted into
// the window, is seen at about scale 1: a little more where there is room for each node, less where there is not. Names need
// room, so it is stretched somewhat more in the direction in which the window is longer.
export function stretchMap() {
  const [all, space] = [[...nodes.values()], room()];
  const each = Math.sqrt((space.width * space.height) / Math.max(all.length, 1));
  const box = bounds(all);
  const [across, down, both] = [{ ...box, top: 0, bottom: 0 }, { ...box, left: 0, right: 0 }, box].map((part) => scaleToFit(part, space));
  for (const [axis, factor] of /** @type {["x" | "y", number][]} */ ([["x", across], ["y", down]])) {
    const stretch = Math.min(factor, 1.6 * both) / clamp(0.6, each / 62, 1.5);
    mapStretch[axis] = Number.isFinite(stretch) && stretch > 0 ? Math.min(stretch, 1e6) : 1;
  }
  for (const node of all) placeOnMap.set(node, { x: node.x * mapStretch.x, y: node.y * mapStretch.y });
}

/** The nodes for the map: all that the filters leave, or the most connected of them. */
function drawnNodes() {
  return LARGE ? [...shown.nodes].sort(byConnection).slice(0, MOST.nodes) : [...shown.nodes];
}

/** What few nodes the filters leave are spread over the window. @param {GraphNode[]} drawn */
const areFew = (drawn) => !LARGE && drawn.length < 0.6 * nodes.size;

/** @param {GraphNode[]} drawn */
function mapPlaces(drawn) {
  if (areFew(drawn)) return spread(drawn);
  const places = LARGE ? spread(drawn) : new Map(drawn.map((node) => [node, valueAt(placeOnMap, node)]));
  for (const node of drawn) places.set(node, dragged.get(node) ?? valueAt(places, node));
  return places;
}

/** From left to right. @param {GraphNode} a @param {GraphNode} b */
const acrossOrder = (a, b) => a.x - b.x || (a.id < b.id ? -1 : 1);

/** A few nodes of many, in wavy rows and evenly apart, in about the order that they have on the map. @param {GraphNode[]} drawn */
function spread(drawn) {
  const { width, height } = room();
  const rows = Math.max(1, Math.round(Math.sqrt((drawn.length * height) / width)));
  const each = Math.ceil(drawn.length / rows);
  const downwards = [...drawn].sort((a, b) => a.y - b.y || acrossOrder(a, b));
  /** @type {Map<GraphNode, Point>} */
  const places = new Map();
  for (let row = 0; row < rows; row += 1) {
    const across = downwards.slice(row * each, (row + 1) * each).sort(acrossOrder);
    across.forEach((node, place) => places.set(node, { x: (place + (row % 2) / 2) * (width / (each + 0.5)), y: ((row + (place % 2) / 4) * height) / rows }));
  }
  return places;
}

/** @param {Edge} edge */
const isShown = (edge) => shown.edges.has(edge);

/** Node → how many edges it is away from `start`, whatever their direction, up to `limit`. @param {GraphNode} start @param {number} limit */
function stepsFrom(start, limit) {
  const steps = new Map([[start, 0]]);
  let rim = [start];
  for (let step = 1; rim.length && step <= limit; step += 1) {
    const next = [];
    for (const node of rim) {
      for (const edge of node.edges) {
        const other = otherEnd(edge, node);
        if (!isShown(edge) || steps.has(other)) continue;
        steps.set(other, step);
        next.push(other);
      }
    }
    rim = next;
  }
  return steps;
}

/**
 * A node in the middle, its neighbours around it by kind, and theirs further out, each beside the one that leads there.
 * `also` is among them in any case.
 * @param {GraphNode} centre @param {number} limit @param {GraphNode | null} also
 */
function ringPlaces(centre, limit, also) {
  const steps = stepsFrom(centre, limit);
  const around = [...steps.keys()].filter((node) => node !== centre);
  const kept = around.sort((a, b) => Number(b === also) - Number(a === also) || valueAt(steps, a) - valueAt(steps, b) || byConnection(a, b)).slice(0, MOST.neighbours);
  if (also && also !== centre && !kept.includes(also)) kept.push(also);
  const inner = kept.filter((node) => (steps.get(node) ?? 1) === 1).sort(byKind);
  /** @type {Map<GraphNode, number>} */
  const turns = new Map();
  /** @type {Map<GraphNode, Point>} */
  const places = new Map([[centre, { x: 0, y: 0 }]]);
  const rim = placeOnRings(inner, 150, turns, places);
  const outer = kept.filter((node) => steps.get(node) === 2);
  /** @param {GraphNode} node */
  const turnOfParent = (node) => node.edges.map((edge) => turns.get(otherEnd(edge, node))).find((turn) => turn !== undefined) ?? 0;
  const order = new Map(outer.map((node) => [node, turnOfParent(node)]));
  placeOnRings(outer.sort((a, b) => valueAt(order, a) - valueAt(order, b) || byKind(a, b)), rim + 20, turns, places);
  return { places, all: around.length, kept: kept.length };
}

/**
 * Put nodes on circles, the first of radius `first`; returns the radius for the next.
 * @param {GraphNode[]} members @param {number} first @param {Map<GraphNode, number>} turns @param {Map<GraphNode, Point>} places
 */
function placeOnRings(members, first, turns, places) {
  const ratio = clamp(0.6, room().width / room().height, 1.5);
  // So many circles that neighbours on one are about 88 pixels apart, as far as the circles grow with their number.
  let circles = 1;
  const length = () => Array.from({ length: circles }, (_, i) => 2 * Math.PI * (first + 84 * i)).reduce((a, b) => a + b, 0);
  while (length() < members.length * 88) circles += 1;
  members.forEach((node, index) => {
    const angle = (2 * Math.PI * index) / members.length - Math.PI / 2;
    const radius = first + 84 * (index % circles);
    turns.set(node, angle);
    places.set(node, { x: radius * ratio * Math.cos(angle), y: radius * Math.sin(angle) });
  });
  return first + 84 * circles;
}

/** The nodes on paths, in layers from left to right, or downwards. @param {GraphNode[]} ends @param {GraphNode[][]} paths */
function layerPlaces([start, end], paths) {
  /** @type {Map<GraphNode, Point>} */
  const places = new Map();
  if (!paths.length) return places.set(start, { x: 0, y: 0 }).set(end, { x: 260, y: 0 });
  const upright = room().height > room().width * 1.2;
  for (let step = 0; step < paths[0].length; step += 1) {
    const layer = [...new Set(paths.map((path) => path[step]))].sort(byKind);
    layer.forEach((node, place) => {
      const [along, across] = [step * 190, (place - (layer.length - 1) / 2) * 84];
      places.set(node, upright ? { x: across * 1.3, y: along * 0.7 } : { x: along, y: across });
    });
  }
  return places;
}

/** " with these filters", where there are any. */
export const withFilters = () => (isFiltering() ? " with these filters" : "");

/** The scene that the state asks for. @returns {Scene} */
export function arrangement() {
  const { chosen, layout } = state;
  if (layout === "path") return pathScene();
  if (layout === "picked") return pickedScene();
  if (layout === "around" && state.centre) return aroundScene(state.centre, state.steps);
  if (LARGE && chosen) return isEdge(chosen) ? aroundScene(chosen.subject, 1, chosen.object) : aroundScene(chosen, 1);
  const drawn = drawnNodes();
  const places = mapPlaces(drawn);
  const drawnEdges = edgesAmong(places);
  const isPart = drawn.length < shown.nodes.size || drawnEdges.length < shown.edges.size;
  const note = isPart
    ? `Showing the ${number(drawn.length)} most connected of ${counted(shown.nodes.size, "node")} and ${number(drawnEdges.length)} of ${counted(shown.edges.size, "relation")}. Use the search to find any other.`
    : null;
  return { places, edges: drawnEdges, note, isMap: true, keepsPlaces: !areFew(drawn) };
}

/** @param {Map<GraphNode, Point>} places */
function edgesAmong(places) {
  const among = [...places.keys()].flatMap((node) => node.edges.filter(
    (edge) => edge.subject === node && places.has(edge.object) && isShown(edge),
  ));
  return among.length > MOST.edges ? among.sort((a, b) => b.claims.length - a.claims.length).slice(0, MOST.edges) : among;
}

/** @param {GraphNode} centre @param {number} limit @param {GraphNode | null} also @returns {Scene} */
function aroundScene(centre, limit, also = null) {
  const { places, all, kept } = ringPlaces(centre, limit, also);
  const within = limit === 1 ? `${countedOf(kept, all, "neighbour")} of ${centre.name}` : `${countedOf(kept, all, "node")} around ${centre.name} within 2 steps`;
  const note = `${all ? within : `No neighbours of ${centre.name} are shown`}.`;
  return { places, edges: edgesAmong(places), note, canLeave: state.layout === "around" };
}

/** Only what is selected. @returns {Scene} */
function pickedScene() {
  const places = spread(state.picked.filter((node) => shown.nodes.has(node)));
  return { places, edges: edgesAmong(places), note: `Only the ${number(places.size)} chosen.`, canLeave: true };
}

/** @returns {Scene} */
function pathScene() {
  const [start, end] = state.ends;
  const found = shortestPaths(state.ends);
  const paths = found.paths.slice(0, MOST_PATHS);
  const places = layerPlaces(state.ends, paths);
  if (!paths.length) return { places, edges: [], note: `No path connects ${start.name} and ${end.name}${withFilters()}.`, canLeave: true };
  const steps = paths.flatMap((path) => path.slice(1).flatMap((node, place) => edgesOfStep(path[place], node, found.directed)));
  const part = found.paths.length > paths.length ? `, the ${MOST_PATHS} best of them` : "";
  const way = found.directed ? "Shortest paths" : "No path follows the direction of relations. Ignoring it, shortest paths";
  return { places, edges: [...new Set(steps)], note: `${way} from ${start.name} to ${end.name}: ${counted(paths[0].length - 1, "step")}${part}.`, canLeave: true };
}
