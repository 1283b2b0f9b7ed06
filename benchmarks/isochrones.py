"""Isochrones of 2,000 places: three rings, as polygons."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from benchmarks import ours, peers, tiles
from benchmarks.cities import MM_PER_S, drawn, extract, network_of, walked
from benchmarks.clock import Timing, alternate, one_core
from benchmarks.machine import cores, installed, why_missing
from benchmarks.report import Claim, Line, Section, lines_against, ratio

PLACE = "newport"
ORIGINS, BUFFERED, ASKED, SEARCHED = 2000, 60, 300, 30
MINUTES = (5, 10, 15)
BUFFER_M = 30.0
OURS, BUFFERS, VALHALLA = "ours, 1 core", "each edge buffered + union_all", "Valhalla, its contour"
RECIPE = "networkx ego_graph, search only"

Areas = NDArray[np.object_]  # [origins, rings]


def run() -> list[Section]:
    path = extract(PLACE)
    network = network_of(PLACE)
    graph = walked(network, PLACE.capitalize())
    rows = drawn(graph, ORIGINS)
    points = gpd.GeoSeries(gpd.points_from_xy(*graph.xy[rows].T), crs=network.crs)
    travel = ours.graph(network)
    exact = Exact(travel, points.iloc[:: ORIGINS // BUFFERED][:BUFFERED])
    with one_core():
        lines, polygons = polygon_lines(travel, points, exact, path)
        lines.append(recipe_line(graph, rows))
    many = alternate({"ours": lambda: ours.isochrones(travel, points, MINUTES)}, runs=3)["ours"]
    lines.append(line(f"ours, {cores()} cores", many, ORIGINS, ""))
    lines = lines_against(OURS, lines)
    return [section(graph.n, exact, lines, polygons)]


class Exact:
    """The reference: every reached piece of street buffered, and all united, ring by ring."""

    def __init__(self, travel: Any, points: gpd.GeoSeries) -> None:
        self.points = points
        pieces = ours.reached(travel, points, MINUTES)
        limit, place = pieces["limit"].to_numpy(), pieces.index.to_numpy()
        lines = pieces.geometry.to_numpy()
        self.lines = [
            [lines[(place == name) & (limit == minutes)] for minutes in MINUTES]
            for name in points.index
        ]
        self.areas = self.united()

    def united(self) -> Areas:
        found = [
            [shapely.union_all(shapely.buffer(own, BUFFER_M)) for own in rings]
            for rings in self.lines
        ]
        return np.array(found, dtype=object)

    def told(self, areas: Areas) -> tuple[str, float, float]:
        """How other areas of the same places compare: in words, mean and worst error of size."""
        whole = shapely.area(self.areas)
        off = shapely.area(areas) / whole - 1
        common = shapely.area(shapely.intersection(shapely.make_valid(areas), self.areas))
        shared = common / (whole + shapely.area(areas) - common)
        told = (
            f"area {off.mean():+.2%} in the mean, from {off.min():+.1%} to {off.max():+.1%}; "
            f"shared (IoU) {shared.mean():.3f}, at least {shared.min():.3f}"
        )
        return told, float(np.abs(off).mean()), float(np.abs(off).max())


def polygon_lines(
    travel: Any, points: gpd.GeoSeries, exact: Exact, path: Any
) -> tuple[list[Line], tuple[float, float]]:
    """Milliseconds an origin of every engine on one core, and how far our areas are off."""
    sample = exact.points
    works: dict[str, Callable[[], Any]] = {
        OURS: lambda: ours.isochrones(travel, points, MINUTES),
        BUFFERS: exact.united,
    }
    count = {OURS: len(points), BUFFERS: len(sample), VALHALLA: ASKED}
    if installed("pyvalhalla"):
        actor = tiles.actor(path)
        asked = questions(points.iloc[:: len(points) // ASKED][:ASKED])
        works[VALHALLA] = lambda: [actor.isochrone(one) for one in asked]
    timings = alternate(works, runs=3)
    own = timings[OURS].first
    told, mean, worst = exact.told(in_rows(own, sample))
    agreement = {OURS: told, BUFFERS: f"reference; {BUFFERED} origins, their searches not counted"}
    if VALHALLA in works:
        theirs = [actor.isochrone(one) for one in questions(sample)]
        agreement[VALHALLA] = exact.told(contours(theirs, points.crs))[0] + f"; {ASKED} origins"
    lines = [line(name, timing, count[name], agreement[name]) for name, timing in timings.items()]
    if VALHALLA not in works:
        lines.append(Line(VALHALLA, None, why_missing("pyvalhalla")))
    return lines, (mean, worst)


def in_rows(rings: gpd.GeoDataFrame, sample: gpd.GeoSeries) -> Areas:
    """Our polygons of the sample, a row an origin, the shortest limit first."""
    own = rings.loc[sample.index].geometry.to_numpy()
    return own.reshape(len(sample), len(MINUTES))


def questions(points: gpd.GeoSeries) -> list[str]:
    places = points.to_crs(4326)
    return [tiles.question(x, y, MINUTES) for x, y in zip(places.x, places.y, strict=True)]


def contours(answers: Sequence[Any], crs: Any) -> Areas:
    """Valhalla's polygons, a row an origin, the shortest limit first."""
    found = []
    for answer in answers:
        features = (json.loads(answer) if isinstance(answer, str) else answer)["features"]
        features = sorted(features, key=lambda one: one["properties"]["contour"])
        found += [shapely.from_geojson(json.dumps(one["geometry"])) for one in features]
    flat = gpd.GeoSeries(found, crs=4326).to_crs(crs).to_numpy()
    return flat.reshape(len(answers), len(MINUTES))


