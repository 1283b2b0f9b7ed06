"""Compounds without a mapped gate: who lives there, and the streets if their walls had gates."""

from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.routing.cutting import cut_edges
from accessibility.routing.gates import gate_permission
from accessibility.routing.graph import TravelGraph, built_graph
from accessibility.routing.kernels import Int32, Mask, components
from accessibility.routing.obstacles import ALL_SHUT, WALLS_OPEN, compound_areas
from accessibility.routing.permissions import permission
from accessibility.routing.snapping import (
    JOIN_LIMIT_M,
    join,
    nearest_free,
    points_on_map,
    positions,
)

NO_STREET = "no street inside the wall"
NO_GATE = "streets inside the wall lead nowhere"


@dataclass(frozen=True, eq=False)
class Compounds:
    """Compounds without a mapped gate, and the cells in each.

    Attributes
    ----------
    table : GeoDataFrame in the network's CRS, indexed by compound (0, 1, ...), largest first
        cells (int), people (float), reason (str), nearest_street_m (float, to the nearest
        street beyond the wall, from a cell or from a street inside), geometry (the land that
        the walls enclose, else the hull of the cells)
    compound : Series of int, indexed by the cells concerned
    """

    table: gpd.GeoDataFrame
    compound: "pd.Series[int]"


def compounds(
    graph: TravelGraph,
    cells: gpd.GeoDataFrame,
    *,
    join_limit_m: float = JOIN_LIMIT_M,
    joined: pd.DataFrame | None = None,
) -> Compounds:
    """Residents whom walls part from every street, or whose streets walls part from the town.

    A wall that encloses no more than `obstacles.COMPOUND_M2` parts nobody: see `join`. Cells
    are grouped by the land that the walls enclose, or by the streets inside.

    Parameters
    ----------
    cells : GeoDataFrame of Point with people, any CRS
    joined : DataFrame, optional
        What `join(graph, cells, leaving=True)` gave.
    """
    if joined is None:
        joined = join(graph, cells, limit_m=join_limit_m, leaving=True)
    edge = joined["edge"].to_numpy()
    alone = (edge < 0) & (joined["obstacle"] == "wall").to_numpy(bool)
    if not (alone.any() or joined["island"].any()):
        return _grouped(graph, cells.iloc[:0], np.zeros(0, np.int32), np.zeros(0))
    gates = _supposed_gates(graph, join_limit_m)
    shut_in = np.append(_freed(graph, graph.leavable, gates), False)[edge]
    shut_in &= joined["island"].to_numpy()
    rows = np.flatnonzero(alone | shut_in)
    own = cells.iloc[rows]
    through = join(graph, own, limit_m=join_limit_m, leaving=True, through_walls=True)
    metres = through["join_mm"].to_numpy() / 1000
    piece = _pieces(graph, graph.leavable)
    inner = np.where(alone[rows], -1, piece[graph.tail[edge[rows]]])
    for row in np.flatnonzero(inner >= 0):
        metres[row] = gates.away_mm[piece[gates.node] == inner[row]].min() / 1000
    return _grouped(graph, own, inner, metres)


def opened(graph: TravelGraph, *, join_limit_m: float = JOIN_LIMIT_M) -> TravelGraph:
    """The graph as it would be if walls had gates wherever streets behind them need one.

    From every node of an island of streets that walls alone part from a street of the town
    within the limit, one may walk straight to that street and, where the island is public,
    back, at the speed of joins. For cells without a street, use `join(..., through_walls=True)`.
    Where it is not the graph itself, its network has edges of its own: points join it anew.
    """
    gates = _supposed_gates(graph, join_limit_m)
    if not len(gates.node):
        return graph
    graph = _cut_graph(graph, gates)
    gates = _supposed_gates(graph, join_limit_m)  # now at nodes of the streets they lead to
    passages, mm = _ways_through(graph, gates)
    return replace(
        graph,
        passages=np.concatenate((graph.passages, passages)),
        passage_mm=np.concatenate((graph.passage_mm, mm)),
        island=graph.island & ~_freed(graph, graph.open, gates),
        island_leaving=graph.island_leaving & ~_freed(graph, graph.leavable, gates),
    )


@dataclass(frozen=True, eq=False)
class _Gates:
    """Gates supposed in walls: from a node of an island to a position on a street."""

    node: Int32
    edge: Int32
    offset_mm: Int32
    away_mm: Int32


def _cut_graph(graph: TravelGraph, gates: _Gates) -> TravelGraph:
    """The graph with a node on the street before every supposed gate."""
    network, parts = cut_edges(graph.network, gates.edge, gates.offset_mm)
    wait, whole = graph.wait_ms[parts.edge], np.maximum(graph.network.edge_mm[parts.edge], 1)
    alone = parts.stop - parts.start == graph.network.edge_mm[parts.edge]
    shared = wait * parts.stop // whole - wait * parts.start // whole
    return built_graph(
        network,
        graph.profile,
        ways=permission(network.ways, graph.profile),
        gates=gate_permission(network.node_tags, graph.profile),
        wait_ms=np.where(alone, wait, shared),
    )


