"""The travel of an audit: which roles are routed, to which groups, and how far."""

from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from accessibility.network import Network, Slopes
from accessibility.results import Town
from accessibility.routing.delays import Delays
from accessibility.routing.travel import nearest
from accessibility.standards import Item
from accessibility.study import Study
from accessibility.travellers import roles
from accessibility.travelling import Routed, rejoined, route, route_on_foot
from tests.routing.towns import gates, points, ring, shops, town, way, with_obstacles
from tests.scoring.town import item, standard

# a street of 6 km, homes along it, a park at 500 m and a clinic at 4,500 m
STREET = town({"a": (0, 0), "b": (6000, 0)}, way("a b"))
HOMES = {"near": (0.0, 0.0), "off": (300.0, 120.0), "far": (5500.0, 0.0)}
THERE = {"p": (500.0, 0.0), "c": (4500.0, 0.0), "q": (5000.0, 0.0)}
KINDS = {"p": "park", "c": "clinic", "q": "park"}


def place(
    network: Network = STREET,
    homes: Mapping[str, tuple[float, float]] = HOMES,
    there: Mapping[str, tuple[float, float]] = THERE,
    kinds: Mapping[str, str] = KINDS,
    possible: tuple[str, ...] = ("q",),
) -> Town:
    """A town of homes and facilities, with what routing asks of it."""
    facilities = shops(there, type=[kinds[one] for one in there]).assign(area_m2=np.nan)
    facilities["certainty"] = ["possible" if one in possible else "sure" for one in there]
    cells = points(homes).assign(people=10.0, land_m2=100.0, community_id="north")
    told = {"network": network, "cells": cells, "facilities": facilities, "entrances": None}
    assert set(told) <= {field.name for field in fields(Town)}
    return cast("Town", SimpleNamespace(**told))


def study(**settings: Any) -> Study:
    return Study(name="Town", osm=Path("town.osm.pbf"), **{"modes": ("walk",)} | settings)


def routed(
    *items: Item, there: Town | None = None, wait: Delays | None = None, **settings: Any
) -> Routed:
    one = study(**settings)
    asked = {"test": standard(*items)}
    return route(there or place(), one, asked, roles(one), wait)


PARK, CLINIC = item("park"), item("clinic")
BOTH = ["sure", "possible"]


