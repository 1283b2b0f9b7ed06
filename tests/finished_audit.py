"""The folder of a finished audit, small enough to check by hand, written without auditing.

Two communities stand 1 km apart, each with four homes of 10 people at 100, 250, 400 m and out
of reach of a kindergarten (east), or all four at 100 m (west). East has one kindergarten that
is sure and one that is possible; nothing else is known.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

CRS = "EPSG:32650"
X0, Y0 = 450_000.0, 4_420_000.0
EAST, WEST = "r1", "r2"
SURE, MAYBE = "kindergarten/w123", "kindergarten/n7"
REASON = "20 residents (50 %) have no kindergarten within 300 m."

ROW: Mapping[str, Any] = {
    "standard": "gb50180-2018", "level": "5", "item": "kindergarten",
    "requirement": "required", "certainty": "general_high", "audience": "all", "weight": "people",
    "audience_known": True, "rule": "distance", "limit": 300.0, "limit_unit": "m",
    "value": np.nan, "coverage": 0.5, "coverage_people": 0.5, "coverage_possible": 0.75,
    "coverage_residents_land": 0.4, "coverage_bicycle": 0.8, "coverage_by_distance": 0.5,
    "coverage_by_time": 0.5, "coverage_by_straight_line": 0.95, "straight_line_gap": 0.45,
    "facilities_in_unit": 1.0, "nearest_m": 250.0, "verdict": "partly", "reason": REASON,
    "facility_id": SURE, "people_uncovered": 20.0, "people_near_edge": 0.0,
    "confidence": "thin", "people": 40.0, "cause": "", "found": 1, "expected": 2.5,
}  # fmt: skip

SETTINGS: Mapping[str, Any] = {
    "modes": ["walk", "bike"], "lang": "en", "rule": "distance", "pass_share": 0.9,
    "grades": [90, 75, 60, 40], "join_limit_m": 100, "elevation": None, "delays": None,
    "gates": {"open": [], "closed": []}, "profiles": {},
}  # fmt: skip


def run_json(**changes: Any) -> dict[str, Any]:
    """A manifest as an audit writes it."""
    return {
        "study": "Testville", "settings": {**SETTINGS}, "crs": CRS,
        "standards": {"gb50180-2018": {"name": "GB 50180", "source": "GB 50180-2018"}},
        "inputs": [{"role": "osm", "name": "town.osm.pbf", "sha256": "0" * 64,
                    "date": "2024-05-01T00:00:00Z", "attribution": "© OpenStreetMap"}],
        "people": {"basis": "known", "total": 80.0},
    } | changes  # fmt: skip


def rows(*changes: Mapping[str, Any]) -> pd.DataFrame:
    """Rows of a checklist: that of the east, and what else is given."""
    return pd.DataFrame([{**ROW, "community_id": EAST, **change} for change in changes or ({},)])


def write_folder(
    folder: Path,
    checklist: pd.DataFrame | None = None,
    *,
    run: Mapping[str, Any] | None = None,
    names: tuple[str, str] = ("东社区", "西社区"),
    **columns: Any,
) -> Path:
    """The folder; `columns` are further ones of the cells."""
    folder.mkdir(parents=True, exist_ok=True)
    told = run or run_json()
    (folder / "run.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    layers = {
        "communities": _communities(names),
        "cells": _cells().assign(**columns),
        "facilities": _facilities(),
        "access_points": _doors(),
    }
    for name, frame in layers.items():
        pyogrio.write_dataframe(frame, folder / "audit.gpkg", layer=name)
    table = rows() if checklist is None else checklist
    pyogrio.write_dataframe(table, folder / "audit.gpkg", layer="checklist")
    return folder


def _communities(names: tuple[str, str]) -> gpd.GeoDataFrame:
    east, west = shapely.box(X0, Y0, X0 + 900, Y0 + 900), shapely.box(X0 - 900, Y0, X0, Y0 + 900)
    return gpd.GeoDataFrame(
        {"community_id": [EAST, WEST], "name": list(names), "name_zh": [None, None],
         "name_en": ["East", "West"], "unit": "community", "kind": "urban", "parent_id": None,
         "population": 40.0, "households": np.nan, "area_m2": 810_000.0,
         "standard": "gb50180-2018"},
        geometry=[east, west], crs=CRS,
    )  # fmt: skip


def _cells() -> gpd.GeoDataFrame:
    x = X0 + np.array([100, 200, 300, 400, -100, -200, -300, -400.0])
    return gpd.GeoDataFrame(
        {"cell_id": [f"h{n}" for n in range(8)], "community_id": [EAST] * 4 + [WEST] * 4,
         "people": 10.0, "land_m2": [100.0, 300.0, 300.0, 300.0] + [100.0] * 4, "edge_m": 2000.0,
         "missed gb50180-2018": 1.0,
         "walk m kindergarten": [100, 250, 400, np.nan, 100, 100, 100, 100],
         "walk m park": 50.0, "bike min kindergarten": 1.0},
        geometry=shapely.points(x, np.full(8, Y0 + 300)), crs=CRS,
    )  # fmt: skip


def _facilities() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"facility_id": [SURE, MAYBE, "park/w5"], "type": ["kindergarten", "kindergarten", "park"],
         "certainty": ["sure", "possible", "sure"], "name": ["红星幼儿园", "<b>园</b>", None],
         "name_zh": [None, None, None], "name_en": ["Red Star", None, None],
         "source": "town.osm.pbf", "source_id": ["w123", "n7", "w5"],
         "capacity": np.nan, "area_m2": [2000.0, np.nan, 9000.0], "access": "gate",
         "community_id": [EAST, EAST, WEST], "street_id": [None] * 3},
        geometry=[shapely.box(X0 + 40, Y0 + 280, X0 + 60, Y0 + 300),
                  shapely.Point(X0 + 420, Y0 + 300),
                  shapely.box(X0 - 90, Y0, X0 - 40, Y0 + 60)], crs=CRS,
    )  # fmt: skip


def _doors() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"access_id": [f"{SURE}#1", f"{MAYBE}#1", "park/w5#1"],
         "facility_id": [SURE, MAYBE, "park/w5"], "kind": ["gate", "point", "path"]},
        geometry=[shapely.Point(X0 + 60, Y0 + 290), shapely.Point(X0 + 420, Y0 + 300),
                  shapely.Point(X0 - 60, Y0 + 60)], crs=CRS,
    )  # fmt: skip
