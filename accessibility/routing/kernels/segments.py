"""The nearest street segment of every point, and what stands between the two."""

# ruff: noqa: C901, PLR0917

import numpy as np

from accessibility.routing.kernels.types import Float64, Grid, Int32, Mask, compiled

# Places and streets lie on obstacles, give or take: a gate on its fence, a home drawn on its
# garden wall, a street that runs along the top of a wall.
AT_PLACE_M = 1.0
AT_STREET_M = 0.2


@compiled
def nearest_segments(
    grid: Grid, wanted: Mask, xy: Float64, limit: float, bars: Grid, shut: Mask, found: Int32
) -> None:
    """Write into `found` the nearest segment of the edges wanted, -1 beyond the limit.

    The straight way to it crosses no piece of `bars` whose kind is `shut`. Squares are
    searched in rings around each point. Everything up to k sides away lies in the rings 0..k,
    so the search ends when the best is nearer than that. Of segments equally near the first
    is taken, hence that of the lowest edge.
    """
    across, up = int(grid.shape[0]), int(grid.shape[1])
    asks = bars.edge.shape[0] > 0 and shut.any()
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
                        better = away < best or (away == best and (chosen < 0 or s < chosen))
                        if better and not (asks and barred(bars, shut, x, y, ax, ay)):
                            best, chosen = away, s
            ring += 1
        found[i] = chosen


@compiled
def barred(bars: Grid, shut: Mask, x: float, y: float, to_x: float, to_y: float) -> bool:
    """Whether the straight way from a place to its street crosses a piece of a kind shut.

    Touching the end of a piece is crossing it; running along one is not, nor is what lies
    within AT_PLACE_M of the place or AT_STREET_M of the street.
    """
    dx, dy = to_x - x, to_y - y
    long = np.sqrt(dx * dx + dy * dy)
    if long <= AT_PLACE_M + AT_STREET_M:
        return False
    first, last = AT_PLACE_M / long, 1 - AT_STREET_M / long
    across, up = int(bars.shape[0]), int(bars.shape[1])
    west = max(int(np.floor((min(x, to_x) - bars.low[0]) / bars.size)), 0)
    east = min(int(np.floor((max(x, to_x) - bars.low[0]) / bars.size)), across - 1)
    south = max(int(np.floor((min(y, to_y) - bars.low[1]) / bars.size)), 0)
    north = min(int(np.floor((max(y, to_y) - bars.low[1]) / bars.size)), up - 1)
    for r in range(south, north + 1):
        for square in range(r * across + west, r * across + east + 1):
            for q in range(bars.squares.first[square], bars.squares.first[square + 1]):
                s = np.int64(bars.squares.rows[q])
                if not shut[bars.edge[s]]:
                    continue
                ex, ey = bars.ends[s, 2] - bars.ends[s, 0], bars.ends[s, 3] - bars.ends[s, 1]
                turn = dx * ey - dy * ex
                if turn == 0:
                    continue
                ax, ay = bars.ends[s, 0] - x, bars.ends[s, 1] - y
                way = (ax * ey - ay * ex) / turn
                piece = (ax * dy - ay * dx) / turn
                # rounding must open no slit between two pieces that meet
                if first <= way <= last and -1e-9 <= piece <= 1 + 1e-9:
                    return True
    return False


@compiled
def barred_ways(bars: Grid, shut: Mask, start: Float64, end: Float64, found: Mask) -> None:
    """Write into `found` whether the way from each start to its end is `barred`."""
    for i in range(start.shape[0]):
        found[i] = barred(bars, shut, start[i, 0], start[i, 1], end[i, 0], end[i, 1])
