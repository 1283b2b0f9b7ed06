"""Files of areas (communities, a boundary), read and checked, never repaired in silence."""

import re
import warnings
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely
from numpy.typing import NDArray
from pandas.api.types import is_string_dtype
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj import CRS
from shapely.errors import GEOSException

from accessibility.crs import WGS84
from accessibility.errors import AreasFileError

ID_COLUMNS = (
    "community_id", "id", "code", "osm_id", "admincode", "adcode", "社区编码", "社区代码",
    "社区编号", "编码", "代码", "编号", "gid",
    "community_", "社区编", "社区代",  # as a dbf cuts them
)  # fmt: skip
NAME_COLUMNS = (
    "name", "community_name", "community", "社区名称", "名称", "社区", "社区名", "居委会",
)  # fmt: skip
LAYERS = ("communities", "boundary")  # to take of several
MOST_DEGREES = 5.0  # that a community or a boundary is wide; a metric zone has 6 (judgement)
_QGIS = "Vector > Geometry Tools > Fix geometries in QGIS"
_DBF_CODE_PAGE = 29  # byte of a dbf's header that names its code page
_DBF_GBK = 0x4D


def read_areas(
    path: Path, *, crs: CRS, layers: tuple[str, ...] = LAYERS
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Polygons of a vector file in `crs`, and what a reader must know about them.

    Every row is a valid Polygon or MultiPolygon, in the file's order with index 0, 1, ...;
    anything else is refused by row. Heights are left out. Of several layers of polygons the
    one is read that has one of the names in `layers`.
    """
    if not path.exists():
        raise AreasFileError(path, "no such file", "check the path, relative to the study file")
    frame, remarks = _read_vector(path, layers)
    if not isinstance(frame, gpd.GeoDataFrame):
        raise AreasFileError(path, "it holds no geometry", "give GeoJSON, GeoPackage or Shapefile")
    if frame.empty:
        raise AreasFileError(path, "it holds no features", "check that the export was complete")
    _require_crs(path, frame)
    _require_polygons(path, frame)
    _require_in_range(path, frame)
    return _projected(path, frame, crs), remarks


def find_column(columns: Iterable[str], names: Iterable[str]) -> str | None:
    """The first of `names` that is a column, whatever its case; None if none is."""
    found = {str(column).strip().lower(): str(column) for column in columns}
    return next((found[name] for name in names if name in found), None)


def feature_label(frame: pd.DataFrame, row: int) -> str:
    """How a message names a feature: its row, and its id and name where it has them."""
    columns = [find_column(frame.columns, names) for names in (ID_COLUMNS, NAME_COLUMNS)]
    values = [frame[c].iloc[row] for c in columns if c]
    texts = [str(v) for v in values if pd.api.types.is_scalar(v) and pd.notna(v)]
    return f"feature {row + 1}" + (f" ({', '.join(texts)})" if texts else "")


def _read_vector(path: Path, layers: tuple[str, ...]) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    with warnings.catch_warnings():  # what GDAL warns of is checked, and refused, below
        warnings.simplefilter("ignore", RuntimeWarning)
        warnings.filterwarnings("ignore", "Could not parse column", UserWarning)  # stays text
        try:
            if path.suffix.lower() == ".shp":
                return _read_shapefile(path)
            return pyogrio.read_dataframe(path, layer=_polygon_layer(path, layers)), ()
        except (DataSourceError, DataLayerError, FeatureError) as fault:
            remedy = "give GeoJSON, GeoPackage or Shapefile (with its .shx, .dbf and .prj)"
            raise AreasFileError(path, "not a vector file that can be read", remedy) from fault
        except UnicodeDecodeError as fault:
            raise AreasFileError(path, "its text is not UTF-8", "save it as UTF-8") from fault
        except GEOSException as fault:
            finding = f"{_unbuilt(path, layers)} cannot be built ({fault})"
            remedy = f"correct the drawing, as with {_QGIS}"
            raise AreasFileError(path, finding, remedy) from fault


def _unbuilt(path: Path, layers: tuple[str, ...]) -> str:
    """The features whose geometry cannot be built."""
    meta, _, shapes, columns = pyogrio.raw.read(path, layer=_polygon_layer(path, layers))
    built = shapely.from_wkb(shapes, on_invalid="ignore")
    rows = np.flatnonzero(shapely.is_missing(built) & (shapes != None))  # noqa: E711 (by element)
    return _features(pd.DataFrame(dict(zip(meta["fields"], columns, strict=True))), rows)


def _polygon_layer(path: Path, usual: tuple[str, ...]) -> str:
    """The only layer of polygons, or the one that has a usual name."""
    layers = pyogrio.list_layers(path)
    names = [name for name, kind in layers if kind is not None and "Polygon" in kind]
    chosen = [name for name in names if name in usual] or names
    if len(chosen) > 1:
        finding = f"it has {len(chosen)} layers of polygons ({', '.join(map(str, chosen))})"
        raise AreasFileError(path, finding, f"keep one, or call the one to use {usual[0]!r}")
    return str(chosen[0] if chosen else layers[0][0])


def _read_shapefile(path: Path) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """A Shapefile whose text is decoded by what the bytes are, as labels are often wrong."""
    raw = pyogrio.read_dataframe(path, ENCODING="ISO-8859-1")  # every byte a letter
    text = [c for c in raw.columns if c != raw.geometry.name and is_string_dtype(raw[c])]
    values = [v for c in text for v in raw[c].dropna()] + [str(c) for c in raw.columns]
    encoding, declared = _encoding(path, [v.encode("latin-1") for v in values])
    decoded = raw.assign(**{c: _decoded(raw[c], encoding) for c in text})
    names = {c: str(c).encode("latin-1").decode(encoding, "ignore") for c in raw.columns}
    plain = all(v.isascii() for v in values)
    said = f"{path.name}: text was read as {encoding}, the file does not say truly what it is"
    return decoded.rename(columns=names), () if declared or plain else (said,)


def _decoded(column: "pd.Series[str]", encoding: str) -> "pd.Series[str]":
    return column.map(
        lambda text: text.encode("latin-1").decode(encoding, "ignore"), na_action="ignore"
    )


def _encoding(path: Path, texts: list[bytes]) -> tuple[str, bool]:
    """The encoding that fits all texts, and whether the file declares it."""
    declared = _declared_encoding(path)
    for encoding in filter(None, (declared, "utf-8", "gb18030")):
        if all(_fits(text, encoding) for text in texts):
            return encoding, encoding == declared
    return "latin-1", False


def _declared_encoding(path: Path) -> str | None:
    """What the .cpg beside a Shapefile, or its dbf's header, says of its text."""
    label = path.with_suffix(".cpg")
    if label.is_file():
        name = label.read_text("ascii", "replace").strip().lower()
        name = f"cp{name}" if name.isdigit() else name
        known = re.fullmatch(r"utf-?8|gbk|gb2312|gb18030|big5|cp\d+|iso-?8859-\d+", name)
        return {"cp65001": "utf-8", "cp936": "gbk"}.get(name, name) if known else None
    table = path.with_suffix(".dbf")
    head = table.read_bytes()[: _DBF_CODE_PAGE + 1] if table.is_file() else b""
    return "gbk" if head[_DBF_CODE_PAGE:] == bytes([_DBF_GBK]) else None


def _fits(text: bytes, encoding: str) -> bool:
    """Whether text decodes; a dbf may have cut it within its last character."""
    try:
        text.decode(encoding)
    except UnicodeDecodeError as fault:
        return "incomplete" in fault.reason or "unexpected end" in fault.reason
    except LookupError:
        return False
    return True


def _require_crs(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise where a file does not say where on a map, in degrees or metres, its areas lie."""
    if frame.crs is None:
        finding, remedy = "it names no coordinate system", "save it with its CRS"
        missing = _missing_parts(path) if path.suffix.lower() == ".shp" else []
        if missing:
            finding = f"{finding}, as no {' and no '.join(missing)} is beside it"
            remedy = "put every part of the Shapefile into one folder, or save it anew with its CRS"
        raise AreasFileError(path, finding, remedy)
    if not (frame.crs.is_geographic or frame.crs.is_projected):
        kind = frame.crs.type_name.removesuffix(" CRS").lower()
        finding = f"its coordinate system ({_crs_name(frame)}) is {kind}, not of a map"
        remedy = "save it in longitude and latitude (EPSG:4326 or EPSG:4490)"
        raise AreasFileError(path, finding, remedy)


def _missing_parts(path: Path) -> list[str]:
    """Files of a Shapefile that are not beside it, whatever their case."""
    beside = {other.name.lower() for other in path.parent.iterdir()}
    stem = path.stem.lower()
    return [part for part in (".shx", ".dbf", ".prj") if f"{stem}{part}" not in beside]


def _require_polygons(path: Path, frame: gpd.GeoDataFrame) -> None:
    missing = np.flatnonzero(frame.geometry.isna() | frame.geometry.is_empty)
    if len(missing):
        finding = f"{_features(frame, missing)} without a geometry"
        raise AreasFileError(path, finding, "draw it, or remove the row")
    other = np.flatnonzero(~frame.geom_type.isin(["Polygon", "MultiPolygon"]))
    if len(other):
        kind = frame.geom_type.iloc[other[0]]
        finding = f"{_features(frame, other)}: a {kind}, not a polygon"
        raise AreasFileError(path, finding, "give areas; points and lines have no inside")
    invalid = np.flatnonzero(~frame.geometry.is_valid)
    if len(invalid):
        reason = shapely.is_valid_reason(frame.geometry.iloc[invalid[0]])
        place = re.sub(r"\[(\S+) (\S+)\]", r" at \1, \2", reason)
        finding = f"{_features(frame, invalid)}: the outline is not valid: {place}"
        raise AreasFileError(path, finding, f"correct it there, as with {_QGIS}")


def _features(frame: pd.DataFrame, rows: NDArray[np.int64]) -> str:
    """The first of these features, and how many more there are."""
    more = f" (and {len(rows) - 1} more like it)" if len(rows) > 1 else ""
    return f"{feature_label(frame, int(rows[0]))}{more}"


def _require_in_range(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise where the coordinates cannot be what the file's CRS says they are."""
    west, south, east, north = frame.total_bounds
    x, y = max(abs(west), abs(east)), max(abs(south), abs(north))
    said = f"{_crs_name(frame)}, but its coordinates reach {x:.6g}, {y:.6g}"
    if frame.crs.is_geographic and (x > 180 or y > 90):
        swapped = x <= 90 and y <= 180
        remedy = (
            "longitude comes first; the two look swapped"
            if swapped
            else "these look like metres: save it with the CRS it was drawn in"
        )
        raise AreasFileError(path, f"it says degrees ({said})", remedy)
    if frame.crs.is_projected and x <= 180 and y <= 90:
        remedy = "these look like degrees: assign EPSG:4326 (or EPSG:4490) instead"
        raise AreasFileError(path, f"it says metres ({said})", remedy)


def _projected(path: Path, frame: gpd.GeoDataFrame, crs: CRS) -> gpd.GeoDataFrame:
    flat = frame.set_geometry(shapely.force_2d(frame.geometry.values))
    flat = flat.set_crs(frame.crs, allow_override=True)
    lonlat = flat.to_crs(WGS84)
    lost = _not_finite(lonlat)
    if len(lost):
        finding = f"{_features(frame, lost)}: its coordinates do not exist in {_crs_name(frame)}"
        raise AreasFileError(path, finding, "save it with the CRS it was drawn in")
    _require_small(path, lonlat)
    metric = flat.to_crs(crs)
    lost = _not_finite(metric)
    if len(lost):
        where = place_words(lonlat, int(lost[0]))
        finding = f"{_features(frame, lost)} lies at {where}, too far from the OSM extract"
        remedy = "leave it out, or save the file with the CRS it was drawn in"
        raise AreasFileError(path, finding, remedy)
    return metric.reset_index(drop=True)


def _crs_name(frame: gpd.GeoDataFrame) -> str:
    return str(frame.crs.to_string()[:40])


def _require_small(path: Path, lonlat: gpd.GeoDataFrame) -> None:
    """Raise where an area is so large that it cannot be one that is judged."""
    west, south, east, north = lonlat.bounds.to_numpy().T
    large = np.flatnonzero(np.maximum(east - west, north - south) > MOST_DEGREES)
    if len(large):
        row = large[0]
        size = f"{east[row] - west[row]:.1f} by {north[row] - south[row]:.1f} degrees"
        finding = f"{_features(lonlat, large)} covers {size}, more than {MOST_DEGREES:g}"
        remedy = "give the outline of a place that can be walked in, in the CRS it was drawn in"
        raise AreasFileError(path, finding, remedy)


def place_words(lonlat: gpd.GeoDataFrame, row: int) -> str:
    """Where a feature lies, in degrees."""
    inside = shapely.point_on_surface(lonlat.geometry.iloc[row])
    return f"longitude {inside.x:.4f}, latitude {inside.y:.4f}"


def _not_finite(frame: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Rows with a coordinate that is no number."""
    xy, row = shapely.get_coordinates(frame.geometry.values, return_index=True)
    return np.unique(row[~np.isfinite(xy).all(axis=1)])
