"""Where facilities are entered: at doors, gates, paths and street sides, not at centroids.

An area is entered at the first of these that it has: surveyed entrances on its outline,
gates on its outline, ways that lead into it, the sides it turns to a street, a point inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

from accessibility.errors import PlacesError
from accessibility.network import Network
from accessibility.routing.graph import TravelGraph, as_graph
from accessibility.routing.kernels import Grid, Mask, components
from accessibility.routing.obstacles import ALL_SHUT, WALLS_OPEN, barred
from accessibility.routing.snapping import JOIN_LIMIT_M, on_map

ON_OUTLINE_M = 2.0  # an entrance is mapped on the outline, give or take
SAME_PATH_M = 10.0  # crossings nearer to each other are one way in
STREET_SIDE_M = 30.0  # a street so near runs past the outline
SIDES_APART_M = 50.0  # street sides nearer to each other are one way in

_GRID_M = 0.001  # outlines and streets meet on whole millimetres, or their rounding would decide

Geometry = NDArray[np.object_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class _Found:
    """Access points of one kind: the facility's row, and the point."""

    kind: str
    row: Rows
    point: Geometry


@dataclass(frozen=True, eq=False)
class _Streets:
    """Ways on the ground that one may walk, edge by edge."""

    lines: Geometry
    tree: shapely.STRtree
    bars: Grid  # what no straight way between a door and them may cross


def access_points(
    facilities: gpd.GeoDataFrame,
    entrances: gpd.GeoDataFrame | None,
    network: Network | TravelGraph,
    *,
    join_limit_m: float = JOIN_LIMIT_M,
) -> gpd.GeoDataFrame:
    """The points at which every facility is entered on foot.

    Bridges and tunnels over or under an area do not lead into it, nor does a way that runs
    along its outline. A line, such as a greenway, is entered at its ends and where walkable
    ways meet it. Every facility has a point at least, within reach of a street or not.

    Parameters
    ----------
    facilities : GeoDataFrame, any CRS, indexed by facility_id
    entrances : GeoDataFrame, tables.ENTRANCES, or None where none are known
    network : Network, or the graph of a walking profile
    join_limit_m : float [m]
        How far the nearest street side may be from its street.

    Returns
    -------
    GeoDataFrame, tables.ACCESS_POINTS, in the network's CRS
        The index is ``facility_id#1``, ``facility_id#2``, ...; rows in the order of
        `facilities`, those of one facility from west to east. They depend on where things
        are, not on the order or direction in which streets are stored.
    """
    graph = as_graph(network, "walk")
    crs = graph.network.crs
    shapes = np.asarray(on_map(facilities, crs, "facilities").to_numpy(), object)
    nowhere = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    if len(nowhere):
        raise PlacesError(
            f"facility {facilities.index[nowhere[0]]!r} has no place",
            "Fill in its geometry or remove the row",
        )
    found = list(_search(shapes, entrances, graph, join_limit_m))
    row = np.concatenate([f.row for f in found])
    kind = np.repeat([f.kind for f in found], [len(f.row) for f in found])
    point = np.concatenate([f.point for f in found])
    order = _by_place(row, point)
    return gpd.GeoDataFrame(
        {
            "facility_id": _owners(facilities.index, row[order]),
            "kind": pd.array(kind[order], dtype="str"),
        },
        geometry=point[order],
        index=pd.Index(_names(facilities.index, row[order]), dtype="str", name="access_id"),
        crs=crs,
    )


def _owners(ids: pd.Index, row: Rows) -> ExtensionArray:
    """The facility of every door, by its own id: text, a number, or what else the index holds."""
    own = ids.to_flat_index().take(row)
    text = own.inferred_type in {"string", "empty"}
    column: ExtensionArray = (own.astype("str") if text else own).array
    return column


def _names(ids: pd.Index, row: Rows) -> pd.Series:
    """A name for every door; ids that differ in kind alone are told apart as Python does."""
    plain = [str(one) for one in ids]
    told = pd.Series(plain if len(set(plain)) == len(plain) else [repr(one) for one in ids])
    count = pd.Series(row).groupby(row).cumcount() + 1
    return told.astype("str").take(row).reset_index(drop=True) + "#" + count.astype("str")


