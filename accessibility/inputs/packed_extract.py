"""An extract as plain arrays and back: no object in them can run anything when it is loaded.

Texts are numbers into lists of distinct texts, tags numbers into a list of distinct sets of
tags, both as JSON in UTF-8; geometries are WKB, one behind the other.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.crs import WGS84
from accessibility.inputs.obstacles import ObstacleLines
from accessibility.inputs.osm import Extract
from accessibility.inputs.streets import StreetWays

Arrays = dict[str, NDArray[Any]]

_FRAMES = ("objects", "buildings", "boundaries", "entrances")
_ABOUT = ("date", "date_is_newest_edit", "bounds", "incomplete", "open_boundaries")


def packed(extract: Extract) -> Arrays:
    """The arrays of an extract; where its file lies is not among them."""
    streets, lines = extract.streets, extract.obstacles
    arrays: Arrays = {
        "about": _json({name: getattr(extract, name) for name in _ABOUT}),
        "streets.refs": streets.refs,
        "streets.lonlat": streets.lonlat,
        "streets.first": streets.first,
        "obstacles.lonlat": lines.lonlat,
        "obstacles.first": lines.first,
        "obstacles.kind": lines.kind,
        "obstacles.parts": lines.parts,
        **_packed_frame("streets.tags", streets.tags),
        **_packed_frame("streets.controls", streets.controls.reset_index()),
    }
    for name in _FRAMES:
        arrays.update(_packed_frame(name, getattr(extract, name)))
    return arrays


def unpacked(arrays: Mapping[str, NDArray[Any]]) -> Extract:
    """The extract of these arrays, as it was; its path is empty.

    Raises
    ------
    KeyError, ValueError, IndexError, TypeError, GEOSException
        Where the arrays are not those of an extract.
    """
    about = _of_json(arrays["about"])
    frames = {
        name: gpd.GeoDataFrame(_frame(name, arrays), geometry="geometry", crs=WGS84)
        for name in _FRAMES
    }
    return Extract(
        path=Path(),
        date=about["date"],
        date_is_newest_edit=about["date_is_newest_edit"],
        bounds=tuple(about["bounds"]),
        streets=StreetWays(
            tags=_frame("streets.tags", arrays),
            refs=arrays["streets.refs"],
            lonlat=arrays["streets.lonlat"],
            first=arrays["streets.first"],
            controls=_frame("streets.controls", arrays).set_index("osm_id"),
        ),
        obstacles=ObstacleLines(
            lonlat=arrays["obstacles.lonlat"],
            first=arrays["obstacles.first"],
            kind=arrays["obstacles.kind"],
            parts=arrays["obstacles.parts"],
        ),
        incomplete=about["incomplete"],
        open_boundaries=tuple((level, name) for level, name in about["open_boundaries"]),
        **frames,
    )


def _packed_frame(name: str, frame: pd.DataFrame) -> Arrays:
    """The columns of a frame: texts together, every other one for itself."""
    texts = [c for c in frame.columns if isinstance(frame[c].dtype, pd.StringDtype)]
    factors = [pd.factorize(frame[column]) for column in texts]
    codes = [found.astype(np.int32) for found, _ in factors]
    arrays: Arrays = {
        f"{name}.columns": _json(list(frame.columns)),
        f"{name}.texts": _json(dict(zip(texts, (list(v) for _, v in factors), strict=True))),
        f"{name}.codes": np.array(codes, np.int32).reshape(len(texts), len(frame)),
    }
    for column in frame.columns.difference(texts):
        own = f"{name}.{column}"
        if column == "geometry":
            arrays.update(_packed_shapes(own, np.asarray(frame[column].array)))
        elif column == "tags":
            arrays.update(_packed_tags(own, list(frame[column])))
        else:
            arrays[own] = frame[column].to_numpy()
    return arrays


def _frame(name: str, arrays: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    texts: dict[str, list[str]] = _of_json(arrays[f"{name}.texts"])
    codes = dict(zip(texts, arrays[f"{name}.codes"], strict=True))
    columns: dict[str, Any] = {}
    for column in _of_json(arrays[f"{name}.columns"]):
        own = f"{name}.{column}"
        if column in texts:
            values = pd.array(texts[column], dtype="str")
            columns[column] = values.take(codes[column], allow_fill=True)
        elif column == "geometry":
            columns[column] = _shapes(own, arrays)
        elif column == "tags":
            columns[column] = _tags(own, arrays)
        else:
            columns[column] = arrays[own]
    return pd.DataFrame(columns)


def _packed_tags(name: str, tags: Sequence[Mapping[str, str]]) -> Arrays:
    each = [id(own) if own else 0 for own in tags]  # equal tags are mostly one object
    distinct = dict(zip(each, tags, strict=True))
    row = dict(zip(distinct, range(len(distinct)), strict=True))
    codes = np.fromiter((row[number] for number in each), np.int32, len(each))
    return {f"{name}.codes": codes, name: _json(list(distinct.values()))}


def _tags(name: str, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.object_]:
    distinct = _of_json(arrays[name])
    values = np.empty(len(distinct), dtype=object)
    values[:] = distinct
    found: NDArray[np.object_] = values[arrays[f"{name}.codes"]]
    return found


def _packed_shapes(name: str, shapes: NDArray[np.object_]) -> Arrays:
    wkb = shapely.to_wkb(shapes, byte_order=1)
    ends = np.cumsum([len(one) for one in wkb], dtype=np.int64)
    return {name: np.frombuffer(b"".join(wkb), np.uint8), f"{name}.ends": ends}


def _shapes(name: str, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.object_]:
    text, ends = arrays[name].tobytes(), arrays[f"{name}.ends"].tolist()
    wkb = np.empty(len(ends), dtype=object)
    wkb[:] = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    shapes: NDArray[np.object_] = shapely.from_wkb(wkb)
    return shapes


def _json(value: object) -> NDArray[np.uint8]:
    return _bytes(json.dumps(value, ensure_ascii=False))


def _bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), np.uint8)


def _of_json(array: NDArray[Any]) -> Any:
    return json.loads(array.tobytes())
