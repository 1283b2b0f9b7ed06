"""How streets rise: an elevation raster sampled along every edge."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accessibility.inputs.heights import heights_at
from accessibility.network import Network, Slopes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

STEP_M = 25.0  # the longest step along a street


def read_slopes(path: Path, network: Network) -> Slopes:
    """How every edge rises, step by step, from an elevation raster.

    Edges are cut into equal steps of 25 m at most. Heights are those of `heights_at`: noise
    is filtered from the raster itself, so that a grade is measured over 30 m at least,
    however short the edge, and what goes up along a street comes down on the way back.

    Bridges and tunnels (but not what is merely covered) do not follow the ground: they rise
    evenly from end to end. Where several of them meet in the air or in the rock, heights
    there are those of a taut string: the mean of the neighbours, weighted by 1 / length.
    Stairs and lifts do not pull a deck down that goes on at both sides; they rise
    evenly up to it.

    Parameters
    ----------
    path : Path
        A raster that GDAL reads, with a coordinate system.
    network : Network

    Returns
    -------
    Slopes
        Grades as measured, not clamped; NaN where a height at either end is not known. A
        lift has none (0).

    Raises
    ------
    ElevationFileError, ElevationElsewhereError
        As `heights_at`.
    """
    steps = _Steps.of(network)
    xy = np.concatenate((network.node_xy, _inner_xy(network, steps)))
    height = heights_at(path, xy, network.crs)
    node, inner = height[: network.n_nodes], height[network.n_nodes :]
    node, even = _strung(network, node)
    return Slopes(
        first=steps.first.astype(np.int32),
        run_m=steps.run_m,
        grade=_grades(network, steps, node, inner, even),
        source=path.name,
    )


def unknown_share(slopes: Slopes) -> float:
    """Share [0-1] of street length whose grade is not known."""
    total = slopes.run_m.sum()
    return float(slopes.run_m[np.isnan(slopes.grade)].sum() / total) if total else 0.0


@dataclass(frozen=True, eq=False)
class _Steps:
    """The steps of all edges, one after the other; edge e has first[e] : first[e + 1]."""

    first: Ints
    edge: Ints  # of every step
    run_m: Floats

    @classmethod
    def of(cls, network: Network) -> "_Steps":
        length = network.edge_mm / 1000
        count = np.maximum(np.ceil(length / STEP_M), 1).astype(np.int64)
        edge = np.repeat(np.arange(len(count)), count)
        return cls(np.concatenate(([0], np.cumsum(count))), edge, (length / count)[edge])

    @property
    def begins(self) -> Mask:
        """Steps that begin at the tail of their edge."""
        return np.diff(self.edge, prepend=-1) > 0

    @property
    def ends(self) -> Mask:
        """Steps that end at the head of their edge."""
        return np.append(self.begins[1:], True)[: len(self.edge)]


def _inner_xy(network: Network, steps: _Steps) -> Floats:
    """Where one step of an edge ends and the next begins, in the order of the steps."""
    line, xy = network.vertex_first.astype(np.int64), network.vertex_xy
    piece = np.zeros(len(xy))
    piece[1:] = np.hypot(*np.diff(xy, axis=0).T)
    piece[line[:-1]] = 0.0  # from the last vertex of a line to the first of the next
    along = np.cumsum(piece)

    inner = np.flatnonzero(~steps.begins)
    edge = steps.edge[inner]
    part = (inner - steps.first[edge]) / np.diff(steps.first)[edge]
    start, stop = along[line[edge]], along[line[edge + 1] - 1]
    target = start + part * (stop - start)
    left = np.searchsorted(along, target, side="right") - 1
    left = np.clip(left, line[edge], line[edge + 1] - 2)
    width = along[left + 1] - along[left]
    share = np.divide(target - along[left], width, out=np.zeros(len(left)), where=width > 0)
    points: Floats = xy[left] + share[:, None] * (xy[left + 1] - xy[left])
    return points


def _grades(network: Network, steps: _Steps, node: Floats, inner: Floats, even: Mask) -> Floats:
    """Rise / run of every step; along the edges that are `even` it is the same in all."""
    tail, head = node[network.edge_tail], node[network.edge_head]
    low, high = np.empty(len(steps.edge)), np.empty(len(steps.edge))
    begins, ends = steps.begins, steps.ends
    low[begins], low[~begins] = tail, inner
    high[ends], high[~ends] = head, inner
    rise = np.where(even, (head - tail) / np.diff(steps.first), 0.0)[steps.edge]
    rise = np.where(even[steps.edge], rise, high - low)
    # neither a street without length has a slope, nor a lift
    lift = (network.edge_ways("highway") == "elevator").to_numpy(bool)[steps.edge]
    sloped = (steps.run_m > 0) & ~lift
    grade: Floats = np.divide(rise, steps.run_m, out=np.zeros(len(rise)), where=sloped)
    return grade


def _strung(network: Network, ground: Floats) -> tuple[Floats, Mask]:
    """Heights of nodes with those in the air or the rock, and the edges that rise evenly."""
    off = _has(network, "bridge") | _has(network, "tunnel")
    if not off.any():
        return ground, off
    free = _free(network, off, ground)
    height = np.where(free, np.nan, ground)
    string = off & _alive(network, free, ground)
    found = free & _held(network, string, ~free & np.isfinite(ground))
    if found.any():
        height[found] = _taut(network, string, found, height)
    return height, off | free[network.edge_tail] | free[network.edge_head]


def _has(network: Network, key: str) -> Mask:
    told = network.edge_ways(key)
    return (told.notna() & (told != "no")).to_numpy(bool)


def _free(network: Network, off: Mask, ground: Floats) -> Mask:
    """Nodes that no street holds to the ground."""
    climbs = network.edge_ways("highway").isin(("steps", "elevator")).to_numpy(bool) & ~off
    bridges, stairs = _ends_at(network, off), _ends_at(network, climbs)
    others = _ends_at(network, ~off & ~climbs)
    inside = (bridges > 0) & (stairs == 0) & (others == 0)
    landing = (bridges > 1) & (stairs > 0) & (others == 0)
    free = inside | landing
    # a deck that stairs alone lead to has nothing else to stand on
    held = _held(network, off & _alive(network, free, ground), ~free & np.isfinite(ground))
    return np.asarray(inside | (landing & held), np.bool_)


def _ends_at(network: Network, edges: Mask) -> Ints:
    """How many ends of these edges lie at every node."""
    ends = np.concatenate((network.edge_tail[edges], network.edge_head[edges]))
    return np.bincount(ends, minlength=network.n_nodes)


def _alive(network: Network, free: Mask, ground: Floats) -> Mask:
    """Edges between nodes whose height is known or can be found."""
    alive = free | np.isfinite(ground)
    return np.asarray(alive[network.edge_tail] & alive[network.edge_head], np.bool_)


def _held(network: Network, edges: Mask, anchors: Mask) -> Mask:
    """Nodes that hang together with an anchor by these edges."""
    part = network.components(edges)
    there: Mask = np.isin(part, part[anchors])
    return there


def _taut(network: Network, string: Mask, free: Mask, height: Floats) -> Floats:
    """Heights of the free nodes: each the mean of its neighbours, weighted by 1 / length."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import spsolve

    tail, head = network.edge_tail[string], network.edge_head[string]
    weight = np.tile(1 / np.maximum(network.edge_mm[string], 1), 2)
    here, there = np.concatenate((tail, head)), np.concatenate((head, tail))
    mine = free[here]
    here, there, weight = here[mine], there[mine], weight[mine]
    row = np.cumsum(free) - 1
    count = int(free.sum())
    total = np.bincount(row[here], weight, count)
    known = ~free[there]
    pull = np.bincount(row[here[known]], weight[known] * height[there[known]], count)
    rows = np.concatenate((np.arange(count), row[here[~known]]))
    columns = np.concatenate((np.arange(count), row[there[~known]]))
    values = np.concatenate((total, -weight[~known]))
    solved = spsolve(csc_array((values, (rows, columns)), (count, count)), pull)
    return np.asarray(solved, np.float64)
