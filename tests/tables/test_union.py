"""Several data folders as one graph: what is joined, and what only one of them may hold."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import OTHER, Other, Write
from made_up_evidence import write_evidence

import kg
from kg.cli import cli
from kg.loading import fingerprint
from kg.schema_file import read_schema
from kg.tables.formatting import format_folder


def faults(*folders: Path) -> list[str]:
    """What `kg check` says of folders, which is what `kg.load` says, or more."""
    found = [str(problem) for problem in kg.check(*folders)]
    problems: set[str] = set()
    try:
        kg.load(*folders)
    except kg.DataError as error:
        problems = set(map(str, error.problems))
    assert problems <= set(found)
    return found


def test_an_edge_of_two_sources_has_the_claims_of_both(tiny: Write, other: Other) -> None:
    assert faults(tiny(), other()) == []
    g = kg.load(tiny(), other())
    (edge,) = g.edges(subject="alpha", object="cell")
    assert [(claim.source, claim.modality) for claim in edge.claims] == [("nms:one", "asserted"), ("nms:two", "hedged")]
    assert [node.slug for node in g["alpha"].targets] == ["cell", "gamma"]
    assert len(g.claims()) == 7
    assert [source.slug for source in g.sources()] == ["one", "two"]


def test_a_node_of_two_folders_is_one_with_the_names_and_terms_of_both(tiny: Write, other: Other) -> None:
    node = kg.load(tiny(), other())["alpha"]
    assert node.synonyms == ("the alpha", "alpha treatment")
    assert node.abbreviations == ("AT",)
    assert node.note == "said twice"
    assert [mapping.term for mapping in node.mappings] == ["UBERON:0000001"]
    assert node.ungrounded == "", "one of the folders has a term"


def test_a_mapping_in_two_folders_is_one(tiny: Write, other: Other) -> None:
    same = "nmk:cell\tcell\tskos:closeMatch\tUBERON:0000044\tdorsal root ganglion\tsemapv:ManualMappingCuration\there\n"
    second = other(mappings=("nmk:alpha", f"{same}nmk:alpha"))
    assert len(kg.load(tiny(), second)["cell"].mappings) == 1


def test_the_dataset_is_that_of_the_first_folder(tiny: Write, other: Other) -> None:
    one, two = tiny(), other()
    assert kg.load(one, two).schema.dataset.id == "tiny"
    g = kg.load(two, one)
    assert g.schema.dataset.title == "Other"
    assert g["cell"].iri == "https://example.org/other/entity/cell"
    assert kg.load(one, two, base_iri="https://example.org/x")["gamma"].iri == "https://example.org/x/entity/gamma"
    assert kg.dumps(kg.load(one, two), "turtle") == kg.dumps(kg.load(one, two), "turtle")


def test_schemas_are_joined(tiny: Write, other: Other) -> None:
    more = '\n[predicates.harms]\nlabel = "harms"\ninverse = "harmed_by"\ninverse_label = "is harmed by"\ndefinition = "Hurts."\n'
    second = other(
        schema=("\n[modalities.asserted]", f"{more}\n[modalities.asserted]"),
        claims=("alpha\ttargets\tgamma", "alpha\tharms\tgamma"),
    )
    schema = kg.load(tiny(), second).schema
    assert list(schema.predicates) == ["targets", "differs_from", "harms"]
    words = other(at="words", schema=('words = ["may", "can"]', 'words = ["may", "might"]'))
    assert kg.load(tiny(), words).schema.modalities["hedged"].words == ("may", "can", "might")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"schema": ('domain = ["Technique"]', 'domain = ["Target"]')},
            "other/schema.toml:52:domain: [predicates.targets] has domain = ['Target'], but ['Technique'] at "
            "data/schema.toml:52; write the same in both",
        ),
        (
            {"schema": ("inverse = \"targeted_by\"", "inverse = \"aimed_at_by\"")},
            "other/schema.toml:49:inverse: [predicates.targets] has inverse = 'aimed_at_by', but 'targeted_by' at "
            "data/schema.toml:49; write the same in both",
        ),
        (
            {"schema": ("obo/UBERON_", "obo/UBERON/")},
            "other/schema.toml:18:UBERON: [prefixes] has UBERON = 'http://purl.obolibrary.org/obo/UBERON/', but "
            "'http://purl.obolibrary.org/obo/UBERON_' at data/schema.toml:18; write the same in both",
        ),
        (
            {"schema": ('language = "en"', 'language = "de"')},
            "other/schema.toml:10:language: [dataset] has language = 'de', but 'en' at data/schema.toml:10; write the same in both",
        ),
        (
            {"schema": ("[categories.Target]", '[categories.Aim]\nlabel = "aim"\nplural = "aims"\ndefinition = "An aim."\ncolour = "#009E73"\nshape = "dot"\n\n[categories.Target]')},
            "other/schema.toml:51:colour: same colour and shape as Aim; change one of them",
        ),
        (
            {"claims": ("alpha\ttargets\tgamma", "gamma\ttargets\tcell")},
            "other/claims/two.tsv:4:subject: 'gamma' is a Target, but the subject of targets is one of Technique; "
            "choose another predicate or node",
        ),
    ],
    ids=["domain", "inverse", "prefix", "language", "look", "claim"],
)  # fmt: skip
def test_what_contradicts_the_schema(
    change: dict[str, tuple[str, str]], expected: str, tiny: Write, other: Other
) -> None:
    assert expected in faults(tiny(), other(**change))


def test_each_folder_keeps_the_order_of_its_own_schema(tiny: Write, other: Other) -> None:
    aim = '[categories.Aim]\nlabel = "aim"\nplural = "aims"\ndefinition = "An aim."\ncolour = "#000000"\nshape = "dot"\n\n'
    second = other(
        schema=("[categories.Target]", f"{aim}[categories.Target]"),
        nodes=("gamma\tTarget", "early\tAim\tearly end\t\t\tAn end.\tmade up\t\ngamma\tTarget"),
        claims=("alpha\ttargets\tgamma", "early\tdiffers_from\tgamma"),
    )
    assert second / "nodes.tsv" not in format_folder(second, read_schema(second))
    assert not [problem for problem in faults(tiny(), second) if "canonical order" in problem]
    assert list(kg.load(tiny(), second).schema.categories) == ["Technique", "Target", "Aim"]


def test_a_source_is_in_one_folder(tiny: Write, other: Other) -> None:
    second = other()
    for name in ("sources.tsv", "sections.tsv", "coverage.tsv", "claims/two.tsv"):
        path = second / name
        path.write_text(path.read_text(encoding="utf-8").replace("two", "one"), encoding="utf-8", newline="\n")
    (second / "claims/two.tsv").rename(second / "claims/one.tsv")
    remedy = "a source is in one folder: give one of the two another id, and its claims too"
    assert faults(tiny(), second) == [
        f"other/sources.tsv:2:id: 'one' is a source at data/sources.tsv:2 as well; {remedy}"
    ]


def test_a_table_of_claims_is_next_to_its_source(tiny: Write, other: Other) -> None:
    second = other()
    (second / "claims/one.tsv").write_bytes((second / "claims/two.tsv").read_bytes().replace(b"two", b"one"))
    remedy = "name the file after a source of this one"
    assert f"other/claims/one.tsv:1: 'one' is a source at data/sources.tsv:2, in another folder; {remedy}" in faults(
        tiny(), second
    )


def test_one_claim_id_in_two_sources(tiny: Write, other: Other) -> None:
    with pytest.raises(kg.DataError) as caught:
        kg.load(tiny(), other(claims=("two-001", "one-001")))
    assert list(map(str, caught.value.problems)) == [
        "other/claims/two.tsv:2:id: 'one-001' is not a claim id of this source, and is already at data/claims/one.tsv:2; "
        "write two- and at least three digits"
    ]


@pytest.mark.parametrize("column", ["name", "definition", "category"])
def test_a_node_that_two_folders_describe_differently(column: str, tiny: Write, other: Other) -> None:
    changes = {
        "name": ("alpha therapy", "alpha"),
        "definition": ("A technique.", "A method."),
        "category": ("alpha\tTechnique", "alpha\tTarget"),
    }
    problem = next(one for one in faults(tiny(), other(nodes=changes[column])) if ":alpha" not in one)
    assert problem == (
        f"other/nodes.tsv:2:{column}: 'alpha' has another {column} at data/nodes.tsv:2; "
        "write the same in both, or remove this row: the other one is for all folders"
    )


def test_a_match_that_two_folders_make_differently(tiny: Write, other: Other) -> None:
    row = "nmk:cell\tcell\tskos:exactMatch\tUBERON:0000044\tdorsal root ganglion\tsemapv:ManualMappingCuration\tthere\n"
    assert faults(tiny(), other(mappings=("nowhere\n", f"nowhere\n{row}"))) == [
        "other/mappings.sssom.tsv:3:predicate_id: 'UBERON:0000044' has another predicate_id at data/mappings.sssom.tsv:12; "
        "write the same in both, or remove this row: the other one is for all folders"
    ]


def test_rules_hold_over_all_folders(tiny: Write, other: Other) -> None:
    assert [problem.partition(";")[0] for problem in faults(other())] == [
        "other/claims/two.tsv:2:object: 'cell' is not in nodes.tsv",
        "other/claims/two.tsv:3:subject: 'beta' is not in nodes.tsv",
    ], "alone, it lacks nodes"
    tension = "id\tclaims\tagainst\tkind\tweight\twhy\ntension-01\ttwo-002\tone-003\tcontradiction\tmajor\tBeta does, or not.\n"
    second = other()
    (second / "tensions.tsv").write_text(tension, encoding="utf-8")
    (problem,) = faults(tiny(), second)
    assert (
        problem
        == "other/tensions.tsv:2:id: 'tension-01' is already at data/tensions.tsv:2; remove or rename one of them"
    )
    (second / "tensions.tsv").write_text(tension.replace("tension-01", "tension-two-01"), encoding="utf-8")
    assert faults(tiny(), second) == []
    assert [one.slug for one in kg.load(tiny(), second).tensions_of("one-003")] == ["tension-01", "tension-two-01"]


def test_a_symmetric_edge_is_written_as_in_the_first_folder(tiny: Write, other: Other) -> None:
    row = ("two-003\talpha\ttargets\tgamma", "two-003\tbeta\tdiffers_from\talpha")
    found = faults(tiny(), other(claims=row, nodes=("gamma\tTarget\tgamma fibre\t\t\tA fibre.\tmade up\t\n", "")))
    assert (
        "other/claims/two.tsv:4:subject: 'one-004' says this in the other direction; use the same subject and object in both"
        in found
    )
    assert not [problem for problem in found if problem.startswith("data/")]


def test_sentences_are_listed_next_to_their_source(tiny: Write, other: Other) -> None:
    second = other(coverage=("two\tall\t1\t3\ttwo-003\t\n", ""))
    assert "other/coverage.tsv:3:sentence: no row for two all, paragraph 1, sentence 3; add it" in faults(
        tiny(), second
    )
    (second / "coverage.tsv").write_text("source\tsection\tparagraph\tsentence\tclaims\treason\n", encoding="utf-8")
    assert faults(tiny(), second) == [
        "other/coverage.tsv:1: no sentence is listed; add a row for each sentence of sections.tsv"
    ]


def test_folders_of_one_name_are_told_apart(tiny: Write, other: Other) -> None:
    second = other(at="b/data", claims=("targets\tgamma", "targets\tgama"))
    assert faults(tiny(), second)[0].startswith(
        "b/data/claims/two.tsv:4:object: 'gama' is not in nodes.tsv; did you mean gamma?"
    )


def test_a_folder_given_twice_or_not_there(tiny: Write, tmp_path: Path) -> None:
    folder = tiny()
    (tmp_path / "link").symlink_to(folder)
    assert faults(folder, tmp_path / "link") == [f"{tmp_path / 'link'}: the folder is given twice; give it once"]
    (problem,) = faults(folder, tmp_path / "none")
    assert problem == f"none/schema.toml:1: no such file; is '{tmp_path / 'none'}' a data folder?"


def test_the_picture_is_that_of_the_first_folder_that_has_one(tiny: Write, other: Other) -> None:
    one, two = tiny(), other()
    (two / "positions.tsv").write_text("id\tx\ty\nalpha\t1\t2\n", encoding="utf-8")
    assert kg.load(one, two)["alpha"].position == (1, 2)
    (one / "positions.tsv").write_text("id\tx\ty\nbeta\t3\t4\n", encoding="utf-8")
    g = kg.load(one, two)
    assert (g["alpha"].position, g["beta"].position) == (None, (3, 4))


def test_a_store_is_made_anew_when_any_folder_changes(tiny: Write, other: Other) -> None:
    one, two = tiny(), other()
    before = fingerprint(one, two, base_iri=None)
    assert before == fingerprint(one, two, base_iri=None)
    assert before not in (fingerprint(one, base_iri=None), fingerprint(two, one, base_iri=None))
    (two / "claims/two.tsv").write_text("", encoding="utf-8")
    assert fingerprint(one, two, base_iri=None) != before


def test_evidence_of_several_folders(tmp_path: Path) -> None:
    first = write_evidence(tmp_path / "data")
    mine = tmp_path / "mine"
    for name, content in OTHER.items():
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_text(content.split("\n")[0] + "\n" if name.endswith(".tsv") else content, encoding="utf-8")
    (mine / "schema.toml").write_bytes((first / "schema.toml").read_bytes())
    (mine / "sources.tsv").write_text(OTHER["sources.tsv"], encoding="utf-8")
    alone, both = kg.load(first, evidence=True), kg.load(mine, first, evidence=True)
    assert list(both.layer.findings) == list(alone.layer.findings)
    with pytest.raises(kg.DataError, match="there is no evidence to load"):
        kg.load(mine, evidence=True)


def test_several_folders_on_the_command_line(tiny: Write, other: Other, tmp_path: Path) -> None:
    one, two = str(tiny()), str(other())

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(cli, words)
        return result.exit_code, result.output

    assert run("check", "--data", one, "--data", two)[1].startswith(
        f"no problems in {one} and {two}: 4 nodes, 4 edges, 7 claims"
    )
    for words in (("claims", "--data", one, "--data", two), ("--data", one, "--data", two, "claims")):
        assert run(*words, "--object", "cell", "--subject", "alpha")[1].count("source") == 0
        assert "two-001" in run(*words)[1]
        assert "one-001" in run(*words)[1]
    code, said = run("build", "--data", one, "--data", two, "--out", str(tmp_path / "out"))
    assert code == 0
    assert "datapackage.json" not in said
    assert "one data folder; give --data once" in run("--data", one, "--data", two, "format")[1]
    (tmp_path / "g.ttl").write_text("", encoding="utf-8")
    assert (
        "is a file; several data folders make one graph, but no files"
        in run("nodes", "--data", one, "--data", str(tmp_path / "g.ttl"))[1]
    )
    assert '"nodes",\n    "value": "4"' in run("stats", "--json", "--data", one, "--data", two)[1]
    told = run("diff", one, "--data", one, "--data", two)[1]
    assert "two-001" in told
    assert "one-001" not in told
    assert "is one argument too many" in run("diff", "--data", one, one, one, "again and again")[1]
    assert "is given before the command as well" in run("--data", one, "nodes", "--data", two)[1]
    assert "given twice; give it once" in run("nodes", "--data", "packaged", "--data", "packaged")[1]


def test_tables_larger_than_memory_are_told_at_once(tiny: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tiny()
    monkeypatch.setattr("kg.folders.LARGE", 1)
    assert kg.load(path)
    monkeypatch.setattr("kg.memory.free", lambda: 1000)
    with pytest.raises(
        kg.DataError, match=r"the tables have .* GB are free; .* kg convert DATA graph\.parquet; .* kg\.open"
    ):
        kg.load(path)
