"""An explanation in words and as a page: what it says of a row worked out by hand."""

import dataclasses
import math
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from accessibility.evidence import Explanation, Holding
from accessibility.explaining import explain
from accessibility.outputs.explanation import explanation_text
from accessibility.outputs.explanation_telling import Telling
from accessibility.outputs.explanation_words import EXPLAIN_WORDS
from accessibility.outputs.finished import read_evidence
from accessibility.outputs.maps.explanation import (
    explanation_file,
    explanation_html,
    write_explanation,
)
from accessibility.scoring.verdicts import CAUSES
from accessibility.standards.schema import CERTAINTIES, Part
from accessibility.tables import ACCESS_KINDS, VERDICTS
from tests.finished_audit import CRS, EAST, MAYBE, SURE, X0, Y0, rows, run_json, write_folder

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def told(tmp_path: Path) -> Explanation:
    return of(tmp_path)


def of(tmp_path: Path, **row: object) -> Explanation:
    """The row of the small audit with other values, with two ways drawn by hand."""
    folder = write_folder(tmp_path / "audit", rows(row))
    found = explain(read_evidence(folder, EAST, str(row.get("item", "kindergarten"))))
    lines = [
        shapely.LineString([(X0 + 200, Y0 + 300), (X0 + 60, Y0 + 300), (X0 + 60, Y0 + 290)]),
        shapely.LineString([(X0 + 300, Y0 + 300), (X0 + 420, Y0 + 300)]),
    ]
    trips = gpd.GeoDataFrame(
        {"what": ["median", "far"], "role": "walk", "cell_id": ["h1", "h2"],
         "facility_id": [SURE, MAYBE], "metres": [250.0, 400.4], "minutes": [3.125, 5.005],
         "straight_m": [140.4, 120.0]},
        geometry=lines, crs=CRS,
    )  # fmt: skip
    return dataclasses.replace(found, trips=trips, why_no_streets=None, file=None)


def test_it_names_what_is_asked_by_whom_and_how_sure_that_is(told: Explanation):
    text = explanation_text(told, "en")
    assert text.startswith("Kindergarten · 5-minute living circle · East\n")
    assert "GB 50180-2018, Table B.0.2; Appendix C\nFigures: recalled, with high confidence" in text
    assert "Required: within 300 m along the streets, for 90 % of residents." in text
    assert "Partly met. 20 residents (50 %) have no kindergarten within 300 m." in text


def test_every_way_of_counting_stands_beside_the_others(told: Explanation):
    text = explanation_text(told, "en")
    for line in (
        "    50 %  what decides: residents, within 300 m along the streets",
        "    75 %  counting possible facilities too",
        "    40 %  residential land",
        "    80 %  on foot or by bicycle, within the minutes of the level",
        "    50 %  by distance on foot",
        "    95 %  by the straight line, as a circle on a map",
        "          so the circle counts 45 points too many",
    ):
        assert line in text
    assert "\n      50 %  residents\n" not in text  # it is what decides


def test_the_facility_leads_to_its_source_its_door_and_the_way(told: Explanation):
    text = explanation_text(told, "en")
    assert "Red Star: OpenStreetMap way 123, from town.osm.pbf of 2024-05-01" in text
    assert "Its door was found at a mapped gate." in text
    assert "median resident 250 m and 3.1 min on foot, 140 m in a straight line." in text
    # the other way leads elsewhere, and to what is only possible
    assert "400 m and 5.0 min on foot, 120 m in a straight line, to <b>园</b>" in text
    assert "to <b>园</b> (n7), which is only possible." in text


def test_what_would_change_it_is_a_number_where_one_follows(told: Explanation):
    # 36 of 40 people are asked for, 20 are served; the fourth ten reach none at all
    text = explanation_text(told, "en")
    assert "- 16 more residents within the limit would do." in text
    assert "- No limit would do: too many reach none within the search, or no street." in text
    assert "- In a straight line it would be met" in text
    nearer = explanation_text(dataclasses.replace(told, needed=400.2), "en")
    assert "With a limit of 401 m instead of 300 m it would be met." in nearer  # never too short


def test_what_carries_a_verdict_that_is_met_is_told(tmp_path: Path):
    met = dataclasses.replace(of(tmp_path, verdict="met", coverage=1.0), needed=250.0, without=0.9)
    assert "It holds as long as the limit is 250 m or more." in explanation_text(met, "en")
    assert "Without the facility named, 90 % would be served: still met." in explanation_text(
        met, "en"
    )
    alone = dataclasses.replace(met, without=0.8996)
    assert "89.96 % would be served: it hangs on that one." in explanation_text(alone, "en")


