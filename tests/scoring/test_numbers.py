"""Figures in sentences never tell another story than the figures behind them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.scoring.numbers import (
    Coded,
    amount_texts,
    metres_texts,
    people_texts,
    share_texts,
)


def texts(told: Coded) -> list[str]:
    return told.of(np.arange(len(told.code))).tolist()


def share_text(share: float, pass_share: float, lang: str) -> str:
    return texts(share_texts(np.array([share]), pass_share, lang))[0]


def metres_text(metres: float, limit: float) -> str:
    return texts(metres_texts(np.array([metres]), np.array([limit])))[0]


def amount_text(amount: float, limit: float) -> str:
    return texts(amount_texts(np.array([amount]), np.array([limit])))[0]


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
        (0.9000001, "> 90 %"),
        (1.0, "100 %"),
    ],
)
def test_shares_are_rounded_but_not_across_a_line(share: float, text: str):
    assert share_text(share, 0.9, "en") == text


def test_what_is_left_keeps_to_its_side_as_well():
    # 89.99 % served do not pass at 90 %: 10 % left would read as if they did
    left = share_texts(np.array([1 - 0.8999, 1 - 0.9, 1 - 0.55]), 0.9, "en", left=True)
    assert texts(left) == ["10.01 %", "10 %", "45 %"]


def test_chinese_has_no_space_before_the_sign():
    assert share_text(0.896, 0.9, "zh") == "89.6%"
    assert share_text(1e-9 * 5, 0.9, "zh") == "<0.001%"


@given(st.floats(0, 1), st.sampled_from([0.5, 0.75, 0.9, 1.0]))
def test_what_is_read_passes_only_if_the_share_does(share: float, pass_share: float):
    text = share_text(share, pass_share, "en").removesuffix(" %")
    if text[0] not in "<>":
        assert (float(text) >= pass_share * 100 - 1e-7) == (share >= pass_share - 1e-9)
        assert abs(float(text) - share * 100) <= 0.5


@given(st.lists(st.one_of(st.floats(0, 1), st.just(float("nan"))), max_size=30))
def test_many_shares_are_written_as_each_alone(shares: list[float]):
    together = texts(share_texts(np.array(shares, dtype=float), 0.9, "en"))
    assert together == [share_text(share, 0.9, "en") for share in shares]


@pytest.mark.parametrize(
    ("people", "text"),
    [(0.0, "0"), (0.2, "1"), (1.4, "1"), (1234.6, "1,235"), (2e6, "2,000,000")],
)
def test_people_are_whole_and_anybody_is_at_least_one(people: float, text: str):
    assert texts(people_texts(np.array([people]))) == [text]


@pytest.mark.parametrize(
    ("metres", "limit", "text"),
    [
        (420.4, 500, "420"),
        (420.6, 500, "421"),
        (500.0, 500, "500"),
        (500.001, 500, "501"),  # beyond, and said to be
        (499.999, 500, "500"),  # on the limit is within it
        (300.4, 300.2, "301"),
        (300.6, 300.8, "300"),
        (1500.2, 500, "1,500"),
        (70.5, float("nan"), "70"),  # no limit, no sides; a half goes to the even one
        (float("inf"), 500, ""),  # what is no number has no text
    ],
)
def test_metres_are_whole_and_stay_on_their_side(metres: float, limit: float, text: str):
    assert metres_text(metres, limit) == text


@given(st.floats(0, 5000), st.floats(50, 2000))
def test_a_distance_read_passes_only_if_the_distance_does(metres: float, limit: float):
    read = float(metres_text(metres, limit).replace(",", ""))
    assert (read <= limit + 1e-6) == (metres <= limit + 1e-6)
    assert abs(read - metres) < 1


@pytest.mark.parametrize(
    ("amount", "limit", "text"),
    [
        (0.0, 2, "0"),
        (1.4, 2, "1.40"),
        (2.0, 2, "2"),
        (1.996, 2, "1.996"),  # two decimals would bring it up to the limit
        (2.004, 2, "2.004"),
        (1.99996, 2, "< 2"),
        (1.49996, 1.5, "< 1.5"),
        (1234.5, 2, "1,234.50"),
        (float("nan"), 2, ""),
    ],
)
def test_amounts_stay_on_their_side_of_what_is_asked(amount: float, limit: float, text: str):
    assert amount_text(amount, limit) == text


@given(st.floats(0, 100), st.sampled_from([1.0, 1.5, 2.0, 30.0]))
def test_an_amount_read_suffices_only_if_the_amount_does(amount: float, limit: float):
    text = amount_text(amount, limit)
    if text[0] in "<>":
        assert text[0] == ("<" if amount < limit else ">")
        return
    assert (float(text) >= limit) == (amount >= limit - 1e-7)
    assert abs(float(text) - amount) <= 0.005
