// Where claims conflict with each other, or with basic anatomy: both sides, and why.

import { badge, claimItem } from "./claims.js";
import { byId, html } from "./elements.js";
import { countedOf, shown } from "./filters.js";
import { counted, tensions, valueAt, WEIGHTS } from "./records.js";

/** @type {Record<string, string>} */
const WEIGHT_TITLES = {
  major: "Major: it changes what a reader takes away",
  moderate: "Moderate",
  minor: "Minor",
};

/** One side of a tension. @param {string} title @param {Child} content */
const side = (title, content) => html("div", { class: "side" }, html("h4", {}, title), content);

/** @param {string} title @param {Claim[]} members */
function claimSide(title, members) {
  const items = members.map((claim) => claimItem(claim, { withEdge: true, withTensions: false }));
  return members.length > 0 && side(title, html("ul", {}, items));
}

/** @param {Tension} tension */
const isInView = (tension) => [...tension.claims, ...tension.against].some((claim) => shown.claims.has(claim));

/** @param {Tension} tension */
function tensionItem({ id, why, kind, claims, against, cut }) {
  const opponent = kind.name === "anatomy" ? "Basic anatomy or physiology, which no claim states." : "No other claim.";
  const hasOneSide = !claims.length || !against.length;
  return html(
    "li",
    { class: "tension-item", id: `tension-${id}`, tabindex: "-1" },
    html("p", { class: "why", dir: "auto" }, why),
    html("p", { class: "badges" }, badge("kind", kind.label), html("span", { class: "hint" }, kind.definition)),
    html(
      "div",
      { class: "sides" },
      claimSide("One side", claims),
      claimSide(claims.length ? "The other side" : "One side", against),
      !cut && hasOneSide && side("The other side", html("p", { class: "hint" }, opponent)),
      cut && html("p", { class: "hint" }, `${counted(cut, "more claim")} of this tension ${cut === 1 ? "is" : "are"} outside this part of the graph.`),
    ),
  );
}

export function showTensions() {
  const listed = tensions.filter(isInView);
  const groups = Map.groupBy(listed, (tension) => (WEIGHTS.includes(tension.weight) ? tension.weight : "other"));
  const parts = [...WEIGHTS, "other"].filter((weight) => groups.has(weight)).map((weight) => {
    const group = valueAt(groups, weight);
    const title = WEIGHT_TITLES[weight] ?? "Other tensions";
    return html(
      "section",
      { "aria-label": title },
      html("h3", {}, `${title} (${group.length})`),
      html("ul", {}, group.map(tensionItem)),
    );
  });
  byId("tensions-view").replaceChildren(
    html("h2", {}, "Tensions"),
    html("p", { class: "hint" }, tensions.length
      ? `${countedOf(listed.length, tensions.length, "place")} where claims conflict with each other or with basic anatomy. Both sides stay in the graph.`
      : "No tension between claims is recorded in this graph."),
    ...parts,
  );
}
