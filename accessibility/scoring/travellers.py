"""How the promise of minutes looks to each kind of traveller, side by side."""

from collections.abc import Mapping, Sequence

import pandas as pd

from accessibility.measures.coverage import coverage_share
from accessibility.standards import Standard
from accessibility.tables import Nearest

COLUMNS = ("standard", "community_id", "level", "item", "profile", "minutes", "coverage_people")


def traveller_coverage(
    standards: Mapping[str, Standard],
    nearest: Mapping[tuple[str, str], Nearest],
    cells: pd.DataFrame,
    *,
    roles: Sequence[str],
) -> pd.DataFrame:
    """Share of people who reach an item in its level's minutes, for each traveller.

    By time, whatever the rule of the verdicts: the same radius in metres takes an old person
    longer than a young one, and that is what this table is for. Sure facilities only.

    Parameters
    ----------
    nearest : by role and certainty; `roles` names those to tell
    cells : columns community_id and people, indexed by cell

    Returns
    -------
    DataFrame, columns COLUMNS
        profile is the traveller's own name. coverage_people is NaN where nobody lives, and
        where the data hold no facility of the item's kind: then nothing can be told.
    """
    told = [
        _of(standard, nearest[role, "sure"], cells)
        for standard in standards.values()
        for role in roles
    ]
    table = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=list(COLUMNS))
    order = ["standard", "community_id", "level", "item"]
    return table.sort_values(order, kind="stable", ignore_index=True)


def _of(standard: Standard, nearest: Nearest, cells: pd.DataFrame) -> pd.DataFrame:
    """Every item of a standard that stands on the map, for one traveller."""
    rows = []
    for item in standard.located:
        minutes = standard.levels[item.level].minutes
        if minutes is None or item.group not in nearest.minutes:
            continue
        travel = nearest.minutes[item.group].reindex(cells.index)
        some = nearest.facility_id[item.group].notna().any()
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
                    "coverage_people": share.to_numpy() if some else float("nan"),
                }
            )
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=list(COLUMNS))
