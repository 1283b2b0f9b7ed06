"""How the promise of minutes looks to each kind of traveller, side by side."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from accessibility.measures.coverage import coverage_share
from accessibility.standards import Standard
from accessibility.tables import Nearest

COLUMNS = ("standard", "community_id", "level", "item", "profile", "minutes", "coverage_in_time")


def traveller_coverage(
    standards: Mapping[str, Standard],
    nearest: Mapping[tuple[str, str], Nearest],
    cells: pd.DataFrame,
    *,
    roles: Sequence[str],
    riders: Collection[str] = (),
) -> pd.DataFrame:
    """Share of all people who reach an item in its level's minutes, for each traveller.

    By time, whatever the rule of the verdicts: the same radius in metres takes an old person
    longer than a young one, and that is what this table is for. Sure facilities only. Who
    cannot join the streets counts as out of reach.

    Parameters
    ----------
    nearest : by role and certainty
    cells : columns community_id and people, indexed by cell
    roles : those to tell; the first goes on foot
    riders : roles that ride: they may leave the bicycle, and walk where that is quicker

    Returns
    -------
    DataFrame, columns COLUMNS
        profile is the traveller's own name. coverage_in_time is NaN where nobody lives.
        Items of which nobody at all reaches a facility on foot have no row: as far as these
        data tell there is none, and nothing can be said.
    """
    told = []
    for standard in standards.values():
        for role in roles:
            on_foot = nearest[roles[0], "sure"]
            reached = set(on_foot.facility_id.columns[on_foot.facility_id.notna().any()])
            left = on_foot.minutes if role in riders else None
            told += _of(standard, nearest[role, "sure"], reached, left, cells)
    table = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=list(COLUMNS))
    order = ["standard", "community_id", "level", "item"]
    return table.sort_values(order, kind="stable", ignore_index=True)


def _of(
    standard: Standard,
    nearest: Nearest,
    reached: Collection[str],
    walking: pd.DataFrame | None,
    cells: pd.DataFrame,
) -> list[pd.DataFrame]:
    """Every item of a standard whose group is reached by somebody, for one traveller."""
    rows = []
    for item in standard.located:
        minutes = standard.levels[item.level].minutes
        if minutes is None or item.group not in reached:
            continue
        travel = nearest.minutes[item.group]
        if walking is not None:
            travel = travel.combine(walking[item.group], np.fmin)
        travel = travel.reindex(cells.index)
        share = coverage_share(travel, cells["people"], cells["community_id"], limit=minutes)
        rows.append(
            pd.DataFrame(
                {
                    "standard": standard.id,
                    "community_id": share.index,
                    "level": item.level,
                    "item": item.id,
                    "profile": nearest.profile,
                    "minutes": float(minutes),
                    "coverage_in_time": share.to_numpy(),
                }
            )
        )
    return rows
