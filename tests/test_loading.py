"""A study with units of every sort, from its files to the town: see tests/journeys/town.py.

The west and the east have 25 homes each. One street holds both; a block holds the nine homes
of the columns 0 to 2 and rows 0 to 2 in the west.
"""

import shutil
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box

from accessibility.errors import (
    AreasFileError,
    GroupsAboveTotalError,
    InputError,
    PeopleTableError,
    UnitsElsewhereError,
)
from accessibility.loading import load_inputs, read_standards
from accessibility.outputs.standard_files import as_toml
from accessibility.results import Town
from accessibility.standards import list_standards, standard
from accessibility.study import Study, read_study
from accessibility.tables import CELLS, COMMUNITIES
from tests.journeys.town import place, write_town

STUDY = """
[inputs]
osm = "town.osm.pbf"
communities = { path = "units.gpkg", kind = "类型", households = "户数"{more} }
population = { table = "people.csv" }
"""
UNITS = """
[inputs.units]
street = { path = "streets.geojson" }
block = { path = "blocks.geojson", id = "编号" }
"""
NEARLY = 1e-4  # homes drawn in degrees are a little smaller to the north
PEOPLE = "编码,人口,儿童,老年人\nwest,500,50,100\neast,250,25,\n"


def areas(path: Path, shapes: list, **columns) -> None:
    boxes = [box(*place(w, s), *place(e, n)) for w, s, e, n in shapes]
    gpd.GeoDataFrame(columns, geometry=boxes, crs=4326).to_file(path)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("units")
    write_town(folder / "town.osm.pbf")
    halves = [(-0.5, -0.5, 5, 5.5), (5, -0.5, 10.5, 5.5)]
    numbers = {"户数": [200, 100], "类型": ["城镇", "乡村"]}
    areas(folder / "units.gpkg", halves, id=["west", "east"], name=["西", "东"],
          街道=["s", "s"], **numbers)  # fmt: skip
    areas(folder / "streets.geojson", [(-1, -1, 11, 6)], street_id=["s"], 街道名称=["北街道"])
    areas(folder / "blocks.geojson", [(0.1, 0.1, 2.9, 2.9)], 编号=["b"], name=["红星小区"])
    areas(folder / "far.geojson", [(40, 40, 41, 41)], 编号=["b"], name=["Far"])
    return folder


def load(files: Path, folder: Path, *, people=PEOPLE, study=STUDY + UNITS, more="") -> Town:
    for one in files.iterdir():
        shutil.copy(one, folder)
    (folder / "people.csv").write_text(people, encoding="utf-8")
    text = study.replace("{more}", more)
    (folder / "study.toml").write_text(text, encoding="utf-8")
    return load_inputs(read_study(folder))


@pytest.fixture(scope="module")
def town(files, tmp_path_factory) -> Town:
    return load(files, tmp_path_factory.mktemp("study"))


def test_kind_households_and_age_groups_come_with_the_communities(town):
    COMMUNITIES.require(town.communities)
    frame = town.communities
    assert frame["kind"].to_dict() == {"east": "rural", "west": "urban"}
    assert frame["households"].to_dict() == {"east": 100, "west": 200}
    assert frame["children"].to_dict() == {"east": 25, "west": 50}
    assert frame["elderly"].fillna(-1).to_dict() == {"east": -1, "west": 100}
    assert frame["parent_id"].to_dict() == {"east": "s", "west": "s"}


def test_every_cell_has_its_share_of_the_groups_and_its_units(town):
    CELLS.require(town.cells)
    west = town.cells[town.cells["community_id"] == "west"]
    # 25 homes alike: of 500 people 20 in each, 2 of them children and 4 elderly
    for group, each in (("people", 20), ("children", 2), ("elderly", 4)):
        assert west[group].to_list() == pytest.approx([each] * 25, rel=NEARLY)
    east = town.cells[town.cells["community_id"] == "east"]
    assert east["elderly"].isna().all()
    assert set(town.cells["street_id"]) == {"s"}
    assert (west["block_id"] == "b").sum() == 9
    assert east["block_id"].isna().all()


def test_units_are_tables_like_communities(town):
    COMMUNITIES.require(town.units)
    street, block = town.units.loc["s"], town.units.loc["b"]
    assert (street["unit"], street["name"], street["kind"]) == ("street", "北街道", "urban")
    assert street["population"] == pytest.approx(750)
    assert street["households"] == pytest.approx(300)
    assert street["children"] == pytest.approx(75)
    assert (block["unit"], block["name_zh"], block["parent_id"]) == ("block", "红星小区", "west")
    assert block["population"] == pytest.approx(180, rel=NEARLY)  # nine of 25 homes, of 500 people
    assert block["households"] == pytest.approx(72, rel=NEARLY)
    assert block["elderly"] == pytest.approx(36, rel=NEARLY)


def test_facilities_know_where_they_stand(town):
    found = town.facilities.drop_duplicates("source_id").set_index("source_id")
    columns = ["community_id", "street_id", "block_id"]
    # the kindergarten stands at column 2, row 2; the bus stop n5003 at column 8, row 3
    assert found.loc["n5001", columns].to_list() == ["west", "s", "b"]
    assert found.loc["n5003", columns].fillna("-").to_list() == ["east", "s", "-"]


