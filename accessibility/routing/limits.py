"""Limits of travel, in whole millimetres and milliseconds."""

from dataclasses import dataclass
from fractions import Fraction
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from accessibility.errors import LimitError
from accessibility.routing.graph import Costs, TravelGraph, pace_of
from accessibility.routing.kernels import BEYOND, Int32

MS_PER_MIN = 60_000
MOST = BEYOND - 1  # the largest cost a search can reach: as good as no limit
_LONGEST_M, _LONGEST_MIN = 200_000, 24 * 60  # beyond these a limit is taken for a slip


@dataclass(frozen=True)
class Limits:
    """Longest distance and time asked for, in whole units; None where not asked."""

    mm: int | None
    ms: int | None
    slowest: Fraction  # ms a mm
    fastest: Fraction

    def search(self, unit: str) -> int:
        """How far a search must go so that one limit alone settles both answers."""
        slack = 10_000  # edges are rounded to whole milliseconds, one by one
        mm, ms = self.mm, self.ms
        if self.slowest == self.fastest:
            reach = [] if mm is None else [mm]
            reach += [] if ms is None else [int(ms / self.slowest)]
            return min(max(reach, default=MOST), MOST)
        if unit == "mm":
            implied = MOST if ms is None else int(ms / self.fastest) + slack
            return min(implied if mm is None else mm, MOST)
        implied = MOST if mm is None else int(mm * self.slowest) + slack
        return min(implied if ms is None else ms, MOST)

    def within(self, mm: Int32, ms: Int32) -> tuple[Int32, Int32]:
        """Costs with -1 where they are beyond their limit, or the other one's alone."""
        near = mm <= self.mm if self.mm is not None else np.True_
        soon = ms <= self.ms if self.ms is not None else np.True_
        if self.mm is None:
            near = soon & (ms >= 0)
        if self.ms is None:
            soon = near & (mm >= 0)
        return np.where(near, mm, -1), np.where(soon, ms, -1)


@dataclass(frozen=True, eq=False)
class OneLimit:
    """A limit of distance, or of time, and the search that settles it."""

    costs: Costs
    most: int  # largest cost searched to
    pace: Fraction  # whole units of the answer, mm or ms, for one of cost
    column: str  # "metres" or "minutes"
    unit: int  # mm of a metre, ms of a minute

    def values(self, cost: Int32) -> NDArray[np.float64]:
        """Costs in metres or minutes; what is no whole unit is rounded up, as in `nearest`."""
        whole = -(-cost.astype(np.int64) * self.pace.numerator // self.pace.denominator)
        return np.asarray(whole / self.unit, np.float64)


def one_limit(
    graph: TravelGraph, limit_m: float | None, limit_min: float | None, *, needed: bool = True
) -> OneLimit:
    """The one limit of a search; without one, where it is not needed, time without limit."""
    if limit_m is not None and limit_min is not None:
        raise LimitError("both metres and minutes", "Give one of limit_m and limit_min")
    if needed and limit_m is None and limit_min is None:
        raise LimitError("none", "Give limit_m or limit_min")
    if limit_m is not None:
        return OneLimit(graph.mm, whole_limit(limit_m, "m"), Fraction(1), "metres", 1000)
    ms = None if limit_min is None else whole_limit(limit_min, "min")
    own = graph.units[-1]
    pace = pace_of(graph.profile.join_kmh) if own.unit == "mm" else Fraction(1)
    most = MOST if ms is None else min(int(ms / pace), MOST)
    return OneLimit(own, most, pace, "minutes", MS_PER_MIN)


def limits_for(graph: TravelGraph, limit_m: float | None, limit_min: float | None) -> Limits:
    """The limits of a search, checked; None is no limit."""
    return Limits(
        mm=None if limit_m is None else whole_limit(limit_m, "m"),
        ms=None if limit_min is None else whole_limit(limit_min, "min"),
        slowest=graph.paces[1],
        fastest=graph.paces[0],
    )


def whole_limit(limit: float, unit: str) -> int:
    """A limit in m or min to the nearest whole mm or ms; LimitError for what cannot be one."""
    most = {"m": _LONGEST_M, "min": _LONGEST_MIN}[unit]
    if isinstance(limit, bool) or not isinstance(limit, Real):
        raise LimitError(f"{limit!r} {unit}", f"Give a number above 0, up to {most:,} {unit}")
    limit = float(limit)
    if not 0 < limit <= most:  # False for NaN too
        raise LimitError(f"{limit:g} {unit}", f"Give a number above 0, up to {most:,} {unit}")
    return round(Fraction(str(limit)) * {"m": 1000, "min": MS_PER_MIN}[unit])
