"""A standard as the page carries it: levels, columns of the score, items and their limits."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pandas as pd

from accessibility.outputs.standards import LOW_CERTAINTY, limit_words
from accessibility.standards import LEVEL_COLUMNS, SCORE_COLUMNS, Item, Standard
from accessibility.standards.schema import SUPPLY_RULES
from accessibility.study import LANGUAGES, Study

_PREFIX = "level_"  # of the scores' columns
_MOSTLY = 0.8  # share of the items whose rule is named as that of the standard


def levels_block(standard: Standard, items: Sequence[Item]) -> list[dict[str, Any]]:
    """The levels that have items, and the column of the score each counts for."""
    used = {item.level for item in items}
    return [
        {
            "id": level.id,
            "en": level.name_en,
            "zh": level.name_zh,
            "minutes": level.minutes,
            "clause": level.clause,
            "column": _short(LEVEL_COLUMNS[level.id]),
        }
        for level in standard.levels.values()
        if level.id in used
    ]


def columns_block(items: Sequence[Item]) -> list[dict[str, Any]]:
    """The columns of the score that a standard has, and the levels that make each."""
    made: dict[str, list[str]] = {}
    for item in items:
        if item.score_column is not None and item.level not in made.get(item.score_column, []):
            made.setdefault(item.score_column, []).append(item.level)
    return [
        {"id": _short(column), "levels": made[column]} for column in SCORE_COLUMNS if column in made
    ]


def _short(column: str | None) -> str | None:
    return None if column is None else column.removeprefix(_PREFIX)


def item_block(standard: Standard, item: Item, study: Study) -> dict[str, Any]:
    """One item; the study decides where the standard leaves it open."""
    rule = study.rule
    decides = rule if item.rule in (None, "capacity") else item.rule
    low = item.certainty in LOW_CERTAINTY
    return {
        "id": item.id,
        "level": item.level,
        "en": item.name_en,
        "zh": item.name_zh,
        "required": item.required,
        "scored": item.score_column is not None,
        "parts": [[part.type, part.min_site_m2 or 0] for part in item.parts],
        "clause": item.clause,
        "rule": decides,
        "told": {lang: limit_words(standard, item, lang, rule=rule) for lang in LANGUAGES},
        **({"supply": True} if item.rule in SUPPLY_RULES else {}),
        **({"room": True} if item.rule == "capacity" else {}),
        **({"vehicle": _vehicle(item)} if item.rule == "vehicle" else {}),
        **({"travel": item.travel} if item.travel != "walk" else {}),
        **({"several": True} if _several(standard, item) else {}),
        **({"land": True} if (item.weight or study.weight) == "land" else {}),
        **({"recalled": item.certainty.removeprefix("general_")} if low else {}),
        **({"audience": item.audience} if item.audience != "all" else {}),
    }


def _vehicle(item: Item) -> str:
    """Whose minutes count, as the page has words for it."""
    return "fire_engine" if item.profile in (None, "fire_engine") else "vehicle"


def _several(standard: Standard, item: Item) -> bool:
    """Whether the parts of an item have limits of their own, of which one alone says too little."""
    return len({standard.limit_m(item, part) for part in item.parts}) > 1


def rule_block(items: Sequence[dict[str, Any]], study: Study) -> str:
    """The rule that nearly all items are judged by, or "mixed".

    A standard that asks for straight lines itself is "line", and no comparison.
    """
    if not items:
        return "mixed"
    rule, count = Counter(item["rule"] for item in items).most_common(1)[0]
    plain = rule in ("distance", "time", "straight_line") and count >= _MOSTLY * len(items)
    if not plain:
        return "mixed"
    return "line" if rule == "straight_line" != study.rule else str(rule)


def limits(rows: pd.DataFrame, items: Sequence[Item]) -> dict[str, list[Any]]:
    """The limit that each item is judged by and its unit, the same wherever it is judged."""
    keys = [rows.index.get_level_values(name) for name in ("level", "item")]
    first = rows[["limit", "limit_unit"]].groupby(keys, sort=False).first()
    own = first.reindex([(item.level, item.id) for item in items])
    return {
        "limits": [None if pd.isna(value) else float(value) for value in own["limit"]],
        "units": [None if pd.isna(unit) else str(unit) for unit in own["limit_unit"]],
    }
