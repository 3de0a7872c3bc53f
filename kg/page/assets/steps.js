// The steps that a reader takes. Back and Forward walk them; where a page may have no history, as in some frames, undo and redo alone.

/** What the address shows, and what of it is too long for one. @typedef {{ address: string, kept: { pins: string[] | false, picked: string[] | false, layout: string | false } | null }} Step */

/** @type {Step[]} */
const trail = [];
let place = 0;
let hasHistory = true;
/** @type {(step: Step) => void} */
let onArrival = () => {};

/** @param {"pushState" | "replaceState"} way @param {Step} step */
function write(way, { address, kept }) {
  try {
    history[way]({ place, kept }, "", address ? `#${address}` : location.href.split("#")[0]);
    hasHistory = true;
  } catch {
    hasHistory = false;
  }
}

/** Go on to a step, which is new or another form of the last one. @param {Step} step @param {boolean} isNew */
export function take(step, isNew) {
  if (isNew) place += 1;
  trail.splice(place, Infinity, step);
  write(isNew ? "pushState" : "replaceState", step);
}

/** The step that the address is at, which a reader may have typed. @returns {Step} */
function arrived() {
  const address = location.hash.replace(/^#/, "");
  const known = history.state;
  if (Number.isInteger(known?.place)) place = known.place;
  else if (trail.length) {
    place += 1;
    trail.splice(place);
  }
  const step = { address, kept: known?.kept ?? null };
  trail[place] = step;
  if (!known) write("replaceState", step);
  return step;
}

/** Name what shows a step; the first one at once. @param {typeof onArrival} listener */
export function whenArrived(listener) {
  onArrival = listener;
  addEventListener("popstate", () => onArrival(arrived()));
  addEventListener("hashchange", () => onArrival(arrived()));
  return arrived();
}

/** Undo a step (-1) or do it again (1); never leave the page. @param {1 | -1} by */
export function walk(by) {
  const step = trail[place + by];
  if (hasHistory) {
    // After a reload the steps before it are only the browser's.
    if (step || (by < 0 && place > 0)) history.go(by);
  } else if (step) {
    place += by;
    onArrival(step);
  }
}
