"""One item of a finished audit judged once more, on the same streets or on the audit's tables.

It is judged by what judged it then: the same travel, the same rules.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.evidence import NOT_SERVED, POSSIBLY, SURE, UNTOLD, Evidence, Holding
from accessibility.judging import rules_of
from accessibility.loading import Streets
from accessibility.measures.coverage import MM_PER_M, MS_PER_MIN, TOLERANCE, within
from accessibility.results import Town
from accessibility.scoring.ground import Ground
from accessibility.scoring.groups import facility_groups
from accessibility.scoring.kinds import served as served_by
from accessibility.scoring.kinds.amount import HOUSEHOLDS
from accessibility.scoring.laying import lay_out
from accessibility.scoring.rules import Rules
from accessibility.standards import Item, Standard
from accessibility.standards.schema import SUPPLY_RULES, Part
from accessibility.study import Study
from accessibility.tables import Nearest
from accessibility.travellers import BICYCLE, ENGINE, FOOT, STRAIGHT, USUAL, roles, waiting
from accessibility.travelling import Travel, route

_COLUMN = re.compile(r"(?P<role>\S+) (?P<unit>m|min) (?P<group>.+)")  # of the cells' layer

_APART = "~"  # ends the type of the one facility that is looked for apart

Floats = NDArray[np.float64]


class Case:
    """One item, judged again: for one community, or for all where what others have counts."""

    def __init__(self, evidence: Evidence, study: Study, streets: Streets | None) -> None:
        self.evidence, self.study, self.streets = evidence, study, streets
        self.item, self.here = evidence.item, evidence.here
        self.rule = str(evidence.row["rule"])
        self.modes = roles(study)
        # room and supply are shared, and the sides of a railway are those of all homes
        shared = self.rule in ("capacity", "vehicle", *SUPPLY_RULES)
        self.cells = evidence.cells if shared else self.here
        self.standard: Standard = replace(evidence.standard, items=(self.item,))
        self.groups = facility_groups(evidence.facilities, {self.standard.id: self.standard})

    @cached_property
    def rules(self) -> Rules:
        """How the audit judged."""
        return rules_of(self.study, self.town(self.evidence.facilities), self.modes)

    @cached_property
    def ground(self) -> Ground:
        """What the item is judged on."""
        travel = _by_tables(self.cells) if self.streets is None else self.routed[0]
        return self._laid(self.evidence.facilities, travel)

    @cached_property
    def concerned(self) -> str | None:
        """The facility that the checklist names."""
        known = self.evidence.row["facility_id"]
        there = isinstance(known, str) and known in self.evidence.facilities.index
        return known if there else None

    @property
    def ground_without(self) -> Ground:
        """What it would be judged on if the facility concerned were not there."""
        return self._laid(self.evidence.facilities.drop(index=self.concerned), self.routed[1])

    def _laid(self, facilities: gpd.GeoDataFrame, travel: Travel) -> Ground:
        laid = lay_out(
            [self.standard], communities=self.evidence.communities, cells=self.cells,
            facilities=facilities, nearest=travel,
        )  # fmt: skip
        return laid.ground(self.standard, self.rules)

    @cached_property
    def routed(self) -> tuple[Travel, Travel]:
        """Travel by whom the item asks for: to all facilities, and to all but that concerned.

        In one search: the one concerned is taken for a type of its own, as far off as the
        others are looked for. That is as far as the audit looked, by all of its standards.
        """
        facilities = self.evidence.facilities
        apart = None if self.concerned is None else str(facilities.at[self.concerned, "type"])
        if apart is not None:
            renamed = facilities["type"].where(facilities.index != self.concerned, apart + _APART)
            facilities = facilities.assign(type=renamed)
        modes = {
            role: one for role, one in self.modes.items() if role == FOOT or role in self.goers
        }
        asked = {one.id: self._searched(one, apart) for one in self._standards()}
        found = route(self.town(facilities), self.study, asked, modes, waiting(self.study)).travel
        return _together(found, self._twins(apart)), found

    @property
    def goers(self) -> frozenset[str]:
        """Who travels for the item, beside the study's walker."""
        return _goers(self.item)

    def _standards(self) -> list[Standard]:
        """Those of the audit, the item's own with it alone if it cannot be told."""
        others = [one for one in self.evidence.standards if one.id != self.standard.id]
        own = next((o for o in self.evidence.standards if o.id == self.standard.id), self.standard)
        return [own, *others]

    def _searched(self, one: Standard, apart: str | None) -> Standard:
        """The items of a standard that nobody else travels for, and their twins."""
        items = [item for item in one.items if _goers(item) <= self.goers]
        if one.id == self.standard.id and self.item not in items:
            items.append(self.item)
        mine = set(self.evidence.groups)
        twins = [
            _twin(item, apart)
            for item in items
            if apart is not None and mine & {part.group for part in item.parts}
        ]
        return replace(one, items=(*items, *twins))

    def _twins(self, apart: str | None) -> Mapping[str, str]:
        """Groups of the item that hold the facility concerned by another name, and that name."""
        if apart is None:
            return {}
        twin = _twin(self.item, apart)
        pairs = zip(self.item.parts, twin.parts, strict=True)
        named = {one.group: other.group for one, other in pairs}
        if self.rule == "vehicle":
            named[self.item.vehicle_group] = twin.vehicle_group
        return {one: other for one, other in named.items() if one != other}

    def town(self, facilities: gpd.GeoDataFrame) -> Town:
        """The audited town, as far as it is known here."""
        streets, evidence = self.streets, self.evidence
        nothing = facilities.iloc[:0]
        return Town(
            network=None if streets is None else streets.network,  # type: ignore[arg-type]
            communities=evidence.communities,
            units=nothing,
            cells=self.cells,
            facilities=facilities,
            entrances=nothing if streets is None else streets.entrances,
            landscape=nothing,
            box=evidence.community.geometry,
            loaded_area=evidence.community.geometry,
            people_basis=evidence.run["people"]["basis"],
            sources=(),
            remarks=(),
        )

    @property
    def mine(self) -> NDArray[np.intp]:
        """Rows of the ground's cells that lie in the community, in the order of `here`."""
        return self.ground.place.cells.get_indexer(self.here.index)

    @property
    def told(self) -> bool:
        """Whether the travel that the rule asks for is known."""
        if self.rule == "none":
            return False
        return self.rule in SUPPLY_RULES or self.streets is not None or self._in_tables()

    def _in_tables(self) -> bool:
        """Whether the audit's own table has what the rule compares, of every part."""
        role, unit = self.rules.role(self.item), "m"
        if self.rule not in ("distance", STRAIGHT):
            role, unit = (ENGINE if self.rule == "vehicle" else role), "min"
        groups = [self.item.vehicle_group] if self.rule == "vehicle" else self.evidence.groups
        alone = self.item.travel == "walk" and self.rule != "capacity"
        return alone and all(f"{role} {unit} {group}" in self.cells for group in groups)

    @cached_property
    def classes(self) -> NDArray[np.object_]:
        """By what every cell of the community is served."""
        if not self.told:
            return np.full(len(self.here), UNTOLD, object)
        found = served_by(self.item, self.ground)
        sure, possible = (
            share[self.mine] >= 1 - TOLERANCE for share in (found.sure, found.possible)
        )
        return np.where(sure, SURE, np.where(possible, POSSIBLY, NOT_SERVED)).astype(object)

    def weight(self, ground: Ground) -> Floats:
        """What the share that decides is a share of, in the community."""
        by_land = self.rules.weight_of(self.item) == "land"
        place = ground.place
        whole = place.land_m2 if by_land else place.people_of(self.item.audience)
        return whole[self.mine]

    def holdings(self) -> tuple[Holding, ...]:
        """What the community's unit holds, by the parts that are counted together."""
        item, ground, sort = self.item, self.ground, self.item.counted_in
        if self.rule not in SUPPLY_RULES or not self._counted(ground, sort):
            return ()
        code = ground.units[sort].code[self.mine]
        people = np.bincount(code[code >= 0], self.here["people"].fillna(0.0)[code >= 0])
        unit = int(people.argmax())
        least = self._least(ground, sort, unit)
        bundles = [item.parts] if item.combine == "any" else [(part,) for part in item.parts]
        what = "area_m2" if self.rule == "amount" else "count"
        return tuple(
            Holding(parts=parts, asked=least, **self._held(ground, parts, sort, unit, what))
            for parts in bundles
        )

    def _counted(self, ground: Ground, sort: str) -> bool:
        known = sort in ground.units and ground.stock.tells(sort)
        return known and bool((ground.units[sort].code[self.mine] >= 0).any())

    def _held(
        self, ground: Ground, parts: tuple[Part, ...], sort: str, unit: int, what: str
    ) -> dict[str, float]:
        groups = sorted({part.group for part in parts})
        return {
            kind: float(getattr(ground.stock.held(groups, kind, sort), what)[unit])
            for kind in (SURE, POSSIBLY)
        }

    def _least(self, ground: Ground, sort: str, unit: int) -> float | None:
        """Facilities or m2 that the unit should hold; None where its people are not known."""
        item, units = self.item, ground.units[sort]
        if self.rule == "presence":
            return 1.0
        least = item.least or 1.0
        if self.rule == "count":
            return least
        if item.per == HOUSEHOLDS:
            heads = float(units.households[unit]) / 100
        else:
            heads = float(units.people[unit]) if ground.rules.people_are_counts else np.nan
        return least * heads if heads > 0 else None

    def loads(self) -> pd.DataFrame | None:
        """Who goes where, and for how many there is room, where room is asked for.

        By facility that people of the community go to, the most first: people who go there
        from all communities, of them from here, and room [persons], NaN where not known.
        """
        if self.rule != "capacity" or self.streets is None:
            return None
        ground, item = self.ground, self.item
        if not ground.rules.people_are_counts:
            return None
        chosen = [self._chosen(ground, part) for part in item.parts]
        if item.combine == "any":
            way = np.array([metres for metres, _ in chosen])
            ids = np.array([facility for _, facility in chosen], dtype=object)
            chosen = [(way.min(axis=0), ids[way.argmin(axis=0), np.arange(way.shape[1])])]
        tables = [self._load(ground, facility) for _, facility in chosen]
        return pd.concat(tables).sort_values(["here"], ascending=False, kind="stable")

    def _chosen(self, ground: Ground, part: Part) -> tuple[Floats, NDArray[np.object_]]:
        """How far every cell goes to its nearest of a part, and which; none beyond the limit."""
        rules, ways = ground.rules, ground.ways
        role = STRAIGHT if rules.rule == STRAIGHT else rules.walker(self.item)
        if rules.rule == "time":
            travel, steps = ways.minutes(role, part.group), MS_PER_MIN
            limit = rules.minutes(ground.standard, self.item)
        else:
            travel, steps = ways.metres(role, part.group), MM_PER_M
            limit = rules.metres(ground.standard, self.item, part)
        reached = within(travel, np.nan if limit is None else limit, steps=steps)
        facility = ways.facility(role, part.group).copy()
        facility[~reached] = None
        return np.where(reached, travel, np.inf), facility

    def _load(self, ground: Ground, facility: NDArray[np.object_]) -> pd.DataFrame:
        place, item = ground.place, self.item
        here = np.zeros(len(place.cells), bool)
        here[self.mine] = True
        every, own = place.people, place.people_of(item.audience)
        table = pd.DataFrame({"id": facility, "all": every, "own": own, "here": here})
        table = table[table["id"].notna()]
        told = table.groupby("id")[["all", "own"]].sum()
        mine = table[table["here"]].groupby("id")[["all", "own"]].sum()
        told = told.loc[mine.index]
        usual = ground.standard.served(item)
        capacity = self.evidence.facilities["capacity"].reindex(told.index).astype(float)
        known = capacity.notna()
        room = capacity.fillna(np.nan if usual is None else usual)
        return pd.DataFrame(
            {
                "people": told["own"].where(known, told["all"]),
                "here": mine["own"].where(known, mine["all"]),
                "room": room,
            }
        )

    @property
    def simple(self) -> bool:
        """Whether one way to one group decides."""
        plain = self.rule in ("distance", "time", STRAIGHT) and self.item.travel == "walk"
        return plain and self.told and len(self.item.parts) == 1


