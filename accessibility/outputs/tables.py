"""The audit as tables: scores.csv and checklist.csv for Excel, audit.gpkg for GIS."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError

from accessibility.results import Results

# Twice as fast where it is there; the layers are the same.
_ARROW = find_spec("pyarrow") is not None and pyogrio.__gdal_version__ >= (3, 8, 0)

_GDAL = {
    # One instant in every file, so that equal inputs give equal bytes.
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00Z",
    # The file is moved to its place when it is whole: to wait for the disk takes half the time.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
}
_BY_METRES = ("walk", "straight_line")  # roles that are judged by distance; the others by time
_SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_scores(results: Results, path: Path) -> None:
    """Write scores.csv: a row for every community and standard, highest score first."""
    ordered = results.scores.sort_values(
        ["standard", "score"], ascending=[True, False], kind="stable", na_position="last"
    )
    write_csv(ordered, path)


def write_checklist(results: Results, path: Path) -> None:
    """Write checklist.csv: a row for every community and item, with their names."""
    lang = "name_zh" if results.study.lang == "zh" else "name_en"
    items = {
        (one.id, item.level, item.id): getattr(item, lang)
        for one in results.standards.values()
        for item in one.items
    }
    table = results.checklist.copy()
    community = table.index.get_level_values("community_id")
    keys = zip(*(table.index.get_level_values(name) for name in ("standard", "level", "item")),
               strict=True)  # fmt: skip
    table.insert(0, "community", results.town.communities["name"].reindex(community).to_numpy())
    table.insert(1, "item_name", [items[key] for key in keys])
    write_csv(table, path)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table for Excel: UTF-8 with BOM, its index first, text that starts no formula.

    What is not reached within the search is left empty, as what is not known.
    """
    table = frame.reset_index()
    for column in table.columns:
        if pd.api.types.is_string_dtype(table[column]):
            table[column] = table[column].map(_inert, na_action="ignore")
    table = table.replace([np.inf, -np.inf], np.nan).round(_decimals(table))
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def write_geopackage(results: Results, path: Path) -> None:
    """Write the audit's layers, with the verdicts joined to what they are about."""
    pyogrio.set_gdal_config_options(_GDAL)
    for name, layer in _layers(results).items():
        _write_layer(layer, name, path)


def write_features(frame: gpd.GeoDataFrame, path: Path, *, layer: str) -> None:
    """Write one frame as .gpkg (study CRS) or .geojson (longitude and latitude)."""
    pyogrio.set_gdal_config_options(_GDAL)
    if path.suffix.lower() == ".gpkg":
        _write_layer(frame, layer, path)
        return
    _checked_write(frame.reset_index().to_crs(4326), path, driver="GeoJSON", RFC7946="YES")


def _layers(results: Results) -> dict[str, gpd.GeoDataFrame | pd.DataFrame]:
    town = results.town
    scores = results.scores.reset_index("standard").drop(columns=["name", "population"])
    cells = town.cells.join(results.missed.add_prefix("missed "))
    for (profile, certainty), nearest in results.nearest.items():
        unit, values = ("m", nearest.metres) if profile in _BY_METRES else ("min", nearest.minutes)
        if certainty == "sure":
            cells = cells.join(values.add_prefix(f"{profile} {unit} "))
    return {
        "communities": town.communities.join(scores, on="community_id"),
        "cells": cells,
        "facilities": town.facilities,
        "access_points": results.access_points,
        "checklist": results.checklist,
        "gaps": results.gaps,
        "stranded": results.stranded,
        "compounds": results.compounds,
    }


def _write_layer(layer: pd.DataFrame, name: str, path: Path) -> None:
    frame = layer.reset_index()
    numbers = frame.select_dtypes("number").columns
    # GIS programs know no infinity: not reached within the search is left empty
    frame[numbers] = frame[numbers].replace([np.inf, -np.inf], np.nan)
    _checked_write(frame, path, layer=name, driver="GPKG", use_arrow=_ARROW)


def _checked_write(frame: pd.DataFrame, path: Path, **options: object) -> None:
    """Write with pyogrio, and give what goes wrong as the OSError it is."""
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*geometry.*|.*CRS.*", category=UserWarning)
            pyogrio.write_dataframe(frame, path, **options)
    except (DataSourceError, FeatureError) as fault:
        raise OSError(f"writing {path.name}: {fault}") from fault


def _decimals(table: pd.DataFrame) -> dict[str, int]:
    """Decimals by meaning: shares to a hundredth of a percent, the rest to a tenth."""
    numbers = table.select_dtypes("number").columns
    return {c: 4 if c.startswith(("coverage", "data_confidence")) else 1 for c in numbers}


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_SPREADSHEET_FORMULA) else text
