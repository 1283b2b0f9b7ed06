"""The study in order: load the town, route, judge. The only module that joins stages."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from accessibility.errors import OriginsError
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.points import parse_points, read_points
from accessibility.loading import Streets, load_inputs, load_streets, read_standards
from accessibility.planning.gaps import gaps
from accessibility.results import Reach, Results, Town
from accessibility.routing.access import access_points
from accessibility.routing.graph import TravelGraph, left_out, travel_graph
from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.profiles import profile_named
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.routing.straight import nearest_straight
from accessibility.routing.travel import nearest, stranded
from accessibility.scoring.checklist import checklist
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.levels import district, district_checklist, missed, scores
from accessibility.scoring.rules import Rules
from accessibility.standards import Standard
from accessibility.study import Study
from accessibility.tables import Nearest

__all__ = ["audit", "load_inputs", "reach", "read_standards"]

_LOG = logging.getLogger(__name__)

# How far a search looks beyond the limits that are judged, so that a failure can say how far.
WALK_SEARCH_M = 3000.0
BICYCLE_SEARCH_MIN = 30.0
STUCK_KM = 0.05  # of street; whoever reaches less, however long the limit, is told

_STRANDED = {
    "too far from a street": "too far from a street and left out",
    "island": "on an island of streets",
}

Travel = Mapping[tuple[str, str], Nearest]


def audit(study: Study) -> Results:
    """Answer the study's question, start to finish."""
    standards = read_standards(study)
    town = load_inputs(study)
    _tell(town.remarks)
    doors, travel, cut_off = route(town, study, standards)
    return judge(town, study, standards, doors=doors, travel=travel, cut_off=cut_off)


def route(
    town: Town, study: Study, standards: Mapping[str, Standard]
) -> tuple[gpd.GeoDataFrame, Travel, gpd.GeoDataFrame]:
    """Doors of the facilities, travel from every cell to them, and who cannot travel."""
    _LOG.info("routing by %s", " and ".join(study.modes))
    groups = facility_groups(town.facilities, standards)
    asked = sorted({member for kind in groups.values() for ids in kind.values() for member in ids})
    graphs = {mode: travel_graph(town.network, mode) for mode in study.modes}
    for graph in graphs.values():
        _tell_left_out(graph)
    doors = access_points(town.facilities.loc[asked], town.entrances, graphs["walk"])
    travel: dict[tuple[str, str], Nearest] = {}
    for certainty, members in groups.items():
        for mode, graph in graphs.items():
            if mode == "bike" and certainty == "possible":
                continue  # what can be told is settled on foot
            travel[mode, certainty] = nearest(
                graph,
                town.cells,
                town.facilities,
                access_points=doors,
                groups=members,
                profile=mode,
                limit_m=WALK_SEARCH_M if mode == "walk" else None,
                limit_min=BICYCLE_SEARCH_MIN if mode == "bike" else None,
                join_limit_m=study.join_limit_m,
                certainty=certainty,
            )
        if study.rule == "straight_line":
            travel["straight_line", certainty] = nearest_straight(
                town.cells, doors, members, certainty=certainty, limit_m=WALK_SEARCH_M
            )
    return doors, travel, _stranded(town, doors, graphs["walk"], study.join_limit_m)


def judge(
    town: Town,
    study: Study,
    standards: Mapping[str, Standard],
    *,
    doors: gpd.GeoDataFrame,
    travel: Travel,
    cut_off: gpd.GeoDataFrame,
) -> Results:
    """Verdicts, scores and gaps, by every standard."""
    _LOG.info("judging")
    rules = Rules(
        rule=study.rule,
        pass_share=study.pass_share,
        grades=study.grades,
        lang=study.lang,
        profile_bicycle="bike" if "bike" in study.modes else None,
        people_are_counts=town.people_basis != "even",
    )
    kind = doors.groupby("facility_id")["kind"].first()
    town = replace(
        town, facilities=town.facilities.assign(access=kind.reindex(town.facilities.index))
    )
    judged = [_judged(one, town, travel, rules) for one in standards.values()]
    verdicts = pd.concat([one.checklist for one in judged])
    scored = pd.concat([one.scores for one in judged])
    said = (*_said_of_edge(verdicts), *_said_of_stranded(cut_off))
    _tell(said)
    town = replace(town, remarks=(*town.remarks, *said))
    return Results(
        study=study,
        standards=standards,
        town=town,
        access_points=doors,
        nearest=travel,
        checklist=verdicts,
        scores=scored,
        district=pd.concat([one.district for one in judged]),
        missed=pd.concat([one.missed for one in judged], axis=1),
        gaps=gaps(verdicts, town.cells, travel, standards, profile=rules.foot),
        stranded=cut_off,
    )


@dataclass(frozen=True)
class _Judged:
    """One standard's tables of the results."""

    checklist: pd.DataFrame
    scores: pd.DataFrame
    district: pd.DataFrame
    missed: pd.Series


def _judged(one: Standard, town: Town, travel: Travel, rules: Rules) -> _Judged:
    """Every community by one standard, and all people together."""
    told: dict[str, Any] = {
        "cells": town.cells, "facilities": town.facilities, "nearest": travel, "rules": rules,
    }  # fmt: skip
    verdicts = checklist(one, communities=town.communities, **told)
    scored = scores(verdicts, {one.id: one}, town.communities, rules)
    whole = district_checklist(one, **told)
    overall = district(one, **told, verdicts=whole, scored=scored)
    return _Judged(
        checklist=verdicts,
        scores=scored,
        district=overall.droplevel("community_id"),
        missed=missed(one, **told, verdicts=whole),
    )


