"""The nearest street segment of every point."""

# ruff: noqa: C901

import numpy as np

from accessibility.routing.kernels.types import Float64, Grid, Int32, Mask, compiled


@compiled
def nearest_segments(grid: Grid, wanted: Mask, xy: Float64, limit: float, found: Int32) -> None:
    """Write into `found` the nearest segment of the edges wanted, -1 beyond the limit.

    Squares are searched in rings around each point. Everything up to k sides away lies in
    the rings 0..k, so the search ends when the best is nearer than that. Of segments
    equally near the first is taken, hence that of the lowest edge.
    """
    across, up = int(grid.shape[0]), int(grid.shape[1])
    for i in range(xy.shape[0]):
        x, y = xy[i, 0], xy[i, 1]
        best, chosen = limit * limit, np.int64(-1)
        col = int(np.floor((x - grid.low[0]) / grid.size))
        row = int(np.floor((y - grid.low[1]) / grid.size))
        ring = 0
        while (ring - 1) * grid.size <= np.sqrt(best):
            for r in range(max(row - ring, 0), min(row + ring, up - 1) + 1):
                inside = row - ring < r < row + ring
                step = 2 * ring if inside else 1
                for c in range(col - ring, col + ring + 1, max(step, 1)):
                    if c < 0 or c >= across:
                        continue
                    square = r * across + c
                    for q in range(grid.squares.first[square], grid.squares.first[square + 1]):
                        s = np.int64(grid.squares.rows[q])
                        if not wanted[grid.edge[s]]:
                            continue
                        ax, ay = grid.ends[s, 0], grid.ends[s, 1]
                        bx, by = grid.ends[s, 2], grid.ends[s, 3]
                        long = (bx - ax) ** 2 + (by - ay) ** 2
                        along = (x - ax) * (bx - ax) + (y - ay) * (by - ay)
                        if along > 0 and along >= long:  # beyond the end
                            ax, ay = bx, by
                        elif along > 0:
                            ax += along / long * (bx - ax)
                            ay += along / long * (by - ay)
                        away = (x - ax) ** 2 + (y - ay) ** 2
                        if away < best or (away == best and (chosen < 0 or s < chosen)):
                            best, chosen = away, s
            ring += 1
        found[i] = chosen
