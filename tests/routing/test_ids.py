"""Facilities are known by whatever their owner's index holds."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from accessibility.errors import InputError
from accessibility.routing.access import access_points
from accessibility.routing.isochrones import isochrones
from accessibility.routing.straight import nearest_straight
from accessibility.routing.travel import nearest
from tests.routing.towns import CRS_M, points, shops, town, way

ROW = town({"a": (0, 0), "b": (600, 0), "c": (1200, 0)}, way("a b c"))
HOMES = points({"west": (100, 0), "east": (1100, 0)})
PLACES = [shapely.Point(0, 0), shapely.Point(600, 0), shapely.Point(1200, 0)]


def owned(index: object = None, **columns: object) -> gpd.GeoDataFrame:
    """Three shops, at 0, 600 and 1,200 m."""
    return gpd.GeoDataFrame(
        {"type": ["shop"] * 3} | columns, geometry=PLACES, index=index, crs=CRS_M
    )


@pytest.mark.parametrize(
    "index",
    [
        None,
        [7, 3, 5],
        [1.5, 2.5, 0.5],
        ["x", "y", "z"],
        pd.Index(["x", "y", "z"], dtype=object),
        pd.Index([1, "1", "b"], dtype=object),
        pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
        pd.MultiIndex.from_tuples([("node", 1), ("way", 1), ("node", 2)]),
    ],
    ids=["range", "int", "float", "str", "object", "mixed", "date", "pairs"],
)
def test_any_unique_index_names_facilities_as_it_is(index):
    # west is 100 m from the first shop, east 100 m from the third
    facilities = owned(index)
    found = nearest(ROW, HOMES, facilities)
    assert found.metres["shop"].tolist() == [100.0, 100.0]
    expected = [facilities.index[0], facilities.index[2]]
    assert found.facility_id["shop"].tolist() == expected
    doors = access_points(facilities, None, ROW)
    assert doors.index.is_unique
    assert doors["facility_id"].tolist() == facilities.index.tolist()
    assert nearest(ROW, HOMES, facilities, access_points=doors).metres.equals(found.metres)
    middle = nearest(ROW, HOMES, facilities, groups={"mine": [facilities.index[1]]})
    assert middle.metres["mine"].tolist() == [500.0, 500.0]
    straight = nearest_straight(HOMES, doors, {"mine": [facilities.index[1]]})
    assert straight.metres["mine"].tolist() == [500.0, 500.0]


def test_numbers_are_ranked_as_numbers_where_two_are_equally_near():
    # 10 before 9 as text; both are 300 m from the home
    facilities = owned([9, 8, 10]).loc[[9, 10]]
    middle = points({"home": (600, 0)})
    assert nearest(ROW, middle, facilities).facility_id.at["home", "shop"] == 9


def test_an_id_that_stands_twice_is_refused():
    with pytest.raises(InputError, match="facilities: 'x' stands twice in the index"):
        nearest(ROW, HOMES, owned(["x", "y", "x"]))


def test_facilities_without_type_need_groups():
    untyped = owned().drop(columns="type")
    with pytest.raises(InputError, match="facilities: no column 'type'"):
        nearest(ROW, HOMES, untyped)
    assert nearest(ROW, HOMES, untyped, groups={"all": [0, 1, 2]}).metres["all"].tolist() == [
        100,
        100,
    ]


def test_a_facility_without_a_type_is_of_no_group():
    found = nearest(ROW, HOMES, owned(type=["shop", None, "market"]))
    assert found.metres.to_dict("list") == {"market": [1100.0, 100.0], "shop": [100.0, 1100.0]}


def test_doors_without_facility_id_are_refused():
    bare = points({"d": (0, 0)})
    with pytest.raises(InputError, match="access points: no column 'facility_id'"):
        nearest(ROW, HOMES, owned(), access_points=bare)
    with pytest.raises(InputError, match="access points: no column 'facility_id'"):
        nearest_straight(HOMES, bare, {"shop": [0]})


def test_doors_of_other_facilities_are_refused():
    # numbers that became text on their way through a file
    doors = access_points(owned(), None, ROW)
    text = doors.assign(facility_id=doors["facility_id"].astype(str))
    with pytest.raises(InputError, match="none has the id '0'"):
        nearest(ROW, HOMES, owned(), access_points=text)


def test_cells_may_share_a_name_and_keep_it():
    twice = HOMES.set_axis(["home", "home"])
    found = nearest(ROW, twice, shops({"s": (0, 0)}))
    assert found.metres.index.tolist() == ["home", "home"]
    np.testing.assert_array_equal(found.metres["shop"], [100.0, 1100.0])


# What else may be handed over by mistake


def handed(**changes):
    network = town({"a": (0, 0), "b": (200, 0)}, way("a b"))
    there = points({"f1": (50, 5)}).assign(type="shop")
    return nearest(network, points({"c": (150, 5)}), there, **changes)


@pytest.mark.parametrize("limit", ["300", True, [300], (1, 2)])
def test_a_limit_that_is_no_number_is_told(limit):
    with pytest.raises(InputError, match="limit of travel"):
        handed(limit_m=limit)


def test_an_unknown_certainty_is_told_with_a_guess():
    with pytest.raises(InputError, match="Did you mean 'possible'"):
        handed(certainty="possibel")


def test_a_text_in_place_of_a_list_of_ids_is_told():
    with pytest.raises(InputError, match=r"a list of facility ids is due, as \['f1'\]"):
        handed(groups={"shop": "f1"})


@pytest.mark.parametrize("minutes", [[1, 2], (1, 2), {1, 2}, iter([2, 1]), range(1, 3)])
def test_limits_may_come_in_any_collection(minutes):
    network = town({"a": (0, 0), "b": (200, 0)}, way("a b"))
    rings = isochrones(network, points({"c": (150, 5)}), minutes=minutes)
    assert sorted(rings["limit"]) == [1, 2]


@pytest.mark.parametrize("minutes", ["5,10", ["5"], [True], [5, None]])
def test_limits_of_an_isochrone_that_are_no_numbers_are_told(minutes):
    network = town({"a": (0, 0), "b": (200, 0)}, way("a b"))
    with pytest.raises(InputError, match="limit of travel"):
        isochrones(network, points({"c": (150, 5)}), minutes=minutes)
