// What this is and where it comes from: read once, and looked up when it matters.

import { byId, html, iconButton } from "./elements.js";
import { evidenceOf } from "./findings.js";
import { certaintyShares, datasetFacts, sourceItem } from "./overview.js";
import { articles, claims, counted, edges, excerptText, certainties, nodes, records, sourceAndDate, tensions } from "./records.js";
import { lineSample, tensionMark } from "./shapes.js";

/** @type {[keys: string[], text: string][]} */
const KEYS = [
  [["/"], "search"],
  [["←", "↑", "→", "↓"], "move between nodes"],
  [["Alt", "←"], "follow a relation to the neighbour that lies there"],
  [["[", "]"], "go round the neighbours, with the names of their relations"],
  [["Space"], "take the node into a selection, or out of it; with the pointer: Shift and a click, or a box"],
  [["Enter"], "open the node, then go to its details"],
  [["+", "−", "0"], "zoom in, zoom out, show everything"],
  [["Esc"], "close, or clear the selection"],
  [["Ctrl", "Z"], "undo a choice, a filter or a look; with Shift, redo"],
  [["?"], "help"],
];

const keyList = () => html(
  "dl",
  { class: "keys" },
  KEYS.map(([keys, text]) => [html("dt", {}, keys.map((key) => html("kbd", {}, key))), html("dd", {}, text)]),
);

/** @type {Record<string, string>} */
const VIEW_TEXTS = {
  Story: "names in columns, to be read from left to right. Choose one, and what it touches is lit, with the relation.",
  Matrix: "two kinds of your choice against each other. A cell opens its claims.",
  Map: "the graph as a picture. A count such as +65 on a symbol: so many of its lines are drawn only while it is pointed at or chosen.",
  Tables: "all names, relations and claims, to sort, to filter by a word, to save as CSV.",
  Compare: "two to four names side by side, a row per relation.",
  Tensions: "where claims conflict.",
  Evidence: "what studies found on each claim of the article, for and against.",
};

/** What each view of this page is for. */
const viewTexts = () => html("ul", {}, Object.entries(VIEW_TEXTS).filter(([name]) => name !== "Evidence" || evidenceOf.size).map(
  ([name, text]) => html("li", {}, html("strong", {}, name), `: ${text}`),
));

/** How lines and marks are to be read. */
function lineSamples() {
  return html(
    "div",
    { class: "samples" },
    certainties.map(({ name, label, definition }) => [
      lineSample(name),
      html("span", {}, html("strong", {}, label), `: ${definition}`),
    ]),
    tensionMark(),
    html("span", {}, html("strong", {}, "in tension"), ": one claim affirms it and another denies it, or a major tension concerns it. Minor tensions are marked on their claims."),
  );
}

/** @param {string} text */
const paragraph = (text) => html("p", {}, text);
/** @param {string} text */
const heading3 = (text) => html("h3", {}, text);

/** @param {Source} source */
const sourceWithCount = (source) => [
  sourceItem(source),
  paragraph(counted(claims.filter((claim) => claim.section.source.id === source.id).length, "claim")),
];

function sourceParts() {
  const ontologies = records.sources.filter((source) => !articles.includes(source));
  return [
    heading3(articles.length === 1 ? "The one article" : "Articles"),
    articles.length === 0 && paragraph("No article is recorded."),
    articles.length === 1 && paragraph("Apart from basic hierarchy, everything here comes from a single article for general readers. What it omits is missing here too; where it is mistaken, the graph repeats the mistake and says so."),
    evidenceOf.size > 0 && paragraph("What studies, reviews, guidelines and definitions say of its claims stands apart, under Evidence; docs/evidence.md says how to read it. It changes nothing in the graph."),
    articles.map(sourceWithCount),
    ontologies.length > 0 && [heading3("Ontologies, for basic hierarchy"), ontologies.map(sourceWithCount)],
  ];
}

/** Where it all comes from and of what date, in a line that is always in view. */
export function sourceLine() {
  if (articles.length === 0) return "No source recorded";
  if (articles.length === 1) return `Source: ${sourceAndDate(articles[0])}`;
  const dates = articles.map((source) => source.published).filter(Boolean).sort();
  return `${articles.length} sources${dates.length ? `, ${dates[0]} to ${dates.at(-1)}` : ""}`;
}

export function buildAbout() {
  const sampled = records.sampled ? `, estimated from the paths of ${records.sampled} nodes` : "";
  byId("about-view").replaceChildren(html("article", {},
    html("h2", {}, "About"),
    excerptText && html("p", { class: "remark" }, excerptText),
    html("p", { dir: "auto" }, records.dataset.description),
    html("p", { class: "notice" }, html("strong", {}, "Not medical advice. "), "This page shows what its sources say, not what is established. Ask a physician before acting on any of it."),
    sourceParts(),
    heading3("How it was made"),
    paragraph("The article was read, and the claims were written, by a large language model, not by a person; docs/curation.md says how, and how far two readings agreed."),
    heading3("What is in it"),
    paragraph(`${counted(nodes.size, "node")}, ${counted(edges.length, "relation")}, ${counted(claims.length, "claim")}, ${counted(tensions.length, "tension")}.`),
    certaintyShares(claims),
    heading3("How to read it"),
    lineSamples(),
    paragraph(`The more claims a relation has, the thicker its line. The more relations a node has, the larger it is; with “Paths through it” in the legend, the more shortest paths between other nodes run through it, the larger it is${sampled} (betweenness).`),
    paragraph("Groups of things (communities) are found with the Louvain method, which does not look at the kinds of nodes. Both measures describe the graph, not medicine: what an article discusses most has the most relations."),
    heading3("Dataset"),
    datasetFacts(),
    heading3("Keyboard"),
    keyList(),
    paragraph("Made with pyvis; vis-network draws the picture. The page loads nothing from the network."),
  ));
}

export const help = /** @type {HTMLDialogElement} */ (byId("help"));

export function buildHelp() {
  const close = iconButton("Close help", "cross", { onclick: () => help.close() });
  help.replaceChildren(
    html("div", { class: "title" }, html("h2", { id: "help-title" }, "How to read this page"), close),
    paragraph("The source speaks of things (nodes) and says how they are related. Behind each relation are one or more claims. Choose a name, a relation or a line to read them, with their place in the source."),
    viewTexts(),
    heading3("Lines"),
    lineSamples(),
    heading3("Keyboard"),
    keyList(),
  );
}

byId("to-help").addEventListener("click", () => help.showModal());
help.addEventListener("click", (event) => {
  if (event.target === help) help.close();
});
