"""Areas around the streets reached, from one field of distances for each origin."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.graph import TravelGraph
from accessibility.routing.kernels import (
    UNKNOWN,
    Cuts,
    Float64,
    Grid,
    Int32,
    Int64,
    Lines,
    Rings,
    Rows,
    Stamps,
    outlines,
    stamps_of,
    watched,
)
from accessibility.routing.reach import Reacher
from accessibility.routing.search import available_cores
from accessibility.routing.segments import segment_grid

_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  # origins done, and of all

CELLS = 3  # of the grid, to the width of the buffer
LEAST_M2 = 1.0  # a smaller part of an area, or a smaller hole, is of numerical size
_ROUND = 64  # cells are whole 64ths of a metre: all corners are exact in binary
_STEPS = 1024
_MOST_STAMP = 1 << 16  # vertices in the box of an edge that is stamped
_MOST_STAMPS = 200_000  # edges: some 100 MB; others are worked out again for each origin
_REMARK_S = 2.0


@dataclass(frozen=True, eq=False)
class Canvas:
    """What drawing areas on a network needs, the same for all origins.

    Attributes
    ----------
    cell : side of the grid's squares [m]
    buffer_m : half the width of the band around streets
    reach : distances from here on are not told apart [m]
    """

    lines: Lines
    bars: Grid
    cuts: Cuts
    stamps: Stamps
    cell: float
    buffer_m: float

    @property
    def reach(self) -> float:
        """The farthest that a neighbour of a vertex inside can be, and a little more."""
        return self.buffer_m + 1.5 * self.cell

    def rings(self, parts: Int32, first: Int64, limits: int, owners: int = 0) -> Rings:
        """Outlines of the areas around parts; see `outlines`."""
        found: Rings = outlines(
            parts, first, limits, owners, self.lines, self.stamps, self.bars, self.cuts,
            self.cell, self.buffer_m, self.reach, LEAST_M2,
        )  # fmt: skip
        return found


def areas_around(
    reach: Reacher,
    buffer_m: float,
    *,
    owners: int = 0,
    threads: int | None = None,
    progress: Progress | None = None,
) -> tuple[NDArray[np.object_], Float64]:
    """The areas within `buffer_m` of the streets that each origin reaches.

    Parameters
    ----------
    owners : with any, the area of an origin is divided among so many ranks
    progress : called with the origins done and those to do

    Returns
    -------
    object [areas], float64 [areas]
        Polygons or MultiPolygons, and the length of street within [mm]: by origin, by limit,
        and by rank where there are owners.
    """
    limits, each = len(reach.limits), len(reach.limits) * max(owners, 1)
    cover = canvas(reach.graph, buffer_m, _whole_edges(reach) if reach.origins > 2 else None)

    def drawn(mine: Int32) -> tuple[Rings, Float64]:
        parts = reach.portions(mine)
        origin = parts[:, 0] - mine[0]
        area = (origin * np.int64(limits) + parts[:, 1]) * max(owners, 1)
        area += parts[:, 5] if owners else 0
        mm = np.bincount(area, parts[:, 4] - parts[:, 3], minlength=len(mine) * each)
        first = np.searchsorted(origin, np.arange(len(mine) + 1))
        return cover.rings(parts, first, limits, owners), mm.astype(np.float64)

    batches = reach.batches()
    geometry = np.full(reach.origins * each, shapely.Polygon(), object)
    length = np.zeros(len(geometry))
    clock = _Clock(reach.origins, progress)
    with ThreadPoolExecutor(max(1, min(threads or available_cores(), len(batches)))) as pool:
        for mine, (rings, mm) in zip(batches, pool.map(drawn, batches), strict=True):
            own = slice(int(mine[0]) * each, (int(mine[-1]) + 1) * each)
            geometry[own], length[own] = polygons(rings, len(mm)), mm
            clock.tell(int(mine[-1]) + 1)
    return geometry, length


def _whole_edges(reach: Reacher) -> Int64:
    """Edges that some origin may reach the whole of: those that all together reach."""
    every = np.concatenate([reach.groups.rows, np.zeros(0, np.int32)])
    order = np.lexsort((reach.places.offset_mm[every], reach.places.edge[every]))
    together = replace(
        reach,
        groups=Rows(np.array([0, len(every)], np.int32), every[order]),
        rank=np.zeros_like(reach.rank),
        limits=reach.limits[-1:],
    )
    parts = together.portions(np.zeros(1, np.int32))
    whole = (parts[:, 3] == 0) & (parts[:, 4] == reach.graph.network.edge_mm[parts[:, 2]])
    return np.unique(parts[whole, 2]).astype(np.int64)[:_MOST_STAMPS]


class _Clock:
    """Says now and then how far it has come."""

    def __init__(self, todo: int, progress: Progress | None) -> None:
        self.todo, self.progress = todo, progress
        self.last = time.monotonic()

    def tell(self, done: int) -> None:
        """So many are done."""
        if self.progress is not None:
            self.progress(done, self.todo)
        if time.monotonic() - self.last >= _REMARK_S:
            self.last = time.monotonic()
            _LOG.info("isochrones: %d of %d", done, self.todo)


def canvas(graph: TravelGraph, buffer_m: float, stamped: Int64 | None = None) -> Canvas:
    """A canvas, with the distances around some whole edges worked out beforehand."""
    network = graph.network
    cell = max(round(buffer_m / CELLS * _ROUND), 1) / _ROUND
    obstacles = network.obstacles.ends
    owner = np.zeros(len(obstacles), np.int32)
    buffer_m = float(buffer_m)  # kernels are compiled for floats
    bare = Canvas(
        lines=_lines(network),
        bars=segment_grid(obstacles, owner),
        cuts=grid_cuts(obstacles, cell),
        stamps=_stamps(network.n_edges, np.zeros(0, np.int64), []),
        cell=cell,
        buffer_m=buffer_m,
    )
    return bare if stamped is None else _with_stamps(bare, stamped)


def polygons(rings: Rings, areas: int) -> NDArray[np.object_]:
    """The areas as Polygons and MultiPolygons, empty where they have no ring."""
    drawn = np.full(areas, shapely.Polygon(), object)
    if not len(rings.area):
        return drawn
    corners = np.repeat(np.arange(len(rings.area)), np.diff(rings.first))
    loops = shapely.linearrings(rings.corner, indices=corners)
    order = np.argsort(rings.shell, kind="stable")  # holes after their shell: it came first
    order = order[np.argsort(rings.area[order], kind="stable")]
    shell = rings.shell[order]
    starts = np.flatnonzero(np.append(True, shell[1:] != shell[:-1]))
    part = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(shell))))
    pieces = shapely.polygons(loops[order], indices=part)
    area = rings.area[order][starts]
    firsts = np.flatnonzero(np.append(True, area[1:] != area[:-1]))
    count = np.diff(np.append(firsts, len(area)))
    drawn[area[firsts]] = pieces[firsts]
    many = np.repeat(count > 1, count)
    if many.any():
        several, number = np.unique(area[many], return_inverse=True)
        drawn[several] = shapely.multipolygons(pieces[many], indices=number)
    return drawn


def grid_cuts(obstacles: NDArray[np.float64], cell: float) -> Cuts:
    """The edges of the grid that obstacles cross, and where."""
    ends = obstacles / cell
    start, end = ends[:, :2], ends[:, 2:]
    row, key, at = (
        np.concatenate(columns)
        for columns in zip(*(_crossed(start, end, kind) for kind in range(3)), strict=True)
    )
    low, west = (int(v.min()) if len(v) else 0 for v in (row, key // 3))
    there = np.zeros(
        (row.max(initial=low) - low + 1, (key // 3).max(initial=west) - west + 1), np.uint8
    )
    np.bitwise_or.at(there, (row - low, key // 3 - west), (1 << (key % 3)).astype(np.uint8))
    order = np.lexsort((at, key, row))
    row, key, at = row[order], key[order], at[order]
    new = np.append(True, (row[1:] != row[:-1]) | (key[1:] != key[:-1]))[: len(row)]
    last = np.append(new[1:], True)[: len(row)]
    return Cuts(
        there=there,
        row=low,
        column=west,
        first=np.searchsorted(row[new] - low, np.arange(len(there) + 1)).astype(np.int64),
        key=key[new],
        low=np.floor(at[new] * _STEPS).astype(np.int32),
        high=np.ceil(at[last] * _STEPS).astype(np.int32),
    )


def _crossed(start: Float64, end: Float64, kind: int) -> tuple[Int64, Int64, Float64]:
    """Row, key and place (0 to 1) of the grid's edges of one kind that pieces cross.

    Edges that run east lie on lines of whole y, those that run north-east on lines of whole
    y - x, those that run north on lines of whole x.
    """

    def across(xy: Float64) -> Float64:
        level: Float64 = (xy[:, 1], xy[:, 1] - xy[:, 0], xy[:, 0])[kind]
        return level

    a, b = across(start), across(end)
    low, high = np.floor(np.minimum(a, b)), np.floor(np.maximum(a, b))
    count = (high - low).astype(np.int64)
    piece = np.repeat(np.arange(len(a)), count)
    nth = np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    line = low[piece] + 1 + nth
    share = ((line - a[piece]) / (b - a)[piece])[:, None]
    x, y = (start[piece] + share * (end - start)[piece]).T
    along = (x, x, y)[kind]
    at = along - np.floor(along)
    i = line if kind == 2 else np.floor(x)
    j = (line, i + line, np.floor(y))[kind]
    on = at == 0  # of a vertex crossed, the edge that ends there is crossed too
    i = np.concatenate((i, i[on] - (kind < 2)))
    j = np.concatenate((j, j[on] - (kind > 0)))
    at = np.concatenate((at, np.ones(on.sum())))
    return j.astype(np.int64), (3 * i + kind).astype(np.int64), at


def _lines(network: Network) -> Lines:
    xy, first = np.ascontiguousarray(network.vertex_xy), network.vertex_first
    run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))[: len(xy)]
    start = first[:-1].astype(np.int64)
    low, high = np.minimum.reduceat(xy, start), np.maximum.reduceat(xy, start)
    return Lines(first, xy, run, network.edge_mm, np.column_stack((low, high)))


def _with_stamps(bare: Canvas, edges: Int64) -> Canvas:
    """The canvas with stamps of these edges, made by several threads."""
    hands = np.array_split(edges.astype(np.int32), 4 * available_cores())

    def made(mine: Int32) -> tuple[Int64, Int32, Int64, NDArray[np.float32]]:
        found: tuple[Int64, Int32, Int64, NDArray[np.float32]] = stamps_of(
            mine, bare.lines, bare.bars, bare.cell, bare.reach, _MOST_STAMP
        )
        return found

    with ThreadPoolExecutor(available_cores()) as pool:
        parts = list(pool.map(made, hands))
    stamps = _stamps(len(bare.lines.mm), edges, parts)
    watch = watched(bare.lines, bare.bars, stamps, bare.cell, bare.buffer_m, bare.reach)
    return replace(bare, stamps=stamps._replace(watch=watch))


def _stamps(
    edges: int, stamped: Int64, parts: list[tuple[Int64, Int32, Int64, NDArray[np.float32]]]
) -> Stamps:
    """Stamps made hand by hand, in one; an edge without rows has none."""
    rows = np.concatenate([np.zeros(0, np.int64), *(np.diff(upto) for upto, *_ in parts)])
    long = np.concatenate([np.zeros(0, np.int64), *(np.diff(begin) for _, _, begin, _ in parts)])
    slot = np.full(edges, -1, np.int32)
    slot[stamped] = np.where(rows > 0, np.arange(len(stamped)), -1)
    return Stamps(
        slot=slot,
        first=np.concatenate(([0], np.cumsum(rows))),
        vertex=np.concatenate([np.zeros((0, 2), np.int32), *(vertex for _, vertex, _, _ in parts)]),
        begin=np.concatenate(([0], np.cumsum(long))),
        value=np.concatenate([np.zeros(0, np.float32), *(value for *_, value in parts)]),
        watch=np.full(edges, UNKNOWN, np.uint8),
    )
