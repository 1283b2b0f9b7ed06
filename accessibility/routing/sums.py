"""What lies within reach, summed up: opportunities, and supply shared by all who reach it."""

import threading
from collections import deque
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import AmountError, MissingColumnError
from accessibility.network import Network
from accessibility.routing.decay import Decay
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.joined import Joins, Sides, both_sides
from accessibility.routing.kernels import Float64, sum_of_groups
from accessibility.routing.limits import OneLimit, one_limit
from accessibility.routing.many import from_facilities
from accessibility.routing.profiles import Profile
from accessibility.routing.search import Taken, deal
from accessibility.routing.snapping import JOIN_LIMIT_M

FULLY = Decay()  # everything within the limit counts the same
PARTS = 32  # partial sums: the same for any number of threads, so that the result is too
_FULL = 61  # bits for all people together


def reach_sum(
    network: Network | TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    capacity: str | None = None,
    decay: Decay = FULLY,
    access_points: gpd.GeoDataFrame | None = None,
    profile: str | Profile = "walk",
    limit_m: float | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: Joins | None = None,
    threads: int | None = None,
) -> pd.Series:
    """What every cell reaches within a limit: the sum over facilities of capacity x decay.

    Without decay these are cumulative opportunities (Wachs & Kumagai 1973), with it gravity
    (Hansen 1959). Arguments not said below are those of `travel_table`.

    Parameters
    ----------
    capacity : str, optional
        Column of `facilities`, numbers from 0 up; by default every facility counts 1.
    decay : Decay
        By default all within the limit count fully.

    Returns
    -------
    Series of float, index of `cells`
        0 where nothing is reached, NaN where the cell cannot join the network.

    Raises
    ------
    InputError
        As `travel_table`, and for a capacity that is negative or not known.
    """
    graph = as_graph(network, profile)
    asked = one_limit(graph, limit_m, limit_min)
    sides = both_sides(
        graph, cells, facilities, access_points,
        certainty=certainty, join_limit_m=join_limit_m, joined=joined,
    )  # fmt: skip
    supply = _supply(sides, capacity)
    return _summed(graph, asked, sides, _Sum(supply, decay), threads)


def two_step(
    network: Network | TravelGraph,
    cells: gpd.GeoDataFrame,
    facilities: gpd.GeoDataFrame,
    *,
    capacity: str | None = "capacity",
    people: str = "people",
    decay: Decay = FULLY,
    access_points: gpd.GeoDataFrame | None = None,
    profile: str | Profile = "walk",
    limit_m: float | None = None,
    limit_min: float | None = None,
    join_limit_m: float = JOIN_LIMIT_M,
    certainty: str = "sure",
    joined: Joins | None = None,
    threads: int | None = None,
) -> pd.Series:
    """Capacity for each person: the two-step floating catchment area (2SFCA).

    A facility's capacity is divided by the people within its limit; a cell has the sum of
    what the facilities within its limit give a head (Luo & Wang 2003). With a decay both
    steps are weighted (E2SFCA, Luo & Qi 2009). What all people have together is what all
    facilities offer that anybody reaches. Arguments not said below are those of
    `travel_table`.

    Parameters
    ----------
    capacity : str or None
        Column of `facilities`, numbers from 0 up; None counts every facility 1.
    people : str
        Column of `cells`, numbers from 0 up.
    decay : Decay
        By default all within the limit count fully.

    Returns
    -------
    Series of float [capacity / person], index of `cells`
        0 where nothing is reached, NaN where the cell cannot join the network; those who
        cannot are not among the people either. Where nobody lives, what one more person
        would find.

    Raises
    ------
    InputError
        As `travel_table`, and for capacities or people that are negative or not known.
    """
    graph = as_graph(network, profile)
    asked = one_limit(graph, limit_m, limit_min)
    demand = _amounts("cells", cells, people)
    sides = both_sides(
        graph, cells, facilities, access_points,
        certainty=certainty, join_limit_m=join_limit_m, joined=joined,
    )  # fmt: skip
    demand = np.where(sides.unknown, 0.0, demand)
    work = _Sum(_supply(sides, capacity), decay, demand)
    return _summed(graph, asked, sides, work, threads)


@dataclass(frozen=True, eq=False)
class _Sum:
    supply: Float64  # by rank
    decay: Decay
    people: Float64 | None = None  # by cell, where the supply is shared


@dataclass(eq=False)
class _Parts:
    """Partial sums that arrive in any order and are added up in their own.

    No more than PARTS of them wait; mostly it is one a thread.
    """

    total: Float64
    waiting: dict[int, Float64] = field(default_factory=dict)
    next: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, part: int, amounts: Float64) -> None:
        """Take in one part."""
        with self.lock:
            self.waiting[part] = amounts
            while self.next in self.waiting:
                self.total += self.waiting.pop(self.next)
                self.next += 1


def _summed(
    graph: TravelGraph, asked: OneLimit, sides: Sides, own: _Sum, threads: int | None
) -> pd.Series:
    work = from_facilities(graph, asked, sides)
    parts = _Parts(np.zeros(work.t))
    bounds = np.linspace(0, work.g, PARTS + 1).astype(np.int64).tolist()
    fall = own.decay.fall(asked.unit, (asked.pace.numerator, asked.pace.denominator))
    people, whole = _in_units(own.people)
    supply = own.supply * whole

    def answer(numbers: deque[tuple[int, int]]) -> None:
        (space, finds), weight = work.space(), np.empty(work.t)
        for part, _ in Taken(numbers):
            amounts = np.zeros(work.t)
            sum_of_groups(
                work.streets, work.sources, bounds[part], bounds[part + 1], work.targets,
                work.limit, space, finds, fall, supply, people, own.people is not None,
                weight, amounts,
            )  # fmt: skip
            parts.add(part, amounts)

    deal(answer, [(part, part) for part in range(PARTS)], threads)
    return pd.Series(np.where(sides.unknown, np.nan, parts.total), index=sides.cells.index)


def _in_units(people: Float64 | None) -> tuple[Float64, float]:
    """People in units of a power of two so small that all together are just below 2**61.

    Whole units are added up: in any order, the sum is the same.
    """
    if people is None:
        return np.zeros(0), 1.0
    everybody = float(people.sum())
    whole = 2.0 ** (_FULL - 1 - int(np.ceil(np.log2(everybody)))) if everybody > 0 else 1.0
    return people * whole, whole


def _supply(sides: Sides, capacity: str | None) -> Float64:
    """Capacities by rank."""
    if capacity is None:
        return np.ones(len(sides.owners))
    amounts = _amounts("facilities", sides.facilities, capacity)
    return amounts[sides.rows]


def _amounts(table: str, frame: gpd.GeoDataFrame, column: str) -> Float64:
    """A column of numbers from 0 up."""
    if column not in frame:
        raise MissingColumnError(table, column, list(frame.columns))
    found = pd.to_numeric(frame[column], errors="coerce").to_numpy(np.float64, na_value=np.nan)
    wrong = np.flatnonzero(~((found >= 0) & (found < np.inf)))
    if len(wrong):
        raise AmountError(table, column, frame.index[wrong[0]], frame[column].iloc[wrong[0]])
    amounts: NDArray[np.float64] = found
    return amounts
