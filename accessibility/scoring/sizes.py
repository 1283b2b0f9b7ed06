"""Which facilities are large enough: the least ground area that an item may ask for."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


def large_enough(area_m2: NDArray[np.float64], least: float | None) -> tuple[Flags, Flags]:
    """Which facilities surely are large enough, and which possibly.

    One of unknown area possibly is; where nothing is asked, all surely are. The area is that
    of the ground, which says nothing of floors.

    Parameters
    ----------
    area_m2 : array of float [m2], by facility
        ``NaN`` where not known.
    least : float [m2] or None
        Inclusive.
    """
    if least is None:
        every = np.ones(len(area_m2), dtype=np.bool_)
        return every, every
    large = area_m2 >= least
    return large, large | np.isnan(area_m2)
