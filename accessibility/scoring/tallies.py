"""People within reach, counted for every community and item at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.measures.coverage import MS_PER_MIN, weight_by_place, within
from accessibility.measures.proximity import by_value, median_cells, travel_to, weighted_medians
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
    bicycle: Floats  # riding or walking within the level's minutes; NaN where not asked
    near_edge: Floats  # beyond the limit, and nearer than it to the edge of the data
    nearest_m: Floats  # median resident's [m]
    beyond_m: Floats  # median of those beyond the limit [m]
    facility_id: NDArray[np.object_]  # median resident's nearest


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


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """What an item asks: which facilities, and how near."""

    group: str
    limit: float | None  # [m], [min] under the rule of time
    limit_m: float
    minutes: float | None  # by bicycle


@dataclass(frozen=True, kw_only=True)
class _Group:
    """How far it is to a group of facilities, which several items may ask for."""

    metres: Floats  # of every cell
    order: NDArray[np.intp]  # of the cells, by community and metres
    median_m: Floats  # the median resident's, of every community
    facility_id: NDArray[np.object_]  # and to which facility


class Travel:
    """Ways of some cells to every group, taken from the Nearest frames."""

    def __init__(
        self, cells: pd.Index, nearest: Mapping[tuple[str, str], Nearest], rules: Rules
    ) -> None:
        self._cells = cells
        self.metres = self._aligned(nearest[rules.foot, "sure"].metres)
        self.facility_id = self._aligned(nearest[rules.foot, "sure"].facility_id)
        self._foot = {}
        for certainty in ("sure", "possible"):
            on_foot = nearest[rules.foot, certainty]
            frame = on_foot.minutes if rules.rule == "time" else on_foot.metres
            self._foot[certainty] = self._aligned(frame)
        self._riding = [self._aligned(frame) for frame in _riding(nearest, rules)]
        self._steps = rules.steps

    def on_foot(self, group: str, limit: float, certainty: str) -> NDArray[np.bool_]:
        """Whether each cell has one of the group within the limit."""
        return within(travel_to(self._foot[certainty], group), limit, steps=self._steps)

    def by_bicycle(self, group: str, minutes: float | None) -> NDArray[np.bool_] | None:
        """Whether each cell has a sure one within so many minutes; None where nobody asks.

        Who has a bicycle may leave it: where walking is quicker, that counts.
        """
        if minutes is None or not self._riding:
            return None
        ways = [travel_to(frame, group) for frame in self._riding]
        return within(np.fmin.reduce(ways), minutes, steps=MS_PER_MIN)

    def _aligned(self, frame: pd.DataFrame) -> pd.DataFrame:
        return frame if frame.index.equals(self._cells) else frame.reindex(self._cells)


def _riding(nearest: Mapping[tuple[str, str], Nearest], rules: Rules) -> list[pd.DataFrame]:
    """Minutes of who has a bicycle: riding, and walking where the network was walked."""
    if rules.profile_bicycle is None:
        return []
    walking = nearest.get((rules.profile_foot, "sure"))
    riding = nearest[rules.profile_bicycle, "sure"].minutes
    return [riding] if walking is None else [riding, walking.minutes]


def tallies(
    standard: Standard,
    items: Sequence[Item],
    place: Place,
    nearest: Mapping[tuple[str, str], Nearest],
    rules: Rules,
) -> list[Tally]:
    """Count every item's people in every community; items in the order given."""
    travel = Travel(place.cells, nearest, rules)
    groups = {name: _group(name, place, travel) for name in {item.group for item in items}}
    asked = [_asked(standard, item, rules) for item in items]
    return [_tally(each, place, travel, groups[each.group]) for each in asked]


def _asked(standard: Standard, item: Item, rules: Rules) -> _Asked:
    limit = rules.limit(standard, item)
    return _Asked(
        group=item.group,
        limit=limit,
        limit_m=np.nan if limit is None else rules.limit_m(limit),
        minutes=standard.levels[item.level].minutes,
    )


def _group(group: str, place: Place, travel: Travel) -> _Group:
    """How far all have it to a group, and the median resident to which facility of it."""
    metres = travel_to(travel.metres, group)
    order = by_value(metres, place.code, place.count)
    cell = median_cells(metres, place.people, place.code, place.count, order=order)
    some = cell >= 0
    median = np.full(place.count, np.nan)
    median[some] = metres[cell[some]]
    facility = np.full(place.count, np.nan, dtype=object)
    reached = np.isfinite(median)
    if group in travel.facility_id.columns:
        facility[reached] = travel.facility_id[group].to_numpy(dtype=object)[cell[reached]]
    return _Group(metres=metres, order=order, median_m=median, facility_id=facility)


def _tally(asked: _Asked, place: Place, travel: Travel, group: _Group) -> Tally:
    if asked.limit is None:
        return _without_limit(place, group)
    sure = travel.on_foot(asked.group, asked.limit, "sure")
    possible = sure | travel.on_foot(asked.group, asked.limit, "possible")
    edge = place.edge_m < asked.limit_m
    beyond = np.where(sure, 0.0, place.people)
    return Tally(
        covered=place.add(place.people * sure),
        covered_possible=place.add(place.people * possible),
        covered_land=place.add(place.land_m2 * sure),
        bicycle=_riders(place, travel.by_bicycle(asked.group, asked.minutes)),
        near_edge=place.add(beyond * edge),
        nearest_m=group.median_m,
        beyond_m=weighted_medians(group.metres, beyond, place.code, place.count, order=group.order),
        facility_id=group.facility_id,
    )


def _riders(place: Place, rides: NDArray[np.bool_] | None) -> Floats:
    return np.full(place.count, np.nan) if rides is None else place.add(place.people * rides)


def _without_limit(place: Place, group: _Group) -> Tally:
    """Count nothing where the standard gives no limit; how far it is can still be told."""
    unknown = np.full(place.count, np.nan)
    return Tally(
        covered=unknown,
        covered_possible=unknown,
        covered_land=unknown,
        bicycle=unknown,
        near_edge=unknown,
        nearest_m=group.median_m,
        beyond_m=unknown,
        facility_id=group.facility_id,
    )
