"""What the data hold of every type a standard names, against what would be expected."""

from dataclasses import dataclass

import pandas as pd

from accessibility.measures.confidence import data_confidence, expected_count, found_share
from accessibility.standards import Standard
from accessibility.standards.types import facility_types


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How complete the data are for one type of facility."""

    found: int  # sure facilities in the data
    possible: int  # those only possible
    expected: float  # at least so many by the standard, NaN where it does not say
    found_share: float  # of those expected [0-1], NaN where fewer than one is
    locatable: str  # whether maps show the type: yes, partly or no
    confidence: str  # a label of measures.confidence


def type_evidence(
    standard: Standard, facilities: pd.DataFrame, people: float
) -> dict[str, Evidence]:
    """Count the facilities of each type of a standard and label how complete the data are.

    Parameters
    ----------
    standard : Standard
    facilities : DataFrame, tables.FACILITIES
    people : float [persons]
        In the loaded area.
    """
    types = pd.Index(sorted({item.type for item in standard.located}), name="type")
    sure = facilities["certainty"] == "sure"
    found = facilities["type"][sure].value_counts().reindex(types, fill_value=0)
    possible = facilities["type"][~sure].value_counts().reindex(types, fill_value=0)
    served = pd.Series([standard.people_served(name) for name in types], types, dtype=float)
    expected = expected_count(people, served)
    known = facility_types()
    locatable = pd.Series([known[t].locatable if t in known else "yes" for t in types], types)
    columns = zip(
        found,
        possible,
        expected,
        found_share(found, expected),
        locatable,
        data_confidence(found, expected, locatable),
        strict=True,
    )
    return {
        name: Evidence(
            found=int(row[0]),
            possible=int(row[1]),
            expected=float(row[2]),
            found_share=float(row[3]),
            locatable=str(row[4]),
            confidence=str(row[5]),
        )
        for name, row in zip(types, columns, strict=True)
    }
