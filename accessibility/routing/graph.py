"""The network as one kind of traveller finds it: what is open, at what cost, in which piece."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.delays import Delays, edge_wait_ms
from accessibility.routing.gates import gate_permission
from accessibility.routing.kernels import BEYOND, CHAINS, Arcs, Edges, Grid, Int32, Int64, Mask
from accessibility.routing.obstacles import obstacle_grid
from accessibility.routing.parting import Ends, inside, parted, passages, pieces
from accessibility.routing.permissions import permission
from accessibility.routing.profiles import Profile, profile_named
from accessibility.routing.segments import edge_grid
from accessibility.routing.slope import edge_ms, too_steep

# A component is an island where it is not the largest and has less street than this: too
# little to hold a neighbourhood (a 5-minute circle of 300 m has 2 to 3 km of street).
ISLAND_M = 2000
_Number = TypeVar("_Number", bound=np.generic)


@dataclass(frozen=True, eq=False)
class Costs:
    """What edges and joins cost, in one unit ("mm" or "ms")."""

    unit: str
    edges: Edges  # of those underway
    leaving: Edges  # of those who stand on the edge and leave it
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
    edge at a gate that is closed or private: the gate parts the streets that meet there.

    Private streets and gates let people out, but nobody in (`parting`): so trips start on
    any street that is `leavable`, and end on those that are `open`.

    Attributes
    ----------
    network : Network
    profile : Profile
    tail, head : int32 [m], the nodes an edge runs between
    n_nodes : number of nodes
    passages : int32 [p, 2], nodes from which, and to which, one may go without an edge: through a
        private gate, or a gate supposed in a wall (`compounds.opened`)
    passage_mm : int32 [p], how far that is, on foot
    along, against : bool [m], may be travelled from tail to head, and back
    leave_along, leave_against : bool [m], likewise by those who set out on the edge itself
    private : bool [m], open to those alone who belong there
    push : bool [m], a bicycle is pushed there
    ground : bool [m], no bridge deck, tunnel or corridor
    kmh : float64 [m], speed on the flat
    wait_ms : int64 [m], waiting that passing the edge takes, in either direction
    island : bool [m], open, and its component is a small one (ISLAND_M)
    island_leaving : bool [m], leavable, and that by private ways and gates is small too
    """

    network: Network
    profile: Profile
    tail: Int32
    head: Int32
    n_nodes: int
    passages: Int32
    passage_mm: Int32
    along: Mask
    against: Mask
    leave_along: Mask
    leave_against: Mask
    private: Mask
    push: Mask
    ground: Mask
    kmh: NDArray[np.float64]
    wait_ms: Int64
    island: Mask
    island_leaving: Mask

    @cached_property
    def leavable(self) -> Mask:
        """Edges that a trip may start on."""
        one = self.leave_along is self.leave_against
        return self.leave_along if one else self.leave_along | self.leave_against

    @cached_property
    def open(self) -> Mask:
        """Edges that anybody may travel in a direction at least: a trip may end there."""
        return self.leavable & ~self.private

    @cached_property
    def wider(self) -> "TravelGraph":
        """The graph that places are joined by: it also has what is not known to be passable.

        Who may take known ways only still starts from the street at the door: where that one
        is not known, they cannot set out, and are not sent across a yard to one that is.
        """
        if not self.profile.known_only:
            return self
        return travel_graph(self.network, replace(self.profile, known_only=False, max_grade=None))

    @cached_property
    def lines(self) -> NDArray[np.object_]:
        """The edges' LineStrings, tail to head."""
        return self.network.edge_lines()

    @cached_property
    def grid(self) -> Grid:
        """The edges' segments, by the squares of a grid."""
        return edge_grid(self.network)

    @cached_property
    def bars(self) -> Grid:
        """What no join may cross, by the squares of a grid."""
        return obstacle_grid(self.network.obstacles)

    @cached_property
    def mm(self) -> Costs:
        """Distances."""
        mm = self.network.edge_mm
        return self._costs("mm", mm, mm, Fraction(1))

    @cached_property
    def ms(self) -> Costs:
        """Times, ridden or walked at the profile's speeds."""
        ahead = back = times(self.network.edge_mm, self.kmh)
        if self.network.slopes is not None and self.sloped:
            ahead, back = edge_ms(
                self.network.slopes, ahead, self.kmh,
                curve=self.profile.slope, push_kmh=self.profile.push_kmh, pushed=self.push,
            )  # fmt: skip
        one = ahead is back
        ahead = np.minimum(ahead + self.wait_ms, BEYOND)
        back = ahead if one else np.minimum(back + self.wait_ms, BEYOND)
        return self._costs("ms", ahead, back, pace_of(self.profile.join_kmh))

    @property
    def elevation(self) -> str | None:
        """The file whose slopes the times follow; None where they follow none."""
        return self.network.slopes.source if self.network.slopes and self.sloped else None

    @property
    def sloped(self) -> bool:
        """Whether slope changes the times."""
        return self.network.slopes is not None and self.profile.slope is not None

    @cached_property
    def even(self) -> bool:
        """Whether time is distance at one speed, so that one search answers both."""
        one_speed = bool((self.kmh[self.leavable] == self.profile.join_kmh).all())
        return one_speed and not self.sloped and not self.wait_ms.any()

    @cached_property
    def paces(self) -> tuple[Fraction, Fraction]:
        """The fastest and the slowest way to cover a millimetre [ms], joins among them."""
        own = pace_of(self.profile.join_kmh)
        if self.even:
            return own, own
        edges, ahead, back = self.ms.leaving, self.leave_along, self.leave_against
        ms = np.concatenate((edges.along[ahead], edges.against[back]))
        mm = np.concatenate((edges.mm[ahead], edges.mm[back]))
        per_mm = np.append(ms / np.maximum(mm, 1), float(own))
        return Fraction(float(per_mm.min())), Fraction(float(per_mm.max()))

    @cached_property
    def arcs_towards(self) -> dict[str, Streets]:
        """By unit: arcs from every node to those it can be reached from."""
        return {c.unit: self._arcs(c, towards=True) for c in self.units}

    @cached_property
    def arcs_from(self) -> dict[str, Streets]:
        """By unit: arcs from every node to those that can be reached from it."""
        return {c.unit: self._arcs(c, towards=False) for c in self.units}

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
        def where(ahead: Mask, back: Mask) -> Edges:
            there = _closed(along, ahead)
            alike = along is against and ahead is back
            return Edges(self.network.edge_mm, there, there if alike else _closed(against, back))

        underway = leaving = where(self.along, self.against)
        if self.leave_along is not self.along or self.leave_against is not self.against:
            leaving = where(self.leave_along, self.leave_against)
        return Costs(unit, underway, leaving, join_pace)

    def _arcs(self, costs: Costs, *, towards: bool) -> Streets:
        start = np.concatenate((self.tail, self.head, self.passages[:, 0]))
        end = np.concatenate((self.head, self.tail, self.passages[:, 1]))
        on_foot = scaled(self.passage_mm, costs.join_pace).astype(np.int32)
        cost = np.concatenate((costs.edges.along, costs.edges.against, on_foot))
        if towards:
            start, end = end, start
        usable = np.flatnonzero((cost < BEYOND) & (start != end))  # a loop shortens nothing
        order = usable[np.argsort(start[usable], kind="stable")]
        first = np.zeros(self.n_nodes + 1, np.int32)
        np.cumsum(np.bincount(start[usable], minlength=self.n_nodes), out=first[1:])
        arcs = np.ascontiguousarray(np.column_stack((end[order], cost[order])), np.int32)
        chains = len(order) < CHAINS * self.n_nodes
        return Streets(Arcs(first, arcs), *_bucket_width(cost[order], chains))


