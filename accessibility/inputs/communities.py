"""The communities that get a verdict: from a file, from OSM boundaries, or a grid of hexagons."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Geod
from shapely import MultiPolygon, Polygon

from accessibility.crs import WGS84
from accessibility.errors import (
    AreasFileError,
    CommunitiesElsewhereError,
    MissingColumnError,
    NoCommunitiesError,
)
from accessibility.inputs.areas import (
    ID_COLUMNS,
    NAME_COLUMNS,
    feature_label,
    find_column,
    place_words,
    read_areas,
)
from accessibility.inputs.grids import hexagons
from accessibility.tables import COMMUNITIES

NAME_ZH_COLUMNS = ("name_zh", "name:zh", "中文名", "中文名称")
HEXAGON_M = 500.0  # side to side: about the land of one 5-minute circle
COMMUNITY_LEVEL = 10  # admin_level of 社区 in China and of its like elsewhere
OVERLAP_SHARE = 0.01  # of the smaller of two: more is a fault, less is a shaky hand (judgement)
OVERLAP_M2 = 1000.0
FAR_M = 100_000.0  # from any other: no longer the same city, but a slip in the file (judgement)

_CHINESE = r"[一-鿿]"
_NAMES_TOLD = 8  # in a message; the others are counted


def read_communities(
    path: Path,
    *,
    crs: CRS,
    id: str | None = None,  # noqa: A002
    name: str | None = None,
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Communities of a vector file, checked; and what a reader must know about them.

    `id` and `name` are columns of the file; without them the usual names, in Chinese and
    English, are looked for. Overlaps, doubled ids and outlines that are not valid are
    refused, never repaired.

    Returns
    -------
    GeoDataFrame of COMMUNITIES indexed by community_id (text), sorted by it
    """
    frame, remarks = read_areas(path, crs=crs)
    id_column = _column(path, frame, id, ID_COLUMNS)
    name_column = _column(path, frame, name, NAME_COLUMNS)
    zh_column = find_column(frame.columns, NAME_ZH_COLUMNS)
    for column in filter(None, (id_column, name_column, zh_column)):
        _require_plain(path, frame, column)
    _require_together(path, frame)
    ids, said_ids = _ids(path, frame, id_column, name_column)
    names = (
        _texts(frame[name_column]) if name_column else pd.Series(np.nan, frame.index, dtype="str")
    )
    said = (*remarks, *said_ids, *_nameless_remark(path, names, ids))
    _require_apart(path, frame)
    result = _communities(
        frame.geometry,
        ids=ids,
        names=names.fillna(ids),
        names_zh=_texts(frame[zh_column]) if zh_column else None,
    )
    return result, said


def read_boundary(path: Path, *, crs: CRS) -> Polygon | MultiPolygon:
    """The area a study is limited to: all polygons of a file together."""
    frame, _ = read_areas(path, crs=crs)
    return shapely.union_all(frame.geometry.values)


def admin_communities(
    boundaries: gpd.GeoDataFrame, *, level: int = COMMUNITY_LEVEL
) -> gpd.GeoDataFrame:
    """The closed administrative areas of one level; NoCommunitiesError where none closes."""
    chosen = boundaries[boundaries["admin_level"] == level]
    if chosen.empty:
        levels = sorted(set(boundaries["admin_level"]))
        found = ", ".join(map(str, levels)) if levels else "none"
        raise NoCommunitiesError(
            f"no boundary of admin_level {level} closes inside the OSM extract "
            f"(levels with closed areas: {found})",
            "choose another level, give a file of communities, or leave both out for hexagons",
        )
    ids = chosen["osm_id"].astype(str)
    names = _texts(chosen["name"]).fillna(_texts(chosen["name_en"])).fillna(ids)
    return _communities(chosen.geometry, ids=ids, names=names, names_zh=_texts(chosen["name_zh"]))


def hexagon_communities(
    area: Polygon | MultiPolygon, *, crs: CRS, size_m: float = HEXAGON_M
) -> gpd.GeoDataFrame:
    """Hexagons in place of communities, to be cut down to those where somebody lives."""
    grid = hexagons(area, crs=crs, size_m=size_m)
    return _communities(grid.geometry, ids=pd.Series(grid.index, grid.index), names=grid["name"])


