import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import box

from accessibility.errors import GroupsAboveTotalError
from accessibility.inputs.groups import (
    cells_with_groups,
    group_remarks,
    require_groups_fit,
    with_groups,
)
from tests.inputs.plots import communities

WEST, EAST = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
NO = float("nan")


def town(**columns):
    """East and west, with their numbers in this order."""
    values = {"population": (NO, NO), "households": (NO, NO), "children": (NO, NO)}
    values = values | {"elderly": (NO, NO)} | columns
    frame = communities({"east": EAST, "west": WEST})
    return frame.assign(**{name: list(map(float, pair)) for name, pair in values.items()})


def residents(**columns) -> pd.DataFrame:
    index = pd.Index(["east", "west"], name="community_id")
    names = ("people", "households", "children", "elderly")
    return pd.DataFrame({n: list(columns.get(n, (NO, NO))) for n in names}, index, dtype=float)


def cells(*rows: tuple[str, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["community_id", "people"])


def refused(communities, totals) -> str:
    with pytest.raises(GroupsAboveTotalError) as error:
        require_groups_fit(communities, pd.Series(totals, dtype=float))
    return str(error.value)


def test_the_table_of_residents_goes_before_the_file():
    found, said = with_groups(town(children=(5, 6)), residents(children=(7, NO), elderly=(NO, 1)))
    assert found["children"].to_list() == [7, 6]
    assert found.loc["west", "elderly"] == 1
    assert np.isnan(found.loc["east", "elderly"])
    assert said == (
        "children differ between the table of residents and the file of communities; "
        "the table counts",
    )


def test_where_both_agree_or_one_says_nothing_there_is_nothing_to_tell():
    found, said = with_groups(town(children=(5, NO)), residents(children=(5, 8)))
    assert found["children"].to_list() == [5, 8]
    assert said == ()


def test_without_a_table_the_file_stands():
    frame = town(children=(5, 6))
    assert with_groups(frame, None) == (frame, ())


def test_a_group_is_spread_as_people_are():
    # west: 60 people of whom 15 are children, a quarter of every cell
    frame = town(population=(10, 60), children=(NO, 15), elderly=(2, 0))
    found = cells_with_groups(cells(("west", 20), ("west", 40), ("east", 10)), frame)
    assert found["children"].to_list()[:2] == [5, 10]
    assert np.isnan(found["children"][2])  # of the east it is not known
    assert found["elderly"].to_list() == [0, 0, 2]


def test_cells_have_the_columns_even_where_nothing_is_known():
    found = cells_with_groups(cells(("west", 20)), town(population=(0, 20)))
    assert found[["children", "elderly"]].isna().all(axis=None)


def test_in_a_community_of_nobody_there_are_no_children():
    found = cells_with_groups(cells(("west", 0)), town(population=(5, 0), children=(1, 0)))
    assert found["children"].to_list() == [0]


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=20).filter(lambda people: sum(people) > 1),
    st.floats(0, 1),
)
def test_spreading_keeps_the_group(people, share):
    total = sum(people)
    frame = town(population=(0, total), children=(0, share * total))
    found = cells_with_groups(cells(*(("west", one) for one in people)), frame)
    assert found["children"].sum() == pytest.approx(share * total)
    assert (found["children"] <= found["people"] * (1 + 1e-9)).all()


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        # 40 + 61 of 100
        (
            {"children": (0, 40), "elderly": (0, 61)},
            "west-town (west) has children 40, elderly 61, of 100 people",
        ),
        ({"children": (NO, 101)}, "west-town (west) has children 101, of 100 people"),
        ({"households": (NO, 101)}, "west-town (west) has households 101, of 100 people"),
    ],
)
def test_groups_above_the_known_people_are_refused_with_the_numbers(numbers, said):
    message = refused(town(population=(50, 100), **numbers), {"west": 100})
    assert f"groups that add up to more than the total: {said}. Remedy: correct" in message
    assert "estimated" not in message
    assert "east" not in message


def test_groups_above_an_estimate_are_refused_with_the_way_out():
    message = refused(town(population=(50, 99.6), children=(0, 120)), {})
    assert "west-town (west) has children 120, of an estimate of 100 people" in message
    assert "or give the residents where they are estimated" in message
    one = refused(town(population=(50, 1), children=(0, 2)), {})
    assert "children 2, of an estimate of 1 person" in one


@pytest.mark.parametrize(
    ("numbers", "totals"),
    [
        ({"children": (20, 40), "elderly": (30, 60)}, {"east": 50, "west": 100}),  # all of them
        ({"households": (50, 100)}, {"east": 50, "west": 100}),
        ({"households": (500, 1000)}, {}),  # beside an estimate, which may be the one at fault
        ({}, {"east": 50}),
    ],
)
def test_groups_that_fit_pass_in_silence(numbers, totals):
    frame = town(population=(50, 100), **numbers)
    assert require_groups_fit(frame, pd.Series(totals, dtype=float)) is None


def test_many_communities_are_counted():
    frame = communities({f"c{n}": box(n, 0, n + 1, 1) for n in range(10)}).assign(
        population=1.0, households=NO, children=2.0, elderly=NO
    )
    message = refused(frame, {})
    assert message.count("has children 2") == 8
    assert "; and 2 communities more" in message


def test_groups_that_are_known_in_some_communities_only_are_named():
    assert group_remarks(town(children=(1, NO), elderly=(1, 2))) == (
        "children are known in 1 of 2 communities only",
    )
    assert group_remarks(town()) == ()
