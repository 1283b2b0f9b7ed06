"""How much lies within reach: every facility counted, or less the farther off it is."""

from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import MissingColumnError
from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN, within

Floats = NDArray[np.float64]

_UNITS = {"metres": MM_PER_M, "minutes": MS_PER_MIN}


class Falls(Protocol):
    """How the weight of a facility falls with its distance, as `Decay` says it."""

    @property
    def kind(self) -> str:
        """Even, steps, linear, exponential, power or gaussian."""

    @property
    def scale(self) -> float | None:
        """In the unit of the distances."""

    @property
    def power(self) -> float:
        """Exponent of the kind power."""

    @property
    def steps(self) -> tuple[tuple[float, float], ...]:
        """Ends, inclusive, and weights."""


def cumulative_opportunities(
    travel: pd.DataFrame,
    cells: pd.Index,
    *,
    limit: float,
    capacity: pd.Series | None = None,
) -> pd.Series:
    """Sum of what every cell reaches within a limit: cumulative opportunities.

    The contour, or isochrone, measure, in the tradition of Ingram (1971, Regional Studies 5,
    101-107) and of Wachs & Kumagai (1973, Socio-Economic Planning Sciences 7, 437-456); named
    so in the review of Geurs & van Wee (2004, Journal of Transport Geography 12, 127-140).
    `reach_sum` gives the same without a table of travel in between.

    Parameters
    ----------
    travel : DataFrame, what `travel_table` gives
        Columns cell_id, facility_id and metres [m] or minutes [min].
    cells : Index of the cells that were searched from
    limit : float [m or min]
        Inclusive; the table must reach that far.
    capacity : Series of float, indexed by facility, optional
        What each facility offers; by default each counts 1.

    Returns
    -------
    Series of float, index `cells`
        0 where nothing is reached. A cell that cannot join the streets has no row in the
        table either: leave it out of `cells`, or blank it afterwards.
    """
    distance, unit = _distance(travel)
    return _sums(travel, cells, within(distance, limit, steps=unit).astype(float), capacity)


def gravity(
    travel: pd.DataFrame,
    cells: pd.Index,
    decay: Falls,
    *,
    capacity: pd.Series | None = None,
) -> pd.Series:
    """Sum of what every cell reaches, each facility counted less the farther off it is.

    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute
    of Planners 25(2), 73-76: what a place offers, divided by a power of the distance to it.
    His is the decay "power"; "exponential" and "gaussian" are later forms of the same sum. All
    facilities of the table count, so how far it reaches is part of the measure.

    Parameters
    ----------
    travel, cells, capacity
        As `cumulative_opportunities`.
    decay : Decay
        In the unit of the table, metres or minutes.

    Returns
    -------
    Series of float, index `cells`
        As `cumulative_opportunities`.
    """
    distance, unit = _distance(travel)
    return _sums(travel, cells, decayed(distance, decay, unit=unit), capacity)


def decayed(distance: Floats, decay: Falls, *, unit: int = MS_PER_MIN) -> Floats:
    """What a facility counts at each distance: 1 at the door, down to 0.

    Parameters
    ----------
    distance : array of float [m or min], from 0 up
        ``inf`` counts 0, except with the decay "even".
    decay : Decay
        Says what each kind means.
    unit : int
        Whole steps in a unit, in which ends of "steps" are compared: MS_PER_MIN or MM_PER_M.
    """
    scale = decay.scale or 1.0
    if decay.kind == "even":
        return np.ones_like(distance)
    if decay.kind == "steps":
        return _stepped(distance, decay.steps, unit)
    if decay.kind == "linear":
        return np.maximum(1 - distance / scale, 0.0)
    if decay.kind == "exponential":
        return np.asarray(np.exp(-distance / scale))
    if decay.kind == "power":
        return np.asarray(np.maximum(distance / scale, 1.0) ** -decay.power)
    return np.asarray(np.exp(-((distance / scale) ** 2) / 2))


def _stepped(distance: Floats, steps: tuple[tuple[float, float], ...], unit: int) -> Floats:
    """Weight of the first step whose end is not below the distance."""
    near = [within(distance, end, steps=unit) for end, _ in steps]
    return np.select(near, [weight for _, weight in steps], 0.0)


def _distance(travel: pd.DataFrame) -> tuple[Floats, int]:
    """The distances of a table, and the whole steps in their unit."""
    for column, unit in _UNITS.items():
        if column in travel:
            return travel[column].to_numpy(float), unit
    raise MissingColumnError("travel", "minutes", list(travel.columns))


def _sums(
    travel: pd.DataFrame, cells: pd.Index, worth: Floats, capacity: pd.Series | None
) -> pd.Series:
    """Sum by cell of worth times capacity."""
    if capacity is not None:
        worth = worth * capacity.reindex(travel["facility_id"]).to_numpy(float)
    row = cells.get_indexer(pd.Index(travel["cell_id"]))
    kept = row >= 0
    return pd.Series(np.bincount(row[kept], weights=worth[kept], minlength=len(cells)), cells)
