// The legend, which also holds the filters.

import { assemble, button, byId, html } from "./elements.js";
import { clearFilters, isFiltering, shown } from "./filters.js";
import { marks } from "./findings.js";
import { articles, claims, communities, edges, certainties, nodes, number, records, sections } from "./records.js";
import { categoryMark, communityMark, lineSample, tensionMark } from "./shapes.js";
import { change, CLAIM_FILTERS, FILTERS, NODE_FILTERS, state, valuesOf } from "./state.js";

/** @typedef {{ filter: string, value: string, label: string, count: number, picture?: Element }} Row */

/** @type {(Row & { element: HTMLElement })[]} */
const toggles = [];
/** @type {{ name: "colour" | "size", value: string, element: Element }[]} */
const lookButtons = [];

/** Show which filters and looks are on. */
export function showLegend() {
  const left = Object.fromEntries(FILTERS.map((filter) => [filter, tallyOf(filter, shown)]));
  for (const { filter, value, count, element } of toggles) {
    const kept = left[filter].get(value) ?? 0;
    element.setAttribute("aria-pressed", String(!state.off[filter].has(value)));
    element.title = kept === count ? "" : `${number(kept)} of ${number(count)} with these filters`;
    /** @type {Element} */ (element.lastElementChild).textContent = number(kept);
  }
  for (const { name, value, element } of lookButtons) element.setAttribute("aria-pressed", String(state[name] === value));
  /** @type {HTMLButtonElement} */ (byId("reset")).disabled = !isFiltering();
  if (state.colour !== "kind" || state.size !== "relations") /** @type {HTMLDetailsElement} */ (byId("appearance")).open = true;
}

/** @param {string} filter @param {Iterable<string>} values */
export function switchOff(filter, values) {
  change({ off: { ...state.off, [filter]: new Set(values) } });
}

/** @param {string} filter @param {string} value */
function toggle(filter, value) {
  const values = new Set(state.off[filter]);
  if (!values.delete(value)) values.add(value);
  switchOff(filter, values);
}

/** @param {Row} row */
function filterRow(row) {
  const { filter, value, label, picture } = row;
  const element = button(
    { class: "toggle", "aria-pressed": "true", onclick: () => toggle(filter, value) },
    html("span", { class: "mark" }, picture ?? html("span", { class: "tick" })),
    html("span", { class: filter === "source" || filter === "section" ? "label verbatim" : "label" }, label),
    html("span", { class: "count" }),
  );
  // As wide as the largest number, so that a filter moves nothing.
  /** @type {HTMLElement} */ (element.lastElementChild).style.minWidth = `${number(row.count).length}ch`;
  toggles.push({ ...row, element });
  const others = valuesOf(filter).filter((other) => other !== value);
  const only = others.length > 0 && button({ class: "only", "aria-label": `Only ${label}`, onclick: () => switchOff(filter, others) }, "Only");
  return html("li", { class: "row" }, element, only);
}

/** @param {string} title @param {Row[]} rows @param {{ id?: string, open?: boolean, hint?: string }} options */
function filterGroup(title, rows, { id, open = true, hint } = {}) {
  if (!rows.length) return null;
  return html(
    "details",
    { open, id },
    html("summary", {}, title),
    hint && html("p", { class: "hint" }, hint),
    html("ul", {}, rows.map(filterRow)),
  );
}

/** How many nodes, relations or claims have which value of a filter. @param {string} filter @param {{ nodes: Iterable<GraphNode>, edges: Iterable<Edge>, claims: Iterable<Claim> }} among */
function tallyOf(filter, among) {
  const items = filter in NODE_FILTERS ? [...among.nodes].map(NODE_FILTERS[filter])
    // A relation has one predicate and one mark, that of each of its claims.
    : (filter === "predicate" || filter === "mark" ? [...among.edges].map(({ claims: [first] }) => first) : [...among.claims]).map(CLAIM_FILTERS[filter]);
  return new Map([...Map.groupBy(items, (value) => value)].map(([value, { length }]) => [value, length]));
}

