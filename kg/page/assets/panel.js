// The panel: what the graph is, or everything that is said of the chosen node, edge or path.

const panel = find("panel");

/** Claims of an edge below the name of the node at its other end. */
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

/** What a relation is called, seen from one of its ends. */
const labelFrom = (edge, node) => (edge.subject === node ? edge.predicate.label : edge.predicate.inverse_label ?? edge.predicate.label);

// A list of a thousand claims takes a second to build: the rest comes when it is asked for.
const FIRST = 150;

function longList(attributes, items, build) {
  const list = make("ul", attributes, items.slice(0, FIRST).map(build));
  const rest = items.slice(FIRST);
  const showRest = ({ currentTarget }) => {
    list.append(...rest.map(build));
    currentTarget.remove();
  };
  return [list, rest.length > 0 && button({ class: "more", onclick: showRest }, `Show ${number(rest.length)} more`)];
}

function relationGroups(edgesOfNode, node, way) {
  const groups = Map.groupBy(edgesOfNode, (edge) => labelFrom(edge, way === "in" ? edge.object : edge.subject));
  return [...groups].map(([label, together]) => make(
    "details",
    { class: "group", open: true },
    make(
      "summary",
      {},
      make("span", { class: `label ${way}` }, label),
      make("span", { class: "count" }, counted(together.reduce((sum, edge) => sum + edge.claims.length, 0), "claim")),
    ),
    longList({}, together, (edge) => relationItem(edge, node)),
  ));
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
  const words = present.map(([modality, some]) => `${number(some.length)} ${modality.label}`).join(" · ");
  return [bar, make("p", { class: "also" }, `${words}${denied ? ` · ${number(denied)} of these denied` : ""}`)];
}

function kicker(picture, text, tools) {
  const fold = iconButton("Fold details", "M6 9l6 6 6-6", { class: "icon fold", "aria-expanded": "true", onclick: () => foldPanel() });
  return make("div", { class: "kicker" }, picture, make("span", { class: "kind" }, text), tools, fold);
}

function foldPanel(wanted = !panel.classList.contains("folded")) {
  const folded = panel.classList.toggle("folded", wanted);
  const control = panel.querySelector(".fold");
  control.setAttribute("aria-expanded", String(!folded));
  control.setAttribute("aria-label", folded ? "Unfold details" : "Fold details");
}

const LINK = "M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1";
const CROSS = "M6 6l12 12M18 6L6 18";
const closing = (close = clear) => [
  iconButton("Copy a link to this", LINK, { onclick: copyLink }),
  iconButton("Close and show the overview", CROSS, { onclick: close }),
];

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

/** What can be done with a node: its surroundings, a path from it, a place in the comparison. */
function nodeTools(node) {
  const around = (steps) => state.layout === "around" && state.centre === node && state.steps === steps;
  const step = (steps, text) => button(
    {
      "aria-pressed": String(around(steps)),
      onclick: () => (around(steps) ? leaveScene() : change({ view: "graph", layout: "around", centre: node, steps, ends: null })),
    },
    text,
  );
  const pathTo = button({ "aria-expanded": "false", "aria-controls": "path-to", onclick: () => {
    const box = find("path-to");
    box.hidden = !box.hidden;
    pathTo.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.querySelector("input").focus();
  } }, "Path to…");
  const inComparison = state.compared.includes(node);
  const compare = button(
    { onclick: () => change({ view: "compare", compared: inComparison ? state.compared : [...state.compared, node].slice(-MOST_COMPARED) }) },
    "Compare",
  );
  return [
    make("div", { class: "actions", role: "group", "aria-label": "Look further" }, step(1, "Neighbours"), step(2, "2 steps"), pathTo, compare),
    make("div", { id: "path-to", hidden: true }, searchField("path-end", `A path from ${node.name} to …`, (end) => {
      change({ view: "graph", layout: "path", ends: [node, end], centre: null, chosen: null });
      holder.focus();
    }, (other) => other !== node)),
  ];
}

function nodePanel(node) {
  const visible = node.edges;
  const outgoing = visible.filter((edge) => edge.subject === node && !(edge.predicate.symmetric && edge.object !== node));
  const incoming = visible.filter((edge) => edge.subject !== node && !edge.predicate.symmetric);
  const mutual = visible.filter((edge) => edge.predicate.symmetric && edge.subject !== edge.object);
  const others = [...(node.synonyms ?? []), ...(node.abbreviations ?? [])];
  const said = claimsOf(node);
  const community = communities[node.community];
  const part = (title, some, way) =>
    some.length ? [make("h3", {}, `${title} (${number(some.length)})`), ...relationGroups(some, node, way)] : [];
  return [
    kicker(mark(node.category), node.category.label, closing()),
    make("h2", { tabindex: "-1", dir: "auto" }, node.name),
    others.length > 0 && make("p", { class: "also", dir: "auto" }, `Also: ${others.join(", ")}`),
    make("p", { class: node.definition ? "text" : "aside", dir: "auto" }, node.definition ?? "No definition recorded."),
    node.note && make("p", { class: "remark", dir: "auto" }, node.note),
    nodeTools(node),
    shareOf(said),
    said.length === 0 && make("p", { class: "aside" }, "Nothing is claimed of it: no claim has it as subject or object."),
    isFiltering() && said.length > 0 && make("p", { class: "aside" }, "The filters do not apply here: every claim about it is listed."),
    ...part("From here", outgoing, "out"),
    ...part("To here", incoming, "in"),
    ...part("Both ways", mutual, "both"),
    node.mentions.length > 0 && [
      make("h3", {}, `Also named in (${number(node.mentions.length)})`),
      longList({ class: "mentions" }, node.mentions, (claim) => claimItem(claim, { withEdge: true })),
    ],
    make("h3", {}, "Identity"),
    make("p", {}, make("span", { class: "id" }, node.id)),
    termList(node),
    community && make("p", { class: "aside" }, `In the community of ${community.label}, with ${counted(community.members.length - 1, "other node", "other nodes")}.`),
  ];
}

