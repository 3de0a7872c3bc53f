// What is said of a node: its relations in groups, each claim as one line, as far as the filters and the reader's choice leave them.

import { badge, claimRow, levelWord, nodeButton } from "./claims.js";
import { button, html } from "./elements.js";
import { clearFilters, countedOf } from "./filters.js";
import { aside } from "./panel-frame.js";
import { certaintyOf, counted, labelFrom, isOfLevel, number, otherEnd, records } from "./records.js";
import { lineSample } from "./shapes.js";

/** How many of some claims the filters leave, where these are not all. @param {number} left @param {number} all */
export const filterNote = (left, all) => left < all && aside(
  `${countedOf(left, all, "claim")} with these filters. `, button({ class: "more", onclick: clearFilters }, "Clear filters"),
);

/**
 * Buttons that leave the claims of one certainty; none where all have the same.
 * @param {Claim[]} among @param {string} chosen @param {(level: string) => void} choose
 */
export function certaintyPills(among, chosen, choose) {
  // What is inferred is a part of the others.
  const levels = [...Object.keys(records.lines).filter((level) => level !== "inferred"), "inferred"];
  const counts = levels.map((name) => ({ name, count: among.filter((claim) => isOfLevel(claim, name)).length })).filter(({ count }) => count);
  /** @param {string} level @param {Child[]} content */
  const pill = (level, ...content) => button({ "aria-pressed": String(level === chosen), onclick: () => choose(level) }, ...content);
  return counts.some(({ count }) => count < among.length) && html("div", { class: "actions pills", role: "group", "aria-label": "Only claims that are" },
    pill("", `all ${number(among.length)}`),
    counts.map(({ name, count }) => pill(name, lineSample(name), name === "inferred" ? `${number(count)} of them inferred` : `${levelWord(name)} ${number(count)}`)),
  );
}

// So many relations of a group are shown until the rest is asked for, and so many groups are open; none of a node with more relations than MANY.
const FIRST = 3;
const MANY = 20;
// A list of a thousand claims takes a second to build.
const AT_ONCE = 150;

/** @template Item @param {Attributes} attributes @param {Item[]} items @param {(item: Item) => Element} build */
export function longList(attributes, items, build, first = FIRST) {
  const list = html("ul", attributes, items.slice(0, first).map(build));
  const rest = items.slice(first);
  const more = button({ class: "more", onclick: () => {
    const added = rest.splice(0, AT_ONCE).map(build);
    list.append(...added);
    /** @type {HTMLElement} */ (added[0].querySelector("button, summary")).focus();
    if (rest.length) more.textContent = restText();
    else more.remove();
  } }, restText());
  function restText() {
    return `Show ${number(rest.length)} more`;
  }
  return [list, rest.length > 0 && more];
}

/** The claims of an edge below the name of the node at its other end. @param {Edge} edge @param {GraphNode} node @param {Claim[]} left */
const relationItem = (edge, node, left) => html(
  "li",
  { class: "relation" },
  html(
    "div",
    { class: "head" },
    nodeButton(otherEnd(edge, node)),
    left.length > 1 && html("span", { class: "limits" }, certaintyOf(left)),
    edge.contested && badge("contested", "contested"),
  ),
  html("ul", {}, left.map((claim) => claimRow(claim))),
);

/**
 * The edges of a node in each direction, by relation, as far as their claims are among those left.
 * @param {GraphNode} node @param {Claim[]} left
 */
export function relationLists(node, left) {
  const byEdge = Map.groupBy(left, (claim) => claim.edge);
  /** @param {Edge} edge @returns {string} */
  const wayOf = (edge) => (edge.predicate.symmetric && edge.subject !== edge.object ? "both" : edge.subject === node ? "out" : "in");
  const ways = Map.groupBy(byEdge.keys(), wayOf);
  let toOpen = byEdge.size > MANY ? 0 : FIRST;
  return Object.entries({ out: "From it", in: "To it", both: "Either way" }).flatMap(([way, title]) => {
    const among = ways.get(way) ?? [];
    const groups = Map.groupBy(among, (edge) => labelFrom(edge, way === "in" ? edge.object : edge.subject));
    return among.length ? [
      html("h3", {}, `${title}: ${counted(among.length, "relation")}`),
      ...[...groups].map(([label, together]) => relationGroup(label, way, together, node, byEdge, toOpen-- > 0)),
    ] : [];
  });
}

/** @param {string} label @param {string} way @param {Edge[]} together @param {GraphNode} node @param {Map<Edge, Claim[]>} byEdge @param {boolean} open */
function relationGroup(label, way, together, node, byEdge, open) {
  const count = together.reduce((sum, edge) => sum + (byEdge.get(edge)?.length ?? 0), 0);
  const names = together.slice(0, FIRST).map((edge) => otherEnd(edge, node).name).join(", ");
  const rest = together.length - FIRST;
  return html(
    "details",
    { class: "group", open },
    html(
      "summary",
      {},
      html("span", { class: `label ${way}` }, label),
      html("span", { class: "count" }, counted(count, "claim")),
      !open && html("span", { class: "names", dir: "auto" }, rest > 0 ? `${names} and ${number(rest)} more` : names),
    ),
    longList({}, together, (edge) => relationItem(edge, node, byEdge.get(edge) ?? []), open ? FIRST : AT_ONCE),
  );
}
