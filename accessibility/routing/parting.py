"""Gates part the streets, and private ways and gates let people out but nobody in.

Everybody may use the *public* streets. Where they hang together by way of private streets and
private gates, the longest piece of them is *outside*, and every other node is *inside*: those of
streets that touch private ones alone, and those of shorter public pieces within. A private
street or gate is passed from inside only.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.kernels import Int32, Mask, components

Rows = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Ends:
    """The nodes that edges run between, once gates have parted them; k ends at private gates.

    Attributes
    ----------
    tail, head : int32 [m]
    n_nodes : those of the network, and one for every edge end at a shut or private gate
    gate_end : int32 [k], the node of an edge end at a private gate
    gate : int32 [k], the network's node where that gate stands, ascending
    """

    tail: Int32
    head: Int32
    n_nodes: int
    gate_end: Int32
    gate: Int32


def parted(network: Network, closed: Rows, private: Rows) -> Ends:
    """Every edge end at a node that is closed or private becomes a node of its own."""
    shut, ajar = np.zeros((2, network.n_nodes), np.bool_)
    shut[closed], ajar[private] = True, True
    if not (len(closed) or len(private)):
        none = np.zeros(0, np.int32)
        return Ends(network.edge_tail, network.edge_head, network.n_nodes, none, none)
    ends = np.column_stack((network.edge_tail, network.edge_head)).ravel()
    own = np.flatnonzero((shut | ajar)[ends])
    gate = ends[own]
    ends[own] = network.n_nodes + np.arange(len(own), dtype=np.int32)
    at_private = np.flatnonzero(ajar[gate] & ~shut[gate])
    order = at_private[np.argsort(gate[at_private], kind="stable")]
    return Ends(
        tail=np.ascontiguousarray(ends[::2]),
        head=np.ascontiguousarray(ends[1::2]),
        n_nodes=network.n_nodes + len(own),
        gate_end=ends[own][order],
        gate=gate[order],
    )


def pieces(ends: Ends, usable: Mask, *, through_gates: bool = False) -> Int32:
    """For every node, the lowest one it hangs together with by the edges usable."""
    root = np.arange(ends.n_nodes, dtype=np.int32)
    tail, head, keep = ends.tail, ends.head, usable
    if through_gates and len(ends.gate):
        first = ends.gate_end[np.searchsorted(ends.gate, ends.gate)]
        tail, head = np.concatenate((tail, ends.gate_end)), np.concatenate((head, first))
        keep = np.concatenate((keep, np.ones(len(first), np.bool_)))
    components(tail, head, keep, root)
    return root


def inside(ends: Ends, public: Mask, private: Mask, edge_mm: Int32) -> Mask:
    """Nodes [n] that are not on the longest public piece of what they hang together with."""
    piece = pieces(ends, public)
    whole = pieces(ends, public | private, through_gates=True)
    length = np.bincount(piece[ends.tail[public]], edge_mm[public], ends.n_nodes)
    length[np.setdiff1d(piece, piece[ends.tail[public]])] = -1  # no public street at all
    by_length = np.lexsort((np.arange(ends.n_nodes), -length))  # of equals, the lowest
    outside = np.full(ends.n_nodes, -1, np.int32)
    _, first = np.unique(whole[by_length], return_index=True)
    longest = by_length[first]
    outside[whole[longest]] = np.where(length[longest] >= 0, longest, -1)
    return np.asarray(outside[whole] != piece, np.bool_)


def passages(ends: Ends, inner: Mask) -> Int32:
    """Pairs of nodes [p, 2] at private gates, from which and to which one may go through."""
    count = np.unique(ends.gate, return_counts=True)[1]
    first = np.repeat(np.cumsum(count) - count, count)
    of = np.repeat(np.arange(len(ends.gate)), np.repeat(count, count))
    place = np.arange(len(of)) - np.searchsorted(of, of)
    pair = np.column_stack((ends.gate_end[of], ends.gate_end[first[of] + place]))
    return np.asarray(pair[(pair[:, 0] != pair[:, 1]) & inner[pair[:, 0]]], np.int32)
