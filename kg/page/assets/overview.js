// The panel when nothing is chosen: what the graph is, how certain its claims are, and where they come from.

import { nodeButton, shareBar, sharesOf } from "./claims.js";
import { html, link } from "./elements.js";
import { shown } from "./filters.js";
import { fact, heading, topLine } from "./panel-frame.js";
import { certaintyOf, claims, counted, excerptText, hubs, records } from "./records.js";
import { filterNote } from "./relations.js";
import { inShort } from "./short.js";

/** How many of some claims have which certainty. @param {Claim[]} among */
export const certaintyShares = (among) => among.length > 0 && [shareBar(sharesOf(among)), html("p", { class: "also" }, `${counted(among.length, "claim")}: ${certaintyOf(among)}`)];

/** @param {Source} source */
export function sourceItem(source) {
  return html(
    "div",
    { class: "source" },
    html("p", { dir: "auto" }, source.url ? link(source.url, source.title) : source.title),
    html(
      "dl",
      { class: "facts" },
      fact("Author", source.author),
      fact("Reviewer", source.reviewer),
      fact("Publisher", source.publisher),
      fact("Published", source.published),
      fact("Reviewed", source.reviewed),
      fact("Licence", source.licence),
    ),
    source.note && html("p", { class: "remark" }, source.note),
  );
}

export function overviewPanel() {
  const { dataset } = records;
  const [first, ...rest] = records.sources;
  return [
    topLine(null, "About this graph", null),
    heading(dataset.title),
    excerptText && html("p", { class: "remark" }, excerptText),
    inShort(),
    html("p", { class: "text", dir: "auto" }, dataset.description),
    certaintyShares([...shown.claims]),
    filterNote(shown.claims.size, claims.length),
    hubs.size > 0 && [
      html("h3", {}, "Most connected"),
      html("ul", { class: "ranking" }, [...hubs].map((node) =>
        html("li", {}, nodeButton(node), html("span", { class: "count" }, counted(node.edges.length, "relation"))),
      )),
    ],
    first && [
      html("h3", {}, rest.length ? "Sources" : "Source"),
      sourceItem(first),
      rest.map((source) => html("details", { class: "source" }, html("summary", {}, source.title), sourceItem(source))),
    ],
    html("h3", {}, "Dataset"),
    datasetFacts(),
  ];
}

export function datasetFacts() {
  const { dataset } = records;
  return html(
    "dl",
    { class: "facts" },
    fact("Version", dataset.version),
    fact("Date", dataset.date),
    fact("Licence", dataset.licence_url ? link(dataset.licence_url, dataset.licence) : dataset.licence),
    fact("Made by", dataset.creator),
    fact("DOI", dataset.doi && link(`https://doi.org/${dataset.doi}`, dataset.doi)),
    fact("Published at", dataset.repository && link(dataset.repository, dataset.repository)),
    fact("Contact", dataset.contact && link(dataset.contact, dataset.contact.replace("mailto:", ""))),
  );
}
