"""Searches from many groups of places at once, dealt out to threads."""

import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from typing import Generic, TypeVar

import numpy as np
import pandas as pd

from accessibility.routing.graph import Costs, TravelGraph, scaled
from accessibility.routing.kernels import (
    BEYOND,
    PART_NODES,
    Int32,
    Int64,
    Places,
    Rows,
    nearest_of_groups,
    ring_size,
    space_for,
)

Job = TypeVar("Job")
HANDS = 4  # of groups, for each thread


def starts(graph: TravelGraph, costs: Costs, joined: pd.DataFrame) -> Places:
    """Joined points as places one leaves: costs to the ends of their edge."""
    return _places(graph, joined, costs.join_pace, costs.leaving.against, costs.leaving.along)


def ends(graph: TravelGraph, costs: Costs, joined: pd.DataFrame) -> Places:
    """Joined points as places one arrives at: costs from the ends of their edge."""
    return _places(graph, joined, costs.join_pace, costs.edges.along, costs.edges.against)


def nearest_places(
    graph: TravelGraph,
    costs: Costs,
    points: Places,
    doors: Places,
    rank: Int32,
    *,
    groups: Sequence[Int64],
    limit: int,
    threads: int | None = None,
) -> tuple[Int32, Int32]:
    """From every point, the least cost to a door of each group, and the door's rank.

    Parameters
    ----------
    points : Places from `starts`, p of them
    doors : Places from `ends`; rank : int32, whose doors they are. Of ranks equally near,
        the lowest is taken.
    groups : rows of `doors`, one array a group, g of them
    limit : largest cost that counts (inclusive)
    threads : all available cores by default

    Returns
    -------
    int32 [g, p], int32 [g, p]
        Cost and rank, -1 where no door of the group is within the limit.
    """
    net, street = graph.network, graph.arcs_towards[costs.unit]
    cost = np.empty((len(groups), len(points.edge)), np.int32)
    owner = np.empty_like(cost)
    threads = threads_for(threads, len(groups))
    ring = ring_size(max(street.largest, largest_seed(doors, limit)), street.shift)
    on_edge, rows = by_edge(points, len(net.edge_mm)), by_group(in_order(graph, doors, groups))

    def answer(hands: deque[Int32]) -> None:
        space = space_for(graph.n_nodes, ring)
        for mine in Taken(hands):
            nearest_of_groups(
                street.arcs, costs.edges, points, on_edge, doors, rank, rows, mine,
                limit, street.shift, space, cost, owner,
            )  # fmt: skip

    deal(answer, hands_of(groups, threads), threads)
    return cost, owner


class Taken(Generic[Job]):
    """Jobs one by one, while there are any; many threads may take from the same."""

    def __init__(self, jobs: deque[Job]) -> None:
        self._jobs = jobs

    def __iter__(self) -> "Taken[Job]":
        return self

    def __next__(self) -> Job:
        try:
            return self._jobs.popleft()
        except IndexError:
            raise StopIteration from None


def deal(answer: Callable[[deque[Job]], None], jobs: Sequence[Job], threads: int | None) -> None:
    """Let threads answer jobs, each taking the next as it is done with one."""
    queue = deque(jobs)
    threads = threads_for(threads, len(queue))
    if threads == 1:
        answer(queue)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(answer, [queue] * threads))


def hands_of(groups: Sequence[Int64], threads: int) -> list[Int32]:
    """Groups dealt out to and fro, so that no hand has the larger one in every round.

    There are more hands than threads: a thread that is held up leaves the rest to the others.
    """
    hands = 1 if threads == 1 else threads * HANDS
    largest_first = np.argsort([-len(rows) for rows in groups], kind="stable").astype(np.int32)
    place = np.arange(len(largest_first)) % (2 * hands)
    hand = np.minimum(place, 2 * hands - 1 - place)
    return [largest_first[hand == own] for own in range(hands)]


