"""The rows of a checklist as sentences need them: numbers by column, texts by brace."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.evidence import Evidence
from accessibility.scoring.laying import DISTRICT
from accessibility.scoring.numbers import (
    Coded,
    Floats,
    amount_texts,
    coded,
    metres_texts,
    people_texts,
    share_texts,
)
from accessibility.scoring.rules import Rules
from accessibility.scoring.verdicts import POSSIBLE
from accessibility.scoring.wording.catalogue import SENTENCES
from accessibility.scoring.wording.items import PHRASES, Subject
from accessibility.standards import Standard

Flags = NDArray[np.bool_]
Codes = NDArray[np.intp]

BRACE = re.compile(r"\{(\w+)\}")
WHO = ("all", "children", "elderly", "wheelchair", "land")
_LAND = WHO.index("land")


class Lines:
    """What is told of every row: columns as arrays, and texts for the braces of sentences."""

    def __init__(
        self,
        table: pd.DataFrame,
        standard: Standard,
        rules: Rules,
        evidence: Mapping[tuple[str, str], Evidence],
    ) -> None:
        """Take what `reasons` takes."""
        self._table = table.reset_index(drop=True)  # columns of one index are quicker to take
        self._index = cast(pd.MultiIndex, table.index)
        self._texts: dict[str, Coded] = {}
        self.rules = rules
        self.words = SENTENCES[rules.lang]
        keys, self._item = _items(self._index)
        items = {(item.level, item.id): item for item in standard.located}
        self.subjects = [
            Subject(item=items[key], standard=standard, rules=rules, evidence=evidence[key])
            for key in keys
        ]

    def __len__(self) -> int:
        return len(self._item)

    def number(self, column: str, where: Flags | None = None) -> Floats:
        """A column of numbers, NaN where it is not asked for."""
        numbers: Floats = self._table[column].to_numpy(dtype=float)
        return numbers if where is None else np.where(where, numbers, np.nan)

    @cached_property
    def verdict(self) -> Coded:
        """The verdict of every row."""
        return self._few("verdict")

    @cached_property
    def cause(self) -> Coded:
        """Why it cannot be told, "" where it can."""
        return self._few("cause")

    @cached_property
    def met(self) -> Flags:
        """Whether the verdict is that the item is met."""
        return self.among(self.verdict, "met")

    @cached_property
    def facility(self) -> Coded:
        """Name of the nearest facility, "" where there is none."""
        return self._few("facility_name")

    @cached_property
    def audience_known(self) -> Flags:
        """Whether the numbers of an item's audience are known."""
        return self._table["audience_known"].to_numpy(dtype=bool)

    @cached_property
    def in_district(self) -> Flags:
        """Whether a row is of all communities together."""
        place = self._index.names.index("community_id")
        names = np.asarray(self._index.levels[place] == DISTRICT, dtype=bool)
        flags: Flags = names[self._index.codes[place]]
        return flags

    @cached_property
    def who(self) -> Codes:
        """Whose shares are told, as a row of the words for them."""
        by_land = self.of_items(lambda subject: subject.by_land)
        audience = self.of_items(lambda subject: WHO.index(subject.item.audience))
        people = np.where(self.audience_known, audience, 0)
        codes: Codes = np.where(by_land, _LAND, people).astype(np.intp)
        return codes

    @property
    def by_land(self) -> Flags:
        """Whether shares are of residential land."""
        return np.asarray(self.who == _LAND, dtype=np.bool_)

    @property
    def of_group(self) -> Flags:
        """Whether shares are of an audience whose numbers are known."""
        return (self.who > 0) & ~self.by_land

    def of_items(self, tell: Callable[[Subject], object]) -> NDArray[Any]:
        """What is the same about an item, on each of its rows."""
        return np.array([tell(subject) for subject in self.subjects])[self._item]

    def among(self, column: Coded, *wanted: str) -> Flags:
        """Whether each row's text is one of those wanted."""
        flags: Flags = np.isin(column.texts.astype(str), wanted)[column.code]
        return flags

    def text(self, brace: str) -> Coded:
        """What fills a brace in every row; several braces where all are of the item."""
        if brace not in self._texts:
            figure = _FIGURES.get(brace)
            self._texts[brace] = figure(self) if figure else self._of_item(brace)
        return self._texts[brace]

    def some(self, column: str, key: str) -> Coded:
        """Some of the people: their number, or their share where people are only weights."""
        people = self.number(column)
        if not self.rules.people_are_counts:
            key = "people_share"
            told = self.shares(np.divide(people, self.number("people")))
        else:
            told = people_texts(people)
        texts = [self.words[key].format(number=text) for text in told.texts]
        return coded(texts, told.code)

    def _of_item(self, pattern: str) -> Coded:
        """Braces that are the same for an item everywhere, with the words between them."""
        texts = [
            BRACE.sub(lambda brace, of=subject: PHRASES[brace[1]](of), pattern)  # type: ignore[misc]
            for subject in self.subjects
        ]
        return coded(texts, self._item)

    def shares(self, shares: Floats, *, left: bool = False) -> Coded:
        """Shares in words, on the side of the line that decides: all, for a rule of supply."""
        supply = self.of_items(lambda subject: subject.supply)
        rules = self.rules
        reach = share_texts(
            np.where(supply, np.nan, shares), rules.pass_share, rules.lang, left=left
        )
        if not supply.any():
            return reach
        whole = share_texts(np.where(supply, shares, np.nan), 1.0, rules.lang, left=left)
        code = np.where(supply, whole.code + len(reach.texts), reach.code)
        return Coded(np.concatenate([reach.texts, whole.texts]), code)

    def metres(self, column: str, where: Flags) -> Coded:
        """Distances in words, never across the limit."""
        return metres_texts(self.number(column, where), self.of_items(_limit_m).astype(float))

    def amounts(self, column: str) -> Coded:
        """Amounts or counts in words, never across the limit."""
        limits = self.of_items(lambda subject: subject.limit).astype(float)
        return amount_texts(self.number(column), limits)

    def _few(self, column: str) -> Coded:
        """A column of few distinct texts."""
        code, distinct = pd.factorize(self._table[column])
        return coded([*map(str, distinct), ""], code)


