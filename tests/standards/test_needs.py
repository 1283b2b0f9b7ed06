"""The list of daily needs: complete, honest about its certainty, and strict."""

from pathlib import Path

import pytest

from accessibility.errors import NeedsFileError
from accessibility.standards import list_standards, standard
from accessibility.standards.needs import TABLE, daily_needs, types_of
from accessibility.standards.schema import KINDS
from accessibility.standards.types import facility_types

NEEDS = daily_needs()

FILE = """
id = "mine"
name_en = "Mine"
source = "a survey of 2025"

[[needs]]
id = "food"
name_zh = "买菜"
types = ["fresh_market", "supermarket"]
kinds = ["urban"]
source = "a survey of 2025"
certainty = "seen"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "needs.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> str:
    with pytest.raises(NeedsFileError) as raised:
        daily_needs(write(folder, text))
    return str(raised.value)


def test_every_kind_of_community_has_a_list_of_its_own():
    lists = {kind: {need.id for need in NEEDS if kind in need.kinds} for kind in KINDS}
    assert len(lists["urban"]) == 16
    # workers, few families: no school of their own, no repair and recycling by the home
    assert lists["urban"] - lists["industrial"] == {"repair", "recycling", "primary_school"}
    # a village shop stands in for the market and the services of a town
    assert lists["urban"] - lists["rural"] == {
        "fresh_food", "meals", "haircut", "laundry", "repair", "cash",
    }  # fmt: skip
    assert lists["industrial"] <= lists["urban"]
    assert lists["rural"] <= lists["urban"]


def test_the_list_is_a_judgement_and_says_so():
    assert {need.certainty for need in NEEDS} == {"general_low"}
    assert all(need.source for need in NEEDS)
    assert "OUR JUDGEMENT" in TABLE.read_text(encoding="utf-8")


def test_every_need_is_named_in_both_languages_and_within_fifteen_minutes():
    assert len({need.id for need in NEEDS}) == len(NEEDS)
    for need in NEEDS:
        assert need.name_zh
        assert need.name_zh != need.name_en
        assert need.minutes == 15


def test_every_basic_type_of_the_convenient_circle_is_a_need():
    basic = {item.type for item in standard("yikezhong-2021").items if item.required}
    assert len(basic) == 10
    assert basic <= {kind for need in NEEDS if "urban" in need.kinds for kind in need.types}


def test_types_are_listed_once_and_are_known():
    types = types_of(NEEDS)
    assert types == sorted(set(types))
    assert set(types) <= set(facility_types())
    assert types_of([]) == []


def test_the_list_is_no_standard():
    assert TABLE.stem not in {one.id for one in list_standards()}


def test_a_list_of_ones_own_is_read(tmp_path: Path):
    (need,) = daily_needs(write(tmp_path, FILE))
    assert need.types == ("fresh_market", "supermarket")
    assert need.minutes == 15.0  # where nothing is said
    assert (need.name_zh, need.name_en) == ("买菜", "买菜")
    assert (need.kinds, need.certainty, need.note) == (("urban",), "seen", "")
    (other,) = daily_needs(write(tmp_path, FILE.replace("name_zh", "minutes = 10\nname_en")))
    assert (other.minutes, other.name_zh) == (10.0, "买菜")


@pytest.mark.parametrize(
    ("change", "into", "said"),
    [
        ('"supermarket"]', '"supermarkt"]', "types is"),
        ('"supermarket"]', "[]]", "which is no facility type"),
        ('["fresh_market", "supermarket"]', "[]", "must be a list of facility types"),
        ('["urban"]', '["suburb"]', "must be a list of urban, industrial, rural"),
        ('kinds = ["urban"]\n', "", "no 'kinds'"),
        ('"seen"', '"certain"', "must be one of seen"),
        ('kinds = ["urban"]', 'kinds = ["urban"]\nminutes = -5', "number above 0"),
        ('kinds = ["urban"]', 'kinds = ["urban"]\nminutes = "15"', "without quotes"),
        ('types = ["fresh', 'typ = ["fresh', "did you mean 'types'?"),
        ('name_zh = "买菜"\n', "", "no name"),
        ('source = "a survey of 2025"\ncertainty', "certainty", "no 'source'"),
        ('id = "mine"\n', "", "top of the file: no 'id'"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: str, into: str, said: str):
    assert FILE.count(change) == 1
    told = faults(tmp_path, FILE.replace(change, into))
    assert said in told
    assert str(tmp_path / "needs.toml") in told


def test_every_fault_is_named_at_once(tmp_path: Path):
    wrong = FILE.replace('"seen"', '"certain"').replace('["urban"]', '["suburb"]')
    told = faults(tmp_path, wrong)
    assert told.count("\n  - need 1 (food): ") == 2


def test_two_needs_of_one_id_are_refused(tmp_path: Path):
    twice = FILE + FILE[FILE.index("[[needs]]") :]
    assert "need 2 (food): the id stands there twice" in faults(tmp_path, twice)


def test_a_file_that_is_no_list_is_refused(tmp_path: Path):
    assert "not TOML in UTF-8" in faults(tmp_path, "needs = [")
    top = FILE[: FILE.index("[[needs]]")]
    assert "no 'needs'" in faults(tmp_path, top)
    assert "needs is []" in faults(tmp_path, top + "needs = []")
    assert "is not a table" in faults(tmp_path, top + "needs = [3]")
    with pytest.raises(NeedsFileError, match="cannot be read"):
        daily_needs(tmp_path / "none.toml")
