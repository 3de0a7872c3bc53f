// The panel: what the graph is, or everything that is said of the chosen node, edge or path.

import { edgesBetween, shortestPaths, withFilters } from "./arrange.js";
import { badge, claimItem, edgeButton, nodeButton, supportBadges } from "./claims.js";
import { assemble, button, byId, html, iconButton, isNarrow, link } from "./elements.js";
import { isFiltering, shownClaims } from "./filters.js";
import { pictureBox } from "./geometry.js";
import { certaintyOf, certaintyRank, claims, claimsOf, communities, counted, excerptText, hubs, isEdge, labelFrom, number, otherEnd, phrase, records, restrictionsOf, termIri } from "./records.js";
import { searchBox } from "./search.js";
import { inShort } from "./short.js";
import { categoryMark, lineSample } from "./shapes.js";
import { change, clearChoice, copyLink, MOST_COMPARED, showMap, state } from "./state.js";

export const panel = byId("panel");

/** The heading, which takes the focus. */
export const panelHeading = () => /** @type {HTMLElement} */ (panel.querySelector("h2"));

/** @param {string} text */
const heading = (text) => html("h2", { tabindex: "-1", dir: "auto" }, text);
/** @param {Child[]} content */
const aside = (...content) => html("p", { class: "aside" }, ...content);

/** Claims of an edge below the name of the node at its other end. @param {Edge} edge @param {GraphNode} node */
function relationItem(edge, node) {
  return html(
    "li",
    { class: "relation" },
    html(
      "div",
      { class: "head" },
      nodeButton(otherEnd(edge, node)),
      badge(edge.certainty, certaintyOf(edge.claims)),
      edge.contested && badge("contested", "contested"),
    ),
    html("ul", {}, edge.claims.map((claim) => claimItem(claim))),
  );
}

// A list of a thousand claims takes a second to build: the rest comes when it is asked for.
const FIRST = 150;

/** @template Item @param {Attributes} attributes @param {Item[]} items @param {(item: Item) => Element} build */
function longList(attributes, items, build) {
  const list = html("ul", attributes, items.slice(0, FIRST).map(build));
  const rest = items.slice(FIRST);
  const more = button({ class: "more", onclick: () => {
    list.append(...rest.map(build));
    more.remove();
  } }, `Show ${number(rest.length)} more`);
  return [list, rest.length > 0 && more];
}

/** The edges of a node in one direction, by relation. @param {string} title @param {Edge[]} among @param {GraphNode} node @param {string} way */
function relationGroups(title, among, node, way) {
  if (!among.length) return [];
  const groups = Map.groupBy(among, (edge) => labelFrom(edge, way === "in" ? edge.object : edge.subject));
  return [html("h3", {}, `${title} (${number(among.length)})`), ...[...groups].map(([label, together]) => html(
    "details",
    { class: "group", open: true },
    html(
      "summary",
      {},
      html("span", { class: `label ${way}` }, label),
      html("span", { class: "count" }, counted(together.reduce((sum, edge) => sum + edge.claims.length, 0), "claim")),
    ),
    longList({}, together, (edge) => relationItem(edge, node)),
  ))];
}

/** How many of some claims have which certainty. @param {Claim[]} among */
export function certaintyShares(among) {
  if (!among.length) return null;
  const counts = [...Map.groupBy(among, (claim) => (claim.polarity === "affirmed" ? claim.modality : claim.polarity))]
    .map(([name, { length }]) => ({ name, count: length }))
    .sort((a, b) => certaintyRank(a.name) - certaintyRank(b.name));
  const bar = html("div", { class: "share", "aria-hidden": "true" }, counts.map(({ name, count }) => {
    const part = html("span", { class: name });
    part.style.flexGrow = String(count);
    return part;
  }));
  return [bar, html("p", { class: "also" }, certaintyOf(among))];
}

/** The line above the heading. @param {Element | null} picture @param {string} text @param {Child} tools */
function topLine(picture, text, tools) {
  const fold = iconButton("Collapse details", "down", { class: "icon fold", "aria-expanded": "true", onclick: () => foldPanel() });
  return html("div", { class: "kicker" }, picture, html("span", { class: "kind" }, text), tools, fold);
}

export function foldPanel(force = !panel.classList.contains("folded")) {
  const folded = panel.classList.toggle("folded", force);
  const control = /** @type {Element} */ (panel.querySelector(".fold"));
  control.setAttribute("aria-expanded", String(!folded));
  control.setAttribute("aria-label", folded ? "Expand details" : "Collapse details");
}

const linkAndClose = (close = clearChoice) => [
  iconButton("Copy a link to this", "link", { onclick: copyLink }),
  iconButton("Close and show the overview", "cross", { onclick: close }),
];

const MATCHES = { exactMatch: "the same", closeMatch: "close", broadMatch: "broader", narrowMatch: "narrower", relatedMatch: "related" };

