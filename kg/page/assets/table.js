// The tables: nodes, relations and claims, as far as the filters leave them.

import { byName } from "./arrange.js";
import { badge, certaintyBadges, edgeButton, nodeButton, placeLine, placeText, supportBadges } from "./claims.js";
import { CLAIM_COLUMNS, NODE_COLUMNS, RELATION_COLUMNS } from "./columns.js";
import { columnsCsv } from "./csv.js";
import { bdi, button, byId, html } from "./elements.js";
import { countedOf, shown } from "./filters.js";
import { claimsWith } from "./hits.js";
import { folded, holdsWords, queryOf } from "./matching.js";
import { certaintyOf, certaintyRank, claims, claimsOf, communities, counted, edges, nodes, number, otherNames, phrase } from "./records.js";
import { saveCsv } from "./save.js";
import { change, LONGEST_WORDS, state } from "./state.js";

/**
 * A column has a title, the value to sort and to search by, and the cell to show where that is more than the value.
 * @template Row @typedef {{ title: string, value: (row: Row) => string | number, cell?: (row: Row) => Child, kind?: string }} Column
 */
/**
 * `noun` is what one row is, `also` is searched besides its columns, `all` counts the rows without filters, `csv` has the columns of its file, and `withWords` finds as the search does.
 * @template Row @typedef {{
 *   title: string, noun: string, all: number, rows: () => Row[], columns: Column<Row>[], also?: (row: Row) => string[], csv: Record<string, (row: Row) => CsvValue>,
 *   withWords?: (words: string) => Row[],
 * }} Table
 */

/** @type {Table<GraphNode>} */
const nodeTable = {
  title: "Nodes",
  noun: "node",
  all: nodes.size,
  csv: NODE_COLUMNS,
  also: (node) => [...otherNames(node), node.note ?? ""],
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
  noun: "relation",
  all: edges.length,
  csv: RELATION_COLUMNS,
  also: ({ subject, object, claims: among }) => [...[subject, object].flatMap(otherNames), ...among.flatMap(({ hedge = [], note = "" }) => [...hedge, note])],
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
  noun: "claim",
  all: claims.length,
  csv: CLAIM_COLUMNS,
  rows: () => [...shown.claims],
  withWords: claimsWith,
  columns: [
    { title: "Statement", value: (claim) => claim.statement, cell: (claim) => bdi(claim.statement), kind: "wide" },
    ...tripleColumns((/** @type {Claim} */ claim) => claim.edge),
    {
      title: "Certainty",
      value: ({ modality, polarity, hedge = [] }) => [modality, polarity, ...hedge].join(" "),
      cell: (claim) => html("span", { class: "badges" }, certaintyBadges(claim)),
      kind: "certainty",
    },
    { title: "Figure", value: (claim) => claim.quantity ?? "", kind: "figure" },
    { title: "Place", value: placeText, cell: placeLine, kind: "place" },
  ],
};

/** Each table is of rows of its own. @type {Record<string, Table<any>>} */
const TABLES = { nodes: nodeTable, relations: relationTable, claims: claimTable };

// More rows than these come when they are asked for.
const ROWS = 1000;

/** How many rows of the open table are shown. */
let rowsShown = ROWS;
const rowsBox = html("div", { id: "rows", role: "tabpanel", tabindex: "0" });
const tabs = Object.entries(TABLES).map(([name, { title }]) =>
  button(
    { role: "tab", id: `tab-${name}`, "aria-controls": "rows", onclick: () => change({ table: name, words: "", sort: [], figure: "" }), onkeydown: stepTab },
    title,
  ),
);

/** The column by which the open table is sorted, and whether that is upside down. */
const order = () => ({
  column: TABLES[state.table].columns.findIndex(({ title }) => title.toLowerCase() === state.sort[0]),
  isDown: state.sort[1] === "descending",
});

const wordsField = html("input", {
  id: "words", type: "search", autocomplete: "off", spellcheck: "false", "aria-label": "Only rows with these words",
  placeholder: "Only rows with …", oninput: () => change({ words: wordsField.value.slice(0, LONGEST_WORDS) }, { typed: true }),
});
const figureButton = button({ "aria-pressed": "false", onclick: () => change({ figure: state.figure ? "" : "only" }) }, "With a figure");
const listedCount = html("span", { class: "count", role: "status" });
byId("table-view").append(
  html(
    "div",
    { class: "tabs" },
    html("div", { role: "tablist", "aria-label": "Tables" }, tabs),
    html("div", { class: "actions" }, wordsField, figureButton, button({ onclick: saveTable }, "CSV"), listedCount),
  ),
  rowsBox,
);

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
  const before = order();
  const title = TABLES[state.table].columns[column].title.toLowerCase();
  change({ sort: before.column === column && !before.isDown ? [title, "descending"] : [title] });
  rowsBox.querySelectorAll("button")[column].focus();
}

