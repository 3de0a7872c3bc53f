// Files that the reader saves: their names say what the filters leave.

import { contextOf, html, showMessage } from "./elements.js";
import { communities, records } from "./records.js";
import { FILTERS, filterWords, state, valuesOf } from "./state.js";

/** @param {Blob} content @param {string} ending @param {string[]} parts */
export function save(content, ending, ...parts) {
  const stem = [records.dataset.id || "graph", ...parts].join("-").replace(/[^\w.-]+/g, "-").slice(0, 110);
  const address = URL.createObjectURL(content);
  html("a", { href: address, download: `${stem}.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// More values of a filter than these are counted, not named.
const MOST_NAMED = 3;

/** A filter in a file's name. @param {string} filter */
function filterName(filter) {
  const { way, values } = filterWords(filter);
  const all = valuesOf(filter).length;
  if (values.length > MOST_NAMED) return `${filter}-${way === "only" ? values.length : all - values.length}-of-${all}`;
  /** @param {string} value */
  const word = (value) => (filter === "community" ? communities[Number(value)]?.label ?? "isolated" : value.replace(/^.*[:.](?=.)/, ""));
  return [filter, ...(way === "only" ? [] : ["without"]), ...values.map(word)].join("-").toLowerCase();
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
