"""The pages of the site for single records: entities, claims, sources, tensions; and their RDF in files beside them.

The path of a page is the end of its IRI: `nmk:scs` is at entity/scs.html, entity/scs.ttl and so on, where docs/w3id/.htaccess
leads. docs/templates/records.html says how a page looks; what it says is worded by the package.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes, utils
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from sphinx.builders.html import StandaloneHTMLBuilder

import kg
from kg.evidence import Finding
from kg.formats import FORMATS
from kg.formats.rdf import evidence, jsonld, model, ntriples, rdfxml, turtle
from kg.formats.rdf.model import Subject, curies, subject, typed
from kg.model.answers import slug
from kg.model.nodes import Node
from kg.model.protocol import Graph
from kg.model.records import Claim, Source, Tension
from kg.schema import NODE
from kg.show.citations import cite
from kg.show.evidence_text import evidence_tables
from kg.show.tables import edges_at, facts, restricted
from kg.tables.columns import QUALIFIERS

if TYPE_CHECKING:
    from sphinx.application import Sphinx

Record = Node | Claim | Source | Tension

WRITERS = {
    "turtle": turtle.document,
    "jsonld": jsonld.document,
    "ntriples": ntriples.document,
    "rdfxml": rdfxml.document,
}
"""What writes some subjects, by the name of the format."""


class Page(NamedTuple):
    """A page: its `path` without suffix, its title, its HTML, its RDF, and the words by which the search finds it."""

    path: str
    title: str
    body: str
    subjects: Sequence[Subject]
    words: str


class Pages:
    """The pages of a graph that was loaded with its evidence."""

    def __init__(self, graph: kg.KnowledgeGraph) -> None:
        self.graph, self.studies, self.schema = graph, graph.studies, graph.schema
        self.of_studies = {*graph.layer.studies, *graph.layer.findings, *graph.layer.nodes}
        self.own = _owned(graph)
        self.marks = {one.claim.id: one.told for one in graph.evidence_summary()}
        self.named: dict[str, list[Finding]] = defaultdict(list)
        for finding in graph.layer.findings.values():
            for id in dict.fromkeys((finding.subject, finding.object, *finding.qualifiers)):
                self.named[id].append(finding)
        loader = FileSystemLoader(Path(__file__).parent / "templates")
        env = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        told = (
            self.of,
            self.edges,
            self.facts,
            self.triple,
            self.evidence,
            self.link,
            self.address,
            self.tensions,
            self.replaced,
        )
        env.globals |= {function.__name__: function for function in told}
        env.globals |= {"graph": graph, "schema": self.schema, "slug": slug, "marks": self.marks, "named": self.named}
        env.globals |= {"FORMATS": [FORMATS[name] for name in WRITERS], "cite": cite, "restricted": restricted}
        self.templates: Any = env.get_template("records.html").module

    def of(self, record: Record) -> Graph:
        """The graph that a record is of: the article's, or the studies'."""
        known = self.graph.layer
        return (
            self.studies
            if record.id in known.studies or record.id in known.findings or record.id in known.nodes
            else self.graph
        )

    def address(self, curie: str) -> str:
        """Where the page of a record, or the part of a page that is about one, is from another page of a record."""
        path, _, part = self.schema.expand(curie).removeprefix(f"{self.schema.dataset.base_iri}/").partition(".")
        return f"../{path}.html{part and f'#{part}'}"

    def link(self, curie: str, text: str = "") -> Markup:
        """A link to the page of a record, by its name."""
        if not text:
            text = self.studies[curie].name if curie.startswith(f"{NODE}:") else slug(curie)
        return Markup('<a href="{}">{}</a>').format(self.address(curie), text)

    def triple(self, claim: Claim) -> Markup:
        """Subject, predicate and object, with links."""
        verb = Markup('<a href="../docs/vocabulary.html#{}">{}</a>').format(
            claim.predicate.replace("_", "-"), self.schema.predicates[claim.predicate].label
        )
        return Markup("{} {} {}").format(self.link(claim.subject), verb, self.link(claim.object))

    def facts(self, claim: Claim) -> Iterator[tuple[str, object]]:
        """What there is to say of a claim, with links to the pages of what it names."""
        graph = self.of(claim)
        for name, text in facts(graph, claim, whole=True):
            value: object = text
            if name in QUALIFIERS:
                items = (self.link(one) if one.startswith(f"{NODE}:") else escape(one) for one in getattr(claim, name))
                value = Markup(", ").join(items)
            elif name == "section":
                paragraph = f", paragraph {claim.paragraph}" if graph.source(claim.source).kind == "article" else ""
                value = self.link(claim.section, graph.section(claim.section).title + paragraph)
            elif name == "source":
                value = self.link(claim.source, graph.source(claim.source).title)
            elif name == "address":
                value = Markup('<a href="{}">{}</a>').format(text, text)
            yield name, value

    def edges(self, node: Node) -> Iterator[Any]:
        """The edges from a node, then those to it."""
        outgoing, incoming, _ = edges_at(self.of(node), node)
        return chain(outgoing, incoming)

    def replaced(self, node: Node) -> Markup:
        """The retired ids to which a node answers."""
        return Markup(", ").join(self.link(f"{NODE}:{old}", old) for old in node.replaces)

    def tensions(self, claims: Iterable[Claim]) -> list[Tension]:
        """The tensions of some claims, each once."""
        return list({one.id: one for claim in claims for one in self.graph.tensions_of(claim)}.values())

    def evidence(self, claim: Claim) -> list[Any]:
        """The tables of the evidence on a claim of the article."""
        return [table for table in evidence_tables(self.graph.evidence(claim)) if table.rows]

    def data(self, id: str, claims: Iterable[Claim] = ()) -> list[Subject]:
        """The RDF of a record, and of the claims that are on it."""
        found = list(self.own[id])
        for claim in claims:
            found += [block for block in self.own[claim.id] if block.curie in (claim.id, f"{claim.id}.q1")]
        return found

    def __iter__(self) -> Iterator[Page]:
        templates = self.templates
        for node in self.studies:
            edges = [*self.edges(node)]
            about = [claim for edge in edges for claim in edge.claims]
            words = " ".join((*node.synonyms, *node.abbreviations, node.definition))
            yield self.page(node.id, node.name, templates.entity(node, edges, about), self.data(node.id, about), words)
            for old in node.replaces:
                gone = f"{NODE}:{old}"
                said = ("owl:deprecated", typed("true", "xsd:boolean")), ("dcterms:isReplacedBy", curies(node.id))
                yield self.page(gone, f"{old} (retired)", templates.retired(gone, node), [subject(gone, *said)], "")
        for claim in chain(self.graph.claims(), self.studies.claims()):
            yield self.page(claim.id, claim.statement, templates.claim(claim), self.data(claim.id), "")
        for source in chain(self.graph.sources(), self.studies.sources()):
            held = defaultdict(list)
            for claim in self.of(source).claims(source=source.id):
                held[claim.section].append(claim)
            yield self.page(
                source.id, source.title, templates.source(source, held), self.data(source.id), source.author
            )
        for tension in self.graph.tensions():
            yield self.page(tension.id, tension.why, templates.tension(tension), self.data(tension.id), "")

    def page(self, id: str, title: str, body: object, subjects: Sequence[Subject], words: str) -> Page:
        """The page of a record."""
        path = self.address(id).removeprefix("../").removesuffix(".html")
        return Page(path, title, str(body), subjects, "" if id in self.graph.layer.findings else f"{slug(id)} {words}")


def _owned(graph: kg.KnowledgeGraph) -> dict[str, list[Subject]]:
    """The subjects of the RDF form and of the evidence, by the record that they belong to."""
    found = defaultdict(list)
    language = graph.schema.dataset.language
    for block in chain(model.subjects(graph), evidence.subjects(graph.layer, language)):
        found[block.curie.partition(".")[0]].append(block)
    return found


def setup(app: "Sphinx") -> None:
    """Add the pages to the site, and a list of them in each of their folders."""
    pages = Pages(kg.load(evidence=True))
    app.connect("builder-inited", partial(_write_lists, pages))
    app.connect("html-collect-pages", partial(_collect, pages))
    app.connect("html-page-context", _share_navigation, priority=1)


def _write_lists(pages: Pages, app: "Sphinx") -> None:
    templates, layer = pages.templates, pages.graph.layer
    made = {
        "entity": ("Entities", templates.entity_list(layer.nodes.values())),
        "claim": ("Claims", templates.claim_list()),
        "source": ("Sources and tensions", templates.source_list(layer.studies.values())),
    }
    for folder, (title, text) in made.items():
        file = Path(app.srcdir) / folder / "index.md"
        file.parent.mkdir()
        file.write_text(f"# {title}\n\n```{{raw}} html\n{text}\n```\n", encoding="utf-8")


def _collect(pages: Pages, app: "Sphinx") -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages as Sphinx takes them; the search knows them, and their files are written beside them."""
    assert isinstance(app.builder, StandaloneHTMLBuilder)
    settings = utils.new_document("").settings
    for page in pages:
        head = []
        for name, write in WRITERS.items():
            file = Path(app.outdir) / f"{page.path}{FORMATS[name].suffix}"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(written := write(pages.schema, page.subjects))
            head.append(f'<link rel="alternate" type="{FORMATS[name].media_type}" href="{file.name}">')
            if name == "jsonld":  # In a script, "<" could end it.
                inside = written.decode("utf-8").replace("<", "\\u003c")
                head.append(f'<script type="application/ld+json">{inside}</script>')
        if page.words:
            # The index drops what the environment does not know.
            app.env.all_docs[page.path], app.env.titles[page.path] = 0, nodes.title("", page.title)
            app.builder.index_page(page.path, _indexed(page, settings), page.title)
        yield page.path, {"title": escape(page.title), "body": page.body, "metatags": "\n".join(head)}, "page.html"


def _share_navigation(app: "Sphinx", name: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Give the records of a folder the same navigation, which Sphinx would make anew for each of two thousand."""
    if doctree is None and "/" in name:
        made, folder = context["toctree"], name.partition("/")[0]
        context["toctree"] = lambda **options: NAVIGATION.get(folder) or NAVIGATION.setdefault(folder, made(**options))


NAVIGATION: dict[str, str] = {}
"""The navigation of each folder of records."""


def _indexed(page: Page, settings: object) -> nodes.document:
    """What the search reads of a page."""
    document = utils.new_document(page.path, settings)
    document += nodes.section("", nodes.title("", page.title), nodes.paragraph("", page.words), ids=["record"])
    return document
