"""Lines and areas of OSM objects as geometries in degrees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.inputs.osm_scan import Assembled, Ways
from accessibility.inputs.osm_tags import is_area
from accessibility.inputs.streets import run_starts

Shapes = NDArray[np.object_]  # shapely geometries, None where there is none


@dataclass(frozen=True, eq=False, kw_only=True)
class WayShapes:
    """What each way is on the ground: an area or a line, never both.

    Attributes
    ----------
    area : bool [w], whether the way closes and is wanted as an area
    geometry : Polygon or MultiPolygon for an area, LineString or MultiLineString else;
        None for an area that lacks a node and for a line of fewer than two nodes
    repaired : number of areas whose outline crossed itself and was set right
    """

    area: NDArray[np.bool_]
    geometry: Shapes
    repaired: int


def way_shapes(ways: Ways, areas: NDArray[np.bool_], lines: NDArray[np.bool_]) -> WayShapes:
    """Geometries of the ways wanted if they are areas, and of those wanted if lines."""
    count = np.diff(ways.first)
    begin = np.minimum(ways.first[:-1], max(len(ways.refs) - 1, 0))
    end = np.maximum(ways.first[1:] - 1, 0)
    closed = np.zeros(len(count), bool)
    if len(ways.refs):
        closed = (count >= 4) & (ways.refs[begin] == ways.refs[end])
    area = closed & areas
    area[area] = [is_area(ways.tags[row]) for row in np.flatnonzero(area)]

    way = np.repeat(np.arange(len(count)), count)
    missing = np.bincount(way[np.isnan(ways.lonlat[:, 0])], minlength=len(count))
    geometry = np.full(len(count), None, dtype=object)
    whole = np.flatnonzero(area & (missing == 0))
    geometry[whole], repaired = _polygons(ways.lonlat, way, whole)
    drawn = np.flatnonzero(lines & ~area)
    geometry[drawn] = _lines(ways.lonlat, way, drawn)
    return WayShapes(area=area, geometry=geometry, repaired=repaired)


def _polygons(
    lonlat: NDArray[np.float64], way: NDArray[np.int64], rows: NDArray[np.int64]
) -> tuple[Shapes, int]:
    """Closed ways as polygons; crossed outlines are untangled, empty ones become None."""
    renumber = np.full(int(way.max(initial=-1)) + 1, -1)
    renumber[rows] = np.arange(len(rows))
    inside = renumber[way] >= 0
    rings = shapely.linearrings(lonlat[inside], indices=renumber[way[inside]])
    shapes = shapely.polygons(rings)
    crossed = ~shapely.is_valid(shapes)
    shapes[crossed] = shapely.make_valid(shapes[crossed], method="structure", keep_collapsed=False)
    shapes[shapely.is_empty(shapes)] = None
    return shapes, int(crossed.sum())


def _lines(lonlat: NDArray[np.float64], way: NDArray[np.int64], rows: NDArray[np.int64]) -> Shapes:
    """Open ways as lines, in several parts where a node is missing."""
    chosen = np.zeros(int(way.max(initial=-1)) + 1, bool)
    chosen[rows] = True
    lonlat, way = lonlat[chosen[way]], way[chosen[way]]
    located = ~np.isnan(lonlat[:, 0])
    run = np.cumsum(run_starts(way, located)) - 1
    keep = located & (np.bincount(run[located], minlength=1) > 1)[run]
    lonlat, way, run = lonlat[keep], way[keep], run[keep]
    first = np.flatnonzero(np.diff(run, prepend=-1))
    parts = shapely.linestrings(lonlat, indices=np.cumsum(np.diff(run, prepend=-1) > 0) - 1)
    shapes = np.full(len(rows), None, dtype=object)
    owner = np.searchsorted(rows, way[first])
    alone = np.bincount(owner, minlength=len(rows))[owner] == 1
    shapes[owner[alone]] = parts[alone]
    if not alone.all():
        broken, number = np.unique(owner[~alone], return_inverse=True)
        shapes[broken] = shapely.multilinestrings(parts[~alone], indices=number)
    return shapes


def relation_shapes(relations: Assembled, ids: Sequence[int]) -> Shapes:
    """Shapes of the relations, in this order; None for those that do not close."""
    wkb = np.array([relations.shapes.get(number) for number in ids], dtype=object)
    shapes: Shapes = shapely.from_wkb(wkb)
    single = shapely.get_num_geometries(shapes) == 1
    shapes[single] = shapely.get_geometry(shapes[single], 0)
    return shapes
