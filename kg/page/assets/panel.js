// The panel: what the graph is, or what is said of the chosen node, edge or path.

import { badge, claimItem, claimRow, nodeButton, supportBadges } from "./claims.js";
import { assemble, button, html, link } from "./elements.js";
import { shown, shownClaims } from "./filters.js";
import { evidenceOf } from "./findings.js";
import { pictureBox } from "./geometry.js";
import { edgesOf, kindsButton, kindsWords, saidOfKinds } from "./kinds.js";
import { overviewPanel } from "./overview.js";
import { aside, fact, foldPanel, heading, isLow, linkAndClose, panel, startsFolded, topLine } from "./panel-frame.js";
import { pathPanel } from "./path-panel.js";
import { claimsOf, communities, counted, isEdge, isOfLevel, number, otherNames, phrase, termIri } from "./records.js";
import { certaintyPills, filterNote, longList, relationLists } from "./relations.js";
import { searchBox } from "./search.js";
import { selectionPanel } from "./selection.js";
import { categoryMark, lineSample } from "./shapes.js";
import { change, MOST_COMPARED, showMap, state } from "./state.js";

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
      [...claimsOf(node), ...node.mentions].some((claim) => evidenceOf.get(claim)?.rows.length)
        && button({ onclick: () => change({ view: "evidence", claim: null, words: "", about: "only" }) }, "Evidence"),
    ),
    pathBox,
  ];
}

/** @param {string} level */
function pickLevel(level) {
  change({ level });
  /** @type {HTMLElement} */ (panel.querySelector(".pills [aria-pressed=true]")).focus();
}

/** What is said of its kinds alone; each relation on demand. @param {GraphNode} node */
function kindsOfNode(node) {
  const entries = [...saidOfKinds(node).values()].flat();
  return entries.length > 0 && html("details", { class: "of-kinds" },
    html("summary", {}, `Of its kinds: ${kindsWords(entries)}`), longList({}, edgesOf(entries), (edge) => html("li", {}, kindsButton(edge)), 24),
  );
}

/** @param {GraphNode} node */
function nodePanel(node) {
  const others = otherNames(node);
  const about = claimsOf(node);
  const left = about.filter((claim) => shown.claims.has(claim));
  const level = left.some((claim) => isOfLevel(claim, state.level)) ? state.level : "";
  /** @param {Claim} claim */
  const isPicked = (claim) => !level || isOfLevel(claim, level);
  const mentions = node.mentions.filter((claim) => shown.claims.has(claim) && isPicked(claim));
  const community = communities[node.community];
  return [
    topLine(categoryMark(node.category), node.category.label, linkAndClose()),
    heading(node.name),
    others.length > 0 && html("p", { class: "also", dir: "auto" }, `Also: ${others.join(", ")}`),
    html("p", { class: node.definition ? "text" : "aside", dir: "auto" }, node.definition ? `General definition: ${node.definition}` : "No definition recorded."),
    node.note && html("p", { class: "remark", dir: "auto" }, node.note),
    nodeTools(node),
    certaintyPills(left, level, pickLevel),
    about.length === 0 && aside("No claim has it as subject or object."),
    filterNote(left.length, about.length),
    kindsOfNode(node),
    ...relationLists(node, left.filter(isPicked)),
    mentions.length > 0 && [
      html("h3", {}, `Also mentioned in (${number(mentions.length)})`),
      longList({ class: "mentions" }, mentions, (claim) => claimRow(claim, { withEdge: true })),
    ],
    html("h3", {}, "Identifiers"),
    html("p", {}, html("span", { class: "id" }, node.id)),
    termList(node),
    community && aside(`In the community of ${community.label}, with ${counted(community.members.length - 1, "other node")}.`),
  ];
}

/** @param {Edge} edge */
function edgePanel(edge) {
  const left = shownClaims(edge);
  return [
    topLine(lineSample(edge.certainty), "relation", linkAndClose()),
    heading(`${edge.subject.name} ${phrase(edge)} ${edge.object.name}`),
    aside(edge.predicate.definition),
    html("dl", { class: "facts" }, fact("Subject", nodeButton(edge.subject)), fact("Object", nodeButton(edge.object))),
    html("div", { class: "badges" }, left.length > 0 && supportBadges(edge, left)),
    edge.contested && html("div", { class: "badges" }, badge("contested", "contested"), "One claim affirms it, another denies it."),
    html("h3", {}, counted(left.length, "claim")),
    filterNote(left.length, edge.claims.length),
    html("ul", {}, left.map((claim) => claimItem(claim))),
  ];
}

export function showPanel() {
  const { chosen } = state;
  const onPath = state.layout === "path" && !chosen;
  const isSelection = !chosen && !onPath && state.picked.length > 0;
  const parts = isSelection ? selectionPanel() : onPath ? pathPanel(showPanel) : chosen ? (isEdge(chosen) ? edgePanel(chosen) : nodePanel(chosen)) : overviewPanel();
  panel.replaceChildren();
  assemble(panel, {}, parts);
  panel.scrollTop = 0;
  panel.classList.toggle("chosen", chosen !== null || isSelection);
  panel.classList.remove("folded");
  if (isLow.matches || (!chosen && !onPath && !isSelection && startsFolded())) foldPanel(true);
}
