"""The sea carried on beyond the data, so that no straight end of water is on the screen."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Geometry, Polygon

_INSET_M = 10.0  # the edge of the data is looked at clear of its rounding
_BEARING_M = 500.0  # the coast goes on as this last stretch of it ran
_SIMPLIFY_M = 3.0


def sea_to_limit(sea: gpd.GeoSeries, loaded: Polygon, limit: Polygon) -> gpd.GeoSeries:
    """The sea, drawn on outwards from the edge of the data to a limit.

    Where a coast leaves the data it is led straight on; of the pieces that this makes of
    the surroundings, those that touch the data's edge mostly where it is wet are sea.
    What lies there is not known: this is for the eye only. `loaded` and `limit` count
    with their boxes.
    """
    whole = shapely.union_all(shapely.make_valid(sea.to_numpy()))
    if whole.is_empty:
        return gpd.GeoSeries([], crs=sea.crs)
    inner, outer = shapely.box(*loaded.bounds), shapely.box(*limit.bounds)
    cuts = [inner.boundary, outer.boundary, *_led_on(whole, inner, outer)]
    pieces = shapely.get_parts(shapely.polygonize([shapely.union_all(cuts)]))
    beyond = pieces[~shapely.contains(inner.buffer(1.0), pieces)]
    touching = shapely.intersection(beyond, shapely.buffer(inner.boundary, _INSET_M))
    wet = shapely.intersection(touching, shapely.buffer(whole, 2 * _INSET_M))
    is_sea = shapely.area(wet) > 0.5 * shapely.area(touching)
    drawn = shapely.union_all([whole, *shapely.buffer(beyond[is_sea], 1.0)])
    return gpd.GeoSeries([shapely.simplify(drawn, _SIMPLIFY_M)], crs=sea.crs)


def _led_on(sea: Geometry, inner: Polygon, outer: Polygon) -> NDArray[np.object_]:
    """Straight lines from where the coast leaves the data, long enough to reach the limit."""
    inside = shapely.buffer(inner, -_INSET_M, join_style="mitre")
    coast = shapely.line_merge(shapely.intersection(sea.boundary, inside))
    lines = shapely.get_parts(coast)
    lines = lines[(shapely.get_dimensions(lines) == 1) & ~shapely.is_closed(lines)]
    stretch = np.minimum(_BEARING_M, shapely.length(lines) / 2)
    ends = np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    before = np.concatenate(
        [
            shapely.line_interpolate_point(lines, stretch),
            shapely.line_interpolate_point(lines, -stretch),
        ]
    )
    at_edge = shapely.distance(ends, inside.boundary) < 1.0
    end, back = shapely.get_coordinates(ends[at_edge]), shapely.get_coordinates(before[at_edge])
    ahead = end - back
    far = 2 * np.hypot(*np.ptp(shapely.get_coordinates(outer), axis=0))
    length = np.maximum(np.hypot(ahead[:, 0], ahead[:, 1]), 1e-9)[:, None]
    reach = end + ahead / length * far
    rays = shapely.linestrings(np.stack([end, reach], axis=1))
    return np.atleast_1d(shapely.intersection(rays, outer))
