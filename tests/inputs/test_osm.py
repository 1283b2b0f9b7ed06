"""Reading extracts: drawn ones, clipped ones, broken ones, and real ones."""

import bz2
import gzip
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from accessibility.crs import metric_crs
from accessibility.errors import (
    InputError,
    NoStreetsError,
    OsmEmptyError,
    OsmFileMissingError,
    OsmHistoryFileError,
    OsmTruncatedError,
    OsmUnreadableError,
    TemporaryFolderFullError,
)
from accessibility.inputs import osm_scan
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from tests.osm_files import write_osm

# A street of two nodes, and corners of a square of 0.001 degrees
CORNERS = {
    1: (7.400, 43.700),
    2: (7.401, 43.700),
    3: (7.401, 43.701),
    4: (7.400, 43.701),
    8: (7.4004, 43.7004),
    9: (7.4006, 43.7006),
}
STREET = {50: ([8, 9], {"highway": "residential", "name": "Rue"})}
SQUARE = [1, 2, 3, 4, 1]
UNIT = {"type": "boundary", "boundary": "administrative"}


def read(tmp_path: Path, nodes=None, ways=None, relations=None, suffix=".osm.pbf", **more):
    path = tmp_path / f"town{suffix}"
    write_osm(path, CORNERS | (nodes or {}), STREET | (ways or {}), relations, **more)
    return read_osm(path)


def objects(extract) -> dict[str, str]:
    """Kind of geometry by id."""
    frame = extract.objects
    return dict(zip(frame["osm_id"], frame.geom_type, strict=True))


# What becomes what


def test_a_street_is_read_with_its_nodes_and_tags(tmp_path):
    streets = read(tmp_path).streets
    assert streets.tags["osm_id"].tolist() == [50]
    assert streets.tags.loc[0, ["highway", "name"]].tolist() == ["residential", "Rue"]
    assert streets.refs.tolist() == [8, 9]
    assert streets.lonlat.tolist() == [[7.4004, 43.7004], [7.4006, 43.7006]]
    assert streets.first.tolist() == [0, 2]


def test_a_point_facility_keeps_its_tags_and_place(tmp_path):
    extract = read(tmp_path, {5: (7.4, 43.7, {"amenity": "cafe", "name": "Chez Léa"})})
    row = extract.objects.iloc[0]
    assert row["osm_id"] == "n5"
    assert row["tags"] == {"amenity": "cafe", "name": "Chez Léa"}
    assert (row.geometry.x, row.geometry.y) == (7.4, 43.7)
    assert extract.objects.crs.to_epsg() == 4326


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"leisure": "park"}, "Polygon"),
        ({"leisure": "park", "area": "no"}, "LineString"),
        ({"amenity": "school", "barrier": "fence"}, "Polygon"),
        ({"natural": "coastline"}, "LineString"),
        ({"waterway": "canal"}, "LineString"),
        ({"waterway": "canal", "area": "yes"}, "Polygon"),
        ({"railway": "rail"}, "LineString"),
        ({"railway": "station"}, "Polygon"),
        ({"highway": "pedestrian", "area": "yes"}, "Polygon"),
        ({"highway": "pedestrian", "place": "square"}, "LineString"),
        ({"public_transport": "platform"}, "Polygon"),
        ({"building": "yes", "name": "Hall"}, "Polygon"),
        ({"building": "school"}, "Polygon"),
        ({"boundary": "national_park"}, "Polygon"),
        ({"building": "yes"}, None),
        ({"barrier": "fence", "name": "Fence"}, None),
        ({"highway": "service", "name": "Loop"}, None),
        ({"power": "line"}, None),
        ({"boundary": "administrative", "name": "Ward", "admin_level": "10"}, None),
    ],
)
def test_a_closed_way_is_an_area_or_a_line_and_never_both(tmp_path, tags, kind):
    extract = read(tmp_path, ways={7: (SQUARE, tags)})
    assert objects(extract) == ({"w7": kind} if kind else {})


def test_an_open_facility_stays_a_line(tmp_path):
    extract = read(tmp_path, ways={7: ([1, 2, 3], {"leisure": "track"})})
    assert objects(extract) == {"w7": "LineString"}


