"""The table of facility types: complete, readable, quick to load, and strict."""

import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from accessibility.errors import FacilityTypesError, UnknownNameError
from accessibility.standards.types import TABLE, facility_types, read_type_table, type_table

TYPES = facility_types()

SMALL = """
dead = []
[words]
[filters]
[types.park]
name_zh = "公园"
name_en = "Park"
family = "green"
geometry = "area"
locatable = "yes"
needs_area = true
access_points = "boundary"
merges_with = []
sure = ["leisure=park"]
possible = []
amap_sure = []
amap_possible = []
"""


def lines_of(key: str) -> list[str]:
    entry = TYPES[key]
    return [*entry.sure, *entry.possible, *entry.parts, *entry.amap_sure, *entry.amap_possible]


def test_there_are_77_types_of_the_standards_10_helpers_and_24_index_categories():
    assert len(TYPES) == 77 + 10 + 24
    assert sum(entry.family == "index" for entry in TYPES.values()) == 24


def test_a_type_is_named_in_both_languages_and_says_where_one_enters():
    school = TYPES["primary_school"]
    assert (school.key, school.name_zh, school.name_en) == (
        "primary_school",
        "小学",
        "Primary school",
    )
    assert school.family == "education"
    assert school.access_points == "entrances"
    assert school.merges_with == ("junior_middle_school",)
    assert not school.needs_area


def test_size_classes_ask_for_the_ground_area():
    assert TYPES["park"].needs_area
    assert TYPES["large_sports_ground"].needs_area
    assert not TYPES["library"].needs_area


@pytest.mark.parametrize("key", TYPES)
def test_every_type_has_both_names_and_a_sure_filter_for_a_map(key):
    assert TYPES[key].name_zh.strip()
    assert TYPES[key].name_en.strip()
    assert TYPES[key].sure


@pytest.mark.parametrize("key", TYPES)
def test_a_type_shares_sites_with_known_types_only(key):
    assert set(TYPES[key].merges_with) <= set(TYPES)


def test_every_list_and_every_named_filter_is_used():
    table = type_table()
    text = "\n".join(
        [
            *chain.from_iterable(lines_of(key) for key in TYPES),
            *chain.from_iterable(table.filters.values()),
            *table.dead,
        ]
    )
    assert set(re.findall(r"@(\w+)", text)) == set(table.words) | set(table.filters)


def test_no_list_holds_another():
    lists = {name: set(words) for name, words in type_table().words.items()}
    for name, words in lists.items():
        assert not [other for other in lists if other != name and words <= lists[other]], name


def test_no_filter_spells_a_list_out():
    for key in TYPES:
        for line in lines_of(key):
            assert max(len(choice.split("|")) for choice in line.split(" & ")) <= 30, (key, line)


def test_no_word_stands_twice_in_a_list():
    for name, words in type_table().words.items():
        assert len(words) == len(set(words)), name


def test_stations_gather_their_entrances_and_grounds_their_courts():
    assert TYPES["metro_station"].parts_within_m == 300
    assert any("subway_entrance" in line for line in TYPES["metro_station"].parts)
    assert TYPES["large_sports_ground"].neighbours_m == 20
    assert TYPES["kindergarten"].parts == ()


def test_the_table_is_read_once():
    assert type_table() is type_table()
    assert facility_types() is facility_types()


def test_nobody_can_change_the_table():
    with pytest.raises(TypeError):
        TYPES["park"] = TYPES["library"]


def test_loading_the_types_loads_no_data_library():
    code = (
        "import sys; from accessibility.standards.types import facility_types; facility_types();"
        "sys.exit(any(name in sys.modules for name in ('numpy', 'pandas', 'shapely')))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=TABLE.parents[2], check=True)


def test_a_small_table_reads(tmp_path: Path):
    path = tmp_path / "types.toml"
    path.write_text(SMALL, encoding="utf-8")
    park = read_type_table(path).types["park"]
    assert park.sure == ("leisure=park",)
    assert park.parts == ()
    assert park.neighbours_m == 0


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (('family = "green"', 'family = "green"\nfamily = "grey"'), "overwrite"),
        (("[types.park]", "[types.park]\n[types.park]"), "twice"),
        (('name_zh = "公园"\n', ""), "name_zh"),
        (('name_zh = "公园"', 'name_zh = "公园"\ncolour = "green"'), "colour"),
        (('["leisure=park"]', '["leisure=park"'), "line"),
    ],
)
def test_a_broken_table_is_refused_by_name(tmp_path: Path, change, finding):
    path = tmp_path / "types.toml"
    path.write_text(SMALL.replace(*change), encoding="utf-8")
    with pytest.raises(FacilityTypesError) as error:
        read_type_table(path)
    assert str(path) in str(error.value)
    assert finding in str(error.value)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (('locatable = "yes"', 'locatable = "yess"'), "park: locatable: 'yess'"),
        (('geometry = "area"', 'geometry = "polygon"'), "park: geometry: 'polygon'"),
        (('"boundary"', '"gates"'), "park: access_points: 'gates'"),
    ],
)
def test_an_unknown_value_names_the_type_and_the_field(tmp_path: Path, change, finding):
    path = tmp_path / "types.toml"
    path.write_text(SMALL.replace(*change), encoding="utf-8")
    with pytest.raises(UnknownNameError, match=re.escape(finding)):
        read_type_table(path)
