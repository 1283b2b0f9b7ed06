"""How much less a facility counts the further off it is."""

from dataclasses import dataclass

import numpy as np

from accessibility.errors import DecayError
from accessibility.routing.kernels.sums import (
    EVEN,
    EXPONENTIAL,
    GAUSSIAN,
    LINEAR,
    POWER,
    STEPS,
    Fall,
)

_KINDS = {"even": EVEN, "steps": STEPS, "linear": LINEAR, "exponential": EXPONENTIAL,
          "power": POWER, "gaussian": GAUSSIAN}  # fmt: skip


@dataclass(frozen=True)
class Decay:
    """What a facility at distance d counts, between 1 at the door and 0 beyond the limit.

    Distances are in metres under a `limit_m` and in minutes under a `limit_min`. All are
    worked out for every pair at its own distance, in double precision, not from classes.

    Attributes
    ----------
    kind : str
        "even": 1. "linear": 1 - d / scale, never below 0. "exponential": exp(-d / scale).
        "power": (d / scale) ** -power, 1 up to `scale`. "gaussian": exp(-(d / scale)**2 / 2).
        "steps": the weight of the first step whose end is not below d; 0 beyond the last.
    scale : float [m or min]
        Needed by all kinds but "even" and "steps".
    power : float
        Exponent, for "power" alone.
    steps : pairs of end [m or min], inclusive, and weight
        Ends ascending, as ((5, 1.0), (10, 0.68), (15, 0.22)) of Luo & Qi (2009).
    """

    kind: str = "even"
    scale: float | None = None
    power: float = 1.0
    steps: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in _KINDS:
            raise DecayError(f"{self.kind!r} is not known", f"Known: {', '.join(_KINDS)}")
        if self.kind == "steps":
            self._check_steps()
        elif self.kind != "even" and not (self.scale and 0 < self.scale < np.inf):
            raise DecayError(
                f"{self.kind!r} with the scale {self.scale}",
                "Give a scale above 0, in metres under limit_m and minutes under limit_min",
            )
        if not 0 < self.power < np.inf:
            raise DecayError(f"power {self.power}", "Give a number above 0")

    def _check_steps(self) -> None:
        ends, weights = [end for end, _ in self.steps], [weight for _, weight in self.steps]
        rising = all(low < high for low, high in zip([0.0, *ends], ends, strict=False))
        if not ends or not rising or not all(0 <= weight <= 1 for weight in weights):
            raise DecayError(
                f"steps {self.steps!r}",
                "Give pairs of end and weight, ends above 0 and ascending, weights from 0 to 1",
            )

    def fall(self, unit: int, pace: tuple[int, int]) -> Fall:
        """As the kernels want it, where a metre or minute has so many units of pace x cost."""
        return Fall(
            kind=_KINDS[self.kind],
            scale=float(self.scale or 1.0) * unit,
            power=float(self.power),
            upto=np.array([round(end * unit) for end, _ in self.steps], np.int64),
            worth=np.array([weight for _, weight in self.steps], np.float64),
            pace=np.array(pace, np.int64),
        )
