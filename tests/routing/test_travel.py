"""Metres, minutes and which facility: worked out by hand, and what must hold in any town."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.routing.graph import travel_graph
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest
from tests.routing.oracles import graph_of, joins, networks, open_edges
from tests.routing.towns import arrays, points, shops, town, way

# a -- 600 m -- b -- 600 m -- c in a row
ROW = {"a": (0, 0), "b": (600, 0), "c": (1200, 0)}


def walk(network, homes, facilities, **options):
    return nearest(network, points(homes), shops(facilities), **options)


def test_joins_at_both_ends_are_walked_and_count():
    # 10 m to the street, 500 m along it, 20 m to the shop: 530 m, 6.625 min at 4.8 km/h
    found = walk(town(ROW, way("a b c")), {"home": (100, 10)}, {"s": (600, 20)})
    assert found.metres.at["home", "shop"] == 530.0
    assert found.minutes.at["home", "shop"] == 6.625
    assert found.facility_id.at["home", "shop"] == "s"
    assert (found.profile, found.certainty) == ("walk", "sure")


def test_two_points_on_one_edge_are_as_far_as_the_edge_says():
    # the edge is a closed square of 400 m: 90 m along it, though its only node is 155 m off
    loop = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"]))
    found = walk(loop, {"home": (100, 55)}, {"s": (55, 100)})
    assert found.metres.at["home", "shop"] == 90.0


def test_past_the_ends_of_an_edge_may_be_shorter_than_along_it():
    # 10 m and 390 m of 400 m round the square: 20 m through the node
    loop = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"]))
    assert walk(loop, {"home": (10, 0)}, {"s": (0, 10)}).metres.at["home", "shop"] == 20.0


def test_of_parallel_streets_the_shorter_counts():
    both = town({"a": (0, 0), "b": (100, 0)}, way(["a", (50, 80), "b"]), way("a b"))
    assert walk(both, {"home": (0, 0)}, {"s": (100, 0)}).metres.at["home", "shop"] == 100.0


def test_exactly_the_limit_is_within_it():
    # 1,200 m at 4.8 km/h are 900 s, whatever is asked
    network, homes, shop = town(ROW, way("a b c")), {"home": (0, 0)}, {"s": (1200, 0)}
    for limit, reached in ((1199.999, False), (1200, True), (1200.001, True)):
        found = walk(network, homes, shop, limit_m=limit)
        assert np.isfinite(found.metres.at["home", "shop"]) == reached
    for limit, reached in ((14.99, False), (15, True), (15.01, True)):
        found = walk(network, homes, shop, limit_min=limit)
        assert np.isfinite(found.minutes.at["home", "shop"]) == reached
    assert walk(network, homes, shop).minutes.at["home", "shop"] == 15.0


def test_time_is_never_rounded_down_into_the_limit():
    # 1 mm more than 15 minutes' walk
    network = town({"a": (0, 0), "b": (1200.001, 0)}, way("a b"))
    found = walk(network, {"home": (0, 0)}, {"s": (1200.001, 0)}, limit_min=15)
    assert np.isinf(found.minutes.at["home", "shop"])


def test_distance_and_time_may_have_limits_of_their_own():
    network, homes, shop = town(ROW, way("a b c")), {"home": (0, 0)}, {"s": (1200, 0)}
    found = walk(network, homes, shop, limit_m=1200, limit_min=5)
    assert found.metres.at["home", "shop"] == 1200.0
    assert np.isinf(found.minutes.at["home", "shop"])
    assert found.facility_id.at["home", "shop"] == "s"
    found = walk(network, homes, shop, limit_m=300, limit_min=15)
    assert np.isinf(found.metres.at["home", "shop"])
    assert found.minutes.at["home", "shop"] == 15.0


def test_not_reached_is_inf_and_not_known_is_nan():
    homes = {"near": (0, 0), "far": (1200, 0), "lost": (0, 500)}
    found = walk(town(ROW, way("a b c")), homes, {"s": (0, 0)}, limit_m=600)
    assert found.metres["shop"].tolist()[:2] == [0.0, np.inf]
    assert found.minutes["shop"].tolist()[:2] == [0.0, np.inf]
    assert np.isnan(found.metres.at["lost", "shop"])
    assert np.isnan(found.minutes.at["lost", "shop"])
    assert found.facility_id["shop"].isna().tolist() == [False, True, True]


def test_ties_go_to_the_lowest_id_in_any_order_of_the_table():
    network, homes = town(ROW, way("a b c")), {"home": (600, 0)}
    for order in ({"s2": (0, 0), "s1": (1200, 0)}, {"s1": (1200, 0), "s2": (0, 0)}):
        assert walk(network, homes, order).facility_id.at["home", "shop"] == "s1"


def test_a_facility_is_as_near_as_its_nearest_door():
    facilities = gpd.GeoDataFrame(
        {"type": ["park"], "certainty": ["sure"]}, geometry=[shapely.box(0, 5, 1200, 400)],
        index=["p"], crs=points({}).crs,
    )  # fmt: skip
    doors = points({"p#1": (0, 5), "p#2": (1200, 5)}).assign(facility_id="p", kind="gate")
    network = town(ROW, way("a b c"))
    found = nearest(network, points({"home": (1100, 0)}), facilities, access_points=doors)
    assert found.metres.at["home", "park"] == 105.0  # 100 m, and 5 m from street to gate


def test_sure_facilities_alone_or_both():
    network, homes = town(ROW, way("a b c")), points({"home": (0, 0)})
    facilities = shops({"s": (1200, 0), "maybe": (600, 0)}, certainty=["sure", "possible"])
    sure = nearest(network, homes, facilities)
    both = nearest(network, homes, facilities, certainty="possible")
    assert sure.facility_id.at["home", "shop"] == "s"
    assert both.facility_id.at["home", "shop"] == "maybe"
    assert (sure.certainty, both.certainty) == ("sure", "possible")


def test_groups_name_the_columns_and_a_facility_may_be_in_several():
    network, homes = town(ROW, way("a b c")), {"home": (0, 0)}
    groups = {"any": ["s1", "s2"], "far": ["s2"], "none": [], "unknown": ["nowhere"]}
    found = walk(network, homes, {"s1": (600, 0), "s2": (1200, 0)}, groups=groups)
    assert found.metres.loc["home"].to_dict() == {
        "any": 600.0, "far": 1200.0, "none": np.inf, "unknown": np.inf,
    }  # fmt: skip
    assert found.metres.columns.tolist() == found.facility_id.columns.tolist() == list(groups)


def test_no_cells_and_no_facilities_give_typed_tables():
    network = town(ROW, way("a b c"))
    assert walk(network, {}, {"s": (0, 0)}).metres.shape == (0, 1)
    empty = walk(network, {"home": (0, 0)}, {}, groups={"shop": []})
    assert np.isinf(empty.metres.at["home", "shop"])
    assert walk(network, {"home": (0, 0)}, {}).metres.shape == (1, 0)


def test_a_network_without_streets_leaves_all_unknown():
    empty = arrays([], [], [{"highway": "path"}])
    assert np.isnan(walk(empty, {"home": (0, 0)}, {"s": (0, 0)}).metres.at["home", "shop"])


def test_frames_keep_the_index_of_the_cells():
    cells = points({"z": (0, 0), "a": (600, 0)})
    found = nearest(town(ROW, way("a b c")), cells, shops({"s": (0, 0)}))
    for frame in (found.metres, found.minutes, found.facility_id):
        pd.testing.assert_index_equal(frame.index, cells.index)


def test_a_rider_keeps_to_one_way_streets_and_a_walker_does_not():
    # the straight street runs from c to a only; the way round is 300 + 1200 + 300 m
    network = town(
        {**ROW, "d": (0, 300), "e": (1200, 300)},
        way("a b c", oneway="-1"),
        way("a d"),
        way("d e", oneway="yes"),
        way("e c"),
    )
    homes, shop = {"home": (0, 0)}, {"s": (1200, 0)}
    assert walk(network, homes, shop).metres.at["home", "shop"] == 1200.0
    ridden = walk(network, homes, shop, profile="bike")
    assert ridden.metres.at["home", "shop"] == 1800.0
    assert ridden.minutes.at["home", "shop"] == 9.0  # 1.8 km at 12 km/h
    # the other way: straight on, 1.2 km, 6 min
    back = walk(network, {"home": (1200, 0)}, {"s": (0, 0)}, profile="bike")
    assert back.minutes.at["home", "shop"] == 6.0


def test_on_one_edge_a_rider_keeps_to_its_direction():
    # home at 10 m, shop at 30 m of a one-way ring of 400 m: 20 m there, 380 m back
    ring = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"], oneway="yes"))
    there = walk(ring, {"home": (10, 0)}, {"s": (30, 0)}, profile="bike")
    back = walk(ring, {"home": (30, 0)}, {"s": (10, 0)}, profile="bike")
    assert (there.metres.at["home", "shop"], back.metres.at["home", "shop"]) == (20.0, 380.0)
    assert walk(ring, {"home": (30, 0)}, {"s": (10, 0)}).metres.at["home", "shop"] == 20.0


def test_a_roundabout_is_ridden_one_way_round_and_walked_both():
    # a square of 400 m, entered at its south-west corner, left at its north-west one
    square = town(
        {"w": (-100, 0), "a": (0, 0), "b": (100, 0), "c": (100, 100), "d": (0, 100),
         "n": (-100, 100)},
        way("a b c d a", junction="roundabout"), way("w a"), way("d n"),
    )  # fmt: skip
    homes, shop = {"home": (-100, 0)}, {"s": (-100, 100)}
    assert walk(square, homes, shop).metres.at["home", "shop"] == 300.0
    assert walk(square, homes, shop, profile="bike").metres.at["home", "shop"] == 500.0


def test_a_bicycle_is_pushed_and_joins_at_walking_speed():
    # 400 m of footway pushed: 5 min; 600 m ridden: 3 min; 8 m from the door: 0.1 min
    network = town({"a": (0, 0), "b": (400, 0), "c": (1000, 0)},
                   way("a b", highway="footway"), way("b c"))  # fmt: skip
    found = walk(network, {"home": (0, 8)}, {"s": (1000, 0)}, profile="bike")
    assert found.minutes.at["home", "shop"] == pytest.approx(8.1, abs=1e-9)
    assert found.metres.at["home", "shop"] == 1008.0


def test_a_riders_least_distance_and_least_time_may_be_two_ways():
    # 500 m of footway (6.25 min pushed) to one shop, 1,000 m of street (5 min) to the other
    network = town({"h": (0, 0), "near": (500, 0), "fast": (0, 1000)},
                   way("h near", highway="footway"), way("h fast"))  # fmt: skip
    found = walk(network, {"home": (0, 0)}, {"s1": (500, 0), "s2": (0, 1000)}, profile="bike")
    assert found.metres.at["home", "shop"] == 500.0
    assert found.minutes.at["home", "shop"] == 5.0
    assert found.facility_id.at["home", "shop"] == "s2"


def test_a_riders_one_limit_settles_both_answers():
    # reached within 5 min: the way of 1,000 m; within 500 m: the pushed one of 6.25 min
    network = town({"h": (0, 0), "near": (500, 0), "fast": (0, 1000)},
                   way("h near", highway="footway"), way("h fast"))  # fmt: skip
    shop = {"s1": (500, 0), "s2": (0, 1000)}
    timed = walk(network, {"home": (0, 0)}, shop, profile="bike", limit_min=5)
    assert (timed.minutes.at["home", "shop"], timed.metres.at["home", "shop"]) == (5.0, 500.0)
    short = walk(network, {"home": (0, 0)}, shop, profile="bike", limit_m=500)
    assert (short.minutes.at["home", "shop"], short.metres.at["home", "shop"]) == (5.0, 500.0)
    neither = walk(network, {"home": (0, 0)}, shop, profile="bike", limit_min=4.9)
    assert np.isinf(neither.minutes.at["home", "shop"])
    assert np.isinf(neither.metres.at["home", "shop"])


def test_facilities_on_an_island_are_out_of_reach():
    network = town({**ROW, "x": (0, 90), "y": (50, 90)}, way("a b c"), way("x y"))
    assert np.isinf(walk(network, {"home": (0, 0)}, {"s": (20, 90)}).metres.at["home", "shop"])


def test_the_only_river_crossing_may_be_a_shared_cycleway():
    network = town(
        {"s": (0, 0), "a": (0, 100), "b": (0, 300), "n": (0, 400)},
        way("s a"), way("a b", highway="cycleway", bridge="yes", foot="designated"), way("b n"),
    )  # fmt: skip
    assert walk(network, {"home": (0, 0)}, {"s": (0, 400)}).metres.at["home", "shop"] == 400.0


def test_cells_in_degrees_are_moved_and_cells_without_crs_refused():
    network = town({"a": (500_000, 4_000_000), "b": (501_000, 4_000_000)}, way("a b"))
    cells, facilities = points({"home": (500_100, 4_000_000)}), shops({"s": (500_400, 4_000_000)})
    found = nearest(network, cells.to_crs(4326), facilities)
    assert found.metres.at["home", "shop"] == pytest.approx(300, abs=0.01)
    bare = gpd.GeoDataFrame(geometry=cells.geometry.to_numpy(), index=cells.index)
    with pytest.raises(InputError, match="no coordinate system"):
        nearest(network, bare, facilities)


@pytest.mark.parametrize("limit", [0, -5, float("nan"), float("inf"), 1e9])
def test_impossible_limits_are_refused(limit):
    network = town(ROW, way("a b c"))
    with pytest.raises(InputError, match="limit of travel"):
        walk(network, {"home": (0, 0)}, {"s": (0, 0)}, limit_m=limit)
    with pytest.raises(InputError, match="limit of travel"):
        walk(network, {"home": (0, 0)}, {"s": (0, 0)}, limit_min=limit)


def test_an_unknown_profile_is_refused():
    with pytest.raises(InputError, match="Did you mean 'bike'"):
        walk(town(ROW, way("a b c")), {"home": (0, 0)}, {"s": (0, 0)}, profile="biek")


def test_a_graph_and_joins_at_hand_change_nothing():
    network, homes, facilities = (
        town(ROW, way("a b c")),
        points({"h": (9, 4)}),
        shops({"s": (99, 1)}),
    )
    graph = travel_graph(network, "bike")
    doors = facilities.assign(facility_id=facilities.index, kind="point")
    joined = join(graph, homes), join(graph, doors)
    one = nearest(network, homes, facilities, profile="bike")
    two = nearest(graph, homes, facilities, access_points=doors, joined=joined)
    pd.testing.assert_frame_equal(one.metres, two.metres)
    pd.testing.assert_frame_equal(one.minutes, two.minutes)
    assert two.profile == "bike"


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_in_any_town_a_limit_only_hides_and_a_new_facility_only_helps(data):
    network = data.draw(networks())
    graph = graph_of(network, data.draw(st.sampled_from(["walk", "bike"])))
    joined = tuple(open_edges(graph, data.draw(joins(network, 4))) for _ in range(2))
    cells, facilities = (
        points(dict.fromkeys(range(4), (0, 0))),
        shops(dict.fromkeys("abcd", (0, 0))),
    )
    doors = facilities.assign(facility_id=facilities.index)
    groups = {"all": list("abcd"), "fewer": list("abc")}

    def ask(**options):
        return nearest(
            graph, cells, facilities, access_points=doors, groups=groups, joined=joined, **options
        )

    free = ask()
    assert (free.metres["all"].fillna(0) <= free.metres["fewer"].fillna(0)).all()
    assert (free.minutes["all"].fillna(0) <= free.minutes["fewer"].fillna(0)).all()
    limit = data.draw(st.integers(1, 2000)) / 1000
    near = ask(limit_m=limit)
    pd.testing.assert_frame_equal(
        near.metres, free.metres.where(free.metres.isna() | (free.metres <= limit), np.inf)
    )
    assert (near.metres.isna() == near.minutes.isna()).all(axis=None)
    assert (np.isinf(near.metres) == np.isinf(near.minutes)).all(axis=None)
    for threads in (1, 3):
        again = ask(threads=threads)
        pd.testing.assert_frame_equal(again.minutes, free.minutes)
        pd.testing.assert_frame_equal(again.facility_id, free.facility_id)
