"""A study's files become a town: every input read, placed in one metric CRS, and checked."""

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd
import shapely
from pyproj import CRS
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from accessibility.crs import WGS84, metric_crs
from accessibility.errors import NoCommunitiesError
from accessibility.inputs import communities as units
from accessibility.inputs.cache import read_osm_cached
from accessibility.inputs.elevation import read_slopes
from accessibility.inputs.extent import edge_distance, land_edge, loaded_area
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.landscape import drawn_sea, landscape
from accessibility.inputs.obstacles import obstacles
from accessibility.inputs.osm import Extract
from accessibility.inputs.population import (
    People,
    empty_remark,
    place_people,
    read_totals,
    with_population,
)
from accessibility.inputs.streets import street_network
from accessibility.network import Network
from accessibility.results import Source, Town
from accessibility.standards import Standard, standard
from accessibility.study import Study
from accessibility.tables import CELLS, ENTRANCES

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"

_INCOMPLETE = {
    "street_ways_cut": "streets cut at a missing node",
    "street_ways_dropped": "streets without a usable piece",
    "areas_not_closed": "areas that do not close",
    "admin_boundaries_not_closed": "boundaries that do not close",
}


class _Frames:
    """The extract's frames in the study's metric CRS."""

    def __init__(self, extract: Extract, crs: CRS) -> None:
        box = shapely.box(*extract.bounds)
        outline = gpd.GeoSeries([box], crs=WGS84)
        self.box: Polygon = outline.segmentize(0.01).to_crs(crs).iloc[0]
        # stops of a line that leaves the extract come with the line: they are not in the data
        self.objects = _within(extract.objects, box).to_crs(crs)
        self.buildings = _within(extract.buildings, box).to_crs(crs)
        self.boundaries = extract.boundaries.to_crs(crs)
        entrances = extract.entrances.to_crs(crs).set_index("osm_id")
        self.entrances = entrances.rename_axis("entrance_id")
        ENTRANCES.require(self.entrances)


def _within(frame: gpd.GeoDataFrame, box: Polygon) -> gpd.GeoDataFrame:
    """The rows that reach into the box of the extract."""
    shapely.prepare(box)
    return frame[shapely.intersects(box, frame.geometry.array)].reset_index(drop=True)


def read_standards(study: Study) -> dict[str, Standard]:
    """The standards a study is judged by, in its order."""
    return {one.id: one for one in map(standard, study.standards)}


def load_inputs(study: Study) -> Town:
    """Read a study's files into checked tables in one metric CRS.

    Facilities are of the types that the study's standards ask for.

    Raises
    ------
    InputError
        Where a file is missing or is not what it should be, where communities and streets
        do not meet, and where nobody lives.
    """
    town, drawing = load_undrawn(study)
    return replace(town, landscape=drawing.result())


def load_undrawn(study: Study) -> tuple[Town, "Future[gpd.GeoDataFrame]"]:
    """`load_inputs`, but the town's landscape, which only a map needs, is still being drawn.

    The town holds that of the sea alone. Shapely draws on another core meanwhile.
    """
    standards = read_standards(study)
    _LOG.info("reading %s", study.osm.name)
    extract, checksum = read_osm_cached(study.osm)
    crs = metric_crs(*extract.bounds)
    frames = _Frames(extract, crs)
    sea, said_of_sea = drawn_sea(frames.objects, frames.box)
    ground = (frames.objects, frames.buildings, frames.box)
    drawing = _aside(lambda: landscape(*ground, sea=sea))
    network = _network(study, extract, crs)
    communities, totals, said_of_communities = _communities(study, extract, frames, network)
    _LOG.info("placing people")
    people, communities = _people(study, frames, communities, totals)
    _LOG.info("finding facilities")
    types = {item.type for one in standards.values() for item in one.located}
    facilities = find_facilities(frames.objects, types, source=study.osm.name)
    water = shapely.union_all([sea])
    loaded, said_of_edge = loaded_area(frames.box, network.node_xy, water)
    cells = people.cells.assign(edge_m=edge_distance(people.cells, loaded, water))
    CELLS.require(cells)
    nothing = frames.objects.iloc[:0]
    town = Town(
        network=network,
        communities=communities,
        cells=cells,
        facilities=facilities,
        entrances=frames.entrances,
        landscape=landscape(nothing, frames.buildings.iloc[:0], frames.box, sea=sea),
        box=frames.box,
        loaded_area=loaded,
        people_basis=people.basis,
        sources=_sources(study, extract, checksum),
        remarks=(
            *_said_of_extract(extract),
            *((said_of_edge,) if said_of_edge else ()),
            *said_of_communities,
            *people.remarks,
            *empty_remark(communities, totals),
            *said_of_sea,
        ),
    )
    return town, drawing


def _aside(work: Callable[[], _T]) -> "Future[_T]":
    """Start some work in a thread of its own."""
    thread = ThreadPoolExecutor(1)
    started = thread.submit(work)
    thread.shutdown(wait=False)
    return started


@dataclass(frozen=True, kw_only=True)
class Streets:
    """What an isochrone needs of an extract: no people and no communities."""

    network: Network
    objects: gpd.GeoDataFrame  # of the map, among which facilities are found
    entrances: gpd.GeoDataFrame
    landscape: gpd.GeoDataFrame  # without buildings, which are slow to merge
    box: Polygon
    edge: BaseGeometry  # where the data end on land
    source: Source


