// The picture as a drawing to keep: SVG with title, legend and source. The PNG and the print are made from it.

const POSTER = { width: 1600, height: 1000, head: 92, legend: 250, foot: 34, edge: 36 };

const rounded = (value) => Number(value.toFixed(1));

/** Run `work` in the light theme, which paper asks for. */
function inLight(work) {
  const { theme: was } = document.documentElement.dataset;
  document.documentElement.dataset.theme = "light";
  themeColours.clear();
  try {
    return work();
  } finally {
    document.documentElement.dataset.theme = was;
    themeColours.clear();
  }
}

function posterText(x, y, text, { size = 12, weight = 400, colour = theme("text"), anchor = "start", halo = false } = {}) {
  return draw("text", {
    x: rounded(x), y: rounded(y), "font-size": size, "font-weight": weight, fill: colour, "text-anchor": anchor,
    ...(halo && { stroke: theme("canvas"), "stroke-width": 4, "stroke-linejoin": "round", "paint-order": "stroke" }),
  }, text);
}

function posterNode(node, x, y, size) {
  const colours = coloursOf(node);
  const points = outline(node.shape);
  const look = { fill: colours.fill, stroke: colours.stroke, "stroke-width": 1.4, "stroke-linejoin": "round" };
  const form = points
    ? draw("polygon", { points: points.map(([dx, dy]) => `${rounded(x + dx * size)},${rounded(y + dy * size)}`).join(" "), ...look })
    : draw("circle", { cx: rounded(x), cy: rounded(y), r: rounded(size), ...look });
  form.append(draw("title", {}, `${node.name} (${node.category.label})`));
  return form;
}

/** A line from rim to rim, bent where others join the same nodes, with its arrow or bar. */
function posterEdge(edge, at) {
  const [from, to] = [at.get(edge.subject), at.get(edge.object)];
  const { bend = 0, loop = 0 } = bendOf.get(edge);
  const chosen = side(edge) === "out" || side(edge) === "in";
  const colour = chosen ? theme(side(edge)) : theme("line");
  const look = {
    fill: "none", stroke: colour, "stroke-width": edge.width * (chosen ? 1.5 : 1), "stroke-opacity": { plain: 0.6, dim: 0.15 }[side(edge)] ?? 1,
    "stroke-dasharray": edge.dashes ? [edge.dashes].flat().join(" ") : null,
  };
  if (edge.subject === edge.object) {
    const radius = 12 + 7 * loop;
    return draw("circle", { cx: rounded(from.x + radius), cy: rounded(from.y - radius), r: radius, ...look });
  }
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const control = { x: (from.x + to.x) / 2 - dy * bend, y: (from.y + to.y) / 2 + dx * bend };
  const pull = (start, towards, by) => {
    const gap = Math.hypot(towards.x - start.x, towards.y - start.y) || 1;
    return { x: start.x + ((towards.x - start.x) / gap) * by, y: start.y + ((towards.y - start.y) / gap) * by };
  };
  const tip = pull(to, control, Math.min(to.size * 1.2 + 2, length / 2));
  const tail = pull(from, control, Math.min(from.size, length / 3));
  const path = draw("path", {
    d: `M${rounded(tail.x)} ${rounded(tail.y)}Q${rounded(control.x)} ${rounded(control.y)} ${rounded(tip.x)} ${rounded(tip.y)}`, ...look,
  });
  return draw("g", {}, path, posterTip(edge, control, tip, look));
}

function posterTip(edge, control, tip, look) {
  const turn = Math.atan2(tip.y - control.y, tip.x - control.x);
  const at = (along, across) => {
    const x = tip.x + along * Math.cos(turn) - across * Math.sin(turn);
    const y = tip.y + along * Math.sin(turn) + across * Math.cos(turn);
    return `${rounded(x)},${rounded(y)}`;
  };
  if (edge.put === "denied") return draw("polyline", { points: `${at(0, -5)} ${at(0, 5)}`, ...look, "stroke-dasharray": null });
  if (edge.predicate.symmetric) return null;
  return draw("polygon", { points: `${at(0, 0)} ${at(-8, -3)} ${at(-8, 3)}`, fill: look.stroke, "fill-opacity": look["stroke-opacity"] });
}

function posterLegend(x, top) {
  const parts = [];
  let y = top;
  const title = (text) => parts.push(posterText(x, (y += 30), text, { weight: 600, size: 13, colour: theme("muted") }));
  const row = (picture, text) => {
    y += 22;
    picture.setAttribute("x", x);
    picture.setAttribute("y", y - 14);
    parts.push(picture, posterText(x + 34, y, text.length > 34 ? `${text.slice(0, 33)}…` : text, { size: 13 }));
  };
  const present = [...scene.places.keys()];
  title(state.colour === "community" ? "Shape: kind of node" : "Kinds of node");
  for (const category of records.categories) {
    const count = present.filter((node) => node.category === category).length;
    if (count) row(mark(category), `${category.plural} (${count})`);
  }
  if (state.colour === "community") {
    title("Colour: community of");
    for (const { number: rank, label, members } of communities.slice(0, COMMUNITY_COLOURS.length)) {
      if (members.some((node) => scene.places.has(node))) row(communityMark(rank), label);
    }
  }
  title("How the source puts it");
  for (const name of Object.keys(records.lines)) {
    if (scene.edges.some((edge) => edge.put === name)) row(lineSample(name, theme("text")), labelOf([...records.modalities, ...records.polarities], name));
  }
  if (scene.edges.some((edge) => edge.inTension)) {
    const sample = tensionMark();
    sample.setAttribute("color", theme("line"));
    sample.querySelector("circle").setAttribute("fill", theme("contest"));
    row(sample, "in tension");
  }
  return { parts, bottom: y };
}

