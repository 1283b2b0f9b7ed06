"""Places to start from: coordinates typed by hand, or a file of points."""

import math
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from shapely import Point

from accessibility.errors import InputError, PointsFileError

_LON = ("lon", "lng", "longitude", "x", "经度")
_LAT = ("lat", "latitude", "y", "纬度")


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
    frame = _read_csv(path) if path.suffix.lower() == ".csv" else _read_vector(path)
    if frame.empty:
        raise PointsFileError(path, "it holds no points", "add at least one")
    missing = frame.geometry.is_empty | frame.geometry.isna()
    if missing.any():
        row = frame.index[missing][0]
        raise PointsFileError(path, f"row {row} has no geometry", "fill it in or remove the row")
    frame = frame.set_geometry(frame.geometry.representative_point())
    if "name" in frame and frame["name"].is_unique and frame["name"].notna().all():
        return frame.set_index("name")
    return frame


def _point(text: str) -> Point:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise InputError(
            f"--at {text}: not a place; write longitude,latitude in degrees, as 7.4210,43.7384"
        ) from None
    if math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90:
        return Point(lon, lat)
    raise InputError(
        f"--at {text}: longitude is within ±180 and latitude within ±90 degrees. "
        "Were the two swapped, or given in metres?"
    )


def _read_csv(path: Path) -> gpd.GeoDataFrame:
    try:
        table = pd.read_csv(path, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise PointsFileError(path, f"not a table ({fault})", "save it as UTF-8 CSV") from fault
    names = {str(column).strip().lower(): column for column in table.columns}
    lon = next((names[n] for n in _LON if n in names), None)
    lat = next((names[n] for n in _LAT if n in names), None)
    if lon is None or lat is None:
        found = ", ".join(map(str, table.columns))
        raise PointsFileError(path, f"no columns lon and lat (found: {found})", "rename them")
    points = [_cell_point(path, row, x, y) for row, x, y in zip(
        table.index, table[lon], table[lat], strict=True)]  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=points, crs=4326)


def _cell_point(path: Path, row: int, lon: object, lat: object) -> Point:
    try:
        return _point(f"{lon},{lat}")
    except InputError:
        raise PointsFileError(
            path, f"line {row + 2}: {lon!r}, {lat!r} are no longitude and latitude", "correct them"
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
