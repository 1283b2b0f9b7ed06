"""Whom the items serve, added up for every place: the communities, and the district last."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.scoring.ground import Floats, Ground, Place, Served
from accessibility.scoring.groups_near import Group
from accessibility.scoring.kinds.distance import by_metres
from accessibility.scoring.kinds.time import by_minutes
from accessibility.scoring.rules import BICYCLE, STRAIGHT_LINE
from accessibility.standards import Item
from accessibility.standards.schema import REACH_RULES, SUPPLY_RULES


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What decides on an item: one figure for every place, in its weight."""

    total: Floats  # people of the audience, or residential land [persons or m2]
    sure: Floats  # served by sure facilities
    possible: Floats  # by sure and possible ones
    bicycle: Floats  # riding or walking within the minutes; NaN where not asked
    whole: bool  # met where all are served
    limited: bool  # the standard gives a limit
    lacking: NDArray[np.object_]  # what the data lack, where that is why sure and possible differ


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What is told of an item beside its cover; one figure for every place."""

    people: Floats  # of the audience [persons]
    covered: Floats  # of them, served by sure facilities
    land_m2: Floats
    covered_land: Floats  # [m2]
    by_distance: Floats  # people within the metres, on foot; NaN for what is not reached
    by_time: Floats
    by_straight_line: Floats
    near_edge: Floats  # not served, and nearer than the limit to the edge of the data
    nearest_m: Floats  # median resident's [m]
    beyond_m: Floats  # median of those not served [m]
    facility_id: NDArray[np.object_]  # median resident's nearest
    value: Floats  # what a rule of supply measured; NaN for the others


def cover(item: Item, served: Served, ground: Ground) -> Cover:
    """Add up whom an item serves, weighed as the item or else the study says."""
    rules, place = ground.rules, ground.place
    by_land = rules.weight_of(item) == "land"
    weight = place.land_m2 if by_land else place.people_of(item.audience)
    weight = place.counts(weight, item.kinds)
    total = place.add(weight)
    if by_land:  # land on which nobody lives reaches nothing
        total = np.where(place.add(place.counts(place.people, item.kinds)) > 0, total, 0.0)
    return Cover(
        total=total,
        sure=place.add(weight * served.sure),
        possible=place.add(weight * np.maximum(served.sure, served.possible)),
        bicycle=_riders(item, ground, weight),
        whole=served.whole,
        limited=rules.limit(ground.standard, item) is not None,
        lacking=_lacking(served, place, weight),
    )


def _lacking(served: Served, place: Place, weight: Floats) -> NDArray[np.object_]:
    """What the data lack for most people of each community; "" where they lack nothing."""
    chief = np.full(place.places, "" if served.gaps else served.lacking, dtype=object)
    most = np.zeros(place.places)
    for word, cells in served.gaps.items():
        touched = place.add(weight * cells)
        chief[touched > most] = word
        most = np.maximum(most, touched)
    return chief


def _riders(item: Item, ground: Ground, weight: Floats) -> Floats:
    """Who rides or walks there in time. Who has a bicycle may leave it where walking is quicker."""
    rules, place = ground.rules, ground.place
    asked = rules.profile_bicycle is not None and rules.rule_of(item) in REACH_RULES[:3]
    # who walks as a child or in a wheelchair does not ride; nor does anybody along a circle
    asked &= item.profile is None and item.rule != STRAIGHT_LINE
    limited = rules.minutes(ground.standard, item) is not None
    if not (asked and limited and ground.ways.holds(BICYCLE)):
        return np.full(place.places, np.nan)
    roles = (BICYCLE, *(role for role in (rules.profile_foot,) if ground.ways.holds(role)))
    return place.add(weight * by_minutes(item, ground, roles, "sure"))


class Tallies:
    """Tallies of the items of one standard."""

    def __init__(self, ground: Ground) -> None:
        self._ground, self._place = ground, ground.place

    def of(self, item: Item, served: Served) -> Tally:
        """All that is told of an item."""
        place, ground = self._place, self._ground
        people = place.counts(place.people_of(item.audience), item.kinds)
        land = place.counts(place.land_m2, item.kinds)
        left = people * (1.0 - served.sure)
        group = self._group(item)
        return Tally(
            people=place.add(people),
            covered=place.add(people * served.sure),
            land_m2=place.add(land),
            covered_land=place.add(land * served.sure),
            by_distance=self._by(item, people, by_metres, ground.rules.walker(item)),
            by_time=self._by_time(item, people),
            by_straight_line=self._by(item, people, by_metres, STRAIGHT_LINE),
            near_edge=self._near_edge(item, left),
            nearest_m=group.median_m,
            beyond_m=group.medians(left, place),
            facility_id=group.facility_id,
            value=self._value(served, people),
        )

    def _by(
        self, item: Item, people: Floats, near: Callable[..., NDArray[np.bool_]], role: str
    ) -> Floats:
        reached = self._ground.rules.rule_of(item) in REACH_RULES[:3]
        limited = self._ground.standard.limit_m(item) is not None
        if not (reached and limited and self._ground.ways.holds(role)):
            return np.full(self._place.places, np.nan)
        return self._place.add(people * near(item, self._ground, role, "sure"))

    def _by_time(self, item: Item, people: Floats) -> Floats:
        role = self._ground.rules.walker(item)
        reached = self._ground.rules.rule_of(item) in REACH_RULES[:3]
        limited = self._ground.standard.limit_min(item) is not None
        if not (reached and limited and self._ground.ways.holds(role)):
            return np.full(self._place.places, np.nan)
        return self._place.add(people * by_minutes(item, self._ground, (role,), "sure"))

    def _near_edge(self, item: Item, left: Floats) -> Floats:
        """Those not served whom a facility beyond the edge of the data could serve."""
        rules = self._ground.rules
        limit = rules.limit(self._ground.standard, item)
        if limit is None:
            return np.full(self._place.places, np.nan)
        if rules.rule_of(item) in (*SUPPLY_RULES, "vehicle"):
            return np.zeros(self._place.places)
        return self._place.add(left * (self._place.edge_m < rules.limit_m(item, limit)))

    def _value(self, served: Served, people: Floats) -> Floats:
        """The mean of what was measured, over people; over cells where nobody lives."""
        if served.value is None:
            return np.full(self._place.places, np.nan)
        return _mean(self._place, served.value, people)

    def _group(self, item: Item) -> Group:
        rules, role = self._ground.rules, self._ground.rules.role(item)
        names = tuple(part.group for part in item.parts)
        if rules.rule_of(item) == "vehicle":
            names = (item.vehicle_group,)
        if not self._ground.ways.holds(role):
            role = rules.profile_foot
        return self._ground.groups.of(role, names, item.combine)


def _mean(place: Place, value: Floats, people: Floats) -> Floats:
    known = np.isfinite(value)
    filled = np.where(known, value, 0.0)
    mean = np.full(place.places, np.nan)
    for weight in (known.astype(float), np.where(known, people, 0.0)):
        total = place.add(weight)
        np.divide(place.add(weight * filled), total, out=mean, where=total > 0)
    return mean


def unjoined(ground: Ground) -> Floats:
    """People of every place whose cell could not join the network [persons]."""
    lost = ground.ways.unjoined(ground.rules.profile_foot)
    return ground.place.add(np.where(lost, ground.place.people, 0.0))
