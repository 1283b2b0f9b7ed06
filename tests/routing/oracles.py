"""Random networks, and answers found by networkx on a graph cut at every position asked."""

from collections.abc import Iterable
from functools import cache
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
from hypothesis import strategies as st

from accessibility.network import Network
from accessibility.routing.graph import Costs, TravelGraph
from accessibility.routing.kernels import BEYOND
from accessibility.routing.profiles import permission, profile_named
from tests.routing.towns import arrays

WAYS = (
    {"highway": "residential"},
    {"highway": "residential", "oneway": "yes"},
    {"highway": "residential", "oneway": "-1"},
    {"highway": "footway"},
    {"highway": "motorway"},
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
    return network


def graph_of(network: Network, profile: str) -> TravelGraph:
    """`travel_graph`, with the permissions of WAYS asked once."""
    allowed = _permissions(profile).iloc[network.edge_way]
    forward, backward = allowed["forward"].to_numpy(), allowed["backward"].to_numpy()
    return TravelGraph(
        network=network,
        profile=profile_named(profile),
        along=forward,
        against=backward,
        push=allowed["push"].to_numpy(),
        ground=allowed["ground"].to_numpy(),
        tail=network.edge_tail,
        head=network.edge_head,
        n_nodes=network.n_nodes,
        kmh=allowed["kmh"].to_numpy(),
        wait_ms=np.zeros(len(forward), np.int64),
        component=np.where(forward | backward, 0, -1).astype(np.int32),
        island=np.zeros(len(forward), bool),
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


def open_edges(graph: TravelGraph, joined: pd.DataFrame) -> pd.DataFrame:
    """Joins as they would be: a point never joins a closed edge."""
    closed = (joined["edge"] >= 0) & ~np.append(graph.open, False)[joined["edge"]]
    return joined.assign(edge=joined["edge"].mask(closed, -1).astype("int32"))


def cut_graph(graph: TravelGraph, costs: Costs, cuts: Iterable[tuple[int, int]]) -> nx.MultiDiGraph:
    """Every open edge as a chain of its positions.

    A network node is its row. A place at (edge, mm) is left at (edge, mm, "out") and entered
    at (edge, mm, "in"): on an edge without length it is at both ends at once, and yet opens
    no way between them.
    """
    net = graph.network
    positions: dict[int, set[int]] = {
        e: {0, int(mm)} for e, mm in enumerate(net.edge_mm) if graph.open[e]
    }
    for edge, mm in cuts:
        positions[edge].add(mm)
    out = nx.MultiDiGraph()
    out.add_nodes_from(range(len(net.node_id)))
    for e, at in positions.items():
        tail, head, whole = int(net.edge_tail[e]), int(net.edge_head[e]), int(net.edge_mm[e])
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
        out.add_weighted_edges_from(step for step in steps if step[2] < BEYOND)
    return out
