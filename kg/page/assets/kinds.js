// What is said of kinds of two nodes where nothing is said of the two themselves: as `kg matrix` has it (kg/query/matrix.py).

import { records } from "./records.js";

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
