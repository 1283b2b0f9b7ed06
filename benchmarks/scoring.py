"""Judging by every standard together, and by one of 80 items in 10,000 units.

python -m benchmarks.scoring STUDY.toml     one audit by all standards, timed by stage
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box

from accessibility import judging, pipeline
from accessibility.crs import metric_crs
from accessibility.inputs.grids import hexagons
from accessibility.scoring.checklist import checklist
from accessibility.scoring.levels import scores
from accessibility.scoring.rules import Rules
from accessibility.standards import Standard, list_standards, standard
from accessibility.study import read_study
from accessibility.tables import Nearest
from benchmarks.cities import extract
from benchmarks.clock import Process, peak_mb, process, tell
from benchmarks.report import Claim, Line, Section, say

PLACE = "newport"
RUNS = 3
ITEMS, UNITS = 80, 10_000
HEXAGON_M = 500.0  # 236 of them hold a building


def run() -> list[Section]:
    path = extract(PLACE)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return [whole(path, Path(folder)), many_units()]


def whole(path: Path, folder: Path) -> Section:
    """All bundled standards on a city: its own communities, and hexagons."""
    places = {"its 7 communities": "", "hexagons": _hexagons(path, folder)}
    lines, claims = [], []
    for name, communities in places.items():
        study = folder / f"{name[:3]}.toml"
        study.write_text(f'name = "place"\n[inputs]\nosm = "{path}"\n{communities}\n')
        env = {"TMPDIR": str(folder), "ACCESSIBILITY_CACHE": str(folder)}
        process("benchmarks.scoring", str(study), env=env)  # kernels compiled, the extract read
        done = [process("benchmarks.scoring", str(study), env=env) for _ in range(RUNS)]
        lines += _lines(name, done)
        for stage, most in (("scoring", 1.5), ("audit", 15.0)):
            took = median(one.told[stage] for one in done)
            claims.append(Claim(f"{stage}, all standards, {name}", "–", took, most, unit="s",
                                at_most=True))  # fmt: skip
    return Section(
        key="standards",
        title="Every standard together: Newport",
        text=(
            f"All {len(list_standards())} bundled standards, panels, needs and sensitivity. "
            "Scoring: verdicts, reasons and scores. Audit: a process from nothing to its last file."
        ),
        lines=lines,
        claims=claims,
    )


def _lines(name: str, done: list[Process]) -> list[Line]:
    first = done[0].told
    said = f"{first['units']:,} communities, {first['rows']:,} verdicts"
    return [
        Line(f"{stage}, {name}", median(one.told[stage] for one in done), said, len(done),
             peak_mb=median(one.told["peak_mb"] for one in done))
        for stage in ("scoring", "sensitivity", "audit")
    ]  # fmt: skip


def _hexagons(path: Path, folder: Path) -> str:
    """Hexagons that hold a building, as a file of communities."""
    from accessibility.inputs.osm import read_osm

    found = read_osm(path)
    crs = metric_crs(*found.bounds)
    area = gpd.GeoSeries([box(*found.bounds)], crs=4326).to_crs(crs).iloc[0]
    grid = hexagons(area, crs=crs, size_m=HEXAGON_M).reset_index(names="id")
    houses = gpd.GeoDataFrame(geometry=found.buildings.to_crs(crs).representative_point())
    built = gpd.sjoin(houses, grid, predicate="within")["id"].unique()
    grid[grid["id"].isin(built)][["id", "name", "geometry"]].to_file(folder / "hexagons.gpkg")
    return f'communities = {{ path = "{folder / "hexagons.gpkg"}", id = "id", name = "name" }}'


def one_audit(path: Path) -> None:
    """One audit in this process; tells the seconds of its stages."""
    from accessibility.outputs.audit import write_results

    start = time.perf_counter()
    spent = {"scoring": 0.0, "sensitivity": 0.0}
    pipeline.judged = _timed(judging.judged, "scoring", spent)
    pipeline.scores = _timed(pipeline.scores, "scoring", spent)
    pipeline.district = _timed(pipeline.district, "scoring", spent)
    turning = "what_hangs_on_settings"
    setattr(pipeline, turning, _timed(getattr(pipeline, turning), "sensitivity", spent))
    names = tuple(one.id for one in list_standards())
    results = pipeline.audit(replace(read_study(path), standards=names))
    with tempfile.TemporaryDirectory() as folder:
        write_results(results, Path(folder) / "out")
    spent["audit"] = time.perf_counter() - start
    told = {"units": len(results.town.communities), "rows": len(results.checklist)}
    tell(spent | told | {"peak_mb": peak_mb()})


def _timed(work: Callable[..., Any], name: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        start = time.perf_counter()
        answer = work(*arguments, **named)
        spent[name] += time.perf_counter() - start
        return answer

    return timed


def many_units() -> Section:
    """One standard of many items in many units, two cells in each or ten."""
    lines = []
    for cells in (2, 10):
        args = _town(cells)
        took = [_judge(args) for _ in range(RUNS)]
        lines.append(Line(f"{cells} cells a unit", median(took), f"{ITEMS * UNITS:,} verdicts in "
                          "words, and scores", RUNS, peak_mb=peak_mb()))  # fmt: skip
        say(f"    {lines[-1].engine}: {lines[-1].value:.2f} s")
    return Section(
        key="units",
        title=f"{ITEMS} items in {UNITS:,} units",
        text="A drawn town and the items of GB 50180, in this process.",
        lines=lines,
        claims=[
            Claim(f"{ITEMS} items x {UNITS:,} units, {line.engine}", "–", line.value, 3.0, unit="s",
                  at_most=True)
            for line in lines
        ],
    )  # fmt: skip


def _judge(args: dict[str, Any]) -> float:
    start = time.perf_counter()
    of, places, rules = args["standard"], args["communities"], args["rules"]
    scores(checklist(**args), {of.id: of}, places, rules)
    return time.perf_counter() - start


def _town(cells: int) -> dict[str, Any]:
    """Units, cells, facilities and ways drawn at random, the same each time."""
    random = np.random.default_rng(2026)
    of = _of_items(standard("gb50180-2018"))
    units = pd.Index([f"u{n:05d}" for n in range(UNITS)], name="community_id", dtype="str")
    count = UNITS * cells
    homes = pd.DataFrame(
        {
            "community_id": units[random.integers(0, UNITS, count)],
            "people": random.random(count) * 20,
            "land_m2": 100.0,
            "edge_m": 1e5,
        },
        index=pd.Index([f"c{n}" for n in range(count)], name="cell_id", dtype="str"),
    )
    groups, types = sorted({i.group for i in of.items}), sorted({i.type for i in of.items})
    found = pd.DataFrame(
        {"type": random.choice(types, 3000), "certainty": "sure", "area_m2": 1e6,
         "name": [f"name {n}" for n in range(3000)]},
        index=pd.Index([f"f{n}" for n in range(3000)], name="facility_id", dtype="str"),
    )  # fmt: skip
    metres = pd.DataFrame(random.random((count, len(groups))) * 1500, homes.index, groups)
    ids = found.index.to_numpy(object)
    nearest = pd.DataFrame({g: ids[random.integers(0, 3000, count)] for g in groups}, homes.index)
    ways = {
        (role, certainty): Nearest(profile=role, certainty=certainty, metres=metres,
                                   minutes=metres / 80, facility_id=nearest)
        for role in ("walk", "bike", "straight_line")
        for certainty in ("sure", "possible")
    }  # fmt: skip
    places = pd.DataFrame({"name": units, "population": 1.0}, index=units)
    return {"standard": of, "communities": places, "cells": homes, "facilities": found,
            "nearest": ways, "rules": Rules()}  # fmt: skip


def _of_items(one: Standard) -> Standard:
    near = [item for item in one.located if item.rule is None]
    many = (replace(near[n % len(near)], id=f"item_{n}") for n in range(ITEMS))
    return replace(one, items=tuple(many))


if __name__ == "__main__":
    one_audit(Path(sys.argv[1]))
