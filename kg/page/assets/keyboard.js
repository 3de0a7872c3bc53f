// The keyboard, and a click on the picture.

import { help } from "./about.js";
import { fit, keepInView, neighbourTowards, targetAt, zoom } from "./camera.js";
import { redraw } from "./canvas.js";
import { menu, menuButton, setMenu } from "./download.js";
import { announce, byId, clearMessage } from "./elements.js";
import { pictureBox } from "./geometry.js";
import { panel, panelHeading } from "./panel-frame.js";
import { network, pointed, scene, whenStarted } from "./picture.js";
import { byDegree, isEdge } from "./records.js";
import { lightNode } from "./scene.js";
import { searchField } from "./search.js";
import { choose, clearChoice, openEvidence, showMap, state } from "./state.js";
import { walk } from "./steps.js";
import { isLegendOpen, setLegend, spokenName } from "./views.js";

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** @param {number} dx @param {number} dy */
function moveCursor(dx, dy) {
  const start = pointed.cursor ?? (state.chosen && !isEdge(state.chosen) ? state.chosen : null);
  const first = byDegree.find((node) => scene.places.has(node)) ?? null;
  const next = start && scene.places.has(start) ? neighbourTowards(start, dx, dy) ?? start : first;
  if (!next) return;
  pointed.cursor = next;
  lightNode(next);
  announce(spokenName(next));
  redraw();
  keepInView(next);
}

/** Open the node that the arrow keys are on; once it is open, go on to its details. */
function openCursor() {
  if (pointed.cursor && pointed.cursor !== state.chosen) choose(pointed.cursor);
  else if (state.chosen) panelHeading().focus();
}

/** @type {Record<string, () => void>} */
const PICTURE_KEYS = { Enter: openCursor, "+": () => zoom(1.35), "=": () => zoom(1.35), "-": () => zoom(1 / 1.35), 0: () => fit() };

/** @param {KeyboardEvent} event */
const isShortcut = (event) => event.ctrlKey || event.metaKey || event.altKey;

pictureBox.addEventListener("keydown", (event) => {
  if (isShortcut(event)) return;
  if (ARROWS[event.key]) moveCursor(...ARROWS[event.key]);
  else if (PICTURE_KEYS[event.key]) PICTURE_KEYS[event.key]();
  else return;
  event.preventDefault();
});

addEventListener("keydown", (event) => {
  const { key, ctrlKey, metaKey, altKey, shiftKey, target } = event;
  if (key.toLowerCase() !== "z" || !(ctrlKey || metaKey) || altKey || /^(INPUT|TEXTAREA)$/.test(/** @type {Element} */ (target).tagName)) return;
  event.preventDefault();
  walk(shiftKey ? 1 : -1);
});

addEventListener("keydown", (event) => {
  if (isShortcut(event) || document.querySelector("dialog[open]")) return;
  const isTyping = event.target instanceof HTMLInputElement;
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    searchField.focus();
    searchField.select();
  } else if (event.key === "?" && !isTyping) help.showModal();
  else if (event.key === "Escape") stepBack();
});

/** One step back: from what is on top to what is below. */
function stepBack() {
  clearMessage();
  if (!menu.hidden) {
    setMenu(false);
    menuButton.focus();
  } else if (isLegendOpen()) {
    setLegend(false);
    byId("to-filters").focus();
  } else if (pointed.cursor && pointed.cursor !== state.chosen) {
    pointed.cursor = null;
    lightNode(null);
    redraw();
  } else if (state.view === "evidence" && state.claim) {
    openEvidence(null);
  } else if (state.chosen) {
    const hadFocus = panel.contains(document.activeElement);
    clearChoice();
    if (hadFocus && state.view === "graph") pictureBox.focus();
  } else if (scene.canLeave) showMap();
}

whenStarted(() => network.on("click", ({ pointer }) => {
  pictureBox.focus({ preventScroll: true });
  setLegend(false);
  const target = targetAt(pointer.DOM);
  if (target) choose(target);
  else if (state.chosen) clearChoice();
}));
