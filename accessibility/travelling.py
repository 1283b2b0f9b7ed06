"""The travel of an audit: from every cell to the nearest facilities, by everybody who travels."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.results import Town
from accessibility.routing.access import access_points
from accessibility.routing.compounds import Compounds, compounds, opened
from accessibility.routing.delays import Delays
from accessibility.routing.graph import TravelGraph, left_out, pace_of, travel_graph
from accessibility.routing.limits import MS_PER_MIN
from accessibility.routing.profiles import Profile
from accessibility.routing.snapping import join
from accessibility.routing.straight import nearest_straight
from accessibility.routing.travel import nearest, stranded
from accessibility.routing.vehicles import Sides, engine_graph, engine_joins, nearest_station
from accessibility.scoring.groups import facility_groups
from accessibility.standards import Standard
from accessibility.study import Study
from accessibility.tables import Nearest
from accessibility.travellers import (
    ENGINE,
    FOOT,
    SEARCH_MIN,
    STRAIGHT,
    WALK_SEARCH_M,
    Ask,
    asks,
    farther_groups,
    longest_drive,
    vehicle_items,
)

__all__ = ["SEARCH_MIN", "WALK_SEARCH_M", "Routed", "Travel", "rejoined", "route", "route_on_foot"]

_LOG = logging.getLogger(__name__)

JOINS_M = (50.0, 200.0)  # longest ways to a street that are tried beside the study's own

MM_PER_M = 1000

Role = tuple[str, str]  # and certainty
Travel = Mapping[Role, Nearest]
Members = Mapping[str, Sequence[str]]  # facility ids by group
Groups = Mapping[str, Members]  # and by certainty
Joined = tuple[pd.DataFrame, pd.DataFrame]  # of the cells, and of the doors


@dataclass(frozen=True, kw_only=True)
class Routed:
    """Doors of the facilities, travel from every cell to them, and who cannot travel."""

    doors: gpd.GeoDataFrame
    travel: Travel
    opened: Travel | None  # as if compounds had gates; None where that changes nothing
    compounds: Compounds  # without a mapped gate
    stranded: gpd.GeoDataFrame
    groups: Groups
    on_foot: TravelGraph
    farther: Mapping[str, float]  # groups looked for beyond WALK_SEARCH_M, and how far [m]


def route(
    town: Town,
    study: Study,
    standards: Mapping[str, Standard],
    modes: Mapping[str, Profile],
    wait: Delays | None,
) -> Routed:
    """Travel from every cell to the nearest facility of every group, by every role.

    The study's modes, and straight lines, go to all groups; roles that a standard alone asks
    for go to the groups that it asks them for (`travellers.asks`), and none that nobody asks
    for is routed.
    """
    groups = facility_groups(town.facilities, standards)
    others = asks(study, standards, modes)
    _LOG.info("routing by %s", ", ".join((FOOT, *(ask.role for ask in others))))
    walker, farther = modes[FOOT], farther_groups(standards, modes[FOOT])
    on_foot = travel_graph(town.network, walker, delays=wait)
    _tell_left_out(on_foot)
    asked = sorted({member for kind in groups.values() for ids in kind.values() for member in ids})
    doors = access_points(town.facilities.loc[asked], town.entrances, on_foot)
    usual: dict[str, Any] = {"join_limit_m": study.join_limit_m, "wait": wait}
    router = _Router(town, doors, {walker: on_foot}, **usual)
    joined = router.joined(walker)
    travel = {
        **_on_foot(router, walker, groups, farther),
        **_others(router, others, groups),
        **_straight(town, doors, groups, farther),
        **_engines(town, doors, groups, standards, join_limit_m=study.join_limit_m),
    }
    found = compounds(on_foot, town.cells, join_limit_m=study.join_limit_m, joined=joined[0])
    free: Travel | None = None
    if len(found.table):
        walking = [ask for ask in others if ask.on_foot]
        own = {walker, *(profile for ask in walking for profile in ask.profiles.values())}
        graphs = {
            one: opened(router.graph(one), join_limit_m=study.join_limit_m)
            for one in sorted(own, key=lambda profile: profile.name)
        }
        past = _Router(town, doors, graphs, through_walls=True, **usual)
        free = {
            **travel,
            **_on_foot(past, walker, groups, farther),
            **_others(past, walking, groups),
        }
    return Routed(
        doors=doors,
        travel=travel,
        opened=free,
        compounds=found,
        stranded=_stranded(town, doors, on_foot, joined),
        groups=groups,
        on_foot=on_foot,
        farther=farther,
    )


def rejoined(town: Town, study: Study, routed: Routed) -> dict[float, Travel]:
    """All travel, with that of the study's walker by other longest ways to a street [m]."""
    return {
        limit: {**routed.travel, **route_on_foot(town, routed, join_limit_m=limit)}
        for limit in JOINS_M
        if limit != study.join_limit_m
    }