def test_what_is_only_possible_is_named_to_be_settled(tmp_path: Path):
    text = explanation_text(of(tmp_path, verdict="cannot_tell", cause="possible"), "en")
    assert "Cannot be told from the data." in text
    assert "To settle first: <b>园</b> (n7)." in text


def test_data_are_compared_with_what_would_be_expected(tmp_path: Path):
    text = explanation_text(of(tmp_path / "a"), "en")
    assert "The data hold 1 certain of some 2.5 to be expected: thin." in text
    few = explanation_text(of(tmp_path / "b", expected=0.4), "en")
    assert "for so few people the ratio of the standard comes to less than one." in few
    unsaid = explanation_text(of(tmp_path / "c", expected=np.nan), "en")
    assert "the standard does not say how many to expect" in unsaid


def test_what_is_counted_in_a_unit_is_listed_with_its_area(tmp_path: Path):
    row = {"item": "public_green_area", "rule": "amount", "limit": 1.0, "verdict": "not_met",
           "limit_unit": "m2/person", "value": 0.25, "coverage": 0.25, "facility_id": np.nan,
           "coverage_possible": 0.25}  # fmt: skip
    told = of(tmp_path, **row)
    told = dataclasses.replace(told, trips=told.trips.iloc[:0])
    every = dataclasses.replace(
        told, inside=told.evidence.facilities,
        members={"sure": frozenset({"park/w5"}), "possible": frozenset({"park/w5"})},
    )  # fmt: skip
    text = explanation_text(every, "en")
    assert "Required: at least 1 m² a resident in the community." in text
    assert "0.25 m² a resident; the limit is 1" in text
    assert "unnamed, 9,000 m²: OpenStreetMap way 5, from town.osm.pbf" in text
    assert "none inside" in explanation_text(
        dataclasses.replace(every, inside=every.inside.iloc[:0]), "en"
    )


def test_a_missing_extract_is_told_with_what_helps(told: Explanation):
    lost = dataclasses.replace(told, why_no_streets="moved", file="x.pbf")
    assert explanation_text(lost, "en").endswith("If the extract was moved, give --osm FILE.")
    other = dataclasses.replace(told, why_no_streets="changed", file="x.pbf")
    assert "x.pbf与评估时的文件不同" in explanation_text(other, "zh")


def test_in_chinese_all_but_names_and_the_audits_own_sentence_is_chinese(told: Explanation):
    text = explanation_text(told, "zh")
    assert text.startswith("幼儿园 · 五分钟生活圈居住区 · 东社区\n")
    assert "表B.0.2；附录C" in text
    assert "应配建：90%的居民沿路网300米以内可达。" in text
    assert "（该句为评估时所用语言。）" in text
    assert "红星幼儿园：OpenStreetMap 线 123，来源town.osm.pbf（2024-05-01）" in text
    assert all(HAN.search(line) for line in text.splitlines() if line.strip())


def test_both_languages_have_every_phrase_with_the_same_places_in_it():
    english, chinese = EXPLAIN_WORDS["en"], EXPLAIN_WORDS["zh"]
    assert english.keys() == chinese.keys()
    for key, phrase in english.items():
        places = set(re.findall(r"\{(\w+)\}", chinese[key]))
        assert places <= set(re.findall(r"\{(\w+)\}", phrase)) | {"rule", "whom"}, key


def test_every_verdict_cause_and_kind_of_door_has_its_words():
    causes = set(CAUSES) - {"", "possible", "none found", "sparse"}
    for words in EXPLAIN_WORDS.values():
        assert {*VERDICTS, *causes, *(f"door_{kind}" for kind in ACCESS_KINDS)} <= set(words)


@pytest.mark.parametrize("share", [0.0, 1e-7, 0.4999, 0.8996, 0.89999, 0.9, 0.99999, 1.0])
def test_a_share_is_never_rounded_across_what_decides(told: Explanation, share: float):
    shown = float(Telling(told, "en").share(share).removesuffix(" %")) / 100
    for line in (0.9, 1.0):
        if abs(share - line) > 5e-6:
            assert (shown < line) == (share < line)


def test_the_file_is_named_after_the_row(told: Explanation):
    assert explanation_file(told.evidence) == "explain-r1-5-kindergarten.html"
    odd = dataclasses.replace(told.evidence, community_id="../京/1 号")
    assert explanation_file(odd) == "explain-.._京_1_号-5-kindergarten.html"


