// node networks.mjs FORMAT < FILE: what cytoscape.js (cyjs) or graphology (gexf, graphml, json) finds in it, as JSON.
import { readFileSync } from "node:fs";

const format = process.argv[2];
const text = readFileSync(0, "utf8");

async function cytoscape() {
  const { default: draw } = await import("cytoscape");
  const drawing = draw({ headless: true, styleEnabled: true, ...JSON.parse(text) });
  const found = {
    nodes: drawing.nodes().length,
    edges: drawing.edges().length,
    dashed: drawing.edges('[line = "dashed"]').filter((edge) => edge.style("line-style") === "dashed").length,
    looks: Object.fromEntries(
      drawing.nodes().map((node) => [
        node.id(),
        [node.position("x"), node.position("y"), node.style("background-color").replaceAll(" ", ""), node.style("label")],
      ]),
    ),
  };
  drawing.destroy(); // Its clock would keep the process running.
  return found;
}

async function graphology() {
  const { MultiDirectedGraph } = await import("graphology");
  let graph;
  if (format === "json") {
    const { nodes, edges } = JSON.parse(text);
    graph = new MultiDirectedGraph();
    for (const { id, ...attributes } of nodes) graph.addNode(id, attributes);
    for (const { key, source, target, ...attributes } of edges) graph.addEdgeWithKey(key, source, target, attributes);
  } else {
    const { parse } = (await import(format === "gexf" ? "graphology-gexf" : "graphology-graphml")).default;
    graph = parse(MultiDirectedGraph, text);
  }
  return { nodes: graph.order, edges: graph.size, of: graph.mapNodes((id, attributes) => [id, attributes]) };
}

console.log(JSON.stringify(await (format === "cyjs" ? cytoscape() : graphology())));
