"""What a standard says: levels, and the items that each level must or should have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

REQUIREMENTS = ("required", "recommended")
CERTAINTIES = ("seen", "general_high", "general_medium", "general_low")  # surest first

# What decides whether a facility serves somebody; an item without one follows the study.
REACH_RULES = ("distance", "time", "straight_line", "vehicle", "capacity")
SUPPLY_RULES = ("presence", "count", "amount")
RULES = (*REACH_RULES, *SUPPLY_RULES)

TRAVEL = ("walk", "cycle", "walk_or_cycle", "usual")  # usual: as people there usually travel
UNITS = ("community", "subdistrict", "district")  # whose supply is counted
PER = ("person", "100_households")  # what an amount is shared among
KINDS = ("urban", "industrial", "rural")  # of community
AUDIENCES = ("all", "children", "elderly", "wheelchair")
WEIGHTS = ("people", "land")  # what a share is a share of
TIERS = ("district", "town", "village")
BARRIERS = ("motorway", "rail", "river")

# Every level a standard may have, and the column of the scores that it makes.
LEVEL_COLUMNS: Mapping[str, str | None] = {
    "15": "level_15",
    "rural_village": "level_15",
    "10": "level_10",
    "5-10": "level_10",
    "5": "level_5",
    "30": "level_other",
    "rural_town": "level_other",
    "community": "level_other",
    "subdistrict": "level_other",
    "district": "level_other",
    "city": "level_other",
    "block": None,  # told beside, never scored
}
LEVELS = tuple(LEVEL_COLUMNS)
SCORE_COLUMNS = ("level_15", "level_10", "level_5", "level_other")
_OWN_UNIT = {"subdistrict": "subdistrict", "district": "district", "city": "district"}


@dataclass(frozen=True, kw_only=True)
class Level:
    """One service circle, or one tier of administration, of a standard."""

    id: str  # one of LEVELS
    name_zh: str
    name_en: str
    minutes: float | None
    distance_m: float | None  # walking distance of the level
    people: tuple[float, float] | None
    clause: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Part:
    """One way to satisfy an item: facilities of a type, large enough, near enough."""

    type: str  # key of facility_types.toml
    min_site_m2: float | None = None  # asked of the facility's ground area
    tier: str | None = None  # asked of the facility, where a standard has tiers
    radius_m: float | None = None  # service radius; None takes the level's distance

    @property
    def group(self) -> str:
        """The facilities that count: a type, from its least area up, of its tier.

        Columns of the Nearest frames are named so: `park`, `park@10000` or
        `emergency_shelter#district`.
        """
        size = "" if self.min_site_m2 is None else f"@{self.min_site_m2:.15g}"
        return f"{self.type}{size}" + ("" if self.tier is None else f"#{self.tier}")


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a standard: a type of facility at a level, and how near it must be."""

    id: str  # unique within its level
    type: str  # key of facility_types.toml
    level: str
    name_zh: str
    name_en: str
    requirement: str
    clause: str
    certainty: str
    rule: str | None = None  # one of RULES; None: by the rule of the study
    radius_m: float | None = None  # service radius; None takes the level's distance
    minutes: float | None = None  # None takes the level's
    travel: str = "walk"  # one of TRAVEL
    profile: str | None = None  # who walks, as child or elderly; None: the study's walker
    audience: str = "all"  # whose share of the people is counted
    weight: str | None = None  # people or land; None: as the study says
    kinds: tuple[str, ...] = KINDS  # of community that it holds for
    unit: str | None = None  # whose supply is counted; None: that of the level
    least: float | None = None  # facilities, or m2 an amount must come to
    per: str | None = None  # what an amount is shared among
    tier: str | None = None  # of the facilities that count
    turnout_min: float = 0.0  # before a vehicle leaves
    barriers: tuple[str, ...] = ()  # that a vehicle's district does not reach across
    combine: str = "any"  # of the parts: any of them, or all
    more: tuple[Part, ...] = ()  # further parts, beside the item's own
    min_site_m2: float | None = None  # asked of the facility's ground area
    site_m2: float | None = None  # least plot of the standard, kept for the reader, never asked
    max_site_m2: float | None = None  # kept for the reader
    min_building_m2: float | None = None  # kept for the reader; no map knows floor areas
    max_building_m2: float | None = None
    people_per_facility: tuple[float | None, float | None] = (None, None)  # none: of the level
    locatable: bool = True  # False: not an accessibility item (utilities, by specialist plans)
    source: str = ""  # where the figures were read, if not in the standard itself
    note: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The ways to satisfy it; its own first."""
        own = Part(
            type=self.type, min_site_m2=self.min_site_m2, tier=self.tier, radius_m=self.radius_m
        )
        return (own, *self.more)

    @property
    def group(self) -> str:
        """The facilities that count for its own part."""
        return self.parts[0].group

    @property
    def vehicle_group(self) -> str:
        """The facilities that count, each within the barriers around it: `fire_station|rail`."""
        return "|".join((self.group, "+".join(self.barriers))) if self.barriers else self.group

    @property
    def required(self) -> bool:
        """Whether the item can fail a level."""
        return self.requirement == "required"

    @property
    def counted_in(self) -> str:
        """The unit whose supply is counted."""
        return self.unit or _OWN_UNIT.get(self.level, "community")

    @property
    def score_column(self) -> str | None:
        """The column of the scores that it counts for; None where it is only told."""
        return LEVEL_COLUMNS[self.level] if self.required else None


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A planning standard as it is judged here."""

    id: str
    name_zh: str
    name_en: str
    source: str
    levels: Mapping[str, Level]
    items: tuple[Item, ...]
    file: Path | None = field(default=None, compare=False)  # of a user's own, None of a bundled one

    @property
    def located(self) -> tuple[Item, ...]:
        """The items judged by access, in the order of the standard."""
        return tuple(item for item in self.items if item.locatable)

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that make a score: required, judged by access, of a level that is scored."""
        return tuple(item for item in self.located if item.score_column is not None)

    @property
    def parts(self) -> Iterator[Part]:
        """Every part of every item judged by access."""
        return (part for item in self.located for part in item.parts)

    def limit_m(self, item: Item, part: Part | None = None) -> float | None:
        """Service radius of a part [m]: its own, else its level's distance, else None.

        Without a part, that of the item: of its first part that has any; where all parts are
        needed, all must have one.
        """
        parts = item.parts if part is None else (part,)
        of_level = self.levels[item.level].distance_m
        radii = [of_level if one.radius_m is None else one.radius_m for one in parts]
        known = [radius for radius in radii if radius is not None]
        enough = known if item.combine == "any" else len(known) == len(radii)
        return known[0] if enough else None

    def limit_min(self, item: Item) -> float | None:
        """Minutes of an item: its own, else its level's, else None."""
        return item.minutes if item.minutes is not None else self.levels[item.level].minutes

    def people_served(self, facility_type: str) -> float | None:
        """Most people the standard lets one facility of a type serve, over all its items.

        An item without a ratio of its own takes the people of its level. The largest figure,
        so that the count of facilities expected from it is a floor.
        """
        figures = [
            self.served(item)
            for item in self.located
            if any(part.type == facility_type for part in item.parts)
        ]
        return max((figure for figure in figures if figure is not None), default=None)

    def served(self, item: Item) -> float | None:
        """Most people one facility of an item may serve: its own figure, else its level's."""
        own = item.people_per_facility[1]
        people = self.levels[item.level].people
        return own if own is not None else (people[1] if people else None)
