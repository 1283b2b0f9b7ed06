"""Standards as text for a terminal: tables whose columns also meet where signs are wide."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from accessibility.outputs.standard_words import WORDS
from accessibility.outputs.standards import (
    certainty_legend,
    certainty_words,
    holds_for,
    item_name,
    level_words,
    limit_words,
    people_words,
    requirement_words,
    sizes_words,
)
from accessibility.standards import Item, Level, Standard
from accessibility.standards.schema import CERTAINTIES

_GAP = "  "
_LEAST = 9  # no column becomes narrower than this
_ROOMY = 130  # terminals below this show no ids
_COLUMNS = ("item", "requirement", "limit", "sizes", "people", "clause", "certainty", "id")
_FIRM = {_COLUMNS.index(name) for name in ("requirement", "certainty", "id")}  # never wrapped
_NO_BREAK = "\N{NO-BREAK SPACE}"
_TIED = re.compile(r"(?<=[\d=]) (?=[\w*])")  # a number and its unit stand in one line
_NEVER_FIRST = "，。；：、）》”％%)]},.;:*"  # signs that start no line
_NEVER_LAST = "（《“([{"  # and those that end none


def standards_list(standards: Iterable[Standard], lang: str, *, width: int) -> str:
    """Every standard in a line: names, items required and recommended, how certain."""
    words = WORDS[lang]
    rows = []
    for one in standards:
        required = sum(item.required for item in one.items)
        name = one.name_zh if lang == "zh" else one.name_en
        counts = [sum(i.certainty == known for i in one.items) for known in CERTAINTIES]
        told = [str(n) if n else "-" for n in (required, len(one.items) - required, *counts)]
        rows.append([one.id, name, *told])
    heads = ["head_standard", "head_name", "head_required", "head_recommended", *CERTAINTIES]
    firm = set(range(len(heads))) - {1}
    table = aligned([words[head] for head in heads], rows, width=width, firm=firm)
    return f"{table}\n\n{certainty_legend(lang)}"


def standard_text(
    one: Standard, lang: str, *, width: int, level: str | None = None, left_out: int = 0
) -> str:
    """A standard, level by level, with what its words mean at the end.

    Parameters
    ----------
    width : columns of the terminal
    level : only this one
    left_out : items of lower certainty that `one` does not hold any more, to be told
    """
    words = WORDS[lang]
    required = sum(item.required for item in one.items)
    counts = {"required": required, "recommended": len(one.items) - required}
    head = [
        f"{one.name_zh}\n{one.name_en}" if lang == "zh" else f"{one.name_en}\n{one.name_zh}",
        words["source"].format(source=one.source),
        words["counts"].format(**counts),
    ]
    if left_out:
        head.append(words["left_out_one" if left_out == 1 else "left_out"].format(n=left_out))
    shown = [each for each in one.levels.values() if level in (None, each.id)]
    parts = [_level_text(one, each, lang, width) for each in shown]
    legend = f"{certainty_legend(lang)}\n{words['rule_legend']}"
    legend = "\n".join("\n".join(wrapped(line, width)) for line in legend.splitlines())
    return "\n\n".join(["\n".join(head), *parts, legend])


def _level_text(one: Standard, level: Level, lang: str, width: int) -> str:
    words = WORDS[lang]
    told = words["level_certainty"].format(
        clause=level.clause, certainty=certainty_words(level.certainty, lang)
    )
    title = f"== {level_words(level, lang)}  [{told}]"
    items = [item for item in one.items if item.level == level.id]
    if not items:
        return f"{title}\n{words['nothing']}"
    heads = [words[f"head_{name}"] for name in _COLUMNS]
    rows = [item_cells(one, item, lang) for item in items]
    if width < _ROOMY:
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    table = aligned(heads, rows, width=width, firm=_FIRM)
    return f"{title}\n{table}"


def item_cells(one: Standard, item: Item, lang: str) -> list[str]:
    """An item as the cells of a row, in the order of the table's heads."""
    limit = limit_words(one, item, lang)
    return [
        item_name(item, lang),
        requirement_words(item, lang),
        WORDS[lang]["clause"].join(filter(None, (limit, holds_for(item, lang)))),
        sizes_words(item, lang),
        people_words(item.people_per_facility, lang),
        item.clause,
        certainty_words(item.certainty, lang),
        item.id,
    ]


def aligned(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    firm: Collection[int] = (),
) -> str:
    """A table of text, its widest columns wrapped to fit.

    Parameters
    ----------
    width : columns of the terminal
    firm : columns of the table that are never wrapped

    Columns that are empty throughout are left out.
    """
    kept = [i for i in range(len(head)) if any(row[i] for row in rows)] or [0]
    table = [[line[i] for i in kept] for line in (head, *rows)]
    natural = [max(map(display_width, column)) for column in zip(*table, strict=True)]
    loose = [place for place, i in enumerate(kept) if i not in firm]
    widths = _fitted(natural, width, loose)
    lines = _lines(table[0], widths)
    lines.append(_GAP.join("-" * each for each in widths))
    for row in table[1:]:
        lines += _lines(row, widths)
    return "\n".join(lines)


def _fitted(natural: Sequence[int], most: int, loose: Sequence[int]) -> list[int]:
    """Columns narrowed, the widest first, until all fit or none may give way any more."""
    widths = list(natural)
    over = sum(widths) + len(_GAP) * (len(widths) - 1) - most
    while over > 0 and loose:
        widest = max(loose, key=lambda i: widths[i])
        if widths[widest] <= _LEAST:
            break
        widths[widest] -= 1
        over -= 1
    return widths


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    """One row of a table, as many lines as its fullest cell has."""
    cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
    lines = []
    for number in range(max(map(len, cells))):
        told = [
            padded(cell[number] if number < len(cell) else "", width)
            for cell, width in zip(cells, widths, strict=True)
        ]
        lines.append(_GAP.join(told).rstrip())
    return lines


def display_width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese signs take two.

    Examples
    --------
    >>> display_width("a幼儿园")
    7
    """
    return sum(map(_sign_width, text))


def _sign_width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def padded(text: str, width: int) -> str:
    """Text filled with blanks to so many columns."""
    return text + " " * (width - display_width(text))


def wrapped(text: str, width: int) -> list[str]:
    """Text in lines of at most so many columns, broken at blanks and between wide signs.

    A word that is wider than a line is broken where the line ends.
    """
    lines = [""]
    for piece in _pieces(_TIED.sub(_NO_BREAK, text)):
        if lines[-1] and display_width(lines[-1] + piece) > width:
            lines.append("")
        rest = piece if lines[-1] else piece.lstrip(" ")
        while display_width(rest) > width:
            cut = _cut(rest, width)
            lines[-1:] = [rest[:cut], ""]
            rest = rest[cut:]
        lines[-1] += rest
    return [line.replace(_NO_BREAK, " ").rstrip() for line in lines]


def _pieces(text: str) -> list[str]:
    """What no line may break within: a word with the blank before it, a wide sign."""
    pieces: list[str] = []
    for place, sign in enumerate(text):
        before = text[place - 1] if place else " "
        apart = sign == " " or 2 in (_sign_width(sign), _sign_width(before))
        tied = sign in _NEVER_FIRST or before in _NEVER_LAST or not apart
        if pieces and tied:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _cut(text: str, width: int) -> int:
    """How many signs fill a line; at least one."""
    used = 0
    for place, sign in enumerate(text):
        used += _sign_width(sign)
        if used > width:
            return max(place, 1)
    return len(text)
