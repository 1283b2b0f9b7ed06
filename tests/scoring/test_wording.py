"""Verdicts of every rule in words: one row each, read aloud in both languages."""

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.evidence import Evidence
from accessibility.scoring.reasons import item_text, reasons
from accessibility.scoring.rules import Rules
from accessibility.scoring.verdicts import CAUSES, FAILING, WALLS
from accessibility.scoring.wording import frames
from accessibility.scoring.wording.catalogue import SENTENCES
from accessibility.standards import Item, Part, list_standards
from accessibility.standards.schema import RULES
from tests.scoring.town import item, law, standard

FIGURES = {
    "people": 2000.0,
    "people_uncovered": 800.0,  # of 2,000: 40 %
    "coverage": 0.6,
    "coverage_possible": 1.0,
    "coverage_bicycle": 0.95,
    "nearest_m": 420.4,
    "beyond_m": 1500.8,
    "people_near_edge": 0.0,
    "unjoined": 0.0,
    "value": np.nan,
    "facility_name": "中心",
    "audience_known": True,
}
SOME = Evidence(
    found=3,
    possible=2,
    too_small=0,
    expected=3.0,
    found_share=1.0,
    locatable="yes",
    confidence="ample",
)


def table(rows: list[dict[str, Any]], items: list[Item]) -> pd.DataFrame:
    """Rows of a checklist, each about an item; what is not said is as in FIGURES."""
    index = pd.MultiIndex.from_tuples(
        [
            ("test", row.pop("place", "north"), one.level, one.id)
            for row, one in zip(rows, items, strict=True)
        ],
        names=["standard", "community_id", "level", "item"],
    )
    frame = pd.DataFrame([FIGURES | row for row in rows], index=index)
    return frame.astype({"verdict": "str", "cause": "str", "facility_name": "str"})


def told(one: Item, verdict: str = "not_met", *, lang: str = "en", **row: Any) -> str:
    rules = Rules(lang=lang, **row.pop("rules", {}))
    evidence = {(one.level, one.id): row.pop("evidence", SOME)}
    frame = table([{"verdict": verdict, "cause": "", **row}], [one])
    return reasons(frame, standard(one), rules, evidence).iloc[0]


def unknown(one: Item, cause: str, lang: str = "en", **row: Any) -> str:
    return told(one, "cannot_tell", cause=cause, lang=lang, **row)


@pytest.mark.parametrize(
    ("by", "english", "chinese"),
    [
        ({"travel": "cycle"}, "within 10 min by bicycle", "骑行10分钟以内"),
        (
            {"travel": "walk_or_cycle"},
            "within 10 min on foot or by bicycle",
            "步行或骑行10分钟以内",
        ),
        (
            {"travel": "usual"},
            "within 10 min by the usual way of travel",
            "常用出行方式10分钟以内",
        ),
        ({"profile": "child"}, "within 10 min at a child's pace", "儿童步行10分钟以内"),
        (
            {"profile": "elderly"},
            "within 10 min at an older person's pace",
            "老年人步行10分钟以内",
        ),
        ({"profile": "wheelchair"}, "within 10 min by wheelchair", "轮椅通行10分钟以内"),
        ({"profile": "porter"}, "within 10 min as porter", "以“porter”出行10分钟以内"),
        ({"minutes": 7.5}, "within 7.5 min on foot", "步行7.5分钟以内"),
    ],
)
def test_the_way_of_travel_stands_in_the_sentence(by: dict[str, Any], english: str, chinese: str):
    school = item(rule="time", **by)
    assert told(school) == (
        f"800 residents (40 %) have no primary school {english}; "
        "for them the nearest is 1,501 m away (median)."
    )
    assert told(school, lang="zh") == (
        f"800人（占40%）在{chinese}没有小学；这些居民距最近一处1,501米（中位数）。"
    )


