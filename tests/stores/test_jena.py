"""Apache Jena takes every RDF file, holds what we wrote, and answers every shipped query as Oxigraph does."""

import re
from collections import Counter
from pathlib import Path

import pyoxigraph
import pytest
from jena import Run

import kg
from kg.query.questions import questions

pytestmark = [pytest.mark.stores, pytest.mark.slow]

UNREAD = ("jsonld", "context", "schemaorg", "turtle12")
"""Debian's Jena has no JSON reader for JSON-LD 1.1, and knows no RDF 1.2."""

ASK = """
import java.io.*;
import java.nio.file.*;
import org.apache.jena.query.*;
import org.apache.jena.tdb2.TDB2Factory;

public class Ask {
  public static void main(String[] folders) throws Exception {
    Dataset store = TDB2Factory.connectDataset(folders[0]);
    store.begin(ReadWrite.READ);
    for (File file : new File(folders[1]).listFiles()) {
      if (!file.getName().endsWith(".rq")) continue;
      try (QueryExecution asked = QueryExecutionFactory.create(Files.readString(file.toPath()), store);
           OutputStream out = new FileOutputStream(file.getPath() + ".json")) {
        ResultSetFormatter.outputAsJSON(out, asked.execSelect());
      }
    }
    store.end();
  }
}
"""


@pytest.fixture(scope="module")
def layered() -> kg.KnowledgeGraph:
    return kg.load(evidence=True)


@pytest.fixture(scope="module")
def folder(layered: kg.KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports, and what is no part of them."""
    folder = tmp_path_factory.mktemp("exports")
    kg.write_all(layered, folder)
    for name in ("nanopubs", "nquads"):
        kg.write(layered, folder / f"neuromod-kg{kg.FORMATS[name].suffix}")
    return folder


def rdf_files(folder: Path) -> list[Path]:
    """What Jena reads."""
    unread = tuple(suffix for name in UNREAD for suffix in kg.FORMATS[name].suffixes)
    known = (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl")
    return sorted(path for path in folder.iterdir() if path.name.endswith(known) and not path.name.endswith(unread))


def test_riot_finds_no_fault(jena: Run, folder: Path, tmp_path: Path) -> None:
    files = rdf_files(folder)
    assert len(files) >= 12
    said = jena("riotcmd.riot", "--validate", "--strict", "--check", *files).splitlines()
    assert [line for line in said if " INFO " not in line] == []
    assert len(said) == len(files)
    (tmp_path / "bad.nt").write_text("<http://example.org/a b> <x:y> 'z' .\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="Bad character in IRI"):
        jena("riotcmd.riot", "--validate", "--strict", "--check", tmp_path / "bad.nt")


def test_riot_counts_the_same(jena: Run, folder: Path) -> None:
    said = jena("riotcmd.riot", "--count", *rdf_files(folder))
    for path in rdf_files(folder):
        form = pyoxigraph.RdfFormat.from_extension(path.suffix[1:].replace("owl", "rdf"))
        expected = len({*pyoxigraph.parse(path=path, format=form)})
        assert re.search(rf"/{re.escape(path.name)} : (Triples|Quads) = {expected:,}$", said, re.MULTILINE), path.name


@pytest.mark.parametrize("shapes", ["shapes", "shapes-sparql"])
def test_the_data_keeps_the_shapes(jena: Run, folder: Path, tmp_path: Path, shapes: str) -> None:
    data = folder / "neuromod-kg.ttl"
    command = ("shacl.shacl_validate", "--shapes", folder / f"neuromod-kg.{shapes}.ttl", "--data")
    assert re.search(r"sh:conforms +true", jena(*command, data))
    broken = data.read_text(encoding="utf-8").replace("nmv:polarity nmv:Affirmed ;", "", 1)
    (tmp_path / "broken.ttl").write_text(broken.replace("rdf:predicate", "rdf:value", 1), encoding="utf-8")
    assert re.search(r"sh:conforms +false", jena(*command, tmp_path / "broken.ttl"))


def test_every_shipped_query_has_the_same_answer(
    jena: Run, layered: kg.KnowledgeGraph, folder: Path, tmp_path: Path
) -> None:
    """From the files loaded by the store's own loader."""
    files = [folder / f"neuromod-kg{suffix}" for suffix in (".ttl", "-evidence.ttl")]
    jena("tdb2.tdbloader", "--loc", tmp_path / "store", *files)
    store = pyoxigraph.Store()
    for path in files:
        store.load(path=str(path), format=pyoxigraph.RdfFormat.TURTLE)
    asked = questions(layered)
    assert len(asked) > 80
    for question in asked:
        (tmp_path / f"{question.name}.rq").write_text(question.text, encoding="utf-8")
    (tmp_path / "Ask.java").write_text(ASK, encoding="utf-8")
    said = jena(tmp_path / "Ask.java", tmp_path / "store", tmp_path)
    assert said == ""
    for question in asked:
        expected = store.query(question.text)
        found = pyoxigraph.parse_query_results(
            path=str(tmp_path / f"{question.name}.rq.json"), format=pyoxigraph.QueryResultsFormat.JSON
        )
        assert isinstance(expected, pyoxigraph.QuerySolutions)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        assert rows(found) == rows(expected), question.name


def rows(solutions: pyoxigraph.QuerySolutions) -> Counter[tuple[str, ...]]:
    names = sorted(variable.value for variable in solutions.variables)
    return Counter(tuple(str(row[name]) for name in names) for row in solutions)
