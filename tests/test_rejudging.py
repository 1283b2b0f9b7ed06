"""An item judged once more: on streets as the audit did, and on what its tables hold."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from accessibility import rejudging
from accessibility.explaining import explain, study_of
from accessibility.outputs.audit import write_results
from accessibility.outputs.finished import read_evidence
from accessibility.pipeline import audit
from accessibility.rejudging import Case
from accessibility.study import Study
from accessibility.tables import Nearest
from tests.finished_audit import EAST, rows, run_json, write_folder
from tests.journeys.town import write_town


def case(folder: Path) -> Case:
    evidence = read_evidence(folder, EAST, "kindergarten")
    return Case(evidence, study_of(evidence), None)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drawn town's results, written beside its extract."""
    folder = tmp_path_factory.mktemp("town")
    write_town(folder / "town.osm.pbf")
    results = audit(Study(name="town", osm=folder / "town.osm.pbf"))
    write_results(results, folder / "out")
    return folder / "out"


def test_without_its_only_kindergarten_nobody_is_served(town: Path):
    told = explain(read_evidence(town, "西社区", "kindergarten"))
    assert (told.served == "sure").any()
    assert told.without == 0.0


def test_without_a_facility_the_others_still_serve(town: Path):
    # of the two bus stops the eastern one is left, which some in the west reach within 500 m
    told = explain(read_evidence(town, "西社区", "5/bus_stop"))
    served = told.evidence.here["people"][told.served == "sure"].sum()
    share = served / told.evidence.here["people"].sum()
    assert 0.0 < told.without < share


def test_the_limit_needed_is_that_at_which_the_pass_share_is_reached(town: Path):
    evidence = read_evidence(town, "西社区", "kindergarten")
    told = explain(evidence)
    here, metres = evidence.here, evidence.here["walk m kindergarten"]
    within = here["people"][metres <= told.needed].sum() / here["people"].sum()
    nearer = here["people"][metres < told.needed].sum() / here["people"].sum()
    assert nearer < 0.9 <= within


def test_streets_and_tables_say_the_same_of_who_is_served(town: Path):
    evidence = read_evidence(town, "西社区", "kindergarten")
    with_streets = explain(evidence).served
    by_tables = Case(evidence, study_of(evidence), None).classes
    assert (with_streets == "sure").tolist() == [one == "sure" for one in by_tables]


def test_land_decides_where_the_audit_weighed_by_land(tmp_path: Path):
    run = run_json()
    run["settings"]["weight"] = "land"
    weighed = case(write_folder(tmp_path / "a", run=run))
    assert weighed.weight(weighed.ground).tolist() == [100.0, 300.0, 300.0, 300.0]
    people = case(write_folder(tmp_path / "b"))
    assert people.weight(people.ground).tolist() == [10.0] * 4


def test_minutes_by_a_role_of_its_own_are_taken_from_its_column(tmp_path: Path):
    # the panel of children walks at its own pace: 2, 4, 6 min and not reached, within 5
    minutes = [2.0, 4.0, 6.0, np.nan] * 2
    row = {"standard": "audiences", "level": "5", "item": "child_space", "rule": "time",
           "limit": 5.0, "limit_unit": "min"}  # fmt: skip
    folder = write_folder(tmp_path / "a", rows(row))
    evidence = read_evidence(folder, EAST, "child_space")
    groups = evidence.groups
    folder = write_folder(
        tmp_path / "b", rows(row), **{f"child min {group}": minutes for group in groups}
    )
    told = explain(read_evidence(folder, EAST, "child_space"))
    assert told.served.tolist() == ["sure", "sure", "no", "no"]
    assert set(explain(evidence).served) == {"unknown"}  # the column is not there


def near(metres: dict[str, list[float]], minutes: dict[str, list[float]], ids: dict[str, list]):
    frames = (pd.DataFrame(one) for one in (metres, minutes, ids))
    metres_, minutes_, ids_ = frames
    return Nearest(
        profile="walk", certainty="sure", metres=metres_, minutes=minutes_, facility_id=ids_
    )


