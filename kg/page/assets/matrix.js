// Any two kinds against each other: in each cell the relations that join a row to a column, in the form of their certainty.

import { byConnection } from "./arrange.js";
import { assemble, bdi, button, byId, html } from "./elements.js";
import { filtersLine, shown, shownClaims } from "./filters.js";
import { toldOf } from "./findings.js";
import { lit } from "./hits.js";
import { categories, certaintyOf, certaintyRank, counted, labelFrom, levelOf, number, otherEnd, reservationOf, valueAt } from "./records.js";
import { categoryMark } from "./shapes.js";
import { change, choose, state } from "./state.js";
import { groupsOf, kindPicker } from "./story.js";

const matrixView = byId("matrix-view");

/** The most that a reader can look over; the best connected come first. */
const MOST_CELLS = { rows: 150, columns: 30 };

/** A relation as it reads from its row, as certain as the claims that the filters leave. @param {Edge} edge @param {GraphNode} row */
function cellButton(edge, row) {
  const claims = shownClaims(edge);
  const [label, certainty] = [labelFrom(edge, row), levelOf(claims)];
  const words = certainty === "denied" ? `not: ${label}` : label;
  const how = [certainty !== "denied" && reservationOf(claims), toldOf(claims)].filter(Boolean).join(" · ");
  return button(
    { class: `cell ${certainty}`, "data-edge": edge.id, "aria-pressed": "false", title: certaintyOf(claims), onclick: () => choose(state.chosen === edge ? null : edge) },
    html("span", {}, words, claims.length > 1 && ` ×${number(claims.length)}`),
    how && html("span", { class: "how" }, how),
  );
}

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
  /** @param {GraphNode} a @param {Category} kind */
  const joined = (a, kind) => a.edges.filter((edge) => shown.edges.has(edge) && otherEnd(edge, a).category === kind && shown.nodes.has(otherEnd(edge, a)));
  const columns = members.filter((node) => node.category === valueAt(categories, across.name) && joined(node, down).length);
  const all = members.filter((node) => node.category === down);
  const rows = all.filter((node) => joined(node, across).length);
  const best = rows.slice(0, MOST_CELLS.rows);
  const groups = across.name === state.columns[0] && down !== across ? groupsOf(best, columns, across) : [{ title: "", members: best }];
  const told = columns.slice(0, MOST_CELLS.columns);
  const without = all.length - rows.length;
  const aside = members.filter((node) => node.category === across).length - columns.length;
  const notes = [
    without > 0 && `${counted(without, down.label, down.plural)} without a relation to ${across.plural} ${without === 1 ? "is" : "are"} left out.`,
    aside > 0 && down !== across && `${counted(aside, across.label, across.plural)} without a relation to ${down.plural} ${aside === 1 ? "is" : "are"} left out.`,
    (columns.length > told.length || rows.length > MOST_CELLS.rows) && `The best connected ${number(Math.min(rows.length, MOST_CELLS.rows))} rows and ${number(told.length)} columns are shown.`,
    "Read each cell from its row to its column. An empty cell means that nothing is said of the two directly, though something may be said of their kinds.",
  ].filter(Boolean).join(" ");
  matrixView.replaceChildren();
  assemble(matrixView, {}, [
    filtersLine(),
    html("div", { class: "pickers" }, picker(0, "Rows"), picker(1, "Columns"), button({ class: "more", onclick: () => change({ matrix: [...state.matrix].reverse() }) }, "Swap")),
    html("p", { class: "hint" }, notes),
    rows.length ? matrixTable(groups, told, down, across) : html("p", { class: "aside" }, `No relation joins ${down.plural} and ${across.plural}.`),
  ]);
}

/** @param {{ title: string, members: GraphNode[] }[]} groups @param {GraphNode[]} columns @param {Category} down @param {Category} across */
function matrixTable(groups, columns, down, across) {
  /** @param {GraphNode} node @param {string} scope */
  const head = (node, scope) => html("th", { scope }, button({ class: "thing", "data-node": node.id, onclick: () => choose(node) }, bdi(node.name)));
  /** @param {GraphNode} row */
  const line = (row) => html("tr", {}, head(row, "row"), columns.map((column) => html("td", {}, row === column ? null : row.edges
    .filter((edge) => shown.edges.has(edge) && otherEnd(edge, row) === column)
    .sort((a, b) => certaintyRank(a.certainty) - certaintyRank(b.certainty))
    .map((edge) => cellButton(edge, row)))));
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
  for (const cell of matrixView.querySelectorAll(".cell")) {
    cell.setAttribute("aria-pressed", String(chosen !== null && "claims" in chosen && chosen.id === /** @type {HTMLElement} */ (cell).dataset.edge));
  }
}
