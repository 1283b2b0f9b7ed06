"""The distance from the streets reached, at the vertices of a grid.

Vertex (i, j) of the grid lies at (i, j) times the cell's side, in the metric CRS itself, so
that no result depends on where an origin happens to be. A field holds the squared distance
from its vertices to the nearest street reached, along a straight line that crosses no
obstacle; where there is none within `reach`, it holds the square of `reach`. The spans of a
field are the first and the last column written to in each of its rows.
"""

# ruff: noqa: PLR0917

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from accessibility.routing.kernels.types import Float64, Grid, Int32, Int64, compiled

Float32 = NDArray[np.float32]
Flags = NDArray[np.uint8]
_Pool = TypeVar("_Pool", Int64, Float32)

_AT_STREET_M = 0.2  # an obstacle so near to a street stands on it
_ON_M = 0.01  # a street that goes no farther beyond an obstacle ends at it
_SLIT = 1e-9  # rounding must open none between two pieces that meet


class Lines(NamedTuple):
    """The drawn lines of the edges."""

    first: Int32  # [m + 1]: edge e has vertices first[e] : first[e + 1]
    xy: Float64  # [v, 2]
    run: Float64  # [v], drawn length up to there, over all edges
    mm: Int32  # [m], length of the edge
    box: Float64  # [m, 4]: west, south, east, north


class Stamps(NamedTuple):
    """Squared distances around whole edges, row by row of the grid."""

    slot: Int32  # [m], row of `first`, -1 where the edge has no stamp
    first: Int64  # [stamps + 1], its rows
    vertex: Int32  # [rows, 2]: i and j of the first vertex of a row
    begin: Int64  # [rows + 1], its values
    value: Float32
    watch: Flags  # [m], see `slits.watched`


class Box(NamedTuple):
    """A part of the grid: columns i0 to i0 + wide - 1, rows j0 to j0 + tall - 1."""

    i0: int
    j0: int
    wide: int
    tall: int


@compiled
def box_around(west: float, south: float, east: float, north: float, cell: float) -> Box:
    """The part of the grid that holds a rectangle and one vertex more on every side."""
    i0, j0 = int(np.floor(west / cell)) - 1, int(np.floor(south / cell)) - 1
    i1, j1 = int(np.ceil(east / cell)) + 1, int(np.ceil(north / cell)) + 1
    return Box(i0, j0, i1 - i0 + 1, j1 - j0 + 1)


@compiled
def paint_part(
    field: Float32,
    span: Int32,
    owner: Int32,
    name: int,
    box: Box,
    cell: float,
    reach: float,
    lines: Lines,
    edge: int,
    start: int,
    stop: int,
    bars: Grid,
) -> None:
    """Lower the field to the distance from a part of an edge, given in mm from its tail.

    `owner`, where it has any rows, gets `name` where the part is nearer than what was there,
    or as near and of a lower name. The box must hold all vertices within `reach` of the part.
    """
    low, high = int(lines.first[edge]), int(lines.first[edge + 1]) - 1
    drawn = lines.run[high] - lines.run[low]
    scale = drawn / max(lines.mm[edge], 1)
    begin = lines.run[low] + start * scale
    end = lines.run[high] if stop >= lines.mm[edge] else lines.run[low] + stop * scale
    for v in range(low, high):
        length = lines.run[v + 1] - lines.run[v]
        if lines.run[v + 1] < begin or lines.run[v] > end or (length == 0 and drawn > 0):
            continue
        a = max(begin - lines.run[v], 0.0) / length if length > 0 else 0.0
        b = min(end - lines.run[v], length) / length if length > 0 else 0.0
        x, y = lines.xy[v, 0], lines.xy[v, 1]
        dx, dy = lines.xy[v + 1, 0] - x, lines.xy[v + 1, 1] - y
        _paint(
            field, span, owner, name, box, cell, reach,
            x + a * dx, y + a * dy, x + b * dx, y + b * dy, bars,
        )  # fmt: skip


