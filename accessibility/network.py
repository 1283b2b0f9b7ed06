"""The street network as arrays: every way of the extract, cut at junctions.

An edge is stored once, in the direction of its OSM way; who may travel it, and in which
direction, is asked of `routing.profiles`. Lengths are whole millimetres on the ellipsoid,
so that limits are exact and results do not depend on the order of additions.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from accessibility.crs import WGS84, metric_crs, segment_m
from accessibility.errors import StreetTooLongError
from accessibility.graphs import (
    MOST_M,
    Street,
    graph_crs,
    graph_nodes,
    is_id,
    merged_directions,
    require_joined,
    told_or_measured_mm,
)

if TYPE_CHECKING:
    import networkx as nx

# Tags of a way that decide who may use it, how fast, and how it is drawn.
WAY_TAGS = (
    "highway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorroad",
    "oneway", "oneway:bicycle", "oneway:foot", "junction", "area", "service", "footway",
    "cycleway", "cycleway:both", "cycleway:left", "cycleway:right", "segregated",
    "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right", "crossing",
    "bridge", "tunnel", "layer", "covered", "indoor", "level", "ramp", "ramp:bicycle",
    "ramp:stroller", "ramp:wheelchair", "wheelchair", "surface", "smoothness", "width",
    "incline", "kerb", "tracktype", "maxspeed", "lanes", "emergency", "man_made", "railway",
    "public_transport", "name",
)  # fmt: skip


# Tags of a node that bar the way there, or make one wait.
NODE_TAGS = (
    "barrier", "access", "foot", "bicycle", "wheelchair", "vehicle", "motor_vehicle", "locked",
    "opening_hours", "kerb", "maxwidth", "maxwidth:physical", "bollard", "emergency", "highway",
    "crossing", "crossing:signals", "crossing:markings", "railway",
)  # fmt: skip

# What no straight way between a place and its street may cross.
OBSTACLE_KINDS = ("wall", "water", "rail")
# What parts a town for those who drive, beside the ways it has: main railways and shores.
BARRIER_KINDS = ("rail", "river")


@dataclass(frozen=True, eq=False, kw_only=True)
class Slopes:
    """How edges rise from tail to head, in short steps; k steps in all.

    Attributes
    ----------
    first : int32 [m + 1]; edge e has the steps first[e] : first[e + 1]
    run_m : float64 [k], length of the step; those of an edge add up to its length
    grade : float64 [k], rise / run, up is positive; NaN where the elevation is not known
    source : name of the elevation file
    """

    first: NDArray[np.int32]
    run_m: NDArray[np.float64]
    grade: NDArray[np.float64]
    source: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Obstacles:
    """Walls, shores and rails as straight pieces; s pieces.

    Attributes
    ----------
    ends : float64 [s, 4], x and y of the start, x and y of the end, in the network's CRS
    kind : int8 [s], row of OBSTACLE_KINDS (of BARRIER_KINDS in `Network.barriers`)
    """

    ends: NDArray[np.float64]
    kind: NDArray[np.int8]


def no_node_tags() -> pd.DataFrame:
    """The tags of nodes where none has any."""
    columns = {key: pd.array([], dtype="str") for key in NODE_TAGS}
    return pd.DataFrame(columns, index=pd.Index([], dtype=np.int32, name="node"))


def no_obstacles() -> Obstacles:
    """Nothing in the way."""
    return Obstacles(ends=np.zeros((0, 4)), kind=np.zeros(0, np.int8))


@dataclass(frozen=True, eq=False, kw_only=True)
class Network:
    """Streets as arrays; n nodes, m edges, v vertices, w ways.

    Attributes
    ----------
    crs : the study's metric CRS, in which all xy are
    node_id : int64 [n], OSM node id (negative where a broken way was ended by us)
    node_xy : float64 [n, 2]
    edge_tail, edge_head : int32 [m], rows of the nodes it runs between
    edge_mm : int32 [m], length in mm on the ellipsoid
    edge_way : int32 [m], row of `ways`
    vertex_first : int32 [m + 1]; edge e has vertices vertex_first[e] : vertex_first[e + 1]
    vertex_xy : float64 [v, 2], in order from tail to head, both ends included
    ways : DataFrame [w], columns osm_id (int64) and WAY_TAGS (str, NaN where absent)
    node_tags : DataFrame, columns NODE_TAGS (str, NaN where absent), indexed by the row of
        the node; only nodes with a barrier, a signal or a crossing, each an end of edges
    obstacles : what no straight way between a place and its street may cross
    barriers : main railways and shores, bridges of rails among them, by BARRIER_KINDS
    slopes : how edges rise, None where no elevation was given
    """

    crs: CRS
    node_id: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    edge_tail: NDArray[np.int32]
    edge_head: NDArray[np.int32]
    edge_mm: NDArray[np.int32]
    edge_way: NDArray[np.int32]
    vertex_first: NDArray[np.int32]
    vertex_xy: NDArray[np.float64]
    ways: pd.DataFrame
    node_tags: pd.DataFrame = field(default_factory=no_node_tags)
    obstacles: Obstacles = field(default_factory=no_obstacles)
    barriers: Obstacles = field(default_factory=no_obstacles)
    slopes: Slopes | None = None

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_id)

    @property
    def n_edges(self) -> int:
        """Number of edges, each counted once."""
        return len(self.edge_tail)

    def edge_lines(self) -> NDArray[np.object_]:
        """LineString of every edge, from tail to head, in the metric CRS."""
        import shapely

        edge = np.repeat(np.arange(self.n_edges), np.diff(self.vertex_first))
        lines: NDArray[np.object_] = shapely.linestrings(self.vertex_xy, indices=edge)
        return lines

    def edge_ways(self, column: str) -> pd.Series:
        """A column of `ways` for every edge, indexed by the edge's row."""
        return self.ways[column].take(self.edge_way).reset_index(drop=True)

    def lonlat(self) -> NDArray[np.float64]:
        """Longitude and latitude of every node [n, 2]."""
        return _project(self.node_xy, self.crs, WGS84)

    def components(self, usable: NDArray[np.bool_] | None = None) -> NDArray[np.int32]:
        """Which part of the network every node lies in; 0 is the part with most nodes.

        Parts are joined by edges in either direction, of those that are `usable` (bool [m],
        all where not given). Parts of one size are numbered by their first node.
        """
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        chosen = slice(None) if usable is None else usable
        tail, head = self.edge_tail[chosen], self.edge_head[chosen]
        links = coo_array((np.ones(len(tail), np.int8), (tail, head)), (self.n_nodes,) * 2)
        count, label = connected_components(links, directed=False)
        by_size = np.argsort(-np.bincount(label, minlength=count), kind="stable")
        rank = np.empty(count, np.int32)
        rank[by_size] = np.arange(count, dtype=np.int32)
        numbered: NDArray[np.int32] = rank[label]
        return numbered

    def to_networkx(self) -> "nx.MultiDiGraph":
        """The network as OSMnx has it: `osmnx.basic_stats(G)`, `osmnx.plot_graph(G)` work.

        Nodes are OSM ids with x, y (degrees), street_count and their tags. Edges have osmid, length
        [m], reversed, oneway (bool: for vehicles), the way's tags, and a geometry where they
        bend. Every edge stands in both directions, because walkers are not bound by one-way
        streets; only where nobody may walk (motorways, foot=no) is a one-way street one-way.
        """
        import networkx as nx

        graph = nx.MultiDiGraph(crs="epsg:4326")
        ends = np.concatenate((self.edge_tail, self.edge_head))
        streets = np.bincount(ends, minlength=self.n_nodes).tolist()
        ids, places = self.node_id.tolist(), self.lonlat().tolist()
        graph.add_nodes_from(
            (number, {"x": x, "y": y, "street_count": count})
            for number, (x, y), count in zip(ids, places, streets, strict=True)
        )
        names = self.node_id[self.node_tags.index]
        for key, values in self.node_tags.items():
            there = values.notna().to_numpy(bool)
            told = zip(names[there].tolist(), values[there].tolist(), strict=True)
            nx.set_node_attributes(graph, dict(told), key)
        graph.add_edges_from(self._directed_edges())
        return graph

    def _directed_edges(self) -> Iterator[tuple[int, int, dict[str, Any]]]:
        """(from, to, attributes) of every edge, in the way's direction and against it."""
        bound, against = vehicle_oneway(self.ways)
        alone = bound & ~walkable(self.ways)
        tags = self._way_attributes(bound)
        tails, heads = self.node_id[self.edge_tail], self.node_id[self.edge_head]
        rows = zip(
            tails.tolist(), heads.tolist(), (self.edge_mm / 1000).tolist(),
            self.edge_way.tolist(), self._bends(), strict=True,
        )  # fmt: skip
        for tail, head, metres, way, bend in rows:
            own = {**tags[way], "length": metres}
            ahead = own if bend is None else {**own, "geometry": bend}
            back = own if bend is None else {**own, "geometry": bend.reverse()}
            if not (alone[way] and against[way]):
                yield tail, head, {**ahead, "reversed": bool(against[way])}
            if not alone[way] or against[way]:
                yield head, tail, {**back, "reversed": not against[way]}

    def _way_attributes(self, bound: NDArray[np.bool_]) -> list[dict[str, Any]]:
        """Tags of every way that has them, as edge attributes; oneway is a bool there."""
        attributes: list[dict[str, Any]] = [
            {"osmid": number, "oneway": oneway}
            for number, oneway in zip(self.ways["osm_id"].tolist(), bound.tolist(), strict=True)
        ]
        for key in WAY_TAGS:
            if key != "oneway":
                there = self.ways[key].dropna()
                for way, value in zip(there.index, there.tolist(), strict=True):
                    attributes[way][key] = value
        return attributes

    def _bends(self) -> list[Any]:
        """LineString in degrees of every edge with more than two vertices, None of others."""
        import shapely

        count = np.diff(self.vertex_first)
        lonlat = _project(self.vertex_xy, self.crs, WGS84)
        edge = np.repeat(np.arange(self.n_edges), count)
        bent = count > 2
        lines = np.full(self.n_edges, None, dtype=object)
        number = np.cumsum(bent) - 1
        inside = bent[edge]
        lines[bent] = shapely.linestrings(lonlat[inside], indices=number[edge[inside]])
        return lines.tolist()

    @classmethod
    def from_networkx(cls, graph: "nx.MultiDiGraph", crs: CRS | None = None) -> "Network":
        """The network of an OSMnx graph, simplified or not, in degrees or projected.

        The two directions of a street become one edge; where a graph has one direction
        only, the edge says oneway=yes and profiles decide whom that binds.

        Simplifying a graph joins ways and makes lists of their tags and ids: the first value
        of a list counts for the whole edge, so that highway=["footway", "steps"] is a footway.
        To keep such ways apart, build from the extract, or from a graph not yet simplified.
        A missing length is measured.

        Parameters
        ----------
        graph : MultiDiGraph with graph["crs"] and x, y on every node
        crs : CRS, optional
            The metric CRS to build in; the graph's own where that is in metres, else the
            UTM zone of its middle.

        Raises
        ------
        GraphError
            Where the CRS, a place, a length or a geometry is missing or cannot be; it names
            the node or the edge.
        """
        return _from_networkx(graph, crs)


