"""Street ways cut at junctions: drawn by hand, and against networkx on random towns."""

from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from accessibility.crs import metric_crs
from accessibility.inputs.streets import StreetWays, control_table, street_network, tag_table
from accessibility.network import NODE_TAGS, WAY_TAGS, Network, no_node_tags

# Seven places, 0.001 degrees (about 80 m east, 111 m north) apart, near 43.7 N
PLACES = {
    1: (7.400, 43.700),
    2: (7.401, 43.700),
    3: (7.402, 43.700),
    4: (7.401, 43.701),
    5: (7.402, 43.701),
    6: (7.403, 43.700),
    7: (7.403, 43.701),
}
CRS = metric_crs(7.40, 43.70, 7.41, 43.71)
GEOD = Geod(ellps="WGS84")
NOWHERE = (np.nan, np.nan)


def ways_of(*ways: list[int], tags=None, places=PLACES) -> StreetWays:
    """Street ways over PLACES; a node that is not among them is missing in the extract."""
    refs = [ref for way in ways for ref in way]
    lonlat = np.array([places.get(ref, NOWHERE) for ref in refs], float).reshape(-1, 2)
    tags = tags or [{"highway": "residential"}] * len(ways)
    return StreetWays(
        tags=tag_table(np.arange(100, 100 + len(ways)), tags),
        refs=np.array(refs, np.int64),
        lonlat=lonlat,
        first=np.cumsum([0, *map(len, ways)]),
    )


def network_of(*ways: list[int]) -> Network:
    return street_network(ways_of(*ways), CRS)


def edges(network: Network) -> list[tuple[int, int]]:
    """Edges by the ids of their nodes, sorted."""
    tails, heads = network.node_id[network.edge_tail], network.node_id[network.edge_head]
    return sorted(zip(tails.tolist(), heads.tolist(), strict=True))


def geodesic_mm(*refs: int) -> float:
    lon, lat = zip(*(PLACES[ref] for ref in refs), strict=True)
    return GEOD.line_length(lon, lat) * 1000


def test_ways_are_cut_where_they_meet():
    # 1-2-3 is met at 2 by 2-4: three edges
    network = network_of([1, 2, 3], [2, 4])
    assert edges(network) == [(1, 2), (2, 3), (2, 4)]
    assert sorted(network.node_id) == [1, 2, 3, 4]


def test_a_way_without_a_junction_is_one_edge_with_all_its_bends():
    network = network_of([1, 2, 4, 5])
    assert edges(network) == [(1, 5)]
    assert network.edge_mm[0] == pytest.approx(geodesic_mm(1, 2, 4, 5), abs=1)
    assert network.vertex_first.tolist() == [0, 4]


def test_a_node_passed_twice_by_one_way_is_a_junction():
    # a lollipop: 1-2, then around 3, 5, 4 back to 2
    network = network_of([1, 2, 3, 5, 4, 2])
    assert edges(network) == [(1, 2), (2, 2)]


def test_a_figure_of_eight_is_two_loops():
    assert edges(network_of([2, 1, 4, 2, 3, 5, 2])) == [(2, 2), (2, 2)]


def test_a_closed_way_that_nothing_meets_is_one_loop():
    network = network_of([2, 3, 5, 4, 2])
    assert edges(network) == [(2, 2)]
    assert network.edge_mm[0] == pytest.approx(geodesic_mm(2, 3, 5, 4, 2), abs=1)


def test_a_closed_way_met_once_is_a_loop_at_the_junction_wherever_it_is_drawn_from():
    # the ring is drawn from 2, the street meets it at 5: no node is needed at 2
    network = network_of([2, 3, 5, 4, 2], [5, 7])
    assert edges(network) == [(5, 5), (5, 7)]
    ring = int(np.flatnonzero(network.edge_tail == network.edge_head)[0])
    first, last = network.vertex_first[ring : ring + 2]
    corners = [5, 4, 2, 3, 5]  # in the direction it was drawn
    np.testing.assert_array_equal(
        network.vertex_xy[first:last], street_network(ways_of(corners), CRS).vertex_xy
    )


def test_a_closed_way_met_twice_is_two_edges():
    network = network_of([2, 3, 5, 4, 2], [5, 7], [1, 4])
    assert edges(network) == [(1, 4), (4, 5), (5, 4), (5, 7)]


def test_two_streets_between_the_same_junctions_stay_two():
    # 2-3 straight, 2-4-5-3 around
    network = network_of([2, 3], [2, 4, 5, 3], [1, 2], [3, 6])
    assert edges(network) == [(1, 2), (2, 3), (2, 3), (3, 6)]
    between = np.sort(network.edge_mm[[e == (2, 3) for e in edges_in_order(network)]])
    assert between[0] == pytest.approx(geodesic_mm(2, 3), abs=1)
    assert between[1] == pytest.approx(geodesic_mm(2, 4, 5, 3), abs=1)


def edges_in_order(network: Network) -> list[tuple[int, int]]:
    tails, heads = network.node_id[network.edge_tail], network.node_id[network.edge_head]
    return list(zip(tails.tolist(), heads.tolist(), strict=True))


