"""Verdicts that a wall without a mapped gate decides, which nobody can tell from the map."""

import numpy as np
import pandas as pd

from accessibility.scoring.numbers import people_text
from accessibility.scoring.verdicts import WALLS

_SENTENCE = {
    "en": " {people} residents live in compounds without a mapped gate; if their walls had gates, "
    "this would be: {verdict}. A survey of the gates would settle it.",
    "zh": "{people}名居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
    "结论为：{verdict}。核实出入口后可判定。",
}
_SHARE_SENTENCE = {
    "en": " Residents live in compounds without a mapped gate; if their walls had gates, this "
    "would be: {verdict}. A survey of the gates would settle it.",
    "zh": "部分居民位于未标注出入口的封闭院落内；若院墙设有出入口，"
    "结论为：{verdict}。核实出入口后可判定。",
}
_VERDICT = {
    "en": {
        "met": "met",
        "partly": "partly met",
        "not_met": "not met",
        "by_bicycle": "met by bicycle only",
        "cannot_tell": "cannot be told",
    },
    "zh": {
        "met": "达标",
        "partly": "部分达标",
        "not_met": "不达标",
        "by_bicycle": "仅骑行达标",
        "cannot_tell": "数据不足",
    },
}


def with_walls(
    closed: pd.DataFrame, opened: pd.DataFrame, behind: pd.Series, *, lang: str, counts: bool
) -> pd.DataFrame:
    """The checklist with every verdict that hangs on unmapped gates turned to cannot_tell.

    Parameters
    ----------
    closed, opened : DataFrame, tables.CHECKLIST, of one index
        Judged with walls as mapped, and as if every compound had gates.
    behind : Series of float [persons], indexed by community
        Residents of compounds without a mapped gate.
    counts : bool
        The people are counts; else they are weights, and the text gives no number.

    Returns
    -------
    DataFrame, tables.CHECKLIST
        And `verdict_with_gates`: what it would be, where that differs from what the walls as
        mapped give; NaN elsewhere. A verdict that cannot be told for another reason stays.
    """
    table = closed.copy()
    moved = (closed["verdict"] != opened["verdict"]) & (closed["verdict"] != "cannot_tell")
    told = opened["verdict"].where(moved, np.nan)
    table["verdict_with_gates"] = told.astype("str")
    if not moved.any():
        return table
    community = table.index.get_level_values("community_id")
    people = behind.reindex(community).fillna(0).to_numpy()
    sentence = (_SENTENCE if counts else _SHARE_SENTENCE)[lang]
    added = [
        sentence.format(people=people_text(number), verdict=_VERDICT[lang][verdict])
        for number, verdict in zip(people[moved], told[moved], strict=True)
    ]
    table.loc[moved, "reason"] = table.loc[moved, "reason"] + pd.array(added, dtype="str")
    table.loc[moved, "verdict"] = "cannot_tell"
    table.loc[moved, "cause"] = WALLS
    return table
