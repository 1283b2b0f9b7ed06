"""Gates part streets; private streets and gates let people out, but nobody in."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.routing.graph import travel_graph
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest, stranded
from tests.routing.oracles import graph_of, joins, networks, open_edges
from tests.routing.towns import gates, points, shops, town, way, with_nodes

# A short way along the x axis through a node at (100, 0), and a long one around it: 400 m
AROUND = town(
    {"a": (0, 0), "g": (100, 0), "b": (200, 0), "c": (0, 100), "d": (200, 100)},
    way("a g b"), way("a c d b"),
)  # fmt: skip


def metres(network, home, shop, **options) -> float:
    found = nearest(network, points({"home": home}), shops({"shop": shop}), **options)
    return float(found.metres.loc["home", "shop"])


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({}, 200),
        ({"access": "yes"}, 200),
        ({"opening_hours": "06:00-22:00"}, 200),  # closed at night; audited by day
        ({"locked": "yes"}, 400),
        ({"access": "no"}, 400),
        ({"access": "private"}, 400),  # the same town on both sides: nobody is inside
    ],
)
def test_a_closed_gate_makes_one_go_around(tags, expected):
    assert metres(gates(AROUND, {(100, 0): tags}), (0, 0), (200, 0)) == expected


def test_a_gate_bars_those_whom_its_tags_bar():
    stile = gates(AROUND, {(100, 0): {"barrier": "stile"}})
    assert metres(stile, (0, 0), (200, 0)) == 200
    assert metres(stile, (0, 0), (200, 0), profile="bike") == 400


def test_streets_up_to_a_closed_gate_are_used():
    # 30 m along the dead end before the gate, not through it
    closed = gates(AROUND, {(100, 0): {"locked": "yes"}})
    assert metres(closed, (70, 0), (90, 0)) == 20
    assert metres(closed, (90, 0), (110, 0)) == 90 + 400 + 90


def test_at_a_closed_gate_on_a_junction_all_streets_are_parted():
    star = town(
        {"m": (0, 0), "e": (100, 0), "n": (0, 100), "w": (-100, 0)},
        way("m e"), way("m n"), way("w m"),
    )  # fmt: skip
    closed = travel_graph(gates(star, {(0, 0): {"locked": "yes"}}), "walk")
    assert closed.n_nodes == 4 + 3
    assert len({*closed.tail.tolist(), *closed.head.tolist()}) == 6


def test_a_street_closed_off_by_a_gate_is_an_island():
    # 50 m of street behind the gate
    behind = town({"a": (0, 0), "b": (3000, 0), "g": (3050, 0), "c": (3100, 0)}, way("a b g c"))
    open_, closed = (
        travel_graph(gates(behind, {(3050, 0): tags}), "walk") for tags in ({}, {"locked": "yes"})
    )
    assert open_.island.tolist() == [False, False, False]
    assert closed.island.tolist() == [False, False, True]


# The town's street, and 150 m north of it a compound's: only private ways lead there.
COMPOUND = town(
    {"a": (0, 0), "b": (500, 0), "z": (3000, 0), "d": (500, 150), "e": (400, 150)},
    way("a b z"), way("b d e", highway="service", access="private"),
)  # fmt: skip


def test_who_lives_on_a_private_street_leaves_by_it():
    # 80 m to the corner, 150 m to the town's street, 100 m along it
    assert metres(COMPOUND, (420, 150), (600, 0)) == 80 + 150 + 100


def test_nobody_enters_a_private_street():
    # the door is 150 m from the town's street: out of reach
    assert metres(COMPOUND, (600, 0), (420, 150)) == np.inf
    assert join(COMPOUND, points({"door": (420, 150)}))["edge"].tolist() == [-1]
    assert join(COMPOUND, points({"home": (420, 150)}), leaving=True)["edge"].tolist() == [3]


def test_the_door_of_a_private_drive_is_reached_from_the_street_nearby():
    assert metres(COMPOUND, (600, 0), (500, 40)) == 100 + 40


def test_who_lives_on_a_private_street_is_not_stranded():
    people = points({"home": (420, 150)})
    assert stranded(COMPOUND, people, leaving=True).empty
    assert stranded(COMPOUND, people)["reason"].tolist() == ["too far from a street"]


def test_no_trip_takes_a_short_cut_over_private_streets():
    cut = town(
        {"a": (0, 0), "b": (200, 0), "c": (0, 100), "d": (200, 100)},
        way("a c d b"), way("a b", access="private"),
    )  # fmt: skip
    assert metres(cut, (0, 10), (200, 10)) == 90 + 200 + 90
    # who lives on it leaves at either end
    assert metres(cut, (50, 0), (0, 10)) == 50 + 10
    assert metres(cut, (50, 0), (200, 10)) == 150 + 10


def total_m(network, place, **options) -> float:
    return float(reached_streets(network, points({"p": place}), **options)["length_m"].sum())


def test_isochrones_from_within_lead_out_and_those_from_outside_stay_out():
    # 200 m from (420, 150): 20 m to the dead end, 80 m to the corner, 120 m towards the town
    assert total_m(COMPOUND, (420, 150), metres=200) == 20 + 80 + 120
    # 260 m: the whole private street, and 30 m along the town's street to either side
    assert total_m(COMPOUND, (420, 150), metres=260) == 100 + 150 + 30 + 30
    assert total_m(COMPOUND, (500, 0), metres=100) == 200


def test_a_place_is_reached_from_private_streets_too():
    # in reverse from the corner in town: 100 m to either side, and 100 m of the private street
    assert total_m(COMPOUND, (500, 0), metres=100, reverse=True) == 300


# A compound of public footways, 1,000 m in all, behind a gate at (100, 0).
BEHIND = town(
    {"a": (0, -3000), "m": (0, 0), "g": (100, 0), "i": (600, 0), "j": (600, 500)},
    way("a m g"), way("g i j", highway="footway"),
)  # fmt: skip


@pytest.mark.parametrize(("tags", "leave", "enter"), [
    ({}, 200, 200), ({"access": "private"}, 200, np.inf), ({"locked": "yes"}, np.inf, np.inf),
])  # fmt: skip
def test_a_private_gate_is_passed_outwards_only(tags, leave, enter):
    gated = gates(BEHIND, {(100, 0): tags})
    assert metres(gated, (200, 0), (0, 0)) == leave
    assert metres(gated, (0, 0), (200, 0)) == enter
    assert metres(gated, (200, 0), (600, 100)) == 500  # within, whatever the gate


def test_whether_one_is_stranded_behind_a_gate_depends_on_leaving():
    home = points({"home": (200, 0)})
    reason = {
        name: stranded(gates(BEHIND, {(100, 0): tags}), home, leaving=True)["reason"].tolist()
        for name, tags in (("private", {"access": "private"}), ("locked", {"locked": "yes"}))
    }
    assert reason == {"private": [], "locked": ["island"]}


def test_a_compound_larger_than_an_island_is_inside_all_the_same():
    # 2.4 km of footways inside, 5 km of street outside
    large = town(
        {"a": (0, -5000), "m": (0, 0), "g": (100, 0), "i": (1300, 0), "j": (1300, 1200)},
        way("a m g"), way("g i j", highway="footway"),
    )  # fmt: skip
    gated = gates(large, {(100, 0): {"access": "private"}})
    assert not travel_graph(gated, "walk").island.any()
    assert metres(gated, (200, 0), (0, 0)) == 200
    assert metres(gated, (0, 0), (200, 0)) == np.inf


def test_private_streets_and_public_footways_inside_a_compound_lead_out_together():
    # home on a footway that only private streets reach: 100 m of it, 100 m private, 50 m public
    mixed = town(
        {"a": (-3000, 0), "b": (0, 0), "c": (0, 100), "d": (100, 100)},
        way("a b"), way("b c", highway="service", access="private"), way("c d", highway="footway"),
    )  # fmt: skip
    assert metres(mixed, (100, 100), (-50, 0)) == 100 + 100 + 50
    # a door inside is reached from within alone
    assert metres(mixed, (10, 100), (90, 100)) == 80
    assert metres(mixed, (-50, 0), (90, 140)) == np.inf


def test_where_all_is_private_one_moves_freely():
    estate = town({"a": (0, 0), "b": (100, 0), "c": (200, 0)}, way("a b c", access="private"))
    assert total_m(estate, (50, 0), metres=1000) == 200


def test_streets_without_gates_keep_the_nodes_of_the_network():
    graph = travel_graph(AROUND, "walk")
    assert graph.n_nodes == AROUND.n_nodes
    assert graph.tail.tolist() == AROUND.edge_tail.tolist()
    assert len(graph.passages) == 0


def shut(network, how: str):
    """The network with all its gates shut so, and without private ways."""
    tags = {int(node): {"barrier": "gate", "access": how} for node in network.node_tags.index}
    return with_nodes(network, tags)


@settings(deadline=None, max_examples=60)
@given(networks(), st.data())
def test_opening_gates_never_lengthens_a_trip(network, data):
    network.edge_way[network.edge_way == 5] = 0  # what is private depends on what is outside
    closed = graph_of(shut(network, "no"), "walk")
    free = graph_of(with_nodes(network, {}), "walk")
    joined = tuple(open_edges(closed, data.draw(joins(network, 3))) for _ in range(2))
    homes, doors = points(dict.fromkeys(range(3), (0, 0))), shops(dict.fromkeys(range(3), (0, 0)))
    doors = doors.assign(facility_id=doors.index)
    options = {"access_points": doors, "joined": joined, "groups": {d: [d] for d in doors.index}}
    before, after = (nearest(g, homes, doors, **options).metres for g in (closed, free))
    before, after = before.fillna(np.inf), after.fillna(np.inf)
    assert (after <= before).all(axis=None)


@settings(deadline=None, max_examples=60)
@given(networks(), st.data())
def test_from_outside_private_streets_and_gates_are_as_good_as_closed(network, data):
    graph = graph_of(network, "walk")
    public = replace(network, edge_way=np.minimum(network.edge_way, 4))
    closed = graph_of(shut(public, "no"), "walk")
    town = nx.Graph()
    for edge in np.flatnonzero(closed.open).tolist():
        tail, head = int(closed.tail[edge]), int(closed.head[edge])
        mm = int(network.edge_mm[edge]) + town.get_edge_data(tail, head, {"mm": 0})["mm"]
        town.add_edge(tail, head, mm=mm)
    parts = [(town.subgraph(own).size("mm"), own) for own in nx.connected_components(town)]
    longest = max((mm for mm, _ in parts), default=0)
    outside = set().union(*(own for mm, own in parts if mm == longest))
    if sum(mm == longest for mm, _ in parts) > 1:
        return  # which of two equals is outside is not the question
    start, end = (open_edges(closed, data.draw(joins(network, 4))) for _ in range(2))
    edge = start["edge"].to_numpy()
    start = start[np.array([e >= 0 and int(closed.tail[e]) in outside for e in edge], bool)]
    homes = points(dict.fromkeys(start.index, (0, 0)))
    doors = shops(dict.fromkeys(range(4), (0, 0)))
    doors = doors.assign(facility_id=doors.index)
    options = {
        "access_points": doors, "joined": (start, end), "groups": {d: [d] for d in doors.index},
    }  # fmt: skip
    here, there = (nearest(g, homes, doors, **options).metres for g in (graph, closed))
    pd.testing.assert_frame_equal(here, there)
