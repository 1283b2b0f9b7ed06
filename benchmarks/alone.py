"""One engine's nearest facilities, alone in a process, for its memory.

    python -m benchmarks.alone ENGINE GRAPH.npz

Everything is counted: imports, the graph, the search, the answer.
"""

import gc
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.cities import WALK_M, Graph, facilities, joined
from benchmarks.clock import held_mb, peak_mb, tell

LIMIT_MM = WALK_M * 1000


def by_us(graph: Graph) -> dict[str, float]:
    """Ours, bytes a node: at most while the graph is made, made, and at most while searching."""
    from benchmarks import ours

    one, two = np.array([0], np.int32), np.array([1], np.int32)
    small = ours.travel(graph.xy[:2], one, two, two)
    points = ours.at_nodes(np.arange(2))
    ours.nearest(small, points, points, [np.arange(2)], 10, 1)  # compiled, or read from its cache
    arrays = sum(own.nbytes for own in (graph.xy, graph.tail, graph.head, graph.mm)) / 2**20
    started = held_mb() - arrays
    nodes, rows = joined(facilities(graph))
    travel = ours.travel(graph.xy, graph.tail, graph.head, graph.mm)
    points, doors = ours.at_nodes(np.arange(graph.n)), ours.at_nodes(nodes)
    ours.ready(travel)
    built = peak_mb()
    gc.collect()
    made = held_mb()
    answer = ours.nearest(travel, points, doors, rows, int(LIMIT_MM), 2)
    result = sum(table.nbytes for table in answer) / 2**20
    told = {"built": built, "made": made, "searched": peak_mb() - result}
    return {key: (value - started) * 2**20 / graph.n for key, value in told.items()}


def by_scipy(graph: Graph) -> None:
    peers.scipy_nearest(peers.scipy_graph(graph), facilities(graph), LIMIT_MM)


def by_networkx(graph: Graph) -> None:
    peers.networkx_nearest(peers.networkx_graph(graph), facilities(graph), LIMIT_MM)


def by_pandana(graph: Graph) -> None:
    made = peers.pandana_graph(graph)
    groups = facilities(graph)
    peers.pandana_facilities(made, graph, groups, LIMIT_MM, 1)
    peers.pandana_nearest(made, groups, LIMIT_MM)


ENGINES: dict[str, Callable[[Graph], dict[str, float] | None]] = {
    "ours": by_us,
    "scipy": by_scipy,
    "networkx": by_networkx,
    "pandana": by_pandana,
}

if __name__ == "__main__":
    tell(ENGINES[sys.argv[1]](Graph.load(Path(sys.argv[2]))))
