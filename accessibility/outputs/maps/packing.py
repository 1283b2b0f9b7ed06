"""Integers and outlines as short text, for the data a map carries; `assets/data.js` reads it."""

from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

UNIT = 1e-5  # degrees: about a metre, finer than a pixel at zoom 17

_DIGITS = np.frombuffer(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", np.uint8
)


def pack(values: Any) -> str:
    """Whole numbers as text: -16 to 15 take one character, -512 to 511 two.

    Signs are folded into the lowest bit; then groups of five bits, low ones first, the
    sixth bit saying that more follow.
    """
    signed = np.asarray(values, np.int64).ravel()
    if not signed.size:
        return ""
    folded = ((signed << 1) ^ (signed >> 63)).astype(np.uint64)
    groups = max(1, -(-int(folded.max()).bit_length() // 5))
    rest = folded[:, None] >> np.arange(0, 5 * groups, 5, dtype=np.uint64)
    digits = (rest & np.uint64(31)) | ((rest > 31).astype(np.uint64) << np.uint64(5))
    used = rest > 0
    used[:, 0] = True
    return _DIGITS[digits[used].astype(np.intp)].tobytes().decode("ascii")


def steps(values: Any) -> str:
    """Numbers along the first axis as differences to the one before, packed."""
    whole = np.asarray(values, np.int64)
    return pack(np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1])))


def runs(flags: NDArray[np.bool_]) -> str:
    """Flags as lengths of runs, packed: how many are off, then on, then off, ..."""
    ends = np.flatnonzero(np.diff(flags, append=True)) + 1 if len(flags) else np.zeros(0, int)
    if not len(ends) or ends[-1] != len(flags):
        ends = np.append(ends, len(flags))
    lengths = np.diff(ends, prepend=0)
    return pack(lengths if len(flags) and not flags[0] else np.insert(lengths, 0, 0))


def units(lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Degrees as whole units of 1e-5 degrees."""
    return np.rint(lonlat / UNIT).astype(np.int64)


def pack_points(points: gpd.GeoSeries) -> str:
    """Points of any CRS as packed steps of longitude and latitude, in the order given."""
    return steps(units(shapely.get_coordinates(points.to_crs(4326).array)))


def pack_paths(shapes: gpd.GeoSeries) -> dict[str, str]:
    """Lines, or the rings of polygons, of any CRS.

    Returns
    -------
    dict
        ``n`` vertices of each path, ``xy`` steps through all of them, ``of`` the row of
        the shape that each path belongs to (steps). Exteriors run counter-clockwise and
        holes clockwise, so that overlapping areas fill as one under the nonzero rule. A
        ring's closing vertex is left out.
    """
    parts, owner = _paths(shapes.to_crs(4326))
    xy, part = shapely.get_coordinates(parts, return_index=True)
    whole = units(xy)
    ring = shapely.is_closed(parts) if len(parts) else np.zeros(0, bool)
    keep = _changes(whole, part)
    if len(part):
        last = np.append(part[1:] != part[:-1], True)
        keep &= ~(last & ring[part])
    counts = np.bincount(part[keep], minlength=len(parts))
    enough = counts >= np.where(ring, 3, 2)
    keep &= enough[part] if len(part) else keep
    return {
        "n": pack(counts[enough]),
        "xy": steps(whole[keep]),
        "of": steps(owner[enough]),
    }


def _paths(shapes: gpd.GeoSeries) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """The lines and rings of shapes, and the row of the shape each comes from."""
    single, owner = shapely.get_parts(shapes.to_numpy(), return_index=True)
    areal = shapely.get_dimensions(single) == 2
    linear = shapely.get_dimensions(single) == 1
    rings, of = shapely.get_rings(shapely.orient_polygons(single[areal]), return_index=True)
    paths = np.concatenate([rings, single[linear]])
    owners = np.concatenate([owner[areal][of], owner[linear]])
    order = np.argsort(owners, kind="stable")
    return paths[order], owners[order]


def _changes(whole: NDArray[np.int64], part: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Vertices that differ from the one before them in the same path."""
    keep = np.ones(len(whole), bool)
    keep[1:] = (whole[1:] != whole[:-1]).any(axis=1) | (part[1:] != part[:-1])
    return keep
