"""Frames: one row a record, the same columns and types whatever is in them, and CSV there and back."""

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas
import pytest
from conftest import Write

import kg
from kg.show.frames import TYPES

FRAMES = ("nodes", "edges", "claims")
RECORDS = (*FRAMES, "sources", "tensions")


def types_of(name: str, frame: pandas.DataFrame) -> dict[str, str]:
    return {column: TYPES[name.capitalize()].get(column, "str") for column in frame}


def test_a_row_a_record_in_the_graphs_order(graph: kg.KnowledgeGraph) -> None:
    nodes, edges, claims = graph.nodes_frame(), graph.edges_frame(), graph.claims_frame()
    assert list(nodes["id"]) == [node.id for node in graph.nodes()]
    assert list(zip(edges["subject"], edges["predicate"], edges["object"], strict=True)) == [
        (edge.subject, edge.predicate, edge.object) for edge in graph.edges()
    ]
    assert list(claims["id"]) == [claim.id for claim in graph.claims()]
    assert edges["weight"].sum() == len(claims) - claims["structural"].sum()
    affirmed = claims[claims["polarity"] == "affirmed"]
    assert {name: edges[name].sum() for name in graph.schema.modalities} == affirmed[
        "modality"
    ].value_counts().to_dict()
    assert edges["denied"].sum() == len(claims) - len(affirmed)
    assert edges["inferred"].sum() == claims["inferred"].sum()
    assert list(edges["claims"].str.split("|").explode().sort_values()) == sorted(claims["id"])


def test_every_field_of_a_claim_is_a_column(graph: kg.KnowledgeGraph) -> None:
    lists = ("hedge", "population", "comparator", "aspect", "context")
    for row, claim in zip(graph.claims_frame().to_dict("records"), graph.claims(), strict=True):
        for name in kg.Claim.__dataclass_fields__:
            if name in lists:
                assert row[name] == "|".join(getattr(claim, name))
            elif name != "quantity":
                assert row[name] == getattr(claim, name)
        if claim.quantity is None:
            assert (row["quantity_comparator"], row["quantity_unit"]) == ("", "")
            assert pandas.isna(row["quantity_value"])
        else:
            assert row["quantity_comparator"] == claim.quantity.comparator
            assert (row["quantity_value"], row["quantity_unit"]) == (float(claim.quantity.value), claim.quantity.unit)


def test_terms_and_names_of_nodes(graph: kg.KnowledgeGraph) -> None:
    row = graph.nodes_frame().set_index("id").loc["nmk:scs"]
    assert row["exact_match"] == "MAXO:0000945|NCIT:C21023|mesh:D062187"
    assert (row["close_match"], row["abbreviations"]) == ("", "SCS")
    terms = {term for node in graph for term in (mapping.term for mapping in node.mappings)}
    columns = [column for column in graph.nodes_frame() if column.endswith("_match")]
    shown = {term for column in columns for cell in graph.nodes_frame()[column] for term in cell.split("|") if term}
    assert shown == terms


def test_filters_are_those_of_the_lists(graph: kg.KnowledgeGraph) -> None:
    assert list(graph.nodes_frame(category="Target")["id"]) == [node.id for node in graph.nodes(category="Target")]
    edges = graph.edges_frame(predicate="targets", subject_category="Technique", object="nerve")
    assert list(edges["subject"]) == ["nmk:neuromodulation"]
    claims = graph.claims_frame(section="types", modality="hedged", source="icliniq-2025", polarity="affirmed")
    assert list(claims["id"]) == [claim.id for claim in graph.claims(section="types", modality="hedged")] != []
    with pytest.raises(kg.UnknownName, match="did you mean targets"):
        graph.edges_frame(predicate="target")


@pytest.mark.parametrize("name", RECORDS)
def test_an_empty_frame_has_the_same_columns_and_types(graph: kg.KnowledgeGraph, name: str) -> None:
    bare = kg.KnowledgeGraph(schema=graph.schema, sources=[], nodes=[], claims=[])
    empty, full = getattr(bare, name)().frame(), getattr(graph, name)().frame()
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns) == list(getattr(graph, name)().rows()[0])
    if name == "sources":  # Studies have numbers in columns of their own.
        return
    assert list(empty.dtypes) == list(full.dtypes)
    for column, type in types_of(name, full).items():
        assert full[column].dtype == pandas.Series([], dtype=type).dtype


@pytest.mark.parametrize("name", FRAMES)
def test_csv_there_and_back(tiny: Write, graph: kg.KnowledgeGraph, name: str) -> None:
    awkward = kg.load(tiny(nodes=("A cell.", "NA, or a cell; it's 007"), claims=("may", "can")))
    for g in (graph, awkward):
        frame = getattr(g, f"{name}_frame")()
        text = frame.to_csv(index=False)
        missing = {"quantity_value": [""]} if name == "claims" else None
        again = pandas.read_csv(
            io.StringIO(text), dtype=types_of(name, frame), keep_default_na=False, na_values=missing
        )
        pandas.testing.assert_frame_equal(again, frame)


def test_frames_of_answers(graph: kg.KnowledgeGraph) -> None:
    frame = graph.match("pns targets ?x", "?x part_of ?y", "?t targets ?x").frame()
    support = {"modality": "reported", "certainty": "1 reported, inferred", "asserted": 0, "reported": 1, "hedged": 0}
    assert frame.to_dict("records") == [
        {
            "x": "nmk:peripheral-nerve",
            "x_name": "peripheral nerve",
            "y": "nmk:peripheral-nervous-system",
            "y_name": "peripheral nervous system",
            "t": "nmk:pns",
            "t_name": "peripheral nerve stimulation",
            **support,
            "denied": 0,
            "inferred": 1,
            "population": "nmk:study-participant",
            "comparator": "",
            "context": "",
            "claims": "nmc:icliniq-2025-220|nmc:mesh-002|nmc:icliniq-2025-220",
        }
    ]
    assert list(graph.match("?t:Technique blocks ?x").frame().columns)[:5] == ["t", "t_name", "x", "x_name", "modality"]
    compared = graph.compare("dtm", "pns", predicates="targets").frame()
    assert list(compared["value_name"]) == ["glial cell", "nerve cell", "nerve ending", "peripheral nerve"]
    assert set(compared["predicate_label"]) == {"targets"}


def test_rows_have_names_beside_ids(graph: kg.KnowledgeGraph) -> None:
    answers: list[Any] = [
        graph.claims(subject="dtm"),
        graph.edges(object="pain"),
        graph.paths("implanted-pump", "fewer-adverse-effects"),
        graph.compare("dtm", "pns"),
        graph.matrix("Target", "Technique"),
        graph.upstream("pain"),
        graph.match("?t targets ?subject"),
        graph.explain("dtm", "scs"),
    ]
    for answer in answers:
        assert list(answer.frame().columns) == list(answer.rows()[0])
        for row in answer.rows():
            named = {name: value for name, value in row.items() if name.endswith("_name")}
            assert named
            assert named == {name: graph[row[name.removesuffix("_name")]].name for name in named}


def test_without_pandas_the_error_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "pandas.py").write_text("raise ImportError\n", encoding="utf-8")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import kg; g = kg.load()\n"
        "for ask in (g.nodes_frame, g.edges_frame, g.claims_frame, g.compare('dtm', 'pns').frame, g.match('?x targets ?y').frame):\n"
        "    try: ask()\n"
        "    except kg.MissingExtra as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line = "a frame needs pandas; in the project folder, run python -m pip install '.[pandas]'\n"
    assert done.stdout == line * 5
