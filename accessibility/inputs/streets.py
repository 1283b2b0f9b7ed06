"""Street ways cut at their junctions into a network of arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray
from pyproj import CRS, Transformer

from accessibility.crs import WGS84
from accessibility.network import NODE_TAGS, WAY_TAGS, Network, lengths_mm

Ints = NDArray[np.int64]


def no_controls() -> pd.DataFrame:
    """The controls of streets that have none."""
    return control_table(np.zeros(0, np.int64), [])


@dataclass(frozen=True, eq=False, kw_only=True)
class StreetWays:
    """Streets as OSM has them; way i has the nodes first[i] : first[i + 1] of k in all.

    Attributes
    ----------
    tags : DataFrame [w], columns osm_id (int64, negative for a relation's outline) and
        WAY_TAGS (str, NaN where absent)
    refs : int64 [k], OSM node ids
    lonlat : float64 [k, 2] [degrees], NaN where the extract lacks the node
    first : int64 [w + 1]
    controls : DataFrame, columns NODE_TAGS (str, NaN where absent), index = OSM node id,
        ascending; nodes of the streets with a barrier, a signal, a crossing or a kerb
    """

    tags: pd.DataFrame
    refs: Ints
    lonlat: NDArray[np.float64]
    first: Ints
    controls: pd.DataFrame = field(default_factory=no_controls)


@dataclass(frozen=True, eq=False)
class _Trace:
    """Unbroken runs of located nodes, one after the other; run r is first[r] : first[r + 1]."""

    node: Ints  # rows of the network's nodes
    lonlat: NDArray[np.float64]
    first: Ints
    way: Ints  # [runs], row of the street ways


def tag_table(ids: Ints, tags: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """One row a way: osm_id and WAY_TAGS, NaN where absent."""
    return pd.DataFrame({"osm_id": ids, **_tag_columns(tags, WAY_TAGS)})


def control_table(ids: Ints, tags: Sequence[Mapping[str, str]]) -> pd.DataFrame:
    """One row a node, in the order of the ids, which become its index: NODE_TAGS."""
    order = np.argsort(ids, kind="stable")
    columns = _tag_columns([tags[row] for row in order], NODE_TAGS)
    return pd.DataFrame(columns, index=pd.Index(ids[order], name="osm_id"))


def _tag_columns(
    tags: Sequence[Mapping[str, str]], keys: Sequence[str]
) -> dict[str, ExtensionArray]:
    where: dict[str, tuple[list[int], list[str]]] = {key: ([], []) for key in keys}
    for row, own in enumerate(tags):
        for key in own.keys() & where.keys():
            where[key][0].append(row)
            where[key][1].append(own[key])
    return {key: text_column(len(tags), *found) for key, found in where.items()}


def text_column(count: int, rows: Sequence[int], values: Sequence[str]) -> ExtensionArray:
    """A column of texts [count], NaN outside of `rows`."""
    place = np.full(count, -1)
    place[rows] = np.arange(len(values))
    column: ExtensionArray = pd.array(values, dtype="str").take(place, allow_fill=True)
    return column


def run_starts(ways: Ints, located: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where an unbroken run begins: at a new way, or behind a missing node."""
    starts = np.ones(len(ways), bool)
    starts[1:] = (ways[1:] != ways[:-1]) | ~located[:-1]
    return starts & located


def street_network(streets: StreetWays, crs: CRS) -> Network:
    """The network of all street ways, cut where they meet.

    A junction is a node that two ways share, that one way passes twice, or where a way
    ends; a node with a barrier, a signal or a crossing is treated as one. A closed way with
    one junction or none is one edge from that node to itself. A way that lacks a node in the
    extract ends on both sides of it. Nodes are numbered along a space-filling curve, so that
    neighbours lie near each other in memory.

    Parameters
    ----------
    streets : StreetWays
    crs : CRS
        The study's metric CRS.
    """
    trace, node_ids, node_lonlat = _traces(streets)
    control = np.searchsorted(node_ids, streets.controls.index)
    there = np.isin(streets.controls.index, node_ids)
    trace, cut = _cut(trace, len(node_ids), control[there])
    tail, head = cut[:-1], cut[1:]
    run = np.searchsorted(trace.first, cut, side="right") - 1
    same = run[:-1] == run[1:]
    tail, head, run = tail[same], head[same], run[:-1][same]

    vertices, first = _ranges(tail, head + 1)
    used = np.unique(trace.node[np.concatenate((tail, head))])
    xy = _project(node_lonlat, crs)
    used = used[_curve_order(xy[used])]
    row = np.full(len(node_ids), -1, np.int32)
    row[used] = np.arange(len(used), dtype=np.int32)
    return Network(
        crs=crs,
        node_id=node_ids[used],
        node_xy=xy[used],
        edge_tail=row[trace.node[tail]],
        edge_head=row[trace.node[head]],
        edge_mm=lengths_mm(trace.lonlat[vertices], first),
        edge_way=trace.way[run].astype(np.int32),
        vertex_first=first.astype(np.int32),
        vertex_xy=xy[trace.node[vertices]],
        ways=streets.tags,
        node_tags=_by_row(streets.controls[there], row[control[there]]),
    )


def _by_row(controls: pd.DataFrame, row: NDArray[np.int32]) -> pd.DataFrame:
    """The controls in the order of the network's nodes, and numbered by them."""
    return controls.set_axis(pd.Index(row, name="node")).sort_index()


def _traces(streets: StreetWays) -> tuple[_Trace, Ints, NDArray[np.float64]]:
    """Runs of two nodes or more, and the ids and places of the nodes they pass."""
    way = np.repeat(np.arange(len(streets.tags)), np.diff(streets.first))
    refs, lonlat = streets.refs, streets.lonlat
    fresh = np.ones(len(refs), bool)
    fresh[1:] = (refs[1:] != refs[:-1]) | (way[1:] != way[:-1])
    way, refs, lonlat = way[fresh], refs[fresh], lonlat[fresh]

    located = ~np.isnan(lonlat[:, 0])
    run = np.cumsum(run_starts(way, located))
    long_enough = np.bincount(run[located], minlength=1) > 1
    keep = located & long_enough[run]
    way, refs, lonlat, run = way[keep], refs[keep], lonlat[keep], run[keep]

    node_ids, sample, node = np.unique(refs, return_index=True, return_inverse=True)
    begins = np.flatnonzero(np.diff(run, prepend=0))
    first = np.append(begins, len(run))
    return _Trace(node, lonlat, first, way[begins]), node_ids, lonlat[sample]


def _cut(trace: _Trace, nodes: int, control: Ints) -> tuple[_Trace, Ints]:
    """Positions at which runs are cut, with rings turned to begin at a junction."""
    begin, end = trace.first[:-1], trace.first[1:] - 1
    times = np.bincount(trace.node, minlength=nodes)
    closed = trace.node[begin] == trace.node[end]
    times[trace.node[begin[closed]]] -= 1  # a ring names one node twice to close itself
    times[trace.node[begin[~closed]]] += 2
    times[trace.node[end[~closed]]] += 2
    junction = times > 1
    junction[control] = True

    rings = np.flatnonzero(closed & ~junction[trace.node[begin]])
    turned = _turn_rings(trace, rings, junction)
    is_cut = junction[turned.node]
    is_cut[begin] = is_cut[end] = True
    return turned, np.flatnonzero(is_cut)


def _turn_rings(trace: _Trace, rings: Ints, junction: NDArray[np.bool_]) -> _Trace:
    """Let each of these rings begin at its first junction, where it has one."""
    begin = trace.first[rings]
    position, first = _ranges(begin, trace.first[rings + 1])
    if not len(position):
        return trace
    step = position - np.repeat(begin, np.diff(first))
    far = np.iinfo(np.int64).max
    nearest = np.minimum.reduceat(np.where(junction[trace.node[position]], step, far), first[:-1])
    turn = np.repeat(np.where(nearest == far, 0, nearest), np.diff(first))
    around = np.repeat(np.diff(first) - 1, np.diff(first))
    order = np.arange(len(trace.node))
    order[position] = np.repeat(begin, np.diff(first)) + (step + turn) % around
    return _Trace(trace.node[order], trace.lonlat[order], trace.first, trace.way)


def _ranges(start: Ints, stop: Ints) -> tuple[Ints, Ints]:
    """All positions of start[i] : stop[i], one after the other, and where each begins."""
    first = np.concatenate(([0], np.cumsum(stop - start)))
    return np.arange(first[-1]) + np.repeat(start - first[:-1], stop - start), first


def _project(lonlat: NDArray[np.float64], crs: CRS) -> NDArray[np.float64]:
    transform = Transformer.from_crs(WGS84, crs, always_xy=True)
    return np.column_stack(transform.transform(lonlat[:, 0], lonlat[:, 1]))


def _curve_order(xy: NDArray[np.float64]) -> Ints:
    """Order along a Z-shaped curve over a grid of 2^16 by 2^16."""
    if not len(xy):
        return np.zeros(0, np.int64)
    low, span = xy.min(axis=0), max(float(np.ptp(xy, axis=0).max()), 1.0)
    cells = ((xy - low) / span * 65535).astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        cells = (cells | (cells << np.uint64(shift))) & np.uint64(mask)
    return np.argsort(cells[:, 0] | (cells[:, 1] << np.uint64(1)), kind="stable")
