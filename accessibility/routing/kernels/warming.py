"""Compiling every kernel before it is needed."""

import numpy as np

from accessibility.routing.kernels.contour import Cuts
from accessibility.routing.kernels.field import Lines, Stamps, stamps_of
from accessibility.routing.kernels.labels import settle, space_for
from accessibility.routing.kernels.nearest import nearest_of_groups
from accessibility.routing.kernels.outlines import outlines
from accessibility.routing.kernels.pairs import (
    Finds,
    Sources,
    Streets,
    Targets,
    pairs_of_groups,
    spread_by,
)
from accessibility.routing.kernels.pieces import components
from accessibility.routing.kernels.portions import portions_of_groups
from accessibility.routing.kernels.segments import barred_ways, nearest_segments
from accessibility.routing.kernels.several import several_of_groups, slots_for
from accessibility.routing.kernels.slits import watched
from accessibility.routing.kernels.sums import Fall, sum_of_groups
from accessibility.routing.kernels.types import Arcs, Edges, Grid, Int32, Places, Rows


def warm() -> None:
    """Compile every kernel for the types in use and keep the result on disk."""
    row = np.zeros(1, np.int32)
    edges, place = Edges(row, row, row), Places(*(row for _ in Places._fields))
    arcs = Arcs(np.zeros(2, np.int32), np.zeros((0, 2), np.int32))
    rows = Rows(np.array([0, 1], np.int32), row)
    space, table = space_for(1, 2), np.zeros((1, 1), np.int32)
    nearest_of_groups(
        arcs, edges, place, rows, place, row, rows, row, 9, 0, space, table, table.copy()
    )
    _warm_counts(arcs, edges, place, rows)
    settle(arcs, row, np.zeros(1, np.int64), 9, 0, space_for(1, 2))
    components(row, row, np.ones(1, np.bool_), row.copy())
    grid = Grid(np.zeros((1, 4)), row, rows, np.zeros(2), 1.0, np.ones(2, np.int32))
    yes, spot = np.ones(1, np.bool_), np.zeros((1, 2))
    nearest_segments(grid, yes, spot, 1.0, grid, yes, row.copy())
    barred_ways(grid, yes, spot, spot, yes.copy())
    _warm_areas(arcs, edges, place, rows, grid)


def _warm_counts(arcs: Arcs, edges: Edges, place: Places, rows: Rows) -> None:
    """Several nearest, pairs and sums."""
    row: Int32 = np.zeros(1, np.int32)
    table = np.zeros((1, 1, 2), np.int32)
    several_of_groups(
        arcs, edges, place, rows, place, row, rows, row, 9, 0, slots_for(1, 2, 2), table,
        table.copy(),
    )  # fmt: skip
    streets, sources = Streets(arcs, edges, 0), Sources(place, row, rows)
    targets, finds = Targets(place, row, arcs, rows), Finds(row + 9, row.copy())
    each, much = np.zeros(1, np.int64), np.zeros(1)
    space = space_for(1, 2)
    pairs_of_groups(streets, sources, 0, 1, targets, 9, space, finds, each, row.copy(), row.copy())
    spread_by(row, row, row, each, np.zeros((1, 2), np.int32))
    fall = Fall(0, 1.0, 1.0, each, much, np.ones(2, np.int64))
    sum_of_groups(
        streets, sources, 0, 1, targets, 9, space, finds, fall, much, much, True, much.copy(),
        much.copy(),
    )  # fmt: skip


def _warm_areas(arcs: Arcs, edges: Edges, place: Places, rows: Rows, bars: Grid) -> None:
    """Parts of edges, and outlines around them."""
    row, each = np.zeros(1, np.int32), np.zeros(1, np.int64)
    parts = portions_of_groups(
        arcs, rows, row, row, edges, edges, place, row, rows, row, each, 0, space_for(1, 2),
        row.copy(), row.copy(), True,
    )  # fmt: skip
    lines = Lines(np.array([0, 1], np.int32), np.zeros((1, 2)), np.zeros(1), row, np.zeros((1, 4)))
    upto, vertex, begin, value = stamps_of(row, lines, bars, 1.0, 1.0, 9)
    stamps = Stamps(row - 1, upto, vertex, begin, value, np.zeros(1, np.uint8))
    watched(lines, bars, stamps, 1.0, 1.0, 2.5)
    there = np.zeros((1, 1), np.uint8)
    cuts = Cuts(there, 0, 0, np.zeros(2, np.int64), each, row, row)
    first = np.array([0, len(parts)])
    outlines(parts, first, 1, 0, lines, stamps, bars, cuts, 1.0, 1.0, 2.5, 1.0)
