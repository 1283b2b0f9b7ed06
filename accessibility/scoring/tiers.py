"""Which facilities are of the tier that an item asks for: district, town or village."""

import numpy as np
from numpy.typing import NDArray

from accessibility.standards.schema import TIERS

Flags = NDArray[np.bool_]


def of_tier(tiers: NDArray[np.object_], asked: str | None) -> tuple[Flags, Flags]:
    """Which facilities surely are of a tier, and which possibly.

    One whose tier is not known, or no word for a tier, possibly is; where none is asked, all
    surely are. A higher tier does not stand in for a lower one.

    Parameters
    ----------
    tiers : array of str, by facility
        ``NaN`` or ``None`` where not known.
    asked : str or None
        One of TIERS.
    """
    if asked is None:
        every = np.ones(len(tiers), dtype=np.bool_)
        return every, every
    words = tiers.astype(str)
    same: Flags = words == asked
    return same, same | ~np.isin(words, TIERS)
