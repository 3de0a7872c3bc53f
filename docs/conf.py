"""The settings of the site, for Sphinx. `make site` builds it: docs/build_site.py says from what."""

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

import kg

if TYPE_CHECKING:
    from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent))
import records
from notebooks import as_markdown

NAVIGATION = {
    "Tutorial": ["docs/tutorial"],
    "How-to guides": [
        "docs/asking",
        "docs/sparql",
        "docs/query",
        "docs/analysis",
        "docs/page",
        "docs/formats",
        "docs/networks",
        "docs/addresses",
        "docs/triple-stores",
        "docs/agents",
        "docs/other-graphs",
        "docs/add-an-article",
        "docs/scale",
    ],
    "Reference": [
        "docs/api/index",
        "docs/cli",
        "docs/vocabulary",
        "entity/index",
        "claim/index",
        "source/index",
        "data/README",
        "exports/README",
        "CHANGELOG",
    ],
    "Explanation": [
        "README",
        "docs/curation",
        "docs/evidence",
        "docs/comparison",
        "docs/performance",
        "docs/architecture",
        "CONTRIBUTING",
        "docs/releasing",
    ],
}
"""The pages in the order of the sidebar, as documents are named here: by path, without suffix."""

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
html_favicon = "static/favicon.svg"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}

myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

autodoc_typehints = "description"
autodoc_member_order = "bysource"


def read_source(app: "Sphinx", name: str, source: list[str]) -> None:
    """A notebook becomes Markdown, and the first page gets the navigation, which a forge would show as code."""
    if Path(app.env.doc2path(name)).suffix == ".ipynb":
        source[0] = as_markdown(json.loads(source[0]))
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


def setup(app: "Sphinx") -> None:
    """Called by Sphinx."""
    app.connect("source-read", read_source)
    records.setup(app)
    app.add_transform(LinkedFiles)
