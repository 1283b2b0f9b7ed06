"""The network as arrays, and to and from an OSMnx graph."""

import importlib.util
import subprocess
import sys

import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyproj import CRS, Geod, Transformer

from accessibility.crs import metric_crs
from accessibility.errors import AcrossMeridianError, GraphError, StreetTooLongError
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import StreetWays, control_table, street_network, tag_table
from accessibility.network import WAY_TAGS, Network, lengths_mm, vehicle_oneway, walkable

CRS_HERE = metric_crs(7.40, 43.70, 7.41, 43.71)
GEOD = Geod(ellps="WGS84")
PLACES = {
    1: (7.400, 43.700),
    2: (7.401, 43.700),
    3: (7.402, 43.700),
    4: (7.401, 43.701),
    5: (7.402, 43.701),
    6: (7.403, 43.700),
}


def town(*ways: tuple[list[int], dict[str, str]]) -> Network:
    refs = [ref for nodes, _ in ways for ref in nodes]
    tags = [{"highway": "residential", **own} for _, own in ways]
    streets = StreetWays(
        tags=tag_table(np.arange(100, 100 + len(ways)), tags),
        refs=np.array(refs, np.int64),
        lonlat=np.array([PLACES[ref] for ref in refs], float).reshape(-1, 2),
        first=np.cumsum([0, *(len(nodes) for nodes, _ in ways)]),
    )
    return street_network(streets, CRS_HERE)


def metres(*refs: int) -> float:
    lon, lat = zip(*(PLACES[ref] for ref in refs), strict=True)
    return GEOD.line_length(lon, lat)


# A square 2-3-5-4 with a bend, a stub 1-2, and a loop at 3 by way of 6
TOWN = (
    ([1, 2], {"name": "Stub"}),
    ([2, 3], {}),
    ([2, 4, 5, 3], {}),
    ([3, 6], {"highway": "steps"}),
)


@pytest.fixture(scope="module")
def monaco(request) -> Network:
    extract = read_osm(request.getfixturevalue("monaco_pbf"))
    return street_network(extract.streets, metric_crs(*extract.bounds))


# The arrays


def test_counts():
    network = town(*TOWN)
    assert (network.n_nodes, network.n_edges) == (4, 4)


def test_edge_lines_run_from_tail_to_head():
    network = town(*TOWN)
    lines = network.edge_lines()
    assert shapely.get_num_points(lines).tolist() == [2, 2, 4, 2]
    starts = shapely.get_coordinates(shapely.get_point(lines, 0))
    np.testing.assert_array_equal(starts, network.node_xy[network.edge_tail])


def test_edge_ways_gives_every_edge_the_tag_of_its_way():
    # the first way is cut in two at 2
    network = town(([1, 2, 3], {"name": "Long"}), ([2, 4], {"highway": "path"}))
    names = network.edge_ways("name")
    assert names.index.tolist() == [0, 1, 2]
    assert names[:2].tolist() == ["Long", "Long"]
    assert pd.isna(names[2])
    assert network.edge_ways("highway").tolist() == ["residential", "residential", "path"]


def test_lonlat_is_where_osm_has_the_node():
    network = town(*TOWN)
    expected = [PLACES[number] for number in network.node_id.tolist()]
    np.testing.assert_allclose(network.lonlat(), expected, atol=1e-9)


def test_lengths_do_not_run_from_one_line_into_the_next():
    lonlat = np.array([PLACES[ref] for ref in (1, 2, 4, 5, 3)])
    found = lengths_mm(lonlat, np.array([0, 3, 5]))
    assert found.tolist() == [
        pytest.approx(metres(1, 2, 4) * 1000, abs=1),
        pytest.approx(metres(5, 3) * 1000, abs=1),
    ]


def test_monaco_is_as_long_as_its_streets_are_on_the_ellipsoid(monaco_pbf, monaco):
    streets = read_osm(monaco_pbf).streets
    pieces = np.split(streets.lonlat, streets.first[1:-1])
    expected = sum(GEOD.line_length(*piece.T) for piece in pieces)
    # rounding to whole mm: half of one an edge at most
    assert monaco.edge_mm.sum() / 1000 == pytest.approx(expected, abs=monaco.n_edges / 2000)


# Components


def test_components_are_numbered_from_the_largest():
    network = town(([3, 6], {}), ([1, 2], {}), ([2, 4], {}))
    label = dict(zip(network.node_id.tolist(), network.components().tolist(), strict=True))
    assert label == {1: 0, 2: 0, 4: 0, 3: 1, 6: 1}


