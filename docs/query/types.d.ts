// What the modules of the page hand to each other. For tsc alone.

/** A term in SPARQL's JSON. */
type RdfTerm =
  | { type: "uri" | "bnode" | "literal"; value: string; datatype?: string; "xml:lang"?: string }
  | { type: "triple"; value: { subject: RdfTerm; predicate: RdfTerm; object: RdfTerm }; datatype?: undefined };
type Row = (RdfTerm | undefined)[];

interface SelectAnswer {
  kind: "select";
  columns: string[];
  rows: Row[];
}
type Answer = SelectAnswer | { kind: "ask"; truth: boolean } | { kind: "construct" | "describe"; text: string; size: number };

/** What the worker is given before the first query. */
interface Holding {
  engine: WebAssembly.Module;
  triples: string[];
  prefixes: Record<string, string>;
}

interface Parameter {
  name: string;
  preset: string;
  description: string;
}
/** A term and, for readers, its name. */
type Choice = [string, string];
interface Question {
  name: string;
  text: string;
  evidence: boolean;
  /** The number of the list that a parameter's values are chosen from. */
  lists: Record<string, number>;
}

/** What docs/query/build.py writes to data.js. */
interface Packaged {
  prefixes: Record<string, string>;
  questions: Question[];
  lists: Choice[][];
  /** The folder of the site with a page for each of these names, by prefix. */
  pages: Record<string, { folder: string; names: string[] } | undefined>;
  engineSize: string;
}

/** … and what it writes to the other scripts: compressed, in base64. */
interface Packed extends Packaged {
  engine: { worker: string; wasm: string };
  article: string;
  evidence: string;
}

interface QuadTerm {
  termType: string;
  value: string;
  datatype?: QuadTerm;
  toString(): string;
}
interface Quad {
  subject: QuadTerm;
  predicate: QuadTerm;
  object: QuadTerm;
}
