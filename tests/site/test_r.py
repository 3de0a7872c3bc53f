"""The page on R shows what R prints."""

import re
import subprocess
from collections.abc import Callable

import pytest
from conftest import ROOT, missing

PAGE = ROOT / "docs/r.md"
INSTALL = "apt-get install r-base-core r-cran-data.table r-cran-igraph r-cran-jsonlite"
PACKAGES = 'quit(status = !all(sapply(c("data.table", "igraph", "jsonlite"), requireNamespace, quietly = TRUE)))'


@pytest.mark.checkout
@pytest.mark.slow
def test_r_prints_what_its_page_shows(require: Callable[[str, str], str]) -> None:
    program = require("Rscript", INSTALL)
    if subprocess.run([program, "-e", PACKAGES], check=False, capture_output=True).returncode:
        missing(f"packages of R are missing; install them with: {INSTALL}")
    blocks = re.findall(r"(?ms)^```r\n(.*?)^```", PAGE.read_text(encoding="utf-8"))
    lines = [line for block in blocks for line in block.splitlines()]
    code = "\n".join(line for line in lines if not line.startswith("#>"))
    done = subprocess.run(
        [program, "--vanilla", "-e", f"options(width = 100)\n{code}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()] == [line[3:] for line in lines if line.startswith("#>")]
