import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box

from accessibility.errors import AreasFileError
from accessibility.inputs.areas import feature_label, find_column, read_areas
from tests.inputs.plots import UTM

HERE = box(9.00, 45.00, 9.01, 45.01)
THERE = box(9.02, 45.00, 9.03, 45.01)
BOW_TIE = Polygon([(9.0, 45.0), (9.01, 45.01), (9.01, 45.0), (9.0, 45.01)])


def write(path: Path, shapes, crs=4326, **columns) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(path)
    return path


def finding(path: Path) -> str:
    with pytest.raises(AreasFileError) as error:
        read_areas(path, crs=UTM)
    message = str(error.value)
    assert message.startswith(f"{path}: ")
    assert "Remedy: " in message
    assert "\n" not in message
    return message


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp"])
def test_the_usual_formats_are_read_into_the_metric_crs(tmp_path, name):
    frame, remarks = read_areas(write(tmp_path / name, [HERE, THERE], id=["a", "b"]), crs=UTM)
    assert frame.crs == UTM
    assert list(frame["id"]) == ["a", "b"]
    assert remarks == ()
    # one hundredth of a degree at 45 N: 788 m by 1111 m, within the scale of UTM
    assert frame.area.to_list() == pytest.approx([788.0 * 1111.0] * 2, rel=0.002)


def test_heights_are_left_out(tmp_path):
    shape = Polygon([(9, 45, 7), (9.01, 45, 7), (9.01, 45.01, 7)])
    frame, _ = read_areas(write(tmp_path / "a.gpkg", [shape]), crs=UTM)
    assert not frame.has_z.any()


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    assert "no such file" in finding(tmp_path / "none.geojson")


@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp"])
def test_a_file_that_is_something_else_is_refused(tmp_path, name):
    path = tmp_path / name
    path.write_text("these are not areas")
    assert "not a vector file" in finding(path)


def test_a_folder_is_refused(tmp_path):
    path = tmp_path / "areas.geojson"
    path.mkdir()
    assert "not a vector file" in finding(path)


def test_a_table_without_geometry_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,a\n")
    assert "no geometry" in finding(path)


def test_a_file_without_features_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text('{"type":"FeatureCollection","features":[]}')
    assert "no features" in finding(path)


def test_a_file_without_crs_is_refused_never_guessed(tmp_path):
    path = write(tmp_path / "a.shp", [HERE])
    path.with_suffix(".prj").unlink()
    assert "names no coordinate system" in finding(path)


@pytest.mark.parametrize(
    ("lost", "words"),
    [
        ([".prj"], "no coordinate system, as no .prj is beside it"),
        ([".prj", ".dbf"], "no coordinate system, as no .dbf and no .prj is beside it"),
    ],
)
def test_parts_of_a_shapefile_that_are_missing_are_named_together(tmp_path, lost, words):
    path = write(tmp_path / "a.shp", [HERE], name=["North"])
    for suffix in lost:
        path.with_suffix(suffix).unlink()
    assert words in finding(path)


def test_the_parts_of_a_shapefile_may_be_in_capitals(tmp_path):
    path = write(tmp_path / "a.shp", [HERE], name=["North"])
    path.with_suffix(".prj").unlink()
    path.with_suffix(".dbf").rename(tmp_path / "A.DBF")
    assert "no .prj is beside it" in finding(path)
    assert ".dbf" not in finding(path)


@pytest.mark.parametrize("code", [4479, 4978])
def test_coordinates_from_the_middle_of_the_earth_are_named_as_such(tmp_path, code):
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[HERE], crs=4326).to_crs(code)
    frame.to_file(tmp_path / "a.gpkg")
    message = finding(tmp_path / "a.gpkg")
    assert f"EPSG:{code}) is geocentric, not of a map" in message
    assert "EPSG:4490" in message


@pytest.mark.parametrize(
    ("shape", "size"),
    [
        (box(-180, -90, 180, 90), "360.0 by 180.0 degrees"),
        (box(9, 45, 9.1, 50.2), "0.1 by 5.2 degrees"),
    ],
)
def test_an_area_too_large_to_be_judged_is_refused(tmp_path, shape, size):
    message = finding(write(tmp_path / "a.geojson", [HERE, shape], id=["a", "world"]))
    assert f"feature 2 (world) covers {size}, more than 5" in message


def test_the_largest_area_is_measured_in_degrees_whatever_its_crs(tmp_path):
    # 5.5 degrees of the equator are 612 km in Web Mercator, 4.5 are 501 km
    wide = write(tmp_path / "a.gpkg", [box(1e6, 5.6e6, 1.612e6, 5.7e6)], crs=3857)
    assert "covers 5.5 by" in finding(wide)
    narrow = write(tmp_path / "b.gpkg", [box(1e6, 5.6e6, 1.501e6, 5.7e6)], crs=3857)
    assert len(read_areas(narrow, crs=UTM)[0]) == 1


