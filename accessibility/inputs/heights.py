"""Heights of the ground at points, from an elevation raster."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError

from accessibility.crs import WGS84
from accessibility.errors import ElevationElsewhereError, ElevationFileError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Judgements. Finer rasters are averaged to cells of this size: kerbs, walls and roofs are not
# the street, and a grade over less than some 30 m is mostly noise.
_CELL_M = 15.0
_LOWEST_M, _HIGHEST_M = -500.0, 9_000.0  # of streets: the Dead Sea's shore, the Himalaya
_SEA_FLOOR_M = -11_000.0  # a raster of land and sea goes down to here, beside the streets
_VOIDS_M = (-9_999.0,)  # written for "not known", and too often not declared
_TILE = 1_024  # cells read at once, each way


def heights_at(path: Path, xy: Floats, crs: CRS) -> Floats:
    """Filtered heights of the ground at points [m]; NaN where not known.

    Heights are those of the first band (scale and offset honoured), in metres, in any CRS.
    Only the part around the points is read, at full resolution.

    Rasters finer than 15 m are averaged over k by k cells. A cell without a height between
    two that have one (in its row, column or a diagonal) takes their mean; larger holes stay.
    Then every cell is averaged with its two neighbours in its column and in its row, with the
    weights 1-2-1: that leaves planes as they are and takes out what alternates from cell to
    cell, as speckle, whole metres and single buildings do. A cell that lacks one of the two
    keeps its height along that line: a mean over one side would tilt it.

    Between cell centres heights are bilinear; at the rim of a hole the known neighbours
    share the weight.

    Parameters
    ----------
    path : Path
        A raster that GDAL reads, with a coordinate system.
    xy : float [k, 2], in `crs`, which is in metres

    Raises
    ------
    ElevationFileError
        Where the file is missing, no raster, without a coordinate system, in feet, without a
        height at any point, or with heights that no street has.
    ElevationElsewhereError
        Where no point lies on the raster.
    """
    with _opened(path) as raster:
        source = _raster_crs(path, raster)
        place, cell_m = _places(path, raster, xy, _transformer(path, crs, source))
        on_it = (place >= 0).all(axis=1) & (place <= (raster.width, raster.height)).all(axis=1)
        if not len(xy):
            return np.zeros(0)
        if not on_it.any():
            raise ElevationElsewhereError(path, _box(raster, source), _degrees(xy, crs))
        height = _sampled(path, raster, place, _block(cell_m))
    _require_heights(path, height)
    return height


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The raster, whatever GDAL says of it told as a fault of the file."""
    import rasterio  # type: ignore[import-untyped]
    from rasterio.errors import NotGeoreferencedWarning, RasterioError  # type: ignore[import-untyped]

    if not path.is_file():
        finding = "is a folder" if path.is_dir() else "no such file"
        raise ElevationFileError(path, finding, "name an elevation raster, such as a GeoTIFF")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told as our own error
            raster = rasterio.open(path)
        with raster:
            yield raster
    except RasterioError as fault:
        raise ElevationFileError(
            path,
            f"not readable as a raster ({str(fault.__cause__ or fault).strip().rstrip('.')})",
            "give an elevation raster, such as a GeoTIFF; fetch it again if it was cut off",
        ) from fault


def _raster_crs(path: Path, raster: Any) -> CRS:
    """The raster's coordinate system, once it is sure that it holds heights in metres."""
    if not raster.count or np.dtype(raster.dtypes[0]).kind not in "iuf":
        raise ElevationFileError(path, "holds no band of heights", "give a raster that has one")
    if raster.crs is None:
        raise ElevationFileError(
            path,
            "says nothing of its coordinate system",
            "write it into the file, as with gdal_edit.py -a_srs EPSG:4326",
        )
    if (raster.units[0] or "").lower().startswith(("f", "us")):
        raise ElevationFileError(
            path,
            f"gives heights in {raster.units[0]!r}",
            "convert them to metres, as with gdal_calc.py --calc 'A*0.3048'",
        )
    return CRS.from_wkt(raster.crs.to_wkt())