def test_an_item_judged_in_a_straight_line_whatever_the_study_says():
    school = item(rule="straight_line", radius_m=300)
    assert told(school, "met", coverage=0.95, rules={"rule": "time"}) == (
        "The nearest primary school is 中心, 420 m away in a straight line for the median "
        "resident; 95 % of residents are within 300 m in a straight line."
    )
    # who could not join the network is reached by a straight line all the same
    assert "joined" not in told(school, unjoined=20.0)


@pytest.mark.parametrize(
    ("audience", "many", "one", "zh"),
    [
        ("children", "800 children", "1 child (", "名儿童"),
        ("elderly", "800 older residents", "1 older resident (", "名老年人"),
        (
            "wheelchair",
            "800 residents using a wheelchair",
            "1 resident using a wheelchair (",
            "名轮椅使用者",
        ),
    ],
)
def test_shares_are_of_the_audience_where_its_numbers_are_known(
    audience: str, many: str, one: str, zh: str
):
    school = item(audience=audience)
    assert told(school).startswith(f"{many} (40 %) have no primary school within 500 m")
    assert told(school, people_uncovered=1.0).startswith(f"{one}40 %) has no primary school")
    assert told(school, lang="zh").startswith(f"800{zh}（占40%）在500米以内没有小学；这些")
    assert told(school, "met", coverage=0.95).endswith(
        f"95 % of {many.removeprefix('800 ')} are within 500 m."
    )


def test_an_audience_of_unknown_numbers_is_all_residents():
    school = item(audience="children", profile="child", rule="time")
    assert told(school, audience_known=False, beyond_m=np.nan) == (
        "800 residents (40 %) have no primary school within 10 min at a child's pace. "
        "All residents are counted: the number of children is not known."
    )
    assert told(school, audience_known=False, beyond_m=np.nan, lang="zh") == (
        "800人（占40%）在儿童步行10分钟以内没有小学。儿童人数未知，按全体居民计算。"
    )
    assert "counted" not in told(item(audience="all"))


def test_nobody_of_the_audience():
    assert unknown(item(audience="children"), "nobody", people=0.0) == (
        "By the data no children live here, so there is nobody to reach anything."
    )
    assert unknown(item(audience="elderly"), "nobody", "zh", people=0.0) == (
        "数据中该处没有老年人居住，无法判定。"
    )
    assert unknown(item(), "nobody", people=0.0).startswith("By the data nobody lives here")


def test_shares_of_land_are_said_to_be_of_land():
    park = item("park", name_en="Park", name_zh="公园", weight="land")
    assert told(park) == (
        "40 % of residential land has no park within 500 m; "
        "for it the nearest is 1,501 m away (median)."
    )
    assert told(park, lang="zh") == (
        "40%的居住用地在500米以内没有公园；这些居住用地距最近一处1,501米（中位数）。"
    )
    assert told(park, "met", coverage=0.95).endswith("95 % of residential land is within 500 m.")
    assert told(park, "by_bicycle", coverage=0.5) == (
        "Not met on foot: 50 % of residential land has the nearest park within 500 m; "
        "by bicycle 95 % has it within 10 min."
    )
    # the study may say so for all items
    assert told(item(), rules={"weight": "land"}).startswith("40 % of residential land has no")


ENGINE = item("fire_station", rule="vehicle", minutes=5, turnout_min=1, name_zh="消防站")


def test_a_fire_engine():
    assert told(ENGINE, "met", coverage=0.95) == (
        "A fire engine reaches 95 % of residents within 5 min of dispatch (1 min turnout)."
    )
    assert told(ENGINE, "met", coverage=0.95, lang="zh") == (
        "接到出动指令后5分钟内（含出动准备1分钟），消防车可覆盖95%的居民。"
    )
    assert told(ENGINE, "partly") == (
        "A fire engine reaches only 60 % of residents within 5 min of dispatch (1 min turnout); "
        "800 residents (40 %) have to wait longer."
    )
    assert told(ENGINE, "partly", lang="zh") == (
        "接到出动指令后5分钟内（含出动准备1分钟），消防车仅能覆盖60%的居民，未覆盖800人（占40%）。"
    )
    assert unknown(ENGINE, "possible") == (
        "Counting certain ones only, a fire engine reaches 60 % of residents within 5 min of "
        "dispatch (1 min turnout); with 2 possible ones, 100 %. Their names or kind would settle "
        "it."
    )


