"""Which facilities count for which items."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.groups import facility_groups
from accessibility.standards.schema import Part
from tests.scoring.town import facilities, item, standard

PARKS = facilities(
    ("large", "park", "sure"),
    ("exact", "park", "sure"),
    ("small", "park", "sure"),
    ("point", "park", "sure"),
    ("maybe", "park", "possible"),
    ("little", "park", "possible"),
    ("school", "primary_school", "possible"),
    area_m2=[50_000, 10_000, 9_999, None, 20_000, 10, None],
)
ANY, SIZED = item("park", level="5"), item("park", level="10", min_site_m2=10_000)


def test_ground_area_is_asked_and_an_unknown_one_is_only_possible():
    groups = facility_groups(PARKS, {"a": standard(SIZED)})
    assert groups["sure"]["park@10000"] == ["exact", "large"]
    assert groups["possible"]["park@10000"] == ["exact", "large", "maybe", "point"]


def test_without_a_least_area_all_of_the_type_count():
    groups = facility_groups(PARKS, {"a": standard(ANY)})
    assert groups["sure"]["park"] == ["exact", "large", "point", "small"]
    assert groups["possible"]["park"] == ["exact", "large", "little", "maybe", "point", "small"]


def test_the_groups_of_all_standards_are_made():
    two = {"a": standard(ANY), "b": standard(SIZED, item())}
    assert sorted(facility_groups(PARKS, two)["possible"]) == [
        "park",
        "park@10000",
        "primary_school",
    ]


def test_a_group_without_facilities_is_left_out():
    groups = facility_groups(PARKS, {"a": standard(item(), item("bank"))})
    assert groups == {"sure": {}, "possible": {"primary_school": ["school"]}}


def test_items_that_cannot_be_located_ask_for_nothing():
    apart = standard(item("park", locatable=False))
    assert facility_groups(PARKS, {"a": apart}) == {"sure": {}, "possible": {}}


def test_no_facilities_make_no_groups():
    assert facility_groups(facilities(), {"a": standard()}) == {"sure": {}, "possible": {}}


@given(st.permutations(range(len(PARKS))))
def test_the_order_of_facilities_changes_nothing(order: list[int]):
    of = {"a": standard(ANY, SIZED, item())}
    assert facility_groups(PARKS.iloc[order], of) == facility_groups(PARKS, of)


def test_every_part_of_an_item_makes_a_group():
    #   a large park near by, or a square next door, or a district's shelter
    more = (Part(type="square", radius_m=300), Part(type="shelter", tier="district"))
    asked = item("park", min_site_m2=10_000, more=more)
    squares = facilities(("s", "square", "sure"), ("t", "shelter", "sure"))
    groups = facility_groups(pd.concat([PARKS, squares]), {"a": standard(asked)})
    assert groups["sure"] == {"park@10000": ["exact", "large"], "square": ["s"]}
    assert sorted(groups["possible"]) == ["park@10000", "shelter#district", "square"]


def test_size_and_tier_must_both_be_known_to_be_sure():
    asked = item("park", min_site_m2=10_000, tier="town")
    told = PARKS.assign(tier=["town", None, "town", "town", "village", None, None])
    groups = facility_groups(told, {"a": standard(asked)})
    # exact is of no known tier, small too small, point of no known size, maybe a village's
    assert groups["sure"] == {"park@10000#town": ["large"]}
    assert groups["possible"] == {"park@10000#town": ["exact", "large", "point"]}


def test_a_traveller_is_routed_to_what_is_asked_for_him_alone():
    of = standard(ANY, item("primary_school", profile="child"))
    groups = facility_groups(PARKS, {"a": of}, only=lambda one: one.profile == "child")
    assert groups == {"sure": {}, "possible": {"primary_school": ["school"]}}
