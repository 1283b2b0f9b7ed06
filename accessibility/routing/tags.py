"""Tags of ways or nodes, asked by the rules of the tables."""

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.routing.rules import Rule

Mask = NDArray[np.bool_]
Words = NDArray[np.object_]

_PART = re.compile(r"(!?)([^=<>]+)(?:(<=|>=|=|<|>)(.+))?")
_COMPARE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
# a number, and the unit it may be written with: width="1.2 m", incline="-5%"
_NUMBER = r"^(-?\d+(?:[.,]\d+)?)\s*(m|cm|%|°)?$"


class Tags:
    """Columns of tags as codes, each read once; a tag without a column is on nothing."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = table
        self._columns: dict[str, tuple[NDArray[np.intp], pd.Series]] = {}

    def __len__(self) -> int:
        return len(self._table)

    def fit(self, text: str) -> Mask:
        """What carries all the tags of a rule; the grammar is that of `Rule`."""
        fits = np.ones(len(self._table), np.bool_)
        for part in text.split():
            fits &= self._fit_part(part)
        return fits

    def decide(self, rules: Iterable[Rule], who: str) -> tuple[Words, Words]:
        """The last rule's word on every row, "-" where none fits, and the reason it gives."""
        told = [rule for rule in rules if getattr(rule, who) != "-"]
        last = np.zeros(len(self._table), np.int16)
        for number, rule in enumerate(told, 1):
            last[self.fit(rule.tags)] = number
        word = np.array(["-", *(getattr(rule, who) for rule in told)], object)
        reason = np.array([np.nan, *(rule.reason or np.nan for rule in told)], object)
        return word[last], reason[last]

    def _fit_part(self, part: str) -> Mask:
        found = _PART.fullmatch(part)
        if found is None:
            raise ValueError(f"{part!r} is no part of a rule")
        absent, key, sign, wanted = found.groups()
        codes, values = self._column(key)
        if sign is None:
            return np.asarray((codes < 0) == bool(absent), np.bool_)
        if sign == "=":
            hit = values.isin(wanted.split("|")).to_numpy(np.bool_)
        else:
            hit = _COMPARE[sign](_numbers(values, key), float(wanted))
        return np.asarray(np.append(hit, False)[codes], np.bool_)  # code -1 is no tag

    def _column(self, key: str) -> tuple[NDArray[np.intp], pd.Series]:
        """Codes of a tag, and the values they stand for."""
        if key not in self._columns:
            if key in self._table.columns:
                codes, found = pd.factorize(self._table[key])
            else:
                codes, found = np.full(len(self._table), -1), pd.Index([])
            # a tag may hold several values: "yes;permissive" is taken at its first
            first = pd.Series(found, dtype="str").str.split(";").str[0].str.strip()
            self._columns[key] = codes, first
        return self._columns[key]


def _numbers(values: pd.Series, key: str) -> NDArray[np.float64]:
    """Metres, or for inclines per cent without their sign; NaN where it is none."""
    parts = values.str.extract(_NUMBER)
    number = pd.to_numeric(parts[0].str.replace(",", "."))
    unit = parts[1]
    if key == "incline":
        grade = number.abs()
        degrees = np.tan(np.deg2rad(grade.clip(upper=89))) * 100
        told = (unit == "%") | (grade == 0)  # 0.1 without a unit may be either
        grade = grade.where(told).where(unit != "°", degrees)
        return grade.to_numpy(np.float64)
    metres = number.where(unit != "cm", number / 100).where(~unit.isin(["%", "°"]))
    return metres.to_numpy(np.float64)
