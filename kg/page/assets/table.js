// The tables: nodes, relations and claims, as far as the filters leave them.

// A column has a title, the value to sort by, and the cell to show where that is more than the value.
const TABLES = {
  nodes: {
    title: "Nodes",
    rows: () => [...shown.nodes],
    columns: [
      { title: "Name", value: (node) => node.name, cell: nameButton },
      { title: "Kind", value: (node) => node.category.label },
      { title: "Definition", value: (node) => node.definition ?? "", kind: "wide" },
      ...(communities.length ? [{ title: "Community", value: (node) => communities[node.community]?.label ?? "" }] : []),
      { title: "Relations", value: (node) => node.edges.length, kind: "number" },
      { title: "Claims", value: (node) => claimsOf(node).length, kind: "number" },
    ],
  },
  relations: {
    title: "Relations",
    rows: () => edges.filter((edge) => shown.edges.has(edge)),
    columns: [
      { title: "Subject", value: (edge) => edge.subject.name, cell: (edge) => nameButton(edge.subject) },
      { title: "Relation", value: phrase, cell: (edge) => edgeButton(edge), kind: "relation" },
      { title: "Object", value: (edge) => edge.object.name, cell: (edge) => nameButton(edge.object) },
      {
        title: "How it is put",
        value: (edge) => edge.put,
        cell: (edge) => make("span", { class: "badges" }, putOf(edge), edge.inTension && badge("contested", edge.contested ? "contested" : "in tension")),
      },
      { title: "Claims", value: (edge) => edge.claims.length, kind: "number" },
    ],
  },
  claims: {
    title: "Claims",
    rows: () => claims.filter((claim) => shown.claims.has(claim)),
    columns: [
      { title: "Statement", value: (claim) => claim.statement, cell: (claim) => own(claim.statement), kind: "wide" },
      { title: "Subject", value: (claim) => claim.edge.subject.name, cell: (claim) => nameButton(claim.edge.subject) },
      {
        title: "Relation",
        value: (claim) => phrase(claim.edge),
        cell: (claim) => edgeButton(claim.edge),
        kind: "relation",
      },
      { title: "Object", value: (claim) => claim.edge.object.name, cell: (claim) => nameButton(claim.edge.object) },
      {
        title: "How it is put",
        value: (claim) => `${claim.modality} ${claim.polarity}`,
        cell: (claim) => make("span", { class: "badges" }, putBadges(claim)),
        kind: "put",
      },
      { title: "Figure", value: (claim) => claim.quantity ?? "" },
      { title: "Place", value: placeOf, cell: placeLine, kind: "place" },
    ],
  },
};

// More rows than these come when they are asked for.
const ROWS = 1000;
const order = { column: null, direction: 1, rows: ROWS };
const rowsBox = make("div", { id: "rows", role: "tabpanel", tabindex: "0" });
const tabs = Object.entries(TABLES).map(([name, { title }]) =>
  button(
    { role: "tab", id: `tab-${name}`, "aria-controls": "rows", onclick: () => change({ table: name }), onkeydown: stepTab },
    title,
  ),
);
find("table-view").append(make("div", { class: "tabs", role: "tablist", "aria-label": "Tables" }, tabs), rowsBox);

function stepTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(event.currentTarget) + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
}

function sortBy(column) {
  order.direction = order.column === column ? -order.direction : 1;
  order.column = column;
  showTable();
  rowsBox.querySelectorAll("th button")[column].focus();
}

function sorted(rows, column) {
  if (!column) return rows;
  const by = column.kind === "number" ? (a, b) => a - b : byName;
  return [...rows].sort((a, b) => order.direction * by(column.value(a), column.value(b)));
}

function heading(column, index) {
  const direction = order.column !== index ? "none" : order.direction > 0 ? "ascending" : "descending";
  return make(
    "th",
    { scope: "col", class: column.kind, "aria-sort": direction },
    button({ onclick: () => sortBy(index) }, column.title),
  );
}

function cellOf(column, row) {
  const content = column.cell ? column.cell(row) : String(column.value(row));
  return make("td", { class: column.kind }, content);
}

function showTable() {
  const { title, rows, columns } = TABLES[state.table];
  for (const tab of tabs) {
    const open = tab.id === `tab-${state.table}`;
    tab.setAttribute("aria-selected", String(open));
    tab.tabIndex = open ? 0 : -1;
  }
  rowsBox.setAttribute("aria-labelledby", `tab-${state.table}`);
  const all = sorted(rows(), columns[order.column]);
  const more = all.length > order.rows && button({ class: "more", onclick: () => {
    order.rows += ROWS;
    showTable();
  } }, `Show more: ${number(order.rows)} of ${counted(all.length, "row")} are shown`);
  rowsBox.replaceChildren(
    make(
      "table",
      {},
      make("caption", {}, `${title}: ${counted(all.length, "row")}`),
      make("thead", {}, make("tr", {}, columns.map(heading))),
      make("tbody", {}, all.slice(0, order.rows).map((row) =>
        make("tr", {}, columns.map((column) => cellOf(column, row))),
      )),
    ),
    ...(more ? [more] : []),
    ...(all.length ? [] : [make("p", { class: "none" }, nodes.size ? "The filters leave nothing to show." : "This graph is empty.")]),
  );
}

/** Another table starts at its top, in its own order. */
function openTable() {
  Object.assign(order, { column: null, direction: 1, rows: ROWS });
  showTable();
  rowsBox.scrollTop = 0;
}
