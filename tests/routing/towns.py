"""Small drawn towns: named places with coordinates in metres, and ways through them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import CRS

from accessibility.network import (
    NODE_TAGS,
    OBSTACLE_KINDS,
    WAY_TAGS,
    Network,
    Obstacles,
    no_node_tags,
)

CRS_M = CRS.from_epsg(32650)  # UTM zone 50 north: Beijing

Path = str | Sequence[str | tuple[float, float]]
Way = tuple[Path, Mapping[str, str]]


def way(path: Path, **tags: str) -> Way:
    """A way through places: "A B C", or a list with bends as (x, y) between the names.

    In tag keys a double underscore stands for a colon: oneway__bicycle.
    """
    return path, {"highway": "residential"} | {k.replace("__", ":"): v for k, v in tags.items()}


def town(places: Mapping[str, tuple[float, float]], *ways: Way) -> Network:
    """A network whose nodes are the places; edges run from one name to the next."""
    row = {name: i for i, name in enumerate(places)}
    edges: list[tuple[int, int, int, list[tuple[float, float]]]] = []
    for number, (path, _) in enumerate(ways):
        stops = path.split() if isinstance(path, str) else list(path)
        start, bends = stops[0], []
        for stop in stops[1:]:
            if isinstance(stop, str):
                line = [places[start], *bends, places[stop]]
                edges.append((row[start], row[stop], number, line))
                start, bends = stop, []
            else:
                bends.append(stop)
    return arrays([*places.values()], edges, [tags for _, tags in ways])


def arrays(
    nodes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int, int, list[tuple[float, float]]]],
    ways: Sequence[Mapping[str, str]],
) -> Network:
    """A network of edges (tail, head, way, vertices); lengths are those drawn."""
    vertices = [np.array(line, float) for *_, line in edges]
    metres = [np.hypot(*np.diff(xy, axis=0).T).sum() for xy in vertices]
    tags = pd.DataFrame(
        {key: pd.array([w.get(key, np.nan) for w in ways], dtype="str") for key in WAY_TAGS}
    )
    return Network(
        crs=CRS_M,
        node_id=np.arange(1, len(nodes) + 1, dtype=np.int64),
        node_xy=np.array(nodes, float).reshape(-1, 2),
        edge_tail=np.array([e[0] for e in edges], np.int32),
        edge_head=np.array([e[1] for e in edges], np.int32),
        edge_mm=np.round(np.array(metres) * 1000).astype(np.int32),
        edge_way=np.array([e[2] for e in edges], np.int32),
        vertex_first=np.cumsum([0, *map(len, vertices)]).astype(np.int32),
        vertex_xy=np.concatenate([*vertices, np.zeros((0, 2))]),
        ways=tags.assign(osm_id=np.arange(100, 100 + len(ways), dtype=np.int64)),
    )


def with_nodes(network: Network, tags: Mapping[int, Mapping[str, str]]) -> Network:
    """The network with tags on some of its nodes, by row."""
    rows = [[tags[row].get(key, np.nan) for key in NODE_TAGS] for row in tags]
    frame = pd.DataFrame(rows, pd.Index([*tags], dtype=np.int32, name="node"), [*NODE_TAGS])
    return replace(network, node_tags=frame.astype("str") if tags else no_node_tags())


def gates(network: Network, at: Mapping[tuple[float, float], Mapping[str, str]]) -> Network:
    """The network with gates: where they stand, and what their tags say beside barrier=gate."""
    places = [tuple(xy) for xy in network.node_xy.tolist()]
    named = {places.index(xy): {"barrier": "gate"} | dict(tags) for xy, tags in at.items()}
    return with_nodes(network, dict(sorted(named.items())))


def with_obstacles(network: Network, *lines: tuple[str, Sequence[tuple[float, float]]]) -> Network:
    """The network with obstacles: their kind and the places they run through."""
    pieces = [
        (*a, *b, OBSTACLE_KINDS.index(kind)) for kind, line in lines for a, b in pairwise(line)
    ]
    table = np.array(pieces, float).reshape(-1, 5)
    return replace(
        network, obstacles=Obstacles(ends=table[:, :4].copy(), kind=table[:, 4].astype(np.int8))
    )


def ring(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    """The corners of a rectangle, all around."""
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def points(places: Mapping[str, tuple[float, float]]) -> gpd.GeoDataFrame:
    """Named points in the towns' CRS."""
    xy = np.array([*places.values()], float).reshape(-1, 2)
    return gpd.GeoDataFrame(geometry=shapely.points(xy), index=list(places), crs=CRS_M)


def shops(places: Mapping[str, tuple[float, float]], **columns: object) -> gpd.GeoDataFrame:
    """Point facilities of one type."""
    return points(places).assign(**({"type": "shop", "certainty": "sure"} | columns))
