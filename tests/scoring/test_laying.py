"""The ground: cells in one order, kinds, audiences, and the units that people live in."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.scoring.ground import Ways
from accessibility.scoring.laying import DISTRICT, lay_out
from accessibility.scoring.rules import Rules
from tests.scoring.town import (
    SCHOOL,
    assessed,
    cells,
    communities,
    facilities,
    item,
    law,
    nearest,
    row,
    standard,
    travel,
)

#   north        | south        | (no community)
#   c0 10        | c1 30        | c4 500
#   .......................................       streets: above the dots east, below west
#   c2 20        | c3 40        |
PEOPLE = [10, 30, 20, 40, 500]
COMMUNITY = ["north", "south", "north", "south", None]
STREET = ["east", "east", "west", "west", "west"]


def town(columns=None, homes=None, kind=None, order=None, street=None):
    table = cells(PEOPLE, COMMUNITY).assign(**(columns or {}))
    if street is not None:
        table["street_id"] = pd.Series(street, table.index, dtype="str")
    known = communities(table)
    if homes is not None:
        known["households"] = homes
    if kind is not None:
        known["kind"] = kind
    ways = nearest(table, {"primary_school": [100, 200, 300, 400, 1]})
    layout = lay_out(
        [standard()],
        communities=known.iloc[::-1],
        cells=table if order is None else table.iloc[order],
        facilities=SCHOOL,
        nearest=ways,
    )
    return layout.ground(standard(), Rules())


def test_only_cells_of_known_communities_are_laid():
    place = town().place
    assert place.cells.tolist() == ["c0", "c1", "c2", "c3"]
    assert place.code.tolist() == [0, 1, 0, 1]
    assert place.add(place.people).tolist() == [30, 70, 100]  # the district last


def test_ways_follow_the_cells_whatever_the_order_they_came_in():
    ground = town(order=[4, 2, 0, 3, 1])
    assert ground.place.people.tolist() == [10, 30, 20, 40]
    assert ground.ways.metres("walk", "primary_school").tolist() == [100, 200, 300, 400]
    assert ground.ways.metres("walk", "gym").tolist() == [np.inf] * 4


def test_the_district_is_of_every_kind_that_one_of_its_communities_is():
    place = town(kind=["rural", "urban"]).place
    assert place.places == 3
    assert place.asked(("rural",)).tolist() == [True, False, True]
    assert place.asked(("urban", "industrial")).tolist() == [False, True, True]
    assert place.asked(("industrial",)).tolist() == [False, False, False]


def test_people_of_some_kinds_are_those_of_the_communities_of_these_kinds():
    place = town(kind=["rural", "urban"]).place
    assert place.counts(place.people, ("rural",)).tolist() == [10, 0, 20, 0]
    assert place.counts(place.people, ("rural", "urban")).tolist() == [10, 30, 20, 40]
    assert place.counts(place.people, ("industrial",)).tolist() == [0] * 4


def test_without_kinds_all_are_urban():
    place = town().place
    assert place.asked(("urban",)).tolist() == [True] * 3
    assert place.asked(("rural",)).tolist() == [False] * 3


def test_an_audience_is_known_of_a_community_where_every_cell_of_it_knows_it():
    known = town({"children": [1, 2, 3, 4, np.nan]}).place  # c4 does not count
    assert known.people_of("children").tolist() == [1, 2, 3, 4]
    assert known.people_of("elderly").tolist() == [10, 30, 20, 40]
    assert known.knows("children").tolist() == [True, True, True]
    assert known.knows("elderly").tolist() == [False, False, False]
    assert known.knows("all").tolist() == [True, True, True]
    in_part = town({"children": [1, 2, np.nan, 4, 5]}).place  # c2 is in the north
    assert in_part.people_of("children").tolist() == [10, 2, 20, 4]
    assert in_part.knows("children").tolist() == [False, True, False]


def test_communities_and_the_district_are_units():
    units = town(homes=[5, 7]).units
    assert set(units) == {"community", "district"}
    assert units["community"].ids.tolist() == ["north", "south"]
    assert units["community"].people.tolist() == [30, 70]
    assert units["community"].households.tolist() == [5, 7]
    assert units["district"].ids.tolist() == [DISTRICT]
    assert units["district"].code.tolist() == [0] * 4
    assert (units["district"].people, units["district"].households) == (100, 12)


def test_a_household_count_that_one_community_lacks_is_not_known_of_the_district():
    assert np.isnan(town(homes=[5, np.nan]).units["district"].households[0])
    assert np.isnan(town().units["community"].households).all()


def test_sub_districts_are_units_where_the_cells_name_them():
    # 5 households of 30 people in the north, 7 of 70 in the south: by the people of each, the
    # east has 10/30 and 30/70 of them
    street = town(street=STREET, homes=[5, 7]).units["subdistrict"]
    assert street.ids.tolist() == ["east", "west"]
    assert street.code.tolist() == [0, 0, 1, 1]
    assert street.people.tolist() == [40, 60]  # without c4, of no community
    assert street.households.tolist() == pytest.approx([5 / 3 + 3, 10 / 3 + 4])


def test_a_cell_outside_all_streets_is_in_none():
    street = town(street=["east", None, "west", None, None], homes=[5, 7]).units["subdistrict"]
    assert street.code.tolist() == [0, -1, 1, -1]
    assert street.people.tolist() == [10, 20]
    assert street.households.tolist() == pytest.approx([5 / 3, 10 / 3])  # south is in no street


def test_what_a_street_says_of_its_households_goes_first():
    table = cells(PEOPLE, COMMUNITY).assign(street_id=pd.Series(STREET, dtype="str").to_numpy())
    places = communities(table).assign(households=[5, 7])
    own = pd.DataFrame({"households": [9.0, np.nan]}, index=["east", "west"])
    layout = lay_out(
        [standard()], communities=places, cells=table, facilities=SCHOOL,
        nearest=nearest(table, {"primary_school": [1] * 5}), streets=own,
    )  # fmt: skip
    assert layout.units["subdistrict"].households.tolist() == pytest.approx([9, 10 / 3 + 4])


def test_no_community_may_be_called_as_the_district_is():
    table = cells([1, 2], ["district", "north"])
    with pytest.raises(InputError, match="the id 'district'"):
        lay_out(
            [standard()], communities=communities(table), cells=table, facilities=SCHOOL,
            nearest=nearest(table, {"primary_school": [1, 1]}),
        )  # fmt: skip


def test_where_no_cell_names_a_street_there_are_no_sub_districts():
    assert "subdistrict" not in town(street=[None] * 5).units


def test_who_could_not_join_is_told_of_the_role_asked():
    table = cells([1, 2, 3])
    ways = travel(table, {"walk": {"primary_school": [1, np.nan, np.inf]}})
    routed = Ways(table.index, ways)
    assert routed.unjoined("walk").tolist() == [False, True, False]
    assert routed.unjoined("bike").tolist() == [False] * 3  # nobody rode
    assert (routed.holds("walk", "possible"), routed.holds("bike")) == (True, False)
    near = routed.facility("walk", "primary_school")
    assert [one if isinstance(one, str) else None for one in near] == ["f1", None, None]
    assert pd.isna(routed.facility("walk", "gym")).all()


def test_a_layout_serves_several_standards_and_other_ways():
    table = cells([1, 2])
    school, gym = standard(), standard(item("gym"), item("primary_school", min_site_m2=50))
    found = facilities(("f1", "primary_school", "sure"), ("f2", "gym", "possible"))
    layout = lay_out(
        [school, replace(gym, id="other")],
        communities=communities(table),
        cells=table,
        facilities=found,
        nearest=travel(table, {"walk": {"gym": [1, 2]}}),
    )
    # of f1 no area is known: it is only possibly a school of 50 m2
    assert layout.members["sure"] == {"primary_school": ["f1"]}
    assert layout.members["possible"] == {
        "gym": ["f2"], "primary_school": ["f1"], "primary_school@50": ["f1"],
    }  # fmt: skip
    assert (layout.sizes["gym"], layout.people) == (1, 3)
    other = layout.travelled(travel(table, {"walk": {"gym": [3, 4]}}))
    assert layout.ground(gym, Rules()).ways.metres("walk", "gym").tolist() == [1, 2]
    assert other.ground(gym, Rules()).ways.metres("walk", "gym").tolist() == [3, 4]


def test_more_children_than_people_are_counted_as_they_are_given():
    # 50 children among 10 people: a fault of the data that stays visible
    of = standard(item(audience="children"))
    town = assessed(
        of, [5, 5], {"walk": {"primary_school": [100, 900]}}, of_cells={"children": [10, 40]}
    )
    told = row(town.checklist, "north", "primary_school")
    assert (told["people"], told["coverage_people"], told["people_uncovered"]) == (50, 0.2, 40)


@law
@given(
    st.permutations(range(5)), st.lists(st.sampled_from(["urban", "rural"]), min_size=2, max_size=2)
)
def test_kinds_part_the_people_whatever_the_order(order, kind):
    place = town(kind=list(kind), order=order).place
    parts = [place.counts(place.people, (one,)) for one in ("urban", "rural", "industrial")]
    assert np.sum(parts, axis=0) == pytest.approx(place.people)
