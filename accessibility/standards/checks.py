"""What the keys of a standard's file may hold: one line a key, and what is wrong otherwise."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from accessibility.standards.schema import (
    AUDIENCES,
    BARRIERS,
    CERTAINTIES,
    KINDS,
    PER,
    REQUIREMENTS,
    RULES,
    TIERS,
    TRAVEL,
    UNITS,
    WEIGHTS,
)

_SHORTEST_M = 10.0  # a radius below this is meant in kilometres
_LONGEST_MIN = 180.0
_MOST = 1e12  # nothing that a standard asks for comes near

Check = Callable[[object], str | None]  # what the value must be, None where it is


@dataclass(frozen=True)
class Key:
    """One key of a table: what it may hold, and whether it must be there."""

    check: Check
    needed: bool = True


def _text(value: object) -> str | None:
    return None if isinstance(value, str) and value.strip() else "must be a text"


def _any_text(value: object) -> str | None:
    return None if isinstance(value, str) else "must be a text"


def _identity(value: object) -> str | None:
    plain = isinstance(value, str) and value.replace("-", "_").replace(".", "_").isascii()
    if plain and str(value).replace("-", "").replace("_", "").replace(".", "").isalnum():
        return None
    return "must be of plain letters, digits, '-', '_' and '.'"


def _level_name(value: object) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return None if whole or isinstance(value, str) else "must name a level"


def _is_positive(value: object) -> bool:
    if not isinstance(value, int | float) or isinstance(value, bool) or value > _MOST:
        return False
    return math.isfinite(value) and value > 0


def _positive(value: object) -> str | None:
    return None if _is_positive(value) else "must be a number above 0, without quotes"


def _range(value: object) -> str | None:
    pair = isinstance(value, list) and len(value) == 2 and all(map(_is_positive, value))
    if pair and value[0] <= value[1]:  # type: ignore[index]
        return None
    return "must be [least, most], two numbers above 0"


def _radius(value: object) -> str | None:
    if (wrong := _positive(value)) is not None:
        return wrong
    if value < _SHORTEST_M:  # type: ignore[operator]
        return f"must be in metres (at least {_SHORTEST_M:g}); is it in kilometres?"
    return None


def _minutes(value: object) -> str | None:
    if (wrong := _positive(value)) is not None:
        return wrong
    return None if value <= _LONGEST_MIN else f"must be in minutes, up to {_LONGEST_MIN:g}"  # type: ignore[operator]


def _not_negative(value: object) -> str | None:
    zero = value == 0 and not isinstance(value, bool)
    return None if zero or _is_positive(value) else "must be a number, 0 or above"


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _one_of(*allowed: str) -> Check:
    def check(value: object) -> str | None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"

    return check


def _list_of(*allowed: str) -> Check:
    def check(value: object) -> str | None:
        known = isinstance(value, list) and value and all(one in allowed for one in value)
        return None if known else f"must be a list of {', '.join(allowed)}"

    return check


def _tables(value: object) -> str | None:
    return None if isinstance(value, dict) and value else "must hold tables, as [levels.15]"


def _list_of_tables(value: object) -> str | None:
    return None if isinstance(value, list) and value else "must hold tables, each as [[items]]"


_NAMES = {"name_zh": Key(_text, needed=False), "name_en": Key(_text, needed=False)}

STANDARD_KEYS: Mapping[str, Key] = {
    "id": Key(_identity),
    **_NAMES,
    "source": Key(_text),
    "levels": Key(_tables),
    "items": Key(_list_of_tables),
}

LEVEL_KEYS: Mapping[str, Key] = {
    **_NAMES,
    "minutes": Key(_minutes, needed=False),
    "distance_m": Key(_radius, needed=False),
    "people": Key(_range, needed=False),
    "clause": Key(_text),
    "certainty": Key(_one_of(*CERTAINTIES)),
}

_PART = {
    "type": Key(_text),
    "radius_m": Key(_radius, needed=False),
    "min_site_m2": Key(_positive, needed=False),
    "tier": Key(_one_of(*TIERS), needed=False),
}

PART_KEYS: Mapping[str, Key] = _PART

ITEM_KEYS: Mapping[str, Key] = {
    "level": Key(_level_name),
    "id": Key(_identity),
    **_PART,
    **_NAMES,
    "requirement": Key(_one_of(*REQUIREMENTS)),
    "rule": Key(_one_of(*RULES), needed=False),
    "minutes": Key(_minutes, needed=False),
    "travel": Key(_one_of(*TRAVEL), needed=False),
    "profile": Key(_identity, needed=False),
    "audience": Key(_one_of(*AUDIENCES), needed=False),
    "weight": Key(_one_of(*WEIGHTS), needed=False),
    "kinds": Key(_list_of(*KINDS), needed=False),
    "unit": Key(_one_of(*UNITS), needed=False),
    "least": Key(_positive, needed=False),
    "per": Key(_one_of(*PER), needed=False),
    "turnout_min": Key(_not_negative, needed=False),
    "barriers": Key(_list_of(*BARRIERS), needed=False),
    "combine": Key(_one_of("any", "all"), needed=False),
    "more": Key(_list_of_tables, needed=False),
    "site_m2": Key(_positive, needed=False),
    "max_site_m2": Key(_positive, needed=False),
    "min_building_m2": Key(_positive, needed=False),
    "max_building_m2": Key(_positive, needed=False),
    "people_per_facility": Key(_range, needed=False),
    "locatable": Key(_flag, needed=False),
    "clause": Key(_text),
    "certainty": Key(_one_of(*CERTAINTIES)),
    "source": Key(_any_text, needed=False),
    "note": Key(_any_text, needed=False),
}


def table_faults(
    where: str, table: object, keys: Mapping[str, Key], *, named: bool = True
) -> list[str]:
    """Everything wrong with the keys of one table: unknown, missing, or holding nonsense."""
    if not isinstance(table, dict):
        return [f"{where}: {table!r} is not a table"]
    faults = [_unknown(where, name, keys) for name in table if name not in keys]
    for name, key in keys.items():
        if name not in table:
            faults += [f"{where}: no {name!r}"] if key.needed else []
        elif wrong := key.check(table[name]):
            faults.append(f"{where}: {name} is {table[name]!r}; it {wrong}")
    if named and not ({"name_zh", "name_en"} & set(table)):
        faults.append(f"{where}: no name; give 'name_zh', 'name_en' or both")
    return faults


def _unknown(where: str, name: str, keys: Mapping[str, Key]) -> str:
    in_metres = name.removesuffix("_km") + "_m"
    close = [in_metres] if in_metres in keys else get_close_matches(name, keys, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(keys)}"
    return f"{where}: {name!r} is not a key here; {hint}"
