"""Claim graphs of any size: a data folder as kg reads it, from a seed.

Eight categories, twelve predicates, a node for each ten claims. Ends of claims are drawn so that few nodes have many claims; a
tenth of the claims repeat a relation at another place. Each has a section, paragraph, modality and polarity, and part of them a
hedge, a figure, a population or a context.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from kg.schema import STANDARD
from kg.tables.columns import TABLES

CATEGORIES = ("Technique", "Target", "Condition", "Mechanism", "Device", "Substance", "Outcome", "Quality")
PREDICATES = {
    "targets": ("Technique", "Target", "targeted_by"),
    "treats": ("Technique", "Condition", "treated_by"),
    "relieves": ("Technique", "Condition", "relieved_by"),
    "acts_through": ("Technique", "Mechanism", "mechanism_of"),
    "uses_device": ("Technique", "Device", "device_of"),
    "delivers": ("Device", "Substance", "delivered_by"),
    "implanted_in": ("Device", "Target", "implant_site_of"),
    "blocks": ("Substance", "Mechanism", "blocked_by"),
    "leads_to": ("Mechanism", "Outcome", "results_from"),
    "has_outcome": ("Technique", "Outcome", "outcome_of"),
    "described_as": ("Device", "Quality", "describes"),
    "takes_part_in": ("Target", "Mechanism", "has_participant"),
}
SECTIONS = 20
PARAGRAPHS = 10
WORDS = (
    *(
        "pain",
        "nerve",
        "spinal",
        "signal",
        "relief",
        "device",
        "patient",
        "therapy",
        "lasting",
        "lower",
        "dose",
        "area",
    ),
    *(
        "ganglion",
        "fibre",
        "chronic",
        "acute",
        "implanted",
        "trial",
        "outcome",
        "fewer",
        "adverse",
        "effects",
        "target",
    ),
)


def schema() -> str:
    """The text of schema.toml."""
    ours = {"nmv": "vocab#", "nmk": "entity/", "nmc": "claim/", "nms": "source/"}
    base = "https://example.org/generated"
    lines = [
        "[dataset]",
        'id = "generated"',
        'title = "Generated"',
        'description = "Made from a seed."',
        'version = "1"',
    ]
    lines += [
        'date = "2026-01-31"',
        'licence = "CC0-1.0"',
        'licence_url = "https://example.org/"',
        'creator = "nobody"',
    ]
    lines += ['language = "en"', f'base_iri = "{base}"', "[prefixes]"]
    lines += [f'{prefix} = "{base}/{end}"' for prefix, end in ours.items()]
    lines += [f'{prefix} = "{iri}"' for prefix, iri in STANDARD.items()]
    for number, name in enumerate(CATEGORIES):
        lines += [f"[categories.{name}]", f'label = "{name}"', f'plural = "{name}s"', 'definition = "Generated."']
        lines += [f'colour = "#0072B{number}"', f'shape = "{("square", "dot", "diamond", "hexagon")[number % 4]}"']
    for name, (domain, range_, inverse) in PREDICATES.items():
        lines += [f"[predicates.{name}]", f'label = "{name}"', f'inverse = "{inverse}"', f'inverse_label = "{inverse}"']
        lines += ['definition = "Generated."', f'domain = ["{domain}"]', f'range = ["{range_}"]']
    for name, words in (("asserted", []), ("reported", ["reportedly"]), ("hedged", ["may", "can"])):
        lines += [f"[modalities.{name}]", f'label = "{name}"', 'definition = "Generated."', f"words = {words!r}"]
    for name in ("affirmed", "denied"):
        lines += [f"[polarities.{name}]", f'label = "{name}"', 'definition = "Generated."']
    return "\n".join(lines) + "\n"


def write(folder: Path, claims: int, seed: int = 1, nodes: int | None = None) -> None:
    """Write a data folder with so many claims, and a node for each ten of them (or `nodes` of them), in constant memory."""
    draw = random.Random(seed)
    count = max(len(CATEGORIES), claims // 10 if nodes is None else nodes)
    (folder / "claims").mkdir(parents=True, exist_ok=True)
    (folder / "schema.toml").write_text(schema(), encoding="utf-8")
    _table(folder, "nodes.tsv", "nodes", _nodes(draw, count))
    _table(folder, "sources.tsv", "sources", [("gen", "article", "Generated", *[""] * 8)])
    sections = [
        ("gen", f"section-{number:02d}", f"Section {number}", "|".join("9" * PARAGRAPHS)) for number in range(SECTIONS)
    ]
    _table(folder, "sections.tsv", "sections", sections)
    _table(folder, "coverage.tsv", "coverage", [])
    _table(folder, "claims/gen.tsv", "claims", _claims(draw, claims, count))


def _nodes(draw: random.Random, count: int) -> Iterator[Sequence[str]]:
    for place, category in enumerate(CATEGORIES):
        for number in range(place, count, len(CATEGORIES)):
            name = f"{_sentence(draw, 3)} {number:07d}"
            definition = f"A {_sentence(draw, 9)}."
            yield (f"entity-{number:07d}", category, name, f"{name} therapy", "", definition, "", "made up", "")


def _claims(draw: random.Random, claims: int, count: int) -> Iterator[Sequence[str]]:
    names = list(PREDICATES)
    before: list[tuple[str, str, str]] = []
    for number in range(claims):
        if before and draw.random() < 0.1:
            subject, predicate, object = draw.choice(before)
        else:
            predicate = draw.choice(names)
            domain, range_, _ = PREDICATES[predicate]
            subject, object = _few(draw, domain, count), _few(draw, range_, count)
            if len(before) < 10_000:
                before.append((subject, predicate, object))
        hedged = draw.random() < 0.2
        place = number * SECTIONS * PARAGRAPHS // claims
        statement = f"It is said that {_sentence(draw, 9)}."
        cells = [f"gen-{number + 1:07d}", subject, predicate, object, statement, "affirmed"]
        cells += ["hedged" if hedged else "asserted", "may" if hedged else ""]
        cells += [f">{draw.randrange(1, 99)} %" if draw.random() < 0.05 else ""]
        cells += [f"nmk:{_few(draw, 'Condition', count)}" if draw.random() < 0.1 else "", "", ""]
        cells += [_sentence(draw, 4) if draw.random() < 0.2 else ""]
        cells += [f"section-{place // PARAGRAPHS:02d}", str(place % PARAGRAPHS + 1), "", "", ""]
        yield cells


def _sentence(draw: random.Random, length: int) -> str:
    return " ".join(draw.choices(WORDS, k=length))


def _few(draw: random.Random, category: str, count: int) -> str:
    """One of the nodes of a category; the first ones far more often than the last."""
    place = CATEGORIES.index(category)
    many = len(range(place, count, len(CATEGORIES)))
    return f"entity-{place + len(CATEGORIES) * int(many * draw.random() ** 3):07d}"


def _table(folder: Path, name: str, kind: str, rows: Iterable[Sequence[str]]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        for row in chain([TABLES[kind].header], rows):
            file.write("\t".join(row) + "\n")
