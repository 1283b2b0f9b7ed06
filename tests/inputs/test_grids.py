import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from accessibility.errors import NoCommunitiesError
from accessibility.inputs.grids import grid_squares, hexagons
from tests.inputs.plots import UTM

WHOLE_M2 = 500**2 * np.sqrt(3) / 2  # a hexagon 500 m from side to side: 216,506 m2


def test_a_whole_hexagon_is_as_wide_as_asked_and_stands_on_a_corner():
    grid = hexagons(box(500_000, 5_000_000, 503_000, 5_003_000), crs=UTM)
    whole = grid[np.isclose(grid.area, WHOLE_M2, rtol=1e-4)]
    assert len(whole) > 20
    assert shapely.get_num_coordinates(whole.geometry.iloc[0]) == 7
    west, south, east, north = whole.geometry.iloc[0].bounds
    assert east - west == pytest.approx(500, abs=0.01)
    assert north - south == pytest.approx(1000 / np.sqrt(3), abs=0.01)  # corner to corner


@settings(max_examples=30, deadline=None)
@given(
    x=st.floats(0, 900_000),
    y=st.floats(0, 9_000_000),
    wide=st.floats(150, 3000),
    high=st.floats(150, 3000),
    size=st.sampled_from([250.0, 500.0, 1000.0]),
)
def test_hexagons_cover_an_area_once(x, y, wide, high, size):
    area = box(x, y, x + wide, y + high)
    grid = hexagons(area, crs=UTM, size_m=size)
    assert grid.index.is_unique
    assert grid["name"].is_unique
    # borders are rounded to millimetres
    assert grid.area.sum() == pytest.approx(area.area, rel=1e-4)
    assert shapely.union_all(grid.geometry.values).area == pytest.approx(area.area, rel=1e-4)


def test_a_hexagon_keeps_its_id_when_the_area_grows():
    small = hexagons(box(500_000, 5_000_000, 502_000, 5_002_000), crs=UTM)
    large = hexagons(box(499_000, 4_999_000, 504_000, 5_004_000), crs=UTM)
    whole = small[np.isclose(small.area, WHOLE_M2, rtol=1e-4)]
    assert len(whole)
    grown = large.geometry[whole.index].values
    assert shapely.area(shapely.symmetric_difference(whole.geometry.values, grown)).max() < 1


def test_names_count_rows_from_the_north_and_columns_from_the_west():
    grid = hexagons(box(500_000, 5_000_000, 503_000, 5_003_000), crs=UTM)
    place = grid["name"].str.extract(r"H-(\d+)-(\d+)").astype(int)
    middle = grid.geometry.centroid
    assert np.corrcoef(place[0], middle.y)[0, 1] < -0.95
    assert np.corrcoef(place[1], middle.x)[0, 1] > 0.95
    assert grid["name"].is_monotonic_increasing


def test_slivers_at_the_edge_join_a_neighbour():
    area = box(500_000, 5_000_000, 503_000, 5_003_000)
    assert (hexagons(area, crs=UTM).area >= WHOLE_M2 / 4).all()


def test_an_area_smaller_than_a_sliver_is_kept():
    grid = hexagons(box(500_010, 5_000_010, 500_030, 5_000_030), crs=UTM)
    assert grid.area.sum() == pytest.approx(400, rel=1e-3)


def test_a_hexagon_does_not_reach_over_the_edge_of_the_area():
    area = Polygon([(500_000, 5_000_000), (504_000, 5_001_000), (501_000, 5_004_000)])
    grid = hexagons(area, crs=UTM)
    assert shapely.difference(shapely.union_all(grid.geometry.values), area).area < 50


def test_too_many_hexagons_are_refused_before_they_are_made():
    # 4,700 km by 7,600 km: the box that a node at 0, 0 makes; 160 million hexagons or 24 GB
    with pytest.raises(NoCommunitiesError) as caught:
        hexagons(box(0, 0, 4_700_000, 7_600_000), crs=UTM)
    message = str(caught.value)
    assert "4,700 km wide and 7,600 km high" in message
    assert "give a boundary, or a file of communities" in message


@pytest.mark.parametrize(("side_m", "refused"), [(40_000, False), (210_000, True)])
def test_the_most_hexagons_are_200_000(side_m, refused):
    # one hexagon takes 0.2165 km2: 7,390 in the smaller square, 203,689 in the larger;
    # only a thin strip of either is asked for
    strip = Polygon([(0, 0), (side_m, side_m), (side_m, side_m - 10), (10, 0)])
    if refused:
        with pytest.raises(NoCommunitiesError, match="the most is 200,000"):
            hexagons(strip, crs=UTM)
    else:
        assert len(hexagons(strip, crs=UTM)) > side_m / 1000


@pytest.mark.parametrize(
    "area",
    [Polygon(), box(500_000, 5_000_000, 501_000, 5_000_000), box(0, 0, 0, 0), MultiPolygon()],
)
def test_an_area_without_a_surface_is_refused(area):
    with pytest.raises(NoCommunitiesError, match="no surface"):
        hexagons(area, crs=UTM)


def land(shapes: dict[str, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes.values()), index=list(shapes), crs=UTM)


def test_squares_lie_on_the_grid_and_stand_for_their_land():
    # 200 m by 100 m on grid lines: two whole squares
    found = grid_squares(land({"a": box(1000, 2000, 1200, 2100)}))
    assert list(found["row"]) == ["a", "a"]
    assert list(found["land_m2"]) == [10_000, 10_000]
    assert sorted((p.x, p.y) for p in found.geometry) == [(1050, 2050), (1150, 2050)]


def test_a_square_that_is_partly_land_has_its_point_on_the_land():
    # only the outer 10 m of the square are land
    found = grid_squares(land({"a": box(1090, 2000, 1100, 2100)}))
    assert list(found["land_m2"]) == [1000]
    assert found.geometry[0].within(box(1090, 2000, 1100, 2100))


def test_pieces_of_one_square_are_one_cell_on_the_larger_piece():
    pieces = MultiPolygon([box(1000, 2000, 1010, 2100), box(1060, 2000, 1100, 2100)])
    found = grid_squares(land({"a": pieces}))
    assert list(found["land_m2"]) == [5000]  # 1000 + 4000
    assert found.geometry[0].within(box(1060, 2000, 1100, 2100))


def test_two_owners_of_a_square_have_a_cell_each():
    found = grid_squares(land({"b": box(1000, 2000, 1050, 2100), "a": box(1050, 2000, 1100, 2100)}))
    assert list(found["row"]) == ["b", "a"]  # in the order of the land
    assert list(found["square"]) == ["10-20", "10-20"]
    assert list(found["land_m2"]) == [5000, 5000]


def test_no_land_gives_no_squares():
    empty = gpd.GeoDataFrame(geometry=[], index=pd.Index([], dtype="str"), crs=UTM)
    assert len(grid_squares(empty)) == 0


@settings(max_examples=30, deadline=None)
@given(
    x=st.floats(0, 1000),
    y=st.floats(0, 1000),
    wide=st.floats(1, 700),
    high=st.floats(1, 700),
    size=st.sampled_from([50.0, 100.0]),
)
def test_squares_lose_no_land(x, y, wide, high, size):
    shape = box(x, y, x + wide, y + high)
    found = grid_squares(land({"a": shape}), size_m=size)
    assert found["land_m2"].sum() == pytest.approx(shape.area, rel=1e-9)
    assert (found["land_m2"] <= size**2 * (1 + 1e-9)).all()
    assert found["square"].is_unique
    assert shapely.distance(found.geometry.values, shape).max() < 1e-9
