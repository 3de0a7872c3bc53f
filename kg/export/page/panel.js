// The panel: what the graph is, or everything that is said of the chosen node or edge.

const panel = find("panel");

const nameButton = (node) => button({ class: "name", onclick: () => go(node) }, mark(node.category), node.name);

const badge = (kind, text) => make("span", { class: `badge ${kind}` }, text);

const labelOf = (list, name) => list.find((one) => one.name === name)?.label ?? name;

/** How firmly a source puts a claim, with the words that say so. */
function putBadges(claim) {
  const words = (claim.hedge ?? []).map((word) => `“${word}”`).join(", ");
  const modality = labelOf(records.modalities, claim.modality);
  const denied = claim.polarity !== "affirmed";
  // A denial first, so that it is not read past; how firmly it is put only where that is not plainly.
  return [
    denied && badge("denied", labelOf(records.polarities, claim.polarity)),
    (!denied || words) && badge(claim.modality, words ? `${modality}: ${words}` : modality),
    claim.tensions.length > 0 && badge("tension", "in tension"),
    claim.inferred && badge("inferred", "inferred by the curator"),
  ];
}

const QUALIFIER_LABELS = {
  quantity: "Figure",
  population: "Population",
  comparator: "Compared with",
  aspect: "Aspect",
  context: "Context",
};

function qualifiers(claim) {
  const rows = Object.entries(QUALIFIER_LABELS).flatMap(([key, label]) => {
    const values = [claim[key] ?? []].flat();
    return values.length
      ? [make("dt", {}, label), ...values.map((value) => {
          const node = nodes.get(value);
          return make("dd", {}, node ? nameButton(node) : value);
        })]
      : [];
  });
  if (!rows.length) return null;
  const list = make("dl", { class: "facts" });
  for (const row of rows) {
    // Several values of one qualifier stand below each other in the second column.
    if (row.tagName === "DD") row.style.gridColumn = "2";
    list.append(row);
  }
  return list;
}

function claimItem(claim, { withEdge = false } = {}) {
  const { edge } = claim;
  return make(
    "li",
    { class: "claim", "data-claim": claim.id },
    withEdge && make("div", { class: "badges" }, nameButton(edge.subject), phrase(edge), nameButton(edge.object)),
    make("p", { class: "statement" }, claim.statement),
    make("div", { class: "badges" }, putBadges(claim)),
    qualifiers(claim),
    claim.tensions.map((tension) => make("p", { class: "remark tension" }, `In tension: ${tension.why}`)),
    claim.note && make("p", { class: "remark" }, claim.note),
    make(
      "p",
      { class: "place" },
      claim.section.source.kind === "ontology"
        ? `${claim.section.title} · ${claim.section.source.short}`
        : `${claim.section.title}, paragraph ${claim.paragraph} · ${claim.section.source.short}`,
    ),
  );
}

/** Claims of some edges below the name of the node at their other end. */
function relationItem(edge, node) {
  return make(
    "li",
    { class: "relation" },
    make(
      "div",
      { class: "head" },
      nameButton(otherEnd(edge, node)),
      edge.contested && badge("contested", "contested"),
      edge.put === "denied" && badge("denied", "denied"),
    ),
    make("ul", {}, edge.claims.map((claim) => claimItem(claim))),
  );
}

function group(label, way, items, count) {
  return make(
    "details",
    { class: "group", open: true },
    make(
      "summary",
      {},
      make("span", { class: `label ${way}` }, label),
      make("span", { class: "count" }, counted(count, "claim")),
    ),
    make("ul", {}, items),
  );
}

function relationGroups(edgesOfNode, node, way) {
  const groups = new Map();
  for (const edge of edgesOfNode) {
    const label = way === "in" ? edge.predicate.inverse_label ?? edge.predicate.label : edge.predicate.label;
    if (!groups.has(label)) groups.set(label, []);
    groups.get(label).push(edge);
  }
  return [...groups].map(([label, together]) =>
    group(
      label,
      way,
      together.map((edge) => relationItem(edge, node)),
      together.reduce((sum, edge) => sum + edge.claims.length, 0),
    ),
  );
}

function shareOf(list) {
  if (!list.length) return null;
  const parts = records.modalities.map((modality) => [modality, list.filter((claim) => claim.modality === modality.name)]);
  const present = parts.filter(([, some]) => some.length);
  const denied = list.filter((claim) => claim.polarity !== "affirmed").length;
  const bar = make("div", { class: "share", "aria-hidden": "true" }, present.map(([modality, some]) => {
    const part = make("span", { class: modality.name });
    part.style.flexGrow = String(some.length);
    return part;
  }));
  const words = present.map(([modality, some]) => `${some.length} ${modality.label}`).join(" · ");
  return [bar, make("p", { class: "also" }, `${words}${denied ? ` · ${denied} of these denied` : ""}`)];
}

function kicker(picture, text, tools) {
  const fold = iconButton("Fold details", "M6 9l6 6 6-6", { class: "icon fold", "aria-expanded": "true", onclick: foldPanel });
  return make("div", { class: "kicker" }, picture, make("span", { class: "kind" }, text), tools, fold);
}

function foldPanel() {
  const folded = panel.classList.toggle("folded");
  const control = panel.querySelector(".fold");
  control.setAttribute("aria-expanded", String(!folded));
  control.setAttribute("aria-label", folded ? "Unfold details" : "Fold details");
}

const closeButton = () => iconButton("Close and show the overview", "M6 6l12 12M18 6L6 18", { onclick: clear });