def _by_place(row: Rows, point: Geometry, *first: NDArray[np.float64]) -> Rows:
    """The order by facility, by what else comes first, and then west to east, south to north."""
    x, y = (np.round(xy(point), 3) for xy in (shapely.get_x, shapely.get_y))
    return np.lexsort((y, x, *first, row))


def _whole_mm(shapes: Geometry) -> Geometry:
    """Shapes with their vertices on whole millimetres."""
    return np.asarray(shapely.set_precision(shapes, _GRID_M, mode="pointwise"), object)


def _search(
    shapes: Geometry,
    entrances: gpd.GeoDataFrame | None,
    graph: TravelGraph,
    join_limit_m: float,
) -> Iterator[_Found]:
    """Every kind in turn, for the facilities that have none yet."""
    dimension = shapely.get_dimensions(shapes)
    points, lines, left = (np.flatnonzero(dimension == d) for d in (0, 1, 2))
    shapes = np.where(dimension > 0, _whole_mm(shapes), shapes)
    doors, of = shapely.get_parts(shapes[points], return_index=True)
    yield _Found("point", points[of], doors)
    usable = graph.open & graph.ground
    drawn = shapely.normalize(_whole_mm(graph.lines[usable]))
    streets = _Streets(drawn, shapely.STRtree(drawn), graph.bars)
    yield _line_doors(shapes, lines, streets)
    outline = np.full(len(shapes), None, object)
    outline[left] = _outlines(shapes[left])
    for kind in ("surveyed", "gate"):
        doors = _entrances(entrances, kind, graph)
        yield (found := _on_outline(kind, outline, left, doors))
        left = np.setdiff1d(left, found.row)
    yield (found := _paths(shapes, outline, left, streets))
    left = np.setdiff1d(left, found.row)
    yield (found := _street_sides(outline, left, streets, join_limit_m))
    left = np.setdiff1d(left, found.row)
    yield _Found("centroid", left, shapely.point_on_surface(shapes[left]))


def _outlines(areas: Geometry) -> Geometry:
    """The outer rings of areas, without those of their holes."""
    parts, of = shapely.get_parts(areas, return_index=True)
    if not len(parts):
        return np.zeros(0, object)
    return np.asarray(
        shapely.multilinestrings(shapely.get_exterior_ring(parts), indices=of), object
    )


def _entrances(entrances: gpd.GeoDataFrame | None, kind: str, graph: TravelGraph) -> Geometry:
    if entrances is None or entrances.empty:
        return np.zeros(0, object)
    own = entrances[entrances["kind"] == kind]
    return np.asarray(on_map(own, graph.network.crs, "entrances").to_numpy(), object)


def _on_outline(kind: str, outline: Geometry, rows: Rows, doors: Geometry) -> _Found:
    door, area = shapely.STRtree(outline[rows]).query(doors, "dwithin", ON_OUTLINE_M)
    order = np.lexsort((door, area))
    return _Found(kind, rows[area[order]], doors[door[order]])


def _paths(shapes: Geometry, outline: Geometry, rows: Rows, streets: _Streets) -> _Found:
    """Where ways cross an outline; a way that stays outside only touches its area."""
    area, way = streets.tree.query(outline[rows], "intersects")
    shapely.prepare(shapes[rows])
    leads_in = ~shapely.touches(shapes[rows[area]], streets.lines[way])
    area, way = rows[area[leads_in]], way[leads_in]
    return _meetings(outline[area], streets.lines[way], area)


def _line_doors(shapes: Geometry, rows: Rows, streets: _Streets) -> _Found:
    """Ends of lines, and where ways meet them."""
    line, way = streets.tree.query(shapes[rows], "intersects")
    met = _meetings(shapes[rows[line]], streets.lines[way], rows[line])
    ends, of = shapely.get_parts(shapely.boundary(shapes[rows]), return_index=True)
    closed = np.setdiff1d(rows, np.concatenate((met.row, rows[of])))
    row = np.concatenate((met.row, rows[of], closed))
    point = np.concatenate((met.point, ends, shapely.point_on_surface(shapes[closed])))
    return _merge(_Found("path", row, point))


