// What the reader looks at, as one value. The address follows it and it follows the address, so that Back and a link lead here.

import { announce, clearMessage, showMessage } from "./elements.js";
import { claimById, evidenceOf, marks } from "./findings.js";
import { claims, countedAs, isEdge, nodes, records, resolve } from "./records.js";
import { take, whenArrived } from "./steps.js";

export const VIEWS = ["story", "matrix", "graph", "table", "compare", "tensions", ...(evidenceOf.size ? ["evidence"] : []), "about"];

/** What the parts of an address can be that are one of a few. @type {Record<string, string[]>} */
const OPTIONS = { view: VIEWS, table: ["nodes", "relations", "claims"], colour: ["kind", "community"], size: ["relations", "between"], figure: ["only"], differs: ["only"], about: ["only"], level: Object.keys(records.lines) };

export const MOST_COMPARED = 4;

// Each kind of filter looks at a node or at a claim, and gives the value that may be switched off.
/** @type {Record<string, (node: GraphNode) => string>} */
export const NODE_FILTERS = { category: (node) => node.category.name, community: (node) => String(node.community) };
/** @type {Record<string, (claim: Claim) => string>} */
export const CLAIM_FILTERS = {
  modality: countedAs,
  polarity: (claim) => claim.polarity,
  inferred: (claim) => (claim.inferred ? "inferred" : "outright"),
  mark: (claim) => (claim.edge.inTension ? "in-tension" : "in-none"),
  predicate: (claim) => claim.edge.predicate.name,
  section: (claim) => claim.section.id,
  source: (claim) => claim.section.source.id,
  evidence: (claim) => evidenceOf.get(claim)?.mark ?? "of no article",
};
export const FILTERS = [...Object.keys(NODE_FILTERS), ...Object.keys(CLAIM_FILTERS)];

/** The legend has no row for what is affirmed, outright, in no tension or of no article, but "Only denied" and its like switch it off. @type {Record<string, string[]>} */
const ALL_VALUES = { polarity: records.polarities.map((polarity) => polarity.name), mark: ["in-tension", "in-none"], inferred: ["inferred", "outright"], evidence: [...marks.keys(), "of no article"] };

/** @type {Map<string, string[]>} */
const knownValues = new Map();

/** All values of a filter in this graph, whether the legend has a row for them or not. @param {string} filter */
export function valuesOf(filter) {
  const known = knownValues.get(filter) ?? ALL_VALUES[filter]
    ?? [...new Set(filter in NODE_FILTERS ? [...nodes.values()].map(NODE_FILTERS[filter]) : claims.map(CLAIM_FILTERS[filter]))];
  knownValues.set(filter, known);
  return known;
}

/** @returns {Record<string, Set<string>>} */
export const nothingOff = () => Object.fromEntries(FILTERS.map((filter) => [filter, new Set()]));

/** The kinds that tell a story from left to right, where the graph has them; else those with most things. */
const storyColumns = (() => {
  const counts = new Map(records.categories.map(({ name }) => [name, [...nodes.values()].filter((node) => node.category.name === name).length]));
  const present = [...counts].filter(([, count]) => count).sort(([, a], [, b]) => b - a).map(([name]) => name);
  const told = records.story.filter((name) => present.includes(name));
  const most = present.slice(0, 5);
  return told.length > 2 ? told : records.categories.map(({ name }) => name).filter((name) => most.includes(name));
})();

/** `layout` is map, around (`centre`, `steps`), path (`ends`) or picked (`picked`); `sort` is the column of the table, and "descending"; `level` the certainty asked for of the chosen node. @returns {State} */
const initial = () => ({
  chosen: null,
  view: "story",
  columns: storyColumns,
  matrix: [storyColumns.at(-1) ?? "", storyColumns[0] ?? ""],
  table: "nodes",
  words: "",
  sort: [],
  figure: "",
  level: "",
  differs: "",
  about: "",
  layout: "map",
  centre: null,
  steps: 1,
  ends: [],
  picked: [],
  compared: [],
  claim: null,
  colour: "kind",
  size: "relations",
  off: nothingOff(),
  pins: [],
});
export const state = initial();