def default_communities(
    boundaries: gpd.GeoDataFrame,
    area: Polygon | MultiPolygon,
    *,
    open_names: Sequence[str] = (),
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """What stands for communities when nothing was said, and the remark that says so.

    The closed admin_level 10 areas of the extract whose inside point is in `area`; where
    there is none, hexagons over `area`. `open_names` are the boundaries of that level
    that the extract cuts.
    """
    count = len(set(open_names))
    cut = f"its edge cuts {count} {'boundary' if count == 1 else 'boundaries'}"
    cut = f"{cut}: {listed(open_names)}" if count else ""
    at_level = boundaries[boundaries["admin_level"] == COMMUNITY_LEVEL]
    if not at_level.empty:
        communities = within(admin_communities(at_level), area)
        if not communities.empty:
            left_out = f"; {cut}" if cut else ""
            said = f"the {len(communities)} closed admin_level {COMMUNITY_LEVEL} areas of the map"
            return communities, (f"communities are {said}{left_out}",)
    said = (
        f"no admin_level {COMMUNITY_LEVEL} boundary closes inside the map"
        f"{f' ({cut})' if cut else ''}: hexagons of {HEXAGON_M:.0f} m stand in for communities"
    )
    return hexagon_communities(area, crs=boundaries.crs), (said,)


def within(communities: gpd.GeoDataFrame, boundary: Polygon | MultiPolygon) -> gpd.GeoDataFrame:
    """The communities whose inside point lies in the boundary; whole, not cut."""
    shapely.prepare(boundary)
    inside = shapely.intersects(boundary, communities.geometry.representative_point().values)
    return communities[inside]


def inhabited(communities: gpd.GeoDataFrame, cells: pd.DataFrame) -> gpd.GeoDataFrame:
    """The communities that hold a cell where somebody lives."""
    lived_in = cells.loc[cells["people"] > 0, "community_id"].unique()
    return communities[communities.index.isin(lived_in)]


def with_streets(communities: gpd.GeoDataFrame, node_xy: NDArray[np.float64]) -> gpd.GeoDataFrame:
    """The communities that hold a street node."""
    return communities[_has_street(communities, node_xy)]


def require_on_streets(
    communities: gpd.GeoDataFrame, node_xy: NDArray[np.float64], *, source: str
) -> None:
    """Raise where no community holds any street node (float [n, 2], in the same CRS)."""
    if not _has_street(communities, node_xy).any():
        corners = np.vstack([node_xy.min(axis=0), node_xy.max(axis=0)])
        streets = gpd.GeoSeries(shapely.points(corners), crs=communities.crs)
        boxes = (g.to_crs(WGS84).total_bounds for g in (communities.geometry, streets))
        raise CommunitiesElsewhereError(source, *boxes)


def streetless_remark(
    communities: gpd.GeoDataFrame, node_xy: NDArray[np.float64]
) -> tuple[str, ...]:
    """Say which communities hold no street node, if any: they may lie off the map."""
    bare = communities.loc[~_has_street(communities, node_xy), "name"]
    if bare.empty:
        return ()
    return (f"{len(bare)} of {len(communities)} communities hold no street: {listed(bare)}",)


def listed(names: Iterable[str]) -> str:
    """The first names in order, and how many more there are."""
    names = sorted(set(map(str, names)))
    more = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" and {more} more" if more > 0 else "")


