// What the reader looks at, as one value. The address follows it and it follows the address, so that Back and a link lead here.

const VIEWS = ["graph", "table", "compare", "tensions", "about"];

// Each kind of filter looks at a node or at a claim, and gives the value that may be switched off.
const OF_NODES = { category: (node) => node.category.name, community: (node) => String(node.community) };
const OF_CLAIMS = {
  modality: (claim) => claim.modality,
  polarity: (claim) => claim.polarity,
  mark: (claim) => (claim.edge.inTension ? "in-tension" : "in-none"),
  predicate: (claim) => claim.edge.predicate.name,
  section: (claim) => claim.section.id,
  source: (claim) => claim.section.source.id,
};
const KINDS = [...Object.keys(OF_NODES), ...Object.keys(OF_CLAIMS)];

const nothingOff = () => Object.fromEntries(KINDS.map((kind) => [kind, new Set()]));

/** `layout` is map, columns, around (`centre`, `steps`) or path (`ends`); `off` holds the filter values switched off. */
const initial = () => ({
  chosen: null,
  view: "graph",
  table: "nodes",
  layout: "map",
  centre: null,
  steps: 1,
  ends: null,
  compared: [],
  colour: "kind",
  size: "relations",
  off: nothingOff(),
});
const state = initial();

/** Where a node or an edge is found: its slug, or subject/predicate/object. */
const addressOf = (chosen) => (chosen ? (isEdge(chosen) ? chosen.id : chosen.slug) : "");

const writeList = (values) => values.map((value) => encodeURIComponent(value)).join(",");

/** The part of an address after the #, for what is seen now. What is as it was at the start is left out. */
function writeAddress() {
  const parts = [];
  const add = (name, values) => parts.push(`${name}=${writeList([values].flat())}`);
  if (state.view !== "graph") add("view", state.view);
  if (state.view === "table" && state.table !== "nodes") add("table", state.table);
  if (state.layout === "columns") add("layout", "columns");
  if (state.layout === "around") add("around", [state.centre.slug, String(state.steps)]);
  if (state.layout === "path") add("path", state.ends.map((node) => node.slug));
  if (state.compared.length) add("compare", state.compared.map((node) => node.slug));
  if (state.colour !== "kind") add("colour", state.colour);
  if (state.size !== "relations") add("size", state.size);
  for (const kind of KINDS) if (state.off[kind].size) add(`hide-${kind}`, [...state.off[kind]].sort());
  const query = parts.join("&");
  return addressOf(state.chosen) + (query ? `?${query}` : "");
}

/** What an address asks for: a whole state, and what of it could not be understood, in words. */
function readAddress(hash) {
  const asked = initial();
  const faults = [];
  const [selection, query = ""] = hash.replace(/^#/, "").split(/\?(.*)/s);
  const node = (name) => {
    const found = named(name);
    if (!found || isEdge(found)) faults.push(`Nothing in this graph has the id “${name}”.`);
    return isEdge(found) ? null : found;
  };
  try {
    const wanted = decodeURIComponent(selection);
    asked.chosen = wanted ? named(wanted) ?? null : null;
    if (wanted && !asked.chosen) faults.push(`Nothing in this graph has the id “${wanted}”.`);
    for (const part of query.split("&").filter(Boolean)) {
      const [name, list = ""] = part.split(/=(.*)/s);
      readPart(asked, decodeURIComponent(name), list.split(",").map(decodeURIComponent), node, faults);
    }
  } catch {
    faults.push("The end of this address cannot be read.");
  }
  return { asked, faults };
}

function readPart(asked, name, values, node, faults) {
  const [first] = values;
  const kind = name.replace(/^hide-/, "");
  const oneOf = (options) => options.includes(first);
  if (name === "view" && oneOf(VIEWS)) asked.view = first;
  else if (name === "table" && Object.hasOwn(TABLES, first)) asked.table = first;
  else if (name === "layout" && oneOf(["map", "columns"])) asked.layout = first;
  else if (name === "colour" && oneOf(["kind", "community"])) asked.colour = first;
  else if (name === "size" && oneOf(["relations", "between"])) asked.size = first;
  else if (name === "around") {
    const centre = node(first);
    if (centre) Object.assign(asked, { layout: "around", centre, steps: values[1] === "2" ? 2 : 1 });
  } else if (name === "path") {
    const ends = values.slice(0, 2).map(node).filter(Boolean);
    if (ends.length === 2) Object.assign(asked, { layout: "path", ends });
  } else if (name === "compare") asked.compared = [...new Set(values.map(node).filter(Boolean))].slice(0, MOST_COMPARED);
  else if (kind !== name && KINDS.includes(kind)) {
    const known = values.filter((value) => isValue(kind, value));
    asked.off[kind] = new Set(known);
    if (known.length < values.length) faults.push("What this address filters out is not all in this graph.");
  }
  else faults.push(`This page does not know what “${name}” in its address means.`);
}

/** Go on to another state. `replace` leaves no step for Back: for filters and looks, of which there are many. */
function change(changes, { replace = false } = {}) {
  Object.assign(state, changes);
  const address = writeAddress();
  if (address !== location.hash.replace(/^#/, "")) {
    const url = address ? `#${address}` : location.href.split("#")[0];
    try {
      history[replace ? "replaceState" : "pushState"](null, "", url);
    } catch {
      // A page inside a notebook may not have a history of its own.
    }
  }
  clearMessage();
  show();
}

function followAddress({ animated = true } = {}) {
  const { asked, faults } = readAddress(location.hash);
  Object.assign(state, asked);
  clearMessage();
  show({ animated });
  if (faults.length) showMessage(faults.join(" "));
}

/** Choose a node or an edge, or nothing. */
const go = (chosen) => change({ chosen });
const clear = () => go(null);