@compiled
def _paint(
    field: Float32,
    span: Int32,
    owner: Int32,
    name: int,
    box: Box,
    cell: float,
    reach: float,
    ax: float,
    ay: float,
    bx: float,
    by: float,
    bars: Grid,
) -> None:
    """Lower the field to the distance from a straight piece of street."""
    west, east = min(ax, bx) - reach, max(ax, bx) + reach
    south, north = min(ay, by) - reach, max(ay, by) + reach
    near = bars_near(bars, west, south, east, north)
    first, last = int(np.ceil(west / cell)), int(np.floor(east / cell))
    dx, dy = np.float32(bx - ax), np.float32(by - ay)
    long = dx * dx + dy * dy
    per = np.float32(1) / long if long > 0 else np.float32(0)
    x0, side = np.float32(first * cell - ax), np.float32(cell)
    zero, one = np.float32(0), np.float32(1)
    plain = near.shape[0] == 0 and owner.shape[0] == 0
    along = _along_one(bars.ends, near, ax, ay, bx, by)
    wide = last - first + 1
    for j in range(int(np.ceil(south / cell)), int(np.floor(north / cell)) + 1):
        y = np.float32(j * cell - ay)
        row = j - box.j0
        at = np.uint64(row * box.wide + first - box.i0)
        span[row, 0] = min(span[row, 0], first - box.i0)
        span[row, 1] = max(span[row, 1], last - box.i0)
        if plain:
            row_of = field[at : at + np.uint64(wide)]
            for i in range(row_of.shape[0]):
                x = x0 + np.float32(i) * side
                share = (x * dx + y * dy) * per
                share = zero if share < zero else share
                share = one if share > one else share
                ox, oy = x - share * dx, y - share * dy
                away = ox * ox + oy * oy
                old = row_of[i]
                row_of[i] = away if away < old else old
            continue
        for i in range(wide):
            x = x0 + np.float32(i) * side
            share = min(max((x * dx + y * dy) * per, zero), one)
            ox, oy = x - share * dx, y - share * dy
            away = ox * ox + oy * oy
            here = at + np.uint64(i)
            if away > field[here] or _hidden(
                bars.ends, near, float(x + ax), float(y + ay), float(ox), float(oy),
                along, ax, ay, bx, by,
            ):  # fmt: skip
                continue
            if owner.shape[0] > 0 and (away < field[here] or owner[here] < 0 or name < owner[here]):
                owner[here] = name
            field[here] = away


@compiled
def bars_near(bars: Grid, west: float, south: float, east: float, north: float) -> Int64:
    """Pieces of obstacles whose box meets a rectangle; one in several squares comes again."""
    if bars.edge.shape[0] == 0:
        return np.empty(0, np.int64)
    left = max(int(np.floor((west - bars.low[0]) / bars.size)), 0)
    right = min(int(np.floor((east - bars.low[0]) / bars.size)), int(bars.shape[0]) - 1)
    lower = max(int(np.floor((south - bars.low[1]) / bars.size)), 0)
    upper = min(int(np.floor((north - bars.low[1]) / bars.size)), int(bars.shape[1]) - 1)
    first, rows = bars.squares.first, bars.squares.rows
    most = 0
    for r in range(lower, upper + 1):
        if left <= right:
            base = r * int(bars.shape[0])
            most += first[base + right + 1] - first[base + left]
    near = np.empty(most, np.int64)
    count = 0
    for r in range(lower, upper + 1):
        base = r * int(bars.shape[0])
        for square in range(base + left, base + right + 1):
            for q in range(first[square], first[square + 1]):
                s = int(rows[q])
                x, y, to_x, to_y = (
                    bars.ends[s, 0],
                    bars.ends[s, 1],
                    bars.ends[s, 2],
                    bars.ends[s, 3],
                )
                if (
                    min(x, to_x) <= east
                    and max(x, to_x) >= west
                    and min(y, to_y) <= north
                    and max(y, to_y) >= south
                ):
                    near[count] = s
                    count += 1
    return near[:count]


@compiled
def _along_one(ends: Float64, near: Int64, ax: float, ay: float, bx: float, by: float) -> bool:
    """Whether a piece of street runs along an obstacle, as on the top of a quay."""
    for s in near:
        first, second, long = _sides(ends, s, ax, ay, bx, by)
        if max(abs(first), abs(second)) <= _AT_STREET_M and 2 * abs(first - second) < long:
            x, y = ends[s, 0], ends[s, 1]
            ex, ey = ends[s, 2] - x, ends[s, 3] - y
            a, b = (ax - x) * ex + (ay - y) * ey, (bx - x) * ex + (by - y) * ey
            if max(a, b) > 0 and min(a, b) < ex * ex + ey * ey:
                return True
    return False


@compiled
def _sides(
    ends: Float64, s: int, ax: float, ay: float, bx: float, by: float
) -> tuple[float, float, float]:
    """How far the ends of a piece of street lie to the left of an obstacle, and its length."""
    ex, ey = ends[s, 2] - ends[s, 0], ends[s, 3] - ends[s, 1]
    per = np.sqrt(ex * ex + ey * ey)
    per = 1 / per if per > 0 else 0.0
    first = (ex * (ay - ends[s, 1]) - ey * (ax - ends[s, 0])) * per
    second = (ex * (by - ends[s, 1]) - ey * (bx - ends[s, 0])) * per
    return first, second, np.sqrt((bx - ax) ** 2 + (by - ay) ** 2)


