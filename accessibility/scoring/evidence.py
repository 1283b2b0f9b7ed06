"""What the data hold of all that a standard asks for, against what would be expected."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from accessibility.measures.confidence import data_confidence, expected_count, found_share
from accessibility.standards import Item, Part, Standard
from accessibility.standards.types import facility_types


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """How complete the data are for one item: its types, from their least area up."""

    found: int  # sure facilities in the data
    possible: int  # those only possible
    too_small: int  # those of the type that are not large enough to count
    expected: float  # at least so many by the standard, NaN where it does not say
    found_share: float  # of those expected [0-1], NaN where fewer than one is
    locatable: str  # whether maps show the type: yes, partly or no
    confidence: str  # a label of measures.confidence


_LOCATABLE = ("no", "partly", "yes")  # an item is as well shown as the worst of its parts
Key = tuple[str, str]  # level and id of an item


def item_evidence(
    standard: Standard,
    members: Mapping[str, Mapping[str, Sequence[str]]],
    people: float,
    *,
    sizes: "pd.Series[int]",
) -> dict[Key, Evidence]:
    """Count the facilities of each item of a standard and label how complete the data are.

    As many are expected of a size class as of its type: the standard counts only what is
    large enough. Where any of several parts suffices their facilities are added, those of one
    type once; where all are needed, the rarest tells.

    Parameters
    ----------
    standard : Standard
    members : dict of certainty to dict of group to facility ids
        As `facility_groups` gives them.
    people : float [persons]
        In the loaded area.
    sizes : Series of int, indexed by type
        Facilities of every type, of any certainty and size.
    """
    items = standard.located
    keys = pd.MultiIndex.from_tuples([(i.level, i.id) for i in items], names=["level", "item"])
    found, both, of_type = (
        np.array([_of_parts(item, count) for item in items], dtype=np.int64)
        for count in (
            lambda part: len(members["sure"].get(part.group, ())),
            lambda part: len(members["possible"].get(part.group, ())),
            lambda part: int(sizes.get(part.type, 0)),
        )
    )
    served = {kind: standard.people_served(kind) for kind in {item.type for item in items}}
    expected = expected_count(people, pd.Series([served[i.type] for i in items], keys, dtype=float))
    locatable = pd.Series([_locatable(item) for item in items], keys, dtype="str")
    counted = pd.Series(found, keys)
    columns = zip(
        found,
        both - found,
        np.maximum(of_type - both, 0),
        expected,
        found_share(counted, expected),
        locatable,
        data_confidence(counted, expected, locatable),
        strict=True,
    )
    return {
        (item.level, item.id): Evidence(
            found=int(row[0]),
            possible=int(row[1]),
            too_small=int(row[2]),
            expected=float(row[3]),
            found_share=float(row[4]),
            locatable=str(row[5]),
            confidence=str(row[6]),
        )
        for item, row in zip(items, columns, strict=True)
    }


def _of_parts(item: Item, count: Callable[[Part], int]) -> int:
    """A count over the parts of an item: of each type the most, then added or the least."""
    by_type: dict[str, int] = {}
    for part in item.parts:
        by_type[part.type] = max(by_type.get(part.type, 0), count(part))
    counts = by_type.values()
    return sum(counts) if item.combine == "any" else min(counts)


def _locatable(item: Item) -> str:
    known = facility_types()
    shown = [known[p.type].locatable if p.type in known else "yes" for p in item.parts]
    return min(shown, key=_LOCATABLE.index)