/** What the address calls a node or an edge: its slug, or subject/predicate/object. @param {State["chosen"]} chosen */
export const addressOf = (chosen) => (chosen ? (isEdge(chosen) ? chosen.id : chosen.slug) : "");

/** More letters than these are not searched in a table. */
export const LONGEST_WORDS = 200;

/** An address with the reading list is shorter than this. */
const LONGEST_LIST = 2000;

/** @param {string} name @param {string[]} among */
const addressPart = (name, among) => `${name}=${among.map((value) => encodeURIComponent(value).replaceAll("%3A", ":")).join(",")}`;

/** A filter by what it leaves or what it takes away, whichever are fewer. @param {string} filter @returns {{ way: "hide" | "only", values: string[] }} */
export function filterWords(filter) {
  const off = [...state.off[filter]].sort();
  const kept = valuesOf(filter).filter((value) => !off.includes(value)).sort();
  return kept.length > 0 && kept.length <= off.length ? { way: "only", values: kept } : { way: "hide", values: off };
}

/** @param {string} filter */
function filterPart(filter) {
  const { way, values } = filterWords(filter);
  return addressPart(`${way}-${filter}`, values);
}

/** A selection that is longer than this in an address goes along with the step instead. */
const LONGEST_SELECTION = 1500;
const selectionPart = () => addressPart(state.layout === "picked" ? "part" : "pick", state.picked.map((node) => node.slug));
const isSelectionTooLong = () => selectionPart().length > LONGEST_SELECTION;

/** The part of an address after the #, for what is seen now. What is as it was at the start is omitted. */
function writeAddress() {
  /** @type {string[]} */
  const parts = [];
  /** @param {string} name @param {string[]} among */
  const add = (name, ...among) => parts.push(addressPart(name, among));
  // Surroundings and paths are pictures: their links need not say so.
  const isMap = state.layout === "map" || (state.layout === "picked" && isSelectionTooLong());
  if (state.view !== (isMap ? "story" : "graph")) add("view", state.view);
  if (state.view === "matrix" && String(state.matrix) !== String(initial().matrix)) add("matrix", ...state.matrix);
  if (String(state.columns) !== String(storyColumns)) add("columns", ...state.columns);
  if (state.view === "table" && state.table !== "nodes") add("table", state.table);
  if (["table", "evidence"].includes(state.view) && state.words) add("words", state.words);
  if (state.view === "evidence" && state.about) add("about", state.about);
  if (state.view === "table" && state.sort.length) add("sort", ...state.sort);
  if (state.view === "table" && state.figure) add("figure", state.figure);
  if (state.view === "compare" && state.differs) add("differs", state.differs);
  if (state.level) add("level", state.level);
  if (state.view === "evidence" && state.claim) add("claim", state.claim.id);
  if (state.layout === "around" && state.centre) add("around", state.centre.slug, String(state.steps));
  if (state.layout === "path") add("path", ...state.ends.map((node) => node.slug));
  if (state.picked.length && !isSelectionTooLong()) parts.push(selectionPart());
  if (state.compared.length) add("compare", ...state.compared.map((node) => node.slug));
  if (state.colour !== "kind") add("colour", state.colour);
  if (state.size !== "relations") add("size", state.size);
  for (const filter of FILTERS) if (state.off[filter].size) parts.push(filterPart(filter));
  /** @param {string[]} more */
  const whole = (...more) => addressOf(state.chosen) + ([...parts, ...more].length ? `?${[...parts, ...more].join("&")}` : "");
  const { pins } = state;
  const listed = pins.length ? whole(addressPart("read", pins.map(({ claim, note }) => `${claim.id} ${note}`.trim()))) : whole();
  return listed.length < LONGEST_LIST ? listed : whole();
}

/** Whether the address holds no reading list, although there is one. */
export const isListTooLong = () => state.pins.length > 0 && !/[?&]read=/.test(shownAddress);

export const claimOfId = new Map(claims.map((claim) => [claim.id, claim]));

