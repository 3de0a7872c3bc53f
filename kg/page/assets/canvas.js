// What is on the canvas beside the lines: nodes, names and marks. Drawn in screen pixels, so that type keeps its size.

import { bounds, clamp, margin, pictureBox, room } from "./geometry.js";
import { lit } from "./hits.js";
import { Boxes, drawName, FONT, placeNames, textWidth } from "./labels.js";
import {
  brightNodes, coloursOf, drawnEdges, foldedLines, isDim, isOfChoice, isSpecial, litNodes, middleOf, network, palette, pointed, position, positions, scene, sizeOf, toneOf,
} from "./picture.js";
import { categories, hubs, phrase } from "./records.js";
import { tracePath } from "./shapes.js";
import { state } from "./state.js";

/** @param {CanvasRenderingContext2D} context @param {GraphNode} node @param {number} x @param {number} y */
export function drawNode(context, node, x, y) {
  const colours = coloursOf(node);
  const size = sizeOf(node);
  drawRing(context, node, x, y, ringOf(size));
  tracePath(context, node.shape, x, y, size);
  // The ground below a faded node, so that lines do not shine through it.
  context.fillStyle = palette.canvas;
  context.fill();
  context.globalAlpha = isDim(node) ? 0.22 : 1;
  context.fillStyle = colours.fill;
  context.fill();
  context.lineWidth = litNodes.has(node) ? 2.4 : 1.4;
  context.lineJoin = "round";
  context.strokeStyle = litNodes.has(node) ? palette.accent : colours.stroke;
  context.stroke();
  if (node.inTension && !isDim(node)) drawMark(context, x + size * 0.95, y - size * 0.95, 2.5);
  context.globalAlpha = 1;
}

/** @param {GraphNode} node */
const isRinged = (node) => node === state.chosen || state.picked.includes(node)
  || (state.layout === "path" && state.ends.includes(node)) || (state.layout === "around" && node === state.centre);

/** @param {number} size */
const ringOf = (size) => size * 1.3 + 6;

/**
 * The ring around a node that is chosen or found or, dashed, that the arrow keys are on.
 * @param {CanvasRenderingContext2D} context @param {GraphNode} node @param {number} x @param {number} y @param {number} radius
 */
function drawRing(context, node, x, y, radius) {
  const isMarked = isRinged(node);
  if (!isMarked && node !== pointed.cursor && !lit.has(node)) return;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.globalAlpha = isMarked || lit.has(node) ? 0.16 : 0;
  context.fillStyle = palette.accent;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = 2.2;
  context.strokeStyle = palette.accent;
  context.setLineDash(node === pointed.cursor && !isMarked ? [4, 3] : []);
  context.stroke();
  context.setLineDash([]);
}

/** The mark of what is in tension. @param {CanvasRenderingContext2D} context @param {number} x @param {number} y @param {number} radius */
function drawMark(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.contest;
  context.fill();
  context.lineWidth = 1.3;
  context.strokeStyle = palette.canvas;
  context.stroke();
}

let revision = 0;

/** Place the names again, and draw. */
export function redraw() {
  revision += 1;
  network.redraw();
}

/** @param {GraphNode} node */
function importance(node) {
  if (node === state.chosen || node === pointed.cursor) return 2;
  return brightNodes?.has(node) ? 1 : 0;
}

/** Letters grow with the picture's width: names of 12 pixels in a window of 1440, of 15 in one of 2560. */
const enlargement = () => clamp(1, 1 + (pictureBox.clientWidth - 790) / 4400, 1.25);

/** Of the kind that the graph is about. @param {GraphNode} node */
const isFirst = (node) => node.category === categories.values().next().value;

/** What is in view when everything is: names stay within, so that the window's edge cuts none. @param {number} scale */
function nameFrame(scale) {
  const box = bounds(positions());
  const { x, y } = margin(pictureBox.clientWidth);
  // A row of nodes leaves room above and below.
  const spare = Math.max(y, Math.min(80, (room().height - (box.bottom - box.top) * scale) / 2));
  return {
    left: box.left * scale - x,
    right: box.right * scale + x,
    top: box.top * scale - spare,
    bottom: box.bottom * scale + spare,
  };
}

/** The circle of a node, its ring included, in pixels from the plane's origin. @param {GraphNode} node @param {number} scale @returns {Circle} */
const circleOf = (node, scale) => ({ node, x: position(node).x * scale, y: position(node).y * scale, radius: (isRinged(node) ? ringOf(sizeOf(node)) : sizeOf(node)) * scale });

