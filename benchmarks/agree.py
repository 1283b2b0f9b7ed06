"""Whether two engines gave the same answer, in words for the table."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


class DisagreementError(Exception):
    """Two engines that should agree do not; no time of theirs counts."""


@dataclass(frozen=True)
class Agreement:
    """How far two tables of costs are apart, where infinity is out of reach."""

    cells: int
    reached: int
    only_one: int  # reached by one of the two alone
    worst_mm: float

    def __str__(self) -> str:
        if not self.only_one and not self.worst_mm:
            return f"equal ({self.reached:,} of {self.cells:,} reached)"
        differ = f"{self.only_one:,} of {self.cells:,} reached by one alone"
        return f"to {self.worst_mm / 1000:.3f} m; {differ if self.only_one else 'same reached'}"


def compare(
    found: NDArray[np.float64],
    reference: NDArray[np.float64],
    *,
    within_mm: float,
    alone: float = 1e-4,
    who: str = "",
) -> Agreement:
    """The agreement of two tables of costs [mm]; DisagreementError where it is too little.

    Parameters
    ----------
    within_mm : largest difference that may be
    alone : share of the cells that may be reached by one of the two alone (at the limit)
    """
    here, there = np.isfinite(found), np.isfinite(reference)
    both = here & there
    worst = float(np.abs(found[both] - reference[both]).max(initial=0.0))
    only = int((here != there).sum())
    told = Agreement(found.size, int(there.sum()), only, worst)
    if worst > within_mm or only > alone * found.size:
        raise DisagreementError(f"{who}: {told}")
    return told


def table(answer: Any, n: int) -> NDArray[np.float64]:
    """An engine's nearest facilities as costs [mm] by type and node, infinite beyond the limit."""
    if isinstance(answer, np.ndarray):
        return np.where(answer < 0, np.inf, answer.astype(np.float64))
    if isinstance(answer[0], dict):
        found = np.full((len(answer), n), np.inf)
        for row, cost in enumerate(answer):
            found[row, list(cost.keys())] = list(cost.values())
        return found
    if isinstance(answer[0], np.ndarray):
        return np.array(answer)
    return np.array([frame[1].to_numpy(np.float64) for frame in answer]) * 1000
