"""RDF that is wrong, hostile or unusual: exports of the tiny graph, changed; and records that no constructor should take."""

import json
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph

import kg
from attacks import Chance
from attacks.tables import CELLS, ODD, base, mutated

Program = tuple[list[str], bytes | None]
"""What is run, a function of programs.py with arguments, and the content of the file that it reads."""

VOCAB, ENTITY = "https://example.org/tiny/vocab#", "https://example.org/tiny/entity/"
XSD, RDF = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
SYNTAXES = {"turtle": ".ttl", "ntriples": ".nt", "jsonld": ".jsonld", "rdfxml": ".rdf", "trig": ".trig"}
TYPES = (
    "date", "integer", "decimal", "double", "boolean", "dateTime", "duration", "gYear", "hexBinary", "string", "anyURI", "QName", "odd",
)  # fmt: skip
FORMS = (
    "", " ", "x", "2025-02-30", "99999-01-01", "-1", "+1", "1.0", "1e400", "INF", "NaN", "true", "01", "9" * 5000, "0." + "0" * 5000 + "1", "\u0661",
    "P1Y", "12:00", "\t1\n",
)  # fmt: skip
TERMS = [
    *(f'"1"^^<{XSD}{kind}>' for kind in TYPES),
    f'"<b>x</b>"^^<{RDF}HTML>', f'"<b>x"^^<{RDF}XMLLiteral>', f'"{{"^^<{RDF}JSON>', f'"x"^^<{RDF}langString>', f'"x"^^<{RDF}PlainLiteral>',
    '"x"', '""', '" "', '"x"@de', '"x"@en-GB', '"x"@en', '"x"@x-private', '"x"@abcdefghi', '"x"@en--ltr', '"x"@EN', '"\\u0000"', '"\\uFFFE"', '"\\uFFFF"',
    '"\\U0010FFFF"', '"\\uD800"', '"\\u0085\\u2028"', '"a\\nb"', '"\\t"', '"\\r"', '"|"', '"1|x"', '"2|1"', '"\\u202E"',
    "_:b", "_:node", "<x>", "<>", "<urn:x>", "<http://example.org/a b>", "<http://[::1>", "<mailto:x>", "<http://\u00e9.example/\ud7ff>", "<nodeID://b1>",
    f"<{ENTITY}>", f"<{ENTITY}alpha>", f"<{ENTITY}a/b>", f"<{ENTITY}Alpha>", f"<{ENTITY}a%20b>", f"<{ENTITY}\u00e9>", f"<{ENTITY}{'x' * 3000}>", f"<{ENTITY}->",
    f"<{VOCAB}>", f"<{VOCAB}Claim>", f"<{VOCAB}Technique>", f"<{VOCAB}odd>", f"<{VOCAB}Hedged>", f"<{VOCAB}targets>", f"<{RDF}nil>", f"<{RDF}type>",
    "<https://example.org/tiny/source/one>", "<https://example.org/tiny/claim/one-001>", "<https://example.org/tiny/claim/one-003.q1>",
    f"<<( <{ENTITY}alpha> <{VOCAB}targets> <{ENTITY}cell> )>>", '<<( <x:a> <x:b> "c" )>>',
]  # fmt: skip
JSON = [
    "null", "true", "1", "-0", "1.5", "1e400", "-1e400", "9" * 5000, "0." + "1" * 5000, "NaN", "Infinity", '""', '" "', '"x"', "[]", "{}", "[[]]", "[null]",
    "[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000, '{"@list": [1, [2]]}', '{"@set": []}', '{"@id": null}', '{"@id": "_:b"}', '{"@id": 1}',
    '{"@id": ["x"]}', '{"@value": null}', '{"@value": {}}', '{"@value": "x", "@type": "@json"}', '{"@value": {"a": 1}, "@type": "@json"}', '{"@value": 1e30}',
    '{"@value": "x", "@language": "!"}', '{"@value": "x", "@language": 1}', '{"@value": "x", "@direction": "rtl"}', '{"@type": 1}', '{"@graph": []}', '{"@included": []}',
    '{"@reverse": {"x": {}}}', '{"@index": 1}', '{"@nest": 1}', '{"@context": "http://127.0.0.1:9/c"}', '{"@context": {"@import": "http://127.0.0.1:9/c"}}',
    '{"@context": {"@base": null}}', '{"@context": [null, "context.jsonld", 1]}', '{"@context": {"@vocab": 1}}', '{"@context": {"x": {"@id": "@type"}}}', '"\\ud800"',
    '{"@context": {"a": "b:", "b": "a:"}}', '{"@context": {"@version": 1.0}}', '{"@context": "file:///etc/passwd"}', '{"@context": ["context.jsonld"]}', '"\\u0000"',
]  # fmt: skip
BOMB = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20 if n else "x" * 20}">' for n in range(9))