ROOM = item("kindergarten", rule="capacity", radius_m=300, name_en="Kindergarten", name_zh="幼儿园")


def test_room_for_those_who_are_near():
    assert told(ROOM, "met", coverage=0.95) == (
        "95 % of residents are within 300 m of a kindergarten that has room for them."
    )
    assert told(ROOM, "met", coverage=0.95, lang="zh") == (
        "95%的居民在300米以内有容量充足的幼儿园。"
    )
    assert told(ROOM) == (
        "800 residents (40 %) have no kindergarten with room for them within 300 m."
    )
    assert told(ROOM, lang="zh") == "800人（占40%）在300米以内没有容量充足的幼儿园。"


COMPLEX = item(
    "elderly_service_complex",
    level="15",
    rule="count",
    unit="subdistrict",
    name_en="Elderly complex",
    name_zh="社区养老服务综合体",
)


def test_what_a_unit_holds():
    assert told(COMPLEX, value=0.0, coverage=0.0) == (
        "The sub-district holds 0 of at least 1 elderly complex."
    )
    assert told(COMPLEX, value=0.0, coverage=0.0, lang="zh") == (
        "该街道现有社区养老服务综合体0处，未达到不少于1处的要求。"
    )
    assert told(COMPLEX, "met", value=2.0, coverage=1.0) == (
        "The sub-district holds at least 1 elderly complex: 2 counted."
    )
    assert told(COMPLEX, "met", value=2.0, coverage=1.0, lang="zh") == (
        "该街道现有社区养老服务综合体2处，达到不少于1处的要求。"
    )
    three = item("nursing_home", rule="count", least=3, unit="district", name_en="Nursing home")
    assert told(three, "partly", value=2.0, coverage=2 / 3) == (
        "The district holds 2 of at least 3 nursing home."
    )


def test_of_several_units_nothing_is_told_of_one():
    # 60 % live in sub-districts that hold one; on average there are 1.2
    assert told(COMPLEX, "partly", value=1.2) == (
        "Counted sub-district by sub-district, elderly complex is enough for only 60 % of "
        "residents; the standard asks for at least 1 in each."
    )
    assert told(COMPLEX, "partly", value=1.2, lang="zh") == (
        "按街道分别统计，社区养老服务综合体仅可满足60%的居民（每个街道应不少于1处）。"
    )
    # the mean may be one although some have none
    assert "holds" not in told(COMPLEX, "partly", value=1.0)
    # nor of all communities as if they were one
    assert told(COMPLEX, "met", value=2.0, coverage=1.0, place="district").startswith(
        "Counted sub-district by sub-district, elderly complex is enough for 100 % of residents;"
    )
    home = item("nursing_home", rule="count", unit="district", name_en="Nursing home")
    assert told(home, "met", value=2.0, coverage=1.0, place="district") == (
        "The district holds at least 1 nursing home: 2 counted."
    )


def test_one_of_each_part():
    shops = item(
        "supermarket",
        rule="presence",
        unit="community",
        combine="all",
        more=(Part(type="convenience_store"),),
        name_en="Communities with shops",
        name_zh="便民商业服务设施覆盖率",
    )
    assert told(shops, value=0.0, coverage=0.0) == (
        "The community holds 0 of at least 1 each of supermarket and convenience store."
    )
    assert told(shops, value=0.0, coverage=0.0, lang="zh") == (
        "该社区现有综合超市及便利店0处，未达到各不少于1处的要求。"
    )


SHELTER = item(
    "emergency_shelter",
    rule="amount",
    least=2,
    per="person",
    name_en="Emergency shelter",
    name_zh="应急避难场所",
)


