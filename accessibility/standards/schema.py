"""What a standard says: levels, and the items that each level must or should have."""

from collections.abc import Mapping
from dataclasses import dataclass

REQUIREMENTS = ("required", "recommended")
CERTAINTIES = ("seen", "general_high", "general_medium", "general_low")
LEVELS = ("15", "10", "5", "block")
SCORED_LEVELS = ("15", "10", "5")


@dataclass(frozen=True, kw_only=True)
class Level:
    """One service circle of a standard."""

    id: str  # 15, 10, 5 or block
    name_zh: str
    name_en: str
    minutes: float | None
    distance_m: float | None  # walking distance of the level
    people: tuple[float, float] | None
    clause: str
    certainty: str


@dataclass(frozen=True, kw_only=True)
class Item:
    """One line of a standard: a type of facility at a level, and how near it must be."""

    id: str  # unique within its level
    type: str  # key of facility_types.toml
    level: str
    name_zh: str
    name_en: str
    requirement: str
    radius_m: float | None  # service radius; None takes the level's distance
    min_site_m2: float | None  # asked of the facility's ground area
    site_m2: float | None = None  # least plot of the standard, kept for the reader, never asked
    min_building_m2: float | None  # kept for the reader; no map knows floor areas
    people_per_facility: tuple[float | None, float | None]  # none given: the people of the level
    locatable: bool  # False: not an accessibility item (utilities, set by specialist plans)
    clause: str
    certainty: str
    note: str

    @property
    def group(self) -> str:
        """The facilities that count for this item: its type, from its least area up.

        Columns of the Nearest frames are named so: `park`, or `park@10000`.
        """
        return self.type if self.min_site_m2 is None else f"{self.type}@{self.min_site_m2:g}"

    @property
    def required(self) -> bool:
        """Whether the item can fail a level."""
        return self.requirement == "required"


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A planning standard as it is judged here."""

    id: str
    name_zh: str
    name_en: str
    source: str
    levels: Mapping[str, Level]
    items: tuple[Item, ...]

    @property
    def located(self) -> tuple[Item, ...]:
        """The items judged by access, in the order of the standard."""
        return tuple(item for item in self.items if item.locatable)

    @property
    def scored(self) -> tuple[Item, ...]:
        """The items that make a score: required, judged by access, levels 15, 10 and 5."""
        return tuple(i for i in self.located if i.required and i.level in SCORED_LEVELS)

    def limit_m(self, item: Item) -> float | None:
        """Service radius of an item [m]: its own, else its level's distance, else None."""
        return item.radius_m if item.radius_m is not None else self.levels[item.level].distance_m

    def people_served(self, facility_type: str) -> float | None:
        """Most people the standard lets one facility of a type serve, over all its items.

        An item without a ratio of its own takes the people of its level. The largest figure,
        so that the count of facilities expected from it is a floor.
        """
        figures = [self._served(item) for item in self.items if item.type == facility_type]
        return max((figure for figure in figures if figure is not None), default=None)

    def _served(self, item: Item) -> float | None:
        own = item.people_per_facility[1]
        people = self.levels[item.level].people
        return own if own is not None else (people[1] if people else None)
