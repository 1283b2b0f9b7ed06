"""Places made by ruler: hexagons where no communities are known, squares where no homes are."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely import MultiPolygon, Polygon

from accessibility.errors import NoCommunitiesError

_GRID_M = 1e-3  # corners are whole millimetres, so that neighbours share a border exactly
_MOST = 200_000  # hexagons; of 500 m they cover a country such as Switzerland (judgement)
_SLIVER = 0.25  # a hexagon cut to less than this share of itself joins its neighbour (judgement)


def hexagons(area: Polygon | MultiPolygon, *, crs: CRS, size_m: float = 500.0) -> gpd.GeoDataFrame:
    """Hexagons of `size_m` from side to side that cover an area, cut at its edge.

    The grid is laid from the origin of the CRS, so that a hexagon keeps its id when the
    area grows; its name counts rows from the north and columns from the west. Slivers
    at the edge belong to the neighbour they share most border with.

    Returns
    -------
    GeoDataFrame indexed by community_id (`h<row>-<column>`), with name and geometry

    Raises
    ------
    NoCommunitiesError
        Where the area's box takes more than 200,000 hexagons, and where the area is no
        surface.
    """
    _require_size(area, size_m)
    rows, columns = _hexagon_places(area, size_m)
    parts = shapely.intersection(_hexagon_shapes(rows, columns, size_m), area, grid_size=_GRID_M)
    inside = shapely.area(parts) > 0
    if not inside.any():
        raise _no_surface()
    rows, columns, parts = rows[inside], columns[inside], parts[inside]
    names = [
        f"H-{row:02d}-{column:02d}"
        for row, column in zip(rows.max() - rows + 1, columns - columns.min() + 1, strict=True)
    ]
    index = pd.Index([f"h{r}-{c}" for r, c in zip(rows, columns, strict=True)], name="community_id")
    frame = gpd.GeoDataFrame({"name": names}, geometry=parts, index=index, crs=crs)
    whole_m2 = size_m**2 * np.sqrt(3) / 2
    return _without_slivers(frame, least_m2=_SLIVER * whole_m2).sort_values("name")


def grid_squares(land: gpd.GeoDataFrame, *, size_m: float = 100.0) -> gpd.GeoDataFrame:
    """Points on a square grid over each row of `land`, with the land each stands for.

    A point lies within the land of its square, at its middle where that is land.

    Returns
    -------
    GeoDataFrame of points with the columns row (index value in `land`), square (its place
    in the grid, as text) and land_m2, in the order of `land`, then of the grid
    """
    pieces = land.geometry.explode(index_parts=False)
    pieces = pieces[shapely.get_dimensions(pieces.values) == 2]
    which, x, y = _squares_over(pieces, size_m)
    square = shapely.box(x * size_m, y * size_m, (x + 1) * size_m, (y + 1) * size_m)
    part = shapely.intersection(square, pieces.values[which])
    found = pd.DataFrame(
        {"row": pieces.index.to_numpy()[which], "x": x, "y": y, "m2": shapely.area(part)}
    )
    found = found[found["m2"] > 0]
    order = pd.Index(land.index)
    land_m2 = found.groupby(["row", "x", "y"])["m2"].sum()
    widest = found.loc[found.groupby(["row", "x", "y"])["m2"].idxmax()]
    points = _middles(part[widest.index], square[widest.index])
    result = gpd.GeoDataFrame(
        {
            "row": widest["row"].to_numpy(),
            "square": [f"{i}-{j}" for i, j in zip(widest["x"], widest["y"], strict=True)],
            "land_m2": land_m2.to_numpy(),
        },
        geometry=points,
        crs=land.crs,
    )
    place = order.get_indexer(result["row"])
    return result.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)


def _require_size(area: Polygon | MultiPolygon, size_m: float) -> None:
    """Refuse an area without a box, and one too large, before room is made for its hexagons."""
    west, south, east, north = area.bounds
    wide, high = east - west, north - south
    if not np.isfinite(wide + high):
        raise _no_surface()
    count = (wide / size_m + 3) * (high / (size_m * np.sqrt(3) / 2) + 3)
    if count > _MOST:
        raise NoCommunitiesError(
            f"the area's box is {wide / 1000:,.0f} km wide and {high / 1000:,.0f} km high, and "
            f"takes {count:,.0f} hexagons of {size_m:.0f} m; the most is {_MOST:,}",
            "give a boundary, or a file of communities; if the place is smaller than that, see "
            "whether the extract holds stray streets far away",
        )


def _no_surface() -> NoCommunitiesError:
    return NoCommunitiesError(
        "the area has no surface that hexagons could cover",
        "give a boundary, or an extract that is cut out around a place",
    )


def _hexagon_places(
    area: Polygon | MultiPolygon, size_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the hexagons whose boxes may touch the area's box."""
    west, south, east, north = area.bounds
    step = size_m * np.sqrt(3) / 2
    rows = np.arange(np.floor(south / step) - 1, np.ceil(north / step) + 2, dtype=np.int64)
    columns = np.arange(np.floor(west / size_m) - 1, np.ceil(east / size_m) + 2, dtype=np.int64)
    grid_rows, grid_columns = np.meshgrid(rows, columns, indexing="ij")
    return grid_rows.ravel(), grid_columns.ravel()


