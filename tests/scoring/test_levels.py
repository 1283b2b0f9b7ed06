"""Scores of levels, communities and the district, added up by hand."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring import levels
from accessibility.scoring.checklist import DISTRICT, Assessment, assess, checklist
from accessibility.scoring.laying import lay_out
from accessibility.scoring.levels import scores
from accessibility.scoring.rules import Rules
from accessibility.standards import Standard
from accessibility.tables import SCORES
from tests.scoring import town

RULES = Rules()

# Four cells: c0 and c1 in the north (30 and 70 people), c2 and c3 in the south (100 and 0).
PEOPLE = [30.0, 70.0, 100.0, 0.0]
COMMUNITY = ["north", "north", "south", "south"]
CELLS = town.cells(PEOPLE, COMMUNITY)
TYPES = ("primary_school", "bank", "park", "gym", "bus_stop")
FOUND = town.facilities(*((f"f{n}", name, "sure") for n, name in enumerate(TYPES)))

# The whole test standard: two required items at 15 minutes (1,000 m), one at 10 (500 m), one at
# 5 (300 m), one recommended, one of a block, and one that the data do not hold.
ITEMS = (
    town.item("primary_school", level="15"),
    town.item("bank", level="15"),
    town.item("park", level="10"),
    town.item("bus_stop", level="5"),
    town.item("gym", level="5", requirement="recommended"),
    town.item("bank", level="block", radius_m=70),
    town.item("library", level="5"),
)
STANDARD = town.standard(*ITEMS)
WAYS = {
    "primary_school": [900, 1100, 200, 1],  # north 0.3, south 1
    "bank": [100, 1000, 1001, 1],  # north 1, south 0
    "park": [600, 400, np.nan, 1],  # north 0.7, south 0
    "bus_stop": [10, 10, 10, 1],  # north 1, south 1
    "gym": [9000] * 4,
}


def told(of: Standard = STANDARD, ways: dict = WAYS, cells: pd.DataFrame = CELLS) -> pd.DataFrame:
    return checklist(
        of,
        communities=town.communities(cells),
        cells=cells,
        facilities=FOUND,
        nearest=town.nearest(cells, ways),
        rules=RULES,
    )


def scored(of: Standard = STANDARD, ways: dict = WAYS, cells: pd.DataFrame = CELLS) -> pd.DataFrame:
    verdicts = told(of, ways, cells)
    return scores(verdicts, {of.id: of}, town.communities(cells), RULES).loc[of.id]


def whole(of: Standard = STANDARD, ways: dict = WAYS, cells: pd.DataFrame = CELLS) -> dict:
    return {
        "standard": of,
        "cells": cells,
        "facilities": FOUND,
        "nearest": town.nearest(cells, ways),
        "rules": RULES,
    }


def laid(**args: object) -> Assessment:
    of, rules, cells = args["standard"], args["rules"], args["cells"]
    layout = lay_out(
        [of], communities=town.communities(cells), cells=cells, facilities=args["facilities"],
        nearest=args["nearest"],
    )  # fmt: skip
    return assess(of, layout, rules)


def district(**args: object) -> pd.DataFrame:
    """The row of the district, from verdicts on all people together."""
    one, cells = laid(**args), town.communities(args["cells"])
    of, rules = args["standard"], args["rules"]
    apart = scores(one.checklist, {of.id: of}, cells, rules)
    return levels.district(one.district, apart, {of.id: of}, rules)


def missed(**args: object) -> pd.Series:
    one = laid(**args)
    return levels.missed(one, one.district)


def test_a_levels_score_is_the_mean_coverage_of_its_required_items():
    north, south = scored().loc["north"], scored().loc["south"]
    assert north["level_15"] == pytest.approx(65)  # (0.3 + 1) / 2
    assert north["level_10"] == pytest.approx(70)
    assert north["level_5"] == pytest.approx(100)  # the bus stop; nothing is known of libraries
    assert north["score"] == pytest.approx(235 / 3)  # 78.3
    assert north["grade"] == "B"
    assert south[["level_15", "level_10", "level_5"]].tolist() == pytest.approx([50, 0, 100])
    assert (south["score"], south["grade"]) == (pytest.approx(50), "D")


def test_items_are_counted_beside_the_score():
    # required in 15, 10 and 5: school, bank, park, bus stop, library; libraries cannot be told
    counts = scored()[["items_required", "items_assessed", "items_met"]]
    assert counts.loc["north"].tolist() == [5, 4, 2]  # bank and bus stop are met
    assert counts.loc["south"].tolist() == [5, 4, 2]  # school and bus stop


def test_the_table_keeps_its_contract():
    table = scores(told(), {"test": STANDARD}, town.communities(CELLS), RULES)
    SCORES.require(table)
    assert table.index.names == list(SCORES.index)
    assert table["name"].tolist() == ["North", "South"]
    assert table["population"].tolist() == [100, 100]


def test_a_level_with_nothing_assessed_has_no_score_and_does_not_count():
    only_library = town.standard(town.item("library", level="5"), town.item(level="15"))
    north = scored(only_library).loc["north"]
    assert np.isnan(north["level_5"])
    assert np.isnan(north["level_10"])
    assert north["score"] == north["level_15"] == pytest.approx(30)


def test_where_nothing_can_be_assessed_there_is_neither_score_nor_grade():
    north = scored(town.standard(town.item("library"))).loc["north"]
    assert np.isnan(north["score"])
    assert pd.isna(north["grade"])
    assert north[["items_required", "items_assessed", "items_met"]].tolist() == [1, 0, 0]


def test_a_community_without_people_is_in_the_table_without_a_score():
    empty = town.cells([10, 0], ["north", "south"])
    table = scored(town.standard(), {"primary_school": [1, 1]}, empty)
    assert table["score"].tolist()[0] == 100
    assert np.isnan(table.loc["south", "score"])
    assert table["items_assessed"].tolist() == [1, 0]


def test_a_community_without_cells_is_in_the_table():
    cells = CELLS[CELLS["community_id"] == "north"]
    both = town.communities(CELLS)
    verdicts = checklist(communities=both, **(whole() | {"cells": cells}))
    table = scores(verdicts, {"test": STANDARD}, both, RULES).loc["test"]
    assert table.index.tolist() == ["north", "south"]
    assert np.isnan(table.loc["south", "score"])


def test_by_bicycle_counts_by_its_coverage_on_foot():
    cells = town.cells([100, 100])
    near = town.nearest(
        cells, {"primary_school": [100, 900]}, bicycle={"primary_school": [100, 900]}
    )
    verdicts = checklist(
        town.standard(),
        communities=town.communities(cells),
        cells=cells,
        facilities=FOUND,
        nearest=near,
        rules=RULES,
    )
    assert verdicts["verdict"].tolist() == ["by_bicycle"]
    table = scores(verdicts, {"test": town.standard()}, town.communities(cells), RULES)
    assert table["score"].tolist() == [50]
    assert table["items_met"].tolist() == [0]


@pytest.mark.parametrize(
    ("share", "grade"),
    [
        (90, "A"),
        (89.99, "B"),
        (75, "B"),
        (74.99, "C"),
        (60, "C"),
        (40, "D"),
        (39.99, "E"),
        (0, "E"),
    ],
)
def test_grades_include_their_lower_end_and_are_not_rounded_up(share: float, grade: str):
    cells = town.cells([share, 100 - share])
    table = scored(town.standard(), {"primary_school": [100, 900]}, cells)
    assert table["grade"].tolist() == [grade]


def test_two_standards_are_scored_one_after_the_other():
    other = Standard(**(vars(town.standard()) | {"id": "other"}))
    verdicts = pd.concat([told(), told(other)])
    both = {"test": STANDARD, "other": other}
    table = scores(verdicts, both, town.communities(CELLS), RULES)
    assert table.index.get_level_values("standard").tolist() == ["test"] * 2 + ["other"] * 2
    assert table.loc[("test", "north"), "score"] == pytest.approx(235 / 3)
    assert table.loc[("other", "north"), "items_required"] == 1


def test_data_confidence_is_the_mean_over_types_and_each_type_counts_once():
    # 200 people; 40 a facility: 5 expected of each type. 1 bank found: 0.2; 5 parks: 1.
    # Banks stand at two levels and count once: (0.2 + 1) / 2.
    items = town.item("bank", level="15"), town.item("bank", level="10"), town.item("park")
    of = town.standard(*items, served=40)
    found = town.facilities(("b", "bank", "sure"), *((f"p{n}", "park", "sure") for n in range(5)))
    verdicts = checklist(
        of,
        communities=town.communities(CELLS),
        cells=CELLS,
        facilities=found,
        nearest=town.nearest(CELLS, WAYS),
        rules=RULES,
    )
    table = scores(verdicts, {"test": of}, town.communities(CELLS), RULES)
    assert table["data_confidence"].tolist() == pytest.approx([0.6, 0.6])


def test_data_confidence_counts_a_type_once_for_every_least_area():
    # 200 people; 40 a park: 5 expected. 5 parks found: 1; one of them of a hectare: 0.2
    sized = town.item("park", level="15", min_site_m2=10_000)
    of = town.standard(town.item("park"), sized, town.item("park", level="5"), served=40)
    found = town.facilities(
        *((f"p{n}", "park", "sure") for n in range(5)), area_m2=[10_000, 9_999, 1, None, 5]
    )
    verdicts = checklist(**(whole(of) | {"facilities": found}),
                         communities=town.communities(CELLS))  # fmt: skip
    table = scores(verdicts, {"test": of}, town.communities(CELLS), RULES)
    assert table["data_confidence"].tolist() == pytest.approx([0.6, 0.6])


def test_too_few_people_say_nothing_about_the_data():
    assert scored()["data_confidence"].isna().all()


# The district


def test_the_district_is_judged_as_one_community():
    # 200 people: school 130, bank 100, park 70, bus stop 200 of them
    on_foot = Rules(profile_bicycle=None)
    table = laid(**(whole() | {"rules": on_foot})).district
    assert set(table.index.get_level_values("community_id")) == {DISTRICT}
    assert table["coverage_people"].iloc[:4].tolist() == pytest.approx([0.65, 0.5, 0.35, 1])
    assert table["verdict"].iloc[:4].tolist() == ["partly", "partly", "not_met", "met"]


def test_the_district_is_scored_on_one_row():
    row = district(**whole()).loc[("test", DISTRICT)]
    assert row["level_15"] == pytest.approx(57.5)
    assert row["score"] == pytest.approx((57.5 + 35 + 100) / 3)
    assert (row["population"], row["items_met"]) == (200, 1)
    assert pd.isna(row["name"])


def test_cells_outside_every_community_are_not_in_the_district():
    cells = town.cells([50, 50, 100], ["north", "north", None])
    of, ways = town.standard(), {"primary_school": [100, 900, 100]}
    row = district(**whole(of, ways, cells)).iloc[0]
    assert (row["population"], row["score"]) == (100, 50)


# Items missed by every cell


def test_each_cell_misses_the_required_items_out_of_its_reach():
    # c0: park (600). c1: school (1100). c2: bank (1001), park (not joined). c3: nothing.
    # The library cannot be told, the gym is recommended, the block is not scored.
    count = missed(**whole())
    assert count.to_dict() == {"c0": 1, "c1": 1, "c2": 2, "c3": 0}
    assert count.name == "test"


def test_a_cell_that_could_not_join_misses_everything_that_can_be_told():
    lost = {name: [np.nan, *ways[1:]] for name, ways in WAYS.items()}
    assert missed(**whole(ways=lost))["c0"] == 4


def test_what_cannot_be_told_of_the_district_is_missed_by_nobody():
    thin = town.standard(*ITEMS, served=10)  # 20 of each type expected, 1 found: failing is open
    # only the bus stop, which everybody reaches, can be told
    assert missed(**whole(thin)).tolist() == [0, 0, 0, 0]


def test_counts_follow_the_cell_whatever_the_callers_order():
    mixed = CELLS.iloc[[2, 0, 3, 1]]
    count = missed(**whole(cells=mixed) | {"nearest": town.nearest(CELLS, WAYS)})
    assert count.reindex(mixed.index).tolist() == [2, 1, 0, 1]


# Laws

cells_of_a_town = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from(["north", "south"]),
        *(st.one_of(st.integers(0, 1500), st.just(np.inf)) for _ in range(3)),
    ),
    min_size=1,
    max_size=6,
)
LAW_ITEMS = (
    town.item("primary_school", level="15"),
    town.item("bank", level="10"),
    town.item("park", level="5"),
)


def _town(rows: list) -> tuple[pd.DataFrame, dict[str, list[float]]]:
    people, community, *ways = map(list, zip(*rows, strict=True))
    return town.cells(people, community), dict(
        zip(("primary_school", "bank", "park"), ways, strict=True)
    )


@town.law
@given(cells_of_a_town, st.integers(0, 400))
def test_nearer_facilities_never_lower_a_score(rows: list, nearer: int):
    cells, ways = _town(rows)
    closer = {name: [max(way - nearer, 0) for way in each] for name, each in ways.items()}
    of = town.standard(*LAW_ITEMS)
    assert (scored(of, closer, cells)["score"] >= scored(of, ways, cells)["score"] - 1e-9).all()


@town.law
@given(cells_of_a_town)
def test_the_district_is_the_people_weighted_mean_of_its_communities(rows: list):
    cells, ways = _town(rows)
    of = town.standard(*LAW_ITEMS)
    apart, together = scored(of, ways, cells), district(**whole(of, ways, cells)).iloc[0]
    mean = np.average(apart["score"], weights=apart["population"])
    assert together["score"] == pytest.approx(mean)


@town.law
@given(cells_of_a_town, st.integers(0, 2000))
def test_recommended_items_never_change_a_score(rows: list, metres: int):
    cells, ways = _town(rows)
    more = (*LAW_ITEMS, town.item("gym", level="5", requirement="recommended"))
    plain = scored(town.standard(*LAW_ITEMS), ways, cells)
    beside = scored(town.standard(*more), ways | {"gym": [metres] * len(cells)}, cells)
    pd.testing.assert_frame_equal(plain, beside)


@town.law
@given(cells_of_a_town)
def test_scores_lie_between_0_and_100_and_never_count_more_than_there_is(rows: list):
    cells, ways = _town(rows)
    table = scored(town.standard(*LAW_ITEMS), ways, cells)
    assert table["score"].between(0, 100).all()
    assert (table["items_met"] <= table["items_assessed"]).all()
    assert (table["items_assessed"] <= table["items_required"]).all()


@town.law
@given(cells_of_a_town)
def test_whoever_misses_nothing_lives_where_all_is_covered(rows: list):
    cells, ways = _town(rows)
    of = town.standard(*LAW_ITEMS)
    count = missed(**whole(of, ways, cells))
    share = district(**whole(of, ways, cells)).iloc[0]["score"]
    weighted = (count * cells["people"]).sum() / cells["people"].sum()
    assert weighted / 3 == pytest.approx(1 - share / 100)


# Rolled up


def rolled_up(ways: dict, cells: pd.DataFrame = CELLS) -> pd.Series:
    return district(**whole(STANDARD, ways, cells)).iloc[0]


def test_the_levels_of_the_district_are_those_of_its_communities_weighted_by_people():
    # level 15: north (0.3 + 1) / 2, south (1 + 0) / 2, each 100 people: 57.5
    row = rolled_up(WAYS)
    assert row["level_15"] == pytest.approx(57.5)
    assert row["level_10"] == pytest.approx(35)
    assert row["score"] == pytest.approx((57.5 + 35 + 100) / 3)
    assert row["items_required"] == district(**whole()).iloc[0]["items_required"]


def test_a_community_without_a_score_does_not_weigh():
    # nobody lives in the south, which so has no score
    cells = town.cells([30.0, 70.0, 0.0, 0.0], COMMUNITY)
    assert rolled_up(WAYS, cells)["level_15"] == pytest.approx(65)


@town.law
@given(cells_of_a_town)
def test_the_district_lies_between_its_lowest_and_highest_community(rows: list):
    cells, ways = _town(rows)
    of = town.standard(*LAW_ITEMS)
    apart = scores(told(of, ways, cells), {of.id: of}, town.communities(cells), RULES)
    row = district(**whole(of, ways, cells)).iloc[0]
    assert apart["level_15"].min() - 1e-9 <= row["level_15"] <= apart["level_15"].max() + 1e-9


# Kinds of community, rules of supply, weights


def scored_rows(of: Standard, people: list[float], sure: dict, **changes) -> tuple:
    """Scores of communities a, b, ... and the row of the district."""
    names = list("abc"[: len(people)])
    one = town.assessed(of, people, sure, community=names, **changes)
    known = town.communities(town.cells(people, names))
    apart = scores(one.checklist, {of.id: of}, known, RULES)
    return apart.loc["test"], levels.district(one.district, apart, {of.id: of}, RULES).iloc[0], one


def test_an_item_counts_only_where_it_holds():
    # schools at 10 minutes for all; parks at 15 for the rural b alone
    of = town.standard(town.item(), town.item("park", level="15", kinds=("rural",)))
    ways = {"walk": {"primary_school": [100, 9e3], "park": [9e3, 100]}}
    apart, whole, one = scored_rows(of, [10, 30], ways, kind={"a": "urban", "b": "rural"})
    assert apart["items_required"].tolist() == apart["items_assessed"].tolist() == [1, 2]
    assert apart["items_met"].tolist() == [1, 1]
    assert np.isnan(apart.loc["a", "level_15"])
    assert apart["score"].tolist() == [100, 50]  # b: 0 at 10 minutes, 100 at 15
    # the district: schools a quarter of the people, parks all of whom they concern
    assert (whole["level_10"], whole["level_15"]) == (25, 100)
    assert (whole["items_required"], whole["score"]) == (2, 62.5)
    # a misses nothing, though no park is near: parks are not for it
    assert levels.missed(one, one.district).tolist() == [0, 1]


def test_what_units_hold_is_scored_by_its_share():
    # two parks asked of each community: a holds one, b two, c none
    of = town.standard(town.item("park", level="5", rule="count", least=2))
    found = town.facilities(*((f"p{n}", "park", "sure") for n in range(3)))
    found["community_id"] = ["a", "b", "b"]
    apart, whole, one = scored_rows(of, [10, 30, 60], {}, found=found)
    assert apart["level_5"].tolist() == [50, 100, 0]
    assert apart["items_met"].tolist() == [0, 1, 0]
    assert whole["level_5"] == pytest.approx((10 * 50 + 30 * 100) / 100)
    assert one.district["coverage"].tolist() == pytest.approx([0.35])
    assert whole["items_met"] == 0
    assert levels.missed(one, one.district).tolist() == [1, 0, 1]


def test_what_a_district_holds_everybody_has():
    of = town.standard(town.item("park", rule="presence", unit="district"))
    found = town.facilities(("p", "park", "sure"))
    apart, whole, _ = scored_rows(of, [10, 30], {}, found=found.assign(community_id=["a"]))
    assert apart["score"].tolist() == [100, 100]
    assert (whole["score"], whole["items_met"]) == (100, 1)


def test_by_land_the_score_is_of_land_and_the_district_still_of_people():
    # a: a quarter of the land, b: all of it; 10 and 30 people
    of = town.standard(town.item(weight="land"))
    cells = town.cells([5, 5, 30], ["a", "a", "b"]).assign(land_m2=[100, 300, 1])
    table = scored(of, {"primary_school": [100, 9e3, 100]}, cells)
    assert table["level_10"].tolist() == [25, 100]
    row = district(**whole(of, {"primary_school": [100, 9e3, 100]}, cells)).iloc[0]
    assert row["level_10"] == pytest.approx((10 * 25 + 30 * 100) / 40)


def test_other_levels_have_a_column_together():
    # rates of a community and half an hour away: 0 and 100, one column
    of = town.standard(town.item("park", level="community", rule="presence"), town.item(level="30"))
    more = {one: replace(of.levels["10"], id=one) for one in ("community", "30")}
    of = replace(of, levels={**of.levels, **more})
    found = town.facilities(("p", "park", "sure"), ("f", "primary_school", "sure"))
    found["community_id"] = [None, None]
    apart, *_ = scored_rows(of, [10], {"walk": {"primary_school": [100]}}, found=found)
    row = apart.loc["a"]
    assert (row["level_other"], row["score"]) == (50, 50)
    assert row[["level_15", "level_10", "level_5"]].isna().all()


kinds_of_town = st.lists(
    st.tuples(st.integers(1, 40), st.integers(0, 1200), st.sampled_from(["urban", "rural"])),
    min_size=1,
    max_size=3,
)


@town.law
@given(kinds_of_town)
def test_items_for_others_never_change_a_score(rows: list):
    people, metres, kinds = map(list, zip(*rows, strict=True))
    kind = dict(zip("abc", kinds, strict=False))
    ways = {"walk": {"primary_school": metres}}
    plain = town.standard(town.item())
    beside = town.standard(town.item(), town.item(id="rural", level="5", kinds=("rural",)))
    urban = [name for name, of in kind.items() if of == "urban"]
    one, two = (scored_rows(of, people, ways, kind=kind)[0] for of in (plain, beside))
    pd.testing.assert_frame_equal(one.loc[urban], two.loc[urban])
