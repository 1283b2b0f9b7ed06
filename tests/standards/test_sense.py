"""Keys of an item that must go together, and what each may hold: every fault in its words."""

import math
from pathlib import Path
from typing import Any

import pytest

from accessibility.errors import StandardFileError
from accessibility.standards import standard
from accessibility.standards.checks import (
    ITEM_KEYS,
    LEVEL_KEYS,
    PART_KEYS,
    STANDARD_KEYS,
    table_faults,
)
from accessibility.standards.schema import RULES, Part
from accessibility.standards.sense import sense_faults

BARE: dict[str, Any] = {}
FULL = {"minutes": 15, "distance_m": 1000}


def faults(level: dict[str, Any] = FULL, **item: Any) -> list[str]:
    return sense_faults("here", {"level": "15", **item}, level)


# What a rule needs, and what says something under one rule only


@pytest.mark.parametrize(
    ("item", "level", "fault"),
    [
        ({"rule": "amount", "per": "person"}, FULL, "rule 'amount' needs 'least'"),
        ({"rule": "amount", "least": 1}, FULL, "rule 'amount' needs 'per'"),
        ({"least": 2}, FULL, "'least' means something under rule count or amount only"),
        (
            {"rule": "presence", "least": 2},
            FULL,
            "'least' means something under rule count or amount only",
        ),
        (
            {"rule": "count", "per": "person"},
            FULL,
            "'per' means something under rule amount only",
        ),
        (
            {"rule": "time", "turnout_min": 1},
            FULL,
            "'turnout_min' means something under rule vehicle only",
        ),
        ({"barriers": ["rail"]}, FULL, "'barriers' means something under rule vehicle only"),
        (
            {"rule": "presence", "radius_m": 500},
            FULL,
            "rule 'presence' counts what a unit holds; it takes no 'radius_m'",
        ),
        (
            {"rule": "count", "radius_m": 500},
            FULL,
            "rule 'count' counts what a unit holds; it takes no 'radius_m'",
        ),
        (
            {"rule": "distance"},
            {"minutes": 5},
            "rule 'distance' needs 'radius_m', or a level with 'distance_m'",
        ),
        (
            {"rule": "straight_line", "minutes": 5},
            BARE,
            "rule 'straight_line' needs 'radius_m', or a level with 'distance_m'",
        ),
        (
            {"rule": "time", "radius_m": 50},
            {"distance_m": 5},
            "rule 'time' needs 'minutes', or a level with 'minutes'",
        ),
        ({"rule": "vehicle"}, BARE, "rule 'vehicle' needs 'minutes', or a level with 'minutes'"),
        ({"combine": "all"}, FULL, "'combine' needs 'more', the further parts"),
        (
            {"rule": "vehicle", "minutes": 5, "turnout_min": 5},
            BARE,
            "nothing is left of 'minutes' after 'turnout_min'",
        ),
        (
            {"rule": "vehicle", "turnout_min": 15},
            FULL,
            "nothing is left of 'minutes' after 'turnout_min'",
        ),
        (
            {"rule": "count", "least": 0.5},
            FULL,
            "'least' of rule 'count' is a whole number of facilities, 1 or more",
        ),
        (
            {"min_site_m2": 20, "site_m2": 10},
            FULL,
            "min_site_m2 is 20, above site_m2 of 10",
        ),
        (
            {"min_site_m2": 20, "max_site_m2": 10.5},
            FULL,
            "min_site_m2 is 20, above max_site_m2 of 10.5",
        ),
        ({"site_m2": 20, "max_site_m2": 10}, FULL, "site_m2 is 20, above max_site_m2 of 10"),
        (
            {"min_building_m2": 20, "max_building_m2": 10},
            FULL,
            "min_building_m2 is 20, above max_building_m2 of 10",
        ),
    ],
)
def test_what_does_not_go_together_is_told_once(item: dict, level: dict, fault: str):
    assert faults(level, **item) == [f"here: {fault}"]


