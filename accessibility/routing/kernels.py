"""Compiled loops over the street network: least costs in whole millimetres or milliseconds.

A *label* is one int64, ``cost << 32 | rank``. Comparing two labels compares their costs and,
where these are equal, the ranks of the places they come from: so the least label of a node
is one definite value, whatever the number of threads and the order of the input.

Costs stay below `BEYOND`, and the label `UNREACHED` has twice the cost `BEYOND`; a sum of
one label and two costs stays below 2**31, so it never leaves its half of the label.

A loop that runs over nodes or points calls no function that takes an array: numba counts
references at each such call, which doubles its time. Hence `settle` is long. Its indices are
unsigned, because numba would look out for negative ones.
"""

# ruff: noqa: C901, PLR0912, PLR0915, PLR0917

import logging
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]

BEYOND = 1 << 29  # a cost that no search reaches: 537 km, or 149 hours
UNREACHED = 1 << 62  # the label of cost 2**30
NOT_WAITING = -(1 << 31)  # value of `before` for a node in no bucket
_RANK = (1 << 32) - 1  # the half of a label that holds the rank


class Arcs(NamedTuple):
    """Arcs sorted by the node they leave: node u has ``first[u]:first[u + 1]``."""

    first: Int32  # [n + 1]
    to: Int32  # [a, 2]: the node reached, and the cost >= 0


class Edges(NamedTuple):
    """Edges with their cost from tail to head and back; BEYOND where that is closed."""

    mm: Int32  # [m]
    along: Int32
    against: Int32


class Places(NamedTuple):
    """Points on edges, and what it costs to move between them and the ends of their edge."""

    edge: Int32  # [p], -1 for a place on no edge
    offset_mm: Int32  # position from the edge's tail
    join: Int32  # cost between the place and its edge
    tail: Int32  # the edge's end nodes, -1 without an edge
    head: Int32
    by_tail: Int32  # cost by way of that node, join included; BEYOND where closed
    by_head: Int32


class Rows(NamedTuple):
    """Rows of something by group: group g has ``rows[first[g]:first[g + 1]]``."""

    first: Int32
    rows: Int32


class Space(NamedTuple):
    """Work space of one thread; see `settle` for what it holds between searches."""

    label: Int64  # [n]
    touched: Int32  # [n]
    bucket: Int32  # [ring]
    after: Int32  # [n]
    before: Int32  # [n]


class Grid(NamedTuple):
    """Straight segments of edges, by the squares of a grid that their boxes touch."""

    ends: Float64  # [s, 4]: x and y of the start, x and y of the end
    edge: Int32  # [s], the edge it is part of, ascending
    squares: Rows  # segments by square, west to east and then south to north
    low: Float64  # [2], x and y of the south-west corner
    size: float  # side of a square
    shape: Int32  # [2], squares from west to east, and from south to north


_LOG = logging.getLogger(__name__)
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def _can_keep() -> bool:
    """Whether there is a folder to keep compiled kernels in: the package's, or the user's."""
    try:
        numba.njit(cache=True)(_can_keep)
    except RuntimeError as fault:
        _LOG.info("compiling searches takes some seconds each time (%s)", fault)
        return False
    return True


_KEPT = _can_keep()


def _compiled(kernel: _Kernel) -> _Kernel:
    """Compiled at its first call, kept on disk if possible, and running beside other threads."""
    return cast(_Kernel, numba.njit(cache=_KEPT, nogil=True)(kernel))


