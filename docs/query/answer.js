// An answer on the page: a table, yes or no, or Turtle; and as a file.

import { csvOf } from "../../kg/page/assets/csv.js";
import { button, html } from "../../kg/page/assets/elements.js";
import { pages, prefixes } from "./questions.js";
import { numberOf, shown } from "./terms.js";

// Rows that are drawn at once.
const STEP = 500;

/** @param {number} count @param {string} unit */
const counted = (count, unit) => `${count.toLocaleString("en")} ${unit}${count === 1 ? "" : "s"}`;

/** An answer in a few words. @param {Answer} answer */
export function inWords(answer) {
  if (answer.kind === "ask") return answer.truth ? "Yes" : "No";
  return answer.kind === "select" ? counted(answer.rows.length, "row") : counted(answer.size, "triple");
}

/** A term, as a link to its page of this site where it has one. @param {RdfTerm | undefined} term */
function cell(term) {
  const text = shown(term, prefixes);
  if (term?.type !== "uri") return text;
  const [prefix, name] = [text.split(":", 1)[0], text.slice(text.indexOf(":") + 1)];
  if (pages[prefix]?.names.includes(name)) return html("a", { href: `${pages[prefix].folder}/${name}.html` }, text);
  return text === term.value && /^https?:/.test(text) ? html("a", { href: text, rel: "noopener noreferrer" }, text) : html("span", { title: term.value }, text);
}

/** @param {SelectAnswer} answer */
function table({ columns, rows }) {
  const body = html("tbody");
  const more = button({ onclick: () => draw() });
  function draw() {
    const from = body.rows.length;
    body.append(...rows.slice(from, from + STEP).map((row) => html("tr", {}, row.map((term) => html("td", {}, cell(term))))));
    more.hidden = body.rows.length === rows.length;
    more.textContent = `Show more: ${body.rows.length.toLocaleString("en")} of ${counted(rows.length, "row")} are here`;
  }
  draw();
  const head = html("tr", {}, columns.map((name) => html("th", { scope: "col" }, name)));
  const scroller = html("div", { class: "query-scroller", tabindex: 0, role: "region", "aria-label": "Answer" }, html("table", {}, html("thead", {}, head), body));
  return [scroller, more];
}

/** A literal that is a number as one, so that a spreadsheet reads it as that. @param {RdfTerm | undefined} term */
function value(term) {
  const number = term && numberOf(term);
  return number === undefined || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? shown(term, prefixes) : number;
}

/** An answer as a file: its ending, and what is in it. @param {Answer} answer */
export function file(answer) {
  if (answer.kind === "ask") return { ending: "csv", type: "text/csv", content: csvOf(["answer"], [[String(answer.truth)]]) };
  if (answer.kind !== "select") return { ending: "ttl", type: "text/turtle", content: answer.text };
  return { ending: "csv", type: "text/csv", content: csvOf(answer.columns, answer.rows.map((row) => row.map(value))) };
}

/** What is shown of an answer. @param {Answer} answer @returns {Child[]} */
export function shownAnswer(answer) {
  if (answer.kind === "ask") return [];
  if (answer.kind === "select") return answer.rows.length ? table(answer) : [];
  return answer.size ? [html("pre", { tabindex: 0, role: "region", "aria-label": "Answer" }, answer.text)] : [];
}
