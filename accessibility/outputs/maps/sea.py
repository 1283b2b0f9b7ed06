"""The sea carried on beyond the data, so that no straight end of water is on the screen."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

_AT_EDGE_M = 50.0  # sea this near to the edge of the data ends because the data ends
_INSET_M = 10.0  # where the edge is looked at, clear of its rounding
_SIMPLIFY_M = 3.0


def sea_to_limit(sea: gpd.GeoSeries, loaded: Polygon, limit: Polygon) -> gpd.GeoSeries:
    """The sea, drawn on outwards from the edge of the data to a limit.

    Where the data ends on land nothing is added: what lies beyond is not known, and land
    is the ground colour. `loaded` and `limit` count with their boxes.
    """
    whole = shapely.union_all(shapely.make_valid(sea.to_numpy()))
    if whole.is_empty:
        return gpd.GeoSeries([], crs=sea.crs)
    inner, outer = np.array(whole.bounds), np.array(limit.bounds)
    ends = np.abs(inner - np.array(loaded.bounds)) < _AT_EDGE_M
    added = [_beyond(whole, inner, outer, int(side)) for side in np.flatnonzero(ends)]
    added += [
        _corner(whole, inner, outer, x, y) for x in (0, 2) for y in (1, 3) if ends[x] and ends[y]
    ]
    drawn = shapely.union_all([whole, *added])
    return gpd.GeoSeries([shapely.simplify(drawn, _SIMPLIFY_M)], crs=sea.crs)


def _beyond(
    sea: Geometry, inner: NDArray[np.float64], outer: NDArray[np.float64], side: int
) -> Geometry:
    """The strips between one edge of the data and the limit that continue the sea."""
    upright = side % 2 == 0  # west and east edges run north to south
    at = inner[side] + (_INSET_M if side < 2 else -_INSET_M)
    line = [(at, inner[1]), (at, inner[3])] if upright else [(inner[0], at), (inner[2], at)]
    wet = shapely.get_parts(shapely.intersection(sea, shapely.linestrings(line)))
    west, south, east, north = shapely.bounds(wet[shapely.length(wet) > 0]).reshape(-1, 4).T
    low, high = sorted((at, outer[side]))
    if upright:
        return shapely.union_all(shapely.box(low, south, high, north))
    return shapely.union_all(shapely.box(west, low, east, high))


def _corner(
    sea: Geometry, inner: NDArray[np.float64], outer: NDArray[np.float64], x: int, y: int
) -> Geometry:
    """The block beyond a corner of the data, where that corner lies in the sea."""
    at_x = inner[x] + (_INSET_M if x == 0 else -_INSET_M)
    at_y = inner[y] + (_INSET_M if y == 1 else -_INSET_M)
    if not sea.intersects(shapely.Point(at_x, at_y)):
        return shapely.Polygon()
    (west, east), (south, north) = sorted((at_x, outer[x])), sorted((at_y, outer[y]))
    return shapely.box(west, south, east, north)