def test_equal_explanations_give_equal_pages(told: Explanation, tmp_path: Path):
    one, two = (explanation_html(told, "en") for _ in range(2))
    assert one == two
    write_explanation(told, tmp_path / "x" / "map.html", "en")
    assert (tmp_path / "x" / "map.html").read_text(encoding="utf-8") == one


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_the_page_opens_quietly_and_says_what_it_shows(
    told: Explanation, tmp_path: Path, browser, lang: str, size: tuple[int, int]
):
    path = tmp_path / "map.html"
    write_explanation(told, path, lang)
    with browser.open(path, size=size) as opened:
        opened.require_quiet()
        head, legend = (opened.page.inner_text(part) for part in ("#head", "#legend"))
        kinds = opened.page.locator("#legend .keys div").all_inner_texts()
    item, served = {"en": ("Kindergarten", "not served"), "zh": ("幼儿园", "未覆盖")}[lang]
    assert item in head
    assert "20 residents" in head
    assert served in legend
    assert len(kinds) == 2 + 3 + 2  # served or not; concerned, sure, possible; two ways
    assert "250" in legend
    assert "400" in legend


def test_names_from_the_data_run_nothing(told: Explanation, tmp_path: Path, browser):
    path = tmp_path / "map.html"
    name = "<img src=x onerror=window.pwned=1></script>"
    told.evidence.facilities.loc[SURE, ["name", "name_en"]] = name
    write_explanation(told, path, "en")
    with browser.open(path) as opened:
        opened.require_quiet()
        assert opened.page.evaluate("window.pwned === undefined")
        assert name in opened.page.inner_text("#legend")


def test_the_run_of_an_even_spread_speaks_of_shares(tmp_path: Path):
    folder = write_folder(
        tmp_path / "a", rows({"people_near_edge": 5.0}),
        run=run_json(people={"basis": "even", "total": 80.0}),
    )  # fmt: skip
    text = explanation_text(explain(read_evidence(folder, EAST, "kindergarten")), "en")
    assert "Another 40 % of residents within the limit would do." in text
    assert "some of those left out live nearer to it" in text


@pytest.mark.parametrize("certainty", CERTAINTIES)
def test_how_sure_the_figures_are_is_told_in_words(told: Explanation, certainty: str):
    # "seen" and "recalled", as `standards show` has them; never the code
    item = dataclasses.replace(told.evidence.item, certainty=certainty)
    other = dataclasses.replace(told, evidence=dataclasses.replace(told.evidence, item=item))
    english, chinese = (explanation_text(other, lang) for lang in ("en", "zh"))
    word, own = ("seen", "已查资料") if certainty == "seen" else ("recalled", "凭记忆")
    assert f"Figures: {word}, " in english
    assert f"数字可靠程度：{own}（" in chinese
    assert "general_" not in english + chinese


def parted(told: Explanation, combine: str, **row: object) -> Explanation:
    """The row as one of an item of two types."""
    more = (Part(type="park", radius_m=500.0),)
    item = dataclasses.replace(told.evidence.item, combine=combine, more=more, minutes=5.0)
    series = pd.concat([told.evidence.row.drop(list(row)), pd.Series(row, dtype=object)])
    return dataclasses.replace(
        told, evidence=dataclasses.replace(told.evidence, item=item, row=series)
    )


def test_parts_have_metres_under_a_distance_minutes_under_a_time_and_else_neither(
    told: Explanation,
):
    by_distance = explanation_text(parted(told, "any"), "en")
    assert "will do: kindergarten within 300 m; park within 500 m." in by_distance
    timed = parted(told, "any", rule="time", limit=5.0, limit_unit="min")
    assert "will do: kindergarten within 5 min; park within 5 min." in explanation_text(timed, "en")
    assert "：5分钟以内有幼儿园；5分钟以内有" in explanation_text(timed, "zh")
    counted = parted(told, "any", rule="presence", limit=1.0, limit_unit="facilities")
    assert "will do: kindergarten; park." in explanation_text(counted, "en")


def test_the_farthest_left_out_is_the_farthest_that_was_found(told: Explanation):
    text = explanation_text(told, "en")
    assert "Of those left out whose way the search found, the farthest has 400 m and" in text
    assert "检索范围内可达的未覆盖居民中最远者：步行400米" in explanation_text(told, "zh")
    assert "Way of the farthest left out that was found" in explanation_html(told, "en")


def supplied(told: Explanation, rule: str, *holdings: Holding) -> Explanation:
    asked = {"rule": rule, "limit": 1.0, "limit_unit": "facilities", "value": 0.0,
             "verdict": "not_met", "coverage": 0.0}  # fmt: skip
    other = parted(told, "all", **asked)
    return dataclasses.replace(
        other, holdings=holdings, inside=told.evidence.facilities.iloc[:2], needed=None,
        members={"sure": frozenset({SURE}), "possible": frozenset({SURE, MAYBE})},
    )  # fmt: skip