def test_components_part_where_an_edge_may_not_be_used():
    network = town(*TOWN)
    usable = (network.edge_ways("highway") != "steps").to_numpy()
    label = dict(zip(network.node_id.tolist(), network.components(usable).tolist(), strict=True))
    assert label == {1: 0, 2: 0, 3: 0, 6: 1}


def test_without_any_usable_edge_every_node_is_alone():
    network = town(*TOWN)
    assert sorted(network.components(np.zeros(4, bool)).tolist()) == [0, 1, 2, 3]


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=10))
def test_components_agree_with_networkx(pairs):
    network = bare_network(8, pairs)
    label = network.components()
    graph = nx.Graph(pairs)
    graph.add_nodes_from(range(8))
    expected = {frozenset(part) for part in nx.connected_components(graph)}
    assert {frozenset(np.flatnonzero(label == k).tolist()) for k in set(label)} == expected
    assert (np.diff(np.bincount(label)) <= 0).all()


def bare_network(nodes: int, pairs: list[tuple[int, int]]) -> Network:
    """Nodes in a row and straight edges between them."""
    xy = np.column_stack((np.arange(nodes) * 100.0, np.zeros(nodes)))
    ends = np.array(pairs, np.int32).reshape(-1, 2)
    return Network(
        crs=CRS_HERE,
        node_id=np.arange(nodes),
        node_xy=xy,
        edge_tail=ends[:, 0],
        edge_head=ends[:, 1],
        edge_mm=np.full(len(ends), 1000, np.int32),
        edge_way=np.zeros(len(ends), np.int32),
        vertex_first=np.arange(len(ends) + 1, dtype=np.int32) * 2,
        vertex_xy=xy[ends.ravel()],
        ways=tag_table(np.array([1]), [{}]),
    )


# To OSMnx


def test_a_graph_has_what_osmnx_expects():
    graph = town(*TOWN).to_networkx()
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.graph["crs"] == "epsg:4326"
    assert set(graph) == {1, 2, 3, 6}
    assert graph.nodes[2]["x"] == pytest.approx(7.401, abs=1e-9)
    assert graph.nodes[2]["y"] == pytest.approx(43.7, abs=1e-9)
    edge = graph.edges[1, 2, 0]
    assert edge["osmid"] == 100
    assert edge["name"] == "Stub"
    assert edge["length"] == pytest.approx(metres(1, 2), abs=0.001)
    assert edge["reversed"] is False
    assert edge["oneway"] is False
    assert graph.edges[2, 1, 0]["reversed"] is True
    assert "geometry" not in edge


def test_parallel_edges_have_keys_of_their_own_and_the_bent_one_a_geometry():
    graph = town(*TOWN).to_networkx()
    assert sorted(key for _, _, key in graph.out_edges(2, keys=True)) == [0, 0, 1]
    ahead = next(d["geometry"] for *_, d in graph.edges(2, data=True) if "geometry" in d)
    back = next(d["geometry"] for *_, d in graph.edges(3, data=True) if "geometry" in d)
    places = [PLACES[ref] for ref in (2, 4, 5, 3)]
    np.testing.assert_allclose(ahead.coords, places, atol=1e-9)
    np.testing.assert_allclose(back.coords, places[::-1], atol=1e-9)


@pytest.mark.parametrize(
    ("tags", "ahead", "back"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, True),  # binds cars, not walkers
        ({"highway": "motorway"}, True, False),
        ({"highway": "motorway", "oneway": "no"}, True, True),
        ({"highway": "motorway_link", "oneway": "yes"}, True, False),
        ({"highway": "trunk", "motorroad": "yes", "oneway": "-1"}, False, True),
        ({"highway": "primary", "oneway": "yes", "foot": "no"}, True, False),
        ({"highway": "primary", "foot": "no"}, True, True),
        ({"highway": "trunk", "oneway": "yes", "motorroad": "yes", "foot": "yes"}, True, True),
        ({"highway": "primary", "junction": "roundabout", "foot": "no"}, True, False),
    ],
)
def test_a_street_is_one_way_only_where_nobody_may_walk(tags, ahead, back):
    graph = town(([1, 2], tags)).to_networkx()
    assert graph.has_edge(1, 2) == ahead
    assert graph.has_edge(2, 1) == back


