"""Everything the measurements ask of the product, in one place."""

from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from accessibility.crs import metric_crs
from accessibility.inputs.osm import Extract, read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import WAY_TAGS, Network
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.isochrones import isochrones as _isochrones
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.joined import both_sides
from accessibility.routing.kernels import Places
from accessibility.routing.limits import one_limit
from accessibility.routing.many import pairs_within, travel_table
from accessibility.routing.search import nearest_places
from accessibility.routing.several import several_places
from accessibility.routing.sums import two_step
from benchmarks.cities import Graph, joined

PROFILE = "walk"


def extract(path: Path) -> Extract:
    return read_osm(path)


def network(path: Path) -> Network:
    found = read_osm(path)
    return street_network(found.streets, metric_crs(*found.bounds))


def walkable_both_ways(network: Network) -> NDArray[np.bool_]:
    graph = travel_graph(network, PROFILE)
    return graph.along & graph.against


def travel(
    xy: NDArray[np.float64],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    mm: NDArray[np.int32],
) -> TravelGraph:
    """A graph's edges as footpaths whose bends are nobody's concern: they are all zero."""
    m = len(tail)
    ways = pd.DataFrame({"osm_id": np.array([1])} | {k: pd.array([None], "str") for k in WAY_TAGS})
    ways["highway"] = pd.array(["footway"], "str")
    crs = metric_crs(0.0, 0.0, 0.1, 0.1)
    streets = Network(
        crs=crs,
        node_id=np.arange(len(xy), dtype=np.int64),
        node_xy=xy,
        edge_tail=tail,
        edge_head=head,
        edge_mm=mm,
        edge_way=np.zeros(m, np.int32),
        vertex_first=np.arange(0, 2 * m + 1, 2, dtype=np.int32),
        vertex_xy=np.zeros((2 * m, 2)),
        ways=ways,
    )
    return travel_graph(streets, PROFILE)


def ready(graph: TravelGraph) -> None:
    """Make what a first search would make."""
    _ = graph.mm, graph.arcs_towards


def at_nodes(rows: NDArray[np.integer]) -> Places:
    """Places that are nodes: no edge, and nothing to walk to the node."""
    none, zero = np.full(len(rows), -1, np.int32), np.zeros(len(rows), np.int32)
    node = rows.astype(np.int32)
    return Places(none, zero, zero, node, node, zero, zero)


def nearest(
    graph: TravelGraph,
    points: Places,
    doors: Places,
    groups: Sequence[NDArray[np.int64]],
    limit_mm: int,
    threads: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Cost and facility of the nearest of every group, for every point."""
    rank = np.arange(len(doors.edge), dtype=np.int32)
    return nearest_places(
        graph, graph.mm, points, doors, rank, groups=groups, limit=limit_mm, threads=threads
    )


def graph(network: Network) -> TravelGraph:
    return travel_graph(network, PROFILE)


def isochrones(
    graph: TravelGraph, points: gpd.GeoSeries, minutes: Sequence[float]
) -> gpd.GeoDataFrame:
    """The product's polygons, as its users call it."""
    return _isochrones(graph, points, minutes=minutes)


def reached(
    graph: TravelGraph, points: gpd.GeoSeries, minutes: Sequence[float]
) -> gpd.GeoDataFrame:
    """Reached pieces of street, cut at the limit."""
    return reached_streets(graph, points, minutes=minutes)


class Several:
    """The nearest few of each group, for all nodes of a graph."""

    def __init__(
        self, graph: Graph, groups: Sequence[NDArray[np.int64]], limit_mm: int, most: int
    ) -> None:
        self.graph = travel(graph.xy, graph.tail, graph.head, graph.mm)
        nodes, self.rows = joined(groups)
        self.points, self.doors = at_nodes(np.arange(graph.n)), at_nodes(nodes)
        self.limit, self.most = limit_mm, most

    def run(self, threads: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Cost and rank [g, n, most], -1 where there are fewer."""
        rank = np.arange(len(self.doors.edge), dtype=np.int32)
        return several_places(
            self.graph, self.graph.mm, self.points, self.doors, rank,
            groups=self.rows, k=self.most, limit=self.limit, threads=threads,
        )  # fmt: skip

    def within_group(self, rank: NDArray[np.int32]) -> NDArray[np.int32]:
        """Ranks as rows of their own group."""
        first = np.array([rows[0] for rows in self.rows], np.int32)
        return np.where(rank < 0, -1, rank - first[:, None, None])


class Tables:
    """People on all nodes of a graph, facilities with a capacity on some."""

    def __init__(
        self,
        graph: Graph,
        facility: NDArray[np.int64],
        supply: NDArray[np.float64],
        people: NDArray[np.float64],
        limit_mm: int,
    ) -> None:
        self.graph = travel(graph.xy, graph.tail, graph.head, graph.mm)
        at = gpd.points_from_xy(*graph.xy.T)
        crs = self.graph.network.crs
        self.cells = gpd.GeoDataFrame({"people": people}, geometry=at, crs=crs)
        ids = np.arange(len(facility))
        self.facilities = gpd.GeoDataFrame({"capacity": supply}, geometry=at[facility], crs=crs)
        self.doors = gpd.GeoDataFrame({"facility_id": ids}, geometry=at[facility], crs=crs)
        self.joined = on_edges(graph, np.arange(graph.n)), on_edges(graph, facility)
        self.limit_m = limit_mm / 1000
        self.asked = one_limit(self.graph, self.limit_m, None)
        self.sides = both_sides(
            self.graph, self.cells, self.facilities, self.doors, joined=self.joined
        )

    def pairs(self, threads: int) -> tuple[NDArray[np.int32], ...]:
        """Node, facility and cost of every pair, by node and then facility."""
        return pairs_within(self.graph, self.asked, self.sides, threads)

    def table(self, threads: int) -> pd.DataFrame:
        """The same as its users get it."""
        return travel_table(
            self.graph, self.cells, self.facilities,
            access_points=self.doors, limit_m=self.limit_m, joined=self.joined, threads=threads,
        )  # fmt: skip

    def two_step(self, threads: int) -> NDArray[np.float64]:
        found = two_step(
            self.graph, self.cells, self.facilities,
            access_points=self.doors, limit_m=self.limit_m, joined=self.joined, threads=threads,
        )  # fmt: skip
        return found.to_numpy()


def on_edges(graph: Graph, nodes: NDArray[np.int64]) -> pd.DataFrame:
    """Nodes as ends of an edge of theirs, as `join` would put them."""
    edge = np.empty(graph.n, np.int32)
    at_head = np.zeros(graph.n, np.bool_)
    rows = np.arange(len(graph.tail), dtype=np.int32)
    edge[graph.head], at_head[graph.head] = rows, True
    edge[graph.tail], at_head[graph.tail] = rows, False
    own = edge[nodes]
    return pd.DataFrame(
        {
            "edge": own,
            "offset_mm": np.where(at_head[nodes], graph.mm[own], 0).astype(np.int32),
            "join_mm": np.zeros(len(nodes), np.int32),
            "island": np.zeros(len(nodes), np.bool_),
        }
    )


def as_matrix(pairs: tuple[NDArray[np.int32], ...], facilities: int, n: int) -> csr_matrix:
    """Pairs as a sparse [facility, node] table."""
    node, rank, cost = pairs
    order = np.argsort(rank, kind="stable")
    first = np.concatenate(([0], np.cumsum(np.bincount(rank, minlength=facilities))))
    return csr_matrix((cost[order].astype(np.float64), node[order], first), (facilities, n))
