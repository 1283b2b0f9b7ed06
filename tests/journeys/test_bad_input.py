"""Whatever is wrong: one message with place, finding and remedy; exit 2; nothing written."""

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from accessibility.routing import kernels
from tests.journeys.commands import run
from tests.journeys.town import place, write_town
from tests.osm_files import write_osm

Files = Callable[[Path], list[object]]


def town(folder: Path) -> Path:
    return write_town(folder / "town.osm.pbf")


def units(folder: Path, *areas: Polygon, name: str = "units.geojson", **columns: list) -> Path:
    """A file of communities with areas in degrees."""
    columns.setdefault("id", [f"u{i}" for i in range(len(areas))])
    columns.setdefault("name", [f"Unit {i}" for i in range(len(areas))])
    path = folder / name
    gpd.GeoDataFrame(columns, geometry=list(areas), crs=4326).to_file(path)
    return path


def around(west: float, south: float, east: float, north: float) -> Polygon:
    """A box of the town's grid."""
    return box(*place(west, south), *place(east, north))


def audit(folder: Path, *more: object) -> list[object]:
    return ["audit", "--osm", town(folder), *more]


def study(folder: Path, text: str) -> list[object]:
    town(folder)
    path = folder / "study.toml"
    path.write_text(text, encoding="utf-8")
    return ["audit", path]


def bad_bytes(folder: Path, name: str, content: bytes) -> list[object]:
    (folder / name).write_bytes(content)
    return ["audit", "--osm", folder / name]


def truncated(folder: Path) -> list[object]:
    path = town(folder)
    return bad_bytes(folder, "cut.osm.pbf", path.read_bytes()[:-700])


def with_units(*areas: Polygon, **columns: list) -> Files:
    return lambda folder: audit(folder, "--communities", units(folder, *areas, **columns))


def without_crs(folder: Path) -> list[object]:
    path = folder / "plain.shp"
    with pytest.warns(UserWarning, match="crs"):
        gpd.GeoDataFrame({"id": ["a"]}, geometry=[around(0, 0, 5, 5)]).to_file(path)
    return audit(folder, "--communities", path)


def points_as_communities(folder: Path) -> list[object]:
    path = folder / "points.geojson"
    gpd.GeoDataFrame({"id": ["a"]}, geometry=[Point(place(1, 1))], crs=4326).to_file(path)
    return audit(folder, "--communities", path)


def people(folder: Path, text: str) -> list[object]:
    (folder / "people.csv").write_text(text, encoding="utf-8")
    return audit(folder, "--population", folder / "people.csv")


BOW_TIE = Polygon([place(0, 0), place(4, 4), place(4, 0), place(0, 4)])

