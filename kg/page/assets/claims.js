// A claim as it is shown everywhere: what is said, how firmly, of whom, where.

/** Text of the data in its own direction, whatever stands around it. */
const own = (text) => make("bdi", {}, text);

const nameButton = (node) => button({ class: "name", onclick: () => go(node) }, mark(node.category), own(node.name));
const edgeButton = (edge, text = phrase(edge)) => button({ class: "name", onclick: () => go(edge) }, own(text));

const badge = (kind, text) => make("span", { class: `badge ${kind}` }, text);

const labelOf = (list, name) => list.find((one) => one.name === name)?.label ?? name;

/** How firmly an edge is put at best. */
const putOf = (edge) => badge(edge.put, labelOf([...records.modalities, ...records.polarities], edge.put));

/** How firmly a source puts a claim, with the words that say so. */
function putBadges(claim, { withTensions = true } = {}) {
  const words = (claim.hedge ?? []).map((word) => `“${word}”`).join(", ");
  const modality = labelOf(records.modalities, claim.modality);
  const denied = claim.polarity !== "affirmed";
  // A denial first, so that it is not read past; how firmly it is put only where that is not plainly.
  return [
    denied && badge("denied", labelOf(records.polarities, claim.polarity)),
    (!denied || words) && badge(claim.modality, words ? `${modality}: ${words}` : modality),
    withTensions && claim.tensions.length > 0 && tensionBadge(claim),
    claim.inferred && badge("inferred", "inferred by the curator"),
  ];
}

/** Major tensions stand out; what only nuances a claim is said more quietly. */
function tensionBadge(claim) {
  const weight = heaviest(claim.tensions);
  return badge(weight === "major" ? "tension" : "tension minor", weight && weight !== "major" ? `${weight} tension` : "in tension");
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
          return make("dd", {}, node ? nameButton(node) : own(value));
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

function claimItem(claim, { withEdge = false, withTensions = true } = {}) {
  const { edge } = claim;
  return make(
    "li",
    { class: "claim", "data-claim": claim.id },
    withEdge && triple(edge),
    make("p", { class: "statement", dir: "auto" }, claim.statement),
    make("div", { class: "badges" }, putBadges(claim, { withTensions })),
    qualifiers(claim),
    withTensions && claim.tensions.map((tension) => make(
      "div",
      { class: heaviest([tension]) === "major" ? "remark tension" : "remark" },
      make("p", { dir: "auto" }, `In tension: ${tension.why}`),
      button({ class: "more", onclick: () => openTension(tension) }, "Both sides"),
    )),
    claim.note && make("p", { class: "remark", dir: "auto" }, claim.note),
    make("p", { class: "place" }, placeLine(claim)),
  );
}

/** Section and paragraph, then source and date. */
function placeParts({ section, paragraph }) {
  const { source } = section;
  return [`${section.title}${source.kind === "ontology" ? "" : `, paragraph ${paragraph}`}`, sourceAndDate(source)];
}

const placeOf = (claim) => placeParts(claim).join(" · ");

/** The same for reading: source and date are not torn apart where the line ends. */
function placeLine(claim) {
  const [place, source] = placeParts(claim);
  return [`${place} `, make("span", { class: source.length < 40 ? "date" : null }, `· ${source}`)];
}

// The title where publisher and year do not tell two sources apart.
const sourceAndDate = (source) =>
  [source.short === source.title ? source.title : source.publisher ?? source.author, source.published].filter(Boolean).join(", ");

const triple = (edge) => make("div", { class: "badges" }, nameButton(edge.subject), edgeButton(edge), nameButton(edge.object));
