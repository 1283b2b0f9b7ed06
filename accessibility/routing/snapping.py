"""Points join the street network: which edge, where along it, and how far off it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from accessibility.errors import GeometryKindError, LimitError, MissingCrsError
from accessibility.network import OBSTACLE_KINDS, Network
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.kernels import Grid, nearest_segments
from accessibility.routing.obstacles import (
    ALL_OPEN,
    ALL_SHUT,
    BARS_BY_KIND,
    PLOTS_OPEN,
    WALLS_OPEN,
    barred,
)
from accessibility.routing.profiles import Profile
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
    profile: str | Profile = "walk",
    limit_m: float = JOIN_LIMIT_M,
    leaving: bool = False,
    through_walls: bool = False,
) -> pd.DataFrame:
    """The nearest edge each point may join, and the position along it.

    The straight way there crosses no wall, water or rail; what lies within 1 m of the point
    does not count. A wall is crossed all the same where no street is free of it and it closes
    off no more than `obstacles.COMPOUND_M2`, or nothing: a house has a door to the street,
    though its garden wall may show none.

    Streets on the ground come first: a bridge deck, a tunnel or a corridor is joined only
    where no open street on the ground can be. Of edges equally near, the first is taken.

    A street of an island (a component with less than `graph.ISLAND_M` of street that is not
    the largest) is joined only where no street of a larger component lies within
    MAINLAND_M, or within the limit where that is less; `island` tells so. Such a point is
    never moved farther than that.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph brings its own profile.
    points : GeoDataFrame or GeoSeries of Point, any CRS
        An empty point joins nothing.
    limit_m : float [m]
        Longest straight way between a point and its street, inclusive.
    leaving : bool
        The points are where people set out, so that private streets are joined too; and an
        island is what nobody leaves.
    through_walls : bool
        Where no street is free of walls, any wall is crossed, as if it had a gate; water and
        rails never are.

    Who may take known ways only joins the street that whoever may take others joins, or
    none: no straight way leads past a street to one of which more is known.

    Returns
    -------
    DataFrame, index of `points`
        edge (int32) : row of the network's edges, -1 where none can be joined
        offset_mm (int32) : position from the edge's tail [mm]
        join_mm (int32) : straight way from the point to that position [mm]
        island (bool) : the edge belongs to a small component
        obstacle (str) : with an edge, "wall" where the way crosses one; without, what bars
            the way to every street within the limit ("wall", "water" or "rail"); else NaN
    """
    graph = as_graph(network, profile)
    if not 0 < limit_m < np.inf:
        raise LimitError(f"{limit_m:g} m from a point to its street", "Give metres above 0")
    xy = coordinates(points_on_map(points, graph.network.crs, "points"))
    search = _Search(graph.wider, xy, float(limit_m), leaving)
    search.fill(WALLS_OPEN if through_walls else PLOTS_OPEN)
    joined = _joins(search, points.index)
    return joined if graph.wider is graph else _known_only(graph, joined, leaving)


class _Search:
    """The segment that every point joins (-1 for none), found step by step."""

    def __init__(
        self, graph: TravelGraph, xy: NDArray[np.float64], limit_m: float, leaving: bool
    ) -> None:
        self.graph, self.xy, self.limit_m = graph, xy, limit_m
        self.open = graph.leavable if leaving else graph.open
        self.island = graph.island_leaving if leaving else graph.island
        self.somewhere = np.isfinite(xy).all(axis=1)
        self.near = np.zeros(len(xy), np.bool_)  # a street is in reach, whatever is between
        self.segment: NDArray[np.int32] = np.full(len(xy), -1, np.int32)
        self.obstacle = np.full(len(xy), -1, np.int8)  # row of OBSTACLE_KINDS

    def fill(self, last: Mask) -> None:
        """Join without crossing anything, and then without crossing what is shut `last`."""
        ground = self.graph.ground
        for streets in (self.open & ground, self.open & ~ground):
            left = np.flatnonzero((self.segment < 0) & self.somewhere)
            first = nearest_free(self.graph, streets, self.xy[left], self.limit_m, ALL_OPEN)
            left, first = left[first >= 0], first[first >= 0]
            self.near[left] = True
            self.segment[left] = self._nearest(streets, left, ALL_SHUT, first)
            if self.graph.bars.edge.size:
                self._pass_walls(streets, left, last)
        if self.graph.bars.edge.size:
            self._name_bars()

    def _pass_walls(self, streets: Mask, rows: NDArray[np.intp], last: Mask) -> None:
        """Cross walls from places that have no street of these, or only an island's.

        A street that hangs with the town by a private gate is no island here: a shop on it
        is for those inside, and its customers are not led round the wall.
        """
        alone = self._on(self.graph.island_leaving, self.segment[rows])
        rows = rows[(self.segment[rows] < 0) | alone]
        beyond = self._nearest(streets, rows, last)
        rows, beyond = rows[beyond >= 0], beyond[beyond >= 0]
        gains = (self.segment[rows] < 0) | ~self._afloat(beyond)
        self.segment[rows[gains]] = beyond[gains]
        self.obstacle[rows[gains]] = OBSTACLE_KINDS.index("wall")

    def _name_bars(self) -> None:
        """Tell of the places still without a street what bars the way to the nearest."""
        for name, shut in BARS_BY_KIND:
            left = np.flatnonzero((self.segment < 0) & self.near & (self.obstacle < 0))
            found = nearest_free(self.graph, self.open, self.xy[left], self.limit_m, shut)
            self.obstacle[left[found >= 0]] = OBSTACLE_KINDS.index(name)

    def _nearest(
        self,
        streets: Mask,
        rows: NDArray[np.intp],
        shut: Mask,
        first: NDArray[np.int32] | None = None,
    ) -> NDArray[np.int32]:
        """Nearest segment of these streets; the mainland's before an island's."""
        found = nearest_free(self.graph, streets, self.xy[rows], self.limit_m, shut, first=first)
        afloat = np.flatnonzero(self._afloat(found))
        near = min(self.limit_m, MAINLAND_M)
        mainland = streets & ~self.island
        ashore = nearest_free(self.graph, mainland, self.xy[rows[afloat]], near, shut)
        found[afloat] = np.where(ashore >= 0, ashore, found[afloat])
        return found

    def _afloat(self, segment: NDArray[np.int32]) -> Mask:
        """Whether these segments belong to an island; not where there is none (-1)."""
        return self._on(self.island, segment)

    def _on(self, edges: Mask, segment: NDArray[np.int32]) -> Mask:
        """Whether these segments are of these edges."""
        chosen = np.append(edges, False)[np.append(self.graph.grid.edge, -1)]
        return np.asarray(chosen[segment], np.bool_)


def nearest_free(
    graph: TravelGraph,
    streets: Mask,
    xy: NDArray[np.float64],
    limit_m: float,
    shut: Mask,
    *,
    first: NDArray[np.int32] | None = None,
) -> NDArray[np.int32]:
    """Nearest segment of these streets to which nothing shut bars the way, -1 beyond the limit.

    `first` is the nearest whatever is between, where it is at hand.
    """
    found = np.full(len(xy), -1, np.int32) if first is None else first.copy()
    if first is None:
        nearest_segments(graph.grid, streets, xy, limit_m, graph.bars, ALL_OPEN, found)
    if not (graph.bars.edge.size and shut.any()):
        return found
    there = np.flatnonzero(found >= 0)
    feet, _, _ = _feet(graph.grid, found[there], xy[there])
    again = there[barred(graph.bars, shut, xy[there], feet)]  # few: once more, with an eye on bars
    other = found[again]
    nearest_segments(graph.grid, streets, xy[again], limit_m, graph.bars, shut, other)
    found[again] = other
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


def _feet(
    grid: Grid, segment: NDArray[np.int32], xy: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The place on its segment nearest to each point, its share of it, and the length of it."""
    ends = grid.ends[segment]
    way, off = ends[:, 2:] - ends[:, :2], xy - ends[:, :2]
    length = np.hypot(*way.T)
    share = (off * way).sum(axis=1) / np.where(length > 0, length, 1) ** 2
    share = np.clip(share, 0, 1)
    return ends[:, :2] + share[:, None] * way, share, length


