"""Streets between obstacles so near to each other that no vertex of the grid sees them.

A pier between two shores, a lane between two walls: where such a street would lie outside
its area, the triangles of the grid that it passes are taken into the area as a whole.
"""

# ruff: noqa: PLR0917

import numpy as np

from accessibility.routing.kernels.contour import STEPS, UNITS, Cuts, crossing
from accessibility.routing.kernels.field import (
    Box,
    Flags,
    Float32,
    Lines,
    Stamps,
    bars_near,
    box_around,
    stamp,
)
from accessibility.routing.kernels.types import Grid, Int32, compiled

FREE, INSIDE, UNKNOWN = 0, 1, 2

_LOOKS = 4  # at a street on its way through a square
_HARDLY = 1 / STEPS  # of a cell
_OUTSIDE_M = 0.5  # an outline beside an obstacle may run through the street by so much
_WAY = np.array([[4, 3, -1], [5, -1, 2], [-1, 0, 1]], np.int64)  # neighbour, by step east, north


@compiled
def watched(
    lines: Lines, bars: Grid, stamps: Stamps, cell: float, within: float, reach: float
) -> Flags:
    """Which edges are to be filled beside, uint8 [m].

    FREE where no obstacle is near, INSIDE where the whole of the edge lies in triangles that
    are inside by the edge alone, else UNKNOWN. Of an edge without a stamp nothing is asked.
    """
    found = np.full(stamps.slot.shape[0], UNKNOWN, np.uint8)
    field, span = np.empty(0, np.float32), np.empty((0, 2), np.int32)
    near = 2 * cell  # beyond a square's own vertices
    for e in range(found.shape[0]):
        if stamps.slot[e] < 0:
            continue
        west, south, east, north = lines.box[e]
        if bars_near(bars, west - near, south - near, east + near, north + near).shape[0] == 0:
            found[e] = FREE
            continue
        box = box_around(west - reach, south - reach, east + reach, north + reach, cell)
        size = box.wide * box.tall
        if size > field.shape[0]:
            field = np.empty(2 * size, np.float32)
        if box.tall > span.shape[0]:
            span = np.empty((2 * box.tall, 2), np.int32)
        field[:size] = np.float32(reach * reach)
        stamp(field, span, box, stamps, stamps.slot[e])
        if _all_inside(field, box, within, cell, lines, e):
            found[e] = INSIDE
    return found


@compiled
def _all_inside(
    field: Float32, box: Box, within: float, cell: float, lines: Lines, edge: int
) -> bool:
    """Whether all squares that an edge passes have nothing but vertices inside."""
    most = np.float32(within * within)
    for v in range(lines.first[edge], lines.first[edge + 1] - 1):
        x, y = lines.xy[v, 0] / cell - box.i0, lines.xy[v, 1] / cell - box.j0
        dx = lines.xy[v + 1, 0] / cell - box.i0 - x
        dy = lines.xy[v + 1, 1] / cell - box.j0 - y
        # every square it passes: it changes square where it crosses a line of the grid
        for j in range(int(min(y, y + dy)), int(max(y, y + dy)) + 1):
            low, high = min(x, x + dx), max(x, x + dx)
            if dy != 0:
                a, b = (j - y) / dy, (j + 1 - y) / dy
                low, high = min(x + a * dx, x + b * dx), max(x + a * dx, x + b * dx)
                low, high = max(low, min(x, x + dx)), min(high, max(x, x + dx))
            for i in range(int(low - _HARDLY), int(high + _HARDLY) + 1):
                for corner in (0, 1, box.wide, box.wide + 1):
                    if field[j * box.wide + i + corner] > most:
                        return False
    return True


