// Tables as CSV, for spreadsheets.

// A formula in a spreadsheet: also in full width or small, and after whatever does not show.
const FORMULA = /^(?:[\t\r\n]|[\p{C}\p{Z}]*[=+\-@＝＋－＠﹦﹢﹣﹫])/u;

/**
 * A cell of CSV. An apostrophe keeps text what a spreadsheet could take for a formula, as in `kg --csv` (kg/cli/output.py).
 * @param {CsvValue} value
 */
function csvCell(value, isNumber = typeof value === "number") {
  const text = [value ?? ""].flat().join("|");
  const harmless = !isNumber && FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n|']/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Rows below their header, with a mark at the start that tells spreadsheets that this is UTF-8. `numbers` are columns of numbers
 * that are kept as they are written.
 * @param {string[]} header @param {CsvValue[][]} rows @param {string[]} numbers
 */
export function csvOf(header, rows, numbers = []) {
  const lines = rows.map((row) => row.map((value, place) => csvCell(value, numbers.includes(header[place]) || undefined)));
  return `\uFEFF${[header, ...lines].map((cells) => cells.join(",")).join("\r\n")}\r\n`;
}

/** A row for each item, with a value for each column. @template Item @param {Item[]} items @param {Record<string, (item: Item) => CsvValue>} columns */
export const columnsCsv = (items, columns) =>
  csvOf(Object.keys(columns), items.map((item) => Object.values(columns).map((value) => value(item))));
