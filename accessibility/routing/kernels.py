"""Compiled loops over the street network: shortest ways in whole millimetres or milliseconds.

A *label* is one int64: ``cost << 32 | rank``. Comparing two labels compares their costs and,
where these are equal, the ranks of the places they come from, so the least label of a node
is one definite value: it depends neither on threads nor on the order of input.

Costs stay below `BEYOND` = 2**29 and `UNREACHED` is the label of cost 2**30: adding one
cost to either stays below 2**31, so no sum leaves the 63 bits of its label.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]

BEYOND = 1 << 29  # a cost no search reaches: 537 km or 149 hours
UNREACHED = 1 << 62  # label of cost 2**30
MASK = (1 << 32) - 1

_OUT = -(1 << 31)  # `before` of a node that waits in no bucket

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _compiled(function: _Function) -> _Function:
    """Compile once, keep on disk, and let other threads run meanwhile."""
    return cast(_Function, numba.njit(cache=True, nogil=True)(function))


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
    """Least label of every node within `limit` of a seed; returns how many were touched.

    Nodes wait in buckets of width ``2**shift``, taken in order of cost; a node whose label
    improves inside the bucket at hand waits in it again. The bucket array is a ring.

    Every array is large enough, whatever the network:

    - A node waits in at most one bucket, because a better label first takes it out of the
      bucket it is in. Its place in a list is therefore its own row of `after` and `before`:
      n rows suffice for any number of arcs, parallel arcs, loops and arcs of no length.
    - `touched` gains a node only when its label leaves UNREACHED: n rows suffice.
    - All waiting costs lie between the bucket at hand and the longest arc (or, at the start,
      the largest seed) above it, so a ring of ``(that >> shift) + 2`` buckets never holds two
      rounds at once; `ring_size` gives the next power of two.

    `label` is UNREACHED throughout on entry; `bucket` is -1 and `before` is _OUT on entry
    and on exit, since the loop ends when nothing waits.

    Parameters
    ----------
    first : int32 [n + 1], arcs : int32 [a, 2]
        Arcs ``first[u]:first[u + 1]`` leave node u: (node reached, cost >= 0).
    seed_node : int32 [s], seed_label : int64 [s]
        Where the search starts, and at which cost and rank. Several may share a node.
    limit : int
        Largest cost that is still reached (inclusive), below BEYOND.
    """
    ring = bucket.shape[0] - 1
    most = (np.int64(limit) << 32) | MASK
    count = 0
    waiting = 0
    for i in range(seed_node.shape[0]):
        v = seed_node[i]
        new = seed_label[i]
        if new <= most and new < label[v]:
            if label[v] == UNREACHED:
                touched[count] = v
                count += 1
                waiting += 1
            else:
                _take_out(v, bucket, after, before)
            label[v] = new
            _put_in(v, (new >> (32 + shift)) & ring, bucket, after, before)
    at = 0
    while waiting > 0:
        slot = at & ring
        while bucket[slot] >= 0:
            u = bucket[slot]
            _take_out(u, bucket, after, before)
            waiting -= 1
            here = label[u]
            for a in range(first[u], first[u + 1]):
                v = arcs[a, 0]
                new = here + (np.int64(arcs[a, 1]) << 32)
                old = label[v]
                if new < old and new <= most:
                    label[v] = new
                    to = (new >> (32 + shift)) & ring
                    if old == UNREACHED:
                        touched[count] = v
                        count += 1
                        waiting += 1
                    elif before[v] == _OUT:
                        waiting += 1
                    elif to == (old >> (32 + shift)) & ring:
                        continue
                    else:
                        _take_out(v, bucket, after, before)
                    _put_in(v, to, bucket, after, before)
        at += 1
    return count


@_compiled
def _put_in(v: int, slot: int, bucket: Int32, after: Int32, before: Int32) -> None:
    """Make v the first of a bucket; `before` of a first node is -1 - its bucket."""
    w = bucket[slot]
    after[v] = w
    before[v] = -1 - slot
    if w >= 0:
        before[w] = v
    bucket[slot] = v


@_compiled
def _take_out(v: int, bucket: Int32, after: Int32, before: Int32) -> None:
    """Unlink v from the bucket it waits in."""
    p, w = before[v], after[v]
    if p >= 0:
        after[p] = w
    else:
        bucket[-1 - p] = w
    if w >= 0:
        before[w] = p
    before[v] = _OUT