def test_against_a_reversed_one_way_street_the_edge_is_the_reversed_one():
    graph = town(([1, 2], {"oneway": "-1"})).to_networkx()
    assert graph.edges[2, 1, 0]["reversed"] is False
    assert graph.edges[1, 2, 0]["reversed"] is True
    assert graph.edges[1, 2, 0]["oneway"] is True


def test_who_may_walk_and_which_way_cars_go_is_asked_of_the_tags():
    ways = tag_table(np.arange(3), [{"highway": "motorway"}, {"foot": "no"}, {"oneway": "reverse"}])
    assert walkable(ways).tolist() == [False, False, True]
    bound, against = vehicle_oneway(ways)
    assert bound.tolist() == [True, False, True]
    assert against.tolist() == [False, False, True]


def test_osmnx_measures_the_graph_of_monaco(monaco):
    graph = monaco.to_networkx()
    stats = ox.basic_stats(graph)
    assert stats["n"] == monaco.n_nodes
    assert stats["street_segment_count"] == monaco.n_edges
    assert stats["street_length_total"] == pytest.approx(monaco.edge_mm.sum() / 1000, abs=0.01)
    assert 1 < stats["circuity_avg"] < 1.5


def test_osmnx_counts_as_many_streets_at_every_node(monaco):
    graph = monaco.to_networkx()
    assert ox.stats.count_streets_per_node(graph) == dict(graph.nodes(data="street_count"))


def test_osmnx_makes_tables_of_the_graph(monaco):
    nodes, edges = ox.convert.graph_to_gdfs(monaco.to_networkx())
    assert len(nodes) == monaco.n_nodes
    assert edges.index.is_unique
    projected = edges.to_crs(monaco.crs)
    # UTM is off by up to 4e-4 of a length
    np.testing.assert_allclose(projected.length, projected["length"], rtol=1e-3, atol=0.01)