def test_an_area_where_the_metric_crs_ends_is_named_with_its_place(tmp_path):
    # the zone's middle is 9 degrees east; 90 degrees from it, on the equator, it has no metres
    far = box(98.95, -0.05, 99.05, 0.05)
    message = finding(write(tmp_path / "a.geojson", [HERE, far], id=["a", "x"]))
    assert "feature 2 (x) lies at longitude 99.0000, latitude 0.0000, too far" in message


def test_metres_beyond_the_end_of_their_crs_are_named(tmp_path):
    far = box(1e9, 1e9, 1.001e9, 1.001e9)  # metres, on an earth of 4e7
    message = finding(write(tmp_path / "a.gpkg", [far], crs=32632, id=["x"]))
    assert "feature 1 (x): its coordinates do not exist in EPSG:32632" in message


def test_metres_that_say_they_are_degrees_are_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(gpd.GeoSeries([box(500000, 4980000, 501000, 4981000)]).to_json())
    message = finding(path)
    assert "501000" in message
    assert "look like metres" in message


def test_swapped_longitude_and_latitude_are_recognised(tmp_path):
    message = finding(write(tmp_path / "a.geojson", [box(39.99, 116.3, 40.0, 116.4)]))
    assert "swapped" in message


def test_degrees_that_say_they_are_metres_are_refused(tmp_path):
    assert "look like degrees" in finding(write(tmp_path / "a.gpkg", [HERE], crs=32632))


def test_a_row_without_geometry_is_named(tmp_path):
    path = write(tmp_path / "a.gpkg", [HERE, None], id=["a", "b"], name=["North", "South"])
    assert "feature 2 (b, South) without a geometry" in finding(path)


def test_an_empty_geometry_is_named(tmp_path):
    path = write(tmp_path / "a.gpkg", [HERE, Polygon()], id=["a", "b"])
    assert "feature 2 (b) without a geometry" in finding(path)


@pytest.mark.parametrize(
    ("shape", "kind"), [(Point(9, 45), "Point"), (LineString([(9, 45), (9, 46)]), "LineString")]
)
def test_points_and_lines_are_no_areas(tmp_path, shape, kind):
    message = finding(write(tmp_path / "a.geojson", [HERE, shape], id=["a", "b"]))
    assert f"feature 2 (b): a {kind}, not a polygon" in message


def test_a_self_intersection_is_named_with_its_place(tmp_path):
    # the two diagonals of the bow tie cross in its middle
    message = finding(write(tmp_path / "a.gpkg", [HERE, BOW_TIE], id=["a", "b"]))
    assert "feature 2 (b): the outline is not valid: Self-intersection at 9.005, 45.005" in message


def test_more_faults_of_a_kind_are_counted(tmp_path):
    path = write(tmp_path / "a.gpkg", [BOW_TIE, HERE, BOW_TIE, BOW_TIE])
    assert "feature 1 (and 2 more like it)" in finding(path)


def test_a_ring_that_is_not_closed_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        '{"type":"Polygon","coordinates":[[[9,45],[9.1,45],[9.1,45.1]]]}}]}'
    )
    assert "feature 1 cannot be built" in finding(path)


def geojson(path: Path, *features: tuple[dict, list]) -> Path:
    """Polygons of one ring each, written as they are."""
    written = [
        {
            "type": "Feature",
            "properties": own,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for own, ring in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": written}))
    return path


RING = [[9, 45], [9.1, 45], [9.1, 45.1], [9, 45]]


def test_rings_that_are_not_closed_are_named_and_counted(tmp_path):
    open_ring = RING[:-1]
    features = [({"id": k}, RING if k == "a" else open_ring) for k in "abc"]
    message = finding(geojson(tmp_path / "a.geojson", *features))
    assert "feature 2 (b) (and 1 more like it) cannot be built" in message


def test_ids_that_are_lists_do_not_stand_in_the_way_of_other_messages(tmp_path):
    # the bow tie is read with its list as an array, which has no truth of its own
    tie = [[9, 45], [9.01, 45.01], [9.01, 45], [9, 45.01], [9, 45]]
    features = (({"id": ["a", "b"], "name": "x"}, tie), ({"id": ["c"], "name": "y"}, RING))
    message = finding(geojson(tmp_path / "a.geojson", *features))
    assert "feature 1 (x): the outline is not valid" in message


def test_text_beside_objects_stays_text_in_silence(tmp_path):
    features = (({"name": {"en": "x"}}, RING), ({"name": "y"}, [[x + 1, y] for x, y in RING]))
    frame, _ = read_areas(geojson(tmp_path / "a.geojson", *features), crs=UTM)
    assert list(frame["name"]) == ['{ "en": "x" }', "y"]


def test_a_geojson_in_gbk_is_refused(tmp_path):
    path = tmp_path / "a.geojson"
    text = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"华清园"},'
        '"geometry":{"type":"Polygon","coordinates":[[[9,45],[9.1,45],[9.1,45.1],[9,45]]]}}]}'
    )
    path.write_bytes(text.encode("gbk"))
    assert "UTF-8" in finding(path)


