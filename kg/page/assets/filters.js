// The legend, which is also the filter: what is left in the picture, the tables and the other views.

const shown = { nodes: new Set(), edges: new Set(), claims: new Set() };

const isFiltering = () => KINDS.some((kind) => state.off[kind].size > 0);
const passes = (kinds, one) => Object.keys(kinds).every((kind) => !state.off[kind].size || !state.off[kind].has(kinds[kind](one)));

/** Recompute what is shown. A filter of claims also takes away the nodes that no claim left speaks of. */
function applyFilters() {
  const byClaims = Object.keys(OF_CLAIMS).some((kind) => state.off[kind].size > 0);
  const kept = byClaims ? claims.filter((claim) => passes(OF_CLAIMS, claim)) : claims;
  const spoken = byClaims ? new Set(kept.flatMap((claim) => [claim.edge.subject, claim.edge.object])) : nodes;
  const visible = [...nodes.values()].filter((node) => passes(OF_NODES, node));
  shown.nodes = new Set(byClaims ? visible.filter((node) => spoken.has(node)) : visible);
  shown.claims = new Set(kept.filter(({ edge }) => shown.nodes.has(edge.subject) && shown.nodes.has(edge.object)));
  shown.edges = new Set([...shown.claims].map((claim) => claim.edge));
  showCounts();
  showFilters();
}

/** "5 nodes", or "3 of 5 nodes" where the filters leave fewer. */
const countedOf = (left, all, one, many) => (left === all ? counted(all, one, many) : `${number(left)} of ${counted(all, one, many)}`);

function showCounts() {
  find("counts").textContent = [
    countedOf(shown.nodes.size, nodes.size, "node"),
    countedOf(shown.edges.size, edges.length, "relation"),
    countedOf(shown.claims.size, claims.length, "claim"),
  ].join(" · ");
}

const toggles = [];
const looks = [];

function showFilters() {
  for (const { kind, value, element } of toggles) element.setAttribute("aria-pressed", String(!state.off[kind].has(value)));
  for (const { name, value, element } of looks) element.setAttribute("aria-pressed", String(state[name] === value));
  find("reset").hidden = !isFiltering();
}

function switchOff(kind, values) {
  change({ off: { ...state.off, [kind]: new Set(values) } }, { replace: true });
}

function toggle(kind, value) {
  const values = new Set(state.off[kind]);
  if (!values.delete(value)) values.add(value);
  switchOff(kind, values);
}

const showAll = () => change({ off: nothingOff() }, { replace: true });

function filterRow({ kind, value, label, count, picture }, values) {
  const element = button(
    { class: "toggle", "aria-pressed": "true", onclick: () => toggle(kind, value) },
    make("span", { class: "mark" }, picture ?? make("span", { class: "tick" })),
    make("span", { class: kind === "source" || kind === "section" ? "label verbatim" : "label" }, label),
    make("span", { class: "count" }, number(count)),
  );
  toggles.push({ kind, value, element });
  const all = UNLISTED[kind] ?? values;
  const alone = all.length > 1 && button(
    { class: "only", "aria-label": `Only ${label}`, onclick: () => switchOff(kind, all.filter((other) => other !== value)) },
    "Only",
  );
  return make("li", { class: "row" }, element, alone);
}

function filterGroup(title, rows, { id = null, open = true, hint = null } = {}) {
  if (!rows.length) return null;
  const valuesOf = (kind) => rows.filter((row) => row.kind === kind).map((row) => row.value);
  return make(
    "details",
    { open, id },
    make("summary", {}, title),
    hint && make("p", { class: "hint" }, hint),
    make("ul", {}, rows.map((row) => filterRow(row, valuesOf(row.kind)))),
  );
}

function tally(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function rowsOf(kind, values, counts, more = () => ({})) {
  return values
    .filter((value) => counts.has(value.name ?? value.id))
    .map((value) => {
      const key = value.name ?? value.id;
      return { kind, value: key, label: value.label ?? value.title ?? key, count: counts.get(key), ...more(value) };
    });
}

// The legend has no row for what is affirmed or in no tension, but "Only denied" switches them off.
const UNLISTED = { polarity: records.polarities.map((polarity) => polarity.name), mark: ["in-tension", "in-none"] };

/** Whether a filter of that kind has such a value, in the legend or not. */
function isValue(kind, value) {
  if (UNLISTED[kind]?.includes(value)) return true;
  return kind in OF_NODES
    ? [...nodes.values()].some((node) => OF_NODES[kind](node) === value)
    : claims.some((claim) => OF_CLAIMS[kind](claim) === value);
}

/** Two or more looks of the picture, one of which holds. */
function lookSwitch(name, label, options) {
  return make(
    "div",
    { class: "look" },
    make("span", { class: "hint" }, label),
    make("div", { class: "switch", role: "group", "aria-label": label }, Object.entries(options).map(([value, text]) => {
      const element = button({ "aria-pressed": "false", onclick: () => change({ [name]: value }, { replace: true }) }, text);
      looks.push({ name, value, element });
      return element;
    })),
  );
}

function puttingRows() {
  const tense = edges.filter((edge) => edge.inTension).length;
  return [
    ...rowsOf("modality", records.modalities, tally(claims, OF_CLAIMS.modality), ({ name }) => ({ picture: lineSample(name) })),
    ...rowsOf("polarity", records.polarities, tally(claims, OF_CLAIMS.polarity))
      .filter((row) => row.value === "denied")
      .map((row) => ({ ...row, picture: lineSample("denied") })),
    ...(tense ? [{ kind: "mark", value: "in-tension", label: "relations in tension", count: tense, picture: tensionMark() }] : []),
  ];
}

function buildFilters() {
  const several = records.sources.length > 1;
  const sectionRows = rowsOf("section", sections, tally(claims, OF_CLAIMS.section), (section) =>
    several ? { label: `${section.title} (${section.source.short})` } : {},
  );
  const sourceRows = rowsOf("source", records.sources, tally(claims, OF_CLAIMS.source), ({ short }) => ({ label: short }));
  const loners = [...nodes.values()].filter((node) => node.community < 0).length;
  const communityRows = communities.map(({ number: rank, members, label }) => ({
    kind: "community", value: String(rank), label, count: members.length, picture: communityMark(rank),
  }));
  if (loners) {
    communityRows.push({ kind: "community", value: "-1", label: "joined to nothing", count: loners, picture: communityMark(-1) });
  }
  const parts = [
    button({ id: "reset", hidden: true, onclick: showAll }, "Show everything again"),
    filterGroup(
      "Kinds of node",
      rowsOf("category", records.categories, tally(nodes.values(), OF_NODES.category), (category) => ({
        label: category.plural,
        picture: mark(category),
      })),
    ),
    make(
      "div",
      { class: "looks" },
      lookSwitch("colour", "Colour", { kind: "Kind", community: "Community" }),
      lookSwitch("size", "Size", { relations: "Relations", between: "Betweenness" }),
    ),
    filterGroup("Communities", communityRows, {
      id: "communities", open: false, hint: "Nodes that are joined more closely to each other than to the rest, named for the best connected.",
    }),
    filterGroup("How the source puts it", puttingRows()),
    filterGroup("Relations", rowsOf("predicate", records.predicates, tally(edges, (edge) => edge.predicate.name)), { open: edges.length > 0 }),
    filterGroup("Sections of the source", sectionRows, { open: false }),
    several && filterGroup("Sources", sourceRows, { open: false }),
  ];
  find("filters").replaceChildren(...parts.filter(Boolean));
}
