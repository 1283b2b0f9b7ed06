"""Every row of one quarter against notes that were made without this package.

Monaco-Ville, the Rock: cliffs, ramps and stairs between it and the towns at its foot. For each row
of three standards the notes of `checked_quarter.csv` say

- `verdict`, `facility_id`: read off the map and the tags of the objects, by the rules of
  `docs/method.md`;
- `metres`, `share`: distance of the median resident and share of residents within the limit, from
  a graph of another make (networkx; lengths by pyproj.Geod; homes weighted by footprint and tagged
  floors; doors and joins by shapely) and facilities picked by tags with short rules of its own;
- `possible`: the share if objects count whose tags leave the type open, where that was looked at;
- `bicycle`: the share within the level's minutes riding, pushing or walking, where the row fails;
- `note`: what was seen.

Empty is not reached, or not asked for.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from accessibility.pipeline import audit
from accessibility.study import read_study, sample_study

QUARTER = "r2220207"
STANDARDS = ("gb50180-2018", "wanzheng-2020", "moreno")
JOIN_M = 30.0  # two joins and two doors, found in different ways
PEOPLE = 0.05  # those who live where such a difference decides; floors are spread otherwise too
NOTES = pd.read_csv(
    Path(__file__).parent / "checked_quarter.csv", dtype={"level": "str"}
).set_index(["standard", "level", "item"])
KEYS = list(NOTES.index)


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """The quarter's rows of the audit."""
    study = replace(read_study(sample_study()), standards=STANDARDS)
    return audit(study).checklist.xs(QUARTER, level="community_id")


def noted(column: str) -> list[object]:
    """Rows with a note in a column."""
    keys = NOTES.index[NOTES[column].notna()]
    return [pytest.param(key, id="/".join(key)) for key in keys]


def test_every_row_of_the_quarter_was_checked_and_no_other(rows: pd.DataFrame):
    assert sorted(rows.index) == sorted(KEYS)
    assert NOTES["note"].str.len().min() > 5
    assert len(NOTES) == 90


def test_the_verdicts_are_those_read_off_the_map(rows: pd.DataFrame):
    told = rows.loc[KEYS, "verdict"]
    assert told[told != NOTES["verdict"]].to_dict() == {}


def test_the_facilities_are_those_found_on_the_map(rows: pd.DataFrame):
    told = rows.loc[KEYS, "facility_id"].fillna("")
    assert told[told != NOTES["facility_id"].fillna("")].to_dict() == {}


def test_what_the_notes_do_not_reach_is_not_reached(rows: pd.DataFrame):
    reached = np.isfinite(rows.loc[KEYS, "nearest_m"].astype(float))
    assert reached[reached != NOTES["metres"].notna()].to_dict() == {}


@pytest.mark.parametrize("key", noted("metres"))
def test_the_distance_is_that_of_another_graph(key: tuple[str, str, str], rows: pd.DataFrame):
    assert rows.loc[key, "nearest_m"] == pytest.approx(NOTES.loc[key, "metres"], abs=JOIN_M)


@pytest.mark.parametrize(
    ("column", "note"),
    [("coverage_people", "share"), ("coverage_bicycle", "bicycle")],
)
def test_the_share_of_residents_is_that_of_another_graph(
    column: str, note: str, rows: pd.DataFrame
):
    asked = NOTES.index[NOTES[note].notna()]
    assert len(asked) >= 11
    off = (rows.loc[asked, column] - NOTES.loc[asked, note]).abs()
    assert off[~(off <= PEOPLE)].to_dict() == {}


@pytest.mark.parametrize("key", noted("possible"))
def test_what_is_possible_is_what_the_tags_leave_open(
    key: tuple[str, str, str], rows: pd.DataFrame
):
    assert rows.loc[key, "coverage_possible"] == pytest.approx(
        NOTES.loc[key, "possible"], abs=PEOPLE
    )


def test_the_notes_themselves_follow_the_rules_of_the_method():
    # met from 90 % on; failing rows are below, or above by bicycle alone
    share, riding = NOTES["share"], NOTES["bicycle"]
    verdict = NOTES["verdict"]
    assert (share[verdict == "met"] >= 0.9).all()
    failing = verdict.isin(["not_met", "by_bicycle"])
    assert (share[failing] < 0.9).all()
    assert ((riding >= 0.9) == (verdict == "by_bicycle"))[failing & riding.notna()].all()
    assert NOTES.loc[verdict == "by_bicycle", "bicycle"].notna().all()
