"""Figures in sentences never tell another story than the figures behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.numbers import people_text, share_text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (0.123, "12 %"),
        (0.896, "89.6 %"),  # never up to the pass share
        (0.8999, "89.99 %"),
        (0.9, "90 %"),
        (sum([0.1] * 9), "90 %"),  # a hair below, and only by adding floats
        (0.904, "90.4 %"),  # nor down to it from above
        (0.996, "99.6 %"),  # never up to all
        (0.9999999, "> 99.999 %"),
        (0.004, "0.4 %"),  # never down to nobody
        (0.0000001, "< 0.001 %"),
        (0.4502, "45.02 %"),  # nor onto half of the pass share, which decides as well
        (0.8999999, "< 90 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_rounded_but_not_across_a_line(share: float, text: str):
    assert share_text(share, 0.9, "en") == text


def test_chinese_has_no_space_before_the_sign():
    assert share_text(0.896, 0.9, "zh") == "89.6%"
    assert share_text(1e-9 * 5, 0.9, "zh") == "<0.001%"


@given(st.floats(0, 1), st.sampled_from([0.5, 0.75, 0.9, 1.0]))
def test_what_is_read_passes_only_if_the_share_does(share: float, pass_share: float):
    text = share_text(share, pass_share, "en").removesuffix(" %")
    if text[0] not in "<>":
        assert (float(text) >= pass_share * 100 - 1e-7) == (share >= pass_share - 1e-9)
        assert abs(float(text) - share * 100) <= 0.5


@pytest.mark.parametrize(
    ("people", "text"),
    [(0.0, "0"), (0.2, "1"), (1.4, "1"), (1234.6, "1,235"), (2e6, "2,000,000")],
)
def test_people_are_whole_and_anybody_is_at_least_one(people: float, text: str):
    assert people_text(people) == text
