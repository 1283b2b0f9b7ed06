"""What is reached from a place within a limit: the streets, and the area around them."""

import warnings
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from accessibility.errors import LimitError, PlacesError
from accessibility.network import Network
from accessibility.routing.graph import Costs, TravelGraph, as_graph, pace_of
from accessibility.routing.kernels import Int64
from accessibility.routing.limits import whole_limit
from accessibility.routing.reach import Portions, reached_portions
from accessibility.routing.search import available_cores
from accessibility.routing.segments import cut_lines
from accessibility.routing.snapping import JOIN_LIMIT_M, coordinates, join, points_on_map

Limits = float | Iterable[float] | None

BUFFER_M = 30.0
_GRID_M = 0.001  # outlines are noded on whole millimetres, as lengths are


def reached_streets(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = False,
    joined: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Streets within the limits of each point, cut where the limit is reached.

    Points that cannot join a street, or sit on an island of streets, are told in a warning.

    The straight way from the point to its street is walked and counts. Streets of a longer
    limit contain those of a shorter one.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph (`travel_graph`) brings its own profile.
    points : GeoDataFrame or GeoSeries of Point, any CRS
    minutes, metres : float or several, one of the two
        Limits, inclusive.
    join_limit_m : float [m]
        A point farther than this from every street reaches none.
    reverse : bool
        From where the points are reached, instead of what is reached from them.
    joined : DataFrame, optional
        What `join` gave for these points on this graph; nothing is warned of then.

    Returns
    -------
    GeoDataFrame in the network's CRS, index of `points`, repeated
        limit, unit ("min" or "m"), osm_id (of the way), length_m, geometry (LineString)

    Raises
    ------
    InputError
        For an unknown profile, limits that are no numbers above 0, no point at all, and points
        without a coordinate system.
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    joined = _joined(graph, points, join_limit_m) if joined is None else joined
    parts = _portions(graph, joined, limits, unit, reverse)
    ways = graph.network.ways["osm_id"].to_numpy()
    return gpd.GeoDataFrame(
        {
            "limit": limits[parts.limit],
            "unit": pd.array([unit] * len(parts.edge), dtype="str"),
            "osm_id": ways[graph.network.edge_way[parts.edge]],
            "length_m": (parts.stop - parts.start) / 1000,
        },
        geometry=cut_lines(graph.network, parts.edge, parts.start, parts.stop),
        index=points.index[parts.origin],
        crs=graph.network.crs,
    )


def isochrones(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    buffer_m: float = BUFFER_M,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = False,
    joined: pd.DataFrame | None = None,
) -> gpd.GeoDataFrame:
    """The area within `buffer_m` of the streets reached, for each point and limit.

    Points that cannot join a street, or sit on an island of streets, are told in a warning.
    For drawing: coverage is counted on the network, never with these. Of one point, the
    area of a longer limit covers that of a shorter one; what lies between streets farther
    apart than twice the buffer stays a hole.

    Parameters
    ----------
    buffer_m : float [m]
        Half the width of the band around every street.
    others : as for `reached_streets`

    Returns
    -------
    GeoDataFrame in the network's CRS, index of `points`, each repeated for every limit
        limit, unit ("min" or "m"), profile, streets_km (length reached, NaN for a point
        that cannot join the network), geometry (Polygon or MultiPolygon, empty where
        nothing is reached)
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    if not 0 < buffer_m <= 1000:
        raise LimitError(f"a band of {buffer_m:g} m around streets", "Give 0 to 1,000 m")
    joined = _joined(graph, points, join_limit_m) if joined is None else joined
    parts = _portions(graph, joined, limits, unit, reverse)
    km = np.zeros((len(points), len(limits)))
    np.add.at(km, (parts.origin, parts.limit), (parts.stop - parts.start) / 1e6)
    km[joined["edge"].to_numpy() < 0] = np.nan
    lines = cut_lines(graph.network, parts.edge, parts.start, parts.stop)
    first = np.searchsorted(parts.origin, np.arange(len(points) + 1))

    def areas(origin: int) -> list[BaseGeometry]:
        own = slice(first[origin], first[origin + 1])
        return _nested_areas(lines[own], parts.limit[own], len(limits), buffer_m)

    with ThreadPoolExecutor(available_cores()) as pool:
        geometry = [area for own in pool.map(areas, range(len(points))) for area in own]
    count = len(points) * len(limits)
    return gpd.GeoDataFrame(
        {
            "limit": np.tile(limits, len(points)),
            "unit": pd.array([unit] * count, dtype="str"),
            "profile": pd.array([graph.profile.name] * count, dtype="str"),
            "streets_km": km.ravel(),
        },
        geometry=geometry,
        index=points.index.repeat(len(limits)),
        crs=graph.network.crs,
    )


def limits_of(minutes: Limits, metres: Limits) -> tuple[NDArray[np.float64], str]:
    """The limits in ascending order, each once, and their unit; LimitError where impossible."""
    if (minutes is None) == (metres is None):
        found = "neither minutes nor metres" if minutes is None else "both minutes and metres"
        raise LimitError(found, "Give one of the two")
    unit, given = ("m", metres) if minutes is None else ("min", minutes)
    many = isinstance(given, Iterable) and not isinstance(given, str)
    several: list[Any] = list(given) if many else [given]  # type: ignore[arg-type]
    for limit in several:
        whole_limit(limit, unit)
    limits = np.unique(np.array(several, np.float64))
    if not len(limits):
        raise LimitError("no number", "Give one at least")
    return limits, unit


def _joined(
    graph: TravelGraph, points: gpd.GeoDataFrame | gpd.GeoSeries, join_limit_m: float
) -> pd.DataFrame:
    """The points' joins; a point that is nowhere is an error here, not a missing value."""
    if not len(points):
        raise PlacesError("there is none", "Give one at least")
    geometry = points_on_map(points, graph.network.crs, "points")
    nowhere = np.flatnonzero(~np.isfinite(coordinates(geometry)).all(axis=1))
    if len(nowhere):
        raise PlacesError(
            f"row {points.index[nowhere[0]]!r} has no place, or none on the map of the streets",
            "Fill it in or remove it, and see whether longitude and latitude were swapped",
        )
    joined = join(graph, points, limit_m=join_limit_m)
    _warn_of_stranded(joined, join_limit_m)
    return joined


def _warn_of_stranded(joined: pd.DataFrame, limit_m: float) -> None:
    """One warning that names the places from where nothing, or an island alone, is reached."""
    told = []
    alone, island = joined["edge"].to_numpy() < 0, joined["island"].to_numpy()
    if alone.any():
        told.append(
            f"{_some_of(joined.index, alone)} not within {limit_m:g} m of a street; "
            "were longitude and latitude swapped?"
        )
    if island.any():
        told.append(
            f"{_some_of(joined.index, island, 'sits', 'sit')} on an island of streets: "
            "no more than that is reached."
        )
    if told:  # at the caller's line: of isochrones or reached_streets
        warnings.warn(" ".join(told), UserWarning, stacklevel=4)


def _some_of(index: pd.Index, some: NDArray[np.bool_], one: str = "is", many: str = "are") -> str:
    """How many places that is, and the first of them."""
    first = [str(name) for name in index[some][:3]]
    if some.sum() > len(first):
        first.append("...")
    verb = one if some.sum() == 1 else many
    return f"{some.sum()} of {len(some)} places ({', '.join(first)}) {verb}"


def _portions(
    graph: TravelGraph,
    joined: pd.DataFrame,
    limits: NDArray[np.float64],
    unit: str,
    reverse: bool,
) -> Portions:
    whole = [whole_limit(float(limit), unit) for limit in limits]
    costs: Costs = graph.mm
    if unit == "min" and graph.even:
        whole = [int(ms / pace_of(graph.profile.join_kmh)) for ms in whole]
    elif unit == "min":
        costs = graph.ms
    asked: Int64 = np.array(whole, np.int64)
    return reached_portions(graph, costs, joined, asked, reverse=reverse)


def _nested_areas(
    lines: NDArray[np.object_], limit: Int64, limits: int, buffer_m: float
) -> list[BaseGeometry]:
    """Areas around the lines of every limit, each covering the one before it.

    The outlines of all are cut where they meet, and the faces between the cuts are given
    to the least limit that holds them. An area is made of whole faces, so that no rounding
    can let a smaller one reach out of a larger one.
    """
    band = shapely.buffer(lines, buffer_m)
    areas: list[BaseGeometry] = []
    area: BaseGeometry = Polygon()
    for row in range(limits):
        area = shapely.union_all([area, *band[limit == row]])
        areas.append(area)
    outlines = shapely.union_all(shapely.boundary(areas), grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([outlines]))
    inside = shapely.point_on_surface(faces)
    held = np.array([shapely.covers(one, inside) for one in areas])
    return [
        shapely.coverage_union_all(faces[held[: row + 1].any(axis=0)]) if len(faces) else Polygon()
        for row in range(limits)
    ]
