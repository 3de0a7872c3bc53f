// Files that the reader saves: their names say what the filters leave.

import { contextOf, html, showMessage } from "./elements.js";
import { communities, records } from "./records.js";
import { FILTERS, state, valuesOf } from "./state.js";

/** @param {Blob} content @param {string} ending @param {string[]} parts */
export function save(content, ending, ...parts) {
  const stem = [records.dataset.id || "graph", ...parts].join("-").replace(/[^\w.-]+/g, "-").slice(0, 110);
  const address = URL.createObjectURL(content);
  html("a", { href: address, download: `${stem}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// More values of a filter than these are counted, not named.
const MOST_NAMED = 3;

/** A filter in a file's name: what it leaves or, where that is shorter, what it takes away. @param {string} filter */
function filterName(filter) {
  const off = state.off[filter];
  const values = valuesOf(filter);
  const kept = values.filter((value) => !off.has(value));
  const [way, named] = kept.length <= off.size ? [filter, kept] : [`${filter}-without`, [...off].sort()];
  if (named.length > MOST_NAMED) return `${filter}-${kept.length}-of-${values.length}`;
  /** @param {string} value */
  const word = (value) => (filter === "community" ? communities[Number(value)]?.label ?? "isolated" : value.replace(/^.*[:.](?=.)/, ""));
  return [way, ...(named.length ? named.map(word) : ["none"])].join("-").toLowerCase();
}

/** A file of CSV; `parts` say what the reader did besides filtering. @param {string} text @param {string} what @param {string[]} parts */
export function saveCsv(text, what, ...parts) {
  const filters = FILTERS.filter((filter) => state.off[filter].size).map(filterName);
  save(new Blob([text], { type: "text/csv" }), "csv", what, ...filters, ...parts);
}

/** @param {string} drawing @param {string[]} parts */
export const saveSvg = (drawing, ...parts) => save(new Blob([drawing], { type: "image/svg+xml" }), "svg", ...parts);

/** A drawing as a picture of so many pixels across. @param {string} drawing @param {number} width @param {string[]} parts */
export async function savePng(drawing, width, ...parts) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  try {
    await image.decode();
  } catch {
    showMessage("This browser could not make the PNG. The SVG has the same content.");
    return;
  }
  const canvas = html("canvas", { width, height: Math.round((width * image.height) / image.width) });
  contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => content && save(content, "png", ...parts), "image/png");
}
