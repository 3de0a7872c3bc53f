"""What kgx says of the KGX files in exports/: as many nodes and edges as they have lines, and no fault.

kgx fetches its model when it is imported; the package biolink-model has it as a file.
"""

import importlib.util
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

(place,) = importlib.util.find_spec("biolink_model").submodule_search_locations  # type: ignore[union-attr, misc]
import bmt.toolkit  # noqa: E402
import yaml  # noqa: E402
from kgx import config  # noqa: E402
from linkml_runtime.utils.schemaview import SchemaView  # noqa: E402

ROOT, model = Path(__file__).parent.parent, Path(place) / "schema/biolink_model.yaml"


def from_the_file(toolkit: Any) -> None:
    toolkit.view, toolkit.pmap = SchemaView(str(model)), {"predicate mappings": []}


bmt.toolkit.Toolkit.__init__ = from_the_file
# Its prefixes, and ours, which are declared with the data.
context = dict(yaml.safe_load(model.read_text(encoding="utf-8"))["prefixes"])
context |= tomllib.loads((ROOT / "data/schema.toml").read_text(encoding="utf-8"))["prefixes"]
config.jsonld_context_map.update(dict.fromkeys(("biolink", "monarch_context", "obo_context"), context))
from kgx.transformer import Transformer  # noqa: E402
from kgx.validator import Validator  # noqa: E402

for name in ("neuromod-kg.kgx", "neuromod-kg.evidence.kgx"):
    files = [ROOT / f"exports/{name}.{part}.tsv" for part in ("nodes", "edges")]
    rows = [file.read_text(encoding="utf-8").count("\n") - 1 for file in files]
    read, validator = Counter[str](), Validator()

    def look(entity: Any, record: Any, read: Counter[str] = read, validator: Any = validator) -> None:
        read[entity.name] += 1
        validator(entity, record)

    Transformer(stream=True).transform(
        input_args={"filename": [str(file) for file in files], "format": "tsv"},
        output_args={"format": "null"},
        inspector=look,
    )
    found = [read["NODE"], read["EDGE"]]
    faults = validator.get_errors()
    print(
        f"kgx, {name}: {found[0]} nodes, {found[1]} edges of {rows[0]} and {rows[1]} lines; faults: {faults or 'none'}"
    )
    if found != rows or faults:
        sys.exit(1)
