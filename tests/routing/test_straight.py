"""Straight lines against distances worked out by hand, and against every pair."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from accessibility.routing.straight import nearest_straight

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


places = st.lists(
    st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000)), min_size=1, max_size=20
)


@given(places, places)
def test_it_is_the_least_of_all_pairs(homes, facilities):
    found = nearest_straight(
        cells(*homes), doors(*facilities), {"a": [f"f{i}" for i in range(len(facilities))]}
    )
    for distance, (x, y) in zip(found.metres["a"], homes, strict=True):
        least = min(np.hypot(x - a, y - b) for a, b in facilities)
        assert distance == pytest.approx(least, abs=6e-4)
