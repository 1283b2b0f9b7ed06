"""Tags of many objects as columns: each key's values are looked at once, not once an object."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.inputs.filters import Test
from accessibility.inputs.names import NAME_KEYS, normalised

Rows = NDArray[np.int64]  # positions of objects, ascending, each once

NO_ROWS: Rows = np.empty(0, np.int64)


def among(rows: Rows, others: Rows) -> NDArray[np.bool_]:
    """Which of `rows` are in `others`, an ascending array."""
    if not len(others):
        return np.zeros(len(rows), bool)
    place = np.searchsorted(others, rows)
    place[place == len(others)] = 0
    return np.asarray(others[place] == rows)


def union(sets: Iterable[Rows]) -> Rows:
    """The rows in any of the sets."""
    filled = [rows for rows in sets if len(rows)]
    if len(filled) < 2:
        return filled[0] if filled else NO_ROWS
    return np.unique(np.concatenate(filled))


@dataclass(frozen=True)
class Column:
    """One key: the objects that have it, and its values."""

    rows: Rows
    codes: NDArray[np.int64]  # of each row, into values
    values: list[str]

    @cached_property
    def items(self) -> dict[str, list[int]]:
        """The codes of the values that hold an item; `a;b` holds a and b."""
        found: dict[str, list[int]] = {}
        for code, value in enumerate(self.values):
            for item in dict.fromkeys(part.strip() for part in value.split(";")):
                found.setdefault(item, []).append(code)
        return found

    def with_codes(self, codes: Iterable[int]) -> Rows:
        """The objects whose value has one of the codes."""
        wanted = np.zeros(len(self.values), bool)
        wanted[list(codes)] = True
        return self.rows[wanted[self.codes]]

    def of_rows(self, rows: Rows) -> NDArray[np.object_]:
        """The value of each of the given rows, None where it has none."""
        texts: NDArray[np.object_] = np.array([*self.values, None], dtype=object)
        codes = np.full(len(rows), len(self.values))
        has = among(rows, self.rows)
        codes[has] = self.codes[np.searchsorted(self.rows, rows[has])]
        found: NDArray[np.object_] = texts[codes]
        return found


class TagTable:
    """The tags of objects 0 to n-1, and which objects meet a test on them."""

    def __init__(self, tags: Sequence[Mapping[str, str]]) -> None:
        self.size = len(tags)
        counts = np.fromiter(map(len, tags), np.int64, self.size)
        codes, keys = pd.factorize(_objects(chain.from_iterable(tags), int(counts.sum())))
        order = np.argsort(codes, kind="stable")
        self._rows = np.repeat(np.arange(self.size), counts)[order]
        self._values = _objects(chain.from_iterable(map(dict.values, map(dict, tags))), len(codes))[
            order
        ]
        sizes = np.bincount(codes, minlength=len(keys))
        ends = np.cumsum(sizes)
        self._spans = dict(zip(keys, zip(ends - sizes, ends, strict=True), strict=True))
        self._columns: dict[str, Column] = {}
        self._found: dict[Test, Rows] = {}

    def column(self, key: str) -> Column:
        """The objects with a key and their values."""
        if key not in self._columns:
            start, end = self._spans.get(key, (0, 0))
            codes, values = pd.factorize(self._values[start:end])
            self._columns[key] = Column(self._rows[start:end], codes, list(values))
        return self._columns[key]

    def meeting(self, test: Test) -> Rows:
        """The objects that meet a test on tags, were it not negated."""
        if test not in self._found:
            keys = chain.from_iterable(map(self._keys, test.keys))
            self._found[test] = union(_meeting(self.column(key), test) for key in keys)
        return self._found[test]

    def _keys(self, key: str) -> list[str]:
        if not key.endswith(":*"):
            return [key]
        return sorted(found for found in self._spans if found.startswith(key[:-1]))

    @cached_property
    def names(self) -> "Lines":
        """All current names of the objects."""
        return self._lines(NAME_KEYS)

    @cached_property
    def main_names(self) -> "Lines":
        """The tag `name` of the objects."""
        return self._lines(("name",))

    def _lines(self, keys: Sequence[str]) -> "Lines":
        columns = [self.column(key) for key in keys]
        rows = np.concatenate([column.rows for column in columns])
        values = normalised(chain.from_iterable(column.values for column in columns))
        shift = np.cumsum([0, *(len(column.values) for column in columns)])
        codes = np.concatenate(
            [column.codes + start for column, start in zip(columns, shift, strict=False)]
        )
        order = np.argsort(rows, kind="stable")
        return Lines(rows[order], codes[order], values)


@dataclass(frozen=True)
class Lines:
    """Normalised names of objects, several to one object."""

    rows: Rows  # ascending, repeated where an object has several
    codes: NDArray[np.int64]
    values: list[str]

    def containing(self, rows: Rows, words: Sequence[str]) -> NDArray[np.bool_]:
        """Which of `rows` have a name with any of the words in it."""
        first = np.searchsorted(self.rows, rows, "left")
        counts = np.searchsorted(self.rows, rows, "right") - first
        owner = np.repeat(np.arange(len(rows)), counts)
        start = np.repeat(first - np.cumsum(counts) + counts, counts)
        texts = [self.values[code] for code in self.codes[start + np.arange(len(owner))]]
        found = np.zeros(len(rows), bool)
        found[owner[_lines_with(texts, words)]] = True
        return found


def _lines_with(lines: list[str], words: Sequence[str]) -> list[int]:
    """The lines that hold a word: all are searched as one text."""
    text = "\n".join(lines)
    ends = np.cumsum([len(line) + 1 for line in lines]).tolist()
    found: list[int] = []
    for word in words:
        place = text.find(word)
        while place >= 0:
            line = bisect_right(ends, place)
            found.append(line)
            place = text.find(word, ends[line])
    return found


def _objects(texts: Iterable[str], count: int) -> NDArray[np.object_]:
    return np.fromiter(texts, object, count)


def _meeting(column: Column, test: Test) -> Rows:
    if test.kind == "has":
        return column.rows
    if test.kind == "is":
        codes = chain.from_iterable(column.items.get(word, ()) for word in test.words)
        return column.with_codes(codes)
    passes = _CHECKS[test.kind]
    return column.with_codes(
        code for code, value in enumerate(column.values) if passes(value, test)
    )


def _contains(value: str, test: Test) -> bool:
    line = normalised([value])[0]
    return any(word in line for word in test.words)


def _number_meets(value: str, test: Test) -> bool:
    """Whether a number, range or list of them meets the test's range, both ends included."""
    return any(low <= test.high and high >= test.low for low, high in _ranges(value))


def _ranges(value: str) -> Iterable[tuple[float, float]]:
    for item in value.replace(",", ";").split(";"):
        ends = [_number(end) for end in item.replace("–", "-").split("-")]
        if len(ends) <= 2 and None not in ends:
            numbers = [end for end in ends if end is not None]
            yield min(numbers), max(numbers)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


_CHECKS: dict[str, Callable[[str, Test], bool]] = {
    "contains": _contains,
    "number": _number_meets,
}