def test_a_way_is_broken_at_a_missing_node_and_both_sides_are_kept():
    # 99 lies outside the extract: 1-2 and 3-5 remain, nothing leads across
    network = network_of([1, 2, 99, 3, 5])
    assert edges(network) == [(1, 2), (3, 5)]
    assert network.edge_way.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("way", "expected"),
    [
        ([99, 1, 2], [(1, 2)]),
        ([1, 2, 99], [(1, 2)]),
        ([1, 99, 2, 3], [(2, 3)]),  # 1 alone is no street
        ([98, 99, 1, 2, 97, 3], [(1, 2)]),
        ([1, 99, 2, 98, 3], []),
        ([99, 98], []),
        ([1], []),
        ([], []),
    ],
)
def test_a_piece_needs_two_nodes_in_a_row(way, expected):
    assert edges(network_of(way, [6, 7])) == sorted([*expected, (6, 7)])


def test_a_ring_cut_open_by_the_extract_is_a_line():
    # the closing node 2 is still both ends of what is left, but 99 parts it
    assert edges(network_of([2, 3, 99, 4, 2])) == [(2, 3), (4, 2)]


def test_a_node_named_twice_in_a_row_counts_once():
    network = network_of([1, 2, 2, 3])
    assert edges(network) == [(1, 3)]
    assert network.vertex_first.tolist() == [0, 3]


def test_two_nodes_at_one_place_keep_their_edge_of_no_length():
    streets = ways_of([1, 2], [2, 3])
    streets.lonlat[1] = streets.lonlat[2] = streets.lonlat[0]
    network = street_network(streets, CRS)
    assert edges(network) == [(1, 2), (2, 3)]
    assert sorted(network.edge_mm.tolist())[0] == 0


def test_an_edge_keeps_the_direction_of_its_way_and_its_tags():
    streets = ways_of([3, 2, 1], [2, 4], tags=[{"highway": "steps"}, {"oneway": "yes"}])
    network = street_network(streets, CRS)
    assert edges(network) == [(2, 1), (2, 4), (3, 2)]
    steps = network.edge_ways("highway") == "steps"
    assert steps.sum() == 2
    assert network.edge_ways("osm_id")[~steps].tolist() == [101]


def test_vertices_run_from_tail_to_head():
    network = network_of([1, 2, 4], [4, 5])
    starts, ends = network.vertex_first[:-1], network.vertex_first[1:] - 1
    np.testing.assert_array_equal(network.vertex_xy[starts], network.node_xy[network.edge_tail])
    np.testing.assert_array_equal(network.vertex_xy[ends], network.node_xy[network.edge_head])


def test_no_street_is_an_empty_network():
    network = network_of()
    assert (network.n_nodes, network.n_edges) == (0, 0)
    assert network.vertex_first.tolist() == [0]


def test_the_tag_table_has_every_tag_and_nan_where_absent():
    table = tag_table(np.array([7, 8]), [{"highway": "path", "colour": "red"}, {"foot": "no"}])
    assert list(table.columns) == ["osm_id", *WAY_TAGS]
    assert table["osm_id"].tolist() == [7, 8]
    assert table["highway"].tolist()[0] == "path"
    assert table["highway"].isna().tolist() == [False, True]
    assert table["foot"].dropna().tolist() == ["no"]


random_ways = st.lists(
    st.lists(st.sampled_from([*PLACES, 98, 99]), min_size=0, max_size=7), max_size=6
)


def segments_of(ways: list[list[int]]) -> nx.MultiGraph:
    """The oracle: every segment between two located nodes, nothing cut or joined."""
    graph = nx.MultiGraph()
    for way in ways:
        for start, end in pairwise(way):
            if start != end and start in PLACES and end in PLACES:
                graph.add_edge(start, end, mm=geodesic_mm(start, end))
    return graph


@given(random_ways)
def test_nothing_is_lost_or_added_by_cutting(ways):
    network = network_of(*ways)
    whole = segments_of(ways).size(weight="mm")
    assert network.edge_mm.sum() == pytest.approx(whole, abs=1 + len(ways) * 7)


@given(random_ways)
def test_cutting_leaves_every_way_through_town_as_long_as_it_was(ways):
    network, oracle = network_of(*ways), segments_of(ways)
    graph = nx.MultiGraph()
    graph.add_weighted_edges_from(
        (*pair, mm)
        for pair, mm in zip(edges_in_order(network), network.edge_mm.tolist(), strict=True)
    )
    for start in graph:
        found = nx.single_source_dijkstra_path_length(graph, start)
        expected = nx.single_source_dijkstra_path_length(oracle, start, weight="mm")
        for end in graph:
            assert found.get(end, -1) == pytest.approx(expected.get(end, -1), abs=20)


