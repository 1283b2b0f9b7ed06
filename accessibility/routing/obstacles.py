"""What stands between places and streets: garden walls, the walls of compounds, water, rails.

A house behind a garden wall has a door to the street, mapped or not; a compound has a gate
somewhere, and where it is decides the way. So a wall that encloses no more than COMPOUND_M2,
or nothing at all, is passed where no street can be joined without passing it.
"""

from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.network import OBSTACLE_KINDS, Obstacles
from accessibility.routing.kernels import Grid, Mask, barred_ways
from accessibility.routing.segments import segment_grid

# Land that walls, water and rails close off is a compound above this: a plot of a detached house
# has 0.1 ha, a residential block some 2 ha (GB 50180: 2 to 4 ha).
COMPOUND_M2 = 10_000.0

_OUTLINE = len(OBSTACLE_KINDS)  # kind of a piece of a compound's outline


def _shut(*kinds: int) -> Mask:
    shut = np.zeros(_OUTLINE + 1, np.bool_)
    shut[list(kinds)] = True
    return shut


_WALL, _WATER, _RAIL = (OBSTACLE_KINDS.index(kind) for kind in ("wall", "water", "rail"))
ALL_SHUT = _shut(_WALL, _WATER, _RAIL)
PLOTS_OPEN = _shut(_OUTLINE, _WATER, _RAIL)
WALLS_OPEN = _shut(_WATER, _RAIL)
ALL_OPEN = _shut()
# What bars a way that is free once more is opened; rails come before water where both bar it.
BARS_BY_KIND = (("wall", WALLS_OPEN), ("water", _shut(_RAIL)), ("rail", ALL_OPEN))


_MADE: WeakKeyDictionary[Obstacles, Grid] = WeakKeyDictionary()


def obstacle_grid(obstacles: Obstacles) -> Grid:
    """The pieces, and once more those of compounds' outlines, by the squares they touch.

    Made once for all graphs of a network: it is the same for every profile.
    """
    if obstacles not in _MADE:
        _MADE[obstacles] = _grid(obstacles)
    return _MADE[obstacles]


def _grid(obstacles: Obstacles) -> Grid:
    outline = compound_outlines(obstacles)
    ends = np.concatenate((obstacles.ends, outline))
    kind = np.concatenate((obstacles.kind, np.full(len(outline), _OUTLINE)))
    return segment_grid(ends, kind.astype(np.int32))


def compound_areas(obstacles: Obstacles) -> NDArray[np.object_]:
    """Land above COMPOUND_M2 that obstacles close off, without its holes.

    Every polygon is the outline of one face that the obstacles cut the land into, so plots
    side by side make no compound; a compound may lie within another.
    """
    if not (obstacles.kind == _WALL).any():
        return np.zeros(0, object)
    pieces = shapely.linestrings(obstacles.ends.reshape(-1, 2, 2))
    faces = shapely.get_parts(shapely.polygonize([shapely.node(shapely.multilinestrings(pieces))]))
    areas = shapely.polygons(shapely.get_exterior_ring(faces))
    areas = areas[shapely.area(areas) > COMPOUND_M2]
    return np.asarray(areas, object)


def compound_outlines(obstacles: Obstacles) -> NDArray[np.float64]:
    """Straight pieces [s, 4] of the outlines of `compound_areas`."""
    rings = shapely.get_exterior_ring(compound_areas(obstacles))
    xy, of = shapely.get_coordinates(rings, return_index=True)
    same = of[1:] == of[:-1]
    return np.concatenate((xy[:-1][same], xy[1:][same]), axis=1)


def barred(bars: Grid, shut: Mask, start: NDArray[np.float64], end: NDArray[np.float64]) -> Mask:
    """Whether the straight way from each place to its street is barred."""
    found = np.zeros(len(start), np.bool_)
    barred_ways(bars, shut, np.ascontiguousarray(start), np.ascontiguousarray(end), found)
    return found
