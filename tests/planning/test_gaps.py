"""Gaps: who is left out, how far they have it, where they live; worked out by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.planning.gaps import COLUMNS, gaps
from accessibility.scoring.checklist import checklist
from accessibility.scoring.rules import Rules
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
    told = checklist(
        STANDARD,
        communities=town.communities(cells),
        cells=placed,
        facilities=FOUND,
        nearest=near,
        rules=Rules(**rules),
    )
    return gaps(told, placed, near, {"test": STANDARD})


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
    one = town.standard()
    two = type(one)(**(vars(one) | {"id": "other"}))
    args = {
        "communities": town.communities(cells),
        "cells": placed,
        "facilities": town.SCHOOL,
        "nearest": near,
        "rules": Rules(),
    }
    told = pd.concat([checklist(one, **args), checklist(two, **args)])
    table = gaps(told, placed, near, {"test": one, "other": two})
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
    told = checklist(
        STANDARD,
        communities=town.communities(cells),
        cells=placed,
        facilities=FOUND,
        nearest=near,
        rules=Rules(),
    )
    mixed = gaps(told.iloc[::-1], placed.iloc[[3, 1, 4, 0, 2]], near, {"test": STANDARD})
    pd.testing.assert_frame_equal(
        pd.DataFrame(mixed.drop(columns="geometry")), pd.DataFrame(found().drop(columns="geometry"))
    )
    assert mixed.geometry.x.tolist() == pytest.approx([600, 600, 100])
