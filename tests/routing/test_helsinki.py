"""Walking minutes in Helsinki beside a published matrix, made by another router (R5)."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import CRS

from accessibility.network import WAY_TAGS, Network
from accessibility.routing.graph import travel_graph
from accessibility.routing.search import ends, nearest_places, starts
from accessibility.routing.snapping import join

CLIP_EDGE_M = 200  # the street table is a cut-out; ways round its edge are missing
MM_PER_MIN = 60_000  # at 3.6 km/h, the speed of the published times


def street_network(edges: gpd.GeoDataFrame) -> Network:
    """The streets of OSMnx, whose table holds every street once in each direction."""
    pair = edges[["u", "v"]]
    street = pd.concat(
        [pair.min(axis=1), pair.max(axis=1), edges["osmid"], edges["length"].round(3)], axis=1
    )
    once = edges[~street.duplicated()].reset_index(drop=True)
    ids, ends_of = np.unique(once[["u", "v"]].to_numpy(), return_inverse=True)
    tail, head = ends_of.reshape(-1, 2).T.astype(np.int32)
    lines = once.geometry.to_crs(3067)
    coordinates = lines.get_coordinates(index_parts=False)
    count = coordinates.groupby(level=0).size().to_numpy()
    first = np.concatenate(([0], np.cumsum(count))).astype(np.int32)
    xy = coordinates.to_numpy()
    node_xy = np.zeros((len(ids), 2))
    node_xy[tail], node_xy[head] = xy[first[:-1]], xy[first[1:] - 1]
    tags = pd.DataFrame({key: pd.array([np.nan] * len(once), dtype="str") for key in WAY_TAGS})
    return Network(
        crs=CRS.from_epsg(3067),
        node_id=ids.astype(np.int64),
        node_xy=node_xy,
        edge_tail=tail,
        edge_head=head,
        edge_mm=(once["length"] * 1000).round().to_numpy(np.int32),
        edge_way=np.arange(len(once), dtype=np.int32),
        vertex_first=first,
        vertex_xy=xy,
        ways=tags.assign(highway=once["highway"], osm_id=once["osmid"]),
    )


def minutes_between(folder: Path) -> pd.Series:
    """Our minutes from cell to cell, for cells within 60 m of the one large component."""
    network = street_network(gpd.read_parquet(folder / "osmnx_reference" / "network_paths.parquet"))
    graph = travel_graph(network, "walk")
    people = gpd.read_file(folder / "helsinki_population_grid_2020.gpkg")
    middle = people.to_crs(3067).geometry.centroid
    middle.index = pd.Index(people["id"].astype(int))
    joined = join(graph, middle, limit_m=60)
    west, south, east, north = (
        network.node_xy.min(axis=0).tolist() + network.node_xy.max(axis=0).tolist()
    )
    inner = middle.x.between(west + CLIP_EDGE_M, east - CLIP_EDGE_M) & middle.y.between(
        south + CLIP_EDGE_M, north - CLIP_EDGE_M
    )
    joined = joined[(joined["edge"] >= 0) & ~joined["island"] & inner]
    here, there = starts(graph, graph.mm, joined), ends(graph, graph.mm, joined)
    rank = np.arange(len(joined), dtype=np.int32)
    groups = [np.array([row]) for row in range(len(joined))]
    cost, _ = nearest_places(graph, graph.mm, here, there, rank, groups=groups, limit=10_000_000)
    pairs = pd.MultiIndex.from_product([joined.index, joined.index], names=["from_id", "to_id"])
    flat = pd.Series(cost.T.ravel(), pairs)
    return flat[flat >= 0] / MM_PER_MIN


@pytest.mark.shared_data
def test_walking_minutes_agree_with_the_published_matrix(shared):
    folder = shared / "helsinki"
    ours = minutes_between(folder)
    published = pd.read_csv(folder / "r5py_expected" / "test_walking_times_snapped.csv")
    theirs = published.set_index(["from_id", "to_id"])["travel_time"]
    both = pd.DataFrame({"ours": ours, "theirs": theirs}).dropna()
    both = both[both.index.get_level_values(0) != both.index.get_level_values(1)]
    assert len(both) > 2000
    assert both.corr().iloc[0, 1] >= 0.98
    assert (both["ours"] - both["theirs"]).abs().mean() < 2.5
    for limit in (5, 10, 15):
        same = (both["ours"] <= limit) == (both["theirs"] <= limit)
        assert same.mean() > 0.93
