"""The needs of everyday life, for the share of them that is met on foot."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accessibility.errors import NeedsFileError
from accessibility.standards.checks import ITEM_KEYS, STANDARD_KEYS, Key, table_faults
from accessibility.standards.schema import Item, Level, Standard
from accessibility.standards.types import facility_types

TABLE = Path(__file__).with_name("daily_needs.toml")
USUAL_MIN = 15.0


@dataclass(frozen=True, kw_only=True)
class Need:
    """One need of everyday life: met where any facility of its types is near enough."""

    id: str
    name_zh: str
    name_en: str
    types: tuple[str, ...]  # keys of facility_types.toml; any of them will do
    minutes: float  # on foot, inclusive
    kinds: tuple[str, ...]  # of community that it holds for
    source: str  # what led to it
    certainty: str
    note: str = ""


def daily_needs(path: Path = TABLE) -> tuple[Need, ...]:
    """The needs of a file, in its order; by default those that come with the package.

    The bundled list is our judgement: no official one was found.

    Raises
    ------
    InputError
        With every fault of the file: unknown keys, types, kinds, or two needs of one id.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise NeedsFileError(path, [f"cannot be read ({fault.strerror})"]) from fault
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise NeedsFileError(path, [f"not TOML in UTF-8: {fault}"]) from fault
    if faults := _faults(content):
        raise NeedsFileError(path, faults)
    return tuple(_need(table) for table in content["needs"])


def types_of(needs: Iterable[Need]) -> list[str]:
    """The facility types that any of the needs counts, each once, sorted."""
    return sorted({kind for need in needs for kind in need.types})


def as_standard(needs: Iterable[Need], minutes: float = USUAL_MIN) -> Standard:
    """The types that needs count as items of a standard: so travel knows them, and no verdict."""
    level = Level(
        id="15", name_zh="生活需求", name_en="everyday needs", minutes=minutes, distance_m=None,
        people=None, clause="ours", certainty="general_low",
    )  # fmt: skip
    names = facility_types()
    items = (
        Item(
            id=key, type=key, level="15", name_zh=names[key].name_zh, name_en=names[key].name_en,
            requirement="recommended", clause="ours", certainty="general_low",
        )
        for key in types_of(needs)
    )  # fmt: skip
    return Standard(
        id="daily_needs", name_zh=level.name_zh, name_en=level.name_en, source="ours",
        levels={level.id: level}, items=tuple(items),
    )  # fmt: skip


def _types(value: object) -> str | None:
    known = facility_types()
    if not isinstance(value, list) or not value:
        return "must be a list of facility types"
    strange = [one for one in value if not isinstance(one, str) or one not in known]
    return f"holds {strange[0]!r}, which is no facility type" if strange else None


_TOP = {name: STANDARD_KEYS[name] for name in ("id", "name_zh", "name_en", "source")}
_TOP["needs"] = STANDARD_KEYS["items"]
_NEED = {
    **{name: ITEM_KEYS[name] for name in ("id", "name_zh", "name_en", "kinds", "certainty")},
    "types": Key(_types),
    "minutes": ITEM_KEYS["minutes"],
    "source": STANDARD_KEYS["source"],
    "note": ITEM_KEYS["note"],
}
_NEED["kinds"] = Key(ITEM_KEYS["kinds"].check)  # here they must be said


def _faults(content: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a file, in the order it stands there."""
    if faults := table_faults("top of the file", content, _TOP):
        return faults
    seen: set[str] = set()
    for number, table in enumerate(content["needs"], start=1):
        key = str(table.get("id", "no id") if isinstance(table, dict) else "no table")
        where = f"need {number} ({key})"
        faults += table_faults(where, table, _NEED)
        if key in seen:
            faults.append(f"{where}: the id stands there twice")
        seen.add(key)
    return faults


def _need(table: Mapping[str, Any]) -> Need:
    either = table.get("name_zh") or table["name_en"]
    return Need(
        id=table["id"],
        name_zh=table.get("name_zh", either),
        name_en=table.get("name_en", either),
        types=tuple(table["types"]),
        minutes=float(table.get("minutes", USUAL_MIN)),
        kinds=tuple(table["kinds"]),
        source=table["source"],
        certainty=table["certainty"],
        note=table.get("note", ""),
    )
