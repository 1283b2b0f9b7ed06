"""Fire engines: the way out, not the way home; on which side; and against networkx."""

from dataclasses import replace

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from accessibility.errors import InputError
from accessibility.network import Slopes
from accessibility.routing.graph import travel_graph
from accessibility.routing.travel import nearest
from accessibility.routing.vehicles import (
    AT_ONCE,
    Sides,
    engine_graph,
    engine_joins,
    homeward,
    nearest_station,
)
from tests.routing.oracles import cut_graph
from tests.routing.sides import random_towns
from tests.routing.test_sides import with_barriers
from tests.routing.towns import points, ring, shops, town, way, with_obstacles

# station and home 600 m apart; the detour by way of d is 500 m + 500 m
CORNER = {"s": (0, 0), "h": (600, 0), "d": (300, 400)}


def driven(network, homes, stations, *, doors=None, certainty="sure", **options):
    here = shops(stations, type="fire_station")
    if doors is None:
        doors = points(stations).assign(facility_id=list(stations), kind="point")
    return nearest_station(
        network, points(homes), here, access_points=doors, certainty=certainty, **options
    )


def way_out(network, **options):
    found = driven(network, {"home": (600, 0)}, {"f": (0, 0)}, **options)
    return found.metres.at["home", "fire_station"], found.minutes.at["home", "fire_station"]


def test_an_engine_drives_at_36_km_an_hour():
    # 600 m at 10 m/s
    assert way_out(town(CORNER, way("s h"), way("s d h"))) == (600.0, 1.0)


def test_the_way_out_keeps_to_one_way_streets_and_not_the_way_home():
    one_way_home = town(CORNER, way("h s", oneway="yes"), way("s d h"))
    assert way_out(one_way_home) == (1000.0, pytest.approx(100 / 60, abs=1e-5))
    one_way_out = town(CORNER, way("s h", oneway="yes"), way("s d h"))
    assert way_out(one_way_out) == (600.0, 1.0)
    against = town(CORNER, way("s h", oneway="-1"), way("s d h", oneway="-1"))
    assert way_out(against) == (np.inf, np.inf)


def test_on_one_street_the_direction_counts_too():
    # home and station on the same one-way edge, the station first or last
    line = town({"a": (0, 0), "b": (1000, 0)}, way("a b", oneway="yes"))
    ahead = driven(line, {"home": (700, 0)}, {"f": (100, 0)})
    assert ahead.metres.at["home", "fire_station"] == 600.0
    behind = driven(line, {"home": (100, 0)}, {"f": (700, 0)})
    assert np.isinf(behind.metres.at["home", "fire_station"])


def test_ways_to_the_street_are_driven_and_count():
    # 40 m from the door, 600 m, and 60 m to the home: 700 m in 70 s
    found = driven(town(CORNER, way("s h")), {"home": (600, 60)}, {"f": (0, -40)})
    assert found.metres.at["home", "fire_station"] == 700.0
    assert found.minutes.at["home", "fire_station"] == pytest.approx(70 / 60, abs=1e-5)
    assert found.profile == "fire_engine"


def test_of_several_doors_the_nearer_counts_and_of_equal_stations_the_lowest_id():
    line = town({"a": (0, 0), "b": (1000, 0)}, way("a b"))
    doors = points({"f#1": (0, 0), "f#2": (400, 0), "e#1": (600, 0)})
    doors = doors.assign(facility_id=["f", "f", "e"], kind="point")
    found = driven(line, {"home": (500, 0)}, {"f": (0, 0), "e": (600, 0)}, doors=doors)
    assert found.metres.at["home", "fire_station"] == 100.0
    assert found.facility_id.at["home", "fire_station"] == "e"


def test_the_limit_is_inclusive():
    line = town({"a": (0, 0), "b": (3000, 0)}, way("a b"))
    homes = {"near": (2400, 0), "far": (2401, 0)}  # 4 minutes are 2,400 m
    found = driven(line, homes, {"f": (0, 0)}, limit_min=4)
    assert found.minutes["fire_station"].tolist() == [4.0, np.inf]
    assert found.facility_id["fire_station"].notna().tolist() == [True, False]


