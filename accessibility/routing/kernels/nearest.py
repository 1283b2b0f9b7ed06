"""The nearest door of many groups of doors, at every point."""

# ruff: noqa: PLR0917

import numpy as np

from accessibility.routing.kernels.labels import settle_more
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
    Whole,
    compiled,
)

PART_NODES = 1 << 15  # nodes whose labels, links and arcs a core's own cache holds


@compiled
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
    points by edge, `groups` the doors by group. In a large network doors are taken part by
    part, so that a search stays where it was if neighbours are beside each other. Writes
    rows `mine` of `cost` and `owner` (int32 [g, p]), -1 where no door is within the limit.
    """
    for g in mine:
        own = groups.rows[groups.first[g] : groups.first[g + 1]]
        parts = space.label.shape[0] // PART_NODES + 1
        count = 0
        for part in range(parts):
            some = own[part * own.shape[0] // parts : (part + 1) * own.shape[0] // parts]
            node, seed = seeds_of(doors, rank, some, limit)
            count = settle_more(arcs, node, seed, limit, shift, space, count)
        _read(space.label, points, limit, cost[g], owner[g])
        forget(space, count)
        _meet(edges, doors, rank, own, points, on_edge, limit, cost[g], owner[g])


@compiled
def forget(space: Space, count: int) -> None:
    """Make the labels of a search UNREACHED again: `count` nodes of `touched` have one."""
    if count > space.label.shape[0] // 8:  # in a row is quicker than here and there
        space.label[:] = UNREACHED
        return
    for i in range(count):
        space.label[space.touched[i]] = UNREACHED


@compiled
def seeds_of(doors: Places, rank: Int32, own: Int32, limit: int) -> tuple[Int32, Int64]:
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


@compiled
def _read(label: Int64, points: Places, limit: int, cost: Int32, owner: Int32) -> None:
    """Cost and rank of every point by the ends of its edge, -1 beyond the limit."""
    tails, heads, by_tails, by_heads = points.tail, points.head, points.by_tail, points.by_head
    beyond = np.int64(limit + 1) << 32
    for i in range(cost.shape[0]):
        tail, head = np.int64(tails[i]), np.int64(heads[i])
        least = beyond
        if tail >= 0:
            least = label[np.uint64(tail)] + (np.int64(by_tails[i]) << 32)
            if head != tail or by_heads[i] != by_tails[i]:
                by_head = label[np.uint64(head)] + (np.int64(by_heads[i]) << 32)
                least = min(least, by_head)
        reached = least < beyond
        cost[i] = least >> 32 if reached else -1
        owner[i] = least & RANK if reached else -1


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
    """Improve what is known of points that share their edge with a door.

    No end of the edge need be passed between the two. Written rows come from `on_edge`,
    which holds rows of `cost`.
    """
    for d in own:
        e = np.int64(doors.edge[d])
        if e < 0:
            continue
        for r in range(on_edge.first[e], on_edge.first[e + 1]):
            i = np.int64(on_edge.rows[r])
            far = along_edge(edges, e, points.offset_mm[i], doors.offset_mm[d])
            far += np.int64(doors.join[d]) + np.int64(points.join[i])
            if far > limit:
                continue
            nearer = cost[i] < 0 or far < cost[i]
            if nearer or (far == cost[i] and rank[d] < owner[i]):
                cost[i], owner[i] = far, rank[d]


@compiled
def along_edge(edges: Edges, e: Whole, start: Whole, end: Whole) -> Whole:
    """Cost between two positions on an edge, without passing its ends; BEYOND where closed."""
    if start == end:
        return np.int64(0)
    cost = np.int64(edges.along[e] if start < end else edges.against[e])
    if cost >= BEYOND:
        return cost
    whole = max(np.int64(edges.mm[e]), np.int64(1))
    return abs(cost * np.int64(end) // whole - cost * np.int64(start) // whole)
