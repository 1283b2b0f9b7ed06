"""What a file of areas says of each beside its shape: kind, parent, households, age groups."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

import numpy as np
import pandas as pd

from accessibility.errors import AreasFileError, MissingColumnError
from accessibility.inputs.areas import feature_label
from accessibility.standards.schema import KINDS

GROUPS = ("households", "children", "elderly")
MOST_PEOPLE = 1e8  # of a community: no city has so many, so a number above is a slip of the hand

_KIND_WORDS = {
    "urban": ("urban", "city", "城镇", "城市", "城区", "城镇社区", "城市社区", "城镇型", "城市型"),
    "industrial": ("industrial", "industry", "产业", "工业", "产业社区", "产业园区", "工业区"),
    "rural": ("rural", "village", "乡村", "农村", "村庄", "乡村社区", "农村社区", "乡村型"),
}


class Columns(TypedDict, total=False):
    """Columns of a file by what they hold; None, or left out: not named."""

    id: str | None
    name: str | None
    name_zh: str | None
    kind: str | None
    parent: str | None
    households: str | None
    children: str | None
    elderly: str | None


def text_of(values: pd.Series) -> pd.Series:
    """Values as text: whole numbers without a point, blanks as not known."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    texts = values.astype("str").str.strip()
    return texts.where(values.notna() & (texts != ""))


def require_column(path: Path, frame: pd.DataFrame, column: str) -> str:
    """The column, which must be there and hold one text or number a row."""
    if column not in frame.columns:
        raise MissingColumnError(str(path), column, frame.columns.drop("geometry"))
    if frame[column].dtype == object:
        nested = np.flatnonzero([isinstance(v, list | dict | np.ndarray) for v in frame[column]])
        if len(nested):
            value = frame[column].iloc[nested[0]]
            kind = "an object" if isinstance(value, dict) else "a list"
            finding = f"{feature_label(frame, int(nested[0]))}: {kind} in column {column!r}"
            raise AreasFileError(path, finding, "write one text or number there")
    return column


def kinds_of(path: Path, frame: pd.DataFrame, column: str) -> pd.Series:
    """Urban, industrial or rural, written in English or Chinese; NaN where blank."""
    texts = text_of(frame[column])
    meaning = {word: kind for kind in KINDS for word in _KIND_WORDS[kind]}
    kinds = texts.str.lower().map(meaning).astype("str")
    wrong = np.flatnonzero(kinds.isna() & texts.notna())
    if len(wrong):
        value = texts.iloc[wrong[0]]
        finding = _at_feature(frame, wrong, f"kind {value!r} in column {column!r} is none")
        known = "urban (城镇), industrial (产业) or rural (乡村)"
        raise AreasFileError(path, finding, f"write {known}; leave it blank for urban")
    return kinds


def amounts_of(path: Path, frame: pd.DataFrame, column: str, what: str) -> pd.Series:
    """Numbers of 0 or more, NaN where blank."""
    texts = text_of(frame[column])
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    unreal = numbers.isna() | (numbers < 0) | (numbers > MOST_PEOPLE)
    wrong = np.flatnonzero(unreal & texts.notna())
    if len(wrong):
        value = texts.iloc[wrong[0]]
        said = f"{value!r} in column {column!r} is no number of {what}"
        finding = _at_feature(frame, wrong, said)
        raise AreasFileError(path, finding, "write a number of 0 or more, without separators")
    return numbers


def _at_feature(frame: pd.DataFrame, rows: Iterable[int], said: str) -> str:
    rows = list(rows)
    more = f" (and {len(rows) - 1} more like it)" if len(rows) > 1 else ""
    return f"{feature_label(frame, int(rows[0]))}: {said}{more}"
