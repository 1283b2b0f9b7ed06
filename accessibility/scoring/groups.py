"""Which facilities count for which items: by type, certainty and ground area."""

from collections.abc import Mapping

import numpy as np
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
    ids = facilities.index.to_numpy(object)
    certain = (facilities["certainty"] == "sure").to_numpy(bool)
    area = facilities["area_m2"].to_numpy(float)
    for item in _items(standards):
        rows = by_type.get(item.type, np.empty(0, np.intp))
        least = -np.inf if item.min_site_m2 is None else item.min_site_m2
        unknown = np.isnan(area[rows])
        large = (area[rows] >= least) | (unknown & (item.min_site_m2 is None))
        for certainty, chosen in (("sure", certain[rows] & large), ("possible", large | unknown)):
            if chosen.any():
                groups[certainty][item.group] = sorted(ids[rows[chosen]])
    return groups


def _items(standards: Mapping[str, Standard]) -> list[Item]:
    """One item of every group, by group."""
    by_group = {item.group: item for one in standards.values() for item in one.located}
    return [by_group[group] for group in sorted(by_group)]
