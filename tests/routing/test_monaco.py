"""A real city: the bundled extract of Monaco, beside networkx."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely

from accessibility.crs import metric_crs
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.routing.access import access_points
from accessibility.routing.graph import TravelGraph, travel_graph
from accessibility.routing.isochrones import isochrones, reached_streets
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


def test_metres_minutes_and_facilities_are_those_of_networkx(graph):
    cells, shops = spots(graph, 60, 1), spots(graph, 30, 2)
    shops.index = [f"s{i:02}" for i in range(30)]
    shops["type"] = np.where(np.arange(30) % 3, "common", "rare")
    found = nearest(graph, cells, shops, limit_m=1500, limit_min=10)
    here, there = join(graph, cells), join(graph, shops)
    costs = graph.units[-1]
    cuts = [
        (int(edge), int(mm))
        for frame in (here, there)
        for edge, mm in frame.loc[frame["edge"] >= 0, ["edge", "offset_mm"]].to_numpy()
    ]
    cut = cut_graph(graph, costs, cuts).reverse()
    unit = costs.join_pace
    for kind, members in shops.groupby("type").groups.items():
        sources = there.loc[members]
        best: dict[int, tuple[float, str]] = {}
        for name, (edge, mm, off) in sources[["edge", "offset_mm", "join_mm"]].iterrows():
            if edge < 0:
                continue
            far = nx.single_source_dijkstra_path_length(cut, (edge, mm, "in"))
            for cell, (own, at, away) in here[["edge", "offset_mm", "join_mm"]].iterrows():
                way = far.get((own, at, "out"))
                if own >= 0 and way is not None:
                    joins = int(off * unit + unit / unit / 2) + int(away * unit + unit / unit / 2)
                    joins = joins if costs.unit == "ms" else int(off + away)
                    best[cell] = min(best.get(cell, (np.inf, "")), (way + joins, name))
        for cell in cells.index:
            cost, name = best.get(cell, (np.inf, ""))
            minutes = found.minutes.at[cell, kind]
            if here.at[cell, "edge"] < 0:
                assert np.isnan(minutes)
            elif cost / 60_000 <= 10 and costs.unit == "ms":
                assert minutes == cost / 60_000
                assert found.facility_id.at[cell, kind] == name
            elif cost <= 1_500_000 and costs.unit == "mm":
                assert found.metres.at[cell, kind] == cost / 1000
                assert found.facility_id.at[cell, kind] == name


def test_joins_are_those_of_brute_force(graph):
    cells = spots(graph, 300, 3)
    joined = join(graph, cells)
    ground = np.flatnonzero(graph.open & graph.ground)
    other = np.flatnonzero(graph.open & ~graph.ground)
    for point, edge in zip(cells.geometry, joined["edge"], strict=True):
        near = shapely.distance(graph.lines[ground], point)
        far = shapely.distance(graph.lines[other], point)
        if near.min() <= 100:
            assert graph.ground[edge]
            assert point.distance(graph.lines[edge]) == pytest.approx(near.min(), abs=1e-6)
        elif far.min() <= 100:
            assert point.distance(graph.lines[edge]) == pytest.approx(far.min(), abs=1e-6)
        else:
            assert edge == -1


def test_a_place_just_inside_the_streets_reached_is_within_the_limit(graph):
    # interpolated values must not disagree with travel on the street itself
    home = spots(graph, 1, 4)
    streets = reached_streets(graph, home, minutes=10)
    ends = shapely.line_interpolate_point(streets.geometry.to_numpy(), 0.5, normalized=True)
    places = gpd.GeoDataFrame({"type": "end"}, geometry=ends[:80], crs=graph.network.crs)
    places.index = [f"e{i}" for i in range(len(places))]
    groups = {name: [name] for name in places.index}
    found = nearest(graph, home, places, groups=groups)
    on_ground = join(graph, places)["join_mm"] == 0
    assert on_ground.sum() > 20
    assert found.minutes.loc[0, on_ground.index[on_ground]].max() <= 10.001


def test_areas_of_a_real_city_are_nested_and_exact(graph):
    home = spots(graph, 3, 5)
    areas = isochrones(graph, home, metres=[300, 500, 1000])
    streets = reached_streets(graph, home, metres=[300, 500, 1000])
    for place in home.index:
        rings = areas.loc[[place], "geometry"].tolist()
        assert all(outer.covers(inner) for inner, outer in zip(rings, rings[1:], strict=False))
        own = streets.loc[[place]]
        exact = shapely.union_all(shapely.buffer(own.geometry.to_numpy(), 30))
        assert rings[-1].symmetric_difference(exact).area < 1e-4 * exact.area


def test_every_area_has_doors_and_few_people_are_stranded(graph, extract):
    crs = graph.network.crs
    parks = extract.objects[extract.objects["tags"].map(lambda t: t.get("leisure") == "park")]
    parks = parks.to_crs(crs).set_index("osm_id")
    doors = access_points(parks, extract.entrances.to_crs(crs), graph)
    assert set(doors["facility_id"]) == set(parks.index)
    lost = stranded(graph, spots(graph, 500, 6))
    assert len(lost) < 50
    assert set(lost["reason"]) <= {"island", "too far from a street"}
