"""The geometry of edges and obstacles: a grid of their segments, and lines of parts of edges."""

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.kernels import Grid, Int32, Int64, Rows

SQUARE_M = 50.0  # half the usual join limit: three rings of squares settle a point
_MOST_SQUARES = 4_000_000  # beyond this the squares grow, as on an extract with a ferry line


def edge_grid(network: Network) -> Grid:
    """The network's segments, edge by edge."""
    inner = np.ones(len(network.vertex_xy), np.bool_)
    inner[network.vertex_first[1:] - 1] = False  # the last vertex starts no segment
    start = np.flatnonzero(inner)
    ends = np.column_stack((network.vertex_xy[start], network.vertex_xy[start + 1]))
    edges = np.arange(len(network.edge_mm), dtype=np.int32)
    return segment_grid(ends, np.repeat(edges, np.diff(network.vertex_first) - 1))


def segment_grid(ends: NDArray[np.float64], owner: Int32) -> Grid:
    """Straight segments, and the squares that each one's box touches."""
    corners = ends.reshape(-1, 2) if len(ends) else np.zeros((1, 2))
    low, span = corners.min(axis=0), np.ptp(corners, axis=0)
    least = max(float(np.sqrt(span.prod() / _MOST_SQUARES)), float(span.max()) / _MOST_SQUARES)
    size = max(SQUARE_M, least)
    shape = (span // size).astype(np.int32) + 1
    squares = np.floor((ends - np.tile(low, 2)) / size).astype(np.int64).reshape(-1, 2, 2)
    return Grid(
        ends=np.ascontiguousarray(ends),
        edge=owner,
        squares=_by_square(squares.min(axis=1), squares.max(axis=1), shape.astype(np.int64)),
        low=low,
        size=size,
        shape=shape,
    )


def segment_starts(grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Drawn length of the edge before each segment, and of the whole edge."""
    length = np.hypot(grid.ends[:, 2] - grid.ends[:, 0], grid.ends[:, 3] - grid.ends[:, 1])
    total = np.concatenate(([0.0], np.cumsum(length)))
    first = np.searchsorted(grid.edge, grid.edge, side="left")
    last = np.searchsorted(grid.edge, grid.edge, side="right")
    return total[:-1] - total[first], total[last] - total[first]


def cut_lines(
    network: Network, edge: Int64, start_mm: Int64, stop_mm: Int64
) -> NDArray[np.object_]:
    """LineStrings of parts of edges, given by two positions from the tail, tail to head.

    Vertices between the positions are kept, and ends that are nodes are exactly there.
    """
    xy, first = network.vertex_xy, network.vertex_first.astype(np.int64)
    total = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))))
    low, high = first[edge], first[edge + 1] - 1
    scale = (total[high] - total[low]) / np.maximum(network.edge_mm[edge], 1)
    start, stop = total[low] + start_mm * scale, total[low] + stop_mm * scale
    inner = np.clip(np.searchsorted(total, start, side="right"), low + 1, high)
    outer = np.clip(np.searchsorted(total, stop, side="left"), inner, high)
    begin = _along(xy, total, inner - 1, start)
    end = _along(xy, total, outer - 1, stop)
    end[stop_mm == network.edge_mm[edge]] = xy[high[stop_mm == network.edge_mm[edge]]]
    count = outer - inner + 2
    place = np.cumsum(count) - count
    of = np.repeat(np.arange(len(edge)), count)
    vertex = inner[of] - 1 + np.arange(len(of)) - place[of]
    coordinates = xy[np.minimum(vertex, len(xy) - 1)]
    coordinates[place], coordinates[place + count - 1] = begin, end
    return np.asarray(shapely.linestrings(coordinates, indices=of), object)


def _along(
    xy: NDArray[np.float64], total: NDArray[np.float64], segment: Int64, at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Coordinates at a running length, on the segment that starts at this vertex."""
    length = total[segment + 1] - total[segment]
    share = np.clip((at - total[segment]) / np.where(length > 0, length, 1), 0, 1)
    return xy[segment] + share[:, None] * (xy[segment + 1] - xy[segment])


def _by_square(low: Int64, high: Int64, shape: Int64) -> Rows:
    """Segments by square, given the lowest and highest square of each one's box."""
    wide, tall = (high - low + 1).T
    count = wide * tall
    of = np.repeat(np.arange(len(low)), count)
    place = np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    square = (low[of, 1] + place // wide[of]) * shape[0] + low[of, 0] + place % wide[of]
    order = np.argsort(square, kind="stable")
    first = np.zeros(shape.prod() + 1, np.int32)
    np.cumsum(np.bincount(square, minlength=shape.prod()), out=first[1:])
    return Rows(first, of[order].astype(np.int32))
