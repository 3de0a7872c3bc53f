// Where nodes stand: on the map, in columns by kind, around one of them, or in layers from one to another. Plain arithmetic.

// Drawing everything is smooth up to here; beyond, the picture holds the most connected, and a choice its own neighbours.
const LARGE = nodes.size > 400 || edges.length > 1200;
const MOST = { nodes: 240, neighbours: 120, edges: 1200, layer: 16 };

const clamp = (low, value, high) => Math.min(Math.max(value, low), high);
const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare;
const rankOf = new Map(records.categories.map((category, rank) => [category.name, rank]));
const byKind = (a, b) => rankOf.get(a.category.name) - rankOf.get(b.category.name) || byName(a.name, b.name);
const byConnection = (a, b) => b.edges.length - a.edges.length || byName(a.name, b.name);

function bounds(items) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of items) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return items.length ? box : { left: 0, right: 0, top: 0, bottom: 0 };
}

const dragged = new Map();
const placeOnMap = new Map();

// Node sizes and line widths are meant in pixels at first view. So the plane is stretched until the whole graph, fitted into
// the window, is seen at about scale 1: a little more where there is room for each node, less where there is not.
function stretchMap(space) {
  const all = [...nodes.values()];
  const each = Math.sqrt((space.width * space.height) / Math.max(all.length, 1));
  const factor = scaleToFit(bounds(all), space) / clamp(0.6, each / 62, 1.5);
  const stretch = Number.isFinite(factor) && factor > 0 ? Math.min(factor, 1e6) : 1;
  for (const node of all) placeOnMap.set(node, { x: node.x * stretch, y: node.y * stretch });
  return stretch;
}

/** The nodes for map and columns: all that the filters leave, or the most connected of them. */
function workingSet() {
  return LARGE ? [...shown.nodes].sort(byConnection).slice(0, MOST.nodes) : [...shown.nodes];
}

function mapPlaces(some) {
  const places = LARGE ? spread(some) : new Map(some.map((node) => [node, placeOnMap.get(node)]));
  for (const node of some) if (dragged.has(node)) places.set(node, dragged.get(node));
  return places;
}

/** A few nodes of many, in rows and evenly apart, in about the order in which they stand to each other on the map. */
function spread(some) {
  const { width, height } = room();
  const rows = Math.max(1, Math.round(Math.sqrt((some.length * height) / width)));
  const each = Math.ceil(some.length / rows);
  const downwards = [...some].sort((a, b) => a.y - b.y || a.x - b.x || (a.id < b.id ? -1 : 1));
  const places = new Map();
  for (let row = 0; row < rows; row += 1) {
    const across = downwards.slice(row * each, (row + 1) * each).sort((a, b) => a.x - b.x || (a.id < b.id ? -1 : 1));
    across.forEach((node, place) => places.set(node, { x: (place + (row % 2) / 2) * (width / (each + 0.5)), y: (row * height) / rows }));
  }
  return places;
}

/** One block of columns for each kind, its best connected nodes first; every second column half a step lower. */
function columnPlaces(some) {
  const { width, height } = room();
  const kinds = [...Map.groupBy([...some].sort(byConnection), (node) => node.category)].sort(
    ([a], [b]) => rankOf.get(a.name) - rankOf.get(b.name),
  );
  const columns = (rows) => kinds.reduce((sum, [, members]) => sum + Math.ceil(members.length / rows), 0);
  // So many rows that a node has about as much room across as down; then the columns fill the window.
  let rows = 1;
  while (rows < some.length && columns(rows) * 62 * height > rows * 54 * width) rows += 1;
  const gap = 10;
  // Room for the names of the first kind, which are what a reader looks for first.
  const lead = width > 600 ? 114 : 0;
  const wide = Math.max((width - 2 * margin(width).x - gap * kinds.length - lead) / columns(rows), 24);
  const high = Math.max((height - 120) / rows, 30);
  const places = new Map();
  const headings = [];
  // Each column stands half a step above or below the next, so that names pass between the nodes beside them.
  let [left, before] = [0, 0];
  for (const [category, members] of kinds) {
    const count = Math.ceil(members.length / rows);
    const each = Math.ceil(members.length / count);
    members.forEach((node, place) => {
      const column = Math.floor(place / each);
      places.set(node, { x: left + column * wide, y: (place % each) * high + (((before + column) % 2) * high) / 2 });
    });
    headings.push({ text: category.plural, x: left + ((count - 1) * wide) / 2, width: 3 * (count * wide + gap) });
    left += count * wide + gap + (before === 0 ? lead : 0);
    before += count;
  }
  return { places, headings };
}

