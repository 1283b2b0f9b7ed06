"""What many facilities reach together, and which of them is nearest where."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.network import Network
from accessibility.routing.areas import Progress, areas_around
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.isochrones import BUFFER_M, street_frame
from accessibility.routing.origins import (
    Limits,
    limits_of,
    origins_of,
    require_buffer,
    search_from,
)
from accessibility.routing.profiles import Profile
from accessibility.routing.reach import portions_of
from accessibility.routing.snapping import JOIN_LIMIT_M


def service_areas(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str | Profile = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    divide: bool = False,
    buffer_m: float = BUFFER_M,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = True,
    joined: pd.DataFrame | None = None,
    of: "pd.Series[Any] | str | None" = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """The area from where any of the points is reached within the limits, counted once.

    With `divide`, it is divided by the point (or facility) that is nearest on the network:
    a street is cut where two are equally near, to the millimetre, and what lies off the
    streets belongs where the nearest street does. The parts do not overlap, and together
    are the undivided area, but for parts and holes below areas.LEAST_M2. Of points equally
    near, the first by its name is taken.

    Undivided areas of longer limits cover those of shorter ones; a divided one need not,
    for with a longer limit another facility may come by on a nearer street.

    Parameters
    ----------
    reverse : bool
        From where the points are reached; with False, what is reached from them.
    others : as for `isochrones`

    Returns
    -------
    GeoDataFrame in the network's CRS
        limit, unit ("min" or "m"), profile, streets_km, geometry (Polygon or MultiPolygon,
        empty where nothing is reached); a row for every limit, or with `divide` for every
        origin and limit, indexed by the origin. `streets_km` is NaN for an origin that
        cannot join the network, and where none can.
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    require_buffer(buffer_m)
    origins = origins_of(
        graph, points, join_limit_m=join_limit_m, reverse=reverse, joined=joined, of=of
    )
    # streets are parted in either case: beside an obstacle, what lies off a part of a street
    # may be seen from there and not from the whole of it
    reach = search_from(graph, origins, limits, unit, reverse=reverse, merged=True)
    owners = len(origins.names) if divide else 0
    geometry, mm = areas_around(reach, buffer_m, owners=owners, progress=progress)
    shape = (len(limits), max(owners, 1))
    # by limit and rank; the frame is by origin and limit
    order = origins.rank if divide else np.zeros(1, np.int64)
    km = mm.reshape(shape)[:, order].T / 1e6
    km[origins.alone if divide else np.array([origins.alone.all()])] = np.nan
    count = len(geometry)
    return gpd.GeoDataFrame(
        {
            "limit": np.tile(limits, len(order)),
            "unit": pd.array([unit] * count, dtype="str"),
            "profile": pd.array([graph.profile.name] * count, dtype="str"),
            "streets_km": km.ravel(),
        },
        geometry=geometry.reshape(shape)[:, order].T.ravel(),
        index=origins.names.repeat(len(limits)) if divide else None,
        crs=graph.network.crs,
    )


def service_streets(
    network: Network | TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    profile: str | Profile = "walk",
    minutes: Limits = None,
    metres: Limits = None,
    divide: bool = False,
    join_limit_m: float = JOIN_LIMIT_M,
    reverse: bool = True,
    joined: pd.DataFrame | None = None,
    of: "pd.Series[Any] | str | None" = None,
) -> gpd.GeoDataFrame:
    """The streets from where any of the points is reached within the limits, each once.

    With `divide`, cut where two points are equally near, to the millimetre, and indexed by the
    nearest: the streets of the areas that `service_areas` gives.

    Returns
    -------
    GeoDataFrame in the network's CRS
        limit, unit, osm_id (of the way), length_m, geometry (LineString)
    """
    graph = as_graph(network, profile)
    limits, unit = limits_of(minutes, metres)
    origins = origins_of(
        graph, points, join_limit_m=join_limit_m, reverse=reverse, joined=joined, of=of
    )
    reach = search_from(graph, origins, limits, unit, reverse=reverse, merged=True)
    parts = portions_of(reach)
    by_rank = origins.names[np.argsort(origins.rank, kind="stable")]
    return street_frame(graph, parts, limits, unit, index=by_rank[parts.owner] if divide else None)
