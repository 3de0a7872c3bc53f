"""How records look in a notebook: small HTML tables, every text escaped."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from kg.text import firmness

if TYPE_CHECKING:
    from kg.comparison import Comparison
    from kg.model import Claim
    from kg.queries import Explanation, Path, Paths


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """An HTML table of texts."""
    head = "".join(f"<th>{escape(cell)}</th>" for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def claims_html(claims: Iterable["Claim"]) -> str:
    """Claims as a table: id, statement, firmness, section."""
    rows = [(claim.slug, claim.statement, firmness(claim), claim.section.partition(":")[2]) for claim in claims]
    return table(("claim", "statement", "firmness", "section"), rows)


def path_html(path: "Path") -> str:
    """A path: its chain, and the claims of its steps."""
    return f"<p>{escape(str(path))}</p>{claims_html(path.claims)}"


def paths_html(paths: "Paths") -> str:
    """Paths, best first, and what was cut."""
    rows = [(len(path), path.modality, str(path)) for path in paths]
    cut = f"<p>{escape(paths.cut)}</p>" if paths.cut else ""
    return f"{table(('steps', 'firmness', 'path'), rows)}{cut}" if rows else f"<p>no path</p>{cut}"


def explanation_html(found: "Explanation") -> str:
    """What is said of two nodes together."""
    parts = [f"<p>{escape(found.verdict)}</p>"]
    if found.claims:
        parts.append(claims_html(found.claims))
    if found.chain is not None:
        parts.append(path_html(found.chain))
    if found.beside:
        parts.append(f"<p>Claims about one that name the other:</p>{claims_html(found.beside)}")
    return "".join(parts)


def comparison_html(found: "Comparison") -> str:
    """Nodes side by side, by predicate."""
    return table(*found.table())