@given(random_ways)
def test_every_node_ends_an_edge_and_every_middle_vertex_is_in_one_edge_only(ways):
    network = network_of(*ways)
    ends = set(network.edge_tail.tolist()) | set(network.edge_head.tolist())
    assert ends == set(range(network.n_nodes))
    inner = np.ones(len(network.vertex_xy), bool)
    inner[network.vertex_first[:-1]] = inner[network.vertex_first[1:] - 1] = False
    middles = [tuple(xy) for xy in network.vertex_xy[inner]]
    assert len(set(middles)) == len(middles)
    assert not set(middles) & {tuple(xy) for xy in network.node_xy}


@given(random_ways, st.randoms())
def test_the_order_of_the_ways_does_not_number_the_nodes(ways, random):
    shuffled = random.sample(ways, len(ways))
    one, other = network_of(*ways), network_of(*shuffled)
    assert one.edge_mm.sum() == pytest.approx(other.edge_mm.sum(), abs=50)
    alone = {way[0] for way in ways if len(way) > 1 and way[0] == way[-1]}
    if not alone:  # a ring that nothing meets begins where it is drawn
        np.testing.assert_array_equal(one.node_id, other.node_id)


@given(random_ways)
def test_the_same_ways_give_the_same_arrays(ways):
    one, other = network_of(*ways), network_of(*ways)
    for name in ("node_id", "node_xy", "edge_tail", "edge_head", "edge_mm", "vertex_xy"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_neighbours_lie_near_each_other_in_memory():
    # a ladder of 40 x 40 corners: along the curve the mean step is a few blocks, by id in
    # rows every second street would jump 40
    side = 40
    places = {
        1000 + r * side + c: (7.41 + c * 0.001, 43.71 + r * 0.001)
        for r in range(side)
        for c in range(side)
    }
    rows = [[1000 + r * side + c for c in range(side)] for r in range(side)]
    columns = [[row[c] for row in rows] for c in range(side)]
    network = street_network(ways_of(*rows, *columns, places=places), CRS)
    assert network.n_nodes == side * side
    jump = np.abs(network.edge_tail.astype(int) - network.edge_head)
    assert np.median(jump) <= 4


@pytest.mark.parametrize(
    ("way", "closed"), [([1, 2, 4, 1], True), ([1, 2, 4], False), ([1, 2, 1], True)]
)
def test_there_and_back_counts_twice(way, closed):
    network = network_of(way)
    assert (network.edge_tail[0] == network.edge_head[0]) == closed
    assert network.edge_mm[0] == pytest.approx(geodesic_mm(*way), abs=1)


# Nodes that bar the way or make one wait


def controlled(*ways: list[int], nodes: dict[int, dict[str, str]]) -> Network:
    drawn = ways_of(*ways)
    table = control_table(np.array(list(nodes), np.int64), list(nodes.values()))
    return street_network(replace(drawn, controls=table), CRS)


def test_a_way_is_cut_at_a_gate():
    network = controlled([1, 2, 3], nodes={2: {"barrier": "gate", "access": "private"}})
    assert edges(network) == [(1, 2), (2, 3)]
    assert network.node_id[network.node_tags.index].tolist() == [2]
    row = network.node_tags.iloc[0]
    assert row[["barrier", "access"]].tolist() == ["gate", "private"]
    assert row.drop(["barrier", "access"]).isna().all()


def test_a_control_off_the_streets_is_left_out():
    network = controlled([1, 2, 3], nodes={4: {"barrier": "gate"}, 77: {"barrier": "gate"}})
    assert edges(network) == [(1, 3)]
    assert len(network.node_tags) == 0
    assert network.node_tags.columns.tolist() == list(NODE_TAGS)


def test_a_ring_is_cut_at_its_only_gate():
    # 2-3-5-4-2 has no junction: it would be a loop at 2, now at 5
    network = controlled([2, 3, 5, 4, 2], nodes={5: {"barrier": "gate"}})
    assert edges(network) == [(5, 5)]


def test_controls_are_numbered_in_the_order_of_nodes():
    signals = {"highway": "traffic_signals"}
    network = controlled([1, 2, 3, 6], [4, 5], nodes=dict.fromkeys((6, 1, 5, 2), signals))
    assert network.node_tags.index.tolist() == sorted(network.node_tags.index)
    assert network.node_tags.index.dtype == np.int32
    assert network.node_tags.index.name == "node"
    assert sorted(network.node_id[network.node_tags.index]) == [1, 2, 5, 6]


def test_without_controls_the_table_is_empty_and_typed():
    table = network_of([1, 2]).node_tags
    assert table.empty
    pd.testing.assert_frame_equal(table, no_node_tags())


@given(st.sets(st.sampled_from(sorted(PLACES))))
def test_cutting_at_controls_moves_no_street(gates):
    ways = [1, 2, 3, 6, 7], [2, 4, 5, 3], [4, 1]
    plain = network_of(*ways)
    cut = controlled(*ways, nodes={ref: {"barrier": "gate"} for ref in gates})
    # every edge is rounded to a millimetre
    assert abs(int(cut.edge_mm.sum()) - int(plain.edge_mm.sum())) <= cut.n_edges
    assert set(plain.node_id.tolist()) <= set(cut.node_id.tolist())
    ends = set(cut.node_id[np.concatenate((cut.edge_tail, cut.edge_head))].tolist())
    assert gates <= ends
