// The legend, which is also the filter: what is switched off, and what is left in the picture and the tables.

// Each kind of filter looks at a node or at a claim, and asks whether its value is switched off.
const FILTERS = {
  category: (node) => node.category.name,
  modality: (claim) => claim.modality,
  polarity: (claim) => claim.polarity,
  predicate: (claim) => claim.edge.predicate.name,
  section: (claim) => claim.section.id,
  source: (claim) => claim.section.source.id,
};
const OF_CLAIMS = Object.keys(FILTERS).filter((kind) => kind !== "category");

const off = Object.fromEntries(Object.keys(FILTERS).map((kind) => [kind, new Set()]));
const shown = { nodes: new Set(), edges: new Set(), claims: new Set() };
const afterFilter = [];

const filtering = () => Object.values(off).some((values) => values.size > 0);

/** Recompute what is shown. A claim filter also takes away the nodes that no claim left speaks of. */
function applyFilters() {
  const kept = claims.filter((claim) => OF_CLAIMS.every((kind) => !off[kind].has(FILTERS[kind](claim))));
  const spoken = new Set(kept.flatMap((claim) => [claim.edge.subject, claim.edge.object]));
  const byClaims = OF_CLAIMS.some((kind) => off[kind].size > 0);
  const visible = (node) => !off.category.has(FILTERS.category(node)) && (!byClaims || spoken.has(node));
  shown.nodes = new Set([...nodes.values()].filter(visible));
  shown.claims = new Set(
    kept.filter(({ edge }) => shown.nodes.has(edge.subject) && shown.nodes.has(edge.object)),
  );
  shown.edges = new Set([...shown.claims].map((claim) => claim.edge));
  showCounts();
  showFilters();
  for (const listener of afterFilter) listener();
}

function showCounts() {
  const part = (left, all, one, many) =>
    left === all ? counted(all, one, many) : `${left.toLocaleString("en")} of ${counted(all, one, many)}`;
  find("counts").textContent = [
    part(shown.nodes.size, nodes.size, "node"),
    part(shown.edges.size, edges.length, "relation"),
    part(shown.claims.size, claims.length, "claim"),
  ].join(" · ");
}

const toggles = [];

function showFilters() {
  for (const { kind, value, element } of toggles) element.setAttribute("aria-pressed", String(!off[kind].has(value)));
  find("reset").hidden = !filtering();
}

function toggle(kind, value) {
  if (!off[kind].delete(value)) off[kind].add(value);
  applyFilters();
}

function only(kind, value, values) {
  off[kind] = new Set(values.filter((other) => other !== value));
  applyFilters();
}

function showAll() {
  for (const values of Object.values(off)) values.clear();
  applyFilters();
}

function filterRow({ kind, value, label, count, picture }, values) {
  const element = button(
    { class: "toggle", "aria-pressed": "true", onclick: () => toggle(kind, value) },
    make("span", { class: "mark" }, picture ?? make("span", { class: "tick" })),
    make("span", { class: kind === "source" || kind === "section" ? "label verbatim" : "label" }, label),
    make("span", { class: "count" }, String(count)),
  );
  toggles.push({ kind, value, element });
  // The legend has no row for what is affirmed, so "only denied" has to know of it.
  const all = kind === "polarity" ? records.polarities.map((polarity) => polarity.name) : values;
  const alone = all.length > 1 && button(
    { class: "only", "aria-label": `Only ${label}`, onclick: () => only(kind, value, all) },
    "Only",
  );
  return make("li", { class: "row" }, element, alone);
}

function filterGroup(title, rows, { open = true, hint = null } = {}) {
  if (!rows.length) return null;
  const valuesOf = (kind) => rows.filter((row) => row.kind === kind).map((row) => row.value);
  return make(
    "details",
    { open },
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

function buildFilters() {
  const modalities = tally(claims, FILTERS.modality);
  const polarities = tally(claims, FILTERS.polarity);
  const put = [
    ...rowsOf("modality", records.modalities, modalities, (modality) => ({ picture: lineSample(modality.name) })),
    ...rowsOf("polarity", records.polarities, polarities)
      .filter((row) => row.value === "denied")
      .map((row) => ({ ...row, picture: lineSample("denied") })),
  ];
  const contested = edges.filter(disputed).length;
  const hint = contested ? `In red: ${counted(contested, "relation")} with claims that are contested or in tension.` : null;
  const several = records.sources.length > 1;
  const sectionRows = rowsOf("section", sections, tally(claims, FILTERS.section), (section) =>
    several ? { label: `${section.title} (${section.source.short})` } : {},
  );
  find("filters").replaceChildren(
    ...[
      button({ id: "reset", hidden: true, onclick: showAll }, "Show everything again"),
      filterGroup(
        "Kinds of node",
        rowsOf("category", records.categories, tally(nodes.values(), FILTERS.category), (category) => ({
          label: category.plural,
          picture: mark(category),
        })),
      ),
      filterGroup("How the source puts it", put, { hint }),
      filterGroup("Relations", rowsOf("predicate", records.predicates, tally(edges, (edge) => edge.predicate.name))),
      filterGroup("Sections of the source", sectionRows, { open: false }),
      several &&
        filterGroup(
          "Sources",
          rowsOf("source", records.sources, tally(claims, FILTERS.source), (source) => ({ label: source.short })),
          { open: false },
        ),
    ].filter(Boolean),
  );
}