def keys(*all_: str, sure: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    return {(role, one) for role in all_ for one in BOTH} | {(role, "sure") for role in sure}


def test_what_nobody_asks_for_is_not_routed():
    found = routed(PARK, CLINIC)
    assert set(found.travel) == keys("walk", "straight_line")
    assert set(found.groups) == set(BOTH)
    assert found.groups["possible"] == {"clinic": ["c"], "park": ["p", "q"]}
    assert found.opened is None


def test_straight_lines_are_always_drawn():
    found = routed(PARK, CLINIC).travel
    assert found["straight_line", "sure"].metres.at["near", "park"] == 500.0
    assert found["straight_line", "sure"].metres.at["near", "clinic"] == np.inf  # beyond 3,000 m
    # from the home 120 m off the street at x = 300, the park is 200 m along it
    straight = found["straight_line", "sure"].metres.at["off", "park"]
    assert straight == pytest.approx(np.hypot(200, 120), abs=6e-4)
    assert found["straight_line", "possible"].facility_id.at["far", "park"] == "q"


def test_a_bicycle_goes_to_possible_facilities_where_a_standard_lets_one_ride():
    assert set(routed(PARK, modes=("walk", "bike")).travel) == keys(
        "walk", "straight_line", sure=("bike",)
    )
    for modes in (("walk",), ("walk", "bike")):
        ride = routed(PARK, replace(CLINIC, travel="walk_or_cycle"), modes=modes).travel
        assert set(ride) == keys("walk", "straight_line", "bike")
        assert list(ride["bike", "sure"].metres) == ["clinic", "park"]
        assert ride["bike", "sure"].minutes.at["near", "clinic"] == 4500 / 200  # 12 km/h
        assert ride["bike", "possible"].facility_id.at["far", "park"] == "q"


def test_who_walks_for_an_item_goes_to_its_groups():
    found = routed(PARK, replace(CLINIC, profile="elderly", minutes=15)).travel
    assert set(found) == keys("walk", "straight_line", "elderly")
    assert list(found["elderly", "sure"].metres) == ["clinic"]
    # 1,000 m at 3.06 km/h
    assert found["elderly", "sure"].minutes.at["far", "clinic"] == pytest.approx(
        60 / 3.06, abs=1e-5
    )
    assert found["elderly", "sure"].profile == "elderly"


SLOW = {"like": "elderly", "speed_kmh": 2.7, "source": "survey"}
STEEP = Slopes(
    first=np.array([0, 2], np.int32), run_m=np.array([2000.0, 4000.0]),
    grade=np.array([0.08, -0.03]), source="drawn",
)  # fmt: skip


@pytest.mark.parametrize("slopes", [None, STEEP])
@pytest.mark.parametrize("name", ["child", "elderly", "slow"])
def test_another_speed_is_answered_as_if_it_had_been_searched(name, slopes):
    there = place(replace(STREET, slopes=slopes))
    asked = [replace(one, profile=name, minutes=15) for one in (PARK, CLINIC)]
    settings = {"profiles": {"slow": SLOW}}
    found = routed(*asked, there=there, **settings).travel
    profile = roles(study(**settings, modes=("walk", name)))[name]
    for certainty in BOTH:
        of = {"park": ["p", "q"][: 1 + (certainty == "possible")], "clinic": ["c"]}
        alone = nearest(
            there.network, there.cells, there.facilities,
            groups=of, profile=profile, limit_min=60, certainty=certainty,
        )  # fmt: skip
        these = found[name, certainty]
        for group in ("park", "clinic"):
            reached = these.minutes[group].le(22.5)  # what the study asks for, and what it spares
            assert reached.equals(alone.minutes[group].le(22.5))
            for what in ("metres", "minutes", "facility_id"):
                pd.testing.assert_series_equal(
                    getattr(these, what)[group][reached], getattr(alone, what)[group][reached]
                )
        assert these.minutes.loc["off"].isna().all()


def test_a_wheelchair_surely_takes_known_ways_and_possibly_others():
    known = {"surface": "asphalt", "width": "3"}
    network = town(
        {"a": (0, 0), "m": (1000, 0), "b": (2000, 0)}, way("a m", **known), way("m b"),
    )  # fmt: skip
    there = place(network, {"home": (100, 0)}, {"p": (600, 0), "c": (1900, 0), "q": (200, 0)})
    asked = [replace(one, profile="wheelchair", minutes=40) for one in (PARK, CLINIC)]
    found = routed(*asked, there=there).travel
    assert found["wheelchair", "sure"].metres.loc["home"].to_dict() == {
        "clinic": np.inf, "park": 500.0,
    }  # fmt: skip
    assert found["wheelchair", "possible"].metres.loc["home"].to_dict() == {
        "clinic": 1800.0, "park": 100.0,
    }  # fmt: skip
    assert found["wheelchair", "possible"].profile == "wheelchair_possible"


def test_the_usual_mode_is_the_studys_and_shares_what_is_found():
    asked = replace(PARK, travel="usual")
    ride = routed(asked, CLINIC, modes=("walk", "bike")).travel
    assert ride["usual", "sure"] is ride["bike", "sure"]
    assert list(ride["usual", "possible"].metres) == ["park"]
    other = routed(asked, CLINIC, modes=("walk", "bike"), usual_mode="ebike").travel
    assert other["usual", "sure"].profile == "ebike"
    assert other["usual", "sure"].minutes.at["near", "park"] == 2.0  # 500 m at 15 km/h
    on_foot = routed(asked, CLINIC, usual_mode="walk").travel
    pd.testing.assert_frame_equal(
        on_foot["usual", "sure"].minutes, on_foot["walk", "sure"].minutes[["park"]]
    )


def test_groups_asked_for_farther_off_are_searched_so_far():
    # the clinic 4,500 m away; of the park nothing beyond 3,000 m is asked
    found = routed(PARK, replace(CLINIC, radius_m=4000)).travel
    assert list(found["walk", "sure"].metres) == ["clinic", "park"]
    assert found["walk", "sure"].metres.loc["near"].tolist() == [4500.0, 500.0]
    assert found["walk", "sure"].facility_id.loc["near"].tolist() == ["c", "p"]
    assert found["walk", "sure"].metres.at["far", "park"] == np.inf
    assert found["straight_line", "sure"].metres.at["near", "clinic"] == 4500.0
    nearer = routed(PARK, replace(CLINIC, radius_m=2000)).travel
    assert nearer["walk", "sure"].metres.at["near", "clinic"] == np.inf


def test_the_minutes_of_an_item_are_searched_however_many():
    # 40 minutes by bicycle are 8,000 m; the far end of the street is 5,500 m from the park
    asked = replace(PARK, travel="cycle", minutes=40)
    homes = {"end": (6000.0, 0.0)}
    found = routed(asked, there=place(homes=homes, there={"p": (0.0, 0.0)})).travel
    assert found["bike", "sure"].minutes.at["end", "park"] == 30.0
    long = town({"a": (0, 0), "b": (8000, 0)}, way("a b"))
    far = place(long, {"end": (8000.0, 0.0)}, {"p": (0.0, 0.0)})
    assert routed(asked, there=far).travel["bike", "sure"].minutes.at["end", "park"] == 40.0
    brief = routed(replace(asked, minutes=15), there=far).travel
    assert brief["bike", "sure"].minutes.at["end", "park"] == np.inf


ENGINE = item("fire_station", rule="vehicle", minutes=5, turnout_min=1, barriers=("motorway",))
# stations either side of a motorway that a bridge crosses
BRIDGED = town(
    {"a": (0, 200), "o": (0, 50), "u": (0, -50), "b": (0, -900), "w": (-900, 0), "e": (900, 0)},
    way("a o"), way("o u", bridge="yes"), way("u b"), way("w e", highway="motorway"),
)  # fmt: skip


def test_engines_drive_to_the_homes_on_their_side():
    there = place(
        BRIDGED,
        {"south": (0, -100)},
        {"f": (0, 200), "g": (0, -900), "p": (0, 100)},
        {"f": "fire_station", "g": "fire_station", "p": "park"},
        possible=("g",),
    )
    found = routed(PARK, ENGINE, replace(ENGINE, id="free", barriers=()), there=there).travel
    assert set(found) == keys("walk", "straight_line", "fire_engine")
    columns = ["fire_station", "fire_station|motorway"]
    sure, possible = (found["fire_engine", one] for one in BOTH)
    assert list(sure.metres) == list(possible.metres) == columns
    assert sure.metres.loc["south"].tolist() == [300.0, np.inf]
    assert possible.metres.loc["south"].tolist() == [300.0, 800.0]
    assert possible.minutes.loc["south"].tolist() == [0.5, pytest.approx(80 / 60, abs=1e-5)]
    assert possible.facility_id.loc["south"].tolist() == ["f", "g"]


def test_engines_without_a_station_reach_nobody():
    found = routed(PARK, ENGINE).travel["fire_engine", "sure"]
    assert found.minutes["fire_station|motorway"].isin([np.inf, np.nan]).all()
    assert found.facility_id["fire_station|motorway"].isna().all()


def test_a_town_without_facilities_is_routed():
    empty = place(there={})
    found = routed(
        replace(PARK, profile="child"), replace(CLINIC, travel="usual"), ENGINE, there=empty
    ).travel
    assert found["child", "sure"].metres.shape == (3, 0)
    assert found["usual", "possible"].metres.shape == (3, 0)
    assert found["straight_line", "sure"].metres.shape == (3, 0)


def test_another_longest_way_to_the_street_is_tried_with_the_same_doors():
    # one home is 120 m off the street: joined within 200 m, and not within 100 m or 50 m
    found = routed(PARK, CLINIC)
    assert np.isnan(found.travel["walk", "sure"].metres.at["off", "park"])
    tried = rejoined(place(), study(), found)
    assert list(tried) == [50.0, 200.0]
    assert np.isnan(tried[50.0]["walk", "sure"].metres.at["off", "park"])
    assert tried[200.0]["walk", "sure"].metres.at["off", "park"] == 320.0
    assert tried[200.0]["walk", "possible"].metres.at["near", "park"] == 500.0
    assert tried[200.0]["straight_line", "sure"] is found.travel["straight_line", "sure"]
    assert list(rejoined(place(), study(join_limit_m=50), found)) == [200.0]


def test_the_same_longest_way_gives_the_same_again():
    found = routed(PARK, replace(CLINIC, radius_m=4000))
    again = route_on_foot(place(), found, join_limit_m=100)
    assert set(again) == keys("walk")
    for key, one in again.items():
        for what in ("metres", "minutes", "facility_id"):
            first = getattr(found.travel[key], what)
            pd.testing.assert_frame_equal(getattr(one, what), first)


def test_waiting_slows_whom_it_concerns():
    # a signal in the middle of the way to the park, where a main road crosses
    network = gates(
        town(
            {"a": (0, 0), "m": (250, 0), "p": (500, 0), "b": (6000, 0)}
            | {"n": (250, 900), "s": (250, -900)},
            way("a m p b"), way("n m s", highway="primary"),
        ),
        {(250, 0): {"barrier": "", "highway": "traffic_signals"}},
    )  # fmt: skip
    asked = replace(PARK, profile="child", minutes=15)
    free, waited = (
        routed(asked, there=place(network), wait=wait).travel["child", "sure"]
        for wait in (None, Delays(signal_s=60, crossing_s=0, steps_s=0, footbridge_s=0))
    )
    longer = waited.minutes.at["near", "park"] - free.minutes.at["near", "park"]
    assert longer == pytest.approx(1.0, abs=1e-4)
    assert waited.metres.at["near", "park"] == free.metres.at["near", "park"] == 500.0


def test_walls_are_opened_for_all_who_walk():
    # a home 50 m off the street in a compound of 9 ha without a gate
    walled = with_obstacles(STREET, ("wall", ring(0, 20, 300, 320)))
    there = place(walled, {"in": (100, 50)})
    asked = (
        replace(CLINIC, profile="child", minutes=15, radius_m=4500),
        replace(PARK, profile="child"),
        replace(PARK, profile="wheelchair"),
    )
    found = routed(*asked, there=there, modes=("walk", "bike"))
    assert found.opened is not None
    assert np.isnan(found.travel["child", "sure"].metres.at["in", "park"])
    assert found.opened["child", "sure"].metres.at["in", "park"] == 450.0
    assert found.opened["walk", "sure"].metres.at["in", "park"] == 450.0
    assert found.opened["wheelchair", "possible"].metres.at["in", "park"] == 450.0
    assert np.isnan(found.opened["wheelchair", "sure"].metres.at["in", "park"])  # not known
    assert found.opened["bike", "sure"] is found.travel["bike", "sure"]
