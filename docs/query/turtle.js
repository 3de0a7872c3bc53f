// Triples in Turtle: sorted, a line each, with CURIEs where Turtle can hold the name as it is.

import { curie } from "./terms.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/** @param {Quad[]} quads @param {Record<string, string>} prefixes */
export function turtle(quads, prefixes) {
  const used = new Set();
  /** @param {QuadTerm} term @returns {string} */
  const written = (term) => {
    if (term.termType === "Literal") {
      const text = term.toString();
      const type = text.lastIndexOf("^^<");
      const typed = type > 0 && text.endsWith(`^^<${term.datatype?.value}>`);
      return typed && term.datatype ? `${text.slice(0, type)}^^${written(term.datatype)}` : text;
    }
    if (term.termType !== "NamedNode") return term.toString();
    const short = curie(term.value, prefixes);
    const [prefix, local] = [short.split(":", 1)[0], short.slice(short.indexOf(":") + 1)];
    if (short === term.value || !/^[A-Za-z0-9_](?:[\w.-]*[\w-])?$/.test(local)) return `<${term.value}>`;
    used.add(prefix);
    return short;
  };
  /** @type {Map<string, string[]>} */
  const subjects = new Map();
  for (const { subject, predicate, object } of quads) {
    const [about, said] = [written(subject), `${predicate.value === TYPE ? "a" : written(predicate)} ${written(object)}`];
    subjects.set(about, [...(subjects.get(about) ?? []), said]);
  }
  const blocks = [...subjects].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([about, said]) => `${about} ${[...new Set(said)].sort().join(" ;\n    ")} .`);
  const declared = Object.keys(prefixes).filter((name) => used.has(name)).map((name) => `@prefix ${name}: <${prefixes[name]}> .`);
  return `${[declared.join("\n"), ...blocks].filter(Boolean).join("\n\n")}\n`;
}
