"""Whole audits through the command line: the drawn town, and the bundled Monaco."""

import csv
import hashlib
import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from accessibility.study import read_study, sample_study
from tests.journeys.commands import run
from tests.journeys.town import write_town

FILES = [
    "audience_checklist.csv", "audiences.csv", "audit.gpkg", "checklist.csv", "district.csv",
    "map.html", "needs.csv", "run.json", "scores.csv", "sensitivity.csv",
]  # fmt: skip
LAYERS = [
    "access_points",
    "audience_checklist",
    "cells",
    "checklist",
    "communities",
    "compounds",
    "facilities",
    "gaps",
    "stranded",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The drawn town, audited once."""
    folder = tmp_path_factory.mktemp("town")
    write_town(folder / "town.osm.pbf")
    return folder


def audited(folder: Path, capfd: pytest.CaptureFixture[str], *flags: object) -> Path:
    """The results of the town, made where they are not there yet."""
    out = folder / ("out" + "".join(str(f).strip("-") for f in flags))
    if not out.exists():
        ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", out, *flags)
        assert ran.status == 0, ran.err
    return out


def checklist(out: Path) -> pd.DataFrame:
    table = pd.read_csv(out / "checklist.csv", encoding="utf-8-sig", dtype={"level": str})
    return table.set_index(["community_id", "level", "item"])


def checksums(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_an_audit_writes_its_files_and_says_where_the_map_is(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    out = folder / "said"
    ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", out)
    assert ran.status == 0
    assert sorted(p.name for p in out.iterdir()) == FILES
    assert ran.out.splitlines()[-1] == f"Map: {out / 'map.html'}"
    assert "of 2024-05-01" in ran.err
    assert "2 closed admin_level 10 areas" in ran.err


def test_people_live_on_homes_by_floor_area(folder: Path, capfd: pytest.CaptureFixture[str]):
    # 25 homes a community, each 0.2 x 0.2 of a block of 99.85 m x 99.93 m and six floors:
    # 25 x 19.97 x 19.99 x 6 / 35 = 1711 people
    scores = pd.read_csv(audited(folder, capfd) / "scores.csv", encoding="utf-8-sig")
    assert scores.set_index("community_id")["population"].to_dict() == pytest.approx(
        {"r1": 1711, "r2": 1711}, rel=2e-3
    )


def test_the_kindergarten_serves_the_west_and_not_the_east(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    # It stands at corner (2, 2). The home of block (c, r) walks 40 m to the street on its left,
    # 50 m along it to the better end, and |c - 2| + v blocks of 100 m, where v is 1, 0, 0, 1, 2
    # for r = 0 to 4. Within 300 m: |c - 2| + v <= 2, which 5 + 5 homes of v = 0, 3 + 3 of
    # v = 1 and 1 of v = 2 are: 17 of 25. In the east c is 5 or more: 390 m at least.
    rows = checklist(audited(folder, capfd))
    west = rows.loc[("r1", "5", "kindergarten")]
    east = rows.loc[("r2", "5", "kindergarten")]
    assert west["coverage_people"] == pytest.approx(17 / 25, abs=1e-4)
    assert west["people_uncovered"] == pytest.approx(8 / 25 * 1711, rel=2e-3)
    assert east["coverage_people"] == 0
    # by bicycle, 5 minutes are 1000 m: the farthest home of the east is 40 + 50 + 900 m away
    assert (west["verdict"], east["verdict"]) == ("by_bicycle", "by_bicycle")
    assert west["facility_id"] == east["facility_id"] == "kindergarten/n5001"


def test_what_the_map_does_not_hold_cannot_be_told(folder: Path, capfd: pytest.CaptureFixture[str]):
    rows = checklist(audited(folder, capfd))
    for item in (("15", "junior_middle_school"), ("10", "primary_school")):
        assert set(rows.xs(item, level=("level", "item"))["verdict"]) == {"cannot_tell"}


def test_bus_stops_are_near_everybody(folder: Path, capfd: pytest.CaptureFixture[str]):
    # stops at (3, 3) and (8, 3): within 500 m is |c - 3| + v <= 4, with v = 2, 1, 0, 0, 1 for
    # r = 0 to 4; only the home of block (0, 0) is farther (3 + 2), and none in the east
    rows = checklist(audited(folder, capfd))
    stops = rows.xs(("10", "bus_stop"), level=("level", "item"))
    assert stops["coverage_people"].to_dict() == pytest.approx({"r1": 24 / 25, "r2": 1}, abs=1e-4)
    assert set(stops["verdict"]) == {"met"}
    assert (stops["limit"] == 500).all()
    assert (stops["rule"] == "distance").all()


def test_the_geopackage_has_its_layers_in_a_metric_crs(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    path = audited(folder, capfd) / "audit.gpkg"
    with sqlite3.connect(path) as database:
        names = sorted(r[0] for r in database.execute("select table_name from gpkg_contents"))
    assert names == LAYERS
    cells = gpd.read_file(path, layer="cells")
    assert cells.crs.to_epsg() == 32650  # UTM zone 50 north
    assert len(cells) == 50
    assert cells["people"].sum() == pytest.approx(2 * 1711, rel=2e-3)
    communities = gpd.read_file(path, layer="communities")
    assert communities["grade"].notna().all()
    assert set(communities["name"]) == {"西社区", "东社区"}
    facilities = gpd.read_file(path, layer="facilities").set_index("facility_id")
    assert facilities.at["kindergarten/n5001", "access"] == "point"
    assert facilities.at["park/w6001", "access"] in ("path", "street side")


def test_csv_opens_in_a_spreadsheet(folder: Path, capfd: pytest.CaptureFixture[str]):
    raw = (audited(folder, capfd) / "checklist.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert {"standard", "community_id", "level", "item", "verdict", "reason"} <= set(rows[0])
    assert not [v for row in rows for v in row.values() if v.startswith(("=", "+", "@"))]
    assert "inf" not in {v for row in rows for v in row.values()}


def test_the_manifest_says_what_went_in_and_not_where_or_when(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    text = (audited(folder, capfd) / "run.json").read_text(encoding="utf-8")
    run_json = json.loads(text)
    [osm] = run_json["inputs"]
    content = (folder / "town.osm.pbf").read_bytes()
    assert osm["sha256"] == hashlib.sha256(content).hexdigest()
    assert osm["date"].startswith("2024-05-01")
    assert run_json["people"]["basis"] == "floor_area"
    assert run_json["settings"]["rule"] == "distance"
    assert str(folder) not in text


def test_two_runs_give_the_same_bytes(folder: Path, capfd: pytest.CaptureFixture[str]):
    first = checksums(audited(folder, capfd))
    ran = run(
        capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", audited(folder, capfd), "--force"
    )
    assert ran.status == 0
    assert checksums(audited(folder, capfd)) == first


def test_in_chinese_the_reasons_and_the_summary_are_chinese(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    out = folder / "zh"
    ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", out, "--lang", "zh")
    assert "分" in ran.out
    reason = checklist(out).loc[("r2", "5", "kindergarten"), "reason"]
    assert "幼儿园" in reason
    assert "residents" not in reason
    assert 'lang="zh' in (out / "map.html").read_text(encoding="utf-8")


def test_a_score_under_the_line_ends_with_status_3_and_all_files(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    out = folder / "under"
    ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", out, "--fail-under", "100")
    assert ran.status == 3
    assert sorted(p.name for p in out.iterdir()) == FILES
    assert "does not reach 100" in ran.err


@pytest.mark.parametrize("rule", ["distance", "time", "straight_line"])
def test_every_rule_stands_on_its_results(
    rule: str, folder: Path, capfd: pytest.CaptureFixture[str]
):
    rows = checklist(audited(folder, capfd, "--rule", rule))
    judged = rows[rows["limit"].notna() & (rows["limit_unit"] != "m2/person")]
    assert set(judged["rule"]) == {rule}  # but where the standard asks for an amount
    kindergarten = judged.xs(("5", "kindergarten"), level=("level", "item"))
    assert set(kindergarten["limit"]) == {5 if rule == "time" else 300}


def test_a_straight_line_never_covers_fewer_than_the_streets(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    by_street = checklist(audited(folder, capfd, "--rule", "distance"))["coverage_people"]
    straight = checklist(audited(folder, capfd, "--rule", "straight_line"))["coverage_people"]
    told = by_street.notna() & straight.notna()
    assert (straight[told] >= by_street[told] - 1e-9).all()


def test_known_totals_are_kept(folder: Path, capfd: pytest.CaptureFixture[str]):
    people = folder / "people.csv"
    people.write_text("community_id,people\nr1,5000\nr2,300\n")
    out = folder / "known"
    ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "--population", people, "-o", out)
    assert ran.status == 0
    scores = pd.read_csv(out / "scores.csv", encoding="utf-8-sig").set_index("community_id")
    assert scores["population"].to_dict() == {"r1": 5000.0, "r2": 300.0}
    assert json.loads((out / "run.json").read_text())["people"]["basis"] == "known"


def test_communities_of_a_file_in_chinese_take_the_place_of_the_map(
    folder: Path, capfd: pytest.CaptureFixture[str]
):
    whole = gpd.read_file(audited(folder, capfd) / "audit.gpkg", layer="communities")
    units = gpd.GeoDataFrame(
        {"社区编码": ["510108001"], "社区名称": ["全域社区"]},
        geometry=[whole.union_all()],
        crs=whole.crs,
    )
    units.to_file(folder / "units.shp", encoding="GB18030")
    out = folder / "units"
    ran = run(
        capfd, "audit", "--osm", folder / "town.osm.pbf",
        "--communities", folder / "units.shp", "-o", out,
    )  # fmt: skip
    assert ran.status == 0, ran.err
    scores = pd.read_csv(out / "scores.csv", encoding="utf-8-sig", dtype={"community_id": str})
    assert scores["community_id"].tolist() == ["510108001"]
    assert scores["name"].tolist() == ["全域社区"]


def test_without_boundaries_hexagons_stand_in_and_that_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = write_town(tmp_path / "town.osm.pbf", boundaries=False)
    ran = run(capfd, "audit", "--osm", path, "-o", tmp_path / "out")
    assert ran.status == 0
    assert "hexagons of 500 m" in ran.err
    scores = pd.read_csv(tmp_path / "out" / "scores.csv", encoding="utf-8-sig")
    assert 2 <= len(scores) <= 16
    assert (scores["population"] > 0).all()


def test_check_reads_everything_and_writes_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = write_town(tmp_path / "town.osm.pbf")
    ran = run(capfd, "check", "--osm", path)
    assert ran.status == 0
    assert "communities: 2" in ran.out
    assert "kindergarten" in ran.out
    assert list(tmp_path.iterdir()) == [path]


def test_quiet_says_nothing_and_verbose_says_what_was_left_out(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    town = folder / "town.osm.pbf"
    assert run(capfd, "-q", "audit", "--osm", town, "-o", tmp_path / "a").err == ""
    monaco = read_study(sample_study()).osm
    said = run(capfd, "-v", "audit", "--osm", monaco, "-o", tmp_path / "b").err
    assert "not used by walk: private" in said
    assert "not used by bike: steps" in said


def test_the_bundled_study_is_audited_without_arguments(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    ran = run(capfd, "audit")
    assert ran.status == 0, ran.err
    out = tmp_path / "out" / "Monaco"
    assert sorted(p.name for p in out.iterdir()) == FILES
    scores = pd.read_csv(out / "scores.csv", encoding="utf-8-sig")
    assert sorted(scores["name"]) == [
        "Fontvieille", "La Condamine", "La Rousse", "Larvotto", "Monaco-Ville", "Monte-Carlo",
    ]  # fmt: skip
    assert scores["score"].between(0, 100).all()
    assert (out / "map.html").stat().st_size < 1_500_000


def test_a_compound_without_a_gate_is_reported_and_what_hangs_on_it_is_not_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    # four towers of 30 floors against 25 homes of 6: 4 x 30 of 4 x 30 + 25 x 6 = 44 % of the
    # west's floors. They stand 25 m north of a street, behind a wall without a gate.
    write_town(tmp_path / "town.osm.pbf", compound=True)
    ran = run(capfd, "audit", "--osm", tmp_path / "town.osm.pbf", "-o", tmp_path / "out")
    assert ran.status == 0, ran.err
    assert "1 compound without a mapped gate (layer compounds)" in ran.err
    compounds = gpd.read_file(tmp_path / "out" / "audit.gpkg", layer="compounds")
    assert compounds["cells"].tolist() == [4]
    assert compounds.geometry.area.iloc[0] == pytest.approx(390 * 40, rel=0.01)
    west = checklist(tmp_path / "out").loc["r1"]
    hangs = west[west["verdict_with_gates"].notna()]
    assert len(hangs)
    assert (hangs["verdict"] == "cannot_tell").all()
    assert hangs["reason"].str.contains("compounds without a mapped gate").all()
    told = west[west["verdict_with_gates"].isna()]
    assert not told["reason"].str.contains("mapped gate").any()
    # the towers are 44 % of the west's people: with a gate they reach what the others reach
    stop = west.xs("bus_stop", level="item")
    assert (stop["coverage_people"] < 0.56 + 0.01).all()


def test_more_travellers_are_told_side_by_side(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    out = tmp_path / "out"
    flags = ("--modes", "walk,bike,elderly,wheelchair_possible")
    ran = run(capfd, "audit", "--osm", folder / "town.osm.pbf", "-o", out, *flags)
    assert ran.status == 0, ran.err
    table = pd.read_csv(out / "travellers.csv", encoding="utf-8-sig", dtype={"level": str})
    share = table.pivot_table(
        index=["community_id", "level", "item"], columns="profile", values="coverage_in_time"
    )
    assert set(share.columns) == {"walk", "bike", "elderly", "wheelchair_possible"}
    assert (share["elderly"] <= share["walk"]).all()
    assert (share["wheelchair_possible"] <= share["elderly"]).all()
    assert (share["bike"] >= share["walk"]).all()
    assert (share["elderly"] < share["walk"]).any()
    html = (out / "map.html").read_text(encoding="utf-8")
    assert '"modes":["walk","bike"]' in html.replace(" ", "")
