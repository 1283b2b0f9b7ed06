"""How much ground the facilities of a unit come to, a head or for every hundred households."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds.amount import amount_each, served
from accessibility.standards.schema import Part
from tests.scoring.kinds.supply_town import AREA, SITES, found, ground, law, of_sites, supply

#   north: 100 people, 50 homes     | south: 200 people, homes not known
#   c0 40   c1 60   P 150  P 50  P? | c2 200      P 100   P' of 40 possible
PEOPLE, COMMUNITY = [40, 60, 200], ["north", "north", "south"]
FOUND = found(
    ("a", "park", "sure"),
    ("b", "park", "sure"),
    ("c", "park", "sure"),
    ("maybe", "park", "possible"),
    ("square", "square", "sure"),
    at=["north", "north", "south", "south", "north"],
    area_m2=[150, 50, 100, 40, 100],
)
HOMES = {"north": 50.0}


def in_town(item, there=FOUND, **changes):
    return served(item, ground(item, PEOPLE, COMMUNITY, found=there, households=HOMES, **changes))


def each(least, **changes):
    return supply("amount", least=least, per="person", **changes)


def homes(least, **changes):
    return supply("amount", least=least, per="100_households", **changes)


def test_ground_is_shared_among_the_people_of_the_unit():
    # north (150 + 50) / 100 = 2 m2 each; south 100 / 200 = 0.5, with the possible one 0.7
    whom = in_town(each(2.0))
    assert whom.value == pytest.approx([2, 2, 0.5])
    assert whom.sure == pytest.approx([1, 1, 0.25])
    assert whom.possible == pytest.approx([1, 1, 0.35])
    assert whom.whole
    assert whom.lacking == ""


def test_a_district_shares_all_it_has_among_all():
    # 300 m2 for 300 people, with the possible one 340
    whom = in_town(each(2.0, unit="district"))
    assert whom.value == pytest.approx([1, 1, 1])
    assert whom.sure == pytest.approx([0.5] * 3)
    assert whom.possible == pytest.approx([340 / 600] * 3)


def test_premises_are_counted_for_every_hundred_households():
    # 200 m2 for 50 households: 400 m2 a hundred; how many there are in the south nobody knows
    whom = in_town(homes(800.0))
    assert whom.value[:2] == pytest.approx([400, 400])
    assert np.isnan(whom.value[2])
    assert whom.sure == pytest.approx([0.5, 0.5, 0])
    assert whom.possible == pytest.approx([0.5, 0.5, 1])
    assert whom.lacking == "households"


def test_what_is_exactly_enough_is_enough():
    # 30 m2 for each hundred of 1000 households
    one = found(("a", "park", "sure"), at=["north"], area_m2=[300])
    item = homes(30.0)
    whom = served(item, ground(item, [5], found=one, households={"north": 1000}))
    assert whom.sure.tolist() == [1]


def test_an_unknown_area_adds_nothing_surely_and_possibly_enough():
    more = found(("dot", "park", "sure"), at=["south"], area_m2=[None])
    there = pd.concat([FOUND, more])
    whom = in_town(each(2.0), there)
    assert whom.sure == pytest.approx([1, 1, 0.25])
    assert whom.possible.tolist() == [1, 1, 1]
    assert whom.lacking == "sizes"


def test_an_unknown_area_is_not_missed_where_the_others_suffice():
    more = found(("dot", "park", "sure"), at=["north"], area_m2=[None])
    whom = in_town(each(2.0), pd.concat([FOUND, more]))
    assert whom.sure[:2].tolist() == whom.possible[:2].tolist() == [1, 1]
    assert whom.lacking == ""  # in the south it is only the possible park that is open


def test_parts_add_up_or_each_must_suffice():
    # north: parks 200 m2 and a square of 100, for 100 people
    together = in_town(each(4.0, more=(Part(type="square"),)))
    assert together.value[0] == pytest.approx(3)
    assert together.sure[0] == pytest.approx(0.75)
    both = in_town(each(2.0, more=(Part(type="square"),), combine="all"))
    assert both.value[0] == pytest.approx(1)
    assert both.sure[0] == pytest.approx(0.5)


def test_a_tier_that_is_not_known_may_be_the_one_asked_for():
    tiers = FOUND.assign(tier=["village", None, None, None, None])
    whom = in_town(each(2.0, tier="village"), tiers)
    # north: 150 m2 surely of the tier, 200 perhaps
    assert whom.sure == pytest.approx([0.75, 0.75, 0])
    assert whom.possible == pytest.approx([1, 1, 0.35])
    assert whom.lacking == "tiers"


@pytest.mark.parametrize("item", [each(2.0), homes(30.0)])
def test_where_nobody_lives_nothing_is_shared(item):
    whom = served(item, ground(item, [0, 0], found=FOUND, households={"north": 0}))
    assert whom.sure.tolist() == [0, 0]
    assert whom.possible.tolist() == [1, 1]
    assert np.isnan(whom.value).all()
    assert whom.lacking == "people"


@pytest.mark.parametrize("count", [0.0, np.nan])
def test_people_without_households_are_households_not_known(count):
    item = homes(30.0)
    whom = served(item, ground(item, [9], found=FOUND, households={"north": count}))
    assert whom.possible.tolist() == [1]
    assert whom.lacking == "households"


def test_weights_are_no_people_to_share_among_and_households_are():
    whom = in_town(each(2.0), people_are_counts=False)
    assert (whom.sure.tolist(), whom.possible.tolist()) == ([0] * 3, [1] * 3)
    assert whom.lacking == "people"
    assert in_town(homes(400.0), people_are_counts=False).sure.tolist() == [1, 1, 0]


def test_unknown_units_leave_it_open():
    whom = in_town(each(2.0, unit="subdistrict"))
    assert whom.possible.tolist() == [1, 1, 1]
    assert whom.lacking == "units"


def test_a_unit_without_facilities_has_none_for_sure():
    whom = in_town(each(2.0), FOUND.iloc[:0])
    assert whom.sure.tolist() == whom.possible.tolist() == whom.value.tolist() == [0, 0, 0]


def test_each_of_none_is_not_known():
    amounts = amount_each(np.array([6.0, 6.0, 0.0, 6.0]), np.array([3.0, 0.0, 0.0, np.nan]))
    assert amounts[0] == 2
    assert np.isnan(amounts[1:]).all()


AREAS = st.lists(st.floats(0, 1e5), max_size=6)


def of_areas(areas):
    return of_sites([("sure", "north", area) for area in areas])


@law
@given(AREAS, AREAS)
def test_amounts_add_up(some, others):
    item = each(2.0)
    values = [
        served(item, ground(item, [50.0], found=of_areas(areas))).value[0]
        for areas in (some, others, some + others)
    ]
    assert values[0] + values[1] == pytest.approx(values[2])


@law
@given(SITES, st.floats(0.5, 1e4), st.floats(0.01, 100))
def test_twice_the_people_need_twice_the_ground(sites, people, factor):
    item = each(2.0)
    small = served(item, ground(item, [people], found=of_sites(sites)))
    larger = [(c, p, None if area is None else area * factor) for c, p, area in sites]
    large = served(item, ground(item, [people * factor], found=of_sites(larger)))
    assert small.value == pytest.approx(large.value)
    assert small.sure == pytest.approx(large.sure)
    assert small.possible == pytest.approx(large.possible)


@law
@given(SITES, AREA, st.sampled_from(["sure", "possible"]))
def test_one_facility_more_never_takes_ground_away(sites, area, certainty):
    item = each(20.0)
    before = served(item, ground(item, [100.0], found=of_sites(sites)))
    after = served(
        item, ground(item, [100.0], found=of_sites([*sites, (certainty, "north", area)]))
    )
    assert before.value[0] <= after.value[0] * (1 + 1e-12)
    assert before.possible[0] <= after.possible[0] * (1 + 1e-12)
    assert after.sure[0] <= after.possible[0]


def test_of_nothing_there_is_not_enough_for_however_many():
    # the south holds no ground at all: whatever its households, they have none
    north = found(("a", "park", "sure"), at=["north"], area_m2=[150])
    whom = in_town(homes(30.0), there=north)
    assert whom.sure.tolist() == whom.possible.tolist() == [1, 1, 0]
