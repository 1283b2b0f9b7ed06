"""Verdicts that hang on gates which are not mapped."""

import pandas as pd
import pytest

from accessibility.scoring.walls import with_walls

INDEX = pd.MultiIndex.from_tuples(
    [("gb", "a", "15", "park"), ("gb", "b", "15", "park"), ("gb", "c", "15", "park")],
    names=["standard", "community_id", "level", "item"],
)
BEHIND = pd.Series({"a": 1200.0, "b": 30.0})


def checklist(*verdicts: str) -> pd.DataFrame:
    frame = pd.DataFrame({"verdict": verdicts, "reason": "So it is.", "cause": ""}, index=INDEX)
    return frame.astype({"verdict": "str", "reason": "str", "cause": "str"})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_gates_would_change_cannot_be_told(lang: str):
    # a would pass with gates, b fails in any case, c is not known for another reason
    closed = checklist("not_met", "not_met", "cannot_tell")
    opened = checklist("met", "not_met", "cannot_tell")
    table = with_walls(closed, opened["verdict"], BEHIND, lang=lang, counts=True)
    assert table["verdict"].tolist() == ["cannot_tell", "not_met", "cannot_tell"]
    assert table["cause"].tolist() == ["walls", "", ""]
    assert table["verdict_with_gates"].isna().tolist() == [False, True, True]
    assert table["verdict_with_gates"].iloc[0] == "met"
    assert table["reason"].iloc[1] == "So it is."
    assert "1,200" in table["reason"].iloc[0]
    assert {"en": "would be: met", "zh": "结论为：达标"}[lang] in table["reason"].iloc[0]
    assert closed["verdict"].iloc[0] == "not_met"  # the argument stays


def test_weights_are_no_number_of_people():
    closed, opened = checklist("not_met", "met", "met"), checklist("met", "met", "met")
    table = with_walls(closed, opened["verdict"], BEHIND, lang="en", counts=False)
    assert "1,200" not in table["reason"].iloc[0]
    assert "Residents live in compounds" in table["reason"].iloc[0]


def test_where_nothing_changes_nothing_is_said():
    same = checklist("not_met", "met", "cannot_tell")
    table = with_walls(same, same["verdict"], BEHIND, lang="en", counts=True)
    pd.testing.assert_frame_equal(table.drop(columns="verdict_with_gates"), same)
    assert table["verdict_with_gates"].isna().all()


def test_each_row_is_told_of_its_own_people_and_verdict():
    # a: 1,200 people behind walls, would be met; b: 30 people, partly; c: nobody counted there
    closed = checklist("not_met", "not_met", "by_bicycle")
    opened = checklist("met", "partly", "met")
    table = with_walls(closed, opened["verdict"], BEHIND, lang="zh", counts=True)
    assert table["reason"].tolist() == [
        "So it is.1,200名居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
        "结论为：达标。核实出入口后可判定。",
        "So it is.30名居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
        "结论为：部分达标。核实出入口后可判定。",
        "So it is.0名居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
        "结论为：达标。核实出入口后可判定。",
    ]
    assert table["verdict_with_gates"].tolist() == ["met", "partly", "met"]
    assert table.dtypes[["reason", "verdict", "cause"]].tolist() == ["str"] * 3