def test_a_home_away_from_carriageways_is_not_known():
    network = town(CORNER | {"x": (600, 300)}, way("s h"), way("h x", highway="footway"))
    found = driven(network, {"home": (600, 300), "near": (600, 90)}, {"f": (0, 0)})
    assert found.minutes["fire_station"].isna().tolist() == [True, False]


def test_no_home_is_reached_from_a_motorway_while_another_street_is_near():
    # the motorway 10 m north of the home, the street 60 m south
    fast = {"m": (0, 10), "n": (600, 10)}
    slow = {"s": (0, -60), "h": (600, -60)}
    both = town({**fast, **slow}, way("m n", highway="motorway"), way("s h"))
    found = driven(both, {"home": (300, 0)}, {"f": (0, -60)})
    assert found.metres.at["home", "fire_station"] == 300.0 + 60
    alone = town(fast, way("m n", highway="motorway"))
    found = driven(alone, {"home": (300, 0)}, {"f": (0, 10)})
    assert found.metres.at["home", "fire_station"] == 300.0 + 10


def test_engines_stop_before_walls():
    walled = with_obstacles(town(CORNER, way("s h")), ("wall", ring(500, 20, 800, 320)))
    found = driven(walled, {"home": (600, 60)}, {"f": (0, 0)})
    assert found.metres.at["home", "fire_station"] == 660.0


def test_possible_stations_count_where_they_are_asked_for():
    line = town({"a": (0, 0), "b": (1000, 0)}, way("a b"))
    stations = shops({"f": (0, 0), "p": (400, 0)}, type="fire_station")
    stations["certainty"] = ["sure", "possible"]
    doors = points({"f": (0, 0), "p": (400, 0)}).assign(facility_id=["f", "p"], kind="point")
    for certainty, metres in (("sure", 500.0), ("possible", 100.0)):
        found = nearest_station(
            line, points({"home": (500, 0)}), stations, access_points=doors, certainty=certainty,
            groups={"all": ["f", "p"], "none": []},
        )  # fmt: skip
        assert found.metres.loc["home"].tolist() == [metres, np.inf]
        assert found.certainty == certainty


# a motorway along y = 0, which a street crosses at x = 0 on a bridge; stations a to the north
# of it and b to the south, farther off
BRIDGED = town(
    {"a": (0, 200), "o": (0, 50), "u": (0, -50), "b": (0, -900), "w": (-900, 0), "e": (900, 0)},
    way("a o"), way("o u", bridge="yes"), way("u b"), way("w e", highway="motorway"),
)  # fmt: skip
HOME = {"south": (0, -100), "north": (0, 100)}
STATIONS = {"a": (0, 200), "b": (0, -900)}


def test_a_bridge_lets_the_way_pass_but_not_the_duty_area():
    free = driven(BRIDGED, HOME, STATIONS)
    assert free.metres["fire_station"].tolist() == [300.0, 100.0]
    assert free.facility_id["fire_station"].tolist() == ["a", "a"]
    parted = driven(BRIDGED, HOME, STATIONS, barriers={"fire_station": ("motorway",)})
    assert parted.metres["fire_station"].tolist() == [800.0, 100.0]
    assert parted.facility_id["fire_station"].tolist() == ["b", "a"]


def test_a_side_without_a_station_is_not_reached():
    alone = {"a": STATIONS["a"]}
    parted = driven(BRIDGED, HOME, alone, barriers={"fire_station": ("motorway",)})
    assert parted.metres["fire_station"].tolist() == [np.inf, 100.0]
    assert parted.facility_id["fire_station"].isna().tolist() == [True, False]


def test_groups_may_have_barriers_of_their_own():
    both = with_barriers(BRIDGED, ("rail", [(-900.0, 120.0), (900.0, 120.0)]))
    found = driven(
        both, HOME, STATIONS,
        groups={"free": ["a", "b"], "road": ["a", "b"], "rail": ["a", "b"]},
        barriers={"road": ("motorway",), "rail": ("rail",)},
    )  # fmt: skip
    assert list(found.metres) == ["free", "road", "rail"]
    assert found.metres.loc["south"].tolist() == [300.0, 800.0, 800.0]
    assert found.metres.loc["north"].tolist() == [100.0, 100.0, 1000.0]


