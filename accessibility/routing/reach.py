"""Which parts of which edges lie within a limit of a place, cut to the millimetre."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from accessibility.routing.graph import Costs, TravelGraph
from accessibility.routing.kernels import (
    BEYOND,
    UNREACHED,
    Int32,
    Int64,
    Places,
    ring_size,
    settle,
    space_for,
)
from accessibility.routing.search import ends, largest_seed, starts


@dataclass(frozen=True, eq=False)
class Portions:
    """Parts of edges from one position to another [mm from the tail], by origin and limit."""

    origin: Int64  # row of the point
    limit: Int64  # row of the limits
    edge: Int64
    start: Int64
    stop: Int64


def reached_portions(
    graph: TravelGraph, costs: Costs, joined: pd.DataFrame, limits: Int64, *, reverse: bool
) -> Portions:
    """For every joined point and every limit, the parts of edges within that limit.

    One search, to the longest limit, settles them all. A part ends at the last millimetre
    whose cost is within the limit. With `reverse`, the parts from which the point is
    reached within it. Parts without length are left out.
    """
    street = (graph.arcs_towards if reverse else graph.arcs_from)[costs.unit]
    places = (ends if reverse else starts)(graph, costs, joined)
    most = int(limits.max())
    ring = ring_size(max(street.largest, largest_seed(places, most)), street.shift)
    space = space_for(graph.n_nodes, ring)
    found = []
    for row in np.flatnonzero(places.edge >= 0):
        node = np.array([places.tail[row], places.head[row]])
        cost = np.array([places.by_tail[row], places.by_head[row]], np.int64)
        count = settle(street.arcs, node, cost << 32, most, street.shift, space)
        origin = _Origin(graph, costs, reverse, space.label >> 32, places, int(row))
        for of, limit in enumerate(limits.tolist()):
            parts = _parts(origin, limit)
            asked = np.broadcast_to([[row], [of]], (2, parts.shape[1]))
            found.append(np.concatenate((asked, parts)))
        space.label[space.touched[:count]] = UNREACHED
    return Portions(*np.concatenate([np.zeros((5, 0), np.int64), *found], axis=1))


@dataclass(frozen=True, eq=False)
class _Origin:
    """One place, and the cost of every node from it (to it, in reverse)."""

    graph: TravelGraph
    costs: Costs
    reverse: bool
    node: Int64  # [n], cost of every node
    places: Places
    row: int  # of the places

    @property
    def up(self) -> Int32:
        """Cost of the way between an edge's tail and the parts above it."""
        return self.costs.edges.against if self.reverse else self.costs.edges.along

    @property
    def down(self) -> Int32:
        """Cost of the way between an edge's head and the parts below it."""
        return self.costs.edges.along if self.reverse else self.costs.edges.against


def _parts(origin: _Origin, limit: int) -> Int64:
    """Edge, start and stop [3, parts] of what lies within the limit."""
    net = origin.graph.network
    left_tail, left_head = (
        limit - origin.node[origin.graph.tail],
        limit - origin.node[origin.graph.head],
    )
    near = ((left_tail >= 0) | (left_head >= 0)) & origin.graph.open
    near[origin.places.edge[origin.row]] = False
    edge = np.flatnonzero(near)
    whole = net.edge_mm[edge].astype(np.int64)
    stop = _highest(origin.up[edge], whole, np.zeros_like(whole), left_tail[edge])
    start = _lowest(origin.down[edge], whole, whole, left_head[edge])
    full = start <= stop
    from_tail = np.stack((edge, np.zeros_like(whole), np.where(full, whole, stop)))
    from_head = np.stack((edge, start, whole))[:, ~full]
    parts = np.concatenate((from_tail, from_head, _own_edge(origin, limit)), axis=1)
    return parts[:, parts[1] < parts[2]]


def _highest(cost: Int32, whole: Int64, start: Int64, left: Int64) -> Int64:
    """Highest position reached from `start`, moving up at `cost` an edge; below it if none."""
    spent = np.where(left >= 0, left + cost.astype(np.int64) * start // np.maximum(whole, 1), -1)
    last = ((spent + 1) * whole - 1) // np.maximum(cost, 1)
    last = np.where(spent >= cost, whole, last)
    return np.where((left < 0) | (cost >= BEYOND), -1, last)


def _lowest(cost: Int32, whole: Int64, start: Int64, left: Int64) -> Int64:
    """Lowest position reached from `start`, moving down at `cost` an edge; above it if none."""
    due = cost.astype(np.int64) * start // np.maximum(whole, 1) - left
    first = -(-due * whole // np.maximum(cost, 1))
    first = np.where(due <= 0, 0, first)
    return np.where((left < 0) | (cost >= BEYOND), whole + 1, first)


def _own_edge(origin: _Origin, limit: int) -> Int64:
    """The parts of the edge that the origin itself is on: around it, and from both ends."""
    net, places = origin.graph.network, origin.places
    e, at = [int(places.edge[origin.row])], places.offset_mm[[origin.row]].astype(np.int64)
    up, down, whole = origin.up[e], origin.down[e], net.edge_mm[e].astype(np.int64)
    left = limit - places.join[[origin.row]].astype(np.int64)
    spans = [
        (
            np.zeros(1),
            _highest(up, whole, np.zeros_like(at), limit - origin.node[origin.graph.tail[e]]),
        ),
        (_lowest(down, whole, whole, limit - origin.node[origin.graph.head[e]]), whole),
    ]
    if left[0] >= 0:
        above, below = _highest(up, whole, at, left), _lowest(down, whole, at, left)
        spans.append((np.minimum(below, at), np.maximum(above, at)))
    merged: list[list[int]] = []
    for start, stop in sorted((int(low[0]), int(high[0])) for low, high in spans):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], stop)
        elif start < stop:
            merged.append([start, stop])
    return np.array([[*e, *span] for span in merged], np.int64).reshape(-1, 3).T
