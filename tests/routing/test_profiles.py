"""Who may use a way, tag by tag."""

import numpy as np
import pandas as pd
import pytest

from accessibility.errors import InputError
from accessibility.network import WAY_TAGS
from accessibility.routing.profiles import NO_PUSHING, ONE_WAY, PROFILES, RULES, permission


def ask(profile: str, **tags: str) -> pd.Series:
    """Permission of one way; a double underscore in a key stands for a colon."""
    keys = {key.replace("__", ":"): value for key, value in tags.items()}
    row = {key: [keys.get(key, np.nan)] for key in WAY_TAGS}
    return permission(pd.DataFrame(row, dtype="str"), profile).iloc[0]


def may(profile: str, **tags: str) -> str:
    """Both, forward, backward or no; "push " before it where a bicycle is pushed."""
    answer = ask(profile, **tags)
    way = {(True, True): "both", (True, False): "forward", (False, True): "backward"}.get(
        (bool(answer["forward"]), bool(answer["backward"])), "no"
    )
    return f"push {way}" if answer["push"] else way


@pytest.mark.parametrize(
    ("tags", "on_foot", "by_bicycle"),
    [
        ({"highway": "residential"}, "both", "both"),
        ({"highway": "primary"}, "both", "both"),
        ({"highway": "living_street"}, "both", "both"),
        ({"highway": "service", "service": "parking_aisle"}, "both", "both"),
        ({"highway": "service", "service": "driveway"}, "both", "both"),
        # shared cycleways: OSM writes foot=no where they are not
        ({"highway": "cycleway"}, "both", "both"),
        ({"highway": "cycleway", "foot": "designated"}, "both", "both"),
        ({"highway": "cycleway", "foot": "no"}, "no", "both"),
        # paths: a bicycle is ridden where a tag says so, else pushed
        ({"highway": "footway"}, "both", "push both"),
        ({"highway": "footway", "footway": "crossing"}, "both", "push both"),
        ({"highway": "footway", "bicycle": "yes"}, "both", "both"),
        ({"highway": "path"}, "both", "push both"),
        ({"highway": "path", "bicycle": "designated", "foot": "designated"}, "both", "both"),
        ({"highway": "path", "bicycle": "designated", "foot": "no"}, "no", "both"),
        ({"highway": "footway", "bicycle": "dismount"}, "both", "push both"),
        ({"highway": "pedestrian", "area": "yes"}, "both", "push both"),
        ({"highway": "bridleway"}, "both", "push both"),
        ({"highway": "residential", "bicycle": "no"}, "both", "push both"),
        # steps: pushed where there is a ramp or a word about bicycles, else not at all
        ({"highway": "steps"}, "both", "no"),
        ({"highway": "steps", "ramp:bicycle": "yes"}, "both", "push both"),
        ({"highway": "steps", "ramp": "yes"}, "both", "push both"),
        ({"highway": "steps", "bicycle": "dismount"}, "both", "push both"),
        ({"highway": "steps", "bicycle": "yes"}, "both", "push both"),
        ({"highway": "steps", "bicycle": "no"}, "both", "no"),
        ({"highway": "elevator"}, "both", "push both"),
        ({"highway": "corridor", "indoor": "yes"}, "both", "no"),
        # platforms and piers have no highway
        ({"railway": "platform"}, "both", "push both"),
        ({"public_transport": "platform"}, "both", "push both"),
        ({"man_made": "pier"}, "both", "push both"),
        # whom it is open to
        ({"highway": "service", "access": "private"}, "no", "no"),
        ({"highway": "service", "access": "no"}, "no", "no"),
        ({"highway": "service", "access": "private", "foot": "yes"}, "both", "push both"),
        ({"highway": "service", "access": "private", "foot": "designated"}, "both", "push both"),
        ({"highway": "service", "access": "no", "foot": "permissive"}, "both", "push both"),
        ({"highway": "service", "access": "private", "bicycle": "yes"}, "no", "both"),
        ({"highway": "residential", "access": "destination"}, "both", "both"),
        ({"highway": "service", "access": "customers"}, "both", "both"),
        ({"highway": "service", "access": "delivery"}, "both", "both"),
        ({"highway": "residential", "foot": "no"}, "no", "both"),
        ({"highway": "footway", "foot": "private"}, "no", "no"),
        ({"highway": "residential", "sidewalk": "separate"}, "both", "both"),
        ({"highway": "residential", "vehicle": "no"}, "both", "push both"),
        ({"highway": "residential", "motor_vehicle": "no"}, "both", "both"),
        ({"highway": "service", "access": "private;customers"}, "no", "no"),
        # fast roads
        ({"highway": "motorway"}, "no", "no"),
        ({"highway": "motorway_link", "foot": "yes", "bicycle": "yes"}, "no", "no"),
        ({"highway": "trunk"}, "no", "no"),
        ({"highway": "trunk_link"}, "no", "no"),
        ({"highway": "trunk", "foot": "yes"}, "both", "push both"),
        ({"highway": "trunk", "sidewalk": "both"}, "both", "push both"),
        ({"highway": "trunk", "sidewalk:left": "yes"}, "both", "push both"),
        ({"highway": "trunk", "sidewalk": "separate"}, "no", "no"),
        ({"highway": "trunk", "bicycle": "designated"}, "no", "both"),
        ({"highway": "trunk", "cycleway:right": "lane"}, "no", "both"),
        ({"highway": "trunk", "sidewalk": "both", "motorroad": "yes"}, "no", "no"),
        ({"highway": "primary", "motorroad": "yes"}, "no", "no"),
        # not there yet, or no street
        ({"highway": "construction", "foot": "yes"}, "no", "no"),
        ({"highway": "proposed"}, "no", "no"),
        ({"highway": "raceway"}, "no", "no"),
        ({"highway": "busway"}, "no", "no"),
        ({"highway": "busway", "bicycle": "yes"}, "no", "both"),
        # one-way binds riders, not walkers
        ({"highway": "residential", "oneway": "yes"}, "both", "forward"),
        ({"highway": "residential", "oneway": "1"}, "both", "forward"),
        ({"highway": "residential", "oneway": "true"}, "both", "forward"),
        ({"highway": "residential", "oneway": "-1"}, "both", "backward"),
        ({"highway": "residential", "oneway": "reverse"}, "both", "backward"),
        ({"highway": "residential", "oneway": "no"}, "both", "both"),
        ({"highway": "residential", "junction": "roundabout"}, "both", "forward"),
        ({"highway": "residential", "junction": "circular"}, "both", "forward"),
        ({"highway": "residential", "junction": "roundabout", "oneway": "no"}, "both", "both"),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "both", "both"),
        ({"highway": "residential", "oneway:bicycle": "yes"}, "both", "forward"),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, "both", "both"),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"},
         "both", "both"),
        ({"highway": "residential", "oneway:foot": "yes"}, "forward", "both"),
        ({"highway": "footway", "oneway:foot": "-1"}, "backward", "push backward"),
        ({"highway": "footway", "oneway": "yes"}, "both", "push both"),
        ({"highway": "cycleway", "oneway": "yes"}, "both", "forward"),
    ],
)  # fmt: skip
def test_a_way_is_open_to(tags, on_foot, by_bicycle):
    assert (may("walk", **tags), may("bike", **tags)) == (on_foot, by_bicycle)


