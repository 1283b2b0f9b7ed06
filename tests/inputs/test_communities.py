import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, Polygon, box

from accessibility.errors import (
    AreasFileError,
    CommunitiesElsewhereError,
    MissingColumnError,
    NoCommunitiesError,
)
from accessibility.inputs.communities import (
    admin_communities,
    default_communities,
    hexagon_communities,
    inhabited,
    read_boundary,
    read_communities,
    require_on_streets,
    streetless_remark,
    within,
)
from accessibility.tables import COMMUNITIES
from tests.inputs.plots import UTM, boundaries, communities, square

EAST, NORTH = 500_000.0, 5_000_000.0  # a place inside the zone


def at(x: float, y: float, side: float = 500.0) -> Polygon:
    return square(EAST + x, NORTH + y, side)


def write(path: Path, shapes, **columns) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM).to_file(path)
    return path


def refused(path: Path, **kwargs) -> str:
    with pytest.raises(AreasFileError) as error:
        read_communities(path, crs=UTM, **kwargs)
    return str(error.value)


def test_a_file_becomes_the_table_of_communities(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], id=["b", "a"], name=["West", "East"])
    frame, remarks = read_communities(path, crs=UTM)
    COMMUNITIES.require(frame)
    assert remarks == ()
    assert list(frame.index) == ["a", "b"]  # sorted, whatever the file's order
    assert list(frame["name"]) == ["East", "West"]
    assert frame["area_m2"].to_list() == pytest.approx([250_000.0, 250_000.0])
    assert set(frame["unit"]) == {"community"}
    assert set(frame["kind"]) == {"urban"}
    assert frame[["name_zh", "parent_id", "population", "households"]].isna().all(axis=None)
    assert frame.crs == UTM


@pytest.mark.parametrize(
    ("id_column", "name_column"),
    [
        ("id", "name"),
        ("code", "NAME"),
        ("社区编码", "社区名称"),
        ("编码", "名称"),
        ("编号", "社区"),
    ],
)
def test_usual_column_names_are_found_in_both_languages(tmp_path, id_column, name_column):
    path = write(tmp_path / "a.gpkg", [at(0, 0)], **{id_column: ["7"], name_column: ["华清园"]})
    frame, remarks = read_communities(path, crs=UTM)
    assert list(frame.index) == ["7"]
    assert list(frame["name"]) == ["华清园"]
    assert remarks == ()


def test_columns_that_are_named_are_taken_before_the_usual_ones(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0)], id=["x"], name=["y"], key=["k"], label=["l"])
    frame, _ = read_communities(path, crs=UTM, id="key", name="label")
    assert list(frame.index) == ["k"]
    assert list(frame["name"]) == ["l"]


@pytest.mark.parametrize("asked", [{"id": "code"}, {"name": "label"}])
def test_a_named_column_that_is_not_there_is_an_error(tmp_path, asked):
    path = write(tmp_path / "a.gpkg", [at(0, 0)], id=["x"])
    with pytest.raises(MissingColumnError, match=r"a\.gpkg: no column .* \(found: id\)"):
        read_communities(path, crs=UTM, **asked)


def test_a_chinese_name_is_also_the_chinese_name(tmp_path):
    path = write(
        tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], id=["1", "2"], name=["华清园", "West"]
    )
    frame, _ = read_communities(path, crs=UTM)
    assert frame.loc["1", "name_zh"] == "华清园"
    assert pd.isna(frame.loc["2", "name_zh"])


def test_a_column_of_chinese_names_is_used(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0)], id=["1"], name=["West"], name_zh=["西社区"])
    assert read_communities(path, crs=UTM)[0].loc["1", "name_zh"] == "西社区"


def test_whole_numbers_are_ids_without_a_point(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], code=[110108.0, 110109.0])
    assert list(read_communities(path, crs=UTM)[0].index) == ["110108", "110109"]


def test_without_ids_the_names_stand_in_and_that_is_said(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], name=["West", "East"])
    frame, remarks = read_communities(path, crs=UTM)
    assert list(frame.index) == ["East", "West"]
    assert remarks == ("a.gpkg: no column of ids, so communities are known by their name",)


