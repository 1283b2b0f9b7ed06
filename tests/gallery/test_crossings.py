"""Rivers, walls, rails and big roads: what parts a town, and what joins it again."""

import numpy as np
import pytest
import shapely

from accessibility.routing.isochrones import reached_streets
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest, stranded
from tests.gallery.reach import barred, half_plane, reach
from tests.routing.towns import points, shops, town, way

# on foot 80 m a minute; a street of 2 km and more is no island

BANKS = {"sw": (-1300, 0), "s": (0, 0), "se": (1300, 0),
         "nw": (-1300, 100), "n": (0, 100), "ne": (1300, 100)}  # fmt: skip
SHORES = [[(-1500, 40), (1500, 40)], [(-1500, 60), (1500, 60)]]
RIVER = shapely.box(-1500, 40, 1500, 60)
AT_S = points({"home": (0, -10)})


def test_a_river_without_a_bridge_is_not_crossed(picture):
    """PEERS A1, A3: the polygon jumps the river."""
    quays = barred(town(BANKS, way("sw s se"), way("nw n ne")), water=SHORES)
    see = picture("river_without_bridge", "no bridge: 15 min reach 1,190 m each way on the south "
                  "bank and nothing of the north", quays)  # fmt: skip
    see.ground(RIVER, "#cfe5f5")
    found = reach(see, AT_S, minutes=[5, 15])
    # 1,200 m less 10 m to the street
    assert found.metres(15) == 2 * 1190
    assert found.nodes(BANKS) == "s"
    assert found.area(15).intersection(half_plane(above=60)).area == 0


def test_a_canal_narrower_than_the_band_is_not_crossed(picture):
    """PEERS A1, A3: quays 40 m apart; the band of 30 m must end at the near shore."""
    places = {"sw": (-1300, 0), "se": (1300, 0), "nw": (-1300, 40), "ne": (1300, 40)}
    canal = barred(town(places, way("sw se"), way("nw ne")),
                   water=[[(-1500, 10), (1500, 10)], [(-1500, 20), (1500, 20)]])  # fmt: skip
    see = picture(
        "narrow_canal",
        "a canal of 10 m, quays on both sides: the area ends at the near "
        "shore, although the band is 30 m wide",
        canal,
        view=(-520, -130, 520, 120),
    )
    see.ground(shapely.box(-1500, 10, 1500, 20), "#cfe5f5")
    found = reach(see, points({"home": (0, 0)}), minutes=5)
    assert found.metres() == 800
    assert found.area().intersection(half_plane(above=20)).area < 1
    # 800 m * (30 + 10) m, half a disc to the south, and of the two quarter discs to the north
    # what lies below the shore: 2 * integral of sqrt(900 - y2) from 0 to 10
    ends = np.pi * 900 / 2 + 10 * np.sqrt(800) + 900 * np.arcsin(1 / 3)
    assert found.area().area == pytest.approx(800 * 40 + ends, rel=0.03)


def test_a_bridge_opens_the_far_bank_at_its_end_and_not_before(picture):
    """PEERS A3: the far bank is reached over the bridge only."""
    places = BANKS | {"b": (300, 0), "c": (300, 100)}
    bridged = barred(
        town(places, way("sw s b se"), way("nw n c ne"), way("b c", bridge="yes")), water=SHORES
    )
    see = picture(
        "river_with_bridge",
        "400 m end where the bridge does: 900 m of street; 500 m "
        "give 100 m each way beyond: 1,300 m",
        bridged,
        view=(-650, -170, 650, 220),
    )
    see.ground(RIVER, "#cfe5f5")
    found = reach(see, points({"home": (0, 0)}), metres=[400, 500])
    # 400 both ways and the bridge's 100; then 500 both ways, 100, and 100 both ways at c
    assert (found.metres(400), found.metres(500)) == (900, 1300)
    assert found.nodes(places, 400) == "s b c"
    assert not found.area(500).covers(shapely.Point(0, 100))
    north = found.area(500).intersection(half_plane(above=60))
    # from 200 to 400 at y = 100, round ends, down to the bridge: 200 * 60 + a disc + 60 * 10
    assert north.area == pytest.approx(200 * 60 + np.pi * 900 + 60 * 10, rel=0.03)


def test_a_bridge_over_a_path_is_no_junction(picture):
    """PEERS B12, C22: they cross on the map and meet nowhere."""
    places = {"w": (-1500, 0), "e": (1500, 0), "s": (0, -1200), "n": (0, 1200)}
    over = town(places, way("w e", bridge="yes"), way("s n", highway="path"))
    see = picture(
        "bridge_over_a_path",
        "on the path, 40 m from the bridge above it: 300 m each "
        "way along the path, nothing of the bridge",
        over,
        view=(-420, -320, 420, 400),
    )
    found = reach(see, points({"home": (0, 40)}), metres=300)
    assert found.ways() == {101: 600}
    assert found.area().area == pytest.approx(600 * 60 + np.pi * 900, rel=0.03)


