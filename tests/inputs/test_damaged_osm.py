"""Files that libosmium reads until one object cannot be: one error, and the process lives."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from accessibility.crs import metric_crs
from accessibility.errors import (
    AcrossMeridianError,
    NoStreetsError,
    OsmDamagedError,
    OsmUnreadableError,
)
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from tests.osm_files import write_osm

PATH = {"highway": "path"}


def osm_xml(path: Path, first_node: str, *, ref: str = "1", head: str = "") -> Path:
    """Two nodes and the street between them, of which the first node is given as text."""
    path.write_text(
        f"""<osm version="0.6">{head}
        <node version="1" {first_node}/><node id="2" version="1" lon="7.001" lat="43"/>
        <way id="5"><nd ref="{ref}"/><nd ref="2"/><tag k="highway" v="path"/></way>
        </osm>""",
        encoding="utf-8",
    )
    return path


def in_another_process(path: Path, prelude: str = "") -> subprocess.CompletedProcess[str]:
    """Read a file twice where an abort of the process can be seen, and name what was raised."""
    code = f"""
        {prelude}
        import gc
        from pathlib import Path
        from accessibility.errors import InputError
        from accessibility.inputs.osm import read_osm
        for _ in range(2):
            try:
                read_osm(Path({str(path)!r}))
            except InputError as error:
                print(type(error).__name__, error)
            gc.collect()
        print("lived")
    """
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize(
    "first_node",
    ['id="1" lon="200" lat="43"', 'id="1" lon="7" lat="95"', 'id="1" lon="nan" lat="43"'],
)
def test_a_place_not_on_the_globe_is_refused_and_the_process_lives(tmp_path, first_node):
    done = in_another_process(osm_xml(tmp_path / "town.osm", first_node))
    assert done.returncode == 0, done.stderr
    refusals = done.stdout.splitlines()
    assert len(refusals) == 3
    assert refusals[0] == refusals[1]
    assert refusals[0].startswith("OsmDamagedError")
    assert "town.osm" in refusals[0]
    assert refusals[2] == "lived"
    assert done.stderr == ""


@pytest.mark.parametrize("place", [(7.0, 95.0), (7.0, -90.1), (180.1, 43.0), (-200.0, 43.0)])
@pytest.mark.parametrize("suffix", [".osm.pbf", ".osm"])
def test_a_facility_off_the_globe_is_refused_by_its_number(tmp_path, place, suffix):
    nodes = {1: (7.0, 43.0), 2: (7.001, 43.0), 3: (*place, {"shop": "books"})}
    path = write_osm(tmp_path / f"town{suffix}", nodes, {5: ([1, 2], PATH)})
    with pytest.raises(OsmDamagedError, match="node 3 at longitude"):
        read_osm(path)


def test_a_relation_with_a_corner_off_the_globe_ends_in_one_error_or_in_no_shape(tmp_path):
    nodes = {1: (7.0, 43.0), 2: (7.001, 43.0), 3: (7.0, 95.0)}
    path = write_osm(
        tmp_path / "town.osm.pbf",
        nodes,
        {5: ([1, 2], PATH), 6: ([1, 2, 3, 1], {})},
        {9: ([("w", 6, "outer")], {"type": "multipolygon", "leisure": "park"})},
    )
    done = in_another_process(path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("lived\n")


def test_a_disk_that_fills_up_is_said_to_and_the_process_lives(monaco_pbf):
    # no file may grow beyond 100 kB: the working copy of Monaco is larger
    pytest.importorskip("resource")
    prelude = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"
    done = in_another_process(monaco_pbf, prelude)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("TemporaryFolderFullError") == 2


@pytest.mark.parametrize(
    ("first_node", "more", "finding"),
    [
        ('id="abc" lon="7" lat="43"', {}, "illegal id: 'abc'"),
        (f'id="{10**30}" lon="7" lat="43"', {}, "illegal id"),
        ('id="1" lon="east" lat="43"', {}, "coordinate: 'east'"),
        ('id="1" lon="7" lat="43" timestamp="yesterday"', {}, "yesterday"),
        ('id="1" lon="7" lat="43" uid="me"', {}, "user id"),
        ('id="1" lon="7" lat="43"', {"ref": "zz"}, "illegal id: 'zz'"),
        (
            'id="1" lon="7" lat="43"',
            {"head": '<bounds minlon="-500" minlat="1" maxlon="500" maxlat="3"/>'},
            "-500",
        ),
    ],
)
def test_an_object_that_cannot_be_is_one_error_that_quotes_it(tmp_path, first_node, more, finding):
    with pytest.raises(OsmUnreadableError, match=finding) as caught:
        read_osm(osm_xml(tmp_path / "town.osm", first_node, **more))
    assert "town.osm" in str(caught.value)
    assert "\n" not in str(caught.value)


# Places that are on the globe, but not where the town is

TOWN = {i: (7.4 + i * 0.001, 43.7) for i in range(1, 6)}


def test_a_stray_node_changes_neither_bounds_nor_crs_nor_lengths(tmp_path):
    ways = {10: ([1, 2, 3, 4, 5], PATH)}
    clean = read_osm(write_osm(tmp_path / "clean.osm.pbf", TOWN, ways))
    stray = read_osm(
        write_osm(tmp_path / "stray.osm.pbf", {**TOWN, 6: (0.0, 0.0)}, {**ways, 11: ([5, 6], PATH)})
    )
    assert stray.bounds == clean.bounds
    assert clean.incomplete["street_ways_stray"] == 0
    assert stray.incomplete["street_ways_stray"] == 1
    networks = [street_network(e.streets, metric_crs(*e.bounds)) for e in (clean, stray)]
    assert networks[0].crs == networks[1].crs
    assert networks[0].edge_mm.tolist() == networks[1].edge_mm.tolist()


def test_an_extract_on_both_sides_of_180_degrees_is_refused(tmp_path):
    places = {1: (179.99, -16.0), 2: (-179.99, -16.0), 3: (179.98, -16.0)}
    path = write_osm(tmp_path / "taveuni.osm.pbf", places, {5: ([1, 2], PATH), 6: ([1, 3], PATH)})
    with pytest.raises(AcrossMeridianError, match=r"taveuni.*180th meridian"):
        read_osm(path)


def test_an_extract_beside_180_degrees_is_read(tmp_path):
    places = {1: (179.99, -16.0), 2: (179.98, -16.0)}
    extract = read_osm(write_osm(tmp_path / "east.osm.pbf", places, {5: ([1, 2], PATH)}))
    assert metric_crs(*extract.bounds).to_epsg() == 32760  # zone 60 south: 174 to 180


@pytest.mark.parametrize(
    ("end", "box", "expected"),
    [
        ((7.402, 43.7), None, (7.399, 43.699, 7.403, 43.701)),  # along a parallel
        ((7.4, 43.702), None, (7.399, 43.699, 7.401, 43.703)),  # along a meridian
        ((7.402, 43.7), (7.4, 43.7, 7.402, 43.7), (7.399, 43.699, 7.403, 43.701)),
        ((7.402, 43.702), None, (7.4, 43.7, 7.402, 43.702)),
    ],
)
def test_the_bounds_always_have_a_surface(tmp_path, end, box, expected):
    places = {1: (7.4, 43.7), 2: end}
    path = write_osm(tmp_path / "street.osm.pbf", places, {5: ([1, 2], PATH)}, box=box)
    assert read_osm(path).bounds == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "places", [{1: (7.4, 43.7)}, {1: (7.4, 43.7), 2: (7.4, 43.7)}], ids=["one node", "one place"]
)
def test_a_street_from_a_place_to_itself_is_no_street(tmp_path, places):
    refs = [1, max(places)]
    path = write_osm(tmp_path / "street.osm.pbf", places, {5: (refs, PATH)})
    with pytest.raises(NoStreetsError, match="one place to another"):
        read_osm(path)
