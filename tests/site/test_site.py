"""The site is whole: what a page links to is there, nothing comes from elsewhere, and what is wrong is told by its place."""

import shutil
import subprocess
import sys
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from built_site import PACKAGES, build
from conftest import ROOT

import kg

pytestmark = [pytest.mark.checkout, pytest.mark.slow]


class Page(HTMLParser):
    """The addresses that a page links to and loads, and the anchors that it has."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.loaded: set[str] = set()
        self.anchors: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        self.loaded |= {found["src"]} if "src" in found else set()
        if tag == "link":
            self.loaded.add(found["href"])


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page that Sphinx made."""
    return {path: Page(path) for path in sorted(site.rglob("*.html")) if path.name != "neuromod-kg.html"}


def test_every_link_and_anchor_leads_somewhere(pages: dict[Path, Page]) -> None:
    assert len(pages) > 20
    lost = []
    for path, page in pages.items():
        for link in page.links | page.loaded:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https", "data", "mailto"):
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            there = target.is_file()
            if there and parts.fragment and target in pages:
                there = unquote(parts.fragment) in pages[target].anchors
            if not there:
                lost.append(f"{path.name}: {link}")
    assert lost == []


def test_nothing_is_loaded_from_another_host(pages: dict[Path, Page]) -> None:
    assert [(path.name, one) for path, page in pages.items() for one in page.loaded if urlsplit(one).netloc] == []


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    content = (site / "objects.inv").read_bytes()
    listed = zlib.decompress(content.split(b"zlib.\n", 1)[1]).decode()
    documented = {line.split()[0] for line in listed.splitlines()}
    methods = {f"KnowledgeGraph.{name}" for name in vars(kg.KnowledgeGraph) if not name.startswith("_")}
    assert {f"kg.{name}" for name in {*kg.__all__, *methods}} - documented == set()


def test_the_same_sources_give_the_same_bytes(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "1")
    done = build(tmp_path / "again")
    assert done.returncode == 0, done.stderr
    files = {path.relative_to(site) for path in site.rglob("*") if path.is_file()}
    again = {path.relative_to(tmp_path / "again") for path in (tmp_path / "again").rglob("*") if path.is_file()}
    assert files == again
    assert [str(name) for name in files if (site / name).read_bytes() != (tmp_path / "again" / name).read_bytes()] == []


FAULTS = {
    "docs/asking.md": ("# Asking the graph\n", "# Asking the graph\n\n[lost](nowhere.md)\n"),
    "README.md": ("# neuromod-kg\n", "# neuromod-kg\n\n[lost](docs/cli.md#nowhere)\n"),
    "docs/index.md": ("](page-light.png)", "](nowhere.png)"),
    "docs/conf.py": ("Command line <docs/cli>", "Command line <docs/nowhere>"),
    "docs/tutorial.ipynb": ("g.find(", "g.fnd("),
}
SAID = (
    "docs/asking.md:3: WARNING: 'myst' cross-reference target not found: 'nowhere.md'",
    "README.md:3: WARNING: local id not found in doc 'docs/cli': 'nowhere'",
    "docs/index.md:6: WARNING: image file not readable: docs/nowhere.png",
    "toctree contains reference to nonexisting document 'docs/nowhere'",
    "docs/tutorial.ipynb: WARNING: cell 7 fails: AttributeError:",
)


def test_what_is_broken_is_named_and_the_old_site_stays(tmp_path: Path) -> None:
    """With several faults at once: all of them are told."""
    for name in ("docs", "exports", "data"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("node_modules"))
    (tmp_path / "docs/query/node_modules").symlink_to(PACKAGES.resolve())
    for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "CITATION.cff", "codemeta.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    for name, (old, new) in FAULTS.items():
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site/old.html").touch()
    done = build(tmp_path / "site", tmp_path)
    assert done.returncode == 1
    assert [text for text in SAID if text not in done.stderr] == [], done.stderr
    assert str(tmp_path) not in done.stderr
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["old.html"]
    assert [path for path in tmp_path.iterdir() if path.name.endswith(".tmp")] == []


def test_other_versions_are_those_of_their_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports/README.md").write_text("# Exports", encoding="utf-8")
    committing = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "commit", "--quiet", "-m", "One"]
    for words in (["init", "--quiet"], ["add", "."], committing, ["tag", "v0.0.1"], ["tag", f"v{kg.__version__}"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    (tmp_path / "exports/README.md").unlink()
    code = "import build_site, sys; build_site.ROOT = build_site.Path(sys.argv[1])"
    code += "; print(build_site.stage_versions(build_site.ROOT / 'source'))"
    command = [sys.executable, "-c", code, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT / "docs", capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("['0.0.1']\n", "")
    assert "# Exports" in (tmp_path / "source/0.0.1/README.md").read_text(encoding="utf-8")


def test_a_missing_library_is_named_with_what_installs_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['furo'] = None; import build_site; sys.exit(build_site.main(build_site.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT / "docs", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "furo is missing: run make site, or pip install --group site\n")
