"""Writes the parts of the documents that are made from the code.

    python docs/generate.py

In docs/cli.md that is the help of every command, in docs/architecture.md the layers that import-linter checks, in
docs/evidence.md what the evidence says about the article's main claims, in docs/agents.md the tools of `kg mcp`. A part is
everything between the line `<!-- generated: NAME -->` and the line `<!-- end -->`. CITATION.cff and codemeta.json are
written whole.
"""

import ast
import inspect
import json
import re
import textwrap
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

import kg
from kg.agents.tools import Tools
from kg.cli import SECTIONS, cli
from kg.show.evidence_text import row_text

DOCS = Path(__file__).parent
ROOT = DOCS.parent
WIDTH = 100
LAYER = kg.load(evidence=True)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def commands() -> str:
    """The table of commands, then the help of each under the headings of `kg --help`."""
    context = cli.make_context("kg", [], resilient_parsing=True, terminal_width=WIDTH, max_content_width=WIDTH)
    rows = ["| command | what it does |", "|---|---|"]
    texts: list[str] = []
    for section, names in SECTIONS.items():
        texts += [f"## {section}", ""]
        for name in names:
            command = cli.get_command(context, name)
            assert command is not None
            rows.append(f"| [`kg {name}`](#kg-{name}) | {command.get_short_help_str(WIDTH)} |")
            own = click.Context(command, info_name=name, parent=context)
            texts += [f"### kg {name}", "", "```text", command.get_help(own), "```", ""]
    return "\n".join([*rows, "", *texts])


def layers() -> str:
    """The layers, highest first, each with its modules and what they are for."""
    contract = PYPROJECT["tool"]["importlinter"]["contracts"][0]
    names = [name.strip() for layer in contract["layers"] for name in layer.replace("|", ":").split(":")]
    return "\n".join(["```text", *(line for name in names for line in _layer(name)), "```", ""])


def tools() -> str:
    """The table of the tools that an agent has: how each is called, and the first sentence of what the agent reads of it."""
    rows = ["| tool | what it does |", "|---|---|"]
    for tool in Tools(LAYER, 1).all():
        first = " ".join((inspect.getdoc(tool) or "").partition("\n\n")[0].split())
        rows.append(f"| `{tool.__name__}({', '.join(inspect.signature(tool).parameters)})` | {first} |")
    return "\n".join([*rows, ""])


def evidence_counts() -> str:
    """How much evidence there is: sources by kind, funding, results, harms, and the marks of the article's claims."""
    layer, summary = LAYER.layer, LAYER.evidence_summary()
    studies = [study for study in layer.studies.values() if study.slug != "terms"]
    findings = layer.findings.values()
    whole = [layer.result_of(finding) for finding in findings if finding.role == "arm"]
    compared = {
        (result[0].source, result[0].result)
        for result in whole
        if {finding.role for finding in result if finding.total is not None} >= {"arm", "comparator-arm"}
    }
    harms = [finding for finding in findings if finding.predicate == "has_adverse_event" and finding.total is not None]
    rows = [
        ("sources", len(studies)),
        *((f"– of kind {kind}", count) for kind, count in Counter(study.kind for study in studies).most_common()),
        *(
            (f"– paid by: {name}", count)
            for name, count in Counter(study.funder_class for study in studies).most_common()
        ),
        ("findings", sum(finding.source != "nms:terms" for finding in findings)),
        ("results with both arms and their denominators", len(compared)),
        ("harms with a denominator", len(harms)),
        ("links from the article's claims to findings", sum(bool(link.evidence_claim) for link in layer.links)),
        *((f"claims of the article: {mark}", count) for mark, count in summary.counts.items()),
    ]
    lines = ["| what | how many |", "|---|---|", *(f"| {what} | {count} |" for what, count in rows)]
    return "\n".join(["", *lines, ""])


MAIN_CLAIMS = (
    *("002", "278", "023", "276", "187", "188", "196", "201", "199", "198", "210", "212", "083", "091", "247", "259"),
    "284",
)
"""The article's main claims, as it makes them."""

MOST = 6
"""So many rows of indirect evidence are shown of a claim."""


def evidence_claims() -> str:
    """What the layer says about the article's main claims, each line made from the data."""
    lines: list[str] = []
    for number in MAIN_CLAIMS:
        (one,) = LAYER.evidence(f"icliniq-2025-{number}")
        lines += ["", f"### {one.claim.statement}", ""]
        lines += [f"`{one.claim.slug}`, {one.claim.certainty}. Evidence: **{one.told}**.", ""]
        direct, others = one.block("direct"), [*one.block("indirect"), *one.block("background")]
        lines += [f"- {row_text(LAYER.studies, row)}" for row in direct]
        lines += [
            f"- *Differs in {', '.join(row.link.differs_in)}.* {row_text(LAYER.studies, row)}" for row in others[:MOST]
        ]
        if len(others) > MOST:
            lines.append(f"- {len(others) - MOST} more indirect rows: `kg evidence {one.claim.slug}`.")
        lines += [
            f"- Nothing direct found {side.sought} it ({side.searched}); looked for in: {side.where}."
            for side in one.none_found
        ]
    return "\n".join([*lines, ""])