def test_without_ids_and_with_doubled_names_the_row_stands_in(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], name=["West", "West"])
    frame, remarks = read_communities(path, crs=UTM)
    assert list(frame.index) == ["1", "2"]
    assert "known by their row" in remarks[0]


def test_a_community_without_a_name_goes_by_its_id_and_that_is_said(tmp_path):
    shapes = [at(0, 0), at(500, 0), at(1000, 0)]
    path = write(tmp_path / "a.gpkg", shapes, id=["1", "2", "3"], name=["West", None, "  "])
    frame, remarks = read_communities(path, crs=UTM)
    assert list(frame["name"]) == ["West", "2", "3"]
    assert remarks == ("a.gpkg: 2 communities have no name and go by their id: 2, 3",)


def test_an_id_that_stands_twice_is_refused(tmp_path):
    shapes = [at(0, 0), at(500, 0), at(1000, 0)]
    message = refused(write(tmp_path / "a.gpkg", shapes, id=["7", "8", "7"]))
    assert "id '7' in column 'id' stands at features 1, 3" in message


def test_a_row_without_an_id_is_refused(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)], id=["7", None], name=["a", "b"])
    assert "feature 2 (b): no id in column 'id'" in refused(path)


@pytest.mark.parametrize(
    ("value", "kind"),
    [(["b"], "a list"), ([1, 2], "a list"), ([["b"]], "a list"), ({"en": "b"}, "an object")],
)
@pytest.mark.parametrize("column", ["id", "name", "name_zh"])
def test_a_list_or_an_object_is_no_id_and_no_name(tmp_path, column, value, kind):
    path = tmp_path / "a.geojson"
    frame = gpd.GeoDataFrame(geometry=[at(0, 0), at(500, 0)], crs=UTM).to_crs(4326)
    content = json.loads(frame.to_json())
    for feature, own in zip(content["features"], (None, value), strict=True):
        feature["properties"] = {"code": feature.pop("id"), column: own}
    path.write_text(json.dumps(content))
    message = refused(path)
    assert message.startswith(f"{path}: feature 2")
    assert f": {kind} in column '{column}'" in message


def test_lists_in_other_columns_do_not_matter(tmp_path):
    path = tmp_path / "a.geojson"
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[at(0, 0)], crs=UTM).to_crs(4326)
    content = json.loads(frame.to_json())
    content["features"][0]["properties"]["sources"] = ["x", "y"]
    path.write_text(json.dumps(content))
    assert list(read_communities(path, crs=UTM)[0].index) == ["a"]


def test_a_community_a_thousand_kilometres_off_is_refused_with_its_place(tmp_path):
    path = tmp_path / "a.geojson"
    shapes = [box(9, 45, 9.01, 45.01), box(9.02, 45, 9.03, 45.01), box(9, 54, 9.01, 54.01)]
    gpd.GeoDataFrame({"id": ["a", "b", "x"]}, geometry=shapes, crs=4326).to_file(path)
    message = refused(path)
    # nine degrees of latitude, of 111.2 km each at 49.5 north
    assert "feature 3 (x) lies at longitude 9.0050, latitude 54.0050, 1,001 km from" in message
    assert "nearest of the others, feature 1 (a). Remedy" in message
    assert "(b)" not in message


@pytest.mark.parametrize(
    ("steps_km", "fits"),
    [
        ([0, 60], True),  # beyond the map, which is told where streets are known
        ([0, 99, 198], True),  # a chain: each is near to one
        ([0, 101], False),
        ([0, 5, 300, 305], False),  # two that are near to each other, but not to the rest
    ],
)
def test_communities_hang_together_in_steps_of_a_hundred_kilometres(tmp_path, steps_km, fits):
    shapes = [at(1000 * km, 0) for km in steps_km]
    path = write(tmp_path / "a.gpkg", shapes, id=[f"c{km}" for km in steps_km])
    if fits:
        assert len(read_communities(path, crs=UTM)[0]) == len(shapes)
    else:
        assert "km from the nearest of the others" in refused(path)