@pytest.mark.parametrize(
    ("tags", "is_object"),
    [
        ({"highway": "bus_stop"}, True),
        ({"name": "Somewhere"}, True),
        ({"railway": "subway_entrance"}, True),
        ({"natural": "tree"}, False),
        ({"natural": "tree", "tourism": "attraction"}, True),
        ({"highway": "crossing"}, False),
        ({"highway": "traffic_signals", "name": "中关村路口"}, False),
        ({"barrier": "gate"}, False),
        ({"amenity": "bench"}, False),
        ({"created_by": "JOSM"}, False),
    ],
)
def test_street_furniture_is_left_out(tmp_path, tags, is_object):
    extract = read(tmp_path, {5: (7.4, 43.7, tags)})
    assert ("n5" in objects(extract)) == is_object


def test_objects_are_nodes_then_ways_then_relations(tmp_path):
    extract = read(
        tmp_path,
        {5: (7.4, 43.7, {"shop": "bakery"})},
        {7: (SQUARE, {}), 6: ([1, 2, 3, 1], {"landuse": "grass"})},
        {4: ([("w", 7, "outer")], {"type": "multipolygon", "leisure": "park"})},
    )
    assert list(objects(extract)) == ["n5", "w6", "r4"]
    assert extract.objects.index.tolist() == [0, 1, 2]


def test_a_plain_building_is_a_building_and_a_named_one_is_an_object_too(tmp_path):
    extract = read(
        tmp_path,
        ways={
            6: ([1, 2, 3, 1], {"building": "house"}),
            7: (SQUARE, {"building": "apartments", "name": "The Mansion"}),
            10: (SQUARE, {"building": "no", "leisure": "park"}),
        },
    )
    assert extract.buildings["osm_id"].tolist() == ["w6", "w7"]
    assert extract.buildings["building"].tolist() == ["house", "apartments"]
    assert list(objects(extract)) == ["w7", "w10"]


@pytest.mark.parametrize(
    ("tags", "levels", "height"),
    [
        ({}, np.nan, np.nan),
        ({"building:levels": "6"}, 6, np.nan),
        ({"building:levels": "2.5", "height": "9 m"}, 2.5, 9),
        ({"building:levels": "3;4", "height": "10,5"}, 3, 10.5),
        ({"height": "30'"}, np.nan, 9.144),  # 30 x 0.3048
        ({"height": "30 ft"}, np.nan, 9.144),
        ({"building:levels": "many", "height": "tall"}, np.nan, np.nan),
        ({"height": "12-15"}, np.nan, np.nan),
    ],
)
def test_levels_and_height_of_a_building_are_numbers_or_not_known(tmp_path, tags, levels, height):
    row = read(tmp_path, ways={7: (SQUARE, {"building": "yes", **tags})}).buildings.iloc[0]
    assert row["levels"] == pytest.approx(levels, nan_ok=True)
    assert row["height"] == pytest.approx(height, nan_ok=True)


def test_a_building_keeps_tags_only_where_they_say_more_than_address_and_size(tmp_path):
    plain = {"building": "yes", "building:levels": "3", "addr:street": "Rue", "source": "cadastre"}
    telling = {"building": "yes", "residential": "senior"}
    extract = read(tmp_path, ways={6: (SQUARE, plain), 7: (SQUARE, telling)})
    assert extract.buildings["tags"].tolist() == [{}, telling]


def test_a_multipolygon_has_its_hole(tmp_path):
    hole = {11: (7.4002, 43.7002), 12: (7.4008, 43.7002), 13: (7.4005, 43.7008)}
    extract = read(
        tmp_path,
        hole,
        {6: ([1, 2, 3], {}), 7: ([3, 4, 1], {}), 10: ([11, 12, 13, 11], {"natural": "water"})},
        {
            3: (
                [("w", 6, "outer"), ("w", 7, "outer"), ("w", 10, "inner")],
                {"type": "multipolygon", "leisure": "park", "name": "Parc"},
            )
        },
    )
    assert objects(extract) == {"w10": "Polygon", "r3": "Polygon"}
    # square of 1e-3 x 1e-3 less a triangle of base 6e-4 and height 6e-4
    park = extract.objects.set_index("osm_id").loc["r3"]
    assert park.geometry.area == pytest.approx(1e-6 - 0.18e-6, rel=1e-6)
    assert park["tags"]["name"] == "Parc"


