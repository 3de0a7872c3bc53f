// The evidence beside the article: its claims with their marks, or all that studies found on one of them.

import { withFilters } from "./arrange.js";
import { certaintyBadges, edgeButton, nodeButton, placeLine, placeText } from "./claims.js";
import { csvOf } from "./csv.js";
import { button, byId, html, link } from "./elements.js";
import { countedOf, passesBut, shown } from "./filters.js";
import { evidenceOf, marks, toldOf } from "./findings.js";
import { switchOff } from "./legend.js";
import { folded, holdsWords, queryOf } from "./matching.js";
import { claimsOf, isEdge, records, slug, valueAt } from "./records.js";
import { change, LONGEST_WORDS, openEvidence, state, valuesOf } from "./state.js";
import { toldWith } from "./studies.js";

const COLUMNS = ["direction", "what and when", "with it", "against what", "difference", "counted", "design", "paid by", "differs in", "source"];

/** @param {string} label @param {string} text */
const remarkOf = (label, text) => text && html("p", { class: "about" }, `${label}: ${text}`);

/** Where a finding stands in the open view. @type {WeakMap<Finding, HTMLElement>} */
const rowOf = new WeakMap();

/** A finding with the whole of its result. @param {string} first @param {Study} study @param {Finding} finding @param {Record<string, string>} of */
function findingRow(first, study, finding, { differs_in: differsIn = "", extent = "", within = "", why = "" }) {
  const { what, withIt, against, difference, counted, whom } = finding;
  const told = [what, remarkOf("in whom", whom), remarkOf("why", why), remarkOf("included in", slug(within))];
  const source = link(study.cells.page, study.cited);
  const far = records.evidence?.extents[extent];
  const cells = [far ? `${first} (${far})` : first, told, withIt, against, difference, counted, study.design, study.paid, differsIn.replaceAll("|", ", "), source];
  // The roles, since a table whose rows are blocks, as in a narrow window, loses its own.
  const row = html("tr", { role: "row", tabindex: -1, class: within && "within" }, cells.map((content, place) => (
    html("td", { role: "cell", class: place ? null : `direction ${first}`, "data-label": COLUMNS[place], dir: "auto" }, content)
  )));
  rowOf.set(finding, row);
  return row;
}

/** @param {string} title @param {string} first @param {Element[]} rows */
const findingTable = (title, first, rows) => html(
  "table",
  { role: "table", class: "findings", "aria-label": title },
  html("thead", { role: "rowgroup" }, html("tr", { role: "row" }, [first, ...COLUMNS.slice(1)].map((name) => html("th", { scope: "col", role: "columnheader" }, name)))),
  html("tbody", { role: "rowgroup" }, rows),
);

/** @param {EvidenceRow[]} rows @param {string} block @param {string} title */
function blockPart(rows, block, title) {
  const listed = rows.flatMap(({ study, finding, cells }) => (
    study && finding && cells.block === block ? [findingRow(cells.direction, study, finding, cells)] : []
  ));
  return [html("h3", {}, title), listed.length ? findingTable(title, "direction", listed) : html("p", { class: "hint" }, "Nothing is recorded.")];
}

/** A side on which nothing was found. @param {EvidenceRow} row */
const emptySide = ({ cells: { direction, where, searched } }) =>
  html("p", { class: "empty-side" }, `Nothing direct found ${direction.replace("none found ", "")} it (${searched}). Looked for in: ${where}.`);

const HARMS = "harms that these studies counted or named";

/** How many indirect findings point another way than the only side of a mark, which would pass them over. @param {Claim} claim */
function indirectOf(claim) {
  const { mark, counts, rows } = valueAt(evidenceOf, claim);
  const others = [counts[0] ? "disputes" : "supports", "inconclusive"].flatMap((way) => {
    const count = rows.filter(({ cells }) => cells.block === "indirect" && cells.direction === way).length;
    return count ? [`${count} ${way}`] : [];
  });
  return mark.startsWith("one side") && others.length ? html("span", { class: "indirect" }, ` (indirect: ${others.join(", ")})`) : "";
}

/** @param {Claim} claim @param {PageEvidence} evidence */
function claimEvidence(claim, { titles }) {
  const { rows, harms } = valueAt(evidenceOf, claim);
  const { edge } = claim;
  return [
    button({ class: "more", onclick: () => openEvidence(null) }, "All claims"),
    html("h2", { tabindex: "-1", dir: "auto" }, claim.statement),
    html("p", { class: "place" }, placeLine(claim)),
    html("div", { class: "badges" }, certaintyBadges(claim)),
    html("div", { class: "badges" }, nodeButton(edge.subject), edgeButton(edge), nodeButton(edge.object)),
    html("p", { class: "found" }, toldOf([claim]), indirectOf(claim)),
    ...(rows.length ? Object.entries(titles).flatMap(([block, title]) => blockPart(rows, block, title)) : []),
    ...rows.filter(({ finding }) => !finding).map(emptySide),
    ...(harms.length ? [html("section", { class: "harms", "aria-label": HARMS }, html("h3", {}, HARMS), findingTable(
      HARMS, "harm", harms.map(({ study, finding, sure }) => findingRow(sure, study, finding, {})),
    ))] : []),
  ];
}

/** The claims of the article with the words, and about the chosen node, that are wanted; the filters by mark aside. */
function wantedClaims() {
  const { chosen, about } = state;
  const query = queryOf(state.words);
  const told = new Set(query ? toldWith(query).flatMap(({ claims }) => claims) : []);
  const of = about && chosen && !isEdge(chosen) ? new Set([...claimsOf(chosen), ...chosen.mentions]) : null;
  return [...evidenceOf].filter(([claim]) => passesBut("evidence", claim) && (!of || of.has(claim))
    && (!query || told.has(claim) || holdsWords(folded(claim.statement), query.split(" "))));
}

