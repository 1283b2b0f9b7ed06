"""Compiled loops over the street network, in whole millimetres or milliseconds."""

from accessibility.routing.kernels.contour import Cuts, Rings
from accessibility.routing.kernels.field import Lines, Stamps, stamps_of
from accessibility.routing.kernels.labels import CHAINS, ring_size, settle, settle_more, space_for
from accessibility.routing.kernels.nearest import PART_NODES, nearest_of_groups
from accessibility.routing.kernels.outlines import outlines
from accessibility.routing.kernels.pairs import (
    Finds,
    Sources,
    Streets,
    Targets,
    pairs_of_groups,
    spread_by,
)
from accessibility.routing.kernels.pieces import components
from accessibility.routing.kernels.portions import portions_of_groups
from accessibility.routing.kernels.segments import barred_ways, nearest_segments
from accessibility.routing.kernels.several import MOST_SLOTS, several_of_groups, slots_for
from accessibility.routing.kernels.slits import UNKNOWN, watched
from accessibility.routing.kernels.sums import Fall, sum_of_groups
from accessibility.routing.kernels.types import (
    BEYOND,
    NOT_WAITING,
    UNREACHED,
    Arcs,
    Edges,
    Float64,
    Grid,
    Int32,
    Int64,
    Mask,
    Places,
    Rows,
    Space,
)
from accessibility.routing.kernels.warming import warm

__all__ = [
    "BEYOND",
    "CHAINS",
    "MOST_SLOTS",
    "NOT_WAITING",
    "PART_NODES",
    "UNKNOWN",
    "UNREACHED",
    "Arcs",
    "Cuts",
    "Edges",
    "Fall",
    "Finds",
    "Float64",
    "Grid",
    "Int32",
    "Int64",
    "Lines",
    "Mask",
    "Places",
    "Rings",
    "Rows",
    "Sources",
    "Space",
    "Stamps",
    "Streets",
    "Targets",
    "barred_ways",
    "components",
    "nearest_of_groups",
    "nearest_segments",
    "outlines",
    "pairs_of_groups",
    "portions_of_groups",
    "ring_size",
    "settle",
    "settle_more",
    "several_of_groups",
    "slots_for",
    "space_for",
    "spread_by",
    "stamps_of",
    "sum_of_groups",
    "warm",
    "watched",
]  # fmt: skip
