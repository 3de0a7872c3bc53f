"""Data folders that are wrong: the tiny one, with one or two things done to it."""

import re
from collections.abc import Callable

from conftest import SCHEMA, TABLES

from attacks import Chance

Special = tuple[str, str]
"""What is no file: "folder", "fifo" or "link", and where it leads."""

Folder = dict[str, bytes | Special]
QUERY = """\
#+ summary: What does a technique target?
#+ parameters:
#+   thing: nmk:alpha  # a node
PREFIX nmv: <https://example.org/tiny/vocab#>
PREFIX nmk: <https://example.org/tiny/entity/>
SELECT ?target WHERE { VALUES ?thing { nmk:alpha } ?thing nmv:targets ?target } ORDER BY ?target
"""
ODD = [
    *map(chr, (0, 1, 7, 8, 9, 11, 12, 13, 27, 28, 31, 127, 0x80, 0x85, 0x9F, 0xA0, 0xAD, 0x61C, 0x200B, 0x200D, 0x200E)),
    *map(chr, (0x2028, 0x2029, 0x202E, 0x2066, 0x2060, 0x3000, 0xFEFF, 0xFFF9, 0xFFFD, 0xFFFE, 0xFFFF, 0xFDD0, 0xFDEF)),
    *map(chr, (0x378, 0xE000, 0x1FFFE, 0x10FFFF, 0xE0001, 0xE0041, 0xF0000, 0x1F469, 0x1D173, 0x1680, 0x180E, 0x2FFFF)),
    "\u0301", "e\u0301", "\u1100\u1161", "\u0345" * 3, "\ufb01", "İ", "ß", "Å", "㎏", "ﷺ",
]  # fmt: skip
CELLS = [
    "", " ", "  x", "x ", "x  y", '"', '"x"', 'x "y" z', '""', "'", "|", "||", "a|", "|a", "a|a", "a| b", "\\", "\\t",
    "-", "--", "a--b", "-a", "A", "a b", "a:b", ":", "nmk:alpha", "nmk:", "x:y", "http://example.org/", "javascript:alert(1)",
    "=1+1", "@x", "+1", "=HYPERLINK(1)", "<b>x</b>", "</script>", "&amp;", "]]>", "{{ x }}", "%s %(x)s {x}", "${x}", "null",
    "true", "0", "-1", "1.5", "1e9", "١", "9" * 30, "9" * 5000, "inf", "nan", "0x1", "2025-02-30", "2026-13", "20260101",
    "0000-01-01", "99999-01-01", "10000-01-01", "2026-01-02T00:00:00Z", "x" * 300, "x" * 100_000, "é" * 50_000,
    "a\u0301" * 20_000, "\u0301" * 50_000, "|".join(f"w{n}" for n in range(5000)), ">80 %", "80-20 %", "> %", "10^3 mg",
    "yes", "maybe", "affirmed", "denied", "asserted", "hedged", "may", "one", "one-001", "alpha", "cell", "first", "\N{CJK UNIFIED IDEOGRAPH-4E00}",
]  # fmt: skip
TOML = [
    "1", "-1", "1.5", "inf", "nan", "true", '""', '" "', '"x"', '"X y"', "[]", "{}", '["x"]', "[1]", "[[]]", '{x = 1}', '{x = "y"}',
    "2026-01-31", "2026-01-31T00:00:00Z", "07:32:00", "9" * 5000, "0x" + "f" * 6000, "1" + "_0" * 3000, "[" * 5000 + "]" * 5000, "{a=" * 3000 + "1" + "}" * 3000,
    '"' + "x" * 100_000 + '"', '"\\u0000"', '"\\uFFFE"', '"\\uFFFF"', '"\\uD800"', '"\\U0010FFFF"', '"\\U00110000"', '"\\n"', '"\\u0085"',
    '"#0072b2"', '"#FFF"', '"red"', '"#GGGGGG"', '"https://"', '"https://example.org/a b"', '"https://example.org/<x>"', '"file:///etc/passwd"',
    '"urn:x:"', '"../x"', '"a/b"', '"CON"', '"."', '"-x"', '"é"', '["closeMatch"]', '["closeMatch", "x:y"]', '["odd", "biolink:Treatment"]', "'''x\ny'''", '"""', "=", "",
    '"may", "can"', '"may" # x', "[1, 'x']", '["may", "may"]', '["Technique", "Nothing"]', '"2026-02-30"', '"zz-zz-zz-1"',
]  # fmt: skip


