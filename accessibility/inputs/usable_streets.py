"""What of an extract's streets can be used: nodes that are there, and not far astray."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from accessibility.crs import segment_m
from accessibility.errors import NoStreetsError
from accessibility.inputs.streets import StreetWays, run_starts

Mask = NDArray[np.bool_]

# Judgements. One node at longitude 0, latitude 0 would stretch a study over the globe.
_LEAP_M = 100_000.0  # no street runs so far from one node to the next
_GAP = 1.0  # degrees of longitude or latitude without a street ...
_FEW = 0.01  # ... behind which lies less than this share of the nodes


@dataclass(frozen=True, eq=False, kw_only=True)
class UsableStreets:
    """Streets without their stray nodes.

    Attributes
    ----------
    streets : StreetWays; stray nodes have no place (NaN), as if the extract lacked them
    lonlat : float64 [n, 2] [degrees], the nodes that some street runs along
    incomplete : counts of ways: street_ways_cut (lack a node), street_ways_dropped (no two
        nodes in a row are left), street_ways_stray (had a stray node; in no other count)
    """

    streets: StreetWays
    lonlat: NDArray[np.float64]
    incomplete: Mapping[str, int]


def usable_streets(path: Path, streets: StreetWays) -> UsableStreets:
    """Take out stray nodes, and count the ways that are not whole.

    Raises
    ------
    NoStreetsError
        Where no street is left, or none that has a length; `path` is for the message.
    """
    if not len(streets.tags):
        raise NoStreetsError(path, "holds no street (no way with highway=*)")
    stray = stray_nodes(streets)
    streets = replace(streets, lonlat=np.where(stray[:, None], np.nan, streets.lonlat))
    way = _ways(streets)
    linked = _linked(streets, way)
    _require_length(path, streets, linked, stray)

    def some(nodes: Mask) -> Mask:
        return np.bincount(way[nodes], minlength=len(streets.tags)) > 0

    gone, astray = ~some(linked), some(stray)
    lacking = some(np.isnan(streets.lonlat[:, 0]))
    passed = linked.copy()
    passed[:-1] |= linked[1:]
    return UsableStreets(
        streets=streets,
        lonlat=streets.lonlat[passed],
        incomplete={
            "street_ways_cut": int((lacking & ~gone & ~astray).sum()),
            "street_ways_dropped": int((gone & ~astray).sum()),
            "street_ways_stray": int(astray.sum()),
        },
    )


def stray_nodes(streets: StreetWays) -> Mask:
    """Nodes of streets that lie where none of the streets is (bool [k]).

    Of two nodes in a row more than 100 km apart it is the one farther from the middle of
    the streets; beyond a gap of one degree it is all nodes, where they are few.
    """
    leaping = np.isin(streets.refs, streets.refs[_leaping(streets)])
    return leaping | _apart(np.where(leaping[:, None], np.nan, streets.lonlat))


def _ways(streets: StreetWays) -> NDArray[np.int64]:
    """The way that each node is named by."""
    return np.repeat(np.arange(len(streets.tags)), np.diff(streets.first))


def _leaping(streets: StreetWays) -> NDArray[np.int64]:
    """Of each segment that is too long, the end farther from the middle of all nodes."""
    way = _ways(streets)
    start = np.flatnonzero((way[1:] == way[:-1]) & (segment_m(streets.lonlat) > _LEAP_M))
    if not len(start):
        return start
    away = np.abs(streets.lonlat - np.nanmedian(streets.lonlat, axis=0)).max(axis=1)
    later: NDArray[np.int64] = (away[start + 1] >= away[start]).astype(np.int64)
    return start + later


def _apart(lonlat: NDArray[np.float64]) -> Mask:
    """The few nodes that a wide gap in longitude or latitude parts from the many."""
    apart = np.zeros(len(lonlat), bool)
    located = np.flatnonzero(~np.isnan(lonlat[:, 0]))
    for degrees in lonlat[located].T:
        order = np.argsort(degrees, kind="stable")
        group = np.cumsum(np.diff(degrees[order], prepend=degrees[order[:1]]) > _GAP)
        count = np.bincount(group)
        few = count < _FEW * len(located)
        apart[located[order]] |= few[group]
    return apart


def _linked(streets: StreetWays, way: NDArray[np.int64]) -> Mask:
    """Nodes that a street reaches from another node, the one before."""
    located = ~np.isnan(streets.lonlat[:, 0])
    linked = located & ~run_starts(way, located)
    linked[1:] &= streets.refs[1:] != streets.refs[:-1]
    return linked


def _require_length(path: Path, streets: StreetWays, linked: Mask, stray: Mask) -> None:
    """Refuse an extract in which no street leads from one place to another."""
    row = np.flatnonzero(linked)
    if (streets.lonlat[row] != streets.lonlat[row - 1]).any():
        return
    if stray.any():
        finding = f"leap more than {_LEAP_M / 1000:.0f} km from node to node"
    elif np.isnan(streets.lonlat).any():
        finding = "not the nodes they run along"
    else:
        finding = "none that leads from one place to another"
    raise NoStreetsError(path, f"holds {len(streets.tags)} streets, but {finding}")
