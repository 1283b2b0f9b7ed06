"""How far the data reach: boxes, borders and the sea, worked out by hand."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from accessibility.inputs.extent import edge_distance, loaded_area

CRS = 32632
NO_SEA = Polygon()


def cells(*places: tuple[float, float]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        geometry=[Point(p) for p in places],
        index=[f"c{i}" for i in range(len(places))],
        crs=CRS,
    )


def grid(west: float, south: float, east: float, north: float) -> np.ndarray:
    """Street nodes 100 m apart."""
    x, y = np.meshgrid(np.arange(west, east + 1, 100.0), np.arange(south, north + 1, 100.0))
    return np.column_stack([x.ravel(), y.ravel()])


def test_the_edge_is_the_nearest_side():
    # 105 m from the left side of the area, 895 m from its right
    assert edge_distance(cells((105, 500)), box(0, 0, 1000, 1000), NO_SEA).tolist() == [105.0]


def test_a_cell_outside_is_at_the_edge():
    assert edge_distance(cells((2000, 500)), box(0, 0, 1000, 1000), NO_SEA).tolist() == [0.0]


def test_an_area_in_two_parts_has_the_edges_of_both():
    parts = MultiPolygon([box(0, 0, 150, 150), box(1000, 0, 2000, 1000)])
    assert edge_distance(cells((105, 75)), parts, NO_SEA).tolist() == [45.0]


def test_where_the_data_end_at_sea_nothing_is_missing():
    # the right half of the area is sea: its right side does not count, nor do the other sides
    # within 100 m of the shore at 500; the nearest end on land is at (400, 0), 100 m left
    sea = box(500, 0, 1000, 1000)
    away = edge_distance(cells((490, 60)), box(0, 0, 1000, 1000), sea)
    assert away.iloc[0] == pytest.approx(np.hypot(90, 60), abs=0.5)


def test_an_island_has_no_edge():
    island = box(400, 400, 600, 600)
    sea = box(0, 0, 1000, 1000).difference(island)
    assert edge_distance(cells((500, 500)), box(0, 0, 1000, 1000), sea).tolist() == [np.inf]


def test_streets_all_over_the_box_leave_it_the_edge():
    loaded, remark = loaded_area(box(0, 0, 2000, 1000), grid(0, 0, 2000, 1000), NO_SEA)
    assert loaded.equals(box(0, 0, 2000, 1000))
    assert remark is None


def test_an_extract_cut_along_a_border_ends_where_its_streets_do():
    # streets fill the left third of the box: (700 + 50) x 1000 of 2000 x 1000 m2 is 38 %
    loaded, remark = loaded_area(box(0, 0, 2000, 1000), grid(0, 0, 700, 1000), NO_SEA)
    assert loaded.bounds == pytest.approx((0, 0, 750, 1000), abs=1)
    assert "38%" in remark


def test_the_sea_does_not_count_as_missing_streets():
    sea = box(800, 0, 2000, 1000)
    loaded, remark = loaded_area(box(0, 0, 2000, 1000), grid(0, 0, 700, 1000), sea)
    assert loaded.equals(box(0, 0, 2000, 1000))
    assert remark is None


@given(st.floats(0, 1000), st.floats(0, 1000), st.floats(1, 400))
def test_more_data_never_bring_the_edge_nearer(x, y, more):
    here = cells((x, y))
    small = edge_distance(here, box(0, 0, 1000, 1000), NO_SEA)
    large = edge_distance(here, box(-more, -more, 1000 + more, 1000 + more), NO_SEA)
    assert (large >= small).all()
