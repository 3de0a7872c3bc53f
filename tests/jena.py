"""Apache Jena as Debian packages it, whose jars are not on any class path: run one of its programs, or one of ours with it."""

import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import missing

JARS = Path("/usr/share/java")
NAMES = (
    *(f"jena-{name}" for name in ("arq", "base", "cmds", "core", "iri", "shacl", "shex", "tdb", "tdb2")),
    *(f"jena-dboe-{name}" for name in ("base", "index", "storage", "trans-data", "transaction")),
    *("commons-compress", "commons-csv", "commons-io", "commons-lang3", "guava", "jakarta.json-api", "jsonld-java"),
    *("slf4j-api", "slf4j-simple", "thrift-0.16.0", "titanium-json-ld"),
)
INSTALL = "apt-get install default-jdk-headless libapache-jena-java libthrift-java"
XERCES = "org/apache/jena/ext/"
"""Debian moved the classes of Xerces out of this package, and left the texts of their messages there."""

Run = Callable[..., str]


@pytest.fixture(scope="session")
def jena(tmp_path_factory: pytest.TempPathFactory, require: Callable[[str, str], str]) -> Run:
    """Runs a class of Jena, or a file of Java, with arguments, and returns what it prints, errors too."""
    java = require("java", INSTALL)
    require("javac", INSTALL)
    jars = [JARS / f"{name}.jar" for name in NAMES]
    if absent := [jar.name for jar in jars if not jar.is_file()]:
        missing(f"Jena is missing ({', '.join(absent)}); install it with: {INSTALL}")
    folder = tmp_path_factory.mktemp("jena")
    with zipfile.ZipFile(JARS / "jena-core.jar") as core:
        for name in core.namelist():
            if name.startswith(f"{XERCES}xerces/") and name.endswith(".properties"):
                place = folder / name.removeprefix(XERCES)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(core.read(name))
    path = os.pathsep.join(map(str, [folder, *jars]))

    def run(program: str | Path, *arguments: str | Path) -> str:
        command = [java, "-Xmx1500M", "-cp", path, str(program), *map(str, arguments)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout

    return run
