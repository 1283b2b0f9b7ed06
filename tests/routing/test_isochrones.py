"""Streets cut at the limit, and the areas around them."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.kernels import BEYOND
from accessibility.routing.origins import limits_of
from accessibility.routing.snapping import join
from accessibility.routing.travel import unjoined
from tests.routing.oracles import cut_graph, graph_of, joins, networks, open_edges, reached_portions
from tests.routing.towns import CRS_M, points, town, way

# a cross of four arms of 1,000 m; 80 m a minute on foot
CROSS = {"c": (0, 0), "e": (1000, 0), "w": (-1000, 0), "n": (0, 1000), "s": (0, -1000)}
CROSSING = town(CROSS, way("w c e"), way("s c n"))
HOME = points({"home": (0, 0)})


def spans(network, x: float, y: float, **options) -> list[str]:
    """Reached streets as text, in order."""
    found = reached_streets(network, points({"p": (x, y)}), **options)
    return sorted(shapely.to_wkt(found.geometry.to_numpy(), rounding_precision=3))


def test_streets_are_cut_exactly_where_the_limit_is_reached():
    # 5 minutes are 400 m
    assert spans(CROSSING, 0, 0, minutes=5) == [
        "LINESTRING (-400 0, 0 0)",
        "LINESTRING (0 -400, 0 0)",
        "LINESTRING (0 0, 0 400)",
        "LINESTRING (0 0, 400 0)",
    ]


@pytest.mark.parametrize(("seconds", "metres"), [(599, 798.666), (600, 800.0), (601, 801.333)])
def test_a_second_more_or_less_is_seen(seconds, metres):
    # 4/3 m a second, cut at the last whole millimetre
    found = reached_streets(CROSSING, HOME, minutes=seconds / 60)
    assert found["length_m"].tolist() == [metres] * 4


def test_a_limit_exactly_at_a_node_ends_there():
    chain = town({"a": (0, 0), "b": (400, 0), "c": (800, 0)}, way("a b c"))
    assert spans(chain, 0, 0, minutes=5) == ["LINESTRING (0 0, 400 0)"]
    assert spans(chain, 0, 0, metres=400.001) == [
        "LINESTRING (0 0, 400 0)",
        "LINESTRING (400 0, 400.001 0)",
    ]


def test_the_way_to_the_street_is_walked_first():
    # 30 m off the street: 70 m of 100 are left, to both sides of the point
    assert spans(CROSSING, 500, 30, metres=100) == ["LINESTRING (430 0, 570 0)"]
    assert spans(CROSSING, 500, 30, metres=30) == []
    assert spans(CROSSING, 500, 30, metres=29) == []


def test_an_edge_reached_from_both_ends_has_a_gap_or_none():
    # the far side of a square of 100 m: 50 m to each corner, 100 m along the far side
    square = town({"a": (0, 0), "b": (100, 0), "c": (100, 100), "d": (0, 100)}, way("a b c d a"))
    assert "LINESTRING (100 100, 60 100)" in spans(square, 50, 0, metres=190)
    assert "LINESTRING (40 100, 0 100)" in spans(square, 50, 0, metres=190)
    assert "LINESTRING (100 100, 0 100)" in spans(square, 50, 0, metres=200)


def test_a_street_that_returns_to_its_start_is_reached_from_both_sides():
    # 400 m round; the point is 10 m along, and both ends are the node
    ring = town({"a": (0, 0)}, way(["a", (100, 0), (100, 100), (0, 100), "a"]))
    assert spans(ring, 10, 0, metres=50) == [
        "LINESTRING (0 0, 60 0)",
        "LINESTRING (0 40, 0 0)",
    ]


def test_a_cul_de_sac_is_walked_to_its_end():
    lane = town({"a": (0, 0), "b": (50, 0)}, way("a b"))
    assert spans(lane, 10, 0, minutes=15) == ["LINESTRING (0 0, 50 0)"]


def test_bends_are_kept_and_the_cut_lies_on_the_bent_line():
    bent = town({"a": (0, 0), "b": (100, 100)}, way(["a", (100, 0), "b"]))
    assert spans(bent, 0, 0, metres=150) == ["LINESTRING (0 0, 100 0, 100 50)"]


def test_a_very_long_edge_is_cut_too():
    road = town({"a": (0, 0), "b": (90_000, 0)}, way("a b"))
    assert spans(road, 45_000, 0, minutes=15) == ["LINESTRING (43800 0, 46200 0)"]


def test_a_path_under_a_bridge_is_not_reached_from_it():
    # they cross on the map and share no node
    over = town(
        {"a": (0, 0), "b": (200, 0), "c": (100, -90), "d": (100, 90)},
        way("a b", bridge="yes"),
        way("c d"),
    )
    with pytest.warns(UserWarning, match="island"):  # which the shorter of the two is
        streets = spans(over, 100, 80, metres=300)
    assert streets == ["LINESTRING (100 -90, 100 90)"]


def test_a_river_without_a_bridge_is_not_crossed():
    banks = town({"a": (0, 0), "b": (200, 0), "c": (0, 70), "d": (200, 70)}, way("a b"), way("c d"))
    area = isochrones(banks, points({"p": (100, 0)}), minutes=15).geometry.iloc[0]
    assert area.intersects(shapely.LineString([(0, 0), (200, 0)]))
    assert not area.intersects(shapely.LineString([(0, 70), (200, 70)]))


def test_a_one_way_street_is_ridden_forward_and_in_reverse_asked_backward():
    lane = town({"a": (0, 0), "b": (1000, 0)}, way("a b", oneway="yes"))
    bike = {"profile": "bike", "metres": 100}
    assert spans(lane, 500, 0, **bike) == ["LINESTRING (500 0, 600 0)"]
    assert spans(lane, 500, 0, reverse=True, **bike) == ["LINESTRING (400 0, 500 0)"]
    assert spans(lane, 500, 0, metres=100) == ["LINESTRING (400 0, 600 0)"]


def test_pushing_takes_the_time_of_a_walk():
    # 1 min: 80 m pushed, 200 m ridden
    mixed = town({"a": (-500, 0), "b": (0, 0), "c": (500, 0)},
                 way("a b", highway="footway"), way("b c"))  # fmt: skip
    found = reached_streets(mixed, HOME, profile="bike", minutes=1)
    lengths = dict(zip(found["osm_id"], found["length_m"], strict=True))
    # cut where the whole millisecond ends, less than 4 mm of riding
    assert lengths == {100: pytest.approx(80, abs=0.002), 101: pytest.approx(200, abs=0.004)}


def test_streets_carry_their_way_their_limit_and_the_callers_index():
    found = reached_streets(CROSSING, points({"z": (0, 0), "a": (900, 0)}), metres=[200, 100])
    assert found.index.unique().tolist() == ["z", "a"]
    assert found["limit"].unique().tolist() == [100.0, 200.0]
    assert set(found["unit"]) == {"m"}
    assert set(found["osm_id"]) == {100, 101}
    assert found.crs == CRS_M
    at_z = found.loc[["z"]]
    assert at_z.groupby("limit")["length_m"].sum().to_dict() == {100.0: 400.0, 200.0: 800.0}


@pytest.mark.parametrize(("exact", "share"), [(True, 1e-3), (False, 0.005)])
def test_an_area_is_the_band_around_the_streets_reached(exact, share):
    streets = reached_streets(CROSSING, HOME, minutes=[5, 10])
    areas = isochrones(CROSSING, HOME, minutes=[5, 10], buffer_m=25, exact=exact)
    for row in areas.itertuples():
        lines = streets.loc[streets["limit"] == row.limit, "geometry"].to_numpy()
        band = shapely.union_all(shapely.buffer(lines, 25))
        assert band.symmetric_difference(row.geometry).area < share * band.area
    assert areas["streets_km"].tolist() == [1.6, 3.2]
    assert areas["unit"].tolist() == ["min", "min"]
    assert areas["profile"].tolist() == ["walk", "walk"]


def test_between_streets_far_apart_a_hole_stays():
    # a block of 300 m, walked round: 300 - 2 * 30 m are left open
    block = town({"a": (0, 0), "b": (300, 0), "c": (300, 300), "d": (0, 300)}, way("a b c d a"))
    area = isochrones(block, points({"p": (0, 0)}), minutes=15).geometry.iloc[0]
    assert len(area.interiors) == 1
    assert shapely.Polygon(area.interiors[0]).area == pytest.approx(240**2, rel=5e-3)


def test_nothing_reached_is_an_empty_area_and_not_known_is_nan():
    homes = points({"far": (500, 500), "off": (500, 50), "home": (0, 0)})
    with pytest.warns(UserWarning, match="1 of 3 places \\(far\\) is not within 100 m"):
        areas = isochrones(CROSSING, homes, metres=40)
    assert areas.geometry.is_empty.tolist() == [True, True, False]
    assert np.isnan(areas.at["far", "streets_km"])
    assert areas.at["off", "streets_km"] == 0.0
    with pytest.warns(UserWarning, match="not within 100 m"):
        assert reached_streets(CROSSING, homes.loc[["far"]], metres=40).empty


ISLET = town({**CROSS, "a": (0, 1500), "b": (50, 1500)}, way("w c e"), way("s c n"), way("a b"))


def test_places_that_reach_little_or_nothing_are_told_in_one_warning():
    homes = {"home": (0, 0), "isle": (20, 1500)} | {f"far{i}": (5000, i) for i in range(4)}
    with pytest.warns(UserWarning, match="places") as told:
        areas = isochrones(ISLET, points(homes), minutes=5, join_limit_m=80)
    assert [str(one.message) for one in told] == [
        "4 of 6 places (far0, far1, far2, ...) are not within 80 m of a street; were longitude "
        "and latitude swapped? 1 of 6 places (isle) sits on an island of streets: no more than "
        "that is reached."
    ]
    assert told[0].filename == __file__
    assert areas.index.tolist() == list(homes)
    assert areas["streets_km"].isna().tolist() == [False, False, True, True, True, True]
    assert unjoined(ISLET, points(homes)).tolist() == ["far0", "far1", "far2", "far3"]


def test_joins_at_hand_give_the_same_and_are_not_warned_of():
    homes = points({"home": (0, 30), "isle": (20, 1500), "far": (5000, 0)})
    with pytest.warns(UserWarning, match="island"):
        expected = isochrones(ISLET, homes, minutes=5)
    at_hand = isochrones(ISLET, homes, minutes=5, joined=join(ISLET, homes))
    pd.testing.assert_frame_equal(at_hand, expected)


def test_swapped_degrees_that_no_map_holds_are_refused_with_that_hint():
    # Beijing written as latitude, longitude: there is no latitude 116
    swapped = gpd.GeoSeries([shapely.Point(39.9, 116.4)], index=["home"], crs=4326)
    with pytest.raises(
        InputError, match=r"'home' has no place.*longitude and latitude were swapped"
    ):
        isochrones(CROSSING, swapped, minutes=5)


def test_every_point_has_a_row_for_every_limit_in_order():
    areas = isochrones(CROSSING, points({"z": (0, 0), "a": (90, 0)}), minutes=(15, 5, 10))
    assert list(zip(areas.index, areas["limit"], strict=True)) == [
        (p, m) for p in "za" for m in (5.0, 10.0, 15.0)
    ]


def test_points_in_degrees_are_moved_and_those_without_crs_refused():
    road = town({"a": (500_000, 4_000_000), "b": (501_000, 4_000_000)}, way("a b"))
    home = points({"home": (500_500, 4_000_000)}).to_crs(4326)
    assert reached_streets(road, home, metres=100)["length_m"].sum() == pytest.approx(200, abs=0.01)
    with pytest.raises(InputError, match="no coordinate system"):
        isochrones(CROSSING, gpd.GeoSeries([shapely.Point(0, 0)]), minutes=5)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "neither minutes nor metres"),
        ({"minutes": 5, "metres": 300}, "both minutes and metres"),
        ({"minutes": []}, "no number"),
        ({"minutes": 0}, "0 min"),
        ({"minutes": [5, -1]}, "-1 min"),
        ({"minutes": float("nan")}, "nan min"),
        ({"metres": float("inf")}, "inf m"),
        ({"minutes": 100_000}, "up to 1,440 min"),
        ({"minutes": 5, "buffer_m": 0}, "a band of 0 m"),
        ({"minutes": 5, "join_limit_m": -1}, "from a point to its street"),
        ({"minutes": 5, "profile": "walking"}, "Did you mean 'walk'"),
    ],
)
def test_impossible_questions_are_refused(options, message):
    with pytest.raises(InputError, match=message):
        isochrones(CROSSING, HOME, **options)


def test_no_points_and_points_that_are_nowhere_are_refused():
    with pytest.raises(InputError, match="there is none"):
        isochrones(CROSSING, points({}), minutes=5)
    nowhere = gpd.GeoSeries([shapely.Point(0, 0), shapely.Point()], index=["a", "b"], crs=CRS_M)
    with pytest.raises(InputError, match="row 'b' has no place"):
        isochrones(CROSSING, nowhere, minutes=5)


def test_limits_are_sorted_and_each_is_kept_once():
    limits, unit = limits_of([15, 5, 5], None)
    assert (limits.tolist(), unit) == ([5.0, 15.0], "min")


grid = st.tuples(st.integers(-3, 3), st.integers(-3, 3)).map(lambda xy: (xy[0] * 90, xy[1] * 70))


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(grid, min_size=2, max_size=5), min_size=1, max_size=6),
    grid,
    st.lists(st.floats(10, 900), min_size=2, max_size=4, unique=True),
)
def test_areas_are_nested_and_valid_in_any_town(lines, home, limits):
    corners = sorted({xy for line in lines for xy in line})
    names = {xy: f"{xy[0]},{xy[1]}" for xy in corners}
    network = town(
        {names[xy]: xy for xy in corners}, *[way([names[xy] for xy in line]) for line in lines]
    )
    joined = join(network, points({"p": home}))  # at hand, so that islands are not warned of
    areas = isochrones(network, points({"p": home}), metres=limits, joined=joined).geometry
    assert areas.is_valid.all()
    for smaller, larger in zip(areas.iloc[:-1], areas.iloc[1:], strict=True):
        assert smaller.is_empty or larger.covers(smaller)
        assert larger.area >= smaller.area


def millimetres(parts, row: int) -> set[tuple[int, int]]:
    """Every whole millimetre reached, as (edge, start)."""
    own = parts.limit == row
    spans = zip(parts.edge[own], parts.start[own], parts.stop[own], strict=True)
    listed = [(int(e), mm) for e, start, stop in spans for mm in range(start, stop)]
    assert len(listed) == len(set(listed)), "portions overlap"
    return set(listed)


@settings(deadline=None, max_examples=80)
@given(st.data())
@pytest.mark.parametrize("profile", ["walk", "bike"])
def test_reach_is_that_of_a_graph_cut_at_every_millimetre(profile, data):
    network = data.draw(networks(longest_mm=30))
    graph = graph_of(network, profile)
    reverse = data.draw(st.booleans())
    joined = open_edges(graph, data.draw(joins(network, 1)), leaving=not reverse)
    limits = np.sort(np.array(data.draw(st.lists(st.integers(0, 120), min_size=1, max_size=3))))
    costs = graph.units[-1]
    parts = reached_portions(graph, costs, joined, limits, reverse=reverse)
    edge, offset, _ = (int(v) for v in joined.iloc[0])
    if edge < 0:
        assert not len(parts.edge)
        return
    # a private street that one sets out on is no chain in the oracle: it is left out
    own = np.arange(network.n_edges) == edge
    underway = (graph.along | graph.against) & ~(graph.private & own)
    every = [(e, mm) for e in np.flatnonzero(underway).tolist()
             for mm in range(int(network.edge_mm[e]) + 1)]  # fmt: skip
    cut = cut_graph(graph, costs, [*every, (edge, offset)])
    cut = cut.reverse() if reverse else cut
    start = (edge, offset, "in" if reverse else "out")
    far = nx.single_source_dijkstra_path_length(cut, start)
    pace = costs.join_pace
    join_cost = int(joined["join_mm"].iloc[0] * pace + pace / pace * 0.5)
    for row, limit in enumerate(limits.tolist()):
        expected = set()
        for e, mm in every:
            whole = int(network.edge_mm[e])
            if mm == whole:
                continue
            for a, b in ((mm, mm + 1), (mm + 1, mm)):
                step = costs.edges.along[e] if (a < b) != reverse else costs.edges.against[e]
                part = abs(int(step) * b // whole - int(step) * a // whole)
                if step < BEYOND and (e, a) in far and join_cost + far[e, a] + part <= limit:
                    expected.add((e, mm))
        found = millimetres(parts, row)
        assert {(e, mm) for e, mm in found if underway[e]} == expected


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_longer_limit_and_another_street_never_shrink_the_reach(data):
    network = data.draw(networks(longest_mm=100))
    graph = graph_of(network, "bike")
    joined = open_edges(graph, data.draw(joins(network, 1)))
    limits = np.array([50, 90, 300])
    parts = reached_portions(graph, graph.mm, joined, limits, reverse=False)
    reached = [millimetres(parts, row) for row in range(3)]
    assert reached[0] <= reached[1] <= reached[2]


def test_reach_to_a_place_is_reach_from_it_with_every_street_turned_round():
    places = {"a": (0, 0), "b": (300, 0), "c": (300, 300), "d": (0, 300)}
    loop = town(places, way("a b c d a", oneway="yes"))
    turned = town(places, way("a b c d a", oneway="-1"))
    to = reached_streets(loop, points({"p": (90, 0)}), profile="bike", metres=500, reverse=True)
    of = reached_streets(turned, points({"p": (90, 0)}), profile="bike", metres=500)
    pd.testing.assert_frame_equal(pd.DataFrame(to), pd.DataFrame(of))
