"""Points join the street network: which edge, where along it, and how far off it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from accessibility.errors import GeometryKindError, LimitError, MissingCrsError
from accessibility.network import Network
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.kernels import nearest_segments
from accessibility.routing.segments import segment_starts

JOIN_LIMIT_M = 100.0
# A street that hangs together with the town, so near, is joined rather than a scrap of street
# that does not: nearer than the far bank of most rivers, a scrap is a gap in the map.
MAINLAND_M = 50.0

Mask = NDArray[np.bool_]


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
    first is taken.

    A street of an island (a component with less than `graph.ISLAND_M` of street that is not
    the largest) is joined only where no street of a larger component lies within
    MAINLAND_M, or within the limit where that is less; `island` tells so. Such a point is
    never moved farther than that: the far bank of a river is not joined.

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
    if not 0 < limit_m < np.inf:
        raise LimitError(f"{limit_m:g} m from a point to its street", "Give metres above 0")
    xy = coordinates(points_on_map(points, graph.network.crs, "points"))
    segment = np.full(len(xy), -1, np.int32)
    somewhere = np.isfinite(xy).all(axis=1)
    for streets in (graph.open & graph.ground, graph.open & ~graph.ground):
        left = np.flatnonzero((segment < 0) & somewhere)
        segment[left] = _nearest_of(graph, streets, xy[left], limit_m)
    return _joins(graph, xy, segment, points.index)


def _nearest_of(
    graph: TravelGraph, streets: Mask, xy: NDArray[np.float64], limit_m: float
) -> NDArray[np.int32]:
    """Nearest segment of these streets, -1 beyond the limit; the mainland's before an island's."""
    found = np.full(len(xy), -1, np.int32)
    nearest_segments(graph.grid, streets, xy, float(limit_m), found)
    afloat = np.flatnonzero(found >= 0)
    afloat = afloat[graph.island[graph.grid.edge[found[afloat]]]]
    if len(afloat):
        ashore = np.full(len(afloat), -1, np.int32)
        near = min(float(limit_m), MAINLAND_M)
        nearest_segments(graph.grid, streets & ~graph.island, xy[afloat], near, ashore)
        found[afloat] = np.where(ashore >= 0, ashore, found[afloat])
    return found


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


def coordinates(points: NDArray[np.object_]) -> NDArray[np.float64]:
    """Coordinates x and y of points, NaN for one that is empty or missing."""
    xy = np.full((len(points), 2), np.nan)
    somewhere = ~(shapely.is_empty(points) | shapely.is_missing(points))
    xy[somewhere] = shapely.get_coordinates(points[somewhere])
    return xy


def _joins(
    graph: TravelGraph, xy: NDArray[np.float64], segment: NDArray[np.int32], index: pd.Index
) -> pd.DataFrame:
    """The table of `join`, from the segment that every point joins (-1 for none)."""
    joined = np.flatnonzero(segment >= 0)
    own = segment[joined]
    edge = np.full(len(segment), -1, np.int32)
    edge[joined] = graph.grid.edge[own]
    offset, away = np.zeros((2, len(segment)), np.int32)
    ends = graph.grid.ends[own]
    way, off = ends[:, 2:] - ends[:, :2], xy[joined] - ends[:, :2]
    length = np.hypot(*way.T)
    share = (off * way).sum(axis=1) / np.where(length > 0, length, 1) ** 2
    share = np.clip(share, 0, 1)
    away[joined] = np.round(np.hypot(*(off - share[:, None] * way).T) * 1000)
    before, whole = segment_starts(graph.grid)
    along = (before[own] + share * length) / np.where(whole[own] > 0, whole[own], 1)
    offset[joined] = np.round(along * graph.network.edge_mm[edge[joined]])
    island = np.append(graph.island, False)[edge]
    return pd.DataFrame(
        {"edge": edge, "offset_mm": offset, "join_mm": away, "island": island}, index=index
    )
