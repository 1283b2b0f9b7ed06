"""Waiting at signals and crossings, on stairs and footbridges."""

from collections.abc import Mapping
from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.crs import metric_crs
from accessibility.errors import InputError
from accessibility.inputs.osm import read_osm
from accessibility.inputs.streets import street_network
from accessibility.network import NODE_TAGS, Network
from accessibility.routing.delays import (
    DEFAULT_DELAYS,
    DELAY_SOURCES,
    Delays,
    custom_delays,
    edge_wait_ms,
)
from accessibility.routing.profiles import PROFILES
from tests.routing.towns import town, way

SIGNAL = {"highway": "traffic_signals"}
ZEBRA = {"highway": "crossing", "crossing": "zebra"}
GREEN_MAN = {"highway": "crossing", "crossing": "traffic_signals"}
WAITS = Delays(signal_s=30, crossing_s=10, steps_s=20, footbridge_s=40)


def tagged(network: Network, nodes: Mapping[int, Mapping[str, str]]) -> Network:
    """The network with these tags on its nodes, by row."""
    columns = {
        key: pd.array([tags.get(key, np.nan) for tags in nodes.values()], dtype="str")
        for key in NODE_TAGS
    }
    index = pd.Index(list(nodes), dtype=np.int32, name="node")
    return replace(network, node_tags=pd.DataFrame(columns, index=index))


def seconds(network: Network, profile: str = "walk", delays: Delays | None = WAITS) -> list[float]:
    """Waiting on every edge [s]."""
    return (edge_wait_ms(network, profile, delays) / 1000).tolist()


def main_road(tags: Mapping[str, str]) -> Network:
    """A path A-X-B over a main road W-X-E; X is tagged. Edges: A-X, X-B, W-X, X-E."""
    net = town(
        {"A": (0, -50), "X": (0, 0), "B": (0, 50), "W": (-100, 0), "E": (100, 0)},
        way("A X B", highway="footway"),
        way("W X E", highway="primary"),
    )
    return tagged(net, {1: tags})


@pytest.mark.parametrize(
    ("tags", "walker", "rider"),
    [
        # a walker crosses A-X-B: 15 + 15 = 30 s, and along the road W-X-E waits for nothing;
        # a rider waits on the road as well
        (SIGNAL, [15, 15, 0, 0], [15, 15, 15, 15]),
        (GREEN_MAN, [15, 15, 0, 0], [15, 15, 15, 15]),
        ({"highway": "crossing", "crossing": "toucan"}, [15, 15, 0, 0], [15, 15, 15, 15]),
        ({"highway": "crossing", "crossing:signals": "yes"}, [15, 15, 0, 0], [15] * 4),
        ({"crossing": "traffic_signals"}, [15, 15, 0, 0], [15] * 4),
        ({"crossing": "traffic_signals;marked"}, [15, 15, 0, 0], [15] * 4),
        # without a signal: 5 + 5 = 10 s to cross, and the road has way
        (ZEBRA, [5, 5, 0, 0], [5, 5, 0, 0]),
        ({"highway": "crossing"}, [5, 5, 0, 0], [5, 5, 0, 0]),
        ({"crossing": "unmarked"}, [5, 5, 0, 0], [5, 5, 0, 0]),
        ({"crossing": "marked"}, [5, 5, 0, 0], [5, 5, 0, 0]),
        ({"crossing": "uncontrolled"}, [5, 5, 0, 0], [5, 5, 0, 0]),
        ({"highway": "crossing", "crossing:signals": "no"}, [5, 5, 0, 0], [5, 5, 0, 0]),
        # neither
        ({"barrier": "bollard"}, [0] * 4, [0] * 4),
        ({"railway": "level_crossing"}, [0] * 4, [0] * 4),
        ({"highway": "crossing", "crossing": "no"}, [5, 5, 0, 0], [5, 5, 0, 0]),
    ],
)
def test_half_a_wait_is_taken_on_either_side_of_a_main_road(tags, walker, rider):
    net = main_road(tags)
    assert seconds(net) == walker
    assert seconds(net, "bike") == rider


