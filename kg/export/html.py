"""The interactive page: one file that opens from disk, offline. The only module that knows pyvis."""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from kg.errors import ExportError
from kg.export.page_data import PageData, page_data

if TYPE_CHECKING:
    import jinja2

    from kg.graph import KnowledgeGraph

SCRIPTS = (
    "records.js",
    "elements.js",
    "shapes.js",
    "filters.js",
    "labels.js",
    "picture.js",
    "panel.js",
    "search.js",
    "table.js",
    "script.js",
)
"""The parts of the page's script, in the order in which they run."""

VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
"""The drawing library, where pyvis keeps it."""

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    # The page selects by itself: one selection for picture, panel, table and address.
    "interaction": {"hover": True, "selectable": False, "keyboard": {"enabled": False}, "zoomSpeed": 0.6},
    "nodes": {"shape": "custom", "borderWidth": 2},
    "edges": {
        "arrowStrikethrough": False,
        "arrows": {"to": {"scaleFactor": 0.45}},
        "smooth": False,
        "chosen": False,
        "selfReference": {"size": 16, "angle": 0.8},
    },
}


def dumps(graph: "KnowledgeGraph") -> bytes:
    """The page, UTF-8: the same bytes for the same graph. ExportError if pyvis lacks the drawing library it should bring."""
    # Imported here because it costs half a second and pulls IPython in.
    from pyvis.network import Network

    data = page_data(graph)
    network = Network(directed=True)
    for node in data.nodes:
        network.add_node(**node)
    for edge in data.edges:
        network.add_edge(**edge)
    network.options = OPTIONS
    network.templateEnv = _environment(graph, data)
    network.path = "template.html"
    page: str = network.generate_html()
    # Text of the data may hold carriage returns; in the data block they are escaped, elsewhere they mean a new line.
    return page.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")


def _environment(graph: "KnowledgeGraph", data: PageData) -> "jinja2.Environment":
    """A Jinja environment that escapes everything, with all that the template needs beyond what pyvis hands it."""
    import jinja2
    from markupsafe import Markup

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_part),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.policies["json.dumps_kwargs"] = {
        "ensure_ascii": False,
        "allow_nan": False,
        "separators": (",", ":"),
    }
    style = "\n" + _part("style.css")
    script = "\n" + "\n".join(map(_part, SCRIPTS))
    library = "\n" + _library()
    environment.globals.update(
        graph=graph,
        records=data.records,
        # These three are ours or pyvis' own, never data; the policy below lets the browser run nothing else.
        style=Markup(style),
        script=Markup(script),
        library=Markup(library),
        policy="; ".join(
            (
                "default-src 'none'",
                f"script-src {_digest(library)} {_digest(script)}",
                f"style-src {_digest(style)}",
                "img-src data: blob:",
                "base-uri 'none'",
                "form-action 'none'",
            )
        ),
    )
    return environment


def _part(name: str) -> str:
    return (files("kg.export") / "page" / name).read_text(encoding="utf-8")


def _library() -> str:
    """The text of vis-network, with its licence and without the reference to a map that is not there."""
    path = files("pyvis") / VIS
    if not path.is_file():
        raise ExportError(
            f"pyvis has no {VIS}, which the page needs; reinstall it: pip install --force-reinstall pyvis"
        )
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    text = "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL")).rstrip() + "\n"
    if "</script" in text or "<!--" in text:
        raise ExportError(f"{VIS} of this pyvis cannot stand inside a page; install pyvis 0.3.2")
    return text


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
