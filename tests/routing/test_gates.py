"""Who gets through gates, bollards, stiles and kerbs."""

import numpy as np
import pandas as pd
import pytest

from accessibility.network import NODE_TAGS
from accessibility.routing.gates import NIGHT, gate_permission
from accessibility.routing.profiles import PROFILES

EVERYBODY = "walk carer wheelchair wheelchair_possible bike fire_engine"


def ask(profile: str, **tags: str) -> pd.Series:
    """Who gets through one node; a double underscore in a key stands for a colon."""
    keys = {key.replace("__", ":"): value for key, value in tags.items()}
    row = {key: [keys.get(key, np.nan)] for key in NODE_TAGS}
    return gate_permission(pd.DataFrame(row, dtype="str"), profile).iloc[0]


def through(**tags: str) -> str:
    """The profiles that may pass."""
    return " ".join(name for name in EVERYBODY.split() if ask(name, **tags)["open"])


def without(*names: str) -> str:
    return " ".join(name for name in EVERYBODY.split() if name not in names)


@pytest.mark.parametrize(
    ("tags", "who"),
    [
        # no barrier at all
        ({"highway": "crossing"}, EVERYBODY),
        ({"highway": "traffic_signals"}, EVERYBODY),
        ({"highway": "crossing", "bicycle": "no", "access": "no"}, EVERYBODY),
        # gates that tell nothing are open
        ({"barrier": "gate"}, EVERYBODY),
        ({"barrier": "lift_gate"}, EVERYBODY),
        ({"barrier": "swing_gate"}, EVERYBODY),
        ({"barrier": "entrance"}, EVERYBODY),
        ({"barrier": "toll_booth"}, EVERYBODY),
        ({"barrier": "a word of its own"}, EVERYBODY),
        # bollards and blocks stop engines
        ({"barrier": "bollard"}, without("fire_engine")),
        ({"barrier": "block"}, without("fire_engine")),
        ({"barrier": "bollard", "bollard": "removable"}, EVERYBODY),
        ({"barrier": "bollard", "bollard": "rising"}, EVERYBODY),
        ({"barrier": "bollard", "emergency": "yes"}, EVERYBODY),
        ({"barrier": "bollard", "maxwidth:physical": "3.2"}, EVERYBODY),
        ({"barrier": "bollard", "maxwidth:physical": "1.5"}, without("fire_engine")),
        ({"barrier": "bollard", "maxwidth:physical": "0.8"}, without("fire_engine")),
        ({"barrier": "bollard", "maxwidth:physical": "0.7 m"}, "walk bike"),
        ({"barrier": "bollard", "maxwidth": "0.75"}, "walk bike"),
        ({"barrier": "height_restrictor"}, without("fire_engine")),
        ({"barrier": "wicket_gate"}, without("fire_engine")),
        ({"barrier": "gate", "maxwidth:physical": "2.4"}, without("fire_engine")),
        ({"barrier": "yes"}, without("wheelchair", "fire_engine")),
        ({"barrier": "chain"}, without("wheelchair")),
        # narrow ones: a bicycle is wheeled through a cycle barrier, not over a stile
        ({"barrier": "cycle_barrier"}, without("wheelchair", "fire_engine")),
        ({"barrier": "cycle_barrier", "wheelchair": "yes"}, without("fire_engine")),
        ({"barrier": "cycle_barrier", "wheelchair": "no"}, "walk carer bike"),
        ({"barrier": "kissing_gate"}, "walk"),
        ({"barrier": "kissing_gate", "wheelchair": "yes"},
         "walk carer wheelchair wheelchair_possible"),
        ({"barrier": "turnstile"}, "walk"),
        ({"barrier": "full-height_turnstile"}, "walk"),
        ({"barrier": "stile"}, "walk"),
        ({"barrier": "stile", "wheelchair": "yes", "foot": "yes", "bicycle": "yes"}, "walk"),
        ({"barrier": "cattle_grid"}, "walk bike fire_engine"),
        ({"barrier": "log"}, "walk bike"),
        ({"barrier": "gate", "wheelchair": "limited"}, without("wheelchair")),
        ({"barrier": "gate", "wheelchair": "no"}, without("wheelchair", "wheelchair_possible")),
        # kerbs (valhalla 5228)
        ({"barrier": "kerb"}, without("wheelchair")),
        ({"barrier": "kerb", "kerb": "lowered"}, EVERYBODY),
        ({"barrier": "kerb", "kerb": "raised"}, without("wheelchair", "wheelchair_possible")),
        ({"kerb": "raised"}, without("wheelchair", "wheelchair_possible")),
        ({"kerb": "flush"}, EVERYBODY),
        ({"kerb": "rolled"}, without("wheelchair")),
        # of a crossing on the road: the road goes on along it
        ({"highway": "crossing", "kerb": "raised"}, EVERYBODY),
        # what is walled off
        ({"barrier": "fence"}, ""),
        ({"barrier": "wall"}, ""),
        # whom they are open to
        ({"barrier": "gate", "access": "private"}, "fire_engine"),
        ({"barrier": "gate", "access": "no"}, "fire_engine"),
        ({"barrier": "gate", "foot": "no"}, "bike fire_engine"),
        ({"barrier": "gate", "access": "private", "foot": "yes"}, EVERYBODY),
        ({"barrier": "gate", "access": "no", "bicycle": "yes"}, "bike fire_engine"),
        ({"barrier": "gate", "access": "customers"}, EVERYBODY),
        ({"barrier": "gate", "bicycle": "no"}, EVERYBODY),  # it is pushed through
        ({"barrier": "gate", "locked": "yes"}, "fire_engine"),
        ({"barrier": "gate", "locked": "yes", "foot": "yes"}, "fire_engine"),
        ({"barrier": "gate", "locked": "no"}, EVERYBODY),
        ({"barrier": "stile", "access": "private"}, ""),
        # of a bollard, access=no is said of vehicles
        ({"barrier": "bollard", "access": "no"}, without("fire_engine")),
        ({"barrier": "bollard", "foot": "no"}, "bike"),
        # hours
        ({"barrier": "gate", "opening_hours": "06:00-22:00"}, EVERYBODY),
        ({"barrier": "gate", "opening_hours": "closed"}, "fire_engine"),
        ({"barrier": "gate", "opening_hours": "off"}, "fire_engine"),
    ],
)  # fmt: skip
def test_through_such_a_node_pass(tags, who):
    assert through(**tags) == who


