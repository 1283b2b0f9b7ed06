"""Tables as files: what a spreadsheet and a GIS program find in them."""

import csv
import dataclasses
import sqlite3
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely import Point

from accessibility.outputs.csv_files import write_csv
from accessibility.outputs.tables import (
    groups_told,
    write_checklist,
    write_district,
    write_features,
    write_geopackage,
    write_others,
    write_scores,
)
from accessibility.results import Results
from accessibility.standards import Part, audience_items
from accessibility.tables import CHECKLIST
from tests.outputs import fixtures
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


def test_cells_are_those_that_pandas_would_write_without_useless_zeros(tmp_path: Path):
    table = pd.DataFrame(
        {
            "n": [1, 2, 3],
            "share": [0.25, -0.00001, 1.0],
            "flag": [True, False, True],
            "kind": pd.Categorical(["a", None, "b, c"]),
            "text": ["x", None, 'y"z'],
        }
    )
    write_csv(table, tmp_path / "t.csv")
    text = (tmp_path / "t.csv").read_bytes().decode("utf-8")
    assert text == (
        '\ufeffn,share,flag,kind,text\n1,0.25,True,a,x\n2,0,False,,\n3,1,True,"b, c","y""z"\n'
    )


def test_a_table_without_rows_has_its_head(tmp_path: Path):
    write_csv(pd.DataFrame({"a": [], "b": []}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig") == "a,b\n"


def test_a_checklist_of_45_000_rows_is_written_before_one_notices(tmp_path: Path, results: Results):
    # 150 communities by 300 items; the least of three, since the machine may be busy
    rows = pd.concat([results.checklist] * 1875)
    rng = np.random.default_rng(1)
    big = dataclasses.replace(results, checklist=rows.assign(nearest_m=rng.random(len(rows)) * 3e3))

    def seconds() -> float:
        start = time.perf_counter()
        write_checklist(big, tmp_path / "checklist.csv")
        return time.perf_counter() - start

    assert len(rows) == 45_000
    assert min(seconds() for _ in range(3)) < 1.0


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


def test_the_checklist_holds_the_contract_what_one_looks_for_first(
    tmp_path: Path, results: Results
):
    write_checklist(results, tmp_path / "checklist.csv")
    table = pd.read_csv(tmp_path / "checklist.csv", encoding="utf-8-sig", dtype={"level": str})
    assert set(CHECKLIST.index) | set(CHECKLIST.columns) <= set(table.columns)
    assert list(table.columns[:9]) == [
        "standard", "community_id", "community", "level", "item", "item_name", "type",
        "requirement", "verdict",
    ]  # fmt: skip
    assert list(table.columns[-4:]) == ["clause", "source", "data_source", "data_date"]


def test_every_row_leads_to_its_clause_its_facility_and_the_date_of_the_data(
    tmp_path: Path, results: Results
):
    write_checklist(results, tmp_path / "checklist.csv")
    found = {(row["community_id"], row["item"]): row for row in rows(tmp_path / "checklist.csv")}
    clinic = found["west", "clinic"]
    assert clinic["facility_id"] == "f0"
    assert clinic["facility_name"] == fixtures.IMAGE
    assert (clinic["clause"], clinic["source"]) == ("B.0.1", "GB 50180-2018")
    assert (clinic["data_source"], clinic["data_date"]) == ("x.pbf", "2023-06-13T20:00:00Z")
    # nothing is found of day care: the data that were searched are told all the same
    assert found["west", "daycare"]["facility_id"] == ""
    assert found["west", "daycare"]["data_source"] == "x.pbf"


def test_an_item_of_several_parts_names_all_types(tmp_path: Path, results: Results):
    parts = (Part(type="market"), Part(type="clinic"), Part(type="market", min_site_m2=500))
    one = results.standards["gb50180-2018"]
    items = tuple(
        dataclasses.replace(i, more=parts, source="Order 7") if i.id == "market" else i
        for i in one.items
    )
    own = {one.id: dataclasses.replace(one, items=items)}
    write_checklist(dataclasses.replace(results, standards=own), tmp_path / "c.csv")
    told = {row["item"]: (row["type"], row["source"]) for row in rows(tmp_path / "c.csv")}
    assert told["market"] == ("market, clinic", "Order 7")
    assert told["clinic"] == ("clinic", "GB 50180-2018")


def test_rows_of_the_panels_have_a_file_and_a_layer_of_their_own(tmp_path: Path, results: Results):
    item = audience_items().items[0]
    panel = results.checklist.iloc[:1].copy()
    panel.index = pd.MultiIndex.from_tuples(
        [("audiences", "west", item.level, item.id)], names=panel.index.names
    )
    both = dataclasses.replace(results, audience_checklist=panel)
    write_checklist(both, tmp_path / "checklist.csv")
    write_others(both, tmp_path)
    assert {row["standard"] for row in rows(tmp_path / "checklist.csv")} == {"gb50180-2018"}
    (row,) = rows(tmp_path / "audience_checklist.csv")
    assert (row["standard"], row["item_name"]) == ("audiences", item.name_en)
    write_geopackage(both, tmp_path / "a.gpkg")
    assert len(pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="checklist")) == 24
    assert len(pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="audience_checklist")) == 1


def test_the_district_has_a_file_of_its_own_with_the_communities_that_hold_one(
    tmp_path: Path, results: Results
):
    write_district(results, tmp_path / "district.csv")
    found = rows(tmp_path / "district.csv")
    assert len(found) == 8
    assert "community_id" not in found[0]
    assert {row["communities_holding"] for row in found} == {"0.6667"}


