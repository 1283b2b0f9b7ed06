"""The evidence for one row of a finished audit: what its tables say, and the way itself.

Joins stages as `pipeline` does for audits. The streets are read once more, if they are still
the same, and the one item is judged again on them.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely import LineString

from accessibility.evidence import (
    NOT_SERVED,
    POSSIBLY,
    SURE,
    Evidence,
    Explanation,
    Surroundings,
)
from accessibility.loading import Streets, load_streets
from accessibility.measures.coverage import TOLERANCE
from accessibility.measures.proximity import median_cells
from accessibility.rejudging import Case
from accessibility.routing.graph import travel_graph
from accessibility.routing.paths import Trip, shortest_path
from accessibility.routing.study_gates import with_gates
from accessibility.routing.vehicles import engine_graph, engine_joins, homeward
from accessibility.scoring.kinds import served as served_by
from accessibility.standards.schema import SUPPLY_RULES
from accessibility.study import Gates, Study
from accessibility.travellers import (
    BICYCLE,
    CHAIR,
    ENGINE,
    STRAIGHT,
    USUAL,
    travellers,
    usual,
    waiting,
)

_CHAIR_POSSIBLY = "wheelchair_possible"
_TRIP = ("what", "role", "cell_id", "facility_id", "metres", "minutes", "straight_m")

Floats = NDArray[np.float64]
_Row = tuple[tuple[Any, ...], LineString]  # what _TRIP says of a way, and the way


def explain(evidence: Evidence, *, osm: Path | None = None) -> Explanation:
    """Judge the row's item once more in its community, and find the way to its facility.

    Without the streets, what the audit's own tables hold has to do.

    Parameters
    ----------
    osm : the extract, where it no longer lies as run.json says
    """
    study = study_of(evidence, osm)
    streets, why, file = _streets(evidence, study)
    case = Case(evidence, study, streets)
    return Explanation(
        evidence=evidence,
        served=pd.Series(case.classes, case.here.index, dtype="str"),
        members={kind: _ids(case.groups[kind]) for kind in (SURE, POSSIBLY)},
        inside=_inside(evidence),
        holdings=case.holdings(),
        loads=case.loads(),
        drive_min=_drive(case),
        trips=_trips(case),
        needed=_needed(case),
        without=_without(case),
        surroundings=None if streets is None else _surroundings(streets),
        why_no_streets=why,
        file=file,
    )


def _surroundings(streets: Streets) -> Surroundings:
    return Surroundings(network=streets.network, landscape=streets.landscape, box=streets.box)


def study_of(evidence: Evidence, osm: Path | None = None) -> Study:
    """The study of a finished audit, as far as travel and verdicts hang on it."""
    told, folder = evidence.run["settings"], evidence.folder
    files = {
        one["role"]: folder / one["path"] if "path" in one else Path(one["name"])
        for one in evidence.run["inputs"]
    }
    gates = {key: tuple(ids) for key, ids in told["gates"].items()}
    known = ("rule", "pass_share", "join_limit_m", "delays", "profiles", "weight", "usual_mode")
    return Study(
        name=evidence.run["study"],
        osm=osm or files["osm"],
        elevation=files.get("elevation"),
        gates=Gates(**gates),
        modes=tuple(told["modes"]),
        lang=told["lang"],
        **{key: told[key] for key in known if key in told},
    )


def _streets(evidence: Evidence, study: Study) -> tuple[Streets | None, str | None, str | None]:
    """The streets that the audit was made on; or why they are not to be had, and which file."""
    for role, path in (("osm", study.osm), ("elevation", study.elevation)):
        source = evidence.source(role)
        if source is None or path is None:
            continue
        if not path.is_file():
            return None, "moved", str(path)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != source["sha256"]:
                return None, "changed", str(path)
    streets = load_streets(study)
    network = with_gates(streets.network, study.gates.open, study.gates.closed)
    return replace(streets, network=network), None, None


def _ids(groups: Mapping[str, Sequence[str]]) -> frozenset[str]:
    return frozenset(one for ids in groups.values() for one in ids)


def _needed(case: Case) -> float | None:
    """The limit at which just the pass share is served; ``inf`` where none would do."""
    if not case.simple:
        return None
    weight, ways, role = case.weight(case.ground), case.ground.ways, case.rules.role(case.item)
    if not weight.sum() > 0:
        return None
    travel = ways.minutes if case.rule == "time" else ways.metres
    known = travel(role, case.item.group)[case.mine]
    known = np.where(np.isnan(known), np.inf, known)
    order = np.argsort(known, kind="stable")
    most = (case.study.pass_share - TOLERANCE) * weight.sum()
    return float(known[order[np.argmax(np.cumsum(weight[order]) >= most)]])


def _without(case: Case) -> float | None:
    """Share served if the facility concerned were not there; None where that is not known."""
    if case.concerned is None or case.streets is None or case.rule == "none":
        return None
    ground = case.ground_without
    weight = case.weight(ground)
    if not weight.sum() > 0:
        return None
    sure = served_by(case.item, ground).sure[case.mine]
    return float((weight * sure).sum() / weight.sum())


def _inside(evidence: Evidence) -> gpd.GeoDataFrame | None:
    """The facilities inside the unit whose supply is counted; None where that is not the rule."""
    if str(evidence.row["rule"]) not in SUPPLY_RULES:
        return None
    found, unit = evidence.facilities, evidence.item.counted_in
    if unit == "district":
        inside = found["community_id"].notna()
        return found[inside | found["district_id"].notna() if "district_id" in found else inside]
    column = {"community": "community_id", "subdistrict": "street_id"}[unit]
    if column not in found or column not in evidence.here:
        return found.iloc[:0]
    return found[found[column].isin(evidence.here[column].dropna().unique())]


@dataclass(frozen=True)
class _Ways:
    """The nearest facilities of the community's cells by one role."""

    role: str  # who goes there
    metres: Floats
    facility: NDArray[np.object_]


