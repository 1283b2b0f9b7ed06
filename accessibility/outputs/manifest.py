"""run.json: what went in, with checksums, versions and settings; nothing about when.

Files are named as they lie from the results folder, so that what is moved or copied together
stays together, and equal trees give equal bytes.
"""

import json
import os
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from accessibility.results import Results, Source
from accessibility.study import Study
from accessibility.version import package_version

_LIBRARIES = ("geopandas", "numba", "numpy", "osmium", "pandas", "pyproj", "scipy", "shapely")


def write_manifest(results: Results, path: Path) -> None:
    """Write the run's manifest as JSON, the same bytes for the same inputs."""
    told = manifest(results, path.parent)
    text = json.dumps(told, ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def manifest(results: Results, folder: Path | None = None) -> dict[str, Any]:
    """The run in words and numbers, ready for JSON; files as they lie from `folder`."""
    town, study = results.town, results.study
    own = _own_standards(results)
    return {
        "study": study.name,
        "settings": _settings(results),
        "standards": {
            key: {"name": s.name_en, "source": s.source} | _path(own.get(key), folder)
            for key, s in results.standards.items()
        },
        "inputs": [
            asdict(source) | _path(_file_of(source, study), folder) for source in town.sources
        ],
        "crs": town.network.crs.to_string(),
        "people": {
            "basis": town.people_basis,
            "total": round(float(town.cells["people"].sum()), 1),
        },
        "counts": {
            "street_nodes": len(town.network.node_id),
            "street_edges": len(town.network.edge_mm),
            "communities": len(town.communities),
            "cells": len(town.cells),
            "facilities": len(town.facilities),
            "access_points": len(results.access_points),
            "stranded": len(results.stranded),
        },
        "overall": {
            key: {k: _plain(v) for k, v in row.items()}
            for key, row in results.district.to_dict("index").items()
        },
        "hangs_on": dict(results.hangs_on),
        "remarks": list(town.remarks),
        "versions": {"accessibility": package_version()}
        | {name: version(name) for name in _LIBRARIES},
    }


def _file_of(source: Source, study: Study) -> Path | None:
    """The file of the study that a source was read from."""
    files = {
        "osm": study.osm,
        "boundary": study.boundary,
        "communities": study.communities.path,
        "population": study.population.table,
        "elevation": study.elevation,
    } | {sort: unit.path for sort, unit in study.units.items()}
    return files.get(source.role)


def _own_standards(results: Results) -> dict[str, Path]:
    """Files of the standards that do not come with the package, by id."""
    return {key: one.file for key, one in results.standards.items() if one.file is not None}


def _path(file: Path | None, folder: Path | None) -> dict[str, str]:
    """A file's way from the folder, with slashes; nothing where there is none."""
    if file is None or folder is None:
        return {}
    try:
        # the folders' links are followed, as the system does on the way back; the file's are not
        way = os.path.relpath(Path(os.path.realpath(file.parent)) / file.name, folder.resolve())
    except ValueError:  # on another drive
        return {}
    return {"path": Path(way).as_posix()}


def _settings(results: Results) -> dict[str, Any]:
    study = results.study
    return {
        "modes": list(study.modes),
        "lang": study.lang,
        "rule": study.rule,
        "pass_share": study.pass_share,
        "weight": study.weight,
        "min_certainty": study.min_certainty,
        "usual_mode": study.usual_mode,
        "audiences": list(study.audiences),
        "sensitivity": study.sensitivity,
        "grades": list(study.grades),
        "join_limit_m": study.join_limit_m,
        "elevation": results.town.network.slopes.source if results.town.network.slopes else None,
        "delays": None if study.delays is None else dict(study.delays),
        "gates": asdict(study.gates),
        "profiles": {name: dict(table) for name, table in study.profiles.items()},
    }


def _plain(value: object) -> object:
    """A number or text that JSON has; NaN is null."""
    if not isinstance(value, str) and pd.isna(value):  # type: ignore[call-overload]
        return None
    return value.item() if hasattr(value, "item") else value
