"""Who travels in a study, and whom its standards ask for."""

from dataclasses import replace
from pathlib import Path

import pytest

from accessibility.errors import InputError
from accessibility.pipeline import roles
from accessibility.routing.delays import DEFAULT_DELAYS
from accessibility.routing.profiles import PROFILES
from accessibility.standards.schema import Part
from accessibility.study import Gates, Study
from accessibility.travellers import (
    SEARCH_MIN,
    asks,
    farther_groups,
    longest_drive,
    travellers,
    vehicle_items,
    waiting,
)
from tests.scoring.town import item, standard

SLOW = {"like": "elderly", "speed_kmh": 2.5, "source": "survey of 2025"}


def study(**settings: object) -> Study:
    return Study(name="Town", osm=Path("town.osm.pbf"), **settings)


def test_a_traveller_of_the_studys_own_stands_beside_the_usual_ones():
    found = travellers(study(profiles={"slow": SLOW}), ["walk", "slow"])
    assert list(found) == ["walk", "slow"]
    assert found["slow"].speed_kmh == 2.5


def test_the_first_mode_goes_on_foot_and_the_first_that_rides_is_the_bicycle():
    asked = study(modes=("walk_gb", "elderly", "ebike", "bike"))
    assert {role: one.name for role, one in roles(asked).items()} == {
        "walk": "walk_gb", "elderly": "elderly", "bike": "ebike", "bike_2": "bike",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"modes": ("walk", "eldery")}, ["'eldery'", "elderly"]),
        ({"modes": ("bike", "walk")}, ["begin with 'bike'", "on foot"]),
        ({"modes": ("fire_engine",)}, ["begin with 'fire_engine'", "on foot"]),
        ({"profiles": {"slow": {"like": "eldery", "source": "s"}}}, ["'eldery'", "elderly"]),
        ({"profiles": {"walk": SLOW}}, ["'walk'", "built-in"]),
        ({"profiles": {"slow": SLOW | {"speed_kmh": -1}}}, ["slow", "-1"]),
    ],
)
def test_who_cannot_travel_is_told(settings: dict[str, object], words: list[str]):
    with pytest.raises(InputError) as fault:
        roles(study(**settings))
    assert all(word in str(fault.value) for word in words), str(fault.value)


def test_nobody_waits_unless_asked_and_a_study_may_say_how_long():
    assert waiting(study()) is None
    assert waiting(study(delays={})) == DEFAULT_DELAYS
    assert waiting(study(delays={"signal_s": 45})).signal_s == 45
    with pytest.raises(InputError, match="signal_s"):
        waiting(study(delays={"signal": 45}))


def test_a_speed_beyond_all_numbers_is_refused():
    with pytest.raises(InputError, match="no speed"):
        roles(study(profiles={"slow": SLOW | {"speed_kmh": 10**400}}))


def test_checking_a_study_checks_its_travellers_and_gates(tmp_path: Path):
    from accessibility.pipeline import load_inputs
    from tests.journeys.town import write_town

    osm = write_town(tmp_path / "town.osm.pbf")
    for settings, word in (
        ({"modes": ("walk", "slw")}, "slw"),
        ({"delays": {"sigal_s": 3}}, "sigal_s"),
        ({"gates": Gates(closed=(999_999,))}, "999999"),
    ):
        with pytest.raises(InputError, match=word):
            load_inputs(Study(name="Town", osm=osm, **settings))


def asked_roles(*items, modes=("walk", "bike"), **settings):
    one = study(modes=modes, **settings)
    return {ask.role: ask for ask in asks(one, {"test": standard(*items)}, roles(one))}


def test_who_is_asked_for_by_nobody_is_no_role():
    assert asked_roles(item(), modes=("walk",)) == {}
    ask = asked_roles(item())["bike"]
    assert (list(ask.profiles), ask.groups, ask.limit_min) == (["sure"], None, SEARCH_MIN)


@pytest.mark.parametrize("travel", ["cycle", "walk_or_cycle"])
def test_a_standard_that_lets_one_ride_asks_for_a_bicycle(travel):
    for modes in (("walk",), ("walk", "bike"), ("walk", "ebike")):
        (ask,) = asked_roles(item(travel=travel), modes=modes).values()
        assert ask.role == "bike"
        name = modes[1] if len(modes) > 1 else "bike"
        assert {key: one.name for key, one in ask.profiles.items()} == {
            "sure": name, "possible": name,
        }  # fmt: skip
        assert ask.groups is None


