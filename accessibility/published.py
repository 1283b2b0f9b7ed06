"""Published indices of a town in order: its facilities, one search, and what comes of it.

Joins stages as `pipeline` does for audits.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from accessibility.errors import InputError, UnreadTypesError
from accessibility.loading import load_inputs
from accessibility.measures.coverage import coverage_share
from accessibility.measures.indices import (
    FIFTEEN_MIN,
    f15,
    mean_of_nearest,
    mean_of_people,
    nexi_max,
    nexi_mean,
    proximity_time,
    share_reached,
)
from accessibility.results import Town
from accessibility.routing.access import access_points
from accessibility.routing.decay import Decay
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.joined import Joins
from accessibility.routing.profiles import Profile
from accessibility.routing.several import nearest_several
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.routing.study_gates import with_gates
from accessibility.routing.sums import reach_sum
from accessibility.study import Study
from accessibility.travellers import travellers, waiting

_LOG = logging.getLogger(__name__)

BRUNO = (
    *("bruno_outdoor", "bruno_learning", "bruno_supplies", "bruno_eating", "bruno_moving"),
    *("bruno_cultural", "bruno_physical", "bruno_services", "bruno_health"),
)
NEXI = (
    *("nexi_grocery", "nexi_sustenance", "nexi_education", "nexi_health", "nexi_posts_banks"),
    *("nexi_parks", "nexi_entertainment", "nexi_shops"),
)
INDEX_TYPES = BRUNO + NEXI  # facility types that the indices count
CHOICE = 20  # facilities of a category that proximity time is a mean over
GRAVITY_MIN = 60.0  # what is farther does not count

_MEANS = ("proximity_time", "nexi_mean", "nexi_max", "opportunities_15", "gravity")


@dataclass(frozen=True, kw_only=True)
class Indices:
    """Published indices of a town.

    Attributes
    ----------
    cells : DataFrame, index cell_id
        community_id
        people (float) [persons]
        proximity_time (float) [min] : Bruno et al. (2024)
        nexi_mean, nexi_max (float) [min] : after Olivari et al. (2023)
        opportunities_15 (float) : facilities of the nine categories within 15 minutes, each
            category that an object belongs to counted (cumulative opportunities)
        gravity (float) : the same facilities by a decay, where one is given (Hansen 1959)
        bruno_... (float) [min] : mean time to the 20 nearest of each category
        nexi_... (float) [min] : time to the nearest of each category

        ``inf`` is not reached, ``NaN`` not known: the cell cannot join the streets, or, in the
        column of a category, the data hold nothing of it.
    communities : DataFrame, index community_id
        name, population
        f15 (float) [0-1] : share of people with a proximity time of at most 15 minutes
        nexi_15 (float) [0-1] : share with every category of NEXI within 15 minutes
        proximity_time, nexi_mean, nexi_max, opportunities_15, gravity : mean over people, of
            those with a finite value
        reached (float) [0-1] : share of people with a finite proximity time
    district : DataFrame, the same of all people together, one row
    missing : categories of which the data hold nothing: left out of the means
    """

    cells: pd.DataFrame
    communities: pd.DataFrame
    district: pd.DataFrame
    missing: tuple[str, ...]


def published_indices(
    place: Study | Town,
    profile: str | Profile = "walk",
    *,
    decay: Decay | None = None,
    threads: int | None = None,
) -> Indices:
    """Proximity time, F15, NEXI, and opportunities within 15 minutes, of cells and communities.

    Only sure facilities count. A category of which the data hold nothing is left out of the
    means, and named: no map that lacks a whole category can tell how far it is.

    Parameters
    ----------
    place : Study or Town
        A town must have been loaded with `load_inputs(study, types=INDEX_TYPES)`; nothing of
        its study is known then: no waiting, and the usual limit of joining the streets.
    profile : str or Profile
        Who travels; a study may have travellers of its own.
    decay : Decay, optional
        In minutes, for the column gravity; what is over an hour away does not count.
    threads : int, optional
        All available cores by default; the result does not depend on it.

    Raises
    ------
    InputError
        As `load_inputs`, for an unknown profile, and for a town without any facility of
        INDEX_TYPES.

    Examples
    --------
    >>> found = published_indices(read_study("data/monaco"))
    >>> found.communities["f15"].round(2)
    """
    if decay is not None and not isinstance(decay, Decay):
        raise InputError(
            f"decay is {decay!r}; an accessibility.Decay is due, as Decay('linear', 15)"
        )
    town, graph, join_limit_m = _prepared(place, profile)
    kinds = town.facilities["type"].where(town.facilities["certainty"] == "sure")
    facilities = town.facilities[kinds.isin(INDEX_TYPES)]
    if facilities.empty:
        raise UnreadTypesError(INDEX_TYPES)
    doors = access_points(facilities, town.entrances, graph)
    joined = (
        join(graph, town.cells, limit_m=join_limit_m, leaving=True),
        join(graph, doors, limit_m=join_limit_m, through_walls=True),
    )
    search = _Search(graph, town.cells, facilities, doors, joined, threads)
    held = set(facilities["type"])
    missing = tuple(kind for kind in INDEX_TYPES if kind not in held)
    if missing:
        _LOG.warning("published indices: the data hold nothing of %s", ", ".join(missing))
    cells = _of_cells(search, missing, decay)
    everybody = pd.Series("district", cells.index)
    return Indices(
        cells=cells,
        communities=town.communities[["name", "population"]].join(
            _of_places(cells, cells["community_id"])
        ),
        district=_of_places(cells, everybody).assign(population=cells["people"].sum()),
        missing=missing,
    )


def _prepared(place: Study | Town, profile: str | Profile) -> tuple[Town, TravelGraph, float]:
    """The town, its streets for the traveller, and how far from them one may live."""
    if isinstance(place, Town):
        return place, travel_graph(place.network, profile), JOIN_LIMIT_M
    if isinstance(profile, str):
        profile = travellers(place, [profile])[profile]
    wait = waiting(place)
    town = load_inputs(place, types=INDEX_TYPES)
    town = replace(town, network=with_gates(town.network, place.gates.open, place.gates.closed))
    return town, travel_graph(town.network, profile, delays=wait), place.join_limit_m


@dataclass(frozen=True, eq=False)
class _Search:
    """What all searches have in common."""

    graph: TravelGraph
    cells: gpd.GeoDataFrame
    facilities: gpd.GeoDataFrame
    doors: gpd.GeoDataFrame
    joined: Joins
    threads: int | None

    def minutes(self, categories: Sequence[str], k: int) -> pd.DataFrame:
        """Mean time from every cell to the k nearest of each category; NaN where not known.

        One category after the other: all rows at once, of 20 facilities for every cell and
        category, would take a gigabyte in a large district.
        """
        parts = [self._category(name, k) for name in categories]
        return pd.concat(parts, axis=1) if parts else pd.DataFrame(index=self.cells.index)

    def _category(self, name: str, k: int) -> pd.DataFrame:
        own = self.facilities["type"] == name
        found = nearest_several(
            self.graph, self.cells, self.facilities, access_points=self.doors, joined=self.joined,
            groups={name: list(self.facilities.index[own])}, k=k, threads=self.threads,
        )  # fmt: skip
        known = self.joined[0]["edge"].to_numpy() >= 0
        means = mean_of_nearest(found, self.cells.index, [name], most=k)
        return means.where(known[:, None])

    def sums(self, decay: Decay, limit_min: float) -> pd.Series:
        """What every cell reaches of the nine categories."""
        return reach_sum(
            self.graph, self.cells, self.facilities[self.facilities["type"].isin(BRUNO)],
            access_points=self.doors, joined=self.joined, decay=decay, limit_min=limit_min,
            threads=self.threads,
        )  # fmt: skip


def _of_cells(search: _Search, missing: Sequence[str], decay: Decay | None) -> pd.DataFrame:
    """The indices of every cell, and the minutes they are made of."""
    bruno, nexi = ([kind for kind in kinds if kind not in missing] for kinds in (BRUNO, NEXI))
    to_twenty, to_nearest = search.minutes(bruno, CHOICE), search.minutes(nexi, 1)
    columns = {
        "proximity_time": proximity_time(to_twenty),
        "nexi_mean": nexi_mean(to_nearest),
        "nexi_max": nexi_max(to_nearest),
        "opportunities_15": search.sums(Decay(), FIFTEEN_MIN),
    }
    if decay is not None:
        columns["gravity"] = search.sums(decay, GRAVITY_MIN)
    minutes = pd.concat([to_twenty, to_nearest], axis=1).reindex(columns=[*INDEX_TYPES])
    own = pd.DataFrame(search.cells[["community_id", "people"]])
    return pd.concat([own, pd.DataFrame(columns), minutes], axis=1)


def _of_places(cells: pd.DataFrame, place: pd.Series) -> pd.DataFrame:
    """The indices of the places that the cells belong to."""
    people, time = cells["people"], cells["proximity_time"]
    columns = {
        "f15": f15(time, people, place),
        "nexi_15": coverage_share(cells["nexi_max"], people, place, limit=FIFTEEN_MIN),
    }
    for name in _MEANS:
        if name in cells:
            columns[name] = mean_of_people(cells[name], people, place)
    columns["reached"] = share_reached(time, people, place)
    return pd.DataFrame(columns).rename_axis("community_id")
