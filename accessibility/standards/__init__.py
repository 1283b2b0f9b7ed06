"""Planning standards as data: one TOML file each, and the types of facility they name."""

from accessibility.standards.loader import list_standards, standard
from accessibility.standards.schema import SCORED_LEVELS, Item, Level, Standard

__all__ = ["SCORED_LEVELS", "Item", "Level", "Standard", "list_standards", "standard"]