@pytest.mark.parametrize(
    ("tags", "private"),
    [
        ({"barrier": "gate", "access": "private"}, True),
        ({"barrier": "gate", "access": "residents"}, True),
        ({"barrier": "gate", "foot": "private"}, True),
        ({"barrier": "gate", "access": "private", "locked": "yes"}, True),  # they have a key
        ({"barrier": "gate", "foot": "private", "locked": "yes"}, True),
        ({"barrier": "gate", "locked": "yes"}, False),
        ({"barrier": "gate", "access": "no"}, False),
        ({"barrier": "gate"}, False),
        ({"barrier": "wall", "access": "private"}, False),
        ({"highway": "crossing", "access": "private"}, False),
    ],
)
def test_by_a_private_gate_those_inside_may_leave(tags, private):
    for profile in ("walk", "bike", "elderly", "carer", "wheelchair_possible"):
        answer = ask(profile, **tags)
        assert answer["private"] == private
        assert not (answer["private"] and answer["open"])


def test_a_stile_stops_the_bicycle_of_those_inside_too():
    assert ask("walk", barrier="stile", access="private")["private"]
    assert not ask("bike", barrier="stile", access="private")["private"]


@pytest.mark.parametrize(
    ("profile", "tags", "reason"),
    [
        ("walk", {"barrier": "gate", "access": "private"}, "private"),
        ("walk", {"barrier": "gate", "locked": "yes"}, "locked"),
        ("walk", {"barrier": "gate", "access": "no"}, "closed to the public"),
        ("walk", {"barrier": "gate", "opening_hours": "06:00-22:00"}, NIGHT),
        ("walk", {"barrier": "gate", "opening_hours": "Mo-Fr 06:00-22:00; Sa off"}, NIGHT),
        ("walk", {"barrier": "gate", "opening_hours": "sunrise-sunset"}, NIGHT),
        ("walk", {"barrier": "gate", "opening_hours": "closed"}, "closed"),
        ("walk", {"barrier": "fence"}, "walled or fenced off"),
        ("fire_engine", {"barrier": "bollard"}, "bollards or blocks"),
        ("fire_engine", {"barrier": "height_restrictor"}, "too low"),
        ("wheelchair", {"barrier": "cycle_barrier"}, "not known to be passable"),
        ("wheelchair", {"kerb": "raised"}, "raised kerb"),
        ("carer", {"barrier": "kissing_gate"}, "narrow gate"),
        ("bike", {"barrier": "stile", "access": "private"}, "stile or turnstile"),
    ],
)
def test_a_barrier_says_why(profile, tags, reason):
    assert ask(profile, **tags)["reason"] == reason


