"""What the data hold of each item, counted by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.evidence import item_evidence
from accessibility.scoring.groups import facility_groups
from accessibility.standards.schema import Part
from tests.scoring.town import facilities, item, law, standard

# Parks: p1 large, p2 small, p3 of unknown area, p4 large but only possibly a park. One library.
FOUND = facilities(
    ("p1", "park", "sure"),
    ("p2", "park", "sure"),
    ("p3", "park", "sure"),
    ("p4", "park", "possible"),
    ("l1", "library", "sure"),
    area_m2=[5000, 500, np.nan, 9000, 100],
)


def evidence(*items, people=1000.0, served=1e9, found=FOUND):
    of = standard(*items, served=served)
    members = facility_groups(found, {"test": of})
    told = item_evidence(of, members, people, sizes=found["type"].value_counts())
    return [told[one.level, one.id] for one in of.located]


def counts(one):
    return one.found, one.possible, one.too_small


def test_sure_possible_and_too_small_facilities_are_counted_apart():
    (every,) = evidence(item("park"))
    assert counts(every) == (3, 1, 0)
    (large,) = evidence(item("park", min_site_m2=2000))
    assert counts(large) == (1, 2, 1)  # p1; p3 and p4; p2


def test_as_many_of_a_size_are_expected_as_of_its_type():
    # 1,000 people at 250 a park: 4
    every, large = evidence(item("park"), item("park", id="large", min_site_m2=2000), served=250)
    assert (every.expected, large.expected) == (4, 4)
    assert (every.found_share, large.found_share) == (0.75, 0.25)
    assert (every.confidence, large.confidence) == ("thin", "very thin")


def test_a_ratio_of_its_own_goes_before_the_people_of_the_level():
    (one,) = evidence(item("park", people_per_facility=(100, 500)), served=250)
    assert one.expected == 2


def test_fewer_than_one_expected_says_nothing():
    (one,) = evidence(item("park"))
    assert np.isnan(one.found_share)
    assert one.confidence == "too small to judge"


def test_of_parts_that_any_satisfies_all_are_counted_those_of_a_type_once():
    # every large park is a park too: 3 sure parks and 1 library; p4 may be a park
    more = (Part(type="park", min_site_m2=2000, radius_m=100), Part(type="library"))
    (one,) = evidence(item("park", more=more))
    assert counts(one) == (4, 1, 0)
    (sizes,) = evidence(item("park", min_site_m2=8000, more=(Part(type="park", min_site_m2=400),)))
    assert counts(sizes) == (2, 2, 0)  # of 400 m2: p1 and p2; p3 and p4


def test_of_parts_that_are_all_needed_the_rarest_tells():
    (one,) = evidence(item("park", combine="all", more=(Part(type="library"),)))
    assert counts(one) == (1, 0, 0)
    (none,) = evidence(item("park", combine="all", more=(Part(type="gym"),)))
    assert counts(none) == (0, 0, 0)


def test_an_item_is_as_well_shown_by_maps_as_the_worst_of_its_parts():
    # maps show parks, nurseries in part (facility_types.toml)
    shown, partly = evidence(item("park"), item("park", id="two", more=(Part(type="nursery"),)))
    assert (shown.locatable, partly.locatable) == ("yes", "partly")


def test_what_is_not_judged_has_no_evidence():
    assert len(evidence(item("park"), item("gas_supply", locatable=False))) == 1
    assert evidence(item(locatable=False)) == []


def test_a_group_that_is_nowhere_counts_none():
    (one,) = evidence(item("gym"), served=100)
    assert counts(one) == (0, 0, 0)
    assert (one.found_share, one.confidence) == (0, "very thin")


SITES = st.lists(
    st.tuples(
        st.sampled_from(["park", "library"]),
        st.sampled_from(["sure", "possible"]),
        st.one_of(st.integers(0, 5000), st.just(np.nan)),
    ),
    max_size=8,
)


@law
@given(SITES, st.integers(1, 5000))
def test_every_facility_of_a_type_is_sure_possible_or_too_small(sites, least: int):
    rows = [(f"f{n}", kind, certainty) for n, (kind, certainty, _) in enumerate(sites)]
    found = facilities(*rows, area_m2=[area for *_, area in sites])
    every, large = evidence(item("park"), item("park", id="large", min_site_m2=least), found=found)
    parks = sum(kind == "park" for kind, *_ in sites)
    assert sum(counts(every)) == sum(counts(large)) == parks
    assert large.found <= every.found
    assert large.too_small == sum(k == "park" and a < least for k, _, a in sites)


@law
@given(SITES)
def test_any_holds_no_fewer_than_all(sites):
    rows = [(f"f{n}", kind, certainty) for n, (kind, certainty, _) in enumerate(sites)]
    found = facilities(*rows, area_m2=[area for *_, area in sites])
    more = (Part(type="library", min_site_m2=100),)
    some, both = evidence(
        item("park", more=more), item("park", id="all", more=more, combine="all"), found=found
    )
    assert some.found >= both.found
    assert some.found + some.possible >= both.found + both.possible


def test_sizes_may_lack_a_type():
    of = standard(item("gym"))
    none = pd.Series(dtype="int64")
    told = item_evidence(of, {"sure": {}, "possible": {}}, 100.0, sizes=none)
    assert counts(told["10", "gym"]) == (0, 0, 0)
    assert told["10", "gym"].expected == pytest.approx(1e-7)
