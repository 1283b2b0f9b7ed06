"""The three nearest facilities of each of 20 types, and which they are."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import ours, peers
from benchmarks.agree import DisagreementError, compare
from benchmarks.cities import TYPES, WALK_M, Graph, city, drawn, facilities
from benchmarks.clock import alternate, seconds
from benchmarks.machine import cores, installed, why_missing
from benchmarks.report import Claim, Line, Section, lines_against, ratio, say

LIMIT_MM = int(WALK_M * 1000)
MOST = 3
SAMPLE = 200
CITIES = (("newport", False), ("porto", True))
ONE, MANY = "ours, 1 thread", f"ours, {cores()} threads"

Costs = NDArray[np.float64]  # [types, nodes, MOST] mm, infinite where there are fewer


def run() -> list[Section]:
    return [measured(city(name, every_vertex=raw)) for name, raw in CITIES]


def measured(graph: Graph) -> Section:
    say(f"  {graph.name}: {graph.n:,} nodes")
    groups = facilities(graph)
    search = ours.Several(graph, groups, LIMIT_MM, MOST)
    works, notes = works_of(search, graph, groups)
    timings = alternate(works)
    mm, rank = timings[MANY].first
    own = np.where(mm < 0, np.inf, mm.astype(np.float64))
    checked = against_scipy(graph, groups, own)
    lines = []
    for name, timing in timings.items():
        told = checked
        if name == "pandana":
            cost, which = pandana_table(timing.first)
            same = compare(cost, own, within_mm=300, who=name)
            told = f"{same}; {named(which, search.within_group(rank), own)}"
        lines.append(Line(name, timing.seconds, told, timing.runs, timing.cpu_seconds))
    if "pandana" not in timings:
        lines.append(Line("pandana", None, why_missing("pandana")))
    lines = lines_against(MANY, lines)
    work = f"the {MOST} nearest, {TYPES} types, {graph.n:,} nodes"
    return Section(
        key="several",
        title=f"The {MOST} nearest, {TYPES} types: {graph.name}",
        text=(
            f"{graph.n:,} nodes, {sum(map(len, groups)):,} facilities on nodes, within "
            f"{WALK_M:,.0f} m. Seconds for all types and nodes; both tell which facilities they "
            f"are. Ours is checked with scipy searches from {SAMPLE} nodes, pandana with ours."
        ),
        lines=lines,
        claims=[Claim(work, "pandana num_pois=3", ratio(lines, "pandana", MANY), 35, 100)],
        notes=notes,
    )


def works_of(
    search: ours.Several, graph: Graph, groups: peers.Groups
) -> tuple[Mapping[str, Callable[[], Any]], list[str]]:
    works: dict[str, Callable[[], Any]] = {
        ONE: lambda: search.run(1),
        MANY: lambda: search.run(cores()),
    }
    if not installed("pandana"):
        return works, []
    took, contracted = seconds(lambda: peers.pandana_graph(graph))
    peers.pandana_facilities(contracted, graph, groups, LIMIT_MM, MOST)
    works["pandana"] = lambda: peers.pandana_several(contracted, groups, LIMIT_MM, MOST)
    return works, [f"pandana (contraction): graph made in {took:.2f} s"]


def against_scipy(graph: Graph, groups: peers.Groups, own: Costs) -> str:
    """Ours beside the three least costs of a search from every node of a sample."""
    from scipy.sparse.csgraph import dijkstra

    nodes = drawn(graph, SAMPLE)
    matrix = peers.scipy_graph(graph)
    reference = np.full((len(groups), SAMPLE, MOST), np.inf)
    for column, node in enumerate(nodes):
        cost = dijkstra(matrix, indices=int(node), limit=LIMIT_MM)
        for row, group in enumerate(groups):
            least = np.sort(cost[group])[:MOST]
            reference[row, column, : len(least)] = least
    return f"{compare(own[:, nodes], reference, within_mm=0.5, who='ours')}, of {SAMPLE} nodes"


def pandana_table(answer: list[Any]) -> tuple[Costs, Costs]:
    """Millimetres, and which facilities of their type (NaN beyond)."""
    tables = np.array([frame.to_numpy(np.float64) for frame in answer])
    return tables[..., :MOST] * 1000, tables[..., MOST:]


def named(which: Costs, here: NDArray[np.int32], own: Costs) -> str:
    """How many facilities have another name than ours, ties in cost apart."""
    there = np.where(np.isnan(which), -1, which)
    reached = np.isfinite(own) & (there >= 0)
    step = np.diff(own, axis=2, prepend=-np.inf, append=np.inf)
    with np.errstate(invalid="ignore"):
        alone = (step[..., :-1] > 300) & (step[..., 1:] > 300)  # nothing else as near
    counted = reached & alone & (np.arange(MOST) < MOST - 1)
    other = int((here != there)[counted].sum())
    if other > 0.001 * counted.sum():
        raise DisagreementError(f"pandana names {other:,} of {counted.sum():,} others")
    return f"{other:,} of {int(counted.sum()):,} named otherwise"
