"""A study's files become a town: every input read, placed in one metric CRS, and checked."""

import hashlib
import logging
from collections.abc import Callable, Collection
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
from accessibility.errors import NoCommunitiesError, NoItemsError, SameStandardError
from accessibility.inputs import communities as areas
from accessibility.inputs.attributes import Columns
from accessibility.inputs.cache import read_osm_cached
from accessibility.inputs.elevation import read_slopes
from accessibility.inputs.extent import edge_distance, land_edge, loaded_area
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.groups import (
    cells_with_groups,
    group_remarks,
    require_groups_fit,
    with_groups,
)
from accessibility.inputs.landscape import drawn_sea, landscape
from accessibility.inputs.obstacles import barriers, obstacles
from accessibility.inputs.osm import Extract
from accessibility.inputs.population import (
    People,
    empty_remark,
    known_totals,
    place_people,
    with_population,
)
from accessibility.inputs.residents import read_residents
from accessibility.inputs.streets import street_network
from accessibility.inputs.unit_files import read_units
from accessibility.inputs.units import Layer, unit_tree, with_unit_ids
from accessibility.network import Network
from accessibility.results import Source, Town
from accessibility.standards import Standard, at_least, list_standards, standard
from accessibility.study import Communities, Study
from accessibility.tables import CELLS, ENTRANCES

_LOG = logging.getLogger(__name__)
_T = TypeVar("_T")

ALL_STANDARDS = "all"  # every standard that comes with the package
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
    chosen: dict[str, Standard] = {}
    bundled = [one.id for one in list_standards()] if ALL_STANDARDS in study.standards else []
    own = (name for name in study.standards if name not in (ALL_STANDARDS, *bundled))
    for name in (*bundled, *own):
        one = at_least(standard(name), study.min_certainty)
        if one.id in chosen:
            raise SameStandardError(one.id, study.standards)
        chosen[one.id] = one
    judged = {key: one for key, one in chosen.items() if one.located}
    if not judged:
        raise NoItemsError(list(chosen), study.min_certainty)
    for key in chosen.keys() - judged.keys():
        _LOG.warning("%s is left out: nothing of it is %s or surer", key, study.min_certainty)
    return judged


def load_inputs(study: Study, *, types: Collection[str] = ()) -> Town:
    """Read a study's files into checked tables in one metric CRS.

    Facilities are of the types that the study's standards ask for, and of further ones asked
    for with `types`.

    Raises
    ------
    InputError
        Where a file is missing or is not what it should be, where communities and streets
        do not meet, and where nobody lives.
    """
    town, drawing = load_undrawn(study, types=types)
    return replace(town, landscape=drawing.result())


def load_undrawn(
    study: Study, *, types: Collection[str] = ()
) -> tuple[Town, "Future[gpd.GeoDataFrame]"]:
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
    layers, said_of_layers = _layers(study, extract, frames)
    people, communities = _people(study, frames, communities, totals)
    tree = unit_tree(layers, people.cells, communities)
    _LOG.info("finding facilities")
    asked = {part.type for one in standards.values() for part in one.parts} | set(types)
    found = find_facilities(frames.objects, asked, source=study.osm.name)
    water = shapely.union_all([sea])
    loaded, said_of_edge = loaded_area(frames.box, network.node_xy, water)
    cells = tree.cells.assign(edge_m=edge_distance(tree.cells, loaded, water))
    CELLS.require(cells)
    nothing = frames.objects.iloc[:0]
    town = Town(
        network=network,
        communities=tree.communities,
        units=tree.units,
        cells=cells,
        facilities=_in_district(with_unit_ids(found, tree), study, crs),
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
            *said_of_layers,
            *tree.remarks,
            *said_of_sea,
        ),
    )
    return town, drawing