@compiled
def _hidden(
    ends: Float64, near: Int64, x: float, y: float, ox: float, oy: float,
    along: bool, ax: float, ay: float, bx: float, by: float,
) -> bool:  # fmt: skip
    """Whether an obstacle crosses the line from (x, y) by (-ox, -oy) to the piece of street.

    Touching the end of an obstacle is crossing it; running along one is not. One that stands
    on the street is looked past, unless the piece of street ends there and is on the other
    side of it.
    """
    long = np.sqrt(ox * ox + oy * oy)
    last = 1 - _AT_STREET_M / long if long > _AT_STREET_M else -1.0
    most = 1 + _ON_M / max(long, _ON_M)
    for s in near:
        ex, ey = ends[s, 2] - ends[s, 0], ends[s, 3] - ends[s, 1]
        fx, fy = ends[s, 0] - x, ends[s, 1] - y
        # both places are quotients by `turn`; multiplying is quicker than dividing
        turn = oy * ex - ox * ey
        way, piece = fx * ey - fy * ex, fy * ox - fx * oy
        if turn < 0:
            turn, way, piece = -turn, -way, -piece
        if turn <= 0 or not 0 <= way <= most * turn:
            continue
        if not -_SLIT * turn <= piece <= (1 + _SLIT) * turn:
            continue
        if way <= last * turn:
            return True
        if not along:
            first, second, _ = _sides(ends, s, ax, ay, bx, by)
            here = ex * -fy + ey * fx  # left of the obstacle where above 0
            low, high = min(first, second), max(first, second)
            if (here > 0 and high <= _ON_M and low < -_ON_M) or (
                here < 0 and low >= -_ON_M and high > _ON_M
            ):
                return True
    return False


@compiled
def stamps_of(
    edges: Int32, lines: Lines, bars: Grid, cell: float, reach: float, most: int
) -> tuple[Int64, Int32, Int64, Float32]:
    """What `paint_part` does for the whole of each edge, kept row by row.

    Gives rows up to each edge [e + 1], first vertex of the rows [r, 2], values up to each
    row [r + 1], values. An edge whose box has more than `most` vertices gets no row. The
    pools grow before an edge needs more: it has no more rows than its box, nor values.
    """
    upto = np.zeros(edges.shape[0] + 1, np.int64)
    vertex = np.empty((1024, 2), np.int32)
    begin = np.zeros(1025, np.int64)
    value = np.empty(1 << 16, np.float32)
    nobody = np.empty(0, np.int32)
    scratch = np.empty(0, np.float32)
    span = np.empty((0, 2), np.int32)
    far = np.float32(reach * reach)
    rows = 0
    for n in range(edges.shape[0]):
        e = int(edges[n])
        box = box_around(
            lines.box[e, 0] - reach, lines.box[e, 1] - reach,
            lines.box[e, 2] + reach, lines.box[e, 3] + reach, cell,
        )  # fmt: skip
        size = box.wide * box.tall
        upto[n + 1] = rows
        if size > most:
            continue
        if size > scratch.shape[0]:
            scratch = np.empty(2 * size, np.float32)
        if box.tall > span.shape[0]:
            span = np.empty((2 * box.tall, 2), np.int32)
        scratch[:size] = far
        paint_part(scratch, span, nobody, 0, box, cell, reach, lines, e, 0, lines.mm[e], bars)
        vertex = _room_rows(vertex, rows, rows + box.tall)
        begin = _room(begin, rows + 1, rows + 1 + box.tall)
        value = _room(value, begin[rows], begin[rows] + size)
        at = begin[rows]
        for r in range(box.tall):
            left, right = box.wide, -1
            for i in range(box.wide):
                if scratch[r * box.wide + i] < far:
                    left, right = min(left, i), i
            if right < 0:
                continue
            vertex[rows, 0], vertex[rows, 1] = box.i0 + left, box.j0 + r
            for i in range(left, right + 1):
                value[at] = scratch[r * box.wide + i]
                at += 1
            rows += 1
            begin[rows] = at
        upto[n + 1] = rows
    return upto, vertex[:rows].copy(), begin[: rows + 1].copy(), value[: begin[rows]].copy()


@compiled
def stamp(field: Float32, span: Int32, box: Box, stamps: Stamps, slot: int) -> None:
    """Lower the field to the distance from a whole edge. The box must hold all of its stamp."""
    value, begin, vertex = stamps.value, stamps.begin, stamps.vertex
    i0, j0, wide = int(box.i0), int(box.j0), int(box.wide)
    for r in range(stamps.first[slot], stamps.first[slot + 1]):
        low = np.uint64(begin[r])
        count = begin[r + 1] - begin[r]
        row, column = vertex[r, 1] - j0, vertex[r, 0] - i0
        at = np.uint64(row * wide + column)
        span[row, 0] = min(span[row, 0], column)
        span[row, 1] = max(span[row, 1], column + count - 1)
        for i in range(count):
            k = np.uint64(i)
            old, new = field[at + k], value[low + k]
            field[at + k] = new if new < old else old


@compiled
def _room(pool: _Pool, used: int, need: int) -> _Pool:
    """The pool itself, or a larger one with the same beginning."""
    if need <= pool.shape[0]:
        return pool
    grown = np.empty(max(need, 2 * pool.shape[0]), pool.dtype)
    grown[:used] = pool[:used]
    return grown


@compiled
def _room_rows(pool: Int32, used: int, need: int) -> Int32:
    """As `_room`, for a pool with columns."""
    if need <= pool.shape[0]:
        return pool
    grown = np.empty((max(need, 2 * pool.shape[0]), pool.shape[1]), pool.dtype)
    grown[:used] = pool[:used]
    return grown
