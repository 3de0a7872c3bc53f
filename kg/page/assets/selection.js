// A selection on the map: what a box holds that is drawn with Shift held, or after the button, and what can be done with it.

import { targetAt } from "./camera.js";
import { nodeButton } from "./claims.js";
import { announce, button, byId, html } from "./elements.js";
import { pictureBox } from "./geometry.js";
import { aside, heading, linkAndClose, topLine } from "./panel-frame.js";
import { network, position, scene } from "./picture.js";
import { isEdge, number } from "./records.js";
import { change, MOST_COMPARED, showMap, state } from "./state.js";

/** @param {GraphNode[]} picked */
function select(picked) {
  // Once nothing is selected, the whole map is shown again.
  const rest = picked.length || state.layout !== "picked" ? {} : { layout: "map" };
  change({ picked, chosen: null, ...rest });
  announce(picked.length ? `${number(picked.length)} chosen` : "Nothing chosen");
}

/** @param {GraphNode} node */
export const toggleSelected = (node) => select(state.picked.includes(node) ? state.picked.filter((other) => other !== node) : [...state.picked, node]);

export const clearSelection = () => select([]);

/** The panel of a selection. */
export function selectionPanel() {
  const { picked, layout } = state;
  const isPart = layout === "picked";
  const showPart = () => change({ view: "graph", layout: "picked", centre: null, ends: [] });
  return [
    topLine(null, "Selection", linkAndClose(clearSelection)),
    heading(`${number(picked.length)} chosen`),
    html(
      "div",
      { class: "actions", role: "group", "aria-label": "Selection" },
      button({ "aria-pressed": String(isPart), onclick: isPart ? showMap : showPart }, "Only these"),
      button({ onclick: () => change({ view: "compare", compared: picked.slice(0, MOST_COMPARED) }) }, "Compare"),
      button({ onclick: clearSelection }, "Clear"),
    ),
    picked.length > MOST_COMPARED && aside(`The first ${MOST_COMPARED} can be compared.`),
    html("ul", { class: "ranking" }, picked.map((node) => html("li", {}, nodeButton(node)))),
  ];
}

const boxButton = byId("select-box");
const frame = html("div", { class: "selection-box", hidden: true });
byId("graph-view").append(frame);
/** Where the box began, in pixels of the picture. @type {Point | null} */
let corner = null;

/** @param {PointerEvent} event */
function pointIn({ clientX, clientY }) {
  const box = pictureBox.getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}

/** @param {Point} from @param {Point} to */
const between = (from, to) => ({ left: Math.min(from.x, to.x), top: Math.min(from.y, to.y), right: Math.max(from.x, to.x), bottom: Math.max(from.y, to.y) });

boxButton.addEventListener("click", () => boxButton.setAttribute("aria-pressed", String(boxButton.getAttribute("aria-pressed") !== "true")));

// Before the drawing library hears of it, which would move the picture.
pictureBox.addEventListener("pointerdown", (event) => {
  if (event.button !== 0 || (!event.shiftKey && boxButton.getAttribute("aria-pressed") !== "true")) return;
  event.stopPropagation();
  event.preventDefault();
  pictureBox.setPointerCapture(event.pointerId);
  corner = pointIn(event);
}, true);

pictureBox.addEventListener("pointermove", (event) => {
  if (!corner) return;
  const { left, top, right, bottom } = between(corner, pointIn(event));
  Object.assign(frame.style, { left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px` });
  frame.hidden = false;
});

pictureBox.addEventListener("pointerup", (event) => {
  if (!corner) return;
  const box = between(corner, pointIn(event));
  endBox();
  pictureBox.focus({ preventScroll: true });
  if (Math.max(box.right - box.left, box.bottom - box.top) < 5) {
    const target = targetAt({ x: box.left, y: box.top });
    if (target && !isEdge(target)) toggleSelected(target);
  } else {
    select([...scene.places.keys()].filter((node) => {
      const { x, y } = network.canvasToDOM(position(node));
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    }));
  }
});

function endBox() {
  corner = null;
  frame.hidden = true;
}
pictureBox.addEventListener("pointercancel", endBox);
