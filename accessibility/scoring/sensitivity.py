"""How many verdicts hang on the settings: speed, limits, shares, joins, straight lines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.checklist import Assessment
from accessibility.scoring.ground import Ground, Ways
from accessibility.scoring.rules import STRAIGHT_LINE, Rules
from accessibility.scoring.verdicts import CANNOT_TELL, MET
from accessibility.standards import Item, Standard
from accessibility.standards.schema import SUPPLY_RULES

COLUMNS = (
    "standard",
    "change",
    "setting",
    "verdicts",
    "flipped",
    "flipped_share",
    "to_met",
    "from_met",
    "to_unknown",
    "from_unknown",
)
_SPEED, _LIMIT = 0.1, 0.1  # judgements
_SHARES = (0.8, 0.9, 1.0)


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that could be set otherwise."""

    name: str  # speed, limit, pass_share, join_limit, straight_line or recommended
    setting: str
    rules: Callable[[Rules], Rules] = lambda rules: rules
    items: Callable[[Item, Ground], Item] = lambda item, _ground: item
    travel: Ways | None = None  # of all who travel, where it changes


def changes(rules: Rules, joins: Mapping[float, Ways]) -> list[Change]:
    """What is tried: one setting at a time, the others as they are.

    Parameters
    ----------
    joins : mapping of metres to Ways
        Routed with other limits of the way from a home or a door to the street.
    """
    tried = [
        *(_speed(1 + sign * _SPEED) for sign in (-1, 1)),
        *(_limit(1 + sign * _LIMIT) for sign in (-1, 1)),
        *(_share(share) for share in _SHARES if share != rules.pass_share),
        *(
            Change(name="join_limit", setting=f"{metres:g} m", travel=travel)
            for metres, travel in sorted(joins.items())
        ),
    ]
    if rules.rule != STRAIGHT_LINE:
        tried.append(Change(name="straight_line", setting="", items=_in_a_straight_line))
    return tried


def _speed(factor: float) -> Change:
    return Change(
        name="speed",
        setting=f"{factor:g}",
        rules=lambda rules: replace(rules, speed_factor=rules.speed_factor * factor),
    )


def _limit(factor: float) -> Change:
    return Change(
        name="limit",
        setting=f"{factor:g}",
        rules=lambda rules: replace(rules, limit_factor=rules.limit_factor * factor),
    )


def _share(share: float) -> Change:
    return Change(
        name="pass_share",
        setting=f"{share:g}",
        rules=lambda rules: replace(rules, pass_share=share),
    )


def _in_a_straight_line(item: Item, ground: Ground) -> Item:
    """Items judged by metres on foot, in a straight line instead; the others as they are."""
    by_metres = ground.standard.limit_m(item) is not None
    drawn = ground.rules.rule_of(item) == "distance" and item.travel == "walk" and by_metres
    return replace(item, rule=STRAIGHT_LINE) if drawn else item


def sensitivity(laid: Assessment, tried: Sequence[Change]) -> pd.DataFrame:
    """Count the verdicts that each change turns, by one standard.

    Verdicts on the required items that make a score, in communities; one that moves between
    partly and not met counts as turned too. What hangs on unmapped gates is judged with the
    walls as mapped.

    Returns
    -------
    DataFrame, columns COLUMNS
        One row a change, and last one for counting the recommended items as well: how many
        verdicts they would add, and how many of those fail ("flipped").
    """
    before = laid.verdicts()
    rows = [_row(laid, one, before) for one in tried]
    return pd.DataFrame([*rows, _recommended(laid, before)], columns=list(COLUMNS))


def _row(laid: Assessment, change: Change, before: NDArray[np.int8]) -> dict[str, object]:
    rows = _told_of(laid, scored=True)
    old, new = before[rows], _verdicts(laid, change)[rows]
    flipped = old != new
    return _told(laid.ground.standard, change.name, change.setting) | {
        "verdicts": old.size,
        "flipped": int(flipped.sum()),
        "flipped_share": flipped.mean() if old.size else np.nan,
        "to_met": int((flipped & (new == MET)).sum()),
        "from_met": int((flipped & (old == MET)).sum()),
        "to_unknown": int((flipped & (new == CANNOT_TELL)).sum()),
        "from_unknown": int((flipped & (old == CANNOT_TELL)).sum()),
    }


