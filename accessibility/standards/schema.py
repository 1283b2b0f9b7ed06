"""What a standard says: levels, and the items that each level must or should have."""

from collections.abc import Mapping
from dataclasses import dataclass

REQUIREMENTS = ("required", "recommended")
CERTAINTIES = ("seen", "general_high", "general_medium", "general_low")


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
    min_building_m2: float | None  # kept for the reader; no map knows floor areas
    people_per_facility: tuple[float | None, float | None]
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


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A planning standard as it is judged here."""

    id: str
    name_zh: str
    name_en: str
    source: str
    levels: Mapping[str, Level]
    items: tuple[Item, ...]

    def limit_m(self, item: Item) -> float | None:
        """Service radius of an item [m]: its own, else its level's distance, else None."""
        return item.radius_m if item.radius_m is not None else self.levels[item.level].distance_m
