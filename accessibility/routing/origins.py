"""Places that areas are drawn around: their joins, the groups they form, the limits asked."""

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from accessibility.errors import LimitError, PlacesError
from accessibility.routing.graph import Costs, TravelGraph, pace_of
from accessibility.routing.kernels import Int64
from accessibility.routing.limits import whole_limit
from accessibility.routing.reach import Reacher, reacher
from accessibility.routing.snapping import coordinates, join, points_on_map

Limits = float | Iterable[float] | None

MOST_BUFFER_M = 1000.0


@dataclass(frozen=True, eq=False)
class Origins:
    """Joined places, and the origins they form: several doors are one facility.

    Attributes
    ----------
    joined : DataFrame as `join` gives it
    group : int64 [p], row of the origin that each place belongs to
    names : Index, of the origins in the order in which they first appear
    """

    joined: pd.DataFrame
    group: Int64
    names: pd.Index

    @property
    def alone(self) -> NDArray[np.bool_]:
        """Origins none of whose places joins a street."""
        return ~self._any(self.joined["edge"].to_numpy() >= 0)

    @property
    def afloat(self) -> NDArray[np.bool_]:
        """Origins whose places join islands only."""
        ashore = (self.joined["edge"] >= 0) & ~self.joined["island"]
        return ~self.alone & ~self._any(ashore.to_numpy(np.bool_))

    @property
    def rank(self) -> Int64:
        """Place of each origin among their names, by which ties are broken."""
        text = self.names.astype(str)
        order = np.lexsort((np.arange(len(text)), text.to_numpy(object).astype(str)))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        return rank

    def _any(self, place: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.bincount(self.group[place], minlength=len(self.names)) > 0


def origins_of(
    graph: TravelGraph,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    *,
    join_limit_m: float,
    reverse: bool,
    joined: pd.DataFrame | None,
    of: "pd.Series[Any] | str | None",
) -> Origins:
    """The points' joins and groups; those that reach little or nothing are told in a warning.

    Raises
    ------
    InputError
        Where there is no point, one is nowhere, or `of` is not of these points.
    """
    group, names = _groups(points, of)
    if joined is not None:
        if not joined.index.equals(points.index):
            raise PlacesError("the joins are of other places", "Give what `join` gave for these")
        return Origins(joined, group, names)
    if not len(points):
        raise PlacesError("there is none", "Give one at least")
    geometry = points_on_map(points, graph.network.crs, "points")
    nowhere = np.flatnonzero(~np.isfinite(coordinates(geometry)).all(axis=1))
    if len(nowhere):
        raise PlacesError(
            f"row {points.index[nowhere[0]]!r} has no place, or none on the map of the streets",
            "Fill it in or remove it, and see whether longitude and latitude were swapped",
        )
    told = Origins(join(graph, points, limit_m=join_limit_m, leaving=not reverse), group, names)
    _warn_of_stranded(told, join_limit_m)
    return told


def search_from(
    graph: TravelGraph,
    origins: Origins,
    limits: NDArray[np.float64],
    unit: str,
    *,
    reverse: bool,
    merged: bool = False,
) -> Reacher:
    """Searches to the limits: one an origin, or one from all of them (`merged`).

    Then every part belongs to the origin that is nearest, by its `rank`.
    """
    whole = [whole_limit(float(limit), unit) for limit in limits]
    costs: Costs = graph.mm
    if unit == "min" and graph.even:
        whole = [int(ms / pace_of(graph.profile.join_kmh)) for ms in whole]
    elif unit == "min":
        costs = graph.ms
    return reacher(
        graph,
        costs,
        origins.joined,
        np.array(whole, np.int64),
        reverse=reverse,
        group=np.zeros_like(origins.group) if merged else origins.group,
        rank=origins.rank[origins.group] if merged else None,
    )


def limits_of(minutes: Limits, metres: Limits) -> tuple[NDArray[np.float64], str]:
    """The limits in ascending order, each once, and their unit; LimitError where impossible."""
    if (minutes is None) == (metres is None):
        found = "neither minutes nor metres" if minutes is None else "both minutes and metres"
        raise LimitError(found, "Give one of the two")
    unit, given = ("m", metres) if minutes is None else ("min", minutes)
    many = isinstance(given, Iterable) and not isinstance(given, str)
    several: list[Any] = list(given) if many else [given]  # type: ignore[arg-type]
    for limit in several:
        whole_limit(limit, unit)
    limits = np.unique(np.array(several, np.float64))
    if not len(limits):
        raise LimitError("no number", "Give one at least")
    return limits, unit


def require_buffer(buffer_m: float) -> None:
    """LimitError for a band that cannot be drawn."""
    if not 0 < buffer_m <= MOST_BUFFER_M:
        raise LimitError(f"a band of {buffer_m:g} m around streets", "Give 0 to 1,000 m")


def _groups(
    points: gpd.GeoDataFrame | gpd.GeoSeries, of: "pd.Series[Any] | str | None"
) -> tuple[Int64, pd.Index]:
    """Row of the origin of each point, and the origins' names; a point without is its own."""
    rows = np.arange(len(points), dtype=np.int64)
    if of is None:
        return rows, points.index
    if isinstance(of, str):
        if of not in points:
            raise PlacesError(f"they have no column {of!r}", "Name the one with their facility")
        of = pd.Series(points[of])
    if not of.index.equals(points.index):
        raise PlacesError("`of` is indexed otherwise", "Give a value for each of the points")
    own = of.isna().to_numpy()
    # a point without a facility is an origin of its own, even beside others of its name
    keys = pd.Series(of.to_numpy(object), dtype=object).where(~own, other=None)
    codes = np.where(own, -1 - rows, pd.factorize(keys)[0])
    _, first, group = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first, kind="stable")
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    named = np.where(own, points.index.to_numpy(object), keys.to_numpy(object))
    name = points.index.name if own.all() else of.name
    return place[group].astype(np.int64), pd.Index(named[first[order]], name=name)


def _warn_of_stranded(origins: Origins, limit_m: float) -> None:
    """One warning that names the places from where nothing, or an island alone, is reached."""
    told = []
    alone, island = origins.alone, origins.afloat
    if alone.any():
        told.append(
            f"{_some_of(origins.names, alone)} not within {limit_m:g} m of a street; "
            "were longitude and latitude swapped?"
        )
    if island.any():
        told.append(
            f"{_some_of(origins.names, island, 'sits', 'sit')} on an island of streets: "
            "no more than that is reached."
        )
    if told:  # at the caller's line: of isochrones, reached_streets or service_areas
        warnings.warn(" ".join(told), UserWarning, stacklevel=4)


def _some_of(index: pd.Index, some: NDArray[np.bool_], one: str = "is", many: str = "are") -> str:
    """How many places that is, and the first of them."""
    first = [str(name) for name in index[some][:3]]
    if some.sum() > len(first):
        first.append("...")
    verb = one if some.sum() == 1 else many
    return f"{some.sum()} of {len(some)} places ({', '.join(first)}) {verb}"
