"""What several tests share: the packaged graph, a tiny data folder, and tools that may be missing."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import partial, partialmethod
from inspect import signature
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pytest
from click.testing import CliRunner, Result
from documents import TERMINAL
from hypothesis import settings
from made_up_evidence import write_evidence

import kg
from kg.new_source import begin

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent

if "mix_stderr" in signature(CliRunner).parameters:  # Before 8.2 click has no output that shows the two streams as one.
    CliRunner.__init__ = partialmethod(CliRunner.__init__, mix_stderr=False)  # type: ignore[assignment, method-assign]
    Result.output = property(lambda result: result.stdout + result.stderr)  # type: ignore[assignment, method-assign]

settings.register_profile("kg", deadline=None)  # How long an example takes depends on what else the machine does.
settings.load_profile("kg")

pytest_plugins = ["apache", "agent", "built_site", "jena", "page_browser", "triple_stores", "sql_engines"]

SCHEMA = """\
[dataset]
id = "tiny"
title = "Tiny"
description = "A tiny graph."
version = "1"
date = "2026-01-31"
licence = "CC0-1.0"
licence_url = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "nobody"
language = "en"
base_iri = "https://example.org/tiny"

[prefixes]
nmv = "https://example.org/tiny/vocab#"
nmk = "https://example.org/tiny/entity/"
nmc = "https://example.org/tiny/claim/"
nms = "https://example.org/tiny/source/"
UBERON = "http://purl.obolibrary.org/obo/UBERON_"
biolink = "https://w3id.org/biolink/vocab/"
cito = "http://purl.org/spar/cito/"
semapv = "https://w3id.org/semapv/vocab/"
dcterms = "http://purl.org/dc/terms/"
owl = "http://www.w3.org/2002/07/owl#"
prov = "http://www.w3.org/ns/prov#"
rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
rdfs = "http://www.w3.org/2000/01/rdf-schema#"
schema = "https://schema.org/"
skos = "http://www.w3.org/2004/02/skos/core#"
sssom = "https://w3id.org/sssom/"
xsd = "http://www.w3.org/2001/XMLSchema#"

[categories.Technique]
label = "technique"
plural = "techniques"
definition = "A method."
colour = "#0072B2"
shape = "square"
mapping = ["closeMatch", "biolink:Treatment"]

[categories.Target]
label = "target"
plural = "targets"
definition = "Nervous tissue."
colour = "#009E73"
shape = "dot"

[predicates.targets]
label = "targets"
inverse = "targeted_by"
inverse_label = "is targeted by"
definition = "Acts on."
domain = ["Technique"]
range = ["Target"]

[predicates.differs_from]
label = "differs from"
symmetric = true
definition = "Is unlike."

[modalities.asserted]
label = "asserted"
definition = "As fact."

[modalities.hedged]
label = "hedged"
definition = "As possible."
words = ["may", "can"]

[polarities.affirmed]
label = "affirmed"
definition = "It is so."

[polarities.denied]
label = "denied"
definition = "It is not so."

[tensions.contradiction]
label = "contradiction"
definition = "Both cannot hold."
"""

TABLES = {
    "sources.tsv": """\
id	kind	title	author	reviewer	publisher	published	reviewed	url	licence	note
one	article	An Article				2026-01-02				
""",
    "sections.tsv": """\
source	id	title	sentences
one	first	First	1|2
one	last	Last	1
""",
    "nodes.tsv": """\
id	category	name	synonyms	abbreviations	definition	ungrounded	note
alpha	Technique	alpha therapy	the alpha	AT	A technique.	made up	
beta	Technique	beta therapy			Another technique.	made up	
cell	Target	cell			A cell.		
""",
    "claims/one.tsv": """\
id	subject	predicate	object	statement	polarity	modality	hedge	quantity	population	comparator	aspect	context	section	paragraph	inferred	note
one-001	alpha	targets	cell	Alpha acts on cells.	affirmed	asserted							first	1		
one-002	beta	targets	cell	Beta may act on cells.	affirmed	hedged	may	>80 % of cells				nmk:alpha	first	2		
one-003	beta	targets	cell	Beta does not act on cells.	denied	asserted							last	1		
one-004	alpha	differs_from	beta	Alpha and beta are unlike.	affirmed	asserted					place of action		last	1		
""",
    "mappings.sssom.tsv": """\
#curie_map:
#  UBERON: http://purl.obolibrary.org/obo/UBERON_
#  nmk: https://example.org/tiny/entity/
#  semapv: https://w3id.org/semapv/vocab/
#  skos: http://www.w3.org/2004/02/skos/core#
#mapping_set_id: https://example.org/tiny/mappings
#mapping_set_version: 1
#mapping_set_title: tiny mappings to public vocabularies
#license: https://creativecommons.org/publicdomain/zero/1.0/
#publication_date: '2026-01-31'
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification	comment
nmk:cell	cell	skos:closeMatch	UBERON:0000044	dorsal root ganglion	semapv:ManualMappingCuration	read in a file
""",
    "tensions.tsv": """\
id	claims	against	kind	weight	why
tension-01	one-002	one-003	contradiction	major	Beta may act, and does not.
""",
    "coverage.tsv": """\
source	section	paragraph	sentence	claims	reason
one	first	1	1	one-001	
one	first	2	1	one-002	
one	first	2	2		Says nothing.
one	last	1	1	one-003|one-004	
""",
}

OTHER = {
    "schema.toml": SCHEMA.replace("tiny", "other").replace("Tiny", "Other"),
    "sources.tsv": """\