/** The terms of public vocabularies that the node corresponds to, each a link; or why there is none. @param {GraphNode} node */
function termList(node) {
  return [
    node.terms && html("ul", { class: "terms", "aria-label": "In public vocabularies" }, node.terms.map((term) =>
      html("li", {}, link(termIri(term.id), term.id), ` ${term.label} (${MATCHES[term.match]})`),
    )),
    node.ungrounded && aside(`No exact or close term: ${node.ungrounded}.`),
  ];
}

/** @param {GraphNode} node @param {number} steps @param {string} text */
function aroundButton(node, steps, text) {
  const isOn = state.layout === "around" && state.centre === node && state.steps === steps;
  const open = () => change({ view: "graph", layout: "around", centre: node, steps, ends: [] });
  return button({ "aria-pressed": String(isOn), onclick: isOn ? showMap : open }, text);
}

/** What can be done with a node: its surroundings, a path from it, a place in the comparison. @param {GraphNode} node */
function nodeTools(node) {
  const search = searchBox("path-end", `A path from ${node.name} to …`, (end) => {
    change({ view: "graph", layout: "path", ends: [node, end], centre: null, chosen: null });
    pictureBox.focus();
  }, (other) => other !== node);
  const pathBox = html("div", { id: "path-to", hidden: true }, search);
  const pathTo = button({ "aria-expanded": "false", "aria-controls": "path-to", onclick: () => {
    pathBox.hidden = !pathBox.hidden;
    pathTo.setAttribute("aria-expanded", String(!pathBox.hidden));
    if (!pathBox.hidden) pathBox.querySelector("input")?.focus();
  } }, "Path to…");
  const compare = button({ onclick: () => {
    const compared = state.compared.includes(node) ? state.compared : [...state.compared, node].slice(-MOST_COMPARED);
    change({ view: "compare", compared });
  } }, "Compare");
  return [
    html(
      "div",
      { class: "actions", role: "group", "aria-label": "Explore" },
      aroundButton(node, 1, "Neighbours"), aroundButton(node, 2, "2 steps"), pathTo, compare,
    ),
    pathBox,
  ];
}

/** @param {GraphNode} node */
function nodePanel(node) {
  /** @param {Edge} edge */
  const isMutual = (edge) => edge.predicate.symmetric && edge.subject !== edge.object;
  const outgoing = node.edges.filter((edge) => edge.subject === node && !isMutual(edge));
  const incoming = node.edges.filter((edge) => edge.subject !== node && !isMutual(edge));
  const others = [...(node.synonyms ?? []), ...(node.abbreviations ?? [])];
  const about = claimsOf(node);
  const community = communities[node.community];
  return [
    topLine(categoryMark(node.category), node.category.label, linkAndClose()),
    heading(node.name),
    others.length > 0 && html("p", { class: "also", dir: "auto" }, `Also: ${others.join(", ")}`),
    html("p", { class: node.definition ? "text" : "aside", dir: "auto" }, node.definition ?? "No definition recorded."),
    node.note && html("p", { class: "remark", dir: "auto" }, node.note),
    nodeTools(node),
    certaintyShares(about),
    about.length === 0 && aside("No claim has it as subject or object."),
    isFiltering() && about.length > 0 && aside("The filters do not apply here: every claim about it is listed."),
    ...relationGroups("Outgoing", outgoing, node, "out"),
    ...relationGroups("Incoming", incoming, node, "in"),
    ...relationGroups("Both ways", node.edges.filter(isMutual), node, "both"),
    node.mentions.length > 0 && [
      html("h3", {}, `Also mentioned in (${number(node.mentions.length)})`),
      longList({ class: "mentions" }, node.mentions, (claim) => claimItem(claim, { withEdge: true })),
    ],
    html("h3", {}, "Identifiers"),
    html("p", {}, html("span", { class: "id" }, node.id)),
    termList(node),
    community && aside(`In the community of ${community.label}, with ${counted(community.members.length - 1, "other node")}.`),
  ];
}

/** @param {Edge} edge */
function edgePanel(edge) {
  return [
    topLine(lineSample(edge.certainty), "relation", linkAndClose()),
    heading(`${edge.subject.name} ${phrase(edge)} ${edge.object.name}`),
    aside(edge.predicate.definition),
    html("dl", { class: "facts" }, fact("Subject", nodeButton(edge.subject)), fact("Object", nodeButton(edge.object))),
    html("div", { class: "badges" }, supportBadges(edge)),
    edge.contested && html("div", { class: "badges" }, badge("contested", "contested"), "One claim affirms it, another denies it."),
    html("h3", {}, counted(edge.claims.length, "claim")),
    html("ul", {}, edge.claims.map((claim) => claimItem(claim))),
  ];
}

// Which of the shortest paths is shown: the next one when the reader asks for it, of so many at most.
let shownPath = 0;
const MOST_PATHS = 20;

export function startWithFirstPath() {
  shownPath = 0;
}

