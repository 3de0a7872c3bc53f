// node count.mjs FORMAT < FILE: the number of distinct triples or quads that n3 (turtle, ntriples, trig) or jsonld reads.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";
import { Parser, Store } from "n3";

const MEDIA_TYPES = { turtle: "text/turtle", ntriples: "application/n-triples", trig: "application/trig" };
const format = process.argv[2];
let text = readFileSync(0, "utf8");
if (format === "jsonld") {
  text = await jsonld.toRDF(JSON.parse(text), {
    format: "application/n-quads",
    safe: true,
    documentLoader: (url) => { throw new Error(`no document is loaded: ${url}`); },
  });
}
const quads = new Parser({ format: MEDIA_TYPES[format] ?? "application/n-quads" }).parse(text);
console.log(new Store(quads).size);
