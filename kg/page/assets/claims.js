// A claim as it is shown everywhere: what is said, with what certainty, in what respect, where.

import { bdi, button, byId, html } from "./elements.js";
import { toldOf } from "./findings.js";
import { pinButton } from "./pins.js";
import { certaintyLabel, certaintyOf, certaintyRank, heaviest, levelOf, levelOfClaim, nodes, phrase, restrictionsOf, sourceAndDate } from "./records.js";
import { categoryMark, lineSample } from "./shapes.js";
import { change, choose, openEvidence } from "./state.js";

/** @param {GraphNode} node */
export const nodeButton = (node) => button({ class: "name", onclick: () => choose(node) }, categoryMark(node.category), bdi(node.name));
/** @param {Edge} edge */
export const edgeButton = (edge) => button({ class: "name", onclick: () => choose(edge) }, bdi(phrase(edge)));

/** How many of some claims have which certainty, most certain first. @param {Claim[]} among */
export const sharesOf = (among) => [...Map.groupBy(among, levelOfClaim)]
  .map(([name, { length }]) => ({ name, count: length }))
  .sort((a, b) => certaintyRank(a.name) - certaintyRank(b.name));

/** A bar whose parts are as long as the shares. @param {ReturnType<typeof sharesOf>} shares */
export const shareBar = (shares) => html("span", { class: "share", "aria-hidden": "true" }, shares.map(({ name, count }) => {
  const part = html("span", { class: name });
  part.style.flexGrow = String(count);
  return part;
}));

/** @param {string} kind @param {string} text */
export const badge = (kind, text) => html("span", { class: `badge ${kind}` }, text);

/** How certain an edge is by the count of its claims, or of those that the filters leave, and how it is restricted. @param {Edge} edge */
export function supportBadges(edge, among = edge.claims) {
  const restrictions = restrictionsOf(among);
  return [badge(levelOf(among), certaintyOf(among)), restrictions && html("span", { class: "limits", dir: "auto" }, restrictions)];
}

/** How certain a source is of a claim, with the words that say so. @param {Claim} claim @param {{ withTensions?: boolean }} options */
export function certaintyBadges(claim, { withTensions = true } = {}) {
  const words = (claim.hedge ?? []).map((word) => `“${word}”`).join(", ");
  const modality = certaintyLabel(claim.modality);
  const isDenied = claim.polarity !== "affirmed";
  // A denial first, so that it is not overlooked; its modality only where that is not plain.
  return [
    isDenied && badge("denied", certaintyLabel(claim.polarity)),
    (!isDenied || words) && badge(claim.modality, words ? `${modality}: ${words}` : modality),
    withTensions && claim.tensions.length > 0 && tensionBadge(claim),
    claim.inferred && badge("inferred", certaintyLabel("inferred")),
  ];
}

/** Major tensions catch the eye; what only nuances a claim is said more quietly. @param {Claim} claim */
function tensionBadge(claim) {
  const weight = heaviest(claim.tensions);
  return badge(weight === "major" ? "tension" : "tension minor", weight && weight !== "major" ? `${weight} tension` : "in tension");
}

/** @param {Claim} claim @returns {[label: string, values: string[]][]} */
const qualifiersOf = ({ quantity, population = [], comparator = [], aspect = [], context = [] }) => [
  ["Figure", quantity ? [quantity] : []],
  ["Population", population],
  ["Compared with", comparator],
  ["Aspect", aspect],
  ["Context", context],
];

/** @param {Claim} claim */
function qualifierList(claim) {
  const rows = qualifiersOf(claim).filter(([, values]) => values.length).map(([label, values]) => [
    html("dt", {}, label),
    values.map((value) => {
      const node = nodes.get(value);
      const row = html("dd", {}, node ? nodeButton(node) : bdi(value));
      // Several values of one qualifier are below each other in the second column.
      row.style.gridColumn = "2";
      return row;
    }),
  ]);
  return rows.length > 0 && html("dl", { class: "facts" }, rows);
}

/** The mark of a claim of the article, in words: it opens the evidence. @param {Claim} claim */
function evidenceButton(claim) {
  const told = toldOf([claim]);
  return told && button({ class: "more evidence", onclick: () => openEvidence(claim) }, told);
}

/** What there is to say of a claim besides its statement. @param {Claim} claim @param {{ withTensions?: boolean }} options */
const claimDetails = (claim, { withTensions = true } = {}) => [
  html("div", { class: "badges" }, certaintyBadges(claim, { withTensions })),
  qualifierList(claim),
  withTensions && claim.tensions.map((tension) => html(
    "div",
    { class: heaviest([tension]) === "major" ? "remark tension" : "remark" },
    html("p", { dir: "auto" }, `In tension: ${tension.why}`),
    button({ class: "more", onclick: () => openTension(tension) }, "Both sides"),
  )),
  claim.note && html("p", { class: "remark", dir: "auto" }, claim.note),
  html("p", { class: "place" }, placeLine(claim)),
  html("div", { class: "keep" }, evidenceButton(claim), pinButton(claim)),
];

/** @param {Edge} edge */
const edgeLine = (edge) => html("div", { class: "badges" }, nodeButton(edge.subject), edgeButton(edge), nodeButton(edge.object));

/** A claim with all its details. @param {Claim} claim @param {{ withEdge?: boolean, withTensions?: boolean }} options */
export function claimItem(claim, { withEdge = false, withTensions = true } = {}) {
  return html(
    "li",
    { class: "claim", "data-claim": claim.id },
    withEdge && edgeLine(claim.edge),
    html("p", { class: "statement", dir: "auto" }, claim.statement),
    claimDetails(claim, { withTensions }),
  );
}

/** One word for what a line can rest on. @param {string} level */
export const levelWord = (level) => (level === "inferred" ? level : certaintyLabel(level));

/** A claim as one line: its statement and how certain it is. The rest opens on demand. @param {Claim} claim @param {{ withEdge?: boolean }} options */
export function claimRow(claim, { withEdge = false } = {}) {
  const level = levelOf([claim]);
  const isTense = heaviest(claim.tensions) === "major";
  return html("li", { class: "claim", "data-claim": claim.id }, html(
    "details",
    {},
    html(
      "summary",
      {},
      html("span", { class: "statement", dir: "auto" }, claim.statement),
      html("span", { class: `level ${level}` }, levelWord(level), lineSample(level), isTense && html("span", { class: "conflict" }, "in tension")),
    ),
    withEdge && edgeLine(claim.edge),
    claimDetails(claim),
  ));
}

/** @param {Tension} tension */
function openTension(tension) {
  change({ view: "tensions" });
  const item = byId(`tension-${tension.id}`);
  item?.scrollIntoView({ block: "start" });
  item?.focus({ preventScroll: true });
}

/** Section and paragraph, then source and date. @param {Claim} claim */
function placeParts({ section, paragraph }) {
  const { source } = section;
  return [`${section.title}${source.kind === "ontology" ? "" : `, paragraph ${paragraph}`}`, sourceAndDate(source)];
}

/** @param {Claim} claim */
export const placeText = (claim) => placeParts(claim).join(" · ");

/** The same for reading: source and date are not torn apart where the line ends. @param {Claim} claim */
export function placeLine(claim) {
  const [place, source] = placeParts(claim);
  return [`${place} `, html("span", { class: source.length < 40 ? "date" : null }, `· ${source}`)];
}
