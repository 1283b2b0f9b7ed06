"""How far it is to the nearest facility for the people of a place, and which one it is."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import TOLERANCE, weight_by_place


def travel_to(frame: pd.DataFrame, group: str) -> NDArray[np.float64]:
    """Way of every cell to the nearest facility of a group.

    A group without a column has no facility anywhere: not reached, ``inf``.
    """
    if group not in frame.columns:
        return np.full(len(frame), np.inf)
    return frame[group].to_numpy(dtype=float)


def median_distance(distance: pd.Series, people: pd.Series, community: pd.Series) -> pd.Series:
    """Distance of the median resident of each community to the nearest facility.

    Half of the people have it no farther. Always a distance that somebody has: never the
    mean of two. Whoever's distance is not known is left out.

    Parameters
    ----------
    distance : Series of float [m], indexed by cell
        ``inf`` where no facility was reached, ``NaN`` where not known.
    people : Series of float [persons], indexed by cell
    community : Series of str, indexed by cell

    Returns
    -------
    Series of float [m], indexed by community
        ``inf`` where half of the people reach none, ``NaN`` where nobody lives or nothing
        is known.
    """
    place, names = pd.factorize(community, sort=True)
    known = place >= 0
    medians = weighted_medians(
        distance.to_numpy(dtype=float)[known],
        people.to_numpy(dtype=float)[known],
        place[known],
        len(names),
    )
    return pd.Series(medians, names)


def weighted_medians(
    values: NDArray[np.float64],
    weight: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
) -> NDArray[np.float64]:
    """Lower weighted median of the values in each place, `NaN` without weight there."""
    counts = ~np.isnan(values) & (weight > 0)
    values, weight, place = values[counts], weight[counts], place[counts]
    order = np.argsort(values)
    # short integers are sorted by counting, ten times as fast as long ones
    number = place.astype(np.int16 if places < 2**15 else np.int32)
    order = order[np.argsort(number[order], kind="stable")]
    return _at_half(values[order], weight[order], place[order], places)


def _at_half(
    values: NDArray[np.float64],
    weight: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
) -> NDArray[np.float64]:
    """The first value of each place, in order, by which half of its weight is reached."""
    medians = np.full(places, np.nan)
    if values.size == 0:
        return medians
    total = weight_by_place(weight, place, places)
    before = np.concatenate(([0.0], np.cumsum(total)))[place]
    reached = np.cumsum(weight) - before >= (0.5 - TOLERANCE) * total[place]
    rows = np.flatnonzero(reached)
    found, first = np.unique(place[rows], return_index=True)
    medians[found] = values[rows[first]]
    return medians


def usual_facility(
    facility_id: pd.Series,
    people: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
) -> NDArray[np.object_]:
    """The facility that is nearest for most people of each place, `NaN` for none.

    Of two with equally many people, the first by id.

    Parameters
    ----------
    facility_id : Series of str, by cell
        The nearest facility; ``NaN`` where none is reached.
    people : array of float [persons], by cell
    place : array of int, by cell
        Number of the place each cell belongs to.
    places : int
        How many places there are.
    """
    usual = np.full(places, np.nan, dtype=object)
    codes, ids = pd.factorize(facility_id, sort=True)
    counts = (codes >= 0) & (people > 0)
    if not counts.any():
        return usual
    pair = place[counts] * len(ids) + codes[counts]
    served = np.bincount(pair, weights=people[counts], minlength=places * len(ids))
    # rounded, so that the order in which people are added up decides no tie
    served = np.round(served.reshape(places, len(ids)), 6)
    some = served.max(axis=1) > 0
    usual[some] = np.asarray(ids, dtype=object)[served[some].argmax(axis=1)]
    return usual
