"""Travel becomes verdicts: by every standard, for every community, unit and audience."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from accessibility.measures.needs import needs_met
from accessibility.results import Town
from accessibility.routing.compounds import Compounds
from accessibility.routing.profiles import Profile
from accessibility.scoring.audiences import Panels, panels
from accessibility.scoring.checklist import Assessment, assess
from accessibility.scoring.ground import Ways
from accessibility.scoring.laying import DISTRICT, Layout, lay_out
from accessibility.scoring.levels import missed
from accessibility.scoring.rollup import unit_checklists, unit_scores
from accessibility.scoring.rules import Rules
from accessibility.scoring.sensitivity import changes, sensitivity
from accessibility.scoring.walls import with_walls
from accessibility.standards import Standard
from accessibility.standards.needs import Need, daily_needs
from accessibility.standards.schema import CERTAINTIES
from accessibility.study import Study
from accessibility.travellers import BICYCLE, FOOT
from accessibility.travelling import Routed, Travel


def rules_of(study: Study, town: Town, modes: Mapping[str, Profile]) -> Rules:
    """How a study judges."""
    rider = modes.get(BICYCLE)
    return Rules(
        rule=study.rule,
        pass_share=study.pass_share,
        weight=study.weight,
        grades=study.grades,
        lang=study.lang,
        profile_bicycle=BICYCLE if BICYCLE in modes else None,
        people_are_counts=town.people_basis != "even",
        foot_kmh=modes[FOOT].speed_kmh,
        bicycle_kmh=rider.speed_kmh if rider else Rules.bicycle_kmh,
    )


@dataclass(frozen=True)
class Judged:
    """One standard's tables of the results."""

    laid: Assessment
    checklist: pd.DataFrame
    whole: pd.DataFrame  # the district judged as one
    missed: pd.Series


@dataclass(frozen=True)
class Layouts:
    """The town as it is judged: with walls as mapped, and as if compounds had gates."""

    closed: Layout
    opened: Layout | None  # None where that changes nothing
    behind: "pd.Series[float]"  # residents of compounds without a mapped gate, by community


def laid_out(standards: Iterable[Standard], town: Town, routed: Routed) -> Layouts:
    """Lay a town out for all that will be asked of it."""
    streets = town.units[town.units["unit"] == "street"] if len(town.units) else None
    closed = lay_out(standards, nearest=routed.travel, streets=streets, **_told(town))
    opened = None if routed.opened is None else closed.travelled(routed.opened)
    return Layouts(closed, opened, _behind(town, routed.compounds))


def judged(one: Standard, layouts: Layouts, rules: Rules) -> Judged:
    """Every community by one standard, and all people together."""
    laid = assess(one, layouts.closed, rules)
    verdicts, whole = laid.checklist, laid.district
    if layouts.opened is not None:
        within: dict[str, Any] = {"lang": rules.lang, "counts": rules.people_are_counts}
        free = assess(one, layouts.opened, rules)
        everybody = pd.Series({DISTRICT: layouts.behind.sum()})
        told = free.told
        verdicts = with_walls(verdicts, told[: len(verdicts)], layouts.behind, **within)
        whole = with_walls(whole, told[len(verdicts) :], everybody, **within)
    return Judged(laid=laid, checklist=verdicts, whole=whole, missed=missed(laid, whole))


def _told(town: Town) -> dict[str, Any]:
    return {"communities": town.communities, "cells": town.cells, "facilities": town.facilities}


def _behind(town: Town, found: Compounds) -> "pd.Series[float]":
    """Residents of compounds without a mapped gate, by community."""
    cells = town.cells.loc[found.compound.index]
    people: pd.Series[float] = cells.groupby("community_id")["people"].sum()
    return people


def audience_panels(asked: Standard, layouts: Layouts, town: Town, rules: Rules) -> Panels:
    """What each audience reaches; `asked` holds the items of the audiences asked for."""
    laid = assess(asked, layouts.closed, rules)
    return panels(laid, town.communities["name"], rules)


def on_other_units(
    standards: Mapping[str, Standard],
    by_standard: Mapping[str, Judged],
    town: Town,
    routed: Routed,
    rules: Rules,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores of streets and blocks, each by its own levels, rolled up to the district.

    And the verdicts on streets and blocks behind them, with their sort in the column `unit`.
    Both empty where the study names no units but communities.
    """
    if town.units.empty:
        return pd.DataFrame(), pd.DataFrame()
    checklists = {
        "community": pd.concat([one.checklist for one in by_standard.values()]),
        "district": pd.concat([one.whole for one in by_standard.values()]),
    }
    own = unit_checklists(
        standards, units=town.units, cells=town.cells, facilities=town.facilities,
        nearest=routed.travel, rules=rules,
    )  # fmt: skip
    scored = unit_scores(checklists | own, standards, town.units, town.communities, rules)
    rows = [table.assign(unit=sort) for sort, table in own.items()]
    return scored, pd.concat(rows) if rows else pd.DataFrame()


def needs_of(study: Study) -> tuple[Need, ...]:
    """The everyday needs that are as certain as the study asks."""
    enough = CERTAINTIES[: CERTAINTIES.index(study.min_certainty) + 1]
    return tuple(need for need in daily_needs() if need.certainty in enough)


def needs_on_foot(needs: Sequence[Need], town: Town, travel: Travel) -> pd.DataFrame:
    """The share of everyday needs that people meet on foot; empty without needs."""
    if not needs:
        return pd.DataFrame()
    sure, possible = (travel[FOOT, certainty].minutes for certainty in ("sure", "possible"))
    return needs_met(needs, sure, town.cells, town.communities, possible=possible)


def what_hangs_on_settings(
    by_standard: Mapping[str, Judged],
    layouts: Layouts,
    joins: Mapping[float, Travel],
    rules: Rules,
    *,
    asked: bool,
) -> pd.DataFrame:
    """How many verdicts turn with other settings, by standard; empty where nobody asks."""
    if not asked:
        return pd.DataFrame()
    cells = layouts.closed.place.cells
    tried = changes(rules, {limit: Ways(cells, travel) for limit, travel in joins.items()})
    return pd.concat([sensitivity(one.laid, tried) for one in by_standard.values()])
