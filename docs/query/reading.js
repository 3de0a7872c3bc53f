// What the text of a query says of its answer. The engine judges the text; this only looks for words that it has read as such.

import { compared } from "./terms.js";

const NO_WORDS = /"""(?:\\.|[^\\])*?"""|'''(?:\\.|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|#[^\n]*|[\w-]*:[\w%.:-]*/gs;
const ORDER_AT_END = /\bORDER\s+BY((?:\s+[?$]\w+|\s+(?:ASC|DESC)\s*\(\s*[?$]\w+\s*\))+)\s*(?:(?:LIMIT|OFFSET)\s+\d+\s*)*$/i;

/** Keywords, variables and signs: without strings, names, IRIs and comments. @param {string} query */
const words = (query) => query.replace(NO_WORDS, " ");

/** @param {string} query @returns {"select" | "ask" | "construct" | "describe"} */
export function kindOf(query) {
  const found = /(?<![?$\w])(?:ASK|CONSTRUCT|DESCRIBE|SELECT)\b/i.exec(words(query));
  return /** @type {any} */ (found?.[0].toLowerCase() ?? "select");
}

/** Columns as the query names them; with SELECT * as its variables first appear. @param {string} query @param {string[]} columns */
export function inWrittenOrder(query, columns) {
  const text = words(query);
  if (!/^\W*SELECT\s*(?:(?:DISTINCT|REDUCED)\b)?\s*\*/i.test(text.replace(/\b(?:PREFIX|BASE)\b/gi, ""))) return columns;
  const written = [...text.matchAll(/[?$](\w+)/g)].map((variable) => variable[1]);
  return [...columns].sort((one, other) => written.indexOf(one) - written.indexOf(other));
}

/**
 * Rows in the order that the query asks for, and sorted where it leaves them level, as `kg sparql` gives them (kg/sparql/values.py).
 * They stay as they are where it orders them by something else than columns.
 * @param {Row[]} rows @param {string[]} columns @param {string} query
 */
export function inOrder(rows, columns, query) {
  const text = words(query);
  /** @type {{ place: number, way: number }[]} */
  const order = [];
  if (/\bORDER\s+BY\b/i.test(text)) {
    for (const [, down, name] of (ORDER_AT_END.exec(text)?.[1] ?? "").matchAll(/(?:(?:ASC|(DESC))\s*\(\s*)?[?$](\w+)/gi)) {
      order.push({ place: columns.indexOf(name), way: down ? -1 : 1 });
    }
    if (!order.length || order.some(({ place }) => place < 0)) return rows;
  }
  return rows.sort((one, other) => {
    for (const { place, way } of order) {
      const found = compared(one[place], other[place]);
      if (found) return way * found;
    }
    for (const place of columns.keys()) {
      const found = compared(one[place], other[place]) || compared(datatypeOf(one[place]), datatypeOf(other[place]));
      if (found) return found;
    }
    return 0;
  });
}

/** @param {RdfTerm | undefined} term @returns {RdfTerm} */
const datatypeOf = (term) => ({ type: "uri", value: term?.datatype ?? "" });
