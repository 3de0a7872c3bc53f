// The worker that holds the triples and answers: it can be ended, where a query in the page itself could not.

import init, { Store } from "oxigraph/web.js";
import { inOrder, inWrittenOrder, kindOf } from "./reading.js";
import { turtle } from "./turtle.js";

// As many rows as `kg sparql` gives.
const MOST = 1_000_000;

/** @type {InstanceType<typeof Store>} */
let store;
/** @type {Record<string, string>} */
let prefixes;

/** The triples, in the engine that was compiled. @param {Holding} holding */
async function hold(holding) {
  await init({ module_or_path: holding.engine });
  ({ prefixes } = holding);
  store = new Store();
  for (const triples of holding.triples) store.load(triples, { format: "text/turtle" });
  return { kind: "ready", size: store.size };
}

/** @param {string} query @returns {Answer} */
function answer(query) {
  const kind = kindOf(query);
  if (kind === "construct" || kind === "describe") {
    const quads = /** @type {any[]} */ (asked(query));
    return { kind, text: turtle(quads, prefixes), size: quads.length };
  }
  const found = JSON.parse(asked(query, "application/sparql-results+json"));
  if (kind === "ask") return { kind, truth: found.boolean };
  /** @type {Record<string, RdfTerm>[]} */
  const solutions = found.results.bindings;
  if (solutions.length > MOST) throw new Error(`more than ${MOST.toLocaleString("en")} rows; add LIMIT, or ask for less`);
  const columns = inWrittenOrder(query, found.head.vars);
  return { kind, columns, rows: inOrder(solutions.map((row) => columns.map((name) => row[name])), columns, query) };
}

/** What the engine finds. The prefixes of the schema go before the query, in its first line. @param {string} query @param {string} [format] */
function asked(query, format) {
  const declared = Object.entries(prefixes).map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
  try {
    return /** @type {any} */ (store.query(declared + query, format ? { results_format: format } : {}));
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    const message = /** @type {Error} */ (error).message;
    throw new Error(message.replace(/^error at 1:(\d+)/, (_, column) => `error at 1:${column - declared.length}`), { cause: error });
  }
}

addEventListener("message", async ({ data }) => {
  try {
    postMessage(data.query === undefined ? await hold(data) : answer(data.query));
  } catch (error) {
    // What is no plain error has broken the engine: its memory is at an end.
    const { name, message } = /** @type {Error} */ (error);
    postMessage({ kind: "error", message, broken: name !== "Error" });
  }
});