const isLeft = (edge) => shown.edges.has(edge);

// What is only denied joins nothing: a path walks an edge only for a claim that affirms it and that the filters leave.
const isWalkable = (edge) => edge.claims.some((claim) => claim.polarity === "affirmed" && shown.claims.has(claim));

/** Node → how many edges that fit it is away from `start`, whatever their direction, up to `limit`. */
function stepsFrom(start, limit = Infinity, fits = isLeft) {
  const steps = new Map([[start, 0]]);
  let rim = [start];
  for (let step = 1; rim.length && step <= limit; step += 1) {
    const next = [];
    for (const node of rim) {
      for (const edge of node.edges) {
        const other = otherEnd(edge, node);
        if (!fits(edge) || steps.has(other)) continue;
        steps.set(other, step);
        next.push(other);
      }
    }
    rim = next;
  }
  return steps;
}

/** A node in the middle, its neighbours around it by kind, and theirs further out, each beside the one that leads there. */
function ringPlaces(centre, limit, also = null) {
  const steps = stepsFrom(centre, limit);
  const around = [...steps.keys()].filter((node) => node !== centre);
  const kept = around.sort((a, b) => (b === also) - (a === also) || steps.get(a) - steps.get(b) || byConnection(a, b)).slice(0, MOST.neighbours);
  if (also && also !== centre && !kept.includes(also)) kept.push(also);
  const inner = kept.filter((node) => (steps.get(node) ?? 1) === 1).sort(byKind);
  const turn = new Map();
  const places = new Map([[centre, { x: 0, y: 0 }]]);
  const ratio = clamp(0.6, room().width / room().height, 1.5);
  const ring = (members, first) => {
    // So many circles that neighbours on one stand about 88 pixels apart, as far as the circles grow with their number.
    let circles = 1;
    const length = () => Array.from({ length: circles }, (_, i) => 2 * Math.PI * (first + 84 * i)).reduce((a, b) => a + b, 0);
    while (length() < members.length * 88) circles += 1;
    members.forEach((node, index) => {
      const angle = (2 * Math.PI * index) / members.length - Math.PI / 2;
      const radius = first + 84 * (index % circles);
      turn.set(node, angle);
      places.set(node, { x: radius * ratio * Math.cos(angle), y: radius * Math.sin(angle) });
    });
    return first + 84 * circles;
  };
  const rim = ring(inner, 150);
  const outer = kept.filter((node) => steps.get(node) === 2);
  const lead = (node) => turn.get(node.edges.map((edge) => otherEnd(edge, node)).find((other) => turn.has(other))) ?? 0;
  const order = new Map(outer.map((node) => [node, lead(node)]));
  ring(outer.sort((a, b) => order.get(a) - order.get(b) || byKind(a, b)), rim + 20);
  return { places, all: around.length, kept: kept.length };
}

/** The nodes on the shortest paths between two, whatever the direction of the edges: from left to right, or downwards. */
function layerPlaces([start, end]) {
  const [fromStart, fromEnd] = [start, end].map((node) => stepsFrom(node, Infinity, isWalkable));
  const length = fromStart.get(end);
  if (length === undefined) return { places: new Map([[start, { x: 0, y: 0 }], [end, { x: 260, y: 0 }]]), length: null };
  const on = [...fromStart.keys()].filter((node) => fromStart.get(node) + (fromEnd.get(node) ?? Infinity) === length);
  const places = new Map();
  const upright = room().height > room().width * 1.2;
  for (let step = 0; step <= length; step += 1) {
    const layer = on.filter((node) => fromStart.get(node) === step).sort(byConnection).slice(0, MOST.layer).sort(byKind);
    layer.forEach((node, place) => {
      const [along, across] = [step * 190, (place - (layer.length - 1) / 2) * 84];
      places.set(node, upright ? { x: across * 1.3, y: along * 0.7 } : { x: along, y: across });
    });
  }
  return { places, length, steps: fromStart, all: on.length };
}