def _stranded(
    town: Town, doors: gpd.GeoDataFrame, graph: TravelGraph, join_limit_m: float
) -> gpd.GeoDataFrame:
    """Cells and facilities that cannot travel, with the people concerned."""
    cells = stranded(graph, town.cells, join_limit_m=join_limit_m)
    alone = stranded(graph, doors, join_limit_m=join_limit_m)
    shut = doors.index.isin(alone.index)
    lost = pd.Series(shut, doors["facility_id"]).groupby(level=0).transform("all").to_numpy()
    alone = alone.loc[doors.index[lost]]  # a facility with one door that is reached is not lost
    cells = town.cells.loc[cells.index, ["community_id", "people", "geometry"]].join(cells)
    alone = doors.loc[alone.index, ["facility_id", "geometry"]].join(alone)
    frames = [cells.assign(what="cell"), alone.assign(what="facility")]
    together = pd.concat([f.rename_axis("id").reset_index() for f in frames], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=town.cells.crs)


def _said_of_edge(verdicts: pd.DataFrame) -> tuple[str, ...]:
    """How much the edge of the data keeps from being told, and what would help."""
    failing = verdicts["verdict"].isin(("not_met", "partly", "by_bicycle"))
    near = (failing & (verdicts["people_near_edge"] > 0)).sum()
    if not near:
        return ()
    return (
        f"{near:,} of {failing.sum():,} failing verdicts are marked, since the data end near the "
        f"people concerned: give an extract that reaches {WALK_SEARCH_M / 1000:g} km farther",
    )


def _said_of_stranded(cut_off: gpd.GeoDataFrame) -> tuple[str, ...]:
    """How many people cannot be routed."""
    people = cut_off["people"].sum()
    if not people > 0:
        return ()
    return (
        f"{people:,.0f} people in {cut_off['people'].count():,} cells cannot join the streets, "
        "or sit on an island of them (layer stranded)",
    )


def _tell(remarks: Sequence[str]) -> None:
    for remark in remarks:
        _LOG.info(remark, extra={"stay": True})


def _tell_left_out(graph: TravelGraph) -> None:
    """Say which ways this profile may not use, and why, to those who ask (-v)."""
    if not _LOG.isEnabledFor(logging.DEBUG):
        return
    for reason, km in left_out(graph).items():
        _LOG.debug("not used by %s: %s, %.1f km", graph.profile.name, reason, km)


def reach(
    study: Study,
    *,
    at: Sequence[str] = (),
    points: Path | None = None,
    facilities: str | None = None,
    profile: str = "walk",
    minutes: Sequence[float] | None = None,
    metres: Sequence[float] | None = None,
) -> Reach:
    """Streets and areas reached from places: typed, of a file, or all facilities of a type."""
    profile_named(profile)  # an unknown one is told before anything is read
    if not (at or points or facilities):
        raise OriginsError("no place to start from")
    starts = [parse_points(at)] if at else []
    if points is not None:
        starts.append(read_points(points))
    streets = load_streets(study)
    if facilities is not None:
        starts.append(_doors(streets, facilities))
    origins = pd.concat([start.to_crs(streets.network.crs) for start in starts])
    _LOG.info("routing from %d place%s", len(origins), "" if len(origins) == 1 else "s")
    graph = travel_graph(streets.network, profile)
    origins, joined = _on_streets(graph, origins)
    asked: dict[str, Any] = {"minutes": minutes, "metres": metres, "joined": joined}
    rings = isochrones(graph, origins, profile=profile, **asked)
    _tell_stuck(rings, profile)
    return Reach(
        network=streets.network,
        landscape=streets.landscape,
        box=streets.box,
        rings=rings,
        streets=reached_streets(graph, origins, profile=profile, **asked),
        origins=origins,
        profile=profile,
        source=streets.source,
        lang=study.lang,
    )


def _on_streets(
    graph: TravelGraph, origins: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The places near a street, with their joins; who is not, or sits on an island, is told."""
    joined = join(graph, origins)
    near = joined["edge"].to_numpy() >= 0
    if not near.any():
        raise OriginsError(
            f"no street within {JOIN_LIMIT_M:g} m of {', '.join(map(str, origins.index[:3]))}. "
            "Is the place inside the extract, and is it written as longitude,latitude?"
        )
    for name, row in stranded(graph, origins, joined=joined).iterrows():
        away = f"{row['nearest_street_m']:,.0f} m off"
        _LOG.warning("isochrone: %s is %s (%s)", name, _STRANDED[str(row["reason"])], away)
    return origins[near], joined[near]


def _tell_stuck(rings: gpd.GeoDataFrame, profile: str) -> None:
    """Say from which places one gets nowhere: a dead end, or the wrong end of a one-way street."""
    farthest = rings[rings["limit"] == rings["limit"].max()]
    for name in farthest.index[farthest["streets_km"] < STUCK_KM]:
        _LOG.warning("isochrone: from %s hardly any street is reached by %s", name, profile)


def _doors(streets: Streets, kind: str) -> gpd.GeoDataFrame:
    """Where the sure facilities of a type are entered."""
    found = find_facilities(streets.objects, [kind], source=streets.source.name)
    sure = found[found["certainty"] == "sure"]
    if sure.empty:
        raise OriginsError(f"{streets.source.name} holds none that is surely a {kind}")
    return access_points(sure, None, streets.network)
