// The camera, and what is under a point of the picture. It moves when asked to, never by itself.

import { isNarrow } from "./elements.js";
import { bounds, clamp, pictureBox, room, scaleToFit } from "./geometry.js";
import { carryNames, nodeNamedAt, redraw } from "./canvas.js";
import { brightNodes, keepPlace, network, pointed, position, scene, sizeOf, whenStarted } from "./picture.js";
import { edgeById, isEdge, nodes, valueAt } from "./records.js";
import { lightNode } from "./scene.js";
import { state } from "./state.js";

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * What the camera shows; null once the reader has moved it, so that a change of the window's size leaves it alone.
 * @type {{ subjects: GraphNode[], ceiling: number } | null}
 */
let aim = null;

/** @param {GraphNode[]} subjects @param {number} ceiling @param {boolean} animated */
function aimAt(subjects, ceiling, animated) {
  const space = room();
  const box = bounds(subjects.map(position));
  const scale = clamp(0.02, scaleToFit(box, space), ceiling);
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (space.full / 2 - space.head - space.height / 2) / scale };
  const jumps = reducedMotion.matches || !animated;
  aim = { subjects, ceiling };
  if (!jumps) carryNames(300);
  network.moveTo({ position: centre, scale, animation: jumps ? false : { duration: 260, easingFunction: "easeInOutQuad" } });
}

export function fit(animated = true) {
  const drawn = [...scene.places.keys()];
  if (drawn.length) aimAt(drawn, 1.6, animated);
}

/** Show a chosen node or edge among its neighbours, unless it is in full view already. */
export function reveal(animated = true) {
  const { chosen } = state;
  if (!chosen) return;
  /** @param {GraphNode} node */
  const isDrawn = (node) => scene.places.has(node);
  const centre = (isEdge(chosen) ? [chosen.subject, chosen.object] : [chosen]).filter(isDrawn);
  if (!centre.length) return;
  const neighbours = [...(brightNodes ?? centre)].filter(isDrawn);
  const isInView = centre.every((node) => isWithin(node, 40, 30, 40));
  if (isInView && (isEdge(chosen) || neighbours.length > 12) && !isNarrow.matches) return;
  aimAt(neighbours, 1.3, animated);
}

/** Whether a node is in the free part of the canvas, away from its edges. @param {GraphNode} node @param {number} aside @param {number} above @param {number} below */
function isWithin(node, aside, above, below) {
  const space = room();
  const { x, y } = network.canvasToDOM(position(node));
  return x > aside && x < space.width - aside && y > space.head + above && y < space.head + space.height - below;
}

/** Bring a node to the middle, where it is not well in view. @param {GraphNode} node */
export function keepInView(node) {
  if (isWithin(node, 30, 30, 30)) return;
  aim = null;
  network.moveTo({ position: { x: position(node).x, y: position(node).y } });
}

/** @param {number} factor */
export function zoom(factor) {
  aim = null;
  if (!reducedMotion.matches) carryNames(180);
  network.moveTo({
    scale: clamp(0.05, network.getScale() * factor, 6),
    animation: reducedMotion.matches ? false : { duration: 140, easingFunction: "easeOutQuad" },
  });
}

/** What is under a point of the canvas: a node whose name is there, the nearest that a finger could mean, else an edge. @param {Point} point */
export function targetAt({ x, y }) {
  const origin = network.canvasToDOM({ x: 0, y: 0 });
  const named = nodeNamedAt({ x: x - origin.x, y: y - origin.y });
  if (named) return named;
  let best = null;
  for (const node of scene.places.keys()) {
    const at = network.canvasToDOM(position(node));
    const gap = Math.hypot(at.x - x, at.y - y) - sizeOf(node) * network.getScale();
    if (gap < 7 && (best === null || gap < best.gap)) best = { node, gap };
  }
  return best ? best.node : edgeById.get(network.getEdgeAt({ x, y }));
}

/** Show what a click would open. @param {ReturnType<typeof targetAt>} target */
function hover(target) {
  pictureBox.style.cursor = target ? "pointer" : "";
  lightNode(target && !isEdge(target) ? target : null);
}

pictureBox.addEventListener("pointermove", ({ pointerType, buttons, clientX, clientY }) => {
  if (pointerType === "touch" || buttons) return;
  const box = pictureBox.getBoundingClientRect();
  hover(targetAt({ x: clientX - box.left, y: clientY - box.top }));
});
pictureBox.addEventListener("pointerleave", () => hover(undefined));

whenStarted(() => {
  network.on("zoom", () => {
    aim = null;
    carryNames(120);
    const scale = network.getScale();
    if (scale > 6 || scale < 0.05) network.moveTo({ scale: clamp(0.05, scale, 6) });
  });
  network.on("dragging", ({ nodes: [id] }) => {
    pointed.dragged = nodes.get(id) ?? null;
  });
  network.on("dragEnd", ({ nodes: ids }) => {
    pointed.dragged = null;
    for (const id of ids) keepPlace(valueAt(nodes, id));
    if (ids.length) redraw();
    else aim = null;
  });
  network.on("resize", () => {
    // A phone held sideways: what was aimed at is aimed at again.
    if (aim) aimAt(aim.subjects.filter((node) => scene.places.has(node)), aim.ceiling, false);
  });
});

/**
 * The nearest drawn node from `start` in a direction; aside counts double, so that a step goes where the key points.
 * @param {GraphNode} start @param {number} dx @param {number} dy @param {Iterable<GraphNode>} among @returns {GraphNode | null}
 */
export function neighbourTowards(start, dx, dy, among) {
  const from = position(start);
  let best = null;
  for (const node of among) {
    if (node === start) continue;
    const [x, y] = [position(node).x - from.x, position(node).y - from.y];
    const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    if (ahead <= 0 || aside > ahead * 1.8) continue;
    const cost = ahead + 2 * aside;
    if (best === null || cost < best.cost) best = { node, cost };
  }
  return best?.node ?? null;
}