@compiled
def fill_slits(
    field: Float32,
    span: Int32,
    owner: Int32,
    name: int,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    lines: Lines,
    edge: int,
    start: int,
    stop: int,
) -> None:
    """Lower the field where a part of an edge, given in mm from its tail, lies outside.

    The part is painted already. The field is lowered to hardly less than `within`, so that
    nothing but the triangles themselves is gained, and it stays so for longer limits.
    """
    low, high = int(lines.first[edge]), int(lines.first[edge + 1]) - 1
    scale = (lines.run[high] - lines.run[low]) / max(lines.mm[edge], 1)
    begin = lines.run[low] + start * scale + _OUTSIDE_M
    end = lines.run[low] + stop * scale - _OUTSIDE_M
    for v in range(low, high):
        length = lines.run[v + 1] - lines.run[v]
        a, b = max(begin - lines.run[v], 0.0), min(end - lines.run[v], length)
        if a > b or length == 0:
            continue
        steps = int((b - a) / cell * _LOOKS) + 1
        x, y = lines.xy[v, 0] / cell - box.i0, lines.xy[v, 1] / cell - box.j0
        dx = (lines.xy[v + 1, 0] - lines.xy[v, 0]) / (length * cell)
        dy = (lines.xy[v + 1, 1] - lines.xy[v, 1]) / (length * cell)
        for n in range(steps + 1):
            at = a + (b - a) * n / steps
            _fill(field, span, owner, name, box, within, cell, cuts, x + at * dx, y + at * dy)


@compiled
def _fill(
    field: Float32,
    span: Int32,
    owner: Int32,
    name: int,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    x: float,
    y: float,
) -> None:
    """Take the triangle around a place [cells of the box] inside, unless the place is."""
    i, j = int(x), int(y)
    wide = int(box.wide)
    most = np.float32(within * within)
    east = 1 if y - j <= x - i else 0
    corner = (j * wide + i, (j + 1 - east) * wide + i + east, (j + 1) * wide + i + 1)
    inside = 0
    for v in corner:
        inside += 1 if field[v] <= most else 0
    if inside == 3 or (
        inside > 0
        and _is_inside(field, box, within, cell, cuts, x, y, (i, i + east, i + 1),
                       (j, j + 1 - east, j + 1), inside)
    ):  # fmt: skip
        return
    for v in corner:
        if field[v] > most:
            field[v] = np.float32((within - _HARDLY * cell) ** 2)
            if owner.shape[0] > 0:
                owner[v] = name
            row, column = v // wide, v % wide
            span[row, 0] = min(span[row, 0], column)
            span[row, 1] = max(span[row, 1], column)


@compiled
def _is_inside(
    field: Float32,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    x: float,
    y: float,
    i: tuple[int, int, int],
    j: tuple[int, int, int],
    inside: int,
) -> bool:
    """Whether a place lies within an outline through the triangle around it, or hardly outside.

    The outline parts one corner of the triangle from the two others.
    """
    most = np.float32(within * within)
    lone = 0
    for n in range(3):
        if (field[j[n] * box.wide + i[n]] <= most) == (inside == 1):
            lone = n
    end = np.empty((2, 2))
    for n in range(2):
        other = (lone + 1 + n) % 3
        a, b = (lone, other) if inside == 1 else (other, lone)
        d = _WAY[i[b] - i[a] + 1, j[b] - j[a] + 1]
        end[n, 0], end[n, 1] = crossing(field, box, within, cell, cuts, i[a], j[a], d)
    px, py = end[0, 0] / UNITS - box.i0, end[0, 1] / UNITS - box.j0
    ex, ey = (end[1, 0] - end[0, 0]) / UNITS, (end[1, 1] - end[0, 1]) / UNITS
    turned = ex * (j[lone] - py) - ey * (i[lone] - px)
    side = ex * (y - py) - ey * (x - px)
    beyond = -side if turned > 0 else side  # from the line, away from the lone corner
    if inside == 2:
        beyond = -beyond
    return bool(beyond * cell <= _OUTSIDE_M * np.sqrt(ex * ex + ey * ey))
