// Bringing the parts together: the choice and its address, the two views, the theme, the keyboard.

// --------------------------------------------------------------------------------------------------- choice and address

const addressOf = (chosen) => (chosen ? (chosen.claims ? chosen.id : chosen.slug) : "");

/** Choose a node or an edge; null clears. The address follows, so that Back and a copied link lead here again. */
function go(chosen) {
  choose(chosen);
  const address = addressOf(chosen);
  if (decoded(location.hash) !== address) location.hash = address;
  find("filters").classList.remove("open");
  find("to-filters").setAttribute("aria-expanded", "false");
}

const clear = () => go(null);

function choose(chosen, { camera = true, animated = true } = {}) {
  const changed = look.chosen !== chosen;
  clearMessage();
  look.chosen = chosen;
  look.cursor = null;
  if (changed) {
    showPanel();
    restyle();
  }
  if (camera) reveal(animated);
  if (changed && chosen) say(chosen.claims ? panel.querySelector("h2").textContent : spoken(chosen));
}

const spoken = (node) => `${node.name}, ${node.category.label}, ${counted(node.edges.length, "relation")}`;

/** What stands after the # of an address, or null where it is no proper text. */
function decoded(hash) {
  try {
    return decodeURIComponent(hash.replace(/^#/, ""));
  } catch {
    return null;
  }
}

function followAddress({ animated = true } = {}) {
  const text = decoded(location.hash);
  const target = text ? named(text) : null;
  if (target === look.chosen && target) return;
  choose(target ?? null, { animated });
  if (text === null) showMessage("The end of this address cannot be read, so nothing is chosen.");
  else if (text && !target) showMessage(`Nothing in this graph has the id “${text}”.`);
}

addEventListener("hashchange", () => followAddress());

network.on("click", ({ pointer }) => {
  holder.focus({ preventScroll: true });
  const target = under(pointer.DOM);
  if (target) {
    choose(target, { camera: false });
    go(target);
  } else if (look.chosen) clear();
});

// ----------------------------------------------------------------------------------------------------------------- views

function showView(name) {
  const table = name === "table";
  find("graph-view").hidden = table;
  find("table-view").hidden = !table;
  document.body.classList.toggle("table-only", table);
  find("to-graph").setAttribute("aria-pressed", String(!table));
  find("to-table").setAttribute("aria-pressed", String(table));
  if (table) showTable();
  else network.redraw();
}

find("to-graph").addEventListener("click", () => showView("graph"));
find("to-table").addEventListener("click", () => showView("table"));
find("zoom-in").addEventListener("click", () => zoom(1.35));
find("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
find("zoom-fit").addEventListener("click", () => fit());

find("to-filters").addEventListener("click", () => {
  const open = find("filters").classList.toggle("open");
  find("to-filters").setAttribute("aria-expanded", String(open));
});

afterFilter.push(() => {
  const nothing = find("nothing");
  nothing.hidden = shown.nodes.size > 0;
  nothing.textContent = nodes.size ? "The filters leave nothing to show." : "This graph is empty.";
  restyle();
  showTable();
});

// ----------------------------------------------------------------------------------------------------------------- theme

const REMEMBERED = "kg-theme";

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  find("theme").setAttribute("aria-pressed", String(name === "dark"));
  readPalette();
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

// ------------------------------------------------------------------------------------------------------------------ help

const help = find("help");

function buildHelp() {
  const puts = [...records.modalities, ...records.polarities.filter(({ name }) => name === "denied")];
  const closing = iconButton("Close help", "M6 6l12 12M18 6L6 18", { onclick: () => help.close() });
  help.replaceChildren(
    make("div", { class: "title" }, make("h2", { id: "help-title" }, "How to read this page"), closing),
    make("p", {}, "Each shape is a node: something the source speaks of. Each line is a relation between two nodes."),
    make("p", {}, "Behind every line stand one or more claims. Click a node or a line to read them, with the place in the source."),
    make("h3", {}, "Lines"),
    make("div", { class: "samples" }, puts.map(({ name, label, definition }) => [
      lineSample(name),
      make("span", {}, make("strong", {}, label), `: ${definition}`),
    ])),
    make("p", {}, "The more claims, the thicker the line. Red: claims disagree about it."),
    make("h3", {}, "Keyboard"),
    keyList(),
  );
}

find("to-help").addEventListener("click", () => help.showModal());
help.addEventListener("click", (event) => {
  if (event.target === help) help.close();
});

// -------------------------------------------------------------------------------------------------------------- keyboard

const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

function step(dx, dy) {
  const start = look.cursor ?? (look.chosen && !look.chosen.claims ? look.chosen : null);
  const first = byDegree.find((node) => shown.nodes.has(node)) ?? null;
  const next = start && shown.nodes.has(start) ? neighbourTowards(start, dx, dy) ?? start : first;
  if (!next) return;
  look.cursor = next;
  say(spoken(next));
  moved();
  const at = network.canvasToDOM(position(next));
  const space = room();
  if (at.x < 30 || at.y < 30 || at.x > space.width - 30 || at.y > space.height - 30) {
    untouched = false;
    network.moveTo({ position: { x: position(next).x, y: position(next).y } });
  }
}

holder.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (ARROWS[event.key]) step(...ARROWS[event.key]);
  else if (event.key === "Enter" && look.cursor) go(look.cursor);
  else if (event.key === "+" || event.key === "=") zoom(1.35);
  else if (event.key === "-") zoom(1 / 1.35);
  else if (event.key === "0") fit();
  else return;
  event.preventDefault();
});

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const typing = event.target === field;
  if (event.key === "/" && !typing) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "?" && !typing) help.showModal();
  else if (event.key === "Escape") escape();
});

function escape() {
  if (find("filters").classList.contains("open")) find("to-filters").click();
  else if (look.cursor) {
    look.cursor = null;
    moved();
  } else if (look.chosen) clear();
  clearMessage();
}

// ----------------------------------------------------------------------------------------------------------------- start

/** For tests and for the curious: what is drawn and where. Nothing here changes the page. */
window.kgPage = Object.freeze({
  counts: () => ({
    nodes: visNodes.get({ filter: (node) => !node.hidden }).length,
    edges: visEdges.get({ filter: (edge) => !edge.hidden }).length,
    claims: shown.claims.size,
  }),
  positions: () =>
    Object.fromEntries([...nodes.values()].map((node) => {
      const { x, y } = position(node);
      return [node.slug, [Math.round(x / stretch), Math.round(y / stretch)]];
    })),
  chosen: () => addressOf(look.chosen),
  /** The middle of a node (by slug) or of an edge (by subject/predicate/object) in pixels of the window. */
  at: (address) => {
    const target = named(address);
    const { x, y } = network.canvasToDOM(target.claims ? middleOf(target) : position(target));
    const box = holder.getBoundingClientRect();
    return { x: x + box.left, y: y + box.top };
  },
  /** The names drawn: their node, whether bold, and their boxes in pixels of the plane. */
  names: () => names().placed.map(({ node, strong, box }) => ({ node: node.slug, strong, ...box })),
});

buildFilters();
buildHelp();
showPanel();
setTheme(firstTheme());
applyFilters();
fit(false);
followAddress({ animated: false });
// The first drawing settles the outlines that the camera's jump has brought into view; the second shows them.
network.redraw();
network.redraw();
document.documentElement.dataset.ready = "true";
