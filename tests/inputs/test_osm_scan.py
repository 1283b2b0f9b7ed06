"""The columns cut from libosmium's lines, against libosmium's own objects."""

import tempfile
from pathlib import Path

import numpy as np
import osmium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.inputs.osm_scan import scan
from tests.osm_files import write_osm

# libosmium writes its lines wrongly beyond U+FFFFF, where only private use is
text = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), max_codepoint=0xFFFFF)
    | st.sampled_from(" ,=%@\n\t20"),
    max_size=12,
)
keys = text.filter(bool)
coordinates = st.integers(-1_799_999_999, 1_799_999_999).map(lambda n: n / 1e7)
latitudes = st.integers(-899_999_999, 899_999_999).map(lambda n: n / 1e7)


@settings(deadline=None, max_examples=60)
@given(st.dictionaries(keys, text, max_size=4), coordinates, latitudes)
def test_any_text_and_any_place_come_through_unchanged(tags, lon, lat):
    tags = {**tags, "amenity": "school"}
    with tempfile.TemporaryDirectory() as folder:
        path = write_osm(Path(folder) / "one.osm.pbf", {7: (lon, lat, tags)})
        points = scan(path).points
    assert points.tags == [tags]
    assert points.ids.tolist() == [7]
    assert points.lonlat.tolist() == [[lon, lat]]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(st.integers(1, 9), max_size=6), max_size=5),
    st.sets(st.integers(1, 9)),
)
def test_ways_have_their_nodes_in_order_and_nan_for_missing_ones(ways, present):
    places = {i: (float(i), float(-i)) for i in present}
    drawn = {100 + i: (refs, {"highway": "path"}) for i, refs in enumerate(ways)}
    with tempfile.TemporaryDirectory() as folder:
        found = scan(write_osm(Path(folder) / "ways.osm.pbf", places, drawn)).ways
    assert found.ids.tolist() == sorted(drawn)
    for i, refs in enumerate(ways):
        inside = slice(found.first[i], found.first[i + 1])
        assert found.refs[inside].tolist() == refs
        expected = [places.get(ref, (np.nan, np.nan)) for ref in refs]
        np.testing.assert_array_equal(found.lonlat[inside], np.reshape(expected, (-1, 2)))


def test_monaco_has_the_nodes_ways_and_tags_that_osmium_counts(monaco_pbf):
    found = scan(monaco_pbf)
    tags, refs = {}, []
    for way in osmium.FileProcessor(monaco_pbf, osmium.osm.WAY):
        if "highway" in way.tags:
            tags[way.id] = dict(way.tags)
            refs += [node.ref for node in way.nodes]
    rows = [i for i, own in enumerate(found.ways.tags) if "highway" in own]
    assert {int(found.ways.ids[i]): found.ways.tags[i] for i in rows} == tags
    inside = np.repeat([("highway" in own) for own in found.ways.tags], np.diff(found.ways.first))
    assert found.ways.refs[inside].tolist() == refs


def test_monaco_lies_where_osmium_says(monaco_pbf):
    found = scan(monaco_pbf)
    place = {
        node.id: (node.lon, node.lat) for node in osmium.FileProcessor(monaco_pbf, osmium.osm.NODE)
    }
    expected = np.array([place[ref] for ref in found.ways.refs.tolist()])
    np.testing.assert_array_equal(found.ways.lonlat, expected)
    of_points = np.array([place[number] for number in found.points.ids.tolist()])
    np.testing.assert_array_equal(found.points.lonlat, of_points)


def test_relations_keep_their_tags_and_only_closed_ones_have_a_shape(tmp_path):
    corners = {1: (7.0, 43.0), 2: (7.1, 43.0), 3: (7.1, 43.1)}
    found = scan(
        write_osm(
            tmp_path / "relations.osm.pbf",
            corners,
            {5: ([1, 2, 3, 1], {}), 6: ([1, 2], {})},
            {
                8: ([("w", 5, "outer")], {"type": "multipolygon", "leisure": "park"}),
                9: ([("w", 6, "outer")], {"type": "multipolygon", "leisure": "park"}),
                10: ([("w", 5, "outer")], {"type": "route", "leisure": "park"}),
                11: ([("w", 5, "outer")], {"type": "multipolygon", "note": "no key of ours"}),
            },
        )
    ).relations
    assert sorted(found.tags) == [8, 9]
    assert list(found.shapes) == [8]
    assert found.rings == {}


@pytest.mark.parametrize("stamp", ["2019-03-04T05:06:07Z", "2024-12-31T23:59:59Z"])
def test_the_newest_edit_is_found_among_all(tmp_path, stamp):
    path = write_osm(
        tmp_path / "dated.osm.pbf", {1: (7.0, 43.0, {"shop": "books"})}, timestamp=stamp
    )
    assert scan(path).newest == stamp
    assert scan(path).date is None
