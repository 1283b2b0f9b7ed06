"""What is reached from a place within a limit: the streets, and the area around them."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.areas import Progress, areas_around
from accessibility.routing.exact import exact_areas
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.origins import (
    Limits,
    limits_of,
    origins_of,
    require_buffer,
    search_from,
)
from accessibility.routing.profiles import Profile
from accessibility.routing.reach import Portions, portions_of
from accessibility.routing.segments import cut_lines
from accessibility.routing.snapping import JOIN_LIMIT_M

BUFFER_M = 30.0


def reached_streets(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str | Profile = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = False,
    joined: pd.DataFrame | None = None,
    of: "pd.Series[Any] | str | None" = None,
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
    of : Series indexed as the points, or a column of theirs, optional
        The facility that each point is a door of: its doors are one origin. A point without
        one is an origin of its own.

    Returns
    -------
    GeoDataFrame in the network's CRS, index of `points` (or the values of `of`), repeated
        limit, unit ("min" or "m"), osm_id (of the way), length_m, geometry (LineString);
        by origin, limit, and the network's order of edges

    Raises
    ------
    InputError
        For an unknown profile, limits that are no numbers above 0, no point at all, and points
        without a coordinate system.
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    origins = origins_of(
        graph, points, join_limit_m=join_limit_m, reverse=reverse, joined=joined, of=of
    )
    parts = portions_of(search_from(graph, origins, limits, unit, reverse=reverse))
    return street_frame(graph, parts, limits, unit, index=origins.names[parts.origin])


def street_frame(
    graph: TravelGraph,
    parts: Portions,
    limits: NDArray[np.float64],
    unit: str,
    *,
    index: pd.Index | None,
) -> gpd.GeoDataFrame:
    """Portions of streets as a table: limit, unit, osm_id, length_m and geometry."""
    ways = graph.network.ways["osm_id"].to_numpy()
    return gpd.GeoDataFrame(
        {
            "limit": limits[parts.limit],
            "unit": pd.array([unit] * len(parts.edge), dtype="str"),
            "osm_id": ways[graph.network.edge_way[parts.edge]],
            "length_m": (parts.stop - parts.start) / 1000,
        },
        geometry=cut_lines(graph.network, parts.edge, parts.start, parts.stop),
        index=index,
        crs=graph.network.crs,
    )


def isochrones(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str | Profile = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    buffer_m: float = BUFFER_M,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = False,
    joined: pd.DataFrame | None = None,
    of: "pd.Series[Any] | str | None" = None,
    exact: bool = False,
    progress: Progress | None = None,
    threads: int | None = None,
) -> gpd.GeoDataFrame:
    """The area within `buffer_m` of the streets reached, for each point and limit.

    Points that cannot join a street, or sit on an island of streets, are told in a warning.
    For drawing: coverage is counted on the network, never with these. Of one origin, the
    area of a longer limit covers that of a shorter one; what lies between streets farther
    apart than twice the buffer stays a hole. No area reaches behind an obstacle of the
    network that stands between it and the street.

    The outline is that of distances on a grid of buffer_m / areas.CELLS, drawn straight
    between its lines: its area is within 3 % of the exact band where there is no obstacle
    (0.4 % on average, 1.1 % at most where measured). Beside one it is less: what is seen from
    no near street is left out, though a way round the obstacle's end may lead there. Only a
    street between two obstacles nearer to each other than the lines of the grid, as on a
    pier, is drawn about as wide as these are apart, so that it lies in its area. Parts and
    holes below areas.LEAST_M2 are left out.

    Parameters
    ----------
    buffer_m : float [m]
        Half the width of the band around every street.
    exact : bool
        The exact band instead, cut at obstacles: a hundred times slower, and for reference.
        It reaches round the end of an obstacle.
    progress : callable, optional
        Called with the number of origins done, and of all, now and then.
    threads : int
        All available cores by default; changes nothing but the time it takes.
    others : as for `reached_streets`

    Returns
    -------
    GeoDataFrame in the network's CRS, index of `points` (or the values of `of`, each once),
    each repeated for every limit
        limit, unit ("min" or "m"), profile, streets_km (length reached, NaN for an origin
        that cannot join the network), geometry (Polygon or MultiPolygon, empty where
        nothing is reached)
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    require_buffer(buffer_m)
    origins = origins_of(
        graph, points, join_limit_m=join_limit_m, reverse=reverse, joined=joined, of=of
    )
    reach = search_from(graph, origins, limits, unit, reverse=reverse)
    drawn = exact_areas if exact else areas_around
    geometry, mm = drawn(reach, buffer_m, threads=threads, progress=progress)
    km = mm.reshape(len(origins.names), len(limits)) / 1e6
    km[origins.alone] = np.nan
    count = len(geometry)
    return gpd.GeoDataFrame(
        {
            "limit": np.tile(limits, len(origins.names)),
            "unit": pd.array([unit] * count, dtype="str"),
            "profile": pd.array([graph.profile.name] * count, dtype="str"),
            "streets_km": km.ravel(),
        },
        geometry=geometry,
        index=origins.names.repeat(len(limits)),
        crs=graph.network.crs,
    )