function edgePanel(edge) {
  return [
    kicker(lineSample(edge.put), "relation", closing()),
    make("h2", { tabindex: "-1", dir: "auto" }, `${edge.subject.name} ${phrase(edge)} ${edge.object.name}`),
    make("p", { class: "aside" }, edge.predicate.definition),
    make("dl", { class: "facts" }, fact("Subject", nameButton(edge.subject)), fact("Object", nameButton(edge.object))),
    edge.contested && make("div", { class: "badges" }, badge("contested", "contested"), "One claim affirms it, another denies it."),
    make("h3", {}, counted(edge.claims.length, "claim")),
    make("ul", {}, edge.claims.map((claim) => claimItem(claim))),
  ];
}

// Which of the shortest paths is told: the next one when the reader asks for it, of so many at most.
let told = 0;
const TOLD = 20;

function pathPanel() {
  const [start, end] = state.ends;
  const paths = shortestPaths(state.ends, TOLD + 1);
  const count = paths.length > TOLD ? `more than ${TOLD}` : paths.length;
  const path = paths[told % Math.max(paths.length, 1)];
  const next = paths.length > 1 && button({ class: "more", onclick: () => {
    told += 1;
    showPanel();
    panel.querySelector(".more").focus();
  } }, `${(told % paths.length) + 1} of ${count} shortest paths. Next`);
  return [
    kicker(null, "Shortest path", closing(leaveScene)),
    make("h2", { tabindex: "-1", dir: "auto" }, `${start.name} to ${end.name}`),
    make("p", { class: "aside" }, path
      ? `${counted(path.length - 1, "step")}, whatever the direction of the relations. A path is no chain of causes: read each claim.`
      : `No path joins them${isFiltering() ? " with these filters" : ""}.`),
    next,
    path && make("ol", { class: "path" }, path.map((node, index) => make(
      "li",
      {},
      nameButton(node),
      index < path.length - 1 && edgesBetween(node, path[index + 1]).map((edge) => [
        make("p", { class: "step" }, edge.subject === node ? "↓ " : "↑ ", edgeButton(edge)),
        make("ul", {}, edge.claims.filter((claim) => shown.claims.has(claim)).map((claim) => claimItem(claim))),
      ]),
    ))),
  ];
}

function fact(label, value) {
  return value ? [make("dt", {}, label), make("dd", {}, value)] : [];
}

function sourceItem(source) {
  return make(
    "div",
    { class: "source" },
    make("p", { dir: "auto" }, source.url ? link(source.url, source.title) : source.title),
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

/** The part of a graph that the page is about, where it is not the whole. */
const excerptText = () => records.excerpt && `A part of the graph: ${records.excerpt.what}. ${number(nodes.size)} of ${counted(records.excerpt.whole, "node")}.`;

function overviewPanel() {
  const { dataset } = records;
  const best = byDegree.slice(0, 10).filter((node) => node.edges.length > 0);
  const [first, ...rest] = records.sources;
  return [
    kicker(null, "About this graph", null),
    make("h2", { tabindex: "-1", dir: "auto" }, dataset.title),
    records.excerpt && make("p", { class: "remark" }, excerptText()),
    make("p", { class: "text", dir: "auto" }, dataset.description),
    shareOf(claims),
    best.length > 0 && [
      make("h3", {}, "Most connected"),
      make("ul", { class: "ranking" }, best.map((node) =>
        make("li", {}, nameButton(node), make("span", { class: "count" }, counted(node.edges.length, "relation"))),
      )),
    ],
    first && [
      make("h3", {}, rest.length ? "Sources" : "Source"),
      sourceItem(first),
      rest.map((source) => make("details", { class: "source" }, make("summary", {}, source.title), sourceItem(source))),
    ],
    make("h3", {}, "Data set"),
    datasetFacts(),
  ];
}

function datasetFacts() {
  const { dataset } = records;
  return make(
    "dl",
    { class: "facts" },
    fact("Version", dataset.version),
    fact("Date", dataset.date),
    fact("Licence", dataset.licence_url ? link(dataset.licence_url, dataset.licence) : dataset.licence),
    fact("Made by", dataset.creator),
  );
}

function showPanel() {
  const { chosen } = state;
  const onPath = state.layout === "path" && !chosen;
  const parts = onPath ? pathPanel() : chosen ? (isEdge(chosen) ? edgePanel(chosen) : nodePanel(chosen)) : overviewPanel();
  panel.replaceChildren();
  fill(panel, {}, parts);
  panel.scrollTop = 0;
  panel.classList.toggle("chosen", chosen !== null);
  panel.classList.remove("folded");
  // On a phone the overview waits below, so that the picture is seen first.
  if (!chosen && !onPath && isNarrow.matches) foldPanel(true);
}
