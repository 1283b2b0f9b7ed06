import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from accessibility.inputs.coast import sea

BOX = box(0, 0, 1000, 1000)


def lines(*coords) -> np.ndarray:
    return np.array([LineString(each) for each in coords])


def test_the_sea_is_to_the_right_of_the_coast():
    # going north, the right-hand side is the east
    shape, remarks = sea(lines([(400, -50), (400, 1050)]), BOX)
    assert shape.area == pytest.approx(600 * 1000)
    assert shape.contains(Point(700, 500))
    assert remarks == ()
    # going south, it is the west
    shape, _ = sea(lines([(400, 1050), (400, -50)]), BOX)
    assert shape.contains(Point(200, 500))
    assert shape.area == pytest.approx(400 * 1000)


def test_a_box_without_a_coast_is_land():
    assert sea(np.array([], dtype=object), BOX) == (shapely.MultiPolygon(), ())
    assert sea(lines([(5000, 0), (5000, 100)]), BOX)[0].is_empty


def test_an_island_drawn_land_to_the_left_is_an_island():
    # counter-clockwise: the land is inside
    ring = list(box(400, 400, 600, 600).exterior.coords)
    anticlockwise = ring if shapely.LinearRing(ring).is_ccw else ring[::-1]
    coast = lines([(100, 1050), (100, -50)][::-1], anticlockwise)
    shape, _ = sea(coast, BOX)
    assert shape.area == pytest.approx(900 * 1000 - 200 * 200)
    assert not shape.contains(Point(500, 500))


def test_pieces_of_a_coast_are_put_together():
    coast = lines([(400, -50), (400, 300)], [(400, 300), (400, 700)], [(400, 700), (400, 1050)])
    assert sea(coast, BOX)[0].area == pytest.approx(600 * 1000)


def test_a_coast_that_stops_short_of_the_edge_is_led_on():
    # as a clipped extract has it: the last nodes lie inside
    shape, remarks = sea(lines([(400, 60), (400, 900)]), BOX)
    assert shape.area == pytest.approx(600 * 1000)
    assert remarks == ()


def test_a_gap_in_the_coast_is_bridged_along_its_line():
    shape, _ = sea(lines([(400, -50), (400, 300)], [(400, 500), (400, 1050)]), BOX)
    assert shape.area == pytest.approx(600 * 1000, rel=0.001)


def test_a_broken_coast_that_cannot_be_told_gives_no_sea_and_says_so():
    # two coasts with their water on the same side face each other: one of them is wrong
    coast = lines([(300, -50), (300, 1050)], [(700, -50), (700, 1050)])
    shape, remarks = sea(coast, BOX)
    assert not shape.contains(Point(500, 500))
    assert shape.contains(Point(900, 500))
    assert len(remarks) == 1
    assert "coastline is broken" in remarks[0]


def test_a_harbour_behind_its_mole_is_sea():
    # the quay runs around a basin that opens to the east
    quay = [(500, -50), (500, 400), (200, 400), (200, 600), (500, 600), (500, 1050)]
    shape, _ = sea(lines(quay), BOX)
    assert shape.contains(Point(300, 500))
    assert not shape.contains(Point(300, 700))


@settings(max_examples=50, deadline=None)
@given(
    heights=st.lists(st.floats(50, 950), min_size=2, max_size=12),
    turn=st.booleans(),
)
def test_sea_and_land_share_the_box(heights, turn):
    # a coast from west to east: its right-hand side is the south
    x = np.linspace(-50, 1050, len(heights))
    way = np.column_stack([x, heights])
    south, _ = sea(lines(way), BOX)
    north, _ = sea(lines(way[::-1]), BOX)
    assert south.area + north.area == pytest.approx(BOX.area, rel=1e-6)
    assert south.intersection(north).area < 1
    below = Point(500, 1)
    assert (north if turn else south).contains(below) != turn
