"""The command line: what it prints, its exit codes, and how it behaves in a pipe."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from conftest import ROOT, Write

import kg
from kg.cli import cli
from kg.cli.output import print_csv
from kg.show.terminal import node_page

KG = [sys.executable, "-m", "kg"]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def good(*arguments: str | Path) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_show_a_tension_and_a_source(article: kg.KnowledgeGraph) -> None:
    assert "icliniq-2025-187" in good("show", "tension-42")
    assert json.loads(good("show", "nmc:tension-42", "--json"))["weight"] == "major"
    assert article.sources()[0].title in good("show", "icliniq-2025")
    outcome = ("claims", "--subject", "dtm", "--predicate", "has_outcome")
    assert "in tension: tension-30 (moderate), tension-42 (major)" in " ".join(good(*outcome, "--tensions").split())
    assert "tension-30" not in good(*outcome)
    assert "differential target multiplexing has outcome less of the most bothersome pain" in good(*outcome)


def test_show_a_node() -> None:
    text = good("show", "DRG stimulation")
    assert text.startswith("dorsal root ganglion stimulation\ntechnique  nmk:drg-stimulation\nhttps://")
    assert "hedged (may) · types ¶3 · icliniq-2025" in text


def test_show_has_every_claim(graph: kg.KnowledgeGraph) -> None:
    for node in graph.nodes():
        touching = {*graph.claims(subject=node), *graph.claims(object=node), *graph.mentions(node)}
        assert touching
        shown = re.findall(r"^  (\S+-\d{3,})  ", node_page(graph, node), re.MULTILINE)
        assert set(shown) == {claim.slug for claim in touching}


def test_show_as_json(graph: kg.KnowledgeGraph) -> None:
    values = json.loads(good("show", "chronic-pain", "--json"))
    touching = {
        *graph.claims(subject="chronic-pain"),
        *graph.claims(object="chronic-pain"),
        *graph.mentions("chronic-pain"),
    }
    assert sorted(claim["id"] for claim in values["claims"]) == sorted(claim.id for claim in touching)
    assert values["definition"] == graph["chronic-pain"].definition


def test_show_a_claim() -> None:
    (denied, *_) = kg.load().claims(polarity="denied")
    assert " [denied]\n" in good("show", denied.slug)
    assert good("show", "icliniq-2025-001").startswith("neuromodulation is described as latest\nicliniq-2025-001  ")
    assert json.loads(good("show", "icliniq-2025-001", "--json"))["polarity"] == "affirmed"


@pytest.mark.parametrize(
    "command", [["find", "pain", "--limit", "1000"], ["nodes"], ["edges"], ["claims"], ["sources"]]
)
def test_lists_as_table_json_and_csv(command: list[str]) -> None:
    table = good(*command)
    records = json.loads(good(*command, "--json"))
    rows = list(csv.DictReader(io.StringIO(good(*command, "--csv"))))
    assert table.strip()
    assert len(records) == len(rows) > 0
    assert set(records[0]) - {"mappings", "position", "quantity"} <= set(rows[0])
    if command[0] != "claims":
        assert len(re.findall(r"^\S", table, re.MULTILINE)) == len(records) + 1


def test_filters_are_those_of_the_library(graph: kg.KnowledgeGraph) -> None:
    found = json.loads(good("claims", "--section", "types", "--modality", "hedged", "--json"))
    assert [claim["id"] for claim in found] == [c.id for c in graph.claims(section="types", modality="hedged")]
    edges = json.loads(good("edges", "--subject-category", "Device", "--object-category", "BodyRegion", "--json"))
    assert len(edges) == len(graph.edges(subject_category="Device", object_category="BodyRegion")) > 0


@pytest.mark.parametrize(
    ("options", "filters"),
    [
        (
            ["--section", "types", "--section", "working", "--certainty", "hedged"],
            {"section": ["types", "working"], "modality": "hedged"},
        ),
        (["--text", "amputation leg", "--no-inferred"], {"text": "amputation leg", "inferred": False}),
        (["--population", "any", "--context", "none"], {"population": True, "context": False}),
        (["--tension", "major", "--tension", "scope", "--quantity"], {"tension": ["major", "scope"], "quantity": True}),
    ],
)
def test_a_filter_is_repeated_turned_round_or_left_out(
    graph: kg.KnowledgeGraph, options: list[str], filters: dict[str, Any]
) -> None:
    found = json.loads(good("claims", *options, "--json"))
    assert [claim["id"] for claim in found] == [claim.id for claim in graph.claims(**filters)] != []


def test_find_takes_words_and_counts_the_claims_that_have_them() -> None:
    result = run("find", "stimulation", "of", "the", "ganglion")
    assert "drg-stimulation" in result.stdout
    assert re.fullmatch(
        r"[0-9]+ claims have these words, in the text or in a name of a node: kg claims --text 'stimulation of the ganglion'\n",
        result.stderr,
    )
    assert "best have 1 of 2" in good("find", "qqqq", "ganglion")


def test_nothing_found_is_no_error() -> None:
    result = run("find", "xylophone")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No nodes match 'xylophone'.\n")
    assert good("claims", "--polarity", "denied", "--modality", "hedged", "--json") == "[]\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "drg-stimulaton"], 1, "Error: unknown node 'drg-stimulaton'; did you mean drg-stimulation"),
        (["show", "icliniq-2025-9"], 1, "Error: unknown claim 'icliniq-2025-9'; did you mean icliniq-2025-"),
        (["nodes", "--category", "Techniqe"], 1, "Error: unknown category 'Techniqe'; did you mean Technique"),
        (["edges", "--predicate", "target"], 1, "Error: unknown predicate 'target'; did you mean targets"),
        (["claims", "--section", "typs"], 1, "Error: unknown section 'typs'; did you mean types"),
        (["ask", "causal-chain", "--show", "--json"], 2, "--show prints the question as text; omit --json"),
        (["export", "turtel"], 2, "'turtel' is not one of 'turtle'"),
        (["nodes", "--categoy", "x"], 2, "no such option --categoy; did you mean --category?"),
        (["nodes", "--section", "types"], 2, "no such option --section; cli nodes --help lists the options"),
        (["shwo"], 2, "no such command 'shwo'; did you mean show?"),
        (["quux"], 2, "no such command 'quux'; kg --help lists the commands"),
        (["--endpont", "x", "nodes"], 2, "no such option --endpont; did you mean --endpoint"),
        (["show", "scs", "--endpoint", "x"], 2, "write it before the command: cli --endpoint … show"),
        (["show", "chronic", "pain"], 2, 'show "chronic pain"'),
        (["path", "scs", "chronic", "pain"], 2, 'path scs "chronic pain"'),
        (["compare", "spinal", "cord", "stimulation", "dtm"], 2, 'compare "spinal cord stimulation" dtm'),
        (["claims", "--subject", "chronic", "pain"], 2, 'claims --subject "chronic pain"'),
        (
            ["ask", "techniques-by-target", "target=dorsal", "root", "ganglion"],
            2,
            'ask techniques-by-target "target=dorsal root ganglion"',
        ),
        (["show", "a", "b"], 2, "'b' is one argument too many; remove it, or quote a name of several words"),
        (["claims", "--section", "hedged"], 2, "unknown section 'hedged'; did you mean --modality hedged?"),
        (["edges", "--predicate", "scs"], 2, "unknown predicate 'scs'; did you mean --subject scs or --object scs?"),
        (
            ["export", "turtle", "--base-iri", "nonsense"],
            2,
            "Invalid value for --base-iri: 'nonsense' is not an absolute IRI",
        ),
        (
            ["nodes", "--data", "/nowhere"],
            2,
            "there is no folder or file '/nowhere'; name one that holds the tables, or omit --data",
        ),
        (["check", "--data", "/nowhere"], 2, "there is no folder '/nowhere'"),
        (["nodes", "--data", "/"], 1, "schema.toml:1: no such file; is '/' a data folder?"),
        (["--data", "/", "nodes"], 1, "schema.toml:1: no such file; is '/' a data folder?"),
        (
            ["--category", "Target", "nodes"],
            2,
            "no such option --category; write it after the command: cli COMMAND --category",
        ),
        (["sparql", "--file", "x.rq"], 2, "no such option --file; write its value alone: cli sparql FILE"),
        (["sparql", "x.rq"], 1, "'x.rq': no such file; name a file with a query, or - for standard input"),
        (["sparql", "SELECT * { ?s ?p ?o }"], 1, "no such file; write a query on standard input: kg sparql - <<< '…'"),
        (["sparql", "figures.rq"], 1, "'figures.rq': no such file; the question of this name: kg ask figures"),
        (["show", "9999"], 1, "unknown claim '9999'; kg claims lists them"),
        (["show", "tension-1"], 1, "unknown tension 'tension-1'; did you mean tension-01?"),
        (["evidence", "187"], 1, "unknown claim '187'; did you mean icliniq-2025-187?"),
        (["claims", "--source-kind", "article", "--source-kind", "trial"], 2, "name sources of one of the two"),
    ],
)
def test_errors(arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_export_to_file_and_standard_output(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    assert run("export", "turtle").stdout_bytes == kg.dumps(graph, "turtle")
    result = run("export", "turtle", "-o", tmp_path / "x")
    assert result.stderr == f"wrote {tmp_path / 'x'}\n"
    assert (tmp_path / "x").read_bytes() == kg.dumps(graph, "turtle")


def test_export_of_several_files(graph: kg.KnowledgeGraph, tmp_path: Path) -> None:
    result = run("export", "kgx", "-o", tmp_path / "g")
    names = [f"g.kgx.{name}.tsv" for name in ("nodes", "edges", "denied")]
    assert result.stderr == "".join(f"wrote {tmp_path / name}\n" for name in names)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    result = run("export", "kgx")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr
        == "Error: kgx has 3 files (.kgx.nodes.tsv, .kgx.edges.tsv, .kgx.denied.tsv); write it to a path\n"
    )


def test_build_writes_every_format_and_then_nothing(tiny: Write, tmp_path: Path) -> None:
    folder, out = tiny(), tmp_path / "out"
    suffixes = [
        suffix for one in kg.FORMATS.values() if one.built and not one.needs_evidence for suffix in one.suffixes
    ]
    names = [f"tiny{suffix}" if suffix[0] == "." else suffix for suffix in (*suffixes, "README.md")]
    written = [*(out / name for name in names), folder / "datapackage.json"]
    assert good("build", "--data", folder, "--out", out) == "".join(f"wrote  {path}\n" for path in written)
    stamps = [(path, path.stat().st_mtime_ns) for path in sorted(out.iterdir())]
    assert good("build", "--data", folder, "--out", out) == "".join(f"unchanged  {path}\n" for path in written)
    assert [(path, path.stat().st_mtime_ns) for path in sorted(out.iterdir())] == stamps


def test_build_refuses_broken_tables_and_keeps_earlier_exports(tiny: Write, tmp_path: Path) -> None:
    out = tmp_path / "out"
    good("build", "--data", tiny(), "--out", out)
    before = {path: path.read_bytes() for path in out.iterdir()}
    broken = tiny(claims=("hedged\tmay", "hedged\t"))
    result = run("build", "--data", broken, "--out", out)
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: 1 problem in the data\n"
        "data/claims/one.tsv:3:hedge: a hedged claim needs its hedging word, such as 'may'\n"
    )
    assert {path: path.read_bytes() for path in out.iterdir()} == before


def test_check(tiny: Write) -> None:
    folder = tiny()
    assert good("check", "--data", folder) == f"no problems in {folder}: 3 nodes, 3 edges, 4 claims\n"
    result = run("check", "--data", tiny(claims=("hedged\tmay", "hedged\t"), nodes=("beta therapy", "alpha therapy")))
    assert result.exit_code == 1
    assert result.stderr == "2 problems\n"
    assert len(result.stdout.splitlines()) == 2


def test_check_says_what_has_no_place(tiny: Write) -> None:
    message = "3 nodes have no place in the picture yet; run kg layout\n"
    assert run("check", "--data", tiny()).stderr == message


def test_format_and_layout_write_to_the_folder_given(tiny: Write) -> None:
    folder = tiny(sources=("An Article", "An  Article"))
    assert good("format", "--data", folder) == "formatted  data/sources.tsv\n"
    assert good("format", "--data", folder) == "nothing to do: every table is in canonical form\n"
    assert good("layout", "--data", folder) == "placed 3 nodes in data/positions.tsv\n"
    assert good("layout", "--data", folder) == "unchanged: 3 nodes in data/positions.tsv\n"
    assert all(node.position is not None for node in kg.load(folder).nodes())
    assert kg.check(folder) == []


@pytest.mark.parametrize("broken", ["id\tx\ty\nomega\t1\t2\n", "id\tx\ty\nalpha\t1.5\t2\n", "nonsense"])
def test_layout_mends_what_it_wrote(tiny: Write, broken: str) -> None:
    folder = tiny()
    (folder / "positions.tsv").write_text(broken, encoding="utf-8")
    assert kg.check(folder) != []
    good("layout", "--data", folder, "--anew")
    assert kg.check(folder) == []


def test_lost_rows_of_the_picture_hide_no_other_fault(tiny: Write) -> None:
    folder = tiny(claims=("one-001\talpha", "one-001\tnobody"))
    (folder / "positions.tsv").write_text("id\tx\ty\nalpha\t1\n", encoding="utf-8")
    assert "claims/one.tsv:2:subject: 'nobody' is not in nodes.tsv" in run("check", "--data", folder).stdout
    assert "claims/one.tsv:2:subject: 'nobody' is not in nodes.tsv" in run("layout", "--anew", "--data", folder).stderr


def test_layout_leaves_what_is_placed(tiny: Write) -> None:
    folder = tiny()
    (folder / "positions.tsv").write_text("id\tx\ty\nalpha\t7\t9\ngone\t1\t1\n", encoding="utf-8")
    good("layout", "--data", folder)
    placed = {node.slug: node.position for node in kg.load(folder).nodes()}
    assert placed["alpha"] == (7, 9)
    assert len(set(placed.values())) == 3
    good("layout", "--data", folder, "--anew")
    assert kg.load(folder)["alpha"].position != (7, 9)


def test_format_wants_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("format")
    assert result.exit_code == 2
    assert "data is not a data folder; run this next to data/, or name the folder with --data DIR" in result.stderr


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = run("build", "--out", tmp_path / "file" / "out")
    assert result.exit_code == 1
    assert re.fullmatch(r"Error: cannot write .*: Not a directory\n", result.stderr)


def test_a_bug_shows_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("kg.loading.load", broken)
    assert isinstance(run("nodes").exception, ZeroDivisionError)


def test_cite_names_data_and_source() -> None:
    text = " ".join(good("cite").split())
    assert "CC-BY-4.0" in text
    assert "Neuromodulation Techniques in Managing Chronic Pain. iCliniq. Reviewed by Dr. Abhishek Juneja." in text


def test_a_source_with_its_sections() -> None:
    text = good("sources", "icliniq-2025")
    assert "2025-04-30" in text
    assert "url        not stated" in text
    assert (
        len(
            re.findall(
                r"^(?:outline|introduction|definition|conditions|working|pain-processing|nervous-system|types|candidates|advantages|conclusion) ",
                text,
                re.MULTILINE,
            )
        )
        == 11
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_closed_pipe_is_no_traceback(unbuffered: str) -> None:
    command = " ".join([*KG, "claims", "|", "head", "-n", "1"])
    environment = os.environ | {"PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert re.match(r"\S+-\d{3,}  ", done.stdout)
    assert done.stderr == ""


def test_no_colour_in_a_pipe() -> None:
    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    done = subprocess.run([*KG, "show", "scs"], capture_output=True, text=True, env=environment, check=True)
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("no_color", [True, False])
def test_colour_on_a_terminal_unless_refused(no_color: bool) -> None:
    import pty

    environment = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | (
        {"NO_COLOR": "1"} if no_color else {}
    )
    ours, theirs = pty.openpty()
    subprocess.run([*KG, "show", "scs"], stdout=theirs, env=environment, check=True)
    os.close(theirs)
    shown = os.read(ours, 100_000)
    os.close(ours)
    assert shown.startswith(b"spinal cord" if no_color else b"\x1b[1mspinal cord")


def test_vocabulary(graph: kg.KnowledgeGraph) -> None:
    whole = good("vocabulary")
    for name in (
        *graph.schema.categories,
        *graph.schema.predicates,
        *graph.schema.modalities,
        *graph.schema.polarities,
    ):
        assert re.search(rf"^{name} ", whole, re.MULTILINE)
        assert good("vocabulary", name).startswith(f"{name}\n")
    assert good("vocabulary", "targeted_by") == good("vocabulary", "targets")
    assert "words: may, might" in good("vocabulary", "hedged")
    assert good("vocabulary", "target") == good("vocabulary", "Target")
    assert "did you mean Target" in run("vocabulary", "targe").stderr


def test_check_and_build_look_where_format_writes(tiny: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tiny()
    monkeypatch.chdir(folder.parent)
    assert good("check").startswith("no problems in data: 3 nodes")
    good("build")
    assert (folder.parent / "exports/tiny.ttl").is_file()


def test_build_keeps_a_readme_that_it_did_not_write(tiny: Write, tmp_path: Path) -> None:
    out = tmp_path / "mine"
    out.mkdir()
    (out / "README.md").write_text("MINE\n")
    result = run("build", "--data", tiny(), "--out", out)
    assert result.exit_code == 1
    assert "was not written by kg build" in result.stderr
    assert [path.name for path in out.iterdir()] == ["README.md"]


def test_export_to_a_pipe_and_a_dash(tiny: Write, tmp_path: Path) -> None:
    content = run("export", "turtle", "--data", tiny()).stdout_bytes
    assert run("export", "turtle", "--data", tiny(), "-o", "-").stdout_bytes == content
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        good("export", "turtle", "--data", tiny(), "-o", tmp_path / "pipe")
        assert reader.communicate()[0] == content


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("kg nodes >&-", 1, "Error: standard output is closed\n"),
        ("kg --help >&-", 1, "Error: standard output is closed\n"),
        ("kg nodes > /dev/full", 1, "Error: output: No space left on device\n"),
        ("kg --help > /dev/full", 1, "Error: output: No space left on device\n"),
        ("kg sparql - <&-", 1, "Error: standard input is closed; name a file instead of -\n"),
        ("kg show nonsense 2>&-", 1, ""),
        ("kg nonsense 2>/dev/full", 2, ""),
        ("kg find pain --json >/dev/full 2>&1", 1, ""),
    ],
)
def test_a_stream_that_cannot_be_used_is_one_line(line: str, code: int, message: str) -> None:
    command, buffered = line.replace("kg", " ".join(KG)), {**os.environ, "PYTHONUNBUFFERED": ""}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT, env=buffered)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", message)


@pytest.mark.parametrize(
    "setting", ["COLUMNS=" + "9" * 5000, "_KG_COMPLETE=bash_complete", "_KG_COMPLETE=zsh_complete"]
)
def test_no_setting_of_the_terminal_ends_in_a_traceback(setting: str) -> None:
    name, _, value = setting.partition("=")
    done = subprocess.run([*KG, "nodes"], capture_output=True, text=True, env={**os.environ, name: value})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_unbuffered_python_loses_no_bytes(tmp_path: Path) -> None:
    command = f"ulimit -f 10; {' '.join(KG)} export turtle > {tmp_path / 'cut.ttl'}"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=environment, cwd=ROOT)
    assert (done.returncode, done.stderr) == (1, "Error: output: File too large\n")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ('CONSTRUCT { <x:s> <x:y> "a\\u001b[31mb" } {}', r'"a\u001B[31mb"'),
        ('SELECT ("a\\u001b]0;t\\u0007" AS ?x) {}', r"a\u001B]0;t\u0007"),
    ],
)
def test_no_text_drives_a_terminal(query: str, shown: str) -> None:
    result = CliRunner().invoke(cli, ["sparql", "-"], input=query)
    assert (result.exit_code, shown in result.stdout, "\033" in result.stdout) == (0, True, False)


def test_a_deleted_working_directory_is_named(tmp_path: Path) -> None:
    command = f"cd {tmp_path}; mkdir gone; cd gone; rmdir ../gone; {' '.join(KG)} show scs --data ."
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert (done.returncode, done.stderr) == (1, "Error: the working directory: No such file or directory\n")


def test_several_files_are_no_stream(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    result = run("export", "kgx", "-o", str(tmp_path / "out"))
    assert (result.exit_code, "is there already; kgx is 3 files" in result.stderr) == (1, True)


LONG = "x" * 5000


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        *(
            (["sparql", "-", "--timeout", value], 2, "Invalid value for '--timeout'")
            for value in ("nan", "1e400", "1e308")
        ),
        (["find", "pain", "--limit", "9" * 5000], 2, "Invalid value for '--limit'"),
        (["show", "\udcff"], 2, "'\\udcff' is not UTF-8"),
        *((["nodes", flag, "a\0b"], 2, "'a\\x00b' contains a NUL") for flag in ("--data", "--category")),
        (["export", "html", "--title", "\ud800"], 2, "'\\ud800' is not UTF-8"),
        (["ask", "techniques-by-target", "target=\udcff"], 2, "is not UTF-8"),
        *((["nodes", flag, LONG], 1, "") for flag in ("--data", "--category")),
        (["find", LONG], 0, "No nodes match"),
        (["export", LONG], 2, "Invalid value for 'FORMAT'"),
        ([LONG], 2, "no such command"),
        ([f"--{LONG}"], 2, "no such option"),
        (["sparql", LONG], 1, "File name too long"),
    ],
)
def test_a_value_that_nobody_can_mean_is_one_short_message(arguments: list[str], code: int, message: str) -> None:
    done = run(*arguments)
    assert done.exit_code == code, done.exception
    assert message in done.stderr
    assert len(done.stderr) < 1000


def test_a_limit_has_no_limit() -> None:
    for command in (["match", "?x treats ?y"], ["path", "scs", "chronic-pain"], ["find", "pain"]):
        assert good(*command, "--limit", "9" * 30)


@pytest.mark.parametrize(
    ("raised", "code", "message"),
    [
        (MemoryError(), 1, "Error: there is not enough memory for this; ask for less\n"),
        (RecursionError(), 1, "Error: something here is nested too deeply; flatten it\n"),
        (KeyboardInterrupt(), 130, "Error: interrupted\n"),
    ],
)
def test_what_ends_a_command_from_outside_is_one_line(
    raised: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("kg.loading.load", ended)
    done = run("nodes")
    assert (done.exit_code, done.stderr) == (code, message)


@pytest.mark.parametrize("form", ["", "--json", "--csv", "--markdown"])
@pytest.mark.parametrize("terminal", [False, True])
def test_no_locale_takes_a_character_from_what_a_program_reads(form: str, terminal: bool, tiny: Write) -> None:
    """Only on a terminal is a character replaced by a question mark."""
    data = str(tiny(claims=("Alpha acts on cells.", "α é 漢.")))
    command = [*KG, "claims", "--object", "cell", "--data", data, *form.split()]
    ours, theirs = os.openpty() if terminal else os.pipe()
    try:
        subprocess.run(command, stdout=theirs, env={**os.environ, "PYTHONIOENCODING": "cp437"}, check=True)
        shown = os.read(ours, 100_000)
    finally:
        os.close(theirs)
        os.close(ours)
    assert ("α é ?." if terminal and not form else "α é 漢.") in shown.decode(
        "utf-8" if form or not terminal else "cp437"
    )


def test_csv_cells_are_no_formulas(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """Wherever a spreadsheet would look for one; numbers, and all other texts, are as they were."""
    formulas = [
        "=1",
        "+1",
        "-1",
        "@a",
        " =1",
        "\n=1",
        "\t\u00a0\u200b-1",
        "\rx",
        "＝1",
        "\u3000＋1",
        "－1",
        "＠a",
        "﹦1",
        "\ufeff=1",
    ]
    others = ["", "a=1", " a", "'=1", "1-2", "α", "→ =1"]
    numbers = [-3.5, Decimal("-0.00000001"), 7]
    print_csv(["a"], [[cell] for cell in [*formulas, *others, *numbers]])
    printed = csv.reader(io.StringIO(capsysbinary.readouterr().out.decode("utf-8"), newline=""))
    assert [cell for (cell,) in printed][1:] == [f"'{text}" for text in formulas] + others + [
        "-3.5",
        "-0.00000001",
        "7",
    ]


def test_python_m_kg_is_kg() -> None:
    done = subprocess.run([*KG, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"kg, version {kg.__version__}\n"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("claims --tension any --tension major", "any is given next to another value; write it alone"),
        ("claims --hedge may --hedge none", "none is given next to another value; write it alone"),
        ("sources icliniq-2025 --kind article", "--kind chooses from the list of sources; omit it, or the name"),
        ("ask figures --show at_least=3", "--show prints the question, and asks nothing; omit the parameters"),
        ("ask --list figures", "--list lists every question; omit the name"),
        ("ask --list --show", "--list lists every question; omit --show"),
        ("claims --tensions --csv", "--tensions is for text; omit it, or --csv"),
        ("nodes --csv --json", "--csv and --json exclude each other; give one"),
        ("nodes --grounded --no-grounded", "--grounded/--no-grounded is given twice; give it once"),
        ("find pain --limit 1 --limit 2", "--limit is given twice; give it once"),
        ("--endpoint http://x --endpoint http://y nodes", "--endpoint is given twice; give it once"),
        ("show 187", "did you mean icliniq-2025-187?"),
    ],
)
def test_what_would_have_no_effect_is_told(line: str, message: str) -> None:
    done = CliRunner().invoke(cli, line.split())
    assert done.exit_code in (1, 2)
    assert message in done.output
