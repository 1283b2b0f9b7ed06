"""Nearest facility for all nodes of a real city: our kernels beside scipy's Dijkstra.

    python benchmarks/nearest.py [EXTRACT.osm.pbf ...]

The same walking network, the same facilities, the same limit (15 min at 4.8 km/h). Ours
tells which facility it is as well; scipy is asked for the distance alone. Graphs are made
beforehand for both. Distances are compared before any time is printed.
"""

import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from accessibility.crs import metric_crs
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.kernels import Places
from accessibility.routing.search import nearest_places

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
EXTRACTS = ("newport/newport-2023-06-13.osm.pbf", "heidelberg/heidelberg.osm.pbf",
            "porto/porto_portugal.osm.pbf")  # fmt: skip
LIMIT_MM = 1_200_000
TYPES = 20
RUNS = 7


def city(path: Path) -> TravelGraph:
    extract = read_osm(path)
    return travel_graph(street_network(extract.streets, metric_crs(*extract.bounds)), "walk")


def facilities(nodes: np.ndarray) -> list[np.ndarray]:
    """Rows of nodes that hold a facility, type by type: a few, up to one node in fifty."""
    rng = np.random.default_rng(2024)
    sizes = np.geomspace(3, max(len(nodes) // 50, 20), TYPES).astype(int)
    return [np.sort(rng.choice(nodes, size, replace=False)) for size in sizes]


def at_nodes(rows: np.ndarray) -> Places:
    """Places that are nodes: no edge, and nothing to walk to the node."""
    none, zero = np.full(len(rows), -1, np.int32), np.zeros(len(rows), np.int32)
    node = rows.astype(np.int32)
    return Places(none, zero, zero, node, node, zero, zero)


def scipy_graph(graph: TravelGraph) -> csr_matrix:
    """Parallel edges reduced to the shortest: scipy would add them up. No length becomes
    the smallest there is, since scipy takes a stored 0 for no edge in some versions."""
    net, n = graph.network, len(graph.network.node_id)
    keep = graph.open & (net.edge_tail != net.edge_head)
    arcs = pd.DataFrame(
        {
            "a": np.concatenate((net.edge_tail[keep], net.edge_head[keep])),
            "b": np.concatenate((net.edge_head[keep], net.edge_tail[keep])),
            "mm": np.tile(net.edge_mm[keep], 2),
        }
    )
    one_way = np.concatenate((graph.along[keep], graph.against[keep]))
    least = arcs[one_way].groupby(["a", "b"], as_index=False)["mm"].min()
    return csr_matrix((np.maximum(least["mm"], 1e-9), (least["b"], least["a"])), (n, n))


def medians(*works: Callable[[], object]) -> list[float]:
    """Median seconds of each, run in turn, so that a busy moment meets them all."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(RUNS):
        for work, own in zip(works, times, strict=True):
            start = time.perf_counter()
            work()
            own.append(time.perf_counter() - start)
    return [median(own) for own in times]


def compare(path: Path) -> None:
    graph = city(path)
    used = np.unique(np.concatenate((graph.network.edge_tail, graph.network.edge_head)))
    groups = facilities(used)
    points, doors = (
        at_nodes(np.arange(len(graph.network.node_id))),
        at_nodes(np.concatenate(groups)),
    )
    first = np.concatenate(([0], np.cumsum([len(g) for g in groups])))
    rows = [np.arange(a, b) for a, b in pairwise(first)]
    rank = np.arange(len(doors.edge), dtype=np.int32)

    def ours(threads: int) -> tuple[np.ndarray, np.ndarray]:
        return nearest_places(
            graph, graph.mm, points, doors, rank, groups=rows, limit=LIMIT_MM, threads=threads
        )

    matrix = scipy_graph(graph)

    def scipy() -> np.ndarray:
        return np.array(
            [dijkstra(matrix, indices=g, min_only=True, limit=LIMIT_MM) for g in groups]
        )

    cost = ours(2)[0].astype(float)
    cost[cost < 0] = np.inf
    reference = scipy()
    agree = np.array_equal(np.isfinite(cost), np.isfinite(reference))
    reached = np.isfinite(cost)
    worst = float(np.abs(cost[reached] - reference[reached]).max()) if agree else np.nan
    if not agree or worst > 0.5:
        raise SystemExit(f"{path.name}: the two disagree (largest difference {worst} mm)")
    theirs, alone, both = medians(scipy, lambda: ours(1), lambda: ours(2))
    print(
        f"{path.stem:24}{len(used):9,} nodes, {reached.sum():9,} of {cost.size:9,} reached, equal:"
        f" scipy {theirs * 1e3:6.1f} ms, 1 thread {alone * 1e3:6.1f} ms ({theirs / alone:.1f}x),"
        f" 2 threads {both * 1e3:6.1f} ms ({theirs / both:.1f}x)"
    )


def main() -> None:
    paths = [Path(name) for name in sys.argv[1:]] or [DATA / name for name in EXTRACTS]
    for path in paths:
        if path.is_file():
            compare(path)
        else:
            print(f"{path}: not there, left out")


if __name__ == "__main__":
    main()
