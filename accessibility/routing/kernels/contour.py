"""Outlines of what lies within a distance: a field's contour, by marching triangles.

Every square of the grid is cut from south-west to north-east into two triangles, and the
field is linear on each. The outline crosses an edge of the grid once at most, at a whole
STEPS-th of it, so that all its corners are whole numbers and no rounding decides anything:

- Outlines of two fields nest exactly where no value of the one is above that of the other.
- An outline neither crosses nor touches itself or another: each corner is on an edge of its
  own, and each triangle holds one line between two of its edges.

Where an obstacle crosses an edge of the grid, the outline stays on this side of it. What lies
beyond says nothing of the distance on this side then, but that no vertex is farther from the
street than the one before it and the edge between them.
"""

# ruff: noqa: C901, PLR0912, PLR0915, PLR0917

from typing import NamedTuple

import numpy as np

from accessibility.routing.kernels.field import Box, Flags, Float32
from accessibility.routing.kernels.types import Float64, Int32, Int64, compiled

STEPS = 1024  # of an edge of the grid
UNITS = 2 * STEPS  # the middle between two corners is whole too

# The six neighbours of a vertex, against the clock from the east.
_I = np.array([1, 1, 0, -1, -1, 0], np.int64)
_J = np.array([0, 1, 1, 0, -1, -1], np.int64)
_DIAGONAL = float(np.sqrt(2))  # to an edge that runs east


class Cuts(NamedTuple):
    """Edges of the grid that an obstacle crosses, by row of the grid.

    The key of an edge is three times the column of its lower vertex, plus 0 where it runs
    east, 1 north-east and 2 north; its `low` and `high` are the first and the last STEPS-th at
    which an obstacle crosses it.
    """

    there: Flags  # [rows, columns]: bit k where the edge of kind k of this vertex is crossed
    row: int  # number of the first row
    column: int  # number of the first column
    first: Int64  # [rows + 1]
    key: Int64
    low: Int32
    high: Int32


class Rings(NamedTuple):
    """Closed outlines, ring r with corners first[r] : first[r + 1] in UNITS-ths of a cell."""

    corner: Float64  # [c, 2]
    first: Int64  # [rings + 1]
    area: Int64  # [rings], what the outline is of
    shell: Int64  # [rings], the ring that it is a hole in, or itself


@compiled
def trace(
    field: Float32,
    span: Int32,
    owner: Int32,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    least: float,
    area: int,
    base: int,
    entered: Int32,
    left: Int32,
    rings: Rings,
    count: int,
) -> tuple[Rings, int, int]:
    """Append the outlines of what lies `within` a distance, told apart by owner.

    No vertex at the border of the box may be inside. A row of the grid is read from west to
    east, the southernmost first: where it enters an area by an outline not yet traced, that
    is the outer one; where it leaves by one, that is a hole of the outline by which the row
    entered. Every outline crosses a row: it has a vertex that is the easternmost inside (or
    outside) of its row.

    Parameters
    ----------
    field, span : see `field`
    owner : int32, empty where all is one area
    least : a smaller ring is left out [UNITS-ths of a cell, squared]
    area : number of the area, to which the owner is added
    base : numbers in `entered` and `left` below this are of other fields
    entered, left : int32, as long as the field: the outline by which a row enters an area,
        and leaves one, at the edge east of this vertex

    Returns
    -------
    the pools (grown where need be), how many rings they hold, and the next base
    """
    shells = np.empty(64, np.int64)  # of each outline, the shell; -1 where that is left out
    traced = 0
    told = owner.shape[0] > 0
    most = np.float32(within * within)
    for j in range(box.tall):
        row = int(j * box.wide)
        last = -1  # the outline by which the row entered the area it is in
        before = -1
        for i in range(span[j, 0], span[j, 1] + 2):
            at = np.uint64(row + i)
            now = -1
            if field[at] <= most:
                now = int(owner[at]) if told else 0
            if now == before:
                continue
            for leaving in (True, False):
                if (leaving and before < 0) or (not leaving and now < 0):
                    continue
                beside = at - np.uint64(1)
                known = int(left[beside] if leaving else entered[beside])
                if known < base:
                    if traced == shells.shape[0]:
                        grown = np.empty(2 * traced, np.int64)
                        grown[:traced] = shells
                        shells = grown
                    a, d = (i - 1, 0) if leaving else (i, 3)
                    rings, corners, size = _follow(
                        field, owner, box, within, cell, cuts, a, j, d, base + traced,
                        entered, left, rings, rings.first[count],
                    )  # fmt: skip
                    shell = shells[last - base] if leaving else count
                    if size < least:
                        shell = -1 if not leaving else shell
                    elif shell >= 0:
                        rings = _noted(
                            rings, count, corners, area + (before if leaving else now), shell
                        )
                        count += 1
                    shells[traced] = shell
                    known = base + traced
                    traced += 1
                if not leaving:
                    last = known
            before = now
    return rings, count, base + traced


