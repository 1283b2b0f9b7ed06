"""The nearest facility of each of 20 types, for all nodes, within 15 minutes on foot."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks import ours, peers
from benchmarks.agree import compare, table
from benchmarks.cities import TYPES, WALK_M, Graph, city, facilities, joined
from benchmarks.clock import alternate, process, seconds
from benchmarks.machine import cores, installed, why_missing
from benchmarks.report import WORK, Claim, Line, Section, lines_against, ratio, say

LIMIT_MM = int(WALK_M * 1000)
CITIES = (("newport", False), ("porto", False), ("porto", True))
BARS = {  # peer: (to reach, then); scipy's depends on the size
    "pandana": (100, 300),
    "networkx": (60, None),
}


def run() -> list[Section]:
    return [measured(city(name, every_vertex=raw)) for name, raw in CITIES]


def measured(graph: Graph) -> Section:
    say(f"  {graph.name}: {graph.n:,} nodes")
    groups = facilities(graph)
    many = f"ours, {cores()} threads"
    works, prepared = works_of(graph, groups, many)
    timings = alternate(works)
    reference = table(timings["scipy"].first, graph.n)
    lines = []
    for name, timing in timings.items():
        same = compare(table(timing.first, graph.n), reference, within_mm=300, who=name)
        told = "reference" if name == "scipy" else str(same)
        lines.append(
            Line(name, timing.seconds, told, timing.runs, timing.cpu_seconds, peak(name, graph))
        )
    if "pandana" not in timings:
        lines.append(Line("pandana", None, why_missing("pandana")))
    lines = lines_against(many, lines)
    return Section(
        key="nearest",
        title=f"Nearest facility, {TYPES} types: {graph.name}",
        text=(
            f"{graph.n:,} nodes, {len(graph.tail):,} edges, {sum(map(len, groups)):,} facilities "
            f"on nodes, within {WALK_M:,.0f} m (15 min). Seconds for all types and nodes, the "
            "graph made before. Ours tells which facility it is as well; scipy and networkx tell "
            "the distance alone. Peak memory is of one process that imports, builds and searches."
        ),
        lines=lines,
        claims=claims(graph, lines, many),
        notes=prepared,
    )


def works_of(
    graph: Graph, groups: peers.Groups, many: str
) -> tuple[Mapping[str, Callable[[], Any]], list[str]]:
    """What is run in turn, and what each needed beforehand."""
    nodes, rows = joined(groups)
    notes = []

    def built(name: str, make: Callable[[], Any]) -> Any:
        took, made = seconds(make)
        notes.append(f"{name}: graph made in {took:.2f} s")
        return made

    travel = built("ours", lambda: ours.travel(graph.xy, graph.tail, graph.head, graph.mm))
    points, doors = ours.at_nodes(np.arange(graph.n)), ours.at_nodes(nodes)

    def by_us(threads: int) -> Callable[[], Any]:
        return lambda: ours.nearest(travel, points, doors, rows, LIMIT_MM, threads)[0]

    matrix = built("scipy", lambda: peers.scipy_graph(graph))
    works = {
        "ours, 1 thread": by_us(1),
        many: by_us(cores()),
        "scipy": lambda: peers.scipy_nearest(matrix, groups, LIMIT_MM),
    }
    if installed("networkx"):
        plain = built("networkx", lambda: peers.networkx_graph(graph))
        works["networkx"] = lambda: peers.networkx_nearest(plain, groups, LIMIT_MM)
    if installed("pandana"):
        contracted = built("pandana (contraction)", lambda: peers.pandana_graph(graph))
        peers.pandana_facilities(contracted, graph, groups, LIMIT_MM, 1)
        works["pandana"] = lambda: peers.pandana_nearest(contracted, groups, LIMIT_MM)
    return works, notes


def peak(name: str, graph: Graph) -> float | None:
    """Peak memory of an engine alone, on the largest city only."""
    if graph.n < 200_000 or name == "ours, 1 thread":
        return None
    WORK.mkdir(exist_ok=True)
    path = WORK / "graph.npz"
    graph.save(path)
    return process("benchmarks.alone", name.split(",", maxsplit=1)[0], str(path)).peak_mb


def claims(graph: Graph, lines: list[Line], many: str) -> list[Claim]:
    work = f"nearest, {TYPES} types, {graph.n:,} nodes"
    large = graph.n > 250_000
    bars = {"scipy": (8, 20) if large else (4, 12)} | BARS
    return [
        Claim(work, peer, ratio(lines, peer, many), bar, then)
        for peer, (bar, then) in bars.items()
        if any(line.engine == peer for line in lines)
    ]
