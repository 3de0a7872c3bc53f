// The picture in line with the state: brought up to it when it is shown, and started when it is first shown.

import { arrangement, LARGE } from "./arrange.js";
import { fit, reveal } from "./camera.js";
import { FILTERS, addressOf, state } from "./state.js";
import { isStarted, pointed, scene, startPicture } from "./picture.js";
import { restyle, setScene, showNote } from "./scene.js";

/** The parts of the state that the picture depends on, each as one comparable value. */
export function pictureKeys() {
  const { off, layout, centre, steps, ends, picked, chosen, colour, size } = state;
  const selected = picked.map((node) => node.id).join(" ");
  const filters = FILTERS.map((filter) => [...off[filter]].sort().join(" ")).join("|");
  const arranged = [layout, centre?.id, steps, ends.map((node) => node.id), layout === "picked" && selected].join("|");
  // A large graph shows the surroundings of what is chosen.
  const surrounded = LARGE && layout === "map" ? addressOf(chosen) : "";
  return { filters, layout: `${arranged}|${surrounded}`, scene: `${filters}|${arranged}|${surrounded}`, looks: `${colour} ${size}`, chosen, selected };
}

/** What was drawn last. @type {ReturnType<typeof pictureKeys> | null} */
let drawnKeys = null;

/** Bring the picture in line with the state. */
export function drawPicture({ animated = true } = {}) {
  if (!isStarted()) startPicture();
  const [keys, before] = [pictureKeys(), drawnKeys];
  drawnKeys = keys;
  /** @param {(keyof ReturnType<typeof pictureKeys>)[]} names */
  const differs = (...names) => before === null || names.some((name) => keys[name] !== before[name]);
  const kept = scene.keepsPlaces;
  if (differs("scene")) setScene(arrangement());
  // From a choice the arrow keys start anew.
  if (differs("chosen")) pointed.cursor = null;
  if (differs("scene", "chosen", "looks", "selected")) restyle();
  if (differs("chosen")) showNote();
  // As long as nodes keep their places on the map, filters take away and bring back, and the camera stays.
  const rearranged = differs("layout") || (differs("filters") && (LARGE || !kept || !scene.keepsPlaces));
  if (rearranged) fit(animated && before !== null);
  // Around a node and on a path everything in the picture is meant.
  const isWhole = state.layout !== "map" || (LARGE && state.chosen);
  if (differs("chosen") && !(rearranged && isWhole)) reveal(animated && before !== null);
}