@compiled
def _noted(rings: Rings, count: int, corners: int, area: int, shell: int) -> Rings:
    """The rings with one more, whose corners are there already."""
    corner, first, areas, shells = rings
    if count + 2 > first.shape[0]:
        size = 2 * first.shape[0]
        new_first, new_areas = np.empty(size, np.int64), np.empty(size, np.int64)
        new_shells = np.empty(size, np.int64)
        new_first[: count + 1] = first[: count + 1]
        new_areas[:count], new_shells[:count] = areas[:count], shells[:count]
        first, areas, shells = new_first, new_areas, new_shells
    first[count + 1] = corners
    areas[count], shells[count] = area, shell
    return Rings(corner, first, areas, shells)


@compiled
def _follow(
    field: Float32,
    owner: Int32,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    i: int,
    j: int,
    d: int,
    number: int,
    entered: Int32,
    left: Int32,
    rings: Rings,
    begin: int,
) -> tuple[Rings, int, float]:
    """Trace the outline that runs between vertex (i, j) inside and its neighbour `d` outside.

    The area is on the left. Gives the pools, the end of the ring's corners, and the ring's
    size in square units, whichever way it runs. A corner in line with its neighbours is
    left out.
    """
    corner = rings.corner
    count = begin
    wide, i0, j0 = int(box.wide), int(box.i0), int(box.j0)
    step = np.array([1, wide + 1, wide, -1, -wide - 1, -wide], np.int64)
    told, barred = owner.shape[0] > 0, cuts.key.shape[0] > 0
    most, there = np.float32(within * within), cuts.there
    start, way = np.uint64(j * wide + i), d
    at = start
    own = owner[at] if told else np.int32(0)
    ax, ay, bx, by = 0, 0, 0, 0  # the two corners before
    while True:
        if d == 0:
            left[at] = number
        elif d == 3:
            entered[at - np.uint64(1)] = number
        # where the outline crosses the edge of the grid, as in `crossing`
        beyond = np.float64(field[at + np.uint64(step[d])])
        cut = False
        if barred:
            r, s = i0 - cuts.column + i, j0 - cuts.row + j
            if d >= 3:
                r, s = r + _I[d], s + _J[d]
            if 0 <= s < there.shape[0] and 0 <= r < there.shape[1]:
                cut = (there[s, r] >> (d % 3)) & 1 > 0
        if cut or beyond <= most:
            x, y = crossing(field, box, within, cell, cuts, i, j, d)
        else:
            near = np.sqrt(np.float64(field[at]))
            along = int((within - near) / (np.sqrt(beyond) - near) * STEPS)
            along = 2 * min(max(along, 1), STEPS - 1)
            x, y = (i0 + i) * UNITS + along * _I[d], (j0 + j) * UNITS + along * _J[d]
        if count + 4 > corner.shape[0]:
            corner = _roomy(corner, count)
        if count - begin >= 2 and (bx - ax) * (y - by) == (by - ay) * (x - bx):
            count -= 1
        else:
            ax, ay = bx, by
        bx, by = x, y
        corner[np.uint64(count), 0], corner[np.uint64(count), 1] = x, y
        count += 1
        ahead = d + 1 if d < 5 else 0
        c = at + np.uint64(step[ahead])
        inside = field[c] <= most
        if inside and (not told or owner[c] == own):
            i, j, at = i + _I[ahead], j + _J[ahead], c
            d = d - 1 if d > 0 else 5
        else:
            if told:
                x, y, parting = _parting(field, owner, box, within, cell, cuts, i, j, d)
                if parting:
                    if count - begin >= 2 and (bx - ax) * (y - by) == (by - ay) * (x - bx):
                        count -= 1
                    else:
                        ax, ay = bx, by
                    bx, by = x, y
                    corner[count, 0], corner[count, 1] = x, y
                    count += 1
            d = ahead
        if at == start and d == way:
            break
    count, size = _closed(corner, begin, count)
    return Rings(corner, rings.first, rings.area, rings.shell), count, size


@compiled
def _roomy(corner: Float64, count: int) -> Float64:
    """Twice the room, with the same beginning."""
    grown = np.empty((2 * corner.shape[0], 2), np.float64)
    grown[:count] = corner[:count]
    return grown