@cache
def document(format: str) -> bytes:
    """The tiny graph in a format."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in base().items():
            path = Path(folder, "data", name)
            path.parent.mkdir(parents=True, exist_ok=True)
            assert isinstance(content, bytes)
            path.write_bytes(content)
        return kg.dumps(kg.load(path.parent.parent), format)


def reading(name: str, content: bytes) -> Program:
    return ["read", name], content


def in_some_syntax(rng: Chance, triples: str) -> Program:
    """N-Triples, or the same in another syntax, as another writer writes it."""
    suffix = rng.choice([*SYNTAXES.values()])
    try:
        quads = pyoxigraph.parse(triples.encode("utf-8", "surrogatepass"), pyoxigraph.RdfFormat.N_TRIPLES)
        form = pyoxigraph.RdfFormat.from_extension(suffix[1:])
        assert form is not None
        written = pyoxigraph.serialize((quad.triple for quad in quads), format=form)
        assert written is not None
        return reading(f"x{suffix}", written)
    except (SyntaxError, ValueError, OSError):
        return reading("x.nt", triples.encode("utf-8", "surrogatepass"))


def changed_triples(rng: Chance, change: Callable[[list[list[str]]], object]) -> Program:
    rows = [line[:-2].split(" ", 2) for line in document("ntriples").decode().splitlines()]
    change(rows)
    return in_some_syntax(rng, "".join(f"{' '.join(row)} .\n" for row in rows))


def terms(rng: Chance) -> Program:
    def change(rows: list[list[str]]) -> None:
        for _ in range(rng.choice([1, 1, 2, 5])):
            row = rng.choice(rows)
            row[rng.choice([0, 1, 2, 2, 2, 2])] = rng.each(TERMS)

    return changed_triples(rng, change)


def literals(rng: Chance) -> Program:
    def change(rows: list[list[str]]) -> None:
        row = rng.choice([row for row in rows if row[2].startswith('"')])
        _, _, end = row[2].rpartition('"')
        text = rng.choice([rng.choice(FORMS), rng.choice(CELLS), rng.choice(ODD), f"x{rng.choice(ODD)}"])
        row[2] = json.dumps(text, ensure_ascii=False) + rng.choice(
            [end, end, "", f"^^<{XSD}{rng.choice(TYPES)}>", "@en"]
        )

    return changed_triples(rng, change)


def triples(rng: Chance) -> Program:
    def change(rows: list[list[str]]) -> None:
        row, other = rng.choice(rows), rng.choice(rows)
        rng.does([
            lambda: rows.remove(row),
            lambda: rows.__setitem__(slice(None), [one for one in rows if one[0] != row[0]]),
            lambda: rows.__setitem__(slice(None), [one for one in rows if one[1] != row[1]]),
            lambda: rows.append([row[0], row[1], other[2]]),
            lambda: rows.append([row[0], other[1], rng.choice(TERMS)]),
            lambda: rows.append([row[2] if row[2].startswith("<") else row[0], other[1], row[0]]),
            lambda: [one.__setitem__(0, "_:b") for one in rows if one[0] == row[0]],
            lambda: [one.__setitem__(n, f"<{ENTITY}new>") for one in rows for n in (0, 2) if one[n] == row[0]],
            lambda: rows.extend([[f"<{ENTITY}n{n}>", f"<{RDF}type>", f"<{VOCAB}Technique>"] for n in range(2000)]),
            lambda: rows.extend([["<x:a>", "<x:b>", f'"{n}"'] for n in range(2000)]),
            lambda: rows.extend([[row[0], row[1], f'"{n}"@en'] for n in range(500)]),
            lambda: rows.extend([[f"_:b{n}", f"<{RDF}rest>", f"_:b{(n + 1) % 500}"] for n in range(500)]),
            lambda: rows.clear(),
        ])  # fmt: skip

    return changed_triples(rng, change)


def jsonld(rng: Chance) -> Program:
    whole = json.loads(document("jsonld"))
    spots: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            spots.append((value, key))
            walk(value[key])

    walk(whole if rng.random() < 0.3 else {"@graph": whole["@graph"]})
    holder, key = rng.choice(spots)
    odd = rng.each(JSON)
    if isinstance(holder, dict) and rng.random() < 0.3:
        other = rng.choice(
            ["@id", "@type", "@value", "@list", "@reverse", "@graph", "@index", "@none", "@odd", "", "a b", "__proto__"]
        )
        holder[other] = holder.pop(key)
    else:
        holder[key] = "@@"
    if rng.random() < 0.2:
        graph = whole["@graph"]
        whole = rng.choice([
            graph, {**whole, "@id": "https://example.org/g"}, {"@context": "context.jsonld", "@graph": graph}, [whole, whole],
            {**whole, "@context": "@@"},
        ])  # fmt: skip
    text = json.dumps(whole).replace('"@@"', odd)
    if rng.random() < 0.1:
        text = rng.choice([text.replace("{", "", 1), f"{text},", f"\ufeff{text}", f"{text}{text}", text[:-9]])
    return reading("x.jsonld", text.encode())


def entities(rng: Chance) -> Program:
    head, root, body = document("rdfxml").decode().partition("<rdf:RDF")
    declared = rng.choice([
        f"<!DOCTYPE r [{BOMB}]>", '<!DOCTYPE r [<!ENTITY e8 SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!DOCTYPE r [<!ENTITY % p '<!ENTITY e8 \"x\">'> %p;]>", '<!DOCTYPE r [\n<!ENTITY e8 "cell">]>', "<!doctype r>", f"<!-- x --><!DOCTYPE\tr [{BOMB}]>",
    ])  # fmt: skip
    text = head + declared + root + body.replace(rng.choice([">A cell.", "cell"]), ">&e8;", 1)
    codec = rng.each([
        "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1", "utf-7", "cp037", "shift_jis",
    ])  # fmt: skip
    named = rng.choice(["UTF-8", codec.upper(), codec.upper(), "UTF-16", "x-odd"])
    return reading("x.rdf", text.replace("UTF-8", named, 1).encode(codec, "replace"))


def xml(rng: Chance) -> Program:
    head, root, body = document("rdfxml").decode().partition("<rdf:RDF")
    spot = body.find("<rdf:Description", rng.randrange(len(body) // 2))
    attributes = " ".join(f"nmv:a{n}='1'" for n in range(3000))
    odd = rng.each([
        "<rdf:li/>", "<rdf:Description rdf:ID='1'/>", "<rdf:Description rdf:ID='x'/><rdf:Description rdf:ID='x'/>", "<rdf:Description rdf:about='x' rdf:nodeID='y'/>",
        "<nmv:Technique/>", "<x:y xmlns:x=''/>", "<rdf:RDF/>", "<rdf:Description><nmv:x rdf:parseType='Literal'><b>x</b></nmv:x></rdf:Description>", "<!-- -- -->",
        "<rdf:Description><nmv:x rdf:parseType='Collection'><nmv:y/></nmv:x></rdf:Description>", "<![CDATA[x]]>", "<?php x ?>", "&#0;", "&#xFFFE;", "&#x110000;", "&undefined;",
        "<rdf:Description xml:space='odd'/>", "text", "<rdf:Description rdf:about=''><nmv:x rdf:datatype=''/></rdf:Description>",
        "<rdf:Description rdf:aboutEach='x'/>", "<rdf:Description xml:base='http://[' rdf:about='y'/>", "<rdf:Description xml:lang='!!' nmv:x='y'/>", "<a>" * 20_000,
        "<rdf:Description><nmv:x>" * 5000 + "</nmv:x></rdf:Description>" * 5000, f"<rdf:Description {attributes}/>", f"<rdf:Description nmv:x='{'y' * 10**6}'/>",
    ])  # fmt: skip
    text = head + root + body[:spot] + odd + body[spot:]
    if rng.random() < 0.2:
        text = rng.choice([
            text.replace("1.0", "1.1", 1), text[: len(text) // 2], text.replace("xmlns:nmv", "xmlns:nmw", 1), text + text, f" {text}",
        ])  # fmt: skip
    return reading("x.rdf", text.encode())


def broken(rng: Chance) -> Program:
    format, suffix = rng.choice(list(SYNTAXES.items()))
    content = document(format)
    if rng.random() < 0.3:
        content = content.decode().encode(rng.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"]))
    elif rng.random() < 0.1:
        content = content.replace(b"\n", rng.choice([b"\r\n", b"\r", b"\n\n"]))
    else:
        content = mutated(rng, content)
    return reading(f"x{suffix}", content)


def graphs(rng: Chance) -> Program:
    nt = document("ntriples").decode()
    names = [f"<https://example.org/g{n}>" for n in range(rng.choice([1, 2, 5]))]
    rows = [f"{line[:-2]} {rng.choice(names)} ." if rng.random() < 0.8 else line for line in nt.splitlines()]
    content = "\n".join(rows).encode()
    suffix = rng.choice([".nq", ".trig", ".jsonld", ".nq"])
    if suffix != ".nq":
        form = pyoxigraph.RdfFormat.from_extension(suffix[1:])
        assert form is not None
        written = pyoxigraph.serialize(pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_QUADS), format=form)
        assert written is not None
        content = written
    return reading(f"x{suffix}", content)


def large(rng: Chance) -> Program:
    turtle = document("turtle").decode()
    size = rng.choice([10_000, 100_000])
    text, suffix = rng.each([
        (turtle.replace("A technique.", "x" * size * 10), ".ttl"),
        (turtle.replace("A technique.", "\\n" * size), ".ttl"),
        (turtle.replace("A technique.", "a\u0301" * size), ".ttl"),
        (document("ntriples").decode().replace("A technique.", "\\u00e9" * size), ".nt"),
        (document("ntriples").decode().replace("A technique.", "\\\"" * size), ".nt"),
        ("".join(f"@prefix p{n}: <x:{n}> .\n" for n in range(size)) + turtle, ".ttl"),
        (turtle + "[" * size, ".ttl"), (turtle + f"nmk:alpha nmv:x {'( ' * size}", ".ttl"), (turtle + f"<x:a> <x:b> {'[ <x:b> ' * 5000}{']' * 5000} .", ".ttl"),
        (turtle + "".join(f"nmk:alpha skos:altLabel \"n{n}\"@en .\n" for n in range(5000)), ".ttl"),
        (turtle + "".join(f"<x:{n}> <x:b> <x:c> .\n" for n in range(20_000)), ".ttl"),
        (turtle + "".join(f"nmk:n{n} a nmv:Technique .\n" for n in range(5000)), ".ttl"),
        (turtle + f"nmk:alpha skos:note \"<p>{'<b>' * size}\"^^rdf:HTML .", ".ttl"),
        ("{" * size, ".trig"), ("#" * size * 10, ".ttl"), ("", ".ttl"), ("<" * size, ".nt"), ("x" * size * 10, ".nt"),
    ])  # fmt: skip
    return reading(f"x{suffix}", text.encode())


def places(rng: Chance) -> Program:
    name = rng.each([
        "x.TTL", "x.owl", "x.xml", "x.ttl.gz", "x", ".ttl", "x.html", "x.tsv", "x.json", "x.n3", f"{'n' * 300}.ttl", "a\nb.ttl", "a\udcff.ttl",
        "é.ttl", "-x.ttl",
    ])  # fmt: skip
    odd = rng.each([
        "data", "/dev/zero", "/dev/null", "nothing.ttl", "", ".", "/", "a\0b.ttl", "~/x.ttl", "folder.ttl", "fifo.ttl", "loop.ttl", "zero.ttl",
        "/proc/self/mem",
    ])  # fmt: skip
    if rng.random() < 0.5 or len(name) > 255:
        return ["read", odd if len(name) < 255 else name], None
    return reading(name, document("rdfxml" if name[2:] in ("owl", "xml") else "turtle"))


def records(rng: Chance) -> Program:
    fine: dict[str, dict[str, Any]] = {
        "Node": {"id": "nmk:new", "category": "Technique", "name": "new one", "definition": "A new one.", "ungrounded": "made up"},
        "Claim": {"id": "nmc:one-009", "subject": "nmk:beta", "predicate": "targets", "object": "nmk:cell", "statement": "It is new.", "source": "nms:one", "section": "nms:one.last", "paragraph": 1},
        "Source": {"id": "nms:new", "title": "New"},
        "Tension": {"id": "nmc:tension-09", "claims": ["nmc:one-001"], "against": ["nmc:one-003"], "kind": "contradiction", "weight": "minor", "why": "They differ."},
    }  # fmt: skip
    more = {
        "Node": ["synonyms", "abbreviations", "note", "mappings", "position"],
        "Source": ["kind", "published", "url", "licence", "sections", "author"],
        "Tension": ["kind"],
    }
    more["Claim"] = [
        "polarity", "modality", "hedge", "quantity", "population", "comparator", "aspect", "context", "inferred", "note",
    ]  # fmt: skip
    kind = rng.choice(list(fine))
    fields = fine[kind]
    values: list[Any] = [
        None, True, 0, -1, 1.5, 10**30, "", " ", "x", "nmk:", ":", "nmk:alpha", "nmc:one-001", "nms:one", [], [""], ["x"], ["x", "x"], [1], [None],
        [["x"]], {}, {"x": 1}, "x" * 10_000, "-1", "javascript:1",
    ]  # fmt: skip
    values += [
        {"kg": "Quantity", "comparator": c, "value": v, "unit": "%"}
        for c, v in ((">", 1), ("odd", "1"), ("", None), (">", "9" * 5000))
    ]
    values += [
        {"list": ["x"]},
        {"kg": "Mapping", "match": "odd", "term": "x:y", "label": "", "place": ""},
        {"kg": "Section", "id": "nms:x.y", "title": ""},
    ]
    values += ["2025-02-30", "\ud800", *rng.sample(ODD, 5), *rng.sample(CELLS, 5)]
    for _ in range(rng.choice([1, 1, 2])):
        odd = rng.choice(values)
        fields[rng.choice([*fields, *more[kind]])] = rng.choice([odd, odd, [odd]])
    return ["make", kind, json.dumps(fields)], None


FAMILIES: dict[Callable[[Chance], Program], int] = {
    terms: len(TERMS), literals: 30, triples: 13, jsonld: len(JSON), entities: 22, xml: 26, broken: 20, graphs: 8, large: 17, places: 15, records: 30,
}  # fmt: skip
"""The families, and how many cases of each are tried."""