/** @param {string[]} entries @returns {State["pins"]} */
const readPins = (entries) => [...new Map(entries.flatMap((entry) => {
  const [, id, note] = /^(\S*)\s?(.*)$/s.exec(entry) ?? [];
  const claim = claimOfId.get(id);
  return claim ? [[claim, { claim, note }]] : [];
})).values()];

/** Longer addresses are not read: no view needs them. */
const LONGEST_ADDRESS = 20_000;

/** @param {string} name */
const quoted = (name) => `“${name.length > 200 ? `${name.slice(0, 200)}…` : name}”`;
/** @param {string} name */
const unknown = (name) => `No node or relation has the id ${quoted(name)}.`;

/** What an address asks for: a whole state, and what of it could not be understood, in words. @param {string} hash */
function readAddress(hash) {
  const asked = initial();
  /** @type {string[]} */
  const faults = [];
  if (hash.length > LONGEST_ADDRESS) return { asked, faults: ["This address is too long to be read."] };
  const [selection, query = ""] = hash.split(/\?(.*)/s);
  try {
    const name = decodeURIComponent(selection);
    asked.chosen = (name && resolve(name)) || null;
    if (name && !asked.chosen) faults.push(unknown(name));
    for (const part of query.split("&").filter(Boolean)) {
      const [key, list = ""] = part.split(/=(.*)/s);
      readPart(asked, decodeURIComponent(key), list.split(",").map(decodeURIComponent), faults);
    }
    if (asked.layout !== "map" && !/(?:^|&)view=/.test(query)) asked.view = "graph";
  } catch {
    faults.push("The end of this address cannot be read.");
  }
  return { asked, faults };
}

/** @param {State} asked @param {string} name @param {string[]} values @param {string[]} faults */
function readPart(asked, name, values, faults) {
  const [first] = values;
  const [, way, filter = ""] = /^(hide|only)-(.*)$/s.exec(name) ?? [];
  if (Object.hasOwn(OPTIONS, name)) {
    if (OPTIONS[name].includes(first)) Object.assign(asked, { [name]: first });
    else faults.push(`There is no ${name} ${quoted(first)}. There are: ${OPTIONS[name].join(", ")}.`);
  } else if (name === "words") asked.words = first.slice(0, LONGEST_WORDS);
  else if (name === "sort") asked.sort = values.slice(0, 2);
  else if (name === "matrix" && values.length === 2 && values.every((value) => hasValue("category", value))) asked.matrix = values;
  else if (name === "columns" && values.length === storyColumns.length && new Set(values).size === values.length && values.every((value) => hasValue("category", value))) asked.columns = values;
  else if (name === "around") {
    const [centre] = readNodes([first], faults);
    if (centre) Object.assign(asked, { layout: "around", centre, steps: values[1] === "2" ? 2 : 1 });
  } else if (name === "path") {
    const ends = readNodes(values.slice(0, 2), faults);
    if (ends.length === 2) Object.assign(asked, { layout: "path", ends });
  } else if (name === "pick" || name === "part") {
    asked.picked = [...new Set(readNodes(values, faults))];
    if (name === "part" && asked.picked.length) asked.layout = "picked";
  } else if (name === "compare") asked.compared = [...new Set(readNodes(values, faults))].slice(0, MOST_COMPARED);
  else if (name === "claim" && evidenceOf.size) {
    asked.claim = claimById.get(first) ?? null;
    if (!asked.claim) faults.push(`No claim of the article has the id ${quoted(first)}.`);
  } else if (name === "read") {
    asked.pins = readPins(values);
    if (asked.pins.length < values.length) faults.push("Some claims of the reading list do not exist in this graph.");
  } else if (FILTERS.includes(filter)) {
    const known = new Set(values.filter((value) => hasValue(filter, value)));
    if (way === "hide") asked.off[filter] = known;
    else if (known.size) asked.off[filter] = new Set(valuesOf(filter).filter((value) => !known.has(value)));
    if (known.size < new Set(values).size) faults.push("Some filters in this address do not exist in this graph.");
  } else faults.push(`The address holds ${quoted(name)}, which this page does not understand.`);
}

