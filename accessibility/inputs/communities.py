"""The communities that get a verdict: from a file, from OSM boundaries, or a grid of hexagons."""

from collections.abc import Sequence
from pathlib import Path
from typing import Unpack

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely import MultiPolygon, Polygon

from accessibility.crs import WGS84
from accessibility.errors import CommunitiesElsewhereError, NoCommunitiesError
from accessibility.inputs.areas import read_areas
from accessibility.inputs.attributes import Columns, text_of
from accessibility.inputs.grids import hexagons
from accessibility.inputs.unit_files import SORTS, listed, read_units, unit_table
from accessibility.standards.schema import KINDS

HEXAGON_M = 500.0  # side to side: about the land of one 5-minute circle
COMMUNITY_LEVEL = 10  # admin_level of 社区 in China and of its like elsewhere


def read_communities(
    path: Path, *, crs: CRS, **columns: Unpack[Columns]
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Communities of a vector file, checked; and what a reader must know about them.

    See `read_units`. Overlaps are refused. Where no kind is told, a community is urban; if
    the file has a column of kinds, that is said.

    Returns
    -------
    GeoDataFrame of COMMUNITIES indexed by community_id (text), sorted by it
    """
    frame, remarks = read_units(path, crs=crs, **columns)
    blank = frame.loc[frame["kind"].isna(), "name"]
    if columns.get("kind") and len(blank):
        said = f"{path.name}: {len(blank)} communities have no kind and count as urban"
        remarks = (*remarks, f"{said}: {listed(blank)}")
    return frame.assign(kind=frame["kind"].fillna(KINDS[0])), remarks


def read_boundary(path: Path, *, crs: CRS) -> Polygon | MultiPolygon:
    """The area a study is limited to: all polygons of a file together."""
    frame, _ = read_areas(path, crs=crs)
    return shapely.union_all(frame.geometry.values)


def admin_communities(
    boundaries: gpd.GeoDataFrame, *, level: int = COMMUNITY_LEVEL, sort: str = "community"
) -> gpd.GeoDataFrame:
    """The closed administrative areas of one level; NoCommunitiesError where none closes."""
    chosen = boundaries[boundaries["admin_level"] == level]
    if chosen.empty:
        levels = sorted(set(boundaries["admin_level"]))
        found = ", ".join(map(str, levels)) if levels else "none"
        other = ", or leave both out for hexagons" if sort == "community" else ""
        raise NoCommunitiesError(
            f"no boundary of admin_level {level} closes inside the OSM extract "
            f"(levels with closed areas: {found})",
            f"choose another level, give a file of {SORTS[sort].plural}{other}",
            units=SORTS[sort].plural,
        )
    return unit_table(
        chosen.geometry,
        ids=chosen["osm_id"].astype(str),
        names=text_of(chosen["name"]).fillna(text_of(chosen["name_en"])),
        names_zh=text_of(chosen["name_zh"]),
        sort=sort,
        kinds=pd.Series(KINDS[0], chosen.index) if sort == "community" else None,
    )


def cut_remark(names: Sequence[str], *, level: int, sort: str) -> tuple[str, ...]:
    """Say which boundaries the extract cuts, so that they are no units."""
    count = len(set(names))
    if not count:
        return ()
    said = f"the edge of the map cuts {count} boundaries of admin_level {level}"
    return (f"{said}, which are no {SORTS[sort].plural}: {listed(names)}",)


def hexagon_communities(
    area: Polygon | MultiPolygon, *, crs: CRS, size_m: float = HEXAGON_M
) -> gpd.GeoDataFrame:
    """Hexagons in place of communities, to be cut down to those where somebody lives."""
    grid = hexagons(area, crs=crs, size_m=size_m)
    return unit_table(
        grid.geometry,
        ids=pd.Series(grid.index, grid.index),
        names=grid["name"],
        kinds=pd.Series(KINDS[0], grid.index),
    )


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


def _has_street(communities: gpd.GeoDataFrame, node_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    tree = shapely.STRtree(shapely.points(node_xy))
    found = np.zeros(len(communities), dtype=np.bool_)
    found[tree.query(communities.geometry.values, predicate="intersects")[0]] = True
    return found
