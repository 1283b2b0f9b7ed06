"""Walls, shores and rails of an extract, as straight pieces.

No join crosses what bars the way; what parts a town is on the edge of a vehicle's duty area.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from accessibility.crs import WGS84
from accessibility.inputs.osm_scan import Assembled, Ways
from accessibility.inputs.osm_tags import Tags, barrier_kind, obstacle_kind
from accessibility.inputs.streets import run_starts
from accessibility.network import BARRIER_KINDS, OBSTACLE_KINDS, Obstacles


@dataclass(frozen=True, eq=False, kw_only=True)
class ObstacleLines:
    """Lines that bar the way or part a town, one after the other; v vertices of l lines.

    Attributes
    ----------
    lonlat : float64 [v, 2] [degrees], NaN where the extract lacks the node
    first : int64 [l + 1]; line i has the vertices first[i] : first[i + 1]
    kind : int8 [l], row of OBSTACLE_KINDS, -1 for what bars no way
    parts : int8 [l], row of BARRIER_KINDS, -1 for what parts no town
    """

    lonlat: NDArray[np.float64]
    first: NDArray[np.int64]
    kind: NDArray[np.int8]
    parts: NDArray[np.int8]


def obstacle_lines(ways: Ways, relations: Assembled) -> ObstacleLines:
    """The ways that bar the way or part a town, then the outlines of relations that do."""
    kind, parts = _kinds(ways.tags)
    rows = np.flatnonzero((kind >= 0) | (parts >= 0))
    inside = np.repeat((kind >= 0) | (parts >= 0), np.diff(ways.first))
    count = np.diff(ways.first)[rows]
    numbers = np.array(sorted(relations.shapes), np.int64)
    own, own_parts = _kinds([relations.tags[number] for number in numbers.tolist()])
    told = (own >= 0) | (own_parts >= 0)
    wkb = [relations.shapes[number] for number in numbers[told].tolist()]
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    rings, shape = shapely.get_rings(shapely.get_parts(shapes)), _ring_owners(shapes)
    return ObstacleLines(
        lonlat=np.concatenate((ways.lonlat[inside], shapely.get_coordinates(rings))),
        first=np.cumsum(np.concatenate(([0], count, shapely.get_num_coordinates(rings)))),
        kind=np.concatenate((kind[rows], own[told][shape])),
        parts=np.concatenate((parts[rows], own_parts[told][shape])),
    )


def obstacles(lines: ObstacleLines, crs: CRS) -> Obstacles:
    """The straight pieces of what bars the way, in the study's metric CRS."""
    return _pieces(lines, lines.kind, crs)


def barriers(lines: ObstacleLines, crs: CRS) -> Obstacles:
    """The straight pieces of what parts the town, in the study's metric CRS."""
    return _pieces(lines, lines.parts, crs)


def _pieces(lines: ObstacleLines, kind: NDArray[np.int8], crs: CRS) -> Obstacles:
    """The straight pieces of the lines that are of a kind."""
    line = np.repeat(np.arange(len(kind)), np.diff(lines.first))
    located = ~np.isnan(lines.lonlat[:, 0]) & (kind >= 0)[line]
    xy = np.full(lines.lonlat.shape, np.nan)
    transform = Transformer.from_crs(WGS84, crs, always_xy=True)
    xy[located] = np.column_stack(transform.transform(*lines.lonlat[located].T))
    starts = run_starts(line, located)
    start = np.flatnonzero(located[:-1] & located[1:] & ~starts[1:])
    start = start[(xy[start] != xy[start + 1]).any(axis=1)]
    return Obstacles(
        ends=np.concatenate((xy[start], xy[start + 1]), axis=1), kind=kind[line[start]]
    )


def _kinds(tags: Sequence[Tags]) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """Rows of OBSTACLE_KINDS and of BARRIER_KINDS, -1 for what bars no way and parts no town."""
    each = {id(own): own for own in tags}
    rows = {
        key: (_row(obstacle_kind(own), OBSTACLE_KINDS), _row(barrier_kind(own), BARRIER_KINDS))
        for key, own in each.items()
    }
    told = np.array([rows[id(own)] for own in tags], np.int8).reshape(-1, 2)
    return told[:, 0], told[:, 1]


def _row(kind: str | None, kinds: Sequence[str]) -> int:
    return -1 if kind is None else kinds.index(kind)


def _ring_owners(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """The shape that each ring of the shapes' parts belongs to, in the order of `get_rings`."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    _, part = shapely.get_rings(parts, return_index=True)
    owners: NDArray[np.int64] = shape[part]
    return owners
