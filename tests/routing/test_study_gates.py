"""A study opens and closes gates, whatever the map says of them."""

import numpy as np
import pytest

from accessibility.errors import InputError
from accessibility.routing.gates import gate_permission
from accessibility.routing.study_gates import with_gates
from accessibility.routing.travel import nearest
from tests.routing.towns import gates, points, shops, town, way

# node ids are 1, 2, 3 ...; the gate is 2, and around it are 400 m
AROUND = town(
    {"a": (0, 0), "g": (100, 0), "b": (200, 0), "c": (0, 100), "d": (200, 100)},
    way("a g b"), way("a c d b"),
)  # fmt: skip
LOCKED = gates(AROUND, {(100, 0): {"locked": "yes", "foot": "private", "opening_hours": "off"}})


def metres(network, profile="walk") -> float:
    home, shop = points({"home": (0, 0)}), shops({"shop": (200, 0)})
    return float(nearest(network, home, shop, profile=profile).metres.loc["home", "shop"])


@pytest.mark.parametrize("profile", ["walk", "bike", "wheelchair_possible"])
def test_a_gate_is_opened_whatever_its_tags_say(profile):
    assert metres(LOCKED, profile) == 400
    assert metres(with_gates(LOCKED, [2]), profile) == 200


def test_a_gate_is_closed():
    assert metres(with_gates(gates(AROUND, {(100, 0): {}}), closed_ids=[2])) == 400


def test_a_node_without_a_barrier_can_be_closed():
    assert metres(with_gates(AROUND, closed_ids=[2])) == 400


def test_signals_and_crossings_of_the_node_are_kept():
    crossing = gates(AROUND, {(100, 0): {"highway": "crossing", "crossing": "zebra"}})
    told = with_gates(crossing, closed_ids=[2]).node_tags.loc[1]
    assert told[["highway", "crossing"]].tolist() == ["crossing", "zebra"]


def test_other_gates_stay_as_they_are():
    two = gates(AROUND, {(100, 0): {"locked": "yes"}, (200, 100): {"access": "private"}})
    told = with_gates(two, closed_ids=[4], open_ids=[2]).node_tags
    assert told.index.tolist() == [1, 3, 4]
    assert told.index.dtype == np.int32
    assert gate_permission(told, "walk")["open"].tolist() == [True, False, False]
    assert gate_permission(told, "walk")["private"].tolist() == [False, False, True]


def test_nothing_asked_is_nothing_done():
    assert with_gates(AROUND) is AROUND


def test_a_node_that_is_none_is_named():
    with pytest.raises(InputError, match="node 77 is no node where streets meet or end"):
        with_gates(AROUND, [2, 77])


def test_a_gate_both_open_and_closed_is_refused():
    with pytest.raises(InputError, match="node 2 is to be both open and closed"):
        with_gates(AROUND, [2], [3, 2])


def test_the_order_of_ids_does_not_matter():
    one, other = (with_gates(AROUND, closed_ids=ids).node_tags for ids in ([2, 4], [4, 2]))
    assert one.equals(other)
