// A figure for a paper: what the map shows, or the choice with its neighbours, one or two columns wide, in vector form.

import { byKind } from "./arrange.js";
import { inLight, theme } from "./colours.js";
import { drawPicture } from "./drawing.js";
import { button, html, svg } from "./elements.js";
import { bounds, clamp } from "./geometry.js";
import { Boxes, FONT, textWidth } from "./labels.js";
import { bendOf, brightNodes, position, scene, sizeOf, toneOf } from "./picture.js";
import { controlPoint, legendGroups, posterEdge, posterMark, posterNames, posterNode, posterSource, posterText, rounded, xmlOf } from "./poster.js";
import { counted, isEdge, phrase, valueAt } from "./records.js";
import { savePng, saveSvg } from "./save.js";
import { state } from "./state.js";

/** Names are set in 12 units, which are 7 points on paper. */
const UNITS_PER_MM = (72 / 25.4) * (12 / 7);
const DOTS_PER_MM = 600 / 25.4;
const [EDGE_GAP, ROW_HEIGHT, COLUMN_WIDTH] = [10, 18, 190];

const figureOptions = { width: 85, near: true, relations: true, legend: true };

/** What is drawn: all of the map, or the choice and what it touches. */
function figureNodes() {
  const all = [...scene.places.keys()];
  return figureOptions.near && brightNodes ? all.filter((node) => brightNodes?.has(node)) : all;
}

/** The node that the figure is about: the choice with its neighbours, or what these are around. */
const middleNode = () => (brightNodes ? (figureOptions.near && state.chosen && !isEdge(state.chosen) ? state.chosen : null)
  : state.layout === "around" && state.steps === 1 ? state.centre : null);

/** A node in the middle of the others, in the order of the map's neighbours, on as few rings as leave each its name. @param {GraphNode} middle @param {GraphNode[]} present @returns {Map<GraphNode, Point>} */
function ringed(middle, present) {
  const around = present.filter((node) => node !== middle).sort(byKind);
  const rings = Math.ceil(around.length / 16);
  return new Map([[middle, { x: 0, y: 0 }], ...around.map((node, place) => {
    const [angle, reach] = [(2 * Math.PI * (place + 0.5)) / around.length - Math.PI / 2, 1 - (0.75 * (place % rings)) / rings];
    return /** @type {const} */ ([node, { x: reach * Math.cos(angle), y: reach * Math.sin(angle) }]);
  })]);
}

/** @param {GraphNode[]} present @param {number} width @param {GraphNode | null} middle */
function fittedFigure(present, width, middle) {
  const places = middle ? ringed(middle, present) : new Map(present.map((node) => [node, position(node)]));
  const box = bounds([...places.values()]);
  const [wide, high] = [Math.max(box.right - box.left, 1e-3), Math.max(box.bottom - box.top, 1e-3)];
  const [space, margin] = [width - 2 * EDGE_GAP - 2 * 60, 34];
  // A ring may be of any shape: as high as its names need.
  const tall = clamp(present.length > 1 ? 0.3 * width : 40, middle ? 30 * present.length : (space * high) / wide, 1.3 * width);
  const scale = Math.min(space / wide, tall / high, 3);
  const [across, down] = middle ? [space / wide, tall / high] : [scale, scale];
  const [left, top] = [width / 2 - ((box.left + box.right) / 2) * across, EDGE_GAP + margin + tall / 2 - ((box.top + box.bottom) / 2) * down];
  return {
    bottom: EDGE_GAP + 2 * margin + tall,
    circles: new Map([...places].map(([node, { x, y }]) => [node, { node, x: x * across + left, y: y * down + top, radius: sizeOf(node) * (middle ? 0.7 : clamp(0.5, scale, 1)) }])),
  };
}

/**
 * The names of relations along their lines, each where it covers nothing; those without room are left out.
 * @param {Edge[]} edges @param {Map<GraphNode, Circle>} circles @param {Boxes[]} taken
 */
function relationNames(edges, circles, taken) {
  const own = new Boxes();
  // Beside a choice only its own have names, as on the map.
  return edges.filter((edge) => toneOf(edge) !== "dim").flatMap((edge) => {
    const [from, to] = [valueAt(circles, edge.subject), valueAt(circles, edge.object)];
    const control = controlPoint(from, to, valueAt(bendOf, edge).bend);
    const text = phrase(edge);
    const width = textWidth(text, `400 12px ${FONT}`);
    for (const share of [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78]) {
      const [a, b, c] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
      const [x, y] = [a * from.x + b * control.x + c * to.x, a * from.y + b * control.y + c * to.y];
      const box = { left: x - width / 2 - 2, right: x + width / 2 + 2, top: y - 7, bottom: y + 7 };
      if (from === to || ![...taken, own].every((boxes) => boxes.isFree(box))) continue;
      own.add(box);
      return [posterText(x, y + 4, text, { anchor: "middle", colour: theme(edge.certainty === "denied" ? "contest" : "out"), halo: true })];
    }
    return [];
  });
}

