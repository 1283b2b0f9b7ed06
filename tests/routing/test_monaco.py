"""A real city: the bundled extract of Monaco, beside networkx."""

from itertools import pairwise

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely

from accessibility.crs import metric_crs
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.routing.access import access_points
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.isochrones import isochrones, reached_streets
from accessibility.routing.search import ends, starts
from accessibility.routing.snapping import join
from accessibility.routing.travel import nearest, stranded
from tests.routing.oracles import cut_graph


@pytest.fixture(scope="module")
def extract(monaco_pbf):
    return read_osm(monaco_pbf)


@pytest.fixture(scope="module", params=["walk", "bike"])
def graph(request, extract) -> TravelGraph:
    crs = metric_crs(*extract.bounds)
    return travel_graph(street_network(extract.streets, crs), request.param)


def spots(graph: TravelGraph, count: int, seed: int) -> gpd.GeoDataFrame:
    """Points scattered around street vertices."""
    rng = np.random.default_rng(seed)
    vertex = graph.network.vertex_xy
    xy = vertex[rng.integers(0, len(vertex), count)] + rng.normal(0, 20, (count, 2))
    return gpd.GeoDataFrame(geometry=shapely.points(xy), crs=graph.network.crs)


def test_times_and_facilities_are_those_of_networkx(graph):
    # every cell to every shop, on a graph cut at all of their positions
    cells, shops = spots(graph, 40, 1), spots(graph, 12, 2)
    costs = graph.units[-1]
    here, there = join(graph, cells), join(graph, shops)
    leave, arrive = starts(graph, costs, here), ends(graph, costs, there)
    cuts = [
        (int(edge), int(mm))
        for edge, mm in pd.concat([here, there])
        .query("edge >= 0")[["edge", "offset_mm"]]
        .to_numpy()
    ]
    back = cut_graph(graph, costs, cuts).reverse()
    expected = np.full((40, 12), np.inf)
    for d in np.flatnonzero(arrive.edge >= 0):
        door = (int(arrive.edge[d]), int(arrive.offset_mm[d]), "in")
        far = nx.single_source_dijkstra_path_length(back, door)
        for c in np.flatnonzero(leave.edge >= 0):
            way = far.get((int(leave.edge[c]), int(leave.offset_mm[c]), "out"), np.inf)
            expected[c, d] = leave.join[c] + way + arrive.join[d]
    expected[leave.edge < 0] = np.nan
    shops.index = [f"s{d:02}" for d in range(12)]
    found = nearest(graph, cells, shops.assign(type="shop"), groups={d: [d] for d in shops.index})
    unit = 60_000 if costs.unit == "ms" else 1000
    table = found.minutes if costs.unit == "ms" else found.metres
    np.testing.assert_array_equal(table.to_numpy(), expected / unit)
    # the nearest of all is the least of them, the first of equals
    least = nearest(graph, cells, shops.assign(type="shop")).facility_id["shop"]
    reached = np.isfinite(expected).any(axis=1)
    assert least[reached].tolist() == [shops.index[d] for d in expected[reached].argmin(axis=1)]


def test_joins_are_those_of_brute_force(graph):
    cells = spots(graph, 300, 3)
    joined = join(graph, cells)
    ground = np.flatnonzero(graph.open & graph.ground)
    other = np.flatnonzero(graph.open & ~graph.ground)
    for point, edge in zip(cells.geometry, joined["edge"], strict=True):
        near = shapely.distance(graph.lines[ground], point)
        far = shapely.distance(graph.lines[other], point)
        if min(near.min(), far.min()) > 100:
            assert edge == -1
            continue
        level, away = (ground, near) if near.min() <= 100 else (other, far)
        ashore = away[~graph.island[level]].min()
        least = ashore if graph.island[level[away.argmin()]] and ashore <= 50 else away.min()
        assert graph.ground[edge] == graph.ground[level[0]]
        assert point.distance(graph.lines[edge]) == pytest.approx(least, abs=1e-6)


def test_a_place_just_inside_the_streets_reached_is_within_the_limit(graph):
    # interpolated values must not disagree with travel on the street itself
    home = spots(graph, 1, 4)
    streets = reached_streets(graph, home, minutes=10)
    middles = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    places = gpd.GeoDataFrame(geometry=middles[:80], crs=graph.network.crs)
    places.index = [f"e{i}" for i in range(len(places))]
    groups = {name: [name] for name in places.index}
    found = nearest(graph, home, places, groups=groups)
    on_ground = join(graph, places)["join_mm"] == 0
    assert on_ground.sum() > 20
    assert found.minutes.loc[0, on_ground.index[on_ground]].max() <= 10.001


@pytest.mark.parametrize(("exact", "share"), [(True, 1e-4), (False, 0.02)])
def test_areas_of_a_real_city_are_nested_and_those_of_buffers(graph, exact, share):
    home = spots(graph, 3, 5)
    areas = isochrones(graph, home, metres=[300, 500, 1000], exact=exact)
    streets = reached_streets(graph, home, metres=[300, 500, 1000])
    for place in home.index:
        rings = areas.loc[[place], "geometry"].tolist()
        assert all(outer.covers(inner) for inner, outer in pairwise(rings))
        own = streets.loc[[place]]
        band = shapely.union_all(shapely.buffer(own.geometry.to_numpy(), 30))
        assert rings[-1].symmetric_difference(band).area < share * band.area


def test_every_area_has_doors_and_few_people_are_stranded(graph, extract):
    crs = graph.network.crs
    parks = extract.objects[extract.objects["tags"].map(lambda t: t.get("leisure") == "park")]
    parks = parks.to_crs(crs).set_index("osm_id")
    doors = access_points(parks, extract.entrances.to_crs(crs), graph)
    assert set(doors["facility_id"]) == set(parks.index)
    lost = stranded(graph, spots(graph, 500, 6))
    assert len(lost) < 50
    assert set(lost["reason"]) <= {"island", "too far from a street"}
