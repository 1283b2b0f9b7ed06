"""What compiled loops work on: arrays with names.

A *label* is one int64, ``cost << 32 | rank``. Comparing two labels compares their costs and,
where these are equal, the ranks of the places they come from: so the least label of a node
is one definite value, whatever the number of threads and the order of the input.

Costs stay below `BEYOND`, and the label `UNREACHED` has twice the cost `BEYOND`; a sum of
one label and two costs stays below 2**31, so it never leaves its half of the label.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from accessibility.routing.kernels.compiling import compiled as compiled  # noqa: PLC0414

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Whole = int | np.signedinteger  # a whole number, which numba takes for an int64

BEYOND = 1 << 29  # a cost that no search reaches: 537 km, or 149 hours
UNREACHED = 1 << 62  # the label of cost 2**30
NOT_WAITING = -(1 << 31)  # what `link` holds before a node in no bucket
RANK = (1 << 32) - 1  # the half of a label that holds the rank


class Arcs(NamedTuple):
    """Arcs sorted by the node they leave: node u has ``first[u]:first[u + 1]``."""

    first: Int32  # [n + 1]
    to: Int32  # [a, 2]: the node reached, and the cost >= 0


class Edges(NamedTuple):
    """Edges with their cost from tail to head and back; BEYOND where that is closed."""

    mm: Int32  # [m]
    along: Int32
    against: Int32


class Places(NamedTuple):
    """Points on edges, and what it costs to move between them and the ends of their edge."""

    edge: Int32  # [p], -1 for a place on no edge
    offset_mm: Int32  # position from the edge's tail
    join: Int32  # cost between the place and its edge
    tail: Int32  # the edge's end nodes, -1 without an edge
    head: Int32
    by_tail: Int32  # cost by way of that node, join included; BEYOND where closed
    by_head: Int32


class Rows(NamedTuple):
    """Rows of something by group: group g has ``rows[first[g]:first[g + 1]]``."""

    first: Int32
    rows: Int32


class Space(NamedTuple):
    """Work space of one thread; see `settle` for what it holds between searches."""

    label: Int64  # [n]
    touched: Int32  # [n]
    bucket: Int32  # [ring]
    link: Int32  # [n, 2]: the node before this one in its bucket, and the one after it


class Grid(NamedTuple):
    """Straight segments of edges, by the squares of a grid that their boxes touch."""

    ends: Float64  # [s, 4]: x and y of the start, x and y of the end
    edge: Int32  # [s], the edge it is part of, ascending
    squares: Rows  # segments by square, west to east and then south to north
    low: Float64  # [2], x and y of the south-west corner
    size: float  # side of a square
    shape: Int32  # [2], squares from west to east, and from south to north
