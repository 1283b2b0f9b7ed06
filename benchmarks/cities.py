"""Inputs: real cities, the same with every vertex a node, tiles of one, and facilities drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from accessibility.network import Network

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
EXTRACTS = {
    "monaco": ROOT / "data" / "monaco" / "monaco.osm.pbf",
    "helsinki": DATA / "helsinki" / "Helsinki_centre.osm.pbf",
    "newport": DATA / "newport" / "newport-2023-06-13.osm.pbf",
    "heidelberg": DATA / "heidelberg" / "heidelberg.osm.pbf",
    "porto": DATA / "porto" / "porto_portugal.osm.pbf",
}
TYPES = 20
WALK_M = 1200.0  # 15 minutes at 4.8 km/h
MM_PER_S = 4800 / 3.6
SEED = 2024


class MissingDataError(Exception):
    """Data that a row needs is not on this machine."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Streets anyone may walk both ways, as every engine gets them; n nodes, m edges."""

    name: str
    xy: NDArray[np.float64]  # [n, 2], metres
    tail: NDArray[np.int32]  # [m]
    head: NDArray[np.int32]
    mm: NDArray[np.int32]

    @property
    def n(self) -> int:
        return len(self.xy)

    def save(self, path: Path) -> None:
        np.savez(path, xy=self.xy, tail=self.tail, head=self.head, mm=self.mm, name=self.name)

    @classmethod
    def load(cls, path: Path) -> "Graph":
        with np.load(path) as held:
            arrays = {key: held[key] for key in ("xy", "tail", "head", "mm")}
            return cls(name=str(held["name"]), **arrays)


def extract(name: str) -> Path:
    """Where a city's extract lies."""
    path = EXTRACTS[name]
    if not path.is_file():
        raise MissingDataError(f"no {path.name} in {path.parent.name}/ of the shared test data")
    return path


def walked(network: "Network", name: str, *, every_vertex: bool = False) -> Graph:
    """The largest piece of the streets that may be walked both ways.

    Gates, delays and one-way footways are left out, so that all engines answer one question.
    With `every_vertex`, every bend of a street is a node.
    """
    from benchmarks import ours

    both = ours.walkable_both_ways(network)
    piece = network.components(both)[network.edge_tail] == 0
    edges = np.flatnonzero(both & piece & (network.edge_tail != network.edge_head))
    xy, tail, head, mm = _vertices(network, edges) if every_vertex else _junctions(network, edges)
    used, rows = np.unique(np.concatenate((tail, head)), return_inverse=True)
    tail, head = rows.astype(np.int32).reshape(2, -1)
    return Graph(name=name, xy=xy[used], tail=tail, head=head, mm=np.maximum(mm, 1))


def _junctions(network: "Network", edges: NDArray[np.int64]) -> tuple[NDArray, ...]:
    mm = network.edge_mm[edges]
    return network.node_xy, network.edge_tail[edges], network.edge_head[edges], mm


def _vertices(network: "Network", edges: NDArray[np.int64]) -> tuple[NDArray, ...]:
    """Every piece between two vertices as an edge; vertices inside an edge get a new node."""
    first = network.vertex_first.astype(np.int64)
    node = np.arange(len(network.vertex_xy)) + network.n_nodes
    node[first[:-1]] = network.edge_tail
    node[first[1:] - 1] = network.edge_head
    chosen = np.zeros(network.n_edges, bool)
    chosen[edges] = True
    inside = np.repeat(chosen, np.diff(first))
    inside[first[1:] - 1] = False
    start = np.flatnonzero(inside)
    step = network.vertex_xy[start + 1] - network.vertex_xy[start]
    mm = np.round(np.hypot(*step.T) * 1000).astype(np.int32)
    xy = np.concatenate((network.node_xy, network.vertex_xy))
    different = node[start] != node[start + 1]
    return xy, node[start][different], node[start + 1][different], mm[different]


@lru_cache
def network_of(name: str) -> "Network":
    """A city's streets from its extract, read once for all rows."""
    from benchmarks import ours

    return ours.network(extract(name))


def city(name: str, *, every_vertex: bool = False) -> Graph:
    """A city's walking graph from its extract."""
    network = network_of(name)
    label = f"{name.capitalize()}{', every vertex' if every_vertex else ''}"
    return walked(network, label, every_vertex=every_vertex)


def tiled(graph: Graph, across: int, down: int) -> Graph:
    """Copies of a city side by side, lengths changed by up to 10 %, neighbours linked.

    Each tile is joined to the next one by 50 streets between nodes drawn for both, so that
    searches run across; no two tiles have the same lengths.
    """
    rng = np.random.default_rng(SEED)
    tiles, n, m = across * down, graph.n, len(graph.tail)
    size = np.ptp(graph.xy, axis=0) + 100.0
    column, row = np.arange(tiles) % across, np.arange(tiles) // across
    xy = (graph.xy[None] + (np.column_stack((column, row)) * size)[:, None]).reshape(-1, 2)
    shift = np.repeat(np.arange(tiles, dtype=np.int64) * n, m)
    tail, head = np.tile(graph.tail, tiles) + shift, np.tile(graph.head, tiles) + shift
    mm = np.tile(graph.mm, tiles) * rng.uniform(0.9, 1.1, tiles * m)
    beside = [(t, t + 1) for t in range(tiles) if (t + 1) % across]
    below = [(t, t + across) for t in range(tiles - across)]
    pairs = np.repeat(np.array(beside + below, np.int64).reshape(-1, 2), 50, axis=0)
    ends = pairs * n + rng.integers(0, n, (len(pairs), 1))
    link = rng.uniform(50_000, 500_000, len(pairs))
    return Graph(
        name=f"{graph.name} x {tiles}",
        xy=xy,
        tail=np.concatenate((tail, ends[:, 0])).astype(np.int32),
        head=np.concatenate((head, ends[:, 1])).astype(np.int32),
        mm=np.maximum(np.round(np.concatenate((mm, link))), 1).astype(np.int32),
    )


def facilities(graph: Graph, *, types: int = TYPES) -> list[NDArray[np.int64]]:
    """Nodes that hold a facility, type by type: from one node in 5,000 to one in fifty."""
    rng = np.random.default_rng(SEED)
    sizes = np.geomspace(max(graph.n // 5000, 3), max(graph.n // 50, 20), types).astype(int)
    return [np.sort(rng.choice(graph.n, size, replace=False)) for size in sizes]


def drawn(graph: Graph, count: int) -> NDArray[np.int64]:
    """So many nodes, each once."""
    return np.sort(np.random.default_rng(SEED + 1).choice(graph.n, count, replace=False))


def joined(groups: Sequence[NDArray[np.int64]]) -> tuple[NDArray[np.int64], list[NDArray]]:
    """All facilities' nodes one after the other, and the rows of each type."""
    first = np.concatenate(([0], np.cumsum([len(group) for group in groups])))
    return np.concatenate(groups), [np.arange(a, b) for a, b in pairwise(first)]
