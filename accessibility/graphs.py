"""A networkx graph as OSMnx makes it, read street by street and checked."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from accessibility.crs import WGS84, segment_m
from accessibility.errors import GraphError

if TYPE_CHECKING:
    import networkx as nx

MOST_M = np.iinfo(np.int32).max / 1000  # metres whose millimetres an int32 can hold
_ASTRAY_M = 1000.0  # a geometry that begins farther from its node is another's (judgement)


@dataclass(frozen=True, eq=False)
class Street:
    """One street of a graph: the edge that stands for both its directions."""

    tail: int
    head: int
    data: dict[str, Any]
    xy: NDArray[np.float64]  # vertices from tail to head, in the graph's CRS
    one_direction: bool
    name: str  # for messages: the graph's own names of its ends


def graph_crs(graph: "nx.MultiDiGraph") -> CRS:
    """The CRS that a graph with edges says it is in."""
    told = graph.graph.get("crs")
    if told is None:
        raise GraphError("has no CRS (graph['crs'])")
    if not graph.number_of_edges():
        raise GraphError("has no edge")
    try:
        crs = CRS.from_user_input(told)
    except CRSError as fault:
        raise GraphError(f"its CRS {told!r} is not known") from fault
    if not (crs.is_geographic or crs.is_projected):
        raise GraphError(f"its CRS {told!r} has no places on the ground")
    return crs


def graph_nodes(
    graph: "nx.MultiDiGraph", crs: CRS
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Ids (numbered downwards from -1 where they are no whole numbers) and places [n, 2]."""
    names = list(graph)
    places = [(data.get("x"), data.get("y")) for _, data in graph.nodes(data=True)]
    xy = np.array([(_number(x), _number(y)) for x, y in places], np.float64)
    lost = np.flatnonzero(~np.isfinite(xy).all(axis=1))
    if len(lost):
        x, y = places[lost[0]]
        raise GraphError(
            f"{len(lost)} nodes have no x or y that is a number, such as {names[lost[0]]!r} "
            f"(x={x!r}, y={y!r})"
        )
    _require_in_crs(names, xy, crs)
    if all(map(is_id, names)):
        return np.array(names, np.int64), xy
    return -np.arange(1, len(xy) + 1, dtype=np.int64), xy


def is_id(value: object) -> bool:
    """Whether this is a whole number that an OSM id can be."""
    return isinstance(value, int | np.integer) and abs(int(value)) < 2**63


def _number(value: object) -> float:
    """A number, NaN for what is none."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return np.nan


def _require_in_crs(names: list[object], xy: NDArray[np.float64], crs: CRS) -> None:
    """Refuse metres where the CRS says degrees, and places that the CRS does not reach."""
    lonlat = xy
    if not crs.is_geographic:
        transform = Transformer.from_crs(crs, WGS84, always_xy=True)
        lonlat = np.column_stack(transform.transform(xy[:, 0], xy[:, 1]))
    outside = np.flatnonzero(~(np.abs(lonlat) <= (180, 90)).all(axis=1))
    if len(outside):
        x, y = xy[outside[0]]
        raise GraphError(
            f"node {names[outside[0]]!r} lies at x={x:g}, y={y:g}, where its CRS ({crs.name}) has "
            "no place; is that the true one?"
        )


def merged_directions(graph: "nx.MultiDiGraph", xy: NDArray[np.float64]) -> list[Street]:
    """One street for every edge and its twin in the other direction."""
    row = {node: number for number, node in enumerate(graph)}
    streets: list[Street] = []
    waiting: dict[tuple[object, ...], list[int]] = {}
    for start, end, data in graph.edges(data=True):
        name = f"edge {start!r} -> {end!r}"
        tail, head = row[start], row[end]
        line = _vertices(name, data, xy[tail], xy[head])
        ahead, back = line.tobytes(), line[::-1].tobytes()
        what = (_ways_of(data), _rounded(data.get("length")))
        told = data.get("reversed")  # a list, or nothing, on graphs not fresh from OSM
        own, twin = (told, not told) if isinstance(told, bool) else (None, None)
        street = Street(tail, head, data, line, graph.is_directed(), name)
        twins = waiting.get((head, tail, back, twin, *what))
        if twins:
            number = twins.pop(0)
            swap = streets[number].data.get("reversed") is True and not data.get("reversed")
            streets[number] = replace(street if swap else streets[number], one_direction=False)
        else:
            waiting.setdefault((tail, head, ahead, own, *what), []).append(len(streets))
            streets.append(street)
    return streets


def _vertices(
    name: str, data: dict[str, Any], tail: NDArray[np.float64], head: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Vertices of an edge from tail to head, whichever way its geometry was drawn."""
    import shapely

    geometry = data.get("geometry")
    if geometry is None:
        return np.array((tail, head))
    if not isinstance(geometry, shapely.LineString) or geometry.is_empty:
        empty = isinstance(geometry, shapely.Geometry) and geometry.is_empty
        found = "empty" if empty else f"a {type(geometry).__name__}"
        raise GraphError(f"{name}: its geometry is {found}; a LineString is due")
    line = np.array(geometry.coords, np.float64)[:, :2]
    if not np.isfinite(line).all():
        raise GraphError(f"{name}: its geometry has a vertex without a place")
    drawn_back = np.hypot(*(line[0] - tail)) > np.hypot(*(line[0] - head))
    return line[::-1].copy() if drawn_back else line


def _ways_of(data: dict[str, Any]) -> tuple[str, ...]:
    """The OSM ways an edge runs along, in an order that both directions share."""
    told = data.get("osmid")
    return tuple(sorted(map(str, told))) if isinstance(told, list) else (str(told),)


def _rounded(length: object) -> float | None:
    """A length without its last digits, in which the two directions may differ."""
    metres = round(_number(length), 6)
    return None if np.isnan(metres) else metres


def require_joined(
    streets: list[Street],
    lonlat: NDArray[np.float64],
    first: NDArray[np.int64],
    node_lonlat: NDArray[np.float64],
) -> None:
    """Refuse a geometry that begins or ends far from its edge's node; all in degrees."""
    nodes = np.array([(street.tail, street.head) for street in streets])
    for position, node in ((first[:-1], nodes[:, 0]), (first[1:] - 1, nodes[:, 1])):
        pairs = np.stack((lonlat[position], node_lonlat[node]), axis=1).reshape(-1, 2)
        away = segment_m(pairs)[::2]
        far = np.flatnonzero(~(away <= _ASTRAY_M))
        if len(far):
            raise GraphError(
                f"{streets[far[0]].name}: its geometry ends {away[far[0]] / 1000:,.0f} km away "
                "from its node; are nodes and geometries in one CRS?"
            )


def told_or_measured_mm(
    streets: list[Street], measured_m: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Length [mm] as the graph has it, else as measured on the ellipsoid."""
    metres = measured_m.copy()
    for row, street in enumerate(streets):
        told = street.data.get("length", metres[row])
        metres[row] = _number(told)
        if not 0 <= metres[row] <= MOST_M:
            raise GraphError(
                f"{street.name}: its length is {told!r}; a number of metres from 0 to "
                f"{MOST_M:,.0f} is due"
            )
    return np.round(metres * 1000).astype(np.int32)
