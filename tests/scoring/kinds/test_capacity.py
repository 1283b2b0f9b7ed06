"""Near enough, and room inside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds.capacity import capacity_share, served
from accessibility.scoring.kinds.distance import by_metres
from accessibility.standards.schema import Part
from tests.scoring.kinds.supply_town import found, ground, law, supply
from tests.scoring.town import standard

# a street, a mark every 100 m; the limit is 500 m
#   c0 30 ---1--- A ---3--- c1 50 ---1--- B ---4--- c2 20 --------9-------- c3 10
PEOPLE = [30, 50, 20, 10]
METRES = {"a": [100, 300, 800, 1700], "b": [500, 100, 400, 1300], "c": [900, 400, 50, 850]}
ROOM = {"a": 15.0, "b": 140.0, "c": np.nan}


def schools(*ids, room=ROOM, **kinds):
    return found(
        *((one, "primary_school", kinds.get(one, "sure")) for one in ids),
        at=["north"] * len(ids),
        capacity=[room[one] for one in ids],
    )


def school(**changes):
    return supply("capacity", "primary_school", **changes)


def in_town(item, there, people=PEOPLE, metres=METRES, most=None, **changes):
    of = standard(item, served=most) if most else _without_people(item)
    return served(item, ground(of, people, found=there, metres=metres, **changes))


def _without_people(item):
    """A standard that does not say how many people one facility may serve."""
    of = standard(item, served=1)
    for level in of.levels.values():
        object.__setattr__(level, "people", None)
    return of


def test_each_cell_goes_to_its_nearest_and_shares_its_room():
    # A has room for 15 of the 30 of c0; B has it for all of c1 and c2; c3 is too far
    whom = in_town(school(), schools("a", "b"))
    assert whom.sure.tolist() == [0.5, 1, 1, 0]
    assert whom.possible.tolist() == [0.5, 1, 1, 0]
    assert whom.value is None
    assert not whom.whole
    assert whom.lacking == ""


def test_those_who_find_one_full_do_not_go_on_to_the_next():
    # B, 500 m from c0, keeps 70 of its 140 places, and c0 is short of 15 all the same
    whom = in_town(school(), schools("a", "b"))
    assert whom.sure @ PEOPLE == 85  # 15 + 50 + 20, of room for 155


def test_the_limit_is_inclusive_and_only_those_within_it_are_a_load():
    # B alone: c0 at 500 m is within, c3 at 1300 m neither served nor in the way
    whom = in_town(school(), schools("b", room={"b": 50.0}))
    assert whom.sure.tolist() == [0.5, 0.5, 0.5, 0]  # 50 places for 30 + 50 + 20


def test_without_a_capacity_the_figure_of_the_standard_counts():
    # C takes c1 and c2, 70 people, and may serve 35 by its level
    whom = in_town(school(), schools("c"), most=35)
    assert whom.sure.tolist() == [0, 0.5, 0.5, 0]
    # by the item's own figure 14
    own = school(people_per_facility=(7, 14))
    assert in_town(own, schools("c"), most=35).sure == pytest.approx([0, 0.2, 0.2, 0])


def test_where_no_figure_is_known_only_reach_is():
    whom = in_town(school(), schools("a", "c"))
    # c0 and c1 go to A, whose 15 places are known: 15 of 80; c2 goes to C
    assert whom.sure == pytest.approx([15 / 80, 15 / 80, 0, 0])
    assert whom.possible == pytest.approx([15 / 80, 15 / 80, 1, 0])
    assert whom.lacking == "people"


def test_weights_fill_no_places():
    whom = in_town(school(), schools("a", "b"), most=35, people_are_counts=False)
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible.tolist() == [1, 1, 1, 0]
    assert whom.lacking == "people"


def test_a_possible_school_may_take_people_off_the_sure_ones():
    # all go to A for sure: 15 places for 80 within 500 m; possibly c1 and c2 go to B
    whom = in_town(school(), schools("a", "b", b="possible"))
    assert whom.sure == pytest.approx([15 / 80, 15 / 80, 0, 0])
    assert whom.possible.tolist() == [0.5, 1, 1, 0]
    assert whom.lacking == ""


def test_a_possible_school_that_is_small_does_not_make_it_worse():
    # c1 goes to the sure B, or possibly to a small one next door: it keeps what is sure
    small = schools("b", "d", room=ROOM | {"d": 1.0}, d="possible")
    whom = in_town(school(), small, metres=METRES | {"d": [9999, 10, 9999, 9999]})
    assert whom.sure.tolist() == whom.possible.tolist() == [1, 1, 1, 0]


def test_places_are_for_the_audience_and_the_standards_figure_for_all():
    # children: 10 of the 30 of c0 for the 15 places of A; C may serve 35 of all 70
    children = {"children": [10.0, 5.0, 2.0, 1.0]}
    item = school(audience="children")
    assert in_town(item, schools("a", "b"), groups=children).sure.tolist() == [1, 1, 1, 0]
    assert in_town(item, schools("c"), groups=children, most=35).sure.tolist() == [0, 0.5, 0.5, 0]


def test_a_study_by_time_limits_by_minutes_and_one_by_straight_lines_by_those():
    # 10 min at 80 m a minute are 800 m: c2 may go to A, and c0 and c1 as before
    there = schools("a", room={"a": 50.0})
    timed = in_town(school(), there, rule="time")
    assert timed.sure.tolist() == [0.5, 0.5, 0.5, 0]
    straight = in_town(school(), there, rule="straight_line", role="straight_line")
    assert straight.sure.tolist() == [0.625, 0.625, 0, 0]  # 50 of 80


def test_without_ways_of_the_walker_nothing_is_known():
    whom = in_town(school(profile="child"), schools("a"))
    assert (whom.sure.tolist(), whom.possible.tolist()) == ([0] * 4, [1] * 4)
    assert whom.lacking == "travel"


def test_the_nearest_of_any_part_takes_its_people_and_the_fullest_of_all_decides():
    two = found(
        ("a", "primary_school", "sure"), ("b", "library", "sure"),
        at=["north"] * 2, capacity=[15, 140],
    )  # fmt: skip
    any_ = in_town(school(more=(Part(type="library"),)), two)
    assert any_.sure.tolist() == [0.5, 1, 1, 0]  # as if B were a school
    near = in_town(school(more=(Part(type="library", radius_m=350),)), two)
    assert near.sure.tolist() == [0.5, 1, 0, 0]  # c2 has 400 m to it
    every = in_town(school(more=(Part(type="library"),), combine="all"), two)
    # c0 and c1 share 15 places for 80, and B has room for all; c2 reaches no school
    assert every.sure == pytest.approx([15 / 80, 15 / 80, 0, 0])


def test_all_parts_with_one_of_unknown_room_are_served_possibly_where_both_are_reached():
    two = found(
        ("a", "primary_school", "sure"), ("b", "library", "sure"),
        at=["north"] * 2, capacity=[15, np.nan],
    )  # fmt: skip
    whom = in_town(school(more=(Part(type="library"),), combine="all"), two)
    assert whom.sure.tolist() == [0, 0, 0, 0]
    assert whom.possible == pytest.approx([15 / 80, 15 / 80, 0, 0])  # c2 is out of reach for sure
    assert whom.lacking == "people"


def test_a_town_without_people_or_without_schools_is_no_trouble():
    empty = in_town(school(), schools("a", "b"), people=[0, 0, 0, 0])
    assert empty.sure.tolist() == [1, 1, 1, 0]  # there is room for whoever may come
    none = in_town(school(), schools())
    assert none.sure.tolist() == none.possible.tolist() == [0, 0, 0, 0]


def test_a_school_without_places_serves_nobody():
    for people in (PEOPLE, [0, 0, 0, 0]):
        whom = in_town(school(), schools("a", room={"a": 0.0}), people=people)
        assert whom.sure.tolist() == whom.possible.tolist() == [0, 0, 0, 0]


def test_cells_off_the_network_are_not_served():
    lost = {"a": [np.nan, 100, np.inf, 100]}
    whom = in_town(school(), schools("a", room={"a": 30.0}), metres=lost)
    assert whom.sure.tolist() == [0, 0.5, 0, 0.5]  # 30 places for the 50 + 10 who come


def test_shares_are_those_of_the_facility():
    facility = np.array([0, 0, 1, -1, 2])
    share = capacity_share(
        facility, np.array([10.0, 30.0, 5.0, 8.0, 1.0]), np.array([20.0, 9.0, np.nan])
    )
    assert share[:4].tolist() == [0.5, 0.5, 1, 0]
    assert np.isnan(share[4])


CATCHMENTS = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        st.lists(st.tuples(st.integers(-1, n - 1), st.floats(0, 1e4)), min_size=1, max_size=12),
        st.lists(st.floats(0, 1e5), min_size=n, max_size=n),
    )
)


@given(CATCHMENTS)
def test_nobody_is_served_twice_and_no_place_is_taken_twice(catchments):
    cells, rooms = catchments
    facility = np.array([to for to, _ in cells], dtype=np.intp)
    people, room = np.array([count for _, count in cells]), np.array(rooms)
    share = capacity_share(facility, people, room)
    assert ((share >= 0) & (share <= 1)).all()
    assert (share[facility < 0] == 0).all()
    for one, places in enumerate(rooms):
        those = facility == one
        taken = share[those] @ people[those]
        # all who come are served, or all places are taken
        assert taken == pytest.approx(min(places, people[those].sum()))


WAYS = st.lists(
    st.tuples(*[st.one_of(st.floats(0, 2000), st.just(np.inf))] * 3), min_size=1, max_size=8
)


@law
@given(WAYS, st.lists(st.floats(0, 100), min_size=3, max_size=3), st.data())
def test_room_serves_no_more_than_reach_and_as_many_where_it_is_ample(ways, rooms, data):
    metres = dict(zip("abc", zip(*ways, strict=True), strict=True))
    count = len(ways)
    people = data.draw(st.lists(st.floats(0, 50), min_size=count, max_size=count))
    item = school()
    reach = by_metres(
        item, ground(item, people, found=schools(*"abc"), metres=metres), "walk", "sure"
    )
    room = dict(zip("abc", rooms, strict=True))
    tight = in_town(item, schools(*"abc", room=room), people=people, metres=metres)
    ample = in_town(item, schools(*"abc", room=dict.fromkeys("abc", 1e6)), people, metres)
    assert (tight.sure <= reach).all()
    assert ample.sure.tolist() == reach.astype(float).tolist()
    assert tight.sure @ people <= sum(rooms) * (1 + 1e-9)
    assert (tight.sure <= tight.possible).all()


@law
@given(WAYS, st.floats(0, 200), st.floats(0, 200))
def test_more_places_never_serve_fewer(ways, room, extra):
    metres = dict(zip("abc", zip(*ways, strict=True), strict=True))
    people = [7.0] * len(ways)
    shares = [
        in_town(school(), schools(*"abc", room=dict.fromkeys("abc", places)), people, metres).sure
        for places in (room, room + extra)
    ]
    assert (shares[0] <= shares[1]).all()


def test_a_capacity_below_none_is_not_known():
    # A, of -5 places by its tag, counts by the standard's 40: c0 and c1, 80 people, go there
    ids = schools("a").assign(capacity=[-5.0])
    whom = in_town(school(), ids, most=40)
    assert whom.sure[:2] == pytest.approx([0.5, 0.5])
    assert (whom.sure >= 0).all()
