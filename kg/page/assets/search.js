// Search by name, synonym, abbreviation and id: a text field with a list that the arrow keys walk.

import { bdi, byId, html, isNarrow } from "./elements.js";
import { pictureBox } from "./geometry.js";
import { nodes } from "./records.js";
import { categoryMark } from "./shapes.js";
import { change, state } from "./state.js";

const MOST_HITS = 12;

/** @typedef {{ rank: number, also: string, node: GraphNode }} Hit `also` is the synonym that matched where the name did not. */

/** Text without case, accents and punctuation, words separated by single spaces. @param {string} text */
export function folded(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return (plain.match(/[\p{L}\p{N}_]+/gu) ?? []).join(" ");
}

/** @param {GraphNode} node */
const searchEntry = (node) => ({
  node,
  name: folded(node.name),
  others: [node.slug, node.id, ...(node.synonyms ?? []), ...(node.abbreviations ?? []), ...(node.terms ?? []).map((term) => term.id)].map(
    (text) => ({ text, plain: folded(text) }),
  ),
  definition: folded(node.definition ?? ""),
});

/** Made when the search is first used, since folding the names of 20,000 nodes takes a while. @type {ReturnType<typeof searchEntry>[]} */
let searchEntries;

/** Whether each word begins one of the text. @param {string} text @param {string[]} words */
export const holdsWords = (text, words) => words.every((word) => ` ${text}`.includes(` ${word}`));

/** How well a text matches: 0 the very words, then its start, words in it, any part of it; Infinity not at all. @param {string} text @param {string} query */
function matchRank(text, query) {
  if (text === query) return 0;
  if (text.startsWith(query)) return 2;
  if (holdsWords(text, query.split(" "))) return 3;
  return text.includes(query) ? 5 : Infinity;
}

/** @param {ReturnType<typeof searchEntry>} entry @param {string} query @returns {Hit} */
function bestMatch({ node, name, others, definition }, query) {
  let best = { rank: matchRank(name, query), also: "", node };
  for (const { text, plain } of others) {
    const rank = matchRank(plain, query) + 0.5;
    if (rank < best.rank) best = { rank, also: text, node };
  }
  return best.rank === Infinity && holdsWords(definition, query.split(" ")) ? { rank: 6, also: "", node } : best;
}

/** The nodes that match, best first. @param {string} text */
function search(text) {
  const query = folded(text);
  if (!query) return [];
  searchEntries ??= [...nodes.values()].map(searchEntry);
  return searchEntries.map((entry) => bestMatch(entry, query)).filter(({ rank }) => rank < Infinity)
    .sort((a, b) => a.rank - b.rank || a.node.name.length - b.node.name.length || (a.node.id < b.node.id ? -1 : 1));
}

/**
 * Make a combobox of a text field and an empty list: `onPick` gets the node that the reader picks among those that fit.
 * @param {HTMLInputElement} field @param {HTMLElement} list @param {(node: GraphNode) => void} onPick @param {(node: GraphNode) => boolean} fits
 */
function combobox(field, list, onPick, fits = () => true) {
  /** @type {Hit[]} */
  let hits = [];
  let marked = -1;

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const showMarked = () => {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === marked)));
    if (marked >= 0) {
      field.setAttribute("aria-activedescendant", `${list.id}-${marked}`);
      list.children[marked].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  /** @param {number} place */
  const pick = (place) => {
    const { node } = hits[place];
    field.value = "";
    close();
    onPick(node);
  };

  /** @param {Hit} hit @param {number} place */
  const option = ({ node, also }, place) => html(
    "li",
    { role: "option", id: `${list.id}-${place}`, onclick: () => pick(place), onpointerdown: (event) => event.preventDefault() },
    categoryMark(node.category),
    html("span", {}, bdi(node.name)),
    html("span", { class: "kind" }, node.category.label),
    also && html("span", { class: "also" }, bdi(also)),
  );

  const showHits = () => {
    hits = search(field.value).filter(({ node }) => fits(node)).slice(0, MOST_HITS);
    marked = hits.length ? 0 : -1;
    list.replaceChildren(...hits.map(option));
    if (!hits.length && field.value.trim()) {
      list.append(html("li", { class: "none", role: "option", "aria-disabled": "true" }, "No matches."));
    }
    list.hidden = !field.value.trim();
    field.setAttribute("aria-expanded", String(!list.hidden));
    showMarked();
  };

  field.addEventListener("input", showHits);
  field.addEventListener("focus", () => field.value.trim() && showHits());
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) showHits();
      else if (hits.length) {
        marked = (marked + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
        showMarked();
      }
    } else if (event.key === "Enter" && marked >= 0 && !list.hidden) {
      event.preventDefault();
      pick(marked);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) field.blur();
      field.value = "";
      close();
    }
  });
}

/**
 * A further search field, such as for the other end of a path.
 * @param {string} id @param {string} label @param {(node: GraphNode) => void} onPick @param {(node: GraphNode) => boolean} fits
 */
export function searchBox(id, label, onPick, fits) {
  const list = html("ul", { class: "hits", id: `${id}-hits`, role: "listbox", "aria-label": "Search results", hidden: true });
  const field = html("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label, placeholder: label,
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  });
  combobox(field, list, onPick, fits);
  return html("div", { class: "search" }, field, list);
}

export const searchField = /** @type {HTMLInputElement} */ (byId("search"));
if (isNarrow.matches) searchField.placeholder = "Search";
combobox(searchField, byId("hits"), (node) => {
  const view = state.view === "graph" || state.view === "table" ? state.view : "graph";
  change({ chosen: node, view });
  if (view === "graph") pictureBox.focus();
});
