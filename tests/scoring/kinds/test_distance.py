"""Near enough along the streets, by hand and by what must hold in any town."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds.distance import served
from accessibility.standards.schema import Part
from tests.scoring.town import assessed, facilities, item, law, row, standard

#   c0 ---300--- S ---200--- . ---300--- c1 -1 mm- c2            c3 (joins no street)
#                            |
#                            L   a library, 200 m from the crossing
#
# to S: c0 300, c1 500, c2 500.001   to L: c0 700, c1 500, c2 500.001
PEOPLE = [10, 20, 30, 40]
SCHOOL = [300, 500, 500.001, np.nan]
LIBRARY = [700, 500, 500.001, np.nan]
WAYS = {"walk": {"primary_school": SCHOOL, "library": LIBRARY}}
EITHER = (Part(type="library"),)


def near(one, ways=WAYS, of=None, **rules):
    return served(one, assessed(of or standard(one), PEOPLE, ways, **rules).ground)


def test_who_walks_exactly_the_radius_is_served_and_who_walks_a_millimetre_more_is_not():
    whom = near(item())  # the level's 500 m
    assert whom.sure.tolist() == whom.possible.tolist() == [1, 1, 0, 0]
    assert (whom.whole, whom.lacking, whom.value) == (False, "", None)


def test_a_radius_of_its_own_goes_before_the_levels():
    assert near(item(radius_m=300)).sure.tolist() == [1, 0, 0, 0]
    assert near(item(radius_m=501)).sure.tolist() == [1, 1, 1, 0]


def test_what_rounds_to_the_same_millimetre_is_the_same_distance():
    ways = {"walk": {"primary_school": [500.0004, 500.0006, np.inf, 0]}}
    assert near(item(), ways).sure.tolist() == [1, 0, 0, 1]


def test_of_parts_any_suffices_or_all_are_needed_each_within_its_own_radius():
    # within 300 m of S: c0. within 500 m of L, the level's radius: c1
    parts = {"radius_m": 300, "more": EITHER}
    assert near(item(**parts)).sure.tolist() == [1, 1, 0, 0]
    assert near(item(**parts, combine="all")).sure.tolist() == [0, 0, 0, 0]
    wide = {"radius_m": 500, "more": (Part(type="library", radius_m=700),), "combine": "all"}
    assert near(item(**wide)).sure.tolist() == [1, 1, 0, 0]  # c2 is too far from S


def test_a_part_without_a_radius_serves_nobody_but_another_part_may():
    # neither the item nor its level says how far; the library alone has a radius
    shop = item(level="block", more=(Part(type="library", radius_m=500),))
    assert near(shop).sure.tolist() == [0, 1, 0, 0]
    town = assessed(standard(shop), PEOPLE, WAYS)
    told = row(town.checklist, "north", "primary_school")
    assert (told["rule"], told["limit"]) == ("distance", 500)  # of the part that has one
    assert (told["verdict"], told["cause"]) == ("not_met", "")  # 20 of 100


def test_where_all_parts_are_needed_all_must_have_a_radius():
    both = item(level="block", combine="all", more=(Part(type="library", radius_m=500),))
    told = row(assessed(standard(both), PEOPLE, WAYS).checklist, "north", "primary_school")
    assert (told["verdict"], told["cause"], told["rule"]) == ("cannot_tell", "no limit", "none")


def test_an_item_goes_by_metres_though_the_study_goes_by_minutes():
    # 800 m are 10 minutes on foot: by time c2 would be served too
    ruled = item(rule="distance")
    assert near(ruled, rule="time").sure.tolist() == [1, 1, 0, 0]
    told = row(assessed(standard(ruled), PEOPLE, WAYS, rule="time").checklist, "north", ruled.id)
    assert (told["rule"], told["limit"], told["limit_unit"]) == ("distance", 500, "m")


def test_who_walks_for_an_item_may_be_another_than_the_studys_walker():
    # a child takes another way, safe but long
    ways = WAYS | {"child": {"primary_school": [400, 600, 700, np.nan]}}
    assert near(item(profile="child"), ways).sure.tolist() == [1, 0, 0, 0]
    assert near(item(), ways).sure.tolist() == [1, 1, 0, 0]


def test_who_was_not_routed_leaves_it_open():
    child = item(profile="child")
    whom = near(child)
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible.tolist() == [1, 1, 1, 1]
    assert whom.lacking == "travel"
    told = row(assessed(standard(child), PEOPLE, WAYS).checklist, "north", child.id)
    assert (told["verdict"], told["cause"]) == ("cannot_tell", "lacking travel")
    assert np.isnan(told["coverage_by_distance"])


def test_what_is_possible_comes_from_the_possible_ways():
    perhaps = {"walk": {"primary_school": [300, 500, 400, np.nan]}}
    whom = near(item(), WAYS, possible=perhaps)
    assert whom.sure.tolist() == [1, 1, 0, 0]
    assert whom.possible.tolist() == [1, 1, 1, 0]


def test_a_group_without_a_column_is_near_to_nobody():
    assert near(item("gym")).sure.tolist() == [0, 0, 0, 0]


def test_facilities_of_a_size_have_a_column_of_their_own():
    ways = {"walk": {"park": [1, 1, 1, 1], "park@2000": [600, 1, 1, 600]}}
    large = item("park", min_site_m2=2000)
    found = facilities(("f1", "park", "sure"), area_m2=[2000])
    assert near(large, ways, found=found).sure.tolist() == [0, 1, 1, 0]


metres = st.lists(
    st.one_of(st.floats(0, 1500), st.just(500.0), st.sampled_from([np.inf, np.nan])),
    min_size=4,
    max_size=4,
)


@law
@given(metres, st.floats(10, 1500), st.floats(0, 500))
def test_a_longer_radius_never_serves_fewer(school, radius: float, more: float):
    ways = {"walk": {"primary_school": school}}
    short, long = (near(item(radius_m=r), ways).sure for r in (radius, radius + more))
    assert (short <= long).all()


@law
@given(metres, metres, metres, st.sampled_from([200.0, None]))
def test_any_is_the_union_of_the_parts_and_all_is_where_they_meet(one, two, three, radius):
    ways = {"walk": {"primary_school": one, "library": two, "park": three}}
    more = (Part(type="library", radius_m=radius), Part(type="park", radius_m=400))
    alone = [
        near(item(), ways).sure,
        near(item("library", radius_m=radius), ways).sure,
        near(item("park", radius_m=400), ways).sure,
    ]
    assert near(item(more=more), ways).sure == pytest.approx(np.maximum.reduce(alone))
    both = item(more=more, combine="all")
    assert near(both, ways).sure == pytest.approx(np.minimum.reduce(alone))
