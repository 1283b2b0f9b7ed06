"""A standard says what its file says, and a faulty file is told all its faults at once."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from accessibility.errors import StandardFileError, UnknownNameError
from accessibility.standards import Item, Part, Standard, list_standards, standard
from accessibility.standards.types import facility_types

GB = standard("gb50180-2018")

HALF_WIDTH = str.maketrans("（），", "(),")

GOOD = """
id = "our-town"
name_zh = "本市标准"
source = "Order 7 of 2024"

[levels.15]
name_en = "15-minute circle"
minutes = 15
distance_m = 1000
people = [50_000, 100_000]
clause = "1.2"
certainty = "seen"

[levels.block]
name_en = "block"
clause = "1.3"
certainty = "general_low"

[[items]]
level = 15
id = "school"
type = "primary_school"
name_zh = "小学"
requirement = "required"
radius_m = 500
people_per_facility = [5_000, 8_000]
clause = "2.1"
certainty = "seen"

[[items]]
level = "block"
id = "shop"
type = "convenience_store"
name_en = "Shop"
requirement = "recommended"
clause = "2.2"
certainty = "seen"
"""


def item(level: str, name: str) -> Item:
    return next(one for one in GB.items if (one.level, one.id) == (level, name))


def write(folder: Path, text: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, old: str, new: str) -> str:
    """What is said of the good file after one change to it."""
    assert old in GOOD
    with pytest.raises(StandardFileError) as caught:
        standard(write(folder, GOOD.replace(old, new, 1)))
    return str(caught.value)


# The national standard


def test_the_levels_are_those_of_the_national_standard():
    limits = {level.id: (level.minutes, level.distance_m) for level in GB.levels.values()}
    assert limits == {"15": (15, 1000), "10": (10, 500), "5": (5, 300), "block": (None, None)}
    assert GB.levels["5"].people == (5_000, 12_000)
    assert GB.levels["15"].name_zh == "十五分钟生活圈居住区"


def test_an_item_without_a_radius_takes_the_distance_of_its_level():
    assert item("15", "bank").radius_m is None
    assert GB.limit_m(item("15", "bank")) == 1000
    assert GB.limit_m(item("10", "bank")) == 500
    assert GB.limit_m(item("block", "convenience_store")) is None


def test_a_radius_of_its_own_goes_before_the_distance_of_the_level():
    assert GB.limit_m(item("15", "shopping_center")) == 500
    assert GB.limit_m(item("5", "cultural_station")) == 500
    assert GB.limit_m(item("block", "waste_collection_point")) == 70


def test_parks_and_sports_grounds_alone_are_told_apart_by_size():
    sized = {one.group for one in GB.items if one.min_site_m2 is not None}
    assert sized == {
        "park@50000",
        "park@10000",
        "park@4000",
        "large_sports_ground@3150",
        "medium_sports_ground@1310",
        "small_sports_ground@770",
    }
    assert item("5", "kindergarten").group == "kindergarten"
    assert item("5", "kindergarten").site_m2 == 5240


def test_utilities_and_fire_stations_are_not_judged_by_access():
    apart = {one.id for one in GB.items if not one.locatable}
    assert {"fire_station", "gas_supply", "substation_switch"} < apart
    assert len(apart) == 9
    assert apart.isdisjoint(one.id for one in GB.located)
    assert all(one.requirement == "required" for one in GB.scored)
    assert {one.level for one in GB.scored} == {"15", "10", "5"}


def test_two_kinds_of_home_for_the_aged_are_two_items_of_one_type():
    homes = [one for one in GB.items if one.type == "nursing_home"]
    assert [one.name_zh for one in homes] == ["养老院", "老年养护院"]
    assert len({one.id for one in homes}) == 2


def test_people_served_are_the_most_over_all_items_of_a_type():
    # bus stops stand at 15 (100,000), 10 (25,000) and 5 minutes (12,000) without a ratio
    assert GB.people_served("bus_stop") == 100_000
    assert GB.people_served("kindergarten") == 12_000
    assert GB.people_served("recycling_point") == 3_000
    assert GB.people_served("police_station") == 50_000
    assert GB.people_served("no such type") is None


def test_every_type_is_known():
    assert {one.type for one in GB.items} <= set(facility_types())


def test_every_item_names_its_clause():
    assert all(one.clause.startswith(("Table", "clause")) for one in GB.items)


@pytest.mark.shared_data
def test_the_file_says_what_the_table_of_sources_says(shared: Path):
    with (shared.parent / "standards" / "facilities.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["standard_id"] == "GB50180-2018"]
    told = [_as_row(one) for one in GB.items if one.rule is None]  # areas a person: apart
    assert len(rows) == 73
    assert told == [_expected(row) for row in rows]


def _as_row(one: Item) -> dict[str, object]:
    people = one.people_per_facility
    return {
        "level": one.level,
        "type": one.type,
        "name_zh": one.name_zh.translate(HALF_WIDTH),
        "name_en": one.name_en.replace("'", "")
        .replace("park (", "park, ")
        .replace("level)", "level"),
        "requirement": one.requirement,
        "radius_m": one.radius_m,
        "building": one.min_building_m2,
        "site": one.min_site_m2 or one.site_m2,
        "people": GB.levels[one.level].people if people == (None, None) else people,
        "certainty": one.certainty,
    }


def _expected(row: dict[str, str]) -> dict[str, object]:
    return {
        "level": row["level"].replace("neighbourhood", "block"),
        "type": row["key"],
        "name_zh": row["name_zh"],
        "name_en": row["name_en"],
        "requirement": row["requirement"],
        "radius_m": _number(row["service_radius_m"]),
        "building": _number(row["min_building_m2"]),
        "site": _number(row["min_site_m2"]),
        "people": (
            _number(row["population_per_facility_min"]),
            _number(row["population_per_facility_max"]),
        ),
        "certainty": row["certainty"],
    }


def _number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.shared_data
def test_ground_area_is_asked_only_of_types_that_have_one(shared: Path):
    with (shared.parent / "standards" / "facility_types.csv").open(encoding="utf-8") as table:
        sized = {row["key"] for row in csv.DictReader(table) if row["needs_area"] == "yes"}
    assert {one.type for one in GB.items if one.min_site_m2 is not None} <= sized


# Finding one


def test_bundled_standards_are_listed_by_id():
    listed = list_standards()
    assert [type(one) for one in listed] == [Standard] * len(listed)
    assert "gb50180-2018" in [one.id for one in listed]
    assert [one.id for one in listed] == sorted(one.id for one in listed)


def test_an_unknown_standard_names_the_one_that_was_meant():
    with pytest.raises(UnknownNameError, match="Did you mean 'gb50180-2018'"):
        standard("gb50180-2108")


def test_the_standards_load_without_pandas():
    code = (
        "import sys, accessibility.standards as s; s.standard('gb50180-2018');"
        "sys.exit('pandas' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


# A standard of one's own


def test_a_file_of_ones_own_is_read(tmp_path: Path):
    ours = standard(write(tmp_path, GOOD))
    school, shop = ours.items
    assert ours.id == "our-town"
    assert (school.level, school.radius_m, school.locatable) == ("15", 500, True)
    assert school.people_per_facility == (5000, 8000)
    assert ours.levels["block"].people is None
    assert ours.people_served("convenience_store") is None
    assert ours.limit_m(shop) is None


def test_a_missing_name_is_taken_from_the_other_language(tmp_path: Path):
    ours = standard(str(write(tmp_path, GOOD)))
    assert ours.name_en == "本市标准"
    assert ours.items[1].name_zh == "Shop"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "radius_m = 500",
            "raduis_m = 500",
            "'raduis_m' is not a key here; did you mean 'radius_m'",
        ),
        ("radius_m = 500", 'radius_m = "500"', "radius_m is '500'; it must be a number above 0"),
        ("radius_m = 500", "radius_m = -5", "radius_m is -5; it must be a number above 0"),
        ("radius_m = 500", "radius_m = true", "radius_m is True; it must be a number above 0"),
        ("radius_m = 500", "radius_m = inf", "radius_m is inf; it must be a number above 0"),
        ("level = 15", "level = 10", "level '10' is not described (levels: 15, block)"),
        (
            "[levels.block]",
            "[levels.20]",
            "levels.20: no such level; one of 15, rural_village, 10, 5-10, 5, 30, rural_town",
        ),
        ('"primary_school"', '"primary_scool"', "did you mean 'primary_school'"),
        ('"required"', '"requird"', "requirement is 'requird'; it must be one of required, recomm"),
        ('source = "Order 7 of 2024"', "", "no 'source'"),
        ('clause = "2.1"', "", "item 1 (15/school): no 'clause'"),
        ('clause = "2.1"', 'clause = " "', "clause is ' '; it must be a text"),
        ('certainty = "general_low"', 'certainty = "sure"', "it must be one of seen, general_high"),
        ("[5_000, 8_000]", "[8_000, 5_000]", "it must be [least, most], two numbers above 0"),
        ("[5_000, 8_000]", "8_000", "it must be [least, most], two numbers above 0"),
        ('name_zh = "小学"', "", "no name; give 'name_zh', 'name_en' or both"),
        ('id = "school"', 'id = "my school"', "must be of plain letters"),
        ('id = "school"', "id = 7", "must be of plain letters"),
        ("level = 15", "level = 1.5", "level is 1.5; it must name a level"),
        ("minutes = 15", "minutes = 0", "levels.15: minutes is 0"),
        ("radius_m = 500", 'locatable = "no"', "locatable is 'no'; it must be true or false"),
        ("radius_m = 500", "note = 3", "note is 3; it must be a text"),
        ("id =", "id = =", "not TOML"),
        (
            "radius_m = 500",
            "radius_m = 0.5",
            "must be in metres (at least 10); is it in kilometres?",
        ),
        (
            "radius_m = 500",
            "radius_km = 0.5",
            "'radius_km' is not a key here; did you mean 'radius_m'",
        ),
        ("distance_m = 1000", "distance_m = 1", "is it in kilometres?"),
        (
            "minutes = 15",
            "minutes = 900",
            "levels.15: minutes is 900; it must be in minutes, up to 180",
        ),
        ("radius_m = 500", 'rule = "crow"', "rule is 'crow'; it must be one of distance, time"),
        (
            "radius_m = 500",
            'rule = "count"\nunit = "ward"',
            "unit is 'ward'; it must be one of comm",
        ),
        ("radius_m = 500", 'kinds = ["urbane"]', "kinds is ['urbane']; it must be a list of urban"),
        (
            "radius_m = 500",
            "min_site_m2 = 900\nsite_m2 = 500",
            "min_site_m2 is 900, above site_m2 of 500",
        ),
        ("radius_m = 500", "least = 2", "'least' means something under rule count or amount only"),
        ("radius_m = 500", 'rule = "amount"\nper = "person"', "rule 'amount' needs 'least'"),
        (
            "radius_m = 500",
            'rule = "amount"\nleast = -1',
            "least is -1; it must be a number above 0",
        ),
        (
            "radius_m = 500",
            'more = [{type = "primary_school", radius_m = -3}]',
            "item 1 (15/school), more 1: radius_m is -3",
        ),
        ("radius_m = 500", 'more = [{type = "skool"}]', "type 'skool' is not a type of facility"),
    ],
)
def test_each_fault_is_named_with_its_place(tmp_path: Path, old: str, new: str, said: str):
    message = faults(tmp_path, old, new)
    assert said in message
    assert "ours.toml" in message


def test_an_item_that_stands_twice_in_a_level_is_refused(tmp_path: Path):
    shop = GOOD[GOOD.rindex("[[items]]") :]
    with pytest.raises(StandardFileError, match="level block: item 'shop' stands there twice"):
        standard(write(tmp_path, GOOD + shop))


def test_the_same_item_may_stand_at_two_levels(tmp_path: Path):
    shop = GOOD[GOOD.rindex("[[items]]") :].replace('"block"', '"15"')
    assert len(standard(write(tmp_path, GOOD + shop)).items) == 3


def test_all_faults_are_reported_at_once(tmp_path: Path):
    text = GOOD.replace("radius_m = 500", "radius_m = -1").replace('"Shop"', "7")
    text = text.replace("distance_m = 1000", 'distance_m = "far"')
    with pytest.raises(StandardFileError) as caught:
        standard(write(tmp_path, text))
    listed = [line for line in str(caught.value).splitlines() if line.startswith("  - ")]
    assert len(listed) == 3
    assert "item 2 (block/shop)" in listed[2]


@pytest.mark.parametrize("text", ["", "id = 'a'\nlevels = 3\nitems = []", "items = [1, 2]"])
def test_a_file_that_is_no_standard_at_all_is_refused(tmp_path: Path, text: str):
    with pytest.raises(StandardFileError, match="levels"):
        standard(write(tmp_path, text))


def test_an_item_that_is_no_table_is_refused(tmp_path: Path):
    head = GOOD[: GOOD.index("[[items]]")]
    text = "items = [3]\n" + head.lstrip()
    with pytest.raises(StandardFileError, match="item 1: 3 is not a table"):
        standard(write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(StandardFileError, match="cannot be read"):
        standard(tmp_path / "none.toml")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path):
    path = tmp_path / "gbk.toml"
    path.write_bytes(GOOD.encode("gbk"))
    with pytest.raises(StandardFileError, match="UTF-8"):
        standard(path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("radius_m = 500", f"radius_m = 1{'0' * 400}", "radius_m is 1"),
        ("minutes = 15", "minutes = true", "minutes is True"),
        ("people = [", f"people = [1{'0' * 400}, ", "people is ["),
    ],
)
def test_numbers_that_nothing_could_mean_are_refused(tmp_path: Path, old: str, new: str, said: str):
    assert said in faults(tmp_path, old, new)


def test_a_file_of_endless_brackets_is_no_standard(tmp_path: Path):
    path = write(tmp_path, "a=" + "[" * 5000)
    with pytest.raises(StandardFileError, match="not TOML"):
        standard(path)


def test_the_mark_that_windows_puts_before_a_text_is_no_fault(tmp_path: Path):
    path = tmp_path / "ours.toml"
    path.write_text(GOOD, encoding="utf-8-sig")
    assert standard(path).items == standard(write(tmp_path, GOOD)).items


def test_sizes_a_metre_apart_are_two_groups():
    one, other = (Part(type="park", min_site_m2=size) for size in (1_000_000.0, 1_000_001.0))
    assert one.group == "park@1000000"
    assert other.group == "park@1000001"
