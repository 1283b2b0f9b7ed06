"""Which facilities count for which items: by type, certainty and ground area."""

from collections.abc import Mapping

import pandas as pd

from accessibility.standards import Item, Standard


def facility_groups(
    facilities: pd.DataFrame, standards: Mapping[str, Standard]
) -> dict[str, dict[str, list[str]]]:
    """Ids of the facilities of every group that the standards ask for, by certainty.

    Where an item asks for ground area, a facility of unknown area counts as possible, and
    one that is too small not at all.

    Parameters
    ----------
    facilities : DataFrame, tables.FACILITIES
    standards : mapping of id to Standard

    Returns
    -------
    dict of certainty to dict of group to sorted list of facility_id
        "sure" holds the sure ones, "possible" sure and possible ones together. A group
        without facilities is left out.
    """
    groups: dict[str, dict[str, list[str]]] = {"sure": {}, "possible": {}}
    by_type = facilities.groupby("type").indices
    for item in _items(standards):
        rows = facilities.iloc[by_type.get(item.type, [])]
        large = _large_enough(rows, item)
        sure = (rows["certainty"] == "sure") & large
        possible = large | _of_unknown_area(rows, item)
        for certainty, chosen in (("sure", sure), ("possible", possible)):
            if chosen.any():
                groups[certainty][item.group] = sorted(rows.index[chosen])
    return groups


def _items(standards: Mapping[str, Standard]) -> list[Item]:
    """One item of every group, by group."""
    by_group = {item.group: item for one in standards.values() for item in one.located}
    return [by_group[group] for group in sorted(by_group)]


def _large_enough(rows: pd.DataFrame, item: Item) -> pd.Series:
    if item.min_site_m2 is None:
        return pd.Series(True, rows.index)
    return rows["area_m2"] >= item.min_site_m2


def _of_unknown_area(rows: pd.DataFrame, item: Item) -> pd.Series:
    if item.min_site_m2 is None:
        return pd.Series(False, rows.index)
    return rows["area_m2"].isna()