def test_amounts_a_head():
    assert told(SHELTER, "partly", value=1.4, coverage=0.7) == (
        "The community has 1.40 m² a person (emergency shelter); the standard asks for 2 m²: "
        "enough for 70 % of residents."
    )
    assert told(SHELTER, "partly", value=1.4, coverage=0.7, lang="zh") == (
        "该社区人均应急避难场所面积1.40平方米，未达到不低于2平方米的要求，仅可满足70%的居民。"
    )
    assert told(SHELTER, "met", value=2.4, coverage=1.0) == (
        "The community has 2.40 m² a person (emergency shelter); the standard asks for 2 m²."
    )
    assert told(SHELTER, "met", value=2.4, coverage=1.0, lang="zh") == (
        "该社区人均应急避难场所面积2.40平方米，达到不低于2平方米的要求。"
    )
    # 90 % would pass where people are reached; an amount must suffice for all
    assert "99.6 % of residents" in told(SHELTER, "partly", value=1.992, coverage=0.996)
    assert "has 1.996 m²" in told(SHELTER, "partly", value=1.996, coverage=0.998)


def test_amounts_per_households_and_of_several_units():
    rooms = item(
        "community_service_station",
        rule="amount",
        least=30,
        per="100_households",
        name_en="Community premises",
        name_zh="社区用房",
    )
    assert told(rooms, "not_met", value=12.0, coverage=0.4) == (
        "The community has 12 m² per 100 households (community premises); the standard asks for "
        "30 m²: enough for 40 % of residents."
    )
    assert told(rooms, "not_met", value=12.0, coverage=0.4, lang="zh") == (
        "该社区每百户社区用房面积12平方米，未达到不低于30平方米的要求，仅可满足40%的居民。"
    )
    assert told(rooms, "partly", value=40.0, coverage=0.8, place="district") == (
        "Counted community by community, community premises is enough for only 80 % of "
        "residents; the standard asks for 30 m² per 100 households in each."
    )
    assert told(rooms, "partly", value=40.0, coverage=0.8, place="district", lang="zh") == (
        "按社区分别核算，社区用房仅可满足80%的居民（每百户面积应不低于30平方米）。"
    )


PARK = item(
    "park",
    radius_m=500,
    min_site_m2=5000,
    more=(Part(type="park", min_site_m2=2000, radius_m=300),),
    name_en="Park",
    name_zh="公园",
)


def test_any_of_several_parts():
    assert told(PARK, "met", coverage=0.95) == (
        "95 % of residents have a park of 5,000 m² or more within 500 m, or one of 2,000 m² or "
        "more within 300 m."
    )
    assert told(PARK, "met", coverage=0.95, lang="zh") == (
        "95%的居民在500米以内有公园（不小于5,000平方米），"
        "或在300米以内有公园（不小于2,000平方米）。"
    )
    assert told(PARK) == (
        "800 residents (40 %) have neither a park of 5,000 m² or more within 500 m nor one of "
        "2,000 m² or more within 300 m."
    )
    assert told(PARK, lang="zh") == (
        "800人（占40%）在500米以内没有公园（不小于5,000平方米），"
        "且在300米以内没有公园（不小于2,000平方米）。"
    )


def test_parts_that_must_be_equally_near_are_told_as_one():
    clinic = item(
        "community_health_center",
        rule="time",
        profile="wheelchair",
        more=(Part(type="hospital"),),
        name_en="Health centre or hospital",
        name_zh="社区卫生服务中心或医院",
    )
    assert told(clinic, "met", coverage=0.95) == (
        "95 % of residents have a health centre or hospital within 10 min by wheelchair."
    )
    assert told(clinic, lang="zh") == (
        "800人（占40%）在轮椅通行10分钟以内没有社区卫生服务中心或医院。"
    )


