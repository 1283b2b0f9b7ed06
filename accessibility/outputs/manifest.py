"""run.json: what went in, with checksums, versions and settings; nothing about when or where."""

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from accessibility.results import Results
from accessibility.version import package_version

_LIBRARIES = ("geopandas", "numba", "numpy", "osmium", "pandas", "pyproj", "scipy", "shapely")


def write_manifest(results: Results, path: Path) -> None:
    """Write the run's manifest as JSON, the same bytes for the same inputs."""
    text = json.dumps(manifest(results), ensure_ascii=False, indent=2, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def manifest(results: Results) -> dict[str, Any]:
    """The run in words and numbers, ready for JSON."""
    town, study = results.town, results.study
    return {
        "study": study.name,
        "settings": _settings(results),
        "standards": {
            key: {"name": s.name_en, "source": s.source} for key, s in results.standards.items()
        },
        "inputs": [asdict(source) for source in town.sources],
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
        "remarks": list(town.remarks),
        "versions": {"accessibility": package_version()}
        | {name: version(name) for name in _LIBRARIES},
    }


def _settings(results: Results) -> dict[str, Any]:
    study = results.study
    return {
        "modes": list(study.modes),
        "lang": study.lang,
        "rule": study.rule,
        "pass_share": study.pass_share,
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
