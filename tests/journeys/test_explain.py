"""A verdict explained through the command line: the drawn town, and the bundled Monaco."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from accessibility import standards
from accessibility.explaining import explain
from accessibility.outputs.audit import write_results
from accessibility.outputs.finished import read_evidence
from accessibility.pipeline import audit
from accessibility.study import read_study, sample_study
from tests.journeys.commands import run
from tests.journeys.town import write_town


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the town's extract, which goes with its results wherever it is copied."""
    folder = tmp_path_factory.mktemp("tree")
    (folder / "data").mkdir()
    write_town(folder / "data" / "town.osm.pbf")
    return folder


def audited(tree: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    """The town's audit, made once."""
    out = tree / "out" / "town"
    if not out.exists():
        ran = run(capfd, "audit", "--osm", tree / "data" / "town.osm.pbf", "-o", out)
        assert ran.status == 0, ran.err
    return out


def row_of(out: Path, community: str, item: str) -> dict[str, str]:
    with (out / "checklist.csv").open(encoding="utf-8-sig", newline="") as file:
        every = list(csv.DictReader(file))
    asked = [community, *item.split("/")]
    return next(row for row in every if [row[k] for k in ("community", "level", "item")] == asked)


def test_the_manifest_says_where_the_inputs_lie_from_the_results(
    tree: Path, capfd: pytest.CaptureFixture[str]
):
    [osm] = json.loads((audited(tree, capfd) / "run.json").read_text())["inputs"]
    assert osm["path"] == "../../data/town.osm.pbf"


def test_a_verdict_is_explained_with_the_facility_and_the_way(
    tree: Path, capfd: pytest.CaptureFixture[str]
):
    out = audited(tree, capfd)
    ran = run(capfd, "explain", out, "西社区", "5/kindergarten")
    assert ran.status == 0, ran.err
    row = row_of(out, "西社区", "5/kindergarten")
    assert row["reason"].lstrip("'") in ran.out
    assert "红星幼儿园: OpenStreetMap node 5001, from town.osm.pbf of 2024-05-01" in ran.out
    metres = f"{float(row['nearest_m']):,.0f} m"
    assert f"From the median resident {metres} and " in ran.out
    page = next(out.glob("explain-*.html"))
    assert page.name.endswith("-5-kindergarten.html")
    assert f"Map: {page}" in ran.out
    assert "红星幼儿园" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("community", ["西社区", "东社区"])
@pytest.mark.parametrize("item", ["5/kindergarten", "5/park", "10/park"])
def test_judged_again_the_community_has_the_shares_of_its_checklist(
    tree: Path, capfd: pytest.CaptureFixture[str], community: str, item: str
):
    told = explain(read_evidence(audited(tree, capfd), community, item))
    people, row = told.evidence.here["people"], told.evidence.row
    sure, possible = (
        people[told.served.isin(kinds)].sum() / people.sum()
        for kinds in (["sure"], ["sure", "possible"])
    )
    assert sure == pytest.approx(row["coverage"], abs=1e-9)
    assert possible == pytest.approx(row["coverage_possible"], abs=1e-9)
    median = told.trips[told.trips["what"] == "median"]
    known = pd.notna(row["facility_id"])  # no park is large enough for the 10-minute circle
    assert median["metres"].tolist() == ([row["nearest_m"]] if known else [])
    assert median["facility_id"].tolist() == ([row["facility_id"]] if known else [])


def test_in_the_other_language_and_to_a_file_of_ones_own(
    tree: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    out, page = audited(tree, capfd), tmp_path / "why.html"
    ran = run(capfd, "explain", out, "西社区", "kindergarten", "--lang", "zh", "-o", page)
    assert ran.status == 0, ran.err
    assert "怎样才会改变判定" in ran.out
    assert '<html lang="zh-CN">' in page.read_text(encoding="utf-8")
    again = run(capfd, "explain", out, "西社区", "kindergarten", "-o", page)
    assert again.status == 2
    assert "already there" in again.err
    forced = run(capfd, "explain", out, "西社区", "kindergarten", "-o", page, "--force")
    assert forced.status == 0
    other = run(capfd, "explain", out, "西社区", "kindergarten", "-o", tmp_path / "why.pdf")
    assert other.status == 2
    assert ".html" in other.err


def test_a_moved_tree_still_finds_its_extract_and_a_moved_extract_is_told(
    tree: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    audited(tree, capfd)
    other = tmp_path / "elsewhere"
    shutil.copytree(tree, other)
    asked = (other / "out" / "town", "西社区", "kindergarten")
    assert "From the median resident" in run(capfd, "explain", *asked).out
    extract = other / "data" / "town.osm.pbf"
    extract.rename(other / "renamed.osm.pbf")
    lost = run(capfd, "explain", *asked)
    assert lost.status == 0, lost.err
    assert "give --osm FILE" in lost.out
    assert "The median resident has it" in lost.out  # from the tables, without the way
    found = run(capfd, "explain", *asked, "--osm", other / "renamed.osm.pbf")
    assert "From the median resident" in found.out
    extract.write_bytes(b"another extract")
    changed = run(capfd, "explain", *asked)
    assert changed.status == 0
    assert "is not the file that was audited" in changed.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("西社", "kindergarten"), "Did you mean '西社区'?"),
        (("西社区", "5/kindergarden"), "Did you mean '5/kindergarten'"),
        (("西社区", "park"), "5/park --standard gb50180-2018"),
        (("西社区", "kindergarten", "--standard", "moreno"), "It has 'gb50180-2018'"),
    ],
)
def test_what_the_audit_does_not_have_is_one_message(
    tree: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
):
    ran = run(capfd, "explain", audited(tree, capfd), *arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_folder_that_is_no_audit_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, "explain", tmp_path, "西社区", "kindergarten")
    assert ran.status == 2
    assert "not the folder of a finished audit" in ran.err


