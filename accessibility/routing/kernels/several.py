"""The k nearest facilities of every group, each counted once, at every point.

Every node has k slots, labels of different ranks from the least up. One label at a time is
handed on. A label that is among the k least of a node came by one that is among the k least
of the node before: whatever is better there is better here, as all gain the same cost.
"""

# ruff: noqa: C901, PLR0912, PLR0915, PLR0917

from typing import NamedTuple

import numpy as np

from accessibility.routing.kernels.compiling import compiled
from accessibility.routing.kernels.nearest import PART_NODES, along_edge, seeds_of
from accessibility.routing.kernels.types import (
    NOT_WAITING,
    RANK,
    UNREACHED,
    Arcs,
    Edges,
    Int32,
    Int64,
    Places,
    Rows,
)

MOST_SLOTS = 20


class Slots(NamedTuple):
    """Work space of one thread; see `settle_several` for what it holds between searches."""

    label: Int64  # [n, k]
    touched: Int32  # [n]
    bucket: Int32  # [ring]
    link: Int32  # [n, 4]: the node before this one in its bucket, and the one after it; what
    # is due: bit s is set while the label in slot s is to be handed on; the last is not used


@compiled
def settle_several(
    arcs: Arcs, seed_node: Int32, seed_label: Int64, limit: int, shift: int, space: Slots,
    count: int,
) -> int:  # fmt: skip
    """The k least labels of different ranks of every node; returns how many nodes have one.

    Buckets as in `settle`: a node waits in that of its least label that is due. No write
    can leave its array:

    - A node waits in at most one bucket, so its own row of `link` suffices.
    - `touched` gains a node when its first slot ceases to be UNREACHED, hence once.
    - A slot lies below k: the search for it ends at the last one, which is known to be
      above the new label. What is due takes k <= 20 bits.
    - Every label due is at most one arc (one seed) above the bucket being emptied, so
      `ring_size` of the dearest of these is enough.

    Parameters
    ----------
    count : int
        Of nodes that have a label from searches before, as in `settle_more`.
    space : Slots
        The first nodes of `touched` are those with a label, `label` is UNREACHED elsewhere;
        on exit too, where it is the result. On entry and again on exit `bucket` is -1, the first
        column of `link` NOT_WAITING and the third 0.
    """
    first, to = arcs
    label, touched, bucket, link = space
    k = label.shape[1]
    flat = label.ravel()  # unsigned places in it: numba would look out for negative ones
    ring = bucket.shape[0] - 1
    most = (np.int64(limit) << 32) | RANK
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
                v = np.uint64(to[np.uint64(a), 0])
                new = here + (np.int64(to[np.uint64(a), 1]) << 32)
            base = np.int64(v) * k
            if new > most or new >= flat[np.uint64(base + k - 1)]:
                continue
            place = base
            while flat[np.uint64(place)] <= new and (flat[np.uint64(place)] ^ new) & RANK:
                place += 1
            if flat[np.uint64(place)] <= new:  # this rank is nearer already
                continue
            if flat[np.uint64(base)] == UNREACHED:
                touched[np.uint64(count)] = v
                count += 1
            # one slot further each, up to that of the same rank, or the last
            shown, at_place, rank = new, place, new & RANK
            while True:
                old = flat[np.uint64(at_place)]
                flat[np.uint64(at_place)] = shown
                if old & RANK == rank or at_place == base + k - 1:
                    break
                shown = old
                at_place += 1
            slot, given_up = place - base, at_place - base
            bits = np.int64(link[v, 2])
            below = bits & ((1 << slot) - 1)
            moved = (bits >> slot) & ((1 << (given_up - slot)) - 1)
            above = (bits >> (given_up + 1)) << (given_up + 1)
            link[v, 2] = below | (1 << slot) | (moved << (slot + 1)) | above
            if below:
                continue  # it waits for a lesser label already
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
            own = np.uint64((new >> (32 + shift)) & ring)
            after = np.int64(bucket[own])
            link[v, 0] = -1 - np.int64(own)
            link[v, 1] = after
            if after >= 0:
                link[np.uint64(after), 0] = v
            bucket[own] = v
        if waiting == 0:
            return count
        own = np.uint64(at & ring)
        while bucket[own] < 0:
            at += 1
            own = np.uint64(at & ring)
        u = np.int64(bucket[own])
        row = np.uint64(u)
        bits = np.int64(link[row, 2])
        slot = 0
        while not (bits >> slot) & 1:
            slot += 1
        here = flat[np.uint64(u * k + slot)]
        bits &= ~(np.int64(1) << slot)
        link[row, 2] = bits
        start, stop = np.int64(first[row]), np.int64(first[row + np.uint64(1)])
        while bits and not (bits >> slot) & 1:
            slot += 1
        following = np.uint64((flat[np.uint64(u * k + slot)] >> (32 + shift)) & ring)
        if bits and following == own:
            continue  # its next label is due in this bucket too
        after = np.int64(link[row, 1])
        bucket[own] = after
        if after >= 0:
            link[np.uint64(after), 0] = -1 - np.int64(own)
        if not bits:
            link[row, 0] = NOT_WAITING
            waiting -= 1
            continue
        after = np.int64(bucket[following])
        link[row, 0] = -1 - np.int64(following)
        link[row, 1] = after
        if after >= 0:
            link[np.uint64(after), 0] = row
        bucket[following] = row


