"""On which side of motorways, main railways and large rivers places lie.

The duty area of a fire station should not reach across them, whether or not a bridge does:
an accident or a flood closes it (Jianbiao 152-2017, on the division of duty areas).
"""

from collections.abc import Collection

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.errors import UnknownNameError
from accessibility.network import BARRIER_KINDS, Network
from accessibility.routing.snapping import coordinates, points_on_map

MOTORWAY = "motorway"
BARRIERS = (MOTORWAY, *BARRIER_KINDS)

# A river is large where its outline is so wide on average (a judgement: the rule gives no
# figure). Open shores, as of the sea, are always large.
RIVER_M = 30.0

_FRAME_M = 10.0  # barriers are looked at up to so far around the places
_GRID_M = 0.001
_BESIDE_M = (0.0007, 0.0011)  # a place on a barrier is taken as on one side, always the same

Pieces = NDArray[np.float64]  # [s, 4], x and y of the start, x and y of the end


def side_of(
    network: Network,
    places: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    barriers: Collection[str] = BARRIERS,
) -> "pd.Series[int]":
    """The face that barriers cut the land into in which each place lies.

    Bridges of motorways and railways are barriers too, tunnels are not. What ends within the
    town, as a siding or a pond, parts nothing; what runs out of it, past the last of the
    places, does, for the way round it leads out of town. Motorways are highway=motorway, and
    highway=trunk with motorroad=yes: other trunk roads have crossings and houses.

    Parameters
    ----------
    network : Network
        Its ways have the motorways, its `barriers` the railways and shores.
    places : GeoDataFrame or GeoSeries of Point, any CRS
    barriers : some of BARRIERS
        Which ones part the town.

    Returns
    -------
    Series of int, index of `places`
        The number of the face, by the first place in it; -1 for a place that is nowhere.
    """
    for name in barriers:
        if name not in BARRIERS:
            raise UnknownNameError("barrier", name, BARRIERS)
    xy = coordinates(points_on_map(places, network.crs, "places"))
    somewhere = np.isfinite(xy).all(axis=1)
    face = np.full(len(xy), -1, np.intp)
    if somewhere.any():
        face[somewhere] = _faces_of(xy[somewhere], barrier_pieces(network, barriers))
    return pd.Series(face, places.index, name="side")


def barrier_pieces(network: Network, barriers: Collection[str]) -> Pieces:
    """The straight pieces of barriers of these kinds."""
    told = network.barriers
    found = [_motorways(network)] if MOTORWAY in barriers else []
    for kind in sorted(set(barriers) - {MOTORWAY}):
        own = told.ends[told.kind == BARRIER_KINDS.index(kind)]
        found.append(own[_large(own)] if kind == "river" else own)
    return np.concatenate([np.zeros((0, 4)), *found])


def _motorways(network: Network) -> Pieces:
    """Pieces of the roads that nothing crosses on the level, but for their tunnels."""
    ways = network.ways
    main = ways["highway"] == "motorway"
    main |= (ways["highway"] == "trunk") & (ways["motorroad"] == "yes")
    main &= ways["tunnel"].fillna("no") == "no"
    vertices = np.diff(network.vertex_first)
    inside = np.repeat(main.to_numpy(bool)[network.edge_way], vertices)
    edge = np.repeat(np.arange(network.n_edges), vertices)
    start = np.flatnonzero(inside[:-1] & (edge[:-1] == edge[1:]))
    return np.concatenate((network.vertex_xy[start], network.vertex_xy[start + 1]), axis=1)


def _large(shore: Pieces) -> NDArray[np.bool_]:
    """Which pieces are of outlines that are RIVER_M wide on average, or of open shores.

    Pieces of one line follow each other. A strip of length L and width w has the area L w and
    the outline 2 L, so that its width is twice the one by the other.
    """
    if not len(shore):
        return np.zeros(0, np.bool_)
    starts = np.append(True, (shore[1:, :2] != shore[:-1, 2:]).any(axis=1))
    line = np.cumsum(starts) - 1
    first, last = np.flatnonzero(starts), np.append(np.flatnonzero(starts)[1:], len(shore)) - 1
    closed = (shore[first, :2] == shore[last, 2:]).all(axis=1)
    a, b = shore[:, :2] - shore[first[line], :2], shore[:, 2:] - shore[first[line], :2]
    area = np.abs(np.bincount(line, a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1])) / 2
    length = np.bincount(line, np.hypot(*(b - a).T))
    wide: NDArray[np.bool_] = (~closed | (2 * area >= RIVER_M * length))[line]
    return wide


def _faces_of(xy: NDArray[np.float64], pieces: Pieces) -> NDArray[np.intp]:
    """The face of each place, numbered in the order of the places."""
    beside = shapely.points(xy + _BESIDE_M)
    frame = shapely.convex_hull(shapely.multipoints(beside)).buffer(_FRAME_M)
    lines = shapely.linestrings(pieces.reshape(-1, 2, 2))
    shapely.prepare(frame)
    lines = lines[shapely.intersects(frame, lines)]
    if not len(lines):
        return np.zeros(len(xy), np.intp)
    drawn = shapely.union_all([*lines, frame.exterior], grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([drawn]))
    place, face = shapely.STRtree(faces).query(beside, predicate="intersects")
    of = np.full(len(xy), -1, np.intp)
    of[place[::-1]] = face[::-1]
    return np.asarray(pd.factorize(of)[0], np.intp)