def test_many_that_are_far_are_counted(tmp_path):
    shapes = [at(1000 * k, 0) for k in range(12)] + [at(300_000 + 1000 * k, 0) for k in range(10)]
    message = refused(write(tmp_path / "a.gpkg", shapes, id=[f"c{k}" for k in range(22)]))
    assert "feature 13 (c12) lies at" in message
    assert message.count("lies at") == 8
    assert "; and 2 more" in message


def test_overlapping_communities_are_refused_as_pairs(tmp_path):
    # 500 m squares, the second shifted by 480 m: 20 m x 500 m = 10,000 m2 in common
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(480, 0), at(5000, 0)], id=["a", "b", "c"])
    message = refused(path)
    assert "feature 1 (a) and feature 2 (b) by 10,000 m2" in message
    assert "(c)" not in message


def test_the_largest_overlaps_come_first_and_the_rest_is_counted(tmp_path):
    # ten equal squares upon each other: 45 pairs
    path = write(tmp_path / "a.gpkg", [at(0, 0)] * 10, id=[str(k) for k in range(10)])
    assert "and 37 pairs more" in refused(path)


@pytest.mark.parametrize(
    ("shift_m", "fits"),
    [
        (500.0, True),  # touching
        (498.5, True),  # 1.5 m x 500 m = 750 m2: 0.3 % and below 1000 m2
        (497.0, False),  # 3 m x 500 m = 1500 m2: above 1000 m2
    ],
)
def test_a_shaky_border_is_no_overlap(tmp_path, shift_m, fits):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(shift_m, 0)], id=["a", "b"])
    if fits:
        assert len(read_communities(path, crs=UTM)[0]) == 2
    else:
        assert "communities overlap" in refused(path)


def test_a_hundredth_of_a_small_community_is_an_overlap(tmp_path):
    # a 100 m square 2 m inside its neighbour: 200 m2 is 2 % of it
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(498, 0, 100)], id=["a", "b"])
    assert "by 200 m2" in refused(path)


def test_closed_boundaries_of_the_level_become_communities():
    rows = [
        ("r2", 10, "Port", at(0, 0)),
        ("r1", 10, None, at(500, 0)),
        ("r3", 8, "City", at(0, 0, 1000)),
    ]
    frame = admin_communities(boundaries(rows), level=10)
    COMMUNITIES.require(frame)
    assert list(frame.index) == ["r1", "r2"]
    assert list(frame["name"]) == ["r1", "Port"]  # the id where there is no name


def test_the_english_name_stands_in_for_a_missing_one():
    frame = boundaries([("r1", 10, None, at(0, 0))]).assign(name_en="Harbour", name_zh="港口")
    found = admin_communities(frame)
    assert found.loc["r1", "name"] == "Harbour"
    assert found.loc["r1", "name_zh"] == "港口"


def test_a_level_that_does_not_close_is_an_error_that_names_the_levels_that_do():
    with pytest.raises(NoCommunitiesError, match=r"admin_level 9 .*closed areas: 8, 10"):
        admin_communities(
            boundaries([("r1", 10, "a", at(0, 0)), ("r2", 8, "b", at(0, 0))]), level=9
        )
    with pytest.raises(NoCommunitiesError, match="closed areas: none"):
        admin_communities(boundaries([]))


def test_closed_boundaries_are_the_default_and_the_cut_ones_are_named():
    area = at(0, 0, 2000)
    frame, remarks = default_communities(
        boundaries([("r1", 10, "Port", at(0, 0))]), area, open_names=("Hill", "Cliff", "Hill")
    )
    assert list(frame.index) == ["r1"]
    assert remarks == (
        "communities are the 1 closed admin_level 10 areas of the map; "
        "its edge cuts 2 boundaries: Cliff, Hill",
    )


def test_without_closed_boundaries_hexagons_stand_in_and_that_is_said():
    area = at(0, 0, 2000)
    frame, remarks = default_communities(boundaries([]), area, open_names=("Hill",))
    COMMUNITIES.require(frame)
    assert frame.index.str.match(r"h\d+-\d+$").all()
    assert frame.area.sum() == pytest.approx(area.area, rel=1e-6)
    assert len(remarks) == 1
    assert "hexagons of 500 m" in remarks[0]
    assert "its edge cuts 1 boundary: Hill" in remarks[0]


