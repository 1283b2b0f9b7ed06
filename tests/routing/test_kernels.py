"""Labels of nodes: against networkx, at the limits, in any order, with any number of threads."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.routing import kernels
from accessibility.routing.kernels import (
    BEYOND,
    NOT_WAITING,
    UNREACHED,
    Arcs,
    components,
    ring_size,
    settle,
    settle_more,
    space_for,
)
from accessibility.routing.search import ends, nearest_places, starts
from tests.routing.oracles import cut_graph, graph_of, joins, networks, open_edges
from tests.routing.sides import examples

Seeds = list[tuple[int, int]]  # node, cost


def arcs_of(nodes: int, arcs: list[tuple[int, int, int]]) -> Arcs:
    ordered = sorted(arcs, key=lambda arc: arc[0])
    first = np.searchsorted([a for a, *_ in ordered], np.arange(nodes + 1))
    to = np.array([(b, cost) for _, b, cost in ordered], np.int32).reshape(-1, 2)
    return Arcs(first.astype(np.int32), to)


def settled(
    nodes: int, arcs: list[tuple[int, int, int]], seeds: Seeds, limit: int, shift: int = 3,
    *, parts: int = 1,
) -> dict[int, tuple[int, int]]:  # fmt: skip
    """Cost and rank of every node reached; the rank of a seed is its place in the list."""
    largest = max([cost for *_, cost in arcs] + [cost for _, cost in seeds], default=0)
    space = space_for(nodes, ring_size(largest, shift))
    node = np.array([n for n, _ in seeds], np.int32)
    label = np.array([(cost << 32) | rank for rank, (_, cost) in enumerate(seeds)], np.int64)
    made = arcs_of(nodes, arcs)
    count = settle(made, node[:0], label[:0], limit, shift, space)
    for some in np.array_split(np.arange(len(node)), parts):
        count = settle_more(made, node[some], label[some], limit, shift, space, count)
    reached = np.flatnonzero(space.label != UNREACHED)
    assert sorted(space.touched[:count]) == reached.tolist()
    assert (space.bucket == -1).all()
    assert (space.link[:, 0] == NOT_WAITING).all()
    return {int(v): (int(space.label[v]) >> 32, int(space.label[v]) & 0xFFFFFFFF) for v in reached}


def test_costs_add_up_along_the_way():
    # 0 -5-> 1 -7-> 2, and a dearer way 0 -20-> 2
    assert settled(3, [(0, 1, 5), (1, 2, 7), (0, 2, 20)], [(0, 0)], 100) == {
        0: (0, 0),
        1: (5, 0),
        2: (12, 0),
    }


@pytest.mark.parametrize(("limit", "reached"), [(11, {0, 1}), (12, {0, 1, 2}), (13, {0, 1, 2})])
def test_the_limit_itself_is_within(limit, reached):
    assert set(settled(3, [(0, 1, 5), (1, 2, 7)], [(0, 0)], limit)) == reached


def test_of_parallel_arcs_the_cheaper_counts_and_loops_change_nothing():
    arcs = [(0, 1, 9), (0, 1, 4), (0, 1, 6), (0, 0, 0), (1, 1, 3)]
    assert settled(2, arcs, [(0, 2)], 100) == {0: (2, 0), 1: (6, 0)}


def test_arcs_without_length_carry_the_label_on_even_round_a_circle():
    arcs = [(0, 1, 0), (1, 2, 0), (2, 0, 0), (2, 3, 1)]
    assert settled(4, arcs, [(1, 0)], 5) == {0: (0, 0), 1: (0, 0), 2: (0, 0), 3: (1, 0)}


def test_equal_costs_go_to_the_lower_rank_wherever_it_stands():
    # node 1 is 4 from both ends; node 0 holds rank 1, node 2 rank 0
    arcs = [(0, 1, 4), (2, 1, 4)]
    assert settled(3, arcs, [(2, 0), (0, 0)], 10)[1] == (4, 0)
    assert settled(3, arcs[::-1], [(0, 0), (2, 0)], 10)[1] == (4, 0)


def test_a_lower_rank_found_later_is_handed_on_through_arcs_without_length():
    # 3 is reached by rank 1 first (0 -> 3 -> 4), then by rank 0 at the same cost
    arcs = [(0, 3, 2), (3, 4, 0), (1, 2, 1), (2, 3, 1)]
    found = settled(5, arcs, [(1, 0), (0, 0)], 10)
    assert found[3] == (2, 0)
    assert found[4] == (2, 0)


def test_one_way_arcs_are_not_travelled_back():
    assert set(settled(2, [(0, 1, 1)], [(1, 0)], 10)) == {1}


def test_a_seed_beyond_the_limit_is_no_seed():
    assert settled(2, [(0, 1, 1)], [(0, 11)], 10) == {}


def test_the_best_of_several_seeds_on_one_node_counts():
    assert settled(1, [], [(0, 7), (0, 3), (0, 5)], 10) == {0: (3, 1)}


def test_costs_at_the_very_top_do_not_overflow():
    # the longest cost there is, twice: beyond every limit, never a small or negative number
    top = BEYOND - 1
    found = settled(3, [(0, 1, top), (1, 2, top), (2, 0, top)], [(0, 0)], top, shift=20)
    assert found == {0: (0, 0), 1: (top, 0)}
    assert settled(2, [(0, 1, top)], [(0, top)], top, shift=20) == {0: (top, 0)}


def test_no_seed_reaches_nothing():
    assert settled(2, [(0, 1, 1)], [], 10) == {}


@settings(deadline=None, max_examples=examples(300))
@given(st.data())
def test_labels_are_those_of_networkx_in_any_order_and_with_any_buckets(data):
    n = data.draw(st.integers(1, 8))
    node = st.integers(0, n - 1)
    arcs = data.draw(st.lists(st.tuples(node, node, st.integers(0, 60)), max_size=24))
    seeds = data.draw(st.lists(st.tuples(node, st.integers(0, 200)), min_size=1, max_size=5))
    limit = data.draw(st.integers(0, 250))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(arcs)
    expected: dict[int, tuple[int, int]] = {}
    for rank, (start, cost) in enumerate(seeds):
        for v, far in nx.single_source_dijkstra_path_length(graph, start).items():
            if cost + far <= limit:
                expected[v] = min(expected.get(v, (limit + 1, 0)), (cost + far, rank))
    for shift in (0, 3, 8):
        assert settled(n, arcs, seeds, limit, shift) == expected
        assert settled(n, arcs, seeds, limit, shift, parts=2) == expected
    shuffled = data.draw(st.permutations(arcs))
    assert settled(n, shuffled, seeds, limit) == expected


@settings(deadline=None, max_examples=examples(200))
@given(st.data())
def test_labels_are_those_of_networkx_where_streets_bend_at_nodes(data):
    # streets between few crossings, each a chain of nodes; some are one-way in a part
    crossings = data.draw(st.integers(1, 4))
    node = st.integers(0, crossings - 1)
    steps = st.lists(st.tuples(st.integers(0, 90), st.booleans()), min_size=1, max_size=7)
    arcs, n = [], crossings
    for start, end, parts in data.draw(
        st.lists(st.tuples(node, node, steps), min_size=1, max_size=5)
    ):
        stops = [start, *range(n, n + len(parts) - 1), end]
        n += len(parts) - 1
        for (cost, both), a, b in zip(parts, stops, stops[1:], strict=False):
            arcs += [(a, b, cost), (b, a, cost)] if both or cost > 9 else [(a, b, cost)]
    seeds = data.draw(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, 90)), min_size=1, max_size=4)
    )
    limit = data.draw(st.integers(0, 600))
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(arcs)
    expected: dict[int, tuple[int, int]] = {}
    for rank, (start, cost) in enumerate(seeds):
        for v, far in nx.single_source_dijkstra_path_length(graph, start).items():
            if cost + far <= limit:
                expected[v] = min(expected.get(v, (limit + 1, 0)), (cost + far, rank))
    for shift in (0, 3, 8):
        assert settled(n, arcs, seeds, limit, shift) == expected
        assert settled(n, arcs, seeds, limit, shift, parts=2) == expected


@settings(deadline=None, max_examples=examples(100))
@given(st.data())
@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_nearest_doors_are_those_of_networkx_on_a_graph_cut_at_every_position(profile, data):
    network = data.draw(networks())
    graph = graph_of(network, profile)
    cells = open_edges(graph, data.draw(joins(network, 4)), leaving=True)
    doors = open_edges(graph, data.draw(joins(network, 4)))
    rank = np.array(data.draw(st.permutations(range(4))), np.int32)
    groups = [np.array([0, 1, 2, 3]), np.array([2]), np.zeros(0, np.int64), np.array([1, 3])]
    limit = data.draw(st.integers(0, 2500))
    costs = graph.units[-1]
    here, there = starts(graph, costs, cells), ends(graph, costs, doors)

    def answer(threads: int) -> tuple[np.ndarray, np.ndarray]:
        return nearest_places(
            graph, costs, here, there, rank, groups=groups, limit=limit, threads=threads
        )

    cost, owner = answer(1)
    on = [frame.loc[frame["edge"] >= 0, ["edge", "offset_mm"]] for frame in (cells, doors)]
    cut = cut_graph(graph, costs, [*on[0].itertuples(index=False, name=None),
                                   *on[1].itertuples(index=False, name=None)])  # fmt: skip
    for i, cell in cells.iterrows():
        far = {}
        if cell["edge"] >= 0:
            far = nx.single_source_dijkstra_path_length(
                cut, (cell["edge"], cell["offset_mm"], "out")
            )
        for g, members in enumerate(groups):
            best = min(
                (
                    (int(far[at] + here.join[i] + there.join[d]), int(rank[d]))
                    for d in members
                    if (at := (doors.at[d, "edge"], doors.at[d, "offset_mm"], "in")) in far
                ),
                default=(-1, -1),
            )
            expected = best if best[0] <= limit else (-1, -1)
            assert (cost[g, i], owner[g, i]) == expected
    for again in (answer(2), answer(5)):
        np.testing.assert_array_equal(again[0], cost)
        np.testing.assert_array_equal(again[1], owner)


def test_components_are_named_by_their_lowest_node():
    # 0-3-5 and 1-2 hang together, 4 is alone; the edge 0-1 is closed
    tail, head = np.array([5, 2, 3, 0], np.int32), np.array([3, 1, 0, 1], np.int32)
    root = np.arange(6, dtype=np.int32)
    components(tail, head, np.array([True, True, True, False]), root)
    assert root.tolist() == [0, 1, 1, 0, 4, 0]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20))
@settings(deadline=None)
def test_components_are_those_of_networkx(links):
    root = np.arange(10, dtype=np.int32)
    tail = np.array([a for a, _ in links], np.int32)
    head = np.array([b for _, b in links], np.int32)
    components(tail, head, np.ones(len(links), bool), root)
    graph = nx.Graph(links)
    graph.add_nodes_from(range(10))
    for part in nx.connected_components(graph):
        assert {int(root[v]) for v in part} == {min(part)}


@given(st.integers(0, BEYOND), st.integers(0, 20))
def test_a_ring_is_a_power_of_two_with_room_for_the_dearest_arc(largest, shift):
    size = ring_size(largest, shift)
    assert size & (size - 1) == 0
    assert size >= (largest >> shift) + 2


def test_warming_up_compiles_all_that_a_search_uses():
    # a type that `warm` does not know would cost every first user a second or more
    from accessibility.routing.access import access_points
    from accessibility.routing.isochrones import isochrones
    from accessibility.routing.many import travel_table
    from accessibility.routing.several import nearest_several
    from accessibility.routing.sums import reach_sum, two_step
    from accessibility.routing.travel import nearest
    from tests.routing.towns import points, shops, town, way

    exported = [getattr(kernels, name) for name in kernels.__all__]
    compiled = [kernel for kernel in exported if hasattr(kernel, "signatures")]
    assert len(compiled) >= 8
    kernels.warm()
    known = {kernel.__name__: set(kernel.signatures) for kernel in compiled}
    assert [name for name, signatures in known.items() if not signatures] == []
    network = town({"a": (0, 0), "b": (100, 0)}, way("a b"))
    cells, facilities = points({"home": (10, 5)}), shops({"shop": (90, 5)}, capacity=[2])
    cells["people"] = 3
    nearest(network, cells, facilities, access_points=access_points(facilities, None, network))
    nearest(network, cells, facilities, profile="bike", limit_min=15)
    nearest_several(network, cells, facilities, k=2)
    travel_table(network, cells, facilities, limit_min=5)
    reach_sum(network, cells, facilities, limit_m=5)
    two_step(network, cells, facilities, profile="bike", limit_min=5)
    isochrones(network, cells, minutes=5)
    assert {kernel.__name__: set(kernel.signatures) for kernel in compiled} == known
