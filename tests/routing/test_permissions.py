"""Who may use a way, tag by tag."""

import re

import numpy as np
import pandas as pd
import pytest

from accessibility.crs import metric_crs
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import NODE_TAGS, WAY_TAGS
from accessibility.routing.permissions import permission, wheelchair_data
from accessibility.routing.profiles import PROFILES
from accessibility.routing.rules import (
    ENGINES,
    GATE_ACCESS,
    GATES,
    NO_PUSHING,
    ONE_WAY,
    RULES,
    WHEELS,
)
from tests.routing.towns import town, way


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
    return f"push {way}" if answer["push"] and way != "no" else way


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
        ({"highway": "residential", "bicycle": "private"}, "both", "push both"),
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
        ({"highway": "trunk", "sidewalk:right": "yes"}, "both", "push both"),
        ({"highway": "trunk", "sidewalk:both": "yes"}, "both", "push both"),
        ({"highway": "trunk", "sidewalk": "separate"}, "no", "no"),
        ({"highway": "trunk", "bicycle": "designated"}, "no", "both"),
        ({"highway": "trunk", "cycleway:right": "lane"}, "no", "both"),
        ({"highway": "trunk", "cycleway:left": "track"}, "no", "both"),
        ({"highway": "trunk", "cycleway:both": "lane"}, "no", "both"),
        ({"highway": "trunk", "cycleway": "track"}, "no", "both"),
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
        ({"highway": "residential", "oneway:bicycle": "-1"}, "both", "backward"),
        ({"highway": "residential", "oneway": "yes", "cycleway:both": "opposite"}, "both", "both"),
        ({"highway": "residential", "oneway": "yes", "cycleway:right": "opposite_lane"},
         "both", "both"),
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
        ("walk", {"highway": "busway"}, "busway"),
        ("fire_engine", {"highway": "raceway"}, "not a street"),
        ("fire_engine", {"highway": "footway"}, "no carriageway"),
        ("fire_engine", {"highway": "construction"}, "not in use"),
        ("fire_engine", {"highway": "service", "width": "2"}, "too narrow"),
        ("carer", {"highway": "steps"}, "steps"),
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
        assert pd.isna(ask(profile, highway="pedestrian", surface="asphalt")["reason"])


def test_ways_keep_their_index_and_may_lack_columns():
    ways = pd.DataFrame({"highway": ["residential", "motorway"]}, index=[7, 3])
    answer = permission(ways, "walk")
    assert answer.index.tolist() == [7, 3]
    assert answer["forward"].tolist() == [True, False]
    kinds = ["bool", "bool", "bool", "bool", "float64", "str", "bool", "bool"]
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
        assert not (answer["private"] & is_open).any()
        assert not (answer["push"] & ~is_open & ~answer["private"]).any()


@pytest.mark.parametrize(
    ("tags", "on_foot", "by_bicycle"),
    [
        ({"highway": "service", "access": "private"}, True, True),
        ({"highway": "residential", "access": "residents"}, True, True),
        ({"highway": "footway", "foot": "private"}, True, True),  # the bicycle is pushed
        ({"highway": "footway", "access": "permit"}, True, True),
        ({"highway": "residential", "bicycle": "private"}, False, False),  # pushed by anybody
        ({"highway": "service", "access": "private", "bicycle": "yes"}, True, False),
        ({"highway": "service", "access": "no", "foot": "residents"}, True, True),
        # open to everybody, or to nobody
        ({"highway": "service", "access": "private", "foot": "yes"}, False, False),
        ({"highway": "service", "access": "no"}, False, False),
        ({"highway": "service", "access": "private", "foot": "no", "bicycle": "no"}, False, False),
        ({"highway": "steps", "access": "private"}, True, False),
        # private or not, its kind is closed
        ({"highway": "motorway", "access": "private"}, False, False),
        ({"highway": "trunk", "access": "private"}, False, False),
        ({"highway": "raceway", "foot": "private"}, False, False),
        ({"highway": "construction", "access": "private"}, False, False),
    ],
)
def test_a_private_way_is_for_those_who_belong_there(tags, on_foot, by_bicycle):
    # OTP 2303, global-indicators 669: residents of a compound get out of it, others not in
    assert (ask("walk", **tags)["private"], ask("bike", **tags)["private"]) == (
        on_foot, by_bicycle,
    )  # fmt: skip