def test_tables_with_nothing_to_tell_are_not_written(tmp_path: Path, results: Results):
    write_others(results, tmp_path)
    assert list(tmp_path.iterdir()) == []
    needs = pd.DataFrame(
        {"share": [0.9]},
        pd.MultiIndex.from_tuples([("district", "district")], names=["unit", "id"]),
    )
    write_others(dataclasses.replace(results, needs=needs), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["needs.csv"]
    assert rows(tmp_path / "needs.csv") == [{"unit": "district", "id": "district", "share": "0.9"}]


def test_units_are_drawn_with_their_scores(tmp_path: Path, results: Results):
    units = fixtures.communities_table(results.town.cells).iloc[:2].rename_axis("unit_id")
    scored = pd.DataFrame(
        {"name": "n", "parent_id": "p", "population": 1.0, "level_15": [80.0, 60.0], "score": 70.0},
        pd.MultiIndex.from_product(
            [["gb50180-2018"], ["street"], units.index], names=["standard", "unit", "unit_id"]
        ),
    )
    town = dataclasses.replace(results.town, units=units.assign(unit="street"))
    write_geopackage(
        dataclasses.replace(results, town=town, unit_scores=scored), tmp_path / "a.gpkg"
    )
    layer = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="units")
    assert layer["level_15"].tolist() == [80, 60]
    assert layer["unit_id"].tolist() == list(units.index)
    assert layer.geometry.area.round().tolist() == [360_000, 360_000]


def of_two_standards(results: Results, scores: pd.DataFrame) -> pd.DataFrame:
    """The same scores twice, those of the second standard ten lower."""
    second = scores.rename(index={"gb50180-2018": "moreno"}, level="standard")
    return pd.concat([scores, second.assign(score=second["score"] - 10)])


def test_a_layer_has_one_row_a_place_with_the_standards_side_by_side(
    tmp_path: Path, results: Results
):
    # west 72.25 and middle 89.96 by the first; ten lower by the second, which lists the west only
    scores = of_two_standards(results, results.scores)
    index = pd.MultiIndex.from_product(
        [["gb50180-2018"], ["street"], ["west", "middle"]], names=["standard", "unit", "unit_id"]
    )
    unit_scores = pd.DataFrame(
        {"name": "n", "parent_id": "p", "population": 1.0, "score": [80.0, 60.0]}, index
    )
    units = fixtures.communities_table(results.town.cells).iloc[:2].rename_axis("unit_id")
    own = results.standards["gb50180-2018"]
    both = dataclasses.replace(
        results,
        standards={own.id: own, "moreno": dataclasses.replace(own, id="moreno")},
        town=dataclasses.replace(results.town, units=units.assign(unit="street")),
        scores=scores.drop(index=("moreno", "middle")),
        missed=results.missed.assign(moreno=0),
        unit_scores=of_two_standards(results, unit_scores),
    )
    write_geopackage(both, tmp_path / "a.gpkg")
    layer = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="communities")
    assert layer["community_id"].tolist() == list(fixtures.COMMUNITIES)
    assert set(layer["standard"]) == {"gb50180-2018"}
    assert layer["score"].tolist()[:2] == [72.25, 89.96]
    assert layer["moreno score"].tolist()[0] == 62.25
    assert layer["moreno score"].isna().tolist() == [False, True, True]
    assert layer["moreno grade"].tolist()[0] == "C"
    streets = pyogrio.read_dataframe(tmp_path / "a.gpkg", layer="units")
    assert streets["unit_id"].tolist() == ["west", "middle"]
    assert streets["score"].tolist() == [80, 60]
    assert streets["moreno score"].tolist() == [70, 50]


def judged_by(results: Results, **changes: object) -> dict[str, set[str]]:
    """Whose travel is told for the market alone, after changes to what it asks."""
    one = results.standards["gb50180-2018"]
    [market] = [item for item in one.items if item.id == "market"]
    own = dataclasses.replace(one, items=(dataclasses.replace(market, **changes),))
    roles = ("walk", "bike", "usual", "child", "straight_line", "fire_engine")
    nearest = {(role, "sure"): results.nearest["walk", "sure"] for role in roles}
    return groups_told(dataclasses.replace(results, standards={one.id: own}, nearest=nearest))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, {"walk": {"market"}, "bike": {"market"}}),
        ({"requirement": "recommended"}, {"walk": {"market"}}),
        (
            {"requirement": "recommended", "travel": "usual"},
            {"walk": {"market"}, "usual": {"market"}},
        ),
        ({"requirement": "recommended", "profile": "child"}, {"child": {"market"}}),
        ({"rule": "straight_line"}, {"straight_line": {"market"}}),
        ({"rule": "presence"}, {}),
        (
            {"rule": "vehicle", "barriers": ("rail",)},
            {"fire_engine": {"market|rail"}},
        ),
        (
            {"requirement": "recommended", "more": (Part(type="park", min_site_m2=500.0),)},
            {"walk": {"market", "park@500"}},
        ),
        ({"requirement": "recommended", "locatable": False}, {}),
    ],
)
def test_cells_have_the_ways_that_a_verdict_rests_on_and_no_others(
    results: Results, changes: dict[str, object], told: dict[str, set[str]]
):
    assert judged_by(results, **changes) == told


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