def load_streets(study: Study) -> Streets:
    """Read the streets of a study's extract, and what lies around them."""
    _LOG.info("reading %s", study.osm.name)
    extract, checksum = read_osm_cached(study.osm)
    crs = metric_crs(*extract.bounds)
    frames = _Frames(extract, crs)
    sea, _ = drawn_sea(frames.objects, frames.box)
    network, water = _network(study, extract, crs), shapely.union_all([sea])
    loaded, _ = loaded_area(frames.box, network.node_xy, water)
    return Streets(
        network=network,
        objects=frames.objects,
        entrances=frames.entrances,
        landscape=landscape(frames.objects, frames.buildings.iloc[:0], frames.box, sea=sea),
        box=frames.box,
        edge=land_edge(loaded, water),
        source=_osm_source(extract, checksum),
    )


def _network(study: Study, extract: Extract, crs: CRS) -> Network:
    """The streets, how they rise, and what lies between them and the houses."""
    network = street_network(extract.streets, crs)
    network = replace(network, obstacles=obstacles(extract.obstacles, crs))
    if study.elevation is None:
        return network
    return replace(network, slopes=read_slopes(study.elevation, network))


def _communities(
    study: Study, extract: Extract, frames: _Frames, network: Network
) -> tuple[gpd.GeoDataFrame, "pd.Series[float] | None", tuple[str, ...]]:
    """The communities to judge, inside the boundary if there is one; and what people they have."""
    asked, crs = study.communities, network.crs
    area: Polygon | MultiPolygon = frames.box
    if study.boundary is not None:
        area = units.read_boundary(study.boundary, crs=crs)
    remarks: tuple[str, ...] = ()
    if asked.path is not None:
        found, remarks = units.read_communities(asked.path, crs=crs, id=asked.id, name=asked.name)
    elif asked.osm_admin_level is not None:
        found = units.admin_communities(frames.boundaries, level=asked.osm_admin_level)
    else:
        level = str(units.COMMUNITY_LEVEL)
        cut = [name for at, name in extract.open_boundaries if at == level]
        found, remarks = units.default_communities(frames.boundaries, area, open_names=cut)
    table = study.population.table
    totals = read_totals(table, found) if table is not None else None
    if study.boundary is not None:
        found = units.within(found, area)
    if found.empty:
        raise NoCommunitiesError(
            "none lies inside the boundary", "check that both files show the same place"
        )
    source = (asked.path or study.boundary or study.osm).name
    units.require_on_streets(found, network.node_xy, source=source)
    if _is_grid(study, found):
        return units.with_streets(found, network.node_xy), totals, remarks
    return found, totals, (*remarks, *units.streetless_remark(found, network.node_xy))


def _is_grid(study: Study, communities: gpd.GeoDataFrame) -> bool:
    """Whether these are our own hexagons, of which only the inhabited ones mean anything."""
    return study.communities.path is None and communities.index.str.startswith("h").all()


def _people(
    study: Study,
    frames: _Frames,
    communities: gpd.GeoDataFrame,
    totals: "pd.Series[float] | None",
) -> tuple[People, gpd.GeoDataFrame]:
    """People on cells, and the communities with their population."""
    people = place_people(frames.buildings, frames.objects, communities, totals=totals)
    if people.cells.empty:
        raise NoCommunitiesError(
            "nobody lives in them as far as the data tell",
            "give an extract with buildings, or a table of residents",
        )
    if _is_grid(study, communities):
        lived_in = units.inhabited(communities, people.cells)
        left_out = len(communities) - len(lived_in)
        said = f"{left_out:,} of {len(communities):,} hexagons with streets hold no mapped home"
        if left_out:
            people = replace(people, remarks=(*people.remarks, f"{said}, and are left out"))
        communities = lived_in
    return people, with_population(communities, people.cells)


def _sources(study: Study, extract: Extract, checksum: str) -> tuple[Source, ...]:
    """The files that were read; the extract first."""
    files = {
        "boundary": study.boundary,
        "communities": study.communities.path,
        "population": study.population.table,
        "elevation": study.elevation,
    }
    others = (_source(role, path) for role, path in files.items() if path is not None)
    return (_osm_source(extract, checksum), *others)


def _osm_source(extract: Extract, checksum: str) -> Source:
    return Source(
        role="osm",
        name=extract.path.name,
        sha256=checksum,
        date=extract.date,
        attribution=OSM_ATTRIBUTION,
    )


def _source(role: str, path: Path) -> Source:
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(role=role, name=path.name, sha256=checksum, date=None, attribution=None)


def _said_of_extract(extract: Extract) -> tuple[str, ...]:
    """How old the map is, and what of it was cut off."""
    date = extract.date or "unknown"
    kind = " (newest edit in it; the file gives none)" if extract.date_is_newest_edit else ""
    cut = [
        f"{count:,} {_INCOMPLETE[key]}"
        for key, count in extract.incomplete.items()
        if count and key in _INCOMPLETE
    ]
    lost = [f"the extract is clipped: {', '.join(cut)}"] if cut else []
    stray = extract.incomplete.get("street_ways_stray", 0)
    if stray:
        lost.append(f"{stray:,} streets led to a node far away, which was left out")
    return (f"{extract.path.name} is of {date[:10]}{kind}", *lost)
