"""Which sentence tells a row: chosen for all rows at once, written out once for each choice."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.rules import STRAIGHT_LINE
from accessibility.scoring.verdicts import NOBODY, SETTLED, SPARSE
from accessibility.scoring.wording.items import PHRASES
from accessibility.scoring.wording.lines import BRACE, WHO, Codes, Flags, Lines

Texts = NDArray[np.object_]

_OF_ITEM = rf"\{{(?:{'|'.join(PHRASES)})\}}"
_FILLED = re.compile(rf"{_OF_ITEM}(?:[^{{}}]*{_OF_ITEM})*|\{{\w+\}}")  # of an item: all at once
_BY_WHO = ("who", "counted", "one", "who_have", "being", "having", "them")
_MAIN = ""  # the choice of the sentence itself; the others are nested in it
_ALONE = ("near", "some", "any", "all", "room", "engine", "held", "amount")
_BY_UNIT = {"held": "held by unit", "amount": "amount by unit"}
_KINDS = (*_ALONE, *_BY_UNIT.values())
_HAIR = 1e-6  # what sums of shares may differ by


@dataclass(frozen=True)
class _Choice:
    """Nested sentences that are chosen by one number, the same for all of them."""

    names: Mapping[str, Sequence[str]]  # of the sentences to choose from, by the brace they fill
    code: Codes


def sentences(lines: Lines, remarks: Texts) -> Texts:
    """The sentence of every row, and its remarks after it."""
    choices = _choices(lines)
    told = np.empty(len(lines), dtype=object)
    for rows in _alike(choices, len(lines)):
        chosen = {
            brace: names[choice.code[rows[0]]]
            for choice in choices
            for brace, names in choice.names.items()
        }
        sentence = written_out(chosen, lines.words)
        told[rows] = filled(sentence, rows, lines, after=remarks[rows])
    return told


def written_out(chosen: Mapping[str, str], words: Mapping[str, str]) -> str:
    """A sentence with those in it that were chosen, and braces for figures and names alone."""

    def nested(brace: re.Match[str]) -> str:
        name = brace[1]
        if name not in chosen:
            return brace[0]
        return BRACE.sub(nested, words[chosen[name]]) if chosen[name] else ""

    return BRACE.sub(nested, words[chosen[_MAIN]])


def filled(sentence: str, rows: Codes, lines: Lines, after: Texts | str = "") -> Texts:
    """A sentence for each of some rows, its braces filled, and what comes after it."""
    braces = [found[0] for found in _FILLED.finditer(sentence)]
    form = _FILLED.sub("%s", sentence.replace("%", "%%")) + "%s"
    columns = [lines.text(brace).of(rows).tolist() for brace in braces]
    columns.append([after] * len(rows) if isinstance(after, str) else after.tolist())
    return np.array(list(map(form.__mod__, zip(*columns, strict=True))), dtype=object)


def _alike(choices: Sequence[_Choice], count: int) -> Iterator[Codes]:
    """Rows for which the same was chosen, together."""
    packed = np.zeros(count, dtype=np.int64)
    for choice in choices:
        packed = packed * max(map(len, choice.names.values())) + choice.code
    order = np.argsort(packed, kind="stable")
    starts = np.flatnonzero(np.diff(packed[order])) + 1
    return (rows for rows in np.split(order, starts) if len(rows))


def _choices(lines: Lines) -> list[_Choice]:
    """Of every sentence that has a choice, which one each row takes."""
    kind = _kind(lines)
    straight = lines.of_items(lambda subject: subject.rule == STRAIGHT_LINE)
    unnamed = (lines.facility.texts == "")[lines.facility.code]
    parts = ("passing", "reached", "failing")
    return [
        _main(lines, kind),
        _Choice({part: [f"{part} {name}" for name in _KINDS] for part in parts}, kind),
        _Choice({brace: _of_whom(brace, lines.words) for brace in _BY_WHO}, lines.who),
        _Choice({"whom": ["whom", "whom_one", "whom_share"]}, _whom(lines)),
        _Choice({"name": ["named", "unnamed"]}, unnamed.astype(np.intp)),
        _Choice({"away": ["away", "away_line"]}, straight.astype(np.intp)),
        _Choice(
            {"nearest_beyond": ["", "beyond", "beyond_none", "beyond_small"]},
            _nearest_beyond(lines, kind),
        ),
    ]


def _of_whom(brace: str, words: Mapping[str, str]) -> list[str]:
    """Keys of a word for whose shares are told: its own, else that of all people."""
    general = brace if brace in words else f"{brace} all"
    return [f"{brace} {who}" if f"{brace} {who}" in words else general for who in WHO]


def _kind(lines: Lines) -> Codes:
    """The kind of sentences of every row: of supply, of its unit or of several."""
    alone = lines.of_items(lambda subject: _KINDS.index(subject.kind))
    several = lines.of_items(lambda subject: _KINDS.index(_BY_UNIT.get(subject.kind, subject.kind)))
    codes: Codes = np.where(_of_one_unit(lines), alone, several).astype(np.intp)
    return codes


def _of_one_unit(lines: Lines) -> Flags:
    """Whether all live in one unit, as far as the figures tell; else nothing is told of one."""
    if not lines.of_items(lambda subject: subject.supply).any():
        return np.ones(len(lines), dtype=bool)
    value = lines.number("value")
    limit = lines.of_items(lambda subject: subject.limit or np.nan).astype(float)
    counted = lines.of_items(lambda subject: subject.kind == "held")
    whole = lines.of_items(lambda subject: subject.item.counted_in == "district")
    agree = np.abs(np.minimum(value / limit, 1.0) - lines.number("coverage")) < _HAIR
    single: Flags = agree & (~counted | (value == np.rint(value))) & (whole | ~lines.in_district)
    return single


_NO_UNITS = "lacking units"


def _main(lines: Lines, kind: Codes) -> _Choice:
    """The sentence of every row by its cause, else by its verdict."""
    cause, verdict = lines.cause, lines.verdict
    names = [_named(one, other) for one in cause.texts for other in verdict.texts]
    code = cause.code * len(verdict.texts) + verdict.code
    missing = lines.of_items(
        lambda subject: subject.evidence.found + subject.evidence.too_small == 0
    )
    few = (kind == 0) & ~np.isfinite(lines.number("nearest_m"))
    special = {
        # the pass share is low, and the median resident reaches none
        "met by few": lines.met & few,
        "none certain": lines.among(cause, SPARSE) & missing,
        "nobody of them": lines.among(cause, NOBODY) & lines.of_group,
        "lacking outline": lines.among(cause, _NO_UNITS)
        & lines.of_items(lambda subject: subject.item.counted_in == "district"),
    }
    for number, where in enumerate(special.values()):
        code = np.where(where, len(names) + number, code)
    return _Choice({_MAIN: [*names, *special]}, code.astype(np.intp))


def _named(cause: str, verdict: str) -> str:
    if cause != SETTLED:
        return cause
    return "not_met" if verdict == "partly" else verdict


def _whom(lines: Lines) -> Codes:
    """Who is left out, with the verb that English bends by their number."""
    shares_only = lines.by_land | (not lines.rules.people_are_counts)
    one = lines.among(lines.text("{people}"), "1")
    return np.where(shares_only, 2, one).astype(np.intp)


def _nearest_beyond(lines: Lines, kind: Codes) -> Codes:
    """How far those left out have it; nothing where that is not known."""
    metres = lines.number("beyond_m")
    small = lines.of_items(
        lambda subject: subject.evidence.found == 0 and subject.evidence.too_small > 0
    )
    told = np.where(np.isinf(metres), np.where(small, 3, 2), 1)
    return np.where(np.isnan(metres) | (kind > 0), 0, told).astype(np.intp)