def test_a_multipolygon_of_two_parts_stays_one_object(tmp_path):
    other = {11: (7.41, 43.70), 12: (7.411, 43.70), 13: (7.411, 43.701)}
    extract = read(
        tmp_path,
        other,
        {6: (SQUARE, {}), 7: ([11, 12, 13, 11], {})},
        {3: ([("w", 6, "outer"), ("w", 7, "outer")], {"type": "multipolygon", "building": "yes"})},
    )
    assert extract.buildings.geom_type.tolist() == ["MultiPolygon"]


def test_a_route_is_no_area(tmp_path):
    extract = read(
        tmp_path, relations={3: ([("w", 50, "")], {"type": "route", "route": "bus", "name": "1"})}
    )
    assert objects(extract) == {}
    assert extract.incomplete["areas_not_closed"] == 0


def test_an_outline_that_crosses_itself_is_set_right_and_counted(tmp_path):
    # a bow tie over the square: two triangles of a quarter of it each
    extract = read(tmp_path, ways={7: ([1, 2, 4, 3, 1], {"leisure": "park"})})
    assert extract.objects.geom_type.tolist() == ["MultiPolygon"]
    assert extract.objects.geometry[0].area == pytest.approx(0.5e-6, rel=1e-6)
    assert extract.incomplete["areas_repaired"] == 1


def test_text_comes_through_whole(tmp_path):
    name = "北20京, 100% = a/b; 'x' \u2028 \U0001f600 \nÉcole"
    extract = read(tmp_path, {5: (7.4, 43.7, {"amenity": "school", "name": name, "k=,": ""})})
    assert extract.objects["tags"][0] == {"amenity": "school", "name": name, "k=,": ""}


# Streets


@pytest.mark.parametrize(
    ("tags", "is_street"),
    [
        ({"highway": "motorway"}, True),
        ({"highway": "corridor"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "proposed"}, False),
        ({"railway": "platform"}, True),
        ({"public_transport": "platform"}, True),
        ({"man_made": "pier"}, True),
        ({"railway": "rail"}, False),
        ({"disused:highway": "path"}, False),
    ],
)
def test_everything_that_exists_to_move_on_is_a_street(tmp_path, tags, is_street):
    streets = read(tmp_path, ways={7: ([1, 2], tags)}).streets
    assert (7 in streets.tags["osm_id"].tolist()) == is_street


def test_the_edge_of_a_plaza_is_a_street_and_its_ground_an_object(tmp_path):
    plaza = {"highway": "pedestrian", "area": "yes", "name": "Place"}
    extract = read(tmp_path, ways={7: (SQUARE, plaza)})
    assert extract.streets.tags["area"].tolist()[0] == "yes"
    assert extract.streets.refs.tolist() == [*SQUARE, 8, 9]
    assert objects(extract) == {"w7": "Polygon"}


def test_a_plaza_that_is_a_relation_is_walked_along_all_its_rings(tmp_path):
    hole = {11: (7.4002, 43.7002), 12: (7.4008, 43.7002), 13: (7.4005, 43.7008)}
    extract = read(
        tmp_path,
        hole,
        {6: ([1, 2, 3], {}), 7: ([3, 4, 1], {}), 10: ([11, 12, 13, 11], {})},
        {
            3: (
                [("w", 6, "outer"), ("w", 7, "outer"), ("w", 10, "inner")],
                {"type": "multipolygon", "highway": "pedestrian"},
            )
        },
    )
    streets = extract.streets
    assert streets.tags["osm_id"].tolist() == [50, -3, -3]
    assert sorted(map(len, np.split(streets.refs, streets.first[1:-1]))) == [2, 4, 5]
    assert set(streets.refs.tolist()) == {1, 2, 3, 4, 8, 9, 11, 12, 13}
    assert not np.isnan(streets.lonlat).any()


# Clipped extracts


def test_a_street_that_lacks_nodes_is_cut_and_one_without_any_pair_is_dropped(tmp_path):
    extract = read(
        tmp_path,
        ways={
            6: ([1, 2, 777, 3, 4], {"highway": "path"}),
            7: ([1, 778], {"highway": "path"}),
            10: ([1, 778, 2], {"highway": "path"}),
        },
    )
    assert extract.incomplete["street_ways_cut"] == 1
    assert extract.incomplete["street_ways_dropped"] == 2
    assert np.isnan(extract.streets.lonlat[2]).all()
    network = street_network(extract.streets, metric_crs(*extract.bounds))
    assert network.n_edges == 3  # 8-9, 1-2 and 3-4


