"""The share of daily needs met on foot: two communities worked by hand, and its laws."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.measures.needs import COMMUNITY, DISTRICT, KIND, need_shares, needs_met
from accessibility.standards.needs import daily_needs


@dataclass(frozen=True)
class Want:
    """A need, as small as it gets."""

    id: str
    types: tuple[str, ...]
    minutes: float = 15.0
    kinds: tuple[str, ...] = ("urban", "industrial", "rural")


FOOD = Want("food", ("market", "supermarket"))
MEDICINE = Want("medicine", ("pharmacy",))
BUS = Want("bus", ("bus_stop",), minutes=10)
SCHOOL = Want("school", ("school",), kinds=("urban",))
WANTS = [FOOD, MEDICINE, BUS, SCHOOL]

CELLS = pd.DataFrame(
    {"community_id": ["old", "old", "works"], "people": [30.0, 10.0, 20.0]},
    index=pd.Index(["a", "b", "c"], name="cell_id"),
)
PLACES = pd.DataFrame(
    {"kind": ["urban", "industrial"]}, index=pd.Index(["old", "works"], name="community_id")
)
# a: food by the supermarket, medicine at exactly 15, bus too late, school
# b: food, no medicine, bus at exactly 10, no school; c: food too far, medicine, no bus
MINUTES = pd.DataFrame(
    {
        "market": [40.0, 5.0, 15.1],
        "supermarket": [12.0, np.inf, 20.0],
        "pharmacy": [15.0, 15.1, 1.0],
        "bus_stop": [10.1, 10.0, np.nan],
        "school": [3.0, np.inf, 2.0],
    },
    CELLS.index,
)


def test_a_town_worked_by_hand():
    found = needs_met(WANTS, MINUTES, CELLS, PLACES)
    # a meets food, medicine, school: 3/4; b food and bus: 2/4; old: (30 x 3/4 + 10 x 2/4) / 40
    # c is asked for three, no school, and meets medicine: 1/3
    shares = found["share"]
    assert shares[COMMUNITY, "old"] == pytest.approx(27.5 / 40)
    assert shares[COMMUNITY, "works"] == pytest.approx(1 / 3)
    # each kind has one community here; the district: (27.5 + 20 / 3) / 60
    assert shares[KIND, "urban"] == shares[COMMUNITY, "old"]
    assert shares[KIND, "industrial"] == shares[COMMUNITY, "works"]
    assert shares[DISTRICT, "district"] == pytest.approx((27.5 + 20 / 3) / 60)


def test_the_need_that_fewest_people_meet_is_named():
    found = needs_met(WANTS, MINUTES, CELLS, PLACES)
    # old: food 40, medicine 30, bus 10, school 30 of 40
    assert found.loc[(COMMUNITY, "old"), "worst_need"] == "bus"
    assert found.loc[(COMMUNITY, "old"), "worst_share"] == 0.25
    # works: nobody has food, and nobody a bus: the first of them
    assert found.loc[(COMMUNITY, "works"), "worst_need"] == "food"
    assert found.loc[(COMMUNITY, "works"), "worst_share"] == 0.0
    # all: food 40, medicine 50, bus 10 of 60; school 30 of the 40 it is asked for
    assert found.loc[(DISTRICT, "district"), "worst_need"] == "bus"
    assert found.loc[(DISTRICT, "district"), "worst_share"] == pytest.approx(10 / 60)


def test_kinds_people_and_numbers_stand_beside():
    found = needs_met(WANTS, MINUTES, CELLS, PLACES)
    assert list(found.index) == [
        (COMMUNITY, "old"),
        (COMMUNITY, "works"),
        (KIND, "industrial"),
        (KIND, "urban"),
        (DISTRICT, "district"),
    ]
    assert found.index.names == ["unit", "community_id"]
    assert found["people"].tolist() == [40, 20, 20, 40, 60]
    assert found["needs"].tolist() == [4, 3, 3, 4, 4]
    assert found["needs_assessed"].tolist() == [4, 3, 3, 4, 4]
    assert found["kind"].tolist()[:4] == ["urban", "industrial", "industrial", "urban"]
    assert pd.isna(found["kind"].iloc[-1])


def test_the_share_of_every_need_can_be_read():
    shares = need_shares(WANTS, MINUTES, CELLS, PLACES)
    assert shares.loc["old"].to_dict() == {"food": 1, "medicine": 0.75, "bus": 0.25, "school": 0.75}
    assert shares.loc["works"].to_dict() == {
        "food": 0, "medicine": 1, "bus": 0, "school": pytest.approx(np.nan, nan_ok=True),
    }  # fmt: skip


def test_a_need_of_which_the_data_hold_nothing_is_not_assessed():
    # without any bus stop old has food 40, medicine 30, school 30 of 3 x 40 people
    found = needs_met(WANTS, MINUTES.drop(columns="bus_stop"), CELLS, PLACES)
    old = found.loc[(COMMUNITY, "old")]
    assert old["share"] == pytest.approx(100 / 120)
    assert (old["needs"], old["needs_assessed"]) == (4, 3)
    assert need_shares(WANTS, MINUTES.drop(columns="bus_stop"), CELLS, PLACES)["bus"].isna().all()


def test_any_of_several_types_makes_a_need_assessed():
    found = needs_met([FOOD], MINUTES[["market"]], CELLS, PLACES)
    assert found["needs_assessed"].tolist() == [1] * 5
    assert found.loc[(COMMUNITY, "old"), "share"] == 0.25  # b alone: the market


def test_possible_facilities_make_a_second_share():
    # a possible pharmacy next to b: old has 27.5 + 10 / 4 of 40
    maybe = MINUTES.assign(pharmacy=[15.0, 2.0, 1.0])
    found = needs_met(WANTS, MINUTES, CELLS, PLACES, possible=maybe)
    assert found.loc[(COMMUNITY, "old"), "share"] == pytest.approx(27.5 / 40)
    assert found.loc[(COMMUNITY, "old"), "share_possible"] == pytest.approx(30 / 40)
    alone = needs_met(WANTS, MINUTES, CELLS, PLACES)
    assert (alone["share"] == alone["share_possible"]).all()


def test_a_need_with_only_possible_facilities_is_not_assessed():
    # whether any of them is a pharmacy cannot be told, so neither share counts them
    sure = MINUTES[["market"]]
    maybe = sure.assign(pharmacy=1.0)
    found = needs_met([FOOD, MEDICINE], sure, CELLS, PLACES, possible=maybe)
    assert found["needs_assessed"].tolist() == [1] * 5
    assert found.loc[(COMMUNITY, "old"), "share_possible"] == 0.25
    pd.testing.assert_frame_equal(
        found.drop(columns="needs"),
        needs_met([FOOD], sure, CELLS, PLACES).drop(columns="needs"),
    )


def test_where_everybody_meets_all_no_need_is_worst():
    found = needs_met([FOOD], pd.DataFrame({"market": 1.0}, CELLS.index), CELLS, PLACES)
    assert found["worst_need"].isna().all()
    assert found["worst_share"].tolist() == [1.0] * 5


def test_nothing_assessed_is_no_share():
    for wants in (WANTS, []):
        found = needs_met(wants, MINUTES[[]], CELLS, PLACES)
        assert found[["share", "share_possible", "worst_share"]].isna().all(axis=None)
        assert found["worst_need"].isna().all()
        assert found["needs_assessed"].tolist() == [0] * 5


def test_a_kind_without_assessed_needs_lowers_nobody():
    # school is asked of the urban alone: the district is what the urban have
    found = needs_met([SCHOOL], MINUTES, CELLS, PLACES)
    assert found.loc[(COMMUNITY, "old"), "share"] == 0.75
    assert pd.isna(found.loc[(COMMUNITY, "works"), "share"])
    assert found.loc[(DISTRICT, "district"), "share"] == 0.75
    assert found["needs"].tolist() == [1, 0, 0, 1, 1]


def test_a_community_without_people_has_no_share():
    places = pd.concat([PLACES, pd.DataFrame({"kind": ["rural"]}, index=["empty"])])
    found = needs_met(WANTS, MINUTES, CELLS, places)
    assert pd.isna(found.loc[(COMMUNITY, "empty"), "share"])
    assert found.loc[(COMMUNITY, "empty"), "people"] == 0
    assert found.loc[(DISTRICT, "district"), "share"] == pytest.approx((27.5 + 20 / 3) / 60)


def test_cells_outside_every_community_do_not_count():
    cells = CELLS.assign(community_id=["old", "elsewhere", "works"])
    found = needs_met(WANTS, MINUTES, cells, PLACES)
    assert found.loc[(COMMUNITY, "old"), "share"] == 0.75
    assert found.loc[(DISTRICT, "district"), "people"] == 50


def test_cells_and_ways_may_come_in_any_order():
    expected = needs_met(WANTS, MINUTES, CELLS, PLACES)
    found = needs_met(WANTS, MINUTES.iloc[[2, 0, 1]], CELLS.iloc[[1, 2, 0]], PLACES)
    pd.testing.assert_frame_equal(found, expected)


def test_the_bundled_needs_can_be_measured():
    needs = daily_needs()
    minutes = pd.DataFrame({kind: 1.0 for need in needs for kind in need.types}, CELLS.index)
    found = needs_met(needs, minutes, CELLS, PLACES)
    assert found["share"].tolist() == [1.0] * 5
    assert (found["needs"] == found["needs_assessed"]).all()


ways = st.one_of(st.floats(0, 30), st.just(np.inf), st.just(np.nan))
TYPES = list(MINUTES.columns)


@st.composite
def towns(draw):
    """Some cells in some communities of some kinds, and their ways."""
    number = draw(st.integers(1, 6))
    cells = pd.DataFrame(
        {
            "community_id": draw(
                st.lists(st.sampled_from("pqr"), min_size=number, max_size=number)
            ),
            "people": draw(st.lists(st.floats(0, 1e4), min_size=number, max_size=number)),
        }
    )
    kinds = draw(
        st.lists(st.sampled_from(["urban", "industrial", "rural"]), min_size=3, max_size=3)
    )
    places = pd.DataFrame({"kind": kinds}, index=list("pqr"))
    held = draw(st.lists(st.sampled_from(TYPES), unique=True))
    columns = {kind: draw(st.lists(ways, min_size=number, max_size=number)) for kind in held}
    return cells, places, pd.DataFrame(columns, cells.index, dtype=float)


@given(towns())
def test_shares_are_from_nothing_to_all(town):
    cells, places, minutes = town
    found = needs_met(WANTS, minutes, cells, places)
    for column in ("share", "share_possible", "worst_share"):
        known = found[column].dropna()
        assert ((known >= 0) & (known <= 1 + 1e-12)).all()
    assert (found["needs_assessed"] <= found["needs"]).all()


@given(towns(), st.data())
def test_a_new_facility_never_lowers_a_share(town, data):
    # of a type the data hold already: the first of its need makes that assessed
    cells, places, minutes = town
    nearer = minutes.copy()
    for kind in minutes.columns:
        way = data.draw(st.floats(0, 30))
        nearer[kind] = np.fmin(minutes[kind], way).where(minutes[kind].notna())
    before, after = (needs_met(WANTS, frame, cells, places) for frame in (minutes, nearer))
    known = before["share"].notna()
    assert (after["share"][known] >= before["share"][known] - 1e-12).all()
    assert (after["needs_assessed"] == before["needs_assessed"]).all()
    both = needs_met(WANTS, minutes, cells, places, possible=nearer)
    assert (both["share_possible"][known] >= both["share"][known] - 1e-12).all()


@given(towns())
def test_merging_communities_of_a_kind_weighs_them_by_people(town):
    cells, places, minutes = town
    places = places.assign(kind="urban")
    apart = needs_met(WANTS, minutes, cells, places)
    merged = needs_met(WANTS, minutes, cells.assign(community_id="p"), places.loc[["p"]])
    own = apart.loc[COMMUNITY]
    lived_in = own["share"].notna() & (own["people"] > 0)
    if not lived_in.any():
        assert pd.isna(merged.loc[(COMMUNITY, "p"), "share"])
        return
    weighed = np.average(own["share"][lived_in], weights=own["people"][lived_in])
    assert merged.loc[(COMMUNITY, "p"), "share"] == pytest.approx(weighed)
    assert apart.loc[(KIND, "urban"), "share"] == pytest.approx(weighed)
    assert apart.loc[(DISTRICT, "district"), "share"] == pytest.approx(weighed)


@given(towns(), st.floats(0, 30))
def test_a_longer_walk_never_meets_less(town, extra):
    cells, places, minutes = town
    longer = [replace(want, minutes=want.minutes + extra) for want in WANTS]
    short, long = (needs_met(wants, minutes, cells, places) for wants in (WANTS, longer))
    known = short["share"].notna()
    assert (long["share"][known] >= short["share"][known] - 1e-12).all()
