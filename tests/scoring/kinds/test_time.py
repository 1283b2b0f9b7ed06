"""Near enough by time: on foot at 80 m a minute, riding at 200, at a child's pace at 60."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds.time import served
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.standards.schema import Part
from tests.scoring.town import (
    SCHOOL,
    assessed,
    cells,
    communities,
    item,
    law,
    nearest,
    row,
    standard,
)

#   c0 ----400---- S ----------800---------- c1 -80- c2 ------------1120----------- c3
#
# to S [m] and [min]:   c0 400 (5)   c1 800 (10)   c2 880 (11)   c3 2,000 (25; riding 10)
PEOPLE = [10, 20, 30, 40]
METRES = [400, 800, 880, 2000]
WALK = {"walk": {"primary_school": METRES}}
BOTH = WALK | {"bike": {"primary_school": METRES}}


def near(one, ways=BOTH, **rules):
    return served(one, assessed(standard(one), PEOPLE, ways, rule="time", **rules).ground)


def told(one, ways=BOTH, **rules):
    town = assessed(standard(one), PEOPLE, ways, rule="time", **rules)
    return row(town.checklist, "north", one.id)


def test_who_walks_exactly_the_minutes_is_served_and_who_walks_longer_is_not():
    assert near(item()).sure.tolist() == [1, 1, 0, 0]  # the level's 10 minutes
    assert near(item(minutes=11)).sure.tolist() == [1, 1, 1, 0]
    assert near(item(minutes=10.999)).sure.tolist() == [1, 1, 0, 0]


def test_minutes_are_compared_in_whole_milliseconds():
    # 0.04 m are half a millisecond more than 10 minutes
    assert near(item(), {"walk": {"primary_school": [800.0006, 800.002, 0, 0]}}).sure.tolist() == [
        1, 0, 1, 1,
    ]  # fmt: skip


def test_riders_may_go_for_an_item_that_lets_them():
    # 10 minutes riding are 2,000 m
    assert near(item(travel="walk")).sure.tolist() == [1, 1, 0, 0]
    assert near(item(travel="cycle")).sure.tolist() == [1, 1, 1, 1]
    assert near(item(travel="walk_or_cycle")).sure.tolist() == [1, 1, 1, 1]


def test_who_only_rides_does_not_walk_and_who_may_do_either_does_what_is_quicker():
    # c0 has no way to ride, c3 none to walk
    ways = {
        "walk": {"primary_school": [400, np.inf, 880, np.nan]},
        "bike": {"primary_school": [np.nan, 2001, np.inf, 2000]},
    }
    assert near(item(travel="cycle"), ways).sure.tolist() == [0, 0, 0, 1]
    assert near(item(travel="walk_or_cycle"), ways).sure.tolist() == [1, 0, 0, 1]


def test_as_people_there_usually_travel_is_a_role_of_its_own():
    ways = WALK | {"usual": {"primary_school": [9000, 9000, 2000, 2001]}}
    assert near(item(travel="usual"), ways).sure.tolist() == [1, 1, 1, 0]


def test_a_child_is_slower():
    # 10 minutes of a child are 600 m
    ways = WALK | {"child": {"primary_school": METRES}}
    assert near(item(profile="child"), ways).sure.tolist() == [1, 0, 0, 0]
    row = told(item(profile="child"), ways)
    assert row["coverage_by_time"] == row["coverage_people"] == 0.1


@pytest.mark.parametrize(
    "one",
    [
        item(travel="cycle"),
        item(travel="walk_or_cycle"),
        item(travel="usual"),
        item(profile="child"),
    ],
)
def test_who_was_not_routed_leaves_it_open(one):
    whom = near(one, WALK)
    assert whom.sure.tolist() == [0] * 4
    assert whom.possible.tolist() == [1] * 4
    assert whom.lacking == "travel"
    assert told(one, WALK)[["verdict", "cause"]].tolist() == ["cannot_tell", "lacking travel"]


def test_an_item_without_minutes_cannot_be_told():
    assert near(item(level="block")).sure.tolist() == [0] * 4
    row = told(item(level="block", radius_m=1e4))
    assert row[["verdict", "cause", "rule"]].tolist() == ["cannot_tell", "no limit", "none"]


def test_an_item_goes_by_minutes_though_the_study_goes_by_metres():
    ruled = item(rule="time", minutes=11)
    town = assessed(standard(ruled), PEOPLE, BOTH)
    assert served(ruled, town.ground).sure.tolist() == [1, 1, 1, 0]
    row = told(ruled)
    assert (row["rule"], row["limit"], row["limit_unit"]) == ("time", 11, "min")
    assert row["coverage_people"] == pytest.approx(0.6)
    assert row["coverage_by_distance"] == pytest.approx(0.1)  # within 500 m


def test_of_parts_any_suffices_or_all_are_needed():
    ways = {"walk": {"primary_school": METRES, "library": [2000, 800, 80, 2000]}}
    parts = {"more": (Part(type="library"),)}
    assert near(item(**parts), ways).sure.tolist() == [1, 1, 1, 0]
    assert near(item(**parts, combine="all"), ways).sure.tolist() == [0, 1, 0, 0]


def test_where_all_parts_are_needed_each_may_be_reached_its_own_way():
    # c0 walks to the school and rides to the library
    ways = {
        "walk": {"primary_school": [400, 9e3, 9e3, 9e3], "library": [9e3] * 4},
        "bike": {"primary_school": [np.inf] * 4, "library": [1600, 1600, 9e3, 9e3]},
    }
    both = item(travel="walk_or_cycle", combine="all", more=(Part(type="library"),))
    assert near(both, ways).sure.tolist() == [1, 0, 0, 0]


def test_a_role_known_only_surely_is_not_lost_from_what_is_possible():
    one, table = item(travel="walk_or_cycle"), cells([10])
    ways = nearest(table, {"primary_school": [9e3]}, bicycle={"primary_school": [2000]})
    assert ("bike", "possible") not in ways
    layout = lay_out(
        [standard(one)],
        communities=communities(table),
        cells=table,
        facilities=SCHOOL,
        nearest=ways,
    )
    ground = layout.ground(standard(one), Rules(rule="time"))
    assert served(one, ground).possible.tolist() == [1]


metres = st.lists(
    st.one_of(st.floats(0, 3000), st.sampled_from([800.0, 2000.0, np.inf, np.nan])),
    min_size=4,
    max_size=4,
)


@law
@given(metres, st.floats(0, 1))
def test_who_is_quicker_never_reaches_less(ways, share: float):
    slow = near(item(), {"walk": {"primary_school": ways}}).sure
    quick = near(item(), {"walk": {"primary_school": [way * share for way in ways]}}).sure
    assert (slow <= quick).all()


@law
@given(metres, metres)
def test_who_may_walk_or_ride_is_served_where_either_would_be(walking, riding):
    ways = {"walk": {"primary_school": walking}, "bike": {"primary_school": riding}}
    on_foot, riders, either = (
        near(item(travel=how), ways).sure for how in ("walk", "cycle", "walk_or_cycle")
    )
    assert either == pytest.approx(np.maximum(on_foot, riders))


@law
@given(metres, st.floats(1, 60), st.floats(0, 30))
def test_more_minutes_never_serve_fewer(ways, minutes: float, more: float):
    to = {"walk": {"primary_school": ways}}
    short, long = (near(item(minutes=m), to).sure for m in (minutes, minutes + more))
    assert (short <= long).all()
