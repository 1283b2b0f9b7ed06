"""Circles on the map: whom they serve, and how they flatter."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.kinds import distance, straight_line
from accessibility.standards.schema import Part
from tests.scoring.town import assessed, item, law, row, standard

#   c0 ~~~~~ S          the river ~ is 100 m wide; the bridge is far: c0 walks 1,200 m
#            |
#           400
#            |
#   c2 -300- c1         c2 walks 700 m, and is exactly 500 m from S as the crow flies
PEOPLE = [50, 30, 20]
ROLES = {
    "walk": {"primary_school": [1200, 400, 700]},
    "straight_line": {"primary_school": [100, 400, 500]},
}


def town(one=None, ways=ROLES, **rules):
    return assessed(standard(one or item()), PEOPLE, ways, **rules)


def near(one, ways=ROLES):
    return straight_line.served(one, town(one, ways).ground)


def test_a_circle_does_not_see_the_river():
    whom = near(item())
    assert whom.sure.tolist() == whom.possible.tolist() == [1, 1, 1]
    assert near(item(radius_m=499)).sure.tolist() == [1, 1, 0]


def test_the_columns_tell_what_the_circle_makes_of_it():
    # along the streets only the 30 of c1 are within 500 m
    told = row(town().checklist, "north", "primary_school")
    assert told["coverage_by_straight_line"] == 1
    assert told["coverage_by_distance"] == told["coverage_people"] == pytest.approx(0.3)
    assert told["straight_line_gap"] == pytest.approx(0.7)


def test_an_item_may_be_drawn_where_the_others_are_walked():
    drawn = item(rule="straight_line")
    told = row(town(drawn).checklist, "north", drawn.id)
    assert (told["verdict"], told["rule"], told["limit"]) == ("met", "straight_line", 500)
    assert told["nearest_m"] == 100  # half of the people, as the crow flies
    assert told["coverage_by_distance"] == pytest.approx(0.3)


def test_what_is_possible_comes_from_the_possible_circles():
    perhaps = {"straight_line": {"primary_school": [100, 400, 1]}}
    laid = town(item(radius_m=400), possible=perhaps)
    whom = straight_line.served(laid.items[0], laid.ground)
    assert whom.sure.tolist() == [1, 1, 0]
    assert whom.possible.tolist() == [1, 1, 1]


def test_without_circles_it_is_open():
    walked = {"walk": ROLES["walk"]}
    whom = near(item(), walked)
    assert (whom.sure.tolist(), whom.possible.tolist()) == ([0] * 3, [1] * 3)
    told = row(town(item(rule="straight_line"), walked).checklist, "north", "primary_school")
    assert (told["verdict"], told["cause"]) == ("cannot_tell", "lacking travel")
    plain = row(town(item(), walked).checklist, "north", "primary_school")
    assert np.isnan(plain["coverage_by_straight_line"])
    assert np.isnan(plain["straight_line_gap"])


def test_of_parts_any_suffices_or_all_are_needed():
    ways = {"straight_line": {"primary_school": [100, 400, 501], "library": [900, 500, 1]}}
    parts = {"more": (Part(type="library"),)}
    assert near(item(**parts), ways).sure.tolist() == [1, 1, 1]
    assert near(item(**parts, combine="all"), ways).sure.tolist() == [0, 1, 0]


def test_a_study_of_circles_alone_needs_no_streets():
    drawn = {"straight_line": ROLES["straight_line"]}
    told = row(town(ways=drawn, rule="straight_line").checklist, "north", "primary_school")
    assert (told["verdict"], told["coverage_people"]) == ("met", 1)
    assert np.isnan(told["coverage_by_distance"])


detours = st.lists(
    st.tuples(st.floats(0, 1000), st.one_of(st.floats(1, 5), st.just(np.inf)), st.booleans()),
    min_size=3,
    max_size=3,
)


@law
@given(detours, st.sampled_from(["any", "all"]))
def test_a_circle_never_serves_fewer_than_the_streets_in_it(rows, combine: str):
    drawn, factor, mapped = map(np.array, zip(*rows, strict=True))
    walked = np.where(mapped, np.maximum(drawn, 1) * factor, np.nan)
    ways = {
        "walk": {"primary_school": walked, "library": walked[::-1]},
        "straight_line": {"primary_school": drawn, "library": drawn[::-1]},
    }
    one = item(combine=combine, more=(Part(type="library", radius_m=300),))
    ground = town(one, ways).ground
    assert (straight_line.served(one, ground).sure >= distance.served(one, ground).sure).all()
    told = row(town(one, ways).checklist, "north", one.id)
    assert told["straight_line_gap"] >= -1e-12