def test_all_that_is_wrong_is_told_at_once():
    told = faults(BARE, rule="vehicle", least=1, combine="any", site_m2=2, max_site_m2=1)
    assert len(told) == 4  # least, minutes, combine, sizes


@pytest.mark.parametrize(
    ("item", "level"),
    [
        ({}, BARE),
        ({"radius_m": 50, "minutes": 5}, BARE),
        ({"rule": "distance"}, {"distance_m": 500}),
        ({"rule": "distance", "radius_m": 50}, BARE),
        ({"rule": "straight_line", "radius_m": 50}, BARE),
        ({"rule": "time"}, {"minutes": 5}),
        ({"rule": "time", "minutes": 5, "travel": "usual"}, BARE),
        ({"rule": "vehicle", "minutes": 5, "turnout_min": 1, "barriers": ["rail"]}, BARE),
        ({"rule": "vehicle"}, FULL),
        ({"rule": "capacity", "people_per_facility": [1, 2]}, FULL),
        ({"rule": "presence", "unit": "district"}, BARE),
        ({"rule": "count", "least": 1}, BARE),
        ({"rule": "count"}, BARE),
        ({"rule": "amount", "least": 0.2, "per": "100_households"}, BARE),
        ({"combine": "all", "more": [{"type": "park"}]}, FULL),
        ({"min_site_m2": 10, "site_m2": 10, "max_site_m2": 10}, FULL),
        ({"min_building_m2": 10, "max_building_m2": 10}, FULL),
    ],
)
def test_what_goes_together_is_no_fault(item: dict, level: dict):
    assert faults(level, **item) == []


# What each key may hold

LEVEL = {"name_en": "x", "clause": "1", "certainty": "seen"}
PART = {"type": "park"}
ITEM = {"id": "a", "level": "15", "requirement": "required", **LEVEL, **PART}
STANDARD = {"id": "own", "name_en": "x", "source": "y", "levels": {"15": {}}, "items": [{}]}
NUMBER = "must be a number above 0, without quotes"
WRONG: list[tuple[str, Any, str]] = [
    ("id", "a b", "must be of plain letters, digits, '-', '_' and '.'"),
    ("id", "公园", "must be of plain letters, digits, '-', '_' and '.'"),
    ("id", "", "must be of plain letters, digits, '-', '_' and '.'"),
    ("id", 3, "must be of plain letters, digits, '-', '_' and '.'"),
    ("level", 1.5, "must name a level"),
    ("level", True, "must name a level"),
    ("type", " ", "must be a text"),
    ("name_zh", 3, "must be a text"),
    ("name_en", "", "must be a text"),
    ("clause", "", "must be a text"),
    ("source", 3, "must be a text"),
    ("note", ["x"], "must be a text"),
    ("requirement", "must", "must be one of required, recommended"),
    (
        "certainty",
        "sure",
        "must be one of seen, general_high, general_medium, general_low",
    ),
    ("rule", "near", f"must be one of {', '.join(RULES)}"),
    ("radius_m", 0, NUMBER),
    ("radius_m", "500", NUMBER),
    ("radius_m", True, NUMBER),
    ("radius_m", math.nan, NUMBER),
    ("radius_m", math.inf, NUMBER),
    ("radius_m", 0.5, "must be in metres (at least 10); is it in kilometres?"),
    ("minutes", -5, NUMBER),
    ("minutes", 900, "must be in minutes, up to 180"),
    ("travel", "run", "must be one of walk, cycle, walk_or_cycle, usual"),
    ("profile", "a child", "must be of plain letters, digits, '-', '_' and '.'"),
    ("audience", "men", "must be one of all, children, elderly, wheelchair"),
    ("weight", "area", "must be one of people, land"),
    ("kinds", "rural", "must be a list of urban, industrial, rural"),
    ("kinds", [], "must be a list of urban, industrial, rural"),
    ("kinds", ["rural", "wild"], "must be a list of urban, industrial, rural"),
    ("unit", "block", "must be one of community, subdistrict, district"),
    ("least", 0, NUMBER),
    ("per", "head", "must be one of person, 100_households"),
    ("tier", "city", "must be one of district, town, village"),
    ("turnout_min", -1, "must be a number, 0 or above"),
    ("turnout_min", "1", "must be a number, 0 or above"),
    ("barriers", ["wall"], "must be a list of motorway, rail, river"),
    ("combine", "both", "must be one of any, all"),
    ("more", [], "must hold tables, each as [[items]]"),
    ("more", {"type": "park"}, "must hold tables, each as [[items]]"),
    ("min_site_m2", 0, NUMBER),
    ("site_m2", -1, NUMBER),
    ("max_site_m2", "1", NUMBER),
    ("min_building_m2", 0, NUMBER),
    ("max_building_m2", None, NUMBER),
    ("people_per_facility", 500, "must be [least, most], two numbers above 0"),
    ("people_per_facility", [2, 1], "must be [least, most], two numbers above 0"),
    ("people_per_facility", [0, 1], "must be [least, most], two numbers above 0"),
    ("people_per_facility", [1], "must be [least, most], two numbers above 0"),
    ("locatable", 0, "must be true or false"),
]


