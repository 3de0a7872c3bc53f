"""Graphs that the tests of the page draw: invented ones of any size, hostile ones, awkward ones."""

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from kg import Claim, KnowledgeGraph, Node, Quantity, Section, Source, Tension
from kg.schema_file import parse
from kg.tables.reading import packaged

SCHEMA = parse((packaged() / "schema.toml").read_text(encoding="utf-8"), "schema.toml")


def made(nodes: int = 24, edges: int = 40, claims: int = 55, *, seed: int = 7) -> KnowledgeGraph:
    """A graph of invented records that uses every field: the same for the same arguments."""
    dice = random.Random(seed)
    sections = tuple(
        Section(id=f"nms:made.s{number}", title=f"Section {number}: α, é, 漢", paragraphs=(3, 2)) for number in range(4)
    )
    source = Source(
        id="nms:made",
        title="A made-up article",
        author="Dr. A. Writer",
        reviewer="Dr. B. Reader",
        publisher="Made",
        published="2025-03-14",
        url="https://example.org/article",
        sections=sections,
    )
    categories = list(SCHEMA.categories)
    records = [
        Node(
            id=f"nmk:thing-{number}",
            category=categories[number % len(categories)],
            name=f"thing number {number}",
            synonyms=(f"alias {number} of it",),
            abbreviations=(f"TN{number}",),
            definition=f"What number {number} is." if number % 4 else "",
            note="It has a note." if number % 5 == 0 else "",
            position=(number % 6 * 300 + number // 6 * 40, number // 6 * 260),
        )
        for number in range(nodes)
    ]
    predicates = list(SCHEMA.predicates)
    # The first four join the same two nodes: in both directions, and twice in one of them.
    triples = [(0, "targets", 1), (0, "affects", 1), (1, "leads_to", 0), (0, "similar_to", 1)][
        : edges if nodes > 1 else 0
    ]
    while len(triples) < edges and nodes > 1:
        # A few hubs and many leaves, as in a real graph.
        start, end = dice.randrange(1 + nodes // 4), dice.randrange(nodes)
        triple = (start, dice.choice(predicates), end)
        if start != end and triple not in triples:
            triples.append(triple)
    firmness = [("asserted", ()), ("hedged", ("may", "some")), ("reported", ("studies",))]
    statements = []
    for number in range(claims if triples else 0):
        start, predicate, end = triples[number] if number < len(triples) else dice.choice(triples)
        modality, hedge = firmness[number % 3]
        statements.append(
            Claim(
                id=f"nmc:made-{number:03}",
                subject=records[start].id,
                predicate=predicate,
                object=records[end].id,
                statement=f"Statement {number}: thing number {start} does something to thing number {end}, as they say.",
                source=source.id,
                section=sections[number % 4].id,
                paragraph=1 + number % 3,
                polarity="denied" if number % 7 == 6 or number == len(triples) else "affirmed",
                modality=modality,
                hedge=hedge,
                quantity=Quantity.parse(">50 %") if number % 6 == 0 else None,
                population=(records[(start + 5) % nodes].id, "adults") if number % 4 == 0 else (),
                comparator=("other treatment",) if number % 5 == 0 else (),
                aspect=("duration",) if number % 6 == 1 else (),
                context=("usually",) if number % 6 == 2 else (),
                inferred=number % 8 == 0,
                note="A note on a claim." if number % 9 == 0 else "",
            )
        )
    tensions = (
        [Tension(id="nmc:t1", claims=("nmc:made-000", "nmc:made-001"), kind="scope", weight="weak", why="They differ.")]
        if claims > 1 and triples
        else []
    )
    return KnowledgeGraph(schema=SCHEMA, sources=[source], nodes=records, claims=statements, tensions=tensions)


def shuffled(graph: KnowledgeGraph) -> KnowledgeGraph:
    """The same records, handed over in another order."""
    dice = random.Random(1)
    parts: dict[str, list[Any]] = {
        "sources": list(graph.sources()),
        "nodes": [replace(node) for node in graph.nodes()],
        "claims": list(graph.claims()),
        "tensions": list(graph.tensions()),
    }
    for part in parts.values():
        dice.shuffle(part)
    return KnowledgeGraph(schema=graph.schema, **parts)


HOSTILE = (
    '<img src=x onerror="window.hit=1">'
    "</script><script>window.hit=2</script></noscript></style></textarea>"
    "<!--<script> {{7*7}} {% raise %} ${7*7} ]]> &lt;b&gt; \"'` \\u003cb\\u003e \u2028\u2029 \u202e \x01 \t"
    " javascript:window.hit=3 data:text/html,<script>window.hit=4</script> __proto__"
)


def hostile() -> KnowledgeGraph:
    """A graph whose every free text attacks the page; each text begins with the name of its field."""

    def attack(field: str) -> str:
        return f"{field}» {HOSTILE}"

    def label(record: Any, *fields: str) -> Any:
        return record._replace(**{name: attack(f"{record.name} {name}") for name in fields})

    words = ("title", "description", "version", "date", "licence", "creator", "language")
    schema = replace(
        SCHEMA,
        dataset=SCHEMA.dataset._replace(
            **dict[str, Any]((name, attack(f"dataset {name}")) for name in words),
            licence_url="javascript://example.org/%0Awindow.hit=5",
        ),
        categories={n: label(c, "label", "plural", "definition") for n, c in SCHEMA.categories.items()},
        predicates={
            n: label(p, "label", *([] if p.symmetric else ["inverse_label"]), "definition")
            for n, p in SCHEMA.predicates.items()
        },
        modalities={n: label(m, "label", "definition") for n, m in SCHEMA.modalities.items()},
        polarities={n: label(m, "label", "definition") for n, m in SCHEMA.polarities.items()},
    )
    graph = made(6, 8, 10)
    sources = [
        replace(
            source,
            **{
                name: attack(f"source {name}")
                for name in ("title", "author", "reviewer", "publisher", "published", "reviewed", "licence", "note")
            },
            url="javascript://example.org/%0Awindow.hit=6",
            sections=tuple(replace(section, title=attack("section title")) for section in source.sections),
        )
        for source in graph.sources()
    ]
    nodes = [
        replace(
            node,
            name=attack(f"{node.slug} name"),
            definition=attack(f"{node.slug} definition"),
            note=attack(f"{node.slug} note"),
            synonyms=(attack(f"{node.slug} synonym"),),
            abbreviations=(attack(f"{node.slug} abbreviation"),),
        )
        for node in graph.nodes()
    ]
    claims = [
        replace(
            claim,
            statement=attack(f"{claim.slug} statement"),
            note=attack(f"{claim.slug} note"),
            hedge=(attack(f"{claim.slug} hedge"),),
            population=(attack(f"{claim.slug} population"),),
            comparator=(attack(f"{claim.slug} comparator"),),
            aspect=(attack(f"{claim.slug} aspect"),),
            context=(attack(f"{claim.slug} context"),),
            quantity=Quantity(comparator="<", value=Decimal(5), unit=attack(f"{claim.slug} unit")),
        )
        for claim in graph.claims()
    ]
    tensions = [
        replace(tension, why=attack("why"), weight=attack("weight"))  # a kind is one of the schema's
        for tension in graph.tensions()
    ]
    return KnowledgeGraph(schema=schema, sources=sources, nodes=nodes, claims=claims, tensions=tensions)


def awkward() -> KnowledgeGraph:
    """What real data may hold: names of 300 and of 20,000 characters, other scripts, 40 parallel relations, a loop, loners."""
    texts = [
        "pneumono" * 37,
        "a name of many words that goes on and on " * 7,
        "word " * 4000,
        "مرحبا بالعالم هذا اسم طويل",
        "脊髓刺激療法與慢性疼痛的關係以及其他問題",
        "שלום (עולם) 42",
        "e\u0301tat ❤️‍🔥 naïve",
        "nothing is said of this",
    ]
    nodes = [
        Node(id=f"nmk:odd-{number}", category=category, name=text)
        for number, (text, category) in enumerate(zip(texts, list(SCHEMA.categories) * 2, strict=False))
    ]
    source = Source(id="nms:odd", title="غرائب", sections=(Section(id="nms:odd.s", title="章", paragraphs=(1,)),))
    predicates = list(SCHEMA.predicates)
    triples = [(0, predicate, 1) for predicate in predicates[:20]] + [
        (1, predicate, 0) for predicate in predicates[:20]
    ]
    triples += [
        (2, predicates[0], 3),
        (3, predicates[1], 4),
        (4, predicates[2], 5),
        (5, predicates[3], 5),
        (6, predicates[4], 0),
    ]
    claims = [
        Claim(
            id=f"nmc:odd-{number:03}",
            subject=nodes[start].id,
            predicate=predicate,
            object=nodes[end].id,
            statement=f"Statement {number}: {texts[3]} {texts[4]}",
            source=source.id,
            section="nms:odd.s",
            paragraph=1,
        )
        for number, (start, predicate, end) in enumerate(triples)
    ]
    return KnowledgeGraph(schema=SCHEMA, sources=[source], nodes=nodes, claims=claims)
