"""Points join the street network: which edge, where along it, and how far off it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from accessibility.errors import GeometryKindError, MissingCrsError
from accessibility.network import Network
from accessibility.routing.graph import Mask, TravelGraph, as_graph

JOIN_LIMIT_M = 100.0


def join(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str = "walk",
    limit_m: float = JOIN_LIMIT_M,
) -> pd.DataFrame:
    """The nearest edge each point may join, and the position along it.

    Streets on the ground come first: a bridge deck, a tunnel or a corridor is joined only
    where no open street on the ground lies within the limit. Of edges equally near, the
    first is taken. A point is never moved to another component: `island` tells that its
    street belongs to a small one.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph brings its own profile.
    points : GeoDataFrame or GeoSeries of Point, any CRS
        An empty point joins nothing.
    limit_m : float [m]
        Longest straight way between a point and its street, inclusive.

    Returns
    -------
    DataFrame, index of `points`
        edge (int32) : row of the network's edges, -1 where none is in reach
        offset_mm (int32) : position from the edge's tail [mm]
        join_mm (int32) : straight way from the point to that position [mm]
        island (bool) : the edge belongs to a small component
    """
    graph = as_graph(network, profile)
    geometry = points_on_map(points, graph.network.crs, "points")
    edge = np.full(len(geometry), -1, np.int64)
    somewhere = np.isfinite(shapely.get_x(geometry) + shapely.get_y(geometry))
    for streets in (graph.open & graph.ground, graph.open & ~graph.ground):
        left = np.flatnonzero((edge < 0) & somewhere)
        edge[left] = nearest_edge(graph.lines, streets, geometry[left], limit_m)
    joined = np.flatnonzero(edge >= 0)
    offset, away = np.zeros(len(edge), np.int32), np.zeros(len(edge), np.int32)
    offset[joined], away[joined] = _positions(graph, geometry[joined], edge[joined])
    island = (edge >= 0) & np.append(graph.island, False)[edge]
    return pd.DataFrame(
        {"edge": edge.astype(np.int32), "offset_mm": offset, "join_mm": away, "island": island},
        index=points.index,
    )


def on_map(points: gpd.GeoDataFrame | gpd.GeoSeries, crs: CRS, what: str) -> gpd.GeoSeries:
    """The geometries in the network's CRS; one without a CRS is refused, never guessed."""
    if points.crs is None:
        raise MissingCrsError(what)
    geometry = points.geometry
    return geometry if points.crs == crs else geometry.to_crs(crs)


def points_on_map(
    points: gpd.GeoDataFrame | gpd.GeoSeries, crs: CRS, what: str
) -> NDArray[np.object_]:
    """Points in the network's CRS; anything but points is refused."""
    geometry = on_map(points, crs, what)
    kind = geometry.geom_type
    other = np.flatnonzero(kind.notna() & (kind != "Point"))
    if len(other):
        row = other[0]
        raise GeometryKindError(what, points.index[row], kind.iloc[row], "a point")
    return np.asarray(geometry.to_numpy(), object)


def nearest_edge(
    lines: NDArray[np.object_], streets: Mask, points: NDArray[np.object_], limit_m: float | None
) -> NDArray[np.int64]:
    """Row of the nearest line among `streets`, the lowest of equals; -1 beyond the limit."""
    edge = np.full(len(points), -1, np.int64)
    rows = np.flatnonzero(streets)
    if not len(rows) or not len(points):
        return edge
    tree = shapely.STRtree(lines[rows])
    point, line = tree.query_nearest(points, max_distance=limit_m, all_matches=True)
    order = np.lexsort((-line, point))  # the lowest of equals is written last
    edge[point[order]] = rows[line[order]]
    return edge


def _positions(
    graph: TravelGraph, points: NDArray[np.object_], edge: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Offset from the tail and distance off the edge [mm]."""
    lines, whole = graph.lines[edge], graph.network.edge_mm[edge]
    share = np.nan_to_num(shapely.line_locate_point(lines, points, normalized=True))
    away = shapely.distance(lines, points)
    return np.round(share * whole).astype(np.int32), np.round(away * 1000).astype(np.int32)