def _hexagon_shapes(
    rows: NDArray[np.int64], columns: NDArray[np.int64], size_m: float
) -> NDArray[np.object_]:
    """Hexagons with a corner to the north; every other row stands half a width east."""
    radius = size_m / np.sqrt(3)
    x = (columns + 0.5 * (rows % 2)) * size_m
    y = rows * 1.5 * radius
    turn = np.pi / 6 + np.arange(6) * np.pi / 3
    corners = np.stack(
        [
            x[:, None] + radius * np.cos(turn)[None, :],
            y[:, None] + radius * np.sin(turn)[None, :],
        ],
        axis=-1,
    )
    shapes: NDArray[np.object_] = shapely.polygons(corners)
    return shapes


def _without_slivers(frame: gpd.GeoDataFrame, *, least_m2: float) -> gpd.GeoDataFrame:
    """The same cover with each piece below `least_m2` joined to a neighbour that is not."""
    small = frame.geometry.area < least_m2
    if not small.any() or small.all():
        return frame
    slivers, kept = frame[small], frame[~small]
    mine, theirs = kept.sindex.query(slivers.geometry, predicate="intersects")
    shared = shapely.length(
        shapely.intersection(
            shapely.boundary(slivers.geometry.values[mine]),
            shapely.boundary(kept.geometry.values[theirs]),
        )
    )
    pairs = pd.DataFrame(
        {"sliver": slivers.index[mine], "host": kept.index[theirs], "shared": shared}
    )
    pairs = pairs[pairs["shared"] > 0].sort_values(["shared", "host"], ascending=[False, True])
    host = pairs.drop_duplicates("sliver").set_index("sliver")["host"]
    target = pd.Series(frame.index, frame.index).where(~frame.index.isin(host.index), None)
    target = target.fillna(host)
    joined = frame.geometry.groupby(target).agg(
        lambda parts: shapely.union_all(parts.values, grid_size=_GRID_M)
    )
    result = frame.loc[joined.index].copy()
    return result.set_geometry(gpd.GeoSeries(joined, crs=frame.crs))


def _squares_over(
    pieces: gpd.GeoSeries, size_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every pair of a piece of land and a square of the grid that touch."""
    west, south, east, north = (
        np.floor(edge / size_m).astype(np.int64) for edge in pieces.bounds.to_numpy().T
    )
    wide, high = east - west + 1, north - south + 1
    which = np.repeat(np.arange(len(pieces)), wide * high)
    place = np.arange(len(which)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    x, y = west[which] + place % wide[which], south[which] + place // wide[which]
    square = shapely.box(x * size_m, y * size_m, (x + 1) * size_m, (y + 1) * size_m)
    shapely.prepare(pieces.values)
    touch = shapely.intersects(pieces.values[which], square)
    return which[touch], x[touch], y[touch]


def _middles(parts: NDArray[np.object_], squares: NDArray[np.object_]) -> NDArray[np.object_]:
    """The middle of each square if it is land, else a point that is."""
    middle = shapely.centroid(squares)
    inside = shapely.intersects(parts, middle)
    points: NDArray[np.object_] = np.where(inside, middle, shapely.point_on_surface(parts))
    return points
