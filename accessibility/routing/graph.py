"""The network as one kind of traveller finds it: what is open, at what cost, in which piece."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.kernels import BEYOND, Arcs, Edges, Grid, Int32, Int64, Mask, components
from accessibility.routing.profiles import Profile, permission, profile_named
from accessibility.routing.segments import edge_grid

# A component is an island where it is not the largest and has less street than this: too
# little to hold a neighbourhood (a 5-minute circle of 300 m has 2 to 3 km of street).
ISLAND_M = 2000


@dataclass(frozen=True, eq=False)
class Costs:
    """What edges and joins cost, in one unit ("mm" or "ms")."""

    unit: str
    edges: Edges
    join_pace: Fraction  # cost of 1 mm between a point and its street


@dataclass(frozen=True, eq=False)
class Streets:
    """Every open direction of every edge as an arc, and the bucket width that suits them."""

    arcs: Arcs
    largest: int  # cost of the dearest arc
    shift: int  # buckets are 2**shift wide


@dataclass(frozen=True, eq=False)
class TravelGraph:
    """A network under one profile; n nodes, m edges.

    Attributes
    ----------
    network : Network
    profile : Profile
    along, against : bool [m], may be travelled from tail to head, and back
    push : bool [m], a bicycle is pushed there
    ground : bool [m], no bridge deck, tunnel or corridor
    component : int32 [m], the lowest node the edge hangs together with, -1 where it is closed
    island : bool [m], its component is a small one (ISLAND_M)
    """

    network: Network
    profile: Profile
    along: Mask
    against: Mask
    push: Mask
    ground: Mask
    component: Int32
    island: Mask

    @property
    def open(self) -> Mask:
        """Edges that may be travelled in a direction at least."""
        return self.along | self.against

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """The edges' LineStrings, tail to head."""
        return self.network.edge_lines()

    @cached_property
    def grid(self) -> Grid:
        """The edges' segments, by the squares of a grid."""
        return edge_grid(self.network)

    @cached_property
    def mm(self) -> Costs:
        """Distances."""
        mm = np.minimum(self.network.edge_mm, BEYOND)
        return self._costs("mm", mm, Fraction(1))

    @cached_property
    def ms(self) -> Costs:
        """Times, ridden or walked at the profile's speeds."""
        pace = pace_of(self.profile.speed_kmh)
        ms = scaled(self.network.edge_mm, pace)
        if self.profile.push_kmh is not None:
            pushed = scaled(self.network.edge_mm, pace_of(self.profile.push_kmh))
            ms = np.where(self.push, pushed, ms)
        return self._costs("ms", ms, pace_of(self.profile.join_kmh))

    @property
    def even(self) -> bool:
        """Whether time is distance at one speed, so that one search answers both."""
        return self.profile.join_kmh == self.profile.speed_kmh and not self.push.any()

    @cached_property
    def arcs_towards(self) -> dict[str, Streets]:
        """By unit: arcs from every node to those it can be reached from."""
        return {c.unit: self._arcs(c.edges.against, c.edges.along) for c in self.units}

    @cached_property
    def arcs_from(self) -> dict[str, Streets]:
        """By unit: arcs from every node to those that can be reached from it."""
        return {c.unit: self._arcs(c.edges.along, c.edges.against) for c in self.units}

    @cached_property
    def units(self) -> tuple[Costs, ...]:
        """The costs to search by: distance, and time where it is not the same way."""
        return (self.mm,) if self.even else (self.mm, self.ms)

    def _costs(self, unit: str, cost: NDArray[np.integer], join_pace: Fraction) -> Costs:
        along = np.where(self.along, cost, BEYOND).astype(np.int32)
        against = np.where(self.against, cost, BEYOND).astype(np.int32)
        return Costs(unit, Edges(self.network.edge_mm, along, against), join_pace)

    def _arcs(self, tail_to_head: Int32, head_to_tail: Int32) -> Streets:
        net = self.network
        start = np.concatenate((net.edge_tail, net.edge_head))
        end = np.concatenate((net.edge_head, net.edge_tail))
        cost = np.concatenate((tail_to_head, head_to_tail))
        usable = np.flatnonzero((cost < BEYOND) & (start != end))  # a loop shortens nothing
        order = usable[np.argsort(start[usable], kind="stable")]
        first = np.zeros(len(net.node_id) + 1, np.int32)
        np.cumsum(np.bincount(start[usable], minlength=len(net.node_id)), out=first[1:])
        arcs = np.ascontiguousarray(np.column_stack((end[order], cost[order])), np.int32)
        return Streets(Arcs(first, arcs), *_bucket_width(cost[order]))


def travel_graph(network: Network, profile: str) -> TravelGraph:
    """What the profile may use of a network; make it once and pass it to many calls."""
    allowed = permission(network.ways, profile)
    way = network.edge_way
    column = {name: allowed[name].to_numpy(np.bool_)[way] for name in allowed.columns[:4]}
    usable = column["forward"] | column["backward"]
    root = np.arange(len(network.node_id), dtype=np.int32)
    components(network.edge_tail, network.edge_head, usable, root)
    component = np.where(usable, root[network.edge_tail], -1).astype(np.int32)
    return TravelGraph(
        network=network,
        profile=profile_named(profile),
        along=column["forward"],
        against=column["backward"],
        push=column["push"],
        ground=column["ground"],
        component=component,
        island=_islands(component, network.edge_mm),
    )


def as_graph(network: Network | TravelGraph, profile: str) -> TravelGraph:
    """The graph itself, or the graph of a network under a profile."""
    return network if isinstance(network, TravelGraph) else travel_graph(network, profile)


def pace_of(speed_kmh: float) -> Fraction:
    """Milliseconds a millimetre, exactly as the speed is written."""
    return Fraction(36, 10) / Fraction(str(speed_kmh))


def scaled(mm: NDArray[np.integer], pace: Fraction) -> Int64:
    """Lengths times a pace, to the nearest whole unit, BEYOND at most."""
    twice = 2 * np.asarray(mm, np.int64) * pace.numerator + pace.denominator
    return np.minimum(twice // (2 * pace.denominator), BEYOND)


def left_out(graph: TravelGraph) -> pd.Series:
    """Kilometres of way that the profile may not use, by reason, longest first."""
    reason = permission(graph.network.ways, graph.profile.name)["reason"]
    km = pd.Series(graph.network.edge_mm / 1e6).groupby(reason.to_numpy()[graph.network.edge_way])
    return km.sum().sort_values(ascending=False, kind="stable").rename("km")


def _islands(component: Int32, edge_mm: Int32) -> Mask:
    length = np.bincount(component + 1, weights=edge_mm, minlength=1)  # closed edges at 0
    length[0] = -1
    small = length < ISLAND_M * 1000
    small[np.argmax(length)] = False
    small[0] = False
    return np.asarray(small[component + 1], np.bool_)


def _bucket_width(cost: Int32) -> tuple[int, int]:
    """Dearest arc, and the shift that makes buckets a sixteenth of the mean arc wide."""
    if not len(cost):
        return 0, 0
    largest = int(cost.max())
    shift = max(int(cost.mean()) // 16, 1).bit_length()
    return largest, max(shift, largest.bit_length() - 12)  # a ring of 8192 at most
