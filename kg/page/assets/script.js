// Bringing the parts together: showing the state, the theme, the keyboard, the start.

const VIEW_BOXES = { graph: "graph-view", table: "table-view", compare: "compare-view", tensions: "tensions-view", about: "about-view" };

const spoken = (node) => `${node.name}, ${node.category.label}, ${counted(node.edges.length, "relation")}`;

// What was shown last, so that only what has changed is made anew.
let last = null;

/** The parts of the state that the parts of the page hang on, each as one comparable value. */
function keysOf() {
  const { off, layout, centre, steps, ends, chosen, colour, size, view, table, compared } = state;
  const filters = KINDS.map((kind) => [...off[kind]].sort().join(" ")).join("|");
  const arranged = [layout, centre?.id, steps, ends?.map((node) => node.id)].join("|");
  // A large graph shows the surroundings of what is chosen.
  const own = LARGE && (layout === "map" || layout === "columns") ? addressOf(chosen) : "";
  const onPath = layout === "path" && !chosen;
  return {
    filters,
    layout: `${arranged}|${own}`,
    scene: `${filters}|${arranged}|${own}`,
    looks: `${colour} ${size}`,
    chosen,
    panel: [addressOf(chosen), arranged, Boolean(isFiltering()), onPath && filters].join("|"),
    view,
    table,
    compared: compared.map((node) => node.id).join(" "),
  };
}

/** Bring the page in line with the state. */
function show({ animated = true } = {}) {
  const keys = keysOf();
  const before = last;
  last = keys;
  const differs = (...names) => before === null || names.some((name) => keys[name] !== before[name]);
  if (differs("layout")) told = 0;
  if (differs("filters")) applyFilters();
  else if (differs("looks")) showFilters();
  if (differs("view", "layout")) showView();
  if (differs("panel")) renewPanel(differs("chosen"));
  // On a phone the sheet would hide half of what the reader has just opened.
  if (differs("view") && state.view !== "graph" && isNarrow.matches) foldPanel(true);
  if (differs("scene")) setScene(arrangement());
  if (differs("scene", "chosen", "looks")) restyle();
  if (differs("chosen")) showNote();
  moveCamera(differs, animated);
  if (state.view === "table" && differs("view", "table", "filters")) (differs("view", "table") ? openTable : showTable)();
  if (state.view === "compare" && differs("view", "compared", "filters")) (differs("view") ? openCompare : showCompare)();
  if (state.view === "tensions" && differs("view", "filters")) showTensions();
  if (before !== null) announce(differs);
}

function moveCamera(differs, animated) {
  // On the map of a graph that is drawn whole, filters take away and bring back, and the camera stays.
  const rearranged = differs("layout") || (differs("filters") && (LARGE || state.layout !== "map"));
  if (rearranged) fit(animated);
  // Around a node and on a path everything in the picture is meant.
  const isWhole = state.layout === "around" || state.layout === "path" || (LARGE && state.chosen);
  if (differs("chosen") && !(rearranged && isWhole)) reveal(animated);
}

function announce(differs) {
  const { chosen } = state;
  if (differs("chosen") && chosen) say(isEdge(chosen) ? panel.querySelector("h2").textContent : spoken(chosen));
  else if (differs("scene") && scene.note) say(scene.note);
  else if (differs("filters")) say(find("counts").textContent);
}

/** A new panel takes the focus along: to its heading where it speaks of something else, else to the same control. */
function renewPanel(other) {
  const controls = () => [...panel.querySelectorAll("button, a, summary, input")];
  const place = controls().indexOf(document.activeElement);
  const had = panel.contains(document.activeElement);
  showPanel();
  if (had) (other || place < 0 ? panel.querySelector("h2") : controls()[place] ?? panel.querySelector("h2")).focus({ preventScroll: true });
}

// ----------------------------------------------------------------------------------------------------------------- views

function showView() {
  for (const [name, id] of Object.entries(VIEW_BOXES)) {
    find(id).hidden = state.view !== name;
    find(`to-${name}`).setAttribute("aria-pressed", String(state.view === name));
  }
  document.body.classList.toggle("no-picture", state.view !== "graph");
  for (const name of ["map", "columns"]) find(`to-${name}`).setAttribute("aria-pressed", String(state.layout === name));
  if (state.view === "graph") network.redraw();
}

for (const name of VIEWS) find(`to-${name}`).addEventListener("click", () => change({ view: name }));
for (const layout of ["map", "columns"]) {
  find(`to-${layout}`).addEventListener("click", () => change({ layout, centre: null, ends: null }));
}
find("zoom-in").addEventListener("click", () => zoom(1.35));
find("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
find("zoom-fit").addEventListener("click", () => fit());

function setFilters(open) {
  find("filters").classList.toggle("open", open);
  find("to-filters").setAttribute("aria-expanded", String(open));
}

find("to-filters").addEventListener("click", () => setFilters(!find("filters").classList.contains("open")));

addEventListener("popstate", () => followAddress());
addEventListener("hashchange", () => followAddress());

network.on("click", ({ pointer }) => {
  holder.focus({ preventScroll: true });
  setFilters(false);
  const target = under(pointer.DOM);
  if (target) go(target);
  else if (state.chosen) clear();
});

// ----------------------------------------------------------------------------------------------------------------- theme

const REMEMBERED = "kg-theme";

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  find("theme").setAttribute("aria-pressed", String(name === "dark"));
  readPalette();
  if (last === null) return;
  repaint();
  restyle();
}