@pytest.mark.skipif(not importlib.util.find_spec("matplotlib"), reason="matplotlib is not here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_osmnx_plots_the_graph(monaco):
    import matplotlib as mpl

    mpl.use("Agg")
    figure, _ = ox.plot_graph(monaco.to_networkx(), show=False, close=True)
    assert figure.axes


# From OSMnx


def shortest(graph: nx.MultiDiGraph, start: int) -> dict[int, float]:
    return nx.single_source_dijkstra_path_length(graph, start, weight="length")


def assert_same_town(one: Network, other: Network) -> None:
    """The same streets, whatever their order."""
    assert set(one.node_id.tolist()) == set(other.node_id.tolist())
    assert one.n_edges == other.n_edges
    assert one.edge_mm.sum() == other.edge_mm.sum()
    assert sorted(one.edge_mm.tolist()) == sorted(other.edge_mm.tolist())


def test_there_and_back_is_the_same_town():
    network = town(*TOWN)
    again = Network.from_networkx(network.to_networkx(), CRS_HERE)
    assert_same_town(network, again)
    assert sorted(again.ways["osm_id"]) == [100, 101, 102, 103]
    assert sorted(again.ways["highway"].dropna()) == ["residential"] * 3 + ["steps"]
    assert list(again.ways.columns) == ["osm_id", *WAY_TAGS]
    bent = int(np.argmax(again.edge_mm))
    lines = again.edge_lines()
    assert shapely.equals_exact(lines[bent], network.edge_lines()[2], 1e-3)


def test_monaco_survives_osmnx_and_back(monaco):
    graph = monaco.to_networkx()
    again = Network.from_networkx(graph, monaco.crs)
    assert_same_town(monaco, again)
    start = int(monaco.node_id[0])
    expected = shortest(graph, start)
    found = shortest(again.to_networkx(), start)
    assert found.keys() == expected.keys()
    assert max(abs(found[node] - expected[node]) for node in found) < 1e-6


def test_a_simplified_graph_has_the_same_streets_with_fewer_nodes(monaco):
    graph = ox.simplify_graph(monaco.to_networkx())
    network = Network.from_networkx(graph, monaco.crs)
    assert network.n_nodes == len(graph) < monaco.n_nodes
    assert network.edge_mm.sum() == pytest.approx(monaco.edge_mm.sum(), abs=network.n_edges)
    # lists give their first value
    assert network.ways["osm_id"].isin(monaco.ways["osm_id"]).all()
    assert not network.ways["highway"].str.startswith("[").any()


def test_a_projected_graph_gives_the_network_in_its_own_crs(monaco):
    graph = ox.project_graph(monaco.to_networkx())
    network = Network.from_networkx(graph)
    assert network.crs == CRS.from_epsg(32632)
    assert_same_town(monaco, network)
    order = np.argsort(network.node_id)
    np.testing.assert_allclose(
        network.node_xy[order], monaco.node_xy[np.argsort(monaco.node_id)], atol=1e-3
    )


def test_a_graph_in_degrees_gets_the_utm_zone_of_its_middle():
    assert Network.from_networkx(town(*TOWN).to_networkx()).crs == CRS.from_epsg(32632)


def test_a_graph_projected_in_feet_gets_metres():
    # EPSG:2263, New York in US survey feet
    graph = nx.MultiDiGraph(crs="epsg:2263")
    to_feet = Transformer.from_crs(4326, 2263, always_xy=True)
    for node, lonlat in {1: (-74.000, 40.700), 2: (-74.001, 40.700)}.items():
        x, y = to_feet.transform(*lonlat)
        graph.add_node(node, x=x, y=y)
    graph.add_edge(1, 2)
    network = Network.from_networkx(graph)
    assert network.crs.axis_info[0].unit_name == "metre"
    expected = GEOD.line_length([-74.0, -74.001], [40.7, 40.7])
    assert network.edge_mm[0] == pytest.approx(expected * 1000, abs=2)


def simple_graph(*edges: tuple[int, int, dict]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_nodes_from((n, {"x": x, "y": y}) for n, (x, y) in PLACES.items())
    graph.add_edges_from(edges)
    return graph


def test_a_missing_length_is_measured():
    network = Network.from_networkx(simple_graph((1, 2, {}), (2, 3, {"length": 500.0})))
    assert network.edge_mm.tolist() == [pytest.approx(metres(1, 2) * 1000, abs=1), 500_000]


def test_a_missing_length_is_measured_along_the_geometry():
    line = shapely.LineString([PLACES[ref] for ref in (2, 4, 5, 3)])
    network = Network.from_networkx(simple_graph((2, 3, {"geometry": line})))
    assert network.edge_mm.tolist() == [pytest.approx(metres(2, 4, 5, 3) * 1000, abs=1)]


def test_one_direction_alone_is_a_one_way_street_and_two_are_not():
    graph = simple_graph(
        (1, 2, {"osmid": 7, "oneway": True, "length": 80.0}),
        (2, 3, {"osmid": 8, "oneway": False, "length": 80.0, "reversed": True}),
        (3, 2, {"osmid": 8, "oneway": False, "length": 80.0, "reversed": False}),
    )
    network = Network.from_networkx(graph)
    assert network.n_edges == 2
    assert network.ways["osm_id"].tolist() == [7, 8]
    assert network.ways["oneway"].isna().tolist() == [False, True]
    assert network.ways["oneway"][0] == "yes"
    # the direction of the OSM way, not of the reversed edge that came first
    assert network.node_id[network.edge_tail].tolist() == [1, 3]


def test_two_one_way_streets_side_by_side_stay_two():
    graph = simple_graph(
        (1, 2, {"osmid": 7, "oneway": True, "length": 80.0}),
        (2, 1, {"osmid": 8, "oneway": True, "length": 80.0}),
    )
    assert Network.from_networkx(graph).n_edges == 2


def test_lists_give_their_first_value():
    graph = simple_graph(
        (1, 2, {"osmid": [9, 4], "highway": ["footway", "steps"], "oneway": False, "name": []}),
        (2, 1, {"osmid": [4, 9], "highway": ["steps", "footway"], "oneway": False}),
    )
    network = Network.from_networkx(graph)
    assert network.n_edges == 1
    assert network.ways["osm_id"].tolist() == [9]
    assert network.ways["highway"].tolist() == ["footway"]
    assert network.ways["name"].isna().all()


def test_a_geometry_drawn_from_the_other_end_is_turned():
    line = shapely.LineString([PLACES[ref] for ref in (3, 5, 4, 2)])
    network = Network.from_networkx(simple_graph((2, 3, {"geometry": line})))
    np.testing.assert_allclose(network.vertex_xy[0], network.node_xy[network.edge_tail[0]])


def test_an_undirected_graph_has_no_one_way_street():
    graph = nx.MultiGraph(simple_graph((1, 2, {"osmid": 7})))
    network = Network.from_networkx(graph)
    assert network.n_edges == 1
    assert network.ways["oneway"].isna().all()


def test_a_loop_walked_both_ways_is_one_edge(monaco):
    ring = town(([2, 4, 5, 3, 2], {}), ([1, 2], {}))
    graph = ring.to_networkx()
    assert graph.number_of_edges(2, 2) == 2
    assert_same_town(ring, Network.from_networkx(graph, CRS_HERE))


def test_nodes_that_are_no_numbers_are_numbered():
    graph = nx.relabel_nodes(simple_graph((1, 2, {})), {1: "a", 2: "b"})
    network = Network.from_networkx(graph)
    assert (network.node_id < 0).all()
    assert len(set(network.node_id.tolist())) == network.n_nodes


def length_of(value):
    return lambda graph: graph.edges[1, 2, 0].update(length=value)


def geometry_of(value):
    return lambda graph: graph.edges[1, 2, 0].update(geometry=value)


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (lambda graph: graph.graph.pop("crs"), "has no CRS"),
        (lambda graph: graph.graph.update(crs="zzz"), "'zzz' is not known"),
        (lambda graph: graph.graph.update(crs={"a": 1}), "is not known"),
        (lambda graph: graph.graph.update(crs="epsg:4978"), "no places on the ground"),
        (lambda graph: graph.remove_edge(1, 2), "has no edge"),
        (lambda graph: graph.nodes[2].pop("x"), "1 nodes have no x or y .* such as 2 "),
        (lambda graph: graph.nodes[2].update(y=float("nan")), "no x or y"),
        (lambda graph: graph.nodes[2].update(y=float("inf")), "no x or y"),
        (lambda graph: graph.nodes[2].update(x=None), "such as 2 .x=None"),
        (lambda graph: graph.nodes[2].update(x="west"), "such as 2 .x='west'"),
        (lambda graph: graph.nodes[2].update(x=[7.4]), "no x or y"),
        (lambda graph: graph.nodes[2].update(x=371_000.0, y=4_839_000.0), "node 2 .* true one"),
        (length_of("far"), "edge 1 -> 2: its length is 'far'"),
        (length_of(None), "edge 1 -> 2: its length is None"),
        (length_of([80.0, 20.0]), "edge 1 -> 2: its length"),
        (length_of(-3.0), "edge 1 -> 2: its length is -3.0"),
        (length_of(float("nan")), "edge 1 -> 2: its length is nan"),
        (length_of(float("inf")), "edge 1 -> 2: its length is inf"),
        (length_of(2_147_484.0), "edge 1 -> 2: its length is 2147484.0"),
        (length_of(1e308), "edge 1 -> 2: its length"),
        (geometry_of("LINESTRING (7.4 43.7, 7.401 43.7)"), "edge 1 -> 2: .* a str; a LineString"),
        (geometry_of(shapely.Point(7.4, 43.7)), "edge 1 -> 2: .* a Point"),
        (geometry_of(shapely.LineString()), "edge 1 -> 2: .* empty"),
        (geometry_of(shapely.LineString([(7.4, 43.7), (np.inf, 43.7)])), "vertex without a place"),
        (geometry_of(shapely.LineString([(7.4, 43.7), (7.42, 43.7)])), "ends 2 km away"),
        (geometry_of(shapely.LineString([(7.38, 43.7), (7.401, 43.7)])), "ends 2 km away"),
        (geometry_of(shapely.LineString([(3.7e5, 4.8e6), (3.8e5, 4.8e6)])), "in one CRS"),
    ],
)
def test_a_graph_that_lacks_something_is_refused_with_a_remedy(spoil, finding):
    graph = simple_graph((1, 2, {"length": 80.0}))
    spoil(graph)
    with pytest.raises(GraphError, match=finding) as caught:
        Network.from_networkx(graph)
    assert "OSMnx" in str(caught.value)


