"""Cells and the doors of facilities, joined to the streets, and whose doors they are."""

from collections.abc import Collection
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import FacilityIdsError, MissingColumnError, UnknownNameError
from accessibility.routing.access import access_points as find_access_points
from accessibility.routing.graph import TravelGraph
from accessibility.routing.kernels import Int32, Int64
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.tables import CERTAINTIES

Joins = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True, eq=False)
class Sides:
    """The two sides of a journey; c cells, d doors, f facilities.

    Attributes
    ----------
    facilities : GeoDataFrame, those of the certainty asked for
    cells, doors : DataFrame [c], [d], what `join` gave
    owners : Index of object [f], facility ids from lowest to highest: their ranks
    owner : int32 [d], rank of the facility a door belongs to, -1 where it is none of them
    """

    facilities: gpd.GeoDataFrame
    cells: pd.DataFrame
    doors: pd.DataFrame
    owners: pd.Index
    owner: Int32

    @property
    def rows(self) -> NDArray[np.intp]:
        """Rows of `facilities` by rank."""
        return as_ids(self.facilities.index).get_indexer(self.owners)

    @property
    def ids(self) -> pd.Index:
        """Facility ids by rank, in the kind of their index."""
        index = self.facilities.index
        flat = index.to_flat_index() if isinstance(index, pd.MultiIndex) else index
        return flat.take(self.rows)

    @property
    def unknown(self) -> NDArray[np.bool_]:
        """Cells that no street is near: nothing is known of them."""
        return self.cells["edge"].to_numpy() < 0

    def doors_of(self, ids: Collection[object]) -> Int64:
        """Rows of the doors of these facilities; ids of none of them do not count."""
        belongs = np.zeros(len(self.owners) + 1, np.bool_)
        belongs[self.owners.get_indexer(as_ids(ids))] = True
        belongs[-1] = False  # of the owner -1, and of ids that are not there
        return np.flatnonzero(belongs[self.owner])

    def doors_by_owner(self) -> list[Int64]:
        """Rows of the doors of every facility, by rank."""
        own = np.flatnonzero(self.owner >= 0)
        rows = own[np.argsort(self.owner[own], kind="stable")]
        count = np.bincount(self.owner[own], minlength=len(self.owners))
        return np.split(rows, np.cumsum(count)[:-1]) if len(count) else []


def both_sides(
    graph: TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    access_points: gpd.GeoDataFrame | None = None,
    *,
    certainty: str = "sure",
    join_limit_m: float = JOIN_LIMIT_M,
    joined: Joins | None = None,
) -> Sides:
    """Join cells and doors to the streets, and rank the facilities; see `travel.nearest`."""
    if certainty not in CERTAINTIES:
        raise UnknownNameError("certainty", str(certainty), CERTAINTIES)
    _check_ids(facilities, access_points)
    if certainty == "sure" and "certainty" in facilities:
        facilities = facilities[facilities["certainty"] == "sure"]
    if access_points is None:
        access_points = find_access_points(facilities, None, graph.network)
    if joined is None:
        joined = (
            join(graph, cells, limit_m=join_limit_m, leaving=True),
            join(graph, access_points, limit_m=join_limit_m, through_walls=True),
        )
    owners = _ranked(facilities.index)
    owner = owners.get_indexer(as_ids(access_points["facility_id"])).astype(np.int32)
    return Sides(facilities, *joined, owners, owner)


def by_type(facilities: gpd.GeoDataFrame) -> dict[str, pd.Index]:
    """Ids by type, in the order of the types' names."""
    if "type" not in facilities:
        raise MissingColumnError("facilities", "type", list(facilities.columns))
    types = facilities["type"].dropna().astype(str).to_numpy()
    ids = facilities.index[facilities["type"].notna()]
    return {str(name): ids[types == name] for name in np.unique(types)}


def as_ids(values: Collection[object]) -> pd.Index:
    """Ids as they are: of any kind, also pairs as a MultiIndex holds them."""
    return pd.Index(list(values), dtype=object, tupleize_cols=False)


def _check_ids(facilities: gpd.GeoDataFrame, access_points: gpd.GeoDataFrame | None) -> None:
    """Facilities are told apart by their index, and doors name facilities."""
    twice = facilities.index[facilities.index.duplicated()]
    if len(twice):
        raise FacilityIdsError(
            f"{twice[0]!r} stands twice in the index",
            "Give every facility its own, as with reset_index(drop=True)",
        )
    if access_points is None:
        return
    if "facility_id" not in access_points:
        raise MissingColumnError("access points", "facility_id", list(access_points.columns))
    named = as_ids(access_points["facility_id"])
    if len(named) and len(facilities) and not named.isin(as_ids(facilities.index)).any():
        raise FacilityIdsError(
            f"none has the id {named[0]!r}, or another of those that access points name",
            "facility_id in access points holds values of the index of facilities",
        )


def _ranked(ids: pd.Index) -> pd.Index:
    """Ids from lowest to highest; those of several kinds, which have no order, as text."""
    own = as_ids(ids)
    try:
        order = np.argsort(own.to_numpy(), kind="stable")
    except TypeError:
        order = np.argsort(own.to_numpy().astype(str), kind="stable")
    return own.take(order)
