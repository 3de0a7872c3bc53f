// The panel's frame: its top line, its heading, and how it is folded where there is little room.

import { byId, html, iconButton, isNarrow } from "./elements.js";
import { clearChoice, copyLink } from "./state.js";

export const panel = byId("panel");

/** The heading, which takes the focus. */
export const panelHeading = () => /** @type {HTMLElement} */ (panel.querySelector("h2"));

/** @param {string} text */
export const heading = (text) => html("h2", { tabindex: "-1", dir: "auto" }, text);
/** @param {Child[]} content */
export const aside = (...content) => html("p", { class: "aside" }, ...content);

// In a notebook's cell the view has little room beside the panel.
const isSmallFrame = matchMedia("(max-width: 1299px)");
panel.classList.toggle("framed", window !== window.parent);

/** Enlarged fourfold, an open sheet would cover the view. */
export const isLow = matchMedia("(max-width: 820px) and (max-height: 499px)");

/** Whether the overview waits, folded, until it is asked for. */
export const startsFolded = () => isNarrow.matches || (panel.matches(".framed") && isSmallFrame.matches);

/** The line above the heading. @param {Element | null} picture @param {string} text @param {Child} tools */
export function topLine(picture, text, tools) {
  const fold = iconButton("Collapse details", "down", { class: "icon fold", "aria-expanded": "true", onclick: () => foldPanel() });
  return html("div", { class: "kicker" }, picture, html("span", { class: "kind" }, text), tools, fold);
}

export function foldPanel(force = !panel.classList.contains("folded")) {
  const folded = panel.classList.toggle("folded", force);
  const control = /** @type {Element} */ (panel.querySelector(".fold"));
  control.setAttribute("aria-expanded", String(!folded));
  control.setAttribute("aria-label", folded ? "Expand details" : "Collapse details");
}

export const linkAndClose = (close = clearChoice) => [
  iconButton("Copy a link to this", "link", { onclick: copyLink }),
  iconButton("Close and show the overview", "cross", { onclick: close }),
];

/** @param {string} label @param {Child} value */
export const fact = (label, value) => (value ? [html("dt", {}, label), html("dd", {}, value)] : []);