def slots_for(nodes: int, places: int, ring: int) -> Slots:
    """Work space as `settle_several` wants it on entry, with so many places a node."""
    return Slots(
        label=np.full((nodes, places), UNREACHED, np.int64),
        touched=np.empty(nodes, np.int32),
        bucket=np.full(ring, -1, np.int32),
        link=np.tile(np.array([NOT_WAITING, 0, 0, 0], np.int32), (nodes, 1)),
    )


@compiled
def several_of_groups(
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
    space: Slots,
    cost: Int32,
    owner: Int32,
) -> None:
    """Costs and ranks of the k nearest facilities of each of the groups `mine`, at every point.

    As `nearest_of_groups`, but `cost` and `owner` are int32 [g, p, k]: from the nearest on,
    by cost and then rank, -1 where there are no more within the limit.
    """
    for g in mine:
        own = groups.rows[groups.first[g] : groups.first[g + 1]]
        parts = space.label.shape[0] // PART_NODES + 1
        count = 0
        for part in range(parts):
            some = own[part * own.shape[0] // parts : (part + 1) * own.shape[0] // parts]
            node, seed = seeds_of(doors, rank, some, limit)
            count = settle_several(arcs, node, seed, limit, shift, space, count)
        _read(space.label, points, limit, cost[g], owner[g])
        for i in range(count):
            space.label[space.touched[i]] = UNREACHED
        _meet(edges, doors, rank, own, points, on_edge, limit, cost[g], owner[g])


@compiled
def _read(label: Int64, points: Places, limit: int, cost: Int32, owner: Int32) -> None:
    """The k least labels of different ranks, of those at the two ends of every point's edge."""
    k = label.shape[1]
    tails, heads, by_tails, by_heads = points.tail, points.head, points.by_tail, points.by_head
    beyond = np.int64(limit + 1) << 32
    for i in range(cost.shape[0]):
        tail, head = np.int64(tails[i]), np.int64(heads[i])
        by_tail, by_head = np.int64(by_tails[i]) << 32, np.int64(by_heads[i]) << 32
        a = 0 if tail >= 0 else k
        both = tail != head or by_tail != by_head  # otherwise one end tells it all
        b = a if both else k
        filled = 0
        while filled < k and (a < k or b < k):
            new = from_head = beyond
            if a < k:
                new = label[np.uint64(tail), np.uint64(a)] + by_tail
            if b < k:
                from_head = label[np.uint64(head), np.uint64(b)] + by_head
            if from_head < new:
                new = from_head
                b += 1
            else:
                a += 1
            if new >= beyond:
                break
            known = False
            if both:
                for s in range(filled):
                    known = known or owner[i, s] == new & RANK
            if not known:
                cost[i, filled], owner[i, filled] = new >> 32, new & RANK
                filled += 1
        for s in range(filled, k):
            cost[i, s], owner[i, s] = -1, -1


@compiled
def _meet(
    edges: Edges,
    doors: Places,
    rank: Int32,
    own: Int32,
    points: Places,
    on_edge: Rows,
    limit: int,
    cost: Int32,
    owner: Int32,
) -> None:
    """Improve what is known of points that share their edge with a door; see `nearest`."""
    last = cost.shape[1] - 1
    for d in own:
        e = np.int64(doors.edge[d])
        if e < 0:
            continue
        for r in range(on_edge.first[e], on_edge.first[e + 1]):
            i = np.int64(on_edge.rows[r])
            far = along_edge(edges, e, points.offset_mm[i], doors.offset_mm[d])
            far += np.int64(doors.join[d]) + np.int64(points.join[i])
            new = (far << 32) | np.int64(rank[d])
            slot = 0  # where it belongs
            while slot <= last and cost[i, slot] >= 0:
                if (np.int64(cost[i, slot]) << 32) | np.int64(owner[i, slot]) >= new:
                    break
                if owner[i, slot] == rank[d]:  # nearer already
                    slot = last
                slot += 1
            if far > limit or slot > last:
                continue
            given_up = slot
            while given_up < last and owner[i, given_up] != rank[d]:
                given_up += 1
            for s in range(given_up, slot, -1):
                cost[i, s], owner[i, s] = cost[i, s - 1], owner[i, s - 1]
            cost[i, slot], owner[i, slot] = far, rank[d]