@_compiled
def settle(
    arcs: Arcs, seed_node: Int32, seed_label: Int64, limit: int, shift: int, space: Space
) -> int:
    """Least label of every node within `limit` of a seed; returns how many nodes that is.

    Nodes wait in buckets of width ``2**shift``, which are emptied in order of cost; a node
    whose label improves while its bucket is being emptied waits there again. Nodes are
    linked into their bucket in both directions, and the buckets form a ring.

    No write can leave its array, whatever the network (parallel arcs, loops, no length):

    - A node waits in at most one bucket: before it enters one it is taken out of the one it
      is in. Its links are its own rows of `after` and `before`, so n rows suffice.
    - `touched` gains a node when its label ceases to be UNREACHED, hence once: n rows.
    - Bucket numbers are taken modulo the ring. Two rounds never meet in one bucket, because
      every waiting cost is at most one arc (at the start: one seed) above the bucket being
      emptied, and `ring_size` is made from the largest of these.

    Parameters
    ----------
    seed_node : int32 [s], seed_label : int64 [s]
        Where the search starts, at which cost and rank; seeds may share a node.
    limit : int
        Largest cost still reached (inclusive), below BEYOND.
    space : Space
        `label` is UNREACHED throughout on entry, and the result on exit; the first nodes
        of `touched` are those it reached. `bucket` is -1 and `before` NOT_WAITING on entry
        and again on exit.
    """
    first, to = arcs
    label, touched, bucket, after, before = space
    ring = bucket.shape[0] - 1
    most = (np.int64(limit) << 32) | _RANK
    count = 0
    waiting = 0
    at = 0
    u = np.int64(-1)  # the seeds are offered first, as if they were the arcs of a node -1
    here = np.int64(0)
    start, stop = np.int64(0), np.int64(seed_node.shape[0])
    while True:
        for a in range(start, stop):
            if u < 0:
                v = np.uint64(seed_node[a])
                new = seed_label[a]
            else:
                v = np.uint64(to[a, 0])
                new = here + (np.int64(to[a, 1]) << 32)
            old = label[v]
            if new >= old or new > most:
                continue
            label[v] = new
            if old == UNREACHED:
                touched[count] = v
                count += 1
            previous = np.int64(before[v])
            if previous == NOT_WAITING:
                waiting += 1
            else:
                following = np.int64(after[v])
                if previous >= 0:
                    after[previous] = following
                else:  # the first of its bucket holds -1 - bucket
                    bucket[-1 - previous] = following
                if following >= 0:
                    before[following] = previous
            slot = (new >> (32 + shift)) & ring
            following = np.int64(bucket[np.uint64(slot)])
            after[v] = following
            before[v] = -1 - slot
            if following >= 0:
                before[np.uint64(following)] = v
            bucket[np.uint64(slot)] = v
        if waiting == 0:
            return count
        while bucket[at & ring] < 0:
            at += 1
        slot = at & ring
        u = np.int64(bucket[slot])
        row = np.uint64(u)
        following = np.int64(after[row])
        bucket[slot] = following
        if following >= 0:
            before[np.uint64(following)] = -1 - slot
        before[row] = NOT_WAITING
        waiting -= 1
        here = label[row]
        start, stop = np.int64(first[row]), np.int64(first[row + np.uint64(1)])


@_compiled
def nearest_of_groups(
    arcs: Arcs,
    edges: Edges,
    points: Places,
    on_edge: Rows,
    doors: Places,
    rank: Int32,
    groups: Rows,
    mine: Int32,
    limit: int,
    shift: int,
    space: Space,
    cost: Int32,
    owner: Int32,
) -> None:
    """Cost and rank of the nearest door of each of the groups `mine`, at every point.

    `arcs` run against the way of travel, from the doors to the points. `on_edge` are the
    points by edge, `groups` the doors by group. Writes rows `mine` of `cost` and `owner`
    (int32 [g, p]), -1 where no door is within the limit.
    """
    best = np.empty(points.edge.shape[0], np.int64)
    for g in mine:
        own = groups.rows[groups.first[g] : groups.first[g + 1]]
        node, seed = _seeds(doors, rank, own, limit)
        count = settle(arcs, node, seed, limit, shift, space)
        best[:] = UNREACHED
        _meet(edges, doors, rank, own, points, on_edge, best)
        _read(space.label, points, best, limit, cost[g], owner[g])
        for i in range(count):
            space.label[space.touched[i]] = UNREACHED


@_compiled
def _seeds(doors: Places, rank: Int32, own: Int32, limit: int) -> tuple[Int32, Int64]:
    """The two ends of every door's edge, where they are within the limit of it."""
    node = np.empty(2 * own.shape[0], np.int32)
    label = np.empty(2 * own.shape[0], np.int64)
    count = 0
    for d in own:
        if doors.tail[d] < 0:
            continue
        if doors.by_tail[d] <= limit:
            node[count] = doors.tail[d]
            label[count] = (np.int64(doors.by_tail[d]) << 32) | np.int64(rank[d])
            count += 1
        if doors.by_head[d] <= limit:
            node[count] = doors.head[d]
            label[count] = (np.int64(doors.by_head[d]) << 32) | np.int64(rank[d])
            count += 1
    return node[:count], label[:count]


@_compiled
def _read(label: Int64, points: Places, best: Int64, limit: int, cost: Int32, owner: Int32) -> None:
    """Cost and rank of every point, by the ends of its edge or by what `best` holds."""
    for i in range(best.shape[0]):
        least = best[i]
        tail, head = np.uint64(points.tail[i]), np.uint64(points.head[i])
        if points.tail[i] >= 0:
            by_tail = label[tail] + (np.int64(points.by_tail[i]) << 32)
            by_head = label[head] + (np.int64(points.by_head[i]) << 32)
            least = min(least, by_tail, by_head)
        reached = least >> 32 <= limit
        cost[i] = least >> 32 if reached else -1
        owner[i] = least & _RANK if reached else -1