def base() -> Folder:
    texts = {"schema.toml": SCHEMA, **TABLES, "queries/targets.rq": QUERY}
    return {name: text.encode() for name, text in texts.items()}


def pick(rng: Chance, folder: Folder, *, only: str = "") -> tuple[str, bytes]:
    """A file of the folder."""
    name = rng.choice([name for name in folder if only in name])
    content = folder[name]
    assert isinstance(content, bytes)
    return name, content


def edited(rng: Chance, change: Callable[[list[str]], object], only: str = ".tsv") -> Folder:
    """The folder, one file of it with its lines changed."""
    folder = base()
    name, content = pick(rng, folder, only=only)
    lines = content.decode().split("\n")
    change(lines)
    folder[name] = "\n".join(lines).encode("utf-8", "surrogatepass")
    return folder


def lines(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        at, width = rng.randrange(len(lines)), lines[0].count("\t")
        odd = rng.choice(["", " ", "\t", "\t" * width, "x", "\ufeff", "#", lines[0], lines[at], "\0", "\x1a", "-" * 80])
        rng.does([
            lambda: lines.insert(at, odd), lambda: lines.append(odd), lambda: lines.insert(len(lines) - 1, odd), lambda: lines.__setitem__(at, odd),
            lambda: lines.pop(at), lambda: lines.__delitem__(slice(rng.choice([0, 1]), None)), lambda: lines.__delitem__(slice(at, None)),
            lambda: lines.__setitem__(at, lines[at] + odd), lambda: lines.__setitem__(at, lines[at].replace("\t", rng.choice(["", "\t\t", " "]), 1)),
            lambda: lines.extend([odd] * 30), lambda: rng.shuffle(lines),
        ])  # fmt: skip

    return edited(rng, change)


def columns(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        head = next((n for n, line in enumerate(lines) if not line.startswith("#")), 0)
        names = lines[head].split("\t")
        at = rng.randrange(len(names))
        name = names[at]
        odd = [
            "", " ", name.upper(), name.title(), f" {name}", f'"{name}"', f"{name}s", "x", "x\u200b", name[::-1], "__class__",
        ]  # fmt: skip
        odd += [rng.choice(names), "9" * 300, "x" * 5000, "self", "line", "file", "confidence", "author_id", "é"]
        how = rng.randrange(5)
        if how == 0:
            names[at] = rng.choice(odd)
        elif how == 1:
            names.insert(at, rng.choice(odd))
        elif how == 2:
            names.append(rng.choice(odd))
        elif how == 3:
            del names[at]
        else:
            other = rng.randrange(len(names))
            names[at], names[other] = names[other], names[at]
        lines[head] = "\t".join(names)
        if rng.random() < 0.5:  # The rows as well.
            for n in range(head + 1, len(lines) - 1):
                cells = lines[n].split("\t")
                if how in (1, 2):
                    cells.insert(at if how == 1 else len(cells), rng.choice(["", "x", "0.9"]))
                elif how == 3:
                    del cells[at]
                elif how == 4:
                    cells[at], cells[other] = cells[other], cells[at]
                lines[n] = "\t".join(cells)

    return edited(rng, change)


def encodings(rng: Chance) -> Folder:
    folder = base()
    name, content = pick(rng, folder)
    text = content.decode()
    if rng.random() < 0.5:
        text = text.replace("a", "ä", 3).replace("e", rng.choice("é€😀"), 2)
    codecs = [
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "latin-1",
        "cp1252",
        "utf-8-sig",
        "cp037",
        "utf-7",
        "shift_jis",
    ]
    recoded = text.encode(rng.each(codecs), "replace")
    folder[name] = rng.choice([
        recoded, recoded, recoded, recoded, b"\xff\xfe" + content, content + b"\xc3", b"\0" * len(content), b"\x1f\x8b\x08" + content, rng.randbytes(3000),
        b"\xef\xbb\xbf" + text.encode("utf-8-sig"), content.replace(b"a", b"\xed\xa0\x80", 1), content.replace(b"e", b"\xc0\xae"),
    ])  # fmt: skip
    return folder


def separators(rng: Chance) -> Folder:
    folder = base()
    name, content = pick(rng, folder, only=".tsv")
    text = content.decode()
    quoted = "\n".join("\t".join(f'"{cell}"' for cell in line.split("\t")) if line else "" for line in text.split("\n"))
    changed = [text.replace("\t", odd) for odd in (",", ";", " ", "    ", "|", ", ", "\x1f", "\u2003")]
    changed += [quoted, quoted.replace("\t", ","), quoted.replace('"\t"', '"\tx\t"', 1), quoted.replace("\t", "\n", 3)]
    changed += ["sep=\t\n" + text, re.sub("^|$", '"', text, flags=re.M), text.replace("\t", "\t ")]
    folder[name] = rng.each(changed).encode()
    return folder


def line_ends(rng: Chance) -> Folder:
    folder = base()
    names = list(folder) if rng.random() < 0.3 else [rng.choice(list(folder))]
    end = rng.choice([
        b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\x0b", b"\x0c", b"\x85", "\u2028".encode(), "\u0085".encode(),
    ])  # fmt: skip
    for name in names:
        content = folder[name]
        assert isinstance(content, bytes)
        count = rng.choice([-1, 1, 2])
        folder[name] = content.replace(b"\n", end, count) if rng.random() < 0.7 else content.rstrip(b"\n") + end
    return folder


def merges(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        start = rng.randrange(len(lines))
        end = rng.randrange(start, len(lines))
        middle = ["||||||| base", *lines[start:end]] if rng.random() < 0.3 else []
        marked = ["<<<<<<< HEAD", *lines[start:end], *middle, "=======", *lines[start:end], ">>>>>>> branch"]
        lines[start:end] = rng.choice([marked, marked, marked, ["<<<<<<< HEAD"], ["======="], [">>>>>>> x"]])

    return edited(rng, change, only="")


def foreign(rng: Chance) -> Folder:
    folder = base()
    stem = rng.choice(["claims/", "queries/", ""])
    suffix = {"queries/": ".rq"}.get(stem, ".tsv")
    name = rng.each([
        f"._x{suffix}", f".#x{suffix}", f"x{suffix}~", f"#x{suffix}#", ".DS_Store", "Thumbs.db", f"~$x{suffix}", f".x{suffix}.swp",
        f"x{suffix}.bak", f"x{suffix}.orig", f"x (copy){suffix}", f"x{suffix.upper()}", f"odd{suffix}", f"a\nb{suffix}", f"é{suffix}",
        f"{'n' * 240}{suffix}", suffix, "desktop.ini", f"x y{suffix}", f"-x{suffix}", "README.md", f"a\udcff{suffix}",
    ])  # fmt: skip
    taken = {"claims/": "claims/one.tsv", "queries/": "queries/targets.rq", "": rng.choice([*TABLES, "schema.toml"])}
    place = taken[stem] if rng.random() < 0.4 else stem + name
    kinds = ["folder", "fifo", "link to nowhere", "link to /dev/zero", "link to itself", "link to ."]
    what: bytes | Special = ("special", rng.choice(kinds))
    if place == stem + name and rng.random() < 0.5:
        what = rng.choice([b"", b"\0\x05\x16\x07Mac OS X", rng.randbytes(500), folder["claims/one.tsv"], b"hello\n"])
    folder[place] = what
    return folder


def cells(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        for _ in range(rng.choice([1, 1, 2])):
            at = rng.choice([n for n, line in enumerate(lines) if "\t" in line][1:])
            row = lines[at].split("\t")
            row[rng.randrange(len(row))] = rng.each(CELLS)
            lines[at] = "\t".join(row)

    return edited(rng, change)


def characters(rng: Chance) -> Folder:
    odd, folder = rng.each(ODD), base()
    old, name = rng.choice([
        ("alpha therapy", "nodes.tsv"), ("A technique.", "nodes.tsv"), ("the alpha", "nodes.tsv"), ("cell", "nodes.tsv"),
        ("Alpha acts", "claims/one.tsv"), ("place of action", "claims/one.tsv"), ("cells\t\t\t\tnmk", "claims/one.tsv"), ("An Article", "sources.tsv"),
        ("First", "sections.tsv"), ("Beta may act, and", "tensions.tsv"), ("Says nothing", "coverage.tsv"), ("Tiny", "schema.toml"),
        ("A method", "schema.toml"), ("nobody", "schema.toml"), ("dorsal root", "mappings.sssom.tsv"), ("read in", "mappings.sssom.tsv"),
        ("What does", "queries/targets.rq"), ("a node", "queries/targets.rq"), ("one-001", "claims/one.tsv"), ("acts on", "schema.toml"),
    ])  # fmt: skip
    content = folder[name]
    assert isinstance(content, bytes)
    new = rng.choice([f"{old}{odd}", f"{odd}{old}", f"{old[0]}{odd}{old[1:]}", odd])
    folder[name] = content.replace(old.encode(), new.encode(), 1)
    return folder


def references(rng: Chance) -> Folder:
    folder = base()
    claims, nodes = TABLES["claims/one.tsv"], TABLES["nodes.tsv"]
    more = "".join(f"node-{n}\tTarget\tnode {n}\t\t\tNumber {n}.\tmade up\t\n" for n in range(40))
    rng.does([
        lambda: folder.pop(rng.choice(list(folder))),
        lambda: [folder.pop(rng.choice(list(folder))) for _ in range(3)],
        lambda: folder.update({"claims/two.tsv": claims.encode()}),
        lambda: folder.update({"claims/two.tsv": claims.replace("one-", "two-").encode()}),
        lambda: folder.update({f"claims/{rng.choice(['One', 'o ne', 'ø', '1', '-'])}.tsv": claims.encode()}),
        lambda: folder.update({"nodes.tsv": nodes.replace("beta", "alpha").encode()}),
        lambda: folder.update({"nodes.tsv": nodes.replace("alpha", rng.choice(["b", "cell", "one-001", "claim"])).encode()}),
        lambda: folder.update({"nodes.tsv": (nodes + nodes.split("\n", 1)[1]).encode()}),
        lambda: folder.update({"nodes.tsv": (nodes + more).encode()}),
        lambda: folder.update({"claims/one.tsv": claims.replace("\tcell\t", "\tnothing\t").encode()}),
        lambda: folder.update({"claims/one.tsv": claims.replace("beta", "alpha").encode()}),
        lambda: folder.update({"claims/one.tsv": (claims + claims.split("\n", 1)[1]).encode()}),
        lambda: folder.update({"claims/one.tsv": claims.replace("targets", rng.choice(["targeted_by", "is_a", "Targets"])).encode()}),
        lambda: folder.update({"sources.tsv": TABLES["sources.tsv"].replace("one", "two").encode()}),
        lambda: folder.update({"sections.tsv": TABLES["sections.tsv"].replace("1|2", rng.choice(["2|1", "0", "9" * 400, "1|" * 90])).encode()}),
        lambda: folder.update({"tensions.tsv": TABLES["tensions.tsv"].replace("one-003", "one-002").encode()}),
        lambda: folder.update({name: (text.split("\n")[-2] + "\n").encode() for name, text in TABLES.items()}),
        lambda: folder.update(dict.fromkeys(rng.sample(list(TABLES), 3), b"")),
    ])  # fmt: skip
    return folder


def toml(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        at = rng.choice([n for n, line in enumerate(lines) if line])
        key, equals, _ = lines[at].partition(" = ")
        value = rng.each(TOML)
        header = [
            "[dataset]", "[[dataset]]", "[x]", '[predicates."a b"]', "[categories.__class__]", "[]", "[predicates.É]",
        ]  # fmt: skip
        header += [
            "[categories]", "[modalities.asserted.x]", "[prefixes.x]", f"[predicates.{'p' * 3000}]", "[polarities.maybe]",
        ]  # fmt: skip
        rng.does([
            lambda: lines.__setitem__(at, f"{key} = {value}" if equals else rng.choice(header)),
            lambda: lines.__setitem__(at, f"{key} = {value}" if equals else rng.choice(header)), lambda: lines.insert(at + 1, f"odd = {value}"),
            lambda: lines.insert(at, lines[at]), lambda: lines.pop(at), lambda: lines.insert(at, f"{key}.x = {value}"),
            lambda: lines.insert(at, rng.choice(header)),
        ])  # fmt: skip

    return edited(rng, change, only=".toml")


def queries(rng: Chance) -> Folder:
    odd = [
        "", " ", "\0", "SELECT", "ASK {}", "SELECT * { ?s ?p ?o", "INSERT DATA {}", "DROP ALL", "#+ summary:", "#+ x: y\nASK {}", "(" * 3000,
        f"ASK {{ FILTER({'(' * 5000}1{')' * 5000}) }}", "{" * 5000, f"SELECT * {{ {'OPTIONAL { ' * 3000}", "SELECT * { SERVICE <http://127.0.0.1:9/> {} }",
        "SELECT (1/0 AS ?x) {}", "SELECT ?x { BIND('\\uD800' AS ?x) }", "ASK { ?s ?p '\ufffe' }", "BASE <x> ASK {}", "PREFIX : <:> ASK { : : : }", "'''", '"\\',
        f"SELECT * {{ VALUES ?x {{ {'1 ' * 50_000} }} }}", f"ASK {{ ?s ?p {'9' * 6000} }}", f"ASK {{ ?s {'^' * 5000}<x:y> ?o }}",
        f"ASK {{ ?s <x:{'y' * 99_999}> ?o }}", "#+ parameters:\n#+   x\n#+   : \n#+   thing: nmk:nothing\n", "SELECT * FROM <file:///etc/passwd> {}",
    ]  # fmt: skip
    folder = base()
    header, _, body = QUERY.partition("PREFIX")
    chosen = rng.each(odd)
    folder["queries/targets.rq"] = rng.choice(
        [chosen, header + chosen, QUERY + chosen, chosen + QUERY, header.upper() + body]
    ).encode("utf-8", "surrogatepass")
    return folder


def mappings(rng: Chance) -> Folder:
    def change(lines: list[str]) -> None:
        head = next(n for n, line in enumerate(lines) if not line.startswith("#"))
        odd = [
            "confidence", "author_id", "author_label", "mapping_date", "predicate_modifier", "subject_source", "mapping_tool", "see_also", "license",
        ]  # fmt: skip
        for _ in range(rng.choice([0, 1, 2])):
            column = rng.choice(odd)
            lines[head] += f"\t{column}"
            lines[head + 1] += f"\t{rng.choice(['', '0.9', 'x|y', 'orcid:0000'])}"
        if rng.random() < 0.3:
            for n in (head, head + 1):
                lines[n] = lines[n].replace("\tcomment", "").replace("\tread in a file", "")
        at = rng.randrange(head + 1)
        what = [
            "#", "# a comment", "#odd: [1, 2", "#x: &a [*a]", "#curie_map: 1", "#license: ''", "#mapping_date: 2026-13-40", "#\t", "#!x", "##",
            "#: :", "#\ufffe",
        ]  # fmt: skip
        rng.does([
            lambda: None, lambda: lines.insert(rng.randrange(len(lines)), rng.choice(what)), lambda: lines.__setitem__(at, rng.choice(what)),
            lambda: lines.__delitem__(slice(0, head)), lambda: lines.pop(at), lambda: lines.insert(at, lines[at]),
            lambda: lines.insert(0, f"#{'x' * 50_000}"),
        ])  # fmt: skip

    return edited(rng, change, only="mappings")


def bytes_changed(rng: Chance) -> Folder:
    folder = base()
    name, content = pick(rng, folder)
    folder[name] = mutated(rng, content)
    return folder


def mutated(rng: Chance, content: bytes) -> bytes:
    """Bytes with a few of them changed, lost, doubled or put in."""
    for _ in range(rng.choice([1, 2, 5])):
        start = rng.randrange(len(content) + 1)
        end = min(len(content), start + rng.choice([0, 1, 1, 3, 30, 300]))
        new = rng.choice([
            b"", rng.randbytes(1), rng.randbytes(3), content[start:end] * 2, b"\t", b"\n", b'"', b"\0", b"<", b"\xff", b"0",
        ])  # fmt: skip
        content = content[:start] + new + content[end:]
    return content


def accepted(rng: Chance) -> Folder:
    """What is not wrong: a clone or a disk of another system, and what standards allow."""
    folder = base()

    def put(name: str, old: str, new: str) -> object:
        content = folder[name]
        assert isinstance(content, bytes)
        folder[name] = content.replace(old.encode(), new.encode())
        return folder

    sssom = "mappings.sssom.tsv"
    rng.does([
        lambda: [put(name, "\n", "\r\n") for name in [*folder]],
        lambda: [put(name, "\n", "\r\n") for name in ("schema.toml", "queries/targets.rq")],
        lambda: put("schema.toml", "#0072B2", "#0072b2"),
        lambda: [put(sssom, "\tcomment", "\tconfidence\tcomment"), put(sssom, "\tread", "\t0.9\tread")],
        lambda: [put(sssom, "\tcomment", "\tauthor_id\tmapping_date"), put(sssom, "\tread in a file", "\torcid:0\t2026-01-31")],
        lambda: [put(sssom, "\tcomment", ""), put(sssom, "\tread in a file", "")],
        *(lambda name=name: folder.update({name: b"\0\x05\x16\x07"}) for name in ("claims/._one.tsv", "queries/._targets.rq", "._nodes.tsv")),
        *(lambda name=name: folder.update({name: b"x"}) for name in ("claims/one.tsv~", "claims/.DS_Store", "queries/targets.rq.swp", "claims/.one.tsv.swp")),
        lambda: folder.update({"claims/.#one.tsv": ("special", "link to nowhere")}),
        lambda: folder.update({"queries/.#targets.rq": ("special", "link to nowhere")}),
    ])  # fmt: skip
    return folder


FAMILIES: dict[Callable[[Chance], Folder], int] = {
    accepted: 15,
    lines: 25, columns: 25, encodings: 20, separators: 12, line_ends: 12, merges: 12, foreign: 25, cells: len(CELLS),
    characters: len(ODD), references: 18, toml: len(TOML), queries: 28, mappings: 15, bytes_changed: 20,
}  # fmt: skip
"""The families, and how many cases of each are tried."""

WHOLE = (encodings, separators, line_ends, merges)
"""Where one cause is at fault for a whole file."""