const listedClaims = () => wantedClaims().filter(([claim]) => shown.claims.has(claim));

/** @param {[claim: Claim, found: ClaimEvidence]} entry */
const claimEntry = ([claim]) => html("li", {}, button(
  { class: "entry", "data-claim": claim.id, onclick: () => openEvidence(claim) },
  html("span", { class: "found" }, toldOf([claim]), indirectOf(claim)),
  html("span", { class: "statement", dir: "auto" }, claim.statement),
  html("span", { class: "place" }, placeText(claim)),
));

/** @param {string} mark @param {string} words @param {ReturnType<typeof wantedClaims>} wanted */
function onlyButton(mark, words, wanted) {
  const others = valuesOf("evidence").filter((other) => other !== mark);
  const isOn = !state.off.evidence.has(mark) && state.off.evidence.size === others.length;
  const [all, count] = [[...evidenceOf], wanted].map((among) => among.filter(([, found]) => found.mark === mark).length);
  return all > 0 && button({ "aria-pressed": String(isOn), "data-mark": mark, onclick: () => {
    switchOff("evidence", isOn ? [] : others);
    /** @type {HTMLElement | null} */ (byId("evidence-view").querySelector(`[data-mark="${mark}"]`))?.focus();
  } }, `${words} (${count})`);
}

const listWords = html("input", {
  type: "search", autocomplete: "off", spellcheck: "false", "aria-label": "Only claims whose evidence has these words",
  placeholder: "Only claims with …", oninput: () => change({ words: listWords.value.slice(0, LONGEST_WORDS) }, { typed: true }),
});

/** A field for words, and what narrows the list to the chosen node. */
function listTools() {
  const { chosen, words, about } = state;
  if (listWords.value.slice(0, LONGEST_WORDS) !== words) listWords.value = words;
  const only = chosen && !isEdge(chosen) && button(
    { id: "evidence-about", "aria-pressed": String(about !== ""), onclick: () => {
      change({ about: about ? "" : "only" });
      byId("evidence-about").focus();
    } }, `Only what concerns ${chosen.name}`,
  );
  return html("div", { class: "actions" }, listWords, only);
}

function evidenceList() {
  const [listed, wanted] = [listedClaims(), wantedClaims()];
  return [
    html("h2", {}, "Evidence"),
    listTools(),
    html("p", { class: "hint" }, `What trials, other studies, reviews, guidelines and definitions say beside the article. The words say on which sides there is evidence on the claim as it was made. ${countedOf(listed.length, evidenceOf.size, "claim")} of the article${withFilters()}.`),
    html("div", { class: "actions", role: "group", "aria-label": "Only claims with" }, [...marks].map(([mark, words]) => onlyButton(mark, words, wanted))),
    html("ul", {}, listed.map(claimEntry)),
    ...(listed.length ? [] : [html("p", { class: "hint" }, state.words || state.about ? "Nothing matches." : "Nothing matches the filters.")]),
  ];
}

export function showEvidence() {
  const view = byId("evidence-view");
  const { evidence } = records;
  const isTyping = document.activeElement === listWords;
  const parts = state.claim && evidence ? claimEvidence(state.claim, evidence) : evidenceList();
  view.replaceChildren(html("article", {}, parts, html("p", { class: "hint" }, "What studies found, as read; no medical advice.")));
  view.scrollTop = 0;
  if (isTyping) listWords.focus();
}

/** Open the evidence on a claim at one of its findings. @param {Claim} claim @param {Finding} finding */
export function openFinding(claim, finding) {
  openEvidence(claim);
  const row = rowOf.get(finding);
  row?.scrollIntoView({ block: "center" });
  row?.focus({ preventScroll: true });
}

/** Where the reader goes on: at the claim that is open now, or in the list at the one that was. @param {Claim | null} before */
export function focusEvidence(before) {
  const target = state.claim ? "h2" : `[data-claim="${before?.id}"]`;
  /** @type {HTMLElement | null} */ (byId("evidence-view").querySelector(target))?.focus();
}

/** As `kg evidence CLAIM --csv` has it; where no claim is open, as `kg evidence --summary --csv` has it for those listed. */
export function evidenceCsv() {
  const { summary = [], evidence = [], numbers = [] } = records.evidence?.columns ?? {};
  /** @param {Claim} claim */
  const curie = (claim) => `${records.prefixes.claim}:${claim.id}`;
  const { claim } = state;
  if (!claim) return csvOf(summary, listedClaims().map(([one, { told, counts }]) => [curie(one), one.statement, told, ...counts]));
  const { told, rows } = valueAt(evidenceOf, claim);
  return csvOf(evidence, rows.map(({ study, finding, cells }) => {
    /** @type {Record<string, string>} */
    const values = { claim: curie(claim), mark: told, ...study?.cells, ...finding?.cells, ...cells };
    return evidence.map((name) => values[name]);
  }), numbers);
}

/** What is printed: the view as it is, with the address of each study below its row. */
export function evidenceSheet() {
  const sheet = html("div", { class: "evidence-sheet" }, [...byId("evidence-view").children].map((part) => part.cloneNode(true)));
  // A column is too narrow for an address.
  for (const source of /** @type {NodeListOf<HTMLAnchorElement>} */ (sheet.querySelectorAll("td a"))) {
    source.closest("tr")?.after(html("tr", { class: "address" }, html("td", { colspan: COLUMNS.length }, source.href)));
  }
  return sheet;
}
