// The first view: what the graph says as rows of text, in a column for each of some kinds, read from left to right.

import { byName, withFilters } from "./arrange.js";
import { levelWord, shareBar, sharesOf } from "./claims.js";
import { assemble, button, byId, html, svg } from "./elements.js";
import { clearFilters, filtersLine, shown, shownClaims } from "./filters.js";
import { lit } from "./hits.js";
import { kindsWords, saidOfKinds } from "./kinds.js";
import { categories, certainties, certaintyOf, certaintyRank, counted, isEdge, labelFrom, nodes, number, otherEnd, records, reservationOf, valueAt } from "./records.js";
import { categoryMark } from "./shapes.js";
import { change, choose, state } from "./state.js";

const view = byId("story-view");

/** More rows than this make a long column. */
const LONG = 24;

/** So many rows of a group at once: a list of thousands is searched, not read. */
const MOST_ROWS = 120;

/** Node → its row. @type {Map<GraphNode, HTMLElement>} */
const rows = new Map();
/** The groups that the reader has opened in full. @type {Set<string>} */
const opened = new Set();

/** @param {GraphNode} node */
const claimsLeft = (node) => node.edges.flatMap(shownClaims);

/** @param {GraphNode} node */
function row(node) {
  const left = claimsLeft(node);
  // The dot stays with the last word where the line ends.
  const [, start, last] = /** @type {string[]} */ (/^(.*\s)?(.*)$/s.exec(node.name)).map((text) => text ?? "");
  const spoken = [certaintyOf(left), node.inTension && "in tension"].filter(Boolean);
  const made = button(
    { class: "thing", tabindex: "-1", "aria-pressed": "false", onclick: () => choose(state.chosen === node ? null : node) },
    html("span", { class: "tally", "aria-hidden": "true" }, number(left.length), shareBar(sharesOf(left))),
    html("span", { class: "called" }, html("bdi", {}, start, html("span", { class: "last" }, last, node.inTension && html("span", { class: "tense" })))),
    html("span", { class: "relation" }),
    html("span", { class: "unseen" }, `: ${spoken.join(", ") || "no claims"}`),
  );
  rows.set(node, made);
  return html("li", {}, made);
}

/** The rows of a column in groups, by whether what the first column names leads there. @param {GraphNode[]} members @param {GraphNode[]} first @param {Category} category */
export function groupsOf(members, first, category) {
  if (members === first) return [{ title: "", members }];
  const hub = nodes.get(category.hub ?? "");
  const leads = new Set(first);
  /** @param {GraphNode} node */
  const leadsTo = (node) => node.edges.filter((edge) => shown.edges.has(edge) && edge.certainty !== "denied").map((edge) => otherEnd(edge, node)).filter((other) => leads.has(other));
  const kind = (category.label || category.name).toLowerCase();
  const named = { title: hub ? `with a particular ${kind}` : `with ${category.plural}`, members: /** @type {GraphNode[]} */ ([]) };
  const general = { title: `only with ${hub?.name} as a whole`, members: /** @type {GraphNode[]} */ ([]) };
  const elsewhere = { title: "elsewhere", members: /** @type {GraphNode[]} */ ([]) };
  for (const node of members) {
    const from = leadsTo(node);
    (from.some((other) => other !== hub) ? named : from.length ? general : elsewhere).members.push(node);
  }
  return [named, general, elsewhere].filter((group) => group.members.length);
}

/** @param {GraphNode} a @param {GraphNode} b */
const byClaims = (a, b) => claimsLeft(b).length - claimsLeft(a).length || byName(a.name, b.name);

/** Give a column to a kind; one that has another already changes places. @param {number} place @param {string} next */
function putColumn(place, next) {
  const columns = [...state.columns];
  if (columns.includes(next)) columns[columns.indexOf(next)] = columns[place];
  columns[place] = next;
  change({ columns });
  /** @type {NodeListOf<HTMLElement>} */ (view.querySelectorAll(".head select"))[place]?.focus();
}

/** @param {number} place @param {Map<Category, GraphNode[]>} byCategory */
function column(place, byCategory) {
  const category = valueAt(categories, state.columns[place]);
  const first = valueAt(categories, state.columns[0]);
  const members = byCategory.get(category) ?? [];
  const picker = kindPicker(category.name, { "aria-label": `Kind of thing in column ${place + 1}` }, (next) => putColumn(place, next));
  const groups = groupsOf(members, byCategory.get(first) ?? [], first);
  const cut = cutOf(groups);
  return [groups.slice(0, cut), groups.slice(cut)].filter((part, second) => part.length || !second).map((part, second) => {
    const made = html("section", { class: "story-column", "aria-label": second ? `${category.plural}, continued` : category.plural },
      !second && html("h2", { class: "unseen" }, category.plural),
      html("div", { class: "head" }, !second && [categoryMark(category), picker, html("span", { class: "count" }, number(members.length))]),
      part.map(({ title, members: all }) => rowGroup(`${category.name} ${title}`, title, all)),
      members.length === 0 && html("p", { class: "aside" }, "None with these filters."),
    );
    made.style.setProperty("--kind", category.colour);
    return made;
  });
}

