"""The way itself, from a point to the nearest of some doors: what to draw, and how long it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString

from accessibility.errors import PlacesError, UnknownNameError
from accessibility.network import Network
from accessibility.routing.graph import Costs, TravelGraph, as_graph, pace_of, scaled
from accessibility.routing.joined import Joins
from accessibility.routing.kernels import BEYOND, Int64, Places
from accessibility.routing.kernels.nearest import along_edge
from accessibility.routing.limits import MOST, MS_PER_MIN
from accessibility.routing.profiles import Profile
from accessibility.routing.search import ends, starts
from accessibility.routing.segments import cut_lines
from accessibility.routing.snapping import JOIN_LIMIT_M, coordinates, join, points_on_map

BY = ("metres", "minutes")
_STILL_M = 0.001  # corners nearer to each other are one, told apart by rounding
_NOWHERE = -9999  # what scipy holds before a node that is a start, or not reached


@dataclass(frozen=True, eq=False)
class Trip:
    """One way from a point to a door.

    Attributes
    ----------
    metres, minutes : what this way comes to, the straight ways to and from the street included
    door : row of the doors given
    edges : int64 [k], rows of the network's edges, in the order they are passed
    line : LineString in the network's CRS, from the point to the door
    """

    metres: float
    minutes: float
    door: int
    edges: Int64
    line: LineString


def shortest_path(
    network: Network | TravelGraph,
    point: gpd.GeoDataFrame | gpd.GeoSeries,
    doors: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    by: str = "metres",
    profile: str | Profile = "walk",
    join_limit_m: float = JOIN_LIMIT_M,
    joined: Joins | None = None,
) -> Trip | None:
    """The way of least distance, or of least time, from a point to the nearest of some doors.

    It is as long as `nearest` says, to the millimetre or millisecond. Of ways equally long the
    same one is always given; of doors equally near, the first.

    Parameters
    ----------
    network : Network or TravelGraph
        A graph brings its own profile.
    point : GeoDataFrame or GeoSeries of one Point, any CRS
    doors : GeoDataFrame or GeoSeries of Point, any CRS
    by : "metres" or "minutes"
    joined : two DataFrames, optional
        What `join` gave for the point (`leaving`) and for the doors on this graph.

    Returns
    -------
    Trip, or None where no door is reached
        Also where the point, or every door, is near no street. `minutes` of a way of least
        distance, and `metres` of one of least time, are what that way takes, which may not be
        the least.
    """
    if by not in BY:
        raise UnknownNameError("by", by, BY)
    if len(point) != 1:
        raise PlacesError(f"{len(point)} points to start from", "Give one at a time")
    graph = as_graph(network, profile)
    if joined is None:
        joined = (
            join(graph, point, limit_m=join_limit_m, leaving=True),
            join(graph, doors, limit_m=join_limit_m, through_walls=True),
        )
    costs = graph.mm if by == "metres" or graph.even else graph.ms
    found = _search(graph, costs, starts(graph, costs, joined[0]), ends(graph, costs, joined[1]))
    if found is None:
        return None
    metres, minutes = _lengths(graph, joined, found)
    home, door = (
        coordinates(points_on_map(side, graph.network.crs, "points")[[row]])
        for side, row in ((point, 0), (doors, found.door))
    )
    edges, low, high = _portions(graph, joined, found)
    return Trip(
        metres=metres,
        minutes=minutes,
        door=found.door,
        edges=edges,
        line=_line(graph.network, edges, low, high, ends=(home, door)),
    )


@dataclass(frozen=True, eq=False)
class _Found:
    """Which way was found: by which ends of the first and last edge, and what lies between."""

    door: int
    ends: tuple[int, int] | None  # 0 is by the tail, 1 by the head; None: along one edge
    passed: Sequence[tuple[int, bool]]  # edges between, and whether they are passed tail to head
    through_mm: Sequence[int]  # lengths of the passages between


def _search(graph: TravelGraph, costs: Costs, here: Places, there: Places) -> _Found | None:
    """The least way by the ends of the edges, or along the edge that both are on."""
    if here.edge[0] < 0 or not (there.edge >= 0).any():
        return None
    nodes = np.array([here.tail[0], here.head[0]])
    far, before = _from_nodes(graph, costs, nodes)
    last = np.stack((there.tail, there.head), axis=1).astype(np.int64)
    seed = np.array([here.by_tail[0], here.by_head[0]], np.float64)
    after = np.stack((there.by_tail, there.by_head), axis=1).astype(np.float64)
    ways = seed[:, None, None] + far[:, last] + after  # by the end left, door, and end entered
    ways[:, (there.edge < 0)[:, None] | (after >= BEYOND)] = np.inf
    ways[seed >= BEYOND] = np.inf
    round_about, direct = ways.min(axis=(0, 2)), _along(costs, here, there)
    door = int(np.minimum(round_about, direct).argmin())
    if min(round_about[door], direct[door]) > MOST:
        return None
    if direct[door] <= round_about[door]:
        return _Found(door, None, (), ())
    first, end = np.unravel_index(int(ways[:, door].argmin()), (2, 2))
    passed, through = _chain(graph, costs, before[first], int(last[door, end]))
    return _Found(door, (int(first), int(end)), passed, through)


def _from_nodes(
    graph: TravelGraph, costs: Costs, nodes: NDArray[np.integer]
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Cost of every node from each of these, and the node before it."""
    arcs = graph.arcs_from[costs.unit].arcs
    size = (graph.n_nodes, graph.n_nodes)
    whole = csr_array((arcs.to[:, 1].astype(np.float64), arcs.to[:, 0], arcs.first), shape=size)
    far, before = dijkstra(whole, indices=nodes, return_predecessors=True)
    return far, before