def test_all_of_several_parts():
    both = item(
        "primary_school",
        radius_m=1000,
        combine="all",
        more=(Part(type="kindergarten", radius_m=1000),),
    )
    assert told(both, "met", coverage=0.95) == (
        "95 % of residents have all of this: a primary school and kindergarten within 1,000 m."
    )
    assert told(both, lang="zh") == "800人（占40%）不能同时满足1,000米以内有小学及幼儿园。"
    apart = item(
        "primary_school", radius_m=500, combine="all", more=(Part(type="hospital", radius_m=4000),)
    )
    assert told(apart) == (
        "800 residents (40 %) have not all of this: a primary school within 500 m and a hospital "
        "within 4,000 m."
    )
    assert told(apart, "met", coverage=0.95, lang="zh") == (
        "95%的居民同时满足500米以内有小学、4,000米以内有医院。"
    )


@pytest.mark.parametrize(
    ("cause", "english", "chinese"),
    [
        (
            "lacking units",
            "Which sub-district people here belong to is not known, so no elderly complex can be "
            "counted there: give outlines of the sub-districts that cover this place, under "
            "[inputs.units] street in the study.",
            "此处居民所属街道未知，无法统计社区养老服务综合体，数据不足："
            "请在研究文件的[inputs.units] street中给出覆盖此处的街道边界。",
        ),
        (
            "lacking households",
            "How many households live here is not known, so elderly complex per 100 households "
            "cannot be judged: name the column that holds them, households under "
            "[inputs.communities] in the study.",
            "此处户数未知，无法按户数核算社区养老服务综合体，数据不足："
            "请在研究文件的[inputs.communities]中用households指明户数所在的列。",
        ),
        (
            "lacking sizes",
            "The ground area of some elderly complex is not known, so whether there is enough "
            "cannot be told: map their outlines, or give their areas.",
            "部分社区养老服务综合体的占地面积未知，无法判定是否足够，数据不足："
            "请补充其边界或面积。",
        ),
        (
            "lacking tiers",
            "Of some elderly complex it is not known whether they are of the district, the town "
            "or the village: give their tier in the file of facilities.",
            "部分社区养老服务综合体的级别（区级、镇街级或村社区级）未知，数据不足："
            "请在设施数据中补充级别。",
        ),
        (
            "lacking people",
            "How many people live here is not known, only how they are spread, so elderly complex "
            "cannot be weighed against them: give their number, table under [inputs.population] "
            "in the study.",
            "此处人口数未知（仅有分布权重），无法核算社区养老服务综合体，数据不足："
            "请在研究文件的[inputs.population]中用table给出人口数。",
        ),
    ],
)
def test_what_the_data_lack_and_what_to_give(cause: str, english: str, chinese: str):
    assert unknown(COMPLEX, cause) == english
    assert unknown(COMPLEX, cause, "zh") == chinese


@pytest.mark.parametrize(
    ("one", "english", "chinese"),
    [
        (ENGINE, "No fire engine was routed, so primary school", "未计算消防车的路径"),
        (item(travel="cycle"), "No bicycle was routed", "未计算骑行的路径"),
        (item(travel="usual"), "No usual traveller was routed", "未计算常用出行方式的路径"),
        (item(profile="child"), "No child on foot was routed", "未计算儿童步行的路径"),
        (item(profile="porter"), "No traveller porter was routed", "未计算“porter”的路径"),
    ],
)
def test_who_was_not_routed(one: Item, english: str, chinese: str):
    assert unknown(one, "lacking travel").startswith(english)
    assert unknown(one, "lacking travel", "zh").startswith(chinese)


def test_few_facilities_are_no_evidence_for_supply_either():
    thin = Evidence(
        found=1,
        possible=0,
        too_small=0,
        expected=20.0,
        found_share=0.05,
        locatable="yes",
        confidence="very thin",
    )
    assert unknown(COMPLEX, "sparse", value=0.0, coverage=0.0, evidence=thin) == (
        "The sub-district holds 0 of at least 1 elderly complex, but the data hold only 1 of some "
        "20 expected: too few for absence to be evidence."
    )
    assert unknown(COMPLEX, "sparse", "zh", value=0.0, coverage=0.0, evidence=thin) == (
        "该街道现有社区养老服务综合体0处，未达到不少于1处的要求，但数据中仅有1处"
        "（按标准人口规模至少应有约20处），数据缺失，无法判定。"
    )


