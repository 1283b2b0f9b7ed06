"""Service circles in order: streets, places, who travels, what is reached.

Joins stages as `pipeline` does for audits.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from accessibility.errors import OriginsError
from accessibility.inputs.elevation import unknown_share
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.points import parse_points, read_points
from accessibility.loading import Streets, load_streets
from accessibility.results import Reach, Traveller
from accessibility.routing.access import access_points
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.origins import limits_of
from accessibility.routing.permissions import wheelchair_data
from accessibility.routing.service_areas import service_areas, service_streets
from accessibility.routing.slope import said_of_steepest
from accessibility.routing.snapping import JOIN_LIMIT_M, join
from accessibility.routing.study_gates import with_gates
from accessibility.routing.travel import stranded
from accessibility.standards.types import facility_types
from accessibility.study import Study
from accessibility.travellers import travellers, waiting

_LOG = logging.getLogger(__name__)

_AT_EDGE_M = 25.0
STUCK_KM = 0.05  # of street; whoever reaches less, however long the limit, is told

_STRANDED = {"island": "on an island of streets"}


TOGETHER = "all"  # what an area of all places goes by


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of the streets: limits, direction, and how areas of places go together."""

    profiles: Sequence[str] = ("walk",)
    minutes: Sequence[float] | None = None
    metres: Sequence[float] | None = None
    towards: bool = False  # from where a place is reached, instead of what is reached from it
    areas: str = "each"  # or "merged": one area a limit; "divided": that, by the nearest place


def reach(
    study: Study,
    asked: Asked,
    *,
    at: Sequence[str] = (),
    points: Path | None = None,
    facilities: str | None = None,
) -> Reach:
    """Streets and areas reached from places: typed, of a file, or all facilities of a type."""
    profiles = travellers(study, asked.profiles)  # an unknown one is told before anything is read
    wait = waiting(study)
    limits_of(asked.minutes, asked.metres)
    if not (at or points or facilities):
        raise OriginsError("no place to start from")
    starts = [parse_points(at)] if at else []
    if points is not None:
        starts.append(read_points(points))
    streets = load_streets(study)
    if facilities is not None:
        starts.append(_doors(streets, facilities))
    network = with_gates(streets.network, study.gates.open, study.gates.closed)
    origins = pd.concat([start.to_crs(network.crs) for start in starts])
    found, told, alone = [], [], []
    for profile in profiles.values():
        _LOG.info("%s: routing from %s", profile.name, _counted(origins))
        graph = travel_graph(network, profile, delays=wait)
        try:
            found.append(_reached(graph, origins, asked))
            told.append(_told(graph))
        except OriginsError as fault:
            alone.append(fault)
            _LOG.warning("isochrone: %s is left out: %s", profile.name, fault)
    if not found:
        raise alone[0]
    rings = pd.concat([rings for rings, _ in found])
    at_edge = bool(shapely.dwithin(rings.geometry.array, streets.edge, _AT_EDGE_M).any())
    for remark in said_of_steepest(network.slopes) if network.slopes is not None else ():
        _LOG.info(remark, extra={"stay": True})
    if at_edge:
        _LOG.warning("isochrone: areas come to where the data end: what lies beyond is not seen")
    return Reach(
        network=streets.network,
        landscape=streets.landscape,
        box=streets.box,
        rings=rings,
        streets=pd.concat([portions for _, portions in found]),
        origins=origins,
        travellers=tuple(told),
        areas=asked.areas,
        towards=asked.towards,
        facilities=None if facilities is None else _named(facilities),
        possible="certainty" in origins and bool((origins["certainty"] == "possible").any()),
        elevation=streets.network.slopes.source if streets.network.slopes else None,
        unknown_slope=unknown_share(streets.network.slopes) if streets.network.slopes else 0.0,
        waiting=wait is not None,
        at_edge=at_edge,
        source=streets.source,
        lang=study.lang,
    )


