"""Points join the nearest open street on the ground, at a position along it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.routing.graph import left_out, travel_graph
from accessibility.routing.snapping import join
from accessibility.routing.travel import stranded
from tests.routing.towns import CRS_M, arrays, points, town, way

STRAIGHT = town({"a": (0, 0), "b": (100, 0)}, way("a b"))


def one(network, x: float, y: float, **options) -> pd.Series:
    return join(network, points({"p": (x, y)}), **options).iloc[0]


def test_a_point_joins_along_the_edge_and_its_distance_is_kept():
    # 30 m from the tail, 4 m off
    joined = one(STRAIGHT, 30, 4)
    assert pd.isna(joined.pop("obstacle"))
    assert joined.to_dict() == {
        "edge": 0, "offset_mm": 30_000, "join_mm": 4_000, "island": False,
    }  # fmt: skip


def test_beyond_an_end_the_end_itself_is_joined():
    # 3-4-5 triangle off the head
    assert one(STRAIGHT, 103, 4)[["offset_mm", "join_mm"]].tolist() == [100_000, 5_000]


@pytest.mark.parametrize(("metres", "edge"), [(99.999, 0), (100, 0), (100.001, -1)])
def test_the_join_limit_is_inclusive(metres, edge):
    assert one(STRAIGHT, 50, metres)["edge"] == edge


def test_the_position_counts_along_the_bends():
    # 100 m east, 100 m north: (100, 40) is 140 m from the tail of 200
    bent = town({"a": (0, 0), "b": (100, 100)}, way(["a", (100, 0), "b"]))
    assert one(bent, 103, 40)["offset_mm"] == 140_000


def test_the_position_is_scaled_to_the_length_on_the_ellipsoid():
    longer = town({"a": (0, 0), "b": (100, 0)}, way("a b"))
    longer.edge_mm[:] = 100_040  # a map scale of 0.9996
    assert one(longer, 50, 0)["offset_mm"] == 50_020


def test_of_equally_near_edges_the_first_is_joined():
    # both end in the point itself
    fork = town({"a": (0, 0), "b": (50, 0), "c": (100, 9)}, way("b c"), way("a b"))
    assert one(fork, 50, 0)["edge"] == 0


def test_a_point_over_a_tunnel_joins_the_street_on_the_ground():
    over = town(
        {"a": (0, 0), "b": (100, 0), "c": (0, 60), "d": (100, 60)},
        way("a b", tunnel="yes"),
        way("c d"),
    )
    assert one(over, 50, 1)["edge"] == 1  # 59 m off, though the tunnel is 1 m below
    assert one(over, 50, -50)["edge"] == 0  # the street is 110 m off: out of reach


def test_a_point_under_a_bridge_joins_the_street_below():
    below = town(
        {"a": (0, 0), "b": (100, 0), "c": (50, -40), "d": (50, 40)},
        way("a b", bridge="yes"),
        way("c d"),
    )
    assert one(below, 20, 0)["edge"] == 1


def test_a_motorway_beside_the_point_is_never_joined():
    beside = town(
        {"a": (0, 0), "b": (100, 0), "c": (0, 30), "d": (100, 30)},
        way("a b", highway="motorway"),
        way("c d"),
    )
    assert one(beside, 50, 1)["edge"] == 1
    only = town({"a": (0, 0), "b": (100, 0)}, way("a b", highway="motorway"))
    assert one(only, 50, 1)["edge"] == -1


def test_a_gated_compound_is_joined_from_outside_its_gate():
    gated = town(
        {"a": (0, 0), "b": (100, 0), "c": (50, 40)},
        way("a b"),
        way("b c", highway="service", access="private"),
    )
    assert one(gated, 50, 39)["edge"] == 0


def test_each_profile_joins_what_it_may_use():
    steps = town(
        {"a": (0, 0), "b": (100, 0), "c": (0, 20), "d": (100, 20)},
        way("a b", highway="steps"),
        way("c d"),
    )
    assert one(steps, 50, 2)["edge"] == 0
    assert one(steps, 50, 2, profile="bike")["edge"] == 1


def test_an_edge_without_length_can_be_joined():
    dot = town({"a": (0, 0), "b": (0, 0)}, way("a b"))
    assert one(dot, 3, 4).tolist()[:4] == [0, 0, 5_000, False]


def test_places_that_are_nowhere_join_nothing():
    nowhere = gpd.GeoSeries([shapely.Point(), shapely.Point(np.nan, 1), None], crs=CRS_M)
    assert join(STRAIGHT, nowhere)["edge"].tolist() == [-1, -1, -1]


def test_no_points_and_no_streets_give_a_table_all_the_same():
    assert join(STRAIGHT, points({})).dtypes.astype(str).tolist() == [
        "int32", "int32", "int32", "bool", "str",
    ]  # fmt: skip
    empty = arrays([], [], [{"highway": "path"}])
    assert join(empty, points({"p": (0, 0)}))["edge"].tolist() == [-1]


def test_points_in_degrees_are_moved_to_the_network():
    metric = points({"p": (500_030, 4_000_004)})
    far = town({"a": (500_000, 4_000_000), "b": (500_100, 4_000_000)}, way("a b"))
    joined = join(far, metric.to_crs(4326)).iloc[0]
    assert joined["edge"] == 0
    assert joined["offset_mm"] == pytest.approx(30_000, abs=1)


def test_points_without_crs_are_refused():
    bare = gpd.GeoDataFrame(geometry=[shapely.Point(0, 0)])
    with pytest.raises(InputError, match="no coordinate system"):
        join(STRAIGHT, bare)


def test_anything_but_points_is_refused():
    area = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)], index=["park"], crs=CRS_M)
    with pytest.raises(InputError, match="row 'park' is a Polygon; a point is due"):
        join(STRAIGHT, area)


@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf")])
def test_an_impossible_join_limit_is_refused(limit):
    with pytest.raises(InputError, match="from a point to its street"):
        join(STRAIGHT, points({"p": (0, 0)}), limit_m=limit)


ISLAND = town({"a": (0, 0), "b": (3000, 0), "c": (0, 500), "d": (50, 500)}, way("a b"), way("c d"))


def test_a_small_island_is_joined_and_named_as_one():
    # 50 m of street beside 3 km of it; the point is not moved to the mainland
    joined = one(ISLAND, 20, 480)
    assert joined["edge"] == 1
    assert joined["island"]
    assert not one(ISLAND, 20, 10)["island"]


def test_a_scrap_of_street_before_the_door_yields_to_the_main_street():
    # 5 m from 30 m of service road, 20 m from 3 km of street
    gap = town(
        {"a": (0, 0), "b": (3000, 0), "c": (100, 15), "d": (130, 15)}, way("a b"), way("c d")
    )
    joined = one(gap, 110, 20)
    assert joined.tolist()[:4] == [0, 110_000, 20_000, False]
    assert one(gap, 110, 20, limit_m=10)["island"]  # where the limit leaves the scrap alone


@pytest.mark.parametrize(("metres", "edge"), [(50, 0), (50.001, 1)])
def test_the_main_street_is_preferred_up_to_fifty_metres(metres, edge):
    gap = town(
        {"a": (0, 0), "b": (3000, 0), "c": (100, 55), "d": (130, 55)}, way("a b"), way("c d")
    )
    assert one(gap, 110, metres)["edge"] == edge


def test_a_home_on_a_river_island_stays_there():
    river = town({"a": (0, 0), "b": (3000, 0), "c": (0, 85), "d": (50, 85)}, way("a b"), way("c d"))
    assert one(river, 20, 80)["edge"] == 1
    assert stranded(river, points({"home": (20, 80)}))["reason"].to_dict() == {"home": "island"}


def test_a_bridge_to_the_town_is_no_mainland_beside_an_island():
    # the town's bridge passes 10 m off; a deck is not joined where ground is in reach
    under = town(
        {"a": (0, 0), "b": (3000, 0), "c": (0, 300), "d": (50, 300), "e": (20, 400)},
        way("a b"), way("c d"), way(["a", (0, 290), "e"], bridge="yes"),
    )  # fmt: skip
    assert one(under, 20, 302)["edge"] == 1


def test_a_second_town_is_no_island():
    two = town(
        {"a": (0, 0), "b": (3000, 0), "c": (0, 500), "d": (2000, 500)}, way("a b"), way("c d")
    )
    assert not one(two, 20, 480)["island"]


def test_the_stranded_are_listed_with_how_far_a_street_is():
    people = points({"far": (1500, 150), "alone": (20, 480), "home": (20, 10)})
    found = stranded(ISLAND, people, join_limit_m=100)
    assert found.to_dict("index") == {
        "far": {"reason": "too far from a street", "nearest_street_m": 150.0},
        "alone": {"reason": "island", "nearest_street_m": 20.0},
    }
    joined = join(ISLAND, people)
    pd.testing.assert_frame_equal(stranded(ISLAND, people, joined=joined), found)


def test_nobody_stranded_is_an_empty_table():
    found = stranded(STRAIGHT, points({"home": (10, 10)}))
    assert found.empty
    assert found.columns.tolist() == ["reason", "nearest_street_m"]


def test_without_any_open_street_the_distance_is_not_known():
    closed = town({"a": (0, 0), "b": (9, 0)}, way("a b", highway="motorway"))
    assert stranded(closed, points({"p": (0, 0)}))["nearest_street_m"].isna().all()


def test_what_is_left_out_is_told_in_kilometres():
    mixed = town(
        {"a": (0, 0), "b": (3000, 0), "c": (3000, 500)},
        way("a b", highway="motorway"),
        way("b c", access="private"),
    )
    assert left_out(travel_graph(mixed, "walk")).to_dict() == {"motorway": 3.0, "private": 0.5}


spot = st.tuples(st.integers(-300, 300), st.integers(-300, 300))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.lists(spot, min_size=2, max_size=5), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=1, max_size=6),
    st.sampled_from([20.0, 100.0, 350.0]),
)
def test_joins_are_the_nearest_by_brute_force(lines, spots, limit):
    nodes = [xy for line in lines for xy in (line[0], line[-1])]
    edges = [(2 * i, 2 * i + 1, 0, line) for i, line in enumerate(lines)]
    network = arrays(nodes, edges, [{"highway": "residential"}])
    joined = join(network, points(dict(enumerate(spots))), limit_m=limit)
    drawn = network.edge_lines()
    island = travel_graph(network, "walk").island
    for (edge, offset, away, *_), xy in zip(
        joined.itertuples(index=False, name=None), spots, strict=True
    ):
        point = shapely.Point(xy)
        far = shapely.distance(drawn, point)
        if edge < 0:
            assert far.min() > limit - 1e-6
            continue
        ashore = far[~island].min(initial=np.inf)
        if island[far.argmin()] and ashore <= min(limit, 50) - 1e-6:
            assert not island[edge]
            assert far[edge] <= ashore + 1e-6
        elif not island[edge] and island[far.argmin()]:
            assert far[edge] <= min(limit, 50) + 1e-6
        else:
            assert far[edge] <= far.min() + 1e-6
        assert abs(away / 1000 - far[edge]) <= 0.0006
        length = drawn[edge].length
        at = drawn[edge].interpolate(offset / 1000 if length else 0)
        assert abs(at.distance(point) - far[edge]) <= 0.002


def test_known_ways_only_are_joined_at_the_door_and_not_across_the_yard():
    # the lane at the door (5 m) is not known to be passable, the one behind (60 m) is: the
    # wheelchair of whom known ways are asked cannot set out, the other takes the lane
    network = town(
        {"a": (0, 0), "b": (200, 0), "c": (0, 65), "d": (200, 65)},
        way("a b", highway="footway"),
        way("c d", highway="footway", wheelchair="yes"),
    )
    home = points({"home": (100, 5), "other": (100, 60)})
    known = join(network, home, profile="wheelchair")
    possible = join(network, home, profile="wheelchair_possible")
    assert known["edge"].tolist() == [-1, 1]
    assert possible["edge"].tolist() == [0, 1]
    assert known["join_mm"].tolist() == [0, 5000]
    assert known.dtypes.equals(possible.dtypes)
