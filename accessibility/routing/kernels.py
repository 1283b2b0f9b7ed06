"""Compiled loops over the street network: least costs in whole millimetres or milliseconds.

A *label* is one int64, ``cost << 32 | rank``. Comparing two labels compares their costs and,
where these are equal, the ranks of the places they come from: so the least label of a node
is one definite value, whatever the number of threads and the order of the input.

Costs stay below `BEYOND`, and the label `UNREACHED` has twice the cost `BEYOND`; a sum of
one label and two costs stays below 2**31, so it never leaves its half of the label.

A kernel calls no function that takes an array: numba counts references at each such call,
which doubles the time of these loops. Hence they are long, and written to be read top down.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]

BEYOND = 1 << 29  # a cost that no search reaches: 537 km, or 149 hours
UNREACHED = 1 << 62  # the label of cost 2**30
NOT_WAITING = -(1 << 31)  # value of `before` for a node in no bucket
_RANK = (1 << 32) - 1  # the half of a label that holds the rank

_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def _compiled(kernel: _Kernel) -> _Kernel:
    """Compiled at its first call, kept on disk, and running beside other threads."""
    return cast(_Kernel, numba.njit(cache=True, nogil=True)(kernel))


@_compiled
def settle(
    first: Int32,
    arcs: Int32,
    seed_node: Int32,
    seed_label: Int64,
    limit: int,
    shift: int,
    label: Int64,
    touched: Int32,
    bucket: Int32,
    after: Int32,
    before: Int32,
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
    first : int32 [n + 1], arcs : int32 [a, 2]
        Arcs ``first[u]:first[u + 1]`` leave node u: (node reached, cost >= 0).
    seed_node : int32 [s], seed_label : int64 [s]
        Where the search starts, at which cost and rank; seeds may share a node.
    limit : int
        Largest cost still reached (inclusive), below BEYOND.
    label : int64 [n]
        The result; UNREACHED throughout on entry.
    touched : int32 [n]
        The nodes reached, in no useful order.
    bucket : int32 [ring], after, before : int32 [n]
        Work space; `bucket` is -1 and `before` NOT_WAITING on entry and again on exit.
    """
    ring = bucket.shape[0] - 1
    most = (np.int64(limit) << 32) | _RANK
    count = 0
    waiting = 0
    at = 0
    u = -1  # the seeds are offered first, as if they were the arcs of a node -1
    here = np.int64(0)
    start, stop = 0, seed_node.shape[0]
    while True:
        for a in range(start, stop):
            if u < 0:
                v = np.int64(seed_node[a])
                new = seed_label[a]
            else:
                v = np.int64(arcs[a, 0])
                new = here + (np.int64(arcs[a, 1]) << 32)
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
            following = np.int64(bucket[slot])
            after[v] = following
            before[v] = -1 - slot
            if following >= 0:
                before[following] = v
            bucket[slot] = v
        if waiting == 0:
            return count
        while bucket[at & ring] < 0:
            at += 1
        slot = at & ring
        u = np.int64(bucket[slot])
        following = np.int64(after[u])
        bucket[slot] = following
        if following >= 0:
            before[following] = -1 - slot
        before[u] = NOT_WAITING
        waiting -= 1
        here = label[u]
        start, stop = np.int64(first[u]), np.int64(first[u + 1])


@_compiled
def read(
    label: Int64,
    tail: Int32,
    head: Int32,
    to_tail: Int32,
    to_head: Int32,
    best: Int64,
) -> None:
    """Least label of every point on an edge, by way of the edge's two ends.

    `tail` is -1 for a point that is on no edge: it stays UNREACHED. `to_tail` and `to_head`
    hold the cost between the point and the end, its join included, BEYOND at most.
    """
    for i in range(tail.shape[0]):
        best[i] = UNREACHED
        if tail[i] >= 0:
            by_tail = label[tail[i]] + (np.int64(to_tail[i]) << 32)
            by_head = label[head[i]] + (np.int64(to_head[i]) << 32)
            best[i] = min(by_tail, by_head)


@_compiled
def meet(
    edge_mm: Int32,
    along: Int32,
    against: Int32,
    seed_edge: Int32,
    seed_mm: Int32,
    seed_join: Int32,
    seed_rank: Int32,
    first: Int32,
    rows: Int32,
    point_mm: Int32,
    point_join: Int32,
    best: Int64,
) -> None:
    """Improve the labels of points that share their edge with a place to be reached.

    The way runs from the point to the place without leaving the edge: tail to head at the
    cost `along`, head to tail at `against`. ``rows[first[e]:first[e + 1]]`` are the points
    on edge e; every index comes from these, so nothing is written outside `best`.
    """
    for s in range(seed_edge.shape[0]):
        e = np.int64(seed_edge[s])
        long = max(np.int64(edge_mm[e]), np.int64(1))
        end = np.int64(seed_mm[s])
        for r in range(first[e], first[e + 1]):
            i = np.int64(rows[r])
            start = np.int64(point_mm[i])
            cost = np.int64(0)
            if start != end:
                whole = np.int64(along[e]) if start < end else np.int64(against[e])
                if whole >= BEYOND:
                    continue
                cost = abs(whole * end // long - whole * start // long)
            cost += np.int64(seed_join[s]) + np.int64(point_join[i])
            best[i] = min(best[i], (cost << 32) | np.int64(seed_rank[s]))


@_compiled
def unpack(best: Int64, limit: int, cost: Int32, rank: Int32) -> None:
    """Split labels into cost and rank; both are -1 where the cost is above the limit."""
    for i in range(best.shape[0]):
        cost[i] = -1
        rank[i] = -1
        if best[i] >> 32 <= limit:
            cost[i] = best[i] >> 32
            rank[i] = best[i] & _RANK


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


def warm() -> None:
    """Compile every kernel for the types in use and keep the result on disk."""
    one, zero = np.ones(1, np.int32), np.zeros(1, np.int32)
    label = np.full(2, UNREACHED, np.int64)
    first, arcs = np.array([0, 1, 1], np.int32), np.ones((1, 2), np.int32)
    bucket, before = np.full(4, -1, np.int32), np.full(2, NOT_WAITING, np.int32)
    pair = np.zeros(2, np.int32)
    settle(first, arcs, zero, np.zeros(1, np.int64), 9, 0, label, pair, bucket, pair, before)
    best = np.full(1, UNREACHED, np.int64)
    read(label, zero, one, one, one, best)
    meet(one, one, one, zero, zero, zero, zero, first, zero, zero, zero, best)
    unpack(best, 9, zero.copy(), zero.copy())
    components(zero, one, np.ones(1, np.bool_), np.arange(2, dtype=np.int32))