@pytest.mark.parametrize(
    ("tags", "on_the_ground"),
    [
        ({}, True),
        ({"bridge": "yes"}, False),
        ({"bridge": "viaduct"}, False),
        ({"bridge": "no"}, True),
        ({"bridge": "boardwalk"}, True),
        ({"tunnel": "yes"}, False),
        ({"tunnel": "building_passage"}, True),
        ({"covered": "yes"}, False),
        ({"covered": "no"}, True),
        ({"indoor": "yes"}, False),
        ({"level": "-1"}, False),
        ({"level": "0"}, True),
        ({"level": "0;1"}, True),
    ],
)
def test_bridges_tunnels_and_corridors_are_off_the_ground(tags, on_the_ground):
    for profile in PROFILES:
        assert ask(profile, highway="footway", **tags)["ground"] == on_the_ground


@pytest.mark.parametrize(
    ("profile", "tags", "reason"),
    [
        ("walk", {"highway": "motorway"}, "motorway"),
        ("walk", {"highway": "trunk"}, "trunk road without a footway"),
        ("walk", {"highway": "primary", "motorroad": "yes"}, "motor road"),
        ("walk", {"highway": "service", "access": "private"}, "private"),
        ("walk", {"highway": "service", "access": "no"}, "closed to the public"),
        ("walk", {"highway": "cycleway", "foot": "no"}, "closed to walkers"),
        ("walk", {"highway": "construction"}, "not in use"),
        ("walk", {"highway": "raceway"}, "not a street"),
        ("bike", {"highway": "steps"}, "steps"),
        ("bike", {"highway": "corridor"}, "indoors"),
        ("bike", {"highway": "service", "access": "private"}, "private"),
        ("bike", {"highway": "footway", "foot": "no"}, "closed to walkers"),
    ],
)
def test_a_closed_way_says_why(profile, tags, reason):
    assert ask(profile, **tags)["reason"] == reason


def test_an_open_way_has_no_reason():
    for profile in PROFILES:
        assert pd.isna(ask(profile, highway="footway")["reason"])


def test_ways_keep_their_index_and_may_lack_columns():
    ways = pd.DataFrame({"highway": ["residential", "motorway"]}, index=[7, 3])
    answer = permission(ways, "walk")
    assert answer.index.tolist() == [7, 3]
    assert answer["forward"].tolist() == [True, False]
    kinds = ["bool", "bool", "bool", "bool", "float64", "str"]
    assert answer.dtypes.astype(str).tolist() == kinds


def test_no_way_at_all_is_answered_too():
    assert permission(pd.DataFrame({"highway": pd.array([], "str")}), "bike").empty


def test_every_closed_way_in_the_world_of_tags_has_a_reason():
    values = {"highway": ["residential", "path", "steps", "trunk", "motorway", "nonsense"],
              "access": [np.nan, "private", "no"], "foot": [np.nan, "no", "yes"],
              "bicycle": [np.nan, "no", "yes"], "oneway": [np.nan, "yes"]}  # fmt: skip
    ways = pd.MultiIndex.from_product(values.values(), names=values).to_frame(index=False)
    for profile in PROFILES:
        answer = permission(ways.astype("str"), profile)
        is_open = answer["forward"] | answer["backward"]
        assert (is_open == answer["reason"].isna()).all()
        assert not (answer["push"] & ~is_open).any()


def test_an_unknown_profile_is_refused_with_a_guess():
    with pytest.raises(InputError, match="'wlak' is not known\\. Did you mean 'walk'"):
        permission(pd.DataFrame({"highway": ["path"]}), "wlak")


def test_the_tables_ask_only_for_tags_that_the_network_keeps():
    for rule in (*RULES, *NO_PUSHING, *ONE_WAY):
        for part in rule.tags.split():
            assert part.partition("=")[0] in WAY_TAGS


def test_every_profile_says_where_its_speed_comes_from():
    assert {name: p.speed_kmh for name, p in PROFILES.items()} == {"walk": 4.8, "bike": 12.0}
    assert all(p.source and p.name_zh for p in PROFILES.values())
    assert PROFILES["bike"].join_kmh == PROFILES["walk"].join_kmh == 4.8
