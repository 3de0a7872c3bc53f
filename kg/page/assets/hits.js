// What a search finds: things by what they are called, claims by what they say; and which things are lit for it.

import { folded, holdsMeant, holdsWords, matchedPieces, meaningsOf, queryOf } from "./matching.js";
import { certaintyLabel, claims, nodes, otherNames, phrase } from "./records.js";
import { toldWith } from "./studies.js";

/** @typedef {{ rank: number, also: string, node: GraphNode }} Hit `also` is the synonym that matched where the name did not. */
/** @typedef {import("./matching.js").Meaning} Meaning */

/** @param {GraphNode} node */
const searchEntry = (node) => ({
  node,
  name: folded(node.name),
  others: [node.slug, node.id, ...otherNames(node), ...(node.terms ?? []).map((term) => term.id)].map(
    (text) => ({ text, plain: folded(text) }),
  ),
  definition: folded(node.definition ?? ""),
});

/** How certain a claim is, with the words that say so. @param {Claim} claim */
export function certaintyWords({ modality, polarity, hedge = [], inferred }) {
  const isDenied = polarity !== "affirmed";
  const words = hedge.map((word) => `“${word}”`).join(", ");
  // A denial is told alone where its modality is plain, as on the badges.
  return [
    isDenied && certaintyLabel(polarity), (!isDenied || words) && [certaintyLabel(modality), words].filter(Boolean).join(": "), inferred && certaintyLabel("inferred"),
  ].filter(Boolean).join(", ");
}

/** What else the ends of a claim are called, and what the curator noted. @param {Claim} claim */
const asideOf = ({ edge, note = "" }) => [...[edge.subject, edge.object].flatMap(otherNames), note];

/** What there is to find in a claim, apart from its statement. @param {Claim} claim */
export const claimParts = (claim) => [
  `${claim.edge.subject.name} ${phrase(claim.edge)} ${claim.edge.object.name}`,
  certaintyWords(claim),
  claim.quantity ?? "",
  claim.section.title,
  claim.id,
];

/** The part of what stands beside a claim that holds one of the words. @param {Claim} claim @param {Meaning[]} words */
export const asideWith = (claim, words) => asideOf(claim).find((part) => matchedPieces(part, words).length > 1);

/** Made when the search is first used, since folding the texts of 20,000 nodes takes a while. @type {ReturnType<typeof makeIndex>} */
let index;

function makeIndex() {
  const entries = [...nodes.values()].map(searchEntry);
  const texts = claims.map((claim) => {
    const text = folded([claim.statement, ...claimParts(claim)].join(" "));
    return { claim, text, all: `${text} ${folded(asideOf(claim).join(" "))}` };
  });
  /** @type {Set<string>} */
  const vocabulary = new Set();
  for (const text of [...entries.flatMap(({ name, others, definition }) => [name, definition, ...others.map(({ plain }) => plain)]), ...texts.map(({ all }) => all)]) {
    for (const word of text.split(" ")) vocabulary.add(word);
  }
  return { entries, texts, vocabulary };
}

/** How well a text matches: 0 the very words, then its start, words in it, any part of it, a slip; Infinity not at all. @param {string} text @param {string} query @param {Meaning[]} words */
function matchRank(text, query, words) {
  if (text === query) return 0;
  if (holdsWords(text, query.split(" "))) return text.startsWith(query) ? 2 : 3;
  if (query.length > 4 && !/(?:^| )\p{N}/u.test(query) && text.includes(query)) return 5;
  return holdsMeant(text, words) ? 10 : Infinity;
}

/** @param {ReturnType<typeof searchEntry>} entry @param {string} query @param {Meaning[]} words @returns {Hit} */
function bestMatch({ node, name, others, definition }, query, words) {
  let best = { rank: matchRank(name, query, words), also: "", node };
  for (const { text, plain } of others) {
    const rank = matchRank(plain, query, words) + 0.5;
    if (rank < best.rank) best = { rank, also: text, node };
  }
  return best.rank > 6 && holdsWords(definition, query.split(" ")) ? { rank: 6, also: "", node } : best;
}

export const indexed = () => (index ??= makeIndex());

/** @param {string} query */
const meaningsIn = (query) => meaningsOf(query.split(" "), indexed().vocabulary);

/** The words as they stand. @param {string} query */
const exactly = (query) => query.split(" ").map((word) => ({ word, meant: [] }));

/** The claims that hold each word, those that say it first. @param {Meaning[]} words */
function claimsHolding(words) {
  const texts = Map.groupBy(indexed().texts.filter(({ all }) => holdsMeant(all, words)), ({ text }) => holdsMeant(text, words));
  return [...(texts.get(true) ?? []), ...(texts.get(false) ?? [])].map(({ claim }) => claim);
}

/** Or else those that have what the words may be slips for. @param {string} query */
export function claimsWith(query) {
  const found = claimsHolding(exactly(query));
  return found.length ? found : claimsHolding(meaningsIn(query));
}

/** Things, best first. @param {string} query @param {Meaning[]} words */
const thingsHolding = (query, words) => indexed().entries.map((entry) => bestMatch(entry, query, words)).filter(({ rank }) => rank < Infinity)
  .sort((a, b) => a.rank - b.rank || a.node.name.length - b.node.name.length || (a.node.id < b.node.id ? -1 : 1));

/** What a text finds: things, claims, and what studies say; only where nothing has its words, what they may be slips for. @param {string} text */
export function search(text) {
  const query = queryOf(text);
  /** @type {Meaning[]} */
  const none = [];
  if (!query) return { words: none, things: [], found: [], told: [], isSimilar: false };
  const words = exactly(query);
  const exact = { words, things: thingsHolding(query, words), found: claimsHolding(words), told: toldWith(query), isSimilar: false };
  if (exact.things.length || exact.found.length || exact.told.length) return exact;
  const slips = meaningsIn(query);
  return { words: none, things: thingsHolding(query, slips), found: claimsHolding(slips), told: [], isSimilar: true };
}

/** The things that the open search has found. @type {Set<GraphNode>} */
export const lit = new Set();
/** @type {() => void} */
let onLit = () => {};
/** @param {() => void} listener */
export function whenLit(listener) {
  onLit = listener;
}

/** @param {Iterable<GraphNode>} found */
export function light(found) {
  const next = new Set(found);
  if (next.size === lit.size && [...next].every((node) => lit.has(node))) return;
  lit.clear();
  for (const node of next) lit.add(node);
  onLit();
}
