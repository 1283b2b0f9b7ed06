"""Files of units (communities, streets, blocks), read into the table of communities."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
from pyproj import CRS

from accessibility.errors import AreasFileError
from accessibility.inputs.area_checks import overlap_words, require_together
from accessibility.inputs.areas import (
    ID_COLUMNS,
    LAYERS,
    NAME_COLUMNS,
    feature_label,
    find_column,
    read_areas,
)
from accessibility.inputs.attributes import (
    GROUPS,
    Columns,
    amounts_of,
    kinds_of,
    require_column,
    text_of,
)
from accessibility.tables import COMMUNITIES

NAME_ZH_COLUMNS = ("name_zh", "name:zh", "中文名", "中文名称")

_CHINESE = r"[一-鿿]"
_NAMES_TOLD = 8  # in a message; the others are counted
_OF_COMMUNITIES = ("communit", "社区", "居委会")  # columns that tell nothing else of a unit


@dataclass(frozen=True, kw_only=True)
class Sort:
    """One sort of unit: what it is called, and what its columns and layers usually are."""

    name: str
    plural: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    layers: tuple[str, ...]


def _beside(usual: tuple[str, ...]) -> tuple[str, ...]:
    """The usual columns without those of communities."""
    return tuple(name for name in usual if not name.startswith(_OF_COMMUNITIES))


SORTS = {
    "community": Sort(
        name="community",
        plural="communities",
        ids=ID_COLUMNS,
        names=NAME_COLUMNS,
        layers=LAYERS,
    ),
    "street": Sort(
        name="street",
        plural="street units",
        ids=("street_id", "subdistrict_id", "街道编码", "街道代码", *_beside(ID_COLUMNS)),
        names=(*_beside(NAME_COLUMNS), "street_name", "街道名称", "街道", "street", "乡镇"),
        layers=("street", "streets", "subdistricts", "街道"),
    ),
    "block": Sort(
        name="block",
        plural="block units",
        ids=("block_id", "小区编码", "小区代码", *_beside(ID_COLUMNS)),
        names=(*_beside(NAME_COLUMNS), "block_name", "小区名称", "小区", "block"),
        layers=("block", "blocks", "小区"),
    ),
}


def read_units(
    path: Path, *, crs: CRS, sort: str = "community", **columns: Unpack[Columns]
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Units of a vector file, checked; and what a reader must know about them.

    Without columns named for it, id, name and Chinese name are looked for under the usual
    names in Chinese and English. Kind, parent, households and age groups are read only from
    columns that are named. Doubled ids and outlines that are not valid are refused, never
    repaired; so are communities that overlap, while other units may, and that is said.

    Returns
    -------
    GeoDataFrame of COMMUNITIES indexed by its ids (text), sorted by them
        kind is NaN where none is told.
    """
    asked = SORTS[sort]
    frame, remarks = read_areas(path, crs=crs, layers=asked.layers)
    found = _columns(path, frame, asked, columns)
    require_together(path, frame)
    ids, said_ids = _ids(path, frame, found, asked)
    names = _texts(frame, found.get("name"))
    said = (
        *remarks,
        *said_ids,
        *_nameless_remark(path, names, ids, asked),
        *_overlap_remark(path, frame, asked),
    )
    table = unit_table(
        frame.geometry,
        ids=ids,
        names=names,
        names_zh=_texts(frame, found.get("name_zh")),
        sort=sort,
        kinds=kinds_of(path, frame, found["kind"]) if "kind" in found else None,
        parents=_texts(frame, found.get("parent")),
        groups={what: amounts_of(path, frame, found[what], what) for what in GROUPS & found.keys()},
    )
    return table, said


