"""The travel of an audit: from every cell to the nearest facilities, by everybody who travels."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from accessibility.results import Town
from accessibility.routing.access import access_points
from accessibility.routing.compounds import Compounds, compounds, opened
from accessibility.routing.delays import Delays
from accessibility.routing.graph import TravelGraph, left_out, travel_graph
from accessibility.routing.profiles import Profile
from accessibility.routing.snapping import join
from accessibility.routing.straight import nearest_straight
from accessibility.routing.travel import nearest, stranded
from accessibility.scoring.groups import facility_groups
from accessibility.standards import Standard
from accessibility.study import Study
from accessibility.tables import Nearest
from accessibility.travellers import FOOT, STRAIGHT

_LOG = logging.getLogger(__name__)

# How far a search looks beyond the limits that are judged, so that a failure can say how far.
WALK_SEARCH_M = 3000.0
SEARCH_MIN = 30.0

Travel = Mapping[tuple[str, str], Nearest]  # by role and certainty
Groups = Mapping[str, Mapping[str, Sequence[str]]]  # facility ids, by certainty and group


@dataclass(frozen=True, kw_only=True)
class Routed:
    """Doors of the facilities, travel from every cell to them, and who cannot travel."""

    doors: gpd.GeoDataFrame
    travel: Travel
    opened: Travel | None  # as if compounds had gates; None where that changes nothing
    compounds: Compounds  # without a mapped gate
    stranded: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class _Trips:
    """What all trips of an audit have in common."""

    town: Town
    doors: gpd.GeoDataFrame
    groups: Groups
    join_limit_m: float


def route(
    town: Town,
    study: Study,
    standards: Mapping[str, Standard],
    modes: Mapping[str, Profile],
    wait: Delays | None,
) -> Routed:
    """Travel from every cell to the nearest facility of every group, by every mode."""
    _LOG.info("routing by %s", ", ".join(study.modes))
    graphs = {
        mode: travel_graph(town.network, profile, delays=wait) for mode, profile in modes.items()
    }
    for graph in graphs.values():
        _tell_left_out(graph)
    on_foot = graphs[FOOT]
    groups = facility_groups(town.facilities, standards)
    asked = sorted({member for kind in groups.values() for ids in kind.values() for member in ids})
    doors = access_points(town.facilities.loc[asked], town.entrances, on_foot)
    trips = _Trips(town=town, doors=doors, groups=groups, join_limit_m=study.join_limit_m)
    joined = _joined(trips, on_foot)
    travel = _travel(trips, on_foot, FOOT, joined)
    for mode, graph in graphs.items():
        if mode != FOOT:
            travel |= _travel(trips, graph, mode, _joined(trips, graph))
    if study.rule == STRAIGHT:
        travel |= {
            (STRAIGHT, certainty): nearest_straight(
                town.cells, doors, members, certainty=certainty, limit_m=WALK_SEARCH_M
            )
            for certainty, members in groups.items()
        }
    found = compounds(on_foot, town.cells, join_limit_m=study.join_limit_m, joined=joined[0])
    return Routed(
        doors=doors,
        travel=travel,
        opened={**travel, **_opened(trips, on_foot)} if len(found.table) else None,
        compounds=found,
        stranded=_stranded(trips, on_foot, joined),
    )


Joined = tuple[pd.DataFrame, pd.DataFrame]  # of the cells, and of the doors


def _joined(trips: _Trips, graph: TravelGraph, *, through_walls: bool = False) -> Joined:
    """Who lives behind a gate may leave; who comes to a facility enters by its door."""
    limit_m = trips.join_limit_m
    here = join(graph, trips.town.cells, limit_m=limit_m, leaving=True, through_walls=through_walls)
    return here, join(graph, trips.doors, limit_m=limit_m, through_walls=True)


def _travel(
    trips: _Trips, graph: TravelGraph, mode: str, joined: Joined
) -> dict[tuple[str, str], Nearest]:
    """To the nearest of each group: on foot up to a distance, by other modes to a time.

    What is only possible counts on foot alone: what can be told is settled there.
    """
    return {
        (mode, certainty): nearest(
            graph,
            trips.town.cells,
            trips.town.facilities,
            access_points=trips.doors,
            groups=members,
            limit_m=WALK_SEARCH_M if mode == FOOT else None,
            limit_min=SEARCH_MIN if mode != FOOT else None,
            certainty=certainty,
            joined=joined,
        )
        for certainty, members in trips.groups.items()
        if mode == FOOT or certainty == "sure"
    }


def _opened(trips: _Trips, graph: TravelGraph) -> Travel:
    """Travel on foot as if compounds had gates."""
    free = opened(graph, join_limit_m=trips.join_limit_m)
    return _travel(trips, free, FOOT, _joined(trips, free, through_walls=True))


def _stranded(trips: _Trips, graph: TravelGraph, joined: Joined) -> gpd.GeoDataFrame:
    """Cells and facilities that cannot travel, with the people concerned."""
    town, doors = trips.town, trips.doors
    cells = stranded(graph, town.cells, joined=joined[0])
    alone = stranded(graph, doors, joined=joined[1])
    shut = doors.index.isin(alone.index)
    lost = pd.Series(shut, doors["facility_id"]).groupby(level=0).transform("all").to_numpy()
    alone = alone.loc[doors.index[lost]]  # a facility with one door that is reached is not lost
    cells = town.cells.loc[cells.index, ["community_id", "people", "geometry"]].join(cells)
    alone = doors.loc[alone.index, ["facility_id", "geometry"]].join(alone)
    frames = [cells.assign(what="cell"), alone.assign(what="facility")]
    together = pd.concat([f.rename_axis("id").reset_index() for f in frames], ignore_index=True)
    return gpd.GeoDataFrame(together, geometry="geometry", crs=town.cells.crs)


def _tell_left_out(graph: TravelGraph) -> None:
    """Say which ways this profile may not use, and why, to those who ask (-v)."""
    if not _LOG.isEnabledFor(logging.DEBUG):
        return
    for reason, km in left_out(graph).items():
        _LOG.debug("not used by %s: %s, %.1f km", graph.profile.name, reason, km)
