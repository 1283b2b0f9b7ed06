"""How complete the data are: found against expected."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.measures.confidence import (
    LABELS,
    data_confidence,
    expected_count,
    found_share,
)


def label(found: int, expected: float, locatable: str = "yes") -> str:
    one = data_confidence(pd.Series([found]), pd.Series([expected]), pd.Series([locatable]))
    return one.iloc[0]


def test_expected_are_the_people_by_those_that_one_serves():
    # 120,000 people: 10 kindergartens at 12,000 each, 1.2 health centres at 100,000
    served = pd.Series({"kindergarten": 12_000, "health": 100_000, "unsaid": np.nan})
    expected = expected_count(120_000, served)
    assert expected["kindergarten"] == 10
    assert expected["health"] == pytest.approx(1.2)
    assert np.isnan(expected["unsaid"])


@pytest.mark.parametrize(
    ("found", "expected", "said"),
    [
        (8, 10, "ample"),  # exactly 0.8
        (7, 10, "thin"),
        (3, 10, "thin"),  # exactly 0.3
        (2, 10, "very thin"),
        (0, 3, "very thin"),
        (0, 1, "very thin"),
        (1, 1, "ample"),
        (0, 0.99, "too small to judge"),
        (50, 0.99, "too small to judge"),
        (50, np.nan, "too small to judge"),
    ],
)
def test_labels_change_exactly_at_their_lines(found: int, expected: float, said: str):
    assert label(found, expected) == said


def test_types_that_no_map_shows_are_never_above_thin():
    assert label(100, 10, "no") == "thin"
    assert label(100, 10, "partly") == "ample"
    assert label(1, 10, "no") == "very thin"
    assert label(1, 0.5, "no") == "too small to judge"


def test_the_share_found_is_at_most_all_and_not_known_of_too_few():
    found = pd.Series({"a": 5, "b": 30, "c": 2, "d": 2})
    expected = pd.Series({"a": 10.0, "b": 10.0, "c": 0.5, "d": np.nan})
    share = found_share(found, expected)
    assert share["a"] == 0.5
    assert share["b"] == 1.0
    assert share[["c", "d"]].isna().all()


@given(st.integers(0, 100), st.integers(0, 100), st.floats(1, 200))
def test_finding_more_never_lowers_the_label(found: int, more: int, expected: float):
    rank = LABELS[:3]  # ample, thin, very thin
    assert rank.index(label(found + more, expected)) <= rank.index(label(found, expected))