/** The legend below the drawing, as many columns as there is room for. @param {GraphNode[]} present @param {Edge[]} lined @param {number} width @param {number} top */
function legendBelow(present, lined, width, top) {
  const columns = Math.max(1, Math.floor((width - 2 * EDGE_GAP) / COLUMN_WIDTH));
  const groups = legendGroups(present, lined);
  let [y, parts] = [top, /** @type {Node[]} */ ([])];
  for (const { title, rows } of groups) {
    if (!rows.length) continue;
    parts.push(posterText(EDGE_GAP, (y += ROW_HEIGHT), title, { weight: 600, colour: theme("muted") }));
    rows.forEach(({ mark, text }, place) => {
      if (place % columns === 0) y += ROW_HEIGHT;
      const x = EDGE_GAP + (place % columns) * COLUMN_WIDTH;
      mark.setAttribute("x", String(x));
      mark.setAttribute("y", String(y - 13));
      parts = [...parts, mark, posterText(x + 32, y, text)];
    });
  }
  return { parts, bottom: y };
}

/** Text in lines of at most a width. @param {string} text @param {number} width */
function foldedText(text, width) {
  return text.split(" ").reduce((/** @type {string[]} */ lines, word) => {
    const line = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && textWidth(line, `400 12px ${FONT}`) <= width) lines[lines.length - 1] = line;
    else lines.push(word);
    return lines;
  }, []);
}

/** The figure, and in words what is in it. */
export function figure() {
  return inLight(() => {
    drawPicture({ animated: false });
    const present = figureNodes();
    const among = new Set(present);
    const lined = scene.edges.filter((edge) => among.has(edge.subject) && among.has(edge.object));
    const width = figureOptions.width * UNITS_PER_MM;
    const middle = middleNode();
    const { circles, bottom } = fittedFigure(present, width, middle);
    const { texts, names, dots, count } = posterNames([...circles.values()], { left: 2, right: width - 2, top: 2, bottom }, middle !== null);
    const relations = figureOptions.relations ? relationNames(lined, circles, [names, dots]) : [];
    const legend = figureOptions.legend ? legendBelow(present, lined, width, bottom) : { parts: [], bottom };
    const without = [present.length > count && counted(present.length - count, "node"), figureOptions.relations && lined.length > relations.length && counted(lined.length - relations.length, "relation")].filter(Boolean);
    const told = `${counted(present.length, "node")}, ${counted(lined.length, "relation")}.${without.length ? ` Without a name here: ${without.join(" and ")}.` : ""}`;
    const title = `${middle ? `${middle.name} and its neighbours, ` : ""}${figureOptions.width} mm wide: ${told}`;
    const source = foldedText(`${told} ${posterSource()}`, width - 2 * EDGE_GAP);
    const height = rounded(legend.bottom + 10 + (source.length + 1) * 15);
    const drawing = svg(
      "svg",
      { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${rounded(width)} ${height}`, width: `${figureOptions.width}mm`, height: `${rounded(height / UNITS_PER_MM)}mm`, "font-family": FONT, role: "img" },
      svg("title", {}, title),
      svg("rect", { width: rounded(width), height, fill: "#ffffff" }),
      svg("g", { id: "relations" }, lined.map((edge) => posterEdge(edge, circles))),
      svg("g", { id: "nodes" }, [...circles.values()].map(posterNode)),
      svg("g", { id: "tensions" }, lined.filter((edge) => edge.inTension && edge.subject !== edge.object).map((edge) => posterMark(edge, circles))),
      svg("g", { id: "relation-names" }, relations),
      svg("g", { id: "names" }, texts),
      svg("g", { id: "legend" }, legend.parts),
      svg("g", { id: "source" }, source.map((line, place) => posterText(EDGE_GAP, legend.bottom + 22 + place * 15, line, { colour: theme("muted") }))),
    );
    return { drawing, title, told, parts: ["figure", ...(middle ? [middle.slug] : []), `${figureOptions.width}mm`] };
  });
}

const figureDialog = html("dialog", { id: "figure", "aria-labelledby": "figure-title" });
document.body.append(figureDialog);

function previewFigure() {
  const { drawing, title, told } = figure();
  const shape = html("img", { alt: title, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(xmlOf(drawing))}` });
  figureDialog.querySelector(".preview")?.replaceChildren(shape);
  const line = figureDialog.querySelector(".told");
  if (line) line.textContent = told;
}

/** @param {string} text @param {"near" | "relations" | "legend"} name */
function check(text, name) {
  const box = html("input", { type: "checkbox", checked: figureOptions[name], onchange: () => {
    figureOptions[name] = box.checked;
    previewFigure();
  } });
  return html("label", {}, box, ` ${text}`);
}

export function openFigure() {
  drawPicture({ animated: false });
  const width = html("select", { onchange: () => {
    figureOptions.width = Number(width.value);
    previewFigure();
  } }, [[85, "One column, 85 mm"], [170, "Two columns, 170 mm"]].map(([value, text]) => html("option", { value, selected: value === figureOptions.width }, text)));
  figureDialog.replaceChildren(
    html("h2", { id: "figure-title" }, "Figure for a paper"),
    html("div", { class: "choices" },
      html("label", {}, "Width ", width),
      brightNodes && check("Only the choice and its neighbours", "near"),
      check("Names of relations", "relations"),
      check("Legend", "legend"),
    ),
    html("div", { class: "preview" }),
    html("p", { class: "told aside", role: "status" }),
    html("div", { class: "actions" },
      button({ onclick: () => {
        const { drawing, parts } = figure();
        saveSvg(xmlOf(drawing), ...parts);
      } }, "SVG"),
      button({ onclick: () => {
        const { drawing, parts } = figure();
        savePng(xmlOf(drawing), Math.round(figureOptions.width * DOTS_PER_MM), ...parts);
      } }, "PNG, 600 dpi"),
      button({ onclick: () => figureDialog.close() }, "Close"),
    ),
  );
  previewFigure();
  figureDialog.showModal();
}
