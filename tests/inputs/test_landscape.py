import time

import geopandas as gpd
import pytest
import shapely
from shapely import LineString, Point, box

from accessibility.inputs.landscape import drawn_sea, landscape
from accessibility.inputs.osm import read_osm
from accessibility.tables import LANDSCAPE
from tests.conftest import ROOT
from tests.inputs.plots import UTM, buildings, objects, square

BOX = box(0, 0, 2000, 2000)
NO_BUILDINGS = buildings({})


def whole(around, houses, area):
    """The landscape, and the remark on its sea."""
    sea, remarks = drawn_sea(around, area)
    return landscape(around, houses, area, sea=sea), remarks


def drawn(*pairs, houses=NO_BUILDINGS) -> dict[str, object]:
    frame, _ = whole(objects(*pairs), houses, BOX)
    LANDSCAPE.require(frame)
    assert frame["kind"].is_unique
    assert frame.geometry.is_valid.all()
    return dict(zip(frame["kind"], frame.geometry, strict=True))


FIELD = box(100, 100, 300, 300)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"landuse": "reservoir"}, "water"),
        ({"landuse": "basin"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"waterway": "dock"}, "water"),
        ({"leisure": "park"}, "green"),
        ({"leisure": "garden"}, "green"),
        ({"landuse": "forest"}, "green"),
        ({"landuse": "cemetery"}, "green"),
        ({"landuse": "village_green"}, "green"),
        ({"natural": "wood"}, "green"),
        ({"natural": "heath"}, "green"),
    ],
)
def test_areas_are_drawn_as_what_they_are(tags, kind):
    shapes = drawn((FIELD, tags))
    assert list(shapes) == [kind]
    assert shapes[kind].area == pytest.approx(FIELD.area)


@pytest.mark.parametrize(
    "tags",
    [{"landuse": "residential"}, {"leisure": "marina"}, {"natural": "wetland"}, {"shop": "mall"}],
)
def test_other_areas_are_not_drawn(tags):
    assert drawn((FIELD, tags)) == {}


def test_a_kind_is_one_shape_without_seams():
    shapes = drawn((FIELD, {"leisure": "park"}), (box(300, 100, 500, 300), {"landuse": "grass"}))
    assert shapely.get_num_geometries(shapes["green"]) == 1
    assert shapes["green"].area == pytest.approx(400 * 200)


def test_specks_are_left_out():
    # 9 m x 9 m = 81 m2 is below 100 m2
    assert drawn((square(0, 0, 9), {"leisure": "park"})) == {}


def test_what_lies_beyond_the_area_is_cut_off():
    shapes = drawn((box(1900, 100, 9000, 200), {"natural": "water"}), (box(5000, 0, 6000, 99), {}))
    assert shapes["water"].area == pytest.approx(100 * 100)
    assert drawn((box(5000, 100, 9000, 200), {"natural": "water"})) == {}


def test_rivers_that_are_lines_are_drawn_thin_and_streams_and_culverts_are_not():
    line = LineString([(0, 500), (1000, 500)])
    shapes = drawn(
        (line, {"waterway": "river"}),
        (LineString([(0, 600), (1000, 600)]), {"waterway": "stream"}),
        (LineString([(0, 700), (1000, 700)]), {"waterway": "canal", "tunnel": "culvert"}),
    )
    assert shapes["water"].area == pytest.approx(1000 * 10, rel=0.05)
    assert shapes["water"].contains(Point(500, 503))


def test_railways_in_the_open_are_drawn():
    def line(y):
        return LineString([(0, y), (1000, y)])

    shapes = drawn(
        (line(100), {"railway": "rail"}),
        (line(200), {"railway": "rail", "tunnel": "yes"}),
        (line(300), {"railway": "rail", "service": "siding"}),
        (line(400), {"railway": "tram", "tunnel": "no"}),
        (line(500), {"railway": "abandoned"}),
        (box(0, 0, 500, 500), {"railway": "station"}),
    )
    assert list(shapes) == ["rail"]
    assert shapes["rail"].length == pytest.approx(2000)


