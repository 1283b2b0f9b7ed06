"""What units hold, brought to those who live in them: the frame of the rules of supply."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.ground import LACKING, Floats, Ground, Place, Served, Units
from accessibility.scoring.stock import Held
from accessibility.standards import Item
from accessibility.standards.schema import Part

Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a rule says of every unit."""

    sure: Floats  # share of what is asked that sure facilities make [0-1]
    possible: Floats  # the same of all, what is not known taken as enough
    value: Floats  # what was measured of sure facilities, NaN where it cannot be
    gaps: Mapping[str, Flags] = field(default_factory=dict)  # units that lack a word of LACKING


Judge = Callable[[Held, Held, Units], Answer]  # of what is held surely, and possibly


def supplied(item: Item, ground: Ground, judge: Judge) -> Served:
    """Whom an item serves whose rule judges every unit by what it holds, and nobody halfway.

    Of an item that any of its parts satisfies, all parts are held together. One that needs
    all of them is judged by the part of which there is least.
    """
    sort = item.counted_in
    could = float(_some_anywhere(item, ground))  # elsewhere, in a unit that is not known
    if sort not in ground.units or not ground.stock.tells(sort):
        cells = len(ground.place.cells)
        return Served(
            sure=np.zeros(cells),
            possible=np.full(cells, could),
            whole=True,
            value=np.full(cells, np.nan),
            lacking="units",
        )
    bundles = [item.parts] if item.combine == "any" else [(part,) for part in item.parts]
    answers = [_judged(parts, sort, ground, judge) for parts in bundles]
    return _by_cell(_scarcest(answers), ground.units[sort], ground.place, could)


def _some_anywhere(item: Item, ground: Ground) -> bool:
    """Whether the data hold anything that could count, in whatever unit."""
    held = [bool(ground.members["possible"].get(part.group)) for part in item.parts]
    return any(held) if item.combine == "any" else all(held)


def _judged(parts: Sequence[Part], sort: str, ground: Ground, judge: Judge) -> Answer:
    groups = sorted({part.group for part in parts})
    held = {kind: ground.stock.held(groups, kind, sort) for kind in ("sure", "possible")}
    answer = judge(held["sure"], held["possible"], ground.units[sort])
    gaps = dict(answer.gaps)
    for part in parts:
        for word, untold in ground.stock.untold(part, sort).items():
            gaps[word] = gaps.get(word, False) | (untold > 0)
    return Answer(sure=answer.sure, possible=answer.possible, value=answer.value, gaps=gaps)


def _scarcest(answers: Sequence[Answer]) -> Answer:
    """The answers as one, each unit by its lowest figures."""
    if len(answers) == 1:
        return answers[0]
    words = sorted({word for answer in answers for word in answer.gaps})
    return Answer(
        sure=np.minimum.reduce([answer.sure for answer in answers]),
        possible=np.minimum.reduce([answer.possible for answer in answers]),
        value=np.minimum.reduce([answer.value for answer in answers]),
        gaps={
            word: np.logical_or.reduce([a.gaps[word] for a in answers if word in a.gaps])
            for word in words
        },
    )


def _by_cell(answer: Answer, units: Units, place: Place, could: float) -> Served:
    """Every cell has the answer of its unit; in none, nothing is known but what could be."""
    sure = _at(units, answer.sure, 0.0)
    possible = _at(units, answer.possible, could)
    gaps = _gaps(answer.gaps, units, possible > sure)
    return Served(
        sure=sure,
        possible=possible,
        whole=True,
        value=_at(units, answer.value, np.nan),
        lacking=_chief(gaps, place.people),
        gaps=gaps,
    )


def _at(units: Units, figures: Floats, none: float) -> Floats:
    """Figures of units by cell; the last one, which -1 finds, is for cells in no unit."""
    return np.append(figures, none)[units.code]


def _gaps(gaps: Mapping[str, Flags], units: Units, open_: Flags) -> dict[str, Flags]:
    """The cells left open for each thing that the data lack."""
    by_unit = {"units": np.zeros(len(units.ids), dtype=np.bool_), **gaps}
    cells = {
        word: np.append(by_unit[word], word == "units")[units.code] & open_
        for word in LACKING
        if word in by_unit
    }
    return {word: some for word, some in cells.items() if some.any()}


def _chief(gaps: Mapping[str, Flags], people: Floats) -> str:
    """What the data lack for most people; "" where they lack nothing."""
    return max(gaps, key=lambda word: (people @ gaps[word], gaps[word].sum()), default="")
