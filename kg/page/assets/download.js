// What can be taken away: picture, claims, print, link.

import { placeLine } from "./claims.js";
import { button, byId, html } from "./elements.js";
import { evidenceCsv, evidenceSheet } from "./evidence.js";
import { shown, shownClaims } from "./filters.js";
import { openFigure } from "./figure.js";
import { evidenceOf } from "./findings.js";
import { poster, posterSource, posterSvg } from "./poster.js";
import { openReadingList } from "./readinglist.js";
import { certaintyLabel, isEdge, number, phrase, records, restrictionsOf } from "./records.js";
import { saveCsv, savePng, saveSvg } from "./save.js";
import { copyLink, state } from "./state.js";
import { saveClaims } from "./table.js";

/** What a file is named after: the chosen node. */
const chosenName = () => (state.chosen && !isEdge(state.chosen) ? [state.chosen.slug] : []);

const PNG_WIDTH = 3200;

// ------------------------------------------------------------------------------------------------------------------ print

const MOST_PRINTED = 3000;

/** @param {Claim} claim */
function printedClaim(claim) {
  const polarity = claim.polarity === "affirmed" ? "" : claim.polarity;
  const said = [polarity, certaintyLabel(claim.modality), claim.inferred && certaintyLabel("inferred"), restrictionsOf([claim])];
  return html("p", {}, `${claim.statement} (${said.filter(Boolean).join("; ")}; `, placeLine(claim), ")");
}

/** The views that are printed as they are shown. */
const PRINTED = ["story", "matrix", "compare", "tensions"];

/** A view without its controls, and small enough for the paper. */
function viewSheet() {
  const view = byId(`${state.view}-view`);
  const copy = /** @type {HTMLElement} */ (view.cloneNode(true));
  const wide = Math.max(...[...view.querySelectorAll(".matrix, .scroller, .story")].map((one) => one.scrollWidth), PAPER);
  const pickers = view.querySelectorAll("select");
  copy.querySelectorAll("select").forEach((picker, place) => picker.replaceWith(pickers[place].selectedOptions[0]?.text ?? ""));
  for (const one of [copy, ...copy.querySelectorAll("[id]")]) one.removeAttribute("id");
  copy.className = "view-sheet";
  copy.style.zoom = String(PAPER / wide);
  return [html("h1", {}, records.dataset.title), html("p", {}, posterSource()), copy];
}
/** As many pixels as a sheet is wide. */
const PAPER = 1030;

/** What is shown; on the map, in tables and in About a page with the picture, then the relations that the filters leave as a table. */
function buildPrint() {
  if (state.view === "evidence") return byId("print").replaceChildren(evidenceSheet());
  if (PRINTED.includes(state.view)) return byId("print").replaceChildren(...viewSheet());
  const listed = [...shown.edges];
  const rows = listed.slice(0, MOST_PRINTED).map((edge) => html("tr", {},
    [edge.subject.name, phrase(edge), edge.object.name, shownClaims(edge).map(printedClaim)].map((content) => html("td", {}, content)),
  ));
  return byId("print").replaceChildren(
    html("div", { class: "sheet" }, poster(1080)),
    html("h2", {}, "Relations and their claims"),
    ...(listed.length > MOST_PRINTED ? [html("p", {}, `The first ${number(MOST_PRINTED)} of ${number(listed.length)}.`)] : []),
    html("table", {},
      html("thead", {}, html("tr", {}, ["Subject", "Relation", "Object", "Claims"].map((title) => html("th", { scope: "col" }, title)))),
      html("tbody", {}, rows),
    ),
  );
}

addEventListener("beforeprint", buildPrint);
addEventListener("afterprint", () => byId("print").replaceChildren());

// ------------------------------------------------------------------------------------------------------------------- menu

export const menu = byId("menu");
export const menuButton = byId("to-menu");

/** @param {boolean} open */
export function setMenu(open) {
  menu.hidden = !open;
  menuButton.setAttribute("aria-expanded", String(open));
  if (open) menu.querySelector("button")?.focus();
}

export function buildMenu() {
  /** @param {string} text @param {string} hint @param {() => void} act */
  const item = (text, hint, act) => html("li", {}, button({ onclick: () => {
    setMenu(false);
    menuButton.focus();
    act();
  } }, html("span", {}, text), html("span", { class: "hint" }, hint)));
  menu.replaceChildren(html("ul", {},
    item("Figure for a paper", "The map or a part of it, one or two columns wide", openFigure),
    item("Picture, PNG", "3,200 pixels wide, with title and legend", () => savePng(posterSvg(), PNG_WIDTH, ...chosenName())),
    item("Picture, SVG", "Sharp at any size, with title and legend", () => saveSvg(posterSvg(), ...chosenName())),
    item("Claims, CSV", "The filtered claims, for a spreadsheet", saveClaims),
    evidenceOf.size > 0 && item("Evidence, CSV", "On the claim that is open, or the marks of all claims", () => {
      saveCsv(evidenceCsv(), "evidence", ...(state.claim ? [state.claim.id] : []));
    }),
    item("Reading list", "Claims that you set aside, with notes", openReadingList),
    item("Print, or save as PDF", "The view; from the map, every relation as well", () => window.print()),
    item("Copy link", "With selection, filters and view", copyLink),
  ));
}

menuButton.addEventListener("click", () => setMenu(Boolean(menu.hidden)));
menu.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.querySelectorAll("button")];
  const place = items.findIndex((item) => item === document.activeElement);
  items[(place + step + items.length) % items.length].focus();
});
document.addEventListener("click", (event) => {
  if (!menu.hidden && !(/** @type {Element} */ (event.target).closest(".menu-box"))) setMenu(false);
});
