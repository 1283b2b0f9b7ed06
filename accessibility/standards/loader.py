"""A standard from its TOML file, checked: bundled ones by name, a user's own by path."""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from accessibility.errors import StandardFileError, UnknownNameError
from accessibility.standards.checks import (
    ITEM_KEYS,
    LEVEL_KEYS,
    PART_KEYS,
    STANDARD_KEYS,
    table_faults,
)
from accessibility.standards.schema import CERTAINTIES, LEVELS, Item, Level, Part, Standard
from accessibility.standards.sense import sense_faults
from accessibility.standards.types import facility_types

_FOLDER = Path(__file__).parent
_AUDIENCES = "audiences"  # a file of the same form, but no standard
_NOT_STANDARDS = ("facility_types", "daily_needs", _AUDIENCES)


def standard(id_or_path: str | Path) -> Standard:
    """Read a standard that comes with the package, by its id, or a user's own, by its path.

    Anything that ends in `.toml` or holds a slash is a path. Every fault of the file is
    reported in one error, so that a planner mends it in one go.

    Examples
    --------
    >>> standard("gb50180-2018").levels["5"].distance_m
    300
    """
    if _is_path(id_or_path):
        return replace(_read(Path(id_or_path), facility_types()), file=Path(id_or_path))
    bundled = _bundled()
    if id_or_path not in bundled:
        raise UnknownNameError("standard", str(id_or_path), bundled)
    return _read(bundled[str(id_or_path)])


def list_standards() -> list[Standard]:
    """Return the standards that come with the package, by id."""
    return [_read(path) for _, path in sorted(_bundled().items())]


def audience_items() -> Standard:
    """What children, older people and wheelchair users are asked for: the panels."""
    return _read(_FOLDER / f"{_AUDIENCES}.toml")


def at_least(one: Standard, certainty: str) -> Standard:
    """The standard without the items whose figures are less certain than that.

    Examples
    --------
    >>> at_least(standard("gb50180-2018"), "seen").items[0].certainty
    'seen'
    """
    enough = CERTAINTIES[: CERTAINTIES.index(certainty) + 1]
    return replace(one, items=tuple(item for item in one.items if item.certainty in enough))


def _is_path(name: str | Path) -> bool:
    return isinstance(name, Path) or name.endswith(".toml") or "/" in name or "\\" in name


def _bundled() -> dict[str, Path]:
    return {p.stem: p for p in _FOLDER.glob("*.toml") if p.stem not in _NOT_STANDARDS}


def _read(path: Path, types: Collection[str] = ()) -> Standard:
    """Read and check a file; the types of a bundled one are held by a test, not read here."""
    content = _parse(path)
    faults = _faults(content, types)
    if faults:
        raise StandardFileError(path, faults)
    return _build(content)


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes a mark
    except OSError as fault:
        raise StandardFileError(path, [f"cannot be read ({fault.strerror})"]) from fault
    except UnicodeDecodeError as fault:
        raise StandardFileError(path, ["not text in UTF-8: save it with that encoding"]) from fault
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise StandardFileError(path, [f"not TOML: {fault}"]) from fault


def _faults(content: Mapping[str, Any], types: Collection[str]) -> list[str]:
    """Everything wrong with a file, in the order it stands there."""
    faults = table_faults("top of the file", content, STANDARD_KEYS)
    if faults:
        return faults
    levels, items = content["levels"], content["items"]
    for name, level in levels.items():
        faults += _level_faults(name, level)
    for number, item in enumerate(items, start=1):
        faults += _item_faults(f"item {number}", item, levels, types)
    return faults + _repeated(items)


def _level_faults(name: str, level: object) -> list[str]:
    where = f"levels.{name}"
    if name not in LEVELS:
        return [f"{where}: no such level; one of {', '.join(LEVELS)}"]
    return table_faults(where, level, LEVEL_KEYS)


def _item_faults(
    where: str, item: Any, levels: Mapping[str, Any], types: Collection[str]
) -> list[str]:
    if isinstance(item, dict):
        where += f" ({item.get('level', 'no level')}/{item.get('id', 'no id')})"
    faults = table_faults(where, item, ITEM_KEYS)
    if faults:
        return faults
    for number, part in enumerate(item.get("more", ()), start=1):
        faults += table_faults(f"{where}, more {number}", part, PART_KEYS, named=False)
    if faults:
        return faults
    faults += [f for part in (item, *item.get("more", ())) for f in _type_fault(where, part, types)]
    level = str(item["level"])
    if level not in levels:
        known = ", ".join(levels)
        return [*faults, f"{where}: level {level!r} is not described (levels: {known})"]
    known_level = levels[level] if isinstance(levels[level], dict) else {}
    return faults + sense_faults(where, item, known_level)


def _type_fault(where: str, part: Mapping[str, Any], types: Collection[str]) -> list[str]:
    if not types or part["type"] in types:
        return []
    close = get_close_matches(part["type"], types, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "see facility_types.toml"
    return [f"{where}: type {part['type']!r} is not a type of facility; {hint}"]


def _repeated(items: Iterable[Any]) -> list[str]:
    seen: set[tuple[str, str]] = set()
    faults = []
    for item in items:
        if not isinstance(item, dict):
            continue
        key = (str(item.get("level")), str(item.get("id")))
        if key in seen:
            faults.append(
                f"level {key[0]}: item {key[1]!r} stands there twice; ids differ in a level"
            )
        seen.add(key)
    return faults


def _build(content: Mapping[str, Any]) -> Standard:
    return Standard(
        id=content["id"],
        **_names(content),
        source=content["source"],
        levels={name: _level(name, level) for name, level in content["levels"].items()},
        items=tuple(_item(item) for item in content["items"]),
    )


def _level(name: str, level: Mapping[str, Any]) -> Level:
    people = level.get("people")
    return Level(
        id=name,
        **_names(level),
        minutes=level.get("minutes"),
        distance_m=level.get("distance_m"),
        people=(people[0], people[1]) if people else None,
        clause=level["clause"],
        certainty=level["certainty"],
    )


def _item(item: Mapping[str, Any]) -> Item:
    """An item from its table, whose keys are the fields; what is not given has its default."""
    known = {field.name for field in fields(Item)}
    values: dict[str, Any] = {key: _frozen(value) for key, value in item.items() if key in known}
    values |= _names(item)
    values["level"] = str(item["level"])
    values["more"] = tuple(Part(**part) for part in item.get("more", ()))
    return Item(**values)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _names(table: Mapping[str, Any]) -> dict[str, Any]:
    """Both names; one that is missing is the other's."""
    either = table.get("name_zh") or table["name_en"]
    return {"name_zh": table.get("name_zh") or either, "name_en": table.get("name_en") or either}
