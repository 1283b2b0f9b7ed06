from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Polygon

from accessibility.errors import AreasFileError, NoCommunitiesError
from accessibility.inputs.communities import (
    admin_communities,
    cut_remark,
    read_communities,
)
from accessibility.inputs.unit_files import listed, read_units
from accessibility.tables import COMMUNITIES
from tests.inputs.plots import UTM, boundaries, square

EAST, NORTH = 500_000.0, 5_000_000.0  # a place inside the zone


def at(x: float, y: float, side: float = 500.0) -> Polygon:
    return square(EAST + x, NORTH + y, side)


def write(path: Path, shapes, layer: str | None = None, **columns) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=UTM).to_file(path, layer=layer)
    return path


def refused(path: Path, **kwargs) -> str:
    with pytest.raises(AreasFileError) as error:
        read_units(path, crs=UTM, **kwargs)
    return str(error.value)


@pytest.mark.parametrize(
    ("sort", "id_column", "name_column"),
    [
        ("street", "street_id", "name"),
        ("street", "街道编码", "街道名称"),
        ("street", "编码", "街道"),
        ("block", "block_id", "block_name"),
        ("block", "小区编码", "小区名称"),
        ("block", "id", "小区"),
    ],
)
def test_streets_and_blocks_have_usual_columns_of_their_own(tmp_path, sort, id_column, name_column):
    columns = {id_column: ["2", "1"], name_column: ["南", "北"]}
    path = write(tmp_path / "u.gpkg", [at(0, 0), at(500, 0)], **columns)
    frame, remarks = read_units(path, crs=UTM, sort=sort)
    COMMUNITIES.require(frame)
    assert remarks == ()
    assert frame.index.name == "unit_id"
    assert frame["name"].to_dict() == {"1": "北", "2": "南"}
    assert set(frame["unit"]) == {sort}
    assert frame["kind"].isna().all()  # which those who live there decide


def test_the_id_of_a_community_is_not_that_of_its_blocks(tmp_path):
    # two blocks of one community: its id stands at both
    columns = {"community_id": ["c", "c"], "社区名称": ["A", "A"], "小区名称": ["One", "Two"]}
    path = write(tmp_path / "u.gpkg", [at(0, 0), at(500, 0)], **columns)
    frame, remarks = read_units(path, crs=UTM, sort="block", parent="community_id")
    assert list(frame.index) == ["One", "Two"]
    assert list(frame["parent_id"]) == ["c", "c"]
    assert remarks == ("u.gpkg: no column of ids, so block units are known by their name",)


@pytest.mark.parametrize(("sort", "word"), [("street", "street"), ("block", "block")])
def test_an_id_that_stands_twice_is_refused_as_for_communities(tmp_path, sort, word):
    path = write(tmp_path / "u.gpkg", [at(0, 0), at(500, 0)], id=["7", "7"])
    message = refused(path, sort=sort)
    assert "id '7' in column 'id' stands at features 1, 2" in message
    assert f"give each {word} its own id" in message


def test_units_that_overlap_are_told_and_kept(tmp_path):
    # 500 m squares, the second shifted by 480 m: 20 m x 500 m = 10,000 m2 in common
    path = write(tmp_path / "u.gpkg", [at(0, 0), at(480, 0)], id=["a", "b"], name=["A", "B"])
    frame, remarks = read_units(path, crs=UTM, sort="street")
    assert len(frame) == 2
    assert remarks == (
        "u.gpkg: street units overlap: feature 1 (a, A) and feature 2 (b, B) by 10,000 m2; "
        "who lives in two counts in the first by id",
    )
    with pytest.raises(AreasFileError, match="communities overlap"):
        read_communities(path, crs=UTM)


def test_of_one_file_with_several_layers_each_sort_takes_its_own(tmp_path):
    path = tmp_path / "town.gpkg"
    for layer, side in (("communities", 100.0), ("streets", 200.0), ("block", 50.0)):
        write(path, [at(0, 0, side)], layer=layer, id=[layer])
    found = {sort: read_units(path, crs=UTM, sort=sort)[0] for sort in ("street", "block")}
    assert list(read_communities(path, crs=UTM)[0].index) == ["communities"]
    assert list(found["street"].index) == ["streets"]
    assert list(found["block"].index) == ["block"]


def test_of_layers_without_a_usual_name_none_is_guessed(tmp_path):
    path = tmp_path / "town.gpkg"
    for layer in ("x", "y"):
        write(path, [at(0, 0)], layer=layer, id=["a"])
    assert "call the one to use 'street'" in refused(path, sort="street")
    assert "call the one to use 'communities'" in refused(path)


def test_boundaries_of_the_map_become_streets():
    rows = [("r1", 8, "North", at(0, 0)), ("r2", 10, "Port", at(0, 0))]
    frame = admin_communities(boundaries(rows), level=8, sort="street")
    assert frame["name"].to_dict() == {"r1": "North"}
    assert set(frame["unit"]) == {"street"}


def test_a_level_without_boundaries_is_an_error_that_names_the_sort():
    with pytest.raises(NoCommunitiesError, match=r"street units: no boundary of admin_level 9"):
        admin_communities(boundaries([("r2", 10, "Port", at(0, 0))]), level=9, sort="street")


def test_boundaries_that_the_map_cuts_are_told_once_each():
    assert cut_remark(["Hill", "Bay", "Hill"], level=8, sort="street") == (
        "the edge of the map cuts 2 boundaries of admin_level 8, which are no street units: "
        "Bay, Hill",
    )
    assert cut_remark([], level=8, sort="street") == ()


def test_nameless_units_go_by_their_id(tmp_path):
    path = write(tmp_path / "u.gpkg", [at(0, 0), at(500, 0)], id=["a", "b"], name=["A", None])
    frame, remarks = read_units(path, crs=UTM, sort="block")
    assert frame.loc["b", "name"] == "b"
    assert remarks == ("u.gpkg: 1 block units have no name and go by their id: b",)


def test_a_long_list_is_cut_and_counted():
    assert listed(["b", "a", "a"]) == "a, b"
    assert listed(str(k) for k in range(10)) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
