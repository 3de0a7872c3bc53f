// The camera. It moves when asked to, never by itself.

const still = matchMedia("(prefers-reduced-motion: reduce)");

// What the camera shows; null once the reader has moved it, so that a change of the window's size leaves it alone.
let aimed = null;

function aim(items, { ceiling, animated = true }) {
  const space = room();
  const box = bounds(items.map(position));
  if (scene.headings.length) box.top -= 40;
  const scale = clamp(0.02, scaleToFit(box, space), ceiling);
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + (space.full / 2 - space.head - space.height / 2) / scale };
  const calm = still.matches || !animated;
  aimed = { items, ceiling };
  network.moveTo({ position: centre, scale, animation: calm ? false : { duration: 260, easingFunction: "easeInOutQuad" } });
}

function fit(animated = true) {
  const items = [...scene.places.keys()];
  // Columns are made for the window; larger nodes would only crowd them.
  if (items.length) aim(items, { ceiling: scene.headings.length ? 1 : 1.6, animated });
}

/** Show a chosen node or edge among its neighbours, unless it is in full view already. */
function reveal(animated = true) {
  const { chosen } = state;
  if (!chosen) return;
  const centre = (isEdge(chosen) ? [chosen.subject, chosen.object] : [chosen]).filter((node) => scene.places.has(node));
  if (!centre.length) return;
  const space = room();
  const inside = centre.every((node) => {
    const { x, y } = network.canvasToDOM(position(node));
    return x > 40 && x < space.width - 40 && y > space.head + 30 && y < space.head + space.height - 40;
  });
  const items = [...(lit ?? centre)].filter((node) => scene.places.has(node));
  if (inside && (isEdge(chosen) || items.length > 12) && !isNarrow.matches) return;
  aim(items, { ceiling: 1.3, animated });
}

function zoom(factor) {
  aimed = null;
  network.moveTo({
    scale: clamp(0.05, network.getScale() * factor, 6),
    animation: still.matches ? false : { duration: 140, easingFunction: "easeOutQuad" },
  });
}

network.on("zoom", () => {
  aimed = null;
  const scale = network.getScale();
  if (scale > 6 || scale < 0.05) network.moveTo({ scale: clamp(0.05, scale, 6) });
});
network.on("dragging", ({ nodes: moving }) => {
  look.dragged = moving.length ? nodes.get(moving[0]) : null;
});
network.on("dragEnd", ({ nodes: moving }) => {
  look.dragged = null;
  if (!moving.length) aimed = null;
  for (const id of moving) keepPlace(nodes.get(id));
  if (moving.length) moved();
});
network.on("resize", () => {
  // A phone held sideways: what was aimed at is aimed at again.
  if (aimed) aim(aimed.items.filter((node) => scene.places.has(node)), { ...aimed, animated: false });
});

/** What lies under a point of the canvas: the nearest node that a finger could mean, else an edge. */
function under({ x, y }) {
  let best = null;
  for (const node of scene.places.keys()) {
    const at = network.canvasToDOM(position(node));
    const gap = Math.hypot(at.x - x, at.y - y) - sizeOf(node) * network.getScale();
    if (gap < 7 && (best === null || gap < best.gap)) best = { node, gap };
  }
  return best ? best.node : edgeById.get(network.getEdgeAt({ x, y }));
}

network.on("hoverNode", ({ node }) => {
  look.hovered = nodes.get(node);
  holder.style.cursor = "pointer";
  network.redraw();
});
network.on("blurNode", () => {
  look.hovered = null;
  holder.style.cursor = "";
  network.redraw();
});
network.on("hoverEdge", () => {
  holder.style.cursor = "pointer";
});
network.on("blurEdge", () => {
  holder.style.cursor = "";
});

/** The nearest drawn node from `start` in a direction; aside counts double, so that a step goes where the key points. */
function neighbourTowards(start, dx, dy) {
  const from = position(start);
  let best = null;
  for (const node of scene.places.keys()) {
    if (node === start) continue;
    const [x, y] = [position(node).x - from.x, position(node).y - from.y];
    const [ahead, aside] = [x * dx + y * dy, Math.abs(x * dy - y * dx)];
    if (ahead <= 0 || aside > ahead * 1.8) continue;
    const cost = ahead + 2 * aside;
    if (best === null || cost < best.cost) best = { node, cost };
  }
  return best?.node ?? null;
}
