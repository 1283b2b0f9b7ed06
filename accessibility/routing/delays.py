"""Waiting on the way: signals, crossings of main roads, flights of stairs and footbridges.

Off unless asked for. Speeds that were measured at crossings leave waiting out, and so do
metres along a street.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import DelaysError, UnknownNameError
from accessibility.network import Network
from accessibility.routing.profiles import Profile, profile_named
from accessibility.routing.tags import Mask, Tags

Int64 = NDArray[np.int64]

_MAIN = (
    "highway=motorway|motorway_link|trunk|trunk_link|primary|primary_link|secondary|"
    "secondary_link|tertiary|tertiary_link"
)
_SIGNALS = (
    "highway=traffic_signals",
    "crossing=traffic_signals|toucan|pelican|puffin|pegasus",
    "crossing:signals=yes",
)
_CROSSINGS = ("highway=crossing", "crossing=uncontrolled|zebra|marked|unmarked|island")
_ROADS = _MAIN + "|unclassified|residential|living_street|service|busway"
_BRIDGES = "highway=footway|path|pedestrian|cycleway bridge=yes|movable|suspension|covered"
_LEVEL = "footway=sidewalk|crossing|traffic_island"  # drawn beside a road, and no higher
JUNCTION_M = 30.0  # signals no farther apart along a street belong to one junction: a judgement


def _is_seconds(value: object) -> bool:
    if not isinstance(value, Real) or isinstance(value, bool):
        return False
    return isfinite(float(value)) and 0 <= float(value) <= 3600


@dataclass(frozen=True, kw_only=True)
class Delays:
    """Seconds of waiting, or of climbing, each time.

    Attributes
    ----------
    signal_s : at a signal, for walkers where they cross a main road
    crossing_s : at a crossing of a main road without a signal
    steps_s : on a flight of stairs, beyond the time that its length takes
    footbridge_s : for a footbridge whose stairs are not drawn
    """

    signal_s: float = 30.0
    crossing_s: float = 10.0
    steps_s: float = 30.0
    footbridge_s: float = 30.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not _is_seconds(value):
                raise DelaysError(field.name, value)


DEFAULT_DELAYS = Delays()

# Where the defaults come from, by field; shown with the result.
DELAY_SOURCES: Mapping[str, str] = {
    "signal_s": "judgement: middle of 20 to 40 s a signal",
    "crossing_s": "judgement: a third of a signal",
    "steps_s": "Valhalla's penalty for steps on foot, 30 s",
    "footbridge_s": "judgement: as a flight of stairs",
}


def custom_delays(table: Mapping[str, Any]) -> Delays:
    """The delays of a study file: the defaults, but for what `[delays]` says."""
    known = {field.name for field in fields(Delays)}
    for key in table:
        if key not in known:
            raise UnknownNameError("delays: key", key, known)
    return Delays(**table)


def edge_wait_ms(network: Network, profile: str | Profile, delays: Delays | None) -> Int64:
    """Waiting [ms] on every edge, in either direction; int64 [m].

    Half of a wait is taken on each edge that ends at its node, so that passing takes the
    whole once. Walkers wait where they cross: on the edges that end at a main road (motorway to
    tertiary) with a signal or a crossing, not on those of the main road. Riders wait at
    every signal on every edge, and at crossings as walkers do. Signals no farther apart than
    JUNCTION_M are one: the edges between them take nothing, so a junction of many signals, or
    a crossing over both carriageways, takes one wait. Stairs and footbridges take their
    seconds along their length; a footbridge that stairs lead to takes none of its own, nor
    does one that is ridden over.

    A fire engine waits nowhere: signals do not bind it (Road Traffic Safety Law art. 53), and
    its mean speed has its halts in it. Signals and crossings count where their nodes are tagged.
    """
    profile = profile_named(profile)
    wait = np.zeros(network.n_edges, np.int64)
    if delays is None or profile.drives or not network.n_edges:
        return wait
    ways = Tags(network.ways)
    wait += _at_nodes(network, ways, delays, rides=profile.rides)
    steps = ways.fit("highway=steps")
    wait += _along(network, steps, _ms(delays.steps_s))
    if profile.rides:
        return wait
    bridge = ways.fit(_BRIDGES) & ~ways.fit(_LEVEL) & ~_touching(network, steps)
    return wait + _along(network, bridge, _ms(delays.footbridge_s))


def _at_nodes(network: Network, ways: Tags, delays: Delays, *, rides: bool) -> Int64:
    """Half a wait at either end of an edge where one waits."""
    ends = np.column_stack((network.edge_tail, network.edge_head))
    main = ways.fit(_MAIN)[network.edge_way]
    on_main = _nodes(network, ends[main])
    signal, crossing = _controls(network)
    signal = _whole_junctions(network, ways, signal)
    within = signal[ends].all(axis=1) & (network.edge_mm <= JUNCTION_M * 1000)
    crossed = ~main[:, None] & on_main[ends]
    at_signal = signal[ends] & ~within[:, None] & (crossed | rides)
    at_crossing = (crossing & ~signal)[ends] & crossed
    halves = at_signal * _ms(delays.signal_s) + at_crossing * _ms(delays.crossing_s)
    return np.asarray(halves.sum(axis=1) // 2, np.int64)


def _controls(network: Network) -> tuple[Mask, Mask]:
    """Nodes [n] with a signal, and with a crossing."""
    tags, row = Tags(network.node_tags), network.node_tags.index.to_numpy(np.intp)
    signal, crossing = (
        _nodes(network, row[np.logical_or.reduce([tags.fit(text) for text in texts])])
        for texts in (_SIGNALS, _CROSSINGS)
    )
    # said of the crossing itself, and stronger than a general word
    unsignalled = _nodes(network, row[tags.fit("highway=crossing crossing:signals=no")])
    return signal & ~unsignalled, crossing | unsignalled


def _whole_junctions(network: Network, ways: Tags, signal: Mask) -> Mask:
    """Signals, and the nodes of roads that lie between two of them within a junction.

    Not those of footways: the corner of a pavement lies between two crossings, and whoever
    crosses there does wait.
    """
    within = ways.fit(_ROADS)[network.edge_way] & (network.edge_mm <= JUNCTION_M * 1000)
    tail, head = network.edge_tail[within], network.edge_head[within]
    middle = np.concatenate((tail[signal[head]], head[signal[tail]]))
    post = np.concatenate((head[signal[head]], tail[signal[tail]]))
    pairs = np.unique(np.column_stack((middle, post)), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    between = np.bincount(pairs[:, 0], minlength=network.n_nodes) >= 2
    return np.asarray(signal | between, np.bool_)


def _along(network: Network, ways: Mask, ms: int) -> Int64:
    """The milliseconds of each of these ways, shared over its edges by their length."""
    shared = np.zeros(network.n_edges, np.int64)
    rows = np.flatnonzero(ways[network.edge_way])
    if not ms or not len(rows):
        return shared
    rows = rows[np.argsort(network.edge_way[rows], kind="stable")]
    way = network.edge_way[rows]
    length = pd.Series(network.edge_mm[rows].astype(np.int64))
    whole = length.groupby(way).transform("sum").clip(lower=1).to_numpy()
    reached = length.groupby(way).cumsum().to_numpy()
    before = reached - length.to_numpy()
    shared[rows] = reached * ms // whole - before * ms // whole  # their sum is exact
    return shared


def _touching(network: Network, ways: Mask) -> Mask:
    """Ways that share a node with one of these."""
    there = _nodes(
        network,
        np.concatenate((network.edge_tail[ways[network.edge_way]],
                        network.edge_head[ways[network.edge_way]])),
    )  # fmt: skip
    touched = there[network.edge_tail] | there[network.edge_head]
    found = np.zeros(len(network.ways), np.bool_)
    found[network.edge_way[touched]] = True
    return found


def _nodes(network: Network, rows: NDArray[np.integer]) -> Mask:
    mask = np.zeros(network.n_nodes, np.bool_)
    mask[rows] = True
    return mask


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