def _goers(item: Item) -> frozenset[str]:
    """The roles that an item asks for beside the study's walker."""
    asked = {item.profile} if item.profile not in (None, FOOT) else set()
    asked |= {BICYCLE} if item.travel in ("cycle", "walk_or_cycle") else set()
    asked |= {USUAL} if item.travel == USUAL else set()
    asked |= {ENGINE} if item.rule == "vehicle" else set()
    return frozenset(role for role in asked if role is not None)


def _twin(item: Item, apart: str) -> Item:
    """The same item, asking for the facility that has a type of its own."""
    own, *more = (
        replace(part, type=part.type + _APART) if part.type == apart else part
        for part in item.parts
    )
    return replace(item, type=own.type, more=tuple(more))


def _together(found: Travel, twins: Mapping[str, str]) -> Travel:
    """Travel to groups from which one facility was parted, which is the twin of the group."""
    whole = {}
    for key, near in found.items():
        frames = near.metres.copy(), near.minutes.copy(), near.facility_id.copy()
        for group, twin in twins.items():
            if twin in near.metres:
                _add(frames, group, twin)
        metres, minutes, ids = frames
        whole[key] = replace(near, metres=metres, minutes=minutes, facility_id=ids)
    return whole


def _add(frames: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame], group: str, twin: str) -> None:
    """Take the twin wherever it is nearer; of what is equally near, the first by id."""
    metres, minutes, ids = frames
    if group not in metres:
        for frame in frames:
            frame[group] = frame[twin]
        return
    # minutes go before metres; straight lines have none
    one, other = (
        [frame[name].fillna(np.inf) for frame in (minutes, metres)] for name in (twin, group)
    )
    level = (one[0] == other[0]) & (one[1] == other[1])
    first = (one[0] < other[0]) | ((one[0] == other[0]) & (one[1] < other[1]))
    first |= level & (ids[twin].astype("str") < ids[group].astype("str"))
    ids[group] = ids[twin].where(first, ids[group])
    for frame in (metres, minutes):
        frame[group] = np.fmin(frame[twin], frame[group])


def _by_tables(cells: gpd.GeoDataFrame) -> Travel:
    """Travel as the cells' layer has it: to sure facilities, metres or minutes."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for name in cells.columns:
        if told := _COLUMN.fullmatch(str(name)):
            role, unit, group = told.group("role", "unit", "group")
            by_unit = found.setdefault(role, {"m": {}, "min": {}})
            by_unit[unit][group] = cells[name].fillna(np.inf)
    return {
        (role, certainty): Nearest(
            profile=role,
            certainty=certainty,
            metres=pd.DataFrame(by_unit["m"], cells.index),
            minutes=pd.DataFrame(by_unit["min"], cells.index),
            facility_id=pd.DataFrame(index=cells.index),
        )
        for role, by_unit in found.items()
        for certainty in (SURE, POSSIBLY)
    }
