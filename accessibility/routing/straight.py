"""Straight-line distances, kept for comparison: what a drawn circle would have said."""

from collections.abc import Collection, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.errors import MissingColumnError
from accessibility.tables import Nearest


def nearest_straight(
    cells: gpd.GeoDataFrame,
    access_points: gpd.GeoDataFrame,
    groups: Mapping[str, Collection[str]],
    *,
    certainty: str = "sure",
    limit_m: float = np.inf,
) -> Nearest:
    """Nearest facility of every group as the crow flies, in the CRS of both tables.

    Parameters
    ----------
    cells, access_points : GeoDataFrames of points in one metric CRS
    groups : facility ids by column of the result
    limit_m : longest distance looked for, inclusive

    Returns
    -------
    Nearest of profile ``straight_line``; its minutes are ``NaN``, a circle has no speed.
    """
    if "facility_id" not in access_points:
        raise MissingColumnError("access points", "facility_id", list(access_points.columns))
    here = np.column_stack([cells.geometry.x, cells.geometry.y])
    metres, ids = {}, {}
    for group, members in groups.items():
        doors = access_points[access_points["facility_id"].isin(list(members))].sort_index()
        metres[group], ids[group] = _nearest(here, doors, limit_m)
    frame = pd.DataFrame(metres, index=cells.index, dtype=float)
    return Nearest(
        profile="straight_line",
        certainty=certainty,
        metres=frame,
        minutes=frame * np.nan,
        facility_id=pd.DataFrame(ids, index=cells.index, columns=frame.columns, dtype=object),
    )


def _nearest(
    here: np.ndarray, doors: gpd.GeoDataFrame, limit_m: float
) -> tuple[np.ndarray, np.ndarray]:
    """Distance [m], to the millimetre as all distances are, and facility of one group."""
    if doors.empty:
        return np.full(len(here), np.inf), np.full(len(here), np.nan, dtype=object)
    from scipy.spatial import cKDTree  # slow to import, and only this rule asks for it

    tree = cKDTree(np.column_stack([doors.geometry.x, doors.geometry.y]))
    distance, row = tree.query(here, workers=-1)
    distance = np.round(distance, 3)
    reached = distance <= limit_m
    ids = doors["facility_id"].to_numpy(dtype=object)[row]
    return np.where(reached, distance, np.inf), np.where(reached, ids, np.nan)
