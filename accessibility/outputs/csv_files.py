"""A table as a file for Excel: UTF-8 with BOM, text that starts no formula."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_SPREADSHEET_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = re.compile(r'[",\r\n]')
# Shares to a hundredth of a percent, what is told in the unit of a standard as fine; else a tenth.
_FINE = re.compile(r"coverage|share|gap|confidence|holding|^value$|^limit$")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table for Excel: UTF-8 with BOM, its index first, text that starts no formula.

    What is not reached within the search is left empty, as what is not known.

    Notes
    -----
    Every value is formatted once however often it stands in its column, which makes a
    checklist of ten thousands of rows several times as fast as pandas' own writer.
    """
    table = frame if frame.index.names == [None] else frame.reset_index()
    columns = [_texts(table[name]) for name in table.columns]
    lines = map(",".join, zip(*columns, strict=True))
    head = ",".join(_cell(str(name)) for name in table.columns)
    path.write_text("\n".join([_BOM + head, *lines, ""]), encoding="utf-8", newline="")


def _texts(column: "pd.Series[Any]") -> Sequence[str]:
    """A column's cells as text, empty where not known."""
    values = column.astype(column.cat.categories.dtype) if _is_category(column) else column
    if pd.api.types.is_float_dtype(values):
        decimals = 4 if _FINE.search(str(column.name)) else 1
        rounded = values.to_numpy(np.float64).round(decimals)
        values = pd.Series(np.where(np.isfinite(rounded), rounded + 0.0, np.nan))  # no -0.0
    codes, unique = pd.factorize(values)
    told = [
        _cell(_inert(one)) if isinstance(one, str) else str(one).removesuffix(".0")
        for one in unique.tolist()
    ]
    return np.array([*told, ""], dtype=object)[codes].tolist()  # type: ignore[no-any-return]


def _is_category(column: "pd.Series[Any]") -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)


def _cell(text: str) -> str:
    """Text in quotes where it holds a comma, a quote or a line's end."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _inert(text: str) -> str:
    return f"'{text}" if text.startswith(_SPREADSHEET_FORMULA) else text
