"""Speeds by grade, worked out by hand, and the times that come of them."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from accessibility.errors import UnknownNameError
from accessibility.network import Slopes
from accessibility.routing.slope import (
    cycling,
    edge_ms,
    said_of_steepest,
    tobler,
    too_steep,
)

NOT_KNOWN = np.nan


def slopes(*edges: list[tuple[float, float]]) -> Slopes:
    """Edges as lists of (metres, grade)."""
    steps = [step for edge in edges for step in edge]
    return Slopes(
        first=np.cumsum([0, *map(len, edges)]).astype(np.int32),
        run_m=np.array([run for run, _ in steps], float),
        grade=np.array([grade for _, grade in steps], float),
        source="drawn",
    )


def reverse(table: Slopes) -> Slopes:
    """The same streets, each drawn from its other end."""
    parts = [slice(a, b) for a, b in zip(table.first[:-1], table.first[1:], strict=True)]
    order = np.concatenate([np.arange(p.start, p.stop)[::-1] for p in parts])
    return Slopes(first=table.first, run_m=table.run_m[order], grade=-table.grade[order], source="")


def mm_of(table: Slopes) -> np.ndarray:
    return np.round(np.add.reduceat(table.run_m, table.first[:-1]) * 1000).astype(np.int32)


def times(mm: np.ndarray, kmh: np.ndarray) -> np.ndarray:
    """Milliseconds on the flat, exactly as the speed is written, halves up."""
    exact = [n * Fraction(36, 10) / Fraction(str(v)) for n, v in zip(mm.tolist(), kmh, strict=True)]
    return np.array([(t + Fraction(1, 2)).__floor__() for t in exact], np.int64)


def walked(table: Slopes, kmh: float = 4.8, curve: str | None = "tobler"):
    speed = np.full(len(table.first) - 1, kmh)
    return edge_ms(table, times(mm_of(table), speed), speed, curve=curve)


def ridden(table: Slopes, kmh: float = 12.0, *, push_kmh: float | None = 4.8, pushed=None):
    speed = np.full(len(table.first) - 1, kmh)
    if pushed is not None:
        speed[pushed] = push_kmh
    flat = times(mm_of(table), speed)
    return edge_ms(table, flat, speed, curve="cycling", push_kmh=push_kmh, pushed=pushed)


tables = st.lists(
    st.lists(
        st.tuples(st.floats(0.01, 25), st.floats(-0.6, 0.6) | st.just(NOT_KNOWN)),
        min_size=1,
        max_size=5,
    ),
    min_size=1,
    max_size=5,
).map(lambda edges: slopes(*edges))


# 6 exp(-3.5 |S + 0.05|) km/h and its share of the 5.037 km/h on the flat, by Tobler 1993
@pytest.mark.parametrize(
    ("grade", "kmh", "factor"),
    [
        (0.00, 5.037, 1.000),
        (+0.05, 4.228, 0.839),
        (+0.10, 3.549, 0.705),
        (+0.15, 2.980, 0.592),
        (-0.05, 6.000, 1.191),
        (-0.10, 5.037, 1.000),
        (-0.15, 4.228, 0.839),
    ],
)
def test_walkers_go_as_tobler_measured(grade, kmh, factor):
    found = tobler(np.array([grade]))[0]
    assert found == pytest.approx(factor, abs=5e-4)
    assert 6 * np.exp(-3.5 * 0.05) * found == pytest.approx(kmh, abs=5e-4)


def test_walkers_go_no_slower_than_at_forty_percent():
    # exp(-3.5 (0.45 - 0.05)) = exp(-1.4) up, exp(-3.5 (0.35 - 0.05)) = exp(-1.05) down
    up, down = tobler(np.array([[0.4, 0.9, 9.0], [-0.4, -0.9, -9.0]]))
    assert up == pytest.approx([np.exp(-1.4)] * 3)
    assert down == pytest.approx([np.exp(-1.05)] * 3)


@pytest.mark.parametrize(
    ("percent", "factor"),
    [
        (0, 1.0),
        (1.5, 0.95),
        (-1.5, 1.2),
        (5, 0.75),
        (-5, 1.7),
        (10, 0.5),
        (-10, 2.2),
        (15, 0.3),
        # half way between 3 % (0.85) and 5 % (0.75); between -3 % (1.4) and -5 % (1.7)
        (4, 0.80),
        (-4, 1.55),
        # beyond the table
        (40, 0.3),
        (-40, 2.2),
    ],
)
def test_riders_go_as_the_table_says(percent, factor):
    assert cycling(np.array([percent / 100]))[0] == pytest.approx(factor)


@given(st.floats(-0.5, 0.5), st.floats(0, 0.2))
def test_a_steeper_climb_is_never_faster(grade, more):
    up = np.array([grade, grade + more])
    assert np.diff(cycling(up))[0] <= 0
    if grade >= -0.05:
        assert np.diff(tobler(up))[0] <= 0


def test_a_hundred_metres_up_ten_percent():
    # 100 m at 4.8 km/h are 75 s. Up at 0.10: exp(3.5 * 0.10) = 1.419068 times as long; down at
    # -0.10: exp(3.5 * (0.05 - 0.05)) = as long as on the flat
    along, against = walked(slopes([(25.0, 0.10)] * 4))
    assert along.tolist() == [106_430]
    assert against.tolist() == [75_000]


def test_every_step_counts_by_its_own_grade():
    # 25 m at 4.8 km/h are 18.75 s: flat, then up at 0.05 (exp(0.175) = 1.191246), then down at
    # -0.15 (the same factor): 18.75 + 2 * 22.33587 s; the other way 18.75 + 18.75 / exp(0.175)
    # (-0.05) + 18.75 * exp(0.525) (+0.15) = 18.75 + 15.73982 + 31.69610 s
    along, against = walked(slopes([(25.0, 0.0), (25.0, 0.05), (25.0, -0.15)]))
    assert along.tolist() == [63_422]
    assert against.tolist() == [66_186]


def test_what_is_not_known_counts_as_flat():
    along, against = walked(slopes([(25.0, NOT_KNOWN), (25.0, 0.10)]))
    # 18.75 s flat, and 18.75 s * 1.419068 = 26.60752 s
    assert along.tolist() == [45_358]
    assert against.tolist() == [37_500]


@given(tables, st.sampled_from([3.6, 4.0, 4.8, 12.0, 15.5, 30.0]), st.booleans())
def test_without_slope_time_is_flat_time_to_the_millisecond(table, kmh, known):
    flat = Slopes(
        first=table.first,
        run_m=table.run_m,
        grade=np.full(len(table.run_m), 0.0 if known else NOT_KNOWN),
        source="",
    )
    expected = times(mm_of(table), np.full(len(table.first) - 1, kmh)).tolist()
    for along, against in (walked(flat, kmh), ridden(flat, kmh), walked(table, kmh, None)):
        assert along.tolist() == expected
        assert against.tolist() == expected


@given(tables)
def test_a_street_drawn_the_other_way_changes_its_directions_only(table):
    for way in (walked, ridden):
        along, against = way(table)
        back, forth = way(reverse(table))
        # sums of another order round differently
        assert np.abs(along - forth).max() <= 1
        assert np.abs(against - back).max() <= 1


@given(tables)
def test_a_walk_there_and_back_is_never_shorter_than_on_the_flat(table):
    # 1 / tobler(S) + 1 / tobler(-S) is 2 cosh(3.5 S) within 5 % and grows beyond
    along, against = walked(table)
    flat, _ = walked(table, curve=None)
    assert (along + against >= 2 * flat - 1).all()


@given(tables)
def test_times_are_never_negative(table):
    for way in (walked, ridden):
        along, against = way(table)
        assert along.min() >= 0
        assert against.min() >= 0


def test_a_rider_goes_at_most_25_km_h_downhill():
    # 100 m down at 10 %: 12 km/h * 2.2 = 26.4 km/h is too fast; at 25 km/h they take 14.4 s.
    # At 5 % it is 12 * 1.7 = 20.4 km/h: 17.647 s
    along, _ = ridden(slopes([(100.0, -0.10)], [(100.0, -0.05)]))
    assert along.tolist() == [14_400, 17_647]


def test_who_rides_faster_than_25_km_h_on_the_flat_is_not_slowed_downhill():
    # 100 m at 30 km/h are 12 s
    along, _ = ridden(slopes([(100.0, -0.10)]), kmh=30.0)
    assert along.tolist() == [12_000]


def test_a_bicycle_is_ridden_up_twelve_percent_and_pushed_above():
    # 12 %: a third of the way from 11.5 % (0.45) to 13 % (0.40): 12 km/h * 0.433333 = 5.2 km/h,
    # 100 m in 69.231 s. 13 %: 4.8 km/h * exp(-3.5 * 0.13): 75 s * 1.576172 = 118.213 s
    along, _ = ridden(slopes([(100.0, 0.12)], [(100.0, 0.13)]))
    assert along.tolist() == [69_231, 118_213]


def test_a_steep_way_down_is_ridden():
    along, _ = ridden(slopes([(100.0, -0.13)]))
    assert along.tolist() == [14_400]  # at 25 km/h


def test_without_a_pushing_speed_a_bicycle_is_ridden_however_steep():
    # 13 %: 12 km/h * 0.4: 100 m in 75 s
    along, _ = ridden(slopes([(100.0, 0.13)]), push_kmh=None)
    assert along.tolist() == [75_000]


def test_a_pushed_bicycle_goes_as_a_walker():
    both = slopes([(50.0, 0.08), (50.0, -0.02)], [(50.0, 0.08), (50.0, -0.02)])
    along, against = ridden(both, pushed=np.array([True, False]))
    on_foot, back = walked(both)
    assert along[0] == on_foot[0]
    assert against[0] == back[0]
    assert along[1] < on_foot[1]


def test_edges_have_their_own_speeds():
    # up 10 %: 1.419068 times as long as 100 m at 4.8 and at 3.6 km/h: 75 and 100 s
    table = slopes([(100.0, 0.10)], [(100.0, 0.10)])
    kmh = np.array([4.8, 3.6])
    along, _ = edge_ms(table, times(mm_of(table), kmh), kmh, curve="tobler")
    assert along.tolist() == [106_430, 141_907]


def test_flat_times_are_left_as_they_were():
    table = slopes([(100.0, 0.10)])
    flat = np.array([75_000])
    along, against = edge_ms(table, flat, np.array([4.8]), curve=None)
    along += 1
    against += 2
    assert flat.tolist() == [75_000]


def test_an_unknown_curve_is_refused_with_a_hint():
    with pytest.raises(UnknownNameError, match="Did you mean 'tobler'"):
        walked(slopes([(1.0, 0.0)]), curve="toblers")


@pytest.mark.parametrize("curve", ["tobler", "cycling", None])
def test_no_streets_take_no_time(curve):
    none = np.zeros(0, np.int64)
    table = Slopes(first=np.zeros(1, np.int32), run_m=np.zeros(0), grade=np.zeros(0), source="")
    along, against = edge_ms(table, none, np.zeros(0), curve=curve, push_kmh=4.8)
    assert len(along) == len(against) == 0
    assert along.dtype == against.dtype == np.int64
    assert too_steep(table, 0.08).tolist() == []


def test_a_street_of_no_length_takes_no_time():
    along, against = walked(slopes([(0.0, 0.0)], [(100.0, 0.0)]))
    assert along.tolist() == against.tolist() == [0, 75_000]


TWELFTH = 1 / 12


@pytest.mark.parametrize(
    ("steps", "closed"),
    [
        ([(20.0, 0.05)] * 5, False),
        ([(20.0, 0.10)] * 5, True),
        ([(20.0, -0.10)] * 5, True),  # as steep on the way back
        ([(20.0, 0.10), (20.0, 0.0), (20.0, 0.10), (20.0, 0.0)], False),  # 20 m at a time
        ([(20.0, 0.0), (20.0, 0.10), (20.0, -0.10), (20.0, 0.0)], True),  # 40 m over a hump
        ([(15.0, 0.10), (15.0, 0.10), (15.0, 0.0)], True),  # 30 m exactly
        ([(14.9, 0.10), (14.9, 0.10), (14.9, 0.0)], False),
        ([(10.0, 0.10)], True),  # all of a short street
        ([(13.0, 0.10), (13.0, 0.05)], False),  # half of a short street
        ([(25.0, TWELFTH)] * 2, False),  # the limit itself can be passed
        ([(25.0, NOT_KNOWN)] * 2, False),
        ([(20.0, 0.10), (20.0, NOT_KNOWN), (20.0, 0.10)], False),
        ([(0.0, 0.0)], False),
    ],
)
def test_a_street_is_too_steep_where_it_is_so_for_thirty_metres(steps, closed):
    flat = [(25.0, 0.0)]
    # what lies before and behind it in the table changes nothing
    steep = [(25.0, 0.3)]
    assert too_steep(slopes(flat, steps, steep), TWELFTH).tolist() == [False, closed, True]
    assert too_steep(slopes(steep, steps, flat), TWELFTH).tolist() == [True, closed, False]


@given(tables, st.floats(0.01, 0.3), st.floats(0, 0.2))
def test_a_higher_limit_never_closes_more(table, limit, more):
    assert (too_steep(table, limit + more) <= too_steep(table, limit)).all()


@given(tables, st.floats(0.01, 0.3))
def test_what_is_too_steep_is_so_from_both_ends(table, limit):
    assert too_steep(reverse(table), limit).tolist() == too_steep(table, limit).tolist()


def test_metres_beyond_the_steepest_grade_are_counted():
    table = slopes([(20.0, 0.4), (15.0, 0.41)], [(10.0, -0.5), (7.0, NOT_KNOWN)])
    assert said_of_steepest(table) == ("25 m of street are steeper than 40% and taken at 40%",)


@given(hnp.arrays(float, 5, elements=st.floats(-2, 2)))
def test_factors_are_above_nothing(grade):
    assert (tobler(grade) > 0).all()
    assert (cycling(grade) > 0).all()
