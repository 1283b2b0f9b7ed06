"""What the keys of a standard's file may hold: one line a key, and what is wrong otherwise."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from accessibility.standards.schema import CERTAINTIES, REQUIREMENTS

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
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value) and value > 0  # type: ignore[arg-type, operator]


def _positive(value: object) -> str | None:
    return None if _is_positive(value) else "must be a number above 0, without quotes"


def _range(value: object) -> str | None:
    pair = isinstance(value, list) and len(value) == 2 and all(map(_is_positive, value))
    if pair and value[0] <= value[1]:  # type: ignore[index]
        return None
    return "must be [least, most], two numbers above 0"


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def _one_of(*allowed: str) -> Check:
    def check(value: object) -> str | None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"

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
    "minutes": Key(_positive, needed=False),
    "distance_m": Key(_positive, needed=False),
    "people": Key(_range, needed=False),
    "clause": Key(_text),
    "certainty": Key(_one_of(*CERTAINTIES)),
}

ITEM_KEYS: Mapping[str, Key] = {
    "level": Key(_level_name),
    "id": Key(_identity),
    "type": Key(_text),
    **_NAMES,
    "requirement": Key(_one_of(*REQUIREMENTS)),
    "radius_m": Key(_positive, needed=False),
    "min_site_m2": Key(_positive, needed=False),
    "site_m2": Key(_positive, needed=False),
    "min_building_m2": Key(_positive, needed=False),
    "people_per_facility": Key(_range, needed=False),
    "locatable": Key(_flag, needed=False),
    "clause": Key(_text),
    "certainty": Key(_one_of(*CERTAINTIES)),
    "note": Key(_any_text, needed=False),
}


def table_faults(where: str, table: object, keys: Mapping[str, Key]) -> list[str]:
    """Everything wrong with the keys of one table: unknown, missing, or holding nonsense."""
    if not isinstance(table, dict):
        return [f"{where}: {table!r} is not a table"]
    faults = [_unknown(where, name, keys) for name in table if name not in keys]
    for name, key in keys.items():
        if name not in table:
            faults += [f"{where}: no {name!r}"] if key.needed else []
        elif wrong := key.check(table[name]):
            faults.append(f"{where}: {name} is {table[name]!r}; it {wrong}")
    if not ({"name_zh", "name_en"} & set(table)):
        faults.append(f"{where}: no name; give 'name_zh', 'name_en' or both")
    return faults


def _unknown(where: str, name: str, keys: Mapping[str, Key]) -> str:
    close = get_close_matches(name, keys, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(keys)}"
    return f"{where}: {name!r} is not a key here; {hint}"
