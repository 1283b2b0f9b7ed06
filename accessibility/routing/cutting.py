"""A network with more nodes: edges cut at given places."""

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from accessibility.network import Network, Slopes
from accessibility.routing.kernels import Int32, Int64
from accessibility.routing.segments import cut_lines


@dataclass(frozen=True, eq=False)
class Parts:
    """The edges of a cut network: of which edge each is a part, and from where to where [mm]."""

    edge: Int64
    start: Int64
    stop: Int64


def cut_edges(network: Network, edge: Int32, offset_mm: Int32) -> tuple[Network, Parts]:
    """The network with a node at each of these positions within edges, and what its edges are.

    Nodes keep their rows, and new ones follow, with negative ids. A part of an edge with
    slopes has their mean.
    """
    within = (offset_mm > 0) & (offset_mm < network.edge_mm[edge])
    cuts = np.unique(np.column_stack((edge[within], offset_mm[within])), axis=0).astype(np.int64)
    parts = _parts(network, cuts)
    if not len(cuts):
        return network, parts
    place = shapely.get_coordinates(
        shapely.get_point(cut_lines(network, cuts[:, 0], cuts[:, 1] * 0, cuts[:, 1]), -1)
    )
    tail, head = network.edge_tail[parts.edge], network.edge_head[parts.edge]
    new = network.n_nodes + np.arange(len(cuts), dtype=np.int32)
    tail[parts.start > 0] = new  # parts and cuts are in the same order
    head[parts.stop < network.edge_mm[parts.edge]] = new
    lines = cut_lines(network, parts.edge, parts.start, parts.stop)
    lowest = min(int(network.node_id.min()), 0)
    cut = replace(
        network,
        node_id=np.concatenate((network.node_id, lowest - 1 - np.arange(len(cuts)))),
        node_xy=np.concatenate((network.node_xy, place)),
        edge_tail=tail,
        edge_head=head,
        edge_mm=(parts.stop - parts.start).astype(np.int32),
        edge_way=network.edge_way[parts.edge],
        vertex_first=_first(shapely.get_num_coordinates(lines)),
        vertex_xy=shapely.get_coordinates(lines),
        slopes=_slopes(network, parts),
    )
    return cut, parts


def _parts(network: Network, cuts: Int64) -> Parts:
    whole = network.edge_mm.astype(np.int64)
    edge = np.concatenate((np.arange(len(whole)), cuts[:, 0]))
    start = np.concatenate((np.zeros_like(whole), cuts[:, 1]))
    order = np.lexsort((start, edge))
    edge, start = edge[order], start[order]
    stop = whole[edge]
    same = edge[1:] == edge[:-1]
    stop[:-1][same] = start[1:][same]
    return Parts(edge, start, stop)


def _slopes(network: Network, parts: Parts) -> Slopes | None:
    """The steps of every part: those of its edge, cut where the part begins and ends."""
    if network.slopes is None:
        return None
    first, run, grade = network.slopes.first, network.slopes.run_m, network.slopes.grade
    count = np.diff(first)[parts.edge]
    owner = np.repeat(np.arange(len(count)), count)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    row = first[parts.edge[owner]] + place
    total = np.concatenate(([0.0], np.cumsum(run)))
    begin = total[row] - total[first[parts.edge[owner]]]
    start, stop = parts.start[owner] / 1000, parts.stop[owner] / 1000
    length = np.minimum(begin + run[row], stop) - np.maximum(begin, start)
    none = np.bincount(owner[length > 0], minlength=len(count)) == 0  # parts of no length
    kept = (length > 0) | (none[owner] & (place == 0))
    return replace(
        network.slopes,
        first=_first(np.bincount(owner[kept], minlength=len(count))),
        run_m=np.maximum(length[kept], 0.0),
        grade=grade[row[kept]],
    )


def _first(count: NDArray[np.integer]) -> Int32:
    return np.concatenate(([0], np.cumsum(count))).astype(np.int32)
