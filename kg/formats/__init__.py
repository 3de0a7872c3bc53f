"""The formats that a graph can be written in: each is a value in FORMATS, and says what it loses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kg.files import Content
from kg.formats import csv, cytoscape, gexf, graphml, json, json_lines, kgx, nanopubs, neo4j, owl, parquet, triples
from kg.formats.about import dataset, evidence_shapes, ontology, schema_org, shapes, sparql_shapes
from kg.formats.about.dataset import File
from kg.formats.rdf import evidence, jsonld, nquads, ntriples, parse, rdfxml, turtle, turtle12
from kg.formats.rdf import model as rdf
from kg.formats.reading import Opened, Parts
from kg.model.protocol import Graph
from kg.page import html
from kg.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write a graph: `dumps` takes the graph and returns the bytes of a file, or chunks of them as they are made.

    `more` has the further files of a format with several: suffix → the function that returns their bytes; `writers` makes those
    of all files, where one says something of those before it. A format that
    `describes` the exports also takes the list of their files. A suffix without a leading dot or hyphen is a whole file name.
    What is given in chunks takes as much memory for a large graph as for a small one.

    `loads`, where it can be read back, takes the file, the schema, and whether that is to move below the base IRI of the file.
    Files that end in `also` are read as well. One that is not `built` is written only where it is asked for.

    >>> import kg
    >>> turtle = kg.FORMATS["turtle"]
    >>> turtle.suffix, turtle.media_type
    ('.ttl', 'text/turtle')
    """

    name: str
    suffix: str
    media_type: str
    dumps: Callable[..., Content]
    what: str
    loses: str
    loads: Callable[[Opened, Schema, bool], Parts] | None = None
    also: tuple[str, ...] = ()
    more: Mapping[str, Callable[..., Content]] = field(default_factory=dict)
    writers: Callable[[], Mapping[str, Callable[[Graph], Content]]] | None = None
    describes: bool = False
    needs_evidence: bool = False
    built: bool = True

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The suffix of each of its files.

        >>> FORMATS["kgx"].suffixes
        ('.kgx.nodes.tsv', '.kgx.edges.tsv', '.kgx.denied.tsv')
        """
        return (self.suffix, *self.more)

    @property
    def short(self) -> str:
        """What names all files of a format with several: `.parquet` for `.nodes.parquet` and the others; else nothing.

        >>> FORMATS["parquet"].short, FORMATS["turtle"].short
        ('.parquet', '')
        """
        return self.suffix.replace(".nodes", "", 1) if self.more else ""

    @property
    def files(self) -> Mapping[str, Callable[..., Content]]:
        """What makes each of its files, by suffix, for one graph, in this order.

        >>> list(FORMATS["kgx"].files)
        ['.kgx.nodes.tsv', '.kgx.edges.tsv', '.kgx.denied.tsv']
        """
        return {self.suffix: self.dumps, **self.more} if self.writers is None else self.writers()

    def contents(self, graph: Graph) -> dict[str, Content]:
        """What each of its files holds, by suffix. Not for a format that describes others.

        >>> import kg
        >>> list(FORMATS["turtle"].contents(kg.load()))
        ['.ttl']
        """
        return {suffix: dumps(graph) for suffix, dumps in self.files.items()}


def trig(graph: Graph, files: list[File]) -> bytes:
    """Data, ontology and description as named graphs in TriG, UTF-8."""
    schema = graph.schema
    base = schema.dataset.base_iri
    parts = (rdf.subjects(graph), ontology.subjects(schema), dataset.subjects(graph, files))
    names = (f"{base}/data", ontology.iri(schema), f"{base}/description")
    return turtle.trig(schema, [(name, list(part)) for name, part in zip(names, parts, strict=True)])


def all_graphs(graph: Graph, files: list[File]) -> bytes:
    """The same named graphs in canonical N-Quads, UTF-8."""
    return nquads.canonical(trig(graph, files))


def all_shapes(graph: Graph) -> bytes:
    """The core shapes of the article's file and of the evidence in Turtle, UTF-8."""
    return turtle.document(graph.schema, [*shapes.subjects(graph.schema), *evidence_shapes.subjects(graph.schema)])


