"""The lines an audit ends with on the terminal."""

import dataclasses

import pandas as pd
import pytest

from accessibility.outputs.summary import summary
from accessibility.results import Results
from accessibility.standards import LEVEL_COLUMNS
from accessibility.standards.schema import CERTAINTIES
from tests.outputs import fixtures


@pytest.fixture(scope="module")
def results() -> Results:
    return fixtures.results()


def test_levels_the_standard_has_are_told_and_no_others(results: Results):
    lines = summary(results).splitlines()
    # district 81.1 B; 95.75, 57.6 and 89.96 by level; 2 of 7 met, 6 told
    assert lines[0] == "Standard for residential areas: 81.1 of 100 (B)"
    assert lines[1] == "  15 min 95.8 · 10 min 57.6 · 5 min 90.0"
    assert lines[2] == "  2 of 7 required items met, 1 cannot be told"
    assert lines[3].startswith("   72.2  C  ")
    assert lines[-1].startswith("      –  –  East")


def of_many(results: Results, count: int, **changes: object) -> Results:
    """The same audit by several standards alike."""
    [(key, own)] = results.standards.items()
    ids = [f"{key}-{i}" for i in range(count)]
    return dataclasses.replace(
        results,
        standards={one: dataclasses.replace(own, id=one) for one in ids},
        district=pd.concat([results.district.rename(index={key: one}) for one in ids]),
        scores=pd.concat([results.scores.rename(index={key: one}, level=0) for one in ids]),
        **changes,
    )


def test_communities_are_named_up_to_three_standards(results: Results):
    assert len(summary(of_many(results, 3)).splitlines()) == 3 * (3 + 3)
    assert len(summary(of_many(results, 4)).splitlines()) == 4 * 3


def levels_told(results: Results, *levels: str, lang: str = "en") -> str:
    """The line of levels where the standard has one item at each of these."""
    [own] = results.standards.values()
    tiers = {one: dataclasses.replace(own.levels["15"], id=one) for one in levels}
    items = tuple(dataclasses.replace(own.items[0], level=one) for one in levels)
    district = results.district.assign(level_other=40.0)
    changed = dataclasses.replace(
        results,
        study=dataclasses.replace(results.study, lang=lang),
        standards={own.id: dataclasses.replace(own, levels=tiers, items=items)},
        district=district,
    )
    return summary(changed).splitlines()[1].strip()


def test_a_level_is_told_by_its_own_name_and_several_of_a_column_by_that_of_the_column(
    results: Results,
):
    # district: 57.6 at level_10, 95.75 at level_15, 40 at level_other
    assert levels_told(results, "5-10") == "5–10 min 57.6"
    assert levels_told(results, "5-10", lang="zh") == "5–10分钟 57.6"
    assert levels_told(results, "rural_village") == "village 95.8"
    assert levels_told(results, "city") == "city 40.0"
    assert levels_told(results, "5-10", "10") == "10 min 57.6"
    assert levels_told(results, "city", "district") == "other levels 40.0"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_level_that_is_scored_has_a_name(results: Results, lang: str):
    for level, column in LEVEL_COLUMNS.items():
        if column is not None:
            assert levels_told(results, level, lang=lang)


def test_settings_that_change_the_score_are_told_before_it_and_only_those():
    assert not summary(fixtures.results()).startswith("Settings")
    usual = {"rule": "distance", "weight": "people", "min_certainty": "general_low"}
    assert not summary(fixtures.results(**usual)).startswith("Settings")
    changed = {"rule": "time", "weight": "land", "min_certainty": "general_high"}
    assert summary(fixtures.results(**changed)).splitlines()[0] == (
        "Settings: where the standard leaves it open: by walking time, share of residential land, "
        "not of people · items with figures less certain than “recalled with high confidence” "
        "left out"
    )
    told = summary(fixtures.results(lang="zh", **changed)).splitlines()[0]
    assert told == (
        "设置：标准未规定时按步行时间判定、按居住用地而非人口计算比例 · "
        "可靠程度低于“凭记忆，把握较大”的项目未计入"
    )


