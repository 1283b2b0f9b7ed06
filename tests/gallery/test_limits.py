"""Where a limit ends: at a node, inside an edge, a second more or less, on odd edges."""

import numpy as np
import pytest
import shapely

from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest
from tests.gallery.reach import reach
from tests.routing.towns import points, shops, town, way

# on foot 80 m a minute, on a bicycle 200 m

CHAIN = {"w": (-900, 0), "o": (0, 0), "m": (400, 0), "e": (900, 0), "n": (400, 500)}
T_JUNCTION = town(CHAIN, way("w o m e"), way("m n"))
HOME = points({"home": (0, 0)})


def test_a_limit_exactly_at_a_node_goes_not_a_millimetre_further(picture):
    """PEERS A5."""
    # 5 min = 400 m ends at m; of the three streets that meet there one is used, 2 * 400 m
    see = picture("limit_at_a_node", "5 min = 400 m ends at the junction m, on both sides 400 m",
                  T_JUNCTION)  # fmt: skip
    see.label("m", CHAIN["m"])
    found = reach(see, HOME, minutes=5)
    assert found.metres() == 800
    assert found.nodes(CHAIN) == "o m"
    # one millimetre more is 1 mm to the west, and 1 mm into each of the two streets beyond m
    more = reached_streets(T_JUNCTION, HOME, metres=400.001)
    assert round(more["length_m"].sum(), 3) == 800.003


def test_a_limit_inside_an_edge_cuts_it_there(picture):
    """PEERS A5, A9: partial edges."""
    # 450 m: 450 to the west, 400 to m, and 50 into each of the two streets there
    see = picture("limit_mid_edge", "450 m: 450 west, 400 to m, 50 into both streets beyond: 950 m",
                  T_JUNCTION)  # fmt: skip
    see.label("m", CHAIN["m"])
    found = reach(see, HOME, metres=450)
    assert found.metres() == 950
    assert found.nodes(CHAIN) == "o m"
    tips = shapely.points([(-450, 0), (450, 0), (400, 50)])
    assert (shapely.distance(shapely.union_all(found.streets.geometry), tips) < 1e-6).all()


def test_599_600_and_601_seconds_are_all_right(picture):
    """PEERS A5: valhalla 4085 was wrong at 600 s alone."""
    # 4/3 m a second: 798.666, 800 and 801.333 m (whole millimetres), node b at 800 m
    places = {"a": (-900, 0), "o": (0, 0), "b": (800, 0), "c": (900, 0)}
    road = town(places, way("a o b c"))
    see = picture("seconds_599_600_601", "599, 600, 601 s end at 798.666, 800 and 801.333 m; "
                  "node b lies at 800 m", road, view=(795, -3.5, 805, 3.5))  # fmt: skip
    see.label("b", places["b"])
    found = reach(see, HOME, minutes=[599 / 60, 10, 601 / 60], buffer_m=2)
    for seconds, metres in ((599, 798.666), (600, 800), (601, 801.333)):
        assert found.metres(seconds / 60) == 2 * metres
        # the ring ends half its band of 2 m beyond the street's end
        east = found.area(seconds / 60).bounds[2]
        assert east == pytest.approx(metres + 2, abs=0.1)
    assert found.nodes(places, 599 / 60) == "o"
    assert found.nodes(places, 10) == "o b"


def test_a_cul_de_sac_is_walked_to_its_end_and_no_further(picture):
    """PEERS A2: the ends of two lanes are 70 m apart, and 2,670 m on foot."""
    places = {"a": (-300, 0), "x": (-300, 700), "y": (370, 700), "b": (370, 0),
              "end": (0, 0), "tip": (70, 0)}  # fmt: skip
    lanes = town(places, way("end a x y b tip"))
    see = picture("cul_de_sac", "from the end of a lane; the tip of the next lane is 70 m away but "
                  "2,670 m on foot: not in 10 min, nor its ground", lanes)  # fmt: skip
    for name in ("end", "tip"):
        see.label(name, places[name])
    found = reach(see, points({"home": places["end"]}), minutes=[5, 10])
    # one way to go: 400 and 800 m of 300 + 700 + 670 + 700 + 300
    assert (found.metres(5), found.metres(10)) == (400, 800)
    assert found.nodes(places, 10) == "a end"
    assert found.area(10).distance(shapely.Point(places["tip"])) > 39


