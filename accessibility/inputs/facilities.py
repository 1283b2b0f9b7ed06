"""Facilities in OpenStreetMap objects: which are of what type, one row a place."""

from collections.abc import Collection, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.errors import UnknownNameError
from accessibility.inputs.filters import standard_filters
from accessibility.inputs.matching import Matcher
from accessibility.inputs.merging import group
from accessibility.inputs.places import (
    AREA,
    LINE,
    NAMES,
    Entries,
    Ints,
    Places,
    entries_of,
    kin_of,
    parts_of,
    places_of,
    text_of,
)
from accessibility.inputs.tags import Rows
from accessibility.standards.types import FacilityType, facility_types

NONE, POSSIBLE, SURE = 0, 1, 2

_NAMES_ZH = ("name:zh", "name:zh-Hans", "name:zh-Hant")
_TEXTS = (
    *("type", "certainty", "name", "name_zh", "name_en", "source", "source_id", "members"),
    "access",
)
_COLUMNS = (*_TEXTS, "capacity", "area_m2", "geometry")


def classify(objects: gpd.GeoDataFrame, types: Collection[str] | None = None) -> pd.DataFrame:
    """Class of every object for every type: 0 none, 1 possible, 2 sure.

    Parameters
    ----------
    objects : GeoDataFrame
        Columns ``tags`` (dict) and ``geometry``, in any CRS.
    types : keys of facility_types.toml, or None for all

    Returns
    -------
    DataFrame of uint8
        Index of ``objects``, one column a type.
    """
    asked = _asked(types)
    matcher = Matcher(objects, standard_filters())
    matcher.find([kind.key for kind in asked])
    classes = np.zeros((len(objects), len(asked)), np.uint8)
    for number, kind in enumerate(asked):
        classes[matcher.types[kind.key].possible, number] = POSSIBLE
        classes[matcher.types[kind.key].sure, number] = SURE
    return pd.DataFrame(classes, objects.index, [kind.key for kind in asked])


def find_facilities(
    objects: gpd.GeoDataFrame, types: Collection[str] | None = None, *, source: str
) -> gpd.GeoDataFrame:
    """Facilities among map objects: one row for each place and type.

    Node, building and area of one place are one facility: it keeps the id of the largest area
    and the union of all areas, and is sure if any of them is.

    Parameters
    ----------
    objects : GeoDataFrame in a metric CRS
        Columns ``osm_id`` (n1, w2, r3), ``tags`` (dict) and ``geometry``. Their order does not
        matter.
    types : keys of facility_types.toml, or None for all
    source : name of the file they came from

    Returns
    -------
    GeoDataFrame
        The FACILITIES table, ordered by type and id, with the columns ``name_zh`` and ``name_en``
        (NaN where not tagged) and ``members``, the ids of all objects of the place.
    """
    asked = _asked(types)
    kin = {key for kind in asked for key in kin_of(kind)}
    known = [kind for kind in facility_types().values() if kind.key in kin]
    ordered = objects.iloc[np.lexsort(_id_parts(objects["osm_id"]))]
    matcher = Matcher(ordered, standard_filters())
    matcher.find([kind.key for kind in known])
    entries, rows = entries_of(matcher, known)
    places = places_of(matcher, rows)
    members = _members(matcher, places, entries, rows).assign(
        id=ordered["osm_id"].to_numpy()[rows][entries.place]
    )
    members["label"], dropped = group(places, entries, members["part"].to_numpy())
    members = members[~dropped & entries.of_types(asked)]
    return _table(members, places, known, source).set_crs(objects.crs)


def _asked(types: Collection[str] | None) -> list[FacilityType]:
    known = facility_types()
    if types is None:
        return list(known.values())
    for key in types:
        if key not in known:
            raise UnknownNameError("facility types", key, known)
    return [kind for kind in known.values() if kind.key in types]


def _id_parts(ids: "pd.Series[str]") -> tuple[Ints, Ints]:
    """Number and letter of ids like w123, to sort by: letter first."""
    letters = ids.str.slice(0, 1).map(ord).to_numpy(np.int64)
    return ids.str.slice(1).to_numpy(np.int64), letters


def _members(matcher: Matcher, places: Places, entries: Entries, rows: Rows) -> pd.DataFrame:
    """Each entry with what a facility takes from its members."""
    place = entries.place
    capacity = pd.to_numeric(pd.Series(text_of(matcher, rows, ["capacity"])), errors="coerce")
    columns = {
        "place": place,
        "type": entries.type,
        "sure": entries.sure,
        "part": parts_of(matcher, entries, rows),
        "area": np.where(places.shape == AREA, shapely.area(places.geometry), np.nan)[place],
        "line": places.shape[place] == LINE,
        "name": text_of(matcher, rows, NAMES)[place],
        "name_zh": text_of(matcher, rows, _NAMES_ZH)[place],
        "name_en": text_of(matcher, rows, ["name:en"])[place],
        "capacity": capacity.to_numpy(float)[place],
    }
    return pd.DataFrame(columns)


def _table(
    members: pd.DataFrame, places: Places, known: Sequence[FacilityType], source: str
) -> gpd.GeoDataFrame:
    """The facilities; each is called after its best member: whole, large, sure, named."""
    members = members.assign(unnamed=members["name"].isna(), unsure=~members["sure"])
    order = ["label", "part", "area", "unsure", "unnamed", "line", "place"]
    best = members.sort_values(order, ascending=[name != "area" for name in order])
    kept = best.drop_duplicates("label").set_index("label")
    groups = best.groupby("label")
    table = groups[["name", "name_zh", "name_en", "capacity"]].first()
    table["type"] = np.array([kind.key for kind in known], dtype=object)[kept["type"]]
    table["certainty"] = np.where(groups["sure"].any(), "sure", "possible")
    table["source"] = source
    table["source_id"] = kept["id"]
    table["members"] = members.groupby("label")["id"].agg(" ".join)
    table["access"] = None
    table = table.astype(dict.fromkeys(_TEXTS, "str"))
    table["geometry"] = _geometry(best, places)
    area = shapely.get_dimensions(table["geometry"].to_numpy()) == AREA
    table["area_m2"] = np.where(area, shapely.area(table["geometry"].to_numpy()), np.nan)
    table = table.iloc[np.lexsort((kept["place"], kept["type"]))]
    table.index = pd.Index(
        table["type"] + "/" + table["source_id"], name="facility_id", dtype="str"
    )
    return gpd.GeoDataFrame(table[list(_COLUMNS)], geometry="geometry")


def _geometry(best: pd.DataFrame, places: Places) -> NDArray[np.object_]:
    """The union of each facility's areas, else of its points: both kerbs of a stop are doors."""
    first = ~best["label"].duplicated().to_numpy()
    shape = places.geometry[best["place"].to_numpy()]
    kept = shape[first][np.cumsum(first) - 1]
    alike = shapely.get_dimensions(kept) == shapely.get_dimensions(shape)
    beyond = alike & ~first & (shapely.get_dimensions(shape) != LINE)
    beyond[beyond] = ~shapely.covers(kept[beyond], shape[beyond])
    united: NDArray[np.object_] = shape[first]
    rows = np.flatnonzero(beyond)
    number = (np.cumsum(first) - 1)[rows]
    for start, end in zip(*_runs(number), strict=True):
        at = number[start]
        united[at] = shapely.union_all([united[at], *shape[rows[start:end]]])
    return united


def _runs(ordered: Ints) -> tuple[Ints, Ints]:
    """First and last + 1 of every run of equal values."""
    edges = np.flatnonzero(np.diff(ordered, prepend=-1, append=-1))
    return edges[:-1], edges[1:]
