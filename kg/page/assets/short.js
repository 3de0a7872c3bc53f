// The most notable findings, and some questions with their answers, as computed in Python.

import { nodeButton } from "./claims.js";
import { bdi, button, html } from "./elements.js";
import { number, nodes, records } from "./records.js";
import { goTo } from "./state.js";

/** @param {PageRecords["answers"][number]} answer */
function answered({ name, question, columns, rows, more }) {
  /** @param {string} cell */
  const shownCell = (cell) => {
    const node = nodes.get(cell);
    return node ? nodeButton(node) : bdi(cell);
  };
  return html("details", { class: "answer" },
    html("summary", {}, question),
    rows.length === 0 ? html("p", { class: "aside" }, "No row matches.") : html("table", {},
      html("thead", {}, html("tr", {}, columns.map((column) => html("th", { scope: "col" }, column.replaceAll("_", " "))))),
      html("tbody", {}, rows.map((row) => html("tr", {}, row.map((cell) => html("td", {}, shownCell(cell)))))),
    ),
    html("p", { class: "aside" }, more > 0 && `${number(more)} more: `, html("code", {}, `kg ask ${name}`)),
  );
}

/** What the panel says before anything is chosen. */
export function inShort() {
  return [
    records.short.length > 0 && [
      html("h3", {}, "In short"),
      html("ul", { class: "short" }, records.short.map(({ text, show }) => html("li", {},
        html("p", { dir: "auto" }, text), button({ class: "more", onclick: () => goTo(show) }, "Show"),
      ))),
    ],
    records.answers.length > 0 && [html("h3", {}, "Questions"), records.answers.map(answered)],
  ];
}
