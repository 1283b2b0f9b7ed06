"""The shape of what is reached: bands and holes, rings, roundabouts, plazas, parks."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from accessibility.routing.access import access_points
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.service_areas import service_areas
from accessibility.routing.travel import nearest
from tests.gallery.reach import BUFFER_M, reach
from tests.routing.towns import CRS_M, points, shops, town, way

DISC = np.pi * BUFFER_M**2


def test_a_straight_street_is_a_band_with_round_ends(picture):
    """PEERS A2, A10: an area that can be worked out by hand."""
    road = town({"w": (-900, 0), "e": (900, 0)}, way("w e"))
    see = picture("straight_street", "5 and 10 min of a straight street: 800 m * 60 m and a disc, "
                  "1,600 m * 60 m and a disc", road)  # fmt: skip
    found = reach(see, points({"home": (0, 0)}), minutes=[5, 10])
    assert found.area(5).area == pytest.approx(800 * 60 + DISC, rel=0.03)
    assert found.area(10).area == pytest.approx(1600 * 60 + DISC, rel=0.03)


def test_a_cross_is_two_bands_and_not_the_hull_around_them(picture):
    """PEERS A10: the convex hull of four arms is more than three times as large."""
    arms = {"o": (0, 0), "e": (900, 0), "w": (-900, 0), "n": (0, 900), "s": (0, -900)}
    cross = town(arms, way("w o e"), way("s o n"))
    see = picture("cross", "5 min: four arms of 400 m, 98,055 m2; a convex hull would say 320,000",
                  cross)  # fmt: skip
    found = reach(see, points({"home": (0, 0)}), minutes=5)
    tips = shapely.MultiPoint([(400, 0), (-400, 0), (0, 400), (0, -400)])
    see.axes.plot(*tips.convex_hull.exterior.xy, color="#c1121f", linestyle=":", lw=1)
    see.label("convex hull", (200, 200))
    # two bands that share 60 * 60, and half a disc at each of the four tips
    assert found.area().area == pytest.approx(2 * 800 * 60 - 3600 + 2 * DISC, rel=0.03)
    assert found.area().area < tips.convex_hull.area / 3


def test_larger_rings_hold_smaller_ones_and_keep_the_holes_of_blocks(picture):
    """PEERS A4, A11: openrouteservice 468 had a hole where the smaller ring is."""
    # streets every 300 m; nodes at level k = (|x| + |y|) / 300; 4 edges leave the origin,
    # 8 k + 4 lead from level k to k + 1
    side = range(-1200, 1201, 300)
    places = {f"{x},{y}": (x, y) for x in side for y in side}
    grid = town(places, *(way([f"{x},{y}" for x in side]) for y in side),
                *(way([f"{x},{y}" for y in side]) for x in side))  # fmt: skip
    see = picture(
        "nested_rings",
        "a town of blocks: 2.4, 8.8 and 19.2 km of street in 5, 10, 15 "
        "min, each ring holds the one before, blocks walked round stay open",
        grid,
    )
    found = reach(see, points({"home": (0, 0)}), minutes=[5, 10, 15])
    # 400 m: 4 edges, and 100 m of 12; 800: 4 + 12 edges, 200 m of 20; 1,200: 4 + 12 + 20 + 28
    assert found.metres(5) == 4 * 300 + 12 * 100
    assert found.metres(10) == 16 * 300 + 20 * 200
    assert found.metres(15) == 64 * 300
    assert [found.area(m).geom_type for m in (5, 10, 15)] == ["Polygon"] * 3  # no specks
    # after 15 min the blocks with all corners at level 4 or less: 6 in each quarter, of 240 m
    holes = found.area(15).interiors
    assert len(holes) == 24
    assert [shapely.Polygon(hole).area for hole in holes] == pytest.approx([240**2] * 24, rel=0.03)
    # 25 crossings share 60 * 60; of the 16 nodes at level 4, 4 are tips with half a disc, and 12
    # are corners that share 30 * 30 and gain a quarter disc
    area = 19200 * 60 - 25 * 3600 - 12 * 900 + 4 * DISC / 2 + 12 * DISC / 4
    assert found.area(15).area == pytest.approx(area, rel=0.03)


def test_a_comb_of_lanes_has_no_spikes_and_no_specks(picture):
    """PEERS A1, A11: land without streets is not reached, however near the hull."""
    spine = ["w", *(f"r{x}" for x in range(0, 601, 150)), "e"]
    places = {"w": (-100, 0), "e": (700, 0)}
    places |= {f"r{x}": (x, 0) for x in range(0, 601, 150)}
    places |= {f"t{x}": (x, 500) for x in range(0, 601, 150)}
    comb = town(places, way(spine), *(way(f"r{x} t{x}") for x in range(0, 601, 150)))
    see = picture("comb", "600 m from the left: the lanes are reached for 500, 450, 300, 150 and "
                  "0 m, the fields between them are not", comb)  # fmt: skip
    found = reach(see, points({"home": (0, 0)}), metres=600)
    # 100 m west, 600 m east, and what is left in each lane
    assert found.metres() == 100 + 600 + 500 + 450 + 300 + 150
    assert found.area().geom_type == "Polygon"
    fields = shapely.points([(75 + 150 * i, 100 + 50 * j) for i in range(4) for j in range(8)])
    assert not shapely.intersects(found.area(), fields).any()


def roundabout() -> tuple[dict[str, tuple[float, float]], object]:
    """Four arms of 200 m at a ring of sixteen sides of 10 m, one-way anticlockwise."""
    radius = 5 / np.sin(np.pi / 16)
    turn = [2 * np.pi * i / 16 for i in range(17)]
    rim = [(radius * np.cos(a), radius * np.sin(a)) for a in turn]
    places = {name: rim[4 * i] for i, name in enumerate("enws")}
    places |= {"E": (radius + 200, 0), "N": (0, radius + 200),
               "W": (-radius - 200, 0), "S": (0, -radius - 200)}  # fmt: skip
    ring = ["e", *rim[1:4], "n", *rim[5:8], "w", *rim[9:12], "s", *rim[13:16], "e"]
    arms = [way(f"{a} {b}") for a, b in zip("enws", "ENWS", strict=True)]
    return places, town(places, way(ring, junction="roundabout"), *arms)


def test_a_roundabout_turns_riders_one_way_and_lets_walkers_go_both(picture):
    """PEERS D27: the exits are 40, 80 and 120 m on for riders; the last is 40 m for walkers."""
    places, network = roundabout()
    home = points({"home": places["E"]})
    see = picture(
        "roundabout",
        "300 m by bicycle from the east: 100 m of the ring anticlockwise, "
        "60 m into the north arm, 20 m west, none south: 380 m",
        network,
        profile="bike",
    )
    found = reach(see, home, metres=300, buffer_m=8)
    # the ring is way 100, the arms 101 east, 102 north, 103 west, 104 south
    assert found.ways() == {100: 100, 101: 200, 102: 60, 103: 20}
    walked = picture("roundabout_on_foot", "300 m on foot: all 160 m of the ring, 60 m north and "
                     "south, 20 m west: 500 m", network)  # fmt: skip
    assert reach(walked, home, metres=300, buffer_m=8).ways() == {
        100: 160, 101: 200, 102: 60, 103: 20, 104: 60,
    }  # fmt: skip


def test_a_plaza_leads_on_along_its_edge(picture):
    """PEERS D29: a square that is drawn as an area is no dead end."""
    places = {"a": (-300, 0), "p": (0, 0), "q": (100, 0), "r": (100, 100), "s": (0, 100),
              "b": (400, 100)}  # fmt: skip
    square = town(places, way("a p"), way("p q r s p", highway="pedestrian", area="yes"),
                  way("r b"))  # fmt: skip
    see = picture("plaza", "a plaza of 100 m between two streets: walked along its edge, 200 m "
                  "from corner to corner (the straight way would be 141 m)", square)  # fmt: skip
    see.ground(shapely.box(0, 0, 100, 100), "#efe3cf", "plaza")
    found = reach(see, points({"home": (-100, 0)}), metres=400)
    # 200 m west, 100 m to p, all four sides, 100 m beyond r
    assert found.ways() == {100: 300, 101: 400, 102: 100}
    there = nearest(square, points({"home": (-100, 0)}), shops({"shop": (200, 100)}))
    assert there.metres.loc["home", "shop"] == 100 + 200 + 100


# a park of 800 m, a street 20 m around it, and five gates
PARK = shapely.box(0, 0, 800, 800)
GATES = {"g1": (200, 0), "g2": (600, 0), "g3": (800, 200), "g4": (400, 800), "g5": (0, 400)}
CORNERS = {"sw": (-20, -20), "se": (820, -20), "ne": (820, 820), "nw": (-20, 820)}


def test_a_park_is_reached_at_its_five_gates(picture):
    """PEERS A8, QNEAT3 82: nothing beyond 300 m from an entrance; PEERS A2."""
    around = town(CORNERS, way("sw se ne nw sw"))
    park = gpd.GeoDataFrame({"type": ["park"]}, geometry=[PARK], index=["park"], crs=CRS_M)
    kinds = pd.array(["gate"] * 5, dtype="str")
    doors = access_points(park, points(GATES).assign(kind=kinds), around)
    assert doors["kind"].tolist() == ["gate"] * 5
    see = picture("park_with_five_gates", "300 m from any of five gates: 2,520 of the 3,360 m "
                  "around the park; the corners without a gate nearby are out", around)  # fmt: skip
    see.ground(PARK, "#cfe3c0", "park")
    found = reach(see, doors, metres=300)
    # 280 m to both sides of a gate, running from the south-west corner: gates at 220, 620, 1060,
    # 2100 and 2940 m; -60 to 1340, 1820 to 2380, 2660 to 3220
    reached = shapely.union_all(found.streets.geometry)
    assert round(reached.length, 3) == 1400 + 560 + 560
    # no spot of any area is beyond the band of a street reached, give or take half a square of
    # the grid it is drawn on (10 m) in its inner corners
    assert found.area().difference(reached.buffer(BUFFER_M + 6)).is_empty
    assert not found.area().intersects(shapely.Point(CORNERS["ne"]))
    home = points({"north-east": (820, 820), "east": (820, 500)})
    see.marks(home)
    # 420 m west along the north side to g4 and 20 m in; 300 m south to g3 and 20 m in
    told = nearest(around, home, park, access_points=doors).metres["park"]
    assert told.tolist() == [440, 320]


def test_the_gates_of_a_park_make_one_service_area(picture):
    """PEERS A8: counted once, however many gates reach it."""
    around = town(CORNERS, way("sw se ne nw sw"))
    see = picture("park_service_area", "the 300 m around all five gates as one area: 2,520 m of "
                  "street, counted once", around)  # fmt: skip
    see.ground(PARK, "#cfe3c0", "park")
    gates = points(GATES)
    see.origins(gates)
    merged = service_areas(around, gates, metres=[150, 300])
    see.rings(merged)
    # 150 m leave 130 to both sides of a gate, and no two meet; 300 m as worked out above
    assert merged["streets_km"].tolist() == [5 * 0.26, 2.52]
    assert merged.geometry.iloc[1].covers(merged.geometry.iloc[0])


def test_two_schools_divide_the_street_between_them(picture):
    """PEERS A2: the border lies where both are equally near, to the millimetre."""
    road = town({"w": (-1000, 0), "e": (1600, 0)}, way("w e"))
    schools = points({"west": (0, 0), "east": (600, 40)})
    see = picture("divided_service_areas", "two schools, the eastern one 40 m off the street: 500 "
                  "m each, and the border at 320 m, where both are 320 m away", road)  # fmt: skip
    parts = service_areas(road, schools, metres=500, divide=True)
    see.shares(parts)
    see.origins(schools, named=True)
    # west from -500 to 320; east from 320 to 600 + 460
    assert parts["streets_km"].to_dict() == pytest.approx({"west": 0.82, "east": 0.74}, abs=2e-6)
    west, east = parts.geometry
    assert west.intersection(east).area < 1
    # drawn on a grid of 10 m: the border of the areas lies half a square off at most
    assert west.bounds[2] == pytest.approx(320, abs=5)
    whole = service_areas(road, schools, metres=500).geometry.iloc[0]
    assert shapely.union(west, east).symmetric_difference(whole).area < 2
    assert whole.area == pytest.approx(1560 * 60 + DISC, rel=0.03)


def test_a_road_with_a_bend_is_cut_on_the_bent_line(picture):
    """PEERS A9, A2: not on the straight line between its nodes."""
    hill = [(100, 0), (100, 60), (0, 60), (0, 120), (100, 120), (100, 180), (0, 180)]
    places = {"foot": (0, 0), "top": (0, 240)}
    bends = town(places, way(["foot", *hill, "top"]))
    see = picture("hairpins", "the top is 240 m away as the crow flies and 640 m on the road; 400 "
                  "m end in the fifth bend", bends)  # fmt: skip
    found = reach(see, points({"home": (0, 0)}), metres=400, buffer_m=10)
    # 100 + 60 + 100 + 60 = 320 to (0, 120), and 80 of the next 100
    assert found.metres() == 400
    assert shapely.get_point(found.streets.geometry.iloc[0], -1).equals(shapely.Point(80, 120))
    assert reached_streets(bends, points({"home": (0, 0)}), metres=640)["length_m"].sum() == 640
    assert found.nodes(places) == "foot"
