"""Households and age groups: from where they are known, onto cells, and never above the people."""

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.errors import GroupsAboveTotalError
from accessibility.inputs.attributes import GROUPS

AGES = ("children", "elderly")  # groups of people, which no person is in twice

_ROUNDING = 1e-6


def with_groups(
    communities: gpd.GeoDataFrame, residents: pd.DataFrame | None
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Communities with the groups of the table of residents, which goes before their file."""
    if residents is None:
        return communities, ()
    table = residents.reindex(communities.index)
    both = [
        what
        for what in GROUPS
        if (
            table[what].notna() & communities[what].notna() & (table[what] != communities[what])
        ).any()
    ]
    said = (
        f"{' and '.join(both)} differ between the table of residents and the file of "
        "communities; the table counts"
    )
    filled = {what: table[what].fillna(communities[what]) for what in GROUPS}
    return communities.assign(**filled), (said,) if both else ()


def cells_with_groups(cells: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cells with the children and elderly of their community, spread as its people are.

    NaN where the community's are not known. `communities` have their population.
    """
    home = communities.reindex(cells["community_id"])
    with np.errstate(invalid="ignore"):
        share = cells["people"].to_numpy() / home["population"].to_numpy()
    share = np.where(home["population"] > 0, share, 0.0)
    return cells.assign(**{what: home[what].to_numpy() * share for what in AGES})


def require_groups_fit(communities: gpd.GeoDataFrame, totals: pd.Series) -> None:
    """Raise where a community's age groups add up to more than its people.

    Where its people are known, so must its households not be more than they are.

    Parameters
    ----------
    communities : with their population
    totals : known residents [persons], NaN where they are estimated
    """
    known = totals.reindex(communities.index).notna()
    most = communities["population"] * (1 + _ROUNDING)
    wrong = (communities[[*AGES]].sum(axis=1) > most) | (known & (communities["households"] > most))
    if wrong.any():
        rows = communities[wrong].iterrows()
        told = [_excess(str(key), row, known=bool(known[key])) for key, row in rows]
        raise GroupsAboveTotalError(told, estimated=not known[wrong].all())


def group_remarks(communities: gpd.GeoDataFrame) -> tuple[str, ...]:
    """Say which groups are known of some communities only."""
    known = {what: int(communities[what].notna().sum()) for what in GROUPS}
    return tuple(
        f"{what} are known in {count} of {len(communities)} communities only"
        for what, count in known.items()
        if 0 < count < len(communities)
    )


def _excess(key: str, row: pd.Series, *, known: bool) -> str:
    """One community's groups beside its people."""
    said = [f"{what} {row[what]:,.10g}" for what in GROUPS if pd.notna(row[what])]
    people = row["population"]
    number = f"{people:,.10g}" if known else f"{people:,.0f}"
    total = (
        f"{'' if known else 'an estimate of '}{number} {'person' if number == '1' else 'people'}"
    )
    return f"{row['name']} ({key}) has {', '.join(said)}, of {total}"
