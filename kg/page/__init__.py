"""The interactive page."""

TYPE_CHECKING = False  # As in `kg`, which imports this at once.

if TYPE_CHECKING:
    from kg.model.protocol import Graph
    from kg.part import Names


def page(
    graph: "Graph",
    *,
    around: str | None = None,
    steps: int | None = None,
    category: "Names" = None,
    section: "Names" = None,
    modality: "Names" = None,
    source: "Names" = None,
    title: str | None = None,
    force: bool = False,
) -> bytes:
    """The interactive page of a graph, or of a part of it, as the UTF-8 bytes of one HTML file.

    `around`, `steps`, `category`, `section`, `modality` and `source` choose a part, as in `g.part`; `title` is shown at the top.
    Where the evidence was loaded, the page has what there is on its claims. The same arguments give the same bytes. ExportError
    as for `g.part`, or if the page has more than 20,000 nodes or 25 MB and `force` is not given, or if pyvis lacks its drawing
    library.

    >>> import kg
    >>> page = kg.page(kg.load(), around="scs", steps=1, title="Spinal cord stimulation")
    >>> b"<title>Spinal cord stimulation</title>" in page
    True
    """
    from kg.errors import a_flag
    from kg.model.protocol import a_graph
    from kg.page.html import rendered
    from kg.part import excerpt

    a_graph(graph)
    part = excerpt(
        graph,
        around=around,
        steps=steps,
        category=category,
        section=section,
        modality=modality,
        source=source,
        title=title,
    )
    return rendered(part, len(graph), force=a_flag("force", force))
