"""Panels: children, older people and wheelchair users, by their own people and their own ways."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.audiences import COLUMNS, asked_by, panels
from accessibility.scoring.laying import DISTRICT
from accessibility.scoring.rules import Rules
from accessibility.standards import audience_items
from tests.scoring.town import assessed, facilities, item, law, one_of_each, row, standard

# Two homes in the north, one in the south: 90 + 10 and 100 people; 2 + 8 and 30 children.
PEOPLE = [90, 10, 100]
COMMUNITY = ["north", "north", "south"]
CHILDREN = [2, 8, 30]
NAMES = pd.Series({"north": "North", "south": "South"})
PLAY = item("playground", audience="children", profile="child", rule="time")
BENCH = item("bench", audience="elderly")
SHOP = item("shop", audience="wheelchair", profile="wheelchair")
WAYS = {
    "walk": {"playground": [1, 1, 1], "bench": [400, 600, 100]},
    "child": {"playground": [900, 600, 600]},  # 10 minutes of a child are 600 m
    "wheelchair": {"shop": [400, 9e3, np.nan]},  # known to be passable
}
PERHAPS = {"wheelchair": {"shop": [400, 500, 9e3]}}  # and what may be


def town(*items, known=("children",), **changes):
    of_cells = {"children": CHILDREN} if "children" in known else {}
    given = {"community": COMMUNITY, "possible": PERHAPS, "of_cells": of_cells, **changes}
    return assessed(standard(*items), PEOPLE, WAYS, **given)


def panel(*items, **changes):
    rules = Rules()
    return panels(town(*items, **changes), NAMES, rules).scores.set_index(
        ["audience", "community_id"]
    )


def test_where_children_are_known_they_alone_count():
    # in the north 8 of 10 children have it; of all people it would be 10 of 100
    told = row(town(PLAY).checklist, "north", "playground")
    assert (told["coverage_people"], told["people"]) == (0.8, 10)
    assert (told["people_uncovered"], told["verdict"]) == (2, "partly")
    assert (told["audience"], told["audience_known"]) == ("children", True)


def test_where_they_are_not_known_all_people_count_and_the_row_says_so():
    told = row(town(PLAY, known=()).checklist, "north", "playground")
    assert (told["coverage_people"], told["people"]) == (0.1, 100)
    assert (told["audience"], told["audience_known"]) == ("children", False)
    everybody = row(town(item()).checklist, "north", "primary_school")
    assert everybody["audience_known"]  # who is meant is all


def test_each_community_counts_its_own_where_they_are_known_and_everybody_elsewhere():
    # c2 is the south: its 30 children are known; one of the north's two homes does not say
    told = town(PLAY, of_cells={"children": [2, np.nan, 30]})
    south, north = (row(told.checklist, one, "playground") for one in ("south", "north"))
    assert (south["people"], south["audience_known"]) == (30, True)
    assert (north["people"], north["audience_known"]) == (100, False)
    whole = told.district.iloc[0]
    assert (whole["people"], whole["audience_known"]) == (130, False)


def test_who_goes_as_a_child_does_not_ride():
    near = {"playground": [1, 1, 1]}
    told = assessed(standard(PLAY), PEOPLE, WAYS | {"bike": near}, community=COMMUNITY)
    one = row(told.checklist, "north", "playground")
    assert np.isnan(one["coverage_bicycle"])
    assert one["verdict"] == "not_met"


def test_a_panel_is_scored_by_its_own_people():
    table = panel(PLAY)
    assert list(table.reset_index().columns) == list(COLUMNS)
    north, south, whole = (table.loc[("children", c)] for c in ("north", "south", DISTRICT))
    assert (north["score"], north["people"], north["name"]) == (80, 10, "North")
    assert (south["score"], south["people"], south["items_met"]) == (100, 30, 1)
    assert whole["score"] == pytest.approx(95)  # 38 of 40 children
    assert (whole["people"], pd.isna(whole["name"])) == (40, True)
    assert table["grade"].tolist() == ["B", "A", "A"]
    assert table["people_known"].all()


def test_a_panels_score_is_the_mean_of_its_required_items_that_can_be_told():
    # benches: 90 of 100 and all. Libraries are nowhere, the gym is recommended
    gym = item("gym", audience="elderly", requirement="recommended")
    items = BENCH, item("library", audience="elderly"), item("bus", audience="elderly"), gym
    found = one_of_each(standard(*items)).drop(index="f_library")
    table = panel(*items, found=found)
    north = table.loc[("elderly", "north")]
    # bus stops: known, reached by nobody
    assert north["score"] == pytest.approx((90 + 0) / 2)
    assert north[["items", "items_assessed", "items_met"]].tolist() == [3, 2, 1]
    assert not north["people_known"]
    assert table.loc[("elderly", DISTRICT), "score"] == pytest.approx(95 / 2)


def test_for_wheelchairs_what_is_known_and_what_may_be_passable_are_two_scores():
    # known: 90 of 100; with ways of which nothing is known, 500 m: all of them
    table = panel(SHOP)
    north, south = table.loc[("wheelchair", "north")], table.loc[("wheelchair", "south")]
    assert (north["score"], north["score_possible"]) == (90, 100)
    # nobody in the south could get there, even if all unknown ways were passable
    assert (south["score"], south["score_possible"]) == (0, 0)


def test_where_the_unknown_ways_would_change_the_verdict_there_is_no_score_but_a_possible_one():
    perhaps = {"wheelchair": {"shop": [400, 500, 450]}}
    south = panel(SHOP, possible=perhaps).loc[("wheelchair", "south")]
    assert np.isnan(south["score"])
    assert pd.isna(south["grade"])
    assert (south["score_possible"], south["items_assessed"]) == (100, 0)


def test_what_is_nowhere_in_the_data_has_no_score_of_either_sort():
    none = facilities(("f1", "primary_school", "sure"))
    table = panel(PLAY, found=none)
    assert table[["score", "score_possible"]].isna().all(axis=None)
    assert table["items_assessed"].tolist() == [0, 0, 0]


def test_audiences_stand_in_the_order_of_their_items_and_communities_before_the_district():
    table = panels(town(SHOP, PLAY, BENCH), NAMES, Rules()).scores
    assert table["audience"].tolist() == [
        *["wheelchair"] * 3, *["children"] * 3, *["elderly"] * 3,
    ]  # fmt: skip
    assert table["community_id"].tolist() == ["north", "south", DISTRICT] * 3


def test_the_panels_rest_on_a_checklist_of_communities():
    laid = town(PLAY, SHOP)
    told = panels(laid, NAMES, Rules()).checklist
    pd.testing.assert_frame_equal(told, laid.checklist)
    assert DISTRICT not in told.index.get_level_values("community_id")


def test_only_the_audiences_asked_for_are_kept():
    every = audience_items()
    some = asked_by(("children", "wheelchair"), every)
    assert {one.audience for one in some.items} == {"children", "wheelchair"}
    assert asked_by(("children", "elderly", "wheelchair"), every) == every
    assert asked_by((), every).items == ()


def test_nobody_asked_for_gives_empty_panels():
    laid = assessed(asked_by((), audience_items()), PEOPLE, WAYS, community=COMMUNITY)
    both = panels(laid, NAMES, Rules())
    assert list(both.scores.columns) == list(COLUMNS)
    assert both.scores.empty
    assert both.checklist.empty


def test_a_community_where_no_child_lives_has_no_score():
    table = panel(PLAY, of_cells={"children": [0, 0, 30]})
    assert np.isnan(table.loc[("children", "north"), "score"])
    assert table.loc[("children", "north"), "people"] == 0
    assert table.loc[("children", DISTRICT), "score"] == 100


homes = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.integers(0, 40),
        *(st.one_of(st.integers(0, 1200), st.sampled_from([np.inf, np.nan])) for _ in range(2)),
        st.integers(0, 600),
    ),
    min_size=1,
    max_size=6,
)


@law
@given(homes)
def test_what_may_be_passable_never_lowers_a_score(rows):
    people, children, play, shop, nearer = map(list, zip(*rows, strict=True))
    sure = {"child": {"playground": play}, "wheelchair": {"shop": shop}, "walk": {}}
    closer = [np.maximum(m - n, 0) for m, n in zip(shop, nearer, strict=True)]
    laid = assessed(
        standard(PLAY, SHOP), people, sure, possible={"wheelchair": {"shop": closer}},
        of_cells={"children": children},
    )  # fmt: skip
    table = panels(laid, NAMES, Rules()).scores
    told = table.dropna(subset=["score"])
    assert (told["score_possible"] >= told["score"] - 1e-9).all()
    assert told["score"].between(0, 100).all()
    assert (table["items_assessed"] <= table["items"]).all()
    assert table["people"].tolist() == [sum(children)] * 2 + [sum(people)] * 2


@law
@given(homes)
def test_children_who_live_as_all_people_do_are_served_as_all_people_are(rows):
    people, _, play, *_ = map(list, zip(*rows, strict=True))
    ways = {"walk": {}, "child": {"playground": play}}
    unknown = assessed(standard(PLAY), people, ways)
    known = assessed(standard(PLAY), people, ways, of_cells={"children": np.divide(people, 10)})
    same = ["coverage", "verdict", "nearest_m"]
    pd.testing.assert_frame_equal(unknown.checklist[same], known.checklist[same])
