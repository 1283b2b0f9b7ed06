"""The audit as tables: scores.csv and checklist.csv for Excel, audit.gpkg for GIS."""

import warnings
from importlib.util import find_spec
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError, FeatureError

from accessibility.outputs.checklist_rows import checklist_rows
from accessibility.outputs.csv_files import write_csv
from accessibility.results import Results
from accessibility.standards import Item
from accessibility.standards.schema import SUPPLY_RULES

# Twice as fast where it is there; the layers are the same.
_ARROW = find_spec("pyarrow") is not None and pyogrio.__gdal_version__ >= (3, 8, 0)

_GDAL = {
    # One instant in every file, so that equal inputs give equal bytes.
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00Z",
    # The file is moved to its place when it is whole: to wait for the disk takes half the time.
    "OGR_SQLITE_SYNCHRONOUS": "OFF",
}
_BY_METRES = ("walk", "straight_line")  # roles that are judged by distance; the others by time
OTHERS = {
    "units.csv": "unit_scores",
    "unit_checklist.csv": "unit_checklist",
    "audiences.csv": "audiences",
    "audience_checklist.csv": "audience_checklist",
    "needs.csv": "needs",
    "sensitivity.csv": "sensitivity",
    "travellers.csv": "travellers",
}  # files that an audit may or may not have, and the table of the results in each
_ENGINE = "fire_engine"
_RIDES = {"cycle": {"bike"}, "walk_or_cycle": {"bike"}, "usual": {"usual"}}


def write_scores(results: Results, path: Path) -> None:
    """Write scores.csv: a row for every community and standard, highest score first."""
    ordered = results.scores.sort_values(
        ["standard", "score"], ascending=[True, False], kind="stable", na_position="last"
    )
    write_csv(ordered, path)


def write_checklist(results: Results, path: Path) -> None:
    """Write checklist.csv: a row for every community and item, with names and sources."""
    write_csv(checklist_rows(results, results.checklist), path)


def write_district(results: Results, path: Path) -> None:
    """Write district.csv: the same rows for all people together, as one community."""
    rows = checklist_rows(results, results.district_checklist)
    write_csv(rows.drop(columns=["community_id", "community"]), path)


def write_others(results: Results, folder: Path) -> None:
    """Write what an audit holds beside its verdicts, each where there is something to tell."""
    for name, table in OTHERS.items():
        frame = getattr(results, table)
        if len(frame):
            as_rows = name.endswith("checklist.csv")
            write_csv(checklist_rows(results, frame) if as_rows else frame, folder / name)


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
    scores = results.scores.drop(columns=["name", "population"])
    layers = {
        "communities": town.communities.join(_side_by_side(results, scores), on="community_id"),
        "cells": pd.concat([town.cells, *_of_cells(results)], axis=1),
        "facilities": town.facilities,
        "access_points": results.access_points,
        "checklist": results.checklist,
        "gaps": results.gaps,
        "stranded": results.stranded,
        "compounds": results.compounds,
    }
    if len(results.audience_checklist):
        layers["audience_checklist"] = results.audience_checklist
    if len(results.unit_scores):
        layers["units"] = _units(results)
    return layers


def _units(results: Results) -> gpd.GeoDataFrame:
    """Outlines of streets and blocks with their scores."""
    own = results.unit_scores.drop(columns=["name", "parent_id", "population"])
    return results.town.units.join(_side_by_side(results, own), on=["unit", "unit_id"])


def _side_by_side(results: Results, scores: pd.DataFrame) -> pd.DataFrame:
    """Scores with a row for every place: the first standard's columns, then those of the others.

    Columns of the others begin with the standard's id, as `moreno score`.
    """
    tables: list[pd.DataFrame] = []
    for name in results.standards:
        own = scores[scores.index.get_level_values("standard") == name].droplevel("standard")
        if tables:
            tables.append(own.add_prefix(f"{name} "))
        else:
            own.insert(0, "standard", name)
            tables.append(own)
    return pd.concat(tables, axis=1)


def _of_cells(results: Results) -> list[pd.DataFrame]:
    """Circles missed, and the way to the nearest sure facility, columns as `role unit group`.

    Of every role only what a verdict rests on: with all standards together a cell would have
    some thousand columns otherwise.
    """
    frames = [results.missed.add_prefix("missed ")]
    for role, groups in groups_told(results).items():
        nearest = results.nearest[role, "sure"]
        unit, values = ("m", nearest.metres) if role in _BY_METRES else ("min", nearest.minutes)
        kept = [group for group in values.columns if group in groups]
        frames.append(values[kept].add_prefix(f"{role} {unit} "))
    return frames


def groups_told(results: Results) -> dict[str, set[str]]:
    """By role, the groups of facilities whose travel from every cell is written."""
    told: dict[str, set[str]] = {}
    for one in results.standards.values():
        for item in one.located:
            for role in _roles(results, item):
                own = {item.vehicle_group} if role == _ENGINE else {p.group for p in item.parts}
                told[role] = told.get(role, set()) | own
    return {role: told[role] for role, kind in results.nearest if kind == "sure" and role in told}


def _roles(results: Results, item: Item) -> set[str]:
    """Who travels where an item is judged; nobody where what its unit holds decides."""
    study = results.study
    rule = study.rule if item.rule in (None, "capacity") else item.rule
    if rule in SUPPLY_RULES:
        return set()
    if rule in ("vehicle", "straight_line"):
        return {_ENGINE if rule == "vehicle" else "straight_line"}
    roles = {item.profile or "walk"} | _RIDES.get(item.travel, set())
    if item.required:  # what fails on foot may pass by another mode of the study
        roles |= {role for role, _ in results.nearest if role.removesuffix("_2") in study.modes}
    return roles


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