def test_a_bicycle_on_a_private_footway_is_pushed_at_walking_speed():
    answer = ask("bike", highway="footway", access="private")
    assert (answer["private"], answer["push"], answer["kmh"]) == (True, True, 4.8)
    answer = ask("bike", highway="service", access="private")
    assert (answer["private"], answer["push"], answer["kmh"]) == (True, False, 12.0)


def wheels(**tags: str) -> str:
    """Known passable, perhaps, or not at all, for a wheelchair."""
    known, possible = may("wheelchair", **tags), may("wheelchair_possible", **tags)
    return {("both", "both"): "known", ("no", "both"): "perhaps", ("no", "no"): "no"}[
        known, possible
    ]


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        # nothing is said
        ({"highway": "footway"}, "perhaps"),
        ({"highway": "residential"}, "perhaps"),
        ({"highway": "pedestrian"}, "perhaps"),
        # somebody looked
        ({"highway": "footway", "wheelchair": "yes"}, "known"),
        ({"highway": "footway", "wheelchair": "designated"}, "known"),
        ({"highway": "footway", "wheelchair": "limited", "smoothness": "good"}, "perhaps"),
        ({"highway": "path", "wheelchair": "limited", "surface": "sand"}, "perhaps"),
        ({"highway": "footway", "wheelchair": "no"}, "no"),
        ({"highway": "path", "wheelchair": "yes", "surface": "gravel"}, "known"),
        ({"highway": "primary", "wheelchair": "yes"}, "known"),
        # the ground: firm alone says nothing of width and kerbs
        ({"highway": "footway", "surface": "asphalt"}, "perhaps"),
        ({"highway": "pedestrian", "surface": "paving_stones"}, "known"),
        ({"highway": "living_street", "surface": "asphalt"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "width": "1.2"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "width": "1,5 m"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "width": "150 cm"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "width": "1.1"}, "perhaps"),
        ({"highway": "footway", "surface": "asphalt", "width": "wide"}, "perhaps"),
        ({"highway": "footway", "surface": "asphalt", "width": "0.75"}, "no"),
        ({"highway": "footway", "width": "0.8"}, "perhaps"),
        ({"highway": "path", "surface": "sand"}, "no"),
        ({"highway": "path", "surface": "ground"}, "perhaps"),
        ({"highway": "track", "tracktype": "grade4"}, "no"),
        ({"highway": "path", "surface": "gravel", "smoothness": "good"}, "known"),
        ({"highway": "footway", "smoothness": "intermediate"}, "known"),
        ({"highway": "footway", "smoothness": "bad", "surface": "asphalt", "width": "2"}, "no"),
        # of a main road, these tell of the carriageway
        ({"highway": "primary", "smoothness": "excellent", "surface": "asphalt"}, "perhaps"),
        ({"highway": "secondary", "surface": "gravel"}, "perhaps"),
        # slopes: up to 5 % is walking surface, up to 1:12 a ramp
        ({"highway": "footway", "surface": "asphalt", "incline": "5%"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "incline": "-5 %"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "incline": "0"}, "known"),
        ({"highway": "footway", "surface": "asphalt", "incline": "up"}, "perhaps"),
        ({"highway": "footway", "surface": "asphalt", "incline": "0.05"}, "perhaps"),
        ({"highway": "footway", "incline": "8.33%"}, "perhaps"),
        ({"highway": "footway", "incline": "-9%"}, "no"),
        ({"highway": "footway", "incline": "5°"}, "no"),  # tan 5° = 8.7 %
        ({"highway": "footway", "incline": "4°"}, "perhaps"),  # 7.0 %
        ({"highway": "residential", "incline": "12%"}, "no"),
        # kerbs, on the way that crosses
        ({"highway": "footway", "footway": "crossing", "kerb": "lowered"}, "known"),
        ({"highway": "footway", "footway": "crossing", "kerb": "flush"}, "known"),
        ({"highway": "footway", "footway": "crossing", "kerb": "raised"}, "no"),
        ({"highway": "residential", "kerb": "raised"}, "perhaps"),
        # stairs
        ({"highway": "steps"}, "no"),
        ({"highway": "steps", "ramp": "yes"}, "no"),
        ({"highway": "steps", "ramp:wheelchair": "yes"}, "known"),
        ({"highway": "steps", "wheelchair": "yes"}, "perhaps"),
        ({"highway": "elevator"}, "known"),
        # one who may not walk there may not roll there
        ({"highway": "service", "access": "private", "wheelchair": "yes"}, "no"),
        ({"highway": "motorway", "wheelchair": "yes"}, "no"),
        ({"highway": "residential", "foot": "no", "wheelchair": "yes"}, "no"),
    ],
)
def test_a_wheelchair_gets_along(tags, answer):
    # ORS 694, 2152, OTP 7502: known data, unknown data and stairs are three things
    assert wheels(**tags) == answer


