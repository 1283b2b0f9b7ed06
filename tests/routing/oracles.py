"""Random networks, and answers found by networkx on a graph cut at every position asked."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from accessibility.network import Network
from accessibility.routing.graph import Costs, TravelGraph, built_graph
from accessibility.routing.kernels import BEYOND, Int64
from accessibility.routing.permissions import permission
from accessibility.routing.profiles import profile_named
from accessibility.routing.reach import Portions, portions_of, reacher
from tests.routing.towns import arrays, with_nodes

WAYS = (
    {"highway": "residential"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "residential", "oneway": "-1"},
    {"highway": "footway"},
    {"highway": "motorway"},
    {"highway": "service", "access": "private"},
)


@st.composite
def networks(draw: st.DrawFn, longest_mm: int = 400) -> Network:
    """Any multigraph: loops, parallel edges, edges without length, closed and one-way ones."""
    n = draw(st.integers(1, 7))
    node = st.integers(0, n - 1)
    edge = st.tuples(node, node, st.integers(0, len(WAYS) - 1), st.integers(0, longest_mm))
    edges = draw(st.lists(edge, min_size=1, max_size=14))
    nodes = [(float(i), 0.0) for i in range(n)]
    drawn = [(a, b, w, [nodes[a], nodes[b]]) for a, b, w, _ in edges]
    network = arrays(nodes, drawn, ())
    network.edge_mm[:] = [mm for *_, mm in edges]
    access = draw(st.dictionaries(node, st.sampled_from(("no", "private")), max_size=2))
    gates = {row: {"barrier": "gate", "access": access[row]} for row in sorted(access)}
    return with_nodes(network, gates)


def graph_of(network: Network, profile: str) -> TravelGraph:
    """`travel_graph`, with the permissions of WAYS asked once."""
    access = network.node_tags["access"]
    gates = pd.DataFrame({"open": access.isna(), "private": access == "private"})
    return built_graph(
        network,
        profile_named(profile),
        ways=_permissions(profile),
        gates=gates,
        wait_ms=np.zeros(network.n_edges, np.int64),
    )


@cache
def _permissions(profile: str) -> pd.DataFrame:
    return permission(pd.DataFrame(WAYS).astype("str"), profile)


@st.composite
def joins(draw: st.DrawFn, network: Network, size: int) -> pd.DataFrame:
    """Points on edges as `join` gives them; some are on none."""
    rows = []
    for _ in range(size):
        edge = draw(st.integers(-1, len(network.edge_mm) - 1))
        offset = draw(st.integers(0, int(network.edge_mm[edge]))) if edge >= 0 else 0
        rows.append((edge, offset, draw(st.integers(0, 50))))
    return pd.DataFrame(rows, columns=["edge", "offset_mm", "join_mm"]).astype("int32")


def open_edges(graph: TravelGraph, joined: pd.DataFrame, *, leaving: bool = False) -> pd.DataFrame:
    """Joins as they would be: a point never joins a closed edge, nor a private one to enter it."""
    usable = graph.leavable if leaving else graph.open
    closed = (joined["edge"] >= 0) & ~np.append(usable, False)[joined["edge"]]
    return joined.assign(edge=joined["edge"].mask(closed, -1).astype("int32"))


def cut_graph(graph: TravelGraph, costs: Costs, cuts: Iterable[tuple[int, int]]) -> nx.MultiDiGraph:
    """Every open edge as a chain of its positions.

    A network node is its row. A place at (edge, mm) is left at (edge, mm, "out") and entered
    at (edge, mm, "in"): on an edge without length it is at both ends at once, and yet opens
    no way between them.
    """
    net = graph.network
    positions: dict[int, set[int]] = {
        e: {0, int(mm)} for e, mm in enumerate(net.edge_mm) if graph.leavable[e]
    }
    for edge, mm in cuts:
        positions[edge].add(mm)
    out = nx.MultiDiGraph()
    out.add_nodes_from(range(graph.n_nodes))
    out.add_weighted_edges_from((a, b, 0) for a, b in graph.passages.tolist())
    for e, at in positions.items():
        tail, head, whole = int(graph.tail[e]), int(graph.head[e]), int(net.edge_mm[e])
        along, against = int(costs.edges.along[e]), int(costs.edges.against[e])
        if whole == 0:
            steps = [(tail, head, along), (head, tail, against), ((e, 0, "out"), (e, 0, "in"), 0)]
            steps += [((e, 0, "out"), end, 0) for end in (tail, head)]
            steps += [(end, (e, 0, "in"), 0) for end in (tail, head)]
        else:
            steps = [(tail, (e, 0), 0), ((e, 0), tail, 0)]
            steps += [(head, (e, whole), 0), ((e, whole), head, 0)]
            for mm in at:
                steps += [((e, mm, "out"), (e, mm), 0), ((e, mm), (e, mm, "in"), 0)]
            for low, high in pairwise(sorted(at)):
                for a, b, cost in ((low, high, along), (high, low, against)):
                    part = abs(cost * b // whole - cost * a // whole)
                    steps.append(((e, a), (e, b), BEYOND if cost >= BEYOND else part))
        if graph.private[e] and whole:  # left at its own cost, towards either end
            for mm in at:
                to_tail = int(costs.leaving.against[e]) * mm // whole
                to_head = int(costs.leaving.along[e])
                steps.append(((e, mm, "out"), tail, to_tail))
                steps.append(((e, mm, "out"), head, to_head - to_head * mm // whole))
        out.add_weighted_edges_from(step for step in steps if step[2] < BEYOND)
    return out


def reached_portions(
    graph: TravelGraph, costs: Costs, joined: pd.DataFrame, limits: Int64, *, reverse: bool
) -> Portions:
    """For every joined point and every limit (ascending), the parts of edges within that limit.

    One search, to the longest limit, settles them all. A part ends at the last millimetre
    whose cost is within the limit. With `reverse`, the parts from which the point is
    reached within it. Parts without length are left out. Sorted by point, limit, edge and
    position.
    """
    return portions_of(reacher(graph, costs, joined, limits, reverse=reverse))
