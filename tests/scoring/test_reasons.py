"""The reason of a verdict, word for word, in both languages."""

import numpy as np
import pandas as pd
import pytest

from accessibility.scoring.reasons import item_text
from accessibility.scoring.verdicts import NO_LIMIT, NOBODY, NONE_FOUND, POSSIBLE, SPARSE
from accessibility.scoring.wording.catalogue import SENTENCES
from accessibility.standards import standard as bundled
from tests.scoring.town import facilities, item, judged, only, standard

UNNAMED = facilities(("f1", "primary_school", "sure"))
DOUBTFUL = facilities(
    ("f1", "primary_school", "sure"),
    ("f2", "primary_school", "possible"),
    ("f3", "primary_school", "possible"),
)
FAR = standard(item(radius_m=1000))


def told(people, metres, **others) -> str:
    return only(judged(people, metres, **others))["reason"]


def test_met():
    assert told([90, 10], [420.4, 1500]) == (
        "The nearest primary school is 中心小学, 420 m away by the street network for the median "
        "resident; 90 % of residents are within 500 m."
    )
    assert told([90, 10], [420.4, 1500], lang="zh") == (
        "最近的小学为“中心小学”，步行路网距离420米（居民中位数），90%的居民在500米以内。"
    )


def test_met_by_one_without_a_name():
    assert told([1], [1], found=UNNAMED).startswith(
        "The nearest primary school (unnamed) is 1 m away by the street network for the median "
    )
    assert told([1], [1], found=UNNAMED, lang="zh").startswith(
        "最近的小学为一处未命名设施，步行路网距离1米"
    )


def test_met_though_the_median_resident_reaches_none():
    low = {"pass_share": 0.4}
    assert told([40, 60], [100, np.inf], **low) == (
        "40 % of residents have the nearest primary school within 500 m."
    )
    assert told([40, 60], [100, np.inf], **low, lang="zh") == "40%的居民在500米以内有小学。"


def test_not_met():
    # those beyond the limit: 1,200 people at 1,500.8 m
    metres = [400, 1500.8]
    assert told([800, 1200], metres) == (
        "1,200 residents (60 %) have no primary school within 500 m; "
        "for them the nearest is 1,501 m away (median)."
    )
    assert told([800, 1200], metres, lang="zh") == (
        "1,200人（占60%）在500米以内没有小学；这些居民距最近一处1,501米（中位数）。"
    )


def test_a_distance_just_beyond_the_limit_is_not_written_as_the_limit():
    on_foot = {"profile_bicycle": None}
    assert "the nearest is 501 m away" in told([1], [500.2], **on_foot)
    assert "the nearest is 700 m away" in told([1], [700.2], **on_foot)  # rounded as all others
    # 10 minutes are 800 m on foot
    assert "the nearest is 801 m away" in told([1], [800.2], rule="time")
    assert "the nearest is 501 m away" in told([1], [500.2], rule="straight_line")


def test_one_resident_has():
    assert told([1], [900]).startswith("1 resident (100 %) has no primary school within 500 m")


def test_not_reached_at_all():
    assert told([5], [np.inf]) == (
        "5 residents (100 %) have no primary school within 500 m; "
        "the search reached none for most of them."
    )
    assert told([5], [np.inf], lang="zh") == (
        "5人（占100%）在500米以内没有小学；其中多数人在检索范围内无此类设施可达。"
    )


def test_only_people_who_cannot_travel_are_left_out():
    # nobody knows how far it is for them
    assert told([80, 20], [100, np.nan]) == (
        "20 residents (20 %) have no primary school within 500 m. "
        "20 residents could not be joined to the street network and count as out of reach."
    )
    assert told([80, 20], [100, np.nan], lang="zh") == (
        "20人（占20%）在500米以内没有小学。有20人未接入路网，按不可达计。"
    )


def test_shares_alone_where_people_are_weights():
    metres = {"primary_school": [100, 900, np.nan]}
    assert told([70, 20, 10], metres, people_are_counts=False) == (
        "30 % of residents have no primary school within 500 m; "
        "for them the nearest is 900 m away (median). "
        "10 % of residents could not be joined to the street network and count as out of reach."
    )
    assert told([70, 20, 10], metres, people_are_counts=False, lang="zh") == (
        "30%的居民在500米以内没有小学；这些居民距最近一处900米（中位数）。"
        "有10%的居民未接入路网，按不可达计。"
    )


def test_by_bicycle():
    ways = {"bicycle": {"primary_school": [1000, 1000]}}
    assert told([896, 104], [100, 900], **ways) == (
        "Not met on foot: 89.6 % of residents have the nearest primary school within "
        "500 m; by bicycle 100 % have it within 10 min."
    )
    assert told([896, 104], [100, 900], **ways, lang="zh") == (
        "步行不达标，89.6%的居民在500米以内有小学；骑行10分钟内可达的居民占100%。"
    )


def test_none_found():
    assert told([1], {}, found=facilities()) == (
        "The data hold no primary school anywhere in the area and their source does not claim to "
        "be complete."
    )
    assert told([1], {}, found=facilities(), lang="zh") == (
        "数据中未见任何“小学”，且该数据源未声明完整，无法判定。"
    )