@pytest.mark.parametrize(("key", "value", "wrong"), WRONG)
def test_what_a_key_must_not_hold_is_told_once(key: str, value: Any, wrong: str):
    told = table_faults("here", ITEM | {key: value}, ITEM_KEYS)
    assert told == [f"here: {key} is {value!r}; it {wrong}"]


def test_every_key_of_an_item_is_checked():
    assert {key for key, *_ in WRONG} == set(ITEM_KEYS)


@pytest.mark.parametrize(
    ("table", "keys", "named"),
    [(ITEM, ITEM_KEYS, True), (LEVEL, LEVEL_KEYS, True), (PART, PART_KEYS, False),
     (STANDARD, STANDARD_KEYS, True)],
)  # fmt: skip
def test_what_is_needed_is_told_where_it_is_missing(table: dict, keys: dict, named: bool):
    assert table_faults("here", table, keys, named=named) == []
    for key in table:
        told = table_faults("here", {k: v for k, v in table.items() if k != key}, keys, named=named)
        if key == "name_en":
            assert told == ["here: no name; give 'name_zh', 'name_en' or both"]
        else:
            assert told == [f"here: no {key!r}"]


def test_a_level_has_its_own_checks():
    told = table_faults(
        "here", LEVEL | {"minutes": 0, "distance_m": 0.8, "people": [5, 1]}, LEVEL_KEYS
    )
    assert told == [
        f"here: minutes is 0; it {NUMBER}",
        "here: distance_m is 0.8; it must be in metres (at least 10); is it in kilometres?",
        "here: people is [5, 1]; it must be [least, most], two numbers above 0",
    ]


def test_levels_and_items_must_be_tables():
    told = table_faults("here", STANDARD | {"levels": {}, "items": 3}, STANDARD_KEYS)
    assert told == [
        "here: levels is {}; it must hold tables, as [levels.15]",
        "here: items is 3; it must hold tables, each as [[items]]",
    ]
    assert table_faults("here", 3, ITEM_KEYS) == ["here: 3 is not a table"]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("radius_km", "did you mean 'radius_m'?"),
        ("minuts", "did you mean 'minutes'?"),
        ("zzz", "known keys: level, id, type"),
    ],
)
def test_a_key_that_is_none_is_told_with_what_may_be_meant(key: str, hint: str):
    (told,) = table_faults("here", ITEM | {key: 1}, ITEM_KEYS)
    assert told.startswith(f"here: {key!r} is not a key here; ")
    assert hint in told


# Whole files

