// Search by name, synonym, abbreviation and id, and in what is said: a text field with a list that the arrow keys walk.

import { levelWord } from "./claims.js";
import { byId, html, isNarrow } from "./elements.js";
import { openFinding } from "./evidence.js";
import { countedOf, shown } from "./filters.js";
import { pictureBox } from "./geometry.js";
import { asideWith, claimParts, indexed, light, search } from "./hits.js";
import { matchedPieces } from "./matching.js";
import { counted, levelOf } from "./records.js";
import { categoryMark, lineSample } from "./shapes.js";
import { change, LONGEST_WORDS, state } from "./state.js";
import { openClaims } from "./table.js";

/** @typedef {{ content: Child[], pick: () => void, keeps?: boolean }} Option `keeps` leaves the text in the field. */
/** `lead` is said above the options. @typedef {{ title: string, options: Option[], lead?: string }} Group */

const MOST_HITS = 12;
/** So many of each where there are things as well as claims. */
const MOST_OF_EACH = 6;

/** A text with the words found in it marked. @param {string} text @param {import("./matching.js").Meaning[]} words */
const marked = (text, words) => html("bdi", {}, matchedPieces(text, words).map((piece, place) => (place % 2 ? html("mark", {}, piece) : piece)));

/** @param {import("./hits.js").Hit} hit @param {import("./matching.js").Meaning[]} words @param {(node: GraphNode) => void} onPick @returns {Option} */
const thingOption = ({ node, also }, words, onPick) => ({
  pick: () => onPick(node),
  content: [
    categoryMark(node.category),
    html("span", {}, marked(node.name, words)),
    html("span", { class: "kind" }, node.category.label),
    also && html("span", { class: "also" }, marked(also, words)),
  ],
});

/** @param {Claim} claim @param {import("./matching.js").Meaning[]} words @param {(claim: Claim) => void} onPick @returns {Option} */
function claimOption(claim, words, onPick) {
  const level = levelOf([claim]);
  const told = claimParts(claim).filter((part) => matchedPieces(part, words).length > 1);
  const parts = told.length ? told : [asideWith(claim, words) ?? ""].filter(Boolean);
  return {
    pick: () => onPick(claim),
    content: [
      lineSample(level),
      html("span", {}, marked(claim.statement, words)),
      html("span", { class: `level ${level}` }, levelWord(level)),
      parts.length > 0 && html("span", { class: "also" }, parts.map((part, place) => [place > 0 && " · ", marked(part, words)])),
    ],
  };
}

/** @param {import("./studies.js").Told} told @param {import("./matching.js").Meaning[]} words @returns {Option} */
const toldOption = ({ claims: [claim], study, finding, sure, finding: { what, withIt, whom, cells: { statement = "" } } }, words) => ({
  pick: () => openFinding(claim, finding),
  content: [
    html("span", {}),
    html("span", {}, marked(statement || what, words)),
    html("span", { class: "also" }, marked([study.cited, sure && `${sure}, ${withIt}`, statement && statement !== what && what, whom].filter(Boolean).join(" · "), words)),
  ],
});

/**
 * Make a combobox of a text field and an empty list.
 * @param {HTMLInputElement} field @param {HTMLElement} list @param {(text: string) => Group[]} groupsFor
 */
function combobox(field, list, groupsFor) {
  /** @type {Option[]} */
  let options = [];
  let place = -1;
  const items = () => [...list.querySelectorAll("[role=option]:not(.none)")];

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };

  const showMarked = () => {
    items().forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
    if (place >= 0) {
      field.setAttribute("aria-activedescendant", `${list.id}-${place}`);
      items()[place].scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };

  /** @param {Option} option */
  const pick = ({ pick: act, keeps }) => {
    if (!keeps) field.value = "";
    close();
    act();
  };

  /** @param {Option} option */
  const item = (option) => html(
    "li",
    { role: "option", id: `${list.id}-${options.push(option) - 1}`, onclick: () => pick(option), onpointerdown: (event) => event.preventDefault() },
    option.content,
  );

  const showHits = () => {
    const groups = groupsFor(field.value).filter((group) => group.options.length);
    options = [];
    list.replaceChildren(...groups.map(({ title, options: among }) => html("div", { role: title ? "group" : "none", "aria-label": title || null },
      title && html("div", { class: "title", "aria-hidden": "true" }, title), html("ul", { role: "none" }, among.map(item)),
    )));
    place = options.length ? 0 : -1;
    const said = options.length ? groups.map(({ lead }) => lead).find(Boolean) : field.value.trim() && "No matches.";
    if (said) list.prepend(html("div", { class: "none", role: "option", "aria-disabled": "true" }, said));
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
      else if (options.length) {
        place = (place + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
        showMarked();
      }
    } else if (event.key === "Enter" && place >= 0 && !list.hidden) {
      event.preventDefault();
      pick(options[place]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) field.blur();
      field.value = "";
      close();
      groupsFor("");
    }
  });
}

