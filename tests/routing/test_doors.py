"""Doors of a real city do not depend on how its streets are stored."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from accessibility.crs import metric_crs
from accessibility.inputs.facilities import find_facilities
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import Network
from accessibility.routing.access import access_points
from accessibility.routing.travel import nearest

TYPES = ["bus_stop", "fresh_market", "park", "sports_center"]


@pytest.fixture(scope="module")
def city(monaco_pbf) -> tuple[Network, gpd.GeoDataFrame]:
    extract = read_osm(monaco_pbf)
    crs = metric_crs(*extract.bounds)
    facilities = find_facilities(extract.objects.to_crs(crs), TYPES, source="monaco")
    return street_network(extract.streets, crs), facilities


def through_networkx(network: Network) -> Network:
    return Network.from_networkx(network.to_networkx(), crs=network.crs)


def shuffled(network: Network) -> Network:
    """Edges in another order, every other one drawn the other way round."""
    rng = np.random.default_rng(7)
    order = rng.permutation(network.n_edges)
    turned = rng.random(network.n_edges) < 0.5
    lines = [
        network.vertex_xy[network.vertex_first[e] : network.vertex_first[e + 1]] for e in order
    ]
    lines = [line[::-1] if back else line for line, back in zip(lines, turned, strict=True)]
    tail, head = network.edge_tail[order], network.edge_head[order]
    return replace(
        network,
        edge_tail=np.where(turned, head, tail),
        edge_head=np.where(turned, tail, head),
        edge_mm=network.edge_mm[order],
        edge_way=network.edge_way[order],
        vertex_first=np.cumsum([0, *map(len, lines)]).astype(np.int32),
        vertex_xy=np.concatenate(lines),
    )


@pytest.mark.parametrize("stored", [through_networkx, shuffled])
def test_doors_and_distances_are_those_of_the_places_alone(city, stored):
    network, facilities = city
    other = stored(network)
    doors, same = (access_points(facilities, None, net) for net in (network, other))
    assert set(facilities["type"]) == set(TYPES)
    assert {"path", "street side", "point"} <= set(doors["kind"])
    pd.testing.assert_frame_equal(doors.drop(columns="geometry"), same.drop(columns="geometry"))
    apart = shapely.distance(doors.geometry.to_numpy(), same.geometry.to_numpy())
    assert apart.max() <= 0.0015  # a millimetre, where rounding falls on the other side
    rng = np.random.default_rng(8)
    xy = network.vertex_xy[rng.integers(0, len(network.vertex_xy), 400)]
    homes = gpd.GeoDataFrame(
        geometry=shapely.points(xy + rng.normal(0, 15, xy.shape)), crs=network.crs
    )
    here, there = (nearest(net, homes, facilities) for net in (network, other))
    np.testing.assert_allclose(here.metres, there.metres, atol=0.02)
    assert (here.facility_id == there.facility_id).mean().min() > 0.99