def travel_graph(
    network: Network, profile: str | Profile, *, delays: Delays | None = None
) -> TravelGraph:
    """What the profile may use of a network; make it once and pass it to many calls.

    Slopes count where the network has them and the profile says how. `delays` are waited,
    and lengthen times, not distances.
    """
    profile = profile_named(profile)
    return built_graph(
        network,
        profile,
        ways=permission(network.ways, profile),
        gates=gate_permission(network.node_tags, profile),
        wait_ms=edge_wait_ms(network, profile, delays),
    )


def built_graph(
    network: Network, profile: Profile, *, ways: pd.DataFrame, gates: pd.DataFrame, wait_ms: Int64
) -> TravelGraph:
    """A graph of what `permission`, `gate_permission` and `edge_wait_ms` say of a network."""
    column = {name: ways[name].to_numpy()[network.edge_way] for name in ways.columns}
    level = ~_too_steep(network, profile)
    ahead, back, private = (column[name] & level for name in ("forward", "backward", "private"))
    public = ahead | back
    ends = _ends(network, gates)
    inner = inside(ends, public, private, network.edge_mm)
    gates_out = passages(ends, inner)
    alone, whole = pieces(ends, public), pieces(ends, public | private, through_gates=True)
    masks = _shared(
        along=ahead | (private & inner[ends.tail]),
        against=back | (private & inner[ends.head]),
        leave_along=ahead | private,
        leave_against=back | private,
        private=private,
        push=column["push"],
        ground=column["ground"],
        island=_islands(alone[ends.tail], public, network.edge_mm),
        island_leaving=_islands(whole[ends.tail], public | private, network.edge_mm),
    )
    return TravelGraph(
        network=network,
        profile=profile,
        tail=ends.tail,
        head=ends.head,
        n_nodes=ends.n_nodes,
        passages=gates_out,
        passage_mm=np.zeros(len(gates_out), np.int32),
        kmh=_thin(column["kmh"]),
        wait_ms=_thin(wait_ms),
        **masks,
    )


