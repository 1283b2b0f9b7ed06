"""Which facilities count for which items: by type, certainty, ground area and tier."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from accessibility.scoring.sizes import large_enough
from accessibility.scoring.tiers import of_tier
from accessibility.standards import Item, Standard
from accessibility.standards.schema import Part

Groups = dict[str, dict[str, list[str]]]


def facility_groups(
    facilities: pd.DataFrame,
    standards: Mapping[str, Standard],
    *,
    only: Callable[[Item], bool] | None = None,
) -> Groups:
    """Ids of the facilities of every group that the standards ask for, by certainty.

    A group is what one part of an item counts. Where a part asks for ground area or for a
    tier, a facility of which that is not known counts as possible, and one that is too small
    or of another tier not at all.

    Parameters
    ----------
    facilities : DataFrame, tables.FACILITIES
        With a column `tier` (one of TIERS, NaN where not known) where tiers are known.
    standards : mapping of id to Standard
    only : function of an Item, optional
        The groups of items for which it is true: those that one traveller is routed for.

    Returns
    -------
    dict of certainty to dict of group to sorted list of facility_id
        "sure" holds the sure ones, "possible" sure and possible ones together. A group
        without facilities is left out.
    """
    groups: Groups = {"sure": {}, "possible": {}}
    by_type = facilities.groupby("type").indices
    ids = facilities.index.to_numpy(object)
    certain = (facilities["certainty"] == "sure").to_numpy(bool)
    area = facilities["area_m2"].to_numpy(float)
    tiers = _tiers(facilities)
    for name, part in _parts(standards, only).items():
        rows = by_type.get(part.type, np.empty(0, np.intp))
        large, perhaps_large = large_enough(area[rows], part.min_site_m2)
        placed, perhaps_placed = of_tier(tiers[rows], part.tier)
        sure = certain[rows] & large & placed
        for certainty, chosen in (("sure", sure), ("possible", perhaps_large & perhaps_placed)):
            if chosen.any():
                groups[certainty][name] = sorted(ids[rows[chosen]])
    return groups


def _tiers(facilities: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    if "tier" in facilities.columns:
        return facilities["tier"].to_numpy(dtype=object)
    return np.full(len(facilities), None, dtype=object)


def _parts(
    standards: Mapping[str, Standard], only: Callable[[Item], bool] | None
) -> dict[str, Part]:
    """One part of every group, sorted by group."""
    parts = {
        part.group: part
        for standard in standards.values()
        for item in standard.located
        if only is None or only(item)
        for part in item.parts
    }
    return dict(sorted(parts.items()))
