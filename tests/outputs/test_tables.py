"""Tables as files: what a spreadsheet and a GIS program find in them."""

import csv
import sqlite3
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from accessibility.outputs.tables import (
    write_checklist,
    write_csv,
    write_features,
    write_geopackage,
    write_scores,
)
from accessibility.results import Results
from tests.outputs.fixtures import results as drawn_results


@pytest.fixture(scope="module")
def results() -> Results:
    return drawn_results()


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_text_that_would_start_a_formula_is_made_inert(tmp_path: Path):
    table = pd.DataFrame({"name": ["=1+1", "+49", "-x", "@sum", "Market"]}, index=range(5))
    write_csv(table.rename_axis("id"), tmp_path / "t.csv")
    assert [row["name"] for row in rows(tmp_path / "t.csv")] == [
        "'=1+1", "'+49", "'-x", "'@sum", "Market",
    ]  # fmt: skip


def test_a_formula_in_the_index_is_made_inert_too(tmp_path: Path):
    table = pd.DataFrame({"n": [1]}, index=pd.Index(["=cmd"], name="id"))
    write_csv(table, tmp_path / "t.csv")
    assert rows(tmp_path / "t.csv")[0]["id"] == "'=cmd"


def test_not_reached_and_not_known_are_left_empty(tmp_path: Path):
    table = pd.DataFrame({"metres": [np.inf, np.nan, 12.34]}, index=[1, 2, 3]).rename_axis("id")
    write_csv(table, tmp_path / "t.csv")
    assert [row["metres"] for row in rows(tmp_path / "t.csv")] == ["", "", "12.3"]


def test_shares_keep_four_decimals_and_metres_one(tmp_path: Path):
    table = pd.DataFrame({"coverage_people": [0.123456], "nearest_m": [98.7654]}, index=[1])
    write_csv(table.rename_axis("id"), tmp_path / "t.csv")
    assert rows(tmp_path / "t.csv")[0] == {
        "id": "1", "coverage_people": "0.1235", "nearest_m": "98.8",
    }  # fmt: skip


def test_lines_and_commas_in_names_survive(tmp_path: Path):
    name = 'Café "Le\nPort", 号'
    write_csv(pd.DataFrame({"name": [name]}, index=[1]).rename_axis("id"), tmp_path / "t.csv")
    assert pd.read_csv(tmp_path / "t.csv", encoding="utf-8-sig")["name"].tolist() == [name]


def test_scores_are_listed_from_high_to_low_and_unknown_last(tmp_path: Path, results: Results):
    write_scores(results, tmp_path / "scores.csv")
    found = pd.read_csv(tmp_path / "scores.csv", encoding="utf-8-sig")["score"]
    known = found.dropna()
    assert known.is_monotonic_decreasing
    assert found.tail(found.isna().sum()).isna().all()


def test_the_checklist_names_community_and_item(tmp_path: Path, results: Results):
    write_checklist(results, tmp_path / "checklist.csv")
    table = pd.read_csv(tmp_path / "checklist.csv", encoding="utf-8-sig", dtype={"level": str})
    assert len(table) == len(results.checklist)
    first = table.iloc[0]
    assert first["community_id"] == results.checklist.index[0][1]
    [standard] = results.standards.values()
    items = {(item.level, item.id): item.name_en for item in standard.items}
    named = [items[pair] for pair in zip(table["level"], table["item"], strict=True)]
    assert table["item_name"].tolist() == named


def test_the_geopackage_is_the_same_twice(tmp_path: Path, results: Results):
    write_geopackage(results, tmp_path / "a.gpkg")
    write_geopackage(results, tmp_path / "b.gpkg")
    assert (tmp_path / "a.gpkg").read_bytes() == (tmp_path / "b.gpkg").read_bytes()


def test_the_geopackage_holds_every_row_and_no_infinity(tmp_path: Path, results: Results):
    path = tmp_path / "a.gpkg"
    write_geopackage(results, path)
    sizes = {name: len(pyogrio.read_dataframe(path, layer=name)) for name, _ in layers(path)}
    assert sizes["cells"] == len(results.town.cells)
    assert sizes["communities"] == len(results.town.communities)
    assert sizes["checklist"] == len(results.checklist)
    checklist = pyogrio.read_dataframe(path, layer="checklist")
    assert not np.isinf(checklist.select_dtypes("number")).any(axis=None)


def layers(path: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(path) as database:
        return database.execute("select table_name, data_type from gpkg_contents").fetchall()


def test_geojson_is_in_degrees_whatever_the_study_measures_in(tmp_path: Path):
    # 500000, 0 in zone 32 north is 9 degrees east on the equator
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(500_000, 0)], crs=32632)
    write_features(frame, tmp_path / "x.geojson", layer="x")
    point = gpd.read_file(tmp_path / "x.geojson").geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((9, 0))


def test_a_place_that_cannot_be_written_to_is_an_oserror(tmp_path: Path):
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[Point(0, 0)], crs=32632)
    with pytest.raises(OSError, match=r"x\.gpkg"):
        write_features(frame, tmp_path / "nowhere" / "x.gpkg", layer="x")
