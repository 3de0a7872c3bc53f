"""What the shells complete."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete
from conftest import ROOT, Write

import kg
from kg.cli import cli

KG = [sys.executable, "-m", "kg"]


def complete(shell: type[ShellComplete], words: list[str], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(value, help) of each completion of the last word, as the shell's script gets them from kg."""
    monkeypatch.setenv("COMP_WORDS", " ".join(words))
    monkeypatch.setenv("COMP_CWORD", words[-1] if shell is FishComplete else str(len(words) - 1))
    printed = shell(cli, {}, "kg", "_KG_COMPLETE").complete().splitlines()
    if shell is BashComplete:  # type,value
        return [(line.partition(",")[2], "") for line in printed]
    if shell is FishComplete:  # type,value and, behind a tab, help
        return [(value, help) for value, _, help in (line.partition(",")[2].partition("\t") for line in printed)]
    return list(zip(printed[1::3], printed[2::3], strict=True))


@pytest.mark.parametrize("shell", [BashComplete, ZshComplete, FishComplete])
def test_shells_complete_node_ids(shell: type[ShellComplete], monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["dorsal-root-ganglion"]
    for words in (
        ["kg", "show", "dorsal-"],
        ["kg", "path", "dorsal-"],
        ["kg", "path", "scs", "dorsal-"],
        ["kg", "explain", "scs", "dorsal-"],
        ["kg", "compare", "scs", "dtm", "dorsal-"],
        ["kg", "claims", "--subject", "dorsal-"],
    ):
        found = complete(shell, words, monkeypatch)
        assert [value for value, _ in found] == wanted, words
        assert shell is BashComplete or found[0][1] == "dorsal root ganglion"
    assert [value for value, _ in complete(shell, ["kg", "pa"], monkeypatch)] == ["path"]


def test_completion_uses_the_data_named(tiny: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["kg", "show", "--data", str(tiny()), "al"]
    assert complete(ZshComplete, words, monkeypatch) == [("alpha", "alpha therapy")]
    assert complete(ZshComplete, ["kg", "show", "--data", "/nowhere", "al"], monkeypatch) == []


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("path a b --predicate target", ["targets", "targeted_by"]),
        ("show icliniq-2025-187", ["icliniq-2025-187"]),
        ("show tension-42", ["tension-42"]),
        ("show nmk:dorsal-", ["nmk:dorsal-root-ganglion"]),
        ("show UBERON:0000044", ["UBERON:0000044"]),
        ("claims --section ty", ["types"]),
        ("claims --section=ty", ["types"]),
        ("claims --certainty hed", ["hedged"]),
        ("claims --polarity d", ["denied"]),
        ("claims --source icl", ["icliniq-2025"]),
        ("claims --population pat", ["patient"]),
        ("tensions --kind an", ["anatomy"]),
        ("tensions --weight mi", ["minor"]),
        ("claims --tension ma", ["major"]),
        ("claims --tension an", ["anatomy"]),
        ("tensions --claim mesh-001", ["mesh-001"]),
        ("export tu", ["turtle", "turtle12"]),
        ("export html --section ty", ["types"]),
        ("nodes --category Te", ["Technique"]),
        ("vocabulary targ", ["targets", "targeted_by"]),
        ("sources me", ["mesh"]),
        ("ask techniques-by-t", ["techniques-by-target"]),
        ("ask techniques-by-target t", ["target="]),
        ("ask techniques-by-target target=dorsal", ["target=dorsal-root-ganglion"]),
        ("ask techniques-by-target target=scs", []),
        ("ask claims-by-modality modality=h", ["modality=hedged"]),
        ("ask nothing-of-the-kind t", []),
        ("--endpoint http://127.0.0.1:9 show sc", []),
    ],
)
def test_names_are_completed_wherever_one_is_typed(
    typed: str, wanted: list[str], monkeypatch: pytest.MonkeyPatch, graph: kg.KnowledgeGraph
) -> None:
    monkeypatch.setattr("kg.loading.load", lambda *_, **__: graph)
    found = [value for value, _ in complete(ZshComplete, ["kg", *typed.split()], monkeypatch)]
    assert [value.replace("\\:", ":") for value in found] == wanted


@pytest.mark.checkout
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_documents_tell_how_to_switch_it_on(shell: str) -> None:
    assert f"_KG_COMPLETE={shell}_source kg" in (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    environment = {**os.environ, "_KG_COMPLETE": f"{shell}_source"}
    done = subprocess.run(KG, env=environment, capture_output=True, text=True, check=True)
    assert f"_KG_COMPLETE={shell}_complete" in done.stdout


@pytest.mark.parametrize(
    ("words", "replies"),
    [
        ("kg path scs dorsal-", "dorsal-root-ganglion"),
        ("kg show nmk : dorsal-", "dorsal-root-ganglion"),
        ("kg show nmk:dorsal-", "nmk:dorsal-root-ganglion"),  # where COMP_WORDBREAKS has no colon
        ("kg ask techniques-by-target target = dorsal-", "dorsal-root-ganglion"),
        ("kg ask claims-by-modality modality =", "asserted reported hedged"),
        ("kg claims --section = ty", "types"),
        ("kg --endpoint http : //x:1/q sho", "show"),
    ],
)
def test_completion_in_bash_itself(words: str, replies: str, tmp_path: Path) -> None:
    """Which gives a word with `:` or `=` in parts, and replaces only the last."""
    kg_command = tmp_path / "kg"
    kg_command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kg "$@"\n', encoding="utf-8")
    kg_command.chmod(0o755)
    line = (
        f'eval "$(_KG_COMPLETE=bash_source kg)"; COMP_WORDS=({words}); COMP_CWORD={len(words.split()) - 1}; '
        '_kg_completion kg; echo "${COMPREPLY[@]}"'
    )
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == f"{replies}\n"
