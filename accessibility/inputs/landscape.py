"""The ground the map is drawn on: sea, water, green, built-up land and rail. Never measured."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from accessibility.inputs.buildings import tag_values
from accessibility.inputs.coast import sea
from accessibility.tables import LANDSCAPE

Tagged = Mapping[str, frozenset[str]]

_WATER: Tagged = {
    "natural": frozenset(("water",)),
    "landuse": frozenset(("reservoir", "basin")),
    "waterway": frozenset(("riverbank", "dock")),
}
_GREEN: Tagged = {
    "leisure": frozenset(("park", "garden", "nature_reserve", "golf_course", "common")),
    "landuse": frozenset((
        "forest", "grass", "meadow", "recreation_ground", "cemetery", "allotments",
        "village_green", "orchard", "vineyard", "greenfield",
    )),
    "natural": frozenset(("wood", "scrub", "grassland", "heath", "grass")),
}  # fmt: skip
_RIVERS: Mapping[str, float] = {"river": 10.0, "canal": 6.0}  # width as drawn, where no area is [m]
_RAIL = frozenset(("rail", "light_rail", "tram", "subway", "narrow_gauge", "monorail"))
_SIDINGS = frozenset(("yard", "siding", "spur", "crossover"))

_TOLERANCE_M = 3.0  # outlines are simplified by this much
_LEAST_M2 = 100.0  # smaller water and green is not drawn
_LEAST_BUILT_M2 = 40.0
_CLOSED_M = 4.0  # gaps between buildings up to twice this wide are filled


def drawn_sea(
    objects: gpd.GeoDataFrame, area: Polygon | MultiPolygon
) -> tuple[MultiPolygon, tuple[str, ...]]:
    """The sea within the box of `area` as it is drawn, and a remark where that is not known."""
    shapes = _near(objects, area)
    kind = tag_values(shapes["tags"], "natural")
    lines = np.asarray(shapes.geometry.values)
    coast = lines[(kind == "coastline") & (shapely.get_dimensions(lines) == 1)]
    found, remarks = sea(coast, shapely.box(*area.bounds))
    return shapely.simplify(found, _TOLERANCE_M), remarks


def landscape(
    objects: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame,
    area: Polygon | MultiPolygon,
    *,
    sea: MultiPolygon,
) -> gpd.GeoDataFrame:
    """What is drawn under the streets within the box of `area`; `sea` is that of `drawn_sea`.

    Returns
    -------
    GeoDataFrame of LANDSCAPE, at most one row a kind, in the order of drawing
    """
    box = shapely.box(*area.bounds)
    near = _near(objects, area)
    shapes, tags = np.asarray(near.geometry.values), near["tags"]
    dimension = shapely.get_dimensions(shapes)
    ground, ground_tags = shapes[dimension == 2], tags[dimension == 2]
    layers = {
        "sea": sea,
        "water": _ground(np.concatenate([ground[_is(ground_tags, _WATER)], _rivers(near)]), box),
        "green": _ground(ground[_is(ground_tags, _GREEN)], box),
        "built": _built(np.asarray(buildings.geometry.values), box),
        "rail": _rail(near, box),
    }
    drawn = {kind: shape for kind, shape in layers.items() if not shape.is_empty}
    frame = gpd.GeoDataFrame(
        {"kind": pd.Series(list(drawn), dtype="str")},
        geometry=list(drawn.values()),
        crs=objects.crs,
    )
    LANDSCAPE.require(frame)
    return frame


def _near(objects: gpd.GeoDataFrame, area: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """The objects that reach into the box of an area."""
    return objects[shapely.intersects(objects.geometry.values, shapely.box(*area.bounds))]


def _is(tags: pd.Series, kinds: Tagged) -> NDArray[np.bool_]:
    found = np.zeros(len(tags), dtype=np.bool_)
    for key, values in kinds.items():
        found |= np.isin(tag_values(tags, key), list(values))
    return found


def _ground(shapes: NDArray[np.object_], box: Polygon) -> MultiPolygon:
    """Areas together, cut at the box, without specks."""
    shapes = shapely.make_valid(shapely.clip_by_rect(shapes, *box.bounds))
    parts = shapely.get_parts(shapely.union_all(shapes))
    parts = shapely.simplify(parts[shapely.area(parts) >= _LEAST_M2], _TOLERANCE_M)
    return _polygons(parts, least_m2=0)


def _rivers(objects: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Rivers and canals that are mapped as lines, above ground, as thin areas."""
    kind = tag_values(objects["tags"], "waterway")
    above = np.isin(kind, list(_RIVERS)) & ~_in_tunnel(objects["tags"])
    lines = np.asarray(objects.geometry.values)[above]
    width = np.array([_RIVERS[each] for each in kind[above]], dtype=np.float64)
    linear = shapely.get_dimensions(lines) == 1
    bands: NDArray[np.object_] = shapely.buffer(
        lines[linear], width[linear] / 2, cap_style="flat", quad_segs=1
    )
    return bands


def _built(footprints: NDArray[np.object_], box: Polygon) -> MultiPolygon:
    """Footprints grown together where they nearly touch: rows and blocks, few corners."""
    near = footprints[shapely.intersects(footprints, box)]
    blocks = shapely.get_parts(shapely.disjoint_subset_union_all(near))
    corners = {"cap_style": "square", "join_style": "mitre", "quad_segs": 1}
    grown = shapely.buffer(_roughly(blocks), _CLOSED_M, **corners)
    blocks = shapely.get_parts(shapely.disjoint_subset_union_all(grown))
    shrunk = shapely.buffer(_roughly(blocks), -_CLOSED_M, **corners)
    return _polygons(shrunk, least_m2=_LEAST_BUILT_M2)


def _roughly(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Simplified without a look at the topology, which the buffer that follows mends."""
    return np.asarray(shapely.simplify(shapes, _TOLERANCE_M, preserve_topology=False))


def _rail(objects: gpd.GeoDataFrame, box: Polygon) -> shapely.Geometry:
    """Railway lines in the open, without sidings."""
    tags = objects["tags"]
    lines = np.asarray(objects.geometry.values)
    wanted = (
        np.isin(tag_values(tags, "railway"), list(_RAIL))
        & ~np.isin(tag_values(tags, "service"), list(_SIDINGS))
        & ~_in_tunnel(tags)
        & (shapely.get_dimensions(lines) == 1)
    )
    inside = shapely.clip_by_rect(lines[wanted], *box.bounds)
    return shapely.simplify(shapely.line_merge(shapely.union_all(inside)), _TOLERANCE_M)


def _in_tunnel(tags: pd.Series) -> NDArray[np.bool_]:
    return np.array([each.get("tunnel", "no") != "no" for each in tags], dtype=np.bool_)


def _polygons(parts: NDArray[np.object_], *, least_m2: float) -> MultiPolygon:
    """The polygons among the parts that are large enough, as one."""
    parts = shapely.get_parts(parts)
    flat = (shapely.get_type_id(parts) == shapely.GeometryType.POLYGON) & (
        shapely.area(parts) > least_m2
    )
    return MultiPolygon(list(parts[flat]))
