"""How far the data reach: beyond that, absence of a facility proves nothing."""

from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Area: TypeAlias = Polygon | MultiPolygon

# Judgements. An extract cut along a border leaves much of its box empty; its streets are
# then outlined as by a string that dips into gaps, with room for the last houses.
_FILLED = 0.6  # share of the land of a box that streets must outline for the box to count
_DIP = 0.15  # of shapely.concave_hull: 0 follows every gap, 1 is convex
_ROOM_M = 50.0
_THIN_M = 50.0
_SHORE_M = 100.0  # an edge so near the sea has no land behind it


def loaded_area(box: Polygon, node_xy: NDArray[np.float64], sea: Area) -> tuple[Area, str | None]:
    """Where streets and facilities were read, and a remark where that is not the whole box.

    Parameters
    ----------
    box : the extract's bounds, in a metric CRS
    node_xy : float [n, 2], street nodes in the same CRS
    sea : what of the box is sea; may be empty
    """
    land = shapely.difference(box, sea)
    thinned = np.unique(np.round(node_xy / _THIN_M), axis=0) * _THIN_M
    hull = shapely.concave_hull(shapely.multipoints(thinned), ratio=_DIP)
    outline = shapely.intersection(shapely.buffer(hull, _ROOM_M), box)
    filled = shapely.intersection(outline, land).area
    if land.area == 0 or filled >= _FILLED * land.area:
        return box, None
    return outline, (
        f"streets fill {filled / land.area:.0%} of the land in the extract's box, as if it was cut "
        "along a border: the outline of its streets is taken for the edge of the data"
    )


def land_edge(loaded: Area, sea: Area) -> BaseGeometry:
    """Where the data end on land; empty where they end at sea all around."""
    return shapely.difference(shapely.boundary(loaded), shapely.buffer(sea, _SHORE_M))


def edge_distance(cells: gpd.GeoDataFrame, loaded: Area, sea: Area) -> pd.Series:
    """From each cell to where the data end on land [m]: 0 outside, inf where they never do."""
    points = cells.geometry.values
    shapely.prepare(loaded)
    inside = shapely.intersects(loaded, points)
    edge = land_edge(loaded, sea)
    away = np.full(len(cells), np.inf) if edge.is_empty else shapely.distance(points, edge)
    return pd.Series(np.where(inside, away, 0.0), cells.index, dtype=float)