/** What is blank comes last in both directions. @template Row @param {Row[]} rows @param {Column<Row> | undefined} column @param {boolean} isDown */
function sorted(rows, column, isDown) {
  if (!column) return rows;
  /** @type {(a: string | number, b: string | number) => number} */
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : byName(String(a), String(b)));
  const keyed = rows.map((row) => ({ row, value: column.value(row) }));
  return keyed.sort((a, b) => Number(a.value === "") - Number(b.value === "") || (isDown ? -1 : 1) * compare(a.value, b.value))
    .map(({ row }) => row);
}

/** The words of each row, folded when they are first searched. @type {WeakMap<object, string>} */
const rowTexts = new WeakMap();

/** @template {object} Row @param {Row} row @param {Table<Row>} table */
function rowText(row, { columns, also }) {
  const known = rowTexts.get(row);
  if (known !== undefined) return known;
  const text = folded([...columns.filter(({ kind }) => kind !== "number").map(({ value }) => value(row)), ...(also?.(row) ?? [])].join(" "));
  rowTexts.set(row, text);
  return text;
}

/** Whether the reader may ask for claims with a figure alone. */
const hasFigures = () => state.table === "claims" && claims.some(({ quantity }) => quantity);

/** The rows of the open table that the filters leave and the reader wants, in order. */
function listedRows() {
  const { rows, columns, withWords } = TABLES[state.table];
  const words = queryOf(state.words);
  const { column, isDown } = order();
  const found = words && withWords ? new Set(withWords(words)) : null;
  const wanted = rows().filter((row) => (
    (!words || (found ? found.has(row) : holdsWords(rowText(row, TABLES[state.table]), words.split(" ")))) && (!state.figure || !hasFigures() || row.quantity)
  ));
  return sorted(wanted, columns[column], isDown);
}

/** The words, the figure and the order of the open table, as its file's name has them. */
function viewParts() {
  const words = queryOf(state.words);
  return [
    ...(words ? ["words", words] : []),
    ...(state.figure && hasFigures() ? ["with-a-figure"] : []),
    ...(order().column < 0 ? [] : ["by", ...state.sort]),
  ];
}

function saveTable() {
  saveCsv(columnsCsv(listedRows(), TABLES[state.table].csv), state.table, ...viewParts());
}

const isOpen = () => state.view === "table" && state.table === "claims";

/** The claims that the filters leave; where their table is open, as it is. */
export const claimsCsv = () => columnsCsv(isOpen() ? listedRows() : [...shown.claims], CLAIM_COLUMNS);
export const saveClaims = () => saveCsv(claimsCsv(), "claims", ...(isOpen() ? viewParts() : []));

/** @param {Column<never>} column @param {number} index */
function columnHead(column, index) {
  const { column: sortedBy, isDown } = order();
  const direction = sortedBy !== index ? "none" : isDown ? "descending" : "ascending";
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
  if (wordsField.value.slice(0, LONGEST_WORDS) !== state.words) wordsField.value = state.words;
  const { title, noun, all, columns } = TABLES[state.table];
  for (const tab of tabs) {
    const open = tab.id === `tab-${state.table}`;
    tab.setAttribute("aria-selected", String(open));
    tab.tabIndex = open ? 0 : -1;
  }
  figureButton.hidden = !hasFigures();
  figureButton.setAttribute("aria-pressed", String(state.figure !== ""));
  rowsBox.setAttribute("aria-labelledby", `tab-${state.table}`);
  const listed = listedRows();
  listedCount.textContent = countedOf(listed.length, all, noun);
  const more = listed.length > rowsShown && button(
    { class: "more", onclick: () => {
      rowsShown += ROWS;
      showTable();
    } },
    `Show more: ${number(rowsShown)} of ${counted(listed.length, "row")} are shown`,
  );
  rowsBox.replaceChildren(
    html(
      "table",
      {},
      html("caption", {}, `${title}: ${counted(listed.length, "row")}`),
      html("thead", {}, html("tr", {}, columns.map(columnHead))),
      html("tbody", {}, listed.slice(0, rowsShown).map((row) =>
        html("tr", {}, columns.map((column) => tableCell(column, row))),
      )),
    ),
    ...(more ? [more] : []),
    ...(listed.length ? [] : [html("p", { class: "none" }, emptyText())]),
  );
}

function emptyText() {
  if (!nodes.size) return "This graph is empty.";
  return queryOf(state.words) || state.figure ? "No row matches." : "Nothing matches the filters.";
}

/** Another table starts at its top. */
export function openTable() {
  rowsShown = ROWS;
  showTable();
  rowsBox.scrollTop = 0;
}

/** Open the table of claims with those that hold some words. @param {string} text */
export function openClaims(text) {
  change({ view: "table", table: "claims", words: text.slice(0, LONGEST_WORDS), sort: [], figure: "" });
}
