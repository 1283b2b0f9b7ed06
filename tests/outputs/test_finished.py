"""A finished audit's folder read back: what is found, and what is said of what is not."""

from pathlib import Path

import numpy as np
import pytest

from accessibility import standards
from accessibility.errors import InputError
from accessibility.outputs.finished import read_evidence, read_run
from tests.finished_audit import EAST, MAYBE, SURE, WEST, rows, run_json, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    other = {"community_id": WEST, "verdict": "met"}
    twice = {"level": "10", "item": "junior_middle_school"}
    again = {"level": "15", "item": "junior_middle_school"}
    return write_folder(tmp_path_factory.mktemp("audit"), rows({}, other, twice, again))


@pytest.mark.parametrize("name", [EAST, "东社区", " 东社区 "])
def test_a_community_goes_by_its_id_and_its_name(folder: Path, name: str):
    found = read_evidence(folder, name, "5/kindergarten")
    assert (found.community_id, found.row["verdict"]) == (EAST, "partly")


def test_an_item_goes_by_its_id_where_one_level_has_it(folder: Path):
    short, full = (
        read_evidence(folder, "西社区", name) for name in ("kindergarten", "5/kindergarten")
    )
    assert short.row.equals(full.row)
    assert short.row["verdict"] == "met"
    assert short.item.id == "kindergarten"


def test_only_what_concerns_the_item_is_read(folder: Path):
    found = read_evidence(folder, EAST, "kindergarten")
    assert found.facilities.index.tolist() == [SURE, MAYBE]
    assert found.doors["facility_id"].tolist() == [SURE, MAYBE]
    ways = [name for name in found.cells.columns if " " in name]
    assert ways == ["walk m kindergarten", "bike min kindergarten"]
    assert len(found.cells) == 8
    assert found.here.index.tolist() == ["h0", "h1", "h2", "h3"]
    assert np.isnan(found.here["walk m kindergarten"].iloc[3])


@pytest.mark.parametrize(
    ("community", "item", "said"),
    [
        ("东社", "kindergarten", "community: the audit has no '东社'. Did you mean '东社区'?"),
        ("Atlantis", "kindergarten", "It has 'r1', 'r2', '东社区', '西社区'."),
        (EAST, "5/kindergarden", "item: the audit has no '5/kindergarden'. "
         "Did you mean '5/kindergarten'"),
        (EAST, "junior_middle_school", "10/junior_middle_school --standard gb50180-2018"),
        (EAST, "", "item: the audit has no ''"),
    ],
)  # fmt: skip
def test_an_unknown_or_ambiguous_name_lists_what_is_near(folder, community, item, said):
    with pytest.raises(InputError) as told:
        read_evidence(folder, community, item)
    assert said in str(told.value)


def test_two_communities_of_one_name_are_told_apart_by_id(tmp_path: Path):
    folder = write_folder(tmp_path / "a", names=("中心", "中心"))
    with pytest.raises(InputError, match="may be any of these:\n  - r1\n  - r2\nGive the id"):
        read_evidence(folder, "中心", "kindergarten")
    assert read_evidence(folder, "r1", "kindergarten").community_id == "r1"


def test_several_standards_are_told_apart(tmp_path: Path):
    run = run_json()
    run["standards"]["wanzheng-2020"] = {"name": "W", "source": "W"}
    both = rows({}, {"standard": "wanzheng-2020", "level": "5-10"})
    folder = write_folder(tmp_path / "a", both, run=run)
    with pytest.raises(InputError, match="5-10/kindergarten --standard wanzheng-2020"):
        read_evidence(folder, EAST, "kindergarten")
    one = read_evidence(folder, EAST, "kindergarten", standard_id="wanzheng-2020")
    assert (one.standard.id, one.item.level) == ("wanzheng-2020", "5-10")
    assert read_evidence(folder, EAST, "5/kindergarten").standard.id == "gb50180-2018"
    with pytest.raises(InputError, match="standard: the audit has no 'gb'"):
        read_evidence(folder, EAST, "kindergarten", standard_id="gb")


def test_a_standard_of_ones_own_is_found_where_run_json_says(tmp_path: Path):
    own = Path(standards.__file__).parent / "gb50180-2018.toml"
    (tmp_path / "own.toml").write_bytes(own.read_bytes())
    run = run_json(standards={"gb50180-2018": {"name": "G", "source": "G", "path": "../own.toml"}})
    folder = write_folder(tmp_path / "a", run=run)
    assert read_evidence(folder, EAST, "kindergarten").item.type == "kindergarten"
    (tmp_path / "own.toml").unlink()
    with pytest.raises(InputError, match=r"own\.toml is not there any more"):
        read_evidence(folder, EAST, "kindergarten")


def test_a_row_whose_item_the_standard_has_lost_is_told(tmp_path: Path):
    folder = write_folder(tmp_path / "a", rows({"item": "kindergarten_of_old"}))
    with pytest.raises(InputError, match="no '5/kindergarten_of_old'"):
        read_evidence(folder, EAST, "kindergarten_of_old")


@pytest.mark.parametrize("content", ["", "[1, 2]", "{}", '{"settings": {}}', "\x00"])
def test_a_run_json_that_is_none_is_refused(tmp_path: Path, content: str):
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(InputError, match=r"not the folder of a finished audit: its run\.json"):
        read_run(tmp_path)


def test_a_folder_that_is_no_audit_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match=r"no run\.json in it.*accessibility audit -o"):
        read_evidence(tmp_path, EAST, "kindergarten")
    with pytest.raises(InputError, match=r"no run\.json in it"):
        read_run(tmp_path / "nowhere")


def test_a_geopackage_that_is_gone_or_broken_is_told(tmp_path: Path):
    folder = write_folder(tmp_path / "a")
    (folder / "audit.gpkg").write_bytes(b"not a database at all")
    with pytest.raises(InputError, match=r"its audit\.gpkg cannot be read"):
        read_evidence(folder, EAST, "kindergarten")
    (folder / "audit.gpkg").unlink()
    with pytest.raises(InputError, match=r"its audit\.gpkg cannot be read"):
        read_evidence(folder, EAST, "kindergarten")


def test_quotes_in_an_id_are_no_condition(tmp_path: Path):
    odd = "r'1\" OR 1=1"
    folder = write_folder(tmp_path / "a")
    with pytest.raises(InputError, match="community: the audit has no"):
        read_evidence(folder, odd, "kindergarten")
