"""Planning standards as data: one TOML file each, and the types of facility they name."""

from accessibility.standards.loader import at_least, audience_items, list_standards, standard
from accessibility.standards.schema import LEVEL_COLUMNS, SCORE_COLUMNS, Item, Level, Part, Standard

__all__ = [
    "LEVEL_COLUMNS",
    "SCORE_COLUMNS",
    "Item",
    "Level",
    "Part",
    "Standard",
    "at_least",
    "audience_items",
    "list_standards",
    "standard",
]
