"""What has to be fixed before a data folder can be released: missing facts, and places that disagree."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.errors import DataError, KgError, Problem
from kg.folders import has_evidence
from kg.formats.about.datapackage import FILE as DATAPACKAGE
from kg.formats.files import export_paths, write_all
from kg.loading import check, datapackage, load
from kg.schema import Dataset
from kg.schema_file import read_schema
from kg.versions import diff

FACTS = {
    "repository": "the IRI of the place where it is published",
    "contact": "where questions go, as mailto: and an address, or an IRI",
    "doi": "the DOI of this version, which an archive reserves before it is published",
}
"""What is known only to those who publish: the key in [dataset], and what it is."""

REDIRECTS = {".htaccess": "the address of the site", "README.md": "who is asked about the redirects"}
"""What else is known only to them: the file in docs/w3id/, and what stands there."""


def faults(data: Path, exports: Path) -> list[Problem]:
    """Everything to be fixed before a release of the data folder `data`; empty if there is nothing.

    Beside the folder lie CITATION.cff and CHANGELOG.md and, in a checkout, the package. DataError if the schema cannot be read.

    >>> import tempfile
    >>> from kg.tables.reading import packaged
    >>> with tempfile.TemporaryDirectory() as empty:
    ...     [fault.column for fault in faults(packaged(), Path(empty)) if fault.column in FACTS]
    ['repository', 'contact', 'doi']
    """
    data = data.absolute()
    dataset, place = read_schema(data).dataset, data.parent
    if problems := check(data):
        return problems
    beside = (
        *(_missing(data, dataset), _package(place, dataset), _citation(place, dataset), _changes(place, dataset)),
        _redirects(place),
    )
    return [*chain(*beside, _retired(data, dataset), _stale(data, exports))]


def _missing(data: Path, dataset: Dataset) -> Iterator[Problem]:
    file = data / "schema.toml"
    lines = file.read_text(encoding="utf-8").split("\n")
    line = 1 + next((number for number, text in enumerate(lines) if text.startswith("[dataset]")), 0)
    for key, what in FACTS.items():
        if not getattr(dataset, key):
            yield Problem(
                f"{data.name}/{file.name}", line, key, f'not known yet: {what}; write it there as {key} = "…"'
            )


def _package(place: Path, dataset: Dataset) -> Iterator[Problem]:
    """The package in a checkout has the version of the data, the address of the repository and the contact."""
    module = place / "kg" / "__init__.py"
    if not module.is_file():
        return
    text = module.read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.*)"', text, re.MULTILINE)
    if not found or found[1] != dataset.version:
        line = text[: found.start()].count("\n") + 1 if found else 1
        yield Problem("kg/__init__.py", line, "__version__", f'should be "{dataset.version}", as in schema.toml')
    project = tomllib.loads((place / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    if dataset.repository and dataset.repository not in project.get("urls", {}).values():
        message = f'no such address; write [project.urls] with Repository = "{dataset.repository}"'
        yield Problem("pyproject.toml", 1, "urls", message)
    wanted = {
        "version": dataset.version,
        "datePublished": dataset.date,
        "codeRepository": dataset.repository,
        "identifier": dataset.doi_iri,
        "url": dataset.base_iri,
    }
    yield from _unlike(place / "codemeta.json", "codemeta.json", wanted)
    email = dataset.contact.partition("mailto:")[2]
    if email and email not in (author.get("email") for author in project.get("authors", [])):
        yield Problem("pyproject.toml", 1, "authors", f'no such author; write email = "{email}" to one')


def _redirects(place: Path) -> Iterator[Problem]:
    """The redirects in a checkout lead to the site, and somebody can be asked about them."""
    for name, what in REDIRECTS.items():
        file = place / "docs/w3id" / name
        lines = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
        for number, line in enumerate(lines, 1):
            if "example.org" in line:
                yield Problem(f"docs/w3id/{name}", number, "", f"not known yet: {what}; write it there")


def _citation(place: Path, dataset: Dataset) -> Iterator[Problem]:
    file = "CITATION.cff"
    wanted = {
        "title": dataset.title,
        "version": dataset.version,
        "date-released": dataset.date,
        "license": dataset.licence,
        "url": dataset.base_iri,
        "repository-code": dataset.repository,
        "doi": dataset.doi,
    }
    yield from _unlike(place / file, file, wanted)


def _unlike(path: Path, file: str, wanted: Mapping[str, str]) -> Iterator[Problem]:
    """The keys at the top of a file of YAML or indented JSON whose values are others; one that is wanted empty is not there."""
    if not path.is_file():
        yield Problem(file, 1, "", "no such file; write it, so that others can cite the data")
        return
    found = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if stated := re.fullmatch(r'(?:  ")?([A-Za-z-]+)"?: *(.*?),? *', line):
            found[stated[1]] = (number, stated[2].strip("\"'"))
    for key, value in wanted.items():
        number, given = found.get(key, (1, ""))
        if given != value and not given:
            yield Problem(file, number, key, f"it lacks {key}; write {key}: {value}")
        elif given != value:
            remedy = f"should be {value!r}, as in schema.toml" if value else "is not in schema.toml; write it there too"
            yield Problem(file, number, key, f"{given!r} {remedy}")


def _changes(place: Path, dataset: Dataset) -> Iterator[Problem]:
    """The changes of this version have a section, nothing is left unreleased, and the version before is named."""
    file = "CHANGELOG.md"
    if not (place / file).is_file():
        yield Problem(file, 1, "", "no such file; write it, so that others see what changed")
        return
    lines = (place / file).read_text(encoding="utf-8").split("\n")
    sections = [(number, line[3:]) for number, line in enumerate(lines, 1) if line.startswith("## ")]
    versions = [title.partition(" ")[0] for _, title in sections]
    heading = f"{dataset.version} ({dataset.date})"
    if heading not in (title for _, title in sections):
        yield Problem(file, 1, "", f"no section '## {heading}'; write it, or rename '## Unreleased'")
    for (number, title), (end, _) in pairwise([*sections, (len(lines) + 1, "")]):
        if title == "Unreleased" and any(lines[number : end - 1]):
            yield Problem(
                file, number, "", "changes that no version has; choose the version that they make up, and its date"
            )
    later = versions[versions.index(dataset.version) + 1 :] if dataset.version in versions else []
    before = later[0] if later else ""
    if dataset.previous != before:
        yield Problem(
            file, 1, "", f"the version before is {before!r} here, and previous = {dataset.previous!r} in schema.toml"
        )


def _retired(data: Path, dataset: Dataset) -> Iterator[Problem]:
    """What the version before had is there, or something replaces it, or the list of changes says that nothing does."""
    if not dataset.previous:
        return
    changes = data.parent / "CHANGELOG.md"
    said = changes.read_text(encoding="utf-8") if changes.is_file() else ""
    try:
        retired = diff(f"v{dataset.previous}", data, data=data).retired
    except DataError as error:
        yield from error.problems
        return
    except KgError as error:
        yield Problem(f"{data.name}/schema.toml", 1, "previous", f"what it had cannot be compared: {error}")
        return
    for id, by in retired.items():
        slug = id.partition(":")[2]
        if not by and f"`{slug}`" not in said:
            message = (
                f"{slug!r} of version {dataset.previous} is gone; name it in `replaces` of the entity that replaces it"
            )
            yield Problem(f"{data.name}/nodes.tsv", 1, "replaces", f"{message}, or as `{slug}` in CHANGELOG.md")


def _stale(data: Path, exports: Path) -> Iterator[Problem]:
    """The exports are those that would be written now."""
    if not (data / DATAPACKAGE).is_file() or (data / DATAPACKAGE).read_bytes() != datapackage(data):
        yield Problem(f"{data.name}/{DATAPACKAGE}", 1, "", "not what would be written now; run kg build")
    graph = load(data, evidence=has_evidence(data))
    with TemporaryDirectory() as place:
        write_all(graph, place)
        fresh = {path.name: path.read_bytes() for path in export_paths(graph, place)}
    there = {name: exports / name for name in fresh}
    if stale := [name for name, path in there.items() if not path.is_file() or path.read_bytes() != fresh[name]]:
        which = stale[0] if len(stale) == 1 else f"{stale[0]} and {len(stale) - 1} more"
        yield Problem(exports.name, 1, "", f"not what would be written now: {which}; run kg build")
