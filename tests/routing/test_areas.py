"""Areas drawn from fields: nested, on this side of obstacles, and as large as the exact bands."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.network import Network, Obstacles
from accessibility.routing.areas import LEAST_M2, areas_around, canvas, grid_cuts
from accessibility.routing.graph import travel_graph
from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.origins import limits_of, origins_of, search_from
from accessibility.routing.reach import reacher
from accessibility.routing.service_areas import service_areas
from accessibility.routing.snapping import join
from tests.routing.towns import points, town, way


def with_walls(network: Network, *walls: tuple[float, float, float, float]) -> Network:
    ends = np.array(walls, float).reshape(-1, 4)
    obstacles = Obstacles(ends=ends, kind=np.zeros(len(walls), np.int8))
    return replace(network, obstacles=obstacles)


def lattice(side: int, step: float) -> Network:
    """side x side blocks of streets."""
    ticks = range(side + 1)
    places = {f"{i},{j}": (i * step, j * step) for i in ticks for j in ticks}
    rows = [way([f"{i},{j}" for i in ticks]) for j in ticks]
    return town(places, *rows, *[way([f"{i},{j}" for j in ticks]) for i in ticks])


LANE = town({"a": (0, 0), "b": (400, 0)}, way("a b"))
BLOCKS = lattice(4, 150)
MIDDLE = points({"p": (300, 310)})


def inside(areas: gpd.GeoDataFrame, x: float, y: float) -> list[bool]:
    return shapely.covers(areas.geometry.to_numpy(), shapely.Point(x, y)).tolist()


def test_nothing_behind_a_wall_is_inside():
    # the wall runs 12 m north of the lane: without it, the band is 30 m wide on both sides
    walled = with_walls(LANE, (-100, 12, 500, 12))
    area = isochrones(walled, points({"p": (200, 0)}), metres=100)
    assert inside(area, 200, 11) == [True]
    assert inside(area, 200, 12.1) == inside(area, 250, 20) == [False]
    assert inside(area, 200, -29) == [True]
    assert inside(isochrones(LANE, points({"p": (200, 0)}), metres=100), 200, 29) == [True]


@settings(max_examples=25)
@given(st.floats(-25, 25), st.floats(-0.9, 0.9), st.floats(0, 3))
def test_a_slanting_wall_is_never_crossed(offset, slope, shift):
    # a long straight wall: what lies on its other side is reached only where the lane crosses
    wall = (-1000, offset - slope * 1200, 1400, offset + slope * 1200)
    walled = with_walls(LANE, wall)
    home = points({"p": (200 + shift, -0.5)})
    whole = pd.DataFrame(
        {"edge": [0], "offset_mm": [200_000], "join_mm": [0], "island": [False]}, home.index
    ).astype({"edge": "int32", "offset_mm": "int32", "join_mm": "int32"})
    area = isochrones(walled, home, metres=30, joined=whole).geometry.iloc[0]
    reached = shapely.LineString([(170, 0), (230, 0)])
    line = shapely.LineString([wall[:2], wall[2:]])
    if shapely.distance(reached, line) > 0.5:
        # nothing of the area is on the wall's other side: a cell's STEPS-th is 1 cm
        beyond = shapely.difference(area, shapely.buffer(line, 0.02))
        sides = [piece for piece in shapely.get_parts(beyond) if piece.distance(reached) > 0.5]
        assert sum(piece.area for piece in sides) == 0


@pytest.mark.parametrize("shore", [9.0, 9.999, 10.0, 10.001, 17.0, 20.0, 24.5])
def test_an_area_comes_up_to_the_shore_and_no_farther(shore):
    # 200 m of lane and two ends: the band of 30 m to the south, of the shore's width to the north,
    # wherever the shore lies between the grid's lines, which are 10 m apart
    walled = with_walls(LANE, (-100, shore, 500, shore))
    area = isochrones(walled, points({"p": (200, 0)}), metres=100).geometry.iloc[0]
    assert area.bounds[3] <= shore + 0.02
    band = shapely.LineString([(100, 0), (300, 0)]).buffer(30, quad_segs=64)
    seen = band.intersection(shapely.box(-100, -100, 500, shore))
    assert area.area == pytest.approx(seen.area, rel=0.03)


@pytest.mark.parametrize("end", [39.9, 40.0])
def test_a_street_that_ends_on_a_wall_sees_nothing_behind_it(end):
    # the wall has a vertex where a gate is, at the end of the lane or 10 cm beyond it
    lane = town({"a": (3, -400), "b": (3, end)}, way("a b"))
    walled = with_walls(lane, (-200, 40, 3, 40), (3, 40, 200, 40))
    area = isochrones(walled, points({"p": (3, 0)}), metres=100).geometry.iloc[0]
    assert area.bounds[3] <= 40.02
    assert area.covers(shapely.Point(3, 39))
    onward = town({"a": (3, -400), "b": (3, end), "c": (3, 400)}, way("a b c"))
    walled = replace(onward, obstacles=walled.obstacles)
    area = isochrones(walled, points({"p": (3, 0)}), metres=100).geometry.iloc[0]
    assert area.covers(shapely.LineString([(20, 41), (-20, 41)]))  # both sides of the open gate


def test_a_street_along_the_top_of_a_wall_sees_both_sides_of_its_bend():
    quay = town({"a": (0, 0), "b": (103, 0), "c": (103, 200)}, way("a b"), way("b c"))
    walled = with_walls(quay, (0, 0, 103, 0), (103, 0, 103, 200))
    area = isochrones(walled, points({"p": (50, 0)}), metres=120).geometry.iloc[0]
    band = shapely.LineString([(0, 0), (103, 0), (103, 67)]).buffer(30, quad_segs=64)
    assert area.area == pytest.approx(band.area, rel=0.03)


@pytest.mark.parametrize("divide", [False, True])
@pytest.mark.parametrize("turn", [0.0, 0.3, 0.8, 2.0])
def test_a_pier_narrower_than_a_square_of_the_grid_lies_in_its_area(turn, divide):
    # 200 m of pier, 3 m wide, aslant of the grid
    along, across = np.array([np.cos(turn), np.sin(turn)]), np.array([-np.sin(turn), np.cos(turn)])
    foot = np.array([3.3, 4.7])
    end, side = foot + 200 * along, 1.5 * across
    pier = town({"a": tuple(foot), "b": tuple(end)}, way("a b"))
    shores = [(*(foot - side), *(end - side)), (*(foot + side), *(end + side))]
    doors = points({"p": tuple(foot), "q": tuple(end)})
    joined = join(pier, doors)
    network = with_walls(pier, *shores)
    areas = service_areas(network, doors, metres=[60, 150], joined=joined, divide=divide)
    for limit, own in areas.groupby("limit"):
        area = shapely.union_all(own.geometry.to_numpy())
        street = shapely.LineString([tuple(foot), tuple(foot + min(limit, 200) * along)])
        assert shapely.length(street.difference(area)) < 0.02 * street.length
        assert area.area < 20 * 200 + 2 * np.pi * 30**2  # and the ends are open


def test_an_obstacle_between_two_streets_both_reached_is_covered():
    # a wall along the middle of two lanes 20 m apart that meet at their west end
    lanes = town({"a": (0, 0), "b": (200, 0), "c": (200, 20), "d": (0, 20)}, way("b a d c"))
    area = isochrones(with_walls(lanes, (20, 10, 300, 10)), points({"p": (0, 0)}), metres=500)
    assert area.geometry.iloc[0].is_valid
    assert inside(area, 100, 5) == inside(area, 100, 15) == [True]


def test_a_block_of_200_m_keeps_its_hole_and_a_narrow_one_has_none():
    for side, holes in ((200, 1), (50, 0)):
        corners = {"a": (0, 0), "b": (side, 0), "c": (side, side), "d": (0, side)}
        block = town(corners, way("a b c d a"))
        area = isochrones(block, points({"p": (0, 0)}), metres=1000).geometry.iloc[0]
        assert len(area.interiors) == holes


def test_an_area_within_the_hole_of_another_is_a_part_of_its_own():
    # two rings of street, one inside the other and not joined to it: a merged area
    outer = {"a": (0, 0), "b": (600, 0), "c": (600, 600), "d": (0, 600)}
    inner = {"e": (200, 200), "f": (400, 200), "g": (400, 400), "h": (200, 400)}
    rings = town(outer | inner, way("a b c d a"), way("e f g h e"))
    doors = points({"p": (0, 0), "q": (200, 200)})
    joined = join(rings, doors)
    area = service_areas(rings, doors, metres=3000, joined=joined).geometry.iloc[0]
    # each a band of 60 m width with rounded corners, around 2,400 m and 800 m of street
    assert sorted(len(part.interiors) for part in area.geoms) == [1, 1]
    expected = 60 * (2400 + 800) - 2 * (4 - np.pi) * 30**2
    assert area.area == pytest.approx(expected, rel=0.01)


def test_a_very_short_reach_is_a_disc_and_no_speck_appears():
    # 0.2 m to either side of the point: nearly a disc of 30 m
    area = isochrones(LANE, points({"p": (200, 0)}), metres=0.2).geometry.iloc[0]
    assert area.area == pytest.approx(np.pi * 30**2 + 0.4 * 60, rel=0.03)
    # between two walls half a metre apart there is no vertex to draw: nothing, or a real part
    narrow = with_walls(LANE, (-50, 0.3, 450, 0.3), (-50, -0.3, 450, -0.3))
    parts = shapely.get_parts(isochrones(narrow, points({"p": (200, 0)}), metres=50).geometry)
    assert (shapely.area(parts) >= LEAST_M2).all()


@settings(max_examples=20)
@given(st.data())
def test_areas_are_as_large_as_the_exact_bands_and_nested(data):
    xy = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda p: (p[0] * 37.3, p[1] * 31.7))
    corners = data.draw(st.lists(xy, min_size=3, max_size=9, unique=True))
    names = [f"n{i}" for i in range(len(corners))]
    network = town(dict(zip(names, corners, strict=True)), way(names))
    home = points({"p": corners[0]})
    options = {"metres": [120, 340, 900], "joined": join(network, home)}
    drawn = isochrones(network, home, **options)
    exact = isochrones(network, home, **options, exact=True)
    assert drawn.is_valid.all()
    for smaller, larger in zip(drawn.geometry.iloc[:-1], drawn.geometry.iloc[1:], strict=True):
        assert larger.covers(smaller)
    ratio = drawn.area / exact.area
    assert ratio.between(0.98, 1.03).all()
    assert drawn["streets_km"].tolist() == exact["streets_km"].tolist()


def walled_blocks() -> Network:
    rng = np.random.default_rng(8)
    start = rng.uniform(0, 600, (25, 2))
    return with_walls(BLOCKS, *np.hstack((start, start + rng.uniform(-60, 60, (25, 2)))).tolist())


def test_areas_are_nested_and_valid_among_walls():
    homes = points({f"p{i}": (31 * i, 17 * i) for i in range(12)})
    areas = isochrones(walled_blocks(), homes, metres=[100, 180, 260, 500])
    assert areas.is_valid.all()
    for _, own in areas.groupby(level=0):
        for smaller, larger in zip(own.geometry.iloc[:-1], own.geometry.iloc[1:], strict=True):
            assert smaller.is_empty or larger.covers(smaller)


def test_threads_and_the_order_and_company_of_origins_change_no_byte():
    network = walled_blocks()
    homes = points({f"p{i:03d}": (4 * i, 3 * i) for i in range(150)})  # three batches
    options = {"minutes": [2, 4]}
    once = isochrones(network, homes, threads=1, **options)
    assert once.equals(isochrones(network, homes, threads=2, **options))
    back = isochrones(network, homes.iloc[::-1], **options).loc[homes.index]
    assert once.to_wkb().equals(back.to_wkb())
    alone = isochrones(network, homes.iloc[[70]], **options)  # without stamps
    assert once.loc[["p070"]].to_wkb().equals(alone.to_wkb())


def test_edges_with_and_without_a_stamp_are_drawn_alike():
    graph = travel_graph(walled_blocks(), "walk")
    origins = join(graph, points({"p": (100, 100), "q": (400, 310)}))
    reach = reacher(graph, graph.mm, origins, np.array([300_000]), reverse=False)
    parts = reach.portions(np.arange(2, dtype=np.int32))
    first = np.searchsorted(parts[:, 0], np.arange(3))
    plain = canvas(graph, 30.0).rings(parts, first, 1)
    every = np.arange(graph.network.n_edges)
    for a, b in zip(plain, canvas(graph, 30.0, every).rings(parts, first, 1), strict=True):
        np.testing.assert_array_equal(a, b)


def test_one_bad_origin_does_not_spoil_the_others():
    homes = points({"far": (9000, 9000), "home": (0, 0)})
    with pytest.warns(UserWarning, match=r"far.*not within"):
        areas = isochrones(BLOCKS, homes, metres=[100, 200])
    assert areas.index.tolist() == ["far", "far", "home", "home"]
    assert areas.geometry.is_empty.tolist() == [True, True, False, False]
    assert areas["streets_km"].isna().tolist() == [True, True, False, False]


def test_progress_is_told_up_to_the_last_origin():
    told = []
    isochrones(BLOCKS, points({f"p{i}": (i, 0) for i in range(130)}), metres=50,
               progress=lambda done, todo: told.append((done, todo)))  # fmt: skip
    assert told == [(64, 130), (128, 130), (130, 130)]


def test_a_facility_with_several_doors_is_one_origin():
    # doors at both ends of the lane: 100 m from each, 200 m of street in one area of two parts
    doors = points({"a#1": (0, 0), "x": (200, 0), "a#2": (400, 0)})
    of = pd.Series(["a", None, "a"], doors.index, name="facility_id")
    areas = isochrones(LANE, doors, metres=[50, 100], of=of)
    assert areas.index.tolist() == ["a", "a", "x", "x"]
    assert areas["streets_km"].tolist() == [0.1, 0.2, 0.1, 0.2]
    assert [len(shapely.get_parts(area)) for area in areas.geometry] == [2, 2, 1, 1]
    streets = reached_streets(LANE, doors.assign(f=of), metres=100, of="f")
    assert streets.loc[["a"], "length_m"].tolist() == [100.0, 100.0]
    meeting = isochrones(LANE, doors, metres=250, of=of)
    assert meeting.at["a", "streets_km"] == 0.4  # what both reach counts once


@pytest.mark.parametrize(
    ("of", "message"),
    [("shop", "no column 'shop'"), (pd.Series(["a"], ["elsewhere"]), "indexed otherwise")],
)
def test_a_facility_of_other_points_is_refused(of, message):
    with pytest.raises(InputError, match=message):
        isochrones(LANE, points({"p": (0, 0)}), metres=50, of=of)


def test_an_area_is_divided_where_two_facilities_are_equally_near():
    # a at 100, b at 300 of a lane of 400: equally near at 200
    doors = points({"b": (300, 0), "a": (100, 0)})
    parts = service_areas(LANE, doors, metres=[50, 150], divide=True)
    assert list(zip(parts.index, parts["limit"], strict=True)) == [
        ("b", 50.0), ("b", 150.0), ("a", 50.0), ("a", 150.0),
    ]  # fmt: skip
    assert parts["streets_km"].tolist() == [0.1, 0.2, 0.1, 0.2]
    west, east = parts.geometry.iloc[3], parts.geometry.iloc[1]
    assert west.bounds[2] == pytest.approx(200, abs=10)  # half a cell, at most
    assert east.bounds[0] == pytest.approx(200, abs=10)


def test_a_street_is_divided_to_the_millimetre():
    # 100.001 m between two doors: 50.000 m are no farther from the first; the rest is the other's
    lane = town({"a": (0, 0), "b": (100.001, 0)}, way("a b"))
    doors = points({"p": (0, 0), "q": (100.001, 0)})
    parts = service_areas(lane, doors, metres=90, divide=True)
    assert parts["streets_km"].tolist() == [0.050, 0.050001]


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 600)), min_size=2, max_size=7,
                unique=True), st.booleans())  # fmt: skip
def test_divided_areas_cover_the_merged_one_and_do_not_overlap(spots, walls):
    network = walled_blocks() if walls else BLOCKS
    doors = points({f"d{i}": xy for i, xy in enumerate(spots)})
    options = {"metres": [90, 240], "joined": join(network, doors)}
    merged = service_areas(network, doors, **options)
    parts = service_areas(network, doors, divide=True, **options)
    assert parts.is_valid.all()
    for row in merged.itertuples():
        own = parts[parts["limit"] == row.limit].geometry
        together = shapely.union_all(own.to_numpy())
        # the same, but for parts and holes too small to keep
        assert together.symmetric_difference(row.geometry).area <= 8 * LEAST_M2
        assert own.area.sum() == pytest.approx(together.area, abs=1e-6)
    assert parts.groupby("limit")["streets_km"].sum().tolist() == pytest.approx(
        merged["streets_km"].tolist(), abs=1e-9
    )


def test_the_order_of_facilities_does_not_decide_ties():
    doors = points({"b": (100, 0), "a": (300, 0), "c": (200, 150)})
    one = service_areas(BLOCKS, doors, metres=400, divide=True)
    other = service_areas(BLOCKS, doors.iloc[::-1], metres=400, divide=True)
    assert one.to_wkb().equals(other.loc[one.index].to_wkb())


def test_service_areas_are_by_default_those_from_where_one_gets_there():
    one_way = town({"a": (0, 0), "b": (400, 0)}, way("a b", oneway="yes"))
    door = points({"p": (200, 0)})
    to = service_areas(one_way, door, profile="bike", metres=100).geometry.iloc[0]
    of = service_areas(one_way, door, profile="bike", metres=100, reverse=False).geometry.iloc[0]
    assert to.centroid.x == pytest.approx(150, abs=1)
    assert of.centroid.x == pytest.approx(250, abs=1)


def test_merged_areas_are_the_union_of_those_of_each():
    doors = points({"p": (20, 0), "q": (410, 300), "r": (600, 600)})
    each = isochrones(BLOCKS, doors, metres=200, reverse=True)
    merged = service_areas(BLOCKS, doors, metres=200).geometry.iloc[0]
    union = shapely.union_all(each.geometry.to_numpy())
    # the distance to all streets is linear in more triangles than that to some
    assert merged.symmetric_difference(union).area < 0.01 * union.area


def test_edges_of_the_grid_that_a_wall_crosses_are_found_where_it_crosses():
    # cells of 10 m; from (5, 2) to (5, 18): east of (0, 1) half way, and the two diagonals
    cuts = grid_cuts(np.array([[5.0, 2.0, 5.0, 18.0]]), 10.0)
    found = {
        (int(key) // 3, row + cuts.row, int(key) % 3): (int(low), int(high))
        for row in range(len(cuts.first) - 1)
        for key, low, high in zip(
            *(column[cuts.first[row] : cuts.first[row + 1]]
              for column in (cuts.key, cuts.low, cuts.high)), strict=True)
    }  # fmt: skip
    assert found == {(0, 1, 0): (512, 512), (0, 0, 1): (512, 512), (0, 1, 1): (512, 512)}


def test_areas_need_no_origin_at_all():
    graph = travel_graph(BLOCKS, "walk")
    nobody = MIDDLE.iloc[:0]
    origins = origins_of(graph, nobody, join_limit_m=100, reverse=False,
                         joined=join(graph, nobody), of=None)  # fmt: skip
    reach = search_from(graph, origins, *limits_of(5, None), reverse=False)
    geometry, mm = areas_around(reach, 30.0)
    assert len(geometry) == len(mm) == 0
