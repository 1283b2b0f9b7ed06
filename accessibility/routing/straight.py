"""Straight-line distances, kept for comparison: what a drawn circle would have said."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import MissingColumnError
from accessibility.routing.joined import as_ids
from accessibility.routing.search import available_cores
from accessibility.tables import Nearest

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

FEW = 48  # doors up to which trying all of them is quicker than a tree


def nearest_straight(
    cells: gpd.GeoDataFrame,
    access_points: gpd.GeoDataFrame,
    groups: Mapping[str, Collection[str]],
    *,
    certainty: str = "sure",
    limit_m: float = np.inf,
) -> Nearest:
    """Nearest facility of every group as the crow flies, in the CRS of both tables.

    Of facilities entered at one place, the lowest id is taken.

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
    doors = _in_order(access_points)
    owner, owners = pd.factorize(doors["facility_id"])
    ids, there = as_ids(owners), _xy(doors)
    chosen = [_doors_of(ids, owner, there, members) for members in groups.values()]
    each = {rows.tobytes(): rows for rows in chosen}  # many groups hold the same facilities
    metres, row = _nearest(_xy(cells), there, list(each.values()), limit_m)
    number = dict(zip(each, range(len(each)), strict=True))
    place = np.array([number[rows.tobytes()] for rows in chosen], np.intp)
    metres, row = metres[place], row[place]
    names = np.append(ids.to_numpy(object)[owner], np.nan)
    at = {"index": cells.index, "columns": list(groups)}
    never = np.broadcast_to(np.float64(np.nan), metres.T.shape)
    return Nearest(
        profile="straight_line",
        certainty=certainty,
        metres=pd.DataFrame(metres.T, **at),
        minutes=pd.DataFrame(never, copy=False, **at),
        facility_id=pd.DataFrame(names[row.T], **at, dtype=object),
    )


def _in_order(access_points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Doors by facility, from the lowest id; ids of several kinds as text."""
    doors = access_points.sort_index()
    try:
        return doors.sort_values("facility_id", kind="stable")
    except TypeError:
        return doors.sort_values("facility_id", kind="stable", key=lambda ids: ids.astype(str))


def _xy(points: gpd.GeoDataFrame) -> Floats:
    return np.column_stack([points.geometry.x, points.geometry.y]).reshape(-1, 2)


def _doors_of(ids: pd.Index, owner: Rows, xy: Floats, members: Collection[str]) -> Rows:
    """Rows of the doors of these facilities, one for every place, in order of ids."""
    belongs = np.zeros(len(ids) + 1, np.bool_)
    belongs[ids.get_indexer(as_ids(members))] = True
    belongs[-1] = False  # of members that have no door
    rows = np.flatnonzero(belongs[owner])
    place = xy[rows, 0] + 1j * xy[rows, 1]
    _, first = np.unique(place, return_index=True)
    return rows[np.sort(first)]


def _nearest(
    here: Floats, doors: Floats, groups: list[Rows], limit_m: float
) -> tuple[Floats, Rows]:
    """Distance [m] to the nearest door of every group, and its row, -1 beyond the limit.

    To the millimetre, as all distances are.
    """
    metres = np.full((len(groups), len(here)), np.inf)
    row = np.full(metres.shape, -1, np.intp)

    def answer(group: int) -> None:
        own = groups[group]
        if len(own) and len(here):
            distance, number = _one(here, doors[own])
            distance = np.round(distance, 3)
            reached = distance <= limit_m
            metres[group, reached] = distance[reached]
            row[group, reached] = own[number[reached]]

    with ThreadPoolExecutor(available_cores()) as pool:
        list(pool.map(answer, range(len(groups))))
    return metres, row


def _one(here: Floats, doors: Floats) -> tuple[Floats, Rows]:
    """Distance to the nearest of these doors, and which it is."""
    if len(doors) <= FEW:
        nearest = _tried(here, doors)
        return np.hypot(*(here - doors[nearest]).T), nearest
    from scipy.spatial import cKDTree  # slow to import

    found, number = cKDTree(doors).query(here)
    return np.asarray(found, np.float64), np.asarray(number, np.intp)


def _tried(here: Floats, doors: Floats) -> Rows:
    """The nearest of a few doors, tried one by one so that nothing large is made."""
    x, y = np.ascontiguousarray(here.T)
    least, nearest = np.full(len(x), np.inf), np.zeros(len(x), np.intp)
    for row, (east, north) in enumerate(doors.tolist()):
        square = np.square(x - east)
        square += np.square(y - north)
        nearest[square < least] = row
        np.minimum(least, square, out=least)
    return nearest