@pytest.mark.parametrize("certainty", ["general_low", "general_medium"])
def test_a_failing_verdict_on_a_recalled_figure_says_so(certainty: str):
    recalled = item(certainty=certainty)
    closing = " The figure is recalled, to be checked against the text."
    assert all(told(recalled, verdict).endswith(closing) for verdict in FAILING)
    assert told(recalled, lang="zh").endswith("该限值凭记忆整理，需对照标准原文核实。")
    assert "recalled" not in told(recalled, "met", coverage=0.95)
    assert "recalled" not in unknown(recalled, "possible")
    assert "recalled" not in told(item(certainty="general_high"))


def test_indicators_are_told_by_the_facility_they_count():
    coverage = item("park", name_zh="公园绿地服务半径覆盖率（2021）", name_en="Park coverage")
    assert item_text(coverage, "zh") == "公园"
    assert item_text(coverage, "en") == "park"
    arrival = item("fire_station", name_zh="消防队5分钟内到达", name_en="Arrives within 5 minutes")
    assert item_text(arrival, "zh") == "消防站"
    # the name of a circle is part of a park's name
    park = item("park", name_zh="十分钟生活圈居住区公园", name_en="Residential park (10-min level)")
    assert item_text(park, "zh") == "十分钟生活圈居住区公园"
    assert item_text(park, "en") == "residential park"


def test_headings_are_told_as_one_of_what_they_head():
    shops = item("community_shops", name_en="Community shops", name_zh="社区商业网点")
    assert told(shops, "met").startswith("The nearest community shop is 中心, 420 m away")
    assert item_text(item("restaurant", name_en="Catering"), "en") == "place to eat"
    assert item_text(shops, "zh") == "社区商业网点"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Elderly complex", "an elderly complex"),
        ("One-stop centre", "a one-stop centre"),
        ("ATM", "an ATM"),
        ("University", "a university"),
    ],
)
def test_articles(name: str, text: str):
    assert f"within 500 m of {text} that" in told(item(rule="capacity", name_en=name), "met")


def test_every_sentence_of_a_language_can_be_reached():
    """Keys of nested sentences are named in others, or chosen by name; none is left over."""
    assert set(SENTENCES["en"]) == set(SENTENCES["zh"])
    told_of = {cause for cause in CAUSES if cause not in ("", WALLS)}
    assert told_of <= set(SENTENCES["en"])
    used = _used_keys()
    assert sorted(set(SENTENCES["en"]) - used) == []


