"""Which parts of which edges are reached, cut to the millimetre, for one group of places."""

# ruff: noqa: C901, PLR0912, PLR0917

import numpy as np

from accessibility.routing.kernels.labels import settle
from accessibility.routing.kernels.nearest import forget, seeds_of
from accessibility.routing.kernels.types import (
    BEYOND,
    RANK,
    UNREACHED,
    Arcs,
    Edges,
    Int32,
    Int64,
    Places,
    Rows,
    Space,
    compiled,
)

COLUMNS = 6  # of a portion: group, limit, edge, start, stop, rank


@compiled
def portions_of_groups(
    arcs: Arcs,
    by_node: Rows,
    tail: Int32,
    head: Int32,
    edges: Edges,
    own: Edges,
    doors: Places,
    rank: Int32,
    groups: Rows,
    mine: Int32,
    limits: Int64,
    shift: int,
    space: Space,
    listed: Int32,
    door_on: Int32,
    ordered: bool,
) -> Int32:
    """Parts of edges within each limit of each of the groups `mine`; int32 [k, COLUMNS].

    Parameters
    ----------
    arcs : run away from the doors; `edges.along` costs the way up an edge, away from them
    by_node : the open edges at every node, a loop once
    own : costs on the edge that a door itself is on, starting from the door
    rank : int32, whose doors they are; a part belongs to the rank that is nearest, and of
        those equally near to the lowest
    groups : rows of `doors`; those of one group by edge, and on it by position
    limits : int64, ascending
    listed, door_on : int32 [m], work space; `door_on` is 0 on entry and again on exit
    ordered : whether the parts of a group and limit are sorted by edge

    `listed` gains an edge at one of its ends only, hence once: m rows suffice. The result
    has room for two parts of every edge listed and two more for every door, at every limit;
    it grows before a group needs more.
    """
    most = limits[-1]
    out = np.empty((1024, COLUMNS), np.int32)
    size = 0
    label = space.label
    for g in mine:
        rows = groups.rows[groups.first[g] : groups.first[g + 1]]
        node, seed = seeds_of(doors, rank, rows, most)
        touched = settle(arcs, node, seed, most, shift, space)
        count = 0
        for r in range(rows.shape[0]):
            e = int(doors.edge[rows[r]])
            if e >= 0 and door_on[e] == 0:
                door_on[e] = r + 1
                listed[count] = e
                count += 1
        for i in range(touched):
            u = int(space.touched[i])
            for a in range(by_node.first[u], by_node.first[u + 1]):
                e = int(by_node.rows[a])
                first_end = tail[e] == u or label[int(tail[e])] == UNREACHED
                if first_end and door_on[e] == 0:
                    listed[count] = e
                    count += 1
        if ordered:
            listed[:count] = np.sort(listed[:count])
        need = size + limits.shape[0] * 2 * (count + rows.shape[0])
        if need > out.shape[0]:
            grown = np.empty((max(need, 2 * out.shape[0]), COLUMNS), np.int32)
            grown[:size] = out[:size]
            out = grown
        for k in range(limits.shape[0]):
            limit = limits[k]
            for i in range(count):
                e = int(listed[i])
                if door_on[e] > 0:
                    size = _own_edge(
                        g, k, limit, e, rows, doors, rank, edges, own,
                        label[int(tail[e])], label[int(head[e])],
                        door_on[e] - 1, out, size,
                    )  # fmt: skip
                    continue
                low, high = label[int(tail[e])], label[int(head[e])]
                whole = int(edges.mm[e])
                up, down = int(edges.along[e]), int(edges.against[e])
                stop, start = _between(limit, whole, up, down, 0, whole, low, high)
                if stop == start and low & RANK == high & RANK:
                    stop = start = whole
                if stop > 0:
                    out[size, 0], out[size, 1], out[size, 2] = g, k, e
                    out[size, 3], out[size, 4], out[size, 5] = 0, stop, low & RANK
                    size += 1
                if start < whole:
                    out[size, 0], out[size, 1], out[size, 2] = g, k, e
                    out[size, 3], out[size, 4], out[size, 5] = start, whole, high & RANK
                    size += 1
        for i in range(count):
            door_on[int(listed[i])] = 0
        forget(space, touched)
    return out[:size].copy()


