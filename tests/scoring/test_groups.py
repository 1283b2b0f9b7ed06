"""Which facilities count for which items."""

from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.groups import facility_groups
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
