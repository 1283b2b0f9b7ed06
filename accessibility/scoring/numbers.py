"""Figures in sentences: rounded, and never across a line that decides something."""

import math
from collections.abc import Sequence

_SPACE = {"en": " ", "zh": ""}  # between a number and its per cent sign


def share_text(share: float, pass_share: float, lang: str) -> str:
    """Write a share in per cent, as coarse as it can be without telling a different story.

    Whole per cent, unless that would round 89.6 % up to a pass share of 90 %, up to all, or
    down to nobody; then with as many decimals as it takes, three at most.
    """
    breaks = (0.0, pass_share / 2, pass_share, 1.0)
    for digits in range(4):
        rounded = round(share * 100, digits)
        if _same_side(share, rounded / 100, breaks):
            return f"{rounded:.{digits}f}{_SPACE[lang]}%"
    bound, sign = (0.001, "<") if share < 0.5 else (99.999, ">")
    near = min(breaks, key=lambda line: abs(share - line))
    if 0 < near < 1:
        bound, sign = near * 100, "<" if share < near else ">"
    return f"{sign}{_SPACE[lang]}{bound:g}{_SPACE[lang]}%"


def _same_side(exact: float, rounded: float, breaks: Sequence[float]) -> bool:
    return all(_side(exact, line) == _side(rounded, line) for line in breaks)


def _side(value: float, line: float) -> int:
    """Below, on or above a line; sums of floats that differ from it by a hair are on it."""
    return 0 if abs(value - line) < 1e-9 else (1 if value > line else -1)


def metres_text(metres: float, limit_m: float) -> str:
    """Write a distance in whole metres, on the side of the limit on which it lies.

    Rounded, unless that would bring 500.2 m down to a limit of 500 m, or over one. A limit
    that is ``NaN`` has no sides.
    """
    rounded = float(round(metres))
    if metres > limit_m + 1e-6 and rounded <= limit_m:
        rounded = math.ceil(metres)
    elif metres <= limit_m + 1e-6 and rounded > limit_m + 1e-6:
        rounded = math.floor(metres)
    return f"{rounded:,.0f}"


def people_text(people: float) -> str:
    """Write a number of people: whole, and at least one where there is anybody."""
    return f"{max(round(people), 1 if people > 0 else 0):,}"