def _meetings(shape: Geometry, way: Geometry, row: Rows) -> _Found:
    """Points that shapes and ways have in common; where they run together, the ends of that."""
    parts, pair = _parts(shapely.intersection(shape, way))
    together = shapely.get_dimensions(parts) == 1
    ends, of = shapely.get_parts(shapely.boundary(parts[together]), return_index=True)
    point = np.concatenate((parts[~together], ends))
    pair = np.concatenate((pair[~together], pair[together][of]))
    return _merge(_Found("path", row[pair], _whole_mm(point)))


def _parts(shapes: Geometry) -> tuple[Geometry, Rows]:
    """Single geometries, and the shape that each is part of."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    single, of_part = shapely.get_parts(parts, return_index=True)
    return single, of[of_part]


def _merge(found: _Found) -> _Found:
    """One point for those of a facility that lie within SAME_PATH_M: the westernmost."""
    order = _by_place(found.row, found.point)
    found = _Found(found.kind, found.row[order], found.point[order])
    a, b = shapely.STRtree(found.point).query(found.point, "dwithin", SAME_PATH_M)
    same = (found.row[a] == found.row[b]) & (a < b)
    root = np.arange(len(found.row), dtype=np.int32)
    a, b = a[same].astype(np.int32), b[same].astype(np.int32)
    components(a, b, np.ones(len(a), np.bool_), root)
    first = np.flatnonzero(root == np.arange(len(root)))
    return _Found(found.kind, found.row[first], found.point[first])


def _street_sides(outline: Geometry, rows: Rows, streets: _Streets, limit_m: float) -> _Found:
    """The points of an outline nearest to the streets that run past it."""
    row, across = rows[:0], np.zeros(0, object)
    for shut in (ALL_SHUT, WALLS_OPEN):  # through a wall where all sides are walled
        for metres in (STREET_SIDE_M, limit_m):
            own, lines = _free_ways(outline, np.setdiff1d(rows, row), streets, metres, shut)
            if metres > STREET_SIDE_M:
                nearest = pd.Series(shapely.length(lines)).groupby(own).transform("min")
                keep = shapely.length(lines) <= nearest.to_numpy()
                own, lines = own[keep], lines[keep]
            row, across = np.concatenate((row, own)), np.concatenate((across, lines))
    near = _whole_mm(shapely.get_point(across, 0))
    order = _by_place(row, near, np.round(shapely.length(across), 3))
    near, row = near[order], row[order]
    kept = _apart(row, np.column_stack((shapely.get_x(near), shapely.get_y(near))))
    return _Found("street side", row[kept], near[kept])


def _free_ways(
    outline: Geometry, rows: Rows, streets: _Streets, metres: float, shut: Mask
) -> tuple[Rows, Geometry]:
    """Shortest ways from outlines to the streets so near, unless something shut is between."""
    area, way = streets.tree.query(outline[rows], "dwithin", metres)
    across = shapely.shortest_line(outline[rows[area]], streets.lines[way])
    ends = shapely.get_coordinates(across).reshape(-1, 2, 2)
    free = ~barred(streets.bars, shut, ends[:, 0], ends[:, 1])
    return rows[area[free]], across[free]


def _apart(row: Rows, xy: NDArray[np.float64]) -> Rows:
    """Of each facility's points, nearest to a street first, those SIDES_APART_M apart."""
    chosen, left = [np.zeros(0, np.intp)], np.arange(len(row))
    while len(left):
        _, first, of = np.unique(row[left], return_index=True, return_inverse=True)
        best = left[first]
        chosen.append(best)
        gap = np.hypot(*(xy[left] - xy[best[of]]).T)
        left = left[gap >= SIDES_APART_M]
    return np.sort(np.concatenate(chosen))
