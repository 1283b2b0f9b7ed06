"""How many facilities the unit that people live in holds, against how many it should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds import presence
from accessibility.scoring.kinds.count import served
from accessibility.standards.schema import Part
from tests.scoring.kinds.supply_town import SITES, TWO, found, ground, law, of_sites, supply

#   north           | south       | (outside)
#   c0 10   P P     | c1 30   P?  |    P
PEOPLE, COMMUNITY = TWO
FOUND = found(
    ("a", "park", "sure"),
    ("b", "park", "sure"),
    ("maybe", "park", "possible"),
    ("outside", "park", "sure"),
    ("gym", "gym", "sure"),
    at=["north", "north", "south", None, "north"],
)


def in_town(item, **changes):
    return served(item, ground(item, PEOPLE, COMMUNITY, found=FOUND, **changes))


@pytest.mark.parametrize(
    ("least", "sure", "possible"),
    [
        (None, [1, 0], [1, 1]),  # one is asked where the standard says nothing
        (2.0, [1, 0], [1, 0.5]),  # the north has its two, the south perhaps half of them
        (4.0, [0.5, 0], [0.5, 0.25]),
    ],
)
def test_a_unit_has_its_share_of_what_is_asked(least, sure, possible):
    whom = in_town(supply("count", least=least))
    assert whom.sure.tolist() == sure
    assert whom.possible.tolist() == possible
    assert whom.value.tolist() == [2, 0]
    assert whom.whole


def test_a_district_counts_what_its_communities_hold_and_possibly_what_stands_outside():
    # two sure ones in the north, a possible one in the south and one outside of both, of four
    whom = in_town(supply("count", unit="district", least=4.0))
    assert whom.sure.tolist() == [0.5, 0.5]
    assert whom.possible.tolist() == [1, 1]
    assert whom.lacking == "units"


def test_parts_are_counted_together_or_each_must_suffice():
    # two parks and a gym in the north
    together = in_town(supply("count", least=3.0, more=(Part(type="gym"),)))
    assert together.sure.tolist() == [1, 0]
    each = in_town(supply("count", least=2.0, more=(Part(type="gym"),), combine="all"))
    assert each.sure.tolist() == [0.5, 0]
    assert each.value.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("asked", "word"), [({"min_site_m2": 1.0}, "sizes"), ({"tier": "village"}, "tiers")]
)
def test_what_is_not_known_of_them_may_make_the_number_up(asked, word):
    whom = in_town(supply("count", least=2.0, **asked))
    assert whom.sure.tolist() == [0, 0]
    assert whom.possible.tolist() == [1, 0.5]
    assert whom.lacking == word


def test_unknown_units_leave_it_open():
    whom = in_town(supply("count", unit="subdistrict"))
    assert (whom.sure.tolist(), whom.possible.tolist()) == ([0, 0], [1, 1])
    assert np.isnan(whom.value).all()
    assert whom.lacking == "units"


def test_a_community_with_no_cell_changes_nothing():
    item = supply("count", least=2.0)
    whom = served(item, ground(item, [5], "south", found=FOUND, empty=["north"]))
    assert whom.sure.tolist() == [0]


@law
@given(SITES, st.integers(1, 5), st.integers(0, 5))
def test_who_asks_for_more_is_served_less(sites, least, extra):
    shares = []
    for asked in (least, least + extra):
        item = supply("count", least=float(asked))
        shares.append(served(item, ground(item, *TWO, found=of_sites(sites))))
    few, many = shares
    assert (many.sure <= few.sure).all()
    assert (many.possible <= few.possible).all()
    assert (few.value == many.value).all()


@law
@given(SITES)
def test_asking_for_one_is_asking_for_presence(sites):
    one, some = supply("count", least=1.0), supply("presence")
    count = served(one, ground(one, *TWO, found=of_sites(sites)))
    there = presence.served(some, ground(some, *TWO, found=of_sites(sites)))
    assert count.sure.tolist() == there.sure.tolist()
    assert count.possible.tolist() == there.possible.tolist()


@law
@given(SITES, st.randoms(use_true_random=False))
def test_the_order_of_facilities_changes_nothing(sites, random):
    table = of_sites(sites)
    order = list(range(len(table)))
    random.shuffle(order)
    item = supply("count", least=3.0, min_site_m2=1000.0)
    one = served(item, ground(item, *TWO, found=table))
    other = served(item, ground(item, *TWO, found=table.iloc[order]))
    assert one.sure.tolist() == other.sure.tolist()
    assert one.possible.tolist() == other.possible.tolist()
    assert one.lacking == other.lacking
