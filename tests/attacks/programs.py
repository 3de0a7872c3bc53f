"""What the jail runs: `kg`, and what only the library offers. A refusal is one message and exit code 1, as of `kg`."""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import kg
import kg.__main__


def refuse(error: kg.KgError) -> NoReturn:
    print(f"Error: {error}", file=sys.stderr)
    sys.exit(1)


kg_main = kg.__main__.main


def read() -> None:
    """Read an RDF file; what is accepted is written, read again, and the same."""
    path, schema = Path(sys.argv[1]), kg.load("data").schema
    try:
        graph = kg.read(path, schema=schema)
    except kg.KgError as error:
        refuse(error)
    for format, suffix in (("ntriples", ".nt"), ("jsonld", ".jsonld"), ("rdfxml", ".rdf"), ("turtle", ".ttl")):
        try:
            path = kg.write(graph, f"again{suffix}", format)
        except kg.ExportError:
            assert format == "rdfxml", "only XML has characters that it does not represent"
            continue
        again = kg.read(path, schema=graph.schema)  # A stranger's graph has one of its own.
        assert kg.dumps(again, "ntriples") == kg.dumps(graph, "ntriples"), f"{format} reads as another graph"
        Path(f"again{suffix}").unlink()
    print("accepted")


def make() -> None:
    """Make a record of fields given as JSON, and a graph of it beside the tiny one."""
    kind, fields = sys.argv[1], json.loads(sys.argv[2])
    try:
        record = revived({"kg": kind, **fields})
        tiny = kg.load("data")
        parts: dict[str, Any] = {name: [*getattr(tiny, name)()] for name in ("sources", "nodes", "claims", "tensions")}
        parts[f"{kind.lower()}s"].append(record)
        graph = kg.KnowledgeGraph(schema=tiny.schema, **parts)
        for format in ("turtle", "graphml", "html"):
            kg.dumps(graph, format)
    except kg.KgError as error:
        refuse(error)
    print("accepted")


def revived(value: Any) -> Any:
    """A value of JSON: a list is a tuple, {"kg": …} a record of that class, {"list": …} a list."""
    if isinstance(value, list):
        return tuple(map(revived, value))
    if not isinstance(value, dict):
        return value
    if "list" in value:
        return value["list"]
    fields = {key: revived(item) for key, item in value.items() if key != "kg"}
    return getattr(kg, value["kg"])(**fields) if "kg" in value else fields


def connect() -> None:
    """Connect to an endpoint, and ask it a little."""
    try:
        with kg.connect(sys.argv[1], timeout=0.5) as graph:
            print(len(graph.nodes()), graph["scs"].name, len(graph.claims(subject="scs")), len(graph.find("pain")))
            print(
                len(graph.paths("scs", "chronic-pain")),
                len(graph.match("?t:Technique targets ?x")),
                len(graph.tensions()),
            )
            print(
                len(graph.sparql("SELECT * { ?s ?p ?o } LIMIT 5")),
                graph.sparql("CONSTRUCT { ?s a ?o } { ?s a ?o } LIMIT 5"),
            )
    except kg.KgError as error:
        refuse(error)


def hasty() -> None:
    """Another program that waits for nothing long, such as before it asks again."""
    wait = time.sleep
    time.sleep = lambda seconds: wait(min(float(seconds), 0.02))
    del sys.argv[0]
    globals()[sys.argv[0]]()


def planted() -> None:
    """A fault, by which each oracle shows that it can fail."""
    fault = sys.argv[1]
    if fault == "crash":
        raise ValueError("planted")
    if fault == "hang":
        time.sleep(1000)
    if fault == "memory":
        print(len(b"x" * (1100 << 20)))
    if fault == "flood":
        print("\n".join(map(str, range(1000))), file=sys.stderr)
    if fault == "wide":
        print("x" * 10_000, file=sys.stderr)
    if fault == "code":
        sys.exit(7)
    if fault == "child" and os.fork() == 0:
        time.sleep(1000)
    if fault == "litter":
        Path("left").write_text("x")
    if fault == "json":
        print("{")
    if fault == "secret":
        print("s3cr3t")
    sys.exit(fault in ("flood", "wide", "silent"))
