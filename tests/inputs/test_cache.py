"""The cache of what was read: the same as the file, safe to lose, never in the way."""

import hashlib
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError, OsmFileMissingError
from accessibility.inputs import cache
from accessibility.inputs.cache import cache_folder, read_osm_cached
from accessibility.inputs.osm import Extract, read_osm
from accessibility.inputs.packed_extract import packed, unpacked
from tests.conftest import ROOT
from tests.osm_files import write_osm

TOWN = {1: (7.400, 43.700), 2: (7.401, 43.700), 3: (7.401, 43.701)}
STREET = {50: ([1, 2], {"highway": "residential", "name": "Rue"})}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    place = tmp_path / "kept"
    monkeypatch.setenv(cache.VARIABLE, str(place))
    return place


@pytest.fixture
def town(tmp_path) -> Path:
    return write_osm(tmp_path / "town.osm.pbf", TOWN, STREET)


def read(path: Path) -> Extract:
    """Read by way of the cache, and wait until it is written."""
    extract, _ = read_osm_cached(path)
    for thread in threading.enumerate():
        if thread.name.startswith("osm-"):
            thread.join()
    return extract


def entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.exists() else []


def never(_path: Path) -> Extract:
    raise AssertionError("the file was read again")


def assert_equal(one: Extract, other: Extract) -> None:
    for name in ("objects", "buildings", "boundaries", "entrances"):
        a, b = getattr(one, name), getattr(other, name)
        assert type(a) is type(b)
        assert a.crs == b.crs
        pd.testing.assert_frame_equal(
            pd.DataFrame(a.drop(columns="geometry")), pd.DataFrame(b.drop(columns="geometry")),
            check_index_type="exact",
        )  # fmt: skip
        assert a.columns.tolist() == b.columns.tolist()
        assert a.geometry.to_wkb().tolist() == b.geometry.to_wkb().tolist()
    pd.testing.assert_frame_equal(one.streets.tags, other.streets.tags)
    pd.testing.assert_frame_equal(one.streets.controls, other.streets.controls)
    for part, names in (("streets", ("refs", "lonlat", "first")),
                        ("obstacles", ("lonlat", "first", "kind"))):  # fmt: skip
        for name in names:
            a, b = getattr(getattr(one, part), name), getattr(getattr(other, part), name)
            assert a.dtype == b.dtype
            np.testing.assert_array_equal(a, b)
    for name in ("path", "date", "date_is_newest_edit", "bounds", "incomplete", "open_boundaries"):
        assert getattr(one, name) == getattr(other, name)


# What comes out is what went in


def test_monaco_from_the_cache_is_monaco_from_the_file(folder, monaco_pbf, monkeypatch):
    first = read(monaco_pbf)
    assert_equal(first, read_osm(monaco_pbf))
    monkeypatch.setattr(cache, "read_osm", never)
    assert_equal(read(monaco_pbf), first)


@pytest.mark.shared_data
def test_newport_is_read_again_in_less_than_a_third_of_a_second(folder, shared, monkeypatch):
    path = shared / "newport" / "newport-2023-06-13.osm.pbf"
    first = read(path)
    monkeypatch.setattr(cache, "read_osm", never)
    start = time.process_time()
    again = read(path)
    assert time.process_time() - start < 0.6  # 0.15 s on a quiet machine
    assert_equal(again, first)


@pytest.mark.shared_data
def test_a_clipped_extract_keeps_what_it_lacks(folder, shared, monkeypatch):
    path = shared / "beijing_haidian" / "map.osm"
    first = read(path)
    assert sum(first.incomplete.values()) > 0
    monkeypatch.setattr(cache, "read_osm", never)
    assert_equal(read(path), first)


