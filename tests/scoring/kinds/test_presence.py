"""Whether the unit that people live in holds a facility at all."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from accessibility.scoring.kinds.presence import served
from accessibility.standards.schema import Part
from tests.scoring.kinds.supply_town import SITES, TWO, found, ground, law, of_sites, supply

#   north        | south        | (outside)
#   c0 10  P p   | c1 30        |
#   ...................................
#   c2 20        | c3 40  L     |    P'        streets: above the dots east, below west
PEOPLE = [10, 30, 20, 40]
COMMUNITY = ["north", "south", "north", "south"]
STREET = ["east", "east", "west", "west"]
FOUND = found(
    ("outside", "park", "sure"),
    ("park", "park", "sure"),
    ("perhaps", "park", "possible"),
    ("library", "library", "sure"),
    at=[None, "north", "north", "south"],
    street_id=[None, "east", "east", "west"],
)


def in_town(item, **changes):
    return served(item, ground(item, PEOPLE, COMMUNITY, found=FOUND, street=STREET, **changes))


def test_all_of_a_community_have_what_stands_in_it():
    whom = in_town(supply("presence"))
    assert whom.sure.tolist() == whom.possible.tolist() == [1, 0, 1, 0]
    assert whom.value.tolist() == [1, 0, 1, 0]  # one sure park in the north, none in the south
    assert whom.whole
    assert whom.lacking == ""


def test_a_sub_district_is_a_unit_of_its_own():
    # the park is in the east: c0 and c1 have it, whichever their community
    whom = in_town(supply("presence", unit="subdistrict"))
    assert whom.sure.tolist() == [1, 1, 0, 0]


def test_a_district_holds_what_stands_in_any_community():
    assert in_town(supply("presence", unit="district")).sure.tolist() == [1, 1, 1, 1]
    away = supply("presence", unit="district")
    outside = FOUND.loc[["outside"]]
    only = served(away, ground(away, PEOPLE, COMMUNITY, found=outside))
    assert only.sure.tolist() == [0, 0, 0, 0]
    assert only.possible.tolist() == [1, 1, 1, 1]  # nothing tells how far the district goes
    assert only.lacking == "units"


def test_where_the_district_has_an_outline_it_holds_what_stands_inside_and_no_more():
    item = supply("presence", unit="district")
    for inside, told in (("district", [1] * 4), (None, [0] * 4)):
        table = FOUND.loc[["outside"]].assign(
            district_id=pd.Series(inside, ["outside"], dtype="str")
        )
        whom = served(item, ground(item, PEOPLE, COMMUNITY, found=table))
        assert whom.sure.tolist() == whom.possible.tolist() == told


def test_of_parts_any_suffices_or_all_are_needed():
    # north holds a park, south a library: each has one of the two, none has both
    either = in_town(supply("presence", more=(Part(type="library"),)))
    assert either.sure.tolist() == [1, 1, 1, 1]
    both = supply("presence", more=(Part(type="library"),), combine="all")
    assert in_town(both).sure.tolist() == [0, 0, 0, 0]
    assert in_town(both).value.tolist() == [0, 0, 0, 0]
    district = supply("presence", more=(Part(type="library"),), combine="all", unit="district")
    assert in_town(district).sure.tolist() == [1, 1, 1, 1]
    assert in_town(district).value.tolist() == [1, 1, 1, 1]  # of the library, the scarcer


def test_a_facility_in_two_parts_counts_once():
    # every park that is large is a park as well
    large = found(("park", "park", "sure"), at=["north"], area_m2=[5000])
    item = supply("presence", more=(Part(type="park", min_site_m2=2000),))
    assert served(item, ground(item, [10], found=large)).value.tolist() == [1]


def test_what_is_only_possible_serves_only_possibly():
    perhaps = FOUND.loc[["perhaps"]]
    item = supply("presence")
    whom = served(item, ground(item, PEOPLE, COMMUNITY, found=perhaps))
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible.tolist() == [1, 0, 1, 0]
    assert whom.lacking == ""  # nothing is missing but certainty


@pytest.mark.parametrize(
    ("asked", "column", "word"),
    [({"min_site_m2": 100.0}, {"area_m2": [np.nan]}, "sizes"), ({"tier": "town"}, {}, "tiers")],
)
def test_a_facility_of_unknown_size_or_tier_says_what_the_data_lack(asked, column, word):
    one = found(("park", "park", "sure"), at=["north"], **column)
    item = supply("presence", **asked)
    whom = served(item, ground(item, PEOPLE, COMMUNITY, found=one))
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible.tolist() == [1, 0, 1, 0]
    assert whom.lacking == word


def test_a_size_that_settles_nothing_is_not_missed():
    # the other park is large enough: whether this one is too changes nothing
    two = found(("a", "park", "sure"), ("b", "park", "sure"), at=["north"] * 2, area_m2=[200, None])
    item = supply("presence", min_site_m2=100.0)
    whom = served(item, ground(item, [10], found=two))
    assert whom.sure.tolist() == whom.possible.tolist() == [1]
    assert whom.lacking == ""


@pytest.mark.parametrize("street", [None, [None] * 4])
def test_where_no_units_are_known_nothing_is(street):
    item = supply("presence", unit="subdistrict")
    whom = served(item, ground(item, PEOPLE, COMMUNITY, found=FOUND, street=street))
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible.tolist() == [1, 1, 1, 1]
    assert np.isnan(whom.value).all()
    assert whom.whole
    assert whom.lacking == "units"


def test_facilities_without_units_tell_nothing_of_units():
    item = supply("presence")
    nowhere = FOUND.drop(columns="community_id")
    assert served(item, ground(item, PEOPLE, COMMUNITY, found=nowhere)).lacking == "units"


def test_a_cell_in_no_unit_is_not_known_and_the_others_are():
    item = supply("presence", unit="subdistrict")
    streets = ["east", "east", "west", None]
    whom = served(item, ground(item, PEOPLE, COMMUNITY, found=FOUND, street=streets))
    assert whom.sure.tolist() == [1, 1, 0, 0]
    assert whom.possible.tolist() == [1, 1, 0, 1]
    assert np.isnan(whom.value).tolist() == [False, False, False, True]
    assert whom.lacking == "units"


@pytest.mark.parametrize(("west", "word"), [(5, "sizes"), (50, "units")])
def test_the_word_is_what_most_people_lack(west, word):
    # the park of the north has no size, which 20 people lack; those in the west no street
    one = found(("park", "park", "sure"), at=["north"], street_id=["east"], area_m2=[None])
    item = supply("presence", unit="subdistrict", min_site_m2=100.0)
    whom = served(item, ground(item, [20, west], found=one, street=["east", None]))
    assert whom.lacking == word


def test_a_community_with_no_cell_and_a_town_with_no_facility_are_no_trouble():
    item = supply("presence")
    whom = served(item, ground(item, [10], found=FOUND, empty=["south"]))
    assert whom.sure.tolist() == [1]
    none = served(item, ground(item, [10], found=FOUND.iloc[:0]))
    assert none.sure.tolist() == none.possible.tolist() == [0]


def test_cells_where_nobody_lives_belong_to_their_unit_too():
    item = supply("presence")
    assert served(item, ground(item, [0, 0], found=FOUND)).sure.tolist() == [1, 1]


@law
@given(SITES, SITES)
def test_presence_never_falls_when_facilities_are_added(before, added):
    item = supply("presence", min_site_m2=500.0)
    few = served(item, ground(item, *TWO, found=of_sites(before)))
    many = served(item, ground(item, *TWO, found=of_sites(before + added)))
    assert (few.sure <= many.sure).all()
    assert (few.possible <= many.possible).all()
    assert (few.value <= many.value).all()


@law
@given(SITES)
def test_possibly_is_never_less_than_surely_and_says_how_many(sites):
    item = supply("presence")
    table = of_sites(sites)
    whom = served(item, ground(item, *TWO, found=table))
    sure = table[table["certainty"] == "sure"]["community_id"].value_counts()
    every = table["community_id"].value_counts()
    expected = pd.Series({"north": 0, "south": 0})
    assert whom.value.tolist() == (expected + sure).fillna(0)[["north", "south"]].tolist()
    assert whom.possible.tolist() == [float(name in every.index) for name in ("north", "south")]
    assert (whom.sure <= whom.possible).all()
