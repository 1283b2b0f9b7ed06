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

    Nodes are those of the network, in its order, and after them one for every end of an
    edge at a closed gate: the gate parts the streets that meet there.

    Attributes
    ----------
    network : Network
    profile : Profile
    tail, head : int32 [m], the nodes an edge runs between
    n_nodes : number of nodes
    along, against : bool [m], may be travelled from tail to head, and back
    push : bool [m], a bicycle is pushed there
    ground : bool [m], no bridge deck, tunnel or corridor
    kmh : float64 [m], speed on the flat
    wait_ms : int64 [m], waiting that passing the edge takes, in either direction
    component : int32 [m], the lowest node the edge hangs together with, -1 where it is closed
    island : bool [m], its component is a small one (ISLAND_M)
    """

    network: Network
    profile: Profile
    tail: Int32
    head: Int32
    n_nodes: int
    along: Mask
    against: Mask
    push: Mask
    ground: Mask
    kmh: NDArray[np.float64]
    wait_ms: Int64
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
        return self._costs("mm", mm, mm, Fraction(1))

    @cached_property
    def ms(self) -> Costs:
        """Times, ridden or walked at the profile's speeds."""
        flat = times(self.network.edge_mm, self.kmh)
        ms = np.minimum(flat + self.wait_ms, BEYOND)
        return self._costs("ms", ms, ms, pace_of(self.profile.join_kmh))

    @cached_property
    def even(self) -> bool:
        """Whether time is distance at one speed, so that one search answers both."""
        one_speed = bool((self.kmh[self.open] == self.profile.join_kmh).all())
        return one_speed and not self.wait_ms.any()

    @cached_property
    def paces(self) -> tuple[Fraction, Fraction]:
        """The fastest and the slowest way to cover a millimetre [ms], joins among them."""
        own = pace_of(self.profile.join_kmh)
        if self.even:
            return own, own
        edges = self.ms.edges
        ms = np.concatenate((edges.along[self.along], edges.against[self.against]))
        mm = np.concatenate((edges.mm[self.along], edges.mm[self.against]))
        per_mm = np.append(ms / np.maximum(mm, 1), float(own))
        return Fraction(float(per_mm.min())), Fraction(float(per_mm.max()))

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

    def _costs(
        self,
        unit: str,
        along: NDArray[np.integer],
        against: NDArray[np.integer],
        join_pace: Fraction,
    ) -> Costs:
        ahead = np.where(self.along, along, BEYOND).astype(np.int32)
        back = np.where(self.against, against, BEYOND).astype(np.int32)
        return Costs(unit, Edges(self.network.edge_mm, ahead, back), join_pace)

    def _arcs(self, tail_to_head: Int32, head_to_tail: Int32) -> Streets:
        start = np.concatenate((self.tail, self.head))
        end = np.concatenate((self.head, self.tail))
        cost = np.concatenate((tail_to_head, head_to_tail))
        usable = np.flatnonzero((cost < BEYOND) & (start != end))  # a loop shortens nothing
        order = usable[np.argsort(start[usable], kind="stable")]
        first = np.zeros(self.n_nodes + 1, np.int32)
        np.cumsum(np.bincount(start[usable], minlength=self.n_nodes), out=first[1:])
        arcs = np.ascontiguousarray(np.column_stack((end[order], cost[order])), np.int32)
        return Streets(Arcs(first, arcs), *_bucket_width(cost[order]))


def travel_graph(network: Network, profile: str | Profile) -> TravelGraph:
    """What the profile may use of a network; make it once and pass it to many calls."""
    profile = profile_named(profile)
    allowed = permission(network.ways, profile)
    column = {name: allowed[name].to_numpy()[network.edge_way] for name in allowed.columns}
    usable = np.asarray(column["forward"] | column["backward"], np.bool_)
    tail, head, n_nodes = network.edge_tail, network.edge_head, network.n_nodes
    root = np.arange(n_nodes, dtype=np.int32)
    components(tail, head, usable, root)
    component = np.where(usable, root[tail], -1).astype(np.int32)
    return TravelGraph(
        network=network,
        profile=profile,
        tail=tail,
        head=head,
        n_nodes=n_nodes,
        along=column["forward"],
        against=column["backward"],
        push=column["push"],
        ground=column["ground"],
        kmh=column["kmh"],
        wait_ms=np.zeros(len(tail), np.int64),
        component=component,
        island=_islands(component, network.edge_mm),
    )


def as_graph(network: Network | TravelGraph, profile: str | Profile) -> TravelGraph:
    """The graph itself, or the graph of a network under a profile."""
    return network if isinstance(network, TravelGraph) else travel_graph(network, profile)


def pace_of(speed_kmh: float) -> Fraction:
    """Milliseconds a millimetre, exactly as the speed is written."""
    return Fraction(36, 10) / Fraction(str(speed_kmh))


def times(mm: Int32, kmh: NDArray[np.float64]) -> Int64:
    """Time [ms] on every edge at its own speed, to the nearest whole millisecond."""
    ms = np.zeros(len(mm), np.int64)
    for speed in np.unique(kmh).tolist():  # a handful: one for each class of way
        own = kmh == speed
        ms[own] = scaled(mm[own], pace_of(speed))
    return ms


def scaled(mm: NDArray[np.integer], pace: Fraction) -> Int64:
    """Lengths times a pace, to the nearest whole unit, BEYOND at most."""
    twice = 2 * np.asarray(mm, np.int64) * pace.numerator + pace.denominator
    return np.minimum(twice // (2 * pace.denominator), BEYOND)


def left_out(graph: TravelGraph) -> pd.Series:
    """Kilometres of way that the profile may not use, by reason, longest first."""
    reason = permission(graph.network.ways, graph.profile)["reason"]
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
