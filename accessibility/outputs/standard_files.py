"""A standard as a file: every field of every item, as table, JSON, TOML or Markdown."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, asdict, fields
from pathlib import Path
from typing import Any

from accessibility.outputs.standard_text import item_cells
from accessibility.outputs.standard_words import WORDS
from accessibility.outputs.standards import certainty_legend, certainty_words, level_words
from accessibility.outputs.standards import limit_words as limit
from accessibility.standards import Item, Level, Standard

SUFFIXES = (".csv", ".json", ".toml", ".md")

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"  # so that Excel reads UTF-8
_FIRST = ("level", "id", "name_zh", "name_en", "requirement")  # keys of an item, in this order
_COLUMNS = ("item", "requirement", "limit", "sizes", "people", "clause", "certainty")


def write_standard(one: Standard, path: Path, *, lang: str = "en") -> None:
    """Write a standard as .csv, .json, .toml or .md; in a language where it has words."""
    makers: Mapping[str, Callable[[], str]] = {
        ".csv": lambda: as_csv(one),
        ".json": lambda: as_json(one),
        ".toml": lambda: as_toml(one),
        ".md": lambda: as_markdown(one, lang),
    }
    path.write_text(makers[path.suffix.lower()](), encoding="utf-8", newline="")


def as_csv(one: Standard) -> str:
    """A row for every item with all its fields, and its limit in words, for Excel."""
    rows = [
        {"standard": one.id, **_cells(item), "limit_zh": limit(one, item, "zh"),
         "limit_en": limit(one, item, "en")}
        for item in one.items
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["standard"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return _BOM + text.getvalue()


def as_json(one: Standard) -> str:
    """The standard with its levels and items, null where it says nothing."""
    table = {
        "id": one.id,
        "name_zh": one.name_zh,
        "name_en": one.name_en,
        "source": one.source,
        "levels": {key: asdict(level) for key, level in one.levels.items()},
        "items": [asdict(item) for item in one.items],
    }
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"


def as_toml(one: Standard) -> str:
    """The form standards are read in: what a standard of one's own may start from."""
    head = {"id": one.id, "name_zh": one.name_zh, "name_en": one.name_en, "source": one.source}
    parts = [_toml_table("", head)]
    for key, level in one.levels.items():
        given = {name: value for name, value in asdict(level).items() if name != "id"}
        parts.append(_toml_table(f"[levels.{key}]", given))
    parts += [_toml_table("[[items]]", dict(_given(item))) for item in one.items]
    return "\n".join(parts)


def as_markdown(one: Standard, lang: str) -> str:
    """A table for every level, and what its words mean."""
    words = WORDS[lang]
    first, second = (one.name_zh, one.name_en) if lang == "zh" else (one.name_en, one.name_zh)
    lines = [f"# {first}", "", second, "", words["source"].format(source=one.source)]
    for level in one.levels.values():
        items = [item for item in one.items if item.level == level.id]
        lines += ["", f"## {level_words(level, lang)}", "", _of_level(level, lang), ""]
        lines += _markdown_rows([words[f"head_{name}"] for name in _COLUMNS])
        lines.append("|" + " --- |" * len(_COLUMNS))
        lines += _markdown_rows(*(item_cells(one, item, lang)[:-1] for item in items))
        lines += _notes(items)
    return "\n".join([*lines, "", certainty_legend(lang), "", words["rule_legend"], ""])


def _of_level(level: Level, lang: str) -> str:
    certainty = certainty_words(level.certainty, lang)
    return WORDS[lang]["level_certainty"].format(clause=level.clause, certainty=certainty)


def _markdown_rows(*rows: list[str]) -> list[str]:
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]


def _notes(items: list[Item]) -> list[str]:
    """What is noted of items, below their table."""
    noted = [f"- {item.id}: {item.note}" for item in items if item.note]
    return ["", *noted] if noted else []


def _cells(item: Item) -> dict[str, Any]:
    """An item's fields as cells; lists are written with commas, further parts as JSON."""
    table = asdict(item)
    least, most = table.pop("people_per_facility")
    table |= {"people_per_facility_min": least, "people_per_facility_max": most}
    table["kinds"] = ",".join(item.kinds)
    table["barriers"] = ",".join(item.barriers)
    parts = [{k: v for k, v in asdict(part).items() if v is not None} for part in item.more]
    table["more"] = json.dumps(parts, ensure_ascii=False) if parts else ""
    return {name: table[name] for name in (*_FIRST, *(k for k in table if k not in _FIRST))}


def _given(item: Item) -> Iterator[tuple[str, Any]]:
    """The fields of an item that say something, as a file would give them."""
    own = {field.name: field for field in fields(Item)}
    for name in (*_FIRST, *(name for name in own if name not in _FIRST)):
        value = getattr(item, name)
        if own[name].default is MISSING or value != own[name].default:
            yield name, [asdict(part) for part in value] if name == "more" else value


def _toml_table(head: str, table: Mapping[str, Any]) -> str:
    lines = [f"{key} = {_toml(value)}" for key, value in table.items() if value is not None]
    return "\n".join([head, *lines, ""] if head else [*lines, ""])


def _toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, dict):
        inside = ", ".join(f"{k} = {_toml(v)}" for k, v in value.items() if v is not None)
        return f"{{ {inside} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # TOML's strings are JSON's, but for one sign that JSON leaves as it is
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
