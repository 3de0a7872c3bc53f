"""kg path, compare, explain, match: four forms of the same answers, errors, completion in three shells."""

import csv
import io
import json
import re
import sys

import pytest
from click.testing import CliRunner, Result
from conftest import Write

import kg
from kg.cli import COMMANDS, SECTIONS, cli

KG = [sys.executable, "-m", "kg"]
QUESTIONS = (
    ["path", "implanted-pump", "fewer-adverse-effects"],
    ["compare", "dtm", "drg-stimulation", "pns"],
    ["explain", "drg-stimulation", "lower-leg-pain"],
    ["match", "?t:Technique targets ?x", "?x part_of ?y"],
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments))


def good(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def ids(cell: str) -> list[str]:
    return cell.split("|")


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question[0])
def test_four_forms_tell_of_the_same_claims(question: list[str]) -> None:
    found = set(re.findall(r"nmc:([a-z0-9-]+)", good(*question, "--json")))
    assert found
    assert set(re.findall(r"nmc:([a-z0-9-]+)", good(*question, "--csv"))) == found
    if question[0] != "compare":
        assert set(re.findall(r"\b[a-z0-9]+(?:-2025)?-\d{3}\b", good(*question))) == found
        markdown = good(*question, "--markdown")
        assert set(re.findall(r"\b[a-z0-9]+(?:-2025)?-\d{3}\b", markdown)) == found
    lines = good(*question, "--markdown").splitlines()
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1


def test_path_as_json_and_csv(graph: kg.KnowledgeGraph) -> None:
    (expected, *_) = graph.paths("implanted-pump", "fewer-adverse-effects")
    values = json.loads(good("path", "implanted-pump", "fewer-adverse-effects", "--json"))
    assert values["paths"][0]["nodes"] == [node.id for node in expected.nodes]
    assert values["paths"][0]["modality"] == "hedged"
    assert [edge["predicate"] for step in values["paths"][0]["steps"] for edge in step["edges"]] == ["leads_to"] * 2
    (first, second, *_) = rows(good("path", "implanted-pump", "fewer-adverse-effects", "--csv"))
    assert (first["path"], first["step"], first["end"], second["step"]) == ("1", "1", "nmk:lower-drug-dose", "2")
    assert ids(second["claims"]) == [claim.id for claim in expected[1].claims]


def test_path_has_the_options_of_the_library(graph: kg.KnowledgeGraph) -> None:
    options = ["--undirected", "--limit", "2", "--max-hops", "3", "--predicate", "type_of", "--predicate", "treats"]
    values = json.loads(good("path", "scs", "pain", *options, "--category", "Technique", "--json"))
    found = graph.paths(
        "scs", "pain", 3, predicates=("type_of", "treats"), categories=("Technique",), directed=False, limit=2
    )
    assert [path["nodes"] for path in values["paths"]] == [[node.id for node in path.nodes] for path in found] != []
    assert (values["verdict"], values["cut"]) == (found.verdict, found.cut)
    assert "cut at 1: there may be more" in good("path", "implanted-pump", "fewer-adverse-effects", "--limit", "1")


def test_compare_as_json_and_csv(graph: kg.KnowledgeGraph) -> None:
    values = json.loads(good("compare", "dtm", "pns", "--json"))
    targets = next(row for row in values["rows"] if row["predicate"] == "targets")
    assert [entry["node"] for entry in targets["cells"]["nmk:pns"]] == ["nmk:nerve-ending", "nmk:peripheral-nerve"]
    assert {entry["modality"] for entry in targets["cells"]["nmk:pns"]} == {"reported"}
    table = rows(good("compare", "dtm", "pns", "--csv"))
    found = graph.compare("dtm", "pns")
    assert len(table) == sum(len(cell) for row in found.by_predicate for cell in row.cells)
    assert {row["value"] for row in table if (row["node"], row["predicate"]) == ("nmk:dtm", "targets")} == {
        *("nmk:glial-cell", "nmk:nerve-cell")
    }
    both = run("compare", "neuromodulation", "oral-drug", "--csv")
    assert both.stderr == "3 other claims name several of them; omit --csv to see them\n"
    assert "icliniq-2025-264" in good("compare", "neuromodulation", "oral-drug", "--markdown")


def test_explain_as_csv_has_every_field(graph: kg.KnowledgeGraph) -> None:
    table = rows(good("explain", "chronic-pain", "acute-pain", "--csv"))
    found = graph.explain("chronic-pain", "acute-pain")
    assert [row["id"] for row in table if row["part"] == "joins"] == [claim.id for claim in found.claims]
    assert [row["id"] for row in table if row["part"] == "names both"] == [claim.id for claim in found.beside]
    assert all(row["statement"] and row["section"] for row in table)


