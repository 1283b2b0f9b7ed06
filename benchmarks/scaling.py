"""From one city to three million nodes: time for each settled node, and memory."""

import numpy as np

from benchmarks import ours, peers
from benchmarks.agree import compare, table
from benchmarks.cities import TYPES, WALK_M, Graph, city, facilities, joined, tiled
from benchmarks.clock import alternate, process
from benchmarks.machine import cores
from benchmarks.report import WORK, Claim, Line, Section, say

LIMIT_MM = int(WALK_M * 1000)
BASE = "porto"
TILES = ((1, 1), (7, 2), (8, 5))


def run() -> list[Section]:
    one = city(BASE)
    lines: list[Line] = []
    claims: list[Claim] = []
    first = None
    for across, down in TILES:
        graph = tiled(one, across, down) if across * down > 1 else one
        say(f"  {graph.name}: {graph.n:,} nodes")
        each, own, spare = measured(graph)
        lines += own
        first = first or each
        if graph is not one:
            size = f"{graph.n / 1e6:.1f}M nodes, {TYPES} types"
            claims += [
                Claim(f"time a settled node, {size}", f"{one.n:,} nodes", each / first, 3, 2,
                      at_most=True),
                Claim(f"memory, {size}", "results apart", spare, 150, unit="bytes a node",
                      at_most=True),
            ]  # fmt: skip
    return [section(one, lines, claims)]


def measured(graph: Graph) -> tuple[float, list[Line], float]:
    """Our nanoseconds a settled node, the lines, and bytes a node besides the results."""
    groups = facilities(graph)
    nodes, rows = joined(groups)
    WORK.mkdir(exist_ok=True)
    path = WORK / "graph.npz"
    graph.save(path)
    alone = process("benchmarks.alone", "ours", str(path))
    held = alone.told
    travel = ours.travel(graph.xy, graph.tail, graph.head, graph.mm)
    points, doors = ours.at_nodes(np.arange(graph.n)), ours.at_nodes(nodes)
    matrix = peers.scipy_graph(graph)
    works = {
        f"ours, {cores()} threads": lambda: ours.nearest(
            travel, points, doors, rows, LIMIT_MM, cores()
        )[0],
        "scipy": lambda: peers.scipy_nearest(matrix, groups, LIMIT_MM),
    }
    timings = alternate(works, runs=3)
    own, theirs = timings.values()
    reference = table(theirs.first, graph.n)
    settled = int(np.isfinite(reference).sum())
    same = compare(table(own.first, graph.n), reference, within_mm=0.5, who=graph.name)
    each = {name: timing.seconds / settled * 1e9 for name, timing in timings.items()}
    cpu = {name: timing.cpu_seconds / settled * 1e9 for name, timing in timings.items()}
    told = (
        f"{same}; bytes a node: {held['made']:.0f} for the graph ({held['built']:.0f} while it is "
        f"made), {held['searched']:.0f} while searching"
    )
    first, second = each
    lines = [
        Line(f"{graph.n:,} nodes: {first}", each[first], told, own.runs,
             cpu[first], alone.peak_mb),
        Line(f"{graph.n:,} nodes: {second}", each[second], "reference", theirs.runs,
             cpu[second],
             factor=each[second] / each[first]),
    ]  # fmt: skip
    say(f"    {each[first]:.1f} ns and scipy {each[second]:.1f} ns a settled node; {told}")
    return each[first], lines, held["searched"]


def section(one: Graph, lines: list[Line], claims: list[Claim]) -> Section:
    return Section(
        key="scaling",
        title="One and three million nodes",
        unit="ns a settled node",
        text=(
            f"{one.name} ({one.n:,} nodes) side by side, lengths changed by up to 10 % tile by "
            f"tile, neighbours linked by 50 streets each. {TYPES} types, one node in fifty at "
            f"most, within {WALK_M:,.0f} m. A node settled for one type counts once. Memory is "
            "what a process holds that loads the arrays, makes the graph and searches with 2 "
            "threads, less what it held after imports and less the two result tables "
            f"(2 x {TYPES} x 4 bytes a node)."
        ),
        lines=lines,
        claims=claims,
    )