def test_possible():
    both = {"possible": {"primary_school": [100, 200]}, "found": DOUBTFUL}
    assert told([50, 50], [100, 900], **both) == (
        "Counting certain ones only, 50 % of residents have the nearest primary school within "
        "500 m; with 2 possible ones, 100 %. Their names or kind would settle it."
    )
    assert told([50, 50], [100, 900], **both, lang="zh") == (
        "仅计确定的设施，50%的居民在500米以内有小学；计入2处可能的设施后为100%。"
        "需核实其名称或类别方可判定。"
    )


def test_possible_for_want_of_an_area():
    park = standard(item("park", min_site_m2=4000, name_en="Park", name_zh="公园"))
    point = facilities(("f1", "park", "sure"))
    both = {"possible": {"park@4000": [100]}, "found": point, "of": park}
    assert told([1], {}, **both) == (
        "Counting certain ones only, 0 % of residents have the nearest park of 4,000 m² or more "
        "within 500 m; with 1 possible one, 100 %. Their kind and ground area would settle it."
    )
    assert told([1], {}, **both, lang="zh").endswith("需核实其类别与占地面积方可判定。")


def test_edge():
    place = {"edge_m": [9e4, 100]}
    assert told([80, 20], [100, 900], **place).endswith(
        "20 of those left out live nearer than the limit to the edge of the data: one beyond it "
        "could serve them."
    )
    assert told([80, 20], [100, 900], **place, lang="zh").endswith(
        "未覆盖居民中有20人距数据边界小于限值，边界外的设施可能为其服务，需补充数据复核。"
    )


def test_the_edge_is_told_before_who_could_not_join():
    place = {"edge_m": [9e4, 100, 9e4]}
    metres = {"primary_school": [100, 900, np.nan]}
    english, chinese = (told([70, 20, 10], metres, **place, lang=lang) for lang in ("en", "zh"))
    assert english.index("20 of those left out") < english.index("10 residents could not be")
    assert chinese.index("未覆盖居民中有20人") < chinese.index("有10人未接入路网")


def test_sparse():
    thin = standard(served=100)
    assert told([400, 1600], [100, 900], of=thin) == (
        "1,600 residents (80 %) have no primary school within 500 m, but the data hold only 1 of "
        "some 20 expected: too few for absence to be evidence."
    )
    assert told([400, 1600], [100, 900], of=thin, lang="zh") == (
        "1,600人（占80%）在500米以内没有小学，但数据中仅有1处（按标准人口规模至少应有约20处），"
        "数据缺失，无法判定。"
    )


def test_none_for_certain():
    maybe = facilities(("f2", "primary_school", "possible"))
    assert told([5], [np.inf], found=maybe) == (
        "5 residents (100 %) have no primary school within 500 m, but the data hold none for "
        "certain anywhere in the area (1 possible one): absence is no evidence."
    )
    assert told([5], [np.inf], found=maybe, lang="zh") == (
        "5人（占100%）在500米以内没有小学，但数据中没有确定的此类设施（有1处可能的设施），"
        "数据缺失，无法判定。"
    )


def test_no_limit_and_nobody():
    block = standard(item(level="block"))
    assert told([1], [1], of=block) == (
        "The standard gives no limit for primary school at this level, so how near it must be "
        "cannot be judged."
    )
    assert told([1], [1], of=block, lang="zh") == "标准未规定该层级小学的服务半径，无法按距离判定。"
    assert told([0], [1], lang="zh") == "数据中该处没有居住人口，无法判定。"


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("distance", "within 1,000 m", "1,000米以内"),
        ("time", "within 10 min on foot", "步行10分钟以内"),
        ("straight_line", "within 1,000 m in a straight line", "直线距离1,000米以内"),
    ],
)
def test_the_rule_stands_in_every_sentence(rule: str, english: str, chinese: str):
    for metres in ([100], [5000]):
        assert english in told([1], metres, of=FAR, rule=rule)
        assert chinese in told([1], metres, of=FAR, rule=rule, lang="zh")


def test_both_languages_have_every_sentence():
    assert set(SENTENCES["en"]) == set(SENTENCES["zh"])
    keys = {"met", "not_met", "by_bicycle", NO_LIMIT, NOBODY, NONE_FOUND, POSSIBLE, SPARSE}
    assert keys <= set(SENTENCES["en"])


def test_items_are_named_as_within_a_sentence():
    one = item(name_zh="卫生服务中心（社区医院）", name_en="Nursery (0-3)")
    assert item_text(one, "zh") == "卫生服务中心"
    assert item_text(one, "en") == "nursery"
    assert item_text(item(name_en="ATM"), "en") == "ATM"
    assert (
        item_text(item(name_zh="体育馆（场）或全民健身中心"), "zh") == "体育馆（场）或全民健身中心"
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_item_of_the_bundled_standard_makes_sentences_without_loose_ends(lang: str):
    items = bundled("gb50180-2018").located
    table = judged([1], {one.group: [100] for one in items}, of=standard(*items), lang=lang)
    for one, text in zip(items, table["reason"], strict=True):
        assert not set("{}") & set(text)
        assert item_text(one, lang) in text


def test_reasons_are_texts():
    table = judged([1, 2], [100, 900])
    assert isinstance(table["reason"].dtype, pd.StringDtype)
