"""Stray nodes taken out, streets without length refused, and what is said of both."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from accessibility.errors import NoStreetsError
from accessibility.inputs.streets import StreetWays, tag_table
from accessibility.inputs.usable_streets import stray_nodes, usable_streets

GEOD = Geod(ellps="WGS84")
FILE = Path("town.osm.pbf")
# A row of nodes 0.001 degrees apart, and strays about null island
PLACES = {i: (7.4 + i * 0.001, 43.7) for i in range(1, 10)}
STRAYS = {90: (0.0, 0.0), 91: (0.001, 0.0), 92: (0.002, 0.0)}


def ways_of(*ways: list[int], places=None) -> StreetWays:
    """Street ways; a node without a place is missing in the extract."""
    places = PLACES | STRAYS | (places or {})
    refs = [ref for way in ways for ref in way]
    return StreetWays(
        tags=tag_table(np.arange(100, 100 + len(ways)), [{"highway": "path"}] * len(ways)),
        refs=np.array(refs, np.int64),
        lonlat=np.array([places.get(ref, (np.nan, np.nan)) for ref in refs], float).reshape(-1, 2),
        first=np.cumsum([0, *map(len, ways)]),
    )


def strays(streets: StreetWays) -> set[int]:
    return set(streets.refs[stray_nodes(streets)].tolist())


def counts(*ways: list[int], places=None) -> tuple[int, int, int]:
    """Ways cut, dropped and stray."""
    found = usable_streets(FILE, ways_of(*ways, places=places)).incomplete
    return tuple(
        found[key] for key in ("street_ways_cut", "street_ways_dropped", "street_ways_stray")
    )


def town(nodes: int) -> list[int]:
    """One street of so many nodes."""
    return [1 + i % 9 for i in range(nodes)]


# Stray nodes


@pytest.mark.parametrize("way", [[1, 2, 90], [90, 1, 2], [1, 90, 2, 3], [1, 2, 90, 91]])
def test_a_node_at_null_island_is_stray(way):
    streets = ways_of([1, 2, 3, 4, 5], way)
    assert 90 in strays(streets)
    assert not strays(streets) & set(PLACES)


def test_a_stray_node_is_stray_in_every_way_that_names_it():
    # the way 90-91 has no long segment itself
    streets = ways_of([1, 2, 3, 4, 5], [1, 2, 90], [90, 91])
    assert strays(streets) == {90}
    assert usable_streets(FILE, streets).lonlat[:, 0].min() == pytest.approx(7.401)


@pytest.mark.parametrize(("km", "is_stray"), [(99, False), (101, True)])
def test_a_street_runs_100_km_from_node_to_node_and_no_farther(km, is_stray):
    # due north, so that a degree of latitude stays a full one; town big enough for the middle
    lon, lat, _ = GEOD.fwd(*PLACES[5], 0, km * 1000)
    streets = ways_of(town(20), [5, 95], places={95: (lon, lat)})
    assert stray_nodes(streets).any() == is_stray


def test_a_segment_across_180_degrees_is_no_leap():
    places = {95: (179.999, -16.5), 96: (-179.999, -16.5)}
    assert not stray_nodes(ways_of([95, 96], places=places)).any()


def test_the_break_between_two_ways_is_no_leap():
    streets = ways_of([1, 2, 3], [90, 91, 92])
    assert not stray_nodes(streets).any()


@pytest.mark.parametrize(("nodes", "is_stray"), [(400, True), (200, False)])
def test_a_few_nodes_beyond_a_wide_gap_are_stray_and_many_are_not(nodes, is_stray):
    # 3 of 403 are less than a hundredth, 3 of 203 are more
    assert strays(ways_of(town(nodes), [90, 91, 92])) == ({90, 91, 92} if is_stray else set())


@pytest.mark.parametrize(("degrees", "is_stray"), [(0.9, False), (1.1, True)])
@pytest.mark.parametrize("axis", [0, 1])
def test_a_wide_gap_is_one_degree_either_way(degrees, is_stray, axis):
    far = np.array(PLACES[9])
    far[axis] += degrees
    places = {95: tuple(far), 96: tuple(far + 0.0001)}
    assert bool(strays(ways_of(town(400), [95, 96], places=places))) == is_stray


def test_a_country_without_gaps_has_no_stray_nodes():
    places = {1000 + i: (5 + i * 0.05, 45 + i * 0.02) for i in range(400)}
    assert not stray_nodes(ways_of(list(places), places=places)).any()


@given(st.lists(st.lists(st.sampled_from([1, 2, 3, 4, 77]), max_size=5), max_size=6))
def test_a_town_has_no_stray_nodes_whatever_is_missing(ways):
    assert not stray_nodes(ways_of(*ways)).any()


# Counts and what is left


def test_a_way_is_counted_once_by_what_befell_it():
    whole = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert counts(whole) == (0, 0, 0)
    assert counts(whole, [1, 2, 77]) == (1, 0, 0)
    assert counts(whole, [1, 77]) == (0, 1, 0)
    assert counts(whole, [1, 1]) == (0, 1, 0)
    assert counts(whole, []) == (0, 1, 0)
    assert counts(whole, [1, 2, 90]) == (0, 0, 1)
    assert counts(whole, [1, 2, 77, 90]) == (1, 0, 0)  # the hole hides how far off 90 is
    assert counts(whole, [1, 77, 3, 90], [90, 2]) == (0, 0, 2)


def test_both_sides_of_a_stray_node_are_kept():
    found = usable_streets(FILE, ways_of([1, 2, 90, 3, 4]))
    np.testing.assert_array_equal(np.isnan(found.streets.lonlat[:, 0]), [0, 0, 1, 0, 0])
    assert found.lonlat.tolist() == [list(PLACES[ref]) for ref in (1, 2, 3, 4)]


def test_a_node_that_no_street_runs_along_does_not_count_as_a_place():
    # 90 is alone in its way: no segment shows how far off it is
    found = usable_streets(FILE, ways_of([1, 2], [90], [77, 91, 78], [92, 92]))
    assert found.lonlat.tolist() == [list(PLACES[1]), list(PLACES[2])]


def test_the_streets_given_are_left_as_they_were():
    streets = ways_of([1, 2, 3, 90])
    before = streets.lonlat.copy()
    usable_streets(FILE, streets)
    np.testing.assert_array_equal(streets.lonlat, before)


@pytest.mark.parametrize(
    ("ways", "places", "finding"),
    [
        ([], {}, "no street"),
        ([[77, 78]], {}, "1 streets, but not the nodes"),
        ([[1, 77]], {}, "not the nodes"),
        ([[1, 1], [2, 2]], {}, "2 streets, but none that leads from one place to another"),
        ([[]], {}, "none that leads"),
        ([[1, 95]], {95: PLACES[1]}, "none that leads"),  # two nodes at one place
        ([[1, 90]], {}, "leap more than 100 km"),
    ],
)
def test_streets_that_lead_nowhere_are_refused(ways, places, finding):
    with pytest.raises(NoStreetsError, match=finding):
        usable_streets(FILE, ways_of(*ways, places=places))


def test_a_way_of_no_length_is_kept_among_others_for_it_may_join_them():
    places = {95: PLACES[2]}
    assert counts([1, 2], [2, 95], [95, 3], places=places) == (0, 0, 0)
