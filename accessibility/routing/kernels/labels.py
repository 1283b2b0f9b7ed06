"""The search that all others are made of: least labels by buckets.

A loop that runs over nodes or points calls no function that takes an array: numba counts
references at each such call, which doubles its time. Hence `settle_more` is long. Its indices are
unsigned, because numba would look out for negative ones.
"""

# ruff: noqa: C901, PLR0912, PLR0915, PLR0917

import numpy as np

from accessibility.routing.kernels.types import (
    NOT_WAITING,
    RANK,
    UNREACHED,
    Arcs,
    Int32,
    Int64,
    Space,
    compiled,
)

CHAINS = 2.3  # arcs a node, below which most nodes have two neighbours


@compiled
def settle_more(
    arcs: Arcs, seed_node: Int32, seed_label: Int64, limit: int, shift: int, space: Space,
    count: int,
) -> int:  # fmt: skip
    """Least label of every node within `limit` of a seed; returns how many nodes that is.

    Nodes wait in buckets of width ``2**shift``, which are emptied in order of cost; a node
    whose label improves while its bucket is being emptied waits there again. Nodes are
    linked into their bucket in both directions, and the buckets form a ring.

    No write can leave its array, whatever the network (parallel arcs, loops, no length):

    - A node waits in at most one bucket: before it enters one it is taken out of the one it
      is in. Its links are its own row of `link`, so n rows suffice.
    - `touched` gains a node when its label ceases to be UNREACHED, hence once: n rows.
    - Bucket numbers are taken modulo the ring. Two rounds never meet in one bucket, because
      every waiting cost is at most one arc (at the start: one seed) above half a ring from
      the bucket being emptied, and half of `ring_size` has room for the largest of these.

    Where most nodes have two neighbours (a network of every vertex of its ways), a label is
    handed on along them at once, up to half a ring ahead, and dead ends never wait: what came
    by an arc cannot better the node it came from. A node improved like this while it waits
    stays where it is: when its turn comes, there is nothing left to hand on.

    Parameters
    ----------
    seed_node : int32 [s], seed_label : int64 [s]
        Where the search starts, at which cost and rank; seeds may share a node.
    count : int
        Of nodes that have a label from searches before, which this one goes on with: it
        betters what it can, so that in the end all seeds together have been searched from.
    limit : int
        Largest cost still reached (inclusive), below BEYOND.
    space : Space
        The first nodes of `touched` are those with a label, `label` is UNREACHED elsewhere;
        on exit too, where it is the result. `bucket` is -1, and the first column of
        `link` NOT_WAITING, on entry and again on exit.
    """
    first, to = arcs
    label, touched, bucket, link = space
    ring = bucket.shape[0] - 1
    most = (np.int64(limit) << 32) | RANK
    waiting = 0
    at = 0
    ahead = np.int64(ring // 2)
    chains = to.shape[0] < CHAINS * label.shape[0]
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
            source = u
            while True:  # once, or along a chain of nodes with two neighbours
                old = label[v]
                if new >= old or new > most:
                    break
                label[v] = new
                if old == UNREACHED:
                    touched[count] = v
                    count += 1
                if chains and source >= 0 and (new >> (32 + shift)) - at <= ahead:
                    arc = np.uint64(first[v])
                    degree = np.int64(first[v + np.uint64(1)]) - np.int64(arc)
                    if degree == 0 or (degree == 1 and to[arc, 0] == source):
                        break
                    back = degree == 2 and to[arc, 0] == source
                    if back:
                        arc += np.uint64(1)
                        if to[arc, 0] == source:
                            break
                    if degree == 1 or back or (degree == 2 and to[arc + np.uint64(1), 0] == source):
                        source = np.int64(v)
                        v = np.uint64(to[arc, 0])
                        new += np.int64(to[arc, 1]) << 32
                        continue
                before = np.int64(link[v, 0])
                if before == NOT_WAITING:
                    waiting += 1
                else:
                    after = np.int64(link[v, 1])
                    if before >= 0:
                        link[np.uint64(before), 1] = after
                    else:  # the first of its bucket holds -1 - bucket
                        bucket[np.uint64(-1 - before)] = after
                    if after >= 0:
                        link[np.uint64(after), 0] = before
                slot = np.uint64((new >> (32 + shift)) & ring)
                after = np.int64(bucket[slot])
                link[v, 0] = -1 - np.int64(slot)
                link[v, 1] = after
                if after >= 0:
                    link[np.uint64(after), 0] = v
                bucket[slot] = v
                break
        if waiting == 0:
            return count
        slot = np.uint64(at & ring)
        while bucket[slot] < 0:
            at += 1
            slot = np.uint64(at & ring)
        u = np.int64(bucket[slot])
        row = np.uint64(u)
        after = np.int64(link[row, 1])
        bucket[slot] = after
        if after >= 0:
            link[np.uint64(after), 0] = -1 - np.int64(slot)
        link[row, 0] = NOT_WAITING
        waiting -= 1
        here = label[row]
        start, stop = np.int64(first[row]), np.int64(first[row + np.uint64(1)])


@compiled
def settle(
    arcs: Arcs, seed_node: Int32, seed_label: Int64, limit: int, shift: int, space: Space
) -> int:
    """Least labels by `settle_more`, where no node has one yet."""
    return settle_more(arcs, seed_node, seed_label, limit, shift, space, 0)


def ring_size(largest: int, shift: int) -> int:
    """Buckets that `settle_more` needs where no arc and no seed costs more than `largest`."""
    return 2 << ((largest >> shift) + 1).bit_length()


def space_for(nodes: int, ring: int) -> Space:
    """Work space as `settle_more` wants it on entry."""
    return Space(
        label=np.full(nodes, UNREACHED, np.int64),
        touched=np.empty(nodes, np.int32),
        bucket=np.full(ring, -1, np.int32),
        link=np.full((nodes, 2), NOT_WAITING, np.int32),
    )