text = st.text(st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFFF), max_size=8)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)
@given(st.lists(st.dictionaries(text.filter(bool), text, max_size=3), max_size=4))
def test_any_tags_come_back_with_their_order_and_their_types(many):
    nodes = {100 + i: (7.4, 43.7, {"shop": "yes", **own}) for i, own in enumerate(many)}
    with tempfile.TemporaryDirectory() as place:
        path = write_osm(Path(place) / "town.osm.pbf", TOWN | nodes, STREET)
        extract = read_osm(path)
    again = unpacked(packed(extract))
    before, after = extract.objects["tags"].tolist(), again.objects["tags"].tolist()
    assert [list(own.items()) for own in after] == [list(own.items()) for own in before]


def test_the_checksum_is_that_of_the_file(folder, town):
    assert read_osm_cached(town)[1] == hashlib.sha256(town.read_bytes()).hexdigest()


def test_a_copy_under_another_name_shares_the_entry_and_keeps_its_own_name(folder, town, tmp_path):
    read(town)
    copy = tmp_path / "copy.osm.pbf"
    copy.write_bytes(town.read_bytes())
    assert read(copy).path == copy
    assert len(entries(folder)) == 1


def test_a_changed_file_is_read_anew(folder, town):
    read(town)
    write_osm(town, TOWN, STREET | {51: ([2, 3], {"highway": "path"})})
    assert read(town).streets.tags["osm_id"].tolist() == [50, 51]
    assert len(entries(folder)) == 2


def test_changed_code_reads_anew(folder, town, monkeypatch):
    read(town)
    monkeypatch.setattr(cache, "_code", lambda: "f" * 64)
    read(town)
    assert len(entries(folder)) == 2


def test_an_entry_holds_nothing_that_could_run(folder, town):
    read(town)
    with np.load(entries(folder)[0], allow_pickle=False) as arrays:
        assert not any(arrays[name].dtype.hasobject for name in arrays.files)


def test_a_faulty_file_is_told_as_without_a_cache(folder, tmp_path):
    with pytest.raises(OsmFileMissingError):
        read_osm_cached(tmp_path / "none.osm.pbf")
    empty = tmp_path / "empty.osm.pbf"
    empty.write_bytes(b"")
    with pytest.raises(InputError):
        read_osm_cached(empty)
    assert entries(folder) == []


# It is never in the way


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: entry.write_bytes(b""),
        lambda entry: entry.write_bytes(b"no archive at all"),
        lambda entry: entry.write_bytes(entry.read_bytes()[:-3000]),
        lambda entry: entry.write_bytes(entry.read_bytes()[: len(entry.read_bytes()) // 2]),
        lambda entry: np.savez(entry, about=np.zeros(3, np.uint8)),
        lambda entry: np.savez(entry, **{**dict(np.load(entry)), "objects.codes": np.zeros(1)}),
        lambda entry: np.savez(entry, **{**dict(np.load(entry)), "about": np.full(9, 255, "u1")}),
    ],
)
def test_a_damaged_entry_is_read_anew_and_mended(folder, town, monkeypatch, caplog, damage):
    first = read(town)
    damage(entries(folder)[0])
    with caplog.at_level(logging.DEBUG, logger="accessibility"):
        assert_equal(read(town), first)
    assert "not usable" in caplog.text
    monkeypatch.setattr(cache, "read_osm", never)
    assert_equal(read(town), first)


def test_one_flipped_byte_of_the_data_is_noticed(folder, town, monkeypatch):
    first = read(town)
    entry = entries(folder)[0]
    data = bytearray(entry.read_bytes())
    place = data.find(b"residential")
    data[place] ^= 1
    entry.write_bytes(data)
    assert_equal(read(town), first)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=20))
def test_no_damage_ends_a_run(tmp_path, town, flips):
    entry = tmp_path / "entry.npz"
    np.savez(entry, **packed(read_osm(town)))
    data = bytearray(entry.read_bytes())
    for place, change in flips:
        data[int(place * len(data))] ^= change
    entry.write_bytes(data)
    found = cache._read(entry)
    assert found is None or isinstance(found, Extract)


