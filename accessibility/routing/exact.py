"""The exact areas around the streets reached, by buffers: the reference of `areas`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from accessibility.routing.kernels import Float64, Int64
from accessibility.routing.reach import Portions, Reacher, portions_of
from accessibility.routing.search import available_cores
from accessibility.routing.segments import cut_lines

_GRID_M = 0.001  # outlines are noded on whole millimetres, as lengths are


def exact_areas(
    reach: Reacher,
    buffer_m: float,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[NDArray[np.object_], Float64]:
    """As `areas.areas_around`: the exact bands around the streets that each origin reaches.

    A band is cut by obstacles, and of its pieces those are kept that hold street.
    """
    parts = portions_of(reach, threads=threads)
    limits = len(reach.limits)
    area = parts.origin * limits + parts.limit
    mm = np.bincount(area, parts.stop - parts.start, minlength=reach.origins * limits)
    lines = cut_lines(reach.graph.network, parts.edge, parts.start, parts.stop)
    bars = shapely.STRtree(
        shapely.linestrings(reach.graph.network.obstacles.ends.reshape(-1, 2, 2))
    )

    def areas(origin: int) -> list[BaseGeometry]:
        own = _rows(parts, origin)
        band = bands(lines[own], buffer_m, bars)
        return _nested_areas(band, parts.limit[own], limits)

    geometry: list[BaseGeometry] = []
    with ThreadPoolExecutor(threads or available_cores()) as pool:
        for origin, found in enumerate(pool.map(areas, range(reach.origins)), 1):
            geometry += found
            if progress is not None:
                progress(origin, reach.origins)
    drawn = np.empty(len(geometry), object)
    drawn[:] = geometry
    return drawn, mm.astype(np.float64)


def bands(
    lines: NDArray[np.object_], buffer_m: float, bars: shapely.STRtree
) -> NDArray[np.object_]:
    """The area within a distance of each line, on the line's own side of obstacles."""
    band = np.asarray(shapely.buffer(lines, buffer_m), object)
    of, bar = bars.query(band, predicate="intersects")
    for row in np.unique(of).tolist():  # few: most streets have no obstacle beside them
        cuts = bars.geometries[bar[of == row]]
        noded = shapely.union_all([shapely.boundary(band[row]), *cuts], grid_size=_GRID_M)
        faces = shapely.get_parts(shapely.polygonize([noded]))
        inside = shapely.covers(band[row], shapely.point_on_surface(faces))
        held = shapely.length(shapely.intersection(faces, lines[row])) > _GRID_M
        band[row] = shapely.union_all(faces[inside & held])
    return band


def _rows(parts: Portions, origin: int) -> slice:
    return slice(*np.searchsorted(parts.origin, [origin, origin + 1]).tolist())


def _nested_areas(band: NDArray[np.object_], limit: Int64, limits: int) -> list[BaseGeometry]:
    """Areas made of the bands of every limit, each covering the one before it.

    The outlines of all are cut where they meet, and the faces between the cuts are given
    to the least limit that holds them. An area is made of whole faces, so that no rounding
    can let a smaller one reach out of a larger one.
    """
    areas: list[BaseGeometry] = []
    area: BaseGeometry = Polygon()
    for row in range(limits):
        area = shapely.union_all([area, *band[limit == row]])
        areas.append(area)
    outlines = shapely.union_all(shapely.boundary(areas), grid_size=_GRID_M)
    faces = shapely.get_parts(shapely.polygonize([outlines]))
    inside = shapely.point_on_surface(faces)
    held = np.array([shapely.covers(one, inside) for one in areas])
    return [
        shapely.coverage_union_all(faces[held[: row + 1].any(axis=0)]) if len(faces) else Polygon()
        for row in range(limits)
    ]