def test_a_way_of_which_nothing_is_known_says_so():
    assert ask("wheelchair", highway="footway")["reason"] == "not known to be passable"
    assert ask("wheelchair", highway="footway", access="private")["reason"] == (
        "not known to be passable"
    )
    assert ask("wheelchair_possible", highway="steps")["reason"] == "steps"
    assert not ask("wheelchair_possible", highway="footway")["known"]
    assert ask("wheelchair_possible", highway="footway", wheelchair="yes")["known"]
    assert ask("walk", highway="footway")["known"]


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        ({"highway": "footway"}, "both"),
        ({"highway": "path", "surface": "gravel"}, "both"),
        ({"highway": "steps"}, "no"),
        ({"highway": "steps", "ramp": "yes"}, "both"),
        ({"highway": "steps", "ramp:stroller": "yes"}, "both"),
        ({"highway": "steps", "ramp:wheelchair": "yes"}, "both"),
        ({"highway": "steps", "ramp:bicycle": "yes"}, "no"),
        ({"highway": "elevator"}, "both"),
        ({"highway": "path", "smoothness": "impassable"}, "no"),
        ({"highway": "service", "access": "private"}, "no"),
    ],
)
def test_a_pram_gets_along(tags, answer):
    assert may("carer", **tags) == answer


@pytest.mark.parametrize(
    ("tags", "answer"),
    [
        ({"highway": "residential"}, "both"),
        ({"highway": "motorway"}, "forward"),  # one-way by its kind
        ({"highway": "motorway_link", "oneway": "no"}, "both"),
        ({"highway": "trunk", "foot": "no"}, "both"),
        ({"highway": "primary", "motorroad": "yes"}, "both"),
        ({"highway": "service", "access": "private"}, "both"),
        ({"highway": "service", "access": "no"}, "both"),
        ({"highway": "residential", "motor_vehicle": "no"}, "both"),
        ({"highway": "pedestrian"}, "both"),
        ({"highway": "pedestrian", "width": "2.5"}, "no"),
        ({"highway": "service", "width": "2.9"}, "no"),
        ({"highway": "service", "width": "3"}, "both"),
        ({"highway": "footway"}, "no"),
        ({"highway": "footway", "width": "4"}, "no"),
        ({"highway": "footway", "emergency": "yes"}, "both"),
        ({"highway": "path", "emergency": "designated", "width": "2.5"}, "both"),
        ({"highway": "footway", "motor_vehicle": "yes"}, "both"),
        ({"highway": "cycleway"}, "no"),
        ({"highway": "residential", "emergency": "no"}, "no"),
        ({"highway": "steps"}, "no"),
        ({"highway": "steps", "emergency": "yes"}, "no"),
        ({"highway": "track"}, "both"),
        ({"highway": "track", "tracktype": "grade5"}, "no"),
        ({"highway": "busway"}, "both"),
        ({"highway": "construction"}, "no"),
        ({"highway": "raceway"}, "no"),
        ({"railway": "platform"}, "no"),
        ({"man_made": "pier"}, "no"),
        # bound to one-ways, and not let off by those for bicycles
        ({"highway": "residential", "oneway": "yes"}, "forward"),
        ({"highway": "residential", "oneway": "-1"}, "backward"),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "forward"),
        ({"highway": "residential", "junction": "roundabout"}, "forward"),
    ],
)
def test_a_fire_engine_drives(tags, answer):
    assert may("fire_engine", **tags) == answer
    assert not ask("fire_engine", **tags)["private"]


