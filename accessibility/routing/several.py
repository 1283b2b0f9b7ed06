"""The k nearest facilities of every group, with which they are."""

from collections import deque
from collections.abc import Collection, Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.errors import GroupError, HowManyError
from accessibility.network import Network
from accessibility.routing.graph import Costs, TravelGraph, as_graph
from accessibility.routing.joined import Joins, both_sides, by_type
from accessibility.routing.kernels import (
    MOST_SLOTS,
    Int32,
    Int64,
    Places,
    ring_size,
    several_of_groups,
    slots_for,
)
from accessibility.routing.limits import one_limit
from accessibility.routing.profiles import Profile
from accessibility.routing.search import (
    Taken,
    by_edge,
    by_group,
    deal,
    ends,
    hands_of,
    in_order,
    largest_seed,
    starts,
    threads_for,
)
from accessibility.routing.snapping import JOIN_LIMIT_M


def nearest_several(
    network: Network | TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    k: int = 3,
    access_points: gpd.GeoDataFrame | None = None,
    groups: Mapping[str, Collection[str]] | None = None,
    profile: str | Profile = "walk",
    limit_m: float | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: Joins | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """From every cell to the k nearest facilities of every group, each counted once.

    A facility with several doors counts at the nearest of them. Facilities equally near come
    in the order of their ids, and the lowest ids are taken. Arguments not said below are
    those of `nearest`.

    Parameters
    ----------
    k : int
        How many, from 1 to 20.
    groups : mapping of name to facility ids, optional
        By default one group a type.
    limit_m, limit_min : float, optional
        At most one of them: the longest distance, or the longest time, inclusive. With
        `limit_m` the nearest are those in distance, otherwise in time.

    Returns
    -------
    DataFrame, sorted by cell (in the order of `cells`), group (in theirs) and place
        cell_id : value of the index of `cells`
        group : name of the group
        place (int) : 1 is the nearest
        facility_id : value of the index of `facilities`
        metres (float) [m] with `limit_m`, otherwise minutes (float) [min]

        No row is one that is beyond the limit, or of a cell that cannot join the network.

    Raises
    ------
    InputError
        As `nearest`, for two limits, and for a k that is no whole number from 1 to 20.
    """
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k <= MOST_SLOTS:
        raise HowManyError(k, MOST_SLOTS)
    graph = as_graph(network, profile)
    asked = one_limit(graph, limit_m, limit_min, needed=False)
    sides = both_sides(
        graph, cells, facilities, access_points,
        certainty=certainty, join_limit_m=join_limit_m, joined=joined,
    )  # fmt: skip
    if groups is None:
        groups = by_type(sides.facilities)
    for name, ids in groups.items():
        if isinstance(ids, str):
            raise GroupError(str(name), ids)
    here, there = starts(graph, asked.costs, sides.cells), ends(graph, asked.costs, sides.doors)
    rows = [sides.doors_of(ids) for ids in groups.values()]
    cost, rank = several_places(
        graph, asked.costs, here, there, sides.owner,
        groups=rows, k=int(k), limit=asked.most, threads=threads,
    )  # fmt: skip
    cell, group, place = np.nonzero(cost.transpose(1, 0, 2) >= 0)
    names = pd.Index(list(groups), dtype="str" if all(map(_is_text, groups)) else object)
    flat = cells.index.to_flat_index() if isinstance(cells.index, pd.MultiIndex) else cells.index
    return pd.DataFrame(
        {
            "cell_id": pd.Series(flat.take(cell)),
            "group": pd.Series(names.take(group)),
            "place": place + 1,
            "facility_id": pd.Series(sides.ids.take(rank[group, cell, place])),
            asked.column: asked.values(cost[group, cell, place]),
        }
    )


def _is_text(name: object) -> bool:
    return isinstance(name, str)


def several_places(
    graph: TravelGraph,
    costs: Costs,
    points: Places,
    doors: Places,
    rank: Int32,
    *,
    groups: Sequence[Int64],
    k: int,
    limit: int,
    threads: int | None = None,
) -> tuple[Int32, Int32]:
    """From every point, the k least costs to facilities of each group, and their ranks.

    Arguments as `search.nearest_places`.

    Returns
    -------
    int32 [g, p, k], int32 [g, p, k]
        Cost and rank from the nearest on, -1 where there is none within the limit.
    """
    street = graph.arcs_towards[costs.unit]
    cost = np.empty((len(groups), len(points.edge), k), np.int32)
    owner = np.empty_like(cost)
    threads = threads_for(threads, len(groups))
    ring = ring_size(max(street.largest, largest_seed(doors, limit)), street.shift)
    on_edge = by_edge(points, len(graph.network.edge_mm))
    rows = by_group(in_order(graph, doors, groups))

    def answer(hands: deque[Int32]) -> None:
        space = slots_for(graph.n_nodes, k, ring)
        for mine in Taken(hands):
            several_of_groups(
                street.arcs, costs.edges, points, on_edge, doors, rank, rows, mine,
                limit, street.shift, space, cost, owner,
            )  # fmt: skip

    deal(answer, hands_of(groups, threads), threads)
    return cost, owner
