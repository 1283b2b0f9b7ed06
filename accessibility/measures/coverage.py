"""Who has a facility within reach: the share of people, or of land, within a limit."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MM_PER_M = 1000
MS_PER_MIN = 60_000
TOLERANCE = 1e-9  # of a total: what adding up thousands of floats may lose


def within(
    travel: NDArray[np.float64], limit: float, *, steps: int = MS_PER_MIN
) -> NDArray[np.bool_]:
    """Whether each way is within the limit, inclusive.

    Compared in whole millimetres or milliseconds, so that exactly 300 m passes everywhere.

    Parameters
    ----------
    travel : array of float [min or m]
        ``inf`` (not reached) and ``NaN`` (not known) are out of reach.
    limit : float [min or m]
    steps : int
        Steps a unit: MS_PER_MIN for minutes, MM_PER_M for metres.
    """
    reached: NDArray[np.bool_] = np.rint(travel * steps) <= np.rint(limit * steps)
    return reached


def coverage_share(
    travel: pd.Series,
    weight: pd.Series,
    community: pd.Series,
    *,
    limit: float,
    steps: int = MS_PER_MIN,
) -> pd.Series:
    """Share of each community's people, or of its residential land, within the limit.

    Counts what it is weighted by, not area: an empty park out of reach lowers nothing.

    Parameters
    ----------
    travel : Series of float [min or m], indexed by cell
        Way to the nearest facility. ``inf`` (not reached) and ``NaN`` (never routed) both
        count as out of reach.
    weight : Series of float [persons or m2], indexed by cell
    community : Series of str, indexed by cell
        The community each cell belongs to.
    limit : float [min or m]
        Longest way that counts as near, inclusive.
    steps : int
        Steps in which it is compared: MS_PER_MIN for minutes, MM_PER_M for metres.

    Returns
    -------
    Series of float [0-1], indexed by community
        ``NaN`` where nobody lives.
    """
    near = pd.Series(within(travel.to_numpy(dtype=float), limit, steps=steps), travel.index)
    total = weight.groupby(community).sum()
    return weight.where(near, 0.0).groupby(community).sum() / total.where(total > 0)


def weight_by_place(
    weight: NDArray[np.float64], place: NDArray[np.intp], places: int
) -> NDArray[np.float64]:
    """Sum of the weights in each place; `place` numbers them 0, 1, ... for every cell."""
    return np.bincount(place, weights=weight, minlength=places).astype(np.float64)


def reaches_share(
    covered: NDArray[np.float64], total: NDArray[np.float64], share: float
) -> NDArray[np.bool_]:
    """Whether what is covered is at least a share of the total, inclusive.

    Sums of floats are compared with a tolerance: 0.1 + 0.8 of 1.0 is 0.9.
    """
    reached: NDArray[np.bool_] = covered >= (share - TOLERANCE) * total
    return reached


def exceeds_share(
    covered: NDArray[np.float64], total: NDArray[np.float64], share: float
) -> NDArray[np.bool_]:
    """Whether what is covered is more than a share of the total; exactly that much is not."""
    exceeded: NDArray[np.bool_] = covered > (share + TOLERANCE) * total
    return exceeded