def test_the_longest_length_that_fits_is_taken_to_the_millimetre():
    # 2^31 - 1 mm
    network = Network.from_networkx(simple_graph((1, 2, {"length": 2_147_483.647})))
    assert network.edge_mm.tolist() == [2**31 - 1]


def test_a_geometry_that_misses_its_node_by_some_metres_is_taken():
    # 0.001 degrees of latitude: 111 m
    line = shapely.LineString([(7.400, 43.701), (7.401, 43.701)])
    assert Network.from_networkx(simple_graph((1, 2, {"geometry": line}))).n_edges == 1


def test_numbers_of_other_kinds_are_numbers():
    graph = simple_graph(
        (1, 2, {"osmid": 7, "length": 80}), (2, 1, {"osmid": 7, "length": np.float32(80)})
    )
    graph.nodes[1].update(x=np.float64(7.400), y="43.700")  # text, as from plain GraphML
    network = Network.from_networkx(graph)
    assert network.edge_mm.tolist() == [80_000]
    assert network.node_xy[0] == pytest.approx(network.node_xy[1] + [-80.6, 0], abs=5)


def test_ids_too_large_for_osm_are_numbered():
    graph = nx.relabel_nodes(simple_graph((1, 2, {"osmid": 10**30})), {1: 10**30})
    network = Network.from_networkx(graph)
    assert (network.node_id < 0).all()
    assert (network.ways["osm_id"] < 0).all()


