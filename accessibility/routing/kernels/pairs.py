"""Everything within a limit of a group of places: pairs, one by one."""

# ruff: noqa: PLR0917

from typing import NamedTuple

import numpy as np

from accessibility.routing.kernels.compiling import compiled
from accessibility.routing.kernels.labels import settle
from accessibility.routing.kernels.nearest import along_edge, seeds_of
from accessibility.routing.kernels.types import (
    BEYOND,
    UNREACHED,
    Arcs,
    Edges,
    Int32,
    Int64,
    Places,
    Rows,
    Space,
)


class Streets(NamedTuple):
    """Where a search runs; arcs and edges in the direction of the search, both."""

    arcs: Arcs
    edges: Edges
    shift: int  # buckets are 2**shift wide


class Sources(NamedTuple):
    """Places to search from, by group."""

    places: Places
    no_rank: Int32  # 0 for every place
    groups: Rows


class Targets(NamedTuple):
    """Places to find: doors of t owners, or points that are their own owners."""

    places: Places
    owner: Int32
    at_node: Arcs  # from every node to the owners of the places beside it
    on_edge: Rows  # places by edge


class Finds(NamedTuple):
    """What one search found; work space of one thread."""

    best: Int32  # [t], BEYOND on entry; the least cost of an owner found
    found: Int32  # [t], owners found, from the front


@compiled
def find(
    streets: Streets, sources: Sources, g: int, targets: Targets, limit: int, space: Space,
    finds: Finds,
) -> int:  # fmt: skip
    """Least cost of every owner within the limit of group g; returns how many these are.

    `finds.found` gains an owner when its `best` ceases to be BEYOND, hence once: t rows.
    """
    edges, places, owner = streets.edges, targets.places, targets.owner
    beside, on_edge, best, found = targets.at_node, targets.on_edge, finds.best, finds.found
    first, rows = on_edge
    label, touched = space.label, space.touched
    from_, groups = sources.places, sources.groups
    own = groups.rows[groups.first[g] : groups.first[g + 1]]
    node, seed = seeds_of(from_, sources.no_rank, own, limit)
    count = settle(streets.arcs, node, seed, limit, streets.shift, space)
    n = 0
    beside_first, beside_to = beside
    for c in range(count):
        v = np.uint64(touched[c])
        here = label[v] >> 32
        label[v] = UNREACHED
        for a in range(beside_first[v], beside_first[v + np.uint64(1)]):
            far = here + np.int64(beside_to[a, 1])
            t = np.uint64(beside_to[a, 0])
            if far > limit or far >= best[t]:
                continue
            if best[t] == BEYOND:
                found[n] = t
                n += 1
            best[t] = far
    for s in own:  # an edge that both share: no end need be passed
        e = np.int64(from_.edge[s])
        if e < 0:
            continue
        for r in range(first[e], first[e + 1]):
            i = np.int64(rows[r])
            far = along_edge(edges, e, places.offset_mm[i], from_.offset_mm[s])
            far += np.int64(from_.join[s]) + np.int64(places.join[i])
            t = np.uint64(owner[i])
            if far > limit or far >= best[t]:
                continue
            if best[t] == BEYOND:
                found[n] = t
                n += 1
            best[t] = far
    return n


@compiled
def pairs_of_groups(
    streets: Streets, sources: Sources, start: int, stop: int, targets: Targets, limit: int,
    space: Space, finds: Finds, each: Int64, target: Int32, cost: Int32,
) -> int:  # fmt: skip
    """Owners and costs within the limit of each group from `start` on; returns where it ended.

    They are written one group after the other, `each[g]` rows for group g. It ends before
    `stop` where the next group's rows would not fit in; they always fit into t rows.
    """
    best, found = finds
    filled = 0
    for g in range(start, stop):
        n = find(streets, sources, g, targets, limit, space, finds)
        fits = filled + n <= target.shape[0]
        for i in range(n):
            t = np.uint64(found[i])
            if fits:
                target[filled + i] = t
                cost[filled + i] = best[t]
            best[t] = BEYOND
        if not fits:
            return g
        each[g] = n
        filled += n
    return stop


@compiled
def spread_by(key: Int32, other: Int32, cost: Int32, place: Int64, out: Int32) -> None:
    """Rows of `other` and `cost` in the order of `key`, those with equal keys as they were.

    `place` is where the rows of every key begin; a key of which there are c rows has c
    places before those of the next begin. `out` is int32 [rows, 2].
    """
    for i in range(key.shape[0]):
        at = np.uint64(place[np.uint64(key[i])])
        place[np.uint64(key[i])] = at + np.uint64(1)
        out[at, 0], out[at, 1] = other[i], cost[i]
