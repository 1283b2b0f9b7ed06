"""People within reach, counted for every community and item at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import MS_PER_MIN, weight_by_place, within
from accessibility.measures.proximity import travel_to, usual_facility, weighted_medians
from accessibility.scoring.rules import Rules
from accessibility.standards import Item, Standard
from accessibility.tables import Nearest

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Place:
    """The people that count: cells of known communities, in one order whatever came in."""

    cells: pd.Index
    code: NDArray[np.intp]  # number of each cell's community
    count: int
    people: Floats
    land_m2: Floats
    edge_m: Floats

    def add(self, weight: Floats) -> Floats:
        """Sum of a weight in every community."""
        return weight_by_place(weight, self.code, self.count)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums of one item, one figure for every community [persons, unless said]."""

    covered: Floats  # within the limit of a sure facility
    covered_possible: Floats  # of a sure or a possible one
    covered_land: Floats  # [m2]
    bicycle: Floats  # by bicycle within the level's minutes; NaN where not asked
    bicycle_possible: Floats
    covered_at_best: Floats  # possible ones, and any beyond the edge of the data
    near_edge: Floats  # beyond the limit, and nearer than it to the edge of the data
    nearest_m: Floats  # median resident's [m]
    beyond_m: Floats  # median of those beyond the limit [m]
    facility_id: NDArray[np.object_]  # nearest for most people


def place_of(cells: pd.DataFrame, communities: pd.Index) -> Place:
    """Sort the cells by id and number their communities; cells elsewhere are left out."""
    code = communities.get_indexer(pd.Index(cells["community_id"]))
    known = cells.assign(_code=code)[code >= 0].sort_index()
    return Place(
        cells=known.index,
        code=known["_code"].to_numpy(dtype=np.intp),
        count=len(communities),
        people=known["people"].to_numpy(dtype=float),
        land_m2=known["land_m2"].to_numpy(dtype=float),
        edge_m=known["edge_m"].to_numpy(dtype=float),
    )


def unjoined(place: Place, near: Nearest) -> Floats:
    """People of every community whose cell could not join the network [persons]."""
    metres = near.metres.reindex(place.cells)
    lost = metres.isna().all(axis=1).to_numpy() & (len(metres.columns) > 0)
    return place.add(np.where(lost, place.people, 0.0))


class Travel:
    """Ways of the cells that count, to every group, taken from the Nearest frames."""

    def __init__(self, place: Place, nearest: Mapping[tuple[str, str], Nearest], rules: Rules):
        self._cells = place.cells
        self.metres = self._aligned(nearest[rules.foot, "sure"].metres)
        self.facility_id = self._aligned(nearest[rules.foot, "sure"].facility_id)
        self._foot = {}
        self._bicycle = {}
        for certainty in ("sure", "possible"):
            on_foot = nearest[rules.foot, certainty]
            frame = on_foot.minutes if rules.rule == "time" else on_foot.metres
            self._foot[certainty] = self._aligned(frame)
            if rules.profile_bicycle is not None:
                riding = nearest[rules.profile_bicycle, certainty]
                self._bicycle[certainty] = self._aligned(riding.minutes)
        self._steps = rules.steps

    def on_foot(self, group: str, limit: float, certainty: str) -> NDArray[np.bool_]:
        """Whether each cell has one of the group within the limit."""
        return within(travel_to(self._foot[certainty], group), limit, steps=self._steps)

    def by_bicycle(
        self, group: str, minutes: float | None, certainty: str
    ) -> NDArray[np.bool_] | None:
        """Whether each cell has one within so many minutes; None where nobody asks."""
        if minutes is None or not self._bicycle:
            return None
        return within(travel_to(self._bicycle[certainty], group), minutes, steps=MS_PER_MIN)

    def _aligned(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame if frame.index.equals(self._cells) else frame.reindex(self._cells)


def tallies(
    standard: Standard,
    items: Sequence[Item],
    place: Place,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
) -> list[Tally]:
    """Count every item's people in every community; items in the order given."""
    travel = Travel(place, nearest, rules)
    usual: dict[str, tuple[Floats, NDArray[np.object_]]] = {}
    for item in items:
        if item.group not in usual:
            usual[item.group] = _usual(item.group, place, travel)
    return [_tally(standard, item, place, travel, rules, usual[item.group]) for item in items]


def _usual(group: str, place: Place, travel: Travel) -> tuple[Floats, NDArray[np.object_]]:
    """Median distance to a group, and the facility of it that is nearest for most."""
    metres = travel_to(travel.metres, group)
    median = weighted_medians(metres, place.people, place.code, place.count)
    if group not in travel.facility_id.columns:
        return median, np.full(place.count, np.nan, dtype=object)
    ids = travel.facility_id[group]
    return median, usual_facility(ids, place.people, place.code, place.count)


def _tally(
    standard: Standard,
    item: Item,
    place: Place,
    travel: Travel,
    rules: Rules,
    usual: tuple[Floats, NDArray[np.object_]],
) -> Tally:
    limit = rules.limit(standard, item)
    if limit is None:
        return _without_limit(place, usual)
    sure = travel.on_foot(item.group, limit, "sure")
    possible = sure | travel.on_foot(item.group, limit, "possible")
    edge = place.edge_m < rules.limit_m(limit)
    beyond = np.where(sure, 0.0, place.people)
    minutes = standard.levels[item.level].minutes
    rides = travel.by_bicycle(item.group, minutes, "sure")
    return Tally(
        covered=place.add(place.people * sure),
        covered_possible=place.add(place.people * possible),
        covered_land=place.add(place.land_m2 * sure),
        bicycle=_riders(place, rides),
        bicycle_possible=_riders(place, travel.by_bicycle(item.group, minutes, "possible")),
        covered_at_best=place.add(place.people * (possible | edge)),
        near_edge=place.add(beyond * edge),
        nearest_m=usual[0],
        beyond_m=weighted_medians(
            travel_to(travel.metres, item.group), beyond, place.code, place.count
        ),
        facility_id=usual[1],
    )


def _riders(place: Place, rides: NDArray[np.bool_] | None) -> Floats:
    return np.full(place.count, np.nan) if rides is None else place.add(place.people * rides)


def _without_limit(place: Place, usual: tuple[Floats, NDArray[np.object_]]) -> Tally:
    """Count nothing where the standard gives no limit; how far it is can still be told."""
    unknown = np.full(place.count, np.nan)
    return Tally(
        covered=unknown,
        covered_possible=unknown,
        covered_land=unknown,
        bicycle=unknown,
        bicycle_possible=unknown,
        covered_at_best=unknown,
        near_edge=unknown,
        nearest_m=usual[0],
        beyond_m=unknown,
        facility_id=usual[1],
    )
