"""Builds the site: `python docs/build_site.py [FOLDER]`, by default into site/.

The site has the paths of the repository: docs/asking.md becomes docs/asking.html, and exports/ is copied. So one relative link
works on a forge, in the site, and in the site opened from disk. Only docs/index.md moves up, to be the first page. Records have
pages at the paths of their IRIs (docs/records.py), and exports/ is there once more under its version; other versions are as their
tags have them.
The folder is replaced when the whole site is there; a broken link, anchor or picture leaves it as it was.
"""

import re
import shutil
import subprocess
import sys
from contextlib import redirect_stderr
from importlib import import_module
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import build_query
from pyoxigraph import RdfFormat, parse, serialize

import kg
from kg.formats.rdf.nquads import canonical

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md")
FILES = (*PAGES, "LICENSE", "CITATION.cff", "codemeta.json", "data/LICENSE")
FOLDERS = ("docs", "exports")
DESCRIBED = {"dataset": ["dataset"], "vocab": ["ontology"], "shapes": ["shapes", "shapes-sparql"]}
"""What is described as a whole: the end of its IRI, and the exports in Turtle that describe it."""
NEEDED = ("sphinx", "furo", "myst_parser")
NO_PAGES = shutil.ignore_patterns("*.py", "__pycache__", "node_modules", "query", "static", "templates", "w3id")


def main(folder: Path) -> int:
    """Build the site into `folder`. Gives 0, or 1 after saying what is wrong."""
    for name in NEEDED:
        try:
            import_module(name)
        except ImportError:
            print(f"{name} is missing: run make site, or pip install --group site", file=sys.stderr)
            return 1
    if not build_query.ESBUILD.exists():
        print(build_query.MISSING, file=sys.stderr)
        return 1
    with TemporaryDirectory(dir=folder.parent, prefix=".site.", suffix=".tmp") as temporary:
        source, built = Path(temporary) / "source", Path(temporary) / "site"
        stage(source)
        versions = stage_versions(source)
        if not sphinx(source, built):
            return 1
        for name in ("exports", *versions):
            shutil.copytree(source / name, built / name, ignore=shutil.ignore_patterns("*.md"), dirs_exist_ok=True)
            describe(built / name)
        shutil.copytree(built / "exports", built / kg.__version__)
        build_query.build(built)
        (built / ".buildinfo").unlink()
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        built.rename(folder)
    return 0


def describe(exports: Path) -> None:
    """Write what describes the dataset, its vocabulary and its shapes in each syntax to which docs/w3id/.htaccess leads."""
    for name, parts in DESCRIBED.items():
        written = b"".join((exports / f"neuromod-kg.{part}.ttl").read_bytes() for part in parts)
        triples = canonical(written)
        (exports / f"{name}.ttl").write_bytes(written)
        (exports / f"{name}.nt").write_bytes(triples)
        for suffix, syntax in ((".jsonld", RdfFormat.JSON_LD), (".rdf", RdfFormat.RDF_XML)):
            serialize(parse(triples, RdfFormat.N_TRIPLES), exports / f"{name}{suffix}", format=syntax)


def stage(source: Path) -> None:
    """Put what the site is made from into a folder, each file where the repository has it."""
    for name in FOLDERS:
        shutil.copytree(ROOT / name, source / name, ignore=NO_PAGES)
    for name in FILES:
        (source / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, source / name)
    first = (source / "docs/index.md").read_text(encoding="utf-8")
    (source / "docs/index.md").unlink()
    text = re.sub(r"\]\((?!#|https?:)", "](docs/", first).replace("](docs/../", "](")
    (source / "index.md").write_text(text, encoding="utf-8")


def stage_versions(source: Path) -> list[str]:
    """Put the exports of every other version that has a tag into a folder of its name; give these names."""
    if not (ROOT / ".git").exists():
        return []
    tags = _git("tag", "--list", "v[0-9]*").decode().split()
    versions = [tag.removeprefix("v") for tag in tags if tag != f"v{kg.__version__}"]
    for version in versions:
        ZipFile(BytesIO(_git("archive", "--format=zip", f"v{version}:exports"))).extractall(source / version)
        readme = source / version / "README.md"
        text = readme.read_text(encoding="utf-8")
        readme.write_text(f"---\norphan: true\nnosearch: true\n---\n\n{text}", encoding="utf-8")
    return versions


def _git(*words: str) -> bytes:
    return subprocess.run(["git", "-C", ROOT, *words], stdout=subprocess.PIPE, check=True).stdout


def sphinx(source: Path, built: Path) -> bool:
    """Run Sphinx; say what it finds wrong, by the names that files have in the repository."""
    from sphinx.cmd.build import main as build

    options = ["-W", "-E", "--no-color", "-c", str(DOCS), "-d", str(source.parent / "doctrees")]
    options += [] if sys.stdout.isatty() else ["-q"]
    with redirect_stderr(StringIO()) as said:
        status = build([*options, str(source), str(built)])
    text = said.getvalue().replace(f"{source}/index.md", "docs/index.md")
    print(text.replace(f"{source}/", "").replace(f"{ROOT}/", ""), end="", file=sys.stderr)
    return status == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "site"))
