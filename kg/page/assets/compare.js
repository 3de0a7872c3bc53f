// Two to four nodes side by side: a row for each relation, what they share and what only one of them has.

import { byName } from "./arrange.js";
import { badge, edgeButton, nodeButton, supportBadges } from "./claims.js";
import { columnsCsv } from "./csv.js";
import { bdi, button, byId, html, iconButton } from "./elements.js";
import { filtersLine, isFiltering, shown, shownClaims } from "./filters.js";
import { byDegree, certaintyOf, counted, edges, isEdge, labelFrom, nodes, otherEnd, records } from "./records.js";
import { saveCsv } from "./save.js";
import { searchBox } from "./search.js";
import { categoryMark } from "./shapes.js";
import { change, choose, MOST_COMPARED, state } from "./state.js";

/** For one compared node, the node at the other end → the edges that say so. @typedef {Map<GraphNode, Edge[]>} Cell */
/** A cell for each compared node. @typedef {Cell[]} Cells */
/** `rank` is the place of its predicate in `FIRST_ROWS`. @typedef {{ label: string, rank: number, cells: Cells, ofKinds: Cells }} Row */

/** So many siblings are offered. */
const MOST_OFFERED = 8;

/** What is a kind of the same as a node, the best connected first; else what is of the same category. @param {GraphNode} node */
function siblingsOf(node) {
  const parents = new Set(node.edges.filter((edge) => edge.subject === node && edge.predicate.name === records.kind_of).map((edge) => edge.object));
  const others = byDegree.filter((other) => other !== node && other.category === node.category);
  const siblings = others.filter((other) => !parents.has(other) && other.edges.some((edge) => edge.subject === other && edge.predicate.name === records.kind_of && parents.has(edge.object)));
  return siblings.length ? siblings : others;
}

/** What to compare where nobody has picked: the chosen node with two of its siblings; or of the first kind, what the source itself lists as types of one. */
function proposal() {
  const { chosen } = state;
  const kind = records.categories.find((category) => byDegree.filter((node) => node.category === category).length > 1);
  if (chosen && !isEdge(chosen) && chosen.category !== kind) return [chosen, ...siblingsOf(chosen).slice(0, 2)];
  const members = byDegree.filter((node) => node.category === kind);
  const among = members.flatMap((node) => node.edges.filter((edge) => edge.object === node && members.includes(edge.subject)));
  // Most are connected by one relation to the one that they are types of.
  const groups = Map.groupBy(among, (edge) => `${edge.predicate.name} ${edge.object.id}`);
  const types = [...groups.values()].filter((group) => group.length > members.length / 3).flat();
  const parents = new Set(types.map((edge) => edge.object));
  const peers = members.filter((node) => !parents.has(node));
  // What the curator inferred to be a type is in no list of the source.
  const listed = new Set(types.filter(({ claims }) => claims.some((claim) => !claim.inferred)).map((edge) => edge.subject));
  const best = [peers.filter((node) => listed.has(node)), peers, members].find((group) => group.length > 1) ?? [];
  const first = members.filter((node) => node === chosen);
  return [...new Set([...first, ...best.slice(0, MOST_COMPARED - 1)])];
}

/** What is proposed stays while the view is open, whatever the reader chooses in it. @type {GraphNode[]} */
let proposed = [];

export function openCompare() {
  proposed = proposal();
  showCompare();
}

/** @param {GraphNode[]} compared */
const compareWith = (compared) => change({ compared });

// What a reader compares first: what it is for, what it acts on and how, and what comes of it.
const FIRST_ROWS = ["treats", "relieves", "targets", "acts_through", "has_outcome", "aims_at", "has_advantage", "has_adverse_event"];

/** The kinds of a node, and kinds of these, as far as the filters leave what says so. @param {GraphNode} node */
function kindsOf(node) {
  const found = new Set([node]);
  for (const one of found) {
    const saying = one.edges.filter((edge) => edge.predicate.name === records.kind_of && edge.object === one && edge.certainty !== "denied");
    for (const edge of saying.filter((candidate) => shown.edges.has(candidate))) found.add(edge.subject);
  }
  found.delete(node);
  return [...found];
}

/** Relation → where it leads from some nodes. @param {GraphNode[]} from @param {(edge: Edge) => boolean} along */
function leading(from, along = () => true) {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const node of from) {
    for (const edge of node.edges.filter((candidate) => shown.edges.has(candidate) && along(candidate))) {
      const label = labelFrom(edge, node);
      const cell = cells.get(label) ?? new Map();
      cells.set(label, cell);
      const other = otherEnd(edge, node);
      cell.set(other, [...(cell.get(other) ?? []), edge]);
    }
  }
  return cells;
}

