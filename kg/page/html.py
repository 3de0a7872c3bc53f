"""The interactive page: one file that opens from disk, offline. The only module that uses pyvis."""

import re
from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from kg.errors import ExportError
from kg.model.protocol import Graph
from kg.page import page
from kg.page.content import PageData, page_data
from kg.page.described import described
from kg.page.scripts import joined
from kg.part import Excerpt, Names, excerpt

if TYPE_CHECKING:
    import jinja2

STYLES = [
    f"{name}.css" for name in ("base", "frame", "search", "panel", "views", "story", "matrix", "evidence", "narrow")
]
"""The parts of the page's style, later ones over earlier ones."""

SPARE = re.compile(r"/\*[^*]*\*/\n|(?<=[{};,])\n+|;?\n(?=})| (?={)")
"""What a style sheet, whose lines are not indented, can do without: comments, ends of lines, the last semicolon of a rule."""

VIS = "templates/lib/vis-9.1.2/vis-network.min.js"
"""The drawing library, where pyvis keeps it."""

OPTIONS: dict[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    # The page selects by itself, and finds by itself what is under the pointer: one selection for all views.
    "interaction": {"selectable": False, "keyboard": {"enabled": False}, "zoomSpeed": 0.6},
    "nodes": {"shape": "custom", "borderWidth": 2},
    "edges": {
        "arrowStrikethrough": False,
        "arrows": {"to": {"scaleFactor": 0.45}},
        "smooth": False,
        "chosen": False,
        "selfReference": {"size": 16, "angle": 0.8},
    },
}


LARGEST_FILE, MOST_NODES = 25_000_000, 20_000
"""A page with more bytes or nodes than this is written only if forced: a browser shows it, but slowly."""


class PageOptions(TypedDict, total=False):
    """The keyword arguments of `page`."""

    around: str | None
    steps: int | None
    category: Names
    section: Names
    modality: Names
    source: Names
    title: str | None
    force: bool


def dumps(graph: Graph) -> bytes:
    """The page of the whole graph, however large it is."""
    return rendered(excerpt(graph), len(graph), force=True)


def rendered(part: Excerpt, whole: int, *, force: bool = False) -> bytes:
    """The page of a part of a graph of `whole` nodes; ExportError if it is too large and not forced."""
    size = f"{len(part.graph):,} nodes"
    if force or len(part.graph) <= MOST_NODES:
        content = _rendered(part, whole)
        if force or len(content) <= LARGEST_FILE:
            return content
        size = f"{len(content) / 1e6:.0f} MB"
    remedy = "export a part of the graph (--around ID --steps 2), or GraphML for a program such as Gephi"
    raise ExportError(f"a page of {size} is too large for a browser to show smoothly; {remedy}, or force it (--force)")


HEIGHT = 680
"""Pixels that a page takes in a notebook."""


class View:
    """A page as the value of a notebook cell, which shows it in a frame. `page` has the bytes of its file.

    >>> import kg
    >>> kg.load().view(around="scs", steps=1)
    View('Neuromodulation for chronic pain: a knowledge graph of claims', 0.7 MB)
    """

    def __init__(self, page: bytes, title: str) -> None:
        self.page, self.title = page, title

    def __repr__(self) -> str:
        return f"View({self.title!r}, {len(self.page) / 1e6:.1f} MB)"

    def _repr_html_(self) -> str:
        inside = escape(self.page.decode("utf-8"))
        style = f"box-sizing:border-box;width:100%;height:{HEIGHT}px;border:1px solid #8888;border-radius:8px"
        return f'<iframe title="{escape(self.title)}" style="{style}" srcdoc="{inside}"></iframe>'


def view(graph: Graph, **options: Unpack[PageOptions]) -> View:
    """The page for a notebook; options and errors are those of `page`."""
    title = options.get("title")
    return View(page(graph, **options), graph.schema.dataset.title if title is None else title)


def _rendered(part: Excerpt, whole: int) -> bytes:
    # Imported here because it costs half a second and pulls IPython in.
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    data = page_data(part, whole)
    network = Network(directed=True)
    # add_node and add_edge search a list for each node: a minute for 20,000 of them. These are the records that they make.
    network.nodes = [Node(**node).options for node in data.nodes]
    network.node_ids = [node["id"] for node in network.nodes]
    network.node_map = dict(zip(network.node_ids, network.nodes, strict=True))
    network.edges = [Edge(**edge).options for edge in data.edges]
    network.options = OPTIONS
    network.templateEnv = _environment(part.graph, data)
    network.path = "template.html"
    text: str = network.generate_html()
    # Text of the data may hold carriage returns; in the data block they are escaped, elsewhere they mean a new line.
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")


def _environment(graph: Graph, data: PageData) -> "jinja2.Environment":
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
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "allow_nan": False, "separators": (",", ":")}
    style = SPARE.sub("", re.sub(r"(?<=\n) +(?:([\w-]+:) )?", r"\1", "\n" + "\n".join(map(_part, STYLES))))
    script = "\n" + joined("main.js", _part)
    library = "\n" + _library()
    sources = f"script-src {_digest(library)} {_digest(script)}; style-src {_digest(style)}; img-src data: blob:"
    environment.globals.update(
        graph=graph,
        names={node.id: node.name for node in graph.nodes()},
        edges_of_graph=graph.edges(),
        place_of={section["id"]: place for place, section in enumerate(data.records["sections"], 1)},
        records=data.records,
        described=described(graph.schema.dataset),
        # These three are ours or pyvis' own, never data; the policy below lets the browser run nothing else.
        style=Markup(style),
        script=Markup(script),
        library=Markup(library),
        policy=f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'",
    )
    return environment


def _part(name: str) -> str:
    return (files("kg.page") / "assets" / name).read_text(encoding="utf-8")


def _library() -> str:
    """The text of vis-network, with its licence and without the reference to a map that is not there."""
    path = files("pyvis") / VIS
    if not path.is_file():
        raise ExportError(
            f"{VIS}, which the page needs, is missing from pyvis; reinstall it: pip install --force-reinstall pyvis"
        )
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    text = "\n".join(line for line in text.split("\n") if not line.startswith("//# sourceMappingURL")).rstrip() + "\n"
    if "</script" in text or "<!--" in text:
        raise ExportError(f"{VIS} of this pyvis cannot be put into a page; install pyvis 0.3.2")
    return text


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
