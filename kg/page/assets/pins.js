// The reading list: claims that the reader has set aside, each with a note. It is a part of the state, so each change can be undone.

import { button } from "./elements.js";
import { change, state } from "./state.js";

/** Set a claim aside, with a note. @param {Claim} claim */
export function pin(claim, note = "") {
  const isNew = state.pins.every((one) => one.claim !== claim);
  change({ pins: isNew ? [...state.pins, { claim, note }] : state.pins.map((one) => (one.claim === claim ? { claim, note } : one)) });
}

/** @param {Claim} claim */
export const unpin = (claim) => change({ pins: state.pins.filter((one) => one.claim !== claim) });

/** @param {string} id */
const isPinned = (id) => state.pins.some(({ claim }) => claim.id === id);
/** @param {string} id */
const pinText = (id) => (isPinned(id) ? "Remove from reading list" : "Add to reading list");

/** @param {Claim} claim */
export const pinButton = (claim) =>
  button({ class: "more pin", "data-pin": claim.id, onclick: () => (isPinned(claim.id) ? unpin : pin)(claim) }, pinText(claim.id));

/** Have all such buttons say what they do now. */
export function renewPinButtons() {
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".pin"))) one.textContent = pinText(one.dataset.pin ?? "");
}
