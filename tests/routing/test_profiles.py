"""Who travels: the table, and travellers of one's own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import InputError, ProfileError, UnknownNameError
from accessibility.routing.graph import times
from accessibility.routing.permissions import permission
from accessibility.routing.profiles import (
    CERTAINTIES,
    PROFILES,
    USES,
    Profile,
    custom_profile,
    profile_named,
)

OWN = {"like": "elderly", "speed_kmh": 2.5, "source": "survey of 2025, 120 residents"}


def profile(**said: object) -> Profile:
    """A walker of 4.8 km/h, but for what is said."""
    usual = {"name": "x", "name_zh": "某", "speed_kmh": 4.8, "source": "a count"}
    return Profile(**{**usual, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kmh"),
    [
        ("walk", 4.8),
        ("walk_gb", 4.0),  # 1 km in 15 min
        ("elderly", 3.06),  # 0.85 m/s x 3.6
        ("child", 3.96),  # 1.1 m/s x 3.6
        ("carer", 3.24),  # 0.9 m/s x 3.6
        ("wheelchair", 2.88),  # 0.8 m/s x 3.6
        ("wheelchair_possible", 2.88),
        ("bike", 12.0),  # 1 km in 5 min
        ("ebike", 15.0),
        ("fire_engine", 36.0),  # 2.4 km in 4 min
    ],
)
def test_a_built_in_profile_travels_at(name, kmh):
    assert PROFILES[name].speed_kmh == kmh


def test_every_profile_is_named_and_says_where_its_speed_comes_from():
    assert len(PROFILES) == 10
    for name, who in PROFILES.items():
        assert who.name == name
        assert who.name_zh.strip()
        assert len(who.source) > 20
        assert who.certainty in CERTAINTIES
    assert len({who.name_zh for who in PROFILES.values()}) == 10
    # speeds of ours are judgements, and only what a source states was seen
    seen = {name for name, who in PROFILES.items() if who.certainty == "seen"}
    assert seen == {"walk", "walk_gb", "bike"}


def test_riders_join_on_foot_and_all_others_as_they_travel():
    assert {name: who.join_kmh for name, who in PROFILES.items() if who.rides} == {
        "bike": 4.8,
        "ebike": 4.8,
    }
    for who in PROFILES.values():
        assert who.rides or who.join_kmh == who.speed_kmh
    assert [name for name, who in PROFILES.items() if who.drives] == ["fire_engine"]


def test_a_ramp_of_one_in_twelve_is_not_too_steep_for_a_wheelchair():
    assert PROFILES["wheelchair"].max_grade == pytest.approx(0.0833, abs=1e-4)
    assert PROFILES["wheelchair"].max_grade >= 1 / 12
    assert PROFILES["walk"].max_grade is None


@pytest.mark.parametrize("kmh", [0, -1, np.nan, np.inf, -np.inf, 12.1, 1e-9, "4.8", None, True])
def test_no_walker_has_such_a_speed(kmh):
    with pytest.raises(ProfileError, match=r"'x': speed_kmh is .*give km/h from 0\.1 to 12\."):
        profile(speed_kmh=kmh)


@pytest.mark.parametrize(
    ("uses", "most"), [("foot", 12), ("pram", 12), ("wheelchair", 12), ("vehicle", 120)]
)
def test_the_fastest_that_can_be_meant_depends_on_who_it_is(uses, most):
    assert profile(uses=uses, speed_kmh=most).speed_kmh == most
    with pytest.raises(ProfileError, match=f"from 0.1 to {most}"):
        profile(uses=uses, speed_kmh=most + 0.01)
    with pytest.raises(ProfileError, match=f"class_kmh of 'service' is.*to {most}"):
        profile(uses=uses, class_kmh=(("service", most + 1),))


def test_a_rider_rides_up_to_45_and_pushes_up_to_12():
    assert profile(uses="bicycle", speed_kmh=45, push_kmh=12).rides
    with pytest.raises(ProfileError, match=r"speed_kmh is 46.*to 45"):
        profile(uses="bicycle", speed_kmh=46, push_kmh=4)
    with pytest.raises(ProfileError, match=r"push_kmh is 13.*to 12"):
        profile(uses="bicycle", speed_kmh=20, push_kmh=13)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"uses": "feet"}, "uses: 'feet' is not known. Did you mean 'foot'"),
        ({"uses": "bicycle"}, "a bicycle lacks push_kmh"),
        ({"push_kmh": 4.0}, "only a bicycle has push_kmh"),
        ({"slope": "toblr"}, "slope: 'toblr' is not known. Did you mean 'tobler'"),
        ({"certainty": "sure"}, "certainty: 'sure' is not known"),
        ({"max_grade": 8.33}, "max_grade is 8.33.*rise / run"),
        ({"max_grade": 0}, "max_grade is 0"),
        ({"max_grade": np.nan}, "max_grade is nan"),
        ({"source": "  "}, "source is empty"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(said, message):
    with pytest.raises(InputError, match=message):
        profile(**said)


def test_a_profile_can_be_a_key_and_compares_by_what_it_says():
    assert profile() == profile()
    assert len({profile(), profile(), profile(speed_kmh=5)}) == 2


def test_a_profile_of_ones_own_is_like_another_but_for_what_is_said():
    own = custom_profile("frail", {**OWN, "name_zh": "体弱老人"})
    assert (own.name, own.name_zh, own.speed_kmh) == ("frail", "体弱老人", 2.5)
    assert (own.uses, own.slope) == ("foot", "tobler")
    assert own.source == "survey of 2025, 120 residents"
    assert own.certainty == "judgement"


def test_without_a_chinese_name_it_is_called_by_its_own():
    assert custom_profile("体弱", OWN).name_zh == "体弱"


def test_speeds_by_class_and_slope_may_be_said():
    own = custom_profile(
        "truck",
        {
            "like": "fire_engine", "speed_kmh": 40, "source": "drills", "certainty": "seen",
            "class_kmh": {"service": 10, "residential": 25.5}, "max_grade": 0.2,
        },
    )  # fmt: skip
    assert own.class_kmh == (("residential", 25.5), ("service", 10))
    assert own.max_grade == 0.2
    assert own.certainty == "seen"
    ways = pd.DataFrame({"highway": ["primary", "residential", "service", "motorway"]})
    assert permission(ways, own)["kmh"].tolist() == [40, 25.5, 10, 40]
    assert custom_profile("flat", {**OWN, "slope": "none"}).slope is None


def test_a_rider_of_ones_own_is_pushed_at_its_own_speed():
    own = custom_profile(
        "cargo", {"like": "bike", "speed_kmh": 10, "push_kmh": 3, "source": "a count"}
    )
    ways = pd.DataFrame({"highway": ["residential", "footway"]})
    assert permission(ways, own)["kmh"].tolist() == [10, 3]


@pytest.mark.parametrize(
    ("name", "table", "message"),
    [
        ("walk", OWN, "'walk': is the name of a built-in profile"),
        ("two words", OWN, "'two words': is no name for a profile"),
        ("9", OWN, "'9': is no name"),
        ("frail", {**OWN, "speed": 2}, "key: 'speed' is not known. Did you mean 'speed_kmh'"),
        ("frail", {**OWN, "uses": "bicycle"}, "key: 'uses' is not known"),
        ("frail", {**OWN, "like": "eldery"}, "like: 'eldery' is not known. Did you mean 'elderly'"),
        ("frail", {"speed_kmh": 2, "source": "x"}, "'frail': like is missing"),
        ("frail", {"like": "walk", "speed_kmh": 2}, "'frail': source is missing"),
        ("frail", {**OWN, "source": ""}, "source is ''.*text in quotes"),
        ("frail", {**OWN, "source": 3}, "source is 3.*text in quotes"),
        ("frail", {**OWN, "like": ["walk"]}, "like is .*text in quotes"),
        ("frail", {**OWN, "speed_kmh": "2.5"}, "speed_kmh is '2.5'.*a number"),
        ("frail", {**OWN, "speed_kmh": True}, "speed_kmh is True.*a number"),
        ("frail", {**OWN, "speed_kmh": 0}, "speed_kmh is 0.*from 0.1 to 12"),
        ("frail", {**OWN, "speed_kmh": float("nan")}, "speed_kmh is nan"),
        ("frail", {**OWN, "push_kmh": 2}, "only a bicycle has push_kmh"),
        ("frail", {**OWN, "class_kmh": 3}, "class_kmh is 3.*a table of speeds"),
        ("frail", {**OWN, "class_kmh": {"path": "slow"}}, "class_kmh is .*a table of speeds"),
        ("frail", {**OWN, "class_kmh": {"path": 99}}, "class_kmh of 'path' is 99"),
        ("frail", {**OWN, "slope": "steep"}, "slope: 'steep' is not known"),
        ("frail", {**OWN, "certainty": "sure"}, "certainty: 'sure' is not known"),
    ],
)
def test_a_profile_of_ones_own_that_cannot_be_is_refused(name, table, message):
    with pytest.raises(InputError, match=message):
        custom_profile(name, table)


def test_a_profile_is_found_by_its_name_or_is_itself():
    own = custom_profile("frail", OWN)
    assert profile_named("child") is PROFILES["child"]
    assert profile_named(own) is own
    assert profile_named("frail", {"frail": own}) is own
    assert profile_named("walk", {"frail": own}) is PROFILES["walk"]


@pytest.mark.parametrize(
    ("name", "guess"),
    [("wlak", "walk"), ("wheelchar", "wheelchair"), ("ebke", "ebike"), ("frial", "frail")],
)
def test_an_unknown_profile_is_refused_with_a_guess(name, guess):
    own = {"frail": custom_profile("frail", OWN)}
    with pytest.raises(UnknownNameError, match=f"'{name}' is not known. Did you mean '{guess}'"):
        profile_named(name, own)


def test_permissions_refuse_an_unknown_profile_too():
    with pytest.raises(InputError, match="'wlak' is not known\\. Did you mean 'walk'"):
        permission(pd.DataFrame({"highway": ["path"]}), "wlak")


def test_speeds_have_three_decimals_at_most_so_that_times_are_exact():
    # 2 x 2,147,483,647 mm x 3600 is far below 2^63; with 16 decimals it would not be
    assert profile(speed_kmh=3.125).speed_kmh == 3.125
    assert profile(speed_kmh=np.float64(3.96)).speed_kmh == 3.96
    with pytest.raises(ProfileError, match=r"3\.9600000000000004, finer than .*round it, as 3\.96"):
        profile(speed_kmh=1.1 * 3.6)


@given(
    thousandths=st.tuples(st.integers(100, 12_000), st.integers(100, 12_000)),
    mm=st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=8),
)
def test_a_slower_walker_is_never_faster(thousandths, mm):
    slow, quick = (n / 1000 for n in sorted(thousandths))
    edges = np.array(mm, np.int32)
    ways = pd.DataFrame({"highway": ["footway"] * len(mm)})
    ms = [
        times(edges, permission(ways, profile(speed_kmh=kmh))["kmh"].to_numpy())
        for kmh in (slow, quick)
    ]
    assert (ms[0] >= ms[1]).all()
    assert (ms[1] >= 0).all()


@given(kmh=st.floats(allow_nan=True, allow_infinity=True), uses=st.sampled_from(sorted(USES)))
def test_a_profile_either_travels_or_is_refused(kmh, uses):
    push = 4.8 if uses == "bicycle" else None
    try:
        made = profile(uses=uses, speed_kmh=kmh, push_kmh=push)
    except ProfileError:
        assert not 0.1 <= kmh <= USES[uses] or round(kmh, 3) != kmh
    else:
        assert 0.1 <= made.speed_kmh <= USES[uses]
