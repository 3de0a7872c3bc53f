// What the page was given: the graph's nodes, edges and claims, joined to each other.

const given = JSON.parse(document.getElementById("network").textContent);
const records = JSON.parse(document.getElementById("records").textContent);

const slug = (curie) => curie.slice(curie.indexOf(":") + 1);

const categories = new Map(records.categories.map((category) => [category.name, category]));
const predicates = new Map(records.predicates.map((predicate) => [predicate.name, predicate]));
const sections = records.sections.map((section) => ({ ...section, source: records.sources[section.source] }));

const nodes = new Map(
  given.nodes.map((node) => [
    node.id,
    { ...node, name: node.label, slug: slug(node.id), category: categories.get(node.category), edges: [], mentions: [] },
  ]),
);

const claims = records.claims.map((claim) => ({ ...claim, section: sections[claim.section], tensions: [] }));

const edges = given.edges.map((edge) => ({
  id: `${slug(edge.from)}/${edge.predicate}/${slug(edge.to)}`,
  subject: nodes.get(edge.from),
  object: nodes.get(edge.to),
  predicate: predicates.get(edge.predicate),
  put: edge.put,
  contested: edge.contested === true,
  width: edge.width,
  dashes: edge.dashes ?? false,
  claims: edge.claims.map((number) => claims[number]),
}));
const edgeById = new Map(edges.map((edge) => [edge.id, edge]));

for (const edge of edges) {
  for (const node of new Set([edge.subject, edge.object])) node.edges.push(edge);
  for (const claim of edge.claims) claim.edge = edge;
}

const QUALIFIERS = ["population", "comparator", "aspect", "context"];

for (const claim of claims) {
  const named = new Set(QUALIFIERS.flatMap((key) => claim[key] ?? []).map((value) => nodes.get(value)));
  for (const node of named) {
    if (node && node !== claim.edge.subject && node !== claim.edge.object) node.mentions.push(claim);
  }
}

const WEIGHTS = ["major", "moderate", "minor"];
const heaviest = (tensions) => WEIGHTS.find((weight) => tensions.some((tension) => tension.weight === weight)) ?? null;

const tensions = records.tensions.map((tension) => ({
  ...tension,
  kind: records.kinds.find(({ name }) => name === tension.kind) ?? { label: tension.kind },
  claims: (tension.claims ?? []).map((number) => claims[number]),
  against: (tension.against ?? []).map((number) => claims[number]),
}));
for (const tension of tensions) {
  for (const claim of [...tension.claims, ...tension.against]) claim.tensions.push(tension);
}

// A line is in tension where one claim affirms and another denies it, or where a tension would change what a reader takes away.
for (const edge of edges) {
  edge.inTension = edge.contested || heaviest(edge.claims.flatMap((claim) => claim.tensions)) === "major";
}
for (const node of nodes.values()) node.inTension = node.edges.some((edge) => edge.inTension);

const byDegree = [...nodes.values()].sort((a, b) => b.edges.length - a.edges.length);
const hubs = new Set(byDegree.slice(0, 10).filter((node) => node.edges.length > 0));

// What no claim affirms is never named as if it were so.
const phrase = (edge) => (edge.put === "denied" ? `not: ${edge.predicate.label}` : edge.predicate.label);
const otherEnd = (edge, node) => (edge.subject === node ? edge.object : edge.subject);
const claimsOf = (node) => node.edges.flatMap((edge) => edge.claims);
const isEdge = (one) => Boolean(one?.claims);

/** Communities, largest first: each with its number, its members and the best connected of them, which names it. */
const communities = (() => {
  const found = [];
  for (const node of byDegree) if (node.community >= 0) (found[node.community] ??= []).push(node);
  return found.map((members, number) => ({ number, members, label: members[0].name }));
})();

/** The node or edge that an address names, by slug, CURIE or subject/predicate/object; nothing where it names none. */
function named(text) {
  return nodes.get(text) ?? nodes.get(`${records.prefixes.node}:${text}`) ?? edgeById.get(text);
}

const number = (value) => value.toLocaleString("en");
const counted = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