def test_where_all_parts_are_needed_the_missing_one_is_named(told: Explanation):
    here = Holding(parts=(Part(type="kindergarten"),), sure=1.0, possible=2.0, asked=1.0)
    none = Holding(parts=(Part(type="park"),), sure=0.0, possible=0.0, asked=1.0)
    other = supplied(told, "presence", here, none)
    text = explanation_text(other, "en")
    assert "kindergarten: 1 certain, 2 with possible ones" in text
    assert "park: 0 certain" in text
    assert "Missing: park." in text
    assert "- It would be met with these more in the community: 1 × park." in text
    assert "Red Star (kindergarten), 2,000 m²: OpenStreetMap way 123" in text
    chinese = explanation_text(other, "zh")
    assert re.search("缺少：[一-鿿]*公园[一-鿿]*。", chinese)
    assert re.search("- 社区内再增加下列设施即可达标：.*公园.*1处。", chinese)


def test_how_many_more_are_wanted_is_told(told: Explanation):
    # three are asked for, one is there
    one = Holding(parts=(Part(type="kindergarten"),), sure=1.0, possible=1.0, asked=3.0)
    text = explanation_text(supplied(told, "count", one), "en")
    assert "- It would be met with these more in the community: 2 × kindergarten." in text
    assert "Missing" not in text


def test_how_much_more_ground_is_wanted_is_rounded_up(told: Explanation):
    # 40 people at 1.005 m2 each are 40.2 m2, of which 10 are there: 30.2
    one = Holding(parts=(Part(type="park"),), sure=10.0, possible=10.0, asked=40.2)
    other = supplied(told, "amount", one)
    other.evidence.row["limit_unit"] = "m2/person"
    assert "- Another 31 m² in the community would do." in explanation_text(other, "en")
    assert "- 社区内再增加31平方米即可达标。" in explanation_text(other, "zh")
    full = dataclasses.replace(other, holdings=(dataclasses.replace(one, sure=40.2),))
    assert "would do" not in explanation_text(full, "en")


def test_every_line_of_what_would_change_it_is_a_sentence_in_chinese(told: Explanation):
    met = parted(told, "any", verdict="met")
    text = explanation_text(dataclasses.replace(met, needed=None), "zh")
    assert text.endswith("- 除非更换数据或标准，否则判定不变。")
    edge = explanation_text(parted(told, "any", people_near_edge=5.0), "zh")
    assert "- 需补充数据边界以外的资料：未覆盖居民中有5人距边界小于限值。" in edge


def driven(told: Explanation, minutes: float) -> Explanation:
    item = dataclasses.replace(told.evidence.item, rule="vehicle", turnout_min=1.0)
    row = pd.concat([told.evidence.row.drop(["rule", "limit", "limit_unit"]),
                     pd.Series({"rule": "vehicle", "limit": 5.0, "limit_unit": "min"},
                               dtype=object)])  # fmt: skip
    evidence = dataclasses.replace(told.evidence, item=item, row=row)
    return dataclasses.replace(told, evidence=evidence, drive_min=minutes)


def test_of_an_engine_the_minutes_of_driving_and_those_allowed_are_told(told: Explanation):
    text = explanation_text(driven(told, 4.26), "en")
    assert (
        "The engine drives 4.3 min to the median resident; "
        "4 min may be driven, 5 min less 1 min turnout." in text
    )
    chinese = explanation_text(driven(told, 4.26), "zh")
    assert "行驶4.3分钟；行驶时间限值为4分钟（5分钟减去出动1分钟）。" in chinese
    assert "The search found no drive" in explanation_text(driven(told, math.inf), "en")


def test_where_room_is_asked_for_loads_stand_beside_it(told: Explanation):
    loads = pd.DataFrame(
        {"people": [312.0, 80.0], "here": [40.0, 10.0], "room": [270.0, np.nan]},
        index=[SURE, MAYBE],
    )  # fmt: skip
    other = dataclasses.replace(told, loads=loads)
    text = explanation_text(other, "en")
    assert "Red Star (w123): 312 people go there (40 of them from here), room for 270." in text
    assert "80 people go there (10 of them from here), room for a number not known." in text
    assert "红星幼儿园（w123）：前往312人（其中本社区40人），容量270人。" in explanation_text(
        other, "zh"
    )


def test_what_has_no_name_reads_well(told: Explanation):
    told.evidence.facilities.loc[MAYBE, ["name", "name_en"]] = None
    assert "to an unnamed one (n7), which is only possible." in explanation_text(told, "en")
    assert "至可能的设施未命名设施（n7）" in explanation_text(told, "zh")