def _transformer(path: Path, streets: CRS, raster: CRS) -> Transformer:
    try:
        return Transformer.from_crs(streets, raster, always_xy=True)
    except ProjError as fault:
        raise ElevationFileError(
            path,
            f"its coordinate system ({raster.name}) cannot be joined to that of the streets",
            "warp it to a system on the globe, as with gdalwarp -t_srs EPSG:4326",
        ) from fault


def _places(path: Path, raster: Any, xy: Floats, there: Transformer) -> tuple[Floats, Floats]:
    """Columns and rows of points, counted from the outer corner; a cell's width, height [m]."""
    place = np.column_stack(_moved(~raster.transform, *there.transform(xy[:, 0], xy[:, 1])))
    known = np.isfinite(place).all(axis=1)
    column, row = place[known].mean(axis=0) if known.any() else (0.0, 0.0)
    x, y = _moved(raster.transform, column + np.array([0, 1, 0]), row + np.array([0, 0, 1]))
    east, north = there.transform(x, y, direction="INVERSE")
    return place, np.hypot(east[1:] - east[0], north[1:] - north[0])


def _moved(by: Any, x: Any, y: Any) -> tuple[Any, Any]:
    """Points under an affine transform; its own operator is named differently by version."""
    return by.a * x + by.b * y + by.c, by.d * x + by.e * y + by.f


def _block(cell_m: Floats) -> Floats:
    """How many columns and rows make a cell of the size to filter by."""
    count: Floats = np.fmax(np.ceil(_CELL_M / cell_m - 0.05), 1)  # 4.998 m are 5 m
    return count


