"""What a reader of a result is told: a number and its noun agree."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from accessibility.remarks import said_of_audit
from tests.outputs import fixtures


def said(*, near: int, people: list[float], walled: list[float]) -> tuple[str, ...]:
    """Remarks of an audit with ten failing verdicts, so many of them near the edge."""
    verdicts = pd.DataFrame(
        {
            "verdict": ["not_met"] * 10,
            "people_near_edge": [5.0] * near + [0.0] * (10 - near),
            "verdict_with_gates": ["met"] * len(walled) + [np.nan] * (10 - len(walled)),
        }
    )
    return said_of_audit(
        fixtures.results().town,
        None,
        verdicts,
        pd.DataFrame({"people": people}),
        SimpleNamespace(table=pd.DataFrame({"people": walled})),
    )


def test_several_are_told_in_the_plural():
    edge, stranded, compounds = said(near=2, people=[1.0, 1.5], walled=[600.0, 900.0])
    assert edge.startswith("2 of 10 failing verdicts are marked, since the data end near")
    assert stranded == (
        "2 people in 2 cells cannot join the streets, or sit on an island of them (layer stranded)"
    )
    assert compounds == (
        "1,500 people live in 2 compounds without a mapped gate (layer compounds); 2 verdicts hang "
        "on that and cannot be told"
    )


def test_one_is_told_in_the_singular():
    edge, stranded, compounds = said(near=1, people=[1.2], walled=[1.0])
    assert edge.startswith("1 of 10 failing verdicts is marked, since")
    assert stranded.startswith("1 person in 1 cell cannot join the streets")
    assert compounds == (
        "1 person lives in 1 compound without a mapped gate (layer compounds); 1 verdict hangs on "
        "that and cannot be told"
    )


@pytest.mark.parametrize("people", [[], [0.0]])
def test_nothing_is_said_of_nobody(people: list[float]):
    assert said(near=0, people=people, walled=[]) == ()
