// What studies found beside the claims of the article, as Python answers it. Nothing is weighed or ordered here.

import { claims, records } from "./records.js";

const given = records.evidence;

/** @param {string[]} names @param {string[]} values @returns {Record<string, string>} */
const named = (names, values) => Object.fromEntries(names.map((name, place) => [name, values[place] ?? ""]));

/** The words of a finding, then the values of its columns. @param {string[]} values @param {PageEvidence} evidence @returns {Finding} */
function findingOf([what, withIt, against, difference, counted, whom, ...values], evidence) {
  return { what, withIt, against, difference, counted, whom, cells: named(evidence.columns.finding, values) };
}

/** @param {string[]} values @param {PageEvidence} evidence @returns {Study} */
function studyOf([cited, design, paid, ...values], evidence) {
  return { cited, design, paid, cells: named(evidence.columns.study, values) };
}

/** @param {PageEvidence} evidence @returns {[Claim, ClaimEvidence][]} */
function decoded(evidence) {
  const studies = evidence.studies.map((values) => studyOf(values, evidence));
  const findings = evidence.findings.map((values) => findingOf(values, evidence));
  return evidence.claims.map(({ claim, mark, told, counts, rows = [], harms = [] }) => [claims[claim], {
    mark,
    told,
    counts,
    rows: rows.map(([study, finding, ...link]) => ({
      study: studies[study], finding: findings[finding], cells: named(evidence.columns.link, link),
    })),
    harms: harms.map(([study, finding, sure = "harm"]) => ({ study: studies[study], finding: findings[finding], sure })),
  }]);
}

/** The evidence on each claim of the article; empty in a page without evidence. */
export const evidenceOf = new Map(given ? decoded(given) : []);

/** Each mark, in words that say what it is a mark of. */
export const marks = new Map(Object.entries(given?.marks ?? {}));

/** The mark of some claims together, in the words of `kg evidence`: on which side there is direct evidence, where it is on one only. @param {Claim[]} among */
export function toldOf(among) {
  const found = among.flatMap((claim) => evidenceOf.get(claim) ?? []);
  const names = [...marks.keys()];
  const [supports, disputes, inconclusive] = [0, 1, 2].map((place) => found.some(({ counts }) => counts[place]));
  const mark = supports && disputes ? names[0] : names[Math.min(...found.map((one) => names.indexOf(one.mark)))];
  return found.length ? [
    marks.get(mark), supports !== disputes && ` (${supports ? "supports" : "disputes"})`, (supports || disputes) && inconclusive && "; some inconclusive",
  ].filter(Boolean).join("") : "";
}

/** The claims that an address can name. */
export const claimById = new Map([...evidenceOf.keys()].map((claim) => [claim.id, claim]));
