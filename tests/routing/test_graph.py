"""A graph carries slopes and waiting in its times, and closes what is too steep."""

from dataclasses import replace

import numpy as np
import pytest

from accessibility.network import Slopes
from accessibility.routing.delays import Delays
from accessibility.routing.graph import left_out, travel_graph
from accessibility.routing.slope import cycling, tobler
from accessibility.routing.travel import nearest
from tests.routing.towns import gates, points, shops, town, way

# 800 m: 10 min at 4.8 km/h, 4 min at 12 km/h; through a signal half way
ROAD = town({"a": (0, 0), "b": (400, 0), "c": (800, 0)}, way("a b c"))
HOME, SHOP = points({"home": (0, 0)}), shops({"shop": (800, 0)})


def hill(grade: float):
    slopes = Slopes(
        first=np.array([0, 1, 2], np.int32), run_m=np.array([400.0, 400.0]),
        grade=np.array([grade, grade]), source="hill.tif",
    )  # fmt: skip
    return replace(ROAD, slopes=slopes)


def minutes(network, profile="walk", **options) -> float:
    graph = travel_graph(network, profile, **options)
    found = nearest(graph, HOME, SHOP)
    assert found.metres.loc["home", "shop"] == 800
    return float(found.minutes.loc["home", "shop"])


@pytest.mark.parametrize(("profile", "flat", "curve"), [("walk", 10, tobler), ("bike", 4, cycling)])
@pytest.mark.parametrize("grade", [0.05, -0.05])
def test_slope_counts_where_the_network_has_it(profile, flat, curve, grade):
    assert minutes(ROAD, profile) == flat
    slower = float(curve(np.array([grade]))[0])
    assert minutes(hill(grade), profile) == pytest.approx(flat / slower, abs=1e-4)


def test_slope_does_not_count_for_who_has_no_curve():
    assert minutes(hill(0.05), "ebike") == minutes(ROAD, "ebike") == 3.2  # 800 m at 15 km/h


def test_a_wheelchair_that_takes_known_ways_is_stopped_by_what_is_too_steep():
    smooth = town({"a": (0, 0), "b": (400, 0), "c": (800, 0)}, way("a b c", wheelchair="yes"))
    steep = replace(smooth, slopes=hill(0.09).slopes)  # above 1:12
    graph = travel_graph(steep, "wheelchair")
    assert not graph.open.any()
    assert left_out(graph).to_dict() == {"too steep": 0.8}
    assert travel_graph(steep, "wheelchair_possible").open.all()
    assert travel_graph(replace(smooth, slopes=hill(0.08).slopes), "wheelchair").open.all()


def test_waiting_lengthens_times_and_not_distances():
    signal = gates(ROAD, {(400, 0): {"barrier": np.nan, "highway": "traffic_signals"}})
    assert minutes(signal, "bike") == 4
    assert minutes(signal, "bike", delays=Delays(signal_s=30)) == 4.5


def test_a_graph_without_slope_or_waiting_answers_time_by_distance():
    assert travel_graph(ROAD, "walk").even
    assert not travel_graph(hill(0.05), "walk").even
    assert not travel_graph(ROAD, "walk", delays=Delays(steps_s=0)).wait_ms.any()
