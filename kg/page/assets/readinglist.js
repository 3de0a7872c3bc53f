// The reading list as the reader sees it: claims with notes, to be saved with a citation of each.

import { levelWord, placeLine } from "./claims.js";
import { columnsCsv } from "./csv.js";
import { button, byId, html, iconButton } from "./elements.js";
import { certaintyWords } from "./hits.js";
import { pin, renewPinButtons, unpin } from "./pins.js";
import { counted, levelOf, number, records } from "./records.js";
import { save } from "./save.js";
import { openClaim } from "./search.js";
import { change, claimOfId, isListTooLong, state } from "./state.js";

/** @typedef {State["pins"][number]} Pin */

/** @type {Record<string, (pin: Pin) => CsvValue>} */
const CITATION = {
  id: ({ claim }) => claim.id,
  statement: ({ claim }) => claim.statement,
  certainty: ({ claim }) => certaintyWords(claim),
  section: ({ claim }) => claim.section.title,
  paragraph: ({ claim }) => (claim.section.source.kind === "ontology" ? "" : claim.paragraph),
  author: ({ claim }) => claim.section.source.author,
  source: ({ claim }) => claim.section.source.title,
  publisher: ({ claim }) => claim.section.source.publisher,
  published: ({ claim }) => claim.section.source.published,
  address: ({ claim }) => claim.section.source.url,
  note: ({ note }) => note,
};

