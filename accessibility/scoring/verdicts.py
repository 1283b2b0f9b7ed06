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
NONE_FOUND = "none found"  # no facility that could count anywhere in the data
POSSIBLE = "possible"  # what is only possible would change the verdict
SPARSE = "sparse"  # very thin data, or nothing certain in them: absence is no evidence
WALLS = "walls"  # gates that are not mapped would change the verdict
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
        What the data hold of what counts for it: where they are very thin, or hold none that is
        certain, nobody fails. One that is too small is certain enough: large ones are missing.

    Notes
    -----
    What can be told is settled on foot; only then a failure may be one by bicycle alone. So
    who asks for no bicycles has the same scores.
    """
    sure = _on_foot(tally.covered, people, rules)
    possible = _on_foot(tally.covered_possible, people, rules)
    failing = sure != "met"
    held = evidence.found + evidence.possible + evidence.too_small
    thin = evidence.confidence == VERY_THIN or evidence.found + evidence.too_small == 0
    cause = np.select(
        [
            people <= 0,
            np.full(people.shape, not limited),
            np.full(people.shape, held == 0),
            failing & (sure != possible),
            failing & thin,
        ],
        [NOBODY, NO_LIMIT, NONE_FOUND, POSSIBLE, SPARSE],
        SETTLED,
    )
    rides = reaches_share(tally.bicycle, people, rules.pass_share)
    told = np.where(failing & rides, "by_bicycle", sure)
    return Judged(verdict=np.where(cause == SETTLED, told, "cannot_tell"), cause=cause)


def _on_foot(covered: Floats, people: Floats, rules: Rules) -> NDArray[np.str_]:
    """Verdict by what is covered on foot, whatever speaks against judging at all."""
    return np.select(
        [
            reaches_share(covered, people, rules.pass_share),
            exceeds_share(covered, people, rules.pass_share / 2),
        ],
        ["met", "partly"],
        "not_met",
    )