def walkable(ways: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a walker could be on a way at all: no motorway, no foot=no."""
    foot = ways["foot"]
    barred = ways["highway"].isin(("motorway", "motorway_link")) | (ways["motorroad"] == "yes")
    allowed = foot.isin(("yes", "designated", "permissive"))
    return (allowed | ~(barred | (foot == "no"))).to_numpy(bool)


def vehicle_oneway(ways: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether vehicles are bound to one direction, and whether that is against the way's."""
    told = ways["oneway"]
    against = told.isin(("-1", "reverse"))
    implied = ways["junction"].isin(("roundabout", "circular")) | (ways["highway"] == "motorway")
    bound = against | told.isin(("yes", "true", "1")) | (implied & told.isna())
    return bound.to_numpy(bool), against.to_numpy(bool)


def _project(xy: NDArray[np.float64], source: CRS, target: CRS) -> NDArray[np.float64]:
    if source == target or not len(xy):
        return xy
    transform = Transformer.from_crs(source, target, always_xy=True)
    return np.column_stack(transform.transform(xy[:, 0], xy[:, 1]))


def lengths_mm(lonlat: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.int32]:
    """Length [mm] of the lines that run over lonlat[first[i] : first[i + 1]].

    Raises
    ------
    StreetTooLongError
        Where one is longer than an int32 of millimetres can say (2,147 km).
    """
    metres = _lengths_m(lonlat, first)
    longest = float(metres.max(initial=0.0))
    if not longest <= MOST_M:
        raise StreetTooLongError(longest, MOST_M)
    return np.round(metres * 1000).astype(np.int32)


def _lengths_m(lonlat: NDArray[np.float64], first: NDArray[np.int64]) -> NDArray[np.float64]:
    if len(first) == 1:
        return np.zeros(0)
    metres = np.append(segment_m(lonlat), 0.0)
    metres[first[1:] - 1] = 0.0  # from the last vertex of a line to the first of the next
    return np.add.reduceat(metres, first[:-1])


def _from_networkx(graph: "nx.MultiDiGraph", crs: CRS | None) -> Network:
    source = graph_crs(graph)
    node_id, xy = graph_nodes(graph, source)
    streets = merged_directions(graph, xy)
    first = np.concatenate(([0], np.cumsum([len(street.xy) for street in streets])))
    lonlat = _project(np.concatenate([street.xy for street in streets]), source, WGS84)
    node_lonlat = _project(xy, source, WGS84)
    require_joined(streets, lonlat, first, node_lonlat)
    if crs is None:
        low, high = lonlat.min(axis=0), lonlat.max(axis=0)
        own = source.is_projected and source.axis_info[0].unit_name == "metre"
        crs = source if own else metric_crs(low[0], low[1], high[0], high[1])
    return Network(
        crs=crs,
        node_id=node_id,
        node_xy=_project(xy, source, crs),
        edge_tail=np.array([street.tail for street in streets], np.int32),
        edge_head=np.array([street.head for street in streets], np.int32),
        edge_mm=told_or_measured_mm(streets, _lengths_m(lonlat, first)),
        edge_way=np.arange(len(streets), dtype=np.int32),
        vertex_first=first.astype(np.int32),
        vertex_xy=_project(lonlat, WGS84, crs),
        ways=_graph_ways(streets),
        node_tags=_graph_node_tags(graph),
    )


def _graph_node_tags(graph: "nx.MultiDiGraph") -> pd.DataFrame:
    """The tags of nodes that have any; an OSMnx graph has highway, railway and the like."""
    told = [[_first(data.get(key)) for key in NODE_TAGS] for _, data in graph.nodes(data=True)]
    rows = [row for row, values in enumerate(told) if any(v is not None for v in values)]
    index = pd.Index(rows, dtype=np.int32, name="node")
    texts = [[np.nan if v is None else str(v) for v in told[row]] for row in rows]
    columns = zip(NODE_TAGS, zip(*texts, strict=True), strict=True) if rows else ()
    tags = {key: pd.array(list(values), dtype="str") for key, values in columns}
    return pd.DataFrame(tags, index=index) if rows else no_node_tags()


def _graph_ways(streets: list[Street]) -> pd.DataFrame:
    """A row of `ways` for every street."""
    numbers = [_first(street.data.get("osmid")) for street in streets]
    told = [n if is_id(n) else -row for row, n in enumerate(numbers, 1)]
    columns: dict[str, object] = {"osm_id": np.array(told, np.int64)}
    for key in WAY_TAGS:
        values = [_first(street.data.get(key)) for street in streets]
        if key == "oneway":
            values = [_oneway(v, s.one_direction) for v, s in zip(values, streets, strict=True)]
        texts = [np.nan if value is None else str(value) for value in values]
        columns[key] = pd.array(texts, dtype="str")
    return pd.DataFrame(columns)


def _first(value: object) -> object:
    """The first of a list, as simplifying a graph makes them; None for what is missing."""
    if isinstance(value, list):
        value = value[0] if value else None
    return None if isinstance(value, float) and np.isnan(value) else value


def _oneway(value: object, one_direction: bool) -> object:
    """The oneway tag: yes where the graph says so or lacks the other direction."""
    if one_direction or value is True:
        return "yes"
    return None if value is False else value