/** Text escaped for Markdown. @param {CsvValue} text */
const plainMarkdown = (text) => String(text ?? "").replace(/\s+/g, " ").replace(/[\\\x60*_[\]<>#|~&]/g, "\\$&");

/** @param {Pin} one @param {number} place */
function markdownOf(one, place) {
  const value = (/** @type {string} */ name) => plainMarkdown(CITATION[name](one));
  const address = String(CITATION.address(one) ?? "");
  const where = [value("section"), value("paragraph") && `paragraph ${value("paragraph")}`].filter(Boolean).join(", ");
  const source = [value("author"), value("source"), [value("publisher"), value("published")].filter(Boolean).join(", ")].filter(Boolean);
  return [
    `${place + 1}. ${value("statement")} (${value("certainty")})\n   ${where}. ${source.join(". ")}.`,
    /^https?:[/][/]/i.test(address) && ` <${address.replace(/[<>\s]/g, encodeURIComponent)}>`,
    ` Claim ${value("id")}.`,
    one.note && `\n   - Note: ${value("note")}`,
  ].filter(Boolean).join("");
}

export const readingMarkdown = () => [
  "# Reading list\n",
  `From “${plainMarkdown(records.dataset.title)}”, version ${plainMarkdown(records.dataset.version)}.\n`,
  ...state.pins.map(markdownOf), "",
].join("\n");

/** @param {string} text @param {string} ending @param {string} type */
const saveList = (text, ending, type) => save(new Blob([text], { type }), ending, "reading-list");

const listJson = () => JSON.stringify({ graph: records.dataset.id, claims: state.pins.map(({ claim, note }) => ({ id: claim.id, note })) }, null, 2);

const LONGEST_NOTE = 1000;
const LARGEST_LIST = 5_000_000;

/** Add what a saved list holds, and say what became of it. @param {File} file */
async function readBack(file) {
  try {
    if (file.size > LARGEST_LIST) throw new Error("too large");
    /** @type {unknown[]} */
    const entries = JSON.parse(await file.text()).claims;
    const added = entries.flatMap((entry) => {
      const { id, note } = /** @type {{ id?: unknown, note?: unknown }} */ (entry ?? {});
      const claim = claimOfId.get(String(id));
      return claim ? [{ claim, note: typeof note === "string" ? note.slice(0, LONGEST_NOTE) : "" }] : [];
    });
    const merged = new Map([...state.pins, ...added].map((one) => [one.claim, one]));
    change({ pins: [...merged.values()] });
    const lost = entries.length - added.length;
    say(`${counted(added.length, "claim")} read.${lost ? ` ${number(lost)} are not in this graph.` : ""}`);
  } catch {
    say("This file is not a saved reading list.");
  }
}

function openFile() {
  const field = html("input", { type: "file", accept: ".json,application/json", onchange: () => field.files?.[0] && readBack(field.files[0]) });
  field.click();
}

const said = html("p", { class: "said", role: "status" });
/** @param {string} text @param {Child} more */
function say(text, more = null) {
  said.replaceChildren(text, " ", ...(more ? [/** @type {Node} */ (more)] : []));
}

/** @param {Claim} claim */
function remove(claim) {
  const before = state.pins;
  unpin(claim);
  const undo = button({ class: "more", onclick: () => {
    change({ pins: before });
    say("");
    dialogHeading.focus();
  } }, "Undo");
  say("Removed.", undo);
  undo.focus();
}

/** @param {Pin} one */
function listItem({ claim, note }) {
  const level = levelOf([claim]);
  const field = html("input", {
    type: "text", class: "note", value: note, maxlength: LONGEST_NOTE, placeholder: "Note", "aria-label": `Note on: ${claim.statement}`, onchange: () => pin(claim, field.value),
  });
  return html("li", { "data-claim": claim.id },
    html("p", { dir: "auto" }, claim.statement, " ", html("span", { class: `level ${level}` }, levelWord(level))),
    html("p", { class: "place" }, placeLine(claim)),
    html("div", { class: "actions" },
      field,
      button({ onclick: () => {
        readingDialog.close();
        openClaim(claim);
      } }, "Show"),
      button({ "aria-label": `Remove: ${claim.statement}`, onclick: () => remove(claim) }, "Remove"),
    ),
  );
}

const dialogHeading = html("h2", { id: "reading-title", tabindex: "-1" }, "Reading list");
const items = html("ol", {});
const kept = html("p", { class: "kept" });
/** @param {string} text @param {() => void} act */
const saving = (text, act) => button({ class: "saving", onclick: act }, text);
const readingDialog = html("dialog", { id: "reading", "aria-labelledby": "reading-title" },
  html("div", { class: "title" }, dialogHeading, iconButton("Close the reading list", "cross", { onclick: () => readingDialog.close() })),
  kept,
  items,
  said,
  html("div", { class: "actions" },
    saving("Markdown", () => saveList(readingMarkdown(), "md", "text/markdown")),
    saving("CSV", () => saveList(columnsCsv(state.pins, CITATION), "csv", "text/csv")),
    saving("Save as a file", () => saveList(listJson(), "json", "application/json")),
    button({ onclick: openFile }, "Open a saved file"),
  ),
);
document.body.append(readingDialog);

export function openReadingList() {
  say("");
  readingDialog.showModal();
}

/** Bring list and buttons in line with the state; fields are left as they are, so that the focus stays. */
export function showReadingList() {
  const { pins } = state;
  const isSame = pins.length === items.children.length && pins.every(({ claim }, place) => claim.id === /** @type {HTMLElement} */ (items.children[place]).dataset.claim);
  if (isSame) pins.forEach(({ note }, place) => Object.assign(items.children[place].querySelector("input") ?? {}, { value: note }));
  else items.replaceChildren(...pins.map(listItem));
  kept.textContent = !pins.length ? "Add claims with the button among their details."
    : isListTooLong() ? "It is too long for the address: save it as a file, or it is gone when this page is closed."
      : "The address of this page holds it: a bookmark or a copied link keeps it.";
  for (const one of /** @type {NodeListOf<HTMLButtonElement>} */ (readingDialog.querySelectorAll(".saving"))) one.disabled = !pins.length;
  const opener = byId("to-reading");
  opener.hidden = !pins.length;
  opener.textContent = number(pins.length);
  opener.setAttribute("aria-label", `Reading list: ${counted(pins.length, "claim")}`);
  renewPinButtons();
}

byId("to-reading").addEventListener("click", openReadingList);
readingDialog.addEventListener("click", (event) => {
  if (event.target === readingDialog) readingDialog.close();
});