def test_several_layers_need_one_called_communities(tmp_path):
    path = tmp_path / "a.gpkg"
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[HERE], crs=4326)
    frame.to_file(path, layer="old")
    frame.assign(id="b").to_file(path, layer="new")
    assert "2 layers of polygons (old, new)" in finding(path)
    frame.assign(id="c").to_file(path, layer="communities")
    assert list(read_areas(path, crs=UTM)[0]["id"]) == ["c"]


def test_a_layer_of_points_does_not_stand_in_the_way(tmp_path):
    path = tmp_path / "a.gpkg"
    gpd.GeoDataFrame(geometry=[Point(9, 45)], crs=4326).to_file(path, layer="shops")
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[MultiPolygon([HERE])], crs=4326).to_file(
        path, layer="areas"
    )
    assert list(read_areas(path, crs=UTM)[0]["id"]) == ["a"]


CHINESE = {"编码": ["1", "2"], "社区名": ["华清园社区", "朱镕基丂乗"]}


def shapefile(folder: Path, encoding: str, label: str | None) -> Path:
    path = folder / "社区.shp"
    gpd.GeoDataFrame(CHINESE, geometry=[HERE, THERE], crs=4326).to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if label is not None:
        path.with_suffix(".cpg").write_text(label)
    return path


@pytest.mark.parametrize(
    ("encoding", "label"),
    [
        ("GBK", "GBK"),
        ("GBK", "936"),
        ("GBK", "cp936"),
        ("UTF-8", "UTF-8"),
        ("UTF-8", "65001"),
        ("GB18030", "gb18030"),
    ],
)
def test_a_shapefile_that_says_its_encoding_is_read_by_it(tmp_path, encoding, label):
    frame, remarks = read_areas(shapefile(tmp_path, encoding, label), crs=UTM)
    assert {name: list(frame[name]) for name in CHINESE} == CHINESE
    assert remarks == ()


@pytest.mark.parametrize(
    ("encoding", "label", "said"),
    [
        ("GBK", None, "gb18030"),
        ("GBK", "UTF-8", "gb18030"),
        ("GBK", "nonsense", "gb18030"),
        ("UTF-8", None, "utf-8"),
    ],
)
def test_a_shapefile_that_mislabels_its_text_is_read_and_that_is_said(
    tmp_path, encoding, label, said
):
    frame, remarks = read_areas(shapefile(tmp_path, encoding, label), crs=UTM)
    assert {name: list(frame[name]) for name in CHINESE} == CHINESE
    assert len(remarks) == 1
    assert f"read as {said}" in remarks[0]


def test_a_dbf_whose_header_says_gbk_is_believed(tmp_path):
    path = shapefile(tmp_path, "GBK", None)
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[29] = 0x4D
    table.write_bytes(content)
    frame, remarks = read_areas(path, crs=UTM)
    assert list(frame["社区名"]) == CHINESE["社区名"]
    assert remarks == ()


def test_a_plain_shapefile_without_label_needs_no_remark(tmp_path):
    path = write(tmp_path / "a.shp", [HERE], name=["North"])
    path.with_suffix(".cpg").unlink()
    assert read_areas(path, crs=UTM)[1] == ()


def test_columns_are_found_whatever_their_case():
    assert find_column(["Name", "CODE"], ("id", "code")) == "CODE"
    assert find_column(["geometry"], ("id",)) is None
    # the first of the names wins, not the first of the columns
    assert find_column(["code", "id"], ("id", "code")) == "id"


def test_a_feature_is_named_by_row_id_and_name():
    frame = pd.DataFrame({"id": ["x", None], "名称": ["甲", None], "other": [1, 2]})
    assert feature_label(frame, 0) == "feature 1 (x, 甲)"
    assert feature_label(frame, 1) == "feature 2"


@pytest.mark.shared_data
def test_real_districts_in_chinese_are_read(shared):
    frame, remarks = read_areas(shared / "chongqing" / "chongqing_districts.shp", crs=UTM)
    assert len(frame) == 38
    assert "璧山县" in set(frame["NAME"])
    assert all("read as" in remark for remark in remarks)


@pytest.mark.shared_data
def test_a_real_boundary_that_touches_itself_is_refused_with_the_place(shared):
    assert "Self-intersection at 7.4228" in finding(shared / "monaco" / "monaco_boundary.geojson")