def route_on_foot(town: Town, routed: Routed, *, join_limit_m: float) -> Travel:
    """Travel on foot once more, with another longest way from a place to its street.

    Keys (FOOT, "sure") and (FOOT, "possible"). Streets and doors are those of `routed`: an
    area without a mapped way in keeps the sides it turns to streets, however far they are.
    """
    walker = routed.on_foot.profile
    router = _Router(town, routed.doors, {walker: routed.on_foot}, join_limit_m=join_limit_m)
    return _on_foot(router, walker, routed.groups, routed.farther)


class _Router:
    """The searches of an audit; graphs, joins and answers that roles share are made once."""

    def __init__(
        self,
        town: Town,
        doors: gpd.GeoDataFrame,
        graphs: dict[Profile, TravelGraph],
        *,
        join_limit_m: float,
        wait: Delays | None = None,
        through_walls: bool = False,
    ) -> None:
        self._town, self._doors, self._graphs = town, doors, graphs
        self._join_limit_m, self._wait = join_limit_m, wait
        self._through_walls = through_walls
        self._joined: dict[tuple[object, ...], Joined] = {}
        # up to how many minutes, None for a search up to distances
        self._found: dict[tuple[Profile, str], tuple[float | None, Nearest]] = {}

    def graph(self, profile: Profile) -> TravelGraph:
        """What a profile may use."""
        if profile in self._graphs:
            return self._graphs[profile]
        same = (one for one in self._graphs if _only_speed_parts(one, profile))
        like = self._graphs.get(next(same, profile))
        if like is None:
            graph = travel_graph(self._town.network, profile, delays=self._wait)
            _tell_left_out(graph)
        else:
            kmh = np.broadcast_to(np.float64(profile.speed_kmh), like.kmh.shape)
            graph = replace(like, profile=profile, kmh=kmh)
        self._graphs[profile] = graph
        return graph

    def joined(self, profile: Profile) -> Joined:
        """Who lives behind a gate may leave; who comes to a facility enters by its door.

        Those who may use the same ways join the same ones, however fast they are.
        """
        alike = _ways_of(profile)
        if alike not in self._joined:
            graph, most, through = self.graph(profile), self._join_limit_m, self._through_walls
            here = join(graph, self._town.cells, limit_m=most, leaving=True, through_walls=through)
            there = join(graph, self._doors, limit_m=most, through_walls=True)
            self._joined[alike] = here, there
        return self._joined[alike]

    def within_m(
        self, profile: Profile, members: Members, certainty: str, limits: Mapping[str, float]
    ) -> Nearest:
        """To the nearest of each group, up to distances: of `limits` or WALK_SEARCH_M."""
        there = {group: ids for group, ids in members.items() if group in limits}
        near = {group: ids for group, ids in members.items() if group not in limits}
        found = self._search(profile, near, certainty, limit_m=WALK_SEARCH_M)
        if there:
            most = max(limits[group] for group in there)
            away = self._search(profile, there, certainty, limit_m=most)
            found = _beside(found, away, list(members))
        self._found[profile, certainty] = None, found
        return found

    def within_min(
        self, profile: Profile, members: Members, certainty: str, limit_min: float
    ) -> Nearest:
        """To the nearest of each group, up to a time; by an earlier search, where that has it."""
        found = self._known(profile, members, certainty, limit_min)
        if found is None:
            found = self._search(profile, members, certainty, limit_min=limit_min)
            self._found[profile, certainty] = limit_min, found
        return found

    def _known(
        self, profile: Profile, members: Members, certainty: str, limit_min: float
    ) -> Nearest | None:
        """An earlier answer for this profile, or for another speed on the same ways."""
        for (other, same), (minutes, found) in self._found.items():
            if same != certainty or not set(members) <= set(found.metres.columns):
                continue
            if other == profile and minutes is not None and minutes >= limit_min:
                return found
            walked = limit_min * profile.speed_kmh * 1000 / 60
            if minutes is None and walked <= WALK_SEARCH_M and self._even(profile, other):
                return _at_speed_of(self.graph(profile), found, list(members))
        return None

    def _even(self, profile: Profile, other: Profile) -> bool:
        """Whether two profiles walk the same ways, each at a speed that no slope changes."""
        alike = _only_speed_parts(profile, other)
        return alike and self.graph(profile).even and self.graph(other).even

    def _search(
        self, profile: Profile, members: Members, certainty: str, **limit: float
    ) -> Nearest:
        return nearest(
            self.graph(profile),
            self._town.cells,
            self._town.facilities,
            access_points=self._doors,
            groups=members,
            certainty=certainty,
            joined=self.joined(profile),
            **limit,  # type: ignore[arg-type]
        )


def _ways_of(profile: Profile) -> tuple[object, ...]:
    """What decides which ways a profile may use."""
    return profile.uses, profile.known_only, profile.max_grade


def _only_speed_parts(one: Profile, other: Profile) -> bool:
    """Whether two profiles walk the same ways, each at one speed on the flat."""
    even = not (one.class_kmh or other.class_kmh or one.push_kmh or other.push_kmh)
    return even and _ways_of(one) == _ways_of(other)


