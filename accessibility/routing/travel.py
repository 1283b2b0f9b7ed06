"""Metres and minutes from every cell to the nearest facility of every group."""

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.errors import GroupError
from accessibility.network import Network
from accessibility.routing.graph import TravelGraph, as_graph, pace_of
from accessibility.routing.joined import both_sides, by_type
from accessibility.routing.kernels import Int32
from accessibility.routing.limits import MS_PER_MIN, limits_for
from accessibility.routing.search import ends, nearest_places, starts
from accessibility.routing.snapping import JOIN_LIMIT_M, join, points_on_map
from accessibility.tables import Nearest

_BARRED = {"wall": "behind a wall", "water": "across water", "rail": "across rails"}


def nearest(
    network: Network | TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    access_points: gpd.GeoDataFrame | None = None,
    groups: Mapping[str, Collection[str]] | None = None,
    profile: str = "walk",
    limit_m: float | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: tuple[pd.DataFrame, pd.DataFrame] | None = None,
    threads: int | None = None,
) -> Nearest:
    """From every cell to the nearest facility of every group.

    The straight ways between cell and street, and between street and door, are walked and
    count. `metres` is the least distance and `minutes` the least time: at one speed they
    are one way; a rider's may be two, because pushing is slow. Ties go to the lowest
    facility_id (of ids of several kinds, to the first as text). Distances are whole
    millimetres and times whole milliseconds, so that a comparison with a limit is exact.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph (`travel_graph`) brings its own profile and saves making it again.
    cells : GeoDataFrame of Point, any CRS
    facilities : GeoDataFrame, tables.FACILITIES, with any unique index
        Needs type only where `groups` is left out.
    access_points : GeoDataFrame, tables.ACCESS_POINTS, optional
        Where facilities are entered; by default found without knowledge of entrances.
    groups : mapping of name to facility ids, optional
        The columns of the result; by default one a type. Ids of facilities that are not
        in `facilities`, or not of the certainty asked for, do not count.
    limit_m, limit_min : float, optional
        Longest distance and time looked for, inclusive. With one of them, the other frame
        is known wherever this one is; with neither, there is no limit.
    join_limit_m : float [m]
        Longest straight way to the street.
    certainty : "sure" or "possible"
        Sure facilities alone, or both; facilities without that column are all sure.
    joined : tuple of two DataFrames, optional
        What `join` gave for `cells` and for `access_points` on this graph.
    threads : int, optional
        All available cores by default; the result does not depend on it.

    Returns
    -------
    Nearest
        Frames with the index of `cells` and a column a group. ``inf`` is not reached within
        the limit, ``NaN`` a cell that cannot join the network. facility_id is the nearest in
        time, and in distance where only that is within its limit: a value of the index of
        `facilities`.

    Raises
    ------
    InputError
        For an unknown profile or certainty, a limit that is no number above 0, frames without
        a coordinate system, doubled facility ids, and facilities without a type.
    """
    graph = as_graph(network, profile)
    limits = limits_for(graph, limit_m, limit_min)
    sides = both_sides(
        graph, cells, facilities, access_points,
        certainty=certainty, join_limit_m=join_limit_m, joined=joined,
    )  # fmt: skip
    if groups is None:
        groups = by_type(sides.facilities)
    for name, ids in groups.items():
        if isinstance(ids, str):
            raise GroupError(str(name), ids)
    rows = [sides.doors_of(ids) for ids in groups.values()]
    found = {}
    for costs in graph.units:
        here, there = starts(graph, costs, sides.cells), ends(graph, costs, sides.doors)
        reach = limits.search(costs.unit)
        found[costs.unit] = nearest_places(
            graph, costs, here, there, sides.owner, groups=rows, limit=reach, threads=threads
        )
    mm, ms = limits.within(*_both_units(graph, found))
    nearest_in = np.where(ms >= 0, found[graph.units[-1].unit][1], found["mm"][1])
    rank = np.where((mm >= 0) | (ms >= 0), nearest_in, -1)
    ids = np.append(sides.owners.to_numpy(object), np.nan)[rank.T]
    at = {"index": cells.index, "columns": list(groups)}
    return Nearest(
        profile=graph.profile.name,
        elevation=graph.elevation,
        certainty=certainty,
        metres=pd.DataFrame(_known(mm, sides.unknown, 1000), **at),
        minutes=pd.DataFrame(_known(ms, sides.unknown, MS_PER_MIN), **at),
        facility_id=pd.DataFrame(ids, **at, dtype=object),  # telling text from NaN takes long
    )


def stranded(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str = "walk",
    join_limit_m: float = JOIN_LIMIT_M,
    leaving: bool = False,
    through_walls: bool = False,
    joined: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Points that cannot join the network, or sit on a small island of it.

    Parameters
    ----------
    leaving, through_walls : as for `join`: cells are left, and facilities have a way in
    joined : DataFrame, optional
        What `join` gave for these points, where it is at hand.

    Returns
    -------
    DataFrame, the rows of `points` that are stranded
        reason (str) : "too far from a street", "island", or what bars the way to every
            street near: "behind a wall", "across water", "across rails"
        nearest_street_m (float) [m] : to the nearest open street, NaN where there is none
    """
    graph = as_graph(network, profile)
    if joined is None:
        joined = join(
            graph, points, limit_m=join_limit_m, leaving=leaving, through_walls=through_walls
        )
    rows = np.flatnonzero((joined["edge"] < 0) | joined["island"])
    geometry = points_on_map(points, graph.network.crs, "points")[rows]
    metres = _street_distance(graph, geometry)
    alone = joined["edge"].to_numpy()[rows] < 0
    metres = np.where(alone, metres, joined["join_mm"].to_numpy()[rows] / 1000)
    barred = joined["obstacle"].map(_BARRED) if "obstacle" in joined else joined["edge"].map({})
    told = barred.fillna("too far from a street").to_numpy(object)[rows]
    reason = pd.array(np.where(alone, told, "island"), dtype="str")
    return pd.DataFrame({"reason": reason, "nearest_street_m": metres}, index=points.index[rows])


def unjoined(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str = "walk",
    join_limit_m: float = JOIN_LIMIT_M,
) -> pd.Index:
    """The index of points that cannot join the network: no street within `join_limit_m`."""
    joined = join(network, points, profile=profile, limit_m=join_limit_m)
    alone: pd.Index = points.index[joined["edge"].to_numpy() < 0]
    return alone


def _both_units(
    graph: TravelGraph, found: Mapping[str, tuple[Int32, Int32]]
) -> tuple[Int32, Int32]:
    """Distance and time; at one speed the time is the distance, rounded up to whole ms."""
    mm = found["mm"][0]
    if not graph.even:
        return mm, found["ms"][0]
    pace = pace_of(graph.profile.join_kmh)
    ms = -(-mm.astype(np.int64) * pace.numerator // pace.denominator)
    return mm, np.where(mm < 0, -1, ms)


def _known(cost: Int32, unknown: NDArray[np.bool_], unit: int) -> NDArray[np.float64]:
    """Costs [g, p] as a table [p, g]: inf where not reached, NaN in rows not known."""
    values = np.where(cost < 0, np.inf, cost / unit)
    values[:, unknown] = np.nan
    return values.T


def _street_distance(graph: TravelGraph, points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Metres to the nearest open street, however far; NaN without one, or without a place."""
    metres = np.full(len(points), np.nan)
    if graph.open.any():
        point, metres_found = shapely.STRtree(graph.lines[graph.open]).query_nearest(
            points, return_distance=True, all_matches=False
        )
        metres[point[0]] = metres_found
    return metres