def _has_street(communities: gpd.GeoDataFrame, node_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    tree = shapely.STRtree(shapely.points(node_xy))
    found = np.zeros(len(communities), dtype=np.bool_)
    found[tree.query(communities.geometry.values, predicate="intersects")[0]] = True
    return found


def _communities(
    geometry: gpd.GeoSeries,
    *,
    ids: pd.Series,
    names: pd.Series,
    names_zh: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    """The COMMUNITIES table; what a community's source does not say is not known."""
    in_chinese = names.where(names.str.contains(_CHINESE))
    unknown = pd.Series(np.nan, geometry.index)
    frame = gpd.GeoDataFrame(
        {
            "name": names.astype("str"),
            "name_zh": in_chinese if names_zh is None else names_zh.fillna(in_chinese),
            "unit": "community",
            "kind": "urban",
            "parent_id": unknown.astype("str"),
            "population": unknown,
            "households": unknown,
            "children": unknown,
            "elderly": unknown,
            "area_m2": geometry.area,
        },
        geometry=geometry,
        crs=geometry.crs,
    )
    frame["name_zh"] = frame["name_zh"].astype("str")
    frame = frame.set_index(pd.Index(ids.to_numpy(), name="community_id", dtype="str"))
    COMMUNITIES.require(frame)
    return frame.sort_index()


def _texts(values: pd.Series) -> pd.Series:
    """Values as text: whole numbers without a point, blanks as not known."""
    if pd.api.types.is_float_dtype(values) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    texts = values.astype("str").str.strip()
    return texts.where(values.notna() & (texts != ""))


def _column(path: Path, frame: pd.DataFrame, asked: str | None, usual: Iterable[str]) -> str | None:
    """The column asked for, which must be there, or the first usual one."""
    if asked is None:
        return find_column(frame.columns, usual)
    if asked not in frame.columns:
        raise MissingColumnError(str(path), asked, frame.columns.drop("geometry"))
    return asked


def _ids(
    path: Path, frame: gpd.GeoDataFrame, id_column: str | None, name_column: str | None
) -> tuple[pd.Series, tuple[str, ...]]:
    """An identity for every feature, and what stood in for it if no column holds one."""
    rows = pd.Series([str(row + 1) for row in range(len(frame))], frame.index)
    if id_column is None:
        names = _texts(frame[name_column]) if name_column else rows
        stand_in = "name" if name_column and names.notna().all() and names.is_unique else "row"
        said = f"{path.name}: no column of ids, so communities are known by their {stand_in}"
        return (names if stand_in == "name" else rows), (said,)
    ids = _texts(frame[id_column])
    if ids.isna().any():
        row = int(np.flatnonzero(ids.isna())[0])
        finding = f"{feature_label(frame, row)}: no id in column {id_column!r}"
        raise AreasFileError(path, finding, "fill it in, or name another column as id")
    if ids.duplicated().any():
        twice = ids[ids.duplicated(keep=False)]
        where = ", ".join(str(row + 1) for row in twice.index[twice == twice.iloc[0]])
        finding = f"id {twice.iloc[0]!r} in column {id_column!r} stands at features {where}"
        raise AreasFileError(path, finding, "give each community its own id")
    return ids, ()


def _nameless_remark(path: Path, names: pd.Series, ids: pd.Series) -> tuple[str, ...]:
    nameless = ids[names.isna()]
    if nameless.empty:
        return ()
    said = f"{path.name}: {len(nameless)} communities have no name and go by their id"
    return (f"{said}: {listed(nameless)}",)


def _require_plain(path: Path, frame: gpd.GeoDataFrame, column: str) -> None:
    """Raise where a column holds lists or objects, as GeoJSON may."""
    if frame[column].dtype != object:
        return
    nested = np.flatnonzero([isinstance(v, list | dict | np.ndarray) for v in frame[column]])
    if len(nested):
        value = frame[column].iloc[nested[0]]
        kind = "an object" if isinstance(value, dict) else "a list"
        finding = f"{feature_label(frame, int(nested[0]))}: {kind} in column {column!r}"
        raise AreasFileError(path, finding, "write one text or number there")


def _require_together(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise where communities lie so far from the others that they cannot be of one study."""
    inside = frame.geometry.representative_point()
    far = np.flatnonzero(~_together(shapely.get_coordinates(inside.values)))
    if not len(far):
        return
    lonlat = frame.to_crs(WGS84)
    told = [_far_words(frame, lonlat, int(row), far) for row in far[:_NAMES_TOLD]]
    more = f"; and {len(far) - len(told)} more" if len(far) > len(told) else ""
    remedy = "correct or leave out what is not where it should be; a study is of one city"
    raise AreasFileError(path, f"{'; '.join(told)}{more}", remedy)


def _far_words(
    frame: gpd.GeoDataFrame, lonlat: gpd.GeoDataFrame, row: int, far: NDArray[np.int64]
) -> str:
    """Where a far feature lies, and how far from which of the others."""
    inside = shapely.get_coordinates(shapely.point_on_surface(lonlat.geometry.values))
    rest = np.setdiff1d(np.arange(len(frame)), far)
    here = np.broadcast_to(inside[row], (len(rest), 2))
    metres = Geod(ellps="WGS84").inv(*here.T, *inside[rest].T)[2]
    other, km = int(rest[np.argmin(metres)]), float(np.min(metres)) / 1000
    where = f"{feature_label(frame, row)} lies at {place_words(lonlat, row)}"
    return f"{where}, {km:,.0f} km from the nearest of the others, {feature_label(frame, other)}"


def _together(xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which points are joined, in steps of FAR_M at most, to the one nearest their median."""
    from scipy.spatial import cKDTree  # slow to import, and only a file of communities asks

    near = np.zeros(len(xy), dtype=np.bool_)
    near[np.argmin(np.hypot(*(xy - np.median(xy, axis=0)).T))] = True
    reached = 0
    while reached < near.sum() < len(xy):
        reached = int(near.sum())
        away, _ = cKDTree(xy[near]).query(xy, distance_upper_bound=FAR_M)
        near = np.isfinite(away)
    return near


def _require_apart(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Raise where communities overlap by more than drawing allows."""
    one, two = frame.sindex.query(frame.geometry, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shapes, areas = frame.geometry.values, frame.geometry.area.to_numpy()
    shared = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    allowed = np.minimum(OVERLAP_M2, OVERLAP_SHARE * np.minimum(areas[one], areas[two]))
    wrong = np.flatnonzero(shared > np.maximum(allowed, 1.0))
    if len(wrong):
        worst = wrong[np.argsort(-shared[wrong], kind="stable")][:_NAMES_TOLD]
        pairs = "; ".join(
            f"{feature_label(frame, one[k])} and {feature_label(frame, two[k])} "
            f"by {shared[k]:,.0f} m2"
            for k in worst
        )
        more = f"; and {len(wrong) - len(worst)} pairs more" if len(wrong) > len(worst) else ""
        remedy = "redraw their border; a resident belongs to one community only"
        raise AreasFileError(path, f"communities overlap: {pairs}{more}", remedy)
