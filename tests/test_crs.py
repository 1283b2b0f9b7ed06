"""Lengths on the ellipsoid against pyproj's geodesics, and the choice of a metric CRS."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyproj import Geod
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info

from accessibility.crs import metric_crs, segment_m
from accessibility.errors import AcrossMeridianError, OutsideUtmError

GEOD = Geod(ellps="WGS84")

longitudes = st.floats(-180, 180)
latitudes = st.floats(-75, 75)
bearings = st.floats(0, 360)
steps = st.floats(-0.1, 0.1)


@given(longitudes, latitudes, bearings, st.floats(0, 5_000))
@example(7.42, 43.73, 0.0, 0.0)  # no step at all
@example(7.42, 43.73, 90.0, 0.01)  # the last digit of OSM's coordinates
@example(179.99, -16.5, 80.0, 5_000.0)  # across the 180th meridian
@example(20.0, 75.0, 90.0, 5_000.0)  # due east in the far north
def test_a_segment_of_5_km_is_right_to_a_millionth(lon, lat, bearing, metres):
    # streets have segments far below 5 km; a millionth of 1 km is 1 mm
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, bearing, metres)
    found = segment_m(np.array([(lon, lat), (end_lon, end_lat)]))
    np.testing.assert_allclose(found, [metres], rtol=1e-6, atol=2e-6)


@given(longitudes, st.floats(-55, 55), bearings)
def test_a_segment_of_20_km_is_right_to_two_millionths_in_the_inhabited_world(lon, lat, bearing):
    end_lon, end_lat, _ = GEOD.fwd(lon, lat, bearing, 20_000)
    found = segment_m(np.array([(lon, lat), (end_lon, end_lat)]))
    np.testing.assert_allclose(found, [20_000], rtol=2e-6)


def test_a_segment_across_the_180th_meridian_is_short():
    # 0.02 degrees of longitude on the equator: 0.02 / 360 of 40,075,016.686 m
    line = np.array([(179.99, 0.0), (-179.99, 0.0)])
    assert segment_m(line)[0] == pytest.approx(40_075_016.686 * 0.02 / 360, rel=1e-9)


@given(st.lists(st.tuples(longitudes, latitudes), min_size=1, max_size=6))
def test_a_line_of_k_points_has_k_minus_1_segments(points):
    lengths = segment_m(np.array(points))
    assert lengths.shape == (len(points) - 1,)
    assert (lengths >= 0).all()


@given(longitudes, latitudes, steps, steps)
def test_a_segment_is_as_long_there_as_back(lon, lat, east, north):
    line = np.array([(lon, lat), (lon + east, lat + north)])
    np.testing.assert_allclose(segment_m(line), segment_m(line[::-1]), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize(
    ("box", "epsg"),
    [
        ((7.40, 43.72, 7.45, 43.76), 32632),  # Monaco: zone 32 is 6 to 12 degrees east
        ((116.34, 39.99, 116.36, 40.01), 32650),  # Beijing: zone 50 is 114 to 120
        ((-3.10, 51.51, -2.91, 51.60), 32630),  # Newport: zone 30 is -6 to 0
        ((-51.27, -30.12, -51.13, -29.98), 32722),  # Porto Alegre: 22 south is -54 to -48
    ],
)
def test_the_metric_crs_is_the_utm_zone_of_the_middle(box, epsg):
    assert metric_crs(*box).to_epsg() == epsg


@pytest.mark.parametrize("lon", [-180.0, -179.9, -93.0, -6.0, 0.0, 3.1, 6.0, 9.0, 174.1, 180.0])
@pytest.mark.parametrize("lat", [-79.0, -0.1, 0.0, 0.1, 60.0, 78.0])  # also Bergen and Svalbard
def test_the_zone_is_the_first_that_the_epsg_register_has_for_the_place(lon, lat):
    here = AreaOfInterest(lon, lat, lon, lat)
    first, *_ = query_utm_crs_info(datum_name="WGS 84", area_of_interest=here)
    assert metric_crs(lon, lat, lon, lat).to_epsg() == int(first.code)


@pytest.mark.parametrize(
    ("lat", "epsg"),
    [(83.9, 32632), (84.0, 32632), (-79.9, 32732), (-80.0, 32732)],  # zone 32 at 8 degrees east
)
def test_utm_reaches_from_80_south_to_84_north(lat, epsg):
    assert metric_crs(8, lat, 8, lat).to_epsg() == epsg


@pytest.mark.parametrize(
    ("lon", "lat"),
    [(7.0, -84.5), (7.0, 89.9), (7.0, 84.01), (7.0, -80.01), (200.0, 0.0), (np.nan, np.nan)],
)
def test_a_place_without_a_utm_zone_is_refused_by_name(lon, lat):
    with pytest.raises(OutsideUtmError, match=f"longitude {lon:.4f}, latitude {lat:.4f}.*84 N"):
        metric_crs(lon, lat, lon, lat)


def test_a_box_around_the_globe_is_refused():
    with pytest.raises(AcrossMeridianError, match=r"-179.9900 to 179.9900.*180th meridian"):
        metric_crs(-179.99, -17, 179.99, -16)