def citation() -> str:
    """CITATION.cff: what `kg cite` prints, the dataset and what it was read from; what is not known is not there."""
    dataset = LAYER.schema.dataset
    told = {
        "title": json.dumps(dataset.title),
        "version": dataset.version,
        "date-released": dataset.date,
        "license": dataset.licence,
        "url": json.dumps(dataset.base_iri),
        "repository-code": dataset.repository and json.dumps(dataset.repository),
        "doi": dataset.doi,
        "authors": f"\n  - name: {json.dumps(dataset.creator)}",
    }
    lines = [
        "# Written by docs/generate.py.",
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it, and what it was read from."',
        "type: dataset",
        *(f"{key}: {value}".replace(" \n", "\n") for key, value in told.items() if value),
        "references:",
    ]
    for source in LAYER.sources(kind=("article", "ontology")):
        author, kind = source.author or source.publisher, "website" if source.kind == "article" else "data"
        lines += [f"  - type: {kind}", f"    title: {json.dumps(source.title)}"]
        lines += [f"    authors:\n      - name: {json.dumps(author)}"] if author else []
        lines += [f"    publisher:\n      name: {json.dumps(source.publisher)}"] if author != source.publisher else []
        lines += [f"    date-published: {source.published}"] if source.published else []
        lines += [f"    url: {json.dumps(source.url)}"] if source.url else []
        lines += [f"    notes: {json.dumps(source.licence)}"] if source.licence else []
    return "\n".join(lines) + "\n"


def codemeta() -> str:
    """codemeta.json: the package, in the terms of CodeMeta 3.0; what is not known is not there."""
    project, dataset = PYPROJECT["project"], LAYER.schema.dataset
    needed = (re.fullmatch(r"([\w.-]+)(.*)", requirement) for requirement in project["dependencies"])
    about = {
        "@context": "https://w3id.org/codemeta/3.0",
        "type": "SoftwareSourceCode",
        "name": project["name"],
        "description": project["description"],
        "version": dataset.version,
        "datePublished": dataset.date,
        "license": [f"https://spdx.org/licenses/{licence}" for licence in project["license"].split(" AND ")],
        "author": [{"type": "Organization", **author} for author in project["authors"]],
        "codeRepository": dataset.repository,
        "identifier": dataset.doi_iri,
        "url": dataset.base_iri,
        "keywords": project["keywords"],
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "softwareRequirements": [
            {"type": "SoftwareApplication", "name": one[1], "version": one[2]} for one in needed if one
        ],
        "supportingData": {
            "type": "schema:Dataset",
            "id": dataset.version_iri,
            "name": dataset.title,
            "license": dataset.licence_url,
        },
    }
    return json.dumps({key: value for key, value in about.items() if value}, ensure_ascii=False, indent=2) + "\n"


def _layer(name: str) -> Iterator[str]:
    path = ROOT / "kg" / name
    yield from _line(f"{name:13}", path)
    for part in sorted(path.iterdir() if path.is_dir() else []):
        if part.stem.isidentifier() and not part.stem.startswith("_") and _source(part).exists():
            yield from _line(f"  {part.stem:16}", part)


def _line(start: str, path: Path) -> list[str]:
    purpose = (ast.get_docstring(ast.parse(_source(path).read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    return textwrap.wrap(" ".join(purpose.split()), WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def _source(path: Path) -> Path:
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


PARTS = {
    "agents.md": {"tools": tools},
    "cli.md": {"commands": commands},
    "architecture.md": {"layers": layers},
    "evidence.md": {"evidence_counts": evidence_counts, "evidence_claims": evidence_claims},
}

WHOLE = {"CITATION.cff": citation, "codemeta.json": codemeta}


def document(name: str) -> str:
    """The document in docs/ called `name`, with its parts made anew, or a file at the top, whole."""
    if name in WHOLE:
        return WHOLE[name]()
    text = (DOCS / name).read_text(encoding="utf-8")
    for title, part in PARTS[name].items():
        start, end = f"<!-- generated: {title} -->\n", "<!-- end -->\n"
        before, rest = text.split(start)
        text = f"{before}{start}\n{part()}\n{end}{rest.partition(end)[2]}"
    return text


if __name__ == "__main__":
    for name in PARTS:
        (DOCS / name).write_text(document(name), encoding="utf-8")
    for name in WHOLE:
        (ROOT / name).write_text(document(name), encoding="utf-8")
