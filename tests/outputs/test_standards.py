"""A standard in words: every kind of rule says what it asks, in both languages."""

import pytest

from accessibility.outputs.standard_words import WORDS
from accessibility.outputs.standards import (
    certainty_words,
    holds_for,
    level_words,
    limit_words,
    people_words,
    requirement_words,
    sizes_words,
)
from accessibility.standards import Item, Level, Part, Standard, list_standards
from accessibility.standards.schema import CERTAINTIES, REQUIREMENTS

LEVEL = Level(
    id="15", name_zh="生活圈", name_en="circle", minutes=15, distance_m=1000,
    people=(50_000, 100_000), clause="1", certainty="seen",
)  # fmt: skip


def item(**changes: object) -> Item:
    plain = {
        "id": "school", "type": "primary_school", "level": "15", "name_zh": "小学",
        "name_en": "School", "requirement": "required", "clause": "1", "certainty": "seen",
    }  # fmt: skip
    return Item(**{**plain, **changes})


def told(study_rule: str = "distance", /, **changes: object) -> tuple[str, str]:
    """The limit of one item in English and Chinese."""
    one = item(**changes)
    own = Standard(
        id="own", name_zh="本", name_en="own", source="s", levels={"15": LEVEL}, items=(one,)
    )
    return limit_words(own, one, "en", rule=study_rule), limit_words(
        own, one, "zh", rule=study_rule
    )


@pytest.mark.parametrize(
    ("changes", "english", "chinese"),
    [
        ({"radius_m": 500}, "500 m on foot by the streets", "步行路网距离500米"),
        ({}, "1,000 m on foot by the streets *", "步行路网距离1000米*"),
        ({"rule": "time"}, "15 min on foot", "步行15分钟"),
        ({"rule": "time", "minutes": 7.5}, "7.5 min on foot", "步行7.5分钟"),
        ({"rule": "time", "travel": "cycle"}, "15 min by bicycle", "骑行15分钟"),
        (
            {"rule": "time", "travel": "walk_or_cycle"},
            "15 min on foot or by bicycle",
            "步行或骑行15分钟",
        ),
        (
            {"rule": "time", "travel": "usual"},
            "15 min by the usual local mode",
            "当地常用出行方式15分钟",
        ),
        (
            {"rule": "time", "profile": "child"},
            "15 min on foot at a child's pace",
            "儿童步行15分钟",
        ),
        ({"rule": "time", "profile": "wheelchair"}, "15 min by wheelchair", "轮椅通行15分钟"),
        ({"rule": "time", "profile": "nurse"}, "15 min on foot as nurse", "以“nurse”步行15分钟"),
        ({"rule": "straight_line", "radius_m": 70}, "70 m in a straight line", "直线距离70米"),
        ({"locatable": False}, "not judged by distance", "不按距离判定"),
        (
            {"rule": "vehicle", "minutes": 5, "turnout_min": 1, "barriers": ("rail", "river")},
            "fire engine within 5 min (1 min of it turnout), not across railways, rivers",
            "消防车5分钟（含出动1分钟），不跨越铁路、河流",
        ),
        (
            {"rule": "presence", "unit": "subdistrict"},
            "at least 1 in each sub-district",
            "每街道不少于1处",
        ),
        ({"rule": "count", "least": 3}, "at least 3 in each community", "每社区不少于3处"),
        (
            {"rule": "amount", "least": 1.5, "per": "person", "unit": "district"},
            ">= 1.5 m2 a person in the district",
            "全区人均不少于1.5平方米",
        ),
        (
            {"rule": "amount", "least": 30, "per": "100_households"},
            ">= 30 m2 per 100 households in each community",
            "每社区每百户不少于30平方米",
        ),
        (
            {"rule": "capacity", "radius_m": 500, "people_per_facility": (5000, 8000)},
            "500 m on foot by the streets, with room: at most 8,000 people a facility",
            "步行路网距离500米，且容量充足：每处服务不超过8000人",
        ),
    ],
)
def test_every_kind_of_rule_says_what_it_asks(
    changes: dict[str, object], english: str, chinese: str
):
    assert told(**changes) == (english, chinese)


def test_an_item_that_leaves_the_rule_open_follows_the_study():
    assert told("time", radius_m=500) == ("15 min on foot", "步行15分钟")
    assert told("straight_line", radius_m=500)[0] == "500 m in a straight line"
    # its own rule is not overruled
    assert told("time", radius_m=500, rule="distance")[0] == "500 m on foot by the streets"


def test_parts_of_one_type_are_told_by_size_and_each_by_its_own_radius():
    small = Part(type="park", min_site_m2=2000, radius_m=300)
    english, chinese = told(
        type="park", rule="straight_line", radius_m=500, min_site_m2=5000, more=(small,)
    )
    assert english == (
        ">= 5,000 m2: 500 m in a straight line; or >= 2,000 m2: 300 m in a straight line"
    )
    assert chinese == "用地≥5000平方米：直线距离500米；或用地≥2000平方米：直线距离300米"


def test_parts_of_several_types_are_named_and_one_limit_is_said_once():
    english, chinese = told(rule="time", combine="all", more=(Part(type="kindergarten"),))
    assert english == "Primary school and Kindergarten: 15 min on foot"
    assert chinese == "小学和幼儿园：步行15分钟"
    supply, _ = told(rule="presence", combine="any", more=(Part(type="kindergarten"),))
    assert supply == "Primary school or Kindergarten: at least 1 in each community"


def test_sizes_asked_are_told_apart_from_those_for_the_reader():
    one = item(min_site_m2=5000, max_site_m2=10_000, min_building_m2=800, max_building_m2=1200)
    assert (
        sizes_words(one, "en")
        == "asked: site >= 5,000 m2, site <= 10,000 m2, building 800–1,200 m2"
    )
    assert sizes_words(one, "zh") == "要求用地≥5000平方米、用地≤1万平方米、建筑800–1200平方米"
    assert sizes_words(item(), "en") == ""


def test_whom_an_item_is_for_is_told_unless_it_is_for_all():
    one = item(kinds=("urban", "rural"), audience="children", weight="land", tier="town")
    assert (
        holds_for(one, "en")
        == "urban, rural; children counted; share of residential land; town tier"
    )
    assert holds_for(one, "zh") == "城镇、乡村；按儿童计；按居住用地计；镇（街道）级"
    assert holds_for(item(), "en") == ""


def test_people_and_levels_are_told_as_far_as_they_are_known():
    assert people_words((5000, 5000), "en") == "5,000"
    assert people_words((None, None), "en") == ""
    assert people_words((15_000, 25_500), "zh") == "1.5万–25500"
    assert level_words(LEVEL, "en") == "circle (15 min, 1,000 m, 50,000–100,000 people)"
    assert level_words(LEVEL, "zh") == "生活圈（15分钟、1000米、5万–10万人）"


def test_low_certainty_is_marked_and_high_is_not():
    marks = [certainty_words(one, "en").count("?") for one in CERTAINTIES]
    assert marks == [certainty_words(one, "zh").count("?") for one in CERTAINTIES] == [0, 0, 1, 2]
    assert len({requirement_words(item(requirement=one), "zh") for one in REQUIREMENTS}) == 2


def test_both_languages_have_the_same_words():
    assert WORDS["en"].keys() == WORDS["zh"].keys()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_item_of_every_bundled_standard_can_be_told(lang: str):
    for one in list_standards():
        for each in one.items:
            words = limit_words(one, each, lang)
            assert words, (one.id, each.id)
            assert "{" not in words
            assert "None" not in words