function rememberedTheme() {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // A browser may refuse storage to files.
  }
}

find("theme").addEventListener("click", () => {
  const name = isDark() ? "light" : "dark";
  setTheme(name);
  try {
    localStorage.setItem(REMEMBERED, name);
  } catch {
    // Then it lasts as long as the page is open.
  }
});

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const firstTheme = () => {
  const remembered = rememberedTheme();
  return remembered === "dark" || remembered === "light" ? remembered : prefersDark.matches ? "dark" : "light";
};
prefersDark.addEventListener("change", () => setTheme(firstTheme()));

// -------------------------------------------------------------------------------------------------------------- keyboard

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function step(dx, dy) {
  const start = look.cursor ?? (state.chosen && !isEdge(state.chosen) ? state.chosen : null);
  const first = byDegree.find((node) => scene.places.has(node)) ?? null;
  const next = start && scene.places.has(start) ? neighbourTowards(start, dx, dy) ?? start : first;
  if (!next) return;
  look.cursor = next;
  say(spoken(next));
  moved();
  const at = network.canvasToDOM(position(next));
  const space = room();
  if (at.x < 30 || at.y < space.head + 30 || at.x > space.width - 30 || at.y > space.head + space.height - 30) {
    aimed = null;
    network.moveTo({ position: { x: position(next).x, y: position(next).y } });
  }
}

/** Open the node that the arrow keys stand on; once it is open, go on to what is said of it. */
function enter() {
  if (look.cursor && look.cursor !== state.chosen) go(look.cursor);
  else if (state.chosen) panel.querySelector("h2").focus();
}

holder.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[event.key]) step(...ARROWS[event.key]);
  else if (event.key === "Enter") enter();
  else if (event.key === "+" || event.key === "=") zoom(1.35);
  else if (event.key === "-") zoom(1 / 1.35);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const typing = event.target.tagName === "INPUT";
  if (event.key === "/" && !typing) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?" && !typing) help.showModal();
  else if (event.key === "Escape") escape();
});

/** One step back: from what lies on top to what lies below. */
function escape() {
  clearMessage();
  if (!menu.hidden) {
    setMenu(false);
    menuButton.focus();
  } else if (find("filters").classList.contains("open")) {
    setFilters(false);
    find("to-filters").focus();
  } else if (look.cursor && look.cursor !== state.chosen) {
    look.cursor = null;
    moved();
  } else if (state.chosen) {
    const had = panel.contains(document.activeElement);
    clear();
    if (had && state.view === "graph") holder.focus();
  } else if (scene.leave) leaveScene();
}

// ----------------------------------------------------------------------------------------------------------------- start

/** For tests and for the curious: what is drawn and where. Nothing here changes the page. */
window.kgPage = Object.freeze({
  counts: () => ({ nodes: shown.nodes.size, edges: shown.edges.size, claims: shown.claims.size }),
  drawn: () => ({ nodes: visNodes.getIds().map(slug).sort(), edges: visEdges.getIds().sort() }),
  /** Where the nodes drawn stand, in the units of the given positions. */
  positions: () =>
    Object.fromEntries([...scene.places.keys()].map((node) => {
      const { x, y } = position(node);
      return [node.slug, [Math.round(x / stretch), Math.round(y / stretch)]];
    })),
  chosen: () => addressOf(state.chosen),
  scale: () => network.getScale(),
  /** The middle of a node (by slug) or of an edge (by subject/predicate/object) in pixels of the window. */
  at: (address) => {
    const target = named(address);
    const { x, y } = network.canvasToDOM(isEdge(target) ? middleOf(target) : position(target));
    const box = holder.getBoundingClientRect();
    return { x: x + box.left, y: y + box.top };
  },
  /** How a line or a node is drawn: colour and opacity, or whether it is faded. */
  look: (address) => {
    const target = named(address);
    return isEdge(target) ? visEdges.get(target.id).color : { dim: isDim(target), size: sizeOf(target), ...coloursOf(target) };
  },
  /** The names drawn: their node, whether bold, and their boxes in pixels of the plane. */
  names: () => names().placed.map(({ node, strong, box }) => ({ node: node.slug, strong, ...box })),
  /** The names of lines drawn, with their boxes in pixels of the window. */
  lineNames: () => {
    const [origin, box] = [network.canvasToDOM({ x: 0, y: 0 }), holder.getBoundingClientRect()];
    const [dx, dy] = [origin.x + box.left, origin.y + box.top];
    return names().lines.map(({ text, box: at }) => ({
      text, left: at.left + dx, right: at.right + dx, top: at.top + dy, bottom: at.bottom + dy,
    }));
  },
  svg: () => posterSvg(),
  csv: () => claimsCsv(),
});

setTheme(firstTheme());
find("source-line").textContent = sourceLine();
buildFilters();
buildHelp();
buildMenu();
showAbout();
followAddress({ animated: false });
// The first drawing settles the outlines that the camera's jump has brought into view; the second shows them.
network.redraw();
network.redraw();
performance.mark("ready");
document.documentElement.dataset.ready = "true";
