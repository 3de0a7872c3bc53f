"""How time grows with size, drawn as SVG: the same bytes for the same figures."""

from pathlib import Path
from typing import Any

from benchmarks.bench import Bench

LABELS = {
    "dicts": "bare dicts",
    "memory": "kg in memory",
    "duckdb": "kg over Parquet, DuckDB",
}
COLOURS = {"kg": "#0072B2", "memory": "#0072B2", "dicts": "#999999", "networkx": "#D55E00", "duckdb": "#009E73"}


def plot(bench: Bench, path: Path) -> None:
    """Measure at sizes from 1,000 claims on, each ten times the one before, and draw time beside size."""
    sizes = [10**power for power in range(3, len(str(bench.most)))]
    load: dict[str, list[float]] = {peer: [] for peer in ("kg", "dicts", "networkx")}
    hop: dict[str, list[float]] = {"kg": []}
    chains: dict[str, list[float]] = {"memory": [], "duckdb": []}
    for size in sizes:
        folder, runs = bench.graph(size), 1 if size > 100_000 else bench.runs
        for peer, result in bench.measure("load", list(load), folder, runs).items():
            load[peer].append(result["seconds"] / size * 1e6)
        hop["kg"].append(bench.measure("hop", ["kg"], folder, runs)["kg"]["all"])
        for peer, result in bench.measure("engines", list(chains), folder, 1).items():
            chains[peer].append(result["the first 100 of all chains"])
    panels = {
        "Load, µs a claim": load,
        "One hop, µs": hop,
        "First 100 of all chains of two, ms": chains,
    }
    draw(sizes, panels, path)


def draw(sizes: list[int], panels: dict[str, dict[str, list[float]]], path: Path) -> None:
    """Panels side by side, each with a line for each peer."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "kg", "svg.fonttype": "none", "font.family": "sans-serif"})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(panels), figsize=(4 * len(panels), 3.2), layout="constrained")
    each: Any
    for each, (title, lines) in zip(axes, panels.items(), strict=True):
        for peer, values in lines.items():
            each.plot(sizes, values, marker="o", color=COLOURS[peer], label=LABELS.get(peer, peer))
        each.set(xscale="log", title=title, xlabel="claims")
        if max(map(max, lines.values())) > 10 * min(map(min, lines.values())):
            each.set_yscale("log")
        else:
            each.set_ylim(0, 1.4 * max(map(max, lines.values())))
        each.grid(alpha=0.3)
        each.legend(frameon=False)
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