def test_what_was_asked_before_gives_the_same():
    graph, homes = engine_graph(BRIDGED), points(HOME)
    stations = shops(STATIONS, type="fire_station")
    doors = points(STATIONS).assign(facility_id=list(STATIONS), kind="point")
    barriers = {"fire_station": ("motorway", "rail")}
    once = nearest_station(BRIDGED, homes, stations, access_points=doors, barriers=barriers)
    again = nearest_station(
        graph, homes, stations, access_points=doors, barriers=barriers,
        joined=engine_joins(graph, homes, doors), sides=Sides(BRIDGED, homes, stations),
    )  # fmt: skip
    for what in ("metres", "minutes", "facility_id"):
        pd.testing.assert_frame_equal(getattr(once, what), getattr(again, what))


def test_a_town_of_many_sides_is_answered_side_by_side():
    # a street along y = 0, motorways across it every 100 m, a station and a home in each part
    parts = AT_ONCE + 3
    ends = {"w": (-60.0, 0.0), "e": (parts * 100.0, 0.0)}
    posts = {f"{end}{n}": (n * 100 + 50.0, y) for n in range(-1, parts) for end, y in
             (("n", 300.0), ("s", -300.0))}  # fmt: skip
    across = [way(f"n{n} s{n}", highway="motorway", bridge="yes") for n in range(-1, parts)]
    network = town(ends | posts, way("w e"), *across)
    homes = {f"h{n}": (n * 100 + 10.0, 0.0) for n in range(parts)}
    stations = {f"f{n}": (n * 100 - 20.0 * (n % 2), 0.0) for n in range(parts)}
    found = driven(network, homes, stations, barriers={"fire_station": ("motorway",)})
    assert found.facility_id["fire_station"].tolist() == list(stations)
    assert found.metres["fire_station"].tolist() == [10.0 + 20 * (n % 2) for n in range(parts)]


def test_an_unknown_barrier_is_refused():
    with pytest.raises(InputError, match="'rivers' is not known"):
        driven(BRIDGED, HOME, STATIONS, barriers={"fire_station": ("rivers",)})


def test_uphill_is_downhill_on_the_way_back():
    line = town({"a": (0, 0), "b": (1000, 0)}, way("a b"))
    steep = Slopes(
        first=np.array([0, 2], np.int32), run_m=np.array([400.0, 600.0]),
        grade=np.array([0.1, 0.02]), source="drawn",
    )  # fmt: skip
    graph = travel_graph(replace(line, slopes=steep), "walk")
    low, top = {"p": (0, 0)}, {"p": (1000, 0)}

    def minutes(network, here, there):
        return nearest(network, points(here), shops(there)).minutes.at["p", "shop"]

    assert minutes(graph, low, top) > minutes(graph, top, low)
    assert minutes(homeward(graph), low, top) == minutes(graph, top, low)
    assert minutes(homeward(homeward(graph)), low, top) == minutes(graph, low, top)


@settings(max_examples=60)
@given(random_towns("fire_engine"))
def test_the_way_out_is_that_of_networkx(drawn):
    graph, sides = drawn.graph, drawn.sides
    homes = points({f"c{n}": (0, 0) for n in range(len(sides.cells))})
    stations = shops(dict.fromkeys(range(len(sides.owners)), (0, 0)))
    doors = points(dict.fromkeys(range(len(sides.doors)), (0, 0)))
    found = nearest(
        homeward(graph), homes, stations,
        access_points=doors.assign(facility_id=sides.owner),
        joined=(sides.cells, sides.doors),
    )  # fmt: skip
    on = [
        list(side.loc[side["edge"] >= 0, ["edge", "offset_mm"]].itertuples(index=False, name=None))
        for side in (sides.cells, sides.doors)
    ]
    cut = cut_graph(graph, graph.mm, [*on[0], *on[1]])
    ways = [
        (
            door.join_mm,
            nx.single_source_dijkstra_path_length(cut, (door.edge, door.offset_mm, "out")),
        )
        for door in sides.doors[sides.doors["edge"] >= 0].itertuples()
    ]
    for row, home in enumerate(sides.cells.itertuples()):
        at = (home.edge, home.offset_mm, "in")
        least = min((join + far.get(at, np.inf) for join, far in ways), default=np.inf)
        expected = np.nan if home.edge < 0 else (least + home.join_mm) / 1000
        np.testing.assert_equal(found.metres["shop"].iloc[row], expected)