/** The terms of public vocabularies that the node corresponds to, each a link; or why there is none. */
function termList(node) {
  const close = { exactMatch: "the same", closeMatch: "close", broadMatch: "broader", narrowMatch: "narrower", relatedMatch: "related" };
  return [
    node.terms && make("ul", { class: "terms", "aria-label": "In public vocabularies" }, node.terms.map((term) =>
      make("li", {}, link(term.iri, term.id), ` ${term.label} (${close[term.match]})`),
    )),
    node.ungrounded && make("p", { class: "aside" }, `No exact or close term: ${node.ungrounded}.`),
  ];
}

function nodePanel(node) {
  const outgoing = node.edges.filter((edge) => edge.subject === node && !(edge.predicate.symmetric && edge.object !== node));
  const incoming = node.edges.filter((edge) => edge.subject !== node && !edge.predicate.symmetric);
  const mutual = node.edges.filter((edge) => edge.predicate.symmetric && edge.subject !== edge.object);
  const others = [...(node.synonyms ?? []), ...(node.abbreviations ?? [])];
  const said = claimsOf(node);
  const part = (title, some, way) =>
    some.length ? [make("h3", {}, `${title} (${some.length})`), ...relationGroups(some, node, way)] : [];
  return [
    kicker(mark(node.category), node.category.label, closeButton()),
    make("h2", { tabindex: "-1" }, node.name),
    others.length > 0 && make("p", { class: "also" }, `Also: ${others.join(", ")}`),
    make("p", { class: node.definition ? "text" : "aside" }, node.definition ?? "No definition recorded."),
    node.note && make("p", { class: "remark" }, node.note),
    make("p", {}, make("span", { class: "id" }, node.id)),
    termList(node),
    shareOf(said),
    said.length === 0 && make("p", { class: "aside" }, "No claim has it as subject or object."),
    ...part("From here", outgoing, "out"),
    ...part("To here", incoming, "in"),
    ...part("Both ways", mutual, "both"),
    node.mentions.length > 0 && [
      make("h3", {}, `Also named in (${node.mentions.length})`),
      make("ul", { class: "mentions" }, node.mentions.map((claim) => claimItem(claim, { withEdge: true }))),
    ],
  ];
}

function edgePanel(edge) {
  return [
    kicker(lineSample(edge.put), "relation", closeButton()),
    make("h2", { tabindex: "-1" }, `${edge.subject.name} ${phrase(edge)} ${edge.object.name}`),
    make("p", { class: "aside" }, edge.predicate.definition),
    make("div", { class: "badges" }, nameButton(edge.subject), phrase(edge), nameButton(edge.object)),
    edge.contested && make("div", { class: "badges" }, badge("contested", "contested"), "One claim affirms it, another denies it."),
    make("h3", {}, counted(edge.claims.length, "claim")),
    make("ul", {}, edge.claims.map((claim) => claimItem(claim))),
  ];
}

function fact(label, value) {
  return value ? [make("dt", {}, label), make("dd", {}, value)] : [];
}

function sourceItem(source) {
  return make(
    "div",
    { class: "source" },
    make("p", {}, source.url ? link(source.url, source.title) : source.title),
    make(
      "dl",
      { class: "facts" },
      fact("Author", source.author),
      fact("Reviewer", source.reviewer),
      fact("Publisher", source.publisher),
      fact("Published", source.published),
      fact("Reviewed", source.reviewed),
      fact("Licence", source.licence),
    ),
    source.note && make("p", { class: "remark" }, source.note),
  );
}

const KEYS = [
  [["/"], "search"],
  [["←", "↑", "→", "↓"], "move between nodes"],
  [["Enter"], "open the node"],
  [["+", "−", "0"], "zoom in, out, show everything"],
  [["Esc"], "close, or clear the choice"],
  [["?"], "help"],
];

function keyList() {
  return make(
    "dl",
    { class: "keys" },
    KEYS.map(([keys, text]) => [make("dt", {}, keys.map((key) => make("kbd", {}, key))), make("dd", {}, text)]),
  );
}

function overviewPanel() {
  const { dataset } = records;
  const licence = dataset.licence_url ? link(dataset.licence_url, dataset.licence) : dataset.licence;
  const best = byDegree.slice(0, 10).filter((node) => node.edges.length > 0);
  return [
    kicker(null, "About this graph", null),
    make("h2", { tabindex: "-1" }, dataset.title),
    make("p", { class: "text" }, dataset.description),
    shareOf(claims),
    best.length > 0 && [
      make("h3", {}, "Most connected"),
      make("ul", { class: "ranking" }, best.map((node) =>
        make("li", {}, nameButton(node), make("span", { class: "count" }, counted(node.edges.length, "relation"))),
      )),
    ],
    records.sources.length > 0 && [make("h3", {}, records.sources.length === 1 ? "Source" : "Sources"), records.sources.map(sourceItem)],
    make("h3", {}, "Data set"),
    make(
      "dl",
      { class: "facts" },
      fact("Version", dataset.version),
      fact("Date", dataset.date),
      fact("Licence", licence),
      fact("Made by", dataset.creator),
    ),
    make("h3", {}, "Keyboard"),
    keyList(),
  ];
}

function showPanel() {
  const { chosen } = look;
  const parts = chosen ? (chosen.claims ? edgePanel(chosen) : nodePanel(chosen)) : overviewPanel();
  panel.replaceChildren();
  fill(panel, {}, parts);
  panel.scrollTop = 0;
  panel.classList.toggle("chosen", chosen !== null);
  panel.classList.remove("folded");
  // On a phone the overview waits below, so that the picture is seen first.
  if (!chosen && matchMedia("(max-width: 820px)").matches) foldPanel();
}
