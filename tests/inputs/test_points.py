import geopandas as gpd
import pytest
from shapely import Point, box

from accessibility.errors import InputError, PointsFileError
from accessibility.inputs.points import parse_points, read_points


def written(folder, text, name="points.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def refused(path):
    with pytest.raises(PointsFileError) as error:
        read_points(path)
    assert str(error.value).startswith(f"{path}: ")
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("7.42,43.73", (7.42, 43.73)),
        (" 7.42 , 43.73 ", (7.42, 43.73)),
        ("-7,+43.", (-7.0, 43.0)),
        (".5,-.25", (0.5, -0.25)),
        ("1e1,4.3E+1", (10.0, 43.0)),
        ("-180,90", (-180.0, 90.0)),
    ],
)
def test_longitude_and_latitude_are_read(text, place):
    points = parse_points([text])
    assert list(points.index) == [text]
    assert points.crs == 4326
    assert (points.geometry.x.iloc[0], points.geometry.y.iloc[0]) == place


@pytest.mark.parametrize(
    "text",
    [
        "11_6.3,39.9", "116.3,3_9", "nan,40", "inf,40", "1,infinity", "１１６,39", "0x10,3",
        "7.42", "1,2,3", "", ",", "a,b", "7,42;43,73", "7.4 43.7",
    ],
)  # fmt: skip
def test_what_is_no_number_of_degrees_is_refused(text):
    with pytest.raises(InputError, match="not a place"):
        parse_points([text])


@pytest.mark.parametrize("text", ["181,40", "40,91", "500000,4980000", "1e999,0"])
def test_degrees_off_the_earth_are_refused(text):
    with pytest.raises(InputError, match="within ±180"):
        parse_points([text])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("name,lon,lat\n甲,7.42,43.73\n", "utf-8"),
        ("name,lon,lat\n甲,7.42,43.73\n", "gb18030"),
        ("name;Longitude;Latitude\n甲;7.42;43.73\n", "utf-8-sig"),
        ("纬度\t经度\tname\n43.73\t7.42\t甲\n", "utf-16"),
    ],
)
def test_a_table_of_points_is_read_by_its_names(tmp_path, text, encoding):
    points = read_points(written(tmp_path, text, encoding=encoding))
    assert list(points.index) == ["甲"]
    assert points.geometry["甲"].equals(Point(7.42, 43.73))


def test_without_single_names_rows_are_numbered(tmp_path):
    text = "name,lon,lat\na,7.42,43.73\n\na,7.43,43.74\n"
    assert list(read_points(written(tmp_path, text)).index) == [0, 1]
    assert list(read_points(written(tmp_path, text.replace("a,", ",", 1))).index) == [0, 1]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("lon,lat\n7.42,43.73\n\n7.42,\n", "line 4: "),
        ("lon,lat\n7.42,4_3\n", "line 2: '7.42', '4_3' are no longitude and latitude"),
        # a third field would have been taken for the latitude once
        ("lon,lat\n7.42,43.73,43.74\n", "line 2 has 3 fields, the header has 2"),
        ("lon,lat,lon\n7.42,43.73,7\n", "column 'lon' stands more than once"),
        ("east,north\n1,2\n", "no columns lon and lat (found: east, north)"),
        ("lon,lat\n", "it holds no points"),
        ("", "not a table"),
    ],
)
def test_what_is_wrong_in_a_table_of_points_is_said(tmp_path, text, finding):
    assert finding in refused(written(tmp_path, text))


def test_areas_give_a_point_inside_them(tmp_path):
    path = tmp_path / "areas.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[box(7, 43, 7.1, 43.1)], crs=4326).to_file(path)
    assert read_points(path).geometry["a"].within(box(7, 43, 7.1, 43.1))


def test_files_that_hold_no_points_are_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "none.csv")
    assert "not a file of points" in refused(written(tmp_path, "x", "points.geojson"))
