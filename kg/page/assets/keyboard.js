// The keyboard, and a click on the picture.

import { help } from "./about.js";
import { fit, keepInView, neighbourTowards, targetAt, zoom } from "./camera.js";
import { redraw } from "./canvas.js";
import { menu, menuButton, setMenu } from "./download.js";
import { announce, byId, clearMessage } from "./elements.js";
import { pictureBox } from "./geometry.js";
import { foldPanel, panel, panelHeading } from "./panel-frame.js";
import { network, pointed, scene, whenStarted } from "./picture.js";
import { byDegree, isEdge, labelFrom, otherEnd } from "./records.js";
import { lightNode } from "./scene.js";
import { searchField } from "./search.js";
import { clearSelection, toggleSelected } from "./selection.js";
import { choose, clearChoice, openEvidence, showMap, state } from "./state.js";
import { walk } from "./steps.js";
import { isLegendOpen, setLegend, spokenName } from "./views.js";

/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

/** Where the arrow keys start: the node they are on, else the chosen one, else the best connected. */
function startNode() {
  const start = pointed.cursor ?? state.chosen;
  return start && !isEdge(start) && scene.places.has(start) ? start : byDegree.find((node) => scene.places.has(node));
}

/** Go on to a node, and have it said. @param {GraphNode} node */
function setCursor(node, said = spokenName(node)) {
  pointed.cursor = node;
  lightNode(node);
  announce(said);
  redraw();
  keepInView(node);
}

/** @param {number} dx @param {number} dy */
function moveCursor(dx, dy) {
  const start = startNode();
  if (start) setCursor(start === pointed.cursor || start === state.chosen ? neighbourTowards(start, dx, dy, scene.places.keys()) ?? start : start);
}

/** The relations of a node that are in the picture, those to one neighbour together. @param {GraphNode} node */
function relationsOf(node) {
  const present = new Set(scene.edges);
  const leading = node.edges.filter((edge) => present.has(edge) && edge.subject !== edge.object);
  return [...Map.groupBy(leading, (edge) => otherEnd(edge, node))];
}

/** What is said of a step along relations. @param {GraphNode} from @param {Edge[]} edges @param {GraphNode} to */
const spokenStep = (from, edges, to) =>
  `${edges.map((edge) => `${edge.certainty === "denied" ? "not: " : ""}${labelFrom(edge, from)}`).join(", ")} ${spokenName(to)}`;

/** Follow a relation to the neighbour that lies in a direction. @param {number} dx @param {number} dy */
function followTowards(dx, dy) {
  const start = startNode();
  if (!start) return;
  const relations = new Map(relationsOf(start));
  const next = neighbourTowards(start, dx, dy, relations.keys());
  if (next) setCursor(next, spokenStep(start, relations.get(next) ?? [], next));
  else announce("No relation leads that way");
}

/** The node whose relations the brackets go through, and where they are. @type {{ from: GraphNode, place: number, at: GraphNode } | null} */
let round = null;

/** Go on to the next neighbour of the node at which this began, or to the one before. @param {number} step */
function goRound(step) {
  const start = round && round.at === pointed.cursor ? round.from : startNode();
  if (!start) return;
  const relations = relationsOf(start);
  if (!relations.length) return announce("No relation leads from here");
  const before = round && round.from === start && round.at === pointed.cursor ? round.place : step > 0 ? -1 : 0;
  const place = (before + step + relations.length) % relations.length;
  const [next, edges] = relations[place];
  round = { from: start, place, at: next };
  setCursor(next, `${spokenStep(start, edges, next)}, ${place + 1} of ${relations.length}`);
}

/** Open the node that the arrow keys are on; once it is open, go on to its details. */
function openCursor() {
  round = null;
  if (pointed.cursor && pointed.cursor !== state.chosen) choose(pointed.cursor);
  else if (state.chosen) panelHeading().focus();
}

/** Take the node that the arrow keys are on into the selection, or out of it. */
function selectCursor() {
  const { cursor } = pointed;
  if (!cursor) return;
  toggleSelected(cursor);
  setCursor(cursor, `${spokenName(cursor)}, ${state.picked.includes(cursor) ? "chosen" : "no longer chosen"}; ${state.picked.length} in all`);
}

/** @type {Record<string, () => void>} */
const PICTURE_KEYS = { Enter: openCursor, "+": () => zoom(1.35), "=": () => zoom(1.35), "-": () => zoom(1 / 1.35), 0: () => fit(), "]": () => goRound(1), "[": () => goRound(-1), " ": selectCursor };

/** @param {KeyboardEvent} event */
const isShortcut = (event) => event.ctrlKey || event.metaKey || event.altKey;

pictureBox.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey) return;
  if (ARROWS[event.key]) (event.altKey ? followTowards : moveCursor)(...ARROWS[event.key]);
  // On some keyboards the brackets are typed with Alt.
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
  else if (state.picked.length) clearSelection();
}

byId("skip-to-view").addEventListener("click", () => {
  const view = state.view === "graph" ? pictureBox : byId(`${state.view}-view`);
  if (!view.hasAttribute("tabindex")) view.tabIndex = -1;
  view.focus();
});
byId("skip-to-details").addEventListener("click", () => {
  foldPanel(false);
  panelHeading().focus();
});

whenStarted(() => network.on("click", ({ pointer }) => {
  pictureBox.focus({ preventScroll: true });
  setLegend(false);
  const target = targetAt(pointer.DOM);
  if (target) choose(target);
  else if (state.chosen) clearChoice();
}));