id	kind	title	author	reviewer	publisher	published	reviewed	url	licence	note
two	article	Another Article				2026-03				
""",
    "sections.tsv": """\
source	id	title	sentences
two	all	All	3
""",
    "nodes.tsv": """\
id	category	name	synonyms	abbreviations	definition	ungrounded	note
alpha	Technique	alpha therapy	alpha treatment		A technique.		said twice
gamma	Target	gamma fibre			A fibre.	made up	
""",
    "claims/two.tsv": """\
id	subject	predicate	object	statement	polarity	modality	hedge	quantity	population	comparator	aspect	context	section	paragraph	inferred	note
two-001	alpha	targets	cell	Alpha may act on cells.	affirmed	hedged	may						all	1		
two-002	beta	targets	cell	Beta acts on cells.	affirmed	asserted							all	1		
two-003	alpha	targets	gamma	Alpha acts on fibres.	affirmed	asserted							all	1		
""",
    "mappings.sssom.tsv": """\
subject_id	subject_label	predicate_id	object_id	object_label	mapping_justification	comment
nmk:alpha	alpha therapy	skos:exactMatch	UBERON:0000001	made up	semapv:ManualMappingCuration	nowhere
""",
    "coverage.tsv": """\
source	section	paragraph	sentence	claims	reason
two	all	1	1	two-001	
two	all	1	2	two-002	
two	all	1	3	two-003	
""",
}
"""A folder that uses nodes of the tiny one; its schema is the same but for name and address."""

Write = Callable[..., Path]
Other = Callable[..., Path]


@pytest.fixture(scope="session")
def graph() -> kg.KnowledgeGraph:
    return kg.load()


@pytest.fixture(scope="session")
def article(graph: kg.KnowledgeGraph) -> kg.KnowledgeGraph:
    """The packaged graph without the claims of other articles: what tests say of the first one holds whatever is added."""
    chosen = {"nms:icliniq-2025"}
    return kg.KnowledgeGraph(
        schema=graph.schema,
        sources=graph.sources(),
        nodes=graph.nodes(),
        claims=[claim for claim in graph.claims() if claim.source in chosen],
    )


@pytest.fixture
def tiny(tmp_path: Path) -> Write:
    """Writes a sound data folder of four claims and returns it; keywords `nodes=` … replace text in that table."""

    def write(**replace: tuple[str, str]) -> Path:
        folder = tmp_path / "data"
        (folder / "claims").mkdir(parents=True, exist_ok=True)
        for name, content in {"schema.toml": SCHEMA, **TABLES}.items():
            key = Path(name).name.split(".")[0] if not name.startswith("claims/") else "claims"
            old, new = replace.get(key, ("", ""))
            assert old in content, f"{old!r} is not in {name}"
            (folder / name).write_text(content.replace(old, new, 1) if old else content, encoding="utf-8", newline="\n")
        return folder

    return write


@pytest.fixture
def other(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder that uses nodes of the tiny one; keywords replace text in a table, as with `tiny`."""

    def write(at: str = "other", **replace: tuple[str, str]) -> Path:
        for name, content in OTHER.items():
            path = tmp_path / at / name
            path.parent.mkdir(parents=True, exist_ok=True)
            old, new = replace.get(path.parent.name if "/" in name else name.split(".")[0], ("", ""))
            assert old in content, f"{old!r} is not in {name}"
            path.write_text(content.replace(old, new, 1) if old else content, encoding="utf-8", newline="\n")
        return tmp_path / at

    return write


@pytest.fixture
def evident(tmp_path: Path) -> Callable[..., Path]:
    """Writes the packaged data with made-up evidence and returns the folder; keywords replace the rows of a table."""
    return partial(write_evidence, tmp_path / "data")


def invented(folder: Path) -> Path:
    """A data folder with the invented article, which uses nodes of the packaged graph: begun, and then filled, as users do."""
    begin(folder, "invented-2026", text=ROOT / "docs/invented/text/article.txt")
    shutil.copytree(ROOT / "docs/invented/tables/my-data", folder, dirs_exist_ok=True)
    return folder


def refused(path: Path, content: bytes | str, **options: Any) -> str:
    """What `kg.read` says of a file with this content."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    with pytest.raises(kg.DataError) as caught:
        kg.read(path, **options)
    return str(caught.value)


def awaited(run: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What a coroutine function gives, in a thread of its own: Playwright leaves a loop running in that of the tests."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def missing(message: str) -> NoReturn:
    """Skip for want of a tool, or fail under KG_REQUIRE_ALL=1."""
    if os.environ.get("KG_REQUIRE_ALL") == "1":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def require() -> Callable[[str, str], str]:
    """Finds a program; where it is missing, skips with the line that installs it, or fails under KG_REQUIRE_ALL=1."""

    def find(program: str, install: str) -> str:
        path = shutil.which(program)
        if path is None:
            missing(f"{program} is missing; install it with: {install}")
        return path

    return find


@pytest.fixture(scope="session")
def node(require: Callable[[str, str], str]) -> Callable[..., str]:
    """Runs a script of tests/node with arguments and standard input, and returns what it prints."""
    folder = ROOT / "tests" / "node"
    install = "npm install --no-package-lock --prefix tests/node"
    program = require("node", f"apt-get install nodejs npm; {install}")
    if not (folder / "node_modules").is_dir():
        missing(f"the packages of tests/node are missing; install them with: {install}")

    def run(script: str, *arguments: str, given: str) -> str:
        command = [program, str(folder / script), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The width that documented output was made with, and no colour."""
    for name, value in TERMINAL.items():
        monkeypatch.setenv(name, value)