def _reached(
    graph: TravelGraph, origins: gpd.GeoDataFrame, asked: Asked
) -> tuple[gpd.GeoDataFrame, ...]:
    """Areas and streets reached by one traveller from all the places near a street."""
    places, joined = _on_streets(graph, origins, leaving=not asked.towards)
    limits: dict[str, Any] = {
        "minutes": asked.minutes,
        "metres": asked.metres,
        "reverse": asked.towards,
        "joined": joined,
        "of": places.get("facility_id"),  # all doors of a facility are one
    }
    if asked.areas == "each":
        rings = isochrones(graph, places, **limits)
        streets = reached_streets(graph, places, **limits)
        _tell_stuck(rings, graph.profile.name)
    else:
        limits["divide"] = asked.areas == "divided"
        rings = service_areas(graph, places, **limits)
        streets = service_streets(graph, places, **limits)
    if asked.areas == "merged":
        rings.index, streets.index = (pd.Index([TOGETHER] * len(one)) for one in (rings, streets))
    streets = streets.assign(profile=graph.profile.name)
    told = {"elevation": graph.elevation}  # text or nothing: what the times follow
    return tuple(part.assign(**told).rename_axis("origin") for part in (rings, streets))


def _on_streets(
    graph: TravelGraph, origins: gpd.GeoDataFrame, *, leaving: bool
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """The places near a street, with their joins; who is not, or sits on an island, is told."""
    doors = _are_doors(origins)  # a facility has a way in, whatever wall is drawn around it
    typed = join(graph, origins[~doors], leaving=leaving)
    joined = pd.concat([typed, join(graph, origins[doors], leaving=leaving, through_walls=True)])
    near = joined["edge"].to_numpy() >= 0
    if not near.any():
        hint = "Is the place inside the extract, and is it written as longitude,latitude?"
        if graph.profile.known_only:
            hint = "None there is known to be passable; see wheelchair_possible."
        raise OriginsError(
            f"no street for {graph.profile.name} within {JOIN_LIMIT_M:g} m of "
            f"{', '.join(map(str, origins.index[:3]))}. {hint}"
        )
    for name, row in stranded(graph, origins, joined=joined).iterrows():
        away, reason = f"{row['nearest_street_m']:,.0f} m off", str(row["reason"])
        told = _STRANDED.get(reason, f"{reason} and left out")
        _LOG.warning("isochrone: %s is %s (%s)", name, told, away)
    return origins[near], joined[near]


def _are_doors(origins: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Which places are doors of facilities: those come after the places typed or read."""
    if "facility_id" not in origins:
        return np.zeros(len(origins), np.bool_)
    return np.asarray(origins["facility_id"].notna(), np.bool_)


def _tell_stuck(rings: gpd.GeoDataFrame, profile: str) -> None:
    """Say from which places one gets nowhere: a dead end, or the wrong end of a one-way street."""
    farthest = rings[rings["limit"] == rings["limit"].max()]
    for name in farthest.index[farthest["streets_km"] < STUCK_KM]:
        _LOG.warning("isochrone: from %s hardly any street is reached by %s", name, profile)


def _told(graph: TravelGraph) -> Traveller:
    """The traveller, and for a wheelchair the share of streets that nobody described."""
    profile = graph.profile
    unknown = None
    if profile.uses == "wheelchair":
        unknown = float(wheelchair_data(graph.network)["share"]["unknown"])
    return Traveller(
        name=profile.name,
        name_zh=profile.name_zh,
        speed_kmh=profile.speed_kmh,
        unknown_share=unknown,
    )


def _counted(origins: gpd.GeoDataFrame) -> str:
    """How many places that is: facilities by their doors."""
    count = len(origins)
    if "facility_id" not in origins:
        return f"{count:,} place{'s' * (count != 1)}"
    return f"{origins['facility_id'].nunique():,} facilities with {count:,} entrances"


def _named(kind: str) -> dict[str, str]:
    """A facility type's name by language."""
    known = facility_types()[kind]
    return {"en": known.name_en, "zh": known.name_zh}


def _doors(streets: Streets, kind: str) -> gpd.GeoDataFrame:
    """Where the facilities of a type are entered: the sure ones, or else the possible ones."""
    found = find_facilities(streets.objects, [kind], source=streets.source.name)
    chosen = found[found["certainty"] == "sure"]
    if found.empty:
        raise OriginsError(f"{streets.source.name} holds none that is, or may be, a {kind}")
    if chosen.empty:
        chosen = found
        _LOG.warning(
            "isochrone: none of the %d is surely a %s; those that may be one are taken",
            len(found),
            kind,
        )
    doors = access_points(chosen, streets.entrances, streets.network)
    own = chosen.reindex(doors["facility_id"])
    return doors.assign(name=own["name"].to_numpy(), certainty=own["certainty"].to_numpy())
