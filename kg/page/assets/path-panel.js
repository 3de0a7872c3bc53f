// The panel of a path: its steps, each with what is claimed of it.

import { edgesBetween, shortestPaths, withFilters } from "./arrange.js";
import { claimItem, edgeButton, nodeButton, supportBadges } from "./claims.js";
import { button, html } from "./elements.js";
import { shownClaims } from "./filters.js";
import { aside, heading, linkAndClose, panel, topLine } from "./panel-frame.js";
import { certaintyOf, certaintyRank, counted, restrictionsOf } from "./records.js";
import { showMap, state } from "./state.js";

// Which of the shortest paths is shown: the next one when the reader asks for it, of so many at most.
let shownPath = 0;
const MOST_PATHS = 20;

export function startWithFirstPath() {
  shownPath = 0;
}

/** @param {() => void} renew */
export function pathPanel(renew) {
  const [start, end] = state.ends;
  const paths = shortestPaths(state.ends, MOST_PATHS + 1);
  const count = paths.length > MOST_PATHS ? `more than ${MOST_PATHS}` : paths.length;
  const place = shownPath % Math.max(paths.length, 1);
  const next = button({ class: "more", onclick: () => {
    shownPath += 1;
    renew();
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