CASES: dict[str, tuple[Files, list[str]]] = {
    "missing extract": (
        lambda folder: ["audit", "--osm", folder / "nowhere.osm.pbf"],
        ["nowhere.osm.pbf", "no such file"],
    ),
    "a folder for an extract": (lambda folder: ["audit", "--osm", folder], ["folder"]),
    "a picture for an extract": (
        lambda folder: bad_bytes(folder, "map.osm.pbf", b"\x89PNG\r\n\x1a\n" + bytes(500)),
        ["map.osm.pbf"],
    ),
    "text for an extract": (
        lambda folder: bad_bytes(folder, "map.osm", b"lon,lat\n1,2\n"),
        ["map.osm"],
    ),
    "an unknown suffix": (lambda folder: bad_bytes(folder, "map.txt", b"x"), ["map.txt", ".osm"]),
    "an empty file": (lambda folder: bad_bytes(folder, "map.osm.pbf", b""), ["map.osm.pbf"]),
    "a truncated extract": (truncated, ["cut.osm.pbf"]),
    "an extract without objects": (
        lambda folder: ["audit", "--osm", write_osm(folder / "none.osm.pbf", {})],
        ["none.osm.pbf"],
    ),
    "an extract without streets": (
        lambda folder: ["audit", "--osm", write_town(folder / "bare.osm.pbf", streets=False)],
        ["bare.osm.pbf", "street"],
    ),
    "no study file": (lambda folder: ["audit", folder / "nowhere"], ["nowhere", "--osm"]),
    "an extract in the study's place": (lambda folder: ["audit", town(folder)], ["--osm"]),
    "a study without its extract": (
        lambda folder: study(folder, '[inputs]\nosm = "gone.osm.pbf"'),
        ["gone.osm.pbf", "no such file"],
    ),
    "an unknown key": (
        lambda folder: study(folder, 'pas_share = 0.9\n[inputs]\nosm = "town.osm.pbf"'),
        ["study.toml", "'pas_share'", "Did you mean 'pass_share'"],
    ),
    "an impossible share": (
        lambda folder: study(folder, 'pass_share = 1.2\n[inputs]\nosm = "town.osm.pbf"'),
        ["study.toml", "pass_share is 1.2"],
    ),
    "an impossible share as a flag": (
        lambda folder: audit(folder, "--pass-share", "-3"),
        ["pass_share is -3"],
    ),
    "an unknown standard": (
        lambda folder: audit(folder, "--standard", "gb50180-2081"),
        ["gb50180-2081", "Did you mean 'gb50180-2018'"],
    ),
    "an unknown mode": (lambda folder: audit(folder, "--modes", "walk,car"), ["'car'"]),
    "missing communities": (
        lambda folder: audit(folder, "--communities", folder / "gone.shp"),
        ["gone.shp", "no such file"],
    ),
    "no communities of that level": (
        lambda folder: study(
            folder,
            '[inputs]\nosm = "town.osm.pbf"\ncommunities = { osm_admin_level = 9 }',
        ),
        ["admin_level 9", "10"],
    ),
    "communities elsewhere": (
        with_units(box(2.0, 48.0, 2.1, 48.1)),
        ["units.geojson", "2.0", "116.3"],
    ),
    "a boundary elsewhere": (
        lambda folder: audit(
            folder, "--boundary", units(folder, box(2.0, 48.0, 2.01, 48.01), name="edge.geojson")
        ),
        ["edge.geojson: ", "2.0", "116.3"],
    ),
    "a boundary around the world": (
        lambda folder: audit(folder, "--boundary", units(folder, box(-180, -90, 180, 90))),
        ["units.geojson", "360.0 by 180.0 degrees"],
    ),
    "a community far off": (
        with_units(around(0, 0, 5, 5), box(126.0, 45.0, 126.01, 45.01)),
        ["units.geojson", "(u0, Unit 0)", "974 km from", "(u1, Unit 1)"],
    ),
    "people as of a planet": (
        lambda folder: people(folder, "community_id,people\nr1,1e300\n"),
        ["people.csv", "line 2", "no community has so many"],
    ),
    "people with a comma at the end": (
        lambda folder: people(folder, "community_id,people\nr1,90,\n"),
        ["people.csv", "line 2 has 3 fields", "the header has 2"],
    ),
    "communities with lon and lat swapped": (
        with_units(box(39.95, 116.30 - 40, 39.97, 116.32 - 40)),
        ["units.geojson"],
    ),
    "communities without a CRS": (without_crs, ["plain.shp", "coordinate"]),
    "points for communities": (points_as_communities, ["points.geojson", "Point"]),
    "a community that crosses itself": (with_units(BOW_TIE), ["units.geojson", "u0"]),
    "communities that overlap": (
        with_units(around(0, 0, 6, 5), around(4, 0, 10, 5)),
        ["overlap", "u0", "u1"],
    ),
    "an id twice": (
        with_units(around(0, 0, 5, 5), around(5, 0, 10, 5), id=["a", "a"]),
        ["units.geojson", "'a'"],
    ),
    "an empty community": (with_units(around(0, 0, 5, 5), MultiPolygon()), ["units.geojson"]),
    "no community in the file": (
        lambda folder: bad_communities(folder, {"type": "FeatureCollection", "features": []}),
        ["empty.geojson"],
    ),
    "people of an unknown community": (
        lambda folder: people(folder, "community_id,people\nr9,100\n"),
        ["people.csv", "r9"],
    ),
    "people below none": (
        lambda folder: people(folder, "community_id,people\nr1,-5\n"),
        ["people.csv", "-5"],
    ),
    "people in words": (
        lambda folder: people(folder, "community_id,people\nr1,many\n"),
        ["people.csv", "many"],
    ),
    "people without a column": (
        lambda folder: people(folder, "community_id,souls\nr1,5\n"),
        ["people.csv", "people"],
    ),
    "results that are there": (
        lambda folder: audit(folder, "-o", folder),
        ["already there", "--force"],
    ),
    "a file in the place of the results": (
        lambda folder: audit(folder, "-o", folder / "town.osm.pbf", "--force"),
        ["town.osm.pbf", "it is a file"],
    ),
}


