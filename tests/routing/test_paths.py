"""The way itself: drawn by hand, as long as `nearest` and networkx say, in any town and in one."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.crs import metric_crs
from accessibility.errors import InputError
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.routing.graph import travel_graph
from accessibility.routing.limits import MS_PER_MIN
from accessibility.routing.paths import Trip, shortest_path
from accessibility.routing.travel import nearest
from tests.routing.sides import examples, random_towns
from tests.routing.towns import gates, points, shops, town, way

# a -- 600 m -- b -- 600 m -- c in a row
ROW = {"a": (0, 0), "b": (600, 0), "c": (1200, 0)}


def trip(network, home, *doors, **options) -> Trip | None:
    places = {f"d{number}": xy for number, xy in enumerate(doors)}
    return shortest_path(network, points({"home": home}), points(places), **options)


def corners(found: Trip) -> list[tuple[float, float]]:
    return [tuple(xy) for xy in np.round(shapely.get_coordinates(found.line), 6).tolist()]


def test_the_straight_ways_to_and_from_the_street_are_part_of_it():
    # 10 m to the street, 500 m along it, 20 m to the door: 530 m, 6.625 min at 4.8 km/h
    found = trip(town(ROW, way("a b c")), (100, 10), (600, 20))
    assert (found.metres, found.minutes) == (530.0, 6.625)
    assert corners(found) == [(100, 10), (100, 0), (600, 0), (600, 20)]


def test_bends_are_kept_and_turned_round_against_the_way_they_are_stored():
    # from b to a, against the way: 100 m up, 300 m west, 100 m down
    bent = town({"a": (0, 0), "b": (300, 0)}, way(["a", (0, 100), (300, 100), "b"]))
    found = trip(bent, (300, 0), (0, 0))
    assert found.metres == 500.0
    assert corners(found) == [(300, 0), (300, 100), (0, 100), (0, 0)]
    assert found.edges.tolist() == [0]


def test_it_passes_edges_in_order_and_names_them():
    # north from a to b, east to c: 300 + 400 m, though the straight line is 500 m
    network = town({"a": (0, 0), "b": (0, 300), "c": (400, 300)}, way("c b"), way("a b"))
    found = trip(network, (0, 100), (300, 300))
    assert found.metres == 500.0
    assert found.edges.tolist() == [1, 0]
    assert corners(found) == [(0, 100), (0, 300), (300, 300)]


def test_past_the_ends_of_an_edge_may_be_shorter_than_along_it():
    # a closed square of 400 m with one node: 10 m and 390 m round it are 20 m apart
    loop = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"]))
    found = trip(loop, (10, 0), (0, 10))
    assert found.metres == 20.0
    assert corners(found) == [(10, 0), (0, 0), (0, 10)]


def test_along_the_edge_both_are_on_no_end_is_passed():
    loop = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"]))
    found = trip(loop, (100, 55), (55, 100))
    assert found.metres == 90.0
    assert corners(found) == [(100, 55), (100, 100), (55, 100)]


def test_of_parallel_streets_the_shorter_is_drawn():
    both = town(
        {"h": (-50, 0), "a": (0, 0), "b": (100, 0), "s": (150, 0)},
        way("h a"), way(["a", (50, 80), "b"]), way("a b"), way("b s"),
    )  # fmt: skip
    found = trip(both, (-50, 0), (150, 0))
    assert found.metres == 200.0
    assert corners(found) == [(-50, 0), (0, 0), (100, 0), (150, 0)]


def test_of_several_doors_the_nearest_is_entered_and_of_equals_the_first():
    network = town(ROW, way("a b c"))
    assert trip(network, (100, 0), (1100, 0), (300, 0)).door == 1
    assert trip(network, (600, 0), (0, 0), (1200, 0)).door == 0


def test_a_way_to_where_one_stands_is_a_line_without_length():
    found = trip(town(ROW, way("a b c")), (100, 0), (100, 0))
    assert (found.metres, found.minutes, found.line.length) == (0.0, 0.0, 0.0)


def test_what_is_not_reached_has_no_way():
    apart = town({**ROW, "x": (0, 90), "y": (50, 90)}, way("a b c"), way("x y"))
    assert trip(apart, (0, 0), (50, 100)) is None  # on an island
    assert trip(apart, (0, 900), (0, 0)) is None  # no street near the home
    assert trip(apart, (0, 0), (0, 900)) is None  # nor near the door
    assert trip(apart, (0, 0)) is None  # no door at all


def test_a_rider_keeps_to_one_way_streets_and_a_walker_does_not():
    # against the one-way street a rider goes round by b: 100 + 100 m, a walker 100 m
    ring = town(
        {"a": (0, 0), "b": (50, 86.6025), "c": (100, 0)},
        way("a c", oneway="yes"), way("c b a"),
    )  # fmt: skip
    assert trip(ring, (100, 0), (0, 0)).metres == 100.0
    assert trip(ring, (100, 0), (0, 0), profile="bike").metres == pytest.approx(200, abs=0.001)


def test_least_distance_and_least_time_may_be_two_ways():
    # 500 m of footway (6.25 min pushed) to one door, 1,000 m of street (5 min) to the other
    network = town({"h": (0, 0), "near": (500, 0), "fast": (0, 1000)},
                   way("h near", highway="footway"), way("h fast"))  # fmt: skip
    near, fast = (
        trip(network, (0, 0), (500, 0), (0, 1000), by=by, profile="bike")
        for by in ("metres", "minutes")
    )
    assert (near.metres, near.minutes, near.door) == (500.0, 6.25, 0)
    assert (fast.metres, fast.minutes, fast.door) == (1000.0, 5.0, 1)


def test_a_private_gate_lets_out_and_not_in():
    # home -- 200 m -- gate -- 100 m -- shop: out through the gate, never back
    row = {"end": (-300, 0), "gate": (0, 0), "shop": (100, 0), "far": (5000, 0)}
    drawn = town(row, way("end gate"), way("gate shop far"))
    network = gates(drawn, {(0, 0): {"access": "private"}})
    out = trip(network, (-200, 0), (100, 0))
    assert (out.metres, corners(out)) == (300.0, [(-200, 0), (0, 0), (100, 0)])
    assert trip(network, (100, 0), (-200, 0)) is None


def test_several_starts_and_an_unknown_measure_are_refused():
    network, two = town(ROW, way("a b c")), points({"x": (0, 0), "y": (1, 0)})
    with pytest.raises(InputError, match="2 points to start from"):
        shortest_path(network, two, two)
    with pytest.raises(InputError, match="Did you mean 'metres'"):
        trip(network, (0, 0), (9, 0), by="meters")


def test_a_cell_in_degrees_gives_a_line_in_metres():
    network = town({"a": (500_000, 4_000_000), "b": (501_000, 4_000_000)}, way("a b"))
    home, door = points({"h": (500_100, 4_000_000)}), points({"d": (500_400, 4_000_000)})
    found = shortest_path(network, home.to_crs(4326), door.to_crs(4326))
    assert found.metres == pytest.approx(300, abs=0.01)
    assert found.line.length == pytest.approx(300, abs=0.01)


@settings(max_examples=examples(150))
@given(st.sampled_from(["walk", "bike"]).flatmap(random_towns))
def test_in_any_town_it_is_as_long_as_networkx_finds(random):
    sides, graph = random.sides, random.graph
    by, unit = ("metres", 1000) if random.costs.unit == "mm" else ("minutes", MS_PER_MIN)
    for cell in range(len(sides.cells)):
        for rank in range(len(sides.owners)):
            rows = np.flatnonzero(sides.owner == rank)
            found = shortest_path(
                graph, points({"home": (0, 0)}), points({str(row): (0, 0) for row in rows}),
                by=by, joined=(sides.cells.iloc[[cell]], sides.doors.iloc[rows]),
            )  # fmt: skip
            cost = random.costs_of.get((cell, rank))
            assert (None if found is None else getattr(found, by)) == (
                None if cost is None else cost / unit
            )


@settings(max_examples=examples(60))
@given(random_towns("bike"), st.sampled_from(["metres", "minutes"]))
def test_in_any_town_it_is_as_long_as_nearest_says(random, by):
    sides, graph = random.sides, random.graph
    cells = points({str(row): (0, 0) for row in range(len(sides.cells))})
    doors = points({str(row): (0, 0) for row in range(len(sides.doors))})
    doors["facility_id"] = doors.index
    told = nearest(
        graph, cells, shops(dict.fromkeys(doors.index, (0, 0))), access_points=doors,
        joined=(sides.cells, sides.doors.set_axis(doors.index)),
    )  # fmt: skip
    for row, name in enumerate(cells.index):
        found = shortest_path(
            graph, cells.iloc[[row]], doors, by=by, joined=(sides.cells.iloc[[row]], sides.doors)
        )
        least = getattr(told, by).at[name, "shop"]
        if found is None:
            assert not np.isfinite(least)
            continue
        assert getattr(found, by) == least
        # what the other measure says of this way is never less than the least there is
        assert found.metres >= told.metres.at[name, "shop"]
        assert found.minutes >= told.minutes.at[name, "shop"]


@pytest.fixture(scope="module")
def streets(monaco_pbf):
    extract = read_osm(monaco_pbf)
    return street_network(extract.streets, metric_crs(*extract.bounds))


@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_in_monaco_ways_of_50_homes_are_to_the_millimetre_those_of_nearest(streets, profile):
    graph = travel_graph(streets, profile)
    rng = np.random.default_rng(7)
    spots = streets.vertex_xy[rng.integers(0, len(streets.vertex_xy), 62)]
    places = gpd.GeoSeries(shapely.points(spots + rng.normal(0, 20, spots.shape)), crs=streets.crs)
    cells, doors = gpd.GeoDataFrame(geometry=places[:50]), gpd.GeoDataFrame(geometry=places[50:])
    told = nearest(graph, cells, doors.assign(type="shop"))
    reached = 0
    for row in cells.index:
        for by in ("metres", "minutes"):
            found = shortest_path(graph, cells.loc[[row]], doors, by=by)
            least = getattr(told, by).at[row, "shop"]
            assert (found is None) == (not np.isfinite(least))
            if found is not None:
                reached += 1
                assert getattr(found, by) == least
                # drawn lengths are those of the network, but for the curve of the earth
                assert found.line.length == pytest.approx(found.metres, rel=0.002, abs=0.05)
                ends = shapely.get_point(found.line, [0, -1])
                assert ends[0] == cells.geometry[row]
                assert ends[1] == doors.geometry.iloc[found.door]
    assert reached > 60


def test_the_same_way_is_given_whatever_order_the_doors_have(streets):
    graph = travel_graph(streets, "walk")
    xy = streets.vertex_xy[[0, 900, 1800, 2700]]
    spots = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=streets.crs)
    one = shortest_path(graph, spots.iloc[[0]], spots.iloc[1:])
    two = shortest_path(graph, spots.iloc[[0]], spots.iloc[:0:-1])
    assert one.line.equals(two.line)
    assert pd.Index(one.edges).equals(pd.Index(two.edges))
    assert one.door + two.door == 2
