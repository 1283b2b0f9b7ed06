"""The share of everyday needs that people meet on foot (生活需求步行解决率)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import weight_by_place, within
from accessibility.measures.proximity import travel_to

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.intp]

COMMUNITY, KIND, DISTRICT = "community", "kind", "district"


class Need(Protocol):
    """One need: met where any facility of its types is within its minutes."""

    @property
    def id(self) -> str:
        """Its key."""

    @property
    def types(self) -> Sequence[str]:
        """Facility types, any of which will do."""

    @property
    def minutes(self) -> float:
        """Longest walk [min], inclusive."""

    @property
    def kinds(self) -> Sequence[str]:
        """Of community that it holds for."""


def needs_met(
    needs: Sequence[Need],
    minutes: pd.DataFrame,
    cells: pd.DataFrame,
    communities: pd.DataFrame,
    *,
    possible: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Share of everyday needs that people meet on foot, by community, kind and district.

    Of every resident, the share of the needs of their kind of community that a facility within
    the minutes meets; of a community, the mean over its people. A need of whose types the data
    hold no sure facility at all is not assessed: it never counts as unmet, and the number
    assessed stands beside. So shares compare fairly over the same assessed needs only.

    Parameters
    ----------
    needs : sequence of Need
    minutes : DataFrame of float [min], indexed by cell, one column a facility type
        On foot to the nearest sure facility. A type without a column has none in the data;
        ``inf`` (not reached) and ``NaN`` (cannot join the streets) are out of reach.
    cells : DataFrame, tables.CELLS
        Columns community_id and people. Cells of no known community are left out.
    communities : DataFrame, tables.COMMUNITIES
        Column kind: urban, industrial or rural.
    possible : DataFrame, optional
        As `minutes`, to the nearest facility that is sure or possible.

    Returns
    -------
    DataFrame, index (unit, community_id)
        Units are "community", "kind" (its id is the kind) and "district" (one row).

        kind (str) : NaN for the district
        people (float) [persons]
        share (float) [0-1] : of needs met, mean over people; NaN where nobody lives, or nothing
            is assessed
        share_possible (float) [0-1] : the same, counting possible facilities too
        needs (int) : that are asked of it
        needs_assessed (int) : of those, the ones the data hold a sure facility for
        worst_need (str) : id of the assessed need that fewest people meet, the first of
            several; NaN where everybody meets all, or nothing is assessed
        worst_share (float) [0-1] : of its people
    """
    tally = _tally(needs, minutes, cells, communities, possible)
    kind = communities["kind"].astype(object)
    kinds = sorted(set(kind.dropna()))
    one = np.zeros(len(communities), np.intp)
    parts = [
        tally.rows(COMMUNITY, list(communities.index), np.arange(len(communities)), list(kind)),
        tally.rows(KIND, kinds, pd.Index(kinds, dtype=object).get_indexer(kind), kinds),
        tally.rows(DISTRICT, [DISTRICT], one, [np.nan]),
    ]
    return pd.concat(parts)


def need_shares(
    needs: Sequence[Need],
    minutes: pd.DataFrame,
    cells: pd.DataFrame,
    communities: pd.DataFrame,
) -> pd.DataFrame:
    """Share of each community's people who meet each need on foot.

    Parameters
    ----------
    needs, minutes, cells, communities
        As `needs_met`.

    Returns
    -------
    DataFrame of float [0-1], index of `communities`, one column a need
        ``NaN`` where nobody lives, and for a need that is not asked of the kind of community
        or not assessed.
    """
    tally = _tally(needs, minutes, cells, communities, None)
    shares = _over(tally.met, tally.people[:, None])
    return pd.DataFrame(
        np.where(tally.assessed, shares, np.nan), communities.index, [need.id for need in needs]
    )


