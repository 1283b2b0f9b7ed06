import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from accessibility.inputs.even_cells import cells_even
from tests.inputs.plots import communities, objects

SQUARE = box(0, 0, 200, 200)  # four squares of the grid
NOTHING = objects()


def unknown(town) -> pd.Series:
    return pd.Series(np.nan, town.index)


def test_without_any_knowledge_a_full_square_weighs_one():
    town = communities({"a": SQUARE})
    cells = cells_even(town, NOTHING, totals=unknown(town))
    assert list(cells["people"]) == [1, 1, 1, 1]
    assert list(cells["land_m2"]) == [10_000] * 4
    assert list(cells.index) == ["a/0-0", "a/0-1", "a/1-0", "a/1-1"]
    assert set(cells["source"]) == {"even"}
    assert cells.index.name == "cell_id"


def test_a_known_total_is_spread_by_land():
    # 200 m x 150 m: two whole squares and two halves, of 30,000 m2 together
    town = communities({"a": box(0, 0, 200, 150)})
    cells = cells_even(town, NOTHING, totals=pd.Series({"a": 300.0}))
    assert sorted(cells["people"]) == pytest.approx([50, 50, 100, 100])


def test_people_live_on_residential_land_where_it_is_mapped():
    town = communities({"a": SQUARE})
    around = objects((box(100, 100, 300, 300), {"landuse": "residential"}))
    cells = cells_even(town, around, totals=unknown(town))
    assert list(cells.index) == ["a/1-1"]  # of the four, only the upper right one


def test_nobody_lives_on_water_green_or_works():
    town = communities({"a": SQUARE})
    around = objects(
        (box(0, 0, 100, 100), {"natural": "water"}),
        (box(100, 0, 200, 100), {"leisure": "park"}),
        (box(0, 100, 100, 200), {"landuse": "industrial"}),
    )
    assert list(cells_even(town, around, totals=unknown(town)).index) == ["a/1-1"]


def test_a_park_inside_residential_land_is_left_out():
    town = communities({"a": SQUARE})
    around = objects(
        (box(0, 0, 200, 200), {"landuse": "residential"}),
        (box(0, 0, 200, 100), {"leisure": "park"}),
    )
    cells = cells_even(town, around, totals=pd.Series({"a": 10.0}))
    assert list(cells.index) == ["a/0-1", "a/1-1"]
    assert list(cells["people"]) == [5, 5]


def test_a_known_total_is_kept_even_where_all_is_water():
    town = communities({"a": SQUARE})
    around = objects((box(-9, -9, 300, 300), {"natural": "water"}))
    assert cells_even(town, around, totals=pd.Series({"a": 8.0}))["people"].sum() == 8


def test_where_homes_are_mapped_elsewhere_bare_land_stays_empty():
    town = communities({"field": SQUARE, "estate": box(200, 0, 400, 200)})
    around = objects((box(200, 0, 300, 100), {"landuse": "residential"}))
    cells = cells_even(town, around, totals=unknown(town), density=0.01, everywhere=False)
    assert list(cells["community_id"]) == ["estate"]
    assert list(cells["people"]) == [100]  # 10,000 m2 at a hundredth of a person


def test_a_known_total_is_placed_on_bare_land():
    town = communities({"field": SQUARE})
    cells = cells_even(
        town, NOTHING, totals=pd.Series({"field": 8.0}), density=0.01, everywhere=False
    )
    assert cells["people"].sum() == 8


def test_points_and_lines_are_no_land():
    town = communities({"a": SQUARE})
    around = objects(
        (Point(50, 50), {"landuse": "residential"}),
        (LineString([(0, 0), (9, 9)]), {"natural": "water"}),
    )
    assert len(cells_even(town, around, totals=unknown(town))) == 4


def test_no_communities_have_no_cells():
    town = communities({})
    assert len(cells_even(town, NOTHING, totals=unknown(town))) == 0
