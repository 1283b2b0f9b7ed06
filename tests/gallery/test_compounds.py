"""Walls, gates and private ground: in China the normal case, not the exception."""

import numpy as np
import pytest
import shapely

from accessibility.network import Network
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest
from tests.gallery.reach import barred, reach, tagged
from tests.routing.towns import points, shops, town, way

# a compound of 9 ha; x is the street outside its gate g, h and k lie inside
PLACES = {"w": (-1500, -20), "x": (150, -20), "e": (1500, -20),
          "g": (150, 0), "h": (150, 30), "k": (290, 30)}  # fmt: skip
WALL = [[(0, 0), (300, 0), (300, 300), (0, 300), (0, 0)]]
GROUND = shapely.box(0, 0, 300, 300)
VIEW = (-60, -110, 400, 235)
OUTSIDE, INSIDE = points({"outside": (250, -30)}), points({"resident": (250, 4)})


def compound(**gate: str) -> Network:
    """The compound, its gate tagged like this."""
    ways = way("w x e"), way("x g h k", highway="service")
    walled = barred(town(PLACES, *ways), wall=WALL)
    return tagged(walled, PLACES, g={"barrier": "gate"} | gate)


@pytest.mark.parametrize("gate", [{}, {"opening_hours": "06:00-22:00"}], ids=["open", "by_day"])
def test_an_open_gate_is_the_only_way_into_a_compound(picture, gate):
    """PEERS D28, A3: 60 m across the wall are 260 m through the gate."""
    network = compound(**gate)
    see = picture("compound_open_gate" + "_by_day" * bool(gate),
                  "200 m from outside: 380 m of street, 50 m in through the gate, 40 m beyond; the "
                  "ground behind the wall is not reached over it", network, view=VIEW)  # fmt: skip
    see.ground(GROUND, "#f1e9dc")
    found = reach(see, OUTSIDE, metres=200)
    # 10 m to the street, 190 each way; x is 100 on, h 50 further, and 40 are left
    assert found.ways() == {100: 380, 101: 90}
    assert not found.area().intersects(shapely.Point(250, 3))
    told = nearest(network, OUTSIDE, shops({"shop": (250, 30)})).metres
    assert told.loc["outside", "shop"] == 10 + 100 + 20 + 30 + 100


def test_a_private_gate_lets_nobody_in(picture):
    """PEERS D28: OTP 2303, global-indicators 669."""
    network = compound(access="private")
    see = picture("compound_private_gate_outside", "200 m from outside end at the gate: 380 m of "
                  "street and the 20 m up to it, and none of the ground behind",
                  network, view=VIEW)  # fmt: skip
    see.ground(GROUND, "#f1e9dc")
    found = reach(see, OUTSIDE, metres=200)
    assert found.ways() == {100: 380, 101: 20}
    assert found.area().intersection(GROUND).area < 1


def test_a_shop_behind_a_private_gate_serves_those_who_live_there(picture):
    """PEERS D28, B15: it is not reached through the wall, nor by leaving the compound."""
    network, shop = compound(access="private"), shops({"shop": (250, 30)})
    see = picture(
        "shop_in_a_private_compound",
        "a shop on the inner street: 26 m for the resident, "
        "out of reach for whoever is outside the private gate",
        network,
        view=VIEW,
    )
    see.ground(GROUND, "#f1e9dc")
    see.origins(OUTSIDE, named=True)
    see.origins(INSIDE, named=True)
    see.marks(shop)
    assert nearest(network, INSIDE, shop).metres["shop"].tolist() == [26]
    assert nearest(network, OUTSIDE, shop).metres["shop"].tolist() == [np.inf]


def test_a_private_gate_lets_residents_out(picture):
    """PEERS D28: who lives behind a gate has the key to it."""
    network = compound(access="private")
    see = picture("compound_private_gate_resident", "a resident, 26 m from the inner street and 24 "
                  "from the one beyond the wall, goes out by the gate: 200 m are 190 m inside and "
                  "at it, 48 m outside", network, view=VIEW)  # fmt: skip
    see.ground(GROUND, "#f1e9dc")
    found = reach(see, INSIDE, metres=200)
    # 174 m left on the inner street: 40 east; 100 to h, 30 to g, 20 to x, and 24 each way
    assert found.ways() == {100: 48, 101: 40 + 100 + 30 + 20}
    shop = shops({"out": (250, -20)})
    # 26 to the street, 100 to h, 50 to x, 100 east
    assert nearest(network, INSIDE, shop).metres["shop"].tolist() == [26 + 150 + 100]


