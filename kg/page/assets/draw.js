// What stands on the canvas beside the lines: nodes, names, marks, headings. Drawn in screen pixels, so that type keeps its size.

function drawNode(context, node, x, y) {
  const colours = coloursOf(node);
  const size = sizeOf(node);
  const isEnd = state.layout === "path" && state.ends.includes(node);
  const isMarked = node === state.chosen || isEnd || (state.layout === "around" && node === state.centre);
  if (isMarked || node === look.cursor) {
    context.beginPath();
    context.arc(x, y, size * 1.3 + 6, 0, 2 * Math.PI);
    context.globalAlpha = isMarked ? 0.16 : 0;
    context.fillStyle = palette.accent;
    context.fill();
    context.globalAlpha = 1;
    context.lineWidth = 2.2;
    context.strokeStyle = palette.accent;
    context.setLineDash(isMarked ? [] : [4, 3]);
    context.stroke();
    context.setLineDash([]);
  }
  tracePath(context, node.shape, x, y, size);
  // The ground below a faded node, so that lines do not shine through it.
  context.fillStyle = palette.canvas;
  context.fill();
  context.globalAlpha = isDim(node) ? 0.22 : 1;
  context.fillStyle = colours.fill;
  context.fill();
  context.lineWidth = 1.4;
  context.lineJoin = "round";
  context.strokeStyle = colours.stroke;
  context.stroke();
  if (node.inTension && !isDim(node)) drawMark(context, x + size * 0.95, y - size * 0.95, 2.5);
  context.globalAlpha = 1;
}

const isDim = (node) => lit !== null && !lit.has(node) && !(state.layout === "path" && state.ends.includes(node));

/** The mark of what is in tension. */
function drawMark(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = palette.contest;
  context.fill();
  context.lineWidth = 1.3;
  context.strokeStyle = palette.canvas;
  context.stroke();
}

let placing = null;
let revision = 0;

/** Names have to be placed anew. */
function moved() {
  revision += 1;
  network.redraw();
}

function importance(node) {
  if (node === state.chosen || node === look.cursor) return -2;
  return lit !== null && lit.has(node) ? -1 : 0;
}

const isSpecial = (node) => node === state.chosen || node === state.centre || Boolean(state.ends?.includes(node));

/** What is in view when everything is: names stay within, so that the window's edge cuts none. */
function frame(scale) {
  const box = bounds([...scene.places.keys()].map(position));
  const { x, y } = margin(holder.clientWidth);
  return {
    left: box.left * scale - x,
    right: box.right * scale + x,
    top: box.top * scale - y,
    bottom: box.bottom * scale + y,
  };
}

/** Circles of the nodes that bear a name, and in which order the names are placed. */
function namesWanted(scale) {
  // Faded nodes have no name and may be written over.
  const bearing = [...scene.places.keys()].filter((node) => lit === null || lit.has(node) || node === look.cursor || isSpecial(node));
  const circles = bearing.map((node) => ({
    node,
    x: position(node).x * scale,
    y: position(node).y * scale,
    radius: sizeOf(node) * scale,
  }));
  const wanted = circles
    .map((circle) => ({ ...circle, strong: hubs.has(circle.node) || isSpecial(circle.node) }))
    // In columns the best connected stand too close for all of them to bear a name.
    .map((circle) => ({ ...circle, always: isSpecial(circle.node) || circle.node === look.cursor }))
    .map((circle) => ({ ...circle, must: circle.always || (circle.strong && !scene.headings.length) }))
    .map((circle) => ({ ...circle, beside: scene.headings.length > 0, strong: circle.strong && (circle.must || !scene.headings.length) }))
    .sort(
      (a, b) =>
        importance(a.node) - importance(b.node) || b.strong - a.strong || b.node.edges.length - a.node.edges.length,
    );
  return { circles, wanted };
}

/** Placed names, in pixels from the plane's origin: panning the picture does not change them, so they never flicker. */
function names() {
  const scale = network.getScale();
  const key = `${revision} ${scale}`;
  if (placing?.key === key) return placing;
  const { circles, wanted } = namesWanted(scale);
  const headings = headingBoxes(scale);
  const found = placeNames(wanted, circles, frame(scale), headings);
  placing = { key, headings, placed: found.placed, lines: edgeNames(scale, found) };
  return placing;
}

const middleOf = (edge) => network.body.edges[edge.id].edgeType.getPoint(0.5);