def recipe_line(graph: Any, rows: NDArray[np.int64]) -> Line:
    """The search of OSMnx's isochrone page: an ego graph for every limit; no polygon."""
    import networkx as nx

    made = peers.networkx_graph(graph)
    some = rows[:: len(rows) // SEARCHED][:SEARCHED]

    def search() -> None:
        for node in some:
            for minutes in MINUTES:
                nx.ego_graph(made, int(node), minutes * 60 * MM_PER_S, distance="weight")

    timing = alternate({RECIPE: search}, runs=1)[RECIPE]
    told = f"{SEARCHED} origins; no polygon made"
    return line(RECIPE, timing, SEARCHED, told)


def line(name: str, timing: Timing, count: int, told: str) -> Line:
    """Milliseconds for each of so many origins."""
    each = 1000 / count
    return Line(name, timing.seconds * each, told, timing.runs, timing.cpu_seconds * each)


def section(nodes: int, exact: Exact, lines: list[Line], off: tuple[float, float]) -> Section:
    mean, worst = off
    pieces = np.mean([len(rings[-1]) for rings in exact.lines])
    work = f"{ORIGINS:,} isochrones, 3 rings, polygons"
    return Section(
        key="isochrones",
        title=f"Isochrones as polygons: {PLACE.capitalize()}",
        unit="ms an origin",
        text=(
            f"{nodes:,} nodes, {ORIGINS:,} origins, rings of 5, 10 and 15 minutes on foot, "
            f"{pieces:.0f} pieces of street reached at 15 in the mean. All on one core but the "
            f"last line. Agreement with the exact reference (reached pieces buffered by "
            f"{BUFFER_M:.0f} m and united) is over {BUFFERED} origins x 3 rings. Valhalla finds "
            "its own way and draws a coarser outline with no buffer: its areas differ for that."
        ),
        lines=lines,
        claims=[
            Claim(work, "edge buffers + union", ratio(lines, BUFFERS, OURS), 55),
            Claim(work, "Valhalla's contour", ratio(lines, VALHALLA, OURS), 2.5, 10),
            Claim("area of an isochrone", "exact edge buffer, mean error", mean * 100, 3,
                  unit="%", at_most=True),
            Claim("area of an isochrone", f"exact edge buffer, worst of {BUFFERED * 3}",
                  worst * 100, 3, unit="%", at_most=True),
        ],
    )  # fmt: skip
