"""Study files: what they may say, and how what is wrong is told."""

from pathlib import Path

import pytest

from accessibility.errors import InputError
from accessibility.study import Communities, Study, read_study, sample_study

WHOLE = """
name = "Monaco"
name_zh = "摩纳哥"
standards = ["gb50180-2018", "own.toml"]
modes = ["walk"]
lang = "zh"
rule = "time"
pass_share = 0.8
grades = [95, 80, 60, 30]
join_limit_m = 60

[inputs]
osm = "city.osm.pbf"
boundary = "edge.geojson"
communities = { path = "units.shp", id = "code", name = "名称" }
population = { table = "people.csv" }
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_setting_is_read_and_paths_are_relative_to_the_file(tmp_path: Path):
    study = read_study(written(tmp_path, WHOLE))
    assert study.name == "Monaco"
    assert study.name_zh == "摩纳哥"
    assert study.standards == ("gb50180-2018", "own.toml")
    assert study.modes == ("walk",)
    assert (study.lang, study.rule, study.pass_share, study.join_limit_m) == ("zh", "time", 0.8, 60)
    assert study.grades == (95, 80, 60, 30)
    assert study.osm == tmp_path / "city.osm.pbf"
    assert study.boundary == tmp_path / "edge.geojson"
    assert study.communities == Communities(path=tmp_path / "units.shp", id="code", name="名称")
    assert study.population.table == tmp_path / "people.csv"
    assert study.source == tmp_path / "study.toml"


def test_a_folder_stands_for_the_study_file_in_it(tmp_path: Path):
    written(tmp_path, WHOLE)
    assert read_study(tmp_path) == read_study(tmp_path / "study.toml")


def test_a_study_without_a_name_takes_its_folders(tmp_path: Path):
    folder = tmp_path / "成华区"
    folder.mkdir()
    assert read_study(written(folder, '[inputs]\nosm = "a.pbf"')).name == "成华区"


def test_the_defaults_are_the_ones_of_the_method(tmp_path: Path):
    study = read_study(written(tmp_path, '[inputs]\nosm = "a.pbf"'))
    assert study.standards == ("gb50180-2018",)
    assert (study.rule, study.pass_share, study.grades) == ("distance", 0.9, (90, 75, 60, 40))
    assert study.modes == ("walk", "bike")


def test_what_communities_are_known_by_may_stand_in_columns_of_their_file(tmp_path: Path):
    columns = {
        "id": "code", "name": "en", "name_zh": "zh", "kind": "sort", "parent": "jd",
        "households": "hh", "children": "k", "elderly": "e",
    }  # fmt: skip
    text = ", ".join(f'{key} = "{value}"' for key, value in columns.items())
    study = read_study(
        written(tmp_path, f'[inputs]\nosm = "a"\ncommunities = {{ path = "u.shp", {text} }}')
    )
    assert study.communities == Communities(path=tmp_path / "u.shp", **columns)


def test_units_beside_communities_are_read_each_with_its_own_columns(tmp_path: Path):
    text = """
