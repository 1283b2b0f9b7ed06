"""Compiled loops over the street network, in whole millimetres or milliseconds."""

from accessibility.routing.kernels.labels import ring_size, settle, space_for
from accessibility.routing.kernels.nearest import nearest_of_groups
from accessibility.routing.kernels.pieces import components
from accessibility.routing.kernels.segments import nearest_segments
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
    "BEYOND", "NOT_WAITING", "UNREACHED", "Arcs", "Edges", "Float64", "Grid", "Int32", "Int64",
    "Mask", "Places", "Rows", "Space", "components", "nearest_of_groups", "nearest_segments",
    "ring_size", "settle", "space_for", "warm",
]  # fmt: skip