def _along(costs: Costs, here: Places, there: Places) -> NDArray[np.float64]:
    """Cost to every door on the point's own edge, without passing its ends; else inf."""
    far = np.full(len(there.edge), np.inf)
    for row in np.flatnonzero(there.edge == here.edge[0]):
        along = along_edge(costs.edges, here.edge[0], here.offset_mm[0], there.offset_mm[row])
        if along < BEYOND:
            far[row] = float(along) + float(here.join[0]) + float(there.join[row])
    return far


def _chain(
    graph: TravelGraph, costs: Costs, before: NDArray[np.int32], last: int
) -> tuple[list[tuple[int, bool]], list[int]]:
    """Edges and passages that lead to a node, first to last."""
    nodes = [last]
    while before[nodes[-1]] != _NOWHERE:
        nodes.append(int(before[nodes[-1]]))
    steps = _steps(graph, costs, np.array(nodes, np.int64))
    passed, through = [], []
    for pair in pairwise(reversed(nodes)):
        _, edge, ahead = steps[pair]
        if edge >= graph.network.n_edges:
            through.append(int(graph.passage_mm[edge - graph.network.n_edges]))
        else:
            passed.append((edge, ahead))
    return passed, through


def _steps(
    graph: TravelGraph, costs: Costs, nodes: Int64
) -> dict[tuple[int, int], tuple[int, int, bool]]:
    """The cheapest step between every two of some nodes: cost, edge, and whether it is ahead.

    Passages are counted on from the edges.
    """
    tail = np.concatenate((graph.tail, graph.passages[:, 0]))
    head = np.concatenate((graph.head, graph.passages[:, 1]))
    on_foot = scaled(graph.passage_mm, costs.join_pace)
    ahead = np.concatenate((costs.edges.along, on_foot))
    back = np.concatenate((costs.edges.against, np.full(len(on_foot), BEYOND)))
    near = np.flatnonzero(np.isin(tail, nodes) & np.isin(head, nodes))
    found: dict[tuple[int, int], tuple[int, int, bool]] = {}
    for edge in near.tolist():
        a, b = int(tail[edge]), int(head[edge])
        for pair, cost, way in (((a, b), int(ahead[edge]), True), ((b, a), int(back[edge]), False)):
            if cost < BEYOND and (pair not in found or cost < found[pair][0]):
                found[pair] = (cost, edge, way)
    return found


def _lengths(graph: TravelGraph, joined: Joins, found: _Found) -> tuple[float, float]:
    """Metres and minutes of a way; at one speed the time is the distance, rounded up."""
    mm = _cost(graph, graph.mm, joined, found)
    if graph.even:
        pace = pace_of(graph.profile.join_kmh)
        ms = -(-mm * pace.numerator // pace.denominator)
    else:
        ms = _cost(graph, graph.ms, joined, found)
    return mm / 1000, ms / MS_PER_MIN


def _cost(graph: TravelGraph, costs: Costs, joined: Joins, found: _Found) -> int:
    """What a way costs, in whole millimetres or milliseconds."""
    here, there = starts(graph, costs, joined[0]), ends(graph, costs, joined[1])
    if found.ends is None:
        return int(_along(costs, here, there)[found.door])
    out = (here.by_tail, here.by_head)[found.ends[0]][0]
    into = (there.by_tail, there.by_head)[found.ends[1]][found.door]
    edges = costs.edges
    between = sum(int((edges.along if way else edges.against)[e]) for e, way in found.passed)
    gates = scaled(np.array(found.through_mm, np.int64), costs.join_pace).sum()
    return int(out) + between + int(gates) + int(into)


def _portions(graph: TravelGraph, joined: Joins, found: _Found) -> tuple[Int64, Int64, Int64]:
    """The edges passed, and from where to where on each [mm from its tail]."""
    (first, start), (last, stop) = (
        side[["edge", "offset_mm"]].to_numpy(np.int64)[row]
        for side, row in ((joined[0], 0), (joined[1], found.door))
    )
    if found.ends is None:
        portions = [(first, start, stop)]
    else:
        mm = graph.network.edge_mm
        portions = [(first, start, mm[first] * found.ends[0])]
        portions += [(e, 0, mm[e]) if ahead else (e, mm[e], 0) for e, ahead in found.passed]
        portions += [(last, mm[last] * found.ends[1], stop)]
    edge, low, high = np.array(portions, np.int64).T
    return edge, low, high


def _line(
    network: Network,
    edge: Int64,
    start: Int64,
    stop: Int64,
    *,
    ends: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> LineString:
    """One line through all portions, with the straight ways to the first and from the last."""
    lines = cut_lines(network, edge, np.minimum(start, stop), np.maximum(start, stop))
    back = start > stop
    lines[back] = shapely.reverse(lines[back])
    between = shapely.get_coordinates(lines)
    before = np.concatenate((ends[0], between[:-1]))
    still = np.stack([np.hypot(*(between - other).T) for other in (before, ends[1])])
    return LineString(np.concatenate((ends[0], between[(still > _STILL_M).all(axis=0)], ends[1])))