def test_what_was_looked_for_apart_is_put_together_as_one_search_has_it():
    # nearer, farther, as near with a later and with an earlier id; not reached; not joined
    found = near(
        {"p": [20, 10, 10, 10, np.inf, np.nan], "p~": [10, 20, 10, 10, 30, np.nan]},
        {"p": [2, 1, 1, 1, np.inf, np.nan], "p~": [1, 2, 1, 1, 3, np.nan]},
        {"p": ["p/b", "p/b", "p/a", "p/c", np.nan, np.nan],
         "p~": ["p/b2", "p/b2", "p/b2", "p/b2", "p/b2", np.nan]},
    )  # fmt: skip
    whole = rejudging._together({("walk", "sure"): found}, {"p": "p~"})["walk", "sure"]
    assert whole.facility_id["p"].tolist()[:5] == ["p/b2", "p/b", "p/a", "p/b2", "p/b2"]
    assert pd.isna(whole.facility_id["p"].iloc[5])
    np.testing.assert_array_equal(whole.metres["p"], [10, 10, 10, 10, 30, np.nan])
    np.testing.assert_array_equal(whole.minutes["p"], [1, 1, 1, 1, 3, np.nan])
    assert found.metres["p"].tolist()[0] == 20  # as it was: so it is without that one


def test_a_circle_has_no_minutes_and_goes_by_metres():
    never = [np.nan, np.nan]
    found = near({"p": [5, 9], "p~": [7, 8]}, {"p": never, "p~": never},
                 {"p": ["p/a", "p/a"], "p~": ["p/b", "p/b"]})  # fmt: skip
    whole = rejudging._together({("straight_line", "sure"): found}, {"p": "p~"})
    assert whole["straight_line", "sure"].facility_id["p"].tolist() == ["p/a", "p/b"]


def test_one_search_answers_with_and_without_the_facility(
    town: Path, monkeypatch: pytest.MonkeyPatch
):
    calls = []

    def counted(*told: object) -> object:
        calls.append(told)
        return route(*told)

    route = rejudging.route
    monkeypatch.setattr(rejudging, "route", counted)
    assert explain(read_evidence(town, "西社区", "5/bus_stop")).without is not None
    [(_, _, _, modes, _)] = calls
    assert list(modes) == ["walk"]  # nobody rides for it


ROOM = """
id = "room"
name_zh = "容量"
name_en = "Room"
source = "none"

[levels.5]
name_zh = "五分钟"
name_en = "5 minutes"
minutes = 5
distance_m = 2_000
clause = "1"
certainty = "seen"

[[items]]
level = "5"
id = "kindergarten"
type = "kindergarten"
name_zh = "幼儿园"
name_en = "Kindergarten"
requirement = "required"
rule = "capacity"
people_per_facility = [1, 7]
clause = "1"
certainty = "seen"
"""


def test_who_goes_where_is_counted_over_all_communities(tmp_path: Path):
    # everybody lives within 2 km of the one kindergarten, half of them in the west
    write_town(tmp_path / "town.osm.pbf")
    (tmp_path / "room.toml").write_text(ROOM, encoding="utf-8")
    told = Study(name="t", osm=tmp_path / "town.osm.pbf", standards=(str(tmp_path / "room.toml"),))
    write_results(audit(told), tmp_path / "out")
    evidence = read_evidence(tmp_path / "out", "西社区", "kindergarten")
    [(facility, load)] = explain(evidence).loads.iterrows()
    assert facility == evidence.row["facility_id"]
    assert load["people"] == pytest.approx(evidence.cells["people"].sum())
    assert load["here"] == pytest.approx(evidence.here["people"].sum())
    assert load["room"] == 7
    # served are 7 of all who go there
    assert evidence.row["coverage"] == pytest.approx(7 / load["people"])


def test_the_ground_that_is_asked_for_grows_with_the_people(tmp_path: Path):
    # 40 people at 1 m2: the park of 9,000 m2 is in the west, so the east holds nothing
    green = {"item": "public_green_area", "rule": "amount", "limit": 1.0,
             "limit_unit": "m2/person", "facility_id": np.nan}  # fmt: skip
    folder = write_folder(tmp_path / "a", rows(green, green | {"community_id": "r2"}))
    for community, area in ((EAST, 0.0), ("r2", 9000.0)):
        evidence = read_evidence(folder, community, "public_green_area")
        [one] = Case(evidence, study_of(evidence), None).holdings()
        assert (one.sure, one.asked) == (area, 40.0)
    even = run_json(people={"basis": "even", "total": 80.0})
    folder = write_folder(tmp_path / "b", rows(green), run=even)
    evidence = read_evidence(folder, EAST, "public_green_area")
    [one] = Case(evidence, study_of(evidence), None).holdings()
    assert one.asked is None  # people are weights: nothing can be shared among them
