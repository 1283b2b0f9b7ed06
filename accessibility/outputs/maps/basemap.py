"""The ground of a map, drawn from the data itself: sea, water, green, buildings, rail, streets."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from accessibility.network import Network
from accessibility.outputs.maps.packing import pack_paths
from accessibility.outputs.maps.sea import sea_to_limit

STREET_CLASSES = {
    "major": ("motorway", "trunk", "primary"),
    "main": ("secondary", "tertiary"),
    "minor": ("residential", "unclassified", "living_street", "road", "pedestrian"),
    "path": ("service", "footway", "path", "steps", "cycleway", "track", "bridleway"),
}

_SIMPLIFY_M = {"sea": 3, "water": 3, "green": 4, "built": 2, "rail": 3}
_LEAST_M2 = {"sea": 0, "water": 200, "green": 400, "built": 50, "rail": 0}
_STREET_SIMPLIFY_M = 2.0
_PATHS_BEYOND_M = 300.0  # paths are the bulk of a base map and show only close up
_UNDRAWN_SERVICE = ("driveway", "parking_aisle", "drive-through", "emergency_access")
_UNDRAWN_FOOTWAY = ("sidewalk", "crossing", "traffic_island", "link")


def base_layers(
    network: Network, landscape: gpd.GeoDataFrame, district: Polygon, loaded: Polygon
) -> dict[str, Any]:
    """Everything beneath the findings, packed by class, one view beyond the district.

    Parameters
    ----------
    district : what the map shows first
    loaded : where the data was read; the sea goes on beyond it to the panning limit
    """
    around = grown_box(district, max(0.75 * extent_m(district), 1500.0))
    layers = {
        kind: _ground(landscape[landscape["kind"] == kind], kind, around)
        for kind in ("water", "green", "built", "rail")
    }
    sea = landscape[landscape["kind"] == "sea"].geometry
    limit = panning_limit(district)
    layers["sea"] = sea_to_limit(sea, loaded, grown_box(limit, extent_m(limit)))
    streets = street_lines(network)
    paths_around = grown_box(district, _PATHS_BEYOND_M)
    for name in STREET_CLASSES:
        box = paths_around if name == "path" else around
        layers[name] = _merged(streets[streets["class"] == name].geometry, box)
    return {name: pack_paths(layer) for name, layer in layers.items()}


def extent_m(shape: Polygon) -> float:
    """The longer side of a shape's bounding box [m]."""
    west, south, east, north = shape.bounds
    return float(max(east - west, north - south))


def grown_box(shape: Polygon, by_m: float) -> Polygon:
    """The bounding box of a shape, grown on every side [m]."""
    west, south, east, north = shape.bounds
    return shapely.box(west - by_m, south - by_m, east + by_m, north + by_m)


def panning_limit(district: Polygon) -> Polygon:
    """How far the map may be moved: three extents beyond the district, 5 km at least."""
    return grown_box(district, max(3 * extent_m(district), 5000.0))


def degrees(shape: Polygon, crs: Any) -> list[float]:
    """West, south, east, north of a shape in degrees."""
    bounds = gpd.GeoSeries([shape], crs=crs).to_crs(4326).total_bounds
    return [round(float(value), 5) for value in bounds]


def street_lines(network: Network) -> gpd.GeoDataFrame:
    """Edges that are drawn, with their class; tunnels, driveways and sidewalks are not.

    Returns
    -------
    GeoDataFrame indexed by edge, columns ``class`` (of STREET_CLASSES) and ``geometry``
    """
    kind = _street_class(network.ways).to_numpy(object)[network.edge_way]
    shown = pd.notna(kind)
    counts = np.diff(network.vertex_first)
    edge_of_vertex = np.repeat(np.arange(len(counts)), counts)
    keep = shown[edge_of_vertex]
    row = np.cumsum(shown) - 1
    lines = (
        shapely.linestrings(network.vertex_xy[keep], indices=row[edge_of_vertex[keep]])
        if keep.any()
        else np.empty(0, object)
    )
    return gpd.GeoDataFrame(
        {"class": kind[shown]}, geometry=lines, index=np.flatnonzero(shown), crs=network.crs
    )


def _street_class(ways: pd.DataFrame) -> pd.Series:
    """The class each way is drawn in, NaN where it is not drawn."""
    names = {tag: name for name, tags in STREET_CLASSES.items() for tag in tags}
    kind = ways["highway"].str.removesuffix("_link").map(names)
    hidden = _tag(ways, "tunnel").notna() & (_tag(ways, "tunnel") != "no")
    hidden |= _tag(ways, "indoor") == "yes"
    hidden |= _tag(ways, "service").isin(_UNDRAWN_SERVICE)
    hidden |= _tag(ways, "footway").isin(_UNDRAWN_FOOTWAY)
    return kind.where(~hidden)


def _tag(ways: pd.DataFrame, tag: str) -> pd.Series:
    """A tag's column, all NaN where the network was made without it."""
    return ways[tag] if tag in ways else pd.Series(np.nan, ways.index, dtype=object)


def _merged(lines: gpd.GeoSeries, box: Polygon) -> gpd.GeoSeries:
    """Edges of one class joined end to end, simplified, cut to a box."""
    if lines.empty:
        return lines
    whole = shapely.line_merge(shapely.multilinestrings(lines.to_numpy()))
    simple = shapely.simplify(shapely.get_parts(whole), _STREET_SIMPLIFY_M)
    return gpd.GeoSeries(_within(simple, box), crs=lines.crs)


def _ground(rows: gpd.GeoDataFrame, kind: str, box: Polygon) -> gpd.GeoSeries:
    """Areas (or rails) of one kind, cut to a box, without what is too small to see."""
    shapes = shapely.simplify(_within(rows.geometry.to_numpy(), box), _SIMPLIFY_M[kind])
    dimension = 1 if kind == "rail" else 2
    parts = shapely.get_parts(shapes)
    parts = parts[(shapely.get_dimensions(parts) == dimension) & ~shapely.is_empty(parts)]
    parts = parts[shapely.area(parts) >= _LEAST_M2[kind]]
    if kind == "water":  # one outline: shores between touching waters are not shores
        parts = shapely.get_parts(shapely.union_all(parts))
    return gpd.GeoSeries(parts, crs=rows.crs)


def _within(shapes: NDArray[np.object_], box: Polygon) -> NDArray[np.object_]:
    """Shapes cut to a box; those outside are left out."""
    cut = shapely.clip_by_rect(shapes, *box.bounds)
    return np.asarray(cut[~shapely.is_empty(cut)])
