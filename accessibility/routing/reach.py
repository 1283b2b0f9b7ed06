"""Which parts of which edges lie within a limit of places, cut to the millimetre."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from accessibility.routing.graph import Costs, TravelGraph
from accessibility.routing.kernels import (
    Edges,
    Int32,
    Int64,
    Places,
    Rows,
    portions_of_groups,
    ring_size,
    space_for,
)
from accessibility.routing.search import available_cores, ends, largest_seed, starts

BATCH = 64  # origins that a thread searches from before it hands over what it found


@dataclass(frozen=True, eq=False)
class Portions:
    """Parts of edges from one position to another [mm from the tail], by origin and limit."""

    origin: Int64  # row of the origin: of the point, or of the group of points
    limit: Int64  # row of the limits
    edge: Int64
    start: Int64
    stop: Int64
    owner: Int64  # row of the place that is nearest, where places were told apart


@dataclass(frozen=True, eq=False)
class Reacher:
    """All that searching from groups of joined places needs.

    Attributes
    ----------
    places : joined places, as left or (with `reverse`) as arrived at
    rank : int32 [p], whose places they are, where one search tells several apart
    groups : rows of `places`, one group an origin; on each edge in order of position
    by_node : the edges that those underway may use (with `reverse`: leave), at each of their nodes
    limits : int64, ascending, in whole mm or ms
    """

    graph: TravelGraph
    costs: Costs
    places: Places
    rank: Int32
    groups: Rows
    by_node: Rows
    limits: Int64
    reverse: bool

    @property
    def origins(self) -> int:
        """Number of groups."""
        return len(self.groups.first) - 1

    def batches(self) -> list[Int32]:
        """The origins, some at a time."""
        return [
            np.arange(low, min(low + BATCH, self.origins), dtype=np.int32)
            for low in range(0, self.origins, BATCH)
        ]

    def portions(self, mine: Int32, *, ordered: bool = False) -> Int32:
        """Portions of some of the origins: group, limit, edge, start, stop and rank [k, 6]."""
        graph, most = self.graph, int(self.limits.max())
        street = (graph.arcs_towards if self.reverse else graph.arcs_from)[self.costs.unit]
        ring = ring_size(max(street.largest, largest_seed(self.places, most)), street.shift)
        # travellers leave the streets from which a place is reached, private ones too
        underway = self.costs.leaving if self.reverse else self.costs.edges
        found: Int32 = portions_of_groups(
            street.arcs, self.by_node, graph.tail, graph.head,
            _turned(underway, self.reverse), _turned(self.costs.leaving, self.reverse),
            self.places, self.rank, self.groups, mine, self.limits, street.shift,
            space_for(graph.n_nodes, ring), np.empty(graph.network.n_edges, np.int32),
            np.zeros(graph.network.n_edges, np.int32), ordered,
        )  # fmt: skip
        return found


def reacher(
    graph: TravelGraph,
    costs: Costs,
    joined: pd.DataFrame,
    limits: Int64,
    *,
    reverse: bool,
    group: Int64 | None = None,
    rank: Int64 | None = None,
) -> Reacher:
    """Searches from joined places to the limits; see `Reacher`.

    Parameters
    ----------
    joined : DataFrame as `join` gives it
    limits : int64, in any order; the result has them ascending
    group : int64 [p], the origin that each place belongs to; each its own by default
    rank : int64 [p], see `Reacher`; not told apart by default
    """
    places = (ends if reverse else starts)(graph, costs, joined)
    rows = np.arange(len(places.edge)) if group is None else group
    order = np.lexsort((places.offset_mm, places.edge, rows))
    first = np.searchsorted(rows[order], np.arange(int(rows.max(initial=-1)) + 2))
    return Reacher(
        graph=graph,
        costs=costs,
        places=places,
        rank=np.zeros(len(rows), np.int32) if rank is None else rank.astype(np.int32),
        groups=Rows(first.astype(np.int32), order.astype(np.int32)),
        by_node=_by_node(graph, leaving=reverse),
        limits=np.sort(limits),
        reverse=reverse,
    )


def portions_of(reach: Reacher, *, threads: int | None = None) -> Portions:
    """All portions of all origins."""
    batches = reach.batches()
    with ThreadPoolExecutor(max(1, min(threads or available_cores(), len(batches)))) as pool:
        found = list(pool.map(partial(reach.portions, ordered=True), batches))
    table = np.concatenate([np.zeros((0, 6), np.int32), *found]).astype(np.int64)
    return Portions(*np.ascontiguousarray(table.T))


def _turned(edges: Edges, reverse: bool) -> Edges:
    """Costs up and down an edge as one moves away from the origin."""
    return Edges(edges.mm, edges.against, edges.along) if reverse else edges


def _by_node(graph: TravelGraph, *, leaving: bool) -> Rows:
    """The edges at every node that those underway, or leaving, use; a loop stands there once."""
    edge = np.flatnonzero(graph.leavable if leaving else graph.along | graph.against)
    loop = graph.tail[edge] == graph.head[edge]
    node = np.concatenate((graph.tail[edge], graph.head[edge[~loop]]))
    edges = np.concatenate((edge, edge[~loop]))
    order = np.lexsort((edges, node))
    first = np.zeros(graph.n_nodes + 1, np.int32)
    np.cumsum(np.bincount(node, minlength=graph.n_nodes), out=first[1:])
    return Rows(first, edges[order].astype(np.int32))