@dataclass(frozen=True, kw_only=True)
class _Tally:
    """People who meet each of n needs in each of c communities."""

    ids: list[str]  # of the needs
    people: Floats  # [c]
    met: Floats  # [c, n], by a sure facility
    met_possible: Floats  # [c, n]
    asked: Flags  # [c, n], of that kind of community
    assessed: Flags  # [c, n], asked, and the data hold a sure facility

    def rows(self, unit: str, ids: Sequence[str], code: Ints, kind: list[object]) -> pd.DataFrame:
        """The result for some units; `code` numbers each community's unit, -1 for none."""
        u = len(ids)
        told = self.assessed.any(axis=1)
        people = _add(self.people, code, u)
        due = _add(self.people * told, code, u)
        each = _over(_add(self.met * self.assessed, code, u),
                     _add(self.people[:, None] * self.assessed, code, u))  # fmt: skip
        worst, least = self._worst(each)
        asked, assessed = (_add(flags, code, u) > 0 for flags in (self.asked, self.assessed))
        return pd.DataFrame(
            {
                "kind": pd.Series(kind, dtype=object).to_numpy(),
                "people": people,
                "share": _over(_add(self._mean(self.met), code, u), due),
                "share_possible": _over(_add(self._mean(self.met_possible), code, u), due),
                "needs": asked.sum(axis=1),
                "needs_assessed": assessed.sum(axis=1),
                "worst_need": worst,
                "worst_share": least,
            },
            pd.MultiIndex.from_product([[unit], ids], names=["unit", "community_id"]),
        )

    def _mean(self, met: Floats) -> Floats:
        """People of each community, each as the share of assessed needs they meet."""
        number = self.assessed.sum(axis=1)
        return np.asarray((met * self.assessed).sum(axis=1) / np.maximum(number, 1))

    def _worst(self, shares: Floats) -> tuple[NDArray[np.object_], Floats]:
        """The need that the smallest share of each unit's people meets, and that share."""
        known = np.where(np.isnan(shares), np.inf, shares)
        if not self.ids:
            return np.full(len(shares), np.nan, object), np.full(len(shares), np.nan)
        first = known.argmin(axis=1)
        least = known[np.arange(len(known)), first]
        wanting = least < 1
        worst = np.where(wanting, np.array(self.ids, object)[first], np.nan)
        return worst, np.where(np.isfinite(least), least, np.nan)


def _tally(
    needs: Sequence[Need],
    minutes: pd.DataFrame,
    cells: pd.DataFrame,
    communities: pd.DataFrame,
    possible: pd.DataFrame | None,
) -> _Tally:
    """Count who meets what."""
    code = communities.index.get_indexer(pd.Index(cells["community_id"]))
    inside, c = code >= 0, len(communities)
    people = cells["people"].to_numpy(float)
    surely, perhaps = (
        _near(needs, frame.reindex(cells.index))
        for frame in (minutes, minutes if possible is None else possible)
    )
    perhaps |= surely
    asked = np.array([[kind in need.kinds for need in needs] for kind in communities["kind"]])
    known = np.array([minutes.columns.isin(need.types).any() for need in needs], np.bool_)
    asked = asked.reshape(c, len(needs)).astype(np.bool_)
    return _Tally(
        ids=[need.id for need in needs],
        people=weight_by_place(people[inside], code[inside], c),
        met=_add(people[inside, None] * surely[inside], code[inside], c),
        met_possible=_add(people[inside, None] * perhaps[inside], code[inside], c),
        asked=asked,
        assessed=asked & known,
    )


def _near(needs: Sequence[Need], minutes: pd.DataFrame) -> Flags:
    """Whether each cell [p] meets each need [n]."""
    near = np.zeros((len(minutes), len(needs)), np.bool_)
    for number, need in enumerate(needs):
        for kind in need.types:
            near[:, number] |= within(travel_to(minutes, kind), need.minutes)
    return near


def _add(values: NDArray[np.generic], code: Ints, count: int) -> Floats:
    """Sums of rows by code; rows of code -1 are left out."""
    kept = code >= 0
    columns = values[kept].reshape(kept.sum(), -1).T
    sums = [np.bincount(code[kept], weights=column, minlength=count) for column in columns]
    return np.array(sums, np.float64).T.reshape(count, *values.shape[1:])


def _over(part: Floats, whole: Floats) -> Floats:
    """Part of the whole, NaN of nothing."""
    shares = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    return np.asarray(np.divide(part, whole, out=shares, where=whole > 0))
