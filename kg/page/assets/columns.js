// The columns of the tables as CSV.

import { certaintyOf, claimsOf } from "./records.js";

/** @type {Record<string, (node: GraphNode) => CsvValue>} */
export const NODE_COLUMNS = {
  id: (node) => node.id,
  name: (node) => node.name,
  category: (node) => node.category.name,
  synonyms: (node) => node.synonyms,
  abbreviations: (node) => node.abbreviations,
  definition: (node) => node.definition,
  terms: (node) => node.terms?.map((term) => `${term.match} ${term.id}`),
  relations: (node) => node.edges.length,
  claims: (node) => claimsOf(node).length,
};

/** @type {Record<string, (edge: Edge) => CsvValue>} */
const TRIPLE_COLUMNS = {
  subject_id: (edge) => edge.subject.id,
  subject: (edge) => edge.subject.name,
  predicate: (edge) => edge.predicate.name,
  object_id: (edge) => edge.object.id,
  object: (edge) => edge.object.name,
};

/** @type {Record<string, (edge: Edge) => CsvValue>} */
export const RELATION_COLUMNS = {
  ...TRIPLE_COLUMNS,
  certainty: (edge) => certaintyOf(edge.claims),
  in_tension: (edge) => (edge.inTension ? "yes" : ""),
  claims: (edge) => edge.claims.map((claim) => claim.id),
};

/** @type {Record<string, (claim: Claim) => CsvValue>} */
export const CLAIM_COLUMNS = {
  id: (claim) => claim.id,
  ...Object.fromEntries(Object.entries(TRIPLE_COLUMNS).map(([name, value]) => [name, (/** @type {Claim} */ claim) => value(claim.edge)])),
  statement: (claim) => claim.statement,
  polarity: (claim) => claim.polarity,
  modality: (claim) => claim.modality,
  hedge: (claim) => claim.hedge,
  quantity: (claim) => claim.quantity,
  population: (claim) => claim.population,
  comparator: (claim) => claim.comparator,
  aspect: (claim) => claim.aspect,
  context: (claim) => claim.context,
  inferred: (claim) => (claim.inferred ? "yes" : ""),
  edge_certainty: (claim) => certaintyOf(claim.edge.claims),
  note: (claim) => claim.note,
  tensions: (claim) => claim.tensions.map((tension) => `${tension.weight}: ${tension.why}`),
  source: (claim) => claim.section.source.title,
  published: (claim) => claim.section.source.published,
  section: (claim) => claim.section.title,
  paragraph: (claim) => claim.paragraph,
};