def test_a_crossing_of_a_quiet_street_takes_no_waiting_but_a_red_light_stops_riders():
    net = town(
        {"A": (0, -50), "X": (0, 0), "B": (0, 50), "W": (-100, 0), "E": (100, 0)},
        way("A X B", highway="footway"),
        way("W X E", highway="residential"),
    )
    assert seconds(tagged(net, {1: ZEBRA})) == [0, 0, 0, 0]
    assert seconds(tagged(net, {1: SIGNAL})) == [0, 0, 0, 0]
    assert seconds(tagged(net, {1: SIGNAL}), "ebike") == [15, 15, 15, 15]


def test_every_walker_waits_alike_and_a_fire_engine_does_not():
    net = main_road(SIGNAL)
    for name, who in PROFILES.items():
        expected = {"bicycle": [15] * 4, "vehicle": [0] * 4}.get(who.uses, [15, 15, 0, 0])
        assert seconds(net, name) == expected


def test_a_street_that_ends_at_a_main_road_takes_half_a_wait():
    # into the main road is half a crossing: A-X only
    net = town(
        {"A": (0, -50), "X": (0, 0), "W": (-100, 0), "E": (100, 0)},
        way("A X", highway="residential"),
        way("W X E", highway="tertiary"),
    )
    assert seconds(tagged(net, {1: SIGNAL})) == [15, 0, 0]


def test_a_wait_at_either_end_is_added_up():
    # a footway between two main roads 200 m apart: half a signal and half a zebra
    net = town(
        {"A": (0, 0), "B": (0, 200), "W": (-90, 0), "E": (90, 0), "V": (-90, 200), "F": (90, 200)},
        way("A B", highway="footway"),
        way("W A E", highway="primary"),
        way("V B F", highway="secondary"),
    )
    assert seconds(tagged(net, {0: SIGNAL, 1: ZEBRA}))[0] == 15 + 5


def test_both_carriageways_behind_one_signal_are_one_wait():
    # A - X - Y - B over two carriageways 12 m apart: 15 + 0 + 15, not 60
    net = town(
        {"A": (0, -30), "X": (0, 0), "Y": (0, 12), "B": (0, 42),
         "W": (-90, 0), "E": (90, 0), "V": (-90, 12), "F": (90, 12)},
        way("A X Y B", highway="footway"),
        way("W X E", highway="primary", oneway="yes"),
        way("F Y V", highway="primary", oneway="yes"),
    )  # fmt: skip
    assert seconds(tagged(net, {1: GREEN_MAN, 2: GREEN_MAN}))[:3] == [15, 0, 15]
    # without a signal each carriageway is waited for: 5 + 10 + 5
    assert seconds(tagged(net, {1: ZEBRA, 2: ZEBRA}))[:3] == [5, 10, 5]


def test_a_junction_with_a_signal_on_every_arm_is_one_wait():
    # W - w - X - e - E: stop lines at w and e, 15 m either side of the middle X
    places = {"W": (-200, 0), "w": (-15, 0), "X": (0, 0), "e": (15, 0), "E": (200, 0),
              "s": (0, -15), "S": (0, -200)}  # fmt: skip
    net = town(places, way("W w X e E", highway="primary"), way("X s S", highway="residential"))
    net = tagged(net, {1: SIGNAL, 3: SIGNAL, 5: SIGNAL})
    by_bicycle = seconds(net, "bike")
    assert by_bicycle == [15, 0, 0, 15, 0, 15]  # straight on: 30 s; into the side street: 30 s
    assert seconds(net) == [0, 0, 0, 0, 0, 0]  # along the main road; nobody crosses it here


def test_the_corner_of_a_pavement_between_two_crossings_is_no_junction():
    # from the corner C, 8 m to the signal at X over one road and 8 m to that at Y over the other
    net = town(
        {"C": (8, 8), "X": (0, 8), "Y": (8, 0), "O": (0, 0), "D": (-8, 8), "F": (8, -8),
         "N": (0, 90), "E": (90, 0)},
        way("C X D", highway="footway"), way("C Y F", highway="footway"),
        way("O X N", highway="primary"), way("O Y E", highway="primary"),
    )  # fmt: skip
    assert seconds(tagged(net, {1: GREEN_MAN, 2: GREEN_MAN}))[:4] == [15, 15, 15, 15]


