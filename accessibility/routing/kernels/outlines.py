"""Outlines of the areas around what many origins reach."""

# ruff: noqa: C901, PLR0912, PLR0917

import numpy as np

from accessibility.routing.kernels.contour import UNITS, Cuts, Rings, trace
from accessibility.routing.kernels.field import (
    Lines,
    Stamps,
    box_around,
    paint_part,
    stamp,
)
from accessibility.routing.kernels.slits import FREE, INSIDE, fill_slits
from accessibility.routing.kernels.types import Grid, Int32, Int64, compiled


@compiled
def outlines(
    parts: Int32,
    first: Int64,
    limits: int,
    owners: int,
    lines: Lines,
    stamps: Stamps,
    bars: Grid,
    cuts: Cuts,
    cell: float,
    within: float,
    reach: float,
    least_m2: float,
) -> Rings:
    """Outlines around the parts of streets of each origin and limit.

    One field answers all limits of an origin: it only falls from one limit to the next, so
    that the areas are nested.

    Parameters
    ----------
    parts : int32 [k, COLUMNS] by origin and limit, from `portions_of_groups`
    first : origin o has parts first[o] : first[o + 1]
    limits, owners : how many there are; with 0 owners, ranks are not told apart
    stamps : distances around whole edges, as far as they are at hand
    least_m2 : smaller rings are left out

    Returns
    -------
    Rings with corners in metres; area = (origin * limits + limit) * max(owners, 1) + rank
    """
    rings = Rings(
        np.empty((4096, 2), np.float64), np.zeros(256, np.int64),
        np.empty(256, np.int64), np.empty(256, np.int64),
    )  # fmt: skip
    count = 0
    base = 1
    field = np.empty(0, np.float32)
    span = np.empty((0, 2), np.int32)
    entered, left = np.zeros((2, 0), np.int32)
    owner = np.empty(0, np.int32)
    painted, filled = np.zeros((2, lines.mm.shape[0]), np.int32)
    unit = cell / UNITS
    for o in range(first.shape[0] - 1):
        if first[o] == first[o + 1]:
            continue
        west, south, east, north = _extent(parts[first[o] : first[o + 1]], limits - 1, lines)
        box = box_around(west - reach, south - reach, east + reach, north + reach, cell)
        size = box.wide * box.tall
        if size > field.shape[0]:
            field = np.empty(size + size // 2, np.float32)
            entered, left = np.zeros((2, size + size // 2), np.int32)
            owner = np.empty(field.shape[0] if owners > 0 else 0, np.int32)
            base = 1
        if box.tall > span.shape[0]:
            span = np.empty((2 * box.tall, 2), np.int32)
        field[:size] = np.float32(reach * reach)
        for r in range(box.tall):  # of rows without a span, the contour reads one vertex
            span[r, 0], span[r, 1] = box.wide - 1, -1
        if owners > 0:
            owner[:size] = -1
        if base > 1 << 30:
            entered[:] = 0
            left[:] = 0
            base = 1
        p = first[o]
        for k in range(limits):
            begun = p
            while p < first[o + 1] and parts[p, 1] == k:
                e, start, stop = int(parts[p, 2]), parts[p, 3], parts[p, 4]
                whole = start == 0 and stop == lines.mm[e] and owners == 0
                if not whole or (painted[e] != o + 1 and stamps.slot[e] < 0):
                    paint_part(
                        field, span, owner, parts[p, 5], box, cell, reach, lines, e,
                        start, stop, bars,
                    )  # fmt: skip
                elif painted[e] != o + 1:
                    stamp(field, span, box, stamps, stamps.slot[e])
                painted[e] = o + 1 if whole else painted[e]
                p += 1
            for q in range(begun, p if bars.edge.shape[0] > 0 else begun):
                e, start, stop = int(parts[q, 2]), parts[q, 3], parts[q, 4]
                whole = start == 0 and stop == lines.mm[e]
                if filled[e] != o + 1 and stamps.watch[e] > (INSIDE if whole else FREE):
                    fill_slits(
                        field, span, owner, parts[q, 5], box, within, cell, cuts, lines, e,
                        start, stop,
                    )  # fmt: skip
                    filled[e] = o + 1 if whole else filled[e]
            rings, count, base = trace(
                field, span, owner, box, within, cell, cuts, least_m2 / unit**2,
                (o * limits + k) * max(owners, 1), base, entered, left, rings, count,
            )  # fmt: skip
    corners = rings.first[count]
    return Rings(
        rings.corner[:corners] * unit,
        rings.first[: count + 1].copy(),
        rings.area[:count].copy(),
        rings.shell[:count].copy(),
    )


@compiled
def _extent(parts: Int32, limit: int, lines: Lines) -> tuple[float, float, float, float]:
    """West, south, east and north of the parts of one limit."""
    west, south, east, north = np.inf, np.inf, -np.inf, -np.inf
    for p in range(parts.shape[0]):
        if parts[p, 1] != limit:
            continue
        e = int(parts[p, 2])
        low, high = int(lines.first[e]), int(lines.first[e + 1]) - 1
        if parts[p, 3] > 0 or parts[p, 4] < lines.mm[e]:
            scale = (lines.run[high] - lines.run[low]) / max(lines.mm[e], 1)
            begin = lines.run[low] + parts[p, 3] * scale
            end = lines.run[low] + parts[p, 4] * scale
            for v in range(low, high):
                length = lines.run[v + 1] - lines.run[v]
                if lines.run[v + 1] < begin or lines.run[v] > end:
                    continue
                for at in (max(begin, lines.run[v]), min(end, lines.run[v + 1])):
                    share = (at - lines.run[v]) / length if length > 0 else 0.0
                    x = lines.xy[v, 0] + share * (lines.xy[v + 1, 0] - lines.xy[v, 0])
                    y = lines.xy[v, 1] + share * (lines.xy[v + 1, 1] - lines.xy[v, 1])
                    west, east = min(west, x), max(east, x)
                    south, north = min(south, y), max(north, y)
        else:
            west, east = min(west, lines.box[e, 0]), max(east, lines.box[e, 2])
            south, north = min(south, lines.box[e, 1]), max(north, lines.box[e, 3])
    return west, south, east, north