def _shared(**masks: Mask) -> dict[str, Mask]:
    """The masks, equal ones as one array: most streets are open to all, both ways."""
    different: list[Mask] = []
    for name, own in masks.items():
        masks[name] = next((one for one in different if np.array_equal(one, own)), own)
        if masks[name] is own:
            different.append(own)
    return masks


def _thin(values: NDArray[_Number]) -> NDArray[_Number]:
    """The values, which take no room where all are equal."""
    if len(values) and (values == values[0]).all():
        return np.broadcast_to(values[:1].copy(), values.shape)
    return values


def _closed(cost: NDArray[np.integer], usable: Mask) -> Int32:
    """Costs, BEYOND where that is less or the way is closed; no copy where nothing changes."""
    if cost.dtype == np.int32 and usable.all() and cost.max(initial=0) <= BEYOND:
        return np.asarray(cost, np.int32)
    return np.where(usable, np.minimum(cost, BEYOND), BEYOND).astype(np.int32)


def _too_steep(network: Network, profile: Profile) -> Mask:
    """Edges that the profile cannot manage, where slopes are known."""
    if network.slopes is None or profile.max_grade is None:
        return np.zeros(network.n_edges, np.bool_)
    return too_steep(network.slopes, profile.max_grade)


def _ends(network: Network, gates: pd.DataFrame) -> Ends:
    """The edges' ends, parted at the gates that are closed or private."""
    node = gates.index.to_numpy()
    closed = ~gates["open"].to_numpy(np.bool_)
    private = gates["private"].to_numpy(np.bool_) & closed
    closed &= ~private
    return parted(network, node[closed], node[private])


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
    net = graph.network
    told = permission(net.ways, graph.profile)["reason"].to_numpy(object)[net.edge_way]
    reason = np.where(pd.isna(told) & ~graph.open, "too steep", told)
    km = pd.Series(net.edge_mm / 1e6).groupby(reason)
    return km.sum().sort_values(ascending=False, kind="stable").rename("km")


def _islands(component: Int32, usable: Mask, edge_mm: Int32) -> Mask:
    length = np.bincount(component[usable], edge_mm[usable], component.max(initial=0) + 1)
    small = length < ISLAND_M * 1000
    small[np.argmax(length)] = False
    return np.asarray(usable & small[component], np.bool_)


def _bucket_width(cost: Int32, chains: bool) -> tuple[int, int]:
    """Dearest arc, and the shift that makes buckets a sixteenth of the mean arc wide.

    They are a quarter of it where most nodes are bends: those do not wait in buckets.
    """
    if not len(cost):
        return 0, 0
    largest = int(cost.max())
    shift = max(int(cost.mean()) // (4 if chains else 16), 1).bit_length()
    return largest, max(shift, largest.bit_length() - 12)  # a ring of 8192 at most