def test_a_line_that_lacks_nodes_keeps_its_pieces(tmp_path):
    extract = read(
        tmp_path,
        ways={
            6: ([1, 2, 777, 3, 4], {"waterway": "river"}),
            7: ([777, 1, 2], {"railway": "rail"}),
            10: ([777, 1], {"railway": "rail"}),
            11: ([1, 3], {"waterway": "stream"}),
        },
    )
    assert objects(extract) == {"w6": "MultiLineString", "w7": "LineString", "w11": "LineString"}
    river = extract.objects.geometry[0]
    assert [list(part.coords) for part in river.geoms] == [
        [CORNERS[1], CORNERS[2]],
        [CORNERS[3], CORNERS[4]],
    ]


def test_an_area_that_does_not_close_is_left_out_and_counted(tmp_path):
    extract = read(
        tmp_path,
        ways={6: ([1, 2, 777, 4, 1], {"leisure": "park"}), 7: ([1, 2], {})},
        relations={
            3: ([("w", 7, "outer"), ("w", 888, "outer")], {"type": "multipolygon", "name": "X"}),
            4: ([("w", 7, "outer")], {"type": "multipolygon", "building": "yes"}),
        },
    )
    assert objects(extract) == {}
    assert extract.incomplete["areas_not_closed"] == 3
    assert extract.buildings.empty


def test_boundaries_that_close_are_read_and_the_others_named(tmp_path):
    closed = {**UNIT, "admin_level": "10", "name": "Ward", "name:zh": "区", "name:en": "The Ward"}
    extract = read(
        tmp_path,
        ways={6: (SQUARE, {}), 7: ([1, 2], {"boundary": "administrative"})},
        relations={
            3: ([("w", 6, "outer")], closed),
            4: ([("w", 7, "outer")], {**UNIT, "admin_level": "8", "name": "Cut off"}),
            5: ([("w", 6, "outer")], {**UNIT, "name": "No level"}),
            6: ([("w", 6, "outer")], {**UNIT, "admin_level": "9"}),
        },
    )
    frame = extract.boundaries
    assert frame["osm_id"].tolist() == ["r3", "r6"]
    assert frame["admin_level"].tolist() == [10, 9]
    assert frame.loc[0, ["name", "name_zh", "name_en"]].tolist() == ["Ward", "区", "The Ward"]
    assert frame.loc[1, ["name", "name_zh", "name_en"]].isna().all()
    assert extract.incomplete["admin_boundaries_not_closed"] == 1
    assert extract.open_boundaries == (("8", "Cut off"),)
    assert objects(extract) == {}


# Entrances


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"entrance": "yes"}, "surveyed"),
        ({"entrance": "main", "barrier": "gate"}, "surveyed"),
        ({"entrance": "emergency"}, None),
        ({"entrance": "garage"}, None),
        ({"entrance": "no"}, None),
        ({"entrance": "yes", "access": "no"}, None),
        ({"barrier": "gate"}, "gate"),
        ({"barrier": "gate", "access": "private"}, "gate"),
        ({"barrier": "gate", "access": "no", "foot": "yes"}, "gate"),
        ({"barrier": "gate", "foot": "no"}, None),
        ({"barrier": "gate", "locked": "yes"}, None),
        ({"barrier": "turnstile"}, "gate"),
        ({"barrier": "bollard"}, None),
    ],
)
def test_a_way_in_is_surveyed_or_a_gate_on_foot(tmp_path, tags, kind):
    entrances = read(tmp_path, {5: (7.4, 43.7, tags)}).entrances
    assert entrances["kind"].tolist() == ([kind] if kind else [])
    assert entrances["osm_id"].tolist() == (["n5"] if kind else [])


# Date and bounds


def test_the_date_is_the_headers(tmp_path):
    extract = read(tmp_path, header={"osmosis_replication_timestamp": "2024-06-01T10:00:00Z"})
    assert extract.date == "2024-06-01T10:00:00Z"
    assert not extract.date_is_newest_edit


