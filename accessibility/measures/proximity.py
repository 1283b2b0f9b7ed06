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
    *,
    order: NDArray[np.intp] | None = None,
) -> NDArray[np.float64]:
    """Lower weighted median of the values in each place, `NaN` without weight there."""
    cell = median_cells(values, weight, place, places, order=order)
    medians = np.full(places, np.nan)
    medians[cell >= 0] = values[cell[cell >= 0]]
    return medians


def median_cells(
    values: NDArray[np.float64],
    weight: NDArray[np.float64],
    place: NDArray[np.intp],
    places: int,
    *,
    order: NDArray[np.intp] | None = None,
) -> NDArray[np.intp]:
    """The cell of each place that has its lower weighted median.

    Of cells with equal values, the earlier ones in the arrays come first.

    Parameters
    ----------
    values : array of float, by cell
        A cell whose value is ``NaN`` is left out.
    weight : array of float, by cell
    place : array of int, by cell
        Number of the place each cell belongs to.
    places : int
        How many places there are.
    order : array of int
        What `by_value` gives, where it is at hand.

    Returns
    -------
    array of int, by place
        Position of the cell in the arrays, -1 for a place without weight.
    """
    if order is None:
        order = by_value(values, place, places)
    order = order[weight[order] > 0]
    cells = np.full(places, -1, dtype=np.intp)
    found, first = _at_half(weight[order], place[order], places)
    cells[found] = order[first]
    return cells


def by_value(values: NDArray[np.float64], place: NDArray[np.intp], places: int) -> NDArray[np.intp]:
    """The cells with a value, place after place and within each by value."""
    return by_place(ascending(values), place, places)


def ascending(values: NDArray[np.float64]) -> NDArray[np.intp]:
    """The cells with a value, the least first."""
    known = np.flatnonzero(~np.isnan(values))
    return known[np.argsort(values[known], kind="stable")]


def by_place(order: NDArray[np.intp], place: NDArray[np.intp], places: int) -> NDArray[np.intp]:
    """Cells in some order, place after place, in each as they came."""
    # short integers are sorted by counting, ten times as fast as long ones
    number = place.astype(np.int16 if places < 2**15 else np.int32)
    return order[np.argsort(number[order], kind="stable")]


def _at_half(
    weight: NDArray[np.float64], place: NDArray[np.intp], places: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The places with weight, and the first row of each by which half of it is reached."""
    total = weight_by_place(weight, place, places)
    before = np.concatenate(([0.0], np.cumsum(total)))[place]
    reached = np.cumsum(weight) - before >= (0.5 - TOLERANCE) * total[place]
    rows = np.flatnonzero(reached)
    found, first = np.unique(place[rows], return_index=True)
    return found, rows[first]