/** The circles of the nodes that bear a name. Faded nodes have none and may be written over. @param {number} scale */
function namedCircles(scale) {
  const bearing = [...scene.places.keys()].filter((node) => !brightNodes || brightNodes.has(node) || node === pointed.cursor || isSpecial(node));
  return bearing.map((node) => circleOf(node, scale));
}

/** The names to place, most important first. @param {Circle[]} circles */
function nameRequests(circles) {
  return circles
    .map((circle) => {
      const always = isSpecial(circle.node) || circle.node === pointed.cursor;
      const isStrong = hubs.has(circle.node) || isSpecial(circle.node);
      return { ...circle, enlarged: enlargement(), always, must: always || isStrong || isFirst(circle.node), strong: isStrong };
    })
    .sort((a, b) => importance(b.node) - importance(a.node) || Number(isFirst(b.node)) - Number(isFirst(a.node)) || Number(b.strong) - Number(a.strong) || b.node.edges.length - a.node.edges.length);
}

/** @typedef {{ edge: Edge, text: string, x: number, y: number, box: Box }} LineName */
/** @type {{ key: string, circles: Circle[], placed: PlacedName[], lines: LineName[] }} */
let placement;

/** Placed names, in pixels from the plane's origin: panning the picture does not change them, so they never flicker. */
export function placedNames() {
  const scale = network.getScale();
  const key = `${revision} ${scale} ${pictureBox.clientWidth}`;
  if (placement?.key === key) return placement;
  const circles = namedCircles(scale);
  const { placed, names, dots } = placeNames(nameRequests(circles), circles, nameFrame(scale));
  placement = { key, circles, placed, lines: lineNames(scale, names, dots) };
  return placement;
}

/** Set while the scale changes: names go along with their nodes, and find their places when it has come to rest. */
let zooming = 0;

/** @param {number} duration */
export function carryNames(duration) {
  clearTimeout(zooming);
  zooming = setTimeout(() => {
    zooming = 0;
    network.redraw();
  }, duration);
}

const lineFont = () => `600 ${Math.round(11 * enlargement())}px ${FONT}`;

/** The edges that bear their name: those of the choice, or of a path. */
function namedEdges() {
  if (state.chosen) return scene.edges.filter(isOfChoice);
  return state.layout === "path" ? scene.edges : [];
}

/**
 * The names of lines, as far as they cover no node, no name of one, and not each other.
 * @param {number} scale @param {Boxes} names @param {Boxes} dots
 */
function lineNames(scale, names, dots) {
  const occupied = new Boxes();
  return namedEdges().map((edge) => lineName(edge, scale)).filter(({ fits, box }) => {
    const free = fits && [names, dots, occupied].every((boxes) => boxes.isFree(box));
    if (free) occupied.add(box);
    return free;
  });
}

/** @param {Edge} edge @param {number} scale */
function lineName(edge, scale) {
  const middle = middleOf(edge);
  const [x, y] = [middle.x * scale, middle.y * scale];
  const label = phrase(edge);
  const text = label.length > 60 ? `${label.slice(0, 59)}…` : label;
  const width = textWidth(text, lineFont());
  const [from, to] = [position(edge.subject), position(edge.object)];
  // A name longer than its line would hide the line's dashes and bar.
  const fits = Math.hypot(from.x - to.x, from.y - to.y) * scale >= width + 24;
  return { edge, text, x, y, fits, box: { left: x - width / 2 - 3, right: x + width / 2 + 3, top: y - 8, bottom: y + 8 } };
}

/** @param {CanvasRenderingContext2D} context @param {LineName[]} lines */
function drawLineNames(context, lines) {
  context.font = lineFont();
  const occupied = new Boxes();
  for (const { edge, text, x, y, box } of lines) {
    occupied.add(box);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 5;
    context.strokeStyle = palette.canvas;
    context.strokeText(text, x, y);
    context.fillStyle = edge.certainty === "denied" ? palette.contest : toneOf(edge) === "in" ? palette.in : palette.out;
    context.fillText(text, x, y);
  }
  return occupied;
}

/** @param {CanvasRenderingContext2D} context @param {number} scale @param {Boxes} written */
function drawLineMarks(context, scale, written) {
  for (const edge of drawnEdges()) {
    if (!edge.inTension || toneOf(edge) === "dim") continue;
    const middle = middleOf(edge);
    const [x, y] = [middle.x * scale, middle.y * scale];
    const isWritten = !written.isFree({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 });
    drawMark(context, x, isWritten ? y - 11 : y, clamp(1.8, 3.2 * scale, 3.4));
  }
}

