// What is said of kinds of two nodes where nothing is said of the two themselves: as `kg matrix` has it (kg/query/matrix.py).

import { bdi, button } from "./elements.js";
import { shown, shownClaims } from "./filters.js";
import { labelFrom, levelOf, number, otherEnd, records, reservationOf } from "./records.js";
import { choose, state } from "./state.js";

/** An edge, and the end of it that belongs to the row. @typedef {{ edge: Edge, from: GraphNode }} Entry */
/** Row → column → what joins them. @typedef {Map<GraphNode, Map<GraphNode, Entry[]>>} Cells */

/** @param {Cells} cells @param {GraphNode} row @param {GraphNode} column @param {Entry[]} entries */
export function put(cells, row, column, entries) {
  const line = cells.get(row) ?? new Map();
  cells.set(row, line);
  line.set(column, [...(line.get(column) ?? []), ...entries]);
}

/** @param {Edge} edge */
const isKind = (edge) => edge.predicate.name === records.kind_of;

/** @type {Map<GraphNode, Set<GraphNode>>} */
const closures = new Map();

/** A node and all that it is a kind of, whatever the filters leave. @param {GraphNode} node */
function above(node) {
  const found = closures.get(node) ?? new Set([node]);
  if (!closures.has(node)) {
    closures.set(node, found);
    // A set gives what is added to it while it is gone through.
    for (const one of found) for (const edge of one.edges) if (isKind(edge) && edge.subject === one && edge.certainty !== "denied") found.add(edge.object);
  }
  return found;
}

/** For two nodes without a cell, what joins kinds of them; nothing where one is a kind of the other. @param {Cells} cells @param {Set<GraphNode>} rows @param {Set<GraphNode>} columns */
export function ofKinds(cells, rows, columns) {
  /** @type {Cells} */
  const found = new Map();
  for (const [low, line] of cells) {
    for (const [other, entries] of line) {
      const said = entries.filter(({ edge }) => !isKind(edge));
      for (const row of said.length ? above(low) : []) {
        for (const column of rows.has(row) ? above(other) : []) {
          if (columns.has(column) && !cells.get(row)?.has(column) && !above(row).has(column) && !above(column).has(row)) put(found, row, column, said);
        }
      }
    }
  }
  return found;
}

/** What is said of kinds of a node and not of itself, whatever the node at the other end. @param {GraphNode} node @returns {Map<GraphNode, Entry[]>} */
export function saidOfKinds(node) {
  /** @type {Cells} */
  const cells = new Map();
  const below = new Set([node]);
  for (const one of below) {
    for (const edge of one.edges) {
      if (isKind(edge) && edge.object === one && edge.certainty !== "denied") below.add(edge.subject);
      if (shown.edges.has(edge)) put(cells, one, otherEnd(edge, one), [{ edge, from: one }]);
    }
  }
  return below.size > 1 ? ofKinds(cells, new Set([node]), shown.nodes).get(node) ?? new Map() : new Map();
}

/** @param {Entry[]} entries */
export const edgesOf = (entries) => [...new Set(entries.map(({ edge }) => edge))];

/** @param {string} label @param {Claim[]} claims */
export const saidWith = (label, claims) => `${levelOf(claims) === "denied" ? "not: " : ""}${label}${claims.length > 1 ? ` ×${number(claims.length)}` : ""}`;

/** Relations by their label, with how many claims of which certainty; the first few. @param {Entry[]} entries */
export function kindsWords(entries, most = 6) {
  const byLabel = [...Map.groupBy(entries, ({ edge, from }) => labelFrom(edge, from))].map(([label, among]) => {
    const claims = edgesOf(among).flatMap(shownClaims);
    const doubt = reservationOf(claims);
    return { count: claims.length, text: `${saidWith(label, claims)}${doubt && doubt !== "denied" ? ` (${doubt})` : ""}` };
  }).sort((a, b) => b.count - a.count).map(({ text }) => text);
  const rest = byLabel.length - most;
  return [...byLabel.slice(0, most), ...(rest > 0 ? [`${number(rest)} more`] : [])].join("; ");
}

/** @param {Edge} edge */
export const kindsButton = (edge) => button(
  { "data-edge": edge.id, "aria-pressed": "false", onclick: () => choose(state.chosen === edge ? null : edge) },
  bdi(edge.subject.name), ` ${saidWith(edge.predicate.label, shownClaims(edge))} `, bdi(edge.object.name),
);
