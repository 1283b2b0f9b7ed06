"""What the data hold of every type a standard names, against what would be expected."""

import pandas as pd

from accessibility.measures.confidence import data_confidence, expected_count, found_share
from accessibility.standards import Standard
from accessibility.standards.types import facility_types


def type_evidence(standard: Standard, facilities: pd.DataFrame, people: float) -> pd.DataFrame:
    """Count the facilities of each type of a standard and label how complete the data are.

    Parameters
    ----------
    standard : Standard
    facilities : DataFrame, tables.FACILITIES
    people : float [persons]
        In the loaded area.

    Returns
    -------
    DataFrame indexed by type
        found (sure facilities), possible (those only possible), expected (at least so many
        by the standard, NaN where it does not say), found_share [0-1], locatable (yes,
        partly, no) and confidence (a label of measures.confidence).
    """
    types = pd.Index(sorted({item.type for item in standard.located}), name="type")
    sure = facilities["certainty"] == "sure"
    known = facility_types()
    table = pd.DataFrame(index=types)
    table["found"] = _count(facilities[sure], types)
    table["possible"] = _count(facilities[~sure], types)
    served = [standard.people_served(name) for name in types]
    table["expected"] = expected_count(people, pd.Series(served, types, dtype=float))
    table["found_share"] = found_share(table["found"], table["expected"])
    table["locatable"] = [known[name].locatable if name in known else "yes" for name in types]
    table["confidence"] = data_confidence(table["found"], table["expected"], table["locatable"])
    return table


def _count(facilities: pd.DataFrame, types: pd.Index) -> pd.Series:
    return facilities["type"].value_counts().reindex(types, fill_value=0)