def _used_keys() -> set[str]:
    """Keys that are taken while every kind of row is told."""
    used: set[str] = set()

    class Watched(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            used.add(key)
            return super().__getitem__(key)

    kept = dict(SENTENCES)
    try:
        SENTENCES["en"] = Watched(kept["en"])  # type: ignore[index]
        _tell_everything()
    finally:
        SENTENCES["en"] = kept["en"]  # type: ignore[index]
    # told of walls, in test_walls; and words that only other languages need
    return used | {key for key in kept["en"] if key.startswith(("walls", "verdict "))}


def _tell_everything() -> None:
    for verdict in ("met", *FAILING):
        for other in ({}, *_OTHER_ROWS):
            _tell_all({"verdict": verdict, "cause": ""} | other)
    for cause in CAUSES:
        if cause not in ("", WALLS):
            _tell_all({"verdict": "cannot_tell", "cause": cause})
            for evidence in (_NOTHING_SURE, _ONE_POSSIBLE):
                _tell_all({"verdict": "cannot_tell", "cause": cause, "evidence": evidence})


def _tell_all(row: dict[str, Any]) -> list[str]:
    """Items of all kinds, each in one such row."""
    items = [_numbered(one, number) for number, one in enumerate(_items_of_all_kinds())]
    row = dict(row)
    evidence, rules = row.pop("evidence", SOME), Rules(**row.pop("rules", {}))
    rows = [_consistent(one, row["verdict"]) | row for one in items]
    told_of = {(one.level, one.id): evidence for one in items}
    return reasons(table(rows, items), standard(*items), rules, told_of).tolist()


_NOTHING_SURE = Evidence(
    found=0,
    possible=0,
    too_small=0,
    expected=9.0,
    found_share=0.0,
    locatable="partly",
    confidence="very thin",
)
_ONE_POSSIBLE = Evidence(
    found=3,
    possible=1,
    too_small=0,
    expected=9.0,
    found_share=0.3,
    locatable="yes",
    confidence="thin",
)
_OTHER_ROWS: list[dict[str, Any]] = [
    {"people_uncovered": 1.0, "nearest_m": np.inf, "beyond_m": np.inf},
    {"facility_name": np.nan, "beyond_m": np.nan},
    {"people_near_edge": 5.0, "unjoined": 4.0, "rules": {"people_are_counts": False}},
    {"people_near_edge": 5.0, "unjoined": 4.0, "place": "district"},
    {"evidence": _NOTHING_SURE, "audience_known": False},
    {"evidence": _ONE_POSSIBLE},
    {"evidence": replace(_NOTHING_SURE, too_small=2), "beyond_m": np.inf},
]


def _items_of_all_kinds() -> list[Item]:
    by_rule = [item(rule=rule, certainty="general_low", least=1) for rule in RULES]
    by_land = [item(weight="land")]
    by_unit = [
        item(rule="amount", least=2, per=per, unit=unit, weight="land")
        for per in ("person", "100_households")
        for unit in ("community", "subdistrict", "district")
    ]
    by_way = [item(rule="time", travel=way) for way in ("walk", "cycle", "walk_or_cycle", "usual")]
    by_who = [
        item(rule="time", profile=who, audience=whose)
        for who in ("child", "elderly", "wheelchair", "porter")
        for whose in ("children", "elderly", "wheelchair")
    ]
    by_size = [item("hospital", min_site_m2=100, name_en="Infirmary", rule="capacity")]
    parts = (Part(type="park", radius_m=200), Part(type="hospital", radius_m=200))
    shops = {"name_en": "Communities with shops", "name_zh": "覆盖率"}
    by_parts = [
        item(more=parts, **shops),
        item("park", more=parts[:1]),
        item(more=parts, combine="all"),
        item(more=parts, rule="time", **shops),
        item(more=parts, combine="all", rule="presence", **shops),
    ]
    return [*by_rule, *by_land, *by_unit, *by_way, *by_who, *by_size, *by_parts, ENGINE]


def _consistent(one: Item, verdict: str) -> dict[str, Any]:
    """A share and a value that go with a verdict."""
    share = {"met": 1.0, "partly": 0.6}.get(verdict, 0.0)
    return {"coverage": share, "value": share * (one.least or 1.0)}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("cause", [cause for cause in CAUSES if cause != WALLS])
def test_no_brace_and_no_key_shows(lang: str, cause: str):
    for verdict in ("met", *FAILING) if cause == "" else ("cannot_tell",):
        for text in _tell_all({"verdict": verdict, "cause": cause, "rules": {"lang": lang}}):
            assert not re.search(r"[{}]|%s|None|\bnan\b|  ", text)
            assert text[-1] == {"en": ".", "zh": "。"}[lang]


def test_names_with_braces_and_per_cent_signs_are_left_as_they_are():
    odd = item(name_en="100 % {share} %s shop", name_zh="100%{share}店")
    assert "no 100 % {share} %s shop within" in told(odd)
    assert "没有100%{share}店；" in told(odd, lang="zh")
    text = told(odd, "met", coverage=0.95, facility_name="{item} 5 %d")
    assert "is {item} 5 %d, 420 m away" in text


@law
@given(
    st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, len(_items_of_all_kinds()) - 1)),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from([0.5, 0.8, 0.9, 1.0]),
)
def test_a_verdict_is_never_told_with_a_share_on_the_other_side(
    rows: list[tuple[float, int]], pass_share: float
):
    # items of one name at several levels would be one: each is named by its number
    kinds = _items_of_all_kinds()
    items = [_numbered(kinds[kind], number) for number, (_, kind) in enumerate(rows)]
    shares = [share for share, _ in rows]
    needed = [1.0 if one.rule in ("presence", "count", "amount") else pass_share for one in items]
    told_rows = [
        {
            "coverage": share,
            "people_uncovered": 2000 * (1 - share),
            "value": share * (one.least or 1.0),
            "verdict": "met" if share >= line - 1e-9 else "not_met",
            "cause": "",
        }
        for share, line, one in zip(shares, needed, items, strict=True)
    ]
    texts = reasons(
        table(told_rows, items),
        standard(*items),
        Rules(pass_share=pass_share),
        {(one.level, one.id): SOME for one in items},
    )
    for text, share, line in zip(texts, shares, needed, strict=True):
        for read in _covered_shares(text):
            assert (read >= line * 100 - 1e-6) == (share >= line - 1e-9)