@pytest.mark.parametrize("certainty", CERTAINTIES[:-1])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_certainty_asked_for_has_words(certainty: str, lang: str):
    one = fixtures.results(lang=lang, rule="straight_line", min_certainty=certainty)
    words = {"en": ("seen in", "with high", "with medium"), "zh": ("已查", "较大", "一般")}[lang]
    assert words[CERTAINTIES.index(certainty)] in summary(one).splitlines()[0]


def test_a_score_without_a_grade_has_no_empty_brackets(results: Results):
    bare = dataclasses.replace(results, district=results.district.assign(grade=None))
    assert summary(bare).splitlines()[0] == "Standard for residential areas: 81.1 of 100"


def test_one_item_is_told_as_one(results: Results):
    counts = {"items_required": 1, "items_assessed": 1, "items_met": 1}
    one = dataclasses.replace(
        results,
        district=results.district.assign(**counts),
        scores=results.scores.assign(**counts),
    )
    lines = summary(one).splitlines()
    assert lines[2] == "  1 of 1 required item met, 0 cannot be told"
    assert lines[-1] == "      –  –  East (1 of 1 item told)"


def test_units_of_their_own_are_announced(results: Results):
    assert "units.csv" not in summary(results)
    both = dataclasses.replace(results, unit_scores=pd.DataFrame({"score": [1.0]}))
    assert summary(both).splitlines()[-1] == "units.csv: each level on its own units"


def panel(results: Results, **row: object) -> str:
    """What the line of the panels says of one of the district."""
    plain = {"community_id": "district", "audience": "wheelchair", "score": 40.0, "grade": None,
             "score_known": 0.7, "score_possible": 69.04}  # fmt: skip
    one = dataclasses.replace(results, audiences=pd.DataFrame([plain | row]))
    return summary(one).splitlines()[-1].removeprefix("Panels (audiences.csv): ")


def test_wheelchair_users_have_the_range_that_unknown_ways_leave_open(results: Results):
    ways = "of 100 (ways known to be passable / not known to be impassable)"
    assert panel(results) == f"wheelchair users 0.7 to 69.0 {ways}"
    # the range needs no score, and a grade is told where there is one
    assert panel(results, score=float("nan")) == f"wheelchair users 0.7 to 69.0 {ways}"
    assert panel(results, grade="C") == f"wheelchair users 0.7 to 69.0 {ways}, grade C"
    # all ways are known: one score
    same = {"score_known": 40.0, "score_possible": 40.0}
    assert panel(results, **same) == "wheelchair users 40.0"
    assert panel(results, **same, grade="D") == "wheelchair users 40.0 (D)"
    nothing = dict.fromkeys(("score", "score_known", "score_possible"), float("nan"))
    assert panel(results, **nothing) == "wheelchair users cannot be told"
    assert panel(results, audience="children") == "children 40.0"


def test_panels_and_needs_are_told_for_all_people_together(results: Results):
    panels = pd.DataFrame(
        {
            "audience": ["children", "children", "elderly"],
            "community_id": ["west", "district", "district"],
            "score": [10.0, 91.84, float("nan")],
            "grade": ["E", "A", None],
            "score_known": float("nan"),
            "score_possible": float("nan"),
        }
    )
    needs = pd.DataFrame(
        {"share": [0.2, 0.834], "share_possible": [0.2, 0.881]},
        pd.MultiIndex.from_tuples(
            [("community", "west"), ("district", "district")], names=["unit", "community_id"]
        ),
    )
    lines = summary(dataclasses.replace(results, audiences=panels, needs=needs)).splitlines()
    assert lines[-2] == ("Panels (audiences.csv): children 91.8 (A) · older people cannot be told")
    assert lines[-1] == (
        "Everyday needs met on foot (needs.csv): 83 %, up to 88 % with facilities that are only "
        "possible"
    )
    zh = dataclasses.replace(
        fixtures.results(lang="zh"), audiences=panels, needs=needs.assign(share_possible=0.834)
    )
    assert summary(zh).splitlines()[-2:] == [
        "人群专题（audiences.csv）：儿童91.8分（A级） · 老年人数据不足",
        "生活需求步行解决率（needs.csv）：83%",
    ]