def _sampled(path: Path, raster: Any, place: Floats, over: Floats) -> Floats:
    """Heights at points, on a ground whose cells are `over` columns and rows of the raster."""
    size = np.ceil(np.array((raster.width, raster.height)) / over)
    at = place / over - 0.5  # from the centre of the first cell
    height = np.full(len(at), np.nan)
    near = np.flatnonzero(((at > -1) & (at < size)).all(axis=1))
    wide = np.maximum(_TILE // over, 1)
    tile = np.maximum(np.floor(at[near]), 0) // wide
    tiles, which = np.unique(tile, axis=0, return_inverse=True)
    order = near[np.argsort(which.ravel(), kind="stable")]
    stops = np.cumsum(np.bincount(which.ravel(), minlength=len(tiles)))
    for number, members in zip(tiles, np.split(order, stops[:-1]), strict=True):
        # two cells more on each side to fill and filter by, one at the end to draw lines to
        low = np.maximum(number * wide - 2, 0)
        high = np.minimum((number + 1) * wide + 3, size)
        ground = _ground(path, raster, low * over, high * over, over.astype(int))
        height[members] = _bilinear(ground, at[members] - low)
    return height


def _ground(path: Path, raster: Any, low: Floats, high: Floats, over: Ints) -> Floats:
    """Filtered heights [rows, columns] of a part of the raster; NaN where not known."""
    from rasterio.windows import Window  # type: ignore[import-untyped]

    across, down = np.minimum(high, (raster.width, raster.height)) - low
    read = raster.read(1, window=Window(low[0], low[1], across, down), masked=True)
    cells = np.where(np.ma.getmaskarray(read), np.nan, read.data.astype(np.float64))
    cells[~np.isfinite(cells)] = np.nan
    cells = cells * raster.scales[0] + raster.offsets[0]
    absurd = (cells < _SEA_FLOOR_M) | (cells > _HIGHEST_M) | np.isin(cells, _VOIDS_M)
    if absurd.any():
        raise _absurd(path, cells[absurd])
    return _smooth(_smooth(_closed(_averaged(cells, over))).T).T


def _averaged(cells: Floats, over: Ints) -> Floats:
    """Means over blocks of columns and rows; a block needs half of its cells."""
    if over.max() == 1:
        return cells
    across, down = over
    spare = -np.array(cells.shape) % (down, across)
    padded = np.pad(cells, ((0, spare[0]), (0, spare[1])), constant_values=np.nan)
    shape = (padded.shape[0] // down, down, padded.shape[1] // across, across)
    known = np.isfinite(padded).reshape(shape).sum(axis=(1, 3))
    total = np.nan_to_num(padded).reshape(shape).sum(axis=(1, 3))
    return np.where(2 * known >= across * down, total / np.maximum(known, 1), np.nan)


def _closed(cells: Floats) -> Floats:
    """Holes of one cell filled: the mean of the opposite neighbours, where both are known."""
    hole = np.isnan(cells)
    if not hole.any():
        return cells
    row, column = np.nonzero(hole)
    padded = np.pad(cells, 1, constant_values=np.nan)
    total, count = np.zeros(len(row)), np.zeros(len(row))
    for down, right in ((0, 1), (1, 0), (1, 1), (1, -1)):
        one = padded[row + 1 + down, column + 1 + right]
        other = padded[row + 1 - down, column + 1 - right]
        both = ~np.isnan(one + other)
        total[both] += (one + other)[both] / 2
        count[both] += 1
    result = cells.copy()
    result[hole] = np.divide(total, count, out=np.full(len(row), np.nan), where=count > 0)
    return result


def _smooth(cells: Floats) -> Floats:
    """Every cell averaged with both neighbours in its column, 1-2-1, where both are known."""
    result = cells.copy()
    mean = (cells[:-2] + 2 * cells[1:-1] + cells[2:]) / 4
    result[1:-1] = np.where(np.isnan(mean), cells[1:-1], mean)
    return result


def _bilinear(cells: Floats, at: Floats) -> Floats:
    """Heights between cell centres; of the four around a point, the known share the weight."""
    left = np.floor(at).astype(np.int64)
    part = at - left
    total, weights = np.zeros(len(at)), np.zeros(len(at))
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        column, row = left[:, 0] + right, left[:, 1] + below
        there = (column >= 0) & (column < cells.shape[1]) & (row >= 0) & (row < cells.shape[0])
        value = np.where(there, cells[np.where(there, row, 0), np.where(there, column, 0)], np.nan)
        weight = np.abs(1 - right - part[:, 0]) * np.abs(1 - below - part[:, 1])
        weight[np.isnan(value)] = 0.0
        total += weight * np.nan_to_num(value)
        weights += weight
    height: Floats = np.divide(total, weights, out=np.full(len(at), np.nan), where=weights > 0)
    return height


def _require_heights(path: Path, height: Floats) -> None:
    """Refuse a raster that knows no height under the streets, or heights that none has."""
    known = height[np.isfinite(height)]
    if not len(known):
        raise ElevationFileError(
            path,
            "holds no height under any street (nodata all over them)",
            "see whether the file covers the place, and whether its nodata value is the true one",
        )
    absurd = (known < _LOWEST_M) | (known > _HIGHEST_M)
    if absurd.any():
        raise _absurd(path, known[absurd])


def _absurd(path: Path, found: Floats) -> ElevationFileError:
    return ElevationFileError(
        path,
        f"holds heights of {found.min():,.0f} to {found.max():,.0f} m, which no street has "
        f"({_LOWEST_M:,.0f} to {_HIGHEST_M:,.0f} m)",
        "declare the value that stands for nodata, as with gdal_edit.py -a_nodata "
        f"{found.min():.0f}, and see whether scale and offset are right",
    )


def _box(raster: Any, crs: CRS) -> tuple[float, ...]:
    """West, south, east, north of the raster in degrees."""
    wide, high = raster.width, raster.height
    corners = np.array([[0, wide, wide, 0], [0, 0, high, high]])
    x, y = _moved(raster.transform, *corners)
    degrees = Transformer.from_crs(crs, WGS84, always_xy=True)
    west, south, east, north = degrees.transform_bounds(x.min(), y.min(), x.max(), y.max())
    return west, south, east, north


def _degrees(xy: Floats, crs: CRS) -> tuple[float, ...]:
    """West, south, east, north of the points in degrees."""
    lonlat = np.array(Transformer.from_crs(crs, WGS84, always_xy=True).transform(*xy.T))
    return (*lonlat.min(axis=1).tolist(), *lonlat.max(axis=1).tolist())
