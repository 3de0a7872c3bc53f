// Boxes, and the part of the canvas that is free for the picture.

import { byId } from "./elements.js";

export const pictureBox = byId("graph");

/** @param {number} low @param {number} value @param {number} high */
export const clamp = (low, value, high) => Math.min(Math.max(value, low), high);

/** The box around points. @param {Point[]} points @returns {Box} */
export function bounds(points) {
  if (!points.length) return { left: 0, right: 0, top: 0, bottom: 0 };
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const { x, y } of points) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return box;
}

/** @param {number} width */
export const margin = (width) => ({ x: clamp(30, width * 0.08, 66), y: 38 });

// The strips at the upper edge, where notes are, and at the lower one, where the buttons are.
const [HEAD, FOOT] = [40, 56];

/** The part of the canvas that notes, buttons and, on a phone, the sheet leave free. @returns {Room} */
export function room() {
  // While another view is open the picture has no size; it will have that of all views.
  const [box, sheet] = [byId("views").getBoundingClientRect(), byId("panel").getBoundingClientRect()];
  const covered = sheet.top > box.top && sheet.left < box.right - 1 && sheet.right > box.left + 1;
  const height = covered ? clamp(80, sheet.top - box.top, box.height) : box.height;
  // A sheet that is drawn up covers the buttons too.
  const foot = covered && height < box.height - FOOT ? 10 : FOOT;
  const note = byId("note");
  const head = note.hidden ? 0 : Math.max(HEAD, note.offsetHeight + 10);
  return { width: box.width, height: Math.max(height - foot - head, 80), head, full: box.height };
}

/** @param {Box} box @param {Room} space */
export function scaleToFit(box, { width, height }) {
  const [wide, high] = [Math.max(box.right - box.left, 1e-6), Math.max(box.bottom - box.top, 1e-6)];
  const { x, y } = margin(width);
  return Math.min(Math.max(width - 2 * x, 80) / wide, Math.max(height - 2 * y, 80) / high);
}
