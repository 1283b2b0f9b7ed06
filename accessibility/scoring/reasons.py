"""A verdict in words, Chinese or English: what was found, and what would settle a doubt."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.confidence import THIN
from accessibility.scoring.evidence import Evidence
from accessibility.scoring.rules import Rules
from accessibility.scoring.verdicts import FAILING, NO_LIMIT, NOBODY, NONE_FOUND, WANTING
from accessibility.scoring.wording.frames import filled, sentences
from accessibility.scoring.wording.lines import Flags, Lines
from accessibility.scoring.wording.names import item_text
from accessibility.standards import Standard

__all__ = ["item_text", "reasons"]

_ON_STREETS = ("distance", "time", "capacity")
_UNSURE = ("general_low", "general_medium")  # certainties of a figure


def reasons(
    table: pd.DataFrame,
    standard: Standard,
    rules: Rules,
    evidence: Mapping[tuple[str, str], Evidence],
) -> pd.Series:
    """Say why every verdict is what it is.

    Parameters
    ----------
    table : DataFrame, tables.CHECKLIST, without `reason`
        And `people`, `cause`, `beyond_m`, `audience_known`, `facility_name` (NaN where the
        nearest has none) and `unjoined` (people who could not join the network).
    standard : Standard
    rules : Rules
    evidence : mapping of (level, id) of an item to Evidence

    Returns
    -------
    Series of str, indexed as the table
    """
    if table.empty:
        return pd.Series([], table.index, dtype="str")
    lines = Lines(table, standard, rules, evidence)
    return pd.Series(sentences(lines, _remarks(lines)), table.index, dtype="str")


def _remarks(lines: Lines) -> NDArray[np.object_]:
    """All that is to be remarked on every row."""
    told = np.full(len(lines), "", dtype=object)
    for key, where in _remarked(lines).items():
        rows = np.flatnonzero(where)
        if len(rows):
            told[rows] += filled(lines.words["joint"] + lines.words[key], rows, lines)
    return told


def _remarked(lines: Lines) -> dict[str, Flags]:
    """What a reader must know besides, so that a figure is not taken for more than it is."""
    judged = ~lines.among(lines.cause, NOBODY, NO_LIMIT, NONE_FOUND, *WANTING)
    failing = lines.among(lines.verdict, *FAILING) & judged
    by_way = lines.of_items(lambda subject: subject.rule in _ON_STREETS)
    thin = lines.of_items(lambda subject: subject.evidence.confidence == THIN)
    in_part = lines.of_items(lambda subject: subject.evidence.locatable != "yes")
    unsure = lines.of_items(lambda subject: subject.item.certainty in _UNSURE)
    return {
        "at_edge": failing & (lines.number("people_near_edge") > 0),
        "unjoined": judged & by_way & (lines.number("unjoined") > 0),
        "thin": failing & thin,
        "in_part": failing & in_part & ~thin,
        "audience": judged & _counts_all(lines),
        "recalled": failing & unsure,
    }


def _counts_all(lines: Lines) -> NDArray[np.bool_]:
    """Whether all residents stand in for an audience whose numbers are not known."""
    meant = lines.of_items(lambda subject: subject.item.audience != "all" and not subject.by_land)
    counts: NDArray[np.bool_] = meant & ~lines.audience_known
    return counts
