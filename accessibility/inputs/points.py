"""Places to start from: coordinates typed by hand, or a file of points."""

import re
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely import Point

from accessibility.errors import InputError, PointsFileError
from accessibility.inputs.areas import find_column
from accessibility.inputs.csv_tables import SUFFIXES, read_table, require_single

_LON = ("lon", "lng", "longitude", "x", "经度")
_LAT = ("lat", "latitude", "y", "纬度")

# Python's own float would also take 1_0, nan, and digits of other scripts
_DEGREES = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*", re.ASCII | re.IGNORECASE)


def parse_points(texts: Iterable[str]) -> gpd.GeoDataFrame:
    """Places written as LON,LAT in degrees; the index is the text itself."""
    texts = list(texts)
    return gpd.GeoDataFrame(
        {"name": texts}, geometry=[_point(text) for text in texts], index=texts, crs=4326
    )


def read_points(path: Path) -> gpd.GeoDataFrame:
    """Points of a CSV (columns lon, lat) or of a vector file; the index is `name`, or the row.

    Areas give a point inside them. A file without a CRS is refused, never guessed.
    """
    if not path.is_file():
        raise PointsFileError(path, "no such file", "check the path")
    frame = _read_csv(path) if path.suffix.lower() in SUFFIXES else _read_vector(path)
    if frame.empty:
        raise PointsFileError(path, "it holds no points", "add at least one")
    missing = frame.geometry.is_empty | frame.geometry.isna()
    if missing.any():
        row = frame.index[missing][0]
        raise PointsFileError(path, f"row {row} has no geometry", "fill it in or remove the row")
    frame = frame.set_geometry(frame.geometry.representative_point())
    named = "name" in frame and frame["name"].is_unique and frame["name"].notna().all()
    own = frame[["geometry"]]  # other columns are the user's, and mean nothing here
    return own.set_axis(pd.Index(frame["name"], name="name")) if named else own


def _point(text: str) -> Point:
    parts = text.split(",")
    if len(parts) != 2 or not all(map(_DEGREES.fullmatch, parts)):
        raise InputError(
            f"--at {text}: not a place; write longitude,latitude in degrees, as 7.4210,43.7384"
        )
    lon, lat = map(float, parts)
    if abs(lon) <= 180 and abs(lat) <= 90:
        return Point(lon, lat)
    raise InputError(
        f"--at {text}: longitude is within ±180 and latitude within ±90 degrees. "
        "Were the two swapped, or given in metres?"
    )


def _read_csv(path: Path) -> gpd.GeoDataFrame:
    table, _ = read_table(path, PointsFileError)
    lon, lat = find_column(table.columns, _LON), find_column(table.columns, _LAT)
    if lon is None or lat is None:
        found = ", ".join(map(str, table.columns))
        raise PointsFileError(path, f"no columns lon and lat (found: {found})", "rename them")
    for column in (lon, lat):
        require_single(path, table, column, PointsFileError)
    points = [_cell_point(path, line, x, y) for line, x, y in zip(
        table.index, table[lon], table[lat], strict=True)]  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=points, crs=4326).reset_index(drop=True)


def _cell_point(path: Path, line: int, lon: object, lat: object) -> Point:
    try:
        return _point(f"{lon},{lat}")
    except InputError:
        raise PointsFileError(
            path, f"line {line}: {lon!r}, {lat!r} are no longitude and latitude", "correct them"
        ) from None


def _read_vector(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = pyogrio.read_dataframe(path)
    except pyogrio.errors.DataSourceError as fault:
        raise PointsFileError(
            path, "not a file of points that can be read", "give CSV, GeoJSON or GeoPackage"
        ) from fault
    if not isinstance(frame, gpd.GeoDataFrame):
        raise PointsFileError(path, "it holds no geometry", "give CSV with lon and lat")
    if frame.crs is None:
        raise PointsFileError(path, "it names no coordinate system", "save it with its CRS")
    return frame