/** The placed names of nodes and lines that no name of the lit covers. */
export function namesInView() {
  const { placed, lines } = placedNames();
  const over = new Boxes();
  for (const { box } of litNames(network.getScale())) over.add(box);
  return { placed: placed.filter(({ box }) => over.isFree(box)), lines: lines.filter(({ box }) => over.isFree(box)) };
}

/** Draw names and marks over what vis-network has drawn. @param {CanvasRenderingContext2D} context */
export function drawOver(context) {
  const scale = network.getScale();
  context.save();
  context.scale(1 / scale, 1 / scale);
  const { placed, lines } = zooming && placement ? placement : namesInView();
  drawLineMarks(context, scale, drawLineNames(context, pointed.dragged || zooming ? [] : lines));
  for (const name of placed) drawName(context, zooming || name.node === pointed.dragged ? carried(name, scale) : name, palette);
  for (const node of scene.places.keys()) drawCount(context, node, scale);
  for (const name of litNames(scale)) drawOnGround(context, name);
  context.restore();
}

/** The node whose name is at a point of the plane, in pixels; of two, the one drawn later. @param {Point} point */
export function nodeNamedAt({ x, y }) {
  const drawn = [...namesInView().placed, ...litNames(network.getScale())];
  return drawn.findLast(({ box }) => x >= box.left - 2 && x <= box.right + 2 && y >= box.top - 1 && y <= box.bottom + 1)?.node;
}

/** A name that goes along with its node. @param {PlacedName} name @param {number} scale */
function carried(name, scale) {
  const [dx, dy] = [position(name.node).x * scale - name.x, position(name.node).y * scale - name.y];
  const { left, right, top, bottom } = name.box;
  return { ...name, leader: null, box: { left: left + dx, right: right + dx, top: top + dy, bottom: bottom + dy } };
}

/** How many lines of a node are not drawn, on its symbol. @param {CanvasRenderingContext2D} context @param {GraphNode} node @param {number} scale */
function drawCount(context, node, scale) {
  const count = foldedLines(node);
  if (!count) return;
  const { x, y } = circleOf(node, scale);
  context.font = `bold 11px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.strokeStyle = coloursOf(node).stroke;
  context.fillStyle = palette.canvas;
  context.strokeText(`+${count}`, x, y);
  context.fillText(`+${count}`, x, y);
}

/** @type {{ key: string, names: PlacedName[] }} */
let extra = { key: "", names: [] };

/** The names of the lit node and its neighbours that have none yet: each stays where it is while they are lit, so that the pointer can reach it. @param {number} scale */
export function litNames(scale) {
  const { circles, placed } = placedNames();
  const key = `${placement.key} ${pointed.lit?.id}`;
  if (extra.key === key) return extra.names;
  const names = extra.key.startsWith(`${placement.key} `) ? extra.names.filter(({ node }) => litNodes.has(node)) : [];
  /** @param {PlacedName[]} taken @param {Circle[]} among @param {boolean} must */
  const add = (taken, among, must) => {
    const boxes = new Boxes();
    for (const { node, box } of [...taken, ...names]) boxes.add({ ...box, owner: circleOf(node, scale) });
    const without = [...litNodes].filter((node) => ![...placed, ...names].some((name) => name.node === node));
    const requests = without.map((node) => ({ ...circleOf(node, scale), strong: node === pointed.lit, must, always: false, enlarged: enlargement() }));
    names.push(...placeNames(requests, among, nameFrame(scale), boxes).placed);
  };
  add(placed, circles, false);
  // What has no room lies over what is not lit; a few names also over symbols.
  add(placed.filter(({ node }) => litNodes.has(node)), circles.filter(({ node }) => litNodes.has(node)), litNodes.size <= 24);
  extra = { key, names };
  return extra.names;
}

/** @param {CanvasRenderingContext2D} context @param {PlacedName} name */
function drawOnGround(context, name) {
  const { box, text } = name;
  context.fillStyle = palette.canvas;
  context.globalAlpha = 0.9;
  context.fillRect(box.left - 2, box.top - 1, text.width + 4, text.height + 2);
  context.globalAlpha = 1;
  drawName(context, name, palette);
}