def test_match_as_json(graph: kg.KnowledgeGraph) -> None:
    values = json.loads(good("match", "?t:Technique targets ?x", "--json"))
    assert [answer["nodes"] for answer in values["answers"]] == [
        {name: match[name].id for name in match} for match in graph.match("?t:Technique targets ?x")
    ]
    assert "cut at 1: there are more" in good("match", "?t:Technique targets ?x", "--limit", "1")
    assert "cut at 1: there are more" in run("match", "?t:Technique targets ?x", "--limit", "1", "--csv").stderr


@pytest.mark.parametrize("form", [[], ["--json"], ["--csv"], ["--markdown"]])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (["path", "scs", "liver"], "No path of up to 4 steps leads from spinal cord stimulation to liver"),
        (["explain", "dtm", "bladder-dysfunction"], "No claim joins differential"),
        (["match", "?t:Technique blocks pain"], "No claims match."),
    ],
)
def test_no_claim_is_an_answer(question: list[str], answer: str, form: list[str]) -> None:
    result = run(*question, *form)
    assert result.exit_code == 0
    if form == ["--json"] and question[0] == "match":
        assert json.loads(result.stdout) == {"verdict": answer, "answers": [], "cut": ""}
    else:
        assert answer in result.output


def test_nodes_without_claims_are_compared(tiny: Write) -> None:
    folder = str(tiny(nodes=("cell\tTarget", "bare\tTarget\tbare\t\t\tNothing.\tmade up\t\nblank\tTarget\tblank\t\t\tNothing.\tmade up\t\ncell\tTarget")))  # fmt: skip
    for form in ([], ["--csv"], ["--markdown"]):
        result = run("compare", "bare", "blank", "--data", folder, *form)
        assert result.exit_code == 0
        assert "No claims about bare, blank match." in result.output
    text = " ".join(good("explain", "bare", "blank", "--data", folder).split())
    assert (
        text
        == "No claim joins bare and blank, and no chain of up to 6 steps does, descriptions, likeness, alternatives and denials aside."
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["path", "drg-stimulaton", "pain"], 1, "Error: unknown node 'drg-stimulaton'; did you mean drg-stimulation"),
        (["compare", "dtm", "scss"], 1, "Error: unknown node 'scss'; did you mean scs"),
        (["explain", "dtm", "scss"], 1, "Error: unknown node 'scss'; did you mean scs"),
        (["match", "?x targts pain"], 1, "Error: unknown predicate 'targts'; did you mean targets"),
        (["match", "?x:Tehnique targets pain"], 1, "Error: unknown category 'Tehnique'; did you mean Technique"),
        (["match", "?x targets"], 1, "Error: '?x targets' is not a pattern; write subject, predicate and object"),
        (["path", "dtm", "pain", "--predicate", "target"], 1, "Error: unknown predicate 'target'; did you mean targets"),
        (["path", "dtm", "pain", "--category", "Tehnique"], 1, "Error: unknown category 'Tehnique'; did you mean"),
        (["path", "pns", "PNS"], 2, "Error: both names are of pns; a path leads from one node to another"),
        (["path", "pns", "dtm", "--max-hops", "0"], 2, "Invalid value for '--max-hops'"),
        (["compare", "pns"], 2, "Error: name at least two different nodes to compare"),
        (["match"], 2, "Missing argument 'PATTERN ...'"),
    ],
)  # fmt: skip
def test_errors(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


# ----------------------------------------------------------------------------------------------------------- help


def test_the_help_lists_every_command_once_and_whole() -> None:
    assert sorted(name for names in SECTIONS.values() for name in names) == cli.list_commands(None)  # type: ignore[arg-type]
    assert sorted(name for names in COMMANDS.values() for name in names) == cli.list_commands(None)  # type: ignore[arg-type]
    text = good("--help")
    assert [line[:-1] for line in text.splitlines() if line[:-1] in SECTIONS] == list(SECTIONS)
    assert "..." not in text.partition("Options:")[2]


def test_ranks_and_components(graph: kg.KnowledgeGraph) -> None:
    first = graph.pagerank(category="Target", directed=False, tentative=False, limit=1)
    options = ("--category", "target", "--undirected", "--no-tentative", "--limit", "1")
    (row,) = json.loads(good("rank", *options, "--json"))["ranking"]
    assert row == first.rows()[0]
    (row,) = rows(good("rank", *options, "--csv"))
    assert row["pagerank"] == f"{first[0].score}"
    assert good("rank", "--by", "degree").splitlines()[0].split() == [
        "degree",
        "centrality",
        "edges",
        "in",
        "out",
        "category",
        "name",
    ]
    assert "--undirected is for --by pagerank" in run("rank", "--by", "degree", "--undirected").stderr
    largest = json.loads(good("components", "--limit", "1", "--json"))["components"][0]
    assert largest["nodes"] == list(graph.components(limit=1)[0])
    assert len(rows(good("components", "--predicate", "leads_to", "--csv", "--limit", "2"))) == sum(
        one.size for one in graph.components(predicates="leads_to", limit=2)
    )
