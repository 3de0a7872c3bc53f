// What this is and whence: read once, and found again when it matters.

const KEYS = [
  [["/"], "search"],
  [["←", "↑", "→", "↓"], "move between nodes"],
  [["Enter"], "open the node, and go to what is said of it"],
  [["+", "−", "0"], "zoom in, out, show everything"],
  [["Esc"], "close, or clear the choice"],
  [["?"], "help"],
];

const keyList = () => make(
  "dl",
  { class: "keys" },
  KEYS.map(([keys, text]) => [make("dt", {}, keys.map((key) => make("kbd", {}, key))), make("dd", {}, text)]),
);

/** How lines and marks are to be read. */
function lineSamples() {
  const puts = [...records.modalities, ...records.polarities.filter(({ name }) => name === "denied")];
  return make(
    "div",
    { class: "samples" },
    puts.map(({ name, label, definition }) => [
      lineSample(name),
      make("span", {}, make("strong", {}, label), `: ${definition}`),
    ]),
    tensionMark(),
    make("span", {}, make("strong", {}, "in tension"), ": one claim affirms it and another denies it, or a major tension touches it. Minor tensions are marked on their claims."),
  );
}

const paragraph = (text) => make("p", {}, text);

function aboutSources() {
  const articles = records.sources.filter((source) => source.kind !== "ontology");
  const ontologies = records.sources.filter((source) => source.kind === "ontology");
  const said = (source) => claims.filter((claim) => claim.section.source.id === source.id).length;
  const one = (source) => [sourceItem(source), paragraph(counted(said(source), "claim"))];
  return [
    make("h3", {}, articles.length === 1 ? "The one article" : "Articles"),
    articles.length === 0 && paragraph("No article is recorded."),
    articles.length === 1 && paragraph("Everything said here, plain hierarchy apart, comes from a single article for general readers. What it leaves out is not here, and where it is mistaken the graph repeats the mistake and says so."),
    articles.map(one),
    ontologies.length > 0 && [make("h3", {}, "Ontologies, for plain hierarchy"), ontologies.map(one)],
  ];
}

/** Whence it all comes and of what date, in a line that always stands in view. */
function sourceLine() {
  const articles = records.sources.filter((source) => source.kind !== "ontology");
  if (articles.length === 0) return "No source recorded";
  if (articles.length === 1) return `Source: ${sourceAndDate(articles[0])}`;
  const dates = articles.map((source) => source.published).filter(Boolean).sort();
  return `${articles.length} sources${dates.length ? `, ${dates[0]} to ${dates.at(-1)}` : ""}`;
}

function showAbout() {
  const { dataset } = records;
  const sampled = records.sampled ? `, estimated from the paths of ${records.sampled} nodes` : "";
  fill(find("about-view"), {}, [
    make("article", {},
      make("h2", {}, "About"),
      records.excerpt && make("p", { class: "remark" }, excerptText()),
      make("p", { dir: "auto" }, dataset.description),
      make("p", { class: "notice" }, make("strong", {}, "No medical advice. "), "This page shows what its sources say, not what is established. Ask a physician before acting on any of it."),
      aboutSources(),
      make("h3", {}, "Who read it"),
      paragraph("The article was read, and the claims were written, by a large language model, not by a person; docs/curation.md says how, and how far two readings agreed."),
      make("h3", {}, "What is in it"),
      paragraph(`${counted(nodes.size, "node")}, ${counted(edges.length, "relation")}, ${counted(claims.length, "claim")}, ${counted(tensions.length, "tension")}.`),
      shareOf(claims),
      make("h3", {}, "How to read it"),
      lineSamples(),
      paragraph("The more claims a relation has, the thicker its line. The more relations a node has, the larger it is; or, if you choose so in the legend, the more shortest paths between other nodes run through it (betweenness)" + `${sampled}.`),
      paragraph("Communities are found by the method of Louvain, without looking at the kinds of nodes. Both figures describe the graph, not medicine: much is joined to what an article speaks of most."),
      make("h3", {}, "Data set"),
      datasetFacts(),
      make("h3", {}, "Keyboard"),
      keyList(),
      paragraph("Made with pyvis; vis-network draws the picture. The page asks for nothing from the network."),
    ),
  ]);
}

const help = find("help");

function buildHelp() {
  const close = iconButton("Close help", CROSS, { onclick: () => help.close() });
  help.replaceChildren(
    make("div", { class: "title" }, make("h2", { id: "help-title" }, "How to read this page"), close),
    paragraph("Each shape is a node: something the source speaks of. Each line is a relation between two nodes."),
    paragraph("Behind every line stand one or more claims. Click a node or a line to read them, with the place in the source."),
    make("h3", {}, "Lines"),
    lineSamples(),
    make("h3", {}, "Keyboard"),
    keyList(),
  );
}

find("to-help").addEventListener("click", () => help.showModal());
help.addEventListener("click", (event) => {
  if (event.target === help) help.close();
});