def test_a_tunnel_under_the_origin_is_not_entered(picture):
    """PEERS B12: snapped to a tunnel, and to its far end."""
    places = {"w": (-1500, 0), "e": (1500, 0), "a": (-1100, 25), "b": (1100, 25)}
    dug = town(places, way("w e", tunnel="yes"), way("a b"))
    see = picture(
        "tunnel_under_the_origin",
        "the tunnel runs 2 m from the door, the street 23 m: "
        "the street is joined, 100 m reach 77 m each way",
        dug,
        view=(-160, -90, 160, 140),
    )
    found = reach(see, points({"home": (0, 2)}), metres=100)
    assert found.ways() == {101: 2 * 77}
    assert found.area().covers(shapely.Point(0, 2))


def test_a_shared_cycleway_that_is_the_only_crossing_is_walked(picture):
    """PEERS D25: osmnx 398 dropped the only way over the river."""
    places = BANKS | {"b": (200, 0), "c": (200, 100), "d": (-200, 0), "f": (-200, 100)}
    crossed = barred(
        town(places, way("sw d s b se"), way("nw f n c ne"),
             way("b c", highway="cycleway", bridge="yes"),
             way("d f", highway="cycleway", bridge="yes", foot="no")), water=SHORES)  # fmt: skip
    see = picture("shared_cycleway_over_the_river", "east: a cycleway, shared; west: one with "
                  "foot=no. 400 m give 900 m of street and 100 m each way beyond the eastern one",
                  crossed, view=(-650, -170, 650, 220))  # fmt: skip
    see.ground(RIVER, "#cfe5f5")
    found = reach(see, points({"home": (0, 0)}), metres=400)
    # 800 south, 100 over, 200 north
    assert found.ways() == {100: 800, 101: 200, 102: 100}
    ridden = reached_streets(crossed, points({"home": (0, 0)}), profile="bike", metres=400)
    assert ridden.groupby("osm_id")["length_m"].sum().to_dict()[103] == 100


def test_a_footbridge_that_touches_a_trunk_road_alone_is_told_as_an_island(picture):
    """PEERS C24: OTP 408."""
    places = {"w": (-1500, 0), "x": (0, 0), "e": (1500, 0), "y": (0, 60),
              "a": (-1500, 100), "b": (1500, 100)}  # fmt: skip
    cut_off = town(places, way("w x e", highway="trunk"),
                   way("x y", highway="footway", bridge="yes"), way("a b"))  # fmt: skip
    homes = points({"near": (10, 65), "south": (10, -60)})
    see = picture("footbridge_on_a_trunk_road", "near: 11 m from the footbridge, 35 m from the "
                  "street, which it takes: 65 m each way. south: nothing but the footbridge",
                  cut_off, view=(-190, -130, 190, 190))  # fmt: skip
    with pytest.warns(UserWarning, match=r"1 of 2 places \(south\) sits on an island"):
        found = reach(see, homes, named=True, metres=100)
    assert found.streets.loc[["near"], "length_m"].sum() == 2 * 65
    # south: to the footbridge's end, sqrt(10^2 + 60^2) = 60.828 m, and 39.172 m of its 60
    assert found.streets.loc["south", "length_m"] == pytest.approx(39.172)
    assert stranded(cut_off, homes)["reason"].to_dict() == {"south": "island"}


def test_a_motorway_beside_the_origin_is_not_joined(picture):
    """PEERS B14, B17: parcels snap to the motorway, and the walk shed follows it."""
    places = {"w": (-1500, 0), "e": (1500, 0), "a": (-1100, 90), "b": (1100, 90)}
    beside = town(places, way("w e", highway="motorway"), way("a b"))
    see = picture("motorway_beside_the_origin", "the motorway is 10 m away, the street 80 m: 200 m "
                  "reach 120 m each way of the street, nothing of the motorway",
                  beside, view=(-230, -110, 230, 230))  # fmt: skip
    found = reach(see, points({"home": (0, 10)}), metres=200)
    assert found.ways() == {101: 240}
    # an expressway, and a road with a footway of its own, are told apart
    trunk = town(places, way("w e", highway="trunk"), way("a b"))
    assert join(trunk, points({"home": (0, 10)}))["edge"].tolist() == [1]
    paved = town(places, way("w e", highway="trunk", sidewalk="both"), way("a b"))
    assert join(paved, points({"home": (0, 10)}))["edge"].tolist() == [0]


