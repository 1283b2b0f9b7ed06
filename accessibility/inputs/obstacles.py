"""Walls, shores and rails of an extract, as straight pieces that no join may cross."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from accessibility.crs import WGS84
from accessibility.inputs.osm_scan import Assembled, Ways
from accessibility.inputs.osm_tags import Tags, obstacle_kind
from accessibility.inputs.streets import run_starts
from accessibility.network import OBSTACLE_KINDS, Obstacles


@dataclass(frozen=True, eq=False, kw_only=True)
class ObstacleLines:
    """Lines that bar the way, one after the other; v vertices of l lines.

    Attributes
    ----------
    lonlat : float64 [v, 2] [degrees], NaN where the extract lacks the node
    first : int64 [l + 1]; line i has the vertices first[i] : first[i + 1]
    kind : int8 [l], row of OBSTACLE_KINDS
    """

    lonlat: NDArray[np.float64]
    first: NDArray[np.int64]
    kind: NDArray[np.int8]


def obstacle_lines(ways: Ways, relations: Assembled) -> ObstacleLines:
    """The ways that bar the way, then the outlines of relations that do."""
    own = _kinds(ways.tags)
    rows = np.flatnonzero(own >= 0)
    inside = np.repeat(own >= 0, np.diff(ways.first))
    count = np.diff(ways.first)[rows]
    numbers = sorted(relations.shapes)
    kinds = _kinds([relations.tags[number] for number in numbers])
    wkb = [relations.shapes[n] for n, kind in zip(numbers, kinds, strict=True) if kind >= 0]
    shapes = shapely.from_wkb(np.array(wkb, dtype=object))
    rings, shape = shapely.get_rings(shapely.get_parts(shapes)), _ring_owners(shapes)
    return ObstacleLines(
        lonlat=np.concatenate((ways.lonlat[inside], shapely.get_coordinates(rings))),
        first=np.cumsum(np.concatenate(([0], count, shapely.get_num_coordinates(rings)))),
        kind=np.concatenate((own[rows], kinds[kinds >= 0][shape])),
    )


def obstacles(lines: ObstacleLines, crs: CRS) -> Obstacles:
    """The straight pieces of the lines, in the study's metric CRS."""
    line = np.repeat(np.arange(len(lines.kind)), np.diff(lines.first))
    located = ~np.isnan(lines.lonlat[:, 0])
    xy = np.full(lines.lonlat.shape, np.nan)
    transform = Transformer.from_crs(WGS84, crs, always_xy=True)
    xy[located] = np.column_stack(transform.transform(*lines.lonlat[located].T))
    starts = run_starts(line, located)
    start = np.flatnonzero(located[:-1] & located[1:] & ~starts[1:])
    start = start[(xy[start] != xy[start + 1]).any(axis=1)]
    return Obstacles(
        ends=np.concatenate((xy[start], xy[start + 1]), axis=1), kind=lines.kind[line[start]]
    )


def _kinds(tags: Sequence[Tags]) -> NDArray[np.int8]:
    """Row of OBSTACLE_KINDS, -1 for what bars no way."""
    row: dict[str | None, int] = {kind: n for n, kind in enumerate(OBSTACLE_KINDS)}
    each = {id(own): own for own in tags}
    told = {key: row.get(obstacle_kind(own), -1) for key, own in each.items()}
    return np.fromiter((told[id(own)] for own in tags), np.int8, len(tags))


def _ring_owners(shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    """The shape that each ring of the shapes' parts belongs to, in the order of `get_rings`."""
    parts, shape = shapely.get_parts(shapes, return_index=True)
    _, part = shapely.get_rings(parts, return_index=True)
    owners: NDArray[np.int64] = shape[part]
    return owners