def unit_table(
    geometry: gpd.GeoSeries,
    *,
    ids: pd.Series,
    names: pd.Series,
    names_zh: pd.Series | None = None,
    sort: str = "community",
    kinds: pd.Series | None = None,
    parents: pd.Series | None = None,
    groups: dict[str, pd.Series] | None = None,
) -> gpd.GeoDataFrame:
    """The COMMUNITIES table; what a unit's source does not say is not known."""
    names = names.fillna(ids).astype("str")
    in_chinese = names.where(names.str.contains(_CHINESE))
    unknown = pd.Series(np.nan, geometry.index)
    frame = gpd.GeoDataFrame(
        {
            "name": names,
            "name_zh": in_chinese if names_zh is None else names_zh.fillna(in_chinese),
            "unit": sort,
            "kind": unknown if kinds is None else kinds,
            "parent_id": unknown if parents is None else parents,
            "population": unknown,
            **{what: (groups or {}).get(what, unknown) for what in GROUPS},
            "area_m2": geometry.area,
        },
        geometry=geometry,
        crs=geometry.crs,
    )
    texts = ("name_zh", "unit", "kind", "parent_id")
    frame = frame.astype(dict.fromkeys(texts, "str"))
    index = "community_id" if sort == "community" else "unit_id"
    frame = frame.set_index(pd.Index(ids.to_numpy(), name=index, dtype="str"))
    COMMUNITIES.require(frame)
    return frame.sort_index()


def listed(names: Iterable[str]) -> str:
    """The first names in order, and how many more there are."""
    names = sorted(set(map(str, names)))
    more = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")


def _columns(path: Path, frame: pd.DataFrame, sort: Sort, asked: Columns) -> dict[str, str]:
    """The columns of the file by what they hold: those asked for, else the usual ones."""
    usual = {"id": sort.ids, "name": sort.names, "name_zh": NAME_ZH_COLUMNS}
    found = {what: find_column(frame.columns, names) for what, names in usual.items()}
    wanted = found | {what: str(name) for what, name in asked.items() if name is not None}
    return {what: require_column(path, frame, name) for what, name in wanted.items() if name}


def _texts(frame: pd.DataFrame, column: str | None) -> pd.Series:
    """A column as text, not known where there is none."""
    return text_of(frame[column]) if column else pd.Series(np.nan, frame.index, dtype="str")


def _ids(
    path: Path, frame: gpd.GeoDataFrame, found: dict[str, str], sort: Sort
) -> tuple[pd.Series, tuple[str, ...]]:
    """An identity for every feature, and what stood in for it if no column holds one."""
    if "id" not in found:
        return _stand_ins(path, frame, found, sort)
    column = found["id"]
    ids = text_of(frame[column])
    if ids.isna().any():
        row = int(np.flatnonzero(ids.isna())[0])
        finding = f"{feature_label(frame, row)}: no id in column {column!r}"
        raise AreasFileError(path, finding, "fill it in, or name another column as id")
    if ids.duplicated().any():
        twice = ids[ids.duplicated(keep=False)]
        where = ", ".join(str(row + 1) for row in twice.index[twice == twice.iloc[0]])
        finding = f"id {twice.iloc[0]!r} in column {column!r} stands at features {where}"
        raise AreasFileError(path, finding, f"give each {sort.name} its own id")
    return ids, ()


def _stand_ins(
    path: Path, frame: gpd.GeoDataFrame, found: dict[str, str], sort: Sort
) -> tuple[pd.Series, tuple[str, ...]]:
    """Names in place of ids where each has one of its own, else rows."""
    rows = pd.Series([str(row + 1) for row in range(len(frame))], frame.index)
    names = _texts(frame, found.get("name"))
    by_name = names.notna().all() and names.is_unique
    kind = "name" if by_name else "row"
    said = f"{path.name}: no column of ids, so {sort.plural} are known by their {kind}"
    return (names if by_name else rows), (said,)


def _nameless_remark(path: Path, names: pd.Series, ids: pd.Series, sort: Sort) -> tuple[str, ...]:
    nameless = ids[names.isna()]
    if nameless.empty:
        return ()
    said = f"{path.name}: {len(nameless)} {sort.plural} have no name and go by their id"
    return (f"{said}: {listed(nameless)}",)


def _overlap_remark(path: Path, frame: gpd.GeoDataFrame, sort: Sort) -> tuple[str, ...]:
    """Refuse communities that overlap; say which other units do."""
    pairs = overlap_words(frame)
    if not pairs:
        return ()
    if sort.name == "community":
        remedy = "redraw their border; a resident belongs to one community only"
        raise AreasFileError(path, f"communities overlap: {pairs}", remedy)
    said = f"{path.name}: {sort.plural} overlap: {pairs}"
    return (f"{said}; who lives in two counts in the first by id",)