def test_signals_farther_apart_than_a_junction_are_waited_at_each():
    net = town(
        {"A": (-100, 0), "B": (0, 0), "C": (31, 0), "D": (130, 0)}, way("A B C D")
    )  # fmt: skip
    net = tagged(net, {1: SIGNAL, 2: SIGNAL})
    assert seconds(net, "bike") == [15, 30, 15]
    near = town({"A": (-100, 0), "B": (0, 0), "C": (30, 0), "D": (130, 0)}, way("A B C D"))
    assert seconds(tagged(near, {1: SIGNAL, 2: SIGNAL}), "bike") == [15, 0, 15]


def test_a_flight_of_stairs_is_shared_over_its_edges_by_length():
    # 20 s over 10 m + 30 m: 5 s and 15 s; another flight has its own 20 s
    net = town(
        {"A": (0, 0), "B": (10, 0), "C": (40, 0), "D": (50, 0)},
        way("A B C", highway="steps"),
        way("C D", highway="steps"),
    )
    assert seconds(net) == [5, 15, 20]
    assert seconds(net, "carer") == [5, 15, 20]
    assert seconds(net, "bike") == [5, 15, 20]
    assert seconds(net, "fire_engine") == [0, 0, 0]


def test_a_footbridge_takes_its_seconds_once_and_not_beside_its_stairs():
    places = {"A": (0, 0), "B": (20, 0), "C": (60, 0), "D": (80, 0), "E": (80, 300), "F": (0, 300)}
    alone = town(places, way("A B"), way("B C", highway="footway", bridge="yes"), way("C D"))
    assert seconds(alone) == [0, 40, 0]
    assert seconds(alone, "bike") == [0, 0, 0]
    # with stairs drawn at one end, the climb is counted there: 20 s, not 60
    climbed = town(
        places,
        way("A B", highway="steps"),
        way("B C", highway="footway", bridge="yes"),
        way("C D"),
    )
    assert seconds(climbed) == [20, 0, 0]
    # stairs on a bridge are stairs
    stairs = town(places, way("A B", highway="steps", bridge="yes"))
    assert seconds(stairs) == [20]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "footway", "bridge": "yes"}, 40),
        ({"highway": "path", "bridge": "yes"}, 40),
        ({"highway": "pedestrian", "bridge": "yes"}, 40),
        ({"highway": "cycleway", "bridge": "movable"}, 40),
        ({"highway": "footway", "bridge": "no"}, 0),
        ({"highway": "footway", "bridge": "yes", "footway": "sidewalk"}, 0),
        ({"highway": "residential", "bridge": "yes"}, 0),
        ({"highway": "footway"}, 0),
    ],
)
def test_a_footbridge_is(tags, expected):
    assert seconds(town({"A": (0, 0), "B": (50, 0)}, way("A B", **tags))) == [expected]


def test_nobody_waits_unless_asked():
    net = main_road(SIGNAL)
    assert seconds(net, delays=None) == [0, 0, 0, 0]
    assert seconds(net, delays=Delays(signal_s=0, crossing_s=0, steps_s=0, footbridge_s=0)) == (
        [0, 0, 0, 0]
    )


def test_waiting_is_told_in_whole_milliseconds_for_every_edge():
    wait = edge_wait_ms(main_road(SIGNAL), "walk", Delays(signal_s=0.003))
    assert wait.dtype == np.int64
    assert wait.tolist() == [1, 1, 0, 0]  # half of 3 ms, rounded down
    empty = town({"A": (0, 0)})
    assert edge_wait_ms(empty, "walk", DEFAULT_DELAYS).shape == (0,)


def test_every_default_says_where_it_comes_from():
    assert set(DELAY_SOURCES) == {field.name for field in fields(Delays)}
    assert 20 <= DEFAULT_DELAYS.signal_s <= 40
    assert DEFAULT_DELAYS.steps_s == 30
    assert DEFAULT_DELAYS.crossing_s < DEFAULT_DELAYS.signal_s


@pytest.mark.parametrize("found", [-1, np.nan, np.inf, 3601, "30", None, True])
def test_seconds_that_cannot_be_are_refused(found):
    for field in fields(Delays):
        with pytest.raises(InputError, match=f"delays: {field.name} is .*seconds from 0 to 3600"):
            Delays(**{field.name: found})


