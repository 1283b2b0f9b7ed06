"""Figures in sentences: rounded, and never across a line that decides something."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]
Words = NDArray[np.object_]

_SPACE = {"en": " ", "zh": ""}  # between a number and its per cent sign
_UNKNOWN = -1  # key of what is no number: it has no text
_MOST_DIGITS = 3
_KIND = 10**12  # keys of numbers with so many digits, or of bounds, begin at multiples of it
_MM = 1e-6  # [m]: what two equal ways may differ by


@dataclass(frozen=True)
class Coded:
    """A text for every row: the distinct texts, and which of them each row has."""

    texts: Words
    code: NDArray[np.intp]

    def of(self, rows: NDArray[np.intp]) -> Words:
        """The texts of some rows."""
        return self.texts[self.code[rows]]


def coded(texts: Sequence[str], code: NDArray[Any]) -> Coded:
    """Texts chosen by number."""
    return Coded(np.array(texts, dtype=object), code.astype(np.intp))


def share_texts(shares: Floats, pass_share: float, lang: str, *, left: bool = False) -> Coded:
    """Write shares in per cent, as coarse as can be without telling a different story.

    Whole per cent, unless that would round 89.6 % up to a pass share of 90 %, up to all, or
    down to nobody; then with as many decimals as it takes, three at most.

    Parameters
    ----------
    shares : array of float [0-1]
        ``NaN`` has an empty text.
    pass_share : float [0-1]
        It and its half decide verdicts.
    lang : str
        en or zh.
    left : bool
        They are what is left of shares by which verdicts are decided.
    """
    breaks = np.array([0.0, pass_share / 2, pass_share, 1.0])
    if left:
        breaks = 1 - breaks
    keys, rest = _rounded(shares * 100, range(_MOST_DIGITS + 1), breaks * 100)
    nearest = np.abs(shares[rest, None] - breaks).argmin(axis=1)
    below = shares[rest] < breaks[nearest]
    keys[rest] = (_MOST_DIGITS + 1) * _KIND + nearest * 2 + below
    space = _SPACE[lang]

    def text(kind: int, number: int) -> str:
        if kind <= _MOST_DIGITS:
            return f"{number / 10**kind:.{kind}f}{space}%"
        line = float(breaks[number // 2])
        if 0 < line < 1:
            return f"{'<' if number % 2 else '>'}{space}{line * 100:g}{space}%"
        return f"<{space}0.001{space}%" if line == 0 else f">{space}99.999{space}%"

    return _written(keys, text)


def metres_texts(metres: Floats, limit_m: Floats) -> Coded:
    """Write distances in whole metres, on the side of the limit on which they lie.

    Rounded, unless that would bring 500.2 m down to a limit of 500 m, or over one. A limit
    that is ``NaN`` has no sides; a distance that is not finite has an empty text.
    """
    known = np.isfinite(metres)
    exact = np.where(known, metres, 0.0)
    whole = np.rint(exact)
    beyond, written_beyond = exact > limit_m + _MM, whole > limit_m + _MM
    whole = np.where(beyond & (whole <= limit_m), np.ceil(exact), whole)
    whole = np.where((exact <= limit_m + _MM) & written_beyond, np.floor(exact), whole)
    return _written(np.where(known, whole, _UNKNOWN).astype(np.int64), _whole)


def people_texts(people: Floats) -> Coded:
    """Write numbers of people: whole, and at least one where there is anybody."""
    known = np.isfinite(people)
    some = np.where(known, people, 0.0)
    whole = np.maximum(np.rint(some), some > 0)
    return _written(np.where(known, whole, _UNKNOWN).astype(np.int64), _whole)


def amount_texts(amounts: Floats, limits: Floats) -> Coded:
    """Write amounts with two decimals, whole ones with none, on their side of the limit.

    Three decimals where two would bring 1.996 up to a limit of 2; then only the side is told.
    """
    keys, rest = _rounded(amounts, (2, 3), limits[:, None])
    distinct, of_limit = np.unique(limits[rest], return_inverse=True)
    keys[rest] = (_MOST_DIGITS + 1) * _KIND + of_limit * 2 + (amounts[rest] < limits[rest])

    def text(kind: int, number: int) -> str:
        if kind <= _MOST_DIGITS:
            whole = number % 10**kind == 0
            return f"{number / 10**kind:,.{0 if whole else kind}f}"
        return f"{'<' if number % 2 else '>'} {distinct[number // 2]:,.10g}"

    return _written(keys, text)


def _rounded(
    values: Floats, all_digits: Sequence[int], lines: Floats
) -> tuple[Keys, NDArray[np.intp]]:
    """Keys of the values rounded to as few digits as keep them beside the lines.

    And the rows that no number of digits keeps there. Lines are the same for all values, or one
    row of them for each.
    """
    keys = np.full(len(values), _UNKNOWN, dtype=np.int64)
    rest = np.flatnonzero(np.isfinite(values))
    for digits in all_digits:
        beside = lines if lines.ndim == 1 else lines[rest]
        number = np.rint(values[rest] * 10**digits)
        same = _same_side(values[rest], number / 10**digits, beside)
        keys[rest[same]] = digits * _KIND + number[same].astype(np.int64)
        rest = rest[~same]
    return keys, rest


def _same_side(exact: Floats, rounded: Floats, lines: Floats) -> NDArray[np.bool_]:
    same = _side(exact[:, None] - lines) == _side(rounded[:, None] - lines)
    return np.asarray(np.all(same, axis=1), dtype=np.bool_)


def _side(over: Floats) -> NDArray[np.int8]:
    """Below, on or above a line; sums of floats that differ from it by a hair are on it."""
    return (over > 1e-7).astype(np.int8) - (over < -1e-7).astype(np.int8)


def _whole(_: int, number: int) -> str:
    return f"{number:,}"


def _written(keys: Keys, text: Callable[[int, int], str]) -> Coded:
    """Every distinct key written once: of its kind, the number that follows it."""
    code, distinct = pd.factorize(keys)
    texts = ["" if key == _UNKNOWN else text(*divmod(key, _KIND)) for key in distinct.tolist()]
    return coded(texts, code)
