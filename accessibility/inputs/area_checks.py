"""What must hold of a file's areas together: near to each other, and not upon each other."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod

from accessibility.crs import WGS84
from accessibility.errors import AreasFileError
from accessibility.inputs.areas import feature_label, place_words

OVERLAP_SHARE = 0.01  # of the smaller of two: more is a fault, less is a shaky hand (judgement)
OVERLAP_M2 = 1000.0
FAR_M = 100_000.0  # from any other: no longer the same city, but a slip in the file (judgement)

_TOLD = 8  # in a message; the others are counted


def require_together(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise where areas lie so far from the others that they cannot be of one study."""
    inside = frame.geometry.representative_point()
    far = np.flatnonzero(~_together(shapely.get_coordinates(inside.values)))
    if not len(far):
        return
    lonlat = frame.to_crs(WGS84)
    told = [_far_words(frame, lonlat, int(row), far) for row in far[:_TOLD]]
    more = f"; and {len(far) - len(told)} more" if len(far) > len(told) else ""
    remedy = "correct or leave out what is not where it should be; a study is of one city"
    raise AreasFileError(path, f"{'; '.join(told)}{more}", remedy)


def overlap_words(frame: gpd.GeoDataFrame) -> str:
    """Which areas overlap by more than drawing allows, the worst first; "" where none do."""
    one, two, shared = _overlaps(frame)
    if not len(shared):
        return ""
    worst = np.argsort(-shared, kind="stable")[:_TOLD]
    pairs = "; ".join(
        f"{feature_label(frame, one[k])} and {feature_label(frame, two[k])} by {shared[k]:,.0f} m2"
        for k in worst
    )
    more = len(shared) - len(worst)
    return pairs + (f"; and {more} pairs more" if more else "")


def _overlaps(
    frame: gpd.GeoDataFrame,
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Rows of every pair that overlaps too much, and the area shared [m2]."""
    one, two = frame.sindex.query(frame.geometry, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shapes, areas = frame.geometry.values, frame.geometry.area.to_numpy()
    shared = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    allowed = np.minimum(OVERLAP_M2, OVERLAP_SHARE * np.minimum(areas[one], areas[two]))
    wrong = shared > np.maximum(allowed, 1.0)
    return one[wrong], two[wrong], shared[wrong]


def _far_words(
    frame: gpd.GeoDataFrame, lonlat: gpd.GeoDataFrame, row: int, far: NDArray[np.int64]
) -> str:
    """Where a far feature lies, and how far from which of the others."""
    inside = shapely.get_coordinates(shapely.point_on_surface(lonlat.geometry.values))
    rest = np.setdiff1d(np.arange(len(frame)), far)
    here = np.broadcast_to(inside[row], (len(rest), 2))
    metres = Geod(ellps="WGS84").inv(*here.T, *inside[rest].T)[2]
    other, km = int(rest[np.argmin(metres)]), float(np.min(metres)) / 1000
    where = f"{feature_label(frame, row)} lies at {place_words(lonlat, row)}"
    return f"{where}, {km:,.0f} km from the nearest of the others, {feature_label(frame, other)}"


def _together(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points are joined, in steps of FAR_M at most, to the one nearest their median."""
    from scipy.spatial import cKDTree  # slow to import, and only a file of communities asks

    near = np.zeros(len(xy), dtype=np.bool_)
    near[np.argmin(np.hypot(*(xy - np.median(xy, axis=0)).T))] = True
    reached = 0
    while reached < near.sum() < len(xy):
        reached = int(near.sum())
        away, _ = cKDTree(xy[near]).query(xy, distance_upper_bound=FAR_M)
        near = np.isfinite(away)
    return near