function pathPanel() {
  const [start, end] = state.ends;
  const paths = shortestPaths(state.ends, MOST_PATHS + 1);
  const count = paths.length > MOST_PATHS ? `more than ${MOST_PATHS}` : paths.length;
  const place = shownPath % Math.max(paths.length, 1);
  const next = button({ class: "more", onclick: () => {
    shownPath += 1;
    showPanel();
    /** @type {HTMLElement} */ (panel.querySelector(".more")).focus();
  } }, `${place + 1} of ${count} shortest paths. Next`);
  return [
    topLine(null, "Shortest path", linkAndClose(showMap)),
    heading(`${start.name} to ${end.name}`),
    aside(paths.length
      ? `${counted(paths[place].length - 1, "step")}, ignoring the direction of relations. A path is not a chain of causes: read each claim.`
      : `No path connects them${withFilters()}.`),
    paths.length > 0 && chainNotes(paths[place]),
    paths.length > 1 && next,
    paths.length > 0 && pathList(paths[place]),
  ];
}

/** A chain is as certain as its weakest step, and holds where each of its steps does. @param {GraphNode[]} path */
function chainNotes(path) {
  const steps = path.slice(1).map((node, index) => edgesBetween(path[index], node).sort((a, b) => certaintyRank(a.certainty) - certaintyRank(b.certainty)));
  const weakest = steps.map(([edge]) => edge).sort((a, b) => certaintyRank(b.certainty) - certaintyRank(a.certainty))[0];
  const restrictions = restrictionsOf(steps.flat().flatMap(shownClaims));
  return [
    steps.length > 1 && aside(`Certainty of its weakest step: ${certaintyOf(shownClaims(weakest))}.`),
    restrictions && html("p", { class: "limits", dir: "auto" }, restrictions),
  ];
}

/** @param {GraphNode[]} path */
function pathList(path) {
  return html("ol", { class: "path" }, path.map((node, index) => html(
    "li",
    {},
    nodeButton(node),
    index < path.length - 1 && edgesBetween(node, path[index + 1]).map((edge) => [
      html("p", { class: "step" }, edge.subject === node ? "↓ " : "↑ ", edgeButton(edge)),
      html("div", { class: "badges" }, supportBadges(edge, shownClaims(edge))),
      html("ul", {}, shownClaims(edge).map((claim) => claimItem(claim))),
    ]),
  )));
}

/** @param {string} label @param {Child} value */
const fact = (label, value) => (value ? [html("dt", {}, label), html("dd", {}, value)] : []);

/** @param {Source} source */
export function sourceItem(source) {
  return html(
    "div",
    { class: "source" },
    html("p", { dir: "auto" }, source.url ? link(source.url, source.title) : source.title),
    html(
      "dl",
      { class: "facts" },
      fact("Author", source.author),
      fact("Reviewer", source.reviewer),
      fact("Publisher", source.publisher),
      fact("Published", source.published),
      fact("Reviewed", source.reviewed),
      fact("Licence", source.licence),
    ),
    source.note && html("p", { class: "remark" }, source.note),
  );
}

function overviewPanel() {
  const { dataset } = records;
  const [first, ...rest] = records.sources;
  return [
    topLine(null, "About this graph", null),
    heading(dataset.title),
    excerptText && html("p", { class: "remark" }, excerptText),
    inShort(),
    html("p", { class: "text", dir: "auto" }, dataset.description),
    certaintyShares(claims),
    hubs.size > 0 && [
      html("h3", {}, "Most connected"),
      html("ul", { class: "ranking" }, [...hubs].map((node) =>
        html("li", {}, nodeButton(node), html("span", { class: "count" }, counted(node.edges.length, "relation"))),
      )),
    ],
    first && [
      html("h3", {}, rest.length ? "Sources" : "Source"),
      sourceItem(first),
      rest.map((source) => html("details", { class: "source" }, html("summary", {}, source.title), sourceItem(source))),
    ],
    html("h3", {}, "Dataset"),
    datasetFacts(),
  ];
}

export function datasetFacts() {
  const { dataset } = records;
  return html(
    "dl",
    { class: "facts" },
    fact("Version", dataset.version),
    fact("Date", dataset.date),
    fact("Licence", dataset.licence_url ? link(dataset.licence_url, dataset.licence) : dataset.licence),
    fact("Made by", dataset.creator),
  );
}

export function showPanel() {
  const { chosen } = state;
  const onPath = state.layout === "path" && !chosen;
  const parts = onPath ? pathPanel() : chosen ? (isEdge(chosen) ? edgePanel(chosen) : nodePanel(chosen)) : overviewPanel();
  panel.replaceChildren();
  assemble(panel, {}, parts);
  panel.scrollTop = 0;
  panel.classList.toggle("chosen", chosen !== null);
  panel.classList.remove("folded");
  // On a phone the overview waits below, so that the picture is seen first.
  if (!chosen && !onPath && isNarrow.matches) foldPanel(true);
}
