"""The promise of minutes, traveller by traveller."""

import numpy as np
import pandas as pd
import pytest

from accessibility.scoring.travellers import COLUMNS, traveller_coverage
from accessibility.standards import standard
from accessibility.tables import Nearest

CELLS = pd.DataFrame(
    {"community_id": ["a", "a", "b"], "people": [30.0, 10.0, 5.0]}, index=["x", "y", "z"]
)
GB = standard("gb50180-2018")
ITEM = next(i for i in GB.located if i.level == "15")


def travel(profile: str, minutes: list[float]) -> Nearest:
    frame = pd.DataFrame({ITEM.group: minutes}, index=CELLS.index)
    ids = frame.apply(lambda c: c.map(lambda m: "s1" if np.isfinite(m) else np.nan)).astype(object)
    return Nearest(
        profile=profile, certainty="sure", metres=frame * 80, minutes=frame, facility_id=ids
    )


def row(table: pd.DataFrame, community: str, profile: str) -> float:
    one = table[(table["community_id"] == community) & (table["profile"] == profile)]
    one = one[one["level"] == "15"]
    return float(one.loc[one["item"] == ITEM.id, "coverage_in_time"].iloc[0])


def test_each_traveller_is_told_by_minutes():
    # community a: 30 people at 12 min, 10 at 20; an old person takes half as long again:
    # 18 and 30 min. 15 minutes hold 30 of 40 on foot and nobody of the old.
    young, old = travel("walk", [12, 20, np.inf]), travel("elderly", [18, 30, np.inf])
    found = {("walk", "sure"): young, ("elderly", "sure"): old}
    table = traveller_coverage({GB.id: GB}, found, CELLS, roles=["walk", "elderly"])
    assert tuple(table.columns) == COLUMNS
    assert set(table.loc[table["level"] == "15", "minutes"]) == {15.0}
    assert row(table, "a", "walk") == pytest.approx(0.75)
    assert row(table, "a", "elderly") == 0
    assert row(table, "b", "walk") == 0  # searched, and not reached


def test_a_kind_that_nobody_reaches_on_foot_is_not_told():
    found = {(role, "sure"): travel(role, [np.inf] * 3) for role in ("walk", "elderly")}
    assert traveller_coverage({GB.id: GB}, found, CELLS, roles=["walk", "elderly"]).empty


def test_a_kind_that_only_a_wheelchair_does_not_reach_is_told_as_nobody():
    found = {("walk", "sure"): travel("walk", [1, 1, 1])}
    found["wheelchair", "sure"] = travel("wheelchair", [np.inf, np.nan, np.inf])
    table = traveller_coverage({GB.id: GB}, found, CELLS, roles=["walk", "wheelchair"])
    assert row(table, "a", "wheelchair") == 0


def test_a_rider_may_leave_the_bicycle_where_walking_is_quicker():
    # the bicycle cannot be joined in cell y, and takes the long way round in x
    found = {("walk", "sure"): travel("walk", [14, 10, 20])}
    found["bike", "sure"] = travel("bike", [16, np.nan, 15])
    table = traveller_coverage({GB.id: GB}, found, CELLS, roles=["walk", "bike"], riders={"bike"})
    assert row(table, "a", "bike") == 1
    assert row(table, "b", "bike") == 1


def test_without_travellers_the_table_is_empty_and_has_its_columns():
    assert tuple(traveller_coverage({GB.id: GB}, {}, CELLS, roles=[]).columns) == COLUMNS
