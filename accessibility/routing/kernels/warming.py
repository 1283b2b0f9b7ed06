"""Compiling every kernel before it is needed."""

import numpy as np

from accessibility.routing.kernels.labels import settle, space_for
from accessibility.routing.kernels.nearest import nearest_of_groups
from accessibility.routing.kernels.pieces import components
from accessibility.routing.kernels.segments import nearest_segments
from accessibility.routing.kernels.types import Arcs, Edges, Grid, Places, Rows


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
    settle(arcs, row, np.zeros(1, np.int64), 9, 0, space_for(1, 2))
    components(row, row, np.ones(1, np.bool_), row.copy())
    grid = Grid(np.zeros((1, 4)), row, rows, np.zeros(2), 1.0, np.ones(2, np.int32))
    nearest_segments(grid, np.ones(1, np.bool_), np.zeros((1, 2)), 1.0, row.copy())