def _in_district(facilities: gpd.GeoDataFrame, study: Study, crs: CRS) -> gpd.GeoDataFrame:
    """Facilities with district_id where the study outlines its district; NaN outside it."""
    if study.boundary is None:
        return facilities
    area = areas.read_boundary(study.boundary, crs=crs)
    inside = facilities.geometry.representative_point().within(area)
    named = pd.Series("district", facilities.index, dtype="str")
    return facilities.assign(district_id=named.where(inside | facilities["community_id"].notna()))


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
    lines = extract.obstacles
    network = replace(network, obstacles=obstacles(lines, crs), barriers=barriers(lines, crs))
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
        area = areas.read_boundary(study.boundary, crs=crs)
    remarks: tuple[str, ...] = ()
    if asked.path is not None:
        found, remarks = areas.read_communities(asked.path, crs=crs, **_columns(asked))
    elif asked.osm_admin_level is not None:
        found = areas.admin_communities(frames.boundaries, level=asked.osm_admin_level)
    else:
        level = str(areas.COMMUNITY_LEVEL)
        cut = [name for at, name in extract.open_boundaries if at == level]
        found, remarks = areas.default_communities(frames.boundaries, area, open_names=cut)
    table = study.population.table
    residents = read_residents(table, found) if table is not None else None
    totals = residents["people"] if residents is not None else None
    found, said_of_groups = with_groups(found, residents)
    if study.boundary is not None:
        found = areas.within(found, area)
    if found.empty:
        raise NoCommunitiesError(
            "none lies inside the boundary", "check that both files show the same place"
        )
    remarks = (*remarks, *said_of_groups)
    source = (asked.path or study.boundary or study.osm).name
    areas.require_on_streets(found, network.node_xy, source=source)
    if _is_grid(study, found):
        return areas.with_streets(found, network.node_xy), totals, remarks
    return found, totals, (*remarks, *areas.streetless_remark(found, network.node_xy))


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
        lived_in = areas.inhabited(communities, people.cells)
        left_out = len(communities) - len(lived_in)
        said = f"{left_out:,} of {len(communities):,} hexagons with streets hold no mapped home"
        if left_out:
            people = replace(people, remarks=(*people.remarks, f"{said}, and are left out"))
        communities = lived_in
    communities = with_population(communities, people.cells)
    require_groups_fit(communities, known_totals(totals, communities))
    people = replace(
        people,
        cells=cells_with_groups(people.cells, communities),
        remarks=(*people.remarks, *group_remarks(communities)),
    )
    return people, communities


def _layers(
    study: Study, extract: Extract, frames: _Frames
) -> tuple[dict[str, Layer], tuple[str, ...]]:
    """The units beside communities, as their files or the map have them."""
    layers: dict[str, Layer] = {}
    remarks: tuple[str, ...] = ()
    for sort, asked in sorted(study.units.items()):
        if asked.path is not None:
            crs = frames.boundaries.crs
            found, said = read_units(asked.path, crs=crs, sort=sort, **_columns(asked))
            layers[sort] = Layer(units=found, source=asked.path.name)
        else:
            level = asked.osm_admin_level or areas.COMMUNITY_LEVEL
            found = areas.admin_communities(frames.boundaries, level=level, sort=sort)
            layers[sort] = Layer(units=found, source=study.osm.name)
            cut = [name for at, name in extract.open_boundaries if at == str(level)]
            said = areas.cut_remark(cut, level=level, sort=sort)
        remarks = (*remarks, *said)
    return layers, remarks


def _columns(asked: Communities) -> Columns:
    """The columns that a study names."""
    return {
        "id": asked.id,
        "name": asked.name,
        "name_zh": asked.name_zh,
        "kind": asked.kind,
        "parent": asked.parent,
        "households": asked.households,
        "children": asked.children,
        "elderly": asked.elderly,
    }


def _sources(study: Study, extract: Extract, checksum: str) -> tuple[Source, ...]:
    """The files that were read; the extract first."""
    files = {
        "boundary": study.boundary,
        "communities": study.communities.path,
        "population": study.population.table,
        "elevation": study.elevation,
        **{sort: asked.path for sort, asked in sorted(study.units.items())},
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
