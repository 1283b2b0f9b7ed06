"""Edges are cut at given places, and all that is known of them with them."""

from dataclasses import replace

import networkx as nx
import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.network import Slopes
from accessibility.routing.cutting import cut_edges
from tests.routing.oracles import graph_of, networks
from tests.routing.towns import town, way

BENT = town({"a": (0, 0), "b": (100, 100), "c": (100, 200)}, way(["a", (100, 0), "b", "c"]))


def cut(network, *places):
    edge, offset = np.array(places, np.int32).reshape(-1, 2).T
    return cut_edges(network, edge, offset)


def test_an_edge_is_cut_where_it_bends_and_between():
    network, parts = cut(BENT, (0, 130_000), (0, 40_000), (0, 40_000))
    assert network.edge_mm.tolist() == [40_000, 90_000, 70_000, 100_000]
    assert network.node_xy[3:].tolist() == [[40, 0], [100, 30]]
    assert network.edge_tail.tolist() == [0, 3, 4, 1]
    assert network.edge_head.tolist() == [3, 4, 1, 2]
    assert network.node_id[3:].tolist() == [-1, -2]
    assert parts.edge.tolist() == [0, 0, 0, 1]
    assert [shapely.to_wkt(line) for line in network.edge_lines()] == [
        "LINESTRING (0 0, 40 0)",
        "LINESTRING (40 0, 100 0, 100 30)",
        "LINESTRING (100 30, 100 100)",
        "LINESTRING (100 100, 100 200)",
    ]


def test_at_the_ends_of_an_edge_nothing_is_cut():
    assert cut(BENT, (0, 0), (0, 200_000), (1, 100_000))[0] is BENT
    assert cut(BENT)[0] is BENT


def test_slopes_go_with_their_edges():
    slopes = Slopes(
        first=np.array([0, 3, 4], np.int32), run_m=np.array([50.0, 50, 100, 100]),
        grade=np.array([0.1, np.nan, 0.04, -0.05]), source="hill.tif",
    )  # fmt: skip
    network, _ = cut(replace(BENT, slopes=slopes), (0, 60_000))
    # steps of 50, 50 and 100 m; the cut at 60 m leaves 50 + 10 and 40 + 100 m
    assert network.slopes.first.tolist() == [0, 2, 4, 5]
    np.testing.assert_allclose(network.slopes.run_m, [50, 10, 40, 100, 100])
    np.testing.assert_array_equal(network.slopes.grade, [0.1, np.nan, np.nan, 0.04, -0.05])


def costs(network, nodes: int) -> dict[int, dict[int, int]]:
    """From every one of the first nodes to every other that it reaches [mm], by networkx."""
    graph = graph_of(network, "walk")
    arcs, out = graph.arcs_from["mm"].arcs, nx.MultiDiGraph()
    out.add_nodes_from(range(graph.n_nodes))
    start = np.repeat(np.arange(graph.n_nodes), np.diff(arcs.first))
    out.add_weighted_edges_from(zip(start.tolist(), *arcs.to.T.tolist(), strict=True))
    reached = {n: nx.single_source_dijkstra_path_length(out, n) for n in range(nodes)}
    return {n: {to: mm for to, mm in own.items() if to < nodes} for n, own in reached.items()}


@settings(deadline=None, max_examples=60)
@given(networks(), st.data())
def test_no_trip_is_changed_by_a_cut(network, data):
    edge = st.integers(0, network.n_edges - 1)
    rows = data.draw(st.lists(st.tuples(edge, st.integers(0, 400)), max_size=5))
    places = [(e, min(mm, int(network.edge_mm[e]))) for e, mm in rows]
    other, parts = cut(network, *places)
    assert np.bincount(parts.edge, other.edge_mm, network.n_edges).tolist() == (
        network.edge_mm.tolist()
    )
    assert costs(other, network.n_nodes) == costs(network, network.n_nodes)