/** After how many of its groups a column goes on in the next, so that a long one stays in the window. @param {{ members: GraphNode[] }[]} groups */
function cutOf(groups) {
  const sizes = groups.map(({ members }) => members.length);
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all <= LONG) return groups.length;
  /** @param {number} cut */
  const longer = (cut) => Math.max(sizes.slice(0, cut).reduce((sum, size) => sum + size, 0), sizes.slice(cut).reduce((sum, size) => sum + size, 0));
  return sizes.map((_, place) => place + 1).reduce((best, cut) => (longer(cut) < longer(best) ? cut : best), groups.length);
}

/** @param {string} key @param {string} title @param {GraphNode[]} all */
function rowGroup(key, title, all) {
  const rest = opened.has(key) ? 0 : all.length - MOST_ROWS;
  return [
    title && html("h3", {}, `${title} (${number(all.length)})`),
    html("ul", {}, (rest > 0 ? all.slice(0, MOST_ROWS) : all).map(row)),
    rest > 0 && button({ class: "more", onclick: () => {
      opened.add(key);
      showStory();
    } }, `Show ${number(rest)} more`),
  ];
}

/** The kinds that have things. */
const presentKinds = records.categories.filter((category) => [...nodes.values()].some((node) => node.category === valueAt(categories, category.name)));

/** A choice among the kinds. @param {string} current @param {Attributes} attributes @param {(name: string) => void} pick */
export function kindPicker(current, attributes, pick) {
  const made = html("select", { ...attributes, onchange: () => pick(made.value) }, presentKinds.map(
    (kind) => html("option", { value: kind.name, selected: kind.name === current }, kind.plural.charAt(0).toUpperCase() + kind.plural.slice(1)),
  ));
  return made;
}

/** What the bars and dots mean. */
function storyKey() {
  return html("p", { class: "story-key" },
    html("span", { class: "said" }, html("span", {}, "Read from left to right. Choose a name to see what is said of it."), html("span", { class: "beyond" })),
    certainties.map(({ name }) => html("span", { class: "key" }, html("span", { class: "share" }, html("span", { class: name })), levelWord(name))),
    html("span", { class: "key" }, html("span", { class: "tense" }), "claims at odds"),
  );
}

/** @param {Map<Category, GraphNode[]>} byCategory */
function columnsOf(byCategory) {
  const made = state.columns.flatMap((_, place) => column(place, byCategory));
  const whole = html("div", { class: "story" }, svg("svg", { class: "curves", "aria-hidden": "true" }), made);
  whole.style.setProperty("--columns", String(made.length));
  return whole;
}

export function showStory() {
  rows.clear();
  const sorted = [...shown.nodes].sort(byClaims);
  const byCategory = Map.groupBy(sorted, (node) => node.category);
  const scrolled = view.scrollTop;
  view.replaceChildren();
  assemble(view, {}, [
    nodes.size === 0 ? html("p", { class: "aside" }, "This graph is empty.")
      : shown.nodes.size === 0 ? html("p", { class: "aside" }, "Nothing matches the filters. ", button({ class: "more", onclick: clearFilters }, "Clear filters"))
        : [filtersLine(), storyKey(), columnsOf(byCategory)],
  ]);
  view.scrollTop = scrolled;
  lightStory();
}

/** What a row says of its relation to the choice, most certain first. @param {GraphNode} node @param {GraphNode} chosen */
function relationWords(node, chosen) {
  const among = node.edges.filter((edge) => shown.edges.has(edge) && otherEnd(edge, node) === chosen);
  const said = among.sort((a, b) => certaintyRank(a.certainty) - certaintyRank(b.certainty)).map((edge) => {
    const [label, doubt] = [labelFrom(edge, chosen), reservationOf(shownClaims(edge))];
    return doubt === "denied" ? `not: ${label}` : doubt ? `${label} (${doubt})` : label;
  });
  return [...new Set(said)].join(" · ");
}

/** Says what the choice touches that has no column, and gives it one: in the place of the guide, so that no row moves. */
function showBeyond() {
  const { chosen } = state;
  const box = view.querySelector(".beyond");
  if (!box) return;
  const touched = !chosen ? [] : isEdge(chosen) ? [chosen.subject, chosen.object]
    : [chosen, ...chosen.edges.filter((edge) => shown.edges.has(edge)).map((edge) => otherEnd(edge, chosen))];
  const without = [...new Set(touched)].filter((node) => shown.nodes.has(node) && !state.columns.includes(node.category.name));
  /** @param {string} name */
  const weight = (name) => [...rows].filter(([node, made]) => node.category.name === name && (node === chosen || made.classList.contains("lit"))).length;
  const picker = html("select", { "aria-label": "Give a column to", onchange: () => {
    // It takes the place of the column that tells least of the choice.
    const weights = state.columns.map(weight);
    putColumn(weights.lastIndexOf(Math.min(...weights)), picker.value);
  } }, html("option", { value: "" }, "Show…"), [...Map.groupBy(without, (node) => node.category)].map(
    ([{ name, label, plural }, { length }]) => html("option", { value: name }, counted(length, label, plural)),
  ));
  box.replaceChildren();
  assemble(box, {}, without.length ? [`${counted(without.length, "thing")} of this choice ${without.length === 1 ? "has" : "have"} no column: `, picker]
    : [chosen && (isEdge(chosen) ? !shown.edges.has(chosen) : !shown.nodes.has(chosen)) ? `The filters hide ${isEdge(chosen) ? "this relation" : chosen.name}.`
      : chosen && !view.querySelector(".thing:is(.lit, .faint)") && `Nothing here is linked to it${withFilters()}.`]);
}