def test_a_graph_on_both_sides_of_180_degrees_is_refused():
    graph = simple_graph((1, 2, {}))
    graph.nodes[1].update(x=179.999, y=-16.5)
    graph.nodes[2].update(x=-179.999, y=-16.5)
    with pytest.raises(AcrossMeridianError, match="180th meridian"):
        Network.from_networkx(graph)


def test_a_line_too_long_for_millimetres_is_refused():
    # a quarter of a meridian is 10,002 km
    line = np.array([(7.0, lat) for lat in range(91)], float)
    with pytest.raises(StreetTooLongError, match="10,002 km"):
        lengths_mm(line, np.array([0, len(line)]))


random_streets = st.lists(
    st.tuples(
        st.lists(st.sampled_from([*PLACES]), min_size=2, max_size=5),
        st.sampled_from([{}, {"oneway": "yes"}, {"oneway": "-1"}, {"foot": "no", "oneway": "yes"}]),
    ),
    min_size=1,
    max_size=5,
)


@settings(deadline=None, max_examples=40)
@given(random_streets)
@example([([1, 2, 1], {"foot": "no", "oneway": "yes"}), ([1, 3, 2], {})])  # there and back
def test_any_town_survives_osmnx_and_back(ways):
    network = town(*ways)
    if not network.n_edges:
        return
    graph = network.to_networkx()
    again = Network.from_networkx(graph, CRS_HERE).to_networkx()
    for start in graph:
        assert shortest(again, start) == pytest.approx(shortest(graph, start))


@settings(deadline=None, max_examples=40)
@given(random_streets)
def test_any_town_has_the_street_counts_osmnx_finds_without_loops(ways):
    graph = town(*ways).to_networkx()
    if nx.number_of_selfloops(graph):
        return  # osmnx counts two loops at one node as one
    walked = nx.MultiGraph((u, v) for u, v, back in graph.edges(data="reversed") if not back)
    for node, count in graph.nodes(data="street_count"):
        assert count == walked.degree(node)


def test_the_network_comes_without_osmnx_or_networkx():
    code = (
        "import sys, accessibility.network as n; "
        "print(sorted({'osmnx', 'networkx', 'shapely'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# Tags of nodes


def test_tags_of_nodes_go_to_networkx_and_come_back():
    gate = {"barrier": "gate", "locked": "yes"}
    table = control_table(np.array([2, 3]), [gate, {"highway": "traffic_signals"}])
    streets = StreetWays(
        tags=tag_table(np.array([100]), [{"highway": "residential"}]),
        refs=np.array([1, 2, 3, 6]),
        lonlat=np.array([PLACES[ref] for ref in (1, 2, 3, 6)]),
        first=np.array([0, 4]),
        controls=table,
    )
    network = street_network(streets, CRS_HERE)
    graph = network.to_networkx()
    assert {key: graph.nodes[2].get(key) for key in ("barrier", "locked")} == gate
    assert graph.nodes[3]["highway"] == "traffic_signals"
    assert "barrier" not in graph.nodes[1]
    back = Network.from_networkx(graph, CRS_HERE)
    told = back.node_tags.set_axis(back.node_id[back.node_tags.index]).sort_index()
    pd.testing.assert_frame_equal(told, table, check_names=False)


def test_tags_of_a_graph_that_simplifying_made_lists_of_are_the_first():
    graph = nx.MultiDiGraph(crs="epsg:4326")
    graph.add_node(1, x=7.40, y=43.70, highway=["crossing", "stop"], street_count=3)
    graph.add_node(2, x=7.41, y=43.70)
    graph.add_edge(1, 2, osmid=5)
    tags = Network.from_networkx(graph).node_tags
    assert tags.index.tolist() == [0]
    assert tags["highway"].tolist() == ["crossing"]
