// RDF terms, as SPARQL's JSON has them: how they are ordered, and what they look like.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set([
  "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
  "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte", "decimal", "double", "float",
].map((name) => XSD + name));
const SPECIAL = new Map([["INF", Infinity], ["+INF", Infinity], ["-INF", -Infinity], ["NaN", NaN]]);

/** The number that a literal is, if it is one. @param {RdfTerm} term */
export function numberOf(term) {
  if (term.type !== "literal" || !NUMBERS.has(term.datatype ?? "")) return undefined;
  if (SPECIAL.has(term.value)) return SPECIAL.get(term.value);
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(term.value) ? Number(term.value) : undefined;
}

/** Where a term comes in an order: unbound, blank nodes, IRIs, numbers, truth values, texts, the rest. @param {RdfTerm | undefined} term */
function place(term) {
  if (!term) return [0];
  if (term.type !== "literal") return term.type === "triple" ? [7, JSON.stringify(term.value)] : [term.type === "bnode" ? 1 : 2, term.value];
  const number = numberOf(term);
  if (number !== undefined) return [3, Number.isNaN(number) ? -Infinity : number];
  if (term.datatype === `${XSD}boolean`) return [4, Number(["true", "1"].includes(term.value))];
  if (!term.datatype || term["xml:lang"] !== undefined) return [5, term.value, (term["xml:lang"] ?? "").toLowerCase()];
  const when = term.datatype === `${XSD}dateTime` ? Date.parse(term.value) : NaN;
  return [6, term.datatype, Number.isNaN(when) ? term.value : new Date(when).toISOString()];
}

/** Below 0 where a term comes before another, above where it comes after. @param {RdfTerm | undefined} one @param {RdfTerm | undefined} other */
export function compared(one, other) {
  const [left, right] = [place(one), place(other)];
  for (const [number, part] of left.entries()) {
    if (part !== right[number]) return part < right[number] ? -1 : 1;
  }
  return 0;
}

/** The CURIE of an IRI, by the longest namespace that it starts with; or the IRI. @param {string} iri @param {Record<string, string>} prefixes */
export function curie(iri, prefixes) {
  const [name, namespace] = Object.entries(prefixes)
    .filter((prefix) => iri.startsWith(prefix[1]))
    .reduce((longest, prefix) => (prefix[1].length > longest[1].length ? prefix : longest), ["", ""]);
  return namespace ? `${name}:${iri.slice(namespace.length)}` : iri;
}

/** A term as a reader sees it. @param {RdfTerm | undefined} term @param {Record<string, string>} prefixes @returns {string} */
export function shown(term, prefixes) {
  if (!term) return "";
  if (term.type === "uri") return curie(term.value, prefixes);
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "triple") return term.value;
  const { subject, predicate, object } = term.value;
  return `<<( ${[subject, predicate, object].map((part) => shown(part, prefixes)).join(" ")} )>>`;
}