@pytest.mark.parametrize(
    ("tags", "profile", "answer"),
    [
        # 25: shared cycleways and crossings that are the only way over (osmnx 169, 398, 1269)
        ({"highway": "cycleway", "bridge": "yes"}, "walk", "both"),
        ({"highway": "path", "foot": "designated", "bicycle": "designated"}, "walk", "both"),
        ({"highway": "footway", "footway": "crossing", "foot": "designated"}, "walk", "both"),
        # 26: the road stays where its pavement is said to be drawn apart (osmnx 1253, R5 643)
        ({"highway": "tertiary", "sidewalk": "separate"}, "elderly", "both"),
        # 27: one-ways (R5 34, organicmaps 5136)
        ({"highway": "residential", "oneway": "yes"}, "child", "both"),
        ({"highway": "footway", "oneway:foot": "yes"}, "carer", "forward"),
        ({"highway": "residential", "oneway": "yes"}, "ebike", "forward"),
        # 28: foot=yes outweighs access=private (OTP 2669)
        ({"highway": "service", "access": "private", "foot": "yes"}, "walk", "both"),
        # 29: the edge of a square is walked (what crosses it is made elsewhere)
        ({"highway": "pedestrian", "area": "yes"}, "walk", "both"),
        # 32: not down the stairs (OTP 7502)
        ({"highway": "steps"}, "wheelchair_possible", "no"),
    ],
)
def test_what_users_of_others_complained_of(tags, profile, answer):
    assert may(profile, **tags) == answer


WORLD = {
    "highway": ["footway", "path", "residential", "primary", "steps", "trunk", "motorway",
                "cycleway", "pedestrian", "track", "elevator"],
    "access": [np.nan, "private", "no", "yes"],
    "foot": [np.nan, "no", "yes", "private"],
    "bicycle": [np.nan, "no", "yes", "private"],
    "wheelchair": [np.nan, "yes", "limited", "no"],
    "surface": [np.nan, "asphalt", "sand", "sett"],
    "smoothness": [np.nan, "good", "bad"],
    "width": [np.nan, "0.5", "2", "3.5 m", "wide"],
    "incline": [np.nan, "up", "4%", "20%"],
    "ramp:wheelchair": [np.nan, "yes"],
    "oneway:foot": [np.nan, "yes", "-1"],
    "emergency": [np.nan, "yes", "no"],
}  # fmt: skip


@pytest.fixture(scope="module")
def world() -> pd.DataFrame:
    """Ways with tags drawn at random: 4,000 of the 10 million that there can be."""
    rng = np.random.default_rng(7)
    drawn = {key: rng.choice(np.array(v, object), 4000) for key, v in WORLD.items()}
    return pd.DataFrame(drawn).astype("str")


@pytest.mark.parametrize(
    ("fewer", "more"),
    [
        ("wheelchair", "wheelchair_possible"),
        ("wheelchair_possible", "walk"),
        ("carer", "walk"),
        ("walk", "elderly"),  # who differ in speed alone
        ("elderly", "walk"),
        ("bike", "ebike"),
        ("ebike", "bike"),
    ],
)
def test_who_may_use_less_may_use_nothing_more(world, fewer, more):
    less, all_of_it = permission(world, fewer), permission(world, more)
    for direction in ("forward", "backward"):
        assert not (less[direction] & ~all_of_it[direction]).any()
        assert less[direction].any()
    assert not (less["private"] & ~all_of_it["private"]).any()


def test_the_known_ways_are_those_that_the_cautious_wheelchair_takes(world):
    cautious, bold = permission(world, "wheelchair"), permission(world, "wheelchair_possible")
    for direction in ("forward", "backward"):
        assert (cautious[direction] == (bold[direction] & bold["known"])).all()


