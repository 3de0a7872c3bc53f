// The start. The modules are joined in the order in which their imports lead to them from here.

import { buildAbout, buildHelp, sourceLine } from "./about.js";
import { mapStretch } from "./arrange.js";
import { litNames, namesInView, placedNames } from "./canvas.js";
import { buildMenu } from "./download.js";
import { byId } from "./elements.js";
import { shown } from "./filters.js";
import { pictureBox } from "./geometry.js";
import "./keyboard.js";
import { buildLegend } from "./legend.js";
import { coloursOf, foldedLines, isDim, isStarted, middleOf, network, position, scene, sizeOf, visEdges, visNodes } from "./picture.js";
import { MOST_PATHS, shortestPaths } from "./paths.js";
import { posterSvg } from "./poster.js";
import { isEdge, resolve, slug } from "./records.js";
import { addressOf, followAddress, state } from "./state.js";
import { claimsCsv } from "./table.js";
import { applyTheme } from "./theme.js";

/** @param {string} address */
const known = (address) => /** @type {GraphNode | Edge} */ (resolve(address));

/** @param {PlacedName} name */
const nameRecord = ({ node, strong, box, leader }) => ({ node: node.slug, strong, led: leader !== null, ...box });

/** For tests and for the curious: what is drawn and where. Nothing here changes the page. */
window.kgPage = Object.freeze({
  counts: () => ({ nodes: shown.nodes.size, edges: shown.edges.size, claims: shown.claims.size }),
  drawn: () => ({ nodes: visNodes.getIds().map(slug).sort(), edges: visEdges.getIds().sort() }),
  /** Where the nodes drawn are, in the units of the given positions. */
  positions: () =>
    Object.fromEntries([...scene.places.keys()].map((node) => {
      const { x, y } = position(node);
      return [node.slug, [Math.round(x / mapStretch.x), Math.round(y / mapStretch.y)]];
    })),
  /** The paths shown, best first. @param {string} start @param {string} end */
  paths: (start, end) => {
    const { directed, paths } = shortestPaths([start, end].map((address) => /** @type {GraphNode} */ (known(address))));
    return { directed, paths: paths.slice(0, MOST_PATHS).map((path) => path.map((node) => node.slug)) };
  },
  chosen: () => addressOf(state.chosen),
  scale: () => network.getScale(),
  /** The middle of a node (by slug) or of an edge (by subject/predicate/object) in pixels of the window. @param {string} address */
  at: (address) => {
    const target = known(address);
    const { x, y } = network.canvasToDOM(isEdge(target) ? middleOf(target) : position(target));
    const box = pictureBox.getBoundingClientRect();
    return { x: x + box.left, y: y + box.top };
  },
  /** How a line or a node is drawn: colour and opacity, or whether it is faded. @param {string} address */
  look: (address) => {
    const target = known(address);
    return isEdge(target) ? visEdges.get(target.id)?.color : { dim: isDim(target), size: sizeOf(target), folded: foldedLines(target), ...coloursOf(target) };
  },
  /** The names drawn: their node, whether bold, and their boxes in pixels of the plane. */
  names: () => namesInView().placed.map(nameRecord),
  /** Those drawn beside them while a node is lit. */
  litNames: () => litNames(network.getScale()).map(nameRecord),
  /** The symbols that may bear a name, in the same pixels. */
  symbols: () => placedNames().circles.map(({ node, x, y, radius }) => ({ node: node.slug, x, y, radius })),
  /** The names of lines drawn, with their boxes in pixels of the window. */
  lineNames: () => {
    const [origin, box] = [network.canvasToDOM({ x: 0, y: 0 }), pictureBox.getBoundingClientRect()];
    const [dx, dy] = [origin.x + box.left, origin.y + box.top];
    return namesInView().lines.map(({ text, box: at }) => ({
      text, left: at.left + dx, right: at.right + dx, top: at.top + dy, bottom: at.bottom + dy,
    }));
  },
  svg: posterSvg,
  csv: claimsCsv,
});

applyTheme();
byId("source-line").textContent = sourceLine();
buildLegend();
buildHelp();
buildMenu();
buildAbout();
followAddress();
// The first drawing settles the outlines that the camera's jump has brought into view; the second shows them.
if (isStarted()) {
  network.redraw();
  network.redraw();
}
performance.mark("ready");
document.documentElement.dataset.ready = "true";
