"""Verdicts that a wall without a mapped gate decides, which nobody can tell from the map."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.numbers import people_texts
from accessibility.scoring.verdicts import WALLS
from accessibility.scoring.wording.catalogue import SENTENCES


def with_walls(
    closed: pd.DataFrame, opened: "pd.Series[str]", behind: pd.Series, *, lang: str, counts: bool
) -> pd.DataFrame:
    """The checklist with every verdict that hangs on unmapped gates turned to cannot_tell.

    Parameters
    ----------
    closed : DataFrame, tables.CHECKLIST
        Judged with walls as mapped.
    opened : Series of str, indexed as `closed`
        Verdicts as if every compound had gates.
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
    moved = (closed["verdict"] != opened) & (closed["verdict"] != "cannot_tell")
    table["verdict_with_gates"] = opened.where(moved, np.nan).astype("str")
    if not moved.any():
        return table
    rows = np.flatnonzero(moved)
    texts, code = _told(opened.iloc[rows], behind, lang=lang, counts=counts)
    added = np.full(len(table), len(texts))  # past the last one: nothing
    added[rows] = code
    table["reason"] = table["reason"] + pd.array([*texts, ""], dtype="str").take(added)
    table["verdict"] = table["verdict"].where(~moved, "cannot_tell")
    table["cause"] = table["cause"].where(~moved, WALLS)
    return table


def _told(
    verdicts: pd.Series, behind: pd.Series, *, lang: str, counts: bool
) -> tuple[list[str], NDArray[np.intp]]:
    """Sentences by the verdict with gates and the people behind walls, and which each row has."""
    words = SENTENCES[lang]
    place, communities = pd.factorize(verdicts.index.get_level_values("community_id"))
    people = people_texts(behind.reindex(communities).fillna(0).to_numpy(dtype=float))
    sentence = words["walls" if counts else "walls share"]
    code, distinct = pd.factorize(verdicts)
    texts = [
        sentence.format(people=number, verdict=words[f"verdict {verdict}"])
        for number in people.texts
        for verdict in distinct
    ]
    return texts, people.code[place] * len(distinct) + code
