"""From people served to a verdict, and the cause where none can be given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from accessibility.measures.confidence import VERY_THIN
from accessibility.measures.coverage import exceeds_share, reaches_share
from accessibility.scoring.evidence import Evidence
from accessibility.scoring.ground import LACKING, Floats
from accessibility.scoring.rules import Rules
from accessibility.scoring.tallies import Cover
from accessibility.tables import VERDICTS

NOBODY = "nobody"  # nobody lives there
NO_LIMIT = "no limit"  # the standard gives none
NONE_FOUND = "none found"  # no facility that could count anywhere in the data
POSSIBLE = "possible"  # what is only possible would change the verdict
SPARSE = "sparse"  # very thin data, or nothing certain in them: absence is no evidence
WALLS = "walls"  # gates that are not mapped would change the verdict
SETTLED = ""
WANTING = tuple(f"lacking {what}" for what in LACKING)  # a table that the rule needs
CAUSES = (SETTLED, NOBODY, NO_LIMIT, NONE_FOUND, POSSIBLE, SPARSE, WALLS, *WANTING)

FAILING = ("not_met", "partly", "by_bicycle")

_IN_PART = ("sizes", "tiers")  # lacking of some facilities only: there are some to speak of
MET, PARTLY, BY_BICYCLE, NOT_MET, CANNOT_TELL = range(len(VERDICTS))


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Verdict of one item in every community, and why it cannot be told where it cannot."""

    verdict: NDArray[np.int8]  # row of tables.VERDICTS
    cause: NDArray[np.int8]  # row of CAUSES


def judge(cover: Cover, rules: Rules, evidence: Evidence) -> Judged:
    """Judge one item in every community.

    Parameters
    ----------
    cover : Cover
        Whom it serves.
    rules : Rules
    evidence : Evidence
        What the data hold of what counts for it: where they are very thin, or hold none that is
        certain, nobody fails. One that is too small is certain enough: large ones are missing.

    Notes
    -----
    What can be told is settled on foot; only then a failure may be one by bicycle alone. So
    who asks for no bicycles has the same scores.
    """
    share = 1.0 if cover.whole else rules.pass_share
    sure = _by_share(cover.sure, cover.total, share)
    possible = _by_share(cover.possible, cover.total, share)
    failing = sure != MET
    moved = failing & (sure != possible)
    held = evidence.found + evidence.possible + evidence.too_small
    thin = evidence.confidence == VERY_THIN or evidence.found + evidence.too_small == 0
    wanting = np.zeros(failing.shape, dtype=np.intp)
    for what in LACKING:
        wanting[cover.lacking == what] = _code(f"lacking {what}")
    in_part = np.isin(wanting, [_code(f"lacking {what}") for what in _IN_PART])
    cause = np.select(
        [
            cover.total <= 0,
            np.full(failing.shape, not cover.limited),
            moved & (wanting != _code(SETTLED)) & ~in_part,
            np.full(failing.shape, held == 0),
            moved & in_part,
            moved,
            failing & thin,
        ],
        [
            _code(NOBODY), _code(NO_LIMIT), wanting, _code(NONE_FOUND), wanting,
            _code(POSSIBLE), _code(SPARSE),
        ],
        _code(SETTLED),
    )  # fmt: skip
    rides = reaches_share(cover.bicycle, cover.total, share)
    told = np.where(failing & rides, BY_BICYCLE, sure)
    verdict = np.where(cause == _code(SETTLED), told, CANNOT_TELL)
    return Judged(verdict=verdict.astype(np.int8), cause=cause.astype(np.int8))


def _code(cause: str) -> int:
    return CAUSES.index(cause) if cause in CAUSES else 0


def _by_share(served: Floats, total: Floats, share: float) -> NDArray[np.intp]:
    """Verdict by what is served on foot, whatever speaks against judging at all."""
    return np.select(
        [reaches_share(served, total, share), exceeds_share(served, total, share / 2)],
        [MET, PARTLY],
        NOT_MET,
    )
