"""What documents and docstrings show is what is printed today: `make docs` rewrites what is not.

Output is known by its looks: it follows a `>>>` example, or a `$ kg …` line in a console block, or it is a table with a header
of TABLES. docs/vocabulary.md is written whole.
"""

import ast
import doctest
import importlib
import os
import pkgutil
import re
import shlex
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import chdir, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from click.testing import CliRunner

import kg
from kg.cli import cli
from kg.formats.about.vocabulary import page
from kg.loading import stats

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = ROOT / "docs/vocabulary.md"
TABLES: dict[str, Callable[[], Iterable[tuple[str, ...]]]] = {"| group | what | value |": stats}
"""The header of a table in Markdown → what gives its rows."""
SCENES = {ROOT / "docs/add-an-article.md": ROOT / "docs/invented"}
"""Documents whose commands run in a folder of their own, with where files come from: a comment `<!-- now: NAME -->` puts those of the
folder of that name there."""
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1"}
"""The environment in which commands are shown."""


def modules() -> dict[Path, str]:
    """The file of each module of kg, with its name."""
    names = ["kg", *(name for _, name, _ in pkgutil.walk_packages(kg.__path__, "kg.") if name != "kg.__main__")]
    return {Path(str(importlib.import_module(name).__file__)): name for name in names}


def with_output() -> list[Path]:
    """Every document and every module that shows output, in order."""
    signs = (">>> ", "\n$ kg ", *TABLES)
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "data/README.md", *modules()]
    texts = {path: path.read_text(encoding="utf-8") for path in files if path.is_file()}
    return sorted(path for path, text in texts.items() if path == VOCABULARY or any(sign in text for sign in signs))


def rewritten(path: Path) -> str:
    """The text of a document or a module with the output that is printed now.

    An example or a command that fails where no failure is shown is an error: doctest.UnexpectedException or ValueError.
    """
    text = path.read_text(encoding="utf-8")
    if path == VOCABULARY:
        return page(kg.load())
    if path.suffix == ".py":
        return _with_examples(text, _docstrings(path, text))
    # A line that opens or closes a block is no output.
    unfenced = re.sub(r"(?m)^```.*$", "", text)
    text = _with_examples(text, [doctest.DocTestParser().get_doctest(unfenced, {}, path.name, str(path), 0)])
    with TemporaryDirectory() as place, chdir(place) if path in SCENES else nullcontext():
        text = re.sub(
            r"(?ms)^```console\n.*?^```|^<!-- now: \w+ -->$", lambda block: _with_answers(path, block[0]), text
        )
    for header, rows in TABLES.items():
        if header in text:
            table = _table(header, rows()).replace("\\", r"\\")
            text = re.sub(rf"(?m)^{re.escape(header)}\n(\|.*\n)+", table, text)
    return text


class _Runner(doctest.DocTestRunner):
    """Runs examples; where they print what is not shown, keeps the lines to be replaced (from 0, end excluded) and the output."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self.changes: list[tuple[int, int, str]] = []

    def report_failure(self, out: object, test: doctest.DocTest, example: doctest.Example, got: str) -> None:
        start = (test.lineno or 0) + example.lineno + example.source.count("\n")
        _, traceback, after = got.rpartition("Traceback (most recent call last):\n")
        output = traceback + re.sub(r"^( .*\n)+", "    ...\n", after) if traceback else after
        lines = (f"{' ' * example.indent}{line or '<BLANKLINE>'}\n" for line in output.split("\n")[:-1])
        self.changes.append((start, start + example.want.count("\n"), "".join(lines)))

    def report_unexpected_exception(
        self,
        out: object,
        test: doctest.DocTest,
        example: doctest.Example,
        exc_info: tuple[type[BaseException], BaseException, TracebackType],
    ) -> None:
        raise doctest.UnexpectedException(test, example, exc_info) from exc_info[1]


def _with_examples(text: str, tests: Iterable[doctest.DocTest]) -> str:
    runner = _Runner()
    for test in tests:
        runner.run(test)
    lines = text.splitlines(keepends=True)
    for start, end, output in sorted(runner.changes, reverse=True):
        lines[start:end] = [output]
    return "".join(lines)


def _docstrings(path: Path, text: str) -> Iterator[doctest.DocTest]:
    names = vars(importlib.import_module(modules()[path]))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (
            docstring := ast.get_docstring(node, clean=False)
        ):
            line = node.body[0].lineno - 1
            yield doctest.DocTestParser().get_doctest(docstring, dict(names), path.name, str(path), line)


def _with_answers(path: Path, block: str) -> str:
    """A console block with what its commands print; a comment that puts files there, once they are."""
    if block.startswith("<!--"):
        shutil.copytree(SCENES[path] / block.split()[2], ".", dirs_exist_ok=True)
        return block

    def answered(shown: re.Match[str]) -> str:
        command, output = shown.groups()
        result = CliRunner().invoke(cli, shlex.split(command))
        if result.exit_code and not re.search(r"Error|^[0-9]+ problems?$", output, re.MULTILINE):
            raise ValueError(f"{path.name}: kg {command} fails: {result.output}")
        return f"$ kg {command}\n{result.output}"

    return re.sub(r"(?m)^\$ kg (.*)\n((?:(?!\$ |```).*\n)*)", answered, block)


def _table(header: str, rows: Iterable[tuple[str, ...]]) -> str:
    ruler = "|---" * (header.count("|") - 1) + "|"
    return "\n".join([header, ruler, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def main() -> None:
    """Rewrite what is no longer so, and say where."""
    os.environ.update(TERMINAL)
    os.chdir(ROOT)
    for path in with_output():
        text = rewritten(path)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
