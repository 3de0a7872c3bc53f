// The tables: nodes, relations and claims, as far as the filters leave them.

import { byName } from "./arrange.js";
import { badge, certaintyBadges, edgeButton, nodeButton, placeLine, placeText, supportBadges } from "./claims.js";
import { bdi, button, byId, html } from "./elements.js";
import { shown } from "./filters.js";
import { certaintyOf, claimsOf, communities, counted, nodes, number, phrase, certaintyRank } from "./records.js";
import { change, state } from "./state.js";

/**
 * A column has a title, the value to sort by, and the cell to show where that is more than the value.
 * @template Row @typedef {{ title: string, value: (row: Row) => string | number, cell?: (row: Row) => Child, kind?: string }} Column
 */
/** @template Row @typedef {{ title: string, rows: () => Row[], columns: Column<Row>[] }} Table */

/** @type {Table<GraphNode>} */
const nodeTable = {
  title: "Nodes",
  rows: () => [...shown.nodes],
  columns: [
    { title: "Name", value: (node) => node.name, cell: nodeButton },
    { title: "Kind", value: (node) => node.category.label },
    { title: "Definition", value: (node) => node.definition ?? "", kind: "wide" },
    ...(communities.length ? [{ title: "Community", value: (/** @type {GraphNode} */ node) => communities[node.community]?.label ?? "" }] : []),
    { title: "Relations", value: (node) => node.edges.length, kind: "number" },
    { title: "Claims", value: (node) => claimsOf(node).length, kind: "number" },
  ],
};

/** Subject, relation and object of what `edgeOf` gives. @template Row @param {(row: Row) => Edge} edgeOf @returns {Column<Row>[]} */
const tripleColumns = (edgeOf) => [
  { title: "Subject", value: (row) => edgeOf(row).subject.name, cell: (row) => nodeButton(edgeOf(row).subject) },
  { title: "Relation", value: (row) => phrase(edgeOf(row)), cell: (row) => edgeButton(edgeOf(row)), kind: "relation" },
  { title: "Object", value: (row) => edgeOf(row).object.name, cell: (row) => nodeButton(edgeOf(row).object) },
];

/** @type {Table<Edge>} */
const relationTable = {
  title: "Relations",
  rows: () => [...shown.edges],
  columns: [
    ...tripleColumns((/** @type {Edge} */ edge) => edge),
    {
      title: "Certainty",
      value: (edge) => `${certaintyRank(edge.certainty)} ${certaintyOf(edge.claims)}`,
      cell: (edge) => html("span", { class: "badges" }, supportBadges(edge), edge.inTension && badge("contested", edge.contested ? "contested" : "in tension")),
      kind: "certainty",
    },
    { title: "Claims", value: (edge) => edge.claims.length, kind: "number" },
  ],
};

/** @type {Table<Claim>} */
const claimTable = {
  title: "Claims",
  rows: () => [...shown.claims],
  columns: [
    { title: "Statement", value: (claim) => claim.statement, cell: (claim) => bdi(claim.statement), kind: "wide" },
    ...tripleColumns((/** @type {Claim} */ claim) => claim.edge),
    {
      title: "Certainty",
      value: (claim) => `${claim.modality} ${claim.polarity}`,
      cell: (claim) => html("span", { class: "badges" }, certaintyBadges(claim)),
      kind: "certainty",
    },
    { title: "Figure", value: (claim) => claim.quantity ?? "" },
    { title: "Place", value: placeText, cell: placeLine, kind: "place" },
  ],
};

/** Each table is of rows of its own. @type {Record<string, Table<any>>} */
const TABLES = { nodes: nodeTable, relations: relationTable, claims: claimTable };

// More rows than these come when they are asked for.
const ROWS = 1000;

/** How the open table is sorted, and how many of its rows are shown. @type {{ column: number, direction: number, rows: number }} */
const tableView = { column: -1, direction: 1, rows: ROWS };
const rowsBox = html("div", { id: "rows", role: "tabpanel", tabindex: "0" });
const tabs = Object.entries(TABLES).map(([name, { title }]) =>
  button(
    { role: "tab", id: `tab-${name}`, "aria-controls": "rows", onclick: () => change({ table: name }), onkeydown: stepTab },
    title,
  ),
);
byId("table-view").append(html("div", { class: "tabs", role: "tablist", "aria-label": "Tables" }, tabs), rowsBox);

/** @param {KeyboardEvent} event */
function stepTab({ key, currentTarget }) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (!step) return;
  const place = tabs.findIndex((tab) => tab === currentTarget);
  const next = tabs[(place + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

/** @param {number} column */
function sortBy(column) {
  tableView.direction = tableView.column === column ? -tableView.direction : 1;
  tableView.column = column;
  showTable();
  rowsBox.querySelectorAll("button")[column].focus();
}

/** @template Row @param {Row[]} rows @param {Column<Row> | undefined} column */
function sorted(rows, column) {
  if (!column) return rows;
  /** @type {(a: string | number, b: string | number) => number} */
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : byName(String(a), String(b)));
  return [...rows].sort((a, b) => tableView.direction * compare(column.value(a), column.value(b)));
}

/** @param {Column<never>} column @param {number} index */
function columnHead(column, index) {
  const direction = tableView.column !== index ? "none" : tableView.direction > 0 ? "ascending" : "descending";
  return html(
    "th",
    { scope: "col", class: column.kind, "aria-sort": direction },
    button({ onclick: () => sortBy(index) }, column.title),
  );
}

/** @template Row @param {Column<Row>} column @param {Row} row */
function tableCell(column, row) {
  return html("td", { class: column.kind }, column.cell ? column.cell(row) : String(column.value(row)));
}

export function showTable() {
  const { title, rows, columns } = TABLES[state.table];
  for (const tab of tabs) {
    const open = tab.id === `tab-${state.table}`;
    tab.setAttribute("aria-selected", String(open));
    tab.tabIndex = open ? 0 : -1;
  }
  rowsBox.setAttribute("aria-labelledby", `tab-${state.table}`);
  const all = sorted(rows(), columns[tableView.column]);
  const more = all.length > tableView.rows && button({ class: "more", onclick: () => {
    tableView.rows += ROWS;
    showTable();
  } }, `Show more: ${number(tableView.rows)} of ${counted(all.length, "row")} are shown`);
  rowsBox.replaceChildren(
    html(
      "table",
      {},
      html("caption", {}, `${title}: ${counted(all.length, "row")}`),
      html("thead", {}, html("tr", {}, columns.map(columnHead))),
      html("tbody", {}, all.slice(0, tableView.rows).map((row) =>
        html("tr", {}, columns.map((column) => tableCell(column, row))),
      )),
    ),
    ...(more ? [more] : []),
    ...(all.length ? [] : [html("p", { class: "none" }, nodes.size ? "Nothing matches the filters." : "This graph is empty.")]),
  );
}

/** Another table starts at its top, in its own order. */
export function openTable() {
  Object.assign(tableView, { column: -1, direction: 1, rows: ROWS });
  showTable();
  rowsBox.scrollTop = 0;
}
