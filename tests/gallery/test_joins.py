"""How places get onto the streets, and what is said of those that do not."""

import numpy as np
import pytest
import shapely

from accessibility.errors import MissingCrsError
from accessibility.routing.isochrones import reached_streets
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest, stranded
from tests.gallery.reach import barred, half_plane, reach
from tests.routing.towns import CRS_M, points, shops, town, way


def test_an_isochrone_holds_the_place_it_starts_from(picture):
    """PEERS B12: openrouteservice 867 started at the far end of a tunnel."""
    places = {"w": (-600, 0), "e": (600, 0), "t": (0, 25), "u": (0, 525)}
    road = town(places, way("w e"), way("t u", tunnel="yes", highway="footway"))
    homes = points({"beside": (-200, 25), "portal": (10, 25)})
    see = picture(
        "starts_inside_itself",
        "two homes 25 m off the street, one 10 m from the end of "
        "a tunnel: both lie in their own ring",
        road,
        view=(-420, -190, 320, 330),
    )
    found = reach(see, homes, metres=125)
    # 100 m each way of the street
    assert found.ways() == {100: 400}
    assert found.areas.geometry.covers(homes.geometry).all()


def test_a_place_in_a_station_joins_the_street_outside(picture):
    """PEERS B13: openrouteservice 1491, points inside stations."""
    places = {"w": (-1100, 0), "x": (0, 0), "e": (1100, 0), "y": (0, 120),
              "v": (-1100, 120), "z": (1100, 120)}  # fmt: skip
    hall = town(places, way("w x e"), way("v y z"), way("x y", highway="corridor", indoor="yes"))
    see = picture("inside_a_station", "a corridor 5 m away, the street 50 m: the street is joined, "
                  "and the corridor walked through: 50 + 50 m and 45 m of it",
                  hall, view=(-110, -60, 110, 160))  # fmt: skip
    see.ground(shapely.box(-40, 20, 40, 100), "#e3dfe8", "station")
    found = reach(see, points({"home": (5, 50)}), metres=100, buffer_m=8)
    # 50 m to (5, 0); 5 m on is x, with 45 m left for the corridor
    assert found.ways() == {100: 100, 102: 45}


def test_the_far_bank_without_streets_is_not_joined_to_the_cape(picture):
    """PEERS B15: pandana 170, everything on the far bank at distance zero."""
    places = {"a": (-1200, 0), "cape": (0, 0), "inland": (0, -1200)}
    water = [[(-1500, 15), (1500, 15)], [(-1500, 60), (1500, 60)]]
    shore = barred(town(places, way("a cape inland")), water=water)
    homes = points({"here": (-60, 10), "far 1": (0, 70), "far 2": (-50, 85), "far 3": (40, 80)})
    see = picture("far_bank_and_cape", "three homes across 45 m of water, all within 100 m of the "
                  "cape's street: joined to nothing, and named", shore,
                  view=(-220, -120, 160, 150))  # fmt: skip
    see.ground(shapely.box(-1500, 15, 1500, 60), "#cfe5f5")
    see.origins(homes, named=True)
    shop = shops({"shop": (-100, 0)})
    see.marks(shop)
    metres = nearest(shore, homes, shop).metres["shop"]
    # 10 m to the street, 40 m along it
    assert metres["here"] == 50
    assert metres.drop("here").isna().all()
    assert stranded(shore, homes).index.tolist() == ["far 1", "far 2", "far 3"]
    with pytest.warns(UserWarning, match="3 of 4 places"):
        found = reach(see, homes, metres=100)
    assert found.area().intersection(half_plane(above=60)).area == 0


def test_a_hundred_places_in_a_hundred_rows_out(picture):
    """PEERS B16: pandana 121, 100 in and 84 out without a message."""
    grid = {f"{x},{y}": (x, y) for x in (0, 300, 600) for y in (0, 300)}
    streets = town(grid, way("0,0 300,0 600,0 600,300 300,300 0,300 0,0"), way("300,0 300,300"))
    cells = points({10 * i + j: (i * 90 - 30, j * 90 - 30) for i in range(10) for j in range(10)})
    shop = shops({"shop": (0, 0)})
    see = picture("hundred_places", "100 cells: those within 100 m of a street are joined (full), "
                  "the others stay in the table as not known (hollow)", streets)  # fmt: skip
    see.origins(cells)
    see.marks(shop)
    found = nearest(streets, cells, shop).metres["shop"]
    assert found.index.tolist() == cells.index.tolist()
    # who is how far from a street is asked of shapely
    away = cells.distance(shapely.union_all(streets.edge_lines()))
    assert found.isna().tolist() == (away > 100).tolist()
    assert np.isfinite(found[away <= 100]).all()
    told = stranded(streets, cells)
    assert told.index.tolist() == cells.index[away > 100].tolist()
    assert told["nearest_street_m"].tolist() == pytest.approx(away[away > 100].tolist(), abs=1e-3)


def test_a_place_joins_the_edge_and_not_its_far_node(picture):
    """PEERS B18: osmnx 198, 71; a place in degrees is the same place."""
    places = {"a": (0, 0), "b": (2000, 0), "c": (1000, 90), "d": (1000, 600)}
    long = town(places, way("a b"), way("c d"))
    homes, shop = points({"home": (1000, 20)}), shops({"shop": (700, 0)})
    see = picture(
        "edge_not_node",
        "the nearest node (c, 70 m) is on another street; the nearest "
        "edge is 20 m away: 320 m to the shop",
        long,
        view=(450, -160, 1350, 500),
    )
    see.label("c", places["c"])
    see.marks(shop)
    found = reach(see, homes, metres=320)
    assert found.ways() == {100: 600}
    assert nearest(long, homes, shop).metres.loc["home", "shop"] == 320
    # PEERS B18: osmnx 382, 456, a projected graph and a point that is not: here the same answer
    degrees = reached_streets(long, homes.to_crs(4326), metres=320)
    assert degrees["length_m"].tolist() == found.streets["length_m"].tolist()
    with pytest.raises(MissingCrsError):
        reached_streets(long, homes.set_crs(None, allow_override=True), metres=320)


