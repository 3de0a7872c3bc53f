// Any two kinds against each other: in each cell the relations that join a row to a column, in the form of their certainty.

import { byConnection, withFilters } from "./arrange.js";
import { assemble, bdi, button, byId, html } from "./elements.js";
import { filtersLine, shown, shownClaims } from "./filters.js";
import { toldOf } from "./findings.js";
import { lit } from "./hits.js";
import { edgesOf, kindsButton, kindsWords, ofKinds, put, saidWith } from "./kinds.js";
import { categories, certaintyOf, certaintyRank, counted, labelFrom, levelOf, number, otherEnd, reservationOf } from "./records.js";
import { categoryMark } from "./shapes.js";
import { change, choose, state } from "./state.js";
import { groupsOf, kindPicker } from "./story.js";

const matrixView = byId("matrix-view");

/** The most that a reader can look over; the best connected come first. */
const MOST_CELLS = { rows: 150, columns: 30 };

/** A relation as it reads from its row, as certain as the claims that the filters leave. @param {import("./kinds.js").Entry} entry */
function cellButton({ edge, from }) {
  const claims = shownClaims(edge);
  const certainty = levelOf(claims);
  const how = [certainty !== "denied" && reservationOf(claims), toldOf(claims)].filter(Boolean).join(" · ");
  return button(
    { class: `cell ${certainty}`, "data-edge": edge.id, "aria-pressed": "false", title: certaintyOf(claims), onclick: () => choose(state.chosen === edge ? null : edge) },
    html("span", {}, saidWith(labelFrom(edge, from), claims)),
    how && html("span", { class: "how" }, how),
  );
}

/** What is said of kinds of the two, by its label; each relation on demand. @param {import("./kinds.js").Entry[]} entries */
const kindsCell = (entries) => html("details", { class: "of-kinds" },
  html("summary", {}, `of kinds: ${kindsWords(entries)}`), edgesOf(entries).map(kindsButton),
);

/** @param {number} place @param {string} label */
const picker = (place, label) => html("label", {}, `${label} `, kindPicker(state.matrix[place], {}, (next) => {
  change({ matrix: state.matrix.with(place, next) });
  matrixView.querySelectorAll("select")[place]?.focus();
}));

export function showMatrix() {
  const [down, across] = state.matrix.map((name) => categories.get(name));
  if (!down || !across) {
    matrixView.replaceChildren(html("p", { class: "aside" }, "This graph is empty."));
    return;
  }
  const members = [...shown.nodes].sort(byConnection);
  const [all, among] = [down, across].map((kind) => members.filter((node) => node.category === kind));
  /** @type {import("./kinds.js").Cells} */
  const cells = new Map();
  for (const from of all) {
    for (const edge of from.edges) if (shown.edges.has(edge) && otherEnd(edge, from).category === across) put(cells, from, otherEnd(edge, from), [{ edge, from }]);
  }
  const narrower = ofKinds(cells, new Set(all), new Set(among));
  const filled = new Set([...cells.values(), ...narrower.values()].flatMap((line) => [...line.keys()]));
  const columns = among.filter((node) => filled.has(node));
  const rows = all.filter((node) => cells.has(node) || narrower.has(node));
  const best = rows.slice(0, MOST_CELLS.rows);
  const groups = across.name === state.columns[0] && down !== across ? groupsOf(best, columns, across) : [{ title: "", members: best }];
  const told = columns.slice(0, MOST_CELLS.columns);
  const without = all.length - rows.length;
  const aside = among.length - columns.length;
  const notes = [
    without > 0 && `${counted(without, down.label, down.plural)} without a relation to ${across.plural} ${without === 1 ? "is" : "are"} left out.`,
    aside > 0 && down !== across && `${counted(aside, across.label, across.plural)} without a relation to ${down.plural} ${aside === 1 ? "is" : "are"} left out.`,
    (columns.length > told.length || rows.length > MOST_CELLS.rows) && `The best connected ${number(Math.min(rows.length, MOST_CELLS.rows))} rows and ${number(told.length)} columns are shown.`,
    "Read each cell from its row to its column. Where nothing is said of the two themselves, “of kinds” is what is said of kinds of them.",
  ].filter(Boolean).join(" ");
  matrixView.replaceChildren();
  assemble(matrixView, {}, [
    filtersLine(),
    html("div", { class: "pickers" }, picker(0, "Rows"), picker(1, "Columns"), button({ class: "more", onclick: () => change({ matrix: [...state.matrix].reverse() }) }, "Swap")),
    html("p", { class: "hint" }, notes),
    rows.length ? matrixTable(groups, told, down, across, (row, column) => {
      const [said, kinds] = [cells, narrower].map((of) => of.get(row)?.get(column));
      return said ? said.sort((a, b) => certaintyRank(a.edge.certainty) - certaintyRank(b.edge.certainty)).map(cellButton) : kinds && kindsCell(kinds);
    }) : html("p", { class: "aside" }, `No relation joins ${down.plural} and ${across.plural}${withFilters()}.`),
  ]);
}

/** @param {{ title: string, members: GraphNode[] }[]} groups @param {GraphNode[]} columns @param {Category} down @param {Category} across @param {(row: GraphNode, column: GraphNode) => Child} cell */
function matrixTable(groups, columns, down, across, cell) {
  /** @param {GraphNode} node @param {string} scope */
  const head = (node, scope) => html("th", { scope }, button({ class: "thing", "data-node": node.id, onclick: () => choose(node) }, bdi(node.name)));
  /** @param {GraphNode} row */
  const line = (row) => html("tr", {}, head(row, "row"), columns.map((column) => html("td", {}, cell(row, column))));
  return html("div", { class: "matrix", tabindex: "0", role: "region", "aria-label": `${down.plural} and ${across.plural}` }, html("table", {},
    html("caption", { class: "unseen" }, `${down.plural} and ${across.plural}`),
    html("thead", {}, html("tr", {}, html("td", {}, categoryMark(across)), columns.map((column) => head(column, "col")))),
    groups.map(({ title, members }) => html("tbody", {},
      title && html("tr", { class: "group-row" }, html("th", { scope: "rowgroup", colspan: columns.length + 1 }, `${title} (${number(members.length)})`)),
      members.map(line),
    )),
  ));
}

/** Which cell is open beside, and which names the search has found. */
export function markChosen() {
  const { chosen } = state;
  const found = new Set([...lit].map(({ id }) => id));
  for (const head of /** @type {NodeListOf<HTMLElement>} */ (matrixView.querySelectorAll(".thing"))) {
    head.classList.toggle("hit", found.has(head.dataset.node ?? ""));
  }
  for (const cell of matrixView.querySelectorAll("[data-edge]")) {
    cell.setAttribute("aria-pressed", String(chosen !== null && "claims" in chosen && chosen.id === /** @type {HTMLElement} */ (cell).dataset.edge));
  }
}
