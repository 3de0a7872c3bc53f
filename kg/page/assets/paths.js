// Paths from one node to another: the shortest that `g.paths` finds (kg/query/paths.py), in its order.

import { shown } from "./filters.js";
import { otherEnd, records, valueAt } from "./records.js";

export const MOST_PATHS = 20;
const NO_STEPS = new Set(records.no_steps);

/** How uncertain an edge is: as its most certain claim that affirms it and is shown; infinitely without one. @param {Edge} edge */
const uncertaintyOf = (edge) => Math.min(...edge.claims
  .filter((claim) => claim.polarity === "affirmed" && shown.claims.has(claim))
  .map((claim) => records.uncertainty[claim.modality][claim.inferred ? 1 : 0]));

/** Whether an edge is walked from a node: what is only denied connects nothing, likeness, alternatives and description lead nowhere. @param {Edge} edge @param {GraphNode} from @param {boolean} directed */
const isWalkable = (edge, from, directed) =>
  !NO_STEPS.has(edge.predicate.name) && (!directed || edge.subject === from || Boolean(edge.predicate.symmetric)) && uncertaintyOf(edge) < Infinity;

/** The edges that a step from one node to another may take, most certain first. @param {GraphNode} from @param {GraphNode} to @param {boolean} directed */
export function edgesOfStep(from, to, directed) {
  const inferred = (/** @type {Edge} */ edge) => edge.claims.filter((claim) => claim.inferred).length;
  return from.edges
    .filter((edge) => otherEnd(edge, from) === to && isWalkable(edge, from, directed))
    .sort((a, b) => uncertaintyOf(a) - uncertaintyOf(b) || Number(a.contested) - Number(b.contested) || inferred(a) - inferred(b));
}

/** The least certain step of a path: the edge that it rests on. @param {GraphNode[]} path @param {boolean} directed */
export const weakestStep = (path, directed) => path.slice(1)
  .map((node, place) => edgesOfStep(path[place], node, directed)[0])
  .reduce((weakest, edge) => (uncertaintyOf(edge) > uncertaintyOf(weakest) ? edge : weakest));

/** How many steps each node is before `end`, as far as to `start`. @param {GraphNode} start @param {GraphNode} end @param {boolean} directed */
function stepsBefore(start, end, directed) {
  const steps = new Map([[end, 0]]);
  for (const [node, step] of steps) {
    if (node === start) break;
    for (const edge of node.edges) {
      const other = otherEnd(edge, node);
      if (!steps.has(other) && isWalkable(edge, other, directed)) steps.set(other, step + 1);
    }
  }
  return steps;
}

/** @typedef {{ nodes: GraphNode[], uncertainty: number, hubs: number }} Route */

/** More certain ones first, then those through less connected nodes, then by id. @param {Route} a @param {Route} b */
function byRank(a, b) {
  const millionths = (/** @type {Route} */ { hubs }) => Math.round(hubs * 1e6);
  const place = a.nodes.findIndex((node, index) => node !== b.nodes[index]);
  return a.uncertainty - b.uncertainty || millionths(a) - millionths(b) || (place < 0 ? 0 : a.nodes[place].id < b.nodes[place].id ? -1 : 1);
}

/** A loop counts at both of its ends. @param {GraphNode} node */
const degreeOf = (node) => node.edges.reduce((sum, edge) => sum + (edge.subject === edge.object ? 2 : 1), 0);

/** The best of the shortest paths, one more than `MOST_PATHS` where there are more. @param {GraphNode} start @param {GraphNode} end @param {boolean} directed */
function shortest(start, end, directed) {
  const steps = stepsBefore(start, end, directed);
  if (!steps.has(start)) return [];
  /** For each node of a layer, the best ways there. @type {Map<GraphNode, Route[]>} */
  let layer = new Map([[start, [{ nodes: [start], uncertainty: 0, hubs: 0 }]]]);
  for (let left = valueAt(steps, start) - 1; left >= 0; left -= 1) {
    /** @type {typeof layer} */
    const next = new Map();
    for (const [from, routes] of layer) {
      const ahead = new Set(from.edges.map((edge) => otherEnd(edge, from)).filter((node) => steps.get(node) === left));
      for (const node of ahead) {
        const [edge] = edgesOfStep(from, node, directed);
        if (!edge) continue;
        const more = { uncertainty: uncertaintyOf(edge), hubs: node === end ? 0 : Math.log2(1 + degreeOf(node)) };
        const longer = routes.map(({ nodes, uncertainty, hubs }) => ({ nodes: [...nodes, node], uncertainty: uncertainty + more.uncertainty, hubs: hubs + more.hubs }));
        next.set(node, [...(next.get(node) ?? []), ...longer]);
      }
    }
    for (const [node, routes] of next) next.set(node, routes.sort(byRank).slice(0, MOST_PATHS + 1));
    layer = next;
  }
  return valueAt(layer, end).map(({ nodes }) => nodes);
}

/** The shortest paths along the direction of edges, or where there is none, whatever their direction. @param {GraphNode[]} ends */
export function shortestPaths([start, end]) {
  const along = shortest(start, end, true);
  return along.length ? { directed: true, paths: along } : { directed: false, paths: shortest(start, end, false) };
}