def _trips(case: Case) -> gpd.GeoDataFrame:
    """The way of the median resident, and of those left out who have it farthest."""
    found: list[_Row] = []
    if case.streets is not None:
        for certainty in (SURE, POSSIBLY):
            if not found:
                found = _found(case, certainty)
    crs = case.here.crs
    table = pd.DataFrame([told for told, _ in found], columns=list(_TRIP))
    return gpd.GeoDataFrame(table, geometry=[line for _, line in found], crs=crs)


def _found(case: Case, certainty: str) -> list[_Row]:
    """Rows of trips to the facilities of one certainty."""
    ways = _ways(case, certainty)
    if ways is None:
        return []
    people = case.here["people"].to_numpy(np.float64)
    median = _median(case, ways.metres)
    left_out = (people > 0) & np.isin(case.classes, (POSSIBLY, NOT_SERVED))
    left_out &= np.isfinite(ways.metres)
    farthest = int(np.where(left_out, ways.metres, -1.0).argmax()) if left_out.any() else -1
    chosen = {"median": median} | ({"far": farthest} if farthest != median else {})
    rows = []
    for what, cell in chosen.items():
        if cell >= 0 and np.isfinite(ways.metres[cell]):
            rows += _row(case, ways, what, cell, certainty)
    return rows


def _ways(case: Case, certainty: str) -> _Ways | None:
    """By the role whose distances are told; by the rider where walking does not count.

    Who is nearest in a straight line walks there all the same.
    """
    role = goes = case.rules.role(case.item)
    if role == STRAIGHT:
        goes = case.rules.walker(case.item)
    elif case.item.travel == "cycle":
        role = goes = BICYCLE
    elif case.item.travel == USUAL:
        role = goes = USUAL
    if not case.ground.ways.holds(role, certainty):
        return None
    return _Ways(goes, *_nearest(case, role, certainty))


def _nearest(case: Case, role: str, certainty: str) -> tuple[Floats, NDArray[np.object_]]:
    """Over all parts, as the checklist tells it: the nearest; the farthest where all are needed."""
    ways, item = case.ground.ways, case.item
    groups = [item.vehicle_group] if role == ENGINE else case.evidence.groups
    metres = np.stack([ways.metres(role, group, certainty)[case.mine] for group in groups])
    ids = np.stack([ways.facility(role, group, certainty)[case.mine] for group in groups])
    known = np.where(np.isnan(metres), np.inf, metres)
    part = known.argmin(axis=0) if item.combine == "any" else known.argmax(axis=0)
    cells = np.arange(len(part))
    return metres[part, cells], ids[part, cells]


def _drive(case: Case) -> float | None:
    """Minutes that the engine drives to the median resident; None where that is not known."""
    if case.rule != "vehicle":
        return None
    ways, group = case.ground.ways, case.item.vehicle_group
    if not ways.holds(ENGINE):
        return None
    minutes = ways.minutes(ENGINE, group)[case.mine]
    order = minutes if case.streets is None else ways.metres(ENGINE, group)[case.mine]
    cell = _median(case, order)
    return None if cell < 0 else float(minutes[cell])


def _median(case: Case, metres: Floats) -> int:
    """The row of the median resident's home, -1 where nobody's way is known."""
    people = case.here["people"].to_numpy(np.float64)
    return int(median_cells(metres, people, np.zeros(len(people), np.intp), 1)[0])


def _row(case: Case, ways: _Ways, what: str, cell: int, certainty: str) -> list[_Row]:
    """One way as a row, between a cell and the nearest door of its facility."""
    facility, doors = ways.facility[cell], case.evidence.doors
    own, here = doors[doors["facility_id"] == facility], case.here.iloc[[cell]]
    profile = _CHAIR_POSSIBLY if (ways.role, certainty) == (CHAIR, POSSIBLY) else ways.role
    trip, line = _trip(case, profile, here, own)
    if trip is None or line is None:
        return []
    straight = float(own.distance(here.geometry.iloc[0]).min())
    told = (what, ways.role, here.index[0], facility, trip.metres, trip.minutes, straight)
    return [(told, line)]


def _trip(
    case: Case, role: str, here: gpd.GeoDataFrame, doors: gpd.GeoDataFrame
) -> tuple[Trip | None, LineString | None]:
    """From a cell to a door; or from a station to the cell, as engines drive."""
    if case.streets is None:
        return None, None
    network, limit_m = case.streets.network, case.study.join_limit_m
    if role == ENGINE:
        graph = engine_graph(network)
        joined = engine_joins(graph, here, doors, join_limit_m=limit_m)
        trip = shortest_path(homeward(graph), here, doors, by="minutes", joined=joined)
        return trip, trip and trip.line.reverse()
    profile = case.modes.get(role) or (
        usual(case.study) if role == USUAL else travellers(case.study, [role])[role]
    )
    graph = travel_graph(network, profile, delays=waiting(case.study))
    by = "minutes" if case.rule == "time" else "metres"
    trip = shortest_path(graph, here, doors, by=by, join_limit_m=limit_m)
    return trip, trip and trip.line