/** The names of the lines that the choice lights up, as far as they cover no node, no name of one, and not each other. */
function edgeNames(scale, { taken, dots }) {
  const { chosen } = state;
  const speaking = chosen ? scene.edges.filter((edge) => edge === chosen || side(edge) !== "dim") : state.layout === "path" ? scene.edges : [];
  measure.font = `600 11px ${FONT}`;
  const occupied = new Boxes();
  return speaking.map((edge) => {
    const middle = middleOf(edge);
    const [x, y] = [middle.x * scale, middle.y * scale];
    const text = shortLabel(phrase(edge));
    const width = measure.measureText(text).width;
    const [from, to] = [position(edge.subject), position(edge.object)];
    // A name longer than its line would hide the line's dashes and bar.
    const fits = Math.hypot(from.x - to.x, from.y - to.y) * scale >= width + 24;
    return { edge, text, x, y, fits, box: { left: x - width / 2 - 3, right: x + width / 2 + 3, top: y - 8, bottom: y + 8 } };
  }).filter(({ fits, box }) => {
    const free = fits && taken.overlap(box) === 0 && dots.overlap(box) === 0 && occupied.overlap(box) === 0;
    if (free) occupied.add(box);
    return free;
  });
}

const shortLabel = (text) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

function drawEdgeNames(context, { lines }) {
  context.font = `600 11px ${FONT}`;
  const occupied = new Boxes();
  for (const { edge, text, x, y, box } of lines) {
    occupied.add(box);
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 5;
    context.strokeStyle = palette.canvas;
    context.strokeText(text, x, y);
    context.fillStyle = edge.put === "denied" ? palette.contest : side(edge) === "in" ? palette.in : palette.out;
    context.fillText(text, x, y);
  }
  return occupied;
}

const HEADING = { font: `600 11px ${FONT}`, size: 11, lines: 2 };

/** The headings of columns, above the highest node; in three tiers, so that each may be as wide as three columns. */
function headingBoxes(scale) {
  const top = scene.headings.length ? bounds([...scene.places.keys()].map(position)).top * scale - 18 : 0;
  const set = scene.headings.map(({ text, width }) => wrap(text.charAt(0).toUpperCase() + text.slice(1), { ...HEADING, width: Math.max(width * scale - 8, 40) }));
  const tall = [0, 1, 2].map((tier) => Math.max(0, ...set.filter((_, place) => place % 3 === tier).map(({ height }) => height)));
  return scene.headings.map(({ x }, place) => {
    const lines = set[place];
    const bottom = top - 2 - tall.slice(0, place % 3).reduce((sum, height) => sum + height + 2, 0);
    return { text: lines, left: x * scale - lines.width / 2, right: x * scale + lines.width / 2, top: bottom - lines.height, bottom };
  });
}

function drawHeadings(context, headings) {
  for (const { text, left, top } of headings) {
    context.font = HEADING.font;
    context.textAlign = "center";
    context.textBaseline = "top";
    context.fillStyle = palette.muted;
    text.lines.forEach((line, index) => context.fillText(line, left + text.width / 2, top + index * 13));
  }
}

network.on("afterDrawing", (context) => {
  if (exchanging) return;
  const scale = network.getScale();
  context.save();
  context.scale(1 / scale, 1 / scale);
  const placed = names();
  const written = drawEdgeNames(context, look.dragged ? { lines: [] } : placed);
  for (const edge of scene.edges) {
    if (!edge.inTension || (state.chosen && side(edge) === "dim")) continue;
    const { x, y } = middleOf(edge);
    const spot = { left: x * scale - 4, right: x * scale + 4, top: y * scale - 4, bottom: y * scale + 4 };
    const size = clamp(1.8, 3.2 * scale, 3.4);
    drawMark(context, x * scale, y * scale - (written.overlap(spot) > 0 ? 11 : 0), size);
  }
  drawHeadings(context, placed.headings);
  for (const one of placed.placed) drawName(context, one.node === look.dragged ? carried(one, scale) : one, palette);
  drawPointed(context, placed, scale);
  context.restore();
});

/** A name that goes along with its node; all names are placed anew where the node is let go. */
function carried(one, scale) {
  const [dx, dy] = [position(one.node).x * scale - one.x, position(one.node).y * scale - one.y];
  const { left, right, top, bottom } = one.box;
  return { ...one, box: { left: left + dx, right: right + dx, top: top + dy, bottom: bottom + dy } };
}

/** The name of the node below the pointer, where it has none yet. */
function drawPointed(context, { placed }, scale) {
  const pointed = look.hovered;
  if (!pointed || !scene.places.has(pointed) || placed.some(({ node }) => node === pointed)) return;
  const circle = { node: pointed, x: position(pointed).x * scale, y: position(pointed).y * scale };
  const text = wrap(pointed.name, STRONG);
  const box = boxAt({ ...circle, radius: sizeOf(pointed) * scale }, text, SPOTS[0]);
  context.fillStyle = palette.canvas;
  context.globalAlpha = 0.9;
  context.fillRect(box.left - 4, box.top - 2, text.width + 8, text.height + 4);
  context.globalAlpha = 1;
  drawName(context, { box, text, strong: true }, palette);
}