function posterSource() {
  const articles = records.sources.filter((source) => source.kind !== "ontology").map(sourceAndDate);
  const { version, date, licence } = records.dataset;
  const whence = articles.length > 3 ? `${articles.length} sources` : articles.join("; ");
  return `${whence ? `Source: ${whence}. ` : ""}Version ${version} of ${date}, ${licence}. What the source says, not what is established.`;
}

/** The drawing: everything that the picture holds, fitted in, whatever the camera shows; at most `tallest` high. */
function poster(tallest = 1440) {
  const { width, head, legend, foot, edge } = POSTER;
  const nodesHere = [...scene.places.keys()];
  const { parts, bottom } = posterLegend(width - legend, head - 20);
  const box = bounds(nodesHere.map(position));
  const shape = (box.bottom - box.top) / Math.max(box.right - box.left, 1);
  const wanted = (width - legend - 2 * edge - 120) * shape + 110 + head + foot + 20;
  const height = Math.max(clamp(POSTER.height, wanted, tallest), bottom + foot + 20);
  const space = { width: width - legend - 2 * edge, height: height - head - foot - 20 };
  const scale = Math.min((space.width - 120) / Math.max(box.right - box.left, 1), (space.height - 110) / Math.max(box.bottom - box.top, 1), 2.2);
  const grow = clamp(0.7, scale, 1.25);
  const left = edge + space.width / 2 - ((box.left + box.right) / 2) * scale;
  const top = head + 16 + space.height / 2 - ((box.top + box.bottom) / 2) * scale;
  const at = new Map(nodesHere.map((node) => [node, {
    node, x: position(node).x * scale + left, y: position(node).y * scale + top, radius: sizeOf(node) * grow, size: sizeOf(node) * grow,
  }]));
  const circles = [...at.values()];
  const inOrder = circles
    .map((circle) => ({ ...circle, strong: hubs.has(circle.node) || isSpecial(circle.node), must: hubs.has(circle.node) || isSpecial(circle.node), always: isSpecial(circle.node) }))
    .sort((a, b) => b.strong - a.strong || byConnection(a.node, b.node));
  const { placed } = placeNames(inOrder, circles, { left: 8, right: width - legend - 8, top: head, bottom: height - foot });
  const middle = (line) => {
    const [from, to] = [at.get(line.subject), at.get(line.object)];
    const { bend = 0 } = bendOf.get(line);
    return { cx: rounded((from.x + to.x) / 2 - ((to.y - from.y) * bend) / 2), cy: rounded((from.y + to.y) / 2 + ((to.x - from.x) * bend) / 2) };
  };
  const shortTitle = records.dataset.title.length > 110 ? `${records.dataset.title.slice(0, 109)}…` : records.dataset.title;
  const said = `${find("counts").textContent}${scene.note ? ` · ${scene.note}` : ""}${records.excerpt ? ` · ${excerptText()}` : ""}`;
  return draw(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${width} ${rounded(height)}`, width, height: rounded(height), "font-family": FONT, role: "img", "aria-label": records.dataset.title },
    draw("rect", { width, height: rounded(height), fill: theme("canvas") }),
    posterText(edge, 44, shortTitle, { size: 24, weight: 700 }),
    posterText(edge, 70, said.length > 190 ? `${said.slice(0, 189)}…` : said, { size: 14, colour: theme("muted") }),
    scene.edges.map((line) => posterEdge(line, at)),
    circles.map(({ node, x, y, size }) => posterNode(node, x, y, size)),
    scene.edges.filter((line) => line.inTension && line.subject !== line.object).map((line) =>
      draw("circle", { ...middle(line), r: 3.4, fill: theme("contest"), stroke: theme("canvas"), "stroke-width": 1.2 })),
    scene.headings.map(({ text, x }, place) => posterText(x * scale + left, box.top * scale + top - (place % 2 ? 42 : 26), text, { anchor: "middle", weight: 600, size: 12, colour: theme("muted") })),
    placed.flatMap(({ box: { left: x1, right: x2, top: y1 }, text, strong }) => text.lines.map((line, place) => {
      const style = strong ? STRONG : PLAIN;
      return posterText((x1 + x2) / 2, y1 + (place + 0.8) * (style.size + 2), line, { size: style.size, weight: strong ? 700 : 400, anchor: "middle", halo: true });
    })),
    parts,
    posterText(edge, height - 16, posterSource(), { size: 13, colour: theme("muted") }),
  );
}

// XML knows no control characters, not even escaped.
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const posterSvg = () => inLight(() => new XMLSerializer().serializeToString(poster()).replace(UNFIT, "\ufffd"));