def test_what_a_reader_must_know_of_units_and_groups_is_said(town):
    assert "elderly are known in 1 of 2 communities only" in town.remarks
    assert any("570 of 750 people (76%) live in none of the block units" in r for r in town.remarks)
    assert any("1 of 1 street units is of several kinds" in r for r in town.remarks)


def test_files_of_units_are_sources(town):
    roles = {source.role: source.name for source in town.sources}
    assert roles["street"] == "streets.geojson"
    assert roles["block"] == "blocks.geojson"


def test_communities_that_name_a_parent_make_streets_without_a_layer(files, tmp_path):
    town = load(files, tmp_path, study=STUDY, more=', parent = "街道"')
    assert list(town.units.index) == ["s"]
    assert set(town.cells["street_id"]) == {"s"}
    assert town.cells["block_id"].isna().all()
    assert set(town.facilities["street_id"].dropna()) == {"s"}


def test_without_units_the_columns_are_there(files, tmp_path):
    town = load(files, tmp_path, study=STUDY, people="id,people\nwest,500\n")
    assert town.units.empty
    assert town.cells[["street_id", "block_id", "children", "elderly"]].isna().all(axis=None)
    assert set(town.facilities["community_id"].dropna()) == {"west", "east"}


def test_groups_that_add_up_to_more_than_the_total_are_refused(files, tmp_path):
    people = "id,people,children,elderly\nwest,500,450,51\neast,250,0,0\n"
    said = r"西 \(west\) has households 200, children 450, elderly 51, of 500 people"
    with pytest.raises(GroupsAboveTotalError, match=said):
        load(files, tmp_path, people=people)


def test_a_group_that_is_no_number_is_refused_with_its_line(files, tmp_path):
    with pytest.raises(PeopleTableError, match=r"people\.csv: line 2: '-3' is no number of chil"):
        load(files, tmp_path, people="id,people,children\nwest,500,-3\n")


def test_a_layer_of_units_elsewhere_is_refused(files, tmp_path):
    study = STUDY + UNITS.replace("blocks.geojson", "far.geojson")
    with pytest.raises(UnitsElsewhereError, match=r"far\.geojson: block units lie at longitude"):
        load(files, tmp_path, study=study)


def test_a_layer_of_units_that_is_missing_is_refused(files, tmp_path):
    with pytest.raises(AreasFileError, match=r"none\.geojson: no such file"):
        load(files, tmp_path, study=STUDY + UNITS.replace("blocks.geojson", "none.geojson"))


@pytest.mark.shared_data
def test_wards_of_newport_laid_on_themselves_are_their_own_streets(shared, tmp_path):
    (tmp_path / "study.toml").write_text(
        f"""
        [inputs]
        osm = "{shared / "newport" / "newport-2023-06-13.osm.pbf"}"
        communities = {{ osm_admin_level = 10 }}
        [inputs.units]
        street = {{ osm_admin_level = 10 }}
        """,
        encoding="utf-8",
    )
    town = load_inputs(read_study(tmp_path))
    assert len(town.units) == len(town.communities) == 7
    assert town.units["population"].to_list() == pytest.approx(
        town.communities["population"].to_list()
    )
    # wards that leave the extract are no streets, and are named
    assert any(
        "boundaries of admin_level 10, which are no street units:" in r for r in town.remarks
    )
    # every ward is its own street
    assert (town.communities["parent_id"] == town.communities.index).all()
    assert (town.cells["street_id"] == town.cells["community_id"]).all()


# Which standards a study is judged by


def asked(*names: str, certainty: str = "general_low") -> list[str]:
    study = Study(name="x", osm=Path("x"), standards=names, min_certainty=certainty)
    return list(read_standards(study))


def test_all_stands_for_every_bundled_standard_and_own_ones_come_after(tmp_path: Path):
    own = tmp_path / "ours.toml"
    own.write_text(as_toml(standard("moreno")).replace('"moreno"', '"ours"', 1), encoding="utf-8")
    bundled = [one.id for one in list_standards()]
    assert asked("all") == asked("all", "moreno") == bundled
    assert asked("all", str(own)) == [*bundled, "ours"]
    study = Study(name="x", osm=Path("x"), standards=("all", str(own)))
    files = {key: one.file for key, one in read_standards(study).items()}
    assert files == dict.fromkeys(bundled) | {"ours": own}  # whichever are left out


def test_a_standard_of_which_nothing_is_sure_enough_is_left_out_and_told(
    caplog: pytest.LogCaptureFixture,
):
    assert asked("moreno", "gbt51346-2019", certainty="seen") == ["moreno"]
    assert "gbt51346-2019 is left out: nothing of it is seen or surer" in caplog.text
    with pytest.raises(InputError, match="gbt51346-2019: no item that can be judged is as certain"):
        asked("gbt51346-2019", certainty="seen")


def test_items_less_certain_than_asked_are_not_judged():
    study = Study(name="x", osm=Path("x"), min_certainty="seen")
    (gb,) = read_standards(study).values()
    assert {item.certainty for item in gb.items} == {"seen"}


def test_two_standards_of_one_id_are_refused(tmp_path: Path):
    own = tmp_path / "ours.toml"
    own.write_text(as_toml(standard("moreno")), encoding="utf-8")
    with pytest.raises(InputError, match="have the id 'moreno'"):
        asked("moreno", str(own))