def _at_speed_of(graph: TravelGraph, found: Nearest, groups: list[str]) -> Nearest:
    """The same ways at the one speed of a graph, in whole milliseconds as `nearest` has them."""
    metres, pace = found.metres[groups], pace_of(graph.profile.join_kmh)
    mm = np.rint(metres.to_numpy() * MM_PER_M)
    ms = np.ceil(mm * pace.numerator / pace.denominator)
    return replace(
        found,
        profile=graph.profile.name,
        metres=metres,
        minutes=pd.DataFrame(ms / MS_PER_MIN, metres.index, metres.columns),
        facility_id=found.facility_id[groups],
    )


def _beside(one: Nearest, other: Nearest, groups: Sequence[str]) -> Nearest:
    """Two tables of the same cells as one, with the columns in this order."""
    metres, minutes, ids = (
        pd.concat([getattr(one, what), getattr(other, what)], axis=1)[list(groups)]
        for what in ("metres", "minutes", "facility_id")
    )
    return replace(one, metres=metres, minutes=minutes, facility_id=ids)


def _on_foot(
    router: _Router, walker: Profile, groups: Groups, farther: Mapping[str, float]
) -> dict[Role, Nearest]:
    """By the study's walker, to all groups."""
    return {
        (FOOT, certainty): router.within_m(walker, members, certainty, farther)
        for certainty, members in groups.items()
    }


def _others(router: _Router, others: Sequence[Ask], groups: Groups) -> dict[Role, Nearest]:
    """By everybody else, each to the groups asked for, up to a time."""
    travel = {}
    for ask in others:
        for certainty, profile in ask.profiles.items():
            members = groups[certainty]
            if ask.groups is not None:
                members = {name: ids for name, ids in members.items() if name in ask.groups}
            travel[ask.role, certainty] = router.within_min(
                profile, members, certainty, ask.limit_min
            )
    return travel


def _straight(
    town: Town, doors: gpd.GeoDataFrame, groups: Groups, farther: Mapping[str, float]
) -> dict[Role, Nearest]:
    """As the crow flies, to all groups."""
    most = max(farther.values(), default=WALK_SEARCH_M)
    return {
        (STRAIGHT, certainty): nearest_straight(
            town.cells, doors, members, certainty=certainty, limit_m=most
        )
        for certainty, members in groups.items()
    }


def _engines(
    town: Town,
    doors: gpd.GeoDataFrame,
    groups: Groups,
    standards: Mapping[str, Standard],
    *,
    join_limit_m: float,
) -> dict[Role, Nearest]:
    """By fire engine from the stations that standards ask for, each on its own side."""
    items = vehicle_items(standards)
    if not items:
        return {}
    graph = engine_graph(town.network)
    _tell_left_out(graph)
    asked = {item.group for item in items.values()}
    ids = {one for members in groups.values() for group in asked for one in members.get(group, ())}
    own = doors[doors["facility_id"].isin(ids)]
    stations = town.facilities.loc[sorted(ids)]
    joined = engine_joins(graph, town.cells, own, join_limit_m=join_limit_m)
    sides = Sides(town.network, town.cells, stations)
    return {
        (ENGINE, certainty): nearest_station(
            graph,
            town.cells,
            stations,
            access_points=own,
            groups={name: members.get(item.group, ()) for name, item in items.items()},
            barriers={name: item.barriers for name, item in items.items()},
            limit_min=longest_drive(standards),
            certainty=certainty,
            joined=joined,
            sides=sides,
        )
        for certainty, members in groups.items()
    }


def _stranded(
    town: Town, doors: gpd.GeoDataFrame, graph: TravelGraph, joined: Joined
) -> gpd.GeoDataFrame:
    """Cells and facilities that cannot travel, with the people concerned."""
    cells = stranded(graph, town.cells, joined=joined[0])
    alone = stranded(graph, doors, joined=joined[1])
    shut = doors.index.isin(alone.index)
    lost = pd.Series(shut, doors["facility_id"]).groupby(level=0).transform("all").to_numpy()
    alone = alone.loc[doors.index[lost]]  # a facility with one door that is reached is not lost
    cells = town.cells.loc[cells.index, ["community_id", "people", "geometry"]].join(cells)
    alone = doors.loc[alone.index, ["facility_id", "geometry"]].join(alone)
    frames = [cells.assign(what="cell"), alone.assign(what="facility")]
    together = pd.concat([f.rename_axis("id").reset_index() for f in frames], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=town.cells.crs)


def _tell_left_out(graph: TravelGraph) -> None:
    """Say which ways this profile may not use, and why, to those who ask (-v)."""
    if not _LOG.isEnabledFor(logging.DEBUG):
        return
    for reason, km in left_out(graph).items():
        _LOG.debug("not used by %s: %s, %.1f km", graph.profile.name, reason, km)
