"""The street network as arrays: every way of the extract, cut at junctions.

An edge is stored once, in the direction of its OSM way; who may travel it, and in which
direction, is asked of `routing.profiles`. Lengths are whole millimetres on the ellipsoid,
so that limits are exact and results do not depend on the order of additions.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

# Tags of a way that decide who may use it, how fast, and how it is drawn.
WAY_TAGS = (
    "highway", "access", "foot", "bicycle", "vehicle", "motor_vehicle", "motorroad",
    "oneway", "oneway:bicycle", "oneway:foot", "junction", "area", "service", "footway",
    "cycleway", "cycleway:both", "cycleway:left", "cycleway:right", "segregated",
    "sidewalk", "sidewalk:both", "sidewalk:left", "sidewalk:right", "crossing",
    "bridge", "tunnel", "layer", "covered", "indoor", "level", "ramp", "ramp:bicycle",
    "ramp:stroller", "ramp:wheelchair", "wheelchair", "surface", "smoothness", "width",
    "incline", "kerb", "tracktype", "maxspeed", "lanes", "man_made", "railway",
    "public_transport", "name",
)  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class Network:
    """Streets as arrays; n nodes, m edges, v vertices, w ways.

    Attributes
    ----------
    crs : the study's metric CRS, in which all xy are
    node_id : int64 [n], OSM node id (negative where a broken way was ended by us)
    node_xy : float64 [n, 2]
    edge_tail, edge_head : int32 [m], rows of the nodes it runs between
    edge_mm : int32 [m], length in mm on the ellipsoid
    edge_way : int32 [m], row of `ways`
    vertex_first : int32 [m + 1]; edge e has vertices vertex_first[e] : vertex_first[e + 1]
    vertex_xy : float64 [v, 2], in order from tail to head, both ends included
    ways : DataFrame [w], columns osm_id (int64) and WAY_TAGS (str, NaN where absent)
    """

    crs: CRS
    node_id: NDArray[np.int64]
    node_xy: NDArray[np.float64]
    edge_tail: NDArray[np.int32]
    edge_head: NDArray[np.int32]
    edge_mm: NDArray[np.int32]
    edge_way: NDArray[np.int32]
    vertex_first: NDArray[np.int32]
    vertex_xy: NDArray[np.float64]
    ways: pd.DataFrame
