"""The sea carried on beyond the data, so that no straight end of water is on the screen."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

_AT_EDGE = 5e-4  # degrees: sea this near to the edge of the data ends because the data ends
_INSET = 1e-4  # degrees: where the edge is looked at, clear of its rounding
_SIMPLIFY = 3e-5  # degrees


def sea_to_limit(sea: gpd.GeoSeries, loaded: Polygon, limit: Polygon) -> gpd.GeoSeries:
    """The sea, drawn on outwards from the edge of the data to the panning limit.

    Where the data ends on land nothing is added: what lies beyond is not known, and land
    is the ground colour. Result in degrees (EPSG:4326).
    """
    if sea.empty:
        return gpd.GeoSeries([], crs=4326)
    whole = shapely.union_all(shapely.make_valid(sea.to_crs(4326).to_numpy()))
    edges = gpd.GeoSeries([loaded, limit], crs=sea.crs).to_crs(4326).bounds.to_numpy()
    inner, outer = np.array(whole.bounds), edges[1]
    ends = np.abs(inner - edges[0]) < _AT_EDGE
    added = [_beyond(whole, inner, outer, side) for side in np.flatnonzero(ends)]
    added += [
        _corner(whole, inner, outer, x, y) for x in (0, 2) for y in (1, 3) if ends[x] and ends[y]
    ]
    drawn = shapely.union_all([whole, *added])
    return gpd.GeoSeries([shapely.simplify(drawn, _SIMPLIFY)], crs=4326)


def _beyond(
    sea: Geometry, inner: NDArray[np.float64], outer: NDArray[np.float64], side: int
) -> Geometry:
    """The strips between one edge of the data and the limit that continue the sea."""
    upright = side % 2 == 0  # west and east edges run north to south
    at = inner[side] + (_INSET if side < 2 else -_INSET)
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
    at_x = inner[x] + (_INSET if x == 0 else -_INSET)
    at_y = inner[y] + (_INSET if y == 1 else -_INSET)
    if not sea.intersects(shapely.Point(at_x, at_y)):
        return shapely.Polygon()
    (west, east), (south, north) = sorted((at_x, outer[x])), sorted((at_y, outer[y]))
    return shapely.box(west, south, east, north)
