// Where claims pull against each other, or against plain anatomy: both sides, and why.

const tensionsBox = find("tensions-view");
const WEIGHT_TEXT = {
  major: "Major: it changes what a reader takes away",
  moderate: "Moderate",
  minor: "Minor",
};

/** Who stands against whom: the claims of one side of a tension. */
function tensionSide(title, list) {
  if (!list.length) return null;
  return make("div", { class: "side" }, make("h4", {}, title), make("ul", {}, list.map((claim) => claimItem(claim, { withEdge: true, withTensions: false }))));
}

const isShown = (tension) => [...tension.claims, ...tension.against].some((claim) => shown.claims.has(claim));

function tensionItem(tension) {
  const alone = tension.kind.name === "anatomy" ? "Against plain anatomy or physiology, which no claim states." : "Against nothing else that was said.";
  const others = !tension.claims.length || !tension.against.length;
  return make(
    "li",
    { class: "tension-item", id: `tension-${tension.id}`, tabindex: "-1" },
    make("p", { class: "why", dir: "auto" }, tension.why),
    make("p", { class: "badges" }, badge("kind", tension.kind.label), make("span", { class: "hint" }, tension.kind.definition)),
    make(
      "div",
      { class: "sides" },
      tensionSide("One side", tension.claims),
      tensionSide(tension.claims.length ? "The other side" : "One side", tension.against),
      !tension.cut && others && make("div", { class: "side" }, make("h4", {}, "The other side"), make("p", { class: "hint" }, alone)),
      tension.cut && make("p", { class: "hint" }, `${counted(tension.cut, "more claim")} of this tension ${tension.cut === 1 ? "lies" : "lie"} outside this part of the graph.`),
    ),
  );
}

function showTensions() {
  const listed = tensions.filter(isShown);
  const groups = Map.groupBy(listed, (tension) => (WEIGHTS.includes(tension.weight) ? tension.weight : "other"));
  const parts = [...WEIGHTS, "other"].filter((weight) => groups.has(weight)).map((weight) => make(
    "section",
    { "aria-label": WEIGHT_TEXT[weight] ?? "Other tensions" },
    make("h3", {}, `${WEIGHT_TEXT[weight] ?? "Other"} (${groups.get(weight).length})`),
    make("ul", {}, groups.get(weight).map(tensionItem)),
  ));
  tensionsBox.replaceChildren(
    make("h2", {}, "Tensions"),
    make("p", { class: "hint" }, tensions.length
      ? `${countedOf(listed.length, tensions.length, "place")} where claims pull against each other or against plain anatomy. Both sides stay in the graph.`
      : "No tension between claims is recorded in this graph."),
    ...parts,
  );
}

function openTension(tension) {
  change({ view: "tensions" });
  const item = find(`tension-${tension.id}`);
  item?.scrollIntoView({ block: "start" });
  item?.focus({ preventScroll: true });
}