@pytest.fixture(scope="module")
def monaco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("monaco") / "out"


def test_in_monaco_every_kind_of_rule_is_explained_as_it_was_judged(
    monaco: Path, capfd: pytest.CaptureFixture[str]
):
    standards = ("gb50180-2018", "wanzheng-2020", "fire")
    flags = [part for one in standards for part in ("--standard", one)]
    assert run(capfd, "audit", *flags, "-o", monaco).status == 0
    asked = ("15/shopping_center", "5-10/supermarket", "5/public_green_area", "city/fire_arrival",
             "city/class_2_zone", "15/junior_middle_school", "child_space")  # fmt: skip
    for item in asked:
        told = explain(read_evidence(monaco, "Monte-Carlo", item))
        people, row = told.evidence.here["people"], told.evidence.row
        share = people[told.served == "sure"].sum() / people.sum()
        assert share == pytest.approx(row["coverage"], abs=1e-9), item
        median = told.trips[told.trips["what"] == "median"].iloc[0]
        if pd.notna(row["facility_id"]):
            told_m = median["straight_m" if row["rule"] == "straight_line" else "metres"]
            assert told_m == pytest.approx(row["nearest_m"], abs=6e-4), item
            assert median["facility_id"] == row["facility_id"], item


@pytest.mark.parametrize(
    ("community", "standard", "item"),
    [
        ("Monte-Carlo", "chengdu-policy", "15/child_public_space"),  # a park or a playground
        ("Monte-Carlo", "itdp-pedestrians-first", "15/services"),  # a school and healthcare
        ("La Rousse", "chengshi-tijian", "convenience_shops"),  # three types, all needed
        ("La Rousse", "fire", "fire_arrival"),  # within what rails part, of all homes
        ("La Rousse", "chengshi-tijian", "hospital"),  # in a straight line
    ],
)
def test_facility_and_distance_are_those_of_the_checklist(
    several: Path, community: str, standard: str, item: str
):
    told = explain(read_evidence(several, community, item, standard_id=standard))
    row, median = told.evidence.row, told.trips[told.trips["what"] == "median"].iloc[0]
    assert median["facility_id"] == row["facility_id"]
    told_m = median["straight_m" if row["rule"] == "straight_line" else "metres"]
    assert told_m == pytest.approx(row["nearest_m"], abs=6e-4)
    people = told.evidence.here["people"]
    share = people[told.served == "sure"].sum() / people.sum()
    assert share == pytest.approx(row["coverage"], abs=1e-6)


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Monaco by standards whose items have several types, or vehicles."""
    out = tmp_path_factory.mktemp("several") / "out"
    names = ("chengdu-policy", "itdp-pedestrians-first", "chengshi-tijian", "fire")
    write_results(audit(replace(read_study(sample_study()), standards=names)), out)
    return out


def test_the_missing_part_the_drive_and_the_ground_are_told(
    several: Path, capfd: pytest.CaptureFixture[str]
):
    shops = run(capfd, "explain", several, "La Rousse", "convenience_shops")
    assert "Missing: parcel facility." in shops.out
    assert "It would be met with these more in the community: 1 × parcel facility." in shops.out
    page = next(several.glob("explain-*-convenience_shops.html")).read_text(encoding="utf-8")
    told = explain(read_evidence(several, "La Rousse", "convenience_shops"))
    assert told.evidence.facilities.loc[told.evidence.row["facility_id"], "source_id"] in page
    engine = run(capfd, "explain", several, "La Rousse", "fire_arrival")
    assert "4 min may be driven, 5 min less 1 min turnout." in engine.out
    assert "From the station to the median resident" in engine.out


def test_who_travels_is_told_once_and_no_rider_where_nobody_rides(
    several: Path, capfd: pytest.CaptureFixture[str]
):
    ran = run(capfd, "explain", several, "Monte-Carlo", "15/child_public_space")
    assert [line for line in ran.err.splitlines() if "routing by" in line] == [
        "routing by walk, child"
    ]


def test_the_help_speaks_of_the_explanations_language(capfd: pytest.CaptureFixture[str]):
    ran = run(capfd, "explain", "--help")
    assert "Language of the explanation." in " ".join(ran.out.split())
    assert "first view" not in ran.out


def test_a_standard_of_ones_own_goes_with_the_tree(
    tree: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    bundled = Path(standards.__file__).parent / "gb50180-2018.toml"
    (tmp_path / "data").mkdir()
    own = tmp_path / "own.toml"
    own.write_bytes(bundled.read_bytes())
    extract = shutil.copy(tree / "data" / "town.osm.pbf", tmp_path / "data")
    out = tmp_path / "out"
    assert run(capfd, "audit", "--osm", extract, "--standard", own, "-o", out).status == 0
    told = json.loads((out / "run.json").read_text())
    assert told["standards"]["gb50180-2018"]["path"] == "../own.toml"
    assert run(capfd, "explain", out, "西社区", "kindergarten").status == 0


def test_where_no_way_leads_to_a_file_its_name_alone_is_kept(
    tree: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    def other_drive(*_: object) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr("os.path.relpath", other_drive)
    out = tmp_path / "out"
    assert run(capfd, "audit", "--osm", tree / "data" / "town.osm.pbf", "-o", out).status == 0
    [osm] = json.loads((out / "run.json").read_text())["inputs"]
    assert (osm["name"], "path" in osm) == ("town.osm.pbf", False)
    ran = run(capfd, "explain", out, "西社区", "kindergarten")
    assert ran.status == 0
    assert "town.osm.pbf is not there" in ran.out


def test_trees_that_are_alike_have_manifests_that_are_alike(
    tree: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    first = (audited(tree, capfd) / "run.json").read_bytes()
    (tmp_path / "data").mkdir()
    extract = shutil.copy(tree / "data" / "town.osm.pbf", tmp_path / "data")
    out = tmp_path / "out" / "town"
    assert run(capfd, "audit", "--osm", extract, "-o", out).status == 0
    assert (out / "run.json").read_bytes() == first