HEAD = """
id = "own"
name_en = "Own"
source = "ours"
[levels.15]
name_en = "15 minutes"
minutes = 15
distance_m = 1000
people = [1000, 2000]
clause = "1"
certainty = "seen"
"""
ONE = """
[[items]]
id = "one"
level = 15
type = "park"
name_en = "Park"
requirement = "required"
clause = "2"
certainty = "seen"
"""
WELL = {
    "distance": "radius_m = 500",
    "time": 'minutes = 10\ntravel = "walk_or_cycle"\nprofile = "child"\naudience = "children"',
    "straight_line": 'radius_m = 300\nweight = "land"',
    "vehicle": 'minutes = 5\nturnout_min = 1\nbarriers = ["river", "rail"]',
    "capacity": "people_per_facility = [1_000, 2_000]",
    "presence": 'unit = "subdistrict"\nkinds = ["rural"]\ntier = "town"',
    "count": "least = 3",
    "amount": 'least = 1.5\nper = "person"',
}


def of_text(folder: Path, text: str):
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return standard(path)


def test_every_rule_has_a_well_formed_file():
    assert set(WELL) == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_well_formed_file_of_each_rule_is_read(tmp_path: Path, rule: str):
    (one,) = of_text(tmp_path, f'{HEAD}{ONE}rule = "{rule}"\n{WELL[rule]}\n').items
    assert (one.rule, one.level, one.name_zh) == (rule, "15", "Park")
    told = {
        "distance": one.radius_m == 500,
        "time": (one.minutes, one.travel, one.profile, one.audience)
        == (10, "walk_or_cycle", "child", "children"),
        "straight_line": (one.radius_m, one.weight) == (300, "land"),
        "vehicle": (one.turnout_min, one.barriers, one.vehicle_group)
        == (1, ("river", "rail"), "park|river+rail"),
        "capacity": one.people_per_facility == (1000, 2000),
        "presence": (one.unit, one.kinds, one.group) == ("subdistrict", ("rural",), "park#town"),
        "count": one.least == 3,
        "amount": (one.least, one.per) == (1.5, "person"),
    }
    assert told[rule]


def test_parts_are_read_each_with_its_own_figures(tmp_path: Path):
    more = 'combine = "all"\nmin_site_m2 = 5_000\nradius_m = 500\n' + (
        'more = [{ type = "park", min_site_m2 = 2_000, radius_m = 300 }, { type = "library" }]\n'
    )
    own = of_text(tmp_path, HEAD + ONE + more)
    (one,) = own.items
    assert one.parts == (
        Part(type="park", min_site_m2=5000, radius_m=500),
        Part(type="park", min_site_m2=2000, radius_m=300),
        Part(type="library"),
    )
    assert [part.group for part in one.parts] == ["park@5000", "park@2000", "library"]
    assert [own.limit_m(one, part) for part in one.parts] == [500, 300, 1000]
    assert own.limit_m(one) == 500


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("more = [{ radius_m = 300 }]", "more 1: no 'type'"),
        ('more = [{ type = "library", radius_m = 3 }]', "more 1: radius_m is 3; it must be in m"),
        ('more = [{ type = "library", minutes = 3 }]', "more 1: 'minutes' is not a key here"),
        ('more = [{ type = "libary" }]', "type 'libary' is not a type of facility; did you mean"),
        ("more = [3]", "more 1: 3 is not a table"),
        ('rule = "amount"', "rule 'amount' needs 'least'"),
    ],
)
def test_what_is_wrong_in_a_part_or_a_rule_is_told_with_its_item(
    tmp_path: Path, text: str, fault: str
):
    with pytest.raises(StandardFileError) as told:
        of_text(tmp_path, HEAD + ONE + text)
    assert "item 1 (15/one)" in str(told.value)
    assert fault in str(told.value)


def test_of_an_item_the_limit_is_that_of_its_first_part_with_one(tmp_path: Path):
    head = HEAD.replace("distance_m = 1000\n", "")
    more = 'more = [{ type = "library", radius_m = 300 }]\n'
    any_ = of_text(tmp_path, head + ONE + more)
    assert any_.limit_m(any_.items[0]) == 300
    all_ = of_text(tmp_path, head + ONE + more + 'combine = "all"\n')
    assert all_.limit_m(all_.items[0]) is None