const whole = { nodes: [...nodes.values()], edges, claims };

/**
 * A row for each value that occurs, with what `more` adds.
 * @template {{ name?: string, id?: string, label?: string, title?: string }} Value
 * @param {string} filter @param {Value[]} values @param {(value: Value) => Partial<Row>} more
 * @returns {Row[]}
 */
function rowsOf(filter, values, more = () => ({})) {
  const counts = tallyOf(filter, whole);
  return values.flatMap((value) => {
    const key = value.name ?? value.id ?? "";
    const count = counts.get(key);
    return count ? [{ filter, value: key, label: value.label ?? value.title ?? key, count, ...more(value) }] : [];
  });
}

/** Two or more looks of the picture, one of which is on. @param {"colour" | "size"} name @param {string} label @param {Record<string, string>} options */
function lookSwitch(name, label, options) {
  const buttons = Object.entries(options).map(([value, text]) => {
    const element = button({ "aria-pressed": "false", onclick: () => change({ [name]: value }) }, text);
    lookButtons.push({ name, value, element });
    return element;
  });
  return html(
    "div",
    { class: "look" },
    html("span", { class: "hint" }, label),
    html("div", { class: "switch", role: "group", "aria-label": label }, buttons),
  );
}

function certaintyRows() {
  const pictured = ({ name = "" }) => ({ picture: lineSample(name) });
  const denied = records.polarities.filter(({ name }) => name === "denied");
  return [
    ...rowsOf("modality", records.modalities, pictured),
    ...rowsOf("inferred", certainties.filter(({ name }) => name === "inferred"), ({ name = "" }) => ({ picture: lineSample(name), label: "of them inferred by the curator" })),
    ...rowsOf("polarity", denied, pictured),
    ...rowsOf("mark", [{ name: "in-tension", label: "in tension: claims at odds" }], () => ({ picture: tensionMark() })),
  ];
}

function communityRows() {
  const named = [...communities, { number: -1, label: "without relations" }].map(({ number: rank, label }) => ({ name: String(rank), label }));
  return rowsOf("community", named, ({ name }) => ({ picture: communityMark(Number(name)) }));
}

export function buildLegend() {
  const several = records.sources.length > 1;
  const kinds = rowsOf("category", records.categories, (category) => ({
    label: category.plural, picture: categoryMark(category),
  }));
  const evidenceRows = rowsOf("evidence", [...marks].map(([name, label]) => ({ name, label })));
  const relations = rowsOf("predicate", records.predicates);
  const bySource = [...articles, ...records.sources.filter((source) => !articles.includes(source))].map((source) => ({
    source, rows: rowsOf("section", sections.filter((section) => section.source === source)),
  }));
  const sourceRows = rowsOf("source", records.sources, ({ short }) => ({ label: short }));
  assemble(byId("filters"), {}, [
    button({ id: "reset", disabled: true, onclick: clearFilters }, "Clear filters"),
    filterGroup("Kinds of thing", kinds),
    filterGroup("Certainty", certaintyRows(), { hint: "Claims, the denied apart; in tension: relations." }),
    filterGroup("Evidence", evidenceRows, { hint: "Claims of the article." }),
    filterGroup("Relations", relations),
    several
      ? html("details", {}, html("summary", {}, "Sections of the sources"), bySource.map(({ source, rows }) => filterGroup(source.short, rows, { open: articles.includes(source) })))
      : filterGroup("Sections of the source", bySource.flatMap(({ rows }) => rows), { open: false }),
    several && filterGroup("Sources", sourceRows, { open: false }),
    filterGroup("Groups of things", communityRows(), {
      id: "communities", open: false, hint: "More closely connected with each other than with the rest (a community), named after the most connected one.",
    }),
    html("details", { id: "appearance" }, html("summary", {}, "Appearance of the map"), html(
      "div",
      { class: "looks" },
      lookSwitch("colour", "Colour", { kind: "Kind", community: "Group" }),
      lookSwitch("size", "Size", { relations: "Relations", between: "Paths through it" }),
    )),
  ]);
}