def test_the_newest_edit_stands_in_for_a_missing_date(tmp_path):
    extract = read(tmp_path, timestamp="2024-05-01T00:00:00Z")
    assert extract.date == "2024-05-01T00:00:00Z"
    assert extract.date_is_newest_edit


def test_a_file_without_any_date_has_none(tmp_path):
    extract = read(tmp_path, timestamp="1970-01-01T00:00:00Z")  # how OSM writes "not known"
    assert extract.date is None
    assert not extract.date_is_newest_edit


@pytest.mark.parametrize(
    ("box", "believed"),
    [
        ((7.400, 43.699, 7.402, 43.702), True),
        (None, False),
        ((0, 0, 180, 90), False),  # half the globe, as some tools write
        ((116.3, 39.9, 116.4, 40.0), False),  # another city
    ],
)
def test_bounds_are_the_headers_where_they_fit_the_streets(tmp_path, box, believed):
    bounds = read(tmp_path, box=box).bounds
    assert bounds == (box if believed else (7.4004, 43.7004, 7.4006, 43.7006))


# Formats


@pytest.mark.parametrize("suffix", [".osm", ".osm.bz2", ".osm.gz", ".pbf"])
def test_every_format_reads_alike(tmp_path, suffix):
    draw = {
        "nodes": {5: (7.4, 43.7, {"amenity": "school", "name": "实验小学"})},
        "ways": {6: (SQUARE, {"building": "yes"}), 7: (SQUARE, {"landuse": "grass"})},
        "relations": {3: ([("w", 6, "outer")], {"type": "multipolygon", "leisure": "park"})},
    }
    one, other = read(tmp_path, **draw), read(tmp_path, **draw, suffix=suffix)
    for name in ("objects", "buildings", "boundaries", "entrances"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    np.testing.assert_array_equal(one.streets.refs, other.streets.refs)
    np.testing.assert_array_equal(one.streets.lonlat, other.streets.lonlat)
    assert one.bounds == other.bounds


def test_nodes_not_yet_uploaded_are_located(tmp_path):
    # an editor numbers new nodes downwards from -1
    extract = read(
        tmp_path,
        {-1: (7.4, 43.7), -2: (7.401, 43.7)},
        {-5: ([-1, -2, 8], {"highway": "footway"})},
        suffix=".osm",
    )
    assert extract.incomplete["street_ways_cut"] == 0
    assert [7.401, 43.7] in extract.streets.lonlat.tolist()


def test_ways_that_stand_before_their_nodes_are_located(tmp_path):
    # as Overpass writes `out body; >; out skel qt;`: no order, and no dates
    path = tmp_path / "overpass.osm"
    path.write_text(
        """<osm version="0.6" generator="Overpass API">
        <relation id="9"><member type="way" ref="5" role="outer"/>
          <tag k="type" v="multipolygon"/><tag k="leisure" v="park"/></relation>
        <way id="8"><nd ref="3"/><nd ref="1"/><tag k="highway" v="path"/></way>
        <way id="5"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/></way>
        <node id="2" lat="43.7" lon="7.401"/><node id="3" lat="43.701" lon="7.401"/>
        <node id="1" lat="43.7" lon="7.4"><tag k="shop" v="bakery"/></node>
        </osm>""",
        encoding="utf-8",
    )
    extract = read_osm(path)
    assert extract.streets.lonlat.tolist() == [[7.401, 43.701], [7.4, 43.7]]
    assert objects(extract) == {"n1": "Point", "r9": "Polygon"}
    assert extract.date is None


# Bad input


def refuse(path: Path, error: type[InputError], *words: str) -> None:
    with pytest.raises(error) as caught:
        read_osm(path)
    message = str(caught.value)
    for word in (path.name, *words):
        assert word in message
    assert "\n" not in message


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    refuse(tmp_path / "none.osm.pbf", OsmFileMissingError, "no such file")
    refuse(tmp_path, OsmFileMissingError, "folder")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.osm.pbf", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
        ("noise.osm.pbf", bytes(range(255, 0, -1)) * 9),
        ("noise.osm", bytes(range(255, 0, -1)) * 9),
        ("noise.osm.bz2", bytes(range(255, 0, -1)) * 9),
        ("noise.osm.gz", bytes(range(255, 0, -1)) * 9),
        ("page.osm", b"<html><body>Too many requests</body></html>"),
        ("notes.txt", b"streets"),
        ("town.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("without_suffix", b"streets"),
    ],
)
def test_what_is_no_osm_file_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    refuse(tmp_path / name, OsmUnreadableError, "OpenStreetMap", ".osm.pbf")


