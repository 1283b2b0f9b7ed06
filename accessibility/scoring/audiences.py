"""Panels of their own: what children, older people and wheelchair users can reach."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.scoring.checklist import Assessment
from accessibility.scoring.levels import grades
from accessibility.scoring.rules import Rules
from accessibility.scoring.verdicts import POSSIBLE, WALLS
from accessibility.standards import Item, Standard

COLUMNS = (
    "audience",
    "community_id",
    "name",
    "people",
    "people_known",
    "items",
    "items_assessed",
    "items_met",
    "score",
    "score_known",
    "score_possible",
    "grade",
)


@dataclass(frozen=True, kw_only=True)
class Panels:
    """The panels of a town: scores by audience and community, and the rows they rest on."""

    scores: pd.DataFrame
    checklist: pd.DataFrame


def asked_by(audiences: Collection[str], items: Standard) -> Standard:
    """The items of some audiences alone."""
    return replace(items, items=tuple(item for item in items.items if item.audience in audiences))


def panels(laid: Assessment, names: "pd.Series[str]", rules: Rules) -> Panels:
    """Score every audience in every community, and in all of them together ("district").

    A panel's score is 100 times the mean coverage of its items that could be assessed, of the
    audience's own people; where their number is not known, of all people, and `people_known`
    says so. `score_known` and `score_possible` also take the items that hang on what is only
    possible, without it and with it: facilities whose type is not sure, and for wheelchairs ways
    of which it is not known whether they can be passed. The truth lies between the two.

    Parameters
    ----------
    laid : Assessment of `asked_by`
    names : Series of str, indexed by community_id

    Returns
    -------
    Panels
        scores with the columns COLUMNS; what cannot be assessed has no score (NaN), and no
        grade where less than half of the items could be.
    """
    rows = pd.concat([laid.checklist, laid.district])
    scored = [_panel(rows, laid.items, one) for one in _audiences(laid.items)]
    table = pd.concat(scored, ignore_index=True) if scored else pd.DataFrame(columns=list(COLUMNS))
    table["name"] = table["community_id"].map(names)
    told = 2 * table["items_assessed"] >= table["items"]  # one item of seven makes no grade
    table["grade"] = grades(table["score"].astype(float), rules).where(told)
    return Panels(scores=table[list(COLUMNS)], checklist=laid.checklist)


def _audiences(items: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(item.audience for item in items))


def _panel(rows: pd.DataFrame, items: Sequence[Item], audience: str) -> pd.DataFrame:
    """One audience in every community, the district last."""
    own = rows[(rows["audience"] == audience) & (rows["requirement"] == "required")]
    told = own[own["verdict"] != "cannot_tell"]
    by = "community_id"
    order = own.index.get_level_values(by).unique()
    open_ = own[(own["verdict"] != "cannot_tell") | own["cause"].isin((POSSIBLE, WALLS))]
    return pd.DataFrame(
        {
            "audience": audience,
            "community_id": order,
            "people": own["people"].groupby(level=by).first().reindex(order).to_numpy(),
            "people_known": own["audience_known"].groupby(level=by).all().reindex(order).to_numpy(),
            "items": own.groupby(level=by).size().reindex(order).to_numpy(),
            "items_assessed": _count(told, order),
            "items_met": _count(told[told["verdict"] == "met"], order),
            "score": _mean(told["coverage"], order),
            "score_known": _mean(open_["coverage"], order),
            "score_possible": _mean(open_["coverage_possible"], order),
        }
    )


def _mean(coverage: pd.Series, order: pd.Index) -> NDArray[np.float64]:
    """100 times the mean of each community, NaN where there is nothing."""
    means = coverage.groupby(level="community_id").mean().reindex(order)
    return 100 * means.to_numpy(dtype=float)


def _count(rows: pd.DataFrame, order: pd.Index) -> NDArray[np.intp]:
    counted = rows.groupby(level="community_id").size().reindex(order, fill_value=0)
    return np.asarray(counted, dtype=np.intp)
