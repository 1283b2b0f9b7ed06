"""What explains a row without its streets: classes, limits and reasons worked out by hand."""

import hashlib
import math
from pathlib import Path

import numpy as np

from accessibility.explaining import explain, study_of
from accessibility.outputs.finished import read_evidence
from tests.finished_audit import EAST, MAYBE, SURE, WEST, rows, run_json, write_folder


def explained(folder: Path, community: str = EAST, item: str = "5/kindergarten", **options):
    return explain(read_evidence(folder, community, item), **options)


def test_homes_are_served_as_the_table_says_and_possible_ways_are_not_in_it(tmp_path: Path):
    # 100 and 250 m are within 300 m; 400 m and not reached are not
    told = explained(write_folder(tmp_path / "a"))
    assert told.served.to_dict() == {"h0": "sure", "h1": "sure", "h2": "no", "h3": "no"}
    assert told.members == {"sure": frozenset({SURE}), "possible": frozenset({SURE, MAYBE})}
    assert told.trips.empty
    assert told.surroundings is None
    assert told.inside is None


def test_the_limit_that_would_do_is_that_of_the_person_at_the_pass_share(tmp_path: Path):
    # 36 of 40 people: the fourth ten reach none, so no limit would do; 30 of 40 would at 400 m
    folder = write_folder(tmp_path / "a")
    assert math.isinf(explained(folder).needed)
    run = run_json()
    run["settings"]["pass_share"] = 0.75
    assert explained(write_folder(tmp_path / "b", run=run)).needed == 400.0
    west = rows({"community_id": WEST, "verdict": "met"})
    assert explained(write_folder(tmp_path / "c", west), WEST).needed == 100.0


def test_by_land_the_limit_is_that_of_the_land(tmp_path: Path):
    # 1,000 m2 of land: 400 within 250 m, 700 within 400 m
    run = run_json()
    run["settings"] |= {"weight": "land", "pass_share": 0.4}
    assert explained(write_folder(tmp_path / "a", run=run)).needed == 250.0
    run["settings"]["pass_share"] = 0.41
    assert explained(write_folder(tmp_path / "b", run=run)).needed == 400.0


def test_without_people_there_is_no_share_to_speak_of(tmp_path: Path):
    told = explained(write_folder(tmp_path / "a", people=0.0))
    assert (told.needed, told.without) == (None, None)


def test_what_the_table_does_not_have_is_not_told(tmp_path: Path):
    # the walk column of another group is no answer, and neither are metres to a limit in minutes
    folder = write_folder(tmp_path / "a", rows({"rule": "time", "limit": 5.0}))
    run = run_json()
    run["settings"]["rule"] = "time"
    by_time = explained(write_folder(tmp_path / "b", rows({"rule": "time"}), run=run))
    assert set(by_time.served) == {"unknown"}
    assert by_time.needed is None
    none = explained(write_folder(tmp_path / "c", rows({"rule": "none", "limit": np.nan})))
    assert set(none.served) == {"unknown"}
    assert set(explained(folder).served) == {"unknown"}


def test_an_extract_that_moved_or_changed_is_told_and_never_read(tmp_path: Path):
    run = run_json()
    run["inputs"][0]["path"] = "../town.osm.pbf"
    folder = write_folder(tmp_path / "a", run=run)
    gone = explained(folder)
    assert gone.why_no_streets == "moved"
    assert Path(gone.file).name == "town.osm.pbf"
    other = tmp_path / "town.osm.pbf"
    other.write_bytes(b"something else")
    assert explained(folder).why_no_streets == "changed"
    given = tmp_path / "other.osm.pbf"
    given.write_bytes(b"and again")
    assert explained(folder, osm=given).file == str(given)
    assert explained(folder, osm=tmp_path / "none.pbf").why_no_streets == "moved"


def test_a_raster_of_heights_that_is_gone_is_missed_too(tmp_path: Path):
    content = b"an extract"
    (tmp_path / "town.osm.pbf").write_bytes(content)
    run = run_json()
    osm = run["inputs"][0] | {
        "path": "../town.osm.pbf", "sha256": hashlib.sha256(content).hexdigest(),
    }  # fmt: skip
    heights = {"role": "elevation", "name": "dem.tif", "path": "../dem.tif", "sha256": "1" * 64,
               "date": None, "attribution": None}  # fmt: skip
    folder = write_folder(tmp_path / "a", run=run | {"inputs": [osm, heights]})
    told = explained(folder)
    assert (told.why_no_streets, Path(told.file).name) == ("moved", "dem.tif")


def test_the_study_of_an_audit_comes_back_as_it_was(tmp_path: Path):
    run = run_json()
    run["settings"] |= {
        "modes": ["stroller", "bike"], "delays": {"signal_s": 30.0}, "join_limit_m": 60,
        "gates": {"open": [5], "closed": [7, 8]}, "pass_share": 0.8,
        "profiles": {"stroller": {"like": "walk", "speed_kmh": 2.4, "source": "count"}},
    }  # fmt: skip
    study = study_of(read_evidence(write_folder(tmp_path / "a", run=run), EAST, "kindergarten"))
    assert study.modes == ("stroller", "bike")
    assert study.delays == {"signal_s": 30.0}
    assert (study.gates.open, study.gates.closed) == ((5,), (7, 8))
    assert (study.join_limit_m, study.pass_share) == (60, 0.8)
    assert study.profiles["stroller"]["speed_kmh"] == 2.4


def test_where_supply_counts_the_whole_unit_has_enough_or_has_not(tmp_path: Path):
    # the park of 9,000 m2 stands in the west, for 40 people: 225 m2 each, and 1 m2 is asked
    green = {"item": "public_green_area", "rule": "amount", "limit": 1.0,
             "limit_unit": "m2/person", "facility_id": np.nan}  # fmt: skip
    table = rows(green, green | {"community_id": WEST})
    folder = write_folder(tmp_path / "a", table)
    east, west = (explained(folder, one, "public_green_area") for one in (EAST, WEST))
    assert set(east.served) == {"no"}
    assert east.inside.empty
    assert set(west.served) == {"sure"}
    assert west.inside.index.tolist() == ["park/w5"]
    assert west.needed is None  # no way decides
