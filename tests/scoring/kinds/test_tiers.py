"""Which facilities are of the tier that an item asks for."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.groups import facility_groups
from accessibility.scoring.tiers import of_tier
from accessibility.standards.schema import TIERS
from tests.scoring.kinds.supply_town import found, law
from tests.scoring.town import item, standard

#   the district's shelter   the town's   the village's   one that nothing is known of
SHELTERS = np.array(["district", "town", "village", np.nan], dtype=object)


@pytest.mark.parametrize(
    ("asked", "surely", "possibly"),
    [
        (None, [True, True, True, True], [True, True, True, True]),
        ("district", [True, False, False, False], [True, False, False, True]),
        ("town", [False, True, False, False], [False, True, False, True]),
    ],
)
def test_a_tier_is_that_tier_alone_and_an_unknown_one_may_be_any(asked, surely, possibly):
    sure, possible = of_tier(SHELTERS, asked)
    assert (sure.tolist(), possible.tolist()) == (surely, possibly)


@pytest.mark.parametrize("word", [None, np.nan, pd.NA, "", "county", "Town"])
def test_what_is_no_word_for_a_tier_is_not_known(word):
    sure, possible = of_tier(np.array([word], dtype=object), "town")
    assert (sure.tolist(), possible.tolist()) == ([False], [True])


def test_facilities_without_the_column_are_all_possible():
    there = found(("a", "shelter", "sure"), ("b", "shelter", "sure"), at=["north"] * 2)
    asked = item("shelter", tier="town")
    of = {"test": standard(asked)}
    assert facility_groups(there, of) == {"sure": {}, "possible": {"shelter#town": ["a", "b"]}}
    told = there.assign(tier=pd.Series(["town", "village"], there.index, dtype="str"))
    assert facility_groups(told, of) == {kind: {"shelter#town": ["a"]} for kind in of_both()}


def of_both():
    return ("sure", "possible")


SOME = st.lists(st.sampled_from([*TIERS, None]), max_size=8)


@law
@given(SOME, st.lists(st.sampled_from(of_both()), min_size=8, max_size=8))
def test_an_unknown_tier_never_makes_sure_and_tiers_share_out_the_known(tiers, certainty):
    ids = [f"s{n}" for n in range(len(tiers))]
    kinds = dict(zip(ids, certainty, strict=False))
    there = found(
        *((one, "shelter", kinds[one]) for one in ids), at=["north"] * len(ids), tier=tiers
    )
    items = [item("shelter", tier=tier, id=tier) for tier in TIERS]
    groups = facility_groups(there, {"test": standard(*items)})
    unknown = {one for one, tier in zip(ids, tiers, strict=True) if tier is None}
    sure = [one for asked in items for one in groups["sure"].get(asked.group, ())]
    assert not unknown & set(sure)
    # every sure one of a known tier is in one group, and those not known in every group
    assert sorted(sure) == sorted({o for o in ids if kinds[o] == "sure"} - unknown)
    for asked in items:
        assert unknown <= set(groups["possible"].get(asked.group, ()))
