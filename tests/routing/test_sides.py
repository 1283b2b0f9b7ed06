"""On which side of motorways, railways and rivers places lie: drawn towns, and laws."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.network import BARRIER_KINDS, Network, Obstacles
from accessibility.routing.sides import RIVER_M, side_of
from tests.routing.towns import CRS_M, arrays, points, ring, town, way

# a road from west to east between two homes, and a third beside the first
ROAD = {"w": (-1000, 0), "e": (1000, 0)}
HOMES = {"north": (0, 300), "north too": (500, 200), "south": (0, -300)}
law = settings(max_examples=60)

Line = tuple[str, Sequence[tuple[float, float]]]


def with_barriers(network: Network, *lines: Line) -> Network:
    """The network with railways and shores: their kind and the places they run through."""
    pieces = [
        (*a, *b, BARRIER_KINDS.index(kind)) for kind, line in lines for a, b in pairwise(line)
    ]
    table = np.array(pieces, float).reshape(-1, 5)
    told = Obstacles(ends=table[:, :4].copy(), kind=table[:, 4].astype(np.int8))
    return replace(network, barriers=told)


def nothing() -> Network:
    return town({"a": (0, 0), "b": (1, 0)}, way("a b"))


def sides(network: Network, homes: Mapping[str, tuple[float, float]] = HOMES, **options):
    return side_of(network, points(homes), **options).to_dict()


def apart(network: Network, **options) -> bool:
    found = sides(network, **options)
    assert found["north"] == found["north too"]
    return found["north"] != found["south"]


@pytest.mark.parametrize(
    ("tags", "parts"),
    [
        ({"highway": "motorway"}, True),
        ({"highway": "motorway", "bridge": "viaduct"}, True),  # a zone ends there all the same
        ({"highway": "motorway", "tunnel": "yes"}, False),
        ({"highway": "motorway", "tunnel": "no"}, True),
        ({"highway": "trunk", "motorroad": "yes"}, True),
        ({"highway": "trunk"}, False),  # it has crossings
        ({"highway": "primary"}, False),
        ({"highway": "motorway_link"}, False),
    ],
)
def test_a_motorway_parts_the_town(tags, parts):
    assert apart(town(ROAD, way("w e", **tags))) == parts


def test_a_motorway_that_ends_within_the_town_parts_nothing():
    assert not apart(town({"w": (-1000, 0), "e": (100, 0)}, way("w e", highway="motorway")))


def test_a_motorway_that_leaves_the_town_past_the_last_home_does():
    # the homes reach from x = 0 to x = 500, and motorways outside their hull lead round nothing
    assert apart(town({"w": (-50, 0), "e": (550, 0)}, way("w e", highway="motorway")))


def test_bends_of_a_motorway_are_followed():
    # it runs round the southern home's north, so that the third home is with the southern one
    network = town(ROAD, way(["w", (0, 250), "e"], highway="motorway"))
    assert sides(network) == {"north": 0, "north too": 0, "south": 1}
    network = town(ROAD, way(["w", (0, 290), (500, 250), "e"], highway="motorway"))
    assert sides(network) == {"north": 0, "north too": 1, "south": 1}


def test_a_railway_and_a_shore_part_the_town_where_they_are_asked_for():
    line = [(-1000.0, 0.0), (1000.0, 0.0)]
    rail, shore = (with_barriers(nothing(), (kind, line)) for kind in ("rail", "river"))
    assert apart(rail)
    assert apart(rail, barriers=("rail",))
    assert not apart(rail, barriers=("motorway", "river"))
    assert apart(shore, barriers=["river"])  # an open line, as a coast
    assert not apart(shore, barriers=("rail",))
    assert not apart(rail, barriers=())


@pytest.mark.parametrize(("width", "parts"), [(20.0, False), (29.0, False), (60.0, True)])
def test_a_river_parts_the_town_where_it_is_wide(width, parts):
    # of 4 km and 29 m: twice 116,000 m2 by 8,058 m is 28.8 m; and 60 m is 59.1 m
    assert RIVER_M == 30
    river = ring(-2000, -width / 2, 2000, width / 2)
    assert apart(with_barriers(nothing(), ("river", river))) == parts


def test_a_pond_parts_nothing_and_a_lake_its_island():
    homes = HOMES | {"island": (0, 0), "west": (-300, 0)}
    pond = with_barriers(nothing(), ("river", ring(-20, -20, 20, 20)))  # 20 m wide on average
    assert set(sides(pond, homes).values()) == {0}
    # the outer shore, 200 m wide on average, and the island's own, 50 m
    lake = with_barriers(
        nothing(), ("river", ring(-100, -100, 100, 100)), ("river", ring(-50, -50, 50, 50))
    )
    found = sides(lake, homes)
    assert found.pop("island") == 1
    assert set(found.values()) == {0}


def test_several_barriers_close_a_face_together():
    # the motorway comes from the west and ends at the railway, which comes from the south
    network = with_barriers(
        town({"w": (-1000, 0), "e": (250, 0)}, way("w e", highway="motorway")),
        ("rail", [(250.0, -1000.0), (250.0, 0.0)]),
    )
    homes = HOMES | {"east": (500, -300)}
    assert sides(network, homes) == {"north": 0, "north too": 0, "south": 1, "east": 0}
    assert set(sides(network, homes, barriers=("motorway",)).values()) == {0}


def test_a_place_on_a_barrier_is_on_one_side_of_it():
    found = sides(town(ROAD, way("w e", highway="motorway")), HOMES | {"on it": (250, 0)})
    assert found["on it"] == found["north"]


def test_places_nowhere_are_on_no_side():
    network = town(ROAD, way("w e", highway="motorway"))
    places = gpd.GeoSeries(
        [shapely.Point(0, 300), shapely.Point(), None, shapely.Point(0, -300)], crs=CRS_M
    )
    assert side_of(network, places).tolist() == [0, -1, -1, 1]
    assert side_of(network, places.iloc[1:2]).tolist() == [-1]
    assert side_of(network, places.iloc[:0]).tolist() == []


def test_places_in_degrees_are_found():
    network = town(ROAD, way("w e", highway="motorway"))
    assert side_of(network, points(HOMES).to_crs(4326)).tolist() == [0, 0, 1]


def test_an_unknown_barrier_is_refused():
    with pytest.raises(InputError, match="Did you mean 'rail'"):
        side_of(nothing(), points(HOMES), barriers=("rails",))


# places off the lines: lines lie on whole tens of metres, places on fives
place = st.tuples(*[st.integers(-20, 20).map(lambda n: n * 10.0 + 5)] * 2)
places = st.lists(place, min_size=2, max_size=12)
mark = st.integers(-22, 22).map(lambda n: n * 10.0)
line = st.tuples(mark, mark, mark, mark).filter(lambda one: one[:2] != one[2:])


def found_in(lines, homes) -> list[int]:
    kind = np.zeros(len(lines), np.int8)
    told = Obstacles(ends=np.array(lines, float).reshape(-1, 4), kind=kind)
    xy = np.array(homes, float)
    return side_of(
        replace(nothing(), barriers=told), gpd.GeoSeries(shapely.points(xy), crs=CRS_M)
    ).tolist()


@law
@given(st.lists(mark, max_size=4), st.lists(mark, max_size=4), places)
def test_through_lines_part_the_town_into_their_rectangles(wests, souths, homes):
    lines = [(x, -999.0, x, 999.0) for x in wests] + [(-999.0, y, 999.0, y) for y in souths]
    rectangle = [
        (tuple(x > west for west in wests), tuple(y > south for south in souths)) for x, y in homes
    ]
    assert found_in(lines, homes) == pd.factorize(pd.Series(rectangle))[0].tolist()


@law
@given(st.lists(line, max_size=8), st.lists(line, max_size=3), places)
def test_another_barrier_never_joins_what_was_apart(lines, more, homes):
    before, after = found_in(lines, homes), found_in([*lines, *more], homes)
    for one, other in combinations(range(len(homes)), 2):
        if before[one] != before[other]:
            assert after[one] != after[other]


@law
@given(st.lists(line, max_size=8), places, st.randoms(use_true_random=False))
def test_sides_do_not_depend_on_the_order_of_anything(lines, homes, random):
    order = random.sample(range(len(homes)), len(homes))
    shuffled = random.sample(lines, len(lines))
    turned = [(*one[2:], *one[:2]) if random.random() < 0.5 else one for one in shuffled]
    before, after = found_in(lines, homes), found_in(turned, [homes[n] for n in order])
    for one, other in combinations(range(len(homes)), 2):
        at = order.index(one), order.index(other)
        assert (before[one] == before[other]) == (after[at[0]] == after[at[1]])


def test_edges_without_length_are_no_barrier():
    nodes = [(0.0, 0.0), (0.0, 0.0)]
    network = arrays(nodes, [(0, 1, 0, nodes)], [{"highway": "motorway"}])
    assert not apart(network)