def test_a_folder_that_cannot_be_made_is_done_without(tmp_path, town, monkeypatch, caplog):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "kept"))
    with caplog.at_level(logging.DEBUG, logger="accessibility"):
        assert_equal(read(town), read_osm(town))
    assert "cannot be written" in caplog.text


def test_a_full_disk_leaves_no_half_entry(folder, town, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.np, "savez", full)
    read(town)
    assert entries(folder) == []


def test_off_keeps_nothing(town, tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, "off")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() is None
    assert_equal(read(town), read_osm(town))
    assert not (tmp_path / "xdg").exists()


def test_deleting_everything_costs_only_time(folder, town):
    first = read(town)
    entries(folder)[0].unlink()
    folder.rmdir()
    assert_equal(read(town), first)
    assert len(entries(folder)) == 1


def test_processes_that_write_at_once_leave_one_whole_entry(folder, town, monkeypatch):
    program = (
        "import sys; from pathlib import Path\n"
        "from accessibility.inputs.cache import read_osm_cached\n"
        "read_osm_cached(Path(sys.argv[1]))"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    several = [subprocess.Popen([sys.executable, "-c", program, town], env=env) for _ in range(3)]
    assert [one.wait() for one in several] == [0, 0, 0]
    assert len(entries(folder)) == 1
    monkeypatch.setattr(cache, "read_osm", never)
    assert_equal(read(town), read_osm(town))


# It does not grow for ever


def test_the_entries_used_last_are_kept(folder, town, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MOST_ENTRIES", 2)
    towns = []
    for count in range(3):
        path = write_osm(tmp_path / f"{count}.osm.pbf", TOWN, {50 + count: STREET[50]})
        read(path)
        towns.append(path)
        for age, entry in enumerate(sorted(entries(folder), key=lambda e: -e.stat().st_mtime)):
            os.utime(entry, (1e9 - age, 1e9 - age))  # a second between them
        if count == 1:
            read(towns[0])  # used again: now the second is the oldest
    monkeypatch.setattr(cache, "read_osm", never)
    read(towns[0])
    read(towns[2])
    with pytest.raises(AssertionError, match="read again"):
        read(towns[1])


def test_large_entries_make_room_but_the_newest_stays(folder, town, tmp_path, monkeypatch):
    monkeypatch.setattr(cache, "MOST_BYTES", 10)
    read(town)
    read(write_osm(tmp_path / "second.osm.pbf", TOWN, {51: STREET[50]}))
    assert len(entries(folder)) == 1


def test_what_a_killed_process_left_is_cleared_away(folder, town):
    folder.mkdir()
    old, new = folder / ".old.part", folder / ".new.part"
    for draft in (old, new):
        draft.write_bytes(b"half")
    day_ago = time.time() - 2 * 86_400
    os.utime(old, (day_ago, day_ago))
    read(town)
    assert not old.exists()
    assert new.exists()  # another process may be writing it


# Where it is


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "home/.cache/accessibility"),
        ("linux", {"XDG_CACHE_HOME": "{root}/xdg"}, "xdg/accessibility"),
        ("linux", {"XDG_CACHE_HOME": "relative"}, "home/.cache/accessibility"),  # by its rules
        ("darwin", {}, "home/Library/Caches/accessibility"),
        ("win32", {"LOCALAPPDATA": "{root}/local"}, "local/accessibility"),
        ("win32", {}, "home/AppData/Local/accessibility"),
        ("linux", {"ACCESSIBILITY_CACHE": "{root}/own"}, "own"),
    ],
)
def test_the_folder_is_where_each_system_keeps_caches(
    tmp_path, monkeypatch, platform, environment, expected
):
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", cache.VARIABLE):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value.format(root=tmp_path))
    monkeypatch.setattr(cache.sys, "platform", platform)
    monkeypatch.setattr(cache.Path, "home", lambda: tmp_path / "home")
    assert cache_folder() == tmp_path / expected