def test_usual_is_whom_the_study_names():
    ask = asked_roles(item("park", travel="usual"), usual_mode="ebike")["usual"]
    assert ask.profiles["sure"].name == ask.profiles["possible"].name == "ebike"
    assert ask.groups == {"park"}
    own = asked_roles(item("park", travel="usual"), usual_mode="slow", profiles={"slow": SLOW})[
        "usual"
    ]
    assert own.profiles["sure"].speed_kmh == 2.5
    assert own.on_foot


def test_who_walks_for_an_item_goes_to_its_groups_alone():
    more = (Part(type="garden", min_site_m2=2000, radius_m=300),)
    found = asked_roles(
        item("park", profile="child", more=more), item(), item("clinic", profile="elderly")
    )
    assert list(found) == ["bike", "child", "elderly"]
    assert found["child"].groups == {"park", "garden@2000"}
    assert found["elderly"].groups == {"clinic"}
    assert found["child"].on_foot
    assert not found["bike"].on_foot


def test_a_wheelchair_possibly_takes_ways_that_are_not_known():
    ask = asked_roles(item(profile="wheelchair"))["wheelchair"]
    names = {key: one.name for key, one in ask.profiles.items()}
    assert names == {"sure": "wheelchair", "possible": "wheelchair_possible"}


def test_a_mode_that_an_item_asks_for_too_goes_everywhere_and_possibly():
    ask = asked_roles(item(profile="elderly"), modes=("walk", "elderly"))["elderly"]
    assert (list(ask.profiles), ask.groups) == (["sure", "possible"], None)


@pytest.mark.parametrize("rule", ["presence", "count", "amount"])
def test_what_is_only_counted_is_not_travelled_to(rule):
    assert asked_roles(item(rule=rule, profile="child", travel="usual"), modes=("walk",)) == {}


@pytest.mark.parametrize(
    ("minutes", "searched"),
    # twice what is asked, up to half an hour, and always a quarter more than is asked
    [(5, 10), (15, 30), (20, 30), (40, 50)],
)
def test_a_search_goes_so_far_that_a_failure_can_be_told(minutes, searched):
    # a child's 300 m take 4.5 minutes
    asked = item(level="5", profile="child", minutes=minutes)
    assert asked_roles(asked)["child"].limit_min == searched
    # a bicycle of the study's is never looked for in less than half an hour
    asked = item(level="5", travel="cycle", minutes=minutes)
    assert asked_roles(asked)["bike"].limit_min == max(searched, SEARCH_MIN)


def test_a_search_goes_as_far_as_metres_ask_for():
    # 1,000 m are 20 minutes at 3 km/h, and 5 minutes are less
    slow = {"like": "elderly", "speed_kmh": 3, "source": "survey"}
    asked = item(level="5", profile="slow", minutes=5, radius_m=1000)
    assert asked_roles(asked, profiles={"slow": slow})["slow"].limit_min == 30
    assert (
        asked_roles(replace(asked, radius_m=500), profiles={"slow": slow})["slow"].limit_min == 20
    )


def test_groups_farther_off_than_walks_are_searched_are_named():
    far = standard(
        item("park", radius_m=5000, more=(Part(type="garden", radius_m=2000),)),
        item("clinic", minutes=60, level="15"),  # 4.8 km on foot
        item("school", minutes=60, level="15", travel="cycle"),
        item("shop", radius_m=2400),  # and a quarter more is 3 km
        item("bank", radius_m=9000, rule="count"),
    )
    found = farther_groups({"far": far, "near": standard(item("park"))}, PROFILES["walk"])
    assert found == {"park": 6250.0, "clinic": 6000.0}


def test_vehicles_are_asked_for_by_their_barriers():
    engine = {"rule": "vehicle", "minutes": 5, "turnout_min": 1}
    fire = standard(
        item("fire_station", **engine, barriers=("motorway", "rail")),
        item("fire_station", **engine, id="second"),
        item("fire_station"),
    )
    assert asked_roles(*fire.items, modes=("walk",)) == {}
    found = vehicle_items({"fire": fire})
    assert list(found) == ["fire_station", "fire_station|motorway+rail"]
    assert longest_drive({"fire": fire}) == 8  # twice the 4 minutes of driving


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"usual_mode": "bik"}, ["usual_mode", "'bik'", "Did you mean 'bike'"]),
        ({"usual_mode": "fire_engine"}, ["usual_mode", "walker or a rider"]),
    ],
)
def test_a_usual_mode_that_nobody_travels_by_is_told(settings, words):
    with pytest.raises(InputError) as fault:
        roles(study(**settings))
    assert all(word in str(fault.value) for word in words), str(fault.value)


def test_an_item_for_an_unknown_traveller_is_told():
    with pytest.raises(InputError, match="Did you mean 'child'"):
        asked_roles(item(profile="chlid"))
