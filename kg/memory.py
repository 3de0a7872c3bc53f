"""How much memory there is."""

import re
from pathlib import Path


def free() -> int | None:
    """The bytes of memory that are free, if the system says so."""
    try:
        found = re.search(r"MemAvailable: *(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