_FIGURES: Mapping[str, Callable[[Lines], Coded]] = {
    "{share}": lambda lines: lines.shares(lines.number("coverage")),
    "{left_share}": lambda lines: lines.shares(1 - lines.number("coverage", ~lines.met), left=True),
    "{possible_share}": lambda lines: lines.shares(
        lines.number("coverage_possible", lines.among(lines.cause, POSSIBLE))
    ),
    "{bicycle_share}": lambda lines: lines.shares(
        lines.number("coverage_bicycle", lines.among(lines.verdict, "by_bicycle"))
    ),
    "{people}": lambda lines: people_texts(lines.number("people_uncovered", ~lines.met)),
    "{near_edge}": lambda lines: lines.some("people_near_edge", "near_edge"),
    "{unjoined}": lambda lines: lines.some("unjoined", "residents"),
    "{nearest}": lambda lines: lines.metres("nearest_m", lines.met),
    "{beyond}": lambda lines: lines.metres("beyond_m", ~lines.met),
    "{value}": lambda lines: lines.amounts("value"),
    "{facility}": lambda lines: lines.facility,
}
"""What fills a brace with a figure of the row."""


def _limit_m(subject: Subject) -> float:
    limit = subject.rules.limit(subject.standard, subject.item)
    return np.nan if limit is None else subject.rules.limit_m(subject.item, limit)


def _items(index: pd.MultiIndex) -> tuple[list[tuple[str, str]], Codes]:
    """Level and id of the items of a checklist, and which of them each row is about."""
    level, name = (index.names.index(part) for part in ("level", "item"))
    both = index.codes[level].astype(np.int64) * len(index.levels[name]) + index.codes[name]
    code, distinct = pd.factorize(both)
    pairs = np.divmod(distinct, max(len(index.levels[name]), 1))
    keys = zip(index.levels[level][pairs[0]], index.levels[name][pairs[1]], strict=True)
    return list(keys), code.astype(np.intp)