def test_closed_boundaries_off_the_area_do_not_count():
    frame, remarks = default_communities(
        boundaries([("r1", 10, "Far", at(9000, 0))]), at(0, 0, 1000)
    )
    assert frame.index.str.startswith("h").all()
    assert remarks


def test_hexagons_have_no_chinese_name_and_all_columns():
    frame = hexagon_communities(at(0, 0, 1000), crs=UTM)
    COMMUNITIES.require(frame)
    assert frame["name"].str.match(r"H-\d\d-\d\d$").all()
    assert frame["name_zh"].isna().all()


def test_a_boundary_is_all_polygons_of_its_file(tmp_path):
    path = write(tmp_path / "a.gpkg", [at(0, 0), at(500, 0)])
    assert read_boundary(path, crs=UTM).area == pytest.approx(500_000.0)


def test_a_boundary_keeps_communities_whose_inside_point_it_holds():
    town = communities({"in": at(0, 0), "half": at(900, 0), "out": at(2000, 0)})
    # the middle of "half" is at x = 1150, beyond 1000
    assert list(within(town, at(0, 0, 1000)).index) == ["in"]
    assert within(town, at(0, 0, 1200)).geometry["half"].equals(at(900, 0))  # whole, not cut


def test_inhabited_leaves_those_where_somebody_lives():
    town = communities({"a": at(0, 0), "b": at(500, 0), "c": at(1000, 0)})
    cells = pd.DataFrame({"community_id": ["a", "b"], "people": [3.0, 0.0]})
    assert list(inhabited(town, cells).index) == ["a"]


def nodes(*points: tuple[float, float]) -> np.ndarray:
    return np.array(points) + np.array([EAST, NORTH])


def test_communities_on_the_streets_pass_in_silence():
    town = communities({"a": at(0, 0), "b": at(500, 0)})
    assert require_on_streets(town, nodes((250, 250)), source="units.shp") is None


def test_communities_elsewhere_than_the_streets_are_an_error_with_both_boxes():
    town = communities({"a": at(0, 0, 1000)})
    with pytest.raises(CommunitiesElsewhereError) as error:
        require_on_streets(town, nodes((80_000, 0), (90_000, 0)), source="units.shp")
    message = str(error.value)
    # the zone's middle is 9 degrees east; 80 km at 45.15 N are 80 / 78.6 of a degree
    assert "communities lie at longitude 9.0000 to 9.01" in message
    assert "streets at longitude 10.0" in message
    assert "coordinate system written in units.shp is the true one (GCJ-02" in message


def test_communities_without_a_street_are_named():
    town = communities({"a": at(0, 0), "b": at(500, 0), "c": at(5000, 0)})
    assert streetless_remark(town, nodes((250, 250), (750, 250))) == (
        "1 of 3 communities hold no street: c-town",
    )
    assert streetless_remark(town, nodes((250, 250), (750, 250), (5250, 250))) == ()


def test_points_are_no_communities(tmp_path):
    path = write(tmp_path / "a.gpkg", [Point(EAST, NORTH)], id=["a"])
    assert "not a polygon" in refused(path)


def test_a_file_in_another_crs_lands_in_the_same_place(tmp_path):
    shape = at(0, 0)
    path = tmp_path / "a.geojson"
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs=UTM).to_crs(4326).to_file(path)
    found = read_communities(path, crs=UTM)[0].geometry["a"]
    assert found.symmetric_difference(shape).area < 1.0
    assert found.intersects(box(*shape.bounds))


# Columns that a study names


def two(tmp_path, **columns) -> Path:
    """Two communities, a and b, side by side."""
    shapes = [at(0, 0), at(500, 0)]
    return write(tmp_path / "a.gpkg", shapes, id=["a", "b"], name=["West", "East"], **columns)


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        (["urban", "rural"], ["urban", "rural"]),
        ([" Industrial ", "RURAL"], ["industrial", "rural"]),
        (["城镇", "产业"], ["urban", "industrial"]),
        (["城市", "乡村"], ["urban", "rural"]),
        (["农村", "工业"], ["rural", "industrial"]),
    ],
)
def test_kinds_are_read_in_both_languages(tmp_path, written, kinds):
    frame, remarks = read_communities(two(tmp_path, sort=written), crs=UTM, kind="sort")
    assert list(frame["kind"]) == kinds
    assert remarks == ()


