"""What flags make of a study."""

from pathlib import Path

import pytest

from accessibility.cli.options import study_from
from accessibility.errors import InputError
from accessibility.study import AUDIENCES, Study

OSM = Path("town.osm.pbf")


def asked(**flags: object) -> Study:
    return study_from(None, {"osm": OSM, **flags})


def test_standards_named_are_taken_as_they_are():
    assert asked(standards=("all", "own.toml")).standards == ("all", "own.toml")
    assert asked().standards == ("gb50180-2018",)


def test_audiences_are_listed_or_none_at_all():
    assert asked(audiences="children, elderly").audiences == ("children", "elderly")
    assert asked(audiences="none").audiences == ()
    assert asked().audiences == AUDIENCES


def test_an_unknown_audience_is_told_with_a_guess():
    with pytest.raises(InputError, match="Did you mean 'children'"):
        asked(audiences="childern")


def test_settings_of_the_judgement_reach_the_study():
    study = asked(min_certainty="seen", weight="land", usual_mode="ebike")
    assert (study.min_certainty, study.weight, study.usual_mode) == ("seen", "land", "ebike")
    plain = asked()
    assert (plain.min_certainty, plain.weight, plain.usual_mode) == (
        "general_low", "people", "bike",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("audiences", "set of panels for children, older people and wheelchair users.*--audiences"),
        ("mine.csv", r"Export as \.toml"),
        ("MINE.MD", r"Export as \.toml"),
    ],
)
def test_what_no_place_can_be_judged_by_is_refused_by_flag_and_in_a_study(
    name: str, said: str, tmp_path: Path
):
    with pytest.raises(InputError, match=said):
        asked(standards=("fire", name))
    file = tmp_path / "study.toml"
    file.write_text(f'standards = ["{name}"]\n[inputs]\nosm = "x.pbf"\n', encoding="utf-8")
    with pytest.raises(InputError, match=said):
        study_from(file, {})
    # another standard, named as a flag, stands in its place
    assert study_from(file, {"standards": ("fire",)}).standards == ("fire",)
