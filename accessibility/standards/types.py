"""The types of facility: what each is called, and which objects of a map are one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from accessibility.errors import FacilityTypesError, UnknownNameError

TABLE = Path(__file__).with_name("facility_types.toml")

GEOMETRIES = ("area", "point", "line")
LOCATABLE = ("yes", "partly", "no")
ACCESS = ("entrances", "boundary", "point")

Filter = tuple[str, ...]  # alternatives; the grammar stands at the head of facility_types.toml


@dataclass(frozen=True, kw_only=True)
class FacilityType:
    """One type of facility, such as a primary school."""

    key: str
    name_zh: str
    name_en: str
    family: str  # types of one family may share a site
    geometry: str  # how the type is usually mapped: area, point or line
    locatable: str  # whether maps show it: yes, partly or no
    sure: Filter
    possible: Filter
    amap_sure: Filter
    amap_possible: Filter
    needs_area: bool  # a size class: the ground area decides
    merges_with: tuple[str, ...]  # types outside the family that share a site
    access_points: str  # where one enters: entrances, boundary or point
    parts: Filter = ()  # entrances and the like: they belong to the nearest whole
    parts_within_m: float = 0.0
    neighbours_m: float = 0.0  # areas nearer to each other than this are one site
    note: str = ""

    def __post_init__(self) -> None:
        for field, allowed in (
            ("geometry", GEOMETRIES),
            ("locatable", LOCATABLE),
            ("access_points", ACCESS),
        ):
            if getattr(self, field) not in allowed:
                raise UnknownNameError(f"{self.key}: {field}", getattr(self, field), allowed)


@dataclass(frozen=True, kw_only=True)
class TypeTable:
    """All types, and the words and filters that their filters refer to by name."""

    types: Mapping[str, FacilityType]
    words: Mapping[str, tuple[str, ...]]
    filters: Mapping[str, Filter]
    dead: Filter  # what matches is a facility of no type


def facility_types() -> Mapping[str, FacilityType]:
    """The types of facility by key, in the order of the table."""
    return type_table().types


@cache
def type_table() -> TypeTable:
    """The types that come with the package, read once."""
    return read_type_table(TABLE)


def read_type_table(path: Path) -> TypeTable:
    """A table of facility types from a TOML file."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FacilityTypesError(path, str(error)) from error
    return TypeTable(
        types=MappingProxyType(
            {key: _type(path, key, entry) for key, entry in document["types"].items()}
        ),
        words=MappingProxyType({name: tuple(words) for name, words in document["words"].items()}),
        filters=MappingProxyType(
            {name: tuple(lines) for name, lines in document["filters"].items()}
        ),
        dead=tuple(document["dead"]),
    )


def _type(path: Path, key: str, entry: Mapping[str, Any]) -> FacilityType:
    """One type from its table; lists become tuples, and what is missing or strange is named."""
    fields: dict[str, Any] = {
        field: tuple(value) if isinstance(value, list) else value for field, value in entry.items()
    }
    try:
        return FacilityType(key=key, **fields)
    except TypeError as error:
        raise FacilityTypesError(path, f"[types.{key}]: {error}") from error
