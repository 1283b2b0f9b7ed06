"""Straight lines against distances worked out by hand, and against every pair."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from accessibility.routing.straight import FEW, nearest_straight

CRS = 32632


def cells(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        geometry=[Point(p) for p in places],
        index=[f"c{i}" for i in range(len(places))],
        crs=CRS,
    )


def doors(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"facility_id": [f"f{i}" for i in range(len(places))]},
        geometry=[Point(p) for p in places],
        index=[f"f{i}#0" for i in range(len(places))],
        crs=CRS,
    )


def test_the_nearest_of_each_group_is_found():
    # from (0, 0): a 3-4-5 triangle to f0, 10 m to f1
    found = nearest_straight(
        cells((0, 0)), doors((3, 4), (10, 0)), {"park": ["f0", "f1"], "school": ["f1"]}
    )
    assert found.metres.loc["c0"].to_dict() == {"park": 5.0, "school": 10.0}
    assert found.facility_id.loc["c0"].to_dict() == {"park": "f0", "school": "f1"}
    assert found.minutes.isna().all(axis=None)


def test_the_limit_is_inclusive_and_beyond_it_nothing_is_reached():
    found = nearest_straight(cells((0, 0), (0, 1)), doors((5, 0)), {"a": ["f0"]}, limit_m=5)
    assert found.metres["a"].tolist() == [5.0, np.inf]
    assert found.facility_id["a"].tolist()[0] == "f0"
    assert pd.isna(found.facility_id["a"].tolist()[1])


def test_a_group_without_facilities_is_out_of_reach():
    found = nearest_straight(cells((0, 0)), doors((5, 0)), {"a": []})
    assert found.metres["a"].tolist() == [np.inf]


def test_of_facilities_at_one_place_the_lowest_id_is_named_however_many_there_are():
    # 30 at one place are asked of a tree, 3 one by one
    for count in (3, 30):
        elsewhere = [(100 + 10 * n, 0) for n in range(30 - count)]
        table = doors(*[(10, 0)] * count, *elsewhere).iloc[::-1]
        found = nearest_straight(cells((0, 0)), table, {"a": table["facility_id"]})
        assert found.facility_id.at["c0", "a"] == "f0"


def test_ids_may_be_numbers():
    table = doors((3, 4), (10, 0)).assign(facility_id=[7, 8])
    found = nearest_straight(cells((0, 0)), table, {"a": [8], "b": [7, 8], "c": [9]})
    assert found.metres.loc["c0"].tolist() == [10.0, 5.0, np.inf]
    assert found.facility_id.loc["c0", ["a", "b"]].tolist() == [8, 7]


def test_a_town_without_homes_or_doors_is_answered():
    found = nearest_straight(cells(), doors((3, 4)), {"a": ["f0"], "b": []})
    assert found.metres.shape == found.minutes.shape == found.facility_id.shape == (0, 2)
    assert nearest_straight(cells((0, 0)), doors(), {"a": ["f0"]}).metres.at["c0", "a"] == np.inf
    assert nearest_straight(cells((0, 0)), doors(), {}).metres.shape == (1, 0)


places = st.lists(
    st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=1, max_size=20
)
# more than are tried one by one
many = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50)),
    min_size=2 * FEW + 1,
    max_size=2 * FEW + 9,
)


@settings(max_examples=50)
@given(places, st.one_of(places, many))
def test_it_is_the_least_of_all_pairs(homes, facilities):
    ids = [f"f{i}" for i in range(len(facilities))]
    groups = {"a": ids, "b": ids[::2], "same": ids}
    found = nearest_straight(cells(*homes), doors(*facilities), groups)
    for group, step in (("a", 1), ("b", 2), ("same", 1)):
        for distance, (x, y) in zip(found.metres[group], homes, strict=True):
            least = min(np.hypot(x - a, y - b) for a, b in facilities[::step])
            assert distance == pytest.approx(least, abs=6e-4)