/** A row for each relation: its cells, and for each that is empty what is claimed of kinds. @param {GraphNode[]} compared @returns {Row[]} */
function comparison(compared, along = (/** @type {Edge} */ edge) => !isMutual(edge, compared)) {
  const ofEach = compared.map((node) => leading([node], along));
  const ofKinds = compared.map((node) => leading(kindsOf(node), (edge) => edge.predicate.name !== records.kind_of));
  const labels = new Set(ofEach.flatMap((cells) => [...cells.keys()]));
  return [...labels].map((label) => {
    const cells = ofEach.map((found) => found.get(label) ?? new Map());
    const [[{ predicate }]] = cells.flatMap((cell) => [...cell.values()]);
    const place = FIRST_ROWS.indexOf(predicate.name);
    return {
      label,
      rank: place < 0 ? FIRST_ROWS.length : place,
      cells,
      ofKinds: ofEach.map((found, index) => (found.has(label) ? null : ofKinds[index].get(label)) ?? new Map()),
    };
  }).sort((x, y) => x.rank - y.rank || filled(y.cells) - filled(x.cells));
}

/** Whether an edge joins two of the compared nodes. @param {Edge} edge @param {GraphNode[]} compared */
const isMutual = ({ subject, object }, compared) => subject !== object && compared.includes(subject) && compared.includes(object);

/** How the compared nodes relate to each other, as a sentence. @param {GraphNode[]} compared */
function mutualSentence(compared) {
  const mutual = edges.filter((edge) => shown.edges.has(edge) && isMutual(edge, compared));
  /** @param {Edge} edge */
  const endsOf = ({ subject, object, predicate }) => {
    const ends = [subject, object];
    return predicate.symmetric ? ends.sort((x, y) => compared.indexOf(x) - compared.indexOf(y)) : ends;
  };
  const pairs = [...Map.groupBy(mutual, (edge) => endsOf(edge).map((node) => node.id).join(" ")).values()];
  return mutual.length > 0 && html("p", { class: "mutual" }, "Between them: ", pairs.map((pair, place) => {
    const [first, second] = endsOf(pair[0]);
    return [
      place > 0 && "; ", bdi(first.name), " ", pair.map((edge, index) => [index > 0 && (index < pair.length - 1 ? ", " : " and "), edgeButton(edge), reservation(edge)]), " ", bdi(second.name),
    ];
  }), ".");
}

/** How certain an edge is, where not all of its claims assert it. @param {Edge} edge */
function reservation(edge) {
  const left = shownClaims(edge);
  return left.some((claim) => claim.modality !== "asserted" || claim.polarity !== "affirmed" || claim.inferred) && ` (${certaintyOf(left)})`;
}

/** A row without what all the nodes have with the same certainty. @param {Row} row */
function difference(row) {
  /** @param {GraphNode} value */
  const isSame = (value) => sharers(row.cells, value) === row.cells.length
    && new Set(row.cells.map((cell) => cell.get(value)?.map((edge) => edge.certainty).join())).size === 1;
  return { ...row, cells: row.cells.map((cell) => new Map([...cell].filter(([value]) => !isSame(value)))) };
}

/** How many of the compared nodes have a value. @param {Cells} cells @param {GraphNode} value */
const sharers = (cells, value) => cells.filter((cell) => cell.has(value)).length;

/** @param {Cells} cells */
const filled = (cells) => cells.filter((cell) => cell.size > 0).length;

/** @param {GraphNode} value @param {Edge[]} saying @param {number} sharing @param {number} count */
function valueItem(value, saying, sharing, count) {
  const all = count > 2 ? `all ${count}` : "both";
  return html(
    "li",
    { class: sharing > 1 ? "value shared" : "value" },
    button({ class: "name", onclick: () => choose(saying[0]), "aria-label": `${value.name}: read the claims` }, categoryMark(value.category), bdi(value.name)),
    html(
      "span",
      { class: "badges" },
      saying.map((edge) => supportBadges(edge, shownClaims(edge))),
      saying.some((edge) => edge.inTension) && badge("tension", "in tension"),
      sharing > 1 && html("span", { class: "with" }, sharing === count ? all : `${sharing} of ${count}`),
    ),
  );
}