/** @param {string[]} names @param {string[]} faults */
function readNodes(names, faults) {
  return names.flatMap((name) => {
    const target = resolve(name);
    if (target && !isEdge(target)) return [target];
    faults.push(unknown(name));
    return [];
  });
}

/** @param {string} filter @param {string} value */
const hasValue = (filter, value) => valuesOf(filter).includes(value);

/** @type {(options?: { animated?: boolean }) => void} */
let onChange;

/** Name what brings the page in line with the state, after each change of it. @param {typeof onChange} listener */
export function whenChanged(listener) {
  onChange = listener;
}

/** What was written or read last. */
let shownAddress = "";

let wasTyped = false;

/** Go on to another state: a step that can be undone, or one step while the reader types. @param {Partial<State>} changes */
export function change(changes, { typed = false } = {}) {
  if ("chosen" in changes && changes.chosen !== state.chosen) state.level = "";
  Object.assign(state, changes);
  const next = writeAddress();
  const differs = next !== shownAddress || "pins" in changes || "picked" in changes || ("layout" in changes && isSelectionTooLong());
  shownAddress = next;
  if (differs) take({ address: next, kept: {
    pins: isListTooLong() && state.pins.map(({ claim, note }) => `${claim.id} ${note}`),
    picked: isSelectionTooLong() && state.picked.map((node) => node.id),
    layout: isSelectionTooLong() && state.layout,
  } }, !(typed && wasTyped));
  wasTyped = typed;
  clearMessage();
  onChange();
}

/** Go to what an address of this page shows; filters, looks, reading list and, where it names none, selection stay as they are. @param {string} address */
export function goTo(address) {
  const { off, colour, size, picked, pins } = state;
  const { asked } = readAddress(address);
  change({ ...asked, off, colour, size, picked: asked.picked.length ? asked.picked : picked, pins });
}

/** Show what a step shows. @param {import("./steps.js").Step} step */
function follow(step, { animated = true } = {}) {
  const { asked, faults } = readAddress(step.address);
  const { pins, picked, layout } = step.kept ?? { pins: false, picked: false, layout: false };
  Object.assign(state, asked, pins && { pins: readPins(pins) }, picked && { picked: readNodes(picked, faults) }, layout === "picked" && { layout });
  shownAddress = step.address;
  wasTyped = false;
  clearMessage();
  onChange({ animated });
  if (faults.length) showMessage(faults.join(" "));
}

/** Show what the address asks for, now and whenever it changes. */
export const followAddress = () => follow(whenArrived(follow), { animated: false });

/** Choose a node or an edge, or nothing. @param {State["chosen"]} chosen */
export const choose = (chosen) => change({ chosen });
/** Open the evidence on a claim, or the list of all. @param {Claim | null} claim */
export const openEvidence = (claim) => change({ view: "evidence", claim });
export const clearChoice = () => choose(null);
export const showMap = () => change({ view: "graph", layout: "map", centre: null, ends: [] });

/** A link to what is seen. From a disk it is the file's name with the part from #: where the file lies is nobody's business. */
function linkHere() {
  const page = location.href.split("#")[0];
  const isOnline = /^https?:/.test(page);
  const part = shownAddress && `#${shownAddress}`;
  let name = location.protocol === "file:" ? page.replace(/^.*[/]/s, "") : "";
  try {
    name = decodeURIComponent(name);
  } catch {
    // It stays as it is written.
  }
  return isOnline
    ? { link: page + part, use: "It opens this page with the current selection, filters and view." }
    : { link: name + part, use: `To use it, open ${name || "this page"} and put the part from # at the end of its address.` };
}

export async function copyLink() {
  const { link, use } = linkHere();
  try {
    await navigator.clipboard.writeText(link);
    announce("Link copied");
    showMessage(`Link copied: ${quoted(link)}. ${use}`, { passing: true });
  } catch {
    showMessage(`This browser does not allow copying. The link is: ${link} ${use}`);
  }
}