def test_a_community_without_a_kind_is_urban_and_that_is_said(tmp_path):
    path = two(tmp_path, kind=["乡村", None])
    frame, remarks = read_communities(path, crs=UTM, kind="kind")
    assert list(frame["kind"]) == ["rural", "urban"]
    assert remarks == ("a.gpkg: 1 communities have no kind and count as urban: East",)


def test_any_other_kind_is_refused_with_its_row(tmp_path):
    message = refused(two(tmp_path, kind=["urban", "suburb"]), kind="kind")
    assert "feature 2 (b, East): kind 'suburb' in column 'kind' is none" in message
    assert "write urban (城镇), industrial (产业) or rural (乡村)" in message


def test_a_column_that_is_not_named_says_nothing_of_kind_or_people(tmp_path):
    path = two(tmp_path, kind=["suburb", "x"], parent=["s", "s"], children=["many", "few"])
    frame, _ = read_communities(path, crs=UTM)
    assert set(frame["kind"]) == {"urban"}
    assert frame[["parent_id", "children"]].isna().all(axis=None)


def test_numbers_and_parents_are_read_from_the_columns_named(tmp_path):
    path = two(
        tmp_path, 街道=[110.0, None], 户数=[120, 0], kids=["35", " "], old=[8.5, 7.0], zh=["西", ""]
    )
    frame, _ = read_communities(
        path,
        crs=UTM,
        parent="街道",
        households="户数",
        children="kids",
        elderly="old",
        name_zh="zh",
    )
    assert frame.loc["a", "parent_id"] == "110"  # without the point of a number
    assert pd.isna(frame.loc["b", "parent_id"])
    assert frame["households"].to_list() == [120, 0]
    assert frame.loc["a", "children"] == 35
    assert np.isnan(frame.loc["b", "children"])
    assert frame["elderly"].to_list() == [8.5, 7]
    assert frame.loc["a", "name_zh"] == "西"
    assert pd.isna(frame.loc["b", "name_zh"])


@pytest.mark.parametrize("column", ["households", "children", "elderly"])
@pytest.mark.parametrize("value", ["-1", "many", "1,000", "inf", "nan", "True", "1e9"])
def test_a_number_that_is_none_is_refused_with_its_row(tmp_path, column, value):
    message = refused(two(tmp_path, n=["5", value]), **{column: "n"})
    assert f"feature 2 (b, East): {value!r} in column 'n' is no number of {column}" in message


@pytest.mark.parametrize("asked", ["kind", "parent", "households", "children", "name_zh"])
def test_every_column_named_must_be_there(tmp_path, asked):
    with pytest.raises(MissingColumnError, match="no column 'none'"):
        read_communities(two(tmp_path), crs=UTM, **{asked: "none"})


@pytest.mark.parametrize("asked", ["kind", "parent", "elderly"])
def test_a_list_is_no_kind_parent_or_number(tmp_path, asked):
    path = tmp_path / "a.geojson"
    frame = gpd.GeoDataFrame(geometry=[at(0, 0)], crs=UTM).to_crs(4326)
    content = json.loads(frame.to_json())
    content["features"][0]["properties"] = {"id": "a", "x": [1, 2]}
    path.write_text(json.dumps(content))
    assert "feature 1 (a): a list in column 'x'" in refused(path, **{asked: "x"})


@pytest.mark.shared_data
def test_real_districts_side_by_side_do_not_count_as_overlapping(shared):
    frame, _ = read_communities(shared / "shanghai" / "shanghai_districts.shp", crs=UTM)
    assert len(frame) == 17
    assert frame.loc["310113", "name"] == "宝山区"
    assert frame.loc["310113", "name_zh"] == "宝山区"
