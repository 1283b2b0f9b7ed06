"""The sea from natural=coastline, whose ways keep the water on their right-hand side."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

_ASIDE_M = 0.5  # how far from the coastline its two sides are looked at
_STEP_M = 25.0  # how often
_BEARING_M = 1000.0  # how much of a broken coastline's end gives the direction it goes on in
_CLEAR = 0.9  # share of its coast that must agree that a piece is water (judgement)


def sea(coast: NDArray[np.object_], box: Polygon) -> tuple[MultiPolygon, tuple[str, ...]]:
    """The part of a box that is sea, and a remark where that cannot be decided.

    The coastlines cut the box into pieces; where the extract breaks one it is led straight
    on, to be drawn and no more. A piece is sea if the coast on its border has it to the
    right. A box without a coastline is land.
    """
    lines = shapely.get_parts(coast)
    lines = lines[shapely.intersects(lines, box)]
    if not len(lines):
        return MultiPolygon(), ()
    pieces = _pieces(lines, box)
    right, left = _sides(lines, pieces)
    water = (right > 0) & (right >= _CLEAR * (right + left))
    unclear = ~water & (right > 0) & (left < _CLEAR * (right + left))
    said = "the coastline is broken in the map, so part of the sea cannot be drawn"
    parts = shapely.get_parts(shapely.union_all(pieces[water]))
    return MultiPolygon(list(parts)), (said,) if unclear.any() else ()


def _pieces(lines: NDArray[np.object_], box: Polygon) -> NDArray[np.object_]:
    """What the coastlines, led on to the edge of the box, cut it into."""
    cuts = np.concatenate([lines, _led_on(lines, box), [shapely.boundary(box)]])
    pieces = shapely.get_parts(shapely.polygonize([shapely.union_all(cuts)]))
    inside: NDArray[np.object_] = pieces[shapely.intersects(box, shapely.point_on_surface(pieces))]
    return inside


def _led_on(lines: NDArray[np.object_], box: Polygon) -> NDArray[np.object_]:
    """Straight lines from the loose ends of the coast, long enough to leave the box."""
    merged = shapely.get_parts(shapely.line_merge(shapely.union_all(lines)))
    ends = np.concatenate([shapely.get_point(merged, 0), shapely.get_point(merged, -1)])
    before = np.concatenate(
        [
            shapely.line_interpolate_point(merged, np.minimum(_BEARING_M, shapely.length(merged))),
            shapely.line_interpolate_point(
                merged, np.maximum(shapely.length(merged) - _BEARING_M, 0)
            ),
        ]
    )
    end_xy, before_xy = shapely.get_coordinates(ends), shapely.get_coordinates(before)
    _, place, count = np.unique(end_xy, axis=0, return_inverse=True, return_counts=True)
    loose = (count[place] == 1) & shapely.contains(box, ends)
    end_xy, ahead = end_xy[loose], (end_xy - before_xy)[loose]
    west, south, east, north = box.bounds
    far = np.hypot(east - west, north - south)
    target = end_xy + ahead * (far / np.maximum(np.hypot(*ahead.T), 1e-9))[:, None]
    rays: NDArray[np.object_] = shapely.linestrings(np.stack([end_xy, target], axis=1))
    return rays


def _sides(
    lines: NDArray[np.object_], pieces: NDArray[np.object_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many samples of the coast have each piece to their right, and to their left."""
    xy, line = shapely.get_coordinates(shapely.segmentize(lines, _STEP_M), return_index=True)
    same = line[1:] == line[:-1]
    ahead, middle = (xy[1:] - xy[:-1])[same], ((xy[1:] + xy[:-1]) / 2)[same]
    long = np.hypot(*ahead.T) > 0
    ahead, middle = ahead[long], middle[long]
    aside = ahead[:, ::-1] * [1, -1] / np.hypot(*ahead.T)[:, None] * _ASIDE_M
    right, left = (_held(pieces, middle + way) for way in (aside, -aside))
    return right, left


def _held(pieces: NDArray[np.object_], xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of the points each piece holds."""
    piece, _ = shapely.STRtree(shapely.points(xy)).query(pieces, predicate="intersects")
    return np.bincount(piece, minlength=len(pieces))
