"""Planning standards as data: one TOML file each, and the types of facility they name."""

from accessibility.standards.schema import Item, Level, Standard

__all__ = ["Item", "Level", "Standard"]
