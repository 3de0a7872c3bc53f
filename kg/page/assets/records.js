// What the page was given: the graph's nodes, edges and claims, joined to each other.

import { byId } from "./elements.js";

/** The value of a key that the map holds. @template Key, Value @param {Map<Key, Value>} map @param {Key} key */
export function valueAt(map, key) {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of ${key}`);
  return value;
}

/** @type {NetworkData} */
export const networkData = JSON.parse(byId("network").textContent ?? "");
/** @type {PageRecords} */
export const records = JSON.parse(byId("records").textContent ?? "");

/** @param {string} curie */
export const slug = (curie) => curie.slice(curie.indexOf(":") + 1);

/** The address of a term of a public vocabulary. @param {string} curie */
export const termIri = (curie) => (records.prefixes.terms[curie.slice(0, curie.indexOf(":"))] ?? "") + slug(curie);

export const categories = new Map(records.categories.map((category) => [category.name, category]));
const predicates = new Map(records.predicates.map((predicate) => [predicate.name, predicate]));
export const sections = records.sections.map((section) => ({ ...section, source: records.sources[section.source] }));
export const articles = records.sources.filter((source) => source.kind !== "ontology");

/** @type {Map<string, GraphNode>} */
export const nodes = new Map(
  networkData.nodes.map((node) => [
    node.id,
    { ...node, name: node.label, slug: slug(node.id), category: valueAt(categories, node.category), edges: [], mentions: [], inTension: false },
  ]),
);

/** @type {Edge[]} */
export const edges = networkData.edges.map((edge) => ({
  id: `${slug(edge.from)}/${edge.predicate}/${slug(edge.to)}`,
  subject: valueAt(nodes, edge.from),
  object: valueAt(nodes, edge.to),
  predicate: valueAt(predicates, edge.predicate),
  certainty: "",
  contested: false,
  inTension: false,
  width: 0,
  dashes: false,
  claims: [],
}));
export const edgeById = new Map(edges.map((edge) => [edge.id, edge]));

/** @type {Claim[]} */
export const claims = records.claims.map((claim) => ({
  ...records.usual, ...claim, edge: edges[claim.edge], section: sections[claim.section], tensions: [],
}));

/** The widest line, in pixels at first view. */
const WIDEST = 3.8;

/** What a claim rests on: what is hedged is no more certain for being inferred. @param {Claim} claim */
export const levelOfClaim = ({ polarity, modality, inferred }) => (polarity !== "affirmed" ? polarity : inferred && modality !== "hedged" ? "inferred" : modality);

/** Whether a claim is counted as denied, as of a modality, or as one of them that is inferred. @param {Claim} claim @param {string} level */
export const isOfLevel = (claim, level) => (level === "inferred" ? Boolean(claim.inferred) : countedAs(claim) === level);
/** The denied are counted apart. @param {Claim} claim */
export const countedAs = ({ polarity, modality }) => (polarity === "affirmed" ? modality : polarity);

/** What claims rest on together: the most certain of them. @param {Claim[]} among */
export const levelOf = (among) => Object.keys(records.lines).find((name) => among.some((claim) => levelOfClaim(claim) === name)) ?? "denied";

/** How certain claims are together, in a word; none where one asserts it outright. @param {Claim[]} among */
export function reservationOf(among) {
  const level = levelOf(among);
  const isReported = level === "inferred" && among.every((claim) => levelOfClaim(claim) !== level || claim.modality === "reported");
  return level === "asserted" ? "" : isReported ? "reported, inferred" : level;
}

for (const claim of claims) claim.edge.claims.push(claim);
for (const edge of edges) {
  edge.certainty = levelOf(edge.claims);
  edge.dashes = records.lines[edge.certainty].length > 0 && records.lines[edge.certainty];
  edge.width = Math.min(0.9 + 0.5 * (edge.claims.length - 1), WIDEST);
  edge.contested = new Set(edge.claims.map((claim) => claim.polarity)).size > 1;
  for (const node of new Set([edge.subject, edge.object])) node.edges.push(edge);
}

for (const claim of claims) {
  const { population = [], comparator = [], aspect = [], context = [], edge } = claim;
  for (const node of new Set([...population, ...comparator, ...aspect, ...context].map((value) => nodes.get(value)))) {
    if (node && node !== edge.subject && node !== edge.object) node.mentions.push(claim);
  }
}

export const WEIGHTS = ["major", "moderate", "minor"];

/** @param {Tension[]} among */
export const heaviest = (among) => WEIGHTS.find((weight) => among.some((tension) => tension.weight === weight)) ?? null;

/** @type {Tension[]} */
export const tensions = records.tensions.map((tension) => ({
  ...tension,
  kind: records.kinds.find(({ name }) => name === tension.kind) ?? { name: tension.kind, label: tension.kind },
  claims: (tension.claims ?? []).map((index) => claims[index]),
  against: (tension.against ?? []).map((index) => claims[index]),
}));
for (const tension of tensions) {
  for (const claim of [...tension.claims, ...tension.against]) claim.tensions.push(tension);
}

// A line is in tension where one claim affirms and another denies it, or where a tension would change what a reader takes away.
for (const edge of edges) {
  edge.inTension = edge.contested || heaviest(edge.claims.flatMap((claim) => claim.tensions)) === "major";
}
for (const node of nodes.values()) node.inTension = node.edges.some((edge) => edge.inTension);

export const byDegree = [...nodes.values()].sort((a, b) => b.edges.length - a.edges.length);
export const hubs = new Set(byDegree.slice(0, 10).filter((node) => node.edges.length > 0));

/** What no claim affirms is never named as if it were so. @param {Edge} edge */
export const phrase = (edge) => (edge.certainty === "denied" ? `not: ${edge.predicate.label}` : edge.predicate.label);

/** What a relation is called, seen from one of its ends. @param {Edge} edge @param {GraphNode} node */
export const labelFrom = (edge, node) => (edge.subject === node ? edge.predicate.label : edge.predicate.inverse_label ?? edge.predicate.label);

/** @param {Edge} edge @param {GraphNode} node */
export const otherEnd = (edge, node) => (edge.subject === node ? edge.object : edge.subject);

/** What a node is also called. @param {GraphNode} node */
export const otherNames = ({ synonyms = [], abbreviations = [] }) => [...synonyms, ...abbreviations];

/** @param {GraphNode} node */
export const claimsOf = (node) => node.edges.flatMap((edge) => edge.claims);

/** @param {GraphNode | Edge | null | undefined} target @returns {target is Edge} */
export const isEdge = (target) => Boolean(target && "claims" in target);

const INFERRED = {
  name: "inferred", label: "inferred by the curator", definition: "The source does not say it in so many words: the curator supplied a part of it.",
};
/** What a line can rest on, most certain first. */
export const certainties = Object.keys(records.lines).flatMap(
  (name) => [...records.modalities, ...records.polarities, INFERRED].find((term) => term.name === name) ?? [],
);
/** The place of a certainty among the certainties. @param {string} name */
export const certaintyRank = (name) => certainties.findIndex((level) => level.name === name);

/** @param {string} name */
export const certaintyLabel = (name) => [...certainties, ...records.polarities].find((level) => level.name === name)?.label ?? name;

/** How certain claims are together, by count, as `Edge.certainty` has it (kg/model.py). @param {Claim[]} among */
export function certaintyOf(among) {
  const words = certainties.flatMap(({ name, label }) => {
    const count = among.filter((claim) => countedAs(claim) === name).length;
    return count ? [`${number(count)} ${label ?? name}`] : [];
  });
  const inferred = among.filter((claim) => claim.inferred).length;
  if (inferred) words.push(inferred === among.length ? "inferred" : `${number(inferred)} of them inferred`);
  return words.join(", ");
}

/** For whom, compared with what and in which context claims hold; where only some are so restricted, how many. @param {Claim[]} among */
export function restrictionsOf(among) {
  return /** @type {const} */ (["population", "comparator", "context"]).flatMap((name) => {
    const values = new Set(among.flatMap((claim) => claim[name] ?? []));
    const count = among.filter((claim) => claim[name]?.length).length;
    const of = count < among.length ? ` (${number(count)} of ${counted(among.length, "claim")})` : "";
    return values.size ? [`${name}: ${[...values].map((value) => nodes.get(value)?.name ?? value).join(", ")}${of}`] : [];
  }).join("; ");
}

/** The title where publisher and year do not tell two sources apart. @param {Source} source */
export const sourceAndDate = (source) =>
  [source.short === source.title ? source.title : source.publisher ?? source.author, source.published].filter(Boolean).join(", ");

/** Communities, largest first: each with its number, its members and the best connected of them, which names it. */
export const communities = (() => {
  /** @type {GraphNode[][]} */
  const groups = [];
  for (const node of byDegree) if (node.community >= 0) (groups[node.community] ??= []).push(node);
  return groups.map((members, rank) => ({ number: rank, members, label: members[0].name }));
})();

/** The node or edge that an address names: by slug, CURIE or subject/predicate/object. @param {string} text */
export function resolve(text) {
  return nodes.get(text) ?? nodes.get(`${records.prefixes.node}:${text}`) ?? edgeById.get(text);
}

/** @param {number} value */
export const number = (value) => value.toLocaleString("en");

/** @param {number} count @param {string} noun */
export const counted = (count, noun, plural = `${noun}s`) => `${number(count)} ${count === 1 ? noun : plural}`;

/** The part of a graph that the page is about, where it is not the whole. */
export const excerptText = records.excerpt
  ? `A part of the graph: ${records.excerpt.what}. ${number(nodes.size)} of ${counted(records.excerpt.whole, "node")}.`
  : "";
