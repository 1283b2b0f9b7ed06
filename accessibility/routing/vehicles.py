"""Minutes of driving from the nearest station to every home: fire engines."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.joined import by_type
from accessibility.routing.profiles import Profile
from accessibility.routing.sides import side_of
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.routing.travel import nearest
from accessibility.tables import Nearest

ENGINE = "fire_engine"
AT_ONCE = 16  # sides that one search takes together; bounds the memory of a large town

Joins = tuple[pd.DataFrame, pd.DataFrame]  # of the homes, and of the stations' doors


def nearest_station(
    network: Network | TravelGraph,
    homes: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    *,
    access_points: gpd.GeoDataFrame,
    groups: Mapping[str, Collection[str]] | None = None,
    barriers: Mapping[str, Collection[str]] | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: Joins | None = None,
    sides: "Sides | None" = None,
) -> Nearest:
    """From the nearest fire station of every group to every home: minutes of driving.

    Jianbiao 152-2017 asks that an engine be at the edge of its duty area within 5 minutes of
    dispatch: 1 minute to turn out and 4 minutes to drive. The turnout is not in these minutes.

    Engines drive out from a station's doors and keep to one-way streets. They stop at the
    street nearest to a home, walls or not, but on a motorway only where there is no other.
    Ties go to the lowest facility_id.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph is one of `engine_graph`.
    homes : GeoDataFrame of Point, any CRS
    stations : GeoDataFrame, tables.FACILITIES
    access_points : GeoDataFrame, tables.ACCESS_POINTS
        The stations' doors.
    groups : mapping of name to facility ids, optional
        The columns of the result; by default one a type.
    barriers : mapping of name to some of sides.BARRIERS, optional
        What the duty areas of a group do not reach across: a home counts for the stations
        on its side alone, though the way to it may cross a bridge and return.
    limit_min : float, optional
        Longest drive looked for, inclusive.
    joined : tuple of two DataFrames, optional
        What `engine_joins` gave on this graph.
    sides : Sides of these homes and stations, optional

    Returns
    -------
    Nearest
        With the index of `homes`. ``inf`` is not reached from its side within the limit,
        ``NaN`` a home that no street for engines is near.
    """
    graph = network if isinstance(network, TravelGraph) else engine_graph(network)
    groups = by_type(stations) if groups is None else groups
    if joined is None:
        joined = engine_joins(graph, homes, access_points, join_limit_m=join_limit_m)
    sides = Sides(graph.network, homes, stations) if sides is None else sides
    way_out = homeward(graph)
    tables = {
        name: _drive(
            way_out, homes, stations, access_points, joined,
            sides=sides.of((barriers or {}).get(name, ())),
            members=members, limit_min=limit_min, certainty=certainty,
        )
        for name, members in groups.items()
    }  # fmt: skip
    at = {"index": homes.index, "columns": list(groups)}
    return Nearest(
        profile=graph.profile.name,
        certainty=certainty,
        elevation=graph.elevation,
        metres=pd.DataFrame({name: one[0] for name, one in tables.items()}, **at),
        minutes=pd.DataFrame({name: one[1] for name, one in tables.items()}, **at),
        facility_id=pd.DataFrame(
            {name: one[2] for name, one in tables.items()}, **at, dtype=object
        ),
    )


def engine_graph(network: Network, profile: str | Profile = ENGINE) -> TravelGraph:
    """What engines may use; nobody lives on a motorway, so it is joined in want of others."""
    graph = travel_graph(network, profile)
    ways = network.ways
    fenced = ways["highway"].isin(("motorway", "motorway_link")) | (ways["motorroad"] == "yes")
    return replace(graph, ground=graph.ground & ~fenced.to_numpy(bool)[network.edge_way])


def engine_joins(
    graph: TravelGraph,
    homes: gpd.GeoDataFrame,
    doors: gpd.GeoDataFrame,
    *,
    join_limit_m: float = JOIN_LIMIT_M,
) -> Joins:
    """Homes and doors on the streets that engines use; hoses go over walls."""
    here, there = (
        join(graph, points, limit_m=join_limit_m, through_walls=True) for points in (homes, doors)
    )
    return here, there


def homeward(graph: TravelGraph) -> TravelGraph:
    """The graph with every direction turned: ways to a place become ways from it."""
    network = graph.network
    if network.slopes is not None:
        network = replace(network, slopes=replace(network.slopes, grade=-network.slopes.grade))
    return replace(
        graph,
        network=network,
        along=graph.against,
        against=graph.along,
        leave_along=graph.leave_against,
        leave_against=graph.leave_along,
        passages=np.ascontiguousarray(graph.passages[:, ::-1]),
    )


class Sides:
    """On which side homes and stations lie, asked once for every set of barriers."""

    def __init__(
        self, network: Network, homes: gpd.GeoDataFrame, stations: gpd.GeoDataFrame
    ) -> None:
        self._network = network
        inside = stations.geometry.representative_point()
        self._places = pd.concat([homes.geometry.to_crs(network.crs), inside.to_crs(network.crs)])
        self._homes = len(homes)
        self._known: dict[tuple[str, ...], NDArray[np.intp]] = {}

    def of(self, barriers: Collection[str]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The side of every home, and of every station; all on one without barriers."""
        key = tuple(sorted(set(barriers)))
        if not key:
            return np.zeros(self._homes, np.intp), np.zeros(
                len(self._places) - self._homes, np.intp
            )
        if key not in self._known:
            number = side_of(self._network, self._places, barriers=key)
            self._known[key] = np.asarray(number.to_numpy(), np.intp)
        side = self._known[key]
        return side[: self._homes], side[self._homes :]


Columns = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.object_]]


def _drive(
    graph: TravelGraph,
    homes: gpd.GeoDataFrame,
    stations: gpd.GeoDataFrame,
    doors: gpd.GeoDataFrame,
    joined: Joins,
    *,
    sides: tuple[NDArray[np.intp], NDArray[np.intp]],
    members: Collection[str],
    limit_min: float | None,
    certainty: str,
) -> Columns:
    """Metres, minutes and station of every home, by the stations on its side."""
    own, theirs = sides
    metres = np.where(joined[0]["edge"].to_numpy() < 0, np.nan, np.inf)
    minutes, ids = metres.copy(), np.full(len(homes), np.nan, dtype=object)
    belongs = stations.index.isin(list(members))
    both = np.intersect1d(own, theirs[belongs])
    for some in np.split(both, range(AT_ONCE, len(both), AT_ONCE)):
        rows = np.flatnonzero(np.isin(own, some))
        found = nearest(
            graph,
            homes.iloc[rows],
            stations,
            access_points=doors,
            groups={str(one): stations.index[belongs & (theirs == one)] for one in some},
            limit_min=limit_min,
            certainty=certainty,
            joined=(joined[0].iloc[rows], joined[1]),
        )
        at = np.arange(len(rows)), np.searchsorted(some, own[rows])
        metres[rows] = found.metres.to_numpy()[at]
        minutes[rows] = found.minutes.to_numpy()[at]
        ids[rows] = found.facility_id.to_numpy(object)[at]
    return metres, minutes, ids
