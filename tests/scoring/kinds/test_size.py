"""Which facilities are large enough to count."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.groups import facility_groups
from accessibility.scoring.sizes import large_enough
from tests.scoring.kinds.supply_town import SITES, law, of_sites
from tests.scoring.town import item, standard

#   one of 5000 m2   one of exactly 2000   a small one   a point: nobody knows
AREAS = np.array([5000.0, 2000.0, 1999.9, np.nan])


@pytest.mark.parametrize(
    ("least", "surely", "possibly"),
    [
        (None, [True, True, True, True], [True, True, True, True]),
        (2000.0, [True, True, False, False], [True, True, False, True]),
        (6000.0, [False, False, False, False], [False, False, False, True]),
    ],
)
def test_the_least_size_is_enough_and_an_unknown_one_may_be(least, surely, possibly):
    sure, possible = large_enough(AREAS, least)
    assert (sure.tolist(), possible.tolist()) == (surely, possibly)


def test_no_facilities_are_none():
    assert [flags.tolist() for flags in large_enough(np.empty(0), 10.0)] == [[], []]


@given(
    st.lists(st.one_of(st.just(np.nan), st.floats(0, 1e6)), max_size=8),
    st.floats(0.1, 1e6),
    st.floats(0, 1e6),
)
def test_who_asks_for_more_ground_counts_fewer(areas, least, extra):
    some, more = (large_enough(np.array(areas), asked) for asked in (least, least + extra))
    for few, many in zip(more, some, strict=True):
        assert (few <= many).all()
    assert (some[0] <= some[1]).all()


@law
@given(SITES, st.floats(0.1, 1e5), st.floats(0, 1e5))
def test_raising_the_least_area_never_adds_to_a_group(sites, least, extra):
    groups = []
    for asked in (None, least, least + extra):
        park = item("park", min_site_m2=asked)
        of = facility_groups(of_sites(sites), {"test": standard(park)})
        groups.append({kind: set(of[kind].get(park.group, ())) for kind in of})
    for wide, narrow in pairwise(groups):
        assert narrow["sure"] <= wide["sure"]
        assert narrow["possible"] <= wide["possible"]
        assert narrow["sure"] <= narrow["possible"]