def test_a_wrong_suffix_is_refused(tmp_path, monaco_pbf):
    (tmp_path / "monaco.osm").write_bytes(monaco_pbf.read_bytes())
    refuse(tmp_path / "monaco.osm", OsmUnreadableError, "name ends as its format does")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_file_cut_off_is_said_to_be(tmp_path, monaco_pbf, share):
    whole = monaco_pbf.read_bytes()
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(whole[: int(share * len(whole))])
    refuse(path, OsmTruncatedError, "too early", "again")


@pytest.mark.parametrize("suffix", [".osm", ".osm.bz2", ".osm.gz"])
def test_xml_cut_off_is_said_to_be(tmp_path, suffix):
    nodes = {i: (7 + i * 1e-5, 43.0, {"name": f"Nº {i * 7919 % 1009}"}) for i in range(1, 3000)}
    whole = write_osm(tmp_path / "whole.osm", nodes).read_bytes()
    packed = {".osm": bytes, ".osm.bz2": bz2.compress, ".osm.gz": gzip.compress}[suffix](whole)
    path = tmp_path / f"cut{suffix}"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    refuse(path, OsmTruncatedError, "too early")


def test_an_extract_with_nothing_in_it_is_refused(tmp_path):
    path = tmp_path / "empty.osm"
    path.write_text('<osm version="0.6"></osm>', encoding="utf-8")
    refuse(path, OsmEmptyError, "no street, no building and no facility")
    refuse(write_osm(tmp_path / "bare.osm.pbf", {1: (7.4, 43.7)}), OsmEmptyError, "right place")


def test_an_extract_without_streets_is_refused(tmp_path):
    path = write_osm(tmp_path / "shops.osm.pbf", {1: (7.4, 43.7, {"shop": "bakery"})})
    refuse(path, NoStreetsError, "no street", "highway")


def test_ways_without_their_nodes_are_refused(tmp_path):
    path = write_osm(tmp_path / "ways.osm.pbf", {}, {7: ([1, 2, 3], {"highway": "path"})})
    refuse(path, NoStreetsError, "1 streets, but not the nodes")


def test_changes_are_refused(tmp_path):
    path = tmp_path / "day.osc"
    path.write_text('<osmChange version="0.6"></osmChange>', encoding="utf-8")
    refuse(path, OsmHistoryFileError, "changes or history")


def test_a_full_temporary_folder_is_no_fault_of_the_file(tmp_path, monkeypatch):
    def full(*_args, **_more):
        raise RuntimeError("Write failed: No space left on device")

    path = write_osm(tmp_path / "town.osm.pbf", CORNERS, STREET)
    monkeypatch.setattr(osm_scan.osmium, "SimpleWriter", full)
    with pytest.raises(TemporaryFolderFullError, match="space"):
        read_osm(path)


def test_nothing_is_left_in_the_temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(osm_scan.tempfile, "tempdir", str(folder))
    read(tmp_path)
    assert list(folder.iterdir()) == []


# Real extracts


def test_monaco_is_read_whole(monaco_pbf):
    extract = read_osm(monaco_pbf)
    assert extract.date == "2023-12-26T21:21:22Z"
    assert extract.bounds == (7.409205, 43.72335, 7.448637, 43.75169)
    level_10 = extract.boundaries[extract.boundaries["admin_level"] == 10]
    assert set(level_10["name"]) == {  # the six quarters that the data's README says close
        "Fontvieille", "La Condamine", "La Rousse", "Larvotto", "Monaco-Ville", "Monte-Carlo",
    }  # fmt: skip
    assert ("2", "Monaco") in extract.open_boundaries
    assert_well_formed(extract)