/** @param {Row} row */
function comparisonRow(row) {
  const { label, cells, ofKinds } = row;
  const shownCells = (state.differs ? difference(row) : row).cells;
  /** @param {Cell} cell */
  const inOrder = (cell) => [...cell].sort(([x], [y]) => sharers(cells, y) - sharers(cells, x) || byName(x.name, y.name));
  /** @param {Cell} cell @param {boolean} own */
  const list = (cell, own) => html("ul", {}, inOrder(cell).map(
    ([value, saying]) => valueItem(value, saying, own ? sharers(cells, value) : 0, cells.length),
  ));
  /** @param {number} place */
  const nothing = (place) => (ofKinds[place].size
    ? [html("span", { class: "nothing" }, html("span", { class: "unseen" }, "nothing claimed; "), "of its kinds:"), list(ofKinds[place], false)]
    : isFiltering() && !cells[place].size ? html("span", { class: "nothing" }, "nothing with these filters")
      : html("span", { class: "nothing" }, html("span", { "aria-hidden": "true" }, "–"), html("span", { class: "unseen" }, cells[place].size ? "nothing else" : "nothing claimed")));
  return html(
    "tr",
    {},
    html("th", { scope: "row" }, label),
    shownCells.map((cell, place) => html("td", {}, cell.size ? list(cell, true) : nothing(place))),
  );
}

/** @param {GraphNode} node @param {GraphNode[]} compared */
function comparedHead(node, compared) {
  const others = compared.filter((other) => other !== node);
  const remove = others.length > 0 && iconButton(`Remove ${node.name}`, "cross", { onclick: () => compareWith(others) });
  return html("th", { scope: "col" }, html("div", { class: "compared" }, nodeButton(node), remove));
}

/** @param {GraphNode[]} compared */
function comparisonTable(compared) {
  const all = comparison(compared);
  const rows = state.differs ? all.filter((row) => difference(row).cells.some((cell) => cell.size)) : all;
  const shared = rows.filter(({ cells }) => cells.some((cell) => [...cell.keys()].some((value) => sharers(cells, value) > 1)));
  return html(
    "div",
    { class: "scroller", tabindex: "0", role: "region", "aria-label": "Comparison" },
    html(
      "table",
      {},
      html("caption", {}, `${compared.map((node) => node.name).join(", ")} compared: ${counted(rows.length, "relation")}, ${shared.length} with a value in common`),
      html("thead", {}, html("tr", {}, html("td", {}), compared.map((node) => comparedHead(node, compared)))),
      html("tbody", {}, rows.map(comparisonRow)),
    ),
    rows.length === 0 && html("p", { class: "none" }, all.length ? "Nothing differs." : "Nothing matches the filters."),
  );
}

/** A row for each value of each node, in columns of `kg compare --csv`. @param {GraphNode[]} compared */
function saveComparison(compared) {
  const rows = comparison(compared, () => true).flatMap(({ label, cells }) => cells.flatMap((cell, place) => (
    [...cell].map(([value, saying]) => ({ label, node: compared[place], value, left: saying.flatMap(shownClaims) }))
  )));
  saveCsv(columnsCsv(rows, {
    predicate_label: ({ label }) => label,
    node: ({ node }) => node.id,
    node_name: ({ node }) => node.name,
    value: ({ value }) => value.id,
    value_name: ({ value }) => value.name,
    certainty: ({ left }) => certaintyOf(left),
    claims: ({ left }) => left.map((claim) => `${records.prefixes.claim}:${claim.id}`),
  }), "compare", ...compared.map((node) => node.slug));
}

function toggleDifferent() {
  change({ differs: state.differs ? "" : "only" });
  byId("only-different").focus();
}

export function showCompare() {
  const compared = state.compared.length ? state.compared : proposed;
  const add = () => searchBox("compare-more", "Add a node", (node) => {
    compareWith([...compared, node]);
    byId("compare-more")?.focus();
  }, (node) => !compared.includes(node));
  byId("compare-view").replaceChildren(
    html("h2", {}, "Compare"),
    filtersLine() || "",
    html("p", { class: "hint" }, compared.length
      ? "Two to four nodes side by side, one row per relation. Shared values are tinted. Click a value to read its claims."
      : "There is nothing to compare: no two nodes of this graph are of the same kind."),
    ...(compared.length ? [
      html(
        "div",
        { class: "actions" },
        compared.length < MOST_COMPARED && nodes.size > compared.length && add(),
        compared.length < MOST_COMPARED && siblingsOf(compared[0]).filter((node) => !compared.includes(node)).slice(0, MOST_OFFERED)
          .map((node) => button({ "aria-label": `Add ${node.name}`, onclick: () => compareWith([...compared, node]) }, "+ ", bdi(node.name))),
        button({ id: "only-different", "aria-pressed": String(state.differs !== ""), onclick: toggleDifferent }, "Only what differs"),
        button({ onclick: () => saveComparison(compared) }, "CSV"),
      ),
      mutualSentence(compared) || "",
      comparisonTable(compared),
    ] : []),
  );
}