/** Light the rows that the choice touches, and write on each how. */
export function lightStory() {
  const { chosen } = state;
  const one = chosen && !isEdge(chosen) ? chosen : null;
  const kinds = one ? saidOfKinds(one) : new Map();
  for (const made of rows.values()) {
    made.classList.remove("lit", "faint");
    made.style.minHeight = "";
    /** @type {Element} */ (made.querySelector(".relation")).textContent = "";
  }
  // Rows stay where they are, unless what is written on one needs more than a line.
  const heights = new Map([...rows.values()].map((made) => [made, made.getBoundingClientRect().height]));
  for (const [node, made] of rows) {
    const said = one && node !== one ? relationWords(node, one) : "";
    const entries = !said && kinds.get(node);
    const words = entries ? `of kinds: ${kindsWords(entries, 2)}` : said;
    const isEnd = isEdge(chosen) && (chosen.subject === node || chosen.object === node);
    if (words) made.style.minHeight = `${heights.get(made)}px`;
    made.classList.toggle("lit", Boolean(said) || isEnd);
    made.classList.toggle("faint", Boolean(entries));
    made.classList.toggle("hit", lit.has(node));
    made.setAttribute("aria-pressed", String(node === chosen));
    assemble(/** @type {HTMLElement} */ (made.querySelector(".relation")), { title: words }, []).textContent = words;
  }
  showBeyond();
  view.querySelector(".story")?.classList.toggle("choosing", chosen !== null && [...rows].some(([node, made]) => node === chosen || made.matches(".lit, .faint")));
  const current = (one && rows.get(one)) ?? rows.values().next().value;
  for (const made of rows.values()) made.tabIndex = made === current ? 0 : -1;
  drawCurves();
}

/** Curves from the choice to what it touches in the next columns: they keep to the gap between, so that none crosses a name. */
function drawCurves() {
  const drawing = view.querySelector(".curves");
  if (!drawing) return;
  drawing.replaceChildren();
  const { chosen } = state;
  const from = chosen && !isEdge(chosen) && rows.get(chosen);
  if (!from) return;
  const origin = /** @type {Element} */ (drawing.parentElement).getBoundingClientRect();
  drawing.setAttribute("width", String(origin.width));
  drawing.setAttribute("height", String(origin.height));
  /** @param {Element} made */
  const place = (made) => [...view.querySelectorAll(".story-column")].indexOf(/** @type {Element} */ (made.closest(".story-column")));
  const start = from.getBoundingClientRect();
  for (const made of rows.values()) {
    const step = place(made) - place(from);
    if (!made.classList.contains("lit") || Math.abs(step) !== 1) continue;
    const end = made.getBoundingClientRect();
    const [x1, x2] = step > 0 ? [start.right, end.left] : [start.left, end.right];
    // In one list, as on a phone, nothing is beside another.
    if ((x2 - x1) * step <= 0) continue;
    const [y1, y2] = [start.top + start.height / 2, end.top + end.height / 2];
    const [a, b, c] = [x1 - origin.left, x2 - origin.left, (x1 + x2) / 2 - origin.left];
    drawing.append(svg("path", { d: `M${a} ${y1 - origin.top}C${c} ${y1 - origin.top} ${c} ${y2 - origin.top} ${b} ${y2 - origin.top}` }));
  }
}
new ResizeObserver(lightStory).observe(view);

/** @type {Record<string, (at: DOMRect, other: DOMRect) => number | null>} How far another row is in a direction; null where it is not. */
const DISTANCE = {
  ArrowDown: (at, other) => (other.left === at.left && other.top > at.top ? other.top - at.top : null),
  ArrowUp: (at, other) => (other.left === at.left && other.top < at.top ? at.top - other.top : null),
  ArrowRight: (at, other) => (other.left > at.left ? (other.left - at.left) * 1e4 + Math.abs(other.top - at.top) : null),
  ArrowLeft: (at, other) => (other.left < at.left ? (at.left - other.left) * 1e4 + Math.abs(other.top - at.top) : null),
};

view.addEventListener("keydown", (event) => {
  const distance = DISTANCE[event.key];
  const from = [...rows.values()].find((made) => made === document.activeElement);
  if (!distance || !from || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const at = from.getBoundingClientRect();
  let best = null;
  for (const made of rows.values()) {
    const far = distance(at, made.getBoundingClientRect());
    if (far !== null && (best === null || far < best.far)) best = { made, far };
  }
  if (!best) return;
  from.tabIndex = -1;
  best.made.tabIndex = 0;
  best.made.focus();
});