/**
 * A further search field, such as for the other end of a path.
 * @param {string} id @param {string} label @param {(node: GraphNode) => void} onPick @param {(node: GraphNode) => boolean} fits
 */
export function searchBox(id, label, onPick, fits = () => true) {
  const list = html("div", { class: "hits", id: `${id}-hits`, role: "listbox", "aria-label": "Search results", hidden: true });
  const field = html("input", {
    id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-label": label, placeholder: label,
    "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list",
  });
  combobox(field, list, (text) => {
    const { things, words } = search(text);
    return [{ title: "", options: things.filter(({ node }) => fits(node)).slice(0, MOST_HITS).map((hit) => thingOption(hit, words, onPick)) }];
  });
  return html("div", { class: "search" }, field, list);
}

export const searchField = /** @type {HTMLInputElement} */ (byId("search"));
if (isNarrow.matches) searchField.placeholder = "Search";
// Before the first letter is typed.
searchField.addEventListener("focus", () => setTimeout(indexed), { once: true });

/** The view stays, unless what is chosen does not show there. @param {GraphNode | Edge} chosen */
function open(chosen) {
  light([]);
  change({ chosen, view: ["story", "matrix", "graph", "table"].includes(state.view) ? state.view : "story" });
}

/** @param {GraphNode} node */
function openThing(node) {
  open(node);
  if (state.view === "graph") pictureBox.focus();
  else if (state.view === "story") /** @type {HTMLElement | null} */ (byId("story-view").querySelector("[aria-pressed=true]"))?.focus();
}

/** Open a claim among those of its relation. @param {Claim} claim */
export function openClaim(claim) {
  open(claim.edge);
  const item = [.../** @type {NodeListOf<HTMLElement>} */ (byId("panel").querySelectorAll("[data-claim]"))].find(({ dataset }) => dataset.claim === claim.id);
  if (!item) return;
  const details = item.querySelector("details");
  if (details) details.open = true;
  item.tabIndex = -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

combobox(searchField, byId("hits"), (text) => {
  const { words, things, found, told, isSimilar } = search(text);
  const left = found.filter((claim) => shown.claims.has(claim));
  light([...things.map(({ node }) => node), ...left.flatMap(({ edge }) => [edge.subject, edge.object])]);
  const claimOptions = left.slice(0, MOST_OF_EACH).map((claim) => claimOption(claim, words, openClaim));
  const all = { keeps: true, pick: () => openClaims(text), content: [html("span", { class: "all" }, `All ${counted(left.length, "claim")}`)] };
  const lead = isSimilar ? `Nothing has “${text.trim().slice(0, 60)}”. Similar:` : "";
  const toldOptions = told.slice(0, MOST_OF_EACH).map((one) => toldOption(one, words));
  const allOfThem = { pick: () => change({ view: "evidence", claim: null, words: text.slice(0, LONGEST_WORDS) }), content: [html("span", { class: "all" }, `All ${counted(told.length, "finding")}`)] };
  return [
    { lead, title: "Names", options: things.slice(0, left.length ? MOST_OF_EACH : MOST_HITS).map((hit) => thingOption(hit, words, openThing)) },
    { lead, title: left.length < found.length ? `Claims: ${countedOf(left.length, found.length, "claim")} with these filters` : "Claims", options: left.length > 1 ? [...claimOptions, all] : claimOptions },
    { title: "Studies", options: told.length > 1 ? [...toldOptions, allOfThem] : toldOptions },
  ];
});
