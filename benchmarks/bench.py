"""What a measurement is: a figure beside another, and processes that take turns."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import write

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = {"kgx": ROOT / ".venv-kgx/bin/python"}
"""Peers with an environment of their own, which `make validate` makes: KGX wants an older DuckDB than we measure."""

# Bytecode is written, as it is on a user's machine; only the run that warms up pays for it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


class Figure(NamedTuple):
    """A row of the table. `value` stands in the unit that `what` names; `limit` is the most that the ratio may be,
    infinite where nothing is promised.
    """

    what: str
    value: float
    beside: str
    other: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.value / self.other

    def row(self) -> str:
        cells = (
            self.what,
            f"{self.value:.4g}",
            self.beside,
            f"{self.other:.4g}",
            f"{self.ratio:.2f}",
            f"{self.limit:g}" if self.limit < float("inf") else "–",
        )
        holds = "–" if self.limit == float("inf") else "yes" if self.ratio <= self.limit else "**no**"
        return f"| {' | '.join(cells)} | {holds} |"


HEADER = "| what | measured | compared with | its figure | ratio | at most | holds |\n|---|---|---|---|---|---|---|"


class Bench:
    """Where generated graphs lie, and how often each measurement is repeated."""

    def __init__(self, folder: Path, runs: int, quick: bool, large: bool) -> None:
        self.folder = folder
        self.runs = runs
        self.quick = quick
        self.large = large

    @property
    def most(self) -> int:
        """How many claims the largest graph of most groups has."""
        return 100_000 if self.quick else 10_000_000 if self.large else 1_000_000

    def graph(self, claims: int, nodes: int | None = None) -> Path:
        """A generated data folder, made once."""
        path = self.folder / f"{claims}-{nodes or 'some'}"
        if not path.is_dir():
            say(f"generating {claims:,} claims")
            write(path, claims, nodes=nodes)
        return path

    def processes(self, commands: dict[str, Sequence[str]]) -> dict[str, float]:
        """CPU milliseconds of whole processes, taken in turn; the median of the runs."""
        times: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(self.runs * 2 + 1):
            for name, command in commands.items():
                spent = _cpu(command)
                if run:  # The first warms the disk up.
                    times[name].append(spent * 1000)
        return {name: statistics.median(some) for name, some in times.items()}

    def measure(
        self, what: str, peers: Sequence[str], folder: Path, runs: int | None = None
    ) -> dict[str, dict[str, float]]:
        """The results of `benchmarks.measure` for each peer, taken in turn; the medians of the runs."""
        results: dict[str, list[dict[str, float]]] = {peer: [] for peer in peers}
        for _ in range(runs or self.runs):
            for peer in peers:
                say(f"{what} {folder.name} {peer}")
                python = str(PYTHONS.get(peer, sys.executable))
                command = [python, "-m", "benchmarks.measure", what, peer, str(folder)]
                done = subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, check=False, cwd=ROOT)
                if done.returncode:
                    raise SystemExit(f"{' '.join(command)}:\n{done.stderr}")
                results[peer].append(json.loads(done.stdout.splitlines()[-1]))
        return {
            peer: {key: statistics.median(one[key] for one in some) for key in some[0]}
            for peer, some in results.items()
        }


def _cpu(command: Sequence[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def present(*peers: str) -> list[str]:
    """Those of the peers that are installed."""

    def there(peer: str) -> bool:
        if peer in PYTHONS:
            return PYTHONS[peer].exists()
        return peer == "kg" or peer.startswith("dicts") or find_spec(peer.split(",")[0]) is not None

    found = [peer for peer in peers if there(peer)]
    for peer in sorted({*peers} - {*found}):
        remedy = "run `make validate`" if peer in PYTHONS else "install the group `benchmarks`"
        say(f"{peer} is not installed, and left out; {remedy}")
    return found
