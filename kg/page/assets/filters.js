// What the filters leave in the picture, the tables and the other views.

import { button, byId, html } from "./elements.js";
import { claims, counted, edges, nodes, number } from "./records.js";
import { change, CLAIM_FILTERS, FILTERS, NODE_FILTERS, nothingOff, state } from "./state.js";

/** @type {{ nodes: Set<GraphNode>, edges: Set<Edge>, claims: Set<Claim> }} */
export const shown = { nodes: new Set(), edges: new Set(), claims: new Set() };

export const isFiltering = () => FILTERS.some((filter) => state.off[filter].size > 0);
export const clearFilters = () => change({ off: nothingOff() });

/** @template Item @param {Record<string, (item: Item) => string>} filters @param {Item} item */
const passes = (filters, item) => Object.keys(filters).every((filter) => !state.off[filter].size || !state.off[filter].has(filters[filter](item)));

/** Whether a claim and its ends pass all filters but one. @param {string} but @param {Claim} claim */
export const passesBut = (but, claim) => passes(Object.fromEntries(Object.entries(CLAIM_FILTERS).filter(([name]) => name !== but)), claim)
  && [claim.edge.subject, claim.edge.object].every((node) => passes(NODE_FILTERS, node));

/** Recompute what is shown. A filter of claims also takes away the nodes that no remaining claim is about. */
export function applyFilters() {
  const byClaims = Object.keys(CLAIM_FILTERS).some((filter) => state.off[filter].size > 0);
  const kept = byClaims ? claims.filter((claim) => passes(CLAIM_FILTERS, claim)) : claims;
  const ends = new Set(kept.flatMap((claim) => [claim.edge.subject, claim.edge.object]));
  const visible = [...nodes.values()].filter((node) => passes(NODE_FILTERS, node));
  shown.nodes = new Set(byClaims ? visible.filter((node) => ends.has(node)) : visible);
  shown.claims = new Set(kept.filter(({ edge }) => shown.nodes.has(edge.subject) && shown.nodes.has(edge.object)));
  const claimed = new Set([...shown.claims].map((claim) => claim.edge));
  shown.edges = new Set(edges.filter((edge) => claimed.has(edge)));
}

/** The claims of an edge that the filters leave. @param {Edge} edge */
export const shownClaims = (edge) => edge.claims.filter((claim) => shown.claims.has(claim));

/** "5 nodes", or "3 of 5 nodes" where there are fewer. @param {number} part @param {number} all @param {string} noun */
export const countedOf = (part, all, noun) => (part === all ? counted(all, noun) : `${number(part)} of ${counted(all, noun)}`);

const countsParts = () => [
  countedOf(shown.nodes.size, nodes.size, "thing"),
  countedOf(shown.edges.size, edges.length, "relation"),
  countedOf(shown.claims.size, claims.length, "claim"),
];
export const countsText = () => countsParts().join(" · ");
/** Each of the counts in one piece, so that what has no room is left out whole. */
export const showCounts = () => byId("counts").replaceChildren(...countsParts().flatMap((text, place) => [place ? " " : "", html("span", {}, `${place ? "· " : ""}${text}`)]));

/** What each filter is about; the others are about certainty. @type {Record<string, string>} */
const ABOUT = { category: "kind of thing", community: "group of things", predicate: "relation", section: "section", source: "source", evidence: "evidence" };

/** Says in a view that filters are on, and takes them away. */
export const filtersLine = () => isFiltering() && html("p", { class: "filtered" },
  `Filtered by ${[...new Set(FILTERS.filter((filter) => state.off[filter].size).map((filter) => ABOUT[filter] ?? "certainty"))].join(", ")}: ${countsText()}. `,
  button({ class: "more", onclick: () => {
    clearFilters();
    byId(`${state.view}-view`).focus();
  } }, "Clear filters"),
);
