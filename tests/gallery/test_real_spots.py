"""Harbours, cliffs, a tidal river and a campus wall, as OpenStreetMap has them."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from accessibility.crs import metric_crs
from accessibility.inputs.obstacles import obstacles
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import Network
from accessibility.routing.travel import nearest
from tests.gallery.reach import reach

LonLat = tuple[float, float]


def town_of(extract: Path) -> Network:
    """The streets of an extract, and what bars the way there."""
    read = read_osm(extract)
    crs = metric_crs(*read.bounds)
    return replace(street_network(read.streets, crs), obstacles=obstacles(read.obstacles, crs))


@pytest.fixture(scope="module")
def monaco(monaco_pbf):
    return town_of(monaco_pbf)


@pytest.fixture(scope="module")
def newport(shared):
    return town_of(shared / "newport" / "newport-2023-06-13.osm.pbf")


@pytest.fixture(scope="module")
def haidian(shared):
    return town_of(shared / "beijing_haidian" / "map.osm")


def spots(network: Network, **lonlat: LonLat) -> gpd.GeoDataFrame:
    """Places by longitude and latitude, in the network's CRS."""
    points = gpd.GeoSeries(shapely.points([*lonlat.values()]), index=[*lonlat], crs=4326)
    return gpd.GeoDataFrame(geometry=points.to_crs(network.crs))


def ground(network: Network, *lonlat: LonLat) -> shapely.Polygon:
    """An area by its corners."""
    return gpd.GeoSeries([shapely.Polygon(lonlat)], crs=4326).to_crs(network.crs).iloc[0]


def around(home: gpd.GeoDataFrame, wide: float, east: float = 0, north: float = 0):
    """The part of the map to be seen."""
    x, y = home.geometry.iloc[0].x + east, home.geometry.iloc[0].y + north
    return x - wide / 2, y - wide / 2.7, x + wide / 2, y + wide / 2.7


def walk_and_flight(network: Network, here, there) -> tuple[float, float]:
    """Metres on foot, and as the crow flies."""
    walk = nearest(network, here, there.assign(type="place")).metres.iloc[0, 0]
    return walk, here.geometry.iloc[0].distance(there.geometry.iloc[0])


def test_monaco_the_harbour_is_walked_round(picture, monaco):
    """PEERS A1, A3: the far quay lies 450 m across the water and a kilometre on foot."""
    home = spots(monaco, quay=(7.4262, 43.7331))
    far = spots(monaco, north_quay=(7.4258, 43.7371))
    # open water, more than 30 m from every quay and jetty
    basin = ground(monaco, (7.4250, 43.7346), (7.4258, 43.7346), (7.4258, 43.7352),
                   (7.4250, 43.7352))  # fmt: skip
    see = picture("monaco_port_hercule", "the far quay is 450 m across the basin and over 850 m "
                  "round it: not in 10 min (800 m), but in 15; open water (pale blue) in none",
                  monaco, view=around(home, 1250, -130, 130))  # fmt: skip
    see.ground(basin, "#a9d3f2")
    see.marks(far)
    found = reach(see, home, minutes=[5, 10, 15])
    # along the quays: 200 m west, 430 m north, 220 m east; the streets behind them are longer
    walk, flight = walk_and_flight(monaco, home, far)
    assert flight == pytest.approx(445, abs=5)
    assert 850 < walk < 1200
    assert not found.area(10).intersects(far.geometry.iloc[0])
    assert found.area(15).intersects(far.geometry.iloc[0].buffer(10))
    assert found.area(15).intersection(basin).area == 0


def test_monaco_the_rock_is_left_by_its_ramps(picture, monaco):
    """PEERS A2, A3: from the palace square one looks down on the harbour of Fontvieille."""
    home = spots(monaco, palace=(7.4207, 43.7311))
    below = spots(monaco, fontvieille=(7.4183, 43.7295), armes=(7.4195, 43.7325))
    see = picture("monaco_rocher", "from the palace square down the ramp: the quay of Fontvieille, "
                  "260 m off at the foot of the cliff, is not in 6 min (480 m)",
                  monaco, view=around(home, 900, 60, 20))  # fmt: skip
    see.marks(below)
    found = reach(see, home, minutes=[3, 6])
    # down the Rampe Major to the Place d'Armes, twice the way a bird takes, and round the rock
    for name, least, most in (("armes", 300, 480), ("fontvieille", 700, 1200)):
        walk, _ = walk_and_flight(monaco, home, below.loc[[name]])
        assert least < walk < most
    assert not found.area(6).intersects(below.geometry["fontvieille"])
    assert found.area(6).intersects(below.geometry["armes"].buffer(10))


@pytest.mark.shared_data
def test_newport_the_river_is_crossed_at_its_bridges(picture, newport):
    """PEERS A1, A3: the Usk, 200 m wide, between two bridges 1.5 km apart."""
    home = spots(newport, home=(-2.9818, 51.5798))
    far = spots(newport, far_bank=(-2.9775, 51.5812))
    bank = ground(newport, (-2.9795, 51.5815), (-2.9765, 51.5803), (-2.9750, 51.5820),
                  (-2.9790, 51.5830))  # fmt: skip
    see = picture("newport_usk", "the far bank is 340 m away and over 1.6 km by the bridge: 15 min "
                  "(1.2 km) cross the bridges, and reach nothing of the bank opposite",
                  newport, view=around(home, 2900, 0, 60))  # fmt: skip
    see.ground(bank, "#f1d9d0")
    see.marks(far)
    found = reach(see, home, minutes=[5, 15])
    walk, flight = walk_and_flight(newport, home, far)
    # 650 m up the bank, 350 m over George Street Bridge, 750 m back
    assert flight == pytest.approx(336, abs=5)
    assert 1600 < walk < 2200
    assert found.area(15).intersection(bank).area == 0
    # what is reached beyond the river hangs together by the bridges, which are
    east = spots(newport, over=(-2.9815, 51.5855))
    assert walk_and_flight(newport, home, east)[0] < 1200
    assert found.area(15).intersects(east.geometry.iloc[0].buffer(30))


@pytest.mark.shared_data
def test_beijing_a_campus_is_left_by_its_gate(picture, haidian):
    """PEERS D28: the wall of a campus in Haidian, and its south gate."""
    home = spots(haidian, inside=(116.3524, 40.0001))
    out = spots(haidian, pavement=(116.3524, 39.99995))
    see = picture("beijing_campus_gate", "the street is 17 m away beyond the wall; by the gate it "
                  "is four times as far", haidian, view=around(home, 420, -20, 60))  # fmt: skip
    see.marks(out)
    reach(see, home, metres=[100, 300])
    walk, flight = walk_and_flight(haidian, home, out)
    # 6 m to the path inside, 19 m west, 17 m out by the gate, 19 m east, 3 m to the pavement
    assert flight == pytest.approx(16.6, abs=0.5)
    assert 55 < walk < 80
