// What the search finds in what studies say.

import { evidenceOf } from "./findings.js";
import { folded, holdsWords } from "./matching.js";
import { records } from "./records.js";

/** @typedef {{ claims: Claim[], study: Study, finding: Finding, sure: string, text: string }} Told A finding, with the claims that it stands at; `sure` is how certain a harm is. */

/** Made when it is first searched. @type {Told[]} */
let allTold;

function makeTold() {
  const also = records.evidence?.also ?? [];
  /** @type {Map<string, Told>} */
  const found = new Map();
  for (const [claim, { rows, harms }] of evidenceOf) {
    for (const { study, finding, sure } of [...rows.map((row) => ({ ...row, sure: "" })), ...harms]) {
      if (!study || !finding) continue;
      const { what, withIt, against, whom, cells } = finding;
      const words = [study.cited, what, withIt, against, whom, cells.statement].join(" ");
      const known = found.get(study.cells.study + words);
      if (known) known.claims.push(claim);
      else {
        const others = also.flatMap(([name, more]) => (words.includes(name) ? [more] : []));
        found.set(study.cells.study + words, { claims: [claim], study, finding, sure, text: folded([words, ...others].join(" ")) });
      }
    }
  }
  return [...found.values()];
}

/** The findings that hold each word of a question. @param {string} query */
export function toldWith(query) {
  allTold ??= makeTold();
  return allTold.filter(({ text }) => holdsWords(text, query.split(" ")));
}