def test_an_answer_does_not_depend_on_the_ways_beside_it(world):
    for profile in PROFILES:
        whole = permission(world, profile)
        some = world.sample(200, random_state=1)
        pd.testing.assert_frame_equal(permission(some, profile), whole.loc[some.index])


def test_open_private_and_reason_never_contradict_each_other(world):
    for profile in PROFILES:
        answer = permission(world, profile)
        is_open = answer["forward"] | answer["backward"]
        assert not (is_open & answer["private"]).any()
        assert (is_open == answer["reason"].isna()).all()
        assert (answer["kmh"] > 0).all()


def test_what_is_known_for_wheelchairs_is_told_in_metres_and_shares():
    # 100 m known, 50 m of stairs, 250 m of which nothing is known; a motorway does not count
    streets = town(
        {"A": (0, 0), "B": (100, 0), "C": (150, 0), "D": (400, 0), "E": (0, 900)},
        way("A B", highway="footway", wheelchair="yes"),
        way("B C", highway="steps"),
        way("C D", highway="footway"),
        way("A E", highway="motorway"),
    )
    data = wheelchair_data(streets)
    assert data["metres"].to_dict() == {"passable": 100, "impassable": 50, "unknown": 250}
    assert data["share"].to_dict() == {"passable": 0.25, "impassable": 0.125, "unknown": 0.625}


def test_where_nobody_walks_no_share_is_known():
    data = wheelchair_data(town({"A": (0, 0), "B": (9, 0)}, way("A B", highway="motorway")))
    assert data["metres"].sum() == 0
    assert data["share"].isna().all()


def test_in_monaco_little_is_known_for_wheelchairs(monaco_pbf):
    extract = read_osm(monaco_pbf)
    data = wheelchair_data(street_network(extract.streets, metric_crs(*extract.bounds)))
    assert data["share"].sum() == pytest.approx(1)
    # a city of stairs: some 6 km of the 131 km that one may walk
    assert 5000 < data.loc["impassable", "metres"] < 8000
    assert 0.05 < data.loc["passable", "share"] < 0.15
    assert data.loc["unknown", "share"] > 0.8


@pytest.mark.shared_data
def test_in_newport_hardly_anything_is_known_for_wheelchairs(shared):
    extract = read_osm(shared / "newport" / "newport-2023-06-13.osm.pbf")
    network = street_network(extract.streets, metric_crs(*extract.bounds))
    data = wheelchair_data(network)
    assert 0.02 < data.loc["passable", "share"] < 0.05
    assert data.loc["unknown", "share"] > 0.85
    km = {
        name: network.edge_mm[permission(network.ways, name)["forward"].to_numpy()[
            network.edge_way]].sum() / 1e6
        for name in ("wheelchair", "wheelchair_possible", "walk")
    }  # fmt: skip
    assert km["wheelchair"] < 50 < 800 < km["wheelchair_possible"] < km["walk"]


@pytest.mark.parametrize(
    ("rules", "kept"),
    [
        ((*RULES, *NO_PUSHING, *ONE_WAY, *WHEELS, *ENGINES), WAY_TAGS),
        ((*GATES, *GATE_ACCESS), NODE_TAGS),
    ],
)
def test_the_tables_ask_only_for_tags_that_the_network_keeps(rules, kept):
    for rule in rules:
        for part in rule.tags.split():
            assert re.split("[<>=]", part.lstrip("!"))[0] in kept


@pytest.mark.shared_data
def test_in_a_district_where_nobody_tagged_it_nothing_is_known_for_wheelchairs(shared):
    # Beijing, Haidian: the answer is that it cannot be told, not that it is barred
    extract = read_osm(shared / "beijing_haidian" / "map.osm")
    network = street_network(extract.streets, metric_crs(*extract.bounds))
    data = wheelchair_data(network)
    assert data.loc["unknown", "share"] > 0.99
    assert not permission(network.ways, "wheelchair")["forward"].any()
    assert permission(network.ways, "wheelchair_possible")["forward"].any()
