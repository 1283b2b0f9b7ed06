"""Who travels in a study."""

from pathlib import Path

import pytest

from accessibility.errors import InputError
from accessibility.pipeline import roles
from accessibility.routing.delays import DEFAULT_DELAYS
from accessibility.study import Gates, Study
from accessibility.travellers import travellers, waiting

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
