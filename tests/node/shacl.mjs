// node shacl.mjs SHAPES < JOBS: for each data graph (Turtle; several in a JSON list), what rdf-validate-shacl reports:
// one JSON list of {conforms, results: [[source shape, focus node]]}.
import { readFileSync } from "node:fs";
import { Parser, Store } from "n3";
import SHACLValidator from "rdf-validate-shacl";

const parse = (text) => new Store(new Parser({ format: "text/turtle" }).parse(text));
const validator = new SHACLValidator(parse(readFileSync(process.argv[2], "utf8")));
const answers = [];
for (const data of JSON.parse(readFileSync(0, "utf8"))) {
  const report = await validator.validate(parse(data));
  const results = report.results.map((result) => [result.sourceShape?.value ?? "", result.focusNode?.value ?? ""]);
  answers.push({ conforms: report.conforms, results: results.sort() });
}
console.log(JSON.stringify(answers));