def test_parallel_edges_are_both_walked(picture):
    """PEERS A2: a multigraph; the longer of two ways between the same corners counts too."""
    # straight 100 m, and around a close of 20 + 100 + 20 = 140 m
    places = {"a": (0, 0), "b": (100, 0)}
    pair = town(places, way("a b"), way(["a", (0, 20), (100, 20), "b"]))
    see = picture("parallel_edges", "110 m from a: the straight edge 100 m, of the longer one 110 "
                  "m from a and 10 m from b, 20 m stay open", pair)  # fmt: skip
    found = reach(see, points({"a": (0, 0)}), metres=110, buffer_m=4)
    assert found.ways() == {100: 100, 101: 120}
    # 120 m: 120 from a and 20 from b are all of the 140
    assert reached_streets(pair, points({"a": (0, 0)}), metres=120)["length_m"].sum() == 240


def test_a_self_loop_is_walked_from_both_sides(picture):
    """PEERS A2: an edge that ends where it starts."""
    places = {"a": (-200, 0), "b": (0, 0)}
    lolly = town(places, way("a b"), way(["b", (100, 100), (200, 0), (100, -100), "b"]))
    # the loop is 4 * sqrt(20000) = 565.685 m; after 200 m to b, 100 m are left to each side
    see = picture("self_loop", "300 m from a: 200 m to b, then 100 m into the loop from both of "
                  "its ends: 400 m", lolly)  # fmt: skip
    found = reach(see, points({"a": places["a"]}), metres=300)
    assert found.ways() == {100: 200, 101: 200}
    # half of the loop is 282.843 m: with 283 m left all of it is reached
    whole = reached_streets(lolly, points({"a": places["a"]}), metres=483)
    assert round(whole["length_m"].sum(), 3) == 765.685


def test_an_edge_without_length_is_passed_as_if_it_were_not_there(picture):
    """PEERS A7: broken maps have them, and they must not stop or crash a search."""
    places = {"a": (0, 0), "b": (100, 0), "b2": (100, 0), "c": (200, 0), "d": (100, 100)}
    broken = town(places, way("a b"), way("b b2"), way("b2 c"), way("b d"))
    see = picture("zero_length_edge", "150 m from a, through an edge of 0 m at 100 m: "
                  "100 + 50 + 50 m", broken)  # fmt: skip
    see.label("b = b2", places["b"])
    found = reach(see, points({"a": (0, 0)}), metres=150, buffer_m=10)
    assert found.metres() == 200
    assert found.nodes(places) == "a b b2"
    on_it = reached_streets(broken, points({"b": (100, 0)}), metres=10)
    assert on_it["length_m"].sum() == 30


def test_a_very_long_edge_is_cut_and_joined_like_any_other(picture):
    """PEERS B18: the nearest node is 45 km away, the street 20 m."""
    places = {"a": (0, 0), "b": (90_000, 0)}
    road = town(places, way("a b"))
    see = picture(
        "very_long_edge",
        "a farm in the middle of a road of 90 km without a junction: "
        "15 min reach 1,180 m to each side",
        road,
        view=(43_500, -900, 46_500, 900),
    )
    found = reach(see, points({"farm": (45_000, 20)}), minutes=15)
    # 1,200 m less the 20 m to the street, to both sides
    assert found.metres() == 2 * 1180
    assert found.nodes(places) == ""
    # a band of 60 m, round at both ends
    assert found.area().area == pytest.approx(2360 * 60 + np.pi * 900, rel=0.03)


