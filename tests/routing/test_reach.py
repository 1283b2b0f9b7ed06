"""Parts of edges within a limit: of one place, of several, and divided among them."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from accessibility.crs import metric_crs
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.routing.graph import travel_graph
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.kernels import BEYOND
from accessibility.routing.reach import portions_of, reacher
from accessibility.routing.search import starts
from accessibility.routing.service_areas import service_areas
from accessibility.routing.snapping import join
from tests.routing.oracles import cut_graph, graph_of, joins, networks, open_edges, reached_portions
from tests.routing.towns import points, town, way


def covered(parts, row: int = 0) -> dict[tuple[int, int], int]:
    """Every whole millimetre reached within a limit, and its owner."""
    own = parts.limit == row
    spans = zip(parts.edge[own], parts.start[own], parts.stop[own], parts.owner[own], strict=True)
    listed = [((int(e), mm), int(r)) for e, a, b, r in spans for mm in range(a, b)]
    assert len(dict(listed)) == len(listed), "parts overlap"
    return dict(listed)


@settings(max_examples=80)
@given(st.data())
@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_every_millimetre_belongs_to_the_place_that_is_nearest(profile, data):
    network = data.draw(networks(longest_mm=25))
    graph = graph_of(network, profile)
    joined = open_edges(graph, data.draw(joins(network, data.draw(st.integers(1, 4)))))
    costs, limit = graph.units[-1], data.draw(st.integers(0, 150))
    rank = np.array(data.draw(st.permutations(range(len(joined)))))
    every = np.zeros(len(joined), np.int64)
    limits = np.array([limit])
    together = reacher(graph, costs, joined, limits, reverse=False, group=every, rank=rank)
    parts = portions_of(together)
    merged = portions_of(reacher(graph, costs, joined, limits, reverse=False, group=every))
    assert covered(parts).keys() == covered(merged).keys()
    cuts = [(e, mm) for e in np.flatnonzero(graph.open) for mm in range(network.edge_mm[e] + 1)]
    chain = cut_graph(graph, costs, cuts)
    leave = starts(graph, costs, joined)
    far = {}  # rank: cost of every position
    for row in np.flatnonzero(leave.edge >= 0):
        start = (int(leave.edge[row]), int(leave.offset_mm[row]), "out")
        cost = nx.single_source_dijkstra_path_length(chain, start)
        far[int(rank[row])] = {at: c + int(leave.join[row]) for at, c in cost.items()}
    for e, a, b, owner in zip(parts.edge, parts.start, parts.stop, parts.owner, strict=True):
        if graph.private[e]:
            continue  # no chain in the oracle
        for mm in range(a + 1, b):
            labels = [(cost[e, mm], r) for r, cost in far.items() if (e, mm) in cost]
            assert min(labels)[1] == owner


@settings(max_examples=40)
@given(st.data())
def test_several_places_together_reach_what_one_of_them_does(data):
    network = data.draw(networks(longest_mm=200))
    graph = graph_of(network, "bike")
    reverse = data.draw(st.booleans())
    joined = open_edges(graph, data.draw(joins(network, 3)), leaving=not reverse)
    limits = np.array([60, 400])
    costs = graph.units[-1]
    each = reached_portions(graph, costs, joined, limits, reverse=reverse)
    one = np.zeros(3, np.int64)
    together = portions_of(reacher(graph, costs, joined, limits, reverse=reverse, group=one))
    for row in range(2):
        own = each.limit == row
        spans = zip(each.edge[own], each.start[own], each.stop[own], strict=True)
        union = {(int(e), mm) for e, a, b in spans for mm in range(a, b)}
        assert covered(together, row).keys() == union


@settings(max_examples=40)
@given(st.data())
def test_another_street_never_shrinks_the_reach(data):
    network = data.draw(networks(longest_mm=60))
    graph = graph_of(network, "walk")
    joined = open_edges(graph, data.draw(joins(network, 1)))
    limits = np.array([100])
    closed = data.draw(st.integers(0, network.n_edges - 1))
    if joined["edge"].iloc[0] == closed or graph.private.any():
        return
    costs = graph.mm
    with_it = covered(reached_portions(graph, costs, joined, limits, reverse=False))
    graph.along[closed] = graph.against[closed] = False
    for name in ("mm", "arcs_from", "units"):
        graph.__dict__.pop(name, None)
    without = covered(reached_portions(graph, graph.mm, joined, limits, reverse=False))
    assert without.keys() <= with_it.keys()


@settings(max_examples=40)
@given(st.data())
def test_what_is_reached_from_a_place_reaches_it_back_by_foot(data):
    # on foot every public street runs both ways: from and to are the same
    network = data.draw(networks(longest_mm=60))
    graph = graph_of(network, "walk")
    if graph.private.any() or len(graph.passages):
        return
    joined = open_edges(graph, data.draw(joins(network, 1)))
    limits = np.array([40, 130])
    of = reached_portions(graph, graph.mm, joined, limits, reverse=False)
    to = reached_portions(graph, graph.mm, joined, limits, reverse=True)
    for row in range(2):
        # a way is counted in whole mm from the tail: no rounding differs in distances
        assert covered(of, row).keys() == covered(to, row).keys()


def test_parts_on_a_real_map_are_those_of_scipy(monaco_pbf):
    extract = read_osm(monaco_pbf)
    network = street_network(extract.streets, metric_crs(*extract.bounds))
    graph = travel_graph(network, "walk")
    rng = np.random.default_rng(4)
    xy = network.vertex_xy[rng.integers(0, len(network.vertex_xy), 30)] + rng.normal(0, 9, (30, 2))
    places = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=network.crs)
    joined = join(graph, places)
    limits, mm = np.array([300_000, 900_000]), network.edge_mm.astype(np.int64)
    parts = reached_portions(graph, graph.mm, joined, limits, reverse=False)
    leave, edges, n = starts(graph, graph.mm, joined), graph.mm.edges, graph.n_nodes
    arcs = graph.arcs_from["mm"].arcs
    matrix = csr_array((arcs.to[:, 1] + 1e-9, arcs.to[:, 0], arcs.first), shape=(n, n))
    for row in np.flatnonzero(leave.edge >= 0)[:12]:
        seeds = [leave.tail[row], leave.head[row]]
        by_end = np.round(dijkstra(matrix, indices=seeds))
        by_end += np.array([[leave.by_tail[row]], [leave.by_head[row]]])
        cost = by_end.min(axis=0)
        for k, limit in enumerate(limits):
            up = np.where(edges.along < BEYOND, np.clip(limit - cost[graph.tail], 0, mm), 0)
            down = np.where(edges.against < BEYOND, np.clip(limit - cost[graph.head], 0, mm), 0)
            expected = np.minimum(up + down, mm)
            own = (parts.origin == row) & (parts.limit == k)
            found = np.bincount(
                parts.edge[own], parts.stop[own] - parts.start[own], minlength=len(mm)
            )
            other = np.arange(len(mm)) != leave.edge[row]
            np.testing.assert_array_equal(found[other], expected[other])


def test_who_lives_on_a_private_drive_reaches_the_school_and_lies_in_its_circle():
    # both ends of the private drive BDC touch the public street: nobody drives through, but
    # its residents leave it. Home is 81 - 80 = 1 m off, 100 m + 80 m of drive to B, 90 m to school
    network = town(
        {"A": (0, 0), "B": (100, 0), "C": (300, 0)},
        way("A B C"),
        way(["B", (100, 80), (300, 80), "C"], highway="service", access="private"),
    )
    school, home = points({"school": (10, 0)}), points({"home": (200, 81)})
    reached = reached_streets(network, school, metres=400, reverse=True)
    drive = reached[reached["osm_id"] == 101]
    # by B: 400 - 90 = 310 m of it; by C: 400 - 290 = 110 m from its far end: all of its 360 m
    assert drive["length_m"].sum() == pytest.approx(360)
    assert service_areas(network, school, metres=400).contains(home.geometry.iloc[0]).all()
    # and from the school nobody gets in
    assert 101 not in reached_streets(network, school, metres=400)["osm_id"].tolist()