def test_reading_twice_gives_the_same(monaco_pbf):
    one, other = read_osm(monaco_pbf), read_osm(monaco_pbf)
    for name in ("objects", "buildings", "boundaries", "entrances"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    pd.testing.assert_frame_equal(one.streets.tags, other.streets.tags)


def test_an_independent_reader_finds_the_same_facilities_in_monaco(monaco_pbf):
    # GDAL's OSM driver, which shares no code with libosmium
    points = gpd.read_file(
        monaco_pbf, layer="points", engine="pyogrio", columns=["osm_id", "other_tags"]
    )
    cafes = points[points["other_tags"].fillna("").str.contains('"amenity"=>"cafe"')]
    extract = read_osm(monaco_pbf)
    kind = extract.objects["tags"].map(lambda tags: tags.get("amenity"))
    ours = extract.objects[(kind == "cafe") & extract.objects["osm_id"].str.startswith("n")]
    assert set(ours["osm_id"]) == {f"n{number}" for number in cafes["osm_id"]}
    assert len(ours) > 10


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "closed", "street_cut"),
    [
        # 23 community relations at level 10, 7 of which close inside the clip: data README
        ("newport/newport-2023-06-13.osm.pbf", 7, 0),
        # one community relation, not closed
        ("beijing_haidian/map.osm", 0, 0),
        # the clip cut 191 ways, not all of them streets
        ("helsinki/Helsinki_centre.osm.pbf", 0, 120),
    ],
)
def test_real_clips_are_read_and_their_loose_ends_counted(shared, name, closed, street_cut):
    extract = read_osm(shared / name)
    assert (extract.boundaries["admin_level"] == 10).sum() == closed
    assert extract.incomplete["street_ways_cut"] == street_cut
    assert_well_formed(extract)


@pytest.mark.shared_data
def test_haidians_long_ways_do_not_widen_its_box(shared):
    extract = read_osm(shared / "beijing_haidian" / "map.osm")
    assert extract.bounds == (116.34403, 39.99767, 116.35974, 40.00888)
    assert extract.streets.lonlat[:, 0].max() > 116.365
    assert ("10", "矿业大学社区居委会") in extract.open_boundaries


@pytest.mark.shared_data
def test_heidelbergs_box_of_half_the_globe_is_not_believed(shared):
    west, south, east, north = read_osm(shared / "heidelberg" / "heidelberg.osm.pbf").bounds
    assert (8 - west) < 1
    assert (east - west, north - south) < (2, 1)


def assert_well_formed(extract) -> None:
    """What holds for every extract."""
    for frame in (extract.objects, extract.buildings, extract.boundaries, extract.entrances):
        assert frame.crs.to_epsg() == 4326
        assert frame.index.equals(pd.RangeIndex(len(frame)))
        assert frame["osm_id"].is_unique
        assert frame.geometry.notna().all()
        assert frame.geometry.is_valid.all()
    assert set(extract.buildings.geom_type) <= {"Polygon", "MultiPolygon"}
    assert set(extract.boundaries.geom_type) <= {"Polygon", "MultiPolygon"}
    assert not extract.objects["osm_id"].str.startswith("-").any()
    assert extract.streets.first[-1] == len(extract.streets.refs) == len(extract.streets.lonlat)
    assert len(extract.streets.first) == len(extract.streets.tags) + 1


# Barriers, signals and crossings of streets


@pytest.mark.parametrize(
    ("tags", "is_control"),
    [
        ({"barrier": "gate", "locked": "yes"}, True),
        ({"highway": "traffic_signals"}, True),
        ({"highway": "crossing", "crossing": "marked"}, True),
        ({"highway": "elevator"}, True),
        ({"railway": "level_crossing"}, True),
        ({"crossing": "unmarked"}, True),
        ({"kerb": "raised"}, True),
        ({"highway": "bus_stop"}, False),
        ({"highway": "street_lamp"}, False),
        ({"amenity": "bench"}, False),
        ({"railway": "switch"}, False),
    ],
)
def test_nodes_of_streets_keep_what_bars_the_way(tmp_path, tags, is_control):
    controls = read(tmp_path, {9: (*CORNERS[9], tags)}).streets.controls
    assert controls.index.tolist() == ([9] if is_control else [])
    for key, value in tags.items() if is_control else ():
        assert key not in controls or controls.loc[9, key] == value


def test_a_gate_beside_the_streets_is_none_of_theirs(tmp_path):
    assert read(tmp_path, {5: (7.4, 43.7, {"barrier": "gate"})}).streets.controls.empty