usual_mode = "cargo"
min_certainty = "seen"
weight = "land"
audiences = ["elderly"]
sensitivity = false
[inputs]
osm = "a.pbf"
[inputs.units]
street = { osm_admin_level = 8 }
block = { path = "blocks.gpkg", id = "code", name = "名称" }
"""
    study = read_study(written(tmp_path, text))
    assert study.units == {
        "street": Communities(osm_admin_level=8),
        "block": Communities(path=tmp_path / "blocks.gpkg", id="code", name="名称"),
    }
    told = (study.usual_mode, study.min_certainty, study.weight, study.audiences)
    assert told == ("cargo", "seen", "land", ("elderly",))
    assert study.sensitivity is False


def test_no_audiences_and_no_units_may_be_asked_for(tmp_path: Path):
    study = read_study(written(tmp_path, 'audiences = []\n[inputs]\nosm = "a"\nunits = {}'))
    assert (study.audiences, study.units) == ((), {})


def test_what_a_study_does_not_say_is_everything_asked_for_people(tmp_path: Path):
    study = read_study(written(tmp_path, '[inputs]\nosm = "a"'))
    assert study.audiences == ("children", "elderly", "wheelchair")
    assert (study.weight, study.min_certainty, study.usual_mode) == (
        "people",
        "general_low",
        "bike",
    )
    assert study.sensitivity is True
    assert study.units == {}


def test_the_bundled_sample_is_found():
    assert read_study(sample_study()).name == "Monaco"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('nmae = "x"\n[inputs]\nosm = "a"', ["'nmae'", "Did you mean 'name'"]),
        ('[inputs]\nosm = "a"\nfacilitys = 1', ["[inputs]", "'facilitys'"]),
        ('[inputs]\nosm = "a"\ncommunities = { pth = "x" }', ["'pth'", "Did you mean 'path'"]),
        ('name = "x"', ["lacks osm"]),
        ("[inputs]\nosm = 5", ["osm is 5", "path in quotes"]),
        ('pass_share = 0\n[inputs]\nosm = "a"', ["pass_share is 0"]),
        ('pass_share = 90\n[inputs]\nosm = "a"', ["pass_share is 90", "up to 1"]),
        ('pass_share = "high"\n[inputs]\nosm = "a"', ["pass_share is 'high'", "a number"]),
        ('pass_share = nan\n[inputs]\nosm = "a"', ["pass_share is nan"]),
        ('pass_share = true\n[inputs]\nosm = "a"', ["pass_share is True", "a number"]),
        ('join_limit_m = -1\n[inputs]\nosm = "a"', ["join_limit_m is -1"]),
        ('join_limit_m = inf\n[inputs]\nosm = "a"', ["join_limit_m is inf"]),
        ('grades = [40, 60, 75, 90]\n[inputs]\nosm = "a"', ["grades", "four falling"]),
        ('grades = [inf, 75, 60, 40]\n[inputs]\nosm = "a"', ["grades is [inf", "numbers is due"]),
        (f'pass_share = 1{"0" * 400}\n[inputs]\nosm = "a"', ["pass_share is 1"]),
        (
            '[inputs]\nosm = "a"\n[inputs.units]\nblock = { path = "b", children = "ch" }',
            ["inputs.units.block.children is not used"],
        ),
        ('grades = [90, 75]\n[inputs]\nosm = "a"', ["grades", "four falling"]),
        ('grades = ["A"]\n[inputs]\nosm = "a"', ["grades", "list of numbers"]),
        ('lang = "fr"\n[inputs]\nosm = "a"', ["lang", "'fr'"]),
        ('rule = "distanse"\n[inputs]\nosm = "a"', ["Did you mean 'distance'"]),
        ('modes = []\n[inputs]\nosm = "a"', ["modes is empty"]),
        ('delays = 3\n[inputs]\nosm = "a"', ["delays is 3", "a table"]),
        ('[delays]\nsignal_s = -1\n[inputs]\nosm = "a"', ["delays.signal_s is -1", "seconds"]),
        ('[gates]\nopen = ["a"]\n[inputs]\nosm = "a"', ["open is ['a']", "whole numbers"]),
        ('[gates]\nopen = [1]\nclosed = [1]\n[inputs]\nosm = "a"', ["gate 1", "both"]),
        ('[gates]\nopne = [1]\n[inputs]\nosm = "a"', ["opne", "open"]),
        ('[profiles]\nslow = 3\n[inputs]\nosm = "a"', ["profiles.slow is 3", "a table"]),
        ('[inputs]\nosm = "a"\nelevation = 3', ["elevation is 3", "a path"]),
        ('modes = ["walk", "walk"]\n[inputs]\nosm = "a"', ["a mode is named twice"]),
        ('modes = "walk"\n[inputs]\nosm = "a"', ["modes is 'walk'", "a list"]),
        ('standards = []\n[inputs]\nosm = "a"', ["standards is empty"]),
        ('standards = ["a", "a"]\n[inputs]\nosm = "a"', ["named twice"]),
        ('name = " "\n[inputs]\nosm = "a"', ["name is empty"]),
        ('[inputs]\nosm = "a"\ncommunities = 3', ["inputs.communities is 3", "a table is due"]),
        ('[inputs]\nosm="a"\ncommunities = { osm_admin_level = 40 }', ["osm_admin_level is 40"]),
        ('[inputs]\nosm="a"\ncommunities = { osm_admin_level = "10" }', ["a whole number"]),
        (
            '[inputs]\nosm="a"\ncommunities = { id = "code" }',
            ["communities.id names a column", "needs communities.path"],
        ),
        ('[inputs]\nosm="a"\ncommunities={path="b",osm_admin_level=10}', ["not from both"]),
        ('[inputs]\nosm="a"\npopulation = { buildings = "yes" }', ["true or false"]),
        ('weight = "area"\n[inputs]\nosm = "a"', ["weight", "'area'", "land, people"]),
        ('weight = 1\n[inputs]\nosm = "a"', ["weight is 1", "text in quotes"]),
        ('min_certainty = "sen"\n[inputs]\nosm = "a"', ["Did you mean 'seen'"]),
        ('audiences = ["childrn"]\n[inputs]\nosm = "a"', ["Did you mean 'children'"]),
        ('audiences = "children"\n[inputs]\nosm = "a"', ["audiences is 'children'", "a list"]),
        ('audiences = ["all"]\n[inputs]\nosm = "a"', ["audiences", "'all'"]),
        ('sensitivity = "no"\n[inputs]\nosm = "a"', ["sensitivity is 'no'", "true or false"]),
        ('sensitivity = 0\n[inputs]\nosm = "a"', ["sensitivity is 0", "true or false"]),
        ('usual_mode = 1\n[inputs]\nosm = "a"', ["usual_mode is 1", "text in quotes"]),
        ('[inputs]\nosm="a"\nunits = 3', ["inputs.units is 3", "a table is due"]),
        ('[inputs]\nosm="a"\nunits = { stret = {} }', ["'stret'", "Did you mean 'street'"]),
        ('[inputs]\nosm="a"\nunits = { community = {} }', ["[inputs.units]", "'community'"]),
        ('[inputs]\nosm="a"\nunits = { street = 3 }', ["inputs.units.street is 3", "a table"]),
        ('[inputs]\nosm="a"\nunits = { street = {} }', ["units.street needs", "osm_admin_level"]),
        ('[inputs]\nosm="a"\nunits.block = { osm_admin_level = 12 }', ["osm_admin_level is 12"]),
        ('[inputs]\nosm="a"\nunits.block = { path = "b", kinds = "c" }', ["'kinds'", "'kind'"]),
        ('[inputs]\nosm="a"\ncommunities = { path="b", kind=1 }', ["kind is 1", "text in quotes"]),
        ('[inputs]\nosm="a"\ncommunities={children="k"}', ["communities.children", "needs"]),
        (
            '[inputs]\nosm="a"\ncommunities={osm_admin_level=10,elderly="k"}',
            ["communities.elderly"],
        ),
        ("name = [", ["not valid TOML"]),
        ("inputs = 5", ["inputs is 5"]),
    ],
)
def test_what_is_wrong_is_told_with_the_file_the_key_and_the_remedy(
    tmp_path: Path, text: str, words: list[str]
):
    path = written(tmp_path, text)
    with pytest.raises(InputError) as fault:
        read_study(path)
    assert str(path) in str(fault.value)
    for word in words:
        assert word in str(fault.value)


def test_a_study_file_that_is_not_there(tmp_path: Path):
    with pytest.raises(InputError, match=r"no such study file.*--osm FILE"):
        read_study(tmp_path / "nothing.toml")


def test_a_study_file_that_is_not_text(tmp_path: Path):
    path = tmp_path / "study.toml"
    path.write_bytes('name = "成都"'.encode("gb18030"))
    with pytest.raises(InputError, match="save it as UTF-8"):
        read_study(path)


def test_a_study_made_in_code_is_checked_the_same():
    with pytest.raises(InputError, match=r"pass_share is 1\.5"):
        Study(name="x", osm=Path("a.pbf"), pass_share=1.5)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weight": "floor"}, "weight"),
        ({"min_certainty": "sure"}, "min_certainty"),
        ({"audiences": ("all",)}, "audiences"),
        ({"units": {"district": Communities(osm_admin_level=6)}}, r"\[inputs.units\]"),
    ],
)
def test_names_in_a_study_made_in_code_are_checked_the_same(wrong: dict, words: str):
    with pytest.raises(InputError, match=words):
        Study(name="x", osm=Path("a.pbf"), **wrong)
