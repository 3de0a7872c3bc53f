// Bringing the page in line with the state: only what has changed is made again.

import { fit, zoom } from "./camera.js";
import { redraw } from "./canvas.js";
import { openCompare, showCompare } from "./compare.js";
import { drawPicture, pictureKeys } from "./drawing.js";
import { announce, byId, isNarrow } from "./elements.js";
import { focusEvidence, showEvidence } from "./evidence.js";
import { applyFilters, countsText, showCounts } from "./filters.js";
import { whenLit } from "./hits.js";
import { showLegend } from "./legend.js";
import { markChosen, showMatrix } from "./matrix.js";
import { foldPanel, panel, panelHeading } from "./panel-frame.js";
import { showPanel } from "./panel.js";
import { startWithFirstPath } from "./path-panel.js";
import { network, scene } from "./picture.js";
import { showReadingList } from "./readinglist.js";
import { counted, isEdge } from "./records.js";
import { addressOf, change, state, VIEWS, whenChanged } from "./state.js";
import { lightStory, showStory } from "./story.js";
import { openTable, showTable } from "./table.js";
import { showTensions } from "./tensions.js";

/** @typedef {ReturnType<typeof stateKeys>} Keys */
/** Whether any of these has changed. @typedef {(...names: (keyof Keys)[]) => boolean} Differs */

/** What a screen reader says of a node. @param {GraphNode} node */
export const spokenName = (node) => `${node.name}, ${node.category.label}, ${counted(node.edges.length, "relation")}`;

/** The parts of the state that the parts of the page depend on, each as one comparable value. */
function stateKeys() {
  const { chosen, view, table, compared, claim, columns, matrix } = state;
  const picture = pictureKeys();
  return {
    ...picture,
    panel: [addressOf(chosen), picture.layout, picture.filters, picture.selected, state.level].join("|"),
    view,
    table,
    compared: compared.map((node) => node.id).join(" "),
    claim,
    columns: columns.join(" "),
    matrix: matrix.join(" "),
    rows: [state.words, state.sort, state.figure].join("|"),
    differs: state.differs,
    about: [state.about, addressOf(chosen)].join("|"),
    pins: state.pins.map((one) => `${one.claim.id} ${one.note}`).join("|"),
  };
}

/** What was shown last. @type {Keys | null} */
let shownKeys = null;

function render({ animated = true } = {}) {
  const [keys, before] = [stateKeys(), shownKeys];
  shownKeys = keys;
  /** @type {Differs} */
  const differs = (...names) => before === null || names.some((name) => keys[name] !== before[name]);
  if (differs("layout")) startWithFirstPath();
  if (differs("filters")) {
    applyFilters();
    showCounts();
  }
  if (differs("filters", "looks")) showLegend();
  if (differs("view", "layout")) showView();
  if (differs("panel")) renewPanel(differs("chosen"));
  // On a phone the sheet would hide half of what the reader has just opened.
  if (differs("view", "claim") && state.view !== "graph" && state.view !== "story" && isNarrow.matches) foldPanel(true);
  if (state.view === "graph") {
    drawPicture({ animated });
    if (differs("view")) network.redraw();
  }
  if (state.view === "story" && differs("view", "columns", "filters")) showStory();
  else if (state.view === "story" && differs("chosen")) lightStory();
  if (state.view === "matrix" && differs("view", "matrix", "filters")) showMatrix();
  if (state.view === "matrix" && differs("view", "matrix", "filters", "chosen")) markChosen();
  if (state.view === "table" && differs("view", "table", "filters", "rows")) (differs("view", "table") ? openTable : showTable)();
  if (state.view === "compare" && differs("view", "compared", "filters", "differs")) (differs("view") ? openCompare : showCompare)();
  if (state.view === "tensions" && differs("view", "filters")) showTensions();
  if (state.view === "evidence" && differs("view", "claim", "filters", "rows", "about")) showEvidence();
  if (state.view === "evidence" && before !== null && differs("claim")) focusEvidence(before.claim);
  if (differs("pins")) showReadingList();
  if (before !== null) announceChange(differs);
}
whenChanged(render);
whenLit(() => {
  if (state.view === "story") lightStory();
  if (state.view === "matrix") markChosen();
  if (state.view === "graph") redraw();
});

/** @param {Differs} differs */
function announceChange(differs) {
  const { chosen } = state;
  if (differs("chosen") && chosen) announce(isEdge(chosen) ? panelHeading().textContent : spokenName(chosen));
  else if (state.view === "graph" && differs("scene") && scene.note) announce(scene.note);
  else if (differs("filters")) announce(countsText());
}

/** A new panel takes the focus along: to its heading where it is about something else, else to the same control. @param {boolean} isOther */
function renewPanel(isOther) {
  const controls = () => /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("button, a, summary, input")]);
  const place = controls().findIndex((control) => control === document.activeElement);
  const hadFocus = panel.contains(document.activeElement);
  showPanel();
  if (hadFocus) ((!isOther && controls()[place]) || panelHeading()).focus({ preventScroll: true });
}

function showView() {
  for (const name of VIEWS) {
    byId(`${name}-view`).hidden = state.view !== name;
    byId(`to-${name}`).setAttribute("aria-pressed", String(state.view === name));
  }
  document.body.classList.toggle("no-picture", !["graph", "story", "matrix"].includes(state.view));
  document.body.classList.toggle("no-legend", state.view === "story" || state.view === "matrix");
}

for (const name of VIEWS) byId(`to-${name}`).addEventListener("click", () => change({ view: name, claim: null, words: "", sort: [], figure: "", differs: "", about: "" }));
byId("zoom-in").addEventListener("click", () => zoom(1.35));
byId("zoom-out").addEventListener("click", () => zoom(1 / 1.35));
byId("zoom-fit").addEventListener("click", () => fit());

const legend = byId("filters");
export const isLegendOpen = () => legend.classList.contains("open");

/** On a phone. @param {boolean} open */
export function setLegend(open) {
  legend.classList.toggle("open", open);
  byId("to-filters").setAttribute("aria-expanded", String(open));
}

byId("to-filters").addEventListener("click", () => setLegend(!isLegendOpen()));