def test_two_places_on_one_edge_need_no_node_between_them(picture):
    """PEERS B18: distances along the edge, not by its ends."""
    places = {"a": (0, 0), "b": (1000, 0)}
    lane = town(places, way("a b", oneway="yes"))
    homes, shop = points({"west": (100, 10), "east": (650, 10)}), shops({"shop": (350, 0)})
    see = picture("two_points_on_one_edge", "on one edge, one-way to the right for bicycles: "
                  "walkers 260 and 310 m, only the western rider arrives", lane)  # fmt: skip
    see.origins(homes, named=True)
    see.marks(shop)
    walk = nearest(lane, homes, shop).metres["shop"]
    # 10 m to the street, and 250 or 300 m along it
    assert walk.tolist() == [260, 310]
    ride = nearest(lane, homes, shop, profile="bike").metres["shop"]
    assert ride.tolist() == [260, np.inf]


def test_a_very_short_walk_is_small_and_crashes_nothing(picture):
    """PEERS A7: r5r 382, 346, 434; one place that fails must not fail the others."""
    homes = points({"near": (0, 0), "off": (200, 30), "lost": (600, 400), "far": (-600, 0)})
    see = picture("short_walks", "1 m: a disc at a place on the street; off (30 m away) reaches "
                  "nothing, lost joins nothing, the rest stand", T_JUNCTION)  # fmt: skip
    with pytest.warns(UserWarning, match="lost"):
        found = reach(see, homes, named=True, metres=[1, 40])
    lengths = found.streets.groupby([found.streets.index, "limit"])["length_m"].sum()
    # 1 m to both sides; off has 10 m of 40 left when it gets to the street
    assert lengths.to_dict() == {("near", 1): 2, ("far", 1): 2, ("near", 40): 80,
                                 ("far", 40): 80, ("off", 40): 20}  # fmt: skip
    assert len(found.areas) == 8
    tiny = found.areas[(found.areas.index == "near") & (found.areas["limit"] == 1)]
    assert tiny.geometry.iloc[0].area == pytest.approx(2 * 60 + np.pi * 900, rel=0.03)


def test_reach_agrees_with_the_distance_measured_at_every_spot(picture):
    """PEERS A9, A2: what is drawn is what is measured, to the millimetre."""
    spots = {f"{x} {y}": (x, y) for x in range(0, 501, 100) for y in range(0, 401, 100)}
    across = [way([f"{x} {y}" for x in range(0, 501, 100)]) for y in range(0, 401, 200)]
    upward = [way([f"{x} {y}" for y in range(0, 401, 100)]) for x in range(0, 501, 100)]
    grid = town(spots, *across, *upward)
    home = points({"home": (120, 15)})
    see = picture("drawn_is_measured", "every spot (20 m apart) is drawn as reached if and only if "
                  "its measured distance is within 330 m", grid)  # fmt: skip
    found = reach(see, home, metres=330)
    lines = grid.edge_lines()
    steps = np.arange(0, 101, 20)
    along = np.concatenate([shapely.line_interpolate_point(line, steps) for line in lines])
    cells = points({i: (p.x, p.y) for i, p in enumerate(along)})
    metres = nearest(grid, cells, shops({"home": (120, 15)})).metres["shop"]
    drawn = shapely.distance(shapely.union_all(found.streets.geometry), along) < 1e-6
    assert drawn.any()
    assert not drawn.all()
    assert drawn.tolist() == (metres <= 330).tolist()


def test_the_ends_of_an_edge_are_joined_where_they_are(picture):
    """PEERS B12, B18: beyond the end of a street one walks to its end."""
    lane = town({"a": (0, 0), "b": (200, 0)}, way("a b"))
    homes = points({"beyond": (-30, 40), "beside": (80, 25)})
    see = picture("joins_at_ends", "beyond the end: 50 m to the end (30, 40); beside: 25 m",
                  lane)  # fmt: skip
    see.origins(homes, named=True)
    see.rings(isochrones(lane, homes, metres=100))
    told = join(lane, homes)
    assert told["join_mm"].tolist() == [50_000, 25_000]
    assert told["offset_mm"].tolist() == [0, 80_000]
