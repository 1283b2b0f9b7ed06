"""Which parts of which edges lie within a limit of a place, and the lines of those parts."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.network import Network
from accessibility.routing.graph import Costs, Streets, TravelGraph
from accessibility.routing.kernels import (
    BEYOND,
    Int32,
    Int64,
    Places,
    ring_size,
    settle,
    space_for,
)
from accessibility.routing.search import ends, starts


@dataclass(frozen=True, eq=False)
class Portions:
    """Parts of edges, each from one position to another [mm from the tail]."""

    edge: Int64
    start: Int64
    stop: Int64


def reached_portions(
    graph: TravelGraph, costs: Costs, joined: pd.DataFrame, limits: Int64, *, reverse: bool
) -> list[list[Portions]]:
    """For every joined point and every limit, the parts of edges within the limit.

    One search to the longest limit settles them all. A part is cut to the millimetre:
    the last one whose cost is within the limit. With `reverse`, what lies within the limit
    of reaching the point, instead of being reached from it.
    """
    street = (graph.arcs_towards if reverse else graph.arcs_from)[costs.unit]
    places = (ends if reverse else starts)(graph, costs, joined)
    edges = costs.edges
    there, back = (edges.against, edges.along) if reverse else (edges.along, edges.against)
    most = int(limits.max())
    seeds = np.concatenate((places.by_tail, places.by_head))
    largest = int(seeds.max(initial=0, where=seeds <= most))
    space = space_for(len(graph.network.node_id), ring_size(max(street.largest, largest), street.shift))
    ...
