"""Command lines that are wrong, hostile or unusual: every command and option, with values that nobody means."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import click

from attacks import Chance
from attacks.tables import CELLS, ODD
from kg.cli import cli

PATHS = [
    "", ".", "..", "/", "/dev/null", "/dev/zero", "/dev/full", "/proc/self/mem", "/proc/1/x", "folder", "fifo", "loop", "nowhere", "a\0b", "a\nb", "a\udcffb", "~/x.ttl", "~nobody/x",
    "n" * 300, "n" * 5000, "d/" * 1000 + "x", "x.ttl/y", "-", "--", "C:\\x", "CON", "x\u202ey", "*", "data/nodes.tsv", "data", "gone/gone/x.nt", "x.odd", "zero",
]  # fmt: skip
NUMBERS = [
    "", " ", "0", "-1", "1", "1.5", "1e400", "-1e400", "1e308", "1e-320", "nan", "inf", "-inf", "infinity", "9" * 30, "9" * 400, "9" * 5000, str(2**31), str(2**63), str(2**63 - 1),
    str(2**64), "0x10", "1_0", "\u0661", "\uff11", "1,5", "one", "+1", "--", "1e1000000000", "\u00bd", "0.0000001",
]  # fmt: skip
NAMES = [
    "", " ", "-", "--", "x", "alpha", "ALPHA", "alpha therapy", "nmk:alpha", "nmk:", ":", "nmk", "nmc:one-001", "one-001", "one", "nms:one", "first", "Technique", "technique", "targets",
    "targeted_by", "hedged", "affirmed", "contradiction", "a\0b", "a\nb", "\udcff", "\ud800", "\x1b[31mx", "x" * 300, "x" * 100_000, "é" * 5000, "a\u0301" * 30_000, "%s", "{}", "?x", "?", "?x ? ?y",
    "?x:Technique targets ?x", "? ? ?", '"', '"a', "'", "?x targets", "?x targets ?y ?z", "\\", "http://example.org/", "https://example.org/tiny/entity/alpha", "<x>", "a b c", "*", "#", "=", "=1", "x=", "/", "*" * 50,
    *ODD[::4], *CELLS[::6],
]  # fmt: skip
ADDRESSES = [
    "", " ", "x", "http://", "http:///", "https://", "ftp://127.0.0.1/", "file:///etc/passwd", "http://127.0.0.1:9/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://127.0.0.1:x/", "http://127.0.0.1:/",
    "http://[::1", "http://[::1]:9/", "http://[x]/", "http://u:s3cr3t-w0rd@127.0.0.1:9/", "http://127.0.0.1:9/\u00e9", "http://127.0.0.1:9/a b", "http://127.0.0.1:9/\n", "http://127.0.0.1:9/%", f"http://127.0.0.1:9/{'x' * 70_000}",
    f"http://{'x' * 300}/", "http://127.0.0.1:9#x", "http://127.0.0.1:9?query=x", "HTTP://127.0.0.1:9/", "http:/127.0.0.1:9/", "//127.0.0.1:9/", "javascript:x", "http://\0/", "http://..:9/", "http://-/", "http://127.0.0.1:9/\udcff",
    "http://user@127.0.0.1:9/", "unix:/x", "http://127.1:9/", "http://0x7f000001:9/", "http://127.0.0.1:0/", "localhost:9/",
]  # fmt: skip
QUERIES = [
    "", "\0", "\ufeffASK {}", "ASK {}", "SELECT", "(" * 5000, f"ASK {{ FILTER({'(' * 5000}1{')' * 5000}) }}", f"SELECT * {{ {'{' * 5000}{'}' * 5000} }}", f"ASK {{ FILTER({'!' * 50_000}true) }}",
    f"SELECT * {{ VALUES ?x {{ {'1 ' * 300_000} }} }}", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }",
    "SELECT (GROUP_CONCAT(?z) AS ?y) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . BIND(CONCAT(STR(?a), STR(?d), STR(?g)) AS ?z) }", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * { SERVICE SILENT ?x { ?s ?p ?o } }",
    "INSERT DATA { <x:a> <x:b> <x:c> }", "LOAD <file:///etc/passwd>", "CLEAR ALL", "SELECT * FROM <http://127.0.0.1:9/> {}", "SELECT * { GRAPH ?g { ?s ?p ?o } }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "DESCRIBE <x:nothing>",
    "SELECT (1/0 AS ?x) {}", "SELECT (xsd:integer('x') AS ?x) {}", "SELECT ('2025-02-30'^^xsd:date AS ?x) {}", f"SELECT ({'9' * 5000} AS ?x) {{}}", f"SELECT ('{'9' * 5000}'^^xsd:decimal AS ?x) {{}}", "SELECT ('<b>'^^rdf:HTML AS ?x) {}",
    "SELECT ('x'^^rdf:XMLLiteral AS ?x) {}", "SELECT ('1e400'^^xsd:double AS ?x) {}", "SELECT ('99999-01-01'^^xsd:date AS ?x) {}", "SELECT ('P1Y'^^xsd:duration AS ?x) {}", "SELECT (<<( <x:a> <x:b> <x:c> )>> AS ?x) {}", "SELECT ('x'@en--ltr AS ?x) {}",
    "SELECT (BNODE() AS ?x) {}", "SELECT ('\\u0000' AS ?x) {}", "SELECT ('\\uFFFE' AS ?x) {}", "SELECT ('\\uD800' AS ?x) {}", "SELECT ('a\\tb\\nc\\rd' AS ?x) {}", "SELECT ('=1+1' AS ?x) {}", "SELECT (REGEX('" + "a" * 30 + "', '(a+)+$') AS ?x) {}",
    f"SELECT (REGEX('x', '{'(' * 3000}') AS ?x) {{}}", "SELECT (REPLACE('x', '', 'y') AS ?x) {}", "SELECT ?x ?x {}", "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999", "SELECT * { ?s ?p ?o } OFFSET -1", "PREFIX nmv: <x> ASK {}",
    "BASE <http://[> ASK { <x> <y> <z> }", "ASK { ?s " + "/".join(["<x:a>"] * 5000) + " ?o }", f"ASK {{ ?s {'(' * 5000}<x:a>{')*' * 5000} ?o }}", "SELECT * { " + "?s ?p ?o . " * 20_000 + "}", "SELECT " + " ".join(f"?v{n}" for n in range(20_000)) + " {}",
    f"# {'x' * 10**6}\nASK {{}}", f"SELECT ('{'x' * 10**6}' AS ?x) {{}}", "SELECT * { BIND(UUID() AS ?x) BIND(RAND() AS ?y) BIND(NOW() AS ?z) }", "SELECT ?ünïcode { BIND(1 AS ?ünïcode) }", "select*where{?s?p?o}limit 1", "ASK { ?s ?p ?o } # \udcff",
]  # fmt: skip
ENVIRONMENTS = [
    {"NO_PROXY": "[::1]"}, {"NO_PROXY": "fe80::/10,::1"}, {"HTTP_PROXY": ":::"}, {"HTTP_PROXY": "socks5://127.0.0.1:9"}, {"ALL_PROXY": "http://[x"}, {"ALL_PROXY": "junk://x"}, {"HTTPS_PROXY": "x y"}, {"http_proxy": "http://127.0.0.1:99999"},
    {"SSL_CERT_FILE": "/nowhere"}, {"SSL_CERT_FILE": "data/nodes.tsv"}, {"SSL_CERT_DIR": "\n"}, {"KG_TOKEN": "a b"}, {"KG_TOKEN": "é"}, {"KG_USER": "a:b", "KG_PASSWORD": "x"}, {"KG_USER": "é"}, {"NO_COLOR": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "9" * 30},
    {"COLUMNS": "x"}, {"HOME": "/nowhere"}, {"TMPDIR": "/nowhere"}, {"PYTHONWARNINGS": "error"}, {"PYTHONIOENCODING": "ascii"}, {"LANG": "C"}, {"TERM": "dumb"}, {"NETRC": "data/nodes.tsv"}, {"PATH": ""}, {"PYTHONHASHSEED": "7"},
]  # fmt: skip
STREAMS = [
    "<&-", ">&-", "2>&-", "<&- >&- 2>&-", ">/dev/full", "2>/dev/full", ">/dev/full 2>&1", "</dev/full", "| head -c 1", "| true", "2>&1 | true",
    "< /dev/zero",
]  # fmt: skip
RIGHT = {
    "find": ["alpha"], "show": ["alpha"], "path": ["alpha", "cell"], "explain": ["alpha", "cell"], "compare": ["alpha", "beta"], "match": ["?x targets ?y"], "sparql": ["query.rq"], "ask": ["targets"],
    "diff": ["data", "data"], "export": ["turtle"], "push": ["http://127.0.0.1:9/"], "vocabulary": [], "sources": [], "new-source": ["two", "--title", "T"],
}  # fmt: skip
"""Arguments of commands that need some, or take one."""

COMMANDS = sorted(name for name in cli.list_commands(click.Context(cli)) if name != "serve")
WRITERS = {"build", "export", "format", "layout", "new-source"}


class Line(NamedTuple):
    """A command line: its arguments, standard input, further environment, redirections, and when Ctrl-C is pressed."""

    arguments: list[str]
    given: bytes = b""
    environment: Mapping[str, str] = MappingProxyType({})
    streams: str = ""
    interrupt: float = 0.0


def parameters(name: str) -> list[click.Parameter]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return [one for one in command.params if one.name != "help"]


def hostile(rng: Chance, one: click.Parameter) -> str:
    if isinstance(one.type, click.Path):
        found = rng.choice(PATHS)
        # As root, nothing would keep an export from being written there.
        return "" if found in ("/", "..") and one.name in ("out", "output", "store") else found
    if isinstance(one.type, (click.IntRange, click.FloatRange)):
        return rng.choice(NUMBERS)
    if one.name in ("endpoint", "update", "graph_store"):
        return rng.choice(ADDRESSES)
    return rng.choice([*NAMES, rng.choice(ADDRESSES)] if one.name in ("base_iri", "graph_iri") else NAMES)


def option(rng: Chance, one: click.Parameter, value: str) -> list[str]:
    if not isinstance(one, click.Option):
        return [value]
    if one.is_flag or one.flag_value not in (None, ""):
        return [rng.choice(one.opts)]
    return [rng.choice(one.opts), value] if rng.random() < 0.7 else [f"{max(one.opts, key=len)}={value}"]


def with_data(name: str, arguments: list[str]) -> list[str]:
    """A command over the tiny graph, where nothing else was asked for."""
    folder = [] if any(part.startswith(("--data", "--endpoint")) for part in arguments) else ["--data", "data"]
    return [name, *folder, *arguments]


def options(rng: Chance) -> Line:
    """Each option of each command in turn, and another beside it."""
    flags = [(name, one) for name in COMMANDS for one in parameters(name) if isinstance(one, click.Option)]
    name, one = rng.each(flags)
    arguments = [*RIGHT.get(name, []), *option(rng, one, hostile(rng, one))]
    if rng.random() < 0.4:
        other = rng.choice(parameters(name))
        arguments += option(rng, other, hostile(rng, other))
    return Line(with_data(name, arguments), b"SELECT * { ?s ?p ?o }")


def arguments(rng: Chance) -> Line:
    name = rng.each([name for name in RIGHT if RIGHT[name]])
    if name == "sparql":
        return Line(
            with_data(name, [rng.choice(PATHS), "--timeout", "2"]), rng.choice(["ASK {}", *QUERIES[:5]]).encode()
        )
    given = [
        hostile(rng, one)
        for one in parameters(name)
        if isinstance(one, click.Argument)
        for _ in range(rng.choice([1, 1, 2]))
    ]
    if rng.random() < 0.2:
        given = rng.choice([[], given * 2, given * 300])
    separator = ["--"] if rng.random() < 0.5 else []
    return Line(with_data(name, [*rng.choice([[], [], ["--json"]]), *separator, *given]))


def exporting(rng: Chance) -> Line:
    """Where exports go, and of what."""
    format = rng.choice(["turtle", "kgx", "html", "graphml"])
    name, flag = rng.choice([("export", "-o"), ("export", "-o"), ("build", "--out")])
    path = rng.each([path for path in PATHS if path not in ("/", "..", "fifo")])
    return Line(with_data(name, [*([format] if name == "export" else []), flag, path]))


def roots(rng: Chance) -> Line:
    """The options before the command."""
    name = rng.choice(["show", "find", "sparql", "nodes", "build", "check", "stats"])
    given = [
        "--endpoint",
        rng.each(ADDRESSES),
        *(["--graph", rng.choice([*NAMES, *ADDRESSES])] if rng.random() < 0.3 else []),
    ]
    return Line([*given, name, *RIGHT.get(name, [])], b"ASK {}")


def sparql(rng: Chance) -> Line:
    query = rng.each(QUERIES)
    form = rng.choice([[], [], ["--json"], ["--csv"], ["--markdown"]])
    text = query.encode("utf-8", "surrogateescape")
    if rng.random() < 0.1:
        text = rng.choice([query.encode("utf-16", "replace"), text.replace(b"\n", b"\r\n"), text + b"\xff", text * 2])
    return Line(with_data("sparql", ["-", "--timeout", "2", *form]), text)


def environments(rng: Chance) -> Line:
    name = rng.choice(["show", "nodes", "build", "check", "sparql"])
    arguments = rng.choice(
        [with_data(name, RIGHT.get(name, [])), ["push", "http://127.0.0.1:9/"], ["push", "https://127.0.0.1:9/"]]
    )
    return Line(arguments, b"ASK {}", rng.each(ENVIRONMENTS))


def streams(rng: Chance) -> Line:
    name = rng.choice(["show", "nodes", "check", "sparql", "export", "find", "vocabulary"])
    arguments = with_data(name, ["-"] if name == "sparql" else RIGHT.get(name, []))
    form = [rng.choice(["--json", "--csv"])] if name in ("nodes", "sparql", "find") else []
    return Line([*arguments, *form], b"SELECT * { ?s ?p ?o }", {}, rng.each(STREAMS))


def interrupts(rng: Chance) -> Line:
    """Ctrl-C, soon or late."""
    arguments = rng.choice([
        ["layout"], ["build"], ["sparql", "slow.rq"], ["export", "html"], ["check"], ["sparql", "fifo"], ["push", "http://127.0.0.1:9/"],
    ])  # fmt: skip
    return Line([*arguments, "--data", "data"], interrupt=rng.choice([0.02, 0.05, 0.1, 0.2, 0.4]))


def serving(rng: Chance) -> Line:
    """`kg serve` with one thing wrong; where it serves after all, Ctrl-C ends it."""
    flags = [one for one in parameters("serve") if isinstance(one, click.Option)]
    one = rng.each(flags)
    value = (
        rng.choice(["", "x", "256.0.0.1", "::1", "x" * 300, "a b", "127.0.0.1:80", "\0", "é", "-"])
        if one.name == "host"
        else hostile(rng, one)
    )
    return Line(with_data("serve", option(rng, one, value)), interrupt=2.0)


FAMILIES: dict[Callable[[Chance], Line], int] = {
    options: 110, arguments: 40, exporting: 30, roots: 30, sparql: len(QUERIES), environments: len(ENVIRONMENTS), streams: len(STREAMS),
    interrupts: 8, serving: 12,
}  # fmt: skip
"""The families, and how many cases of each are tried."""