/** The shortest paths as lists of nodes, up to `most` of them, those over well connected nodes first. */
function shortestPaths([start, end], most) {
  const [fromStart, fromEnd] = [start, end].map((node) => stepsFrom(node, Infinity, isWalkable));
  if (!fromStart.has(end)) return [];
  const found = [];
  const walk = (path) => {
    const last = path.at(-1);
    if (last === end) found.push(path);
    const next = new Set(last.edges.filter(isWalkable).map((edge) => otherEnd(edge, last)));
    for (const node of [...next].sort(byConnection)) {
      if (found.length >= most) return;
      if (fromEnd.get(node) === fromEnd.get(last) - 1) walk([...path, node]);
    }
  };
  walk([start]);
  return found;
}

/** The relations of one step of a path. */
const edgesBetween = (a, b) => a.edges.filter((edge) => isWalkable(edge) && otherEnd(edge, a) === b);

/** What the picture holds: node → place, edges, headings of columns, and a sentence on what is not everything. */
function arrangement() {
  const { chosen, layout } = state;
  if (layout === "path") return pathScene();
  if (layout === "around") return aroundScene(state.centre, state.steps);
  if (LARGE && chosen) return isEdge(chosen) ? aroundScene(chosen.subject, 1, chosen.object) : aroundScene(chosen, 1);
  const some = workingSet();
  const { places, headings = [] } = layout === "columns" ? columnPlaces(some) : { places: mapPlaces(some) };
  const drawn = edgesAmong(places);
  const part = some.length < shown.nodes.size || drawn.length < shown.edges.size;
  const note = part && `Drawn: the ${number(some.length)} most connected of ${counted(shown.nodes.size, "node")}, with ${number(drawn.length)} of ${counted(shown.edges.size, "relation")}. Search finds every other.`;
  return { places, edges: drawn, headings, note: note || null };
}

function edgesAmong(places, fits = () => true) {
  const found = [];
  for (const node of places.keys()) {
    for (const edge of node.edges) {
      if (edge.subject === node && places.has(edge.object) && shown.edges.has(edge) && fits(edge)) found.push(edge);
    }
  }
  return found.length > MOST.edges ? found.sort((a, b) => b.claims.length - a.claims.length).slice(0, MOST.edges) : found;
}

function aroundScene(centre, limit, also = null) {
  const { places, all, kept } = ringPlaces(centre, limit, also);
  const reach = limit === 1 ? "neighbour" : "node";
  const what = all ? `${countedOf(kept, all, reach)} of ${centre.name}${limit === 2 ? " within 2 steps" : ""}` : `Nothing shown is joined to ${centre.name}`;
  const note = limit === 2 ? what.replace(` of ${centre.name}`, ` around ${centre.name}`) : what;
  return { places, edges: edgesAmong(places), headings: [], note: `${note}.`, leave: state.layout === "around" };
}

function pathScene() {
  const [start, end] = state.ends;
  const { places, length, steps, all } = layerPlaces(state.ends);
  const between = `${start.name} and ${end.name}`;
  if (length === null) return { places, edges: [], headings: [], note: `No path joins ${between}${isFiltering() ? " with these filters" : ""}.`, leave: true };
  const part = places.size < all ? `, ${places.size} of ${all} nodes` : "";
  return {
    places,
    edges: edgesAmong(places, (edge) => isWalkable(edge) && Math.abs(steps.get(edge.subject) - steps.get(edge.object)) === 1),
    headings: [],
    note: `Shortest paths between ${between}: ${counted(length, "step")}${part}.`,
    leave: true,
  };
}
