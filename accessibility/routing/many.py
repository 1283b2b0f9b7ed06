"""All cells and facilities within a limit of each other."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.joined import Joins, Sides, both_sides
from accessibility.routing.kernels import (
    BEYOND,
    Arcs,
    Edges,
    Finds,
    Int32,
    Int64,
    Places,
    Sources,
    Space,
    Streets,
    Targets,
    pairs_of_groups,
    ring_size,
    space_for,
    spread_by,
)
from accessibility.routing.limits import OneLimit, one_limit
from accessibility.routing.profiles import Profile
from accessibility.routing.search import (
    Taken,
    by_edge,
    by_group,
    deal,
    ends,
    largest_seed,
    starts,
)
from accessibility.routing.snapping import JOIN_LIMIT_M

ROOM = 1 << 18  # pairs that a thread holds at least before it hands them over
SPAN = 64  # groups that a thread takes at a time


def travel_table(
    network: Network | TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    access_points: gpd.GeoDataFrame | None = None,
    profile: str | Profile = "walk",
    limit_m: float | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: Joins | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """Metres or minutes from every cell to every facility within a limit.

    Travel is from the cell to the facility, by its nearest door, with the straight ways to
    and from the street. Arguments are those of `nearest`.

    Parameters
    ----------
    limit_m, limit_min : float
        One of them: the longest distance, or the longest time, inclusive.

    Returns
    -------
    DataFrame, sorted by cell (in the order of `cells`) and then facility_id
        cell_id : value of the index of `cells`
        facility_id : value of the index of `facilities`
        metres (float) [m] or minutes (float) [min], as the limit was given

        No row is beyond the limit, or a cell or facility that cannot join the network
        (`unjoined` tells which).

    Raises
    ------
    InputError
        As `nearest`, and where not just one limit is given.
    """
    graph = as_graph(network, profile)
    asked = one_limit(graph, limit_m, limit_min)
    sides = both_sides(
        graph, cells, facilities, access_points,
        certainty=certainty, join_limit_m=join_limit_m, joined=joined,
    )  # fmt: skip
    cell, rank, cost = pairs_within(graph, asked, sides, threads)
    return pd.DataFrame(
        {
            "cell_id": pd.Series(ids_at(cells.index, cell)),
            "facility_id": pd.Series(ids_at(sides.ids, rank)),
            asked.column: asked.values(cost),
        }
    )


def ids_at(index: pd.Index, rows: Int32) -> pd.Index:
    """Values of an index, pairs as tuples."""
    flat = index.to_flat_index() if isinstance(index, pd.MultiIndex) else index
    return flat.take(rows)


def pairs_within(
    graph: TravelGraph, asked: OneLimit, sides: Sides, threads: int | None
) -> tuple[Int32, Int32, Int32]:
    """Row of the cell, rank of the facility and cost, by cell and then rank.

    Searches run from the side that has fewer; the answer is the same.
    """
    alone = np.flatnonzero(~sides.unknown)
    from_doors = len(sides.owners) <= len(alone)
    work = from_facilities(graph, asked, sides) if from_doors else _from_cells(graph, asked, sides)
    each, target, cost = work.pairs(threads)
    source = np.repeat(np.arange(len(each), dtype=np.int32), each)
    if from_doors:
        return _ordered(target, source, cost, len(sides.cells))
    rank, cell, cost = _ordered(target, alone.astype(np.int32)[source], cost, len(sides.owners))
    return _ordered(cell, rank, cost, len(sides.cells))


@dataclass(frozen=True, eq=False)
class Work:
    """A search from each of g groups of places, for t targets."""

    streets: Streets
    sources: Sources
    targets: Targets
    t: int
    limit: int
    n_nodes: int
    ring: int

    @property
    def g(self) -> int:
        """Number of groups."""
        return len(self.sources.groups.first) - 1

    def space(self) -> tuple[Space, Finds]:
        """Work space for one thread."""
        finds = Finds(np.full(self.t, BEYOND, np.int32), np.empty(self.t, np.int32))
        return space_for(self.n_nodes, self.ring), finds

    def pairs(self, threads: int | None) -> tuple[Int64, Int32, Int32]:
        """Number of targets of every group; targets and costs, group after group."""
        each = np.zeros(self.g, np.int64)
        parts: dict[int, list[tuple[Int32, Int32]]] = {}

        def answer(spans: deque[tuple[int, int]]) -> None:
            space, finds = self.space()
            for start, stop in Taken(spans):
                parts[start] = self._span(start, stop, space, finds, each)

        deal(answer, [(a, min(a + SPAN, self.g)) for a in range(0, self.g, SPAN)], threads)
        none = np.zeros(0, np.int32)
        rows = [part for start in sorted(parts) for part in parts[start]]
        return (
            each,
            np.concatenate([none, *(target for target, _ in rows)]),
            np.concatenate([none, *(cost for _, cost in rows)]),
        )

    def _span(
        self, start: int, stop: int, space: Space, finds: Finds, each: Int64
    ) -> list[tuple[Int32, Int32]]:
        """Pairs of some groups, in parts: t rows are room for a group at least."""
        parts = []
        while start < stop:
            target, cost = np.empty((2, max(self.t, ROOM)), np.int32)
            ended = pairs_of_groups(
                self.streets, self.sources, start, stop, self.targets, self.limit,
                space, finds, each, target, cost,
            )  # fmt: skip
            filled = int(each[start:ended].sum())
            parts.append((target[:filled].copy(), cost[:filled].copy()))
            start = ended
        return parts


def from_facilities(graph: TravelGraph, asked: OneLimit, sides: Sides) -> Work:
    """A search from every facility, by rank, against the way of travel, for cells."""
    costs = asked.costs
    here, there = starts(graph, costs, sides.cells), ends(graph, costs, sides.doors)
    rows = np.arange(len(sides.cells), dtype=np.int32)
    return _work(graph, asked, (there, sides.doors_by_owner()), (here, rows, len(rows)), True)


def _from_cells(graph: TravelGraph, asked: OneLimit, sides: Sides) -> Work:
    """A search from every cell that joins the network, for facilities."""
    costs = asked.costs
    here, there = starts(graph, costs, sides.cells), ends(graph, costs, sides.doors)
    groups = [np.array([row]) for row in np.flatnonzero(~sides.unknown).tolist()]
    known = sides.owner >= 0
    there = Places(*(column[known] for column in there))
    return _work(
        graph, asked, (here, groups), (there, sides.owner[known], len(sides.owners)), False
    )


def _work(
    graph: TravelGraph,
    asked: OneLimit,
    from_: tuple[Places, Sequence[Int64]],
    to: tuple[Places, Int32, int],
    towards: bool,
) -> Work:
    costs, limit = asked.costs, asked.most
    street = (graph.arcs_towards if towards else graph.arcs_from)[costs.unit]
    mm, along, against = costs.edges
    edges = Edges(mm, along, against) if towards else Edges(mm, against, along)
    places, owner, t = to
    ring = ring_size(max(street.largest, largest_seed(from_[0], limit)), street.shift)
    return Work(
        Streets(street.arcs, edges, street.shift),
        Sources(from_[0], np.zeros(len(from_[0].edge), np.int32), by_group(from_[1])),
        Targets(places, owner, _beside(graph.n_nodes, edges, places, owner, limit),
                by_edge(places, len(mm))),
        t, limit, graph.n_nodes, ring,
    )  # fmt: skip


def _beside(n_nodes: int, edges: Edges, places: Places, owner: Int32, limit: int) -> Arcs:
    """From every node to the owners of the places on its edges.

    Left out is an end of the edge from which the place is no nearer than by way of the other
    end, as for a place at that other end.
    """
    node = np.concatenate((places.tail, places.head))
    cost = np.concatenate((places.by_tail, places.by_head))
    both = np.concatenate((owner, owner))
    half = len(owner)
    one_end = (places.tail == places.head) & (places.tail >= 0)
    cost[:half][one_end] = np.minimum(places.by_tail, places.by_head)[one_end]
    use = (node >= 0) & (cost <= limit)
    use[half:] &= ~one_end
    on = np.flatnonzero((places.edge >= 0) & (places.tail != places.head))
    edge, by_tail, by_head = places.edge[on], places.by_tail[on], places.by_head[on]
    from_tail = by_tail + edges.along[edge] <= by_head  # the search goes from head to tail too
    from_head = by_head + edges.against[edge] <= by_tail
    use[half + on[from_tail]] = False
    use[on[from_head & ~from_tail]] = False
    first = np.zeros(n_nodes + 1, np.int32)
    np.cumsum(np.bincount(node[use], minlength=n_nodes), out=first[1:])
    return Arcs(first, _spread(node[use], both[use], cost[use], first))


def _ordered(key: Int32, other: Int32, cost: Int32, keys: int) -> tuple[Int32, Int32, Int32]:
    """Rows by key, and among these as they were."""
    count = np.bincount(key, minlength=keys)
    first = np.concatenate(([0], np.cumsum(count)))
    out = _spread(key, other, cost, first)
    ordered = np.repeat(np.arange(keys, dtype=np.int32), count)
    return ordered, np.ascontiguousarray(out[:, 0]), np.ascontiguousarray(out[:, 1])


def _spread(key: Int32, other: Int32, cost: Int32, first: NDArray[np.integer]) -> Int32:
    """`other` and `cost` [rows, 2] by key, where those of key i begin at `first[i]`."""
    out = np.empty((len(key), 2), np.int32)
    spread_by(key, other, cost, first[:-1].astype(np.int64), out)
    return out
