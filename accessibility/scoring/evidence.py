"""What the data hold of all that a standard asks for, against what would be expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from accessibility.measures.confidence import data_confidence, expected_count, found_share
from accessibility.standards import Standard
from accessibility.standards.types import facility_types


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How complete the data are for one group: a type, from the item's least area up."""

    found: int  # sure facilities in the data
    possible: int  # those only possible
    too_small: int  # those of the type that are not large enough to count
    expected: float  # at least so many by the standard, NaN where it does not say
    found_share: float  # of those expected [0-1], NaN where fewer than one is
    locatable: str  # whether maps show the type: yes, partly or no
    confidence: str  # a label of measures.confidence


def group_evidence(
    standard: Standard,
    members: Mapping[str, Mapping[str, Sequence[str]]],
    people: float,
    *,
    sizes: "pd.Series[int]",
) -> dict[str, Evidence]:
    """Count the facilities of each group of a standard and label how complete the data are.

    As many are expected of a group as of its type: the standard counts only what is large
    enough.

    Parameters
    ----------
    standard : Standard
    members : dict of certainty to dict of group to facility ids
        As `facility_groups` gives them.
    sizes : Series of int, indexed by type
        Facilities of every type, of any certainty and size.
    people : float [persons]
        In the loaded area.
    """
    types = {item.group: item.type for item in standard.located}
    groups = pd.Index(sorted(types), name="group")
    found, both = (_counts(members[certainty], groups) for certainty in ("sure", "possible"))
    served = [standard.people_served(types[group]) for group in groups]
    expected = expected_count(people, pd.Series(served, groups, dtype=float))
    known = facility_types()
    locatable = [known[t].locatable if t in known else "yes" for t in (types[g] for g in groups)]
    columns = zip(
        found,
        both - found,
        np.maximum(sizes.reindex([types[g] for g in groups], fill_value=0).to_numpy() - both, 0),
        expected,
        found_share(found, expected),
        locatable,
        data_confidence(found, expected, pd.Series(locatable, groups)),
        strict=True,
    )
    return {
        name: Evidence(
            found=int(row[0]),
            possible=int(row[1]),
            too_small=int(row[2]),
            expected=float(row[3]),
            found_share=float(row[4]),
            locatable=str(row[5]),
            confidence=str(row[6]),
        )
        for name, row in zip(groups, columns, strict=True)
    }


def _counts(members: Mapping[str, Sequence[str]], groups: pd.Index) -> "pd.Series[int]":
    return pd.Series([len(members.get(group, ())) for group in groups], groups, dtype="int64")