def _covered_shares(text: str) -> list[float]:
    """Shares of those served [%] as they are read, those left out taken from all."""
    found = re.findall(r"([<>] )?(\d[\d.]*) %", text)
    read = [float(number) for bound, number in found if not bound]
    left = re.search(r"ha(?:ve|s) (?:no|neither|not) ", text)
    return [100 - one if left else one for one in read if "to wait longer" not in text]


def _numbered(one: Item, number: int) -> Item:
    return replace(one, id=f"{one.id}_{number}")


@law
@given(st.lists(st.integers(0, 5), min_size=1, max_size=12), st.sampled_from(["en", "zh"]))
def test_a_row_is_told_the_same_alone_and_among_others(picks: list[int], lang: str):
    kinds = [ENGINE, ROOM, COMPLEX, SHELTER, PARK, item()]
    items = [_numbered(kinds[pick], number) for number, pick in enumerate(picks)]
    rows = [
        {"verdict": "partly", "cause": "", "value": 0.6, "people_uncovered": 10.0 * number}
        for number in range(len(items))
    ]
    together = reasons(
        table([dict(row) for row in rows], items),
        standard(*items),
        Rules(lang=lang),
        {(one.level, one.id): SOME for one in items},
    )
    alone = [told(one, lang=lang, **row) for one, row in zip(items, rows, strict=True)]
    assert together.tolist() == alone


def test_an_empty_checklist_has_no_reasons():
    one = item()
    frame = table([{"verdict": "met", "cause": ""}], [one]).iloc[:0]
    told_of = reasons(frame, standard(one), Rules(), {(one.level, one.id): SOME})
    assert len(told_of) == 0
    assert isinstance(told_of.dtype, pd.StringDtype)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_item_of_every_bundled_standard_can_be_told(lang: str):
    for of in list_standards():
        items = list(of.located)
        evidence = {(one.level, one.id): SOME for one in items}
        for verdict in ("met", "not_met"):
            rows = [{"verdict": verdict, "cause": "", "value": 0.5} for _ in items]
            texts = reasons(table(rows, items), of, Rules(lang=lang), evidence)
            assert not texts.str.contains(r"[{}]|None|nan\b", regex=True).any()


def test_frames_write_each_choice_once():
    chosen = {"": "not_met", "failing": "failing near", "whom": "whom_share", "nearest_beyond": ""}
    chosen["who_have"] = "who_have"
    chosen["who"] = "who all"
    words = SENTENCES["en"]
    assert frames.written_out(chosen, words) == (
        "{left_share} of residents have no {item} {within}."
    )
