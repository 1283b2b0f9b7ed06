"""From people within reach to a verdict, and the cause where none can be given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.measures.confidence import VERY_THIN
from accessibility.measures.coverage import exceeds_share, reaches_share
from accessibility.scoring.evidence import Evidence
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Floats, Tally

NOBODY = "nobody"  # nobody lives there
NO_LIMIT = "no limit"  # the standard gives none
NONE_FOUND = "none found"  # no facility of the type anywhere in the data
POSSIBLE = "possible"  # what is only possible would change the verdict
SPARSE = "sparse"  # very thin data, or nothing certain in them: absence is no evidence
SETTLED = ""

FAILING = ("not_met", "partly", "by_bicycle")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Verdict of one item in every community, and why it cannot be told where it cannot."""

    verdict: NDArray[np.str_]
    cause: NDArray[np.str_]


def judge(
    tally: Tally, people: Floats, rules: Rules, *, limited: bool, evidence: Evidence
) -> Judged:
    """Judge one item in every community.

    Parameters
    ----------
    tally : Tally
        Its people within reach.
    people : array of float [persons]
        Residents of every community.
    rules : Rules
    limited : bool
        The standard gives a limit.
    evidence : Evidence
        What the data hold of its type: where they are very thin, or hold none that is certain,
        nobody fails.
    """
    sure = _verdict(tally.covered, tally.bicycle, people, rules)
    possible = _verdict(tally.covered_possible, tally.bicycle_possible, people, rules)
    failing = sure != "met"
    thin = evidence.confidence == VERY_THIN or evidence.found == 0
    cause = np.select(
        [
            people <= 0,
            np.full(people.shape, not limited),
            np.full(people.shape, evidence.found + evidence.possible == 0),
            failing & (sure != possible),
            failing & thin,
        ],
        [NOBODY, NO_LIMIT, NONE_FOUND, POSSIBLE, SPARSE],
        SETTLED,
    )
    return Judged(verdict=np.where(cause == SETTLED, sure, "cannot_tell"), cause=cause)


def _verdict(covered: Floats, bicycle: Floats, people: Floats, rules: Rules) -> NDArray[np.str_]:
    """Verdict by what is covered, whatever speaks against judging at all."""
    return np.select(
        [
            reaches_share(covered, people, rules.pass_share),
            reaches_share(bicycle, people, rules.pass_share),
            exceeds_share(covered, people, rules.pass_share / 2),
        ],
        ["met", "by_bicycle", "partly"],
        "not_met",
    )
