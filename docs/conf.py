"""The settings of the site, for Sphinx. `make site` builds it: docs/build_site.py says from what."""

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

import kg

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

sys.path.insert(0, str(Path(__file__).parent))
import records
from notebooks import as_markdown

NAVIGATION = {
    "Tutorial": ["A first half hour <docs/tutorial>"],
    "How-to guides": [
        "Ask the graph <docs/asking>",
        "Write SPARQL <docs/sparql>",
        "SPARQL in the browser <docs/query>",
        "Analyse it with networkx <docs/analysis>",
        "Use the page <docs/page>",
        "Open it in your tool <docs/formats>",
        "Gephi, Cytoscape, Neo4j <docs/networks>",
        "R <docs/r>",
        "Protégé <docs/protege>",
        "Addresses <docs/addresses>",
        "Triple stores <docs/triple-stores>",
        "AI agents <docs/agents>",
        "Other people's graphs <docs/other-graphs>",
        "Add an article <docs/add-an-article>",
        "Thousands of articles <docs/scale>",
    ],
    "Reference": [
        "Python API <docs/api/index>",
        "Command line <docs/cli>",
        "Vocabulary <docs/vocabulary>",
        "Entities <entity/index>",
        "Claims <claim/index>",
        "Sources <source/index>",
        "Data, column by column <data/README>",
        "File formats <exports/README>",
        "Changes <CHANGELOG>",
    ],
    "Explanation": [
        "Overview <README>",
        "How the data was read <docs/curation>",
        "What studies found <docs/evidence>",
        "Next to other graphs <docs/comparison>",
        "How fast, and how large <docs/performance>",
        "Architecture <docs/architecture>",
        "Contributing <CONTRIBUTING>",
        "Releasing <docs/releasing>",
    ],
}
"""The pages in the order of the sidebar: what it says, and the path of the document without its suffix."""

project = "neuromod-kg"
html_title = f"neuromod-kg {kg.__version__}"
copyright = ""
extensions = ["sphinx.ext.autodoc", "myst_parser"]
source_suffix = {".md": "markdown", ".ipynb": "markdown"}
root_doc = "index"
default_role = "code"
nitpicky = True
language = "en"

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_js_files = ["site.js"]
templates_path = ["templates"]
html_favicon = "static/favicon.svg"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_logo = html_favicon
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-brand-primary": "#1f56c3",
        "color-brand-content": "#1f56c3",
        "color-link": "#1f56c3",
    },
    "dark_css_variables": {"color-brand-primary": "#93b7ff", "color-brand-content": "#93b7ff", "color-link": "#93b7ff"},
}
pygments_dark_style = "a11y-dark"

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"
nitpick_ignore_regex = [
    ("py:class", r"(collections\.abc|decimal|pathlib|pandas|networkx|rdflib)\..*|Decimal|Traversable"),
    (
        "py:class",
        r"kg\.model\.protocol\.(Graph|Pair)|kg\.model\.answers\.(Shown|T)|kg\.engines\.Engine|Answer|Ask|Graph|Names",
    ),
]
"""Types of other libraries, and those of ours that users neither make nor get."""


def read_source(app: "Sphinx", name: str, source: list[str]) -> None:
    """A notebook becomes Markdown, and the first page gets the navigation, which a forge would show as code."""
    if Path(app.env.doc2path(name)).suffix == ".ipynb":
        try:
            source[0] = as_markdown(json.loads(source[0]))
        except ValueError as error:
            logging.getLogger(__name__).warning("%s", error, location=name)
    if name == root_doc:
        for caption, pages in NAVIGATION.items():
            source[0] += "\n".join(["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *pages, "```", ""])


class LinkedFiles(SphinxTransform):
    """A file that is linked to and is no page comes to the place that it has in the repository, so the link stays as it is."""

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        for link in list(self.document.findall(addnodes.download_reference)):
            name, path = self.env.relfn2path(link["reftarget"], self.env.docname)
            target = Path(self.app.outdir) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            link.replace_self(nodes.reference("", "", *link.children, refuri=link["reftarget"], internal=True))


class TrimmedCode(SphinxTransform):
    """An example ends with an empty line, as doctest wants it, that no reader needs."""

    default_priority = 400

    def apply(self, **kwargs: object) -> None:
        for block in self.document.findall(nodes.literal_block):
            block.rawsource = block.rawsource.rstrip()
            block[:] = [nodes.Text(block.rawsource)]


def find_class(
    app: "Sphinx", env: "BuildEnvironment", node: addnodes.pending_xref, content: nodes.Element
) -> nodes.Element | None:
    """A type in a signature has the name of the module where it is written: link it by its last part, if a page has that."""
    if node.get("refdomain") != "py":
        return None
    domain = env.domains.python_domain
    last = "." + node["reftarget"].rpartition(".")[2]
    found = [
        name
        for name, entry in domain.objects.items()
        if name.endswith(last) and entry.objtype in ("class", "exception")
    ]
    if len(found) != 1:
        return None
    return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", found[0], node, content)


def setup(app: "Sphinx") -> None:
    """Called by Sphinx."""
    app.connect("missing-reference", find_class)
    app.connect("source-read", read_source)
    records.setup(app)
    app.add_transform(LinkedFiles)
    app.add_transform(TrimmedCode)
