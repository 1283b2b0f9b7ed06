"""What a share is a share of: people, or residential land; who says so, and what it moves."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.errors import InputError
from accessibility.scoring.levels import scores
from accessibility.scoring.rules import Rules
from tests.scoring.town import assessed, cells, communities, item, judged, law, only, row, standard

# Two homes in the north: 90 people on 100 m2 at 400 m, 10 people on 300 m2 at 600 m.
PEOPLE, METRES, LAND = [90.0, 10.0], [400.0, 600.0], [100.0, 300.0]


def told(of=None, **rules):
    return judged(PEOPLE, METRES, land_m2=LAND, of=of or standard(), **rules)


def score(table, of=None):
    town = communities(cells(PEOPLE))
    return scores(table, {"test": of or standard()}, town, Rules())["score"].tolist()


def test_by_people_nine_of_ten_have_it_and_by_land_a_quarter():
    by_people, by_land = only(told()), only(told(weight="land", profile_bicycle=None))
    assert (by_people["verdict"], by_people["coverage"]) == ("met", 0.9)
    assert (by_land["verdict"], by_land["coverage"]) == ("not_met", 0.25)
    for one in (by_people, by_land):  # each is told beside the other, whichever decides
        assert one["coverage_people"] == 0.9
        assert one["coverage_residents_land"] == 0.25
        assert one["people_uncovered"] == 10
    assert (by_people["weight"], by_land["weight"]) == ("people", "land")


def test_the_score_is_of_what_decides():
    assert score(told()) == [90]
    assert score(told(weight="land")) == [25]


def test_the_weight_of_an_item_goes_before_that_of_the_study():
    of = standard(item(weight="land"), item(id="free"), item(id="counted", weight="people"))
    by_people, by_land = told(of), told(of, weight="land")
    assert by_people["weight"].tolist() == ["land", "people", "people"]
    assert by_land["weight"].tolist() == ["land", "land", "people"]
    assert by_people["coverage"].tolist() == [0.25, 0.9, 0.9]
    assert by_land["coverage"].tolist() == [0.25, 0.25, 0.9]
    assert score(by_people, of) == [pytest.approx((25 + 90 + 90) / 3)]


def test_what_is_possible_and_who_rides_is_weighed_alike():
    # all land possibly; riding 600 m takes 3 of the 10 minutes, so by bicycle all of it
    row = only(
        judged(
            PEOPLE,
            METRES,
            land_m2=LAND,
            bicycle={"primary_school": METRES},
            weight="land",
        )
    )
    assert (row["coverage_possible"], row["coverage_bicycle"]) == (0.25, 1)
    assert row["verdict"] == "by_bicycle"


def test_land_on_which_nobody_lives_is_nobodys():
    empty = judged([0, 0], METRES, land_m2=LAND, weight="land", profile_bicycle=None)
    assert (only(empty)["verdict"], only(empty)["cause"]) == ("cannot_tell", "nobody")
    assert np.isnan(only(empty)["coverage_people"])
    assert only(empty)["people_uncovered"] == 0


def test_people_without_land_cannot_be_judged_by_land():
    row = only(judged(PEOPLE, METRES, land_m2=[0, 0], weight="land"))
    assert (row["verdict"], row["cause"]) == ("cannot_tell", "nobody")
    assert row["coverage_people"] == 0.9


def test_the_land_of_an_audience_is_that_of_everybody():
    of = standard(item(audience="children", weight="land"))
    ways = {"walk": {"primary_school": METRES}}
    town = assessed(of, PEOPLE, ways, of_cells={"children": [1, 3], "land_m2": LAND})
    told = row(town.checklist, "north", "primary_school")
    assert (told["coverage"], told["coverage_people"], told["people"]) == (0.25, 0.25, 4)


def test_only_people_and_land_weigh():
    with pytest.raises(InputError, match="weight is 'area'"):
        Rules(weight="area")


homes = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 400), st.integers(0, 1000)),
    min_size=1,
    max_size=6,
)


@law
@given(homes)
def test_where_land_is_as_people_both_weights_say_the_same(rows):
    people, _, metres = map(list, zip(*rows, strict=True))
    land = [10.0 * each for each in people]
    one, two = (judged(people, metres, land_m2=land, weight=by) for by in ("people", "land"))
    assert only(one)["verdict"] == only(two)["verdict"]
    assert only(one)["coverage"] == pytest.approx(only(two)["coverage"], nan_ok=True)


@law
@given(homes)
def test_whichever_decides_neither_share_moves(rows):
    people, land, metres = map(list, zip(*rows, strict=True))
    one, two = (judged(people, metres, land_m2=land, weight=by) for by in ("people", "land"))
    same = ["coverage_people", "coverage_residents_land", "people_uncovered", "nearest_m"]
    assert one[same].equals(two[same])
    assert only(one)["coverage"] == pytest.approx(only(one)["coverage_people"], nan_ok=True)
    land = only(two)["coverage_residents_land"] if sum(people) else np.nan  # nobody's land
    assert only(two)["coverage"] == pytest.approx(land, nan_ok=True)