def bad_communities(folder: Path, content: object) -> list[object]:
    path = folder / "empty.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    return audit(folder, "--communities", path)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_input_is_told_in_one_message_and_nothing_is_written(
    case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    files, words = CASES[case]
    arguments = files(tmp_path)
    if "-o" not in arguments:
        arguments += ["-o", tmp_path / "out"]
    before = sorted(tmp_path.rglob("*"))
    ran = run(capfd, *arguments)
    assert ran.status == 2, ran.err
    assert ran.out == ""
    assert ran.err.count("Error: ") == 1
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_may_not_be_written_to(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    # a file in the path cannot become a folder, not even for the superuser
    (tmp_path / "file").write_text("")
    ran = run(capfd, *audit(tmp_path), "-o", tmp_path / "file" / "out")
    assert ran.status == 2
    assert "cannot be written" in ran.err
    assert "file" in ran.err


def test_a_disk_that_fills_up_while_the_results_are_written(tmp_path: Path):
    # no file may grow beyond 30 kB: the map does
    path = town(tmp_path)
    kernels.warm()  # so that their cache, larger than that, need not be written
    code = "from accessibility.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", code, "audit", "--osm", path, "-o", tmp_path / "out"],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2, ran.stderr
    assert "cannot be written" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--at", "7.42"], ["--at 7.42", "longitude,latitude"]),
        (["--at", "43.7,187.4"], ["--at 43.7,187.4", "swapped"]),
        (["--at", "nan,40"], ["--at nan,40"]),
        (["--at", "116.30,39.95", "--minutes", "0"], ["0"]),
        (["--at", "116.30,39.95", "--minutes", "-5"], ["-5"]),
        (["--at", "116.30,39.95", "--minutes", "five"], ["--minutes five", "numbers"]),
        (["--at", "116.30,39.95", "--minutes", "5", "--metres", "300"], ["minutes", "metres"]),
        (["--at", "116.30,39.95", "--profile", "wlak"], ["Did you mean 'walk'"]),
        (["--facilities", "kindergarden"], ["Did you mean 'kindergarten'"]),
        (["--facilities", "hospital"], ["hospital", "none"]),
        (["--points", "gone.csv"], ["gone.csv", "no such file"]),
        ([], ["--at"]),
    ],
)
def test_an_isochrone_that_cannot_be_drawn(
    arguments: list[str], words: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    path = town(tmp_path)
    target = tmp_path / "reach.geojson"
    ran = run(capfd, "isochrone", "--osm", path, *arguments, "-o", target)
    assert ran.status == 2, ran.err
    for word in words:
        assert word in ran.err
    assert not target.exists()


def test_an_isochrone_in_a_format_that_is_not_known(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    ran = run(capfd, "isochrone", "--at", "116.3,39.95", "-o", tmp_path / "reach.kml")
    assert ran.status == 2
    assert ".geojson" in ran.err