TWO_TOWNS = {"a": (0, 0), "b": (2500, 0), "c": (0, 400), "d": (2100, 400)}


def test_what_cannot_be_reached_is_infinite_and_never_a_large_number(picture):
    """PEERS C20: pandana 168, 4294967.295 as a distance; C22: both parts are kept."""
    parts = town(TWO_TOWNS, way("a b"), way("c d"))
    cells = points({"south": (1000, 0), "north": (1000, 400), "nowhere": (1000, 200)})
    shop = shops({"shop": (1300, 0)})
    see = picture(
        "unreachable",
        "two parts of a town without a link: from the south 300 m, from "
        "the north infinite, from nowhere not known",
        parts,
        view=(600, -150, 1600, 550),
    )
    see.marks(shop)
    with pytest.warns(UserWarning, match=r"1 of 3 places \(nowhere\) is not within"):
        reach(see, cells, named=True, metres=300)
    found = nearest(parts, cells, shop)
    np.testing.assert_array_equal(found.metres["shop"], [300, np.inf, np.nan])
    # 300 m at 80 m a minute
    np.testing.assert_array_equal(found.minutes["shop"], [3.75, np.inf, np.nan])
    assert found.facility_id["shop"].isna().tolist() == [False, True, True]


def test_parts_without_a_link_each_answer_for_themselves(picture):
    """PEERS C22: pyrosm 88, keep all components; C21."""
    parts = town(TWO_TOWNS, way("a b"), way("c d"))
    shop = shops({"south shop": (1300, 0), "north shop": (900, 400)})
    cells = points({"south": (1000, 0), "north": (1000, 400)})
    see = picture(
        "two_parts",
        "each part has a shop of its own, 300 and 100 m away; neither is "
        "dropped for being the smaller one",
        parts,
        view=(600, -150, 1600, 550),
    )
    see.marks(shop)
    found = reach(see, cells, named=True, metres=300)
    assert found.ways() == {100: 600, 101: 600}
    told = nearest(parts, cells, shop)
    assert told.metres["shop"].tolist() == [300, 100]
    assert told.facility_id["shop"].tolist() == ["south shop", "north shop"]


def test_an_island_is_walked_to_its_end_and_told(picture):
    """PEERS C21: the origin sits on a harbour island of 500 m of street."""
    places = {"w": (-1500, 0), "e": (1500, 0), "i": (0, 200), "j": (300, 200), "k": (300, 400)}
    ring = [(-60, 130), (380, 130), (380, 450), (-60, 450), (-60, 130)]
    islet = barred(town(places, way("w e"), way("i j k")), water=[ring])
    see = picture("island_origin", "15 min from an islet: its 500 m of street and no more, said in "
                  "a warning", islet, view=(-330, -90, 650, 530))  # fmt: skip
    see.ground(shapely.box(-330, 40, 650, 530) - shapely.Polygon(ring), "#cfe5f5")
    home = points({"home": (0, 190)})
    with pytest.warns(UserWarning, match=r"1 of 1 places \(home\) sits on an island"):
        found = reach(see, home, minutes=15)
    assert found.metres() == 500
    assert found.nodes(places) == "i j k"
    assert stranded(islet, home)["reason"].tolist() == ["island"]


def test_a_footpath_that_misses_the_street_does_not_make_walks_jump(picture):
    """PEERS C23: R5 505, 795, footways that end 3 m short of a street."""
    places = {"w": (-1500, 0), "e": (1500, 0), "p": (0, 3), "q": (0, 33), "r": (600, 33)}
    gap = town(places, way("w e"), way("p q r", highway="footway"))
    cells = points({x: (x, 35) for x in range(50, 601, 50)})
    shop = shops({"shop": (0, 0)})
    see = picture("footpath_that_misses_the_street", "a footpath ends 3 m short of the street: "
                  "cells 2 m beside it join the street 35 m away, and walks grow 50 m by 50 m",
                  gap, view=(-120, -190, 720, 300))  # fmt: skip
    see.marks(shop)
    reach(see, cells.loc[[50, 300, 600]], metres=85)
    found = nearest(gap, cells, shop).metres["shop"]
    assert found.tolist() == [35 + x for x in range(50, 601, 50)]


def test_joining_is_walked_and_counts(picture):
    """PEERS B13, B18, A2: 80 m off the street are 80 m of the walk."""
    road = town({"w": (-600, 0), "e": (600, 0)}, way("w e"))
    homes = points({"at the limit": (-300, 100), "beyond": (300, 100.001), "near": (0, 30)})
    see = picture("join_limit", "100 m off the street is joined, 1 mm more is not; what is walked "
                  "to the street is missing on it: 50 and 120 m each way", road)  # fmt: skip
    with pytest.warns(UserWarning, match="1 of 3 places \\(beyond\\)"):
        found = reach(see, homes, named=True, metres=150)
    assert found.streets.loc["at the limit", "length_m"] == 2 * 50
    assert found.streets.loc["near", "length_m"] == 2 * 120
    assert join(road, homes)["edge"].tolist() == [0, -1, 0]
    assert found.areas.crs == CRS_M
