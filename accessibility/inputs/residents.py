"""The table of residents: how many people, households, children and elderly a community has."""

from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from accessibility.errors import PeopleTableError
from accessibility.inputs.areas import ID_COLUMNS, NAME_COLUMNS, find_column
from accessibility.inputs.attributes import MOST_PEOPLE
from accessibility.inputs.csv_tables import SUFFIXES, read_table, require_single
from accessibility.inputs.unit_files import listed

PEOPLE_COLUMNS = ("people", "population", "residents", "persons", "人口", "人数", "常住人口")
GROUP_COLUMNS = {
    "households": ("households", "户数", "总户数", "家庭户数", "常住户数"),
    "children": ("children", "儿童", "儿童人数", "儿童人口", "少年儿童", "0-14岁"),
    "elderly": (
        *("elderly", "老年人", "老人", "老年人口", "老年人数", "老人数"),
        *("65岁以上", "65岁及以上", "65岁及以上人口"),
        *("60岁以上", "60岁及以上", "60岁及以上人口"),
    ),
}

_LINES_TOLD = 8  # in a message; the others are counted


def read_residents(path: Path, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """Residents by community, from a table with an id or name and numbers.

    Read it before communities are limited to a boundary: a row for a community that is
    not there is refused. A blank number is not known.

    Returns
    -------
    DataFrame of float indexed by community_id, in the communities' order
        people [persons], households [count], children and elderly [persons]; NaN where the
        table has no number, or no such column.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise PeopleTableError(path, f"not a CSV file ({path.suffix})", "save the table as CSV")
    table, separator = read_table(path, PeopleTableError)
    key, columns = _columns(path, table)
    ids = _matched(path, table[key], communities, by_name=key.lower() in NAME_COLUMNS)
    numbers = {what: _numbers(path, table[name], what) for what, name in columns.items()}
    if numbers["people"].isna().all():
        raise PeopleTableError(path, "no number in it", "fill in the people of each community")
    if separator != ",":
        for name in columns.values():
            _require_plain_points(path, table[name].dropna())
    doubled = ids[ids.duplicated(keep=False)]
    if len(doubled):
        twice = doubled[doubled == doubled.iloc[0]]
        finding = f"lines {_lines(twice.index)} are all for {table[key][twice.index[0]]!r}"
        raise PeopleTableError(path, finding, "keep one line a community")
    residents = pd.DataFrame(numbers).set_axis(pd.Index(ids, name="community_id"))
    return residents.reindex(communities.index, columns=["people", *GROUP_COLUMNS])


def _columns(path: Path, table: pd.DataFrame) -> tuple[str, dict[str, str]]:
    """The column that names communities, and those of numbers, by what they hold."""
    key = find_column(table.columns, ID_COLUMNS) or find_column(table.columns, NAME_COLUMNS)
    usual = {"people": PEOPLE_COLUMNS, **GROUP_COLUMNS}
    found = {what: find_column(table.columns, names) for what, names in usual.items()}
    columns = {what: name for what, name in found.items() if name is not None}
    if key is None or "people" not in columns:
        wanted = "community_id (or name)" if key is None else "people"
        finding = f"no column {wanted} (found: {', '.join(map(str, table.columns))})"
        raise PeopleTableError(path, finding, "rename the column in the file")
    for one in (key, *columns.values()):
        require_single(path, table, one, PeopleTableError)
    return key, columns


def _matched(
    path: Path, keys: pd.Series, communities: gpd.GeoDataFrame, *, by_name: bool
) -> pd.Series:
    """The community_id that each row is for."""
    if keys.isna().any():
        finding = f"line {_lines(keys.index[keys.isna()])}: no community is named"
        raise PeopleTableError(path, finding, "fill it in or remove the line")
    ids = pd.Series(communities.index, communities.index)
    if by_name:
        unclear = keys[keys.isin(communities.loc[communities["name"].duplicated(), "name"])]
        if len(unclear):
            finding = f"line {_lines(unclear.index)}: {unclear.iloc[0]!r} is the name of several"
            raise PeopleTableError(path, finding, "add a column community_id")
        ids = pd.Series(communities.index, communities["name"].to_numpy())
    found = keys.map(ids)
    unknown = keys[found.isna()]
    if len(unknown):
        finding = f"line {_lines(unknown.index)}: no community {unknown.iloc[0]!r}"
        remedy = f"correct it or remove the line; communities are {listed(ids.index)}"
        raise PeopleTableError(path, finding, remedy)
    return found


def _numbers(path: Path, texts: pd.Series, what: str) -> pd.Series:
    """The numbers of one column, each 0 or more, as far as it has them."""
    numbers = pd.to_numeric(texts, errors="coerce").astype(float)
    wrong = texts[(numbers.isna() & texts.notna()) | (numbers < 0) | np.isinf(numbers)]
    if len(wrong):
        finding = f"line {_lines(wrong.index)}: {wrong.iloc[0]!r} is no number of {what}"
        raise PeopleTableError(path, finding, "write a number of 0 or more, as 2192")
    many = texts[numbers > MOST_PEOPLE]
    if len(many):
        finding = f"line {_lines(many.index)}: {many.iloc[0]!r} {what}; no community has so many"
        raise PeopleTableError(path, finding, f"correct it; {MOST_PEOPLE:,.0f} is the most")
    return numbers


def _require_plain_points(path: Path, texts: pd.Series) -> None:
    """Raise where every point could as well be one between thousands, as 1.234 in German."""
    pointed = texts[texts.str.contains(".", regex=False)]
    if len(pointed) and pointed.str.fullmatch(r"[1-9]\d{0,2}\.\d{3}").all():
        finding = f"line {_lines(pointed.index)}: {pointed.iloc[0]!r} may mean thousands"
        raise PeopleTableError(path, finding, "write numbers without thousands separators")


def _lines(lines: Iterable[int]) -> str:
    """Lines of the file, the first few of them."""
    numbers = [str(line) for line in lines]
    more = len(numbers) - _LINES_TOLD
    return ", ".join(numbers[:_LINES_TOLD]) + (f" and {more} more" if more > 0 else "")
