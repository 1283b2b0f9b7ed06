"""What no straight way may cross: which tags, and the pieces they become."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from accessibility.crs import WGS84, metric_crs
from accessibility.inputs.obstacles import ObstacleLines, barriers, obstacles
from accessibility.inputs.osm import read_osm
from accessibility.inputs.osm_tags import barrier_kind, obstacle_kind
from accessibility.network import BARRIER_KINDS, OBSTACLE_KINDS, Obstacles
from tests.osm_files import write_osm

CRS = metric_crs(7.40, 43.70, 7.41, 43.71)
CORNERS = {
    1: (7.400, 43.700), 2: (7.401, 43.700), 3: (7.401, 43.701), 4: (7.400, 43.701),
    5: (7.4002, 43.7002), 6: (7.4008, 43.7002), 7: (7.4008, 43.7008),
    8: (7.4004, 43.7004), 9: (7.4006, 43.7006),
}  # fmt: skip
STREET = {50: ([8, 9], {"highway": "residential"})}
SQUARE = [1, 2, 3, 4, 1]
HOLE = [5, 6, 7, 5]


def found(tmp_path, ways, relations=None, nodes=None) -> Obstacles:
    path = write_osm(tmp_path / "town.osm.pbf", CORNERS | (nodes or {}), STREET | ways, relations)
    return obstacles(read_osm(path).obstacles, CRS)


def kinds(these: Obstacles) -> list[str]:
    return [OBSTACLE_KINDS[kind] for kind in these.kind]


def on_map(*refs: int) -> np.ndarray:
    """Places of CORNERS in metres, by another way than the code's."""
    lon, lat = zip(*(CORNERS[ref] for ref in refs), strict=True)
    x, y = Transformer.from_crs(WGS84, CRS, always_xy=True).transform(lon, lat)
    return np.column_stack((x, y))


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"barrier": "wall"}, "wall"),
        ({"barrier": "city_wall"}, "wall"),
        ({"barrier": "retaining_wall"}, "wall"),
        ({"barrier": "fence"}, "wall"),
        ({"landuse": "residential", "barrier": "wall"}, "wall"),  # a compound
        ({"amenity": "school", "barrier": "fence"}, "wall"),
        ({"barrier": "hedge"}, None),  # crosses no join of three towns, and has gaps
        ({"barrier": "guard_rail"}, None),
        ({"barrier": "kerb"}, None),
        ({"barrier": "bollard"}, None),
        ({"barrier": "gate"}, None),
        ({"building": "house", "barrier": "wall"}, None),  # its people would be shut in
        ({"highway": "footway", "barrier": "fence"}, None),
        ({"waterway": "river"}, "water"),
        ({"waterway": "canal"}, "water"),
        ({"waterway": "stream"}, None),
        ({"waterway": "ditch"}, None),
        ({"waterway": "river", "tunnel": "culvert"}, None),
        ({"waterway": "river", "tunnel": "no"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"natural": "water", "water": "lake"}, "water"),
        ({"natural": "coastline"}, "water"),
        ({"landuse": "reservoir"}, "water"),
        ({"landuse": "basin"}, "water"),
        ({"natural": "wood"}, None),
        ({"railway": "rail"}, "rail"),
        ({"railway": "light_rail"}, "rail"),
        ({"railway": "narrow_gauge"}, "rail"),
        ({"railway": "subway", "tunnel": "yes"}, None),
        ({"railway": "rail", "bridge": "viaduct"}, None),
        ({"railway": "rail", "covered": "yes"}, None),
        ({"railway": "tram"}, None),  # lies in the street
        ({"railway": "disused"}, None),
        ({"railway": "abandoned"}, None),
        ({"railway": "platform"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_which_tags_bar_the_way(tags, kind):
    assert obstacle_kind(tags) == kind


def test_an_open_wall_is_its_pieces_from_node_to_node(tmp_path):
    these = found(tmp_path, {60: ([1, 2, 3], {"barrier": "wall"})})
    assert kinds(these) == ["wall", "wall"]
    corners = on_map(1, 2, 3)
    expected = np.column_stack((corners[:-1], corners[1:]))
    np.testing.assert_allclose(these.ends, expected, atol=1e-6)


def test_the_outline_of_a_compound_is_a_wall_all_around(tmp_path):
    these = found(tmp_path, {60: (SQUARE, {"landuse": "residential", "barrier": "wall"})})
    assert kinds(these) == ["wall"] * 4
    ring = shapely.union_all(shapely.linestrings(these.ends.reshape(-1, 2, 2)))
    assert shapely.get_num_geometries(shapely.polygonize([ring])) == 1


def test_lake_and_island_of_a_relation_are_shores(tmp_path):
    # 4 pieces of the outer ring and 3 of the hole
    these = found(
        tmp_path,
        {60: (SQUARE, {}), 61: (HOLE, {})},
        {9: ([("w", 60, "outer"), ("w", 61, "inner")],
             {"type": "multipolygon", "natural": "water"})},
    )  # fmt: skip
    assert kinds(these) == ["water"] * 7
    length = np.hypot(*(these.ends[:, 2:] - these.ends[:, :2]).T).sum()
    expected = shapely.LineString(on_map(*SQUARE)).length + shapely.LineString(on_map(*HOLE)).length
    assert length == pytest.approx(expected, abs=1e-6)


def test_a_walled_relation_without_another_tag_is_a_wall(tmp_path):
    these = found(
        tmp_path,
        {60: (SQUARE, {})},
        {9: ([("w", 60, "outer")], {"type": "multipolygon", "barrier": "wall"})},
    )
    assert kinds(these) == ["wall"] * 4


def test_a_missing_node_opens_the_line(tmp_path):
    # 99 is outside the extract: 1-2 and 3-4 are left
    these = found(tmp_path, {60: ([1, 2, 99, 3, 4], {"railway": "rail"})})
    assert kinds(these) == ["rail", "rail"]
    np.testing.assert_allclose(these.ends[:, :2], on_map(1, 3), atol=1e-6)


def test_a_node_named_twice_in_a_row_is_no_piece(tmp_path):
    assert len(found(tmp_path, {60: ([1, 2, 2, 3], {"barrier": "wall"})}).kind) == 2


def test_a_town_without_obstacles_has_none(tmp_path):
    these = found(tmp_path, {})
    assert these.ends.shape == (0, 4)
    assert these.kind.dtype == np.int8


@given(
    st.lists(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=6), max_size=5)
)
def test_pieces_are_as_long_as_the_lines_they_are_cut_from(lines):
    lonlat = np.array([(7.4 + x / 1e4, 43.7 + y / 1e4) for line in lines for x, y in line])
    first = np.cumsum([0, *map(len, lines)])
    drawn = ObstacleLines(
        lonlat=lonlat.reshape(-1, 2),
        first=first,
        kind=np.zeros(len(lines), np.int8),
        parts=np.full(len(lines), -1, np.int8),
    )
    these = obstacles(drawn, CRS)
    xy = np.zeros((0, 2))
    if len(lonlat):
        transform = Transformer.from_crs(WGS84, CRS, always_xy=True)
        xy = np.column_stack(transform.transform(*lonlat.T))
    expected = sum(
        np.hypot(*np.diff(xy[start:end], axis=0).T).sum() for start, end in pairwise(first)
    )
    length = np.hypot(*(these.ends[:, 2:] - these.ends[:, :2]).T)
    assert length.sum() == pytest.approx(expected, abs=1e-6)
    assert (length > 0).all()


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "rail"}, "rail"),
        ({"railway": "rail", "usage": "main"}, "rail"),
        ({"railway": "rail", "bridge": "yes"}, "rail"),  # bars no way, and yet parts a town
        ({"railway": "rail", "tunnel": "yes"}, None),
        ({"railway": "rail", "tunnel": "no"}, "rail"),
        ({"railway": "rail", "usage": "branch"}, None),
        ({"railway": "rail", "usage": "industrial"}, None),
        ({"railway": "rail", "service": "siding"}, None),
        ({"railway": "light_rail"}, None),
        ({"railway": "tram"}, None),
        ({"natural": "water", "water": "river"}, "river"),
        ({"natural": "coastline"}, "river"),
        ({"waterway": "riverbank"}, "river"),
        ({"landuse": "reservoir"}, "river"),
        ({"natural": "water", "tunnel": "culvert"}, None),
        ({"waterway": "river"}, None),  # a line in its middle: its shores say how wide it is
        ({"waterway": "canal"}, None),
        ({"building": "yes", "natural": "water"}, None),
        ({"barrier": "wall"}, None),
        ({"highway": "motorway"}, None),  # the network has it
        ({}, None),
    ],
)
def test_what_parts_a_town_for_those_who_drive(tags, kind):
    assert barrier_kind(tags) == kind


def test_what_parts_a_town_is_told_beside_what_bars_the_way(tmp_path):
    path = write_osm(
        tmp_path / "town.osm.pbf",
        CORNERS,
        STREET
        | {
            60: ([1, 2], {"barrier": "wall"}),
            61: ([2, 3], {"railway": "rail", "bridge": "yes"}),
            62: ([3, 4], {"railway": "rail"}),
            63: (HOLE, {}),
            64: ([4, 1], {"waterway": "river"}),
        },
        {9: ([("w", 63, "outer")], {"type": "multipolygon", "natural": "water"})},
    )
    lines = read_osm(path).obstacles
    assert kinds(obstacles(lines, CRS)) == ["wall", "rail", "water", *["water"] * 3]
    found = barriers(lines, CRS)
    assert [BARRIER_KINDS[kind] for kind in found.kind] == ["rail", "rail", *["river"] * 3]
    np.testing.assert_allclose(found.ends[:2, :2], on_map(2, 3), atol=1e-6)
    ring = found.ends[2:]
    np.testing.assert_array_equal(ring[:, 2:], np.roll(ring[:, :2], -1, axis=0))  # in order