MEANING = (
    "The schema (what categories and predicates mean, their domains, ranges and inverses), "
    "which sentence carries which claim"
)
NO_SCHEMA = f"{MEANING}, positions, colours and shapes."
NAMED_GRAPHS = "Which sentence carries which claim, positions, colours and shapes."
KGX_LOSES = (
    "What our predicates say beyond the nearest Biolink one (`original_predicate` keeps ours), matches other than exact, sources "
    "and sections except for their ids, tensions. Unless told to stream, the program `kgx` keeps one edge of those with the same "
    "subject, predicate and object."
)
DRAWN = f"{MEANING}, titles and dates of sources and sections, tensions, labels of terms"
ONLY_SCHEMA = "The data: it only says what the data means, or what must hold of it."
FORMATS = {
    format.name: format
    for format in (
        Format(
            name="turtle",
            suffix=".ttl",
            media_type="text/turtle",
            dumps=turtle.chunks,
            loads=parse.loads,
            what="RDF in Turtle: one plain triple per edge, and one resource per claim with its source, section, "
            "modality and figure.",
            loses=NO_SCHEMA,
        ),
        Format(
            name="ntriples",
            suffix=".nt",
            media_type="application/n-triples",
            dumps=ntriples.chunks,
            loads=parse.loads,
            what="The same RDF in canonical N-Triples: sorted, one line per triple. Its digest is a fingerprint of the graph.",
            loses=NO_SCHEMA,
        ),
        Format(
            name="jsonld",
            suffix=".jsonld",
            media_type="application/ld+json",
            dumps=jsonld.dumps,
            loads=parse.loads,
            what="The same RDF in compact JSON-LD 1.1, with its context inside.",
            loses=NO_SCHEMA,
        ),
        Format(
            name="context",
            suffix="context.jsonld",
            media_type="application/ld+json",
            dumps=jsonld.dumps_context,
            what="The JSON-LD context alone.",
            loses=ONLY_SCHEMA,
        ),
        Format(
            name="trig",
            suffix=".trig",
            media_type="application/trig",
            dumps=trig,
            loads=parse.loads,
            what="Three named graphs in TriG: the same RDF, the ontology, and the description of the dataset.",
            loses=NAMED_GRAPHS,
            describes=True,
        ),
        Format(
            name="nquads",
            suffix=".nq",
            media_type="application/n-quads",
            dumps=all_graphs,
            loads=parse.loads,
            what="The same three named graphs in canonical N-Quads: sorted, one line per triple.",
            loses=NAMED_GRAPHS,
            describes=True,
            built=False,
        ),
        Format(
            name="rdfxml",
            suffix=".rdf",
            media_type="application/rdf+xml",
            dumps=rdfxml.dumps,
            loads=parse.loads,
            also=(".owl", ".xml"),
            what="The same RDF in RDF/XML.",
            loses=f"{NO_SCHEMA} It refuses texts with control characters.",
        ),
        Format(
            name="turtle12",
            suffix=".12.ttl",
            media_type="text/turtle;version=1.2",
            dumps=turtle12.dumps,
            loads=parse.loads,
            what="The same RDF in Turtle 1.2: each claim is a reifier, which names what it states by a triple term.",
            loses=f"{NO_SCHEMA} Readers of RDF 1.1 refuse it.",
            built=False,
        ),
        Format(
            name="nanopubs",
            suffix=".nanopubs.trig",
            media_type="application/trig",
            dumps=nanopubs.dumps,
            what="Nanopublications in TriG: four named graphs per claim, with what it asserts, where it was read, and who made "
            "it. Unsigned, without trusty URIs.",
            loses="Nodes except for their ids, tensions, the schema. Most stores show none of it to a query that names no graph.",
            built=False,
        ),
        Format(
            name="html",
            suffix=".html",
            media_type="text/html",
            dumps=html.dumps,
            what="The interactive page: one file that opens from disk and needs no network.",
            loses="Which sentence carries which claim. It is made for reading, not for loading into other programs.",
        ),
        Format(
            name="graphml",
            suffix=".graphml",
            media_type="application/graphml+xml",
            dumps=graphml.dumps,
            loads=graphml.loads,
            what="GraphML for Cytoscape, Gephi and yEd: one edge per claim; the label of a denied one says so. Sources, "
            "sections, mappings and tensions are data of the graph, as JSON, which most programs drop.",
            loses=f"{MEANING}. It refuses texts with control characters, and lists with a bar (|) in an item.",
        ),
        Format(
            name="gexf",
            suffix=".gexf",
            media_type="application/gexf+xml",
            dumps=gexf.dumps,
            what="GEXF 1.3 for Gephi, which shows it as the map looks: places, sizes, colours and shapes; one edge per claim, "
            "and the label of a denied one says so. Gephi merges claims with the same ends and label, unless told not to.",
            loses=f"{DRAWN}, and shapes other than square, diamond and triangle.",
        ),
        Format(
            name="cx2",
            suffix=".cx2",
            media_type="application/json",
            dumps=cytoscape.dumps_cx2,
            what="CX2 for Cytoscape and NDEx: one edge per claim, with places, sizes, colours, shapes, and lines by certainty. "
            "The CURIE of a node is its attribute `represents`.",
            loses=f"{DRAWN}; Cytoscape lacks some of the shapes.",
            built=False,
        ),
        Format(
            name="cyjs",
            suffix=".cyjs",
            media_type="application/json",
            dumps=cytoscape.dumps_json,
            what="The JSON of cytoscape.js, which draws it as the map looks, and of Cytoscape: one edge per claim.",
            loses=f"{DRAWN}; Cytoscape lacks some of the shapes.",
            built=False,
        ),
        Format(
            name="neo4j",
            suffix=".neo4j.nodes.csv",
            media_type="text/csv",
            dumps=neo4j.dumps_nodes,
            more={".neo4j.edges.csv": neo4j.dumps_edges},
            what="Tables for `neo4j-admin database import`, with typed columns: one relationship per claim, its type the "
            "predicate, as in `TREATS`; a denied claim is a `DENIED_TREATS`.",
            loses=f"{DRAWN}.",
            built=False,
        ),
        Format(
            name="cypher",
            suffix=".cypher",
            media_type="text/plain",
            dumps=neo4j.dumps_cypher,
            what="The same nodes and relationships as a Cypher script for `cypher-shell`, which may be run again.",
            loses=f"{DRAWN}.",
            built=False,
        ),
        Format(
            name="kgx",
            suffix=".kgx.nodes.tsv",
            media_type="text/tab-separated-values",
            dumps=kgx.dumps_nodes,
            more={".kgx.edges.tsv": kgx.dumps_edges, ".kgx.denied.tsv": kgx.dumps_denied},
            what="KGX tables with Biolink categories and predicates: nodes, affirmed claims as edges, and denied claims, which "
            "are not edges. The knowledge source `infores:…` is not registered.",
            loses=f"{KGX_LOSES} It refuses texts with tabs or line breaks.",
        ),
        Format(
            name="kgx-jsonl",
            suffix=".kgx.nodes.jsonl",
            media_type="application/jsonl",
            dumps=kgx.dumps_json_nodes,
            more=kgx.JSON_DUMPS,
            what="The same as JSON Lines, with lists as lists: nodes, affirmed claims as edges, and denied claims.",
            loses=KGX_LOSES,
            built=False,
        ),
        Format(
            name="csv",
            suffix=csv.FIRST,
            media_type="text/csv",
            dumps=csv.dumps,
            more=csv.MORE_DUMPS,
            loads=csv.loads,
            what="CSV tables for pandas, R and databases: nodes, claims, sources, sections, mappings and tensions, with the "
            "columns of the data folder and CURIEs as ids. A figure begins with its comparator, such as `=12 weeks`: import it "
            "as a text, or a spreadsheet takes it for a formula.",
            loses=f"{MEANING}, the base IRI. It refuses lists with a bar (|) in an item, and carriage returns.",
        ),
        Format(
            name="json",
            suffix=".json",
            media_type="application/json",
            dumps=json.dumps,
            loads=json.loads,
            what="Node-link JSON for networkx, JavaScript and pandas: one edge per claim, the claim's id its key; denied claims, "
            "too, are edges, so look at `polarity`. Sources, sections, mappings and tensions are attributes of the graph.",
            loses=f"{MEANING}.",
        ),
        Format(
            name="jsonl",
            suffix=".jsonl",
            media_type="application/jsonl",
            dumps=json_lines.dumps,
            loads=json_lines.loads,
            what="The same as JSON Lines: an object for the dataset, then one for each node, edge, source, section, mapping and "
            "tension; its `type` says which.",
            loses=f"{MEANING}.",
            built=False,
        ),
        Format(
            name="parquet",
            suffix=parquet.FIRST,
            media_type="application/vnd.apache.parquet",
            dumps=parquet.dumps,
            more=dict.fromkeys(parquet.MORE, parquet.dumps),
            writers=parquet.writers,
            loads=parquet.loads,
            what="The tables of CSV in Parquet for polars, DuckDB, pandas and Spark: typed columns, lists as lists. What "
            "follows from the rest has files as well, which are not read back: edges, names of nodes, words of claims. The bytes "
            "depend on the version of pyarrow.",
            loses=f"{MEANING}. It refuses whole numbers of more than 32 bits.",
            built=False,
        ),
        Format(
            name="triples",
            suffix=".triples.tsv",
            media_type="text/tab-separated-values",
            dumps=triples.dumps,
            what="Head, relation and tail for PyKEEN and other tools that learn embeddings: the plain triples of the RDF as "
            "CURIEs, one line per affirmed edge, sorted, without header. An edge that no claim says outright has its relation "
            "under `nmt:`: drop these lines, or put `nmv:` for it to have one relation.",
            loses="Everything but the edges: nodes without one, names, categories, claims and their sources; denied claims.",
        ),
        Format(
            name="evidence",
            suffix="-evidence.ttl",
            media_type="text/turtle",
            dumps=evidence.dumps,
            what="What studies found, in Turtle, to be loaded beside the article's file or alone: studies, findings with "
            "events and totals, links to the article's claims. It adds no plain triple.",
            loses=NO_SCHEMA,
            needs_evidence=True,
        ),
        Format(
            name="kgx-evidence",
            suffix=".evidence.kgx.nodes.tsv",
            media_type="text/tab-separated-values",
            dumps=kgx.dumps_evidence_nodes,
            more={
                ".evidence.kgx.edges.tsv": kgx.dumps_evidence_edges,
                ".evidence.kgx.denied.tsv": kgx.dumps_evidence_denied,
            },
            what="What studies found as KGX tables, with Biolink's slots for counts and totals; each arm is an edge, and those "
            "of one result have the same source and `result`. Affirmed findings and denied ones are apart.",
            loses="Links to the article's claims, ratings, who paid. It refuses texts with tabs or line breaks.",
            needs_evidence=True,
        ),
        Format(
            name="ontology",
            suffix=".ontology.ttl",
            media_type="text/turtle",
            dumps=ontology.dumps,
            what="The ontology in OWL 2 DL: categories and predicates with definitions, domains, ranges, inverses and matches.",
            loses=ONLY_SCHEMA,
        ),
        Format(
            name="owl",
            suffix=".ontology.owl",
            media_type="application/rdf+xml",
            dumps=owl.dumps,
            what="The same ontology in RDF/XML, for Protégé, OWLAPI, owlready2 and pronto.",
            loses=ONLY_SCHEMA,
        ),
        Format(
            name="full",
            suffix=".full.owl",
            media_type="application/rdf+xml",
            dumps=owl.dumps_full,
            what="One OWL file with ontology and data, in RDF/XML. Protégé, OWLAPI and owlready2 show individuals and the object "
            "properties between them here, but not in a file with the data alone.",
            loses=f"{NAMED_GRAPHS} It refuses texts with control characters.",
        ),
        Format(
            name="shapes",
            suffix=".shapes.ttl",
            media_type="text/turtle",
            dumps=all_shapes,
            what="SHACL Core shapes of the RDF, for any SHACL validator.",
            loses=ONLY_SCHEMA,
        ),
        Format(
            name="shapes-sparql",
            suffix=".shapes-sparql.ttl",
            media_type="text/turtle",
            dumps=sparql_shapes.dumps,
            what="Shapes that need SHACL-SPARQL: what must agree between claims and plain triples.",
            loses=ONLY_SCHEMA,
        ),
        Format(
            name="dataset",
            suffix=".dataset.ttl",
            media_type="text/turtle",
            dumps=dataset.dumps,
            what="The description of the dataset in VoID, DCAT, PROV and PAV: versions, files, sizes, counts, sample queries.",
            loses="The data: it only describes it.",
            describes=True,
        ),
        Format(
            name="schemaorg",
            suffix=".dataset.jsonld",
            media_type="application/ld+json",
            dumps=schema_org.dumps,
            what="The description in schema.org terms, for dataset search.",
            loses="The data: it only describes it.",
            describes=True,
        ),
    )
}
DATA = ("turtle", "ntriples", "jsonld", "rdfxml")
"""The formats that consist of the RDF form alone."""
