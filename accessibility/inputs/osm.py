"""An OpenStreetMap extract: streets, facilities, buildings, boundaries and entrances."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.crs import WGS84
from accessibility.errors import AcrossMeridianError, OsmEmptyError
from accessibility.inputs.obstacles import ObstacleLines, obstacle_lines
from accessibility.inputs.osm_scan import Points, Scan, scan
from accessibility.inputs.osm_shapes import Shapes, relation_shapes, way_shapes
from accessibility.inputs.osm_tags import (
    Tags,
    entrance_kind,
    is_administrative,
    is_area_object,
    is_building,
    is_control,
    is_line_object,
    is_point_object,
    is_street,
)
from accessibility.inputs.streets import StreetWays, control_table, tag_table, text_column
from accessibility.inputs.usable_streets import usable_streets

Box = tuple[float, float, float, float]
Mask = NDArray[np.bool_]

# Tags that most buildings carry and that `buildings` does not repeat.
_PLAIN = frozenset(("building", "addr", "height", "source", "roof", "type", "start_date"))
_THIN = 1e-4  # degrees, some 10 m: a thinner box is widened on all sides by _BESIDE
_BESIDE = 1e-3
_LEVELS = r"^\s*(\d+(?:\.\d+)?)"
_HEIGHT = r"^\s*(\d+(?:[.,]\d+)?)\s*(m|ft|')?\s*$"


@dataclass(frozen=True, eq=False, kw_only=True)
class Extract:
    """What an OSM file holds, in degrees; every frame has a RangeIndex and EPSG:4326.

    An extract that was cut out of a larger map is the normal case: lines are broken where
    a node is missing and their pieces kept, areas that do not close are left out, and
    `incomplete` counts both.

    Attributes
    ----------
    path : Path
    date : ISO 8601, when the map was in this state; None where the file does not say
    date_is_newest_edit : whether the date is that of the newest edit seen, for want of one
        in the header
    bounds : west, south, east, north [degrees] of the data: the header's box, where it has
        one that fits the streets, else the box of the nodes of usable streets; never
        across 180 degrees, never without a surface
    streets : StreetWays, everything to walk, ride or drive on, and the edges of plazas;
        stray nodes have no place (NaN)
    objects : osm_id ("n1", "w2", "r3"), tags (dict), geometry (Point, LineString,
        MultiLineString, Polygon or MultiPolygon); what could be a facility or is drawn
    buildings : osm_id, building, levels [count], height [m] (NaN where not tagged), tags
        (dict, empty for a building with nothing but address and size), geometry
    boundaries : osm_id, admin_level (int), name, name_zh, name_en (NaN where absent),
        geometry; the administrative areas that close
    entrances : osm_id, kind ("surveyed" or "gate"), geometry (Point)
    obstacles : walls, shores and rails
    incomplete : counts of what the file holds in part: street_ways_cut,
        street_ways_dropped, street_ways_stray (led to a node far from all streets, which
        was taken out), areas_not_closed, areas_repaired, admin_boundaries_not_closed
    open_boundaries : admin_level and name of the administrative boundaries that do not close
    """

    path: Path
    date: str | None
    date_is_newest_edit: bool
    bounds: Box
    streets: StreetWays
    objects: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame
    boundaries: gpd.GeoDataFrame
    entrances: gpd.GeoDataFrame
    obstacles: ObstacleLines
    incomplete: Mapping[str, int]
    open_boundaries: tuple[tuple[str, str], ...]


def read_osm(path: Path) -> Extract:
    """Read an OSM extract (.osm.pbf, .osm, .osm.bz2, .osm.gz).

    Raises
    ------
    InputError
        Where the file is missing, is no OSM file, is cut off or damaged, holds nothing,
        holds no street whose nodes are there, or lies on both sides of 180 degrees.
    """
    found = scan(path)
    if not (len(found.points.ids) or len(found.ways.ids) or found.relations.tags):
        raise OsmEmptyError(path)
    usable = usable_streets(path, _streets(found))
    shaped = _shaped(found)
    counts, open_boundaries = shaped.incomplete()
    return Extract(
        path=path,
        date=found.date or found.newest,
        date_is_newest_edit=found.date is None and found.newest is not None,
        bounds=_bounds(path, found.box, usable.lonlat),
        streets=usable.streets,
        objects=_objects(found, shaped),
        buildings=_buildings(shaped),
        boundaries=_boundaries(shaped),
        entrances=_entrances(found),
        obstacles=obstacle_lines(found.ways, found.relations),
        incomplete={**usable.incomplete, **counts},
        open_boundaries=open_boundaries,
    )


def _streets(found: Scan) -> StreetWays:
    """The street ways, and behind them the outlines of plazas that are relations."""
    ways = found.ways
    rows = np.flatnonzero(np.fromiter(map(is_street, ways.tags), bool, len(ways.tags)))
    count = np.diff(ways.first)[rows]
    inside = np.zeros(len(ways.tags), bool)
    inside[rows] = True
    nodes = np.repeat(inside, np.diff(ways.first))
    rings = [(i, ring) for i, own in sorted(found.relations.rings.items()) for ring in own]
    ring_count = np.array([len(refs) for _, (refs, _) in rings], np.int64)
    ring_refs = np.array([ref for _, (refs, _) in rings for ref in refs], np.int64)
    ring_lonlat = np.array([at for _, (_, places) in rings for at in places], np.float64)
    tags = [ways.tags[row] for row in rows] + [found.relations.tags[i] for i, _ in rings]
    ids = np.concatenate((ways.ids[rows], np.array([-i for i, _ in rings], np.int64)))
    refs = np.concatenate((ways.refs[nodes], ring_refs))
    return StreetWays(
        tags=tag_table(ids, tags),
        controls=_controls(found.points, refs),
        refs=refs,
        lonlat=np.concatenate((ways.lonlat[nodes], ring_lonlat.reshape(-1, 2))),
        first=np.concatenate(([0], np.cumsum(np.concatenate((count, ring_count))))),
    )


def _controls(points: Points, refs: NDArray[np.int64]) -> pd.DataFrame:
    """The nodes among `refs` that bar the way or make one wait."""
    chosen = np.isin(points.ids, refs)
    chosen[chosen] = [is_control(points.tags[row]) for row in np.flatnonzero(chosen).tolist()]
    rows = np.flatnonzero(chosen)
    return control_table(points.ids[rows], [points.tags[row] for row in rows.tolist()])


def _bounds(path: Path, box: Box | None, lonlat: NDArray[np.float64]) -> Box:
    """The header's box, unless it misses the streets or is far larger than they reach.

    Some tools keep the box of the file they cut from, or write half the globe.
    """
    low, high = lonlat.min(axis=0), lonlat.max(axis=0)
    if high[0] - low[0] > 180:
        raise AcrossMeridianError(str(path), low[0], high[0])
    seen = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    if box is None or not shapely.box(*box).intersects(shapely.box(*seen)):
        return _widened(seen)
    room = 3 * (high - low) + 0.01
    return _widened(box if box[2] - box[0] <= room[0] and box[3] - box[1] <= room[1] else seen)


def _widened(box: Box) -> Box:
    """A box with a surface and its streets inside, even around one street along a parallel."""
    west, south, east, north = box
    if min(east - west, north - south) >= _THIN:
        return box
    return west - _BESIDE, south - _BESIDE, east + _BESIDE, north + _BESIDE


@dataclass(frozen=True, eq=False, kw_only=True)
class _Kinds:
    """What each set of tags could be, asked once."""

    area_object: Mask
    line_object: Mask
    building: Mask
    administrative: Mask

    @staticmethod
    def of(tags: Sequence[Tags]) -> "_Kinds":
        """Ask every question of every set of tags; those of most houses are one object."""
        tests = (is_area_object, is_line_object, is_building, is_administrative)
        each = {id(own): own for own in tags}
        number = dict(zip(each, range(len(each)), strict=True))
        place = np.fromiter((number[id(own)] for own in tags), np.int64, len(tags))
        masks = [np.fromiter(map(test, each.values()), bool, len(each))[place] for test in tests]
        return _Kinds(
            area_object=masks[0], line_object=masks[1], building=masks[2], administrative=masks[3]
        )

    @property
    def area(self) -> Mask:
        """Whether it is wanted as an area at all."""
        return self.area_object | self.building | self.administrative


@dataclass(frozen=True, eq=False, kw_only=True)
class _Shaped:
    """Ways, then relations, with their shapes; None where incomplete or not wanted."""

    ids: NDArray[np.object_]  # "w2", "r3"
    tags: list[dict[str, str]]
    kinds: _Kinds
    area: Mask
    geometry: Shapes
    repaired: int

    @property
    def there(self) -> Mask:
        """Whether it has a shape."""
        return ~pd.isna(self.geometry)

    def frame(self, rows: Mask, columns: Mapping[str, object]) -> gpd.GeoDataFrame:
        """The chosen ones with these columns between osm_id and geometry."""
        data = {"osm_id": pd.array(self.ids[rows], dtype="str"), **columns}
        return gpd.GeoDataFrame(data, geometry=self.geometry[rows], crs=WGS84)

    def tags_of(self, rows: Mask) -> list[dict[str, str]]:
        """The tags of the chosen ones."""
        return [self.tags[row] for row in np.flatnonzero(rows).tolist()]

    def incomplete(self) -> tuple[dict[str, int], tuple[tuple[str, str], ...]]:
        """Counts of areas that do not close, and the level and name of boundaries among them."""
        lost = self.area & ~self.there
        units = self.tags_of(lost & self.kinds.administrative)
        counts = {
            "areas_not_closed": int((lost & self.kinds.area).sum()) - len(units),
            "areas_repaired": self.repaired,
            "admin_boundaries_not_closed": len(units),
        }
        return counts, tuple((own.get("admin_level", ""), own.get("name", "?")) for own in units)


def _shaped(found: Scan) -> _Shaped:
    """The shape of every way and relation that could matter."""
    relations = sorted(found.relations.tags)
    tags = [*found.ways.tags, *(found.relations.tags[number] for number in relations)]
    kinds = _Kinds.of(tags)
    count = len(found.ways.tags)
    ways = way_shapes(found.ways, kinds.area[:count], kinds.line_object[:count])
    names = [f"w{i}" for i in found.ways.ids.tolist()] + [f"r{number}" for number in relations]
    return _Shaped(
        ids=np.array(names, dtype=object),
        tags=tags,
        kinds=kinds,
        area=np.concatenate((ways.area, np.ones(len(relations), bool))),
        geometry=np.concatenate((ways.geometry, relation_shapes(found.relations, relations))),
        repaired=ways.repaired,
    )


def _objects(found: Scan, shaped: _Shaped) -> gpd.GeoDataFrame:
    """Nodes, then ways, then relations that could be a facility or are drawn."""
    is_point = np.fromiter(map(is_point_object, found.points.tags), bool, len(found.points.tags))
    rows = shaped.there & np.where(shaped.area, shaped.kinds.area_object, shaped.kinds.line_object)
    others = shaped.frame(rows, {"tags": _column(shaped.tags_of(rows))})
    both = pd.concat([_points(found, is_point), others], ignore_index=True)
    return gpd.GeoDataFrame(both, geometry="geometry", crs=WGS84)


def _points(found: Scan, rows: Mask) -> gpd.GeoDataFrame:
    chosen = np.flatnonzero(rows & ~np.isnan(found.points.lonlat[:, 0]))
    return gpd.GeoDataFrame(
        {
            "osm_id": pd.array([f"n{i}" for i in found.points.ids[chosen]], dtype="str"),
            "tags": _column([found.points.tags[row] for row in chosen]),
        },
        geometry=shapely.points(found.points.lonlat[chosen]),
        crs=WGS84,
    )


def _column(tags: Sequence[Tags]) -> pd.Series:
    return pd.Series(tags, index=pd.RangeIndex(len(tags)), dtype=object)


def _text(tags: Sequence[Tags], *keys: str) -> pd.Series:
    """The first of these tags that is there, NaN where none is."""
    rows = [row for row, own in enumerate(tags) if not own.keys().isdisjoint(keys)]
    found = [next(tags[row][key] for key in keys if key in tags[row]) for row in rows]
    return pd.Series(text_column(len(tags), rows, found), index=pd.RangeIndex(len(tags)))


def _buildings(shaped: _Shaped) -> gpd.GeoDataFrame:
    rows = shaped.there & shaped.area & shaped.kinds.building
    tags = shaped.tags_of(rows)
    keys = list(map(tuple, tags))
    plain = {own for own in set(keys) if all(key.partition(":")[0] in _PLAIN for key in own)}
    told = [{} if names in plain else own for names, own in zip(keys, tags, strict=True)]
    columns = {
        "building": _text(tags, "building"),
        "levels": _levels(_text(tags, "building:levels")),
        "height": _height_m(_text(tags, "height", "building:height")),
        "tags": _column(told),
    }
    return shaped.frame(rows, columns)


def _levels(told: "pd.Series[str]") -> "pd.Series[float]":
    """Number of floors, NaN where none is told."""
    number = told.dropna().str.extract(_LEVELS, expand=False)
    return pd.to_numeric(number).astype(float).reindex(told.index)


def _height_m(told: "pd.Series[str]") -> "pd.Series[float]":
    """Height [m], NaN where none is told."""
    height = told.dropna().str.extract(_HEIGHT)
    metres = pd.to_numeric(height[0].str.replace(",", ".")).astype(float)
    return metres.where(~height[1].isin(("ft", "'")), metres * 0.3048).reindex(told.index)


def _boundaries(shaped: _Shaped) -> gpd.GeoDataFrame:
    rows = shaped.there & shaped.area & shaped.kinds.administrative
    tags = shaped.tags_of(rows)
    columns = {
        "admin_level": np.array([int(own["admin_level"]) for own in tags], np.int64),
        "name": _text(tags, "name"),
        "name_zh": _text(tags, "name:zh", "name:zh-Hans"),
        "name_en": _text(tags, "name:en"),
    }
    return shaped.frame(rows, columns)


def _entrances(found: Scan) -> gpd.GeoDataFrame:
    kinds = [entrance_kind(own) for own in found.points.tags]
    rows = np.array([kind is not None for kind in kinds], bool)
    frame = _points(found, rows).drop(columns="tags")
    located = ~np.isnan(found.points.lonlat[:, 0])
    chosen = [kind for kind, row in zip(kinds, rows & located, strict=True) if row]
    frame.insert(1, "kind", pd.array(chosen, dtype="str"))
    return frame