def in_order(graph: TravelGraph, doors: Places, groups: Sequence[Int64]) -> Sequence[Int64]:
    """Doors of each group such that neighbours are mostly beside each other.

    They are sorted along the Z-order curve where the network is so large that it matters.
    """
    if graph.n_nodes <= PART_NODES:
        return groups
    xy = graph.network.node_xy
    low = xy.min(axis=0)
    side = max(float((xy.max(axis=0) - low).max()), 1.0)
    node = np.clip(doors.tail, 0, len(xy) - 1)  # a node beyond is a gate's: anywhere will do
    square = ((xy[node] - low) / side * 0x7FFF).astype(np.int64)
    curve = _spaced(square[:, 0]) | (_spaced(square[:, 1]) << 1)
    return [own[np.argsort(curve[own], kind="stable")] for own in groups]


def _spaced(number: Int64) -> Int64:
    """Numbers of 15 bits with a 0 before each bit."""
    for step, kept in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        number = (number | (number << step)) & kept
    return number


def threads_for(threads: int | None, jobs: int) -> int:
    """How many threads are worth it."""
    return max(1, min(threads or available_cores(), jobs))


def available_cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _places(
    graph: TravelGraph, joined: pd.DataFrame, join_pace: Fraction, at_tail: Int32, at_head: Int32
) -> Places:
    """Places whose way between tail and point costs its part of `at_tail`, likewise head."""
    net = graph.network
    edge = joined["edge"].to_numpy(np.int32, copy=True)
    mm = joined["offset_mm"].to_numpy(np.int32, copy=True)
    join = scaled(joined["join_mm"].to_numpy(), join_pace)
    by_tail, by_head = np.full((2, len(edge)), BEYOND, np.int64)
    tail, head = np.full((2, len(edge)), -1, np.int32)
    on = np.flatnonzero(edge >= 0)
    own, at, whole = edge[on], mm[on].astype(np.int64), net.edge_mm[edge[on]]
    tail[on], head[on] = graph.tail[own], graph.head[own]
    by_tail[on] = join[on] + _way(at_tail[own], at, 0, whole)
    by_head[on] = join[on] + _way(at_head[own], at, whole, whole)
    return Places(
        edge=edge,
        offset_mm=mm,
        join=join.astype(np.int32),
        tail=tail,
        head=head,
        by_tail=np.minimum(by_tail, BEYOND).astype(np.int32),
        by_head=np.minimum(by_head, BEYOND).astype(np.int32),
    )


def _way(cost: Int32, at: Int64, end: Int32 | int, whole: Int32) -> Int64:
    """Cost between a position and an end of its edge, which costs `cost` over all of it.

    Nothing, where the position is that end: a closed direction does not matter there.
    """
    cost, whole = cost.astype(np.int64), np.maximum(whole, 1)
    way = np.abs(cost * end // whole - cost * at // whole)
    way = np.where(cost < BEYOND, way, BEYOND)
    return np.where(at == end, 0, way)


def largest_seed(doors: Places, limit: int) -> int:
    """The dearest seed that `settle` will take."""
    seeds = np.concatenate((doors.by_tail, doors.by_head))
    return int(seeds.max(initial=0, where=seeds <= limit))


def by_edge(places: Places, edges: int) -> Rows:
    """Rows of the places on every edge."""
    on = np.flatnonzero(places.edge >= 0)
    rows = on[np.argsort(places.edge[on], kind="stable")]
    count = np.bincount(places.edge[on], minlength=edges)
    first = np.zeros(edges + 1, np.int32)
    np.cumsum(count, out=first[1:])
    return Rows(first, rows.astype(np.int32))


def by_group(groups: Sequence[Int64]) -> Rows:
    """Groups of rows, one after the other."""
    rows = np.concatenate([*groups, np.zeros(0, np.int64)])
    first = np.concatenate(([0], np.cumsum([len(own) for own in groups])))
    return Rows(first.astype(np.int32), rows.astype(np.int32))