@_compiled
def _meet(
    edges: Edges,
    doors: Places,
    rank: Int32,
    own: Int32,
    points: Places,
    on_edge: Rows,
    best: Int64,
) -> None:
    """Improve the labels of points that share their edge with a door: no end need be passed.

    Written rows come from `on_edge`, which holds rows of `best`.
    """
    for d in own:
        e = np.int64(doors.edge[d])
        if e < 0:
            continue
        whole = max(np.int64(edges.mm[e]), np.int64(1))
        end = np.int64(doors.offset_mm[d])
        for r in range(on_edge.first[e], on_edge.first[e + 1]):
            i = np.int64(on_edge.rows[r])
            start = np.int64(points.offset_mm[i])
            cost = np.int64(0)
            if start != end:
                edge_cost = np.int64(edges.along[e] if start < end else edges.against[e])
                if edge_cost >= BEYOND:
                    continue
                cost = abs(edge_cost * end // whole - edge_cost * start // whole)
            cost += np.int64(doors.join[d]) + np.int64(points.join[i])
            best[i] = min(best[i], (cost << 32) | np.int64(rank[d]))


@_compiled
def nearest_segments(grid: Grid, wanted: Mask, xy: Float64, limit: float, found: Int32) -> None:
    """Write into `found` the nearest segment of the edges wanted, -1 beyond the limit.

    Squares are searched in rings around each point. Everything up to k sides away lies in
    the rings 0..k, so the search ends when the best is nearer than that. Of segments
    equally near the first is taken, hence that of the lowest edge.
    """
    across, up = int(grid.shape[0]), int(grid.shape[1])
    for i in range(xy.shape[0]):
        x, y = xy[i, 0], xy[i, 1]
        best, chosen = limit * limit, np.int64(-1)
        col = int(np.floor((x - grid.low[0]) / grid.size))
        row = int(np.floor((y - grid.low[1]) / grid.size))
        ring = 0
        while (ring - 1) * grid.size <= np.sqrt(best):
            for r in range(max(row - ring, 0), min(row + ring, up - 1) + 1):
                inside = row - ring < r < row + ring
                step = 2 * ring if inside else 1
                for c in range(col - ring, col + ring + 1, max(step, 1)):
                    if c < 0 or c >= across:
                        continue
                    square = r * across + c
                    for q in range(grid.squares.first[square], grid.squares.first[square + 1]):
                        s = np.int64(grid.squares.rows[q])
                        if not wanted[grid.edge[s]]:
                            continue
                        ax, ay = grid.ends[s, 0], grid.ends[s, 1]
                        bx, by = grid.ends[s, 2], grid.ends[s, 3]
                        long = (bx - ax) ** 2 + (by - ay) ** 2
                        along = (x - ax) * (bx - ax) + (y - ay) * (by - ay)
                        if along > 0 and along >= long:  # beyond the end
                            ax, ay = bx, by
                        elif along > 0:
                            ax += along / long * (bx - ax)
                            ay += along / long * (by - ay)
                        away = (x - ax) ** 2 + (y - ay) ** 2
                        if away < best or (away == best and (chosen < 0 or s < chosen)):
                            best, chosen = away, s
            ring += 1
        found[i] = chosen


@_compiled
def components(tail: Int32, head: Int32, keep: NDArray[np.bool_], root: Int32) -> None:
    """Write into `root` (0..n-1 on entry) the lowest node each node hangs together with.

    Directions are not asked: an edge that is kept joins its two ends.
    """
    for e in range(tail.shape[0]):
        if keep[e]:
            a, b = np.int64(tail[e]), np.int64(head[e])
            while root[a] != a:
                root[a] = root[root[a]]
                a = np.int64(root[a])
            while root[b] != b:
                root[b] = root[root[b]]
                b = np.int64(root[b])
            if a < b:
                root[b] = a
            else:
                root[a] = b
    for v in range(root.shape[0]):  # a root is lower than what hangs from it: one pass does
        root[v] = root[root[v]]


def ring_size(largest: int, shift: int) -> int:
    """Buckets that `settle` needs where no arc and no seed costs more than `largest`."""
    return 1 << ((largest >> shift) + 1).bit_length()


def space_for(nodes: int, ring: int) -> Space:
    """Work space as `settle` wants it on entry."""
    return Space(
        label=np.full(nodes, UNREACHED, np.int64),
        touched=np.empty(nodes, np.int32),
        bucket=np.full(ring, -1, np.int32),
        after=np.empty(nodes, np.int32),
        before=np.full(nodes, NOT_WAITING, np.int32),
    )


def warm() -> None:
    """Compile every kernel for the types in use and keep the result on disk."""
    row = np.zeros(1, np.int32)
    edges, place = Edges(row, row, row), Places(*(row for _ in Places._fields))
    arcs = Arcs(np.zeros(2, np.int32), np.zeros((0, 2), np.int32))
    rows = Rows(np.array([0, 1], np.int32), row)
    space, table = space_for(1, 2), np.zeros((1, 1), np.int32)
    nearest_of_groups(
        arcs, edges, place, rows, place, row, rows, row, 9, 0, space, table, table.copy()
    )
    settle(arcs, row, np.zeros(1, np.int64), 9, 0, space_for(1, 2))
    components(row, row, np.ones(1, np.bool_), row.copy())
    grid = Grid(np.zeros((1, 4)), row, rows, np.zeros(2), 1.0, np.ones(2, np.int32))
    nearest_segments(grid, np.ones(1, np.bool_), np.zeros((1, 2)), 1.0, row.copy())