def test_a_study_says_some_of_the_delays_and_the_rest_are_the_defaults():
    assert custom_delays({}) == DEFAULT_DELAYS
    assert custom_delays({"signal_s": 45}) == replace(DEFAULT_DELAYS, signal_s=45)
    with pytest.raises(InputError, match=r"'signals_s' is not known\. Did you mean 'signal_s'"):
        custom_delays({"signals_s": 45})
    with pytest.raises(InputError, match="signal_s is -3"):
        custom_delays({"signal_s": -3})


@st.composite
def towns_with_waits(draw) -> Network:
    """Eight places on a line and ways between any two of them, tagged at random."""
    kinds = st.sampled_from(
        ["primary", "residential", "footway", "steps", "tertiary", "cycleway", "service"]
    )
    places = {name: (20.0 * i, 7.0 * (i % 3)) for i, name in enumerate("ABCDEFGH")}
    ways = []
    for _ in range(draw(st.integers(1, 8))):
        path = " ".join(draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=2, max_size=4)))
        bridge = {"bridge": "yes"} if draw(st.booleans()) else {}
        ways.append(way(path, highway=draw(kinds), **bridge))
    nodes = draw(
        st.dictionaries(st.integers(0, 7), st.sampled_from([SIGNAL, ZEBRA, GREEN_MAN]), max_size=5)
    )
    return tagged(town(places, *ways), nodes)


@settings(max_examples=25)
@given(net=towns_with_waits(), name=st.sampled_from(sorted(PROFILES)))
def test_waiting_is_never_negative_and_the_same_whichever_way_a_street_is_drawn(net, name):
    wait = edge_wait_ms(net, name, WAITS)
    assert (wait >= 0).all()
    turned = replace(net, edge_tail=net.edge_head, edge_head=net.edge_tail)
    assert (edge_wait_ms(turned, name, WAITS) == wait).all()


@settings(max_examples=25)
@given(net=towns_with_waits(), name=st.sampled_from(sorted(PROFILES)), times=st.integers(1, 5))
def test_longer_delays_never_shorten_and_doubled_ones_double(net, name, times):
    more = Delays(**{f.name: getattr(WAITS, f.name) * times for f in fields(Delays)})
    wait = edge_wait_ms(net, name, WAITS)
    # a share of a flight is cut to whole milliseconds
    assert np.abs(edge_wait_ms(net, name, more) - times * wait).max() <= times


@settings(max_examples=25)
@given(net=towns_with_waits())
def test_a_flight_takes_its_seconds_whatever_its_edges(net):
    only = Delays(signal_s=0, crossing_s=0, steps_s=20, footbridge_s=0)
    wait = pd.Series(edge_wait_ms(net, "walk", only)).groupby(net.edge_way).sum()
    length = pd.Series(net.edge_mm).groupby(net.edge_way).sum()
    steps = (net.ways["highway"] == "steps").take(wait.index).to_numpy()
    assert (wait[steps & (length > 0)] == 20_000).all()
    assert (wait[~steps] == 0).all()


@settings(max_examples=25)
@given(net=towns_with_waits())
def test_who_rides_waits_wherever_a_walker_waits_for_traffic(net):
    only = Delays(signal_s=30, crossing_s=10, steps_s=0, footbridge_s=0)
    assert (edge_wait_ms(net, "bike", only) >= edge_wait_ms(net, "walk", only)).all()


def test_in_monaco_walkers_wait_at_crossings_and_on_stairs(monaco_pbf):
    extract = read_osm(monaco_pbf)
    net = street_network(extract.streets, metric_crs(*extract.bounds))
    wait = edge_wait_ms(net, "walk", DEFAULT_DELAYS)
    steps = (net.ways["highway"] == "steps").to_numpy()
    flights = np.unique(net.edge_way[steps[net.edge_way]])
    on_stairs = wait[steps[net.edge_way]].sum()
    # 30 s a flight, and half a wait more where one ends at a crossing
    assert 30_000 * len(flights) <= on_stairs < 31_000 * len(flights)
    assert 0 < (wait > 0).sum() < net.n_edges / 5
    assert edge_wait_ms(net, "fire_engine", DEFAULT_DELAYS).sum() == 0
