"""Compounds without a mapped gate: who lives there, and the way if their walls had gates."""

import numpy as np
import pytest

from accessibility.routing.compounds import NO_GATE, NO_STREET, compounds, opened
from accessibility.routing.graph import travel_graph
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest
from tests.routing.towns import points, ring, shops, town, way, with_obstacles

TOWN = {"a": (0, 0), "b": (3000, 0)}
# 9 ha without a street: the wall 20 m north of the town's street
BARE = with_obstacles(town(TOWN, way("a b")), ("wall", ring(0, 20, 300, 320)))
# the same, with 200 m of street inside that leads to no gate, from 60 m off the town's street on
INNER = with_obstacles(
    town({**TOWN, "c": (150, 60), "d": (150, 260)}, way("a b"), way("c d")),
    ("wall", ring(0, 20, 300, 320)),
)


def found(network, places, people=10.0, **options):
    graph = travel_graph(network, "walk")
    return compounds(graph, points(places).assign(people=people), **options)


def test_residents_behind_a_wall_without_a_street_are_counted():
    told = found(BARE, {"in": (50, 50), "too": (250, 80), "out": (50, 10), "far": (50, 250)})
    row = told.table.loc[0]
    assert row.drop("geometry").to_dict() == {
        "cells": 2, "people": 20.0, "reason": NO_STREET, "nearest_street_m": 50.0,
    }  # fmt: skip
    assert row.geometry.area == 300 * 300
    assert told.compound.to_dict() == {"in": 0, "too": 0}


def test_residents_whose_streets_lead_nowhere_are_counted():
    told = found(INNER, {"in": (140, 200), "out": (50, 10)})
    assert told.table.drop(columns="geometry").to_dict("records") == [
        {"cells": 1, "people": 10.0, "reason": NO_GATE, "nearest_street_m": 60.0}
    ]
    assert told.compound.to_dict() == {"in": 0}


def test_compounds_stand_with_the_most_people_first():
    two = with_obstacles(
        town(TOWN, way("a b")), ("wall", ring(0, 20, 300, 320)), ("wall", ring(600, 20, 900, 320))
    )
    told = found(two, {"one": (50, 50), "other": (650, 50), "third": (700, 50)})
    assert told.table["people"].tolist() == [20.0, 10.0]
    assert told.compound.to_dict() == {"one": 1, "other": 0, "third": 0}


def test_a_compound_within_a_compound_is_its_own():
    nested = with_obstacles(
        town(TOWN, way("a b")), ("wall", ring(0, 20, 300, 320)), ("wall", ring(100, 30, 220, 150))
    )
    told = found(nested, {"outer": (50, 50), "inner": (150, 50)})
    assert sorted(told.table.geometry.area) == [120 * 120, 300 * 300]


def test_gardens_and_gaps_in_the_map_are_no_compounds():
    garden = with_obstacles(town(TOWN, way("a b")), ("wall", ring(0, 20, 50, 70)))
    assert found(garden, {"in": (20, 50)}).table.empty
    gap = town({**TOWN, "c": (150, 60), "d": (150, 260)}, way("a b"), way("c d"))
    told = found(gap, {"in": (140, 200)})
    assert told.table.empty
    assert told.table.columns.tolist() == [
        "cells", "people", "reason", "nearest_street_m", "geometry",
    ]  # fmt: skip


def test_streets_beyond_a_river_are_no_compound():
    bank = with_obstacles(
        town({**TOWN, "c": (150, 60), "d": (150, 260)}, way("a b"), way("c d")),
        ("water", [(-100, 20), (500, 20)]), ("wall", ring(0, 30, 300, 320)),
    )  # fmt: skip
    assert found(bank, {"in": (140, 200)}).table.empty


def test_without_people_behind_walls_the_frame_is_empty():
    assert found(BARE, {}).table.empty
    assert found(BARE, {"out": (50, 10)}).compound.empty


def metres(graph, home, shop):
    cells = points({"home": home})
    doors = shops({"shop": shop})
    joined = tuple(
        join(graph, place, leaving=leaving, through_walls=True)
        for place, leaving in ((cells, True), (doors, False))
    )
    found = nearest(
        graph, cells, doors, access_points=doors.assign(facility_id=doors.index), joined=joined
    )
    return float(found.metres.loc["home", "shop"])


@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_supposed_gates_lead_from_inner_streets_to_the_town(profile):
    # 10 m to the street, 140 m down to its end, 60 m through the wall, 250 m along the town's
    closed = travel_graph(INNER, profile)
    assert metres(closed, (140, 200), (400, 0)) == np.inf
    assert metres(opened(closed), (140, 200), (400, 0)) == 10 + 140 + 60 + 250
    assert metres(opened(closed), (140, 200), (50, 0)) == 10 + 140 + 60 + 100
    # and back in, since the streets inside are public
    assert metres(opened(closed), (50, 0), (140, 200)) == 10 + 140 + 60 + 100


def test_supposed_gates_of_private_streets_lead_outwards():
    private = with_obstacles(
        town(
            {**TOWN, "c": (150, 60), "d": (150, 260)},
            way("a b"), way("c d", highway="service", access="private"),
        ),
        ("wall", ring(0, 20, 300, 320)),
    )  # fmt: skip
    graph = opened(travel_graph(private, "walk"))
    assert metres(graph, (140, 200), (400, 0)) == 10 + 140 + 60 + 250
    arcs = graph.arcs_towards["mm"].arcs
    into_c = arcs.to[arcs.first[2] : arcs.first[3], 0]
    assert into_c.tolist() == [3]  # from d alone, which is inside too


def test_homes_without_a_street_cross_the_wall_straight():
    assert metres(opened(travel_graph(BARE, "walk")), (50, 50), (100, 0)) == 50 + 50


def test_where_no_wall_parts_streets_nothing_is_opened():
    graph = travel_graph(BARE, "walk")
    assert opened(graph) is graph
    river = with_obstacles(
        town({**TOWN, "c": (150, 60), "d": (150, 260)}, way("a b"), way("c d")),
        ("water", [(-100, 20), (500, 20)]),
    )
    graph = travel_graph(river, "walk")
    assert opened(graph) is graph


def test_opened_streets_are_no_island():
    graph = travel_graph(INNER, "walk")
    assert graph.island.tolist() == [False, True]
    assert opened(graph).network.n_edges == 3  # the town's street has a node before the gate
    assert not opened(graph).island.any()
    assert not opened(graph).island_leaving.any()
