"""The nearest door of many groups of doors, at every point."""

# ruff: noqa: PLR0917

import numpy as np

from accessibility.routing.kernels.labels import settle
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


@compiled
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


@compiled
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
        owner[i] = least & RANK if reached else -1


@compiled
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