@pytest.mark.parametrize(
    "tags",
    [
        {"barrier": "gate"},
        {"barrier": "gate", "opening_hours": "24/7"},
        {"barrier": "gate", "opening_hours": "Mo-Su 24/7"},
        {"highway": "crossing"},
        {"highway": "crossing", "opening_hours": "06:00-22:00"},
    ],
)
def test_what_is_open_day_and_night_has_no_reason(tags):
    for profile in PROFILES:
        assert pd.isna(ask(profile, **tags)["reason"])


def test_hours_are_no_matter_to_a_fire_engine():
    assert pd.isna(ask("fire_engine", barrier="gate", opening_hours="06:00-22:00")["reason"])


def test_nodes_keep_their_index_and_may_lack_columns():
    nodes = pd.DataFrame({"barrier": ["gate", "stile"]}, index=[17, 4])
    answer = gate_permission(nodes, "bike")
    assert answer.index.tolist() == [17, 4]
    assert answer["open"].tolist() == [True, False]
    assert answer.dtypes.astype(str).tolist() == ["bool", "bool", "str"]


def test_no_node_at_all_is_answered_too():
    for profile in PROFILES:
        empty = pd.DataFrame({key: pd.array([], "str") for key in NODE_TAGS})
        assert gate_permission(empty, profile).empty


def test_whom_wheels_hold_up_passes_no_more_gates_than_a_walker():
    values = {
        "barrier": [np.nan, "gate", "bollard", "kissing_gate", "stile", "kerb", "yes", "fence"],
        "access": [np.nan, "private", "no"], "foot": [np.nan, "yes", "no", "private"],
        "kerb": [np.nan, "raised", "lowered"], "wheelchair": [np.nan, "yes", "limited", "no"],
        "locked": [np.nan, "yes"], "maxwidth:physical": [np.nan, "0.7", "3"],
    }  # fmt: skip
    nodes = pd.MultiIndex.from_product(values.values(), names=values).to_frame(index=False)
    nodes = nodes.astype("str")
    by = {name: gate_permission(nodes, name) for name in PROFILES}
    for fewer, more in (
        ("wheelchair", "wheelchair_possible"), ("wheelchair_possible", "walk"), ("carer", "walk"),
    ):  # fmt: skip
        assert not (by[fewer]["open"] & ~by[more]["open"]).any()
        assert not (by[fewer]["private"] & ~by[more]["private"]).any()
        assert by[fewer]["open"].sum() < by[more]["open"].sum()
    for answer in by.values():
        assert not (answer["open"] & answer["private"]).any()
        assert (answer["open"] == answer["reason"].isna()).all()  # none has opening hours