def _joins(search: _Search, index: pd.Index) -> pd.DataFrame:
    """The table of `join`."""
    joined = np.flatnonzero(search.segment >= 0)
    edge = np.full(len(search.segment), -1, np.int32)
    offset, away = np.zeros((2, len(edge)), np.int32)
    own = search.segment[joined]
    edge[joined], offset[joined], away[joined] = positions(search.graph, own, search.xy[joined])
    kinds = pd.array(OBSTACLE_KINDS, dtype="str")
    return pd.DataFrame(
        {
            "edge": edge,
            "offset_mm": offset,
            "join_mm": away,
            "island": np.append(search.island, False)[edge],
            "obstacle": kinds.take(search.obstacle, allow_fill=True),
        },
        index=index,
    )


def _known_only(graph: TravelGraph, joined: pd.DataFrame, leaving: bool) -> pd.DataFrame:
    """The joins to streets that this graph has; whose street it has not is not joined."""
    edge = joined["edge"].to_numpy()
    usable = graph.leavable if leaving else graph.open
    known = np.append(usable, False)[edge]
    island = np.append(graph.island_leaving if leaving else graph.island, False)[edge]
    told = {
        "edge": np.where(known, edge, -1),
        "offset_mm": np.where(known, joined["offset_mm"], 0),
        "join_mm": np.where(known, joined["join_mm"], 0),
    }
    whole = {name: values.astype(np.int32) for name, values in told.items()}
    return joined.assign(**whole, island=island & known)


def positions(
    graph: TravelGraph, segment: NDArray[np.int32], xy: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Where points join their segments: edge, offset from its tail, and way there [mm]."""
    feet, share, length = _feet(graph.grid, segment, xy)
    edge = graph.grid.edge[segment]
    before, whole = segment_starts(graph.grid)
    along = (before[segment] + share * length) / np.where(whole[segment] > 0, whole[segment], 1)
    offset = np.round(along * graph.network.edge_mm[edge]).astype(np.int32)
    return edge, offset, np.round(np.hypot(*(xy - feet).T) * 1000).astype(np.int32)