def test_houses_that_nearly_touch_grow_into_one_block():
    near = buildings({"w1": (square(0, 0, 20), "house"), "w2": (square(26, 0, 20), "house")})
    far = buildings({"w1": (square(0, 0, 20), "house"), "w2": (square(60, 0, 20), "house")})
    block = drawn(houses=near)["built"]
    assert shapely.get_num_geometries(block) == 1
    assert block.area == pytest.approx(46 * 20)
    assert shapely.get_num_geometries(drawn(houses=far)["built"]) == 2


def test_a_box_of_nothing_is_an_empty_table():
    frame, remarks = whole(objects(), NO_BUILDINGS, BOX)
    assert len(frame) == 0
    assert frame.crs == UTM
    assert remarks == ()


def test_sea_comes_from_the_coastline_and_its_remark_is_handed_on():
    coast = {"natural": "coastline"}
    shapes = drawn((LineString([(500, -10), (500, 2010)]), coast))
    assert shapes["sea"].area == pytest.approx(1500 * 2000)
    _, remarks = whole(
        objects(
            (LineString([(500, -10), (500, 2010)]), coast),
            (LineString([(900, -10), (900, 2010)]), coast),
        ),
        NO_BUILDINGS,
        BOX,
    )
    assert len(remarks) == 1


def test_kinds_come_in_the_order_of_drawing():
    shapes = drawn(
        (LineString([(0, 10), (90, 10)]), {"railway": "rail"}),
        (FIELD, {"leisure": "park"}),
        (box(400, 100, 600, 300), {"natural": "water"}),
        (LineString([(1500, -10), (1500, 2010)]), {"natural": "coastline"}),
        houses=buildings({"w1": (square(800, 0, 20), "house")}),
    )
    assert list(shapes) == ["sea", "water", "green", "built", "rail"]


def town(path):
    extract = read_osm(path)
    crs = extract.boundaries.estimate_utm_crs() if len(extract.boundaries) else None
    crs = crs or extract.objects.estimate_utm_crs()
    area = gpd.GeoSeries([box(*extract.bounds)], crs=4326).to_crs(crs)
    return extract.objects.to_crs(crs), extract.buildings.to_crs(crs), area.iloc[0], crs


def kind_at(frame, crs, lon, lat) -> set[str]:
    place = gpd.GeoSeries([Point(lon, lat)], crs=4326).to_crs(crs).iloc[0]
    return set(frame.loc[frame.intersects(place), "kind"])


def test_monaco_has_its_harbour_in_the_sea_and_its_casino_on_land():
    around, houses, area, crs = town(ROOT / "data" / "monaco" / "monaco.osm.pbf")
    frame, remarks = whole(around, houses, area)
    assert remarks == ()
    assert kind_at(frame, crs, 7.4260, 43.7350) == {"sea"}  # Port Hercule
    assert kind_at(frame, crs, 7.4400, 43.7350) == {"sea"}  # open sea
    assert kind_at(frame, crs, 7.4194, 43.7304) == {"sea"}  # harbour of Fontvieille
    assert "sea" not in kind_at(frame, crs, 7.4284, 43.7393)  # casino
    assert "sea" not in kind_at(frame, crs, 7.4250, 43.7308)  # the rock
    assert "sea" not in kind_at(frame, crs, 7.4170, 43.7400)  # the hill behind
    assert shapely.get_num_coordinates(frame.geometry.values).sum() < 8000


@pytest.mark.shared_data
def test_newport_is_drawn_quickly_with_its_river(shared):
    around, houses, area, crs = town(shared / "newport" / "newport-2023-06-13.osm.pbf")
    start = time.process_time()
    frame, _ = whole(around, houses, area)
    assert time.process_time() - start < 5  # about 1.5 s on a quiet machine
    assert kind_at(frame, crs, -2.9857, 51.5560) & {"sea", "water"}  # the Usk
    assert "sea" not in kind_at(frame, crs, -2.9978, 51.5877)  # the station