def test_a_railway_without_a_crossing_parts_the_town(picture):
    """PEERS A3: a street on either side of the rails; the one beyond is nearer."""
    places = {"sw": (-1300, 0), "se": (1300, 0), "nw": (-1300, 36), "ne": (1300, 36)}
    parted = barred(town(places, way("sw se"), way("nw ne")), rail=[[(-1500, 24), (1500, 24)]])
    see = picture("railway_between", "the street beyond the rails is 15 m away, the own one 21 m "
                  "and taken: 300 m each way, nothing beyond the rails",
                  parted, view=(-380, -130, 380, 180))  # fmt: skip
    found = reach(see, points({"home": (0, 21)}), metres=321)
    assert found.ways() == {100: 600}
    assert found.area().intersection(half_plane(above=24)).area < 1
    # 3 m further the rails lie behind, and the other street is its own
    assert join(parted, points({"x": (0, 21), "y": (0, 27)}))["edge"].tolist() == [0, 1]


def test_one_way_streets_bind_riders_and_not_walkers(picture):
    """PEERS D27: two carriageways, opposite one-ways, 20 m apart."""
    places = {"a": (0, 0), "b": (600, 0), "c": (600, 20), "d": (0, 20)}
    pair = town(places, way("a b", oneway="yes"), way("c d", oneway="yes"), way("a d"), way("b c"))
    home = points({"home": (300, 0)})
    see = picture(
        "opposite_one_ways",
        "a rider goes 300 m ahead to b, 20 m across, 380 m back on "
        "the other carriageway: 700 m, of which 200 m come first",
        pair,
        profile="bike",
    )
    found = reach(see, home, metres=[200, 700], buffer_m=6)
    assert found.ways(200) == {100: 200}
    assert found.ways(700) == {100: 300, 101: 380, 103: 20}
    assert found.nodes(places, 700) == "b c"
    # on foot 200 m both ways; whoever reaches the home by bicycle comes from behind
    walked = reached_streets(pair, home, metres=200)
    assert walked["length_m"].sum() == 400
    behind = reached_streets(pair, home, profile="bike", metres=200, reverse=True)
    assert shapely.union_all(behind.geometry).bounds == (100, 0, 300, 0)


def test_oneway_foot_binds_walkers(picture):
    """PEERS D27: the exception, as in a turnstile."""
    places = {"a": (0, 0), "b": (100, 0), "c": (200, 0), "d": (300, 0)}
    gate = town(places, way("a b"), way("b c", highway="footway", oneway__foot="yes"), way("c d"))
    see = picture("oneway_foot", "a turnstile from b to c: d is 300 m from a; from d no one comes "
                  "back to b", gate)  # fmt: skip
    cells, there = points({"a": (0, 0), "d": (300, 0)}), shops({"shop": (250, 0)})
    see.marks(there)
    found = reach(see, cells.loc[["d"]], metres=300)
    # c is 100 m on, and the footway cannot be entered from there
    assert found.ways() == {102: 100}
    assert nearest(gate, cells, there).metres["shop"].tolist() == [250, 50]
    back = nearest(gate, cells, shops({"shop": (50, 0)})).metres["shop"]
    assert back.tolist() == [50, np.inf]


def test_adding_a_street_never_makes_the_reach_smaller(picture):
    """PEERS A6: r5r 495, where a new street shrank the area."""
    places = BANKS | {"b": (100, 0), "c": (100, 100), "p": (500, 0), "q": (500, 100)}
    ways = [way("sw s b p se"), way("nw n c q ne"), way("p q", bridge="yes")]
    before, after = (
        barred(town(places, *drawn), water=SHORES)
        for drawn in (ways, [*ways, way("b c", highway="footway", bridge="yes")])
    )
    old = picture("before_a_footbridge", "one bridge, 500 m east: 600 m end where it does, and the "
                  "north bank is out of reach", before, view=(-750, -190, 850, 240))  # fmt: skip
    new = picture(
        "after_a_footbridge",
        "a footbridge 100 m east: 400 m each way on the north "
        "bank, and nothing of the old reach lost",
        after,
        view=(-750, -190, 850, 240),
    )
    home = points({"home": (0, 0)})
    was, now = reach(old, home, metres=[300, 600]), reach(new, home, metres=[300, 600])
    # 600 both ways and the bridge; then also 100 of footbridge, and 400 m each way from c (100),
    # where the eastern 400 m end at q (500)
    assert was.metres(600) == 1300
    assert now.metres(600) == 1300 + 100 + 800
    for limit in (300, 600):
        lost = shapely.union_all(was.streets.geometry).difference(
            shapely.union_all(now.streets.geometry).buffer(1e-6)
        )
        assert lost.is_empty
        assert was.area(limit).difference(now.area(limit)).area < 1