@compiled
def _own_edge(
    g: int,
    k: int,
    limit: int,
    e: int,
    rows: Int32,
    doors: Places,
    rank: Int32,
    edges: Edges,
    own: Edges,
    at_tail: int,
    at_head: int,
    first: int,
    out: Int32,
    size: int,
) -> int:
    """The parts of an edge with doors of the group on it, appended to `out`.

    The doors cut the edge into pieces; the least label of every cut is known after a pass
    up and a pass down, and each piece is then like an edge between two nodes.
    """
    last = first
    while last < rows.shape[0] and doors.edge[rows[last]] == e:
        last += 1
    whole = int(edges.mm[e])
    cuts = last - first + 2
    at = np.empty(cuts, np.int64)
    at[0], at[cuts - 1] = 0, whole
    leaving, passing = np.full((2, cuts), UNREACHED, np.int64)
    passing[0], passing[cuts - 1] = at_tail, at_head
    for i in range(1, cuts - 1):
        d = rows[first + i - 1]
        at[i] = doors.offset_mm[d]
        leaving[i] = (int(doors.join[d]) << 32) | int(rank[d])
    up, down = int(edges.along[e]), int(edges.against[e])
    own_up, own_down = int(own.along[e]), int(own.against[e])
    for i in range(1, cuts):
        passing[i] = min(passing[i], passing[i - 1] + (_way(up, whole, at[i - 1], at[i]) << 32))
        leaving[i] = min(leaving[i], leaving[i - 1] + (_way(own_up, whole, at[i - 1], at[i]) << 32))
    for i in range(cuts - 2, -1, -1):
        way, own_way = _way(down, whole, at[i], at[i + 1]), _way(own_down, whole, at[i], at[i + 1])
        passing[i] = min(passing[i], passing[i + 1] + (way << 32))
        leaving[i] = min(leaving[i], leaving[i + 1] + (own_way << 32))
    begun = size
    for i in range(cuts - 1):
        # where the way up is closed to those underway, it may be open to those who set out
        low_label = min(leaving[i], passing[i]) if up < BEYOND else leaving[i]
        high_label = min(leaving[i + 1], passing[i + 1]) if down < BEYOND else leaving[i + 1]
        stop, start = _between(
            limit, whole, own_up, own_down, at[i], at[i + 1], low_label, high_label
        )
        for low, high, owner in (
            (at[i], stop, low_label & RANK),
            (start, at[i + 1], high_label & RANK),
        ):
            if low >= high:
                continue
            if size > begun and out[size - 1, 4] == low and out[size - 1, 5] == owner:
                out[size - 1, 4] = high
                continue
            out[size, 0], out[size, 1], out[size, 2] = g, k, e
            out[size, 3], out[size, 4], out[size, 5] = low, high, owner
            size += 1
    return size


@compiled
def _way(cost: int, whole: int, low: int, high: int) -> int:
    """Cost between two positions of an edge that costs `cost` over all of it."""
    if low == high:
        return 0
    if cost >= BEYOND:
        return BEYOND
    return cost * high // whole - cost * low // whole


@compiled
def _between(
    limit: int, whole: int, up: int, down: int, low: int, high: int, at_low: int, at_high: int
) -> tuple[int, int]:
    """How far up from `low` and down from `high` the limit reaches, (stop, start).

    Nothing is reached from below where stop is `low`, nothing from above where start is
    `high`. The two never overlap: where both come by, the part is cut at the last
    millimetre that is no farther from below.
    """
    stop, start = low, high
    left = limit - (at_low >> 32)
    if left >= 0 and up < BEYOND:
        spent = left + up * low // max(whole, 1)
        stop = whole if spent >= up else ((spent + 1) * whole - 1) // max(up, 1)
        stop = min(stop, high)
    left = limit - (at_high >> 32)
    if left >= 0 and down < BEYOND:
        due = down * high // max(whole, 1) - left
        start = 0 if due <= 0 else -(-due * whole // max(down, 1))
        start = max(start, low)
    if start >= stop:
        return stop, start
    least, most = start, stop  # the cut lies between; at `start` it is always allowed
    while least < most:
        x = (least + most + 1) // 2
        from_low = at_low + (_way(up, whole, low, x) << 32)
        from_high = at_high + (_way(down, whole, x, high) << 32)
        if from_low <= from_high:
            least = x
        else:
            most = x - 1
    return least, least
