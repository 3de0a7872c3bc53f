// What can be taken away: picture, claims, print, link.

import { placeLine } from "./claims.js";
import { button, byId, contextOf, html, showMessage } from "./elements.js";
import { evidenceCsv, evidenceSheet } from "./evidence.js";
import { shown, shownClaims } from "./filters.js";
import { evidenceOf } from "./findings.js";
import { poster, posterSvg } from "./poster.js";
import { certaintyLabel, isEdge, number, phrase, restrictionsOf } from "./records.js";
import { save, saveCsv } from "./save.js";
import { copyLink, state } from "./state.js";
import { saveClaims } from "./table.js";

/** Save a file that is named after the chosen node. @param {Blob} content @param {string} ending */
const savePicture = (content, ending) => save(content, ending, ...(state.chosen && !isEdge(state.chosen) ? [state.chosen.slug] : []));

function downloadSvg() {
  savePicture(new Blob([posterSvg()], { type: "image/svg+xml" }), "svg");
}

const PNG_WIDTH = 3200;

async function downloadPng() {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(posterSvg())}`;
  try {
    await image.decode();
  } catch {
    showMessage("This browser could not make the PNG. The SVG has the same content.");
    return;
  }
  const canvas = html("canvas", { width: PNG_WIDTH, height: Math.round((PNG_WIDTH * image.height) / image.width) });
  contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((content) => content && savePicture(content, "png"), "image/png");
}

// ------------------------------------------------------------------------------------------------------------------ print

const MOST_PRINTED = 3000;

/** @param {Claim} claim */
function printedClaim(claim) {
  const polarity = claim.polarity === "affirmed" ? "" : claim.polarity;
  const said = [polarity, certaintyLabel(claim.modality), claim.inferred && certaintyLabel("inferred"), restrictionsOf([claim])];
  return html("p", {}, `${claim.statement} (${said.filter(Boolean).join("; ")}; `, placeLine(claim), ")");
}

/** The evidence where that is open; else a page with the picture, then the relations that the filters leave as a table. */
function buildPrint() {
  if (state.view === "evidence") return byId("print").replaceChildren(evidenceSheet());
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
    item("Picture, PNG", "3,200 pixels wide, with title and legend", downloadPng),
    item("Picture, SVG", "For papers: sharp at any size", downloadSvg),
    item("Claims, CSV", "The filtered claims, for a spreadsheet", saveClaims),
    evidenceOf.size > 0 && item("Evidence, CSV", "On the claim that is open, or the marks of all claims", () => {
      saveCsv(evidenceCsv(), "evidence", ...(state.claim ? [state.claim.id] : []));
    }),
    item("Print, or save as PDF", "The picture, then every relation; or the evidence", () => window.print()),
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
