"""How slope changes travel: speeds by grade, times by direction, and what is too steep."""

import numpy as np
from numpy.typing import NDArray

from accessibility.errors import UnknownNameError
from accessibility.network import Slopes

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

CURVES = ("tobler", "cycling", None)

# Judgements. Tobler measured no steeper hillsides; on a street it is a fault of the raster.
STEEPEST = 0.4
STRETCH_M = 30.0  # shorter ramps are within the noise of a raster
DOWNHILL_KMH = 25.0  # no faster on a bicycle in a street, unless it is as fast on the flat
PUSH_ABOVE = 0.12  # uphill, where a bicycle is pushed

# Valhalla's speed factors of a bicycle by grade (sif/bicyclecost.cc, kGradeBasedSpeedFactor).
_RIDDEN_GRADE = np.array(
    (-10, -8, -6.5, -5, -3, -1.5, 0, 1.5, 3, 5, 6.5, 8, 10, 11.5, 13, 15)
) / 100  # fmt: skip
_RIDDEN = np.array(
    (2.2, 2.0, 1.9, 1.7, 1.4, 1.2, 1, 0.95, 0.85, 0.75, 0.65, 0.55, 0.5, 0.45, 0.4, 0.3)
)


def tobler(grade: Floats) -> Floats:
    """Walking speed on a grade, as a multiple of that on the flat.

    W. Tobler (1993), Three presentations on geographical analysis and modeling, NCGIA report
    93-1: 6 exp(-3.5 |S + 0.05|) km/h, here divided by its value on the flat so that it scales
    any walker's speed. Fastest at 5 % down; not symmetrical, so that there and back
    takes longer than on the flat. A hiker's curve, applied to everybody on foot: a judgement.

    Parameters
    ----------
    grade : float, rise / run in the direction of travel; taken at 0.4 where steeper
    """
    steep = np.clip(grade, -STEEPEST, STEEPEST)
    factor: Floats = np.exp(-3.5 * (np.abs(steep + 0.05) - 0.05))
    return factor


def cycling(grade: Floats) -> Floats:
    """Riding speed on a grade, as a multiple of that on the flat.

    The speed factors by grade of Valhalla's bicycle costing (sif/bicyclecost.cc), with
    straight lines between its grades and its outermost factors beyond. It gains more on a
    gentle way down than it loses on the way up: there and back takes some 5 % less than on
    the flat at a grade of 3 %, as long at 6 %, and 16 % more at 8 %. That a bicycle goes no
    faster than 25 km/h downhill, and is pushed above 12 % uphill, is a judgement made in
    `edge_ms`, where speeds are known.

    Parameters
    ----------
    grade : float, rise / run in the direction of travel
    """
    factor: Floats = np.interp(grade, _RIDDEN_GRADE, _RIDDEN)
    return factor


def edge_ms(
    slopes: Slopes,
    flat_ms: Int64,
    kmh: Floats,
    *,
    curve: str | None,
    push_kmh: float | None = None,
    pushed: Mask | None = None,
) -> tuple[Int64, Int64]:
    """Time along every edge and against it [ms], with its slope.

    A step whose grade is not known takes the time of a flat one, and where all are flat the
    time is `flat_ms` itself.

    Parameters
    ----------
    slopes : Slopes of the network
    flat_ms : int64 [m], time on the flat
    kmh : float64 [m], speed on the flat; for a pushed bicycle, the speed it is pushed at
    curve : "tobler", "cycling", or None: slope changes nothing
    push_kmh : float, for "cycling"
        Speed on foot on the flat, scaled as `tobler` where it is too steep to ride; where
        None, it is ridden however steep.
    pushed : bool [m], for "cycling"
        Edges where the bicycle is pushed whatever the slope.

    Returns
    -------
    (along, against) : int64 [m], from tail to head, and back
    """
    if curve not in CURVES:
        raise UnknownNameError("slope curve", str(curve), map(str, CURVES))
    if curve is None or not len(flat_ms):
        return flat_ms.copy(), flat_ms.copy()
    count = np.diff(slopes.first)
    flat = np.repeat(kmh, count)
    on_foot = np.repeat(np.zeros(len(count), np.bool_) if pushed is None else pushed, count)

    def time(grade: Floats) -> Int64:
        speed = flat * tobler(grade) if curve == "tobler" else _ridden(grade, flat, push_kmh)
        speed = np.where(on_foot, flat * tobler(grade), speed)
        longer = slopes.run_m * 3600 * (1 / speed - 1 / flat)
        extra: Int64 = np.rint(np.add.reduceat(longer, slopes.first[:-1])).astype(np.int64)
        return flat_ms + extra

    known = np.nan_to_num(slopes.grade, nan=0.0)
    return time(known), time(-known)


def _ridden(grade: Floats, flat: Floats, push_kmh: float | None) -> Floats:
    """Speed of a bicycle on a grade [km/h], which is pushed where it is too steep to ride."""
    speed = np.minimum(flat * cycling(grade), np.maximum(flat, DOWNHILL_KMH))
    if push_kmh is None:
        return speed
    return np.where(grade > PUSH_ABOVE, push_kmh * tobler(grade), speed)


def too_steep(slopes: Slopes, limit: float) -> Mask:
    """Edges that are steeper than a limit, up or down, for 30 m on end or for all they are.

    For who cannot pass steep streets at all: a wheelchair above 8.33 % (1:12, the steepest
    ramp that building codes allow). One short step above the limit does not close a street,
    since a raster is not that sure; that is a judgement, as is that down counts as up. Grades
    that are not known are taken for passable.

    Parameters
    ----------
    slopes : Slopes of the network
    limit : float, rise / run; a grade equal to it can be passed

    Returns
    -------
    bool [m]
    """
    count = np.diff(slopes.first)
    if not len(count):
        return np.zeros(0, np.bool_)
    edge = np.repeat(np.arange(len(count)), count)
    steep = np.abs(slopes.grade) > limit
    fresh = np.ones(len(edge), np.bool_)
    fresh[1:] = (edge[1:] != edge[:-1]) | (steep[1:] != steep[:-1])
    starts = np.flatnonzero(fresh)
    stretch_m = np.where(steep[starts], np.add.reduceat(slopes.run_m, starts), 0.0)
    longest = np.maximum.reduceat(stretch_m, np.searchsorted(edge[starts], np.arange(len(count))))
    length_m = np.add.reduceat(slopes.run_m, slopes.first[:-1])
    enough = np.minimum(STRETCH_M, length_m)
    return np.asarray((longest > 0) & (longest >= enough), np.bool_)


def said_of_steepest(slopes: Slopes) -> tuple[str, ...]:
    """A remark where street is steeper than 0.4, and taken at 0.4; none where none is."""
    metres = float(slopes.run_m[np.abs(slopes.grade) > STEEPEST].sum())
    share = f"{STEEPEST:.0%}"
    return (
        (f"{metres:,.0f} m of street are steeper than {share} and taken at {share}",)
        if metres
        else ()
    )
