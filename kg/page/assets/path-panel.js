// The panel of a path: its steps, each with what is claimed of it.

import { withFilters } from "./arrange.js";
import { claimItem, edgeButton, nodeButton, supportBadges } from "./claims.js";
import { bdi, button, html } from "./elements.js";
import { shownClaims } from "./filters.js";
import { aside, heading, linkAndClose, panel, topLine } from "./panel-frame.js";
import { certaintyOf, counted, phrase, restrictionsOf } from "./records.js";
import { edgesOfStep, MOST_PATHS, shortestPaths, weakestStep } from "./paths.js";
import { showMap, state } from "./state.js";

// Which of the shortest paths is shown: the next one when the reader asks for it.
let shownPath = 0;

export function startWithFirstPath() {
  shownPath = 0;
}

/** @param {() => void} renew */
export function pathPanel(renew) {
  const [start, end] = state.ends;
  const { directed, paths: found } = shortestPaths(state.ends);
  const paths = found.slice(0, MOST_PATHS);
  const count = found.length > MOST_PATHS ? `more than ${MOST_PATHS}` : paths.length;
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
      ? `${counted(paths[place].length - 1, "step")}${directed ? "" : "; no path follows the direction of relations, so this one ignores it"}. A path is not a chain of causes: read each claim.`
      : `No path connects them${withFilters()}.`),
    paths.length > 0 && chainNotes(paths[place], directed),
    paths.length > 1 && next,
    paths.length > 0 && pathList(paths[place], directed),
  ];
}

/** A chain is as certain as its weakest step, and holds where each of its steps does. @param {GraphNode[]} path @param {boolean} directed */
function chainNotes(path, directed) {
  const steps = path.slice(1).map((node, index) => edgesOfStep(path[index], node, directed));
  const weakest = weakestStep(path, directed);
  const restrictions = restrictionsOf(steps.flat().flatMap(shownClaims));
  return [
    steps.length > 1 && aside("Weakest step: ", bdi(weakest.subject.name), ` ${phrase(weakest)} `, bdi(weakest.object.name), ` (${certaintyOf(shownClaims(weakest))}).`),
    restrictions && html("p", { class: "limits", dir: "auto" }, restrictions),
  ];
}

/** @param {GraphNode[]} path @param {boolean} directed */
function pathList(path, directed) {
  return html("ol", { class: "path" }, path.map((node, index) => html(
    "li",
    {},
    nodeButton(node),
    index < path.length - 1 && edgesOfStep(node, path[index + 1], directed).map((edge) => [
      html("p", { class: "step" }, edge.subject === node ? "↓ " : "↑ ", edgeButton(edge)),
      html("div", { class: "badges" }, supportBadges(edge, shownClaims(edge))),
      html("ul", {}, shownClaims(edge).map((claim) => claimItem(claim))),
    ]),
  )));
}
