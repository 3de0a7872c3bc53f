// The competency questions, and the parameters that the header of a query declares: each has a VALUES block of its own in the query.

/** What docs/query/build.py writes. */
export const { prefixes, questions, lists, pages } = /** @type {{ kgQuery: Packaged }} */ (/** @type {unknown} */ (globalThis)).kgQuery;

/** The header of a query: its question, what the answer leaves out, its parameters. @param {string} query */
export function headerOf(query) {
  /** @param {string} key */
  const fact = (key) => new RegExp(`^#\\+ ${key}: (.*)$`, "m").exec(query)?.[1] ?? "";
  const declared = [...query.matchAll(/^#\+ {3}([A-Za-z_]\w*): (.*?)(?: {2}# (.*))?$/gm)];
  return {
    summary: fact("summary"),
    description: fact("description"),
    notCovered: fact("not covered"),
    parameters: declared.map(([, name, preset, description = ""]) => ({ name, preset, description })),
  };
}

/** @param {string} name */
const block = (name) => new RegExp(`\\bVALUES \\?${name} \\{\\s*((?:"(?:[^"\\\\\\n]|\\\\.)*"|[^"{}])*?)\\s*\\}`);

/** The names that a parameter of a question can be, each with what it stands for. @param {string} query @param {Parameter} parameter */
export function choicesOf(query, { name, preset }) {
  const { summary } = headerOf(query);
  const question = questions.find((one) => headerOf(one.text).summary === summary && one.lists[name] !== undefined);
  return question && !preset.startsWith('"') ? lists[question.lists[name]] : [];
}

/** The values of a parameter in a query, as the reader writes them: names with commas between them. @param {string} query @param {string} name */
export function valueOf(query, name) {
  const terms = block(name).exec(query)?.[1] ?? "";
  return terms.startsWith('"') ? JSON.parse(terms) : terms.replace(/\bnm[kcsv]:/g, "").split(/\s+/).join(", ");
}

/**
 * The query with other values of a parameter. Throws where one is not known, and says what to write.
 * @param {string} query @param {Parameter} parameter @param {string} value
 */
export function withValue(query, parameter, value) {
  const { name, preset } = parameter;
  const terms = preset.startsWith('"') ? JSON.stringify(value) : termsOf(choicesOf(query, parameter), parameter, value);
  return query.replace(block(name), () => `VALUES ?${name} { ${terms} }`);
}

/** @param {Choice[]} choices @param {Parameter} parameter @param {string} value */
function termsOf(choices, { name, preset }, value) {
  const said = value.split(",").map((part) => part.trim()).filter(Boolean);
  if (!said.length) throw new Error(`${name}: write at least one value, such as ${preset}`);
  /** @param {string} part */
  const term = (part) => {
    const small = part.toLowerCase();
    const found = choices.find((choice) => choice.some((one) => [one, one.replace(/^\w+:/, "")].some((way) => way.toLowerCase() === small)));
    if (found) return found[0];
    const number = /^\d/.test(preset);
    if (number ? /^[+-]?\d+(\.\d+)?$/.test(part) : /^\w+:[\w-]+(\.[\w-]+)*$/.test(part)) return part;
    throw new Error(`${name}: ${part} is no ${number ? "number" : "name that can be chosen here; the list of the box has them, and a CURIE is taken as it is"}`);
  };
  return said.map(term).join(" ");
}