def _supposed_gates(graph: TravelGraph, limit_m: float) -> _Gates:
    """One for every node of an island from which walls alone bar the way to a street.

    Not of an island that a free way leads out of: that is a gap in the map.
    """
    mainland = graph.open & graph.ground & ~graph.island & ~graph.island_leaving
    adrift = graph.island_leaving
    node = np.unique(np.concatenate((graph.tail[adrift], graph.head[adrift])))
    xy = _node_xy(graph)[node]
    free = nearest_free(graph, mainland, xy, limit_m, ALL_SHUT)
    segment = nearest_free(graph, mainland, xy, limit_m, WALLS_OPEN)
    piece = _pieces(graph, graph.leavable)[node]
    walled = (segment >= 0) & ~np.isin(piece, piece[free >= 0])
    return _Gates(node[walled], *positions(graph, segment[walled], xy[walled]))


def _node_xy(graph: TravelGraph) -> NDArray[np.float64]:
    net = graph.network
    xy = np.zeros((graph.n_nodes, 2))
    xy[graph.tail] = net.vertex_xy[net.vertex_first[:-1]]
    xy[graph.head] = net.vertex_xy[net.vertex_first[1:] - 1]
    return xy


def _ways_through(graph: TravelGraph, gates: _Gates) -> tuple[Int32, Int32]:
    """Pairs of nodes from which and to which the gates lead, and how far that is [mm]."""
    tail, head = graph.tail[gates.edge], graph.head[gates.edge]
    ahead, back = graph.along[gates.edge], graph.against[gates.edge]
    to_tail = gates.away_mm + gates.offset_mm
    to_head = gates.away_mm + graph.network.edge_mm[gates.edge] - gates.offset_mm
    public = np.zeros(graph.n_nodes, np.bool_)
    public[graph.tail[graph.open]] = public[graph.head[graph.open]] = True
    enter = public[gates.node]
    ways = (
        (gates.node, head, to_head, ahead),
        (gates.node, tail, to_tail, back),
        (head, gates.node, to_head, back & enter),
        (tail, gates.node, to_tail, ahead & enter),
    )
    pairs = [np.column_stack((start[may], end[may])) for start, end, _, may in ways]
    mm = [length[may] for _, _, length, may in ways]
    return np.concatenate(pairs).astype(np.int32), np.concatenate(mm).astype(np.int32)


def _freed(graph: TravelGraph, usable: Mask, gates: _Gates) -> Mask:
    """Edges that hang together with a supposed gate."""
    piece = _pieces(graph, usable)
    touched = np.zeros(graph.n_nodes, np.bool_)
    touched[piece[gates.node]] = True
    return np.asarray(usable & touched[piece[graph.tail]], np.bool_)


def _pieces(graph: TravelGraph, usable: Mask) -> Int32:
    """For every node, the lowest it hangs together with by the edges usable and the passages."""
    root = np.arange(graph.n_nodes, dtype=np.int32)
    tail = np.concatenate((graph.tail, graph.passages[:, 0]))
    head = np.concatenate((graph.head, graph.passages[:, 1]))
    keep = np.concatenate((usable, np.ones(len(graph.passages), np.bool_)))
    components(tail, head, keep, root)
    return root


def _grouped(
    graph: TravelGraph, cells: gpd.GeoDataFrame, inner: Int32, metres: NDArray[np.float64]
) -> Compounds:
    """Cells by the smallest compound around them, else by the piece of streets inside (`inner`)."""
    areas = compound_areas(graph.network.obstacles) if len(cells) else np.zeros(0, object)
    place = points_on_map(cells, graph.network.crs, "cells")
    area = _smallest_around(areas, place)
    lost = (area < 0) & (inner < 0)  # outside a wall that keeps the cell from streets within
    if lost.any():
        area[lost] = shapely.STRtree(areas).nearest(place[lost])
    key = np.where(area >= 0, area, len(areas) + inner)
    told = pd.DataFrame({"key": key, "people": cells["people"], "inner": inner, "metres": metres})
    told = told.assign(place=place)
    table = told.groupby("key").agg(
        cells=("people", "size"), people=("people", "sum"),
        inner=("inner", "max"), nearest_street_m=("metres", "min"),
    )  # fmt: skip
    table = table.sort_values("people", ascending=False, kind="stable")
    hull = told.groupby("key")["place"].agg(lambda own: shapely.MultiPoint([*own]).convex_hull)
    shape = [areas[key] if key < len(areas) else hull[key] for key in table.index]
    number = pd.Series(np.arange(len(table)), table.index)
    reason = np.where(table.pop("inner") >= 0, NO_GATE, NO_STREET)
    table.insert(2, "reason", pd.Series(reason, table.index, dtype="str"))
    index = pd.RangeIndex(len(table), name="compound")
    return Compounds(
        table=gpd.GeoDataFrame(table.set_index(index), geometry=shape, crs=graph.network.crs),
        compound=told["key"].map(number).rename("compound"),
    )


def _smallest_around(areas: NDArray[np.object_], place: NDArray[np.object_]) -> Int32:
    """Row of the smallest area that holds each place, -1 where none does."""
    found = np.full(len(place), -1, np.int32)
    point, area = shapely.STRtree(areas).query(place, "within")
    order = np.lexsort((area, -shapely.area(areas[area])))
    found[point[order]] = area[order]
    return found
