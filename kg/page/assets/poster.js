// The picture as a drawing to keep: SVG with title, legend and source. The PNG and the print are made from it.

import { byConnection } from "./arrange.js";
import { COLOURED_COMMUNITIES, inLight, theme } from "./colours.js";
import { drawPicture } from "./drawing.js";
import { svg } from "./elements.js";
import { countsText } from "./filters.js";
import { bounds, clamp } from "./geometry.js";
import { FONT, placeNames } from "./labels.js";
import { bendOf, coloursOf, isSpecial, position, positions, scene, sizeOf, toneOf } from "./picture.js";
import { articles, certaintyLabel, communities, excerptText, hubs, certainties, records, sourceAndDate, valueAt } from "./records.js";
import { categoryMark, communityMark, lineSample, shapeElement, tensionMark } from "./shapes.js";
import { state } from "./state.js";

const POSTER = { width: 1600, height: 1000, head: 92, legend: 250, foot: 34, edge: 36 };

/** @param {number} value */
export const rounded = (value) => Number(value.toFixed(1));

/** @param {string} text @param {number} limit */
const shortened = (text, limit) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

/** @param {number} x @param {number} y @param {string} text */
export function posterText(x, y, text, { size = 12, weight = 400, colour = theme("text"), anchor = "start", halo = false } = {}) {
  return svg("text", {
    x: rounded(x), y: rounded(y), "font-size": size, "font-weight": weight, fill: colour, "text-anchor": anchor,
    ...(halo && { stroke: theme("canvas"), "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }),
  }, text);
}

/** @param {Circle} circle */
export function posterNode({ node, x, y, radius }) {
  const form = shapeElement(node.shape, x, y, radius, { ...coloursOf(node), "stroke-width": 1.4, "stroke-linejoin": "round" });
  form.append(svg("title", {}, `${node.name} (${node.category.label})`));
  return form;
}

/** The point that bends a line where others connect the same nodes. @param {Point} from @param {Point} to @param {number} bend */
export const controlPoint = (from, to, bend) => ({ x: (from.x + to.x) / 2 - (to.y - from.y) * bend, y: (from.y + to.y) / 2 + (to.x - from.x) * bend });

/** A point some way from `start` towards another. @param {Point} start @param {Point} towards @param {number} way */
function pointTowards(start, towards, way) {
  const gap = Math.hypot(towards.x - start.x, towards.y - start.y) || 1;
  return { x: start.x + ((towards.x - start.x) / gap) * way, y: start.y + ((towards.y - start.y) / gap) * way };
}

/** @param {Edge} edge */
function lineStyle(edge) {
  const tone = toneOf(edge);
  const isOfChoice = tone === "out" || tone === "in";
  return {
    fill: "none", stroke: theme(isOfChoice ? tone : "line"), "stroke-width": edge.width * (isOfChoice ? 1.5 : 1),
    "stroke-opacity": { plain: 0.6, dim: 0.15, out: 1, in: 1 }[tone], "stroke-dasharray": edge.dashes ? edge.dashes.join(" ") : null,
  };
}

/** A line from rim to rim, with its arrow or bar. @param {Edge} edge @param {Map<GraphNode, Circle>} circles */
export function posterEdge(edge, circles) {
  const [from, to] = [valueAt(circles, edge.subject), valueAt(circles, edge.object)];
  const { bend, loop } = valueAt(bendOf, edge);
  const style = lineStyle(edge);
  if (from === to) {
    const radius = 12 + 7 * loop;
    return svg("circle", { cx: rounded(from.x + radius), cy: rounded(from.y - radius), r: radius, ...style });
  }
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const control = controlPoint(from, to, bend);
  const tip = pointTowards(to, control, Math.min(to.radius * 1.2 + 2, length / 2));
  const tail = pointTowards(from, control, Math.min(from.radius, length / 3));
  const path = svg("path", {
    d: `M${rounded(tail.x)} ${rounded(tail.y)}Q${rounded(control.x)} ${rounded(control.y)} ${rounded(tip.x)} ${rounded(tip.y)}`, ...style,
  });
  return svg("g", {}, path, posterTip(edge, control, tip, style));
}

/** @param {Edge} edge @param {Point} control @param {Point} tip @param {ReturnType<typeof lineStyle>} style */
function posterTip(edge, control, tip, style) {
  const turn = Math.atan2(tip.y - control.y, tip.x - control.x);
  /** @param {number} along @param {number} across */
  const at = (along, across) => {
    const x = tip.x + along * Math.cos(turn) - across * Math.sin(turn);
    const y = tip.y + along * Math.sin(turn) + across * Math.cos(turn);
    return `${rounded(x)},${rounded(y)}`;
  };
  if (edge.certainty === "denied") return svg("polyline", { points: `${at(0, -5)} ${at(0, 5)}`, ...style, "stroke-dasharray": null });
  if (edge.predicate.symmetric) return null;
  return svg("polygon", { points: `${at(0, 0)} ${at(-8, -3)} ${at(-8, 3)}`, fill: style.stroke, "fill-opacity": style["stroke-opacity"] });
}

/** @param {Edge} edge @param {Map<GraphNode, Circle>} circles */
export function posterMark(edge, circles) {
  const { x, y } = controlPoint(valueAt(circles, edge.subject), valueAt(circles, edge.object), valueAt(bendOf, edge).bend / 2);
  return svg("circle", { cx: rounded(x), cy: rounded(y), r: 3.4, fill: theme("contest"), stroke: theme("canvas"), "stroke-width": 1.2 });
}

/** The rows of the legend: what is drawn, each with its mark. @param {GraphNode[]} present @param {Edge[]} lined */
export function legendGroups(present, lined) {
  const byCommunity = state.colour === "community";
  const kinds = records.categories.map((category) => ({ category, count: present.filter((node) => node.category === category).length }));
  const groups = [{
    title: byCommunity ? "Shape: kind of thing" : "Kinds of thing",
    rows: kinds.filter(({ count }) => count).map(({ category, count }) => ({ mark: categoryMark(category), text: `${category.plural} (${count})` })),
  }];
  if (byCommunity) {
    const coloured = communities.slice(0, COLOURED_COMMUNITIES).filter(({ members }) => members.some((node) => present.includes(node)));
    groups.push({ title: "Colour: community of", rows: coloured.map(({ number: rank, label }) => ({ mark: communityMark(rank), text: label })) });
  }
  const drawn = certainties.filter(({ name }) => lined.some((edge) => edge.certainty === name));
  const lines = drawn.map(({ name }) => ({ mark: lineSample(name, theme("text")), text: certaintyLabel(name) }));
  if (lined.some((edge) => edge.inTension)) {
    const mark = tensionMark();
    mark.setAttribute("color", theme("line"));
    mark.querySelector("circle")?.setAttribute("fill", theme("contest"));
    lines.push({ mark, text: "in tension" });
  }
  return [...groups, { title: "Certainty", rows: lines }];
}

/** @param {number} x @param {number} top */
function posterLegend(x, top) {
  let bottom = top;
  const parts = legendGroups([...scene.places.keys()], scene.edges).flatMap(({ title, rows }) => [
    posterText(x, (bottom += 30), title, { weight: 600, size: 13, colour: theme("muted") }),
    ...rows.flatMap(({ mark, text }) => {
      bottom += 22;
      mark.setAttribute("x", String(x));
      mark.setAttribute("y", String(bottom - 14));
      return [mark, posterText(x + 34, bottom, shortened(text, 34), { size: 13 })];
    }),
  ]);
  return { parts, bottom };
}

export function posterSource() {
  const { version, date, licence } = records.dataset;
  const origin = articles.length > 3 ? `${articles.length} sources` : articles.map(sourceAndDate).join("; ");
  return `${origin ? `Source: ${origin}. ` : ""}Version ${version} of ${date}, ${licence}. What the source says, not what is established.`;
}

/** Everything that the picture holds, fitted into a sheet whose legend ends at `bottom`. @param {number} bottom @param {number} tallest */
function fitted(bottom, tallest) {
  const { width, head, legend, foot, edge } = POSTER;
  const box = bounds(positions());
  const [wide, high] = [Math.max(box.right - box.left, 1), Math.max(box.bottom - box.top, 1)];
  const space = width - legend - 2 * edge;
  const ideal = ((space - 120) * (box.bottom - box.top)) / wide + 110 + head + foot + 20;
  const height = Math.max(clamp(POSTER.height, ideal, tallest), bottom + foot + 20);
  const scale = Math.min((space - 120) / wide, (height - head - foot - 20 - 110) / high, 2.2);
  const left = edge + space / 2 - ((box.left + box.right) / 2) * scale;
  const top = head + 16 + (height - head - foot - 20) / 2 - ((box.top + box.bottom) / 2) * scale;
  /** @param {GraphNode} node @returns {Circle} */
  const circle = (node) => ({
    node, x: position(node).x * scale + left, y: position(node).y * scale + top, radius: sizeOf(node) * clamp(0.7, scale, 1.25),
  });
  return { height, circles: new Map([...scene.places.keys()].map((node) => [node, circle(node)])) };
}

/** Names beside their circles, and what they and the circles cover. @param {Circle[]} circles @param {Box} frame @param {boolean} all Whether a name may be far from its circle rather than be left out. */
export function posterNames(circles, frame, all = false) {
  const requests = circles
    .map((circle) => {
      const strong = hubs.has(circle.node) || isSpecial(circle.node);
      return { ...circle, strong, must: strong || all, always: isSpecial(circle.node) };
    })
    .sort((a, b) => Number(b.strong) - Number(a.strong) || byConnection(a.node, b.node));
  const { placed, names, dots } = placeNames(requests, circles, frame);
  const leaders = placed.flatMap(({ leader }) => (leader ? svg("line", {
    x1: rounded(leader.start.x), y1: rounded(leader.start.y), x2: rounded(leader.end.x), y2: rounded(leader.end.y), stroke: theme("muted"),
  }) : []));
  const texts = [...leaders, ...placed.flatMap(({ box, text, strong }) => text.lines.map((line, place) => {
    const y = box.top + (place + 0.8) * (text.size + 2);
    return posterText((box.left + box.right) / 2, y, line, { size: text.size, weight: strong ? 700 : 400, anchor: "middle", halo: true });
  }))];
  return { texts, names, dots, count: placed.length };
}

/** The drawing: everything that the picture holds, whatever the camera shows; at most `tallest` high. */
function drawPoster(tallest = 1440) {
  drawPicture({ animated: false });
  const { width, head, legend, edge } = POSTER;
  const { parts, bottom } = posterLegend(width - legend, head - 20);
  const { height, circles } = fitted(bottom, tallest);
  const { title } = records.dataset;
  const summary = [countsText(), scene.note, excerptText].filter(Boolean).join(" · ");
  return svg(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${rounded(height)}`, width, height: rounded(height), "font-family": FONT, role: "img", "aria-label": title },
    svg("rect", { width, height: rounded(height), fill: theme("canvas") }),
    posterText(edge, 44, shortened(title, 110), { size: 24, weight: 700 }),
    posterText(edge, 70, shortened(summary, 190), { size: 14, colour: theme("muted") }),
    scene.edges.map((line) => posterEdge(line, circles)),
    [...circles.values()].map(posterNode),
    scene.edges.filter((line) => line.inTension && line.subject !== line.object).map((line) => posterMark(line, circles)),
    posterNames([...circles.values()], { left: 8, right: width - legend - 8, top: head, bottom: height - POSTER.foot }).texts,
    parts,
    posterText(edge, height - 16, posterSource(), { size: 13, colour: theme("muted") }),
  );
}

/** @param {number} [tallest] */
export const poster = (tallest) => inLight(() => drawPoster(tallest));

// XML has no control characters, not even escaped.
const UNFIT = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu;
/** @param {Element} drawing */
export const xmlOf = (drawing) => new XMLSerializer().serializeToString(drawing).replace(UNFIT, "\ufffd");
export const posterSvg = () => xmlOf(poster());