@compiled
def _parting(
    field: Float32,
    owner: Int32,
    box: Box,
    within: float,
    cell: float,
    cuts: Cuts,
    i: int,
    j: int,
    d: int,
) -> tuple[int, int, bool]:
    """Where areas meet within the triangle ahead of an outline, and whether they do.

    Its corners are a vertex of the area, that vertex's neighbour `d` outside the area, and
    the next one against the clock, outside the area too.
    """
    ahead = (d + 1) % 6
    bi, bj = i + _I[d], j + _J[d]
    ci, cj = i + _I[ahead], j + _J[ahead]
    b, c = bj * box.wide + bi, cj * box.wide + ci
    most = np.float32(within * within)
    right, front = field[b] <= most, field[c] <= most
    if right and front and owner[b] != owner[c]:
        x = (3 * box.i0 + i + bi + ci) * UNITS // 3
        y = (3 * box.j0 + j + bj + cj) * UNITS // 3
        return x, y, True
    if right == front:
        return 0, 0, False
    # the outline of all areas together runs between two sides of the triangle, from the
    # area's own and from the other area's vertex: the two part in the middle of it
    px, py = crossing(field, box, within, cell, cuts, i, j, ahead if right else d)
    if right:
        qx, qy = crossing(field, box, within, cell, cuts, bi, bj, (d + 2) % 6)
    else:
        qx, qy = crossing(field, box, within, cell, cuts, ci, cj, (d + 5) % 6)
    return (px + qx) // 2, (py + qy) // 2, True


@compiled
def _closed(corner: Float64, begin: int, count: int) -> tuple[int, float]:
    """The ring's last corner is its first again; its end, and its size."""
    x, y = corner[begin, 0], corner[begin, 1]
    ax, ay = (
        corner[count - 1, 0] - corner[count - 2, 0],
        corner[count - 1, 1] - corner[count - 2, 1],
    )
    if ax * (y - corner[count - 1, 1]) != ay * (x - corner[count - 1, 0]):
        count += 1
    corner[count - 1, 0], corner[count - 1, 1] = x, y
    twice = 0.0
    for n in range(begin, count - 1):
        ax, ay = corner[n, 0] - x, corner[n, 1] - y
        bx, by = corner[n + 1, 0] - x, corner[n + 1, 1] - y
        twice += ax * by - ay * bx
    return count, abs(twice) / 2


@compiled
def crossing(
    field: Float32, box: Box, within: float, cell: float, cuts: Cuts, i: int, j: int, d: int
) -> tuple[int, int]:
    """Where the outline crosses the edge from a vertex inside to its neighbour `d`, in units."""
    a = j * box.wide + i
    b = (j + _J[d]) * box.wide + i + _I[d]
    back = d >= 3
    bar = _cut(cuts, box.i0 + i, box.j0 + j, d)
    if field[b] <= np.float32(
        within * within
    ):  # another's area: half way, or at the first obstacle
        low = STEPS // 2
        if bar >= 0:
            low = min(max(cuts.low[bar], 1), STEPS - 1)
        along = STEPS - low if back else low
    else:
        near, far = np.sqrt(np.float64(field[a])), np.sqrt(np.float64(field[b]))
        if bar >= 0:
            far = min(far, near + (_DIAGONAL if d % 3 == 1 else 1.0) * cell)
        along = STEPS if far <= within else int((within - near) / (far - near) * STEPS)
        if bar >= 0:
            along = min(along, STEPS - cuts.high[bar] - 1 if back else cuts.low[bar] - 1)
        along = min(max(along, 1), STEPS - 1)
    x = (box.i0 + i) * UNITS + 2 * along * _I[d]
    y = (box.j0 + j) * UNITS + 2 * along * _J[d]
    return x, y


@compiled
def _cut(cuts: Cuts, i: int, j: int, d: int) -> int:
    """Row of an edge of the grid among those that an obstacle crosses, -1 if it is none."""
    if cuts.key.shape[0] == 0:
        return -1
    kind = d
    if d >= 3:
        kind = d - 3
        i, j = i + _I[d], j + _J[d]
    row = j - cuts.row
    if row < 0 or row >= cuts.first.shape[0] - 1:
        return -1
    key = 3 * i + kind
    low, high = cuts.first[row], cuts.first[row + 1]
    while low < high:
        middle = (low + high) // 2
        if cuts.key[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < cuts.first[row + 1] and cuts.key[low] == key else -1
