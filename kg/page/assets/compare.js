// Two to four nodes side by side: a row for each relation, what they share and what only one of them has.

const MOST_COMPARED = 4;
const compareBox = find("compare-view");

/** What to compare where nobody has picked: of the first kind, what the source itself lists as types of one, the chosen one first. */
function proposed() {
  const kind = records.categories.find((category) => [...nodes.values()].filter((node) => node.category.name === category.name).length > 1);
  const members = byDegree.filter((node) => node.category.name === kind?.name);
  const among = members.flatMap((node) => node.edges.filter((edge) => edge.object === node && members.includes(edge.subject)));
  // Most are joined by one relation to the one that they are types of.
  const types = [...Map.groupBy(among, (edge) => `${edge.predicate.name} ${edge.object.id}`).values()].filter((found) => found.length > members.length / 3).flat();
  const parents = new Set(types.map((edge) => edge.object));
  const peers = members.filter((node) => !parents.has(node));
  // What the curator inferred to be a type is in no list of the source.
  const listed = new Set(types.filter(({ claims }) => claims.some((claim) => !claim.inferred)).map((edge) => edge.subject));
  const some = [peers.filter((node) => listed.has(node)), peers, members].find((group) => group.length > 1) ?? [];
  const first = members.filter((node) => node === state.chosen);
  return [...new Set([...first, ...some.slice(0, MOST_COMPARED - 1)])];
}

// What is proposed stays while the view is open, whatever the reader chooses in it.
let offered = [];

function openCompare() {
  offered = proposed();
  showCompare();
}

const compareWith = (compared) => change({ compared });

/** Relation label → for each compared node, the node at the other end → the edges that say so. */
function comparison(compared) {
  const rows = new Map();
  compared.forEach((node, place) => {
    for (const edge of node.edges) {
      if (!shown.edges.has(edge)) continue;
      const label = labelFrom(edge, node);
      if (!rows.has(label)) rows.set(label, { cells: compared.map(() => new Map()) });
      const cell = rows.get(label).cells[place];
      const other = otherEnd(edge, node);
      cell.set(other, [...(cell.get(other) ?? []), edge]);
    }
  });
  return rows;
}

function valueItem(other, found, sharers, count) {
  return make(
    "li",
    { class: sharers > 1 ? "value shared" : "value" },
    button({ class: "name", onclick: () => go(found[0]), "aria-label": `${other.name}: read the claims` }, mark(other.category), own(other.name)),
    make(
      "span",
      { class: "badges" },
      found.map(putOf),
      found.some((edge) => edge.inTension) && badge("tension", "in tension"),
      sharers > 1 && make("span", { class: "with" }, sharers === count ? (count > 2 ? `all ${count}` : "both") : `${sharers} of ${count}`),
    ),
  );
}

function comparisonRow(label, { cells }, count) {
  const sharers = (other) => cells.filter((cell) => cell.has(other)).length;
  const inOrder = (cell) => [...cell].sort(([a], [b]) => sharers(b) - sharers(a) || byName(a.name, b.name));
  return make(
    "tr",
    {},
    make("th", { scope: "row" }, label),
    cells.map((cell) => make("td", {}, cell.size
      ? make("ul", {}, inOrder(cell).map(([other, found]) => valueItem(other, found, sharers(other), count)))
      : make("span", { class: "nothing" }, "nothing claimed"))),
  );
}

function comparedHead(node, compared) {
  const without = compared.filter((other) => other !== node);
  const remove = without.length > 0 && iconButton(`Leave out ${node.name}`, CROSS, { onclick: () => compareWith(without) });
  return make("th", { scope: "col" }, make("div", { class: "compared" }, nameButton(node), remove));
}

function showCompare() {
  const compared = state.compared.length ? state.compared : offered;
  const rows = [...comparison(compared)].sort(([, a], [, b]) => filled(b) - filled(a));
  const shared = rows.filter(([, { cells }]) => [...new Set(cells.flatMap((cell) => [...cell.keys()]))].some((other) => cells.filter((cell) => cell.has(other)).length > 1));
  compareBox.replaceChildren(...[
    make("h2", {}, "Compare"),
    make("p", { class: "hint" }, compared.length
      ? `Two to four nodes side by side, a row for each relation. Tinted: what more than one of them has. Click a value to read its claims.`
      : "There is nothing to compare: this graph has no two nodes of one kind."),
    compared.length < MOST_COMPARED && nodes.size > compared.length && searchField("compare-more", "Add a node", (node) => {
      compareWith([...compared, node]);
      find("compare-more")?.focus();
    }, (node) => !compared.includes(node)),
    compared.length > 0 && make(
      "div",
      { class: "scroller", tabindex: "0", role: "region", "aria-label": "Comparison" },
      make(
        "table",
        {},
        make("caption", {}, `${compared.map((node) => node.name).join(", ")} compared: ${counted(rows.length, "relation")}, ${shared.length} with a value in common`),
        make("thead", {}, make("tr", {}, make("td", {}), compared.map((node) => comparedHead(node, compared)))),
        make("tbody", {}, rows.map(([label, row]) => comparisonRow(label, row, compared.length))),
      ),
      rows.length === 0 && make("p", { class: "none" }, "Nothing shown is claimed of them."),
    ),
  ].filter(Boolean));
}

const filled = ({ cells }) => cells.filter((cell) => cell.size > 0).length;