def _verdicts(laid: Assessment, change: Change) -> NDArray[np.int8]:
    """Every verdict as the change would have it; whom it serves is counted again where due."""
    ground = laid.ground
    rules = change.rules(ground.rules)
    items = tuple(change.items(item, ground) for item in ground.standard.items)
    same_items = all(new is old for new, old in zip(items, ground.standard.items, strict=True))
    same_limits = _limits(rules) == _limits(ground.rules)
    if change.travel is None and same_items and same_limits:
        return laid.verdicts(rules)
    ways = ground.ways.again() if change.travel is None else change.travel
    other = replace(ground, standard=replace(ground.standard, items=items), rules=rules, ways=ways)
    kept = [
        whom
        if (change.travel is None and same_limits and new is old)
        or rules.rule_of(new) in SUPPLY_RULES
        else None
        for old, new, whom in zip(laid.items, other.standard.located, laid.served, strict=True)
    ]
    return replace(laid, ground=other, kept=kept).verdicts()


def _limits(rules: Rules) -> tuple[float, float]:
    return rules.limit_factor, rules.speed_factor


def _told_of(laid: Assessment, *, scored: bool) -> NDArray[np.bool_]:
    """The verdicts on items that make a score, or on recommended ones, where they hold at all."""
    place = laid.ground.place
    wanted = [(i.score_column is not None) if scored else not i.required for i in laid.items]
    rows = [
        place.asked(item.kinds)[:-1] & own for item, own in zip(laid.items, wanted, strict=True)
    ]
    return np.array(rows, dtype=np.bool_).reshape(len(rows), -1 if rows else 0)


def _recommended(laid: Assessment, before: NDArray[np.int8]) -> dict[str, object]:
    """What counting the recommended items would add: verdicts, and failures among them."""
    added = before[_told_of(laid, scored=False)]
    failing = (added != MET) & (added != CANNOT_TELL)
    return _told(laid.ground.standard, "recommended", "counted") | {
        "verdicts": added.size,
        "flipped": int(failing.sum()),
        "flipped_share": failing.mean() if added.size else np.nan,
        "to_met": 0,
        "from_met": 0,
        "to_unknown": int((added == CANNOT_TELL).sum()),
        "from_unknown": 0,
    }


def _told(standard: Standard, change: str, setting: str) -> dict[str, object]:
    return {"standard": standard.id, "change": change, "setting": setting}


def in_words(table: pd.DataFrame, standard: Standard, lang: str) -> str:
    """The table of one standard in one sentence, for who reads nothing else."""
    words = _WORDS[lang]
    own = table[table["standard"] == standard.id]
    settings = own[(own["change"] != "recommended") & (own["verdicts"] > 0)]
    if settings.empty:
        return words["none"]
    most = settings.iloc[int(settings["flipped"].argmax())]
    count = f"{most['verdicts']:,}"
    if not most["flipped"]:
        return words["firm"].format(verdicts=count)
    return words["told"].format(
        verdicts=count,
        flipped=f"{most['flipped']:,}",
        share=f"{most['flipped_share']:.1%}",
        change=words[most["change"]].format(setting=most["setting"]),
        median=f"{settings['flipped'].median():,.0f}",
    )


_WORDS = {
    "en": {
        "none": "There is no verdict that could turn.",
        "firm": "None of the {verdicts} verdicts on required items turns with any setting tried.",
        "told": "Of {verdicts} verdicts on required items, {flipped} ({share}) turn with "
        "{change}, the most of all settings tried; half of the settings turn at most {median}.",
        "speed": "speeds of {setting} times the usual ones",
        "limit": "limits of {setting} times those of the standard",
        "pass_share": "a pass share of {setting}",
        "join_limit": "joins to the street of up to {setting}",
        "straight_line": "straight lines instead of streets",
    },
    "zh": {
        "none": "没有可能翻转的结论。",
        "firm": "应配建设施的{verdicts}项结论在所试各项参数下均不变。",
        "told": "应配建设施的{verdicts}项结论中，{change}时有{flipped}项（{share}）改变，"
        "为所试参数中最多；半数参数下改变不超过{median}项。",
        "speed": "出行速度取{setting}倍",
        "limit": "服务半径与时间限值取{setting}倍",
        "pass_share": "达标比例取{setting}",
        "join_limit": "接入路网距离上限取{setting}",
        "straight_line": "以直线距离代替路网距离",
    },
}