def test_a_gate_closed_to_all_makes_an_island_of_the_compound(picture):
    """PEERS D28, C21."""
    network = compound(access="no")
    see = picture("compound_closed_gate", "the gate is closed to all: a resident walks the 170 m "
                  "inside, and is told to sit on an island", network, view=VIEW)  # fmt: skip
    see.ground(GROUND, "#f1e9dc")
    with pytest.warns(UserWarning, match=r"1 of 1 places \(resident\) sits on an island"):
        found = reach(see, INSIDE, metres=500)
    assert found.ways() == {101: 170}
    shop = shops({"shop": (250, -20)})
    assert nearest(network, INSIDE, shop).metres["shop"].tolist() == [np.inf]
    assert found.area().difference(GROUND).area < 1


def test_a_compound_without_a_gate_on_the_map_is_told_apart_from_a_garden(picture):
    """PEERS D28: where the gate is decides the walk; a house behind a hedge has a door."""
    garden = [(-200, 0), (-140, 0), (-140, 60), (-200, 60), (-200, 0)]
    network = barred(town({"w": (-1500, -20), "e": (1500, -20)}, way("w e")), wall=[*WALL, garden])
    homes = points({"in the compound": (230, 40), "in a garden": (-170, 20)})
    see = picture("walls_without_gates", "a plot of 0.4 ha has a door somewhere: joined, 40 m; a "
                  "compound of 9 ha has its gate somewhere: not joined, and named",
                  network, view=(-240, -130, 340, 310))  # fmt: skip
    see.ground(GROUND, "#f1e9dc")
    with pytest.warns(UserWarning, match=r"1 of 2 places \(in the compound\)"):
        found = reach(see, homes, named=True, metres=100)
    assert found.ways() == {100: 120}
    told = join(network, homes)
    assert told["edge"].tolist() == [-1, 0]
    assert told["obstacle"].tolist() == ["wall", "wall"]


def test_foot_yes_outweighs_access_private(picture):
    """PEERS D28: OTP 2669."""
    places = {"w": (-1200, 0), "x": (0, 0), "y": (300, 0), "e": (1200, 0),
              "p": (0, 300), "q": (300, 300)}  # fmt: skip
    streets = town(places, way("w x y e"), way("x p", highway="service", access="private"),
                   way("y q", highway="service", access="private", foot="yes"))  # fmt: skip
    see = picture("foot_yes_over_access_private", "both lanes are private, the right one foot=yes: "
                  "400 m from between them reach 250 m of it and none of the other",
                  streets, view=(-320, -140, 620, 380))  # fmt: skip
    for name, word in (("p", "private"), ("q", "private, foot=yes")):
        see.label(word, places[name])
    found = reach(see, points({"home": (150, 0)}), metres=400)
    assert found.ways() == {100: 800, 102: 250}


def test_a_road_with_a_pavement_of_its_own_stays_open(picture):
    """PEERS D26: sidewalk=separate where the pavement is not drawn makes gaps elsewhere."""
    places = {"a": (0, 0), "b": (200, 0), "c": (500, 0), "d": (700, 0), "p": (200, 12),
              "q": (300, 12)}  # fmt: skip
    road = town(places, way("a b"), way("b c", highway="secondary", sidewalk="separate"),
                way("c d"), way("b p q", highway="footway", footway="sidewalk"))  # fmt: skip
    see = picture(
        "sidewalk_separate",
        "the road says sidewalk=separate, and the pavement drawn "
        "beside it ends half-way: the road is walked all the same, 600 m to d",
        road,
    )
    found = reach(see, points({"home": (100, 0)}), metres=600)
    # 100 back, all of b to c, 200 to d, and the 112 m of pavement
    assert found.ways() == {100: 200, 101: 300, 102: 200, 103: 112}
    told = nearest(road, points({"home": (100, 0)}), shops({"shop": places["d"]})).metres
    assert told.loc["home", "shop"] == 600


def test_an_area_ends_at_a_wall_and_not_beyond_it(picture):
    """PEERS A3, A1: lanes back to back with a wall between them."""
    places = {"w": (-1200, 0), "x": (0, 0), "e": (1200, 0), "a": (0, 100), "b": (20, 100),
              "y": (20, 1300), "z": (1200, 1300)}  # fmt: skip
    lanes = barred(town(places, way("w x e"), way("x a"), way("e z y b")),
                   wall=[[(10, -8), (10, 1290)]])  # fmt: skip
    see = picture("wall_between_lanes", "two lanes 20 m apart with a wall between: the area of one "
                  "does not cover the other", lanes, view=(-190, -60, 210, 240))  # fmt: skip
    found = reach(see, points({"home": (0, 90)}), metres=100)
    # 10 m up to the end, 90 down, 10 to either side
    assert found.ways() == {101: 100, 100: 20}
    beyond = found.area().intersection(shapely.box(10, 31, 200, 300))
    assert beyond.area < 1
