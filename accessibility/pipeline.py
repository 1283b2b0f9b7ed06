"""The study in order: load the town, route, judge. The only module that joins stages."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd

from accessibility import loading
from accessibility.inputs.elevation import unknown_share
from accessibility.loading import load_undrawn, read_standards
from accessibility.planning.gaps import gaps
from accessibility.results import Results, Town
from accessibility.routing.compounds import Compounds
from accessibility.routing.delays import Delays
from accessibility.routing.profiles import Profile
from accessibility.routing.slope import said_of_steepest
from accessibility.routing.study_gates import with_gates
from accessibility.scoring.checklist import checklist
from accessibility.scoring.levels import district, district_checklist, missed, scores
from accessibility.scoring.rules import Rules
from accessibility.scoring.travellers import traveller_coverage
from accessibility.scoring.walls import with_walls
from accessibility.standards import Standard
from accessibility.study import Study
from accessibility.travellers import BICYCLE, FOOT, roles, waiting
from accessibility.travelling import WALK_SEARCH_M, Routed, Travel, route

__all__ = ["audit", "load_inputs", "read_standards"]

_LOG = logging.getLogger(__name__)


def audit(study: Study) -> Results:
    """Answer the study's question, start to finish."""
    standards = read_standards(study)
    modes = roles(study)
    wait = waiting(study)  # so that what is wrong with it is told before anything is read
    town, drawing = load_undrawn(study)
    _tell(town.remarks)
    town = replace(town, network=with_gates(town.network, study.gates.open, study.gates.closed))
    routed = route(town, study, standards, modes, wait)
    judged = judge(town, study, standards, routed, modes, wait=wait)
    return replace(judged, town=replace(judged.town, landscape=drawing.result()))


def load_inputs(study: Study) -> Town:
    """Read a study's files, with all that it says of travellers and gates checked."""
    roles(study)
    waiting(study)
    town = loading.load_inputs(study)
    return replace(town, network=with_gates(town.network, study.gates.open, study.gates.closed))


def judge(
    town: Town,
    study: Study,
    standards: Mapping[str, Standard],
    routed: Routed,
    modes: Mapping[str, Profile],
    *,
    wait: Delays | None = None,
) -> Results:
    """Verdicts, scores and gaps, by every standard."""
    _LOG.info("judging")
    rules = Rules(
        rule=study.rule,
        pass_share=study.pass_share,
        grades=study.grades,
        lang=study.lang,
        profile_bicycle=BICYCLE if (BICYCLE, "sure") in routed.travel else None,
        people_are_counts=town.people_basis != "even",
        foot_kmh=modes[FOOT].speed_kmh,
    )
    kind = routed.doors.groupby("facility_id")["kind"].first()
    town = replace(
        town, facilities=town.facilities.assign(access=kind.reindex(town.facilities.index))
    )
    judged = [_judged(one, town, routed, rules) for one in standards.values()]
    verdicts = pd.concat([one.checklist for one in judged])
    said = (
        *_said_of_times(town, wait),
        *_said_of_edge(verdicts),
        *_said_of_stranded(routed.stranded),
        *_said_of_compounds(routed.compounds, verdicts),
    )
    _tell(said)
    town = replace(town, remarks=(*town.remarks, *said))
    return Results(
        study=study,
        standards=standards,
        town=town,
        access_points=routed.doors,
        nearest=routed.travel,
        checklist=verdicts,
        scores=pd.concat([one.scores for one in judged]),
        district=pd.concat([one.district for one in judged]),
        missed=pd.concat([one.missed for one in judged], axis=1),
        travellers=_side_by_side(standards, town, routed.travel, modes),
        gaps=gaps(verdicts, town.cells, routed.travel, standards, profile=rules.foot),
        stranded=routed.stranded,
        compounds=routed.compounds.table,
    )


def _side_by_side(
    standards: Mapping[str, Standard], town: Town, travel: Travel, modes: Mapping[str, Profile]
) -> pd.DataFrame:
    """Coverage by every traveller, where more are asked for than walkers and riders."""
    asked = list(modes) if set(modes) - {FOOT, BICYCLE} else []
    riders = {role for role, profile in modes.items() if profile.rides}
    table = traveller_coverage(standards, travel, town.cells, roles=asked, riders=riders)
    names = town.communities["name"].reindex(table["community_id"]).to_numpy()
    table.insert(2, "community", names)
    return table


@dataclass(frozen=True)
class _Judged:
    """One standard's tables of the results."""

    checklist: pd.DataFrame
    scores: pd.DataFrame
    district: pd.DataFrame
    missed: pd.Series


def _judged(one: Standard, town: Town, routed: Routed, rules: Rules) -> _Judged:
    """Every community by one standard, and all people together."""
    told: dict[str, Any] = {
        "cells": town.cells, "facilities": town.facilities, "rules": rules,
    }  # fmt: skip
    nearest = routed.travel
    verdicts = checklist(one, communities=town.communities, nearest=nearest, **told)
    whole = district_checklist(one, nearest=nearest, **told)
    if routed.opened is not None:
        within: dict[str, Any] = {"lang": rules.lang, "counts": rules.people_are_counts}
        open_to = {"nearest": routed.opened, **told}
        behind = _behind(town, routed.compounds)
        free = checklist(one, communities=town.communities, **open_to)
        verdicts = with_walls(verdicts, free, behind, **within)
        everybody = pd.Series(behind.sum(), whole.index.get_level_values("community_id").unique())
        whole = with_walls(whole, district_checklist(one, **open_to), everybody, **within)
    scored = scores(verdicts, {one.id: one}, town.communities, rules)
    overall = district(one, **told, nearest=nearest, verdicts=whole, scored=scored)
    return _Judged(
        checklist=verdicts,
        scores=scored,
        district=overall.droplevel("community_id"),
        missed=missed(one, **told, nearest=nearest, verdicts=whole),
    )


def _behind(town: Town, found: Compounds) -> "pd.Series[float]":
    """Residents of compounds without a mapped gate, by community."""
    cells = town.cells.loc[found.compound.index]
    people: pd.Series[float] = cells.groupby("community_id")["people"].sum()
    return people


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


def _said_of_times(town: Town, wait: Delays | None) -> tuple[str, ...]:
    """What times follow beside distances: slopes, and waiting."""
    told = []
    slopes = town.network.slopes
    if slopes is not None:
        unknown = unknown_share(slopes)
        flat = f"; {unknown:.1%} of street length has no height: taken as flat" if unknown else ""
        told.append(f"times follow slopes from {slopes.source}; distances do not{flat}")
        told += said_of_steepest(slopes)
    if wait is not None:
        seconds = f"{wait.signal_s:g} s a signal, {wait.crossing_s:g} s a crossing of a main road"
        stairs = f"{wait.steps_s:g} s a flight of stairs, {wait.footbridge_s:g} s a footbridge"
        told.append(f"times count waiting: {seconds}, {stairs}")
    return tuple(told)


def _said_of_compounds(found: Compounds, verdicts: pd.DataFrame) -> tuple[str, ...]:
    """How many people live behind walls without a mapped gate, and what hangs on that."""
    if not len(found.table):
        return ()
    told = verdicts.get("verdict_with_gates", pd.Series(dtype="str")).notna().sum()
    return (
        f"{found.table['people'].sum():,.0f} people live in {len(found.table):,} compounds without "
        f"a mapped gate (layer compounds); {told:,} verdicts hang on that and cannot be told",
    )


def _tell(remarks: Sequence[str]) -> None:
    for remark in remarks:
        _LOG.info(remark, extra={"stay": True})
