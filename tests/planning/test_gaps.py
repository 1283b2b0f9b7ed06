"""Gaps: who is left out, how far they have it, where they live; worked out by hand."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.planning.gaps import COLUMNS, gaps
from accessibility.scoring.checklist import Assessment, assess
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.standards.schema import Part
from tests.scoring import town

STANDARD = town.standard(
    town.item("primary_school", level="10"),
    town.item("bank", level="15"),
    town.item("gym", level="10", requirement="recommended"),
    town.item("library", level="5"),
)
FOUND = town.facilities(
    *((name, name, "sure") for name in ("primary_school", "bank", "gym", "park"))
)
PEOPLE = [10, 20, 30, 40, 0]
COMMUNITY = ["north", "north", "south", "south", "south"]
X = [0, 100, 500, 600, 2000]
WAYS = {
    "primary_school": [400, 900, 700, 800, 5000],  # left out: c1 (20); c2 and c3 (70)
    "bank": [100, 100, 100, np.inf, 1],  # left out: c3 (40)
    "gym": [9000] * 5,
}


def found(ways: dict = WAYS, people: list = PEOPLE, **rules) -> gpd.GeoDataFrame:
    cells = town.cells(people, COMMUNITY[: len(people)])
    placed = gpd.GeoDataFrame(
        cells, geometry=gpd.points_from_xy(X[: len(people)], [0] * len(people)), crs=32650
    )
    profile = "straight_line" if rules.get("rule") == "straight_line" else "walk"
    near = town.nearest(placed, ways, profile=profile)
    laid = assessed(placed, near, **rules)
    return gaps(laid.checklist, placed, {"test": laid.served_frame}, near, {"test": STANDARD})


def assessed(cells, near, of=STANDARD, facilities=FOUND, **rules) -> Assessment:
    known = {"communities": town.communities(cells), "cells": cells, "facilities": facilities}
    return assess(of, lay_out([of], nearest=near, **known), Rules(**rules))


def test_gaps_are_ranked_by_the_people_they_leave_out():
    table = found()
    assert table[["rank", "community_id", "item", "people_uncovered"]].values.tolist() == [
        [1, "south", "primary_school", 70],
        [2, "south", "bank", 40],
        [3, "north", "primary_school", 20],
    ]
    assert list(table.columns) == [*COLUMNS, "geometry"]


def test_the_distance_is_that_of_the_median_person_left_out():
    # south: 30 at 700 m, 40 at 800 m, so the 35th of 70 has 800 m; nobody reaches a bank
    assert found()["distance_m"].tolist() == [800, np.inf, 900]


def test_the_place_is_the_cell_nearest_to_the_centre_of_those_left_out():
    # south: (30 x 500 + 40 x 600) / 70 = 557 m: c3 at 600 m is nearer than c2 at 500 m
    table = found()
    assert table.geometry.x.tolist() == [600, 600, 100]
    assert table.crs == 32650


def test_recommended_items_and_what_cannot_be_told_are_no_gaps():
    assert set(found()["item"]) == {"primary_school", "bank"}  # not the gym, not the library


def test_met_items_are_no_gaps():
    everything = {name: [1] * 5 for name in WAYS}
    table = found(everything)
    assert table.empty
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert table.crs == 32650


def test_the_rule_of_the_checklist_is_kept():
    # 10 minutes on foot are 800 m: of the south only nobody is left out; c1 walks 900 m
    by_time = found(rule="time")
    assert by_time[["community_id", "item"]].values.tolist() == [
        ["south", "bank"],
        ["north", "primary_school"],
    ]
    assert by_time["limit"].tolist() == [15, 10]
    straight = found(rule="straight_line")
    assert straight["people_uncovered"].tolist() == [70, 40, 20]


def test_equal_gaps_are_in_the_order_of_their_names():
    ways = {"primary_school": [900] * 4, "bank": [9000] * 4, "gym": [1] * 4}
    table = found(ways, [10, 10, 20, 0])
    assert table["community_id"].tolist() == ["north", "north", "south", "south"]
    assert table["level"].tolist() == ["10", "15", "10", "15"]
    assert table["rank"].tolist() == [1, 2, 3, 4]


def test_each_standard_has_its_own_ranks():
    cells = town.cells([10])
    placed = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy([0], [0]), crs=32650)
    near = town.nearest(placed, {"primary_school": [900]})
    standards = {"test": town.standard(), "other": replace(town.standard(), id="other")}
    laid = {key: assessed(placed, near, one, town.SCHOOL) for key, one in standards.items()}
    told = pd.concat([one.checklist for one in laid.values()])
    served = {key: one.served_frame for key, one in laid.items()}
    table = gaps(told, placed, served, near, standards)
    assert table[["standard", "rank"]].values.tolist() == [["other", 1], ["test", 1]]


people_and_ways = st.lists(
    st.tuples(
        st.integers(0, 30), st.one_of(st.integers(0, 1500), st.just(np.inf), st.just(np.nan))
    ),
    min_size=1,
    max_size=5,
)


@town.law
@given(people_and_ways)
def test_gaps_hold_everybody_that_failing_items_leave_out(rows: list):
    people, ways = map(list, zip(*rows, strict=True))
    table = found({"primary_school": ways, "bank": ways, "gym": ways}, people)
    assert (table["people_uncovered"] > 0).all()
    assert (table["people_uncovered"].diff().dropna() <= 0).all()
    known = table["distance_m"].dropna()
    assert (known > 500).all()  # no one left out lives within any limit
    for gap in table.itertuples():
        index = X.index(gap.geometry.x)
        assert COMMUNITY[index] == gap.community_id
        assert people[index] > 0
        assert not ways[index] <= gap.limit


def test_cells_in_another_order_have_the_same_gaps():
    cells = town.cells(PEOPLE, COMMUNITY)
    placed = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy(X, [0] * 5), crs=32650)
    near = town.nearest(placed, WAYS)
    laid = assessed(placed, near)
    mixed = gaps(
        laid.checklist.iloc[::-1],
        placed.iloc[[3, 1, 4, 0, 2]],
        {"test": laid.served_frame.iloc[::-1]},
        near,
        {"test": STANDARD},
    )
    pd.testing.assert_frame_equal(
        pd.DataFrame(mixed.drop(columns="geometry")), pd.DataFrame(found().drop(columns="geometry"))
    )
    assert mixed.geometry.x.tolist() == pytest.approx([600, 600, 100])


# Rules beside the way on foot


def placed_town(of, people=PEOPLE, walk=None, found=FOUND, **columns):
    """The cells of the town in their places, judged by a standard: gaps of it alone."""
    cells = town.cells(people, COMMUNITY).assign(**columns)
    placed = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy(X, [0] * 5), crs=32650)
    near = town.travel(placed, {"walk": {"park": walk or [np.inf] * 5}})
    laid = assessed(placed, near, of, found)
    return gaps(laid.checklist, placed, {"test": laid.served_frame}, near, {"test": of})


def test_of_what_a_unit_lacks_all_its_people_are_left_without():
    # the only park is in the north; the south's 70 have none of their own, however near one is
    held = FOUND.assign(community_id="north")
    of = town.standard(town.item("park", rule="presence"))
    table = placed_town(of, walk=[1] * 5, found=held)
    assert table[["community_id", "people_uncovered", "distance_m", "rule"]].values.tolist() == [
        ["south", 70, 1, "presence"]
    ]
    assert table.geometry.x.tolist() == [600]  # centre at 557 m, as above
    assert table[["limit", "limit_unit"]].values.tolist() == [[1, "facilities"]]


def test_who_is_served_by_a_share_is_left_without_the_rest():
    # one park where two are asked for: half of the 30 in the north, all 70 in the south
    held = FOUND.assign(community_id="north")
    of = town.standard(town.item("park", rule="count", least=2))
    table = placed_town(of, found=held)
    assert table[["community_id", "people_uncovered"]].values.tolist() == [
        ["south", 70], ["north", 15],
    ]  # fmt: skip
    assert table["distance_m"].tolist() == [np.inf, np.inf]


def test_who_reaches_another_part_of_an_item_is_in_no_gap():
    # nobody reaches a park; c0 and c1 have a bank near
    of = town.standard(town.item("park", more=(Part(type="bank"),)))
    cells = town.cells(PEOPLE, COMMUNITY)
    placed = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy(X, [0] * 5), crs=32650)
    near = town.travel(placed, {"walk": {"bank": [1, 1, 9e3, 9e3, 9e3]}})
    laid = assessed(placed, near, of)
    table = gaps(laid.checklist, placed, {"test": laid.served_frame}, near, {"test": of})
    assert table[["community_id", "people_uncovered"]].values.tolist() == [["south", 70]]


def test_a_community_that_fails_by_its_land_alone_has_no_gap():
    # north: all 30 have it, but not the land of c1, where nobody lives
    of = town.standard(town.item("park", weight="land"))
    table = placed_town(of, [30, 0, 10, 0, 0], walk=[1, 9e3, 1, 1, 1], land_m2=[1, 99, 1, 1, 1])
    assert table.empty


def test_an_item_that_does_not_hold_for_a_community_leaves_no_gap_there():
    of = town.standard(town.item("park", kinds=("rural",)))
    assert placed_town(of).empty  # without kinds all are urban


def test_gaps_of_an_audience_count_its_people():
    # 3 children in the south, all at c2
    of = town.standard(town.item("park", audience="children"))
    table = placed_town(of, walk=[1, 1, 9e3, 9e3, 9e3], children=[1, 1, 3, 0, 0])
    assert table[["community_id", "people_uncovered"]].values.tolist() == [["south", 3]]


def test_people_outside_every_community_are_in_no_gap():
    # c1, of no community, is left out as c0 is; it neither counts nor draws the place to itself
    cells = town.cells([10, 500], ["north", None])
    placed = gpd.GeoDataFrame(cells, geometry=gpd.points_from_xy([0, 900], [0, 0]), crs=32650)
    near = town.nearest(placed, {"primary_school": [900, 9e3]})
    of = town.standard()
    laid = assessed(placed, near, of, town.SCHOOL)
    table = gaps(laid.checklist, placed, {"test": laid.served_frame}, near, {"test": of})
    assert table[["people_uncovered", "distance_m"]].values.tolist() == [[10, 900]]
    assert table.geometry.x.tolist() == [0]
